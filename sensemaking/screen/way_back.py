"""How do you know? The way back from what came of it to what people told, and on from a story to what became of it."""

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.counting import listed
from sensemaking.model.focus import Focus
from sensemaking.model.pattern import Pattern, Reading
from sensemaking.model.way import Became, Held, Step, Thing, WayBack
from sensemaking.practice import how_we_know
from sensemaking.practice.here import Here
from sensemaking.screen import choosing, listening, reading, show, where

ASK = "How do you know?"
CAME_TO = {
    Step.CHANGE: "What changed",
    Step.ANSWER: "What came back",
    Step.CHALLENGE: "What could not be mended here alone",
    Step.EXPERIMENT: "What was tried",
    Step.DECISION: "What was decided",
    Step.REPLY: "What was answered",
}
READ = "What was made of it"
SEEN, TOLD, ROOMS = "What had been seen", "What people told", "Who was in the room"
NAMED, BY_HAND = "“{name}”, looking at “{title}”", "“{name}”, put together by hand"
UNNAMED, BY_HAND_UNNAMED = "Looking at “{title}”", "Put together by hand, looking at “{title}”"
LOOK, OPEN, OPEN_CYCLE, OPEN_ROOM = (
    "Look again",
    "Open this story",
    "Open its cycle",
    "Open what was gathered",
)
GONE = (
    "There were stories here that were taken back, or stay closer in now. Nobody reads or counts them here."
)
ELSEWHERE = "More lies behind this where it came from, and is read there. Whoever asked can be asked back."
NOT_SAID = "Nobody has said yet what this rests on."
NOT_SAID_INVITATION = "Whoever was there may still know. It can be said now."
SAY, WHICH, KEEP = "Say what it rests on", "It rests on", "Keep this"
NO_ROLES = "nobody said in which roles"
NOTHING_TO_ASK = "Nothing was changed, decided or tried here yet."
NOTHING_TO_ASK_INVITATION = "Once something is, this page shows the way back to what people told."
CHOOSE = "Of what would you ask that?"
NOTHING_CAME = "Nothing was made of it yet that can be seen from here."
NOTHING_CAME_INVITATION = "It is kept, and can still be read, looked at and gathered about."
REACHED, PASSED, HEARD = "It reached {where}.", "It was passed on to {group}.", "They sent back: “{words}”"


def choose(here: Here) -> None:
    """What was changed, decided, tried or answered here, each with the way to how it is known."""
    found = how_we_know.can_be_asked_of(here)
    if not found:
        show.nothing(NOTHING_TO_ASK, NOTHING_TO_ASK_INVITATION)
        return
    st.header(CHOOSE)
    for step in CAME_TO:
        those = [one for one in found if one.step is step]
        if those:
            st.subheader(CAME_TO[step])
        with st.container(key=f"way-of-{step.name}"):
            for one in those:
                with st.container(key=f"way-asked-{one.id}"):
                    _words(one)
                    with st.container(horizontal=True):
                        where.way_back(ASK, one.id)
                        _open(here, one)


def back(here: Here, way: WayBack) -> None:
    """The way back, step by step, each of them open or one press away."""
    if way.start:
        with st.container(key="way-start"):
            show.words(
                ("quiet", CAME_TO[way.start.step]), ("large", way.start.words), ("quiet", _beside(way.start))
            )
    if not way.is_said:
        show.nothing(NOT_SAID, NOT_SAID_INVITATION)
    _things(here, way.things)
    _readings(here, way.readings)
    _patterns(here, way.patterns, way.sent)
    _stories(way)
    _rooms(way.rooms)
    if way.elsewhere:
        show.words(("quiet", ELSEWHERE), key="way.elsewhere")
    if way.start:
        _say(here, way.start)


def on(here: Here, became: Became) -> None:
    """What became of a story: where it reached, how it was read, what came of it."""
    if not became.is_anything:
        show.nothing(NOTHING_CAME, NOTHING_CAME_INVITATION)
        return
    said = [REACHED.format(where=listed(became.reached))] if became.reached else []
    said += [PASSED.format(group=became.passed_on_to)] if became.passed_on_to else []
    said += [HEARD.format(words=words) for words in became.heard]
    show.words(*(("text", one) for one in said), key="way.reached")
    _patterns(here, became.patterns, ())
    _readings(here, became.readings)
    _things(here, tuple(reversed(became.things)))


def _things(here: Here, things: Sequence[Thing]) -> None:
    for step in dict.fromkeys(one.step for one in things):
        with st.container(key=f"way-step-{step.name}"):
            st.header(CAME_TO[step])
            for one in things:
                if one.step is step:
                    _thing(here, one)


def _thing(here: Here, one: Thing) -> None:
    _words(one)
    _open(here, one)


def _words(one: Thing) -> None:
    show.words(("text", one.words), ("quiet", _beside(one)), key=f"way.{one.step.name}.{one.id}")


def _open(here: Here, one: Thing) -> None:
    if one.cycle:
        where.link(OPEN_CYCLE, "cycles", here.focus.narrowed(cycle=one.cycle))
    elif one.gathering:
        where.link(OPEN_ROOM, "remember")


def _beside(one: Thing) -> str:
    return " · ".join(part for part in (one.beside, Unit.DAY.words(one.day) if one.day else "") if part)


def _readings(here: Here, readings: Sequence[tuple[Reading, ...]]) -> None:
    if readings:
        with st.container(key="way-step-readings"):
            st.header(READ)
            for group in readings:
                reading.side_by_side(group, "way")


def _patterns(here: Here, patterns: Sequence[Pattern], sent: Iterable[tuple[str, str]]) -> None:
    if not patterns and not sent:
        return
    with st.container(key="way-step-patterns"):
        st.header(SEEN)
        for pattern in patterns:
            show.words(("text", _seen(pattern)), ("quiet", pattern.told), key=f"way.pattern.{pattern.id}")
            if not pattern.is_pile:
                again = Focus.from_query(parse_qs(pattern.focus))
                again = again.narrowed(store=here.focus.store, choice=pattern.choice, mark=pattern.mark)
                where.link(LOOK, "look", again)
        for nth, (name, told) in enumerate(sent):
            show.words(("text", name), ("quiet", told), key=f"way.sent.{nth}")


def _seen(pattern: Pattern) -> str:
    words = (
        (BY_HAND if pattern.name else BY_HAND_UNNAMED)
        if pattern.is_pile
        else NAMED
        if pattern.name
        else UNNAMED
    )
    return words.format(name=pattern.name, title=pattern.title)


def _stories(way: WayBack) -> None:
    if not (way.cards or way.in_other_words or way.gone):
        return
    with st.container(key="way-step-stories"):
        st.header(TOLD)
        if opened := show.cards(way.cards, "way.stories", OPEN) if way.cards else None:
            listening.open_story(opened)
        for nth, words in enumerate(way.in_other_words):
            show.words(("text", words), key=f"way.paraphrase.{nth}")
        if way.gone:
            show.words(("quiet", GONE), key="way.gone")


def _rooms(rooms: Sequence[Held]) -> None:
    if not rooms:
        return
    with st.container(key="way-step-rooms"):
        st.header(ROOMS)
        for room in rooms:
            day = Unit.DAY.words(room.day) if room.day else ""
            roles = listed(room.roles) or NO_ROLES
            about = " · ".join(part for part in (f"“{room.about}”", day) if part)
            show.words(("text", roles), ("quiet", about), key=f"way.room.{room.id}")
            where.link(OPEN_ROOM, "remember")


def _say(here: Here, start: Thing) -> None:
    with st.expander(SAY, key=f"way.say.{start.id}", on_change="rerun") as fold:
        if not fold.open:
            return
        offered = how_we_know.could_rest_on(here, start.id)
        with st.form(f"way.rests.{start.id}", border=False):
            chosen: UUID | None = st.selectbox(
                WHICH, list(offered), None, format_func=choosing.beginnings(offered).__getitem__
            )
            if st.form_submit_button(KEEP, type="primary") and chosen:
                with show.refusals():
                    how_we_know.say(here, start.id, chosen)
                    st.rerun()
