"""How does somebody name a part of the map, or draw a link, with the story that says so?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import streamlit as st

from sensemaking.model.map import Link, LinkKind, Map, Part, PartKind
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here
from sensemaking.practice.notice import theme_named
from sensemaking.screen import choosing, map_hand, show
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
SAYS_NOW = "It says now: {words}"
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
    blank = Part(hand.id, here.system.id, PartKind.FACTOR, "", cycle=cycle)
    _part_form(here, blank, hand, mapping.add_part)


def change(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    """A form for a part that is on the map."""
    _part_form(here, part_in_hand(whole, hand), hand, mapping.change_part)


def _part_form(here: Here, part: Part, hand: InHand, keep: Callable[[Here, Part], Part]) -> None:
    known, kinds = mapping.themes(here), list(PartKind)
    key = f"map.part.{part.id}"
    with st.form(key, border=False):
        name = st.text_input(NAME, part.name, placeholder=NAME_HINT, key=f"{key}.name")
        kind = st.radio(
            KIND,
            kinds,
            kinds.index(part.kind),
            format_func=KINDS.__getitem__,
            horizontal=True,
            key=f"{key}.kind",
        )
        words = st.text_area(WORDS, part.words, placeholder=WORDS_HINT, height=96, key=f"{key}.words")
        themes = st.multiselect(
            THEMES,
            list(known.values()),
            [known[one] for one in part.themes if one in known],
            placeholder=THEMES_HINT,
            accept_new_options=True,
            key=f"{key}.themes",
        )
        if not st.form_submit_button(KEEP, type="primary"):
            return
    filled = replace(part, name=name, kind=kind, words=words, version=hand.version)
    with _refusals(part.version, " ".join((f"“{part.name}”", part.words))):
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
        hand,
        mapping.add_link,
    )


def _end(label: str, whole: Map, chosen: UUID | None, of: UUID) -> UUID | None:
    names = {one.id: one.name for one in sorted(whole.parts, key=lambda one: one.name.casefold())}
    at = list(names).index(chosen) if chosen in names else None
    return st.selectbox(
        label,
        list(names),
        at,
        format_func=choosing.apart(names).__getitem__,
        placeholder=CHOOSE_PART,
        key=f"map.{label}.{of}",
    )


def redraw(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    """A form for a link that is on the map; its ends stay."""
    link = next((one for one in whole.links if one.id == hand.id), None)
    if link is None:
        raise NOT_THERE
    _link_form(here, whole, link, hand, mapping.change_link)


def _link_form(here: Here, whole: Map, link: Link, hand: InHand, keep: Callable[[Here, Link], Link]) -> None:
    key, kinds = f"map.link.{link.id}", list(LinkKind)
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
    _story(here, replace(link, observation=hand.story), key)
    if st.button(KEEP, type="primary", key=f"{key}.keep"):
        now = " ".join((f"{whole.in_words(link)}.", link.words)) if whole_link else ""
        with _refusals(link.version, now):
            if not whole_link:
                raise BOTH
            done = keep(here, replace(filled, words=words, observation=hand.story, version=hand.version))
            map_hand.kept(KEPT_LINK.format(sentence=whole.in_words(done)))


def _story(here: Here, link: Link, key: str) -> None:
    """The story that says so: the one there is, or one to choose among those that hold the words typed."""
    if link.observation:
        if told := mapping.behind(here, [link]):
            show.cards(told.values(), f"{key}.chosen")
        else:
            show.words(("quiet", STORY_GONE), key=f"{key}.gone")
        st.button(
            WITHOUT, on_click=map_hand.choose_story, args=(None,), type="tertiary", key=f"{key}.without"
        )
        return
    typed = st.text_input(STORY, placeholder=STORY_HINT, key=f"{key}.typed")
    if typed.strip():
        found = mapping.stories(here, typed)
        if not found:
            show.words(("quiet", NO_STORY), key=f"{key}.none")
        elif one := show.cards(found, f"{key}.found", THIS_ONE):
            map_hand.choose_story(one)
            st.rerun()


@contextmanager
def _refusals(version: int, now: str) -> Iterator[None]:
    """Refusals are said in their place. Where somebody else was quicker, what they wrote is shown beside it."""
    try:
        yield
    except Overtaken as overtaken:
        show.refusal(overtaken)
        show.words(("quiet", SAYS_NOW.format(words=now)), key="map.now")
        map_hand.seen_again(version)
    except Refusal as refused:
        show.refusal(refused)
