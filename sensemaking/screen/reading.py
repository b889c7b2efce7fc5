"""How does somebody say what they make of it, differ from it, and look at it again later?"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.lenses import Seen
from sensemaking.model.counting import begun, how_many, in_words
from sensemaking.model.focus import Focus
from sensemaking.model.pattern import Pattern, Reading, Revisit, Standing
from sensemaking.model.refusal import Refusal
from sensemaking.practice import look, remember
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.look import Stories
from sensemaking.practice.remember import Read
from sensemaking.screen import ask, choosing, listening, show, where

MADE, RECEIPT, FAR = "reading.made", "reading.receipt", "reading.far"

WHAT = "What do you make of it?"
WORDS, HINT = "In your own words", "One sentence is enough. It is one reading so far, and others may differ."
DIFFER = "Who would see it differently?"
DIFFER_LABEL, DIFFER_HINT = (
    "What would they say?",
    "Somebody who was there, who was not, who does the work, who lives with it.",
)
NAME, NAME_HINT = "Give the pattern a name, if it has one", "for example: the quiet before the letters go out"
WHO, WHO_HINT = "Who says so?", "a role or a name, or nothing"
CYCLE, NO_CYCLE = "Part of a learning cycle?", "no"
KEEP, KEEP_BESIDE, ANOTHER = "Keep this reading", "Keep it beside the first", "Write another reading"
EVIDENCE = (
    "With it we keep this view and what is chosen in it, so that others can look again.",
    "With it we keep this view, what is chosen in it and the story that is open, so that others can look again.",
    "With it we keep this view, what is chosen in it and the {shown} stories that are open, so that others can"
    " look again.",
)
COULD_BE_CHANCE = "What is chosen here could be chance, and is kept with these words."
WAS_CHANCE = "{seen} (could be chance)"
NO_WORDS = Refusal("There are no words yet.", try_next="Write what you make of it; one sentence is enough.")
KEPT = "Kept as one reading so far."
KEPT_BESIDE = "Kept beside the first, with the same weight."
LOOKED = "It is kept how this reading stands now. What was said before stays in its history."
AGAIN, HOW_NOW, WHY = "How does it stand now?", "It is", "What makes you say so?"
STANDINGS = {Standing.HELD: "held", Standing.SHIFTED: "shifted", Standing.LET_GO: "let go"}
KEEP_STANDING = "Keep how it stands"
SEEN, NAMED, LOOK_AGAIN, BEHIND = (
    "Looking at “{title}”",
    "“{name}”, looking at “{title}”",
    "Look again",
    "{stories} behind it",
)
PILED, PILE_NAMED = (
    "What was put together by hand when we gathered about “{title}”",
    "“{name}”, put together by hand when we gathered about “{title}”",
)
READ, EARLIER, OUTSIDE = "Open this story", "Read earlier ones", "Outside any learning cycle"

AT_ONCE = 12
"""How many readings stand on the page at once; earlier ones are a press away."""


def made_of_it(here: Here, seen: Seen, mark: str, opened: Stories) -> None:
    """Beside what is seen: write what you make of it; once it is kept, who would see it differently?"""
    of = (here.store.path, here.focus.narrowed(mark=""), mark)
    made: tuple[object, UUID] | None = st.session_state.get(MADE)
    read = _read(here, made[1]) if made and made[0] == of else None
    st.header(WHAT)
    if not read:
        _write(here, seen, mark, opened, of)
        return
    receipt(read.reading.id)
    beside_each_other(here, read, "look")
    st.subheader(DIFFER)
    differ(here, read.reading)
    # The box stays on the page: it is there that the browser hears that what was in it is kept.
    with st.expander(ANOTHER, key="reading.another"):
        _write(here, seen, mark, opened, of)


def _write(here: Here, seen: Seen, mark: str, opened: Stories, of: object) -> None:
    def keep(draft: ask.Draft, who: str, cycle: UUID | None) -> Reading:
        at_mark = here.at(here.focus.narrowed(mark=mark))
        ids = tuple(card.id for card in opened.cards)
        pattern = remember.keep_pattern(here, look.as_pattern(at_mark, seen, mark, name, ids))
        kept = remember.keep_reading(
            here, draft.words, who=who, pattern=pattern.id, cycle=cycle, reading=draft.id
        )
        st.session_state[MADE] = (of, kept.id)
        return kept

    shown = len(opened.cards)
    draft = ask.draft(here, "reading", WORDS, HINT, short=True)
    name = st.text_input(NAME, placeholder=NAME_HINT, key=_round("reading", "name"))
    chance = COULD_BE_CHANCE if look.could_be_chance(seen, mark) else ""
    evidence = EVIDENCE[min(shown, 2)].format(shown=in_words(shown))
    show.words(("quiet", f"{evidence} {chance}".strip()), key="reading.evidence")
    _keep(here, "reading", draft, KEEP, KEPT, keep, with_cycle=True)


def without_a_view(here: Here) -> None:
    """Write down a reading that rests on no picture."""

    def keep(draft: ask.Draft, who: str, cycle: UUID | None) -> Reading:
        return remember.keep_reading(here, draft.words, who=who, cycle=cycle, reading=draft.id)

    draft = ask.draft(here, "reading.plain", WHAT, HINT, short=True)
    _keep(here, "reading.plain", draft, KEEP, KEPT, keep, with_cycle=True)


def differ(here: Here, first: Reading) -> None:
    """Write a reading that differs from this one; the two have the same weight."""

    def keep(draft: ask.Draft, who: str, cycle: UUID | None) -> Reading:
        return remember.keep_reading(here, draft.words, who=who, beside=first.id, reading=draft.id)

    field = f"differ.{first.id}"
    draft = ask.draft(here, field, DIFFER_LABEL, DIFFER_HINT, short=True)
    _keep(here, field, draft, KEEP_BESIDE, KEPT_BESIDE, keep)


def look_again(here: Here, reading: Reading) -> None:
    """Say how a reading stands now, and why."""
    with st.form(f"stands.{reading.id}", border=False, clear_on_submit=True):
        standing = st.segmented_control(HOW_NOW, list(STANDINGS), format_func=STANDINGS.__getitem__)
        why = st.text_area(WHY, height=96)
        if st.form_submit_button(KEEP_STANDING, type="primary"):
            with show.refusals():
                remember.revisit(here, reading.id, standing or Standing.SO_FAR, why)
                _say(LOOKED, reading.beside or reading.id)


def beside_each_other(here: Here, read: Read, key: str, again: bool = False) -> None:
    """A reading and those that differ, side by side: the same kind of card, the same width."""
    with st.container(key=f"{key}-beside-{read.reading.id}"):
        for reading in (read.reading, *read.differing):
            with st.container(key=f"{key}-{reading.id}"):
                _card(reading, key)
                if again:
                    with st.expander(AGAIN, key=f"again.{reading.id}", on_change="rerun") as asked:
                        if asked.open:
                            look_again(here, reading)


def side_by_side(readings: Sequence[Reading], key: str) -> None:
    """Readings of one thing with what was said to them later, none larger than another."""
    with st.container(key=f"{key}-beside-{readings[0].id}"):
        for one in readings:
            with st.container(key=f"{key}-{one.id}"):
                _card(one, key)


def by_cycle(here: Here, kept: dict[UUID | None, list[Read]]) -> None:
    """The readings kept here under the names of their cycles, the latest cycle first."""
    cycles = {cycle.id: cycle for cycle in where.cycles(here)}
    left = far = st.session_state.get(FAR, AT_ONCE)
    for of, reads in reversed(kept.items()):
        if left > 0:
            (_, name), *further = show.cycle_in_words(cycles[of]) if of in cycles else [("heading", OUTSIDE)]
            show.words(("heading", name), *further, key=f"cycle.{of}")
            for read in reads[-left:]:
                whole(here, read)
        left -= len(reads)
    if left < 0:
        st.button(
            EARLIER, on_click=st.session_state.update, args=({FAR: far + AT_ONCE},), key="reading.earlier"
        )


def whole(here: Here, read: Read) -> None:
    """A reading and those that differ, what they rest on, and what can be said to them now."""
    with st.container(key=f"whole-{read.reading.id}"):
        receipt(read.reading.id)
        beside_each_other(here, read, "read", again=True)
        if read.pattern:
            _rests_on(here, read.pattern)
        with st.expander(DIFFER, key=f"differ.{read.reading.id}", on_change="rerun") as differing:
            if differing.open:
                differ(here, read.reading)


def _rests_on(here: Here, pattern: Pattern) -> None:
    """The name people gave the pattern or the question it answers, the way back to it, and its stories."""
    unnamed, named = (PILED, PILE_NAMED) if pattern.is_pile else (SEEN, NAMED)
    seen = (named if pattern.name else unnamed).format(name=pattern.name, title=pattern.title)
    seen = WAS_CHANCE.format(seen=seen) if pattern.could_be_chance else seen
    with st.container(key=f"rests-{pattern.id}", horizontal=True, vertical_alignment="center"):
        show.words(("quiet", seen), key=f"pattern.{pattern.id}")
        if not pattern.is_pile:
            again = Focus.from_query(parse_qs(pattern.focus))
            again = again.narrowed(store=here.focus.store, choice=pattern.choice, mark=pattern.mark)
            where.link(LOOK_AGAIN, "look", again)
    readable = _readable(here, here.store.path, here.store.version, here.system.id, here.viewer.today)
    still = [one for one in pattern.observations if one in readable]
    if len(still) < len(pattern.observations):
        show.words(("quiet", remember.NOT_ALL), key=f"gone.{pattern.id}")
    if still:
        many = begun(how_many(len(still), "story"))
        with st.expander(
            BEHIND.format(stories=many), key=f"behind.{pattern.id}", on_change="rerun"
        ) as behind:
            if behind.open:
                home = here.unnarrowed()
                if opened := show.cards(cards(home, still), f"behind.cards.{pattern.id}", READ):
                    listening.open_story(opened)


@st.cache_resource(max_entries=16, show_spinner=False)
def _readable(_here: Here, path: Path, version: int, system: UUID, today: date) -> set[UUID]:
    """Which stories behind any pattern kept here can be read now, looked up again whenever the store has changed."""
    return remember.still_readable(_here, remember.patterns(_here).values())


def _card(reading: Reading, key: str) -> None:
    show.readings([reading], f"{key}.{reading.id}")
    if reading.history:
        looks: list[show.Block] = [("quiet", _looked(one)) for one in reading.history]
        show.words(*looks, key=f"{key}.past.{reading.id}")


def receipt(about: UUID) -> None:
    """Say once, beside a reading, what was kept about it."""
    said, of = st.session_state.get(RECEIPT, ("", None))
    if of == about:
        del st.session_state[RECEIPT]
        show.receipt(said, key="reading.last")


def _say(receipt: str, about: UUID) -> None:
    st.session_state[RECEIPT] = (receipt, about)
    st.rerun()


def _looked(one: Revisit) -> str:
    said = f"{begun(one.standing.value)} on {Unit.DAY.words(one.day)}"
    return f"{said}: {one.why}" if one.why else f"{said}."


def _keep(
    here: Here,
    field: str,
    draft: ask.Draft | None,
    press: str,
    receipt: str,
    keep: Callable[[ask.Draft, str, UUID | None], Reading],
    with_cycle: bool = False,
) -> None:
    """Who says so, in which cycle, and the button that keeps it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.text_input(WHO, placeholder=WHO_HINT, key=_round(field, "who"))
        cycle = _cycle(here, field) if with_cycle else None
    if st.button(press, type="primary", key=f"{field}.keep"):
        with show.refusals():
            if draft is None:
                raise NO_WORDS
            kept = keep(draft, who, cycle)
            ask.kept(draft)
            st.session_state[f"{field}.round"] = draft.id
            _say(receipt, kept.beside or kept.id)


def _round(field: str, part: str) -> str:
    """The key of a part of a form: another one after each reading that was kept, so that it begins empty."""
    return f"{field}.{part}.{st.session_state.get(f'{field}.round', '')}"


def _cycle(here: Here, field: str) -> UUID | None:
    names = {one.id: one.name for one in where.cycles(here) if one.system == here.system.id}
    if not names:
        return None
    labels = choosing.apart({None: NO_CYCLE, **names})
    options = list(labels)
    at = options.index(here.focus.cycle) if here.focus.cycle in options else 0
    return st.selectbox(
        CYCLE,
        options,
        at,
        format_func=labels.__getitem__,
        placeholder=NO_CYCLE,
        key=f"{field}.cycle",
    )


def _read(here: Here, reading: UUID) -> Read | None:
    kept = remember.read_by_cycle(here.at(here.focus.narrowed(cycle=None)))
    return next((read for reads in kept.values() for read in reads if read.reading.id == reading), None)
