"""What is a steward learning themselves? It stands before what comes from closer in; one plain press goes on."""

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.access import Role
from sensemaking.model.question import Answer
from sensemaking.practice import questions, starting, stewarding
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import acting, questioning, show

GONE_ON = "stewarding.gone_on"
"""In the visit: at which systems a steward went on to what comes from closer in."""

TITLE = "What am I learning myself?"
HOW = "A steward's own learning comes first. Answer what you like; nothing here is asked of you by anybody else."
LATEST = "What was answered last"
ALL = "My own learning, to read and go on with"
NO_CYCLE = "No learning cycle of your own is running at {name}. Begin one, so that others can see you learn."
NAME, NAME_HINT = "What is your own cycle called?", "for example: What I stopped managing"
PURPOSE = "What do you want to learn, and for whom?"
BEGIN, BEGUN = "Begin my own cycle", "Your cycle is kept. It stands above, among those of {name}."
GO_ON = "Go on to what comes from closer in"


def own_first(here: Here) -> Here:
    """Here as whoever acts here; as a steward their own learning stands first, and the page goes on once they do."""
    if not stewarding.has_stewards(here.system):
        return here
    here = acting.as_(here, Role.STEWARD, key="stewarding.acting")
    if here.viewer.role is not Role.STEWARD:
        return here
    gone_on: set[object] = st.session_state.setdefault(GONE_ON, set())
    at, answered = here.system.id, stewarding.latest(here)
    known = st.session_state.setdefault(f"stewarding.known.{at}", answered is not None)
    st.header(TITLE)
    if at not in gone_on and not known:
        show.words(("quiet", HOW), key="stewarding.how")
        _own(here)
        st.button(GO_ON, type="primary", on_click=gone_on.add, args=(at,), key=f"stewarding.go_on.{at}")
        st.stop()
    _folded(here, answered)
    return here


def _folded(here: Here, answered: Answer | None) -> None:
    if answered:
        asked = next(one.words for one in questions.stewardship() if one.key == answered.question)
        said = " · ".join(part for part in (asked, answered.who, Unit.DAY.words(answered.day)) if part)
        show.words(("smaller", LATEST), ("quote", answered.words), ("quiet", said), key="stewarding.latest")
    with st.expander(ALL, key=f"stewarding.all.{here.system.id}", on_change="rerun") as fold:
        if fold.open:
            _own(here)


def _own(here: Here) -> None:
    """The questions, each with what was answered before, and a way to begin where no cycle is running."""
    questioning.asked(here, questions.stewardship())
    receipt = f"stewarding.begun.{here.system.id}"
    if not stewarding.runs_a_cycle(here):
        show.words(("text", NO_CYCLE.format(name=here.system.name)), key="stewarding.no_cycle")
        with st.form(f"stewarding.cycle.{here.system.id}", border=False), show.refusals():
            name = st.text_input(NAME, placeholder=NAME_HINT)
            purpose = st.text_area(PURPOSE, height=96)
            if st.form_submit_button(BEGIN):
                made = st.session_state.setdefault(f"stewarding.id.{here.system.id}", new_id())
                starting.begin_cycle(here, name, purpose, made)
                st.session_state[receipt] = BEGUN.format(name=here.system.name)
                st.rerun()
    if begun := st.session_state.pop(receipt, ""):
        show.receipt(begun, key="stewarding.begun")
