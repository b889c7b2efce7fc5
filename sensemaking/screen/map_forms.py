"""How does somebody name a part of the map, or draw a link, with the story that says so?"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import streamlit as st

from sensemaking.model.map import Link, LinkKind, Map, Part, PartKind
from sensemaking.model.refusal import Refusal
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here
from sensemaking.practice.notice import theme_named
from sensemaking.screen import map_hand, show
from sensemaking.screen.map_hand import InHand

KINDS = {PartKind.ACTOR: "Somebody who acts", PartKind.FACTOR: "Something that is so"}
STORY_GONE = "The story behind it is not here."
NAME, NAME_HINT = "What is it called?", "for example: late buses"
KIND = "What is it?"
WORDS, WORDS_HINT = "What is there to say about it?", "leave it empty if the name says it"
THEMES, THEMES_HINT = "Themes", "choose, or write a new one"
FROM, DOES, TO = "From", "What does it do?", "To"
CHOOSE_PART = "choose a part"
DOES_WORDS = {LinkKind.INFLUENCES: "influences", LinkKind.ENABLES: "enables", LinkKind.BLOCKS: "blocks"}
SAY_MORE, SAY_MORE_HINT = "What is there to say about this link?", "leave it empty if the sentence says it"
STORY, STORY_HINT = "Is there a story that says so?", "a few words of it, then Enter"
NO_STORY = "No story here holds these words."
THIS_ONE, WITHOUT = "This one says so", "Without this story"
KEEP = "Keep this"
KEPT_PART, KEPT_LINK = "“{name}” is on the map.", "On the map: {sentence}."
NOT_THERE = Refusal("This is not on the map any more.", try_next="Close this, and choose something else.")
BOTH = Refusal("A link needs both its ends.", try_next="Choose what it goes from and what it goes to.")


def part_in_hand(whole: Map, hand: InHand) -> Part:
    """The part that is in hand; raises a Refusal where it is not on the map any more."""
    if (part := whole.by_id.get(hand.id)) is None:
        raise NOT_THERE
    return part


def name(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    """A form for a new part."""
    _part_form(here, Part(hand.id, here.system.id, PartKind.FACTOR, "", cycle=cycle), mapping.add_part)


def change(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    """A form for a part that is on the map."""
    _part_form(here, part_in_hand(whole, hand), mapping.change_part)


def _part_form(here: Here, part: Part, keep: Callable[[Here, Part], Part]) -> None:
    known, kinds = mapping.themes(here), list(PartKind)
    with st.form(f"map.part.{part.id}.{part.version}", border=False):
        name = st.text_input(NAME, part.name, placeholder=NAME_HINT)
        kind = st.radio(KIND, kinds, kinds.index(part.kind), format_func=KINDS.__getitem__, horizontal=True)
        words = st.text_area(WORDS, part.words, placeholder=WORDS_HINT, height=96)
        themes = st.multiselect(
            THEMES,
            list(known.values()),
            [known[one] for one in part.themes if one in known],
            placeholder=THEMES_HINT,
            accept_new_options=True,
        )
        if not st.form_submit_button(KEEP, type="primary"):
            return
    filled = replace(part, name=name, kind=kind, words=words)
    with show.refusals():
        given = tuple(theme_named(here, theme) for theme in themes)
        kept_part = keep(here, replace(filled, themes=given))
        map_hand.look_at(kept_part.id)
        map_hand.kept(KEPT_PART.format(name=kept_part.name))


def draw(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    """A form for a new link: its two ends, and what the one does to the other."""
    goes_from, goes_to = _end(FROM, whole, hand.goes_from, hand.id), _end(TO, whole, hand.goes_to, hand.id)
    blank = Link(hand.id, here.system.id, hand.id, LinkKind.INFLUENCES, hand.id, cycle=cycle)
    _link_form(
        here,
        whole,
        replace(blank, goes_from=goes_from or hand.id, goes_to=goes_to or hand.id),
        mapping.add_link,
    )


def _end(label: str, whole: Map, chosen: UUID | None, of: UUID) -> UUID | None:
    names = {one.id: one.name for one in sorted(whole.parts, key=lambda one: one.name.casefold())}
    at = list(names).index(chosen) if chosen in names else None
    return st.selectbox(
        label,
        list(names),
        at,
        format_func=names.__getitem__,
        placeholder=CHOOSE_PART,
        key=f"map.{label}.{of}",
    )


def redraw(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    """A form for a link that is on the map; its ends stay."""
    link = next((one for one in whole.links if one.id == hand.id), None)
    if link is None:
        raise NOT_THERE
    _link_form(here, whole, link, mapping.change_link)


def _link_form(here: Here, whole: Map, link: Link, keep: Callable[[Here, Link], Link]) -> None:
    key, kinds = f"map.link.{link.id}.{link.version}", list(LinkKind)
    kind = st.radio(
        DOES,
        kinds,
        kinds.index(link.kind),
        format_func=DOES_WORDS.__getitem__,
        horizontal=True,
        key=f"{key}.kind",
    )
    filled = replace(link, kind=kind)
    whole_link = {link.goes_from, link.goes_to} <= whole.by_id.keys()
    if whole_link:
        show.words(("large", f"{whole.in_words(filled)}."), key=f"{key}.sentence")
    words = st.text_area(SAY_MORE, link.words, placeholder=SAY_MORE_HINT, height=96, key=f"{key}.words")
    observation = _story(here, link, key)
    if st.button(KEEP, type="primary", key=f"{key}.keep"):
        with show.refusals():
            if not whole_link:
                raise BOTH
            done = keep(here, replace(filled, words=words, observation=observation))
            map_hand.kept(KEPT_LINK.format(sentence=whole.in_words(done)))


def _story(here: Here, link: Link, key: str) -> UUID | None:
    """The story that says so: the one there is, or one chosen among those that hold the words typed."""
    chosen: UUID | None = st.session_state.setdefault(f"{key}.story", link.observation)
    if chosen:
        told = mapping.behind(here, [replace(link, observation=chosen)])
        if told:
            show.cards(told.values(), f"{key}.chosen")
        else:
            show.words(("quiet", STORY_GONE), key=f"{key}.gone")
        st.button(WITHOUT, on_click=_choose, args=(key, None), type="tertiary", key=f"{key}.without")
        return chosen
    typed = st.text_input(STORY, placeholder=STORY_HINT, key=f"{key}.typed")
    if typed.strip():
        found = mapping.stories(here, typed)
        if not found:
            show.words(("quiet", NO_STORY), key=f"{key}.none")
        elif one := show.cards(found, f"{key}.found", THIS_ONE):
            _choose(key, one)
            st.rerun()
    return None


def _choose(key: str, story: UUID | None) -> None:
    st.session_state[f"{key}.story"] = story
