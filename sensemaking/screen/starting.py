"""How does a group begin that has nothing yet? A first cycle, one thing at a time; every step can be left for later."""

from collections.abc import Callable
from typing import NoReturn
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.cycle import Experiment
from sensemaking.model.naming import plain_name
from sensemaking.model.scale import Scale
from sensemaking.model.starting import Keeps, Step
from sensemaking.practice import questions, starting
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.starting import SoFar
from sensemaking.screen import ask, make, questioning, show, where

GUIDED, LATER, ROUND = "starting.guided", "starting.later", "starting.id"
"""In the visit: in which store somebody is led, what they put off where, and the ids of forms."""

FROM_THE_GROUND = "Begin from the ground up"
HOW = """Start where people already work, or want to work, in learning relationships with the public.
Call what they do a Learning Cycle: understand, co-design, try, and make sense of it together.
One thing is asked at a time. What you answer is kept at once, and anything can wait."""
ONE_NAME = "Or begin with one place: a team, a neighbourhood, somebody's own life"
BEGIN, GO_ON = "Begin a first cycle with us", "Go on with your first cycle, one thing at a time"
WHO_ELSE = "Who else works this way?"

TITLE = "Your first learning cycle"
SO_FAR, NOTHING_SO_FAR = "What there is so far", "Nothing yet. It begins with one place."
PLACE, CYCLE, TRIED, DAY = "Where: {name}", "The cycle: {name}", "What you try: {name}", "The day: {day}"
LEAVE, LEAVE_HOW = "Leave it here for now", "What you answered stays. You can go on from the first page."
KEEP, NOT_NOW = "Keep this", "Not now"

NAME, NAME_HINT = "What is it called?", "for example: the Riverside team"
CYCLE_NAME, CYCLE_HINT = "In a few words", "for example: Who rings first"
PURPOSE, PURPOSE_HINT = "What do you want to learn, and for whom?", "A sentence that you would say aloud."
ANSWER, ANSWER_HINT = "As it is today", "A sentence or two."
TRY_NAME, TRY_HINT = "What would you try?", "for example: The same voice rings back"
HUNCH, WITH, WATCHING = "What is the hunch?", "Who makes it with you?", "What will you look out for?"
WHICH_DAY, WHO = "On which day?", "With whom?"
WHO_HINT = "for example: the people we visit, and two colleagues"

DONE = "You have begun"
DONE_WORDS = "There is a cycle, something to try, and a day to make sense of it. Now notice what happens."
NOT_WHOLE = "This is as far as you wanted to go now. What you left open can wait."
ASK_AGAIN = "Ask me what I left open"
NOTICE, FOLLOW, GATHER = "Say what you noticed", "Follow your cycle", "See the day you prepared"


def greeting(here: Here, title: str, purpose: str) -> NoReturn:
    """All an empty store says: what this is for, how one might begin, that others have; or one name, who knows it."""
    words, begin = st.columns([5, 7], gap="large")
    with words:
        st.title(title)
        st.markdown(purpose)
    with begin:
        st.header(FROM_THE_GROUND)
        st.markdown(HOW)
        st.button(BEGIN, type="primary", on_click=_lead, args=(here.focus.store,), key="starting.begin")
        where.link(WHO_ELSE, "who_else")
        st.header(ONE_NAME)
        make.first_system(here)
    st.stop()


def offered(here: Here) -> None:
    """A way back into what was begun, as long as something of a first cycle is missing."""
    if not starting.so_far(here).is_whole:
        with st.container(horizontal=True, key="starting-offered"):
            st.button(GO_ON, on_click=_lead, args=(here.focus.store,), key="starting.go_on")
            where.link(WHO_ELSE, "who_else")


def or_go_on(here: Here) -> None:
    """Where somebody is led through a first cycle in this visit: what there is, the one thing asked next, no more."""
    if st.session_state.get(GUIDED) == here.focus.store:
        _led(here)
        st.stop()


def _led(here: Here) -> None:
    so_far = starting.so_far(here)
    later: set[tuple[UUID | None, str]] = st.session_state.setdefault(LATER, set())
    step = starting.next_step(so_far, {key for at, key in later if at == here.focus.system})
    left, right = st.columns([5, 7], gap="large")
    with right:
        if step:
            _asked(here, so_far, step)
        else:
            _ended(here, so_far, later)
    with left:
        st.title(TITLE)
        show.words(("smaller", SO_FAR), *_in_words(so_far), key="starting.so_far")
        with st.container(horizontal=True):
            st.button(LEAVE, on_click=_lead, args=(None,), key="starting.leave")
            where.link(WHO_ELSE, "who_else")
        show.words(("quiet", LEAVE_HOW), key="starting.leave.how")


def _asked(here: Here, so_far: SoFar, step: Step) -> None:
    forms: dict[Keeps, Callable[[Here, SoFar, Step], bool]] = {
        Keeps.PLACE: _place,
        Keeps.CYCLE: _cycle,
        Keeps.ANSWER: _answer,
        Keeps.EXPERIMENT: _try,
        Keeps.DAY: _day,
    }
    st.header(step.title)
    with show.refusals():
        if forms[step.keeps](here, so_far, step):
            st.rerun()
    if step.keeps is not Keeps.PLACE:
        st.button(NOT_NOW, on_click=_put_off, args=(here.focus.system, step.key), key="starting.later.button")


def _place(here: Here, _so_far: SoFar, step: Step) -> bool:
    show.words(("text", step.words), key="starting.words")
    with st.form("starting.place", border=False):
        name = st.text_input(NAME, placeholder=NAME_HINT)
        wide = make.scale(make.HOW_WIDE, list(Scale), Scale.TEAM)
        around = st.text_input(make.AROUND, placeholder=make.AROUND_EXAMPLE)
        wider = make.scale(make.AROUND_SCALE, [one for one in Scale if one > Scale.PERSON], Scale.PLACE)
        if not st.form_submit_button(KEEP, type="primary"):
            return False
    where.change(system=starting.begin_place(here, name, wide, around, wider).id)
    return True


def _cycle(here: Here, _so_far: SoFar, step: Step) -> bool:
    show.words(("text", step.words), key="starting.words")
    with st.form("starting.cycle", border=False):
        name = st.text_input(CYCLE_NAME, placeholder=CYCLE_HINT)
        purpose = st.text_area(PURPOSE, placeholder=PURPOSE_HINT, height=96)
        if not st.form_submit_button(KEEP, type="primary"):
            return False
    starting.begin_cycle(here, name, purpose, _id(here, step))
    return True


def _answer(here: Here, so_far: SoFar, step: Step) -> bool:
    """A question's own words, larger than ours beside them, and one box."""
    asked = starting.question(step)
    show.words(("large", asked.words), ("text", asked.example), ("quiet", step.words), key="starting.words")
    field = f"starting.{so_far.cycle.id if so_far.cycle else here.system.id}.{step.key}"
    draft = ask.draft(here, field, ANSWER, ANSWER_HINT, short=True)
    if not st.button(KEEP, type="primary", key="starting.keep"):
        return False
    if draft is None:
        raise questioning.NO_WORDS
    cycle = so_far.cycle.id if so_far.cycle else None
    questions.answer(here, asked, draft.words, cycle=cycle, id=draft.id)
    ask.kept(draft)
    return True


def _try(here: Here, so_far: SoFar, step: Step) -> bool:
    show.words(("text", step.words), key="starting.words")
    with st.form("starting.try", border=False):
        name = st.text_input(TRY_NAME, placeholder=TRY_HINT)
        hunch = st.text_input(HUNCH)
        designed_with = st.text_input(WITH)
        watching = st.text_input(WATCHING)
        if not st.form_submit_button(KEEP, type="primary"):
            return False
    assert so_far.cycle  # nothing is tried outside a cycle
    tried = Experiment(
        _id(here, step),
        so_far.cycle.id,
        plain_name(name),
        hunch.strip(),
        designed_with=designed_with.strip(),
        watching=watching.strip(),
    )
    starting.begin_to_try(here, so_far.cycle, tried)
    return True


def _day(here: Here, so_far: SoFar, step: Step) -> bool:
    show.words(("text", step.words), key="starting.words")
    with st.form("starting.day", border=False):
        day = ask.day(WHICH_DAY)
        who = st.text_input(WHO, placeholder=WHO_HINT)
        if not st.form_submit_button(KEEP, type="primary"):
            return False
    starting.choose_day(here, so_far, day, who, _id(here, step))
    return True


def _ended(here: Here, so_far: SoFar, later: set[tuple[UUID | None, str]]) -> None:
    st.header(DONE)
    show.words(("text", DONE_WORDS if so_far.is_whole else NOT_WHOLE), key="starting.done")
    where.next_step(NOTICE, "notice")
    with st.container(horizontal=True):
        if so_far.cycle:
            where.link(FOLLOW, "cycles", here.focus.narrowed(cycle=so_far.cycle.id))
        if so_far.day:
            where.link(GATHER, "gather")
        if any(at == here.focus.system for at, _ in later):
            st.button(ASK_AGAIN, on_click=later.clear, key="starting.again")


def _in_words(so_far: SoFar) -> list[show.Block]:
    if so_far.system is None:
        return [("quiet", NOTHING_SO_FAR)]
    told: list[show.Block] = [("text", PLACE.format(name=so_far.system.name))]
    if so_far.cycle:
        told.append(("text", CYCLE.format(name=so_far.cycle.name)))
    if so_far.tried:
        told.append(("text", TRIED.format(name=so_far.tried.name)))
    if so_far.day and so_far.day.begun:
        told.append(("text", DAY.format(day=Unit.DAY.words(so_far.day.begun))))
    return told


def _lead(store: str | None) -> None:
    st.session_state[GUIDED] = store


def _put_off(system: UUID | None, key: str) -> None:
    st.session_state[LATER].add((system, key))


def _id(here: Here, step: Step) -> UUID:
    """The id that what this form asks for will be kept by, so that sending it twice keeps it once."""
    made: UUID = st.session_state.setdefault(f"{ROUND}.{here.system.id}.{step.key}", new_id())
    return made
