"""Which changes to business as usual came of a cycle? Kept as they were made, with what they rest on."""

from uuid import UUID, uuid5

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.change import Change
from sensemaking.model.cycle import Cycle
from sensemaking.practice import challenges, changes, cycles
from sensemaking.practice.here import Here
from sensemaking.screen import ask, choosing, show, where
from sensemaking.screen import challenging_words as words

TITLE = "What has changed because of it?"
NOTHING = "No change was kept here yet."
NEW, WHAT, HINT = "Keep a change that was made", "What is different now?", "for example: The form asks once."
SINCE = "Since when?"
RESTS, RESTS_HINT = "What does it rest on? (leave empty if nothing)", "what was tried, and challenges"
TRIED, ASKED = "trying “{words}”", "the challenge “{words}”"
KEEP, KEPT = "Keep this change", "Kept."
AGAIN, TAKE_BACK, TAKEN_BACK = "Say it again, or take it back", "Take this change back", "Taken back."


def of_cycle(here: Here, cycle: Cycle) -> None:
    """The changes made in a cycle of ours, in the order of their days, and a way to keep one."""
    st.header(TITLE)
    words.receipt(_place(cycle))
    made = changes.of_cycle(here, cycle.id)
    if not made:
        show.words(("quiet", NOTHING), key=f"changes.none.{cycle.id}")
    for one in made:
        said: tuple[show.Block, show.Block] = ("quote", one.words), ("quiet", Unit.DAY.words(one.day))
        show.words(*said, key=f"change.{one.id}")
        where.way_back(words.HOW_KNOWN, one.id)
        words.fold(AGAIN, f"change.again.{one.id}", lambda one=one: _again(here, cycle, one))  # type: ignore[misc]
    words.fold(NEW, f"change.new.{cycle.id}", lambda: _new(here, cycle))


def _place(cycle: Cycle) -> UUID:
    """Where it is said what was kept: a cycle's challenges have a place of their own."""
    return uuid5(cycle.id, "changes")


def _new(here: Here, cycle: Cycle) -> None:
    draft = words.box(here, "change", cycle.id, WHAT, HINT)
    day = ask.day(SINCE, here.viewer.today, key=f"change.day.{cycle.id}")
    known = {one.id: TRIED.format(words=one.name) for one in cycles.experiments(here, cycle.id)}
    known |= {one.id: ASKED.format(words=one.words) for one in challenges.of_cycle(here, cycle.id)}
    rests_on = (
        st.multiselect(
            RESTS,
            list(known),
            format_func=choosing.beginnings(known).__getitem__,
            placeholder=RESTS_HINT,
            key=f"change.rests.{cycle.id}",
        )
        if known
        else []
    )
    if st.button(KEEP, type="primary", key=f"change.keep.{cycle.id}"):
        id = draft.id if draft else None
        changes.keep(here, words.said(draft), day=day, cycle=cycle.id, rests_on=rests_on, id=id)
        words.done(cycle.id, KEPT, beside=_place(cycle), change=draft)


def _again(here: Here, cycle: Cycle, change: Change) -> None:
    draft = words.box(here, "again", change.id, WHAT, start=change.words)
    day = ask.day(SINCE, change.day, key=f"change.day.{change.id}") or change.day
    if st.button(KEEP, type="primary", key=f"change.keep.{change.id}"):
        changes.say_again(here, change, words.said(draft, change.words), day)
        words.done(change.id, KEPT, beside=_place(cycle), again=draft)
    if st.button(TAKE_BACK, key=f"change.back.{change.id}"):
        changes.take_back(here, change)
        words.done(change.id, TAKEN_BACK, beside=_place(cycle))
