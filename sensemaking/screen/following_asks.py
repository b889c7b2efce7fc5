"""What does a cycle ask of us now, and where does each question lead?"""

import streamlit as st

from sensemaking.model.cycle import Cycle
from sensemaking.model.observation import Voice
from sensemaking.practice import cycle_health
from sensemaking.practice.cycle_health import Asked, Sign, Way
from sensemaking.practice.here import Here
from sensemaking.screen import following_experiments, noticing, show, where

ASKS = "What does this cycle ask of us now?"
HOW = (
    "Drawn from what is there and what is not: whose voices first, then readings, then what is tried. At most five"
    " at once, and only we see them."
)
NOTHING = "Nothing just now."
TO_DO = {
    Sign.OUTSIDE: "Gather with somebody from outside",
    Sign.LIVED: "Write down what one of them says",
    Sign.UNREAD: "Say what you make of it",
    Sign.DIFFERS: "Say it differently",
    Sign.NO_DAY: "Prepare a gathering",
    Sign.UNTRIED: "Try something",
    Sign.UNSEEN: "Say what was seen",
    Sign.STAGE: "Write down what you learned",
    Sign.UNDERSTOOD: "Answer it",
}

QUESTIONS_OPEN = "following.questions"
READING_OPEN = "remember.write"


def shown(here: Here, cycle: Cycle) -> None:
    """The handful of questions, each with a button that leads to the thing to do. Nothing once a cycle has ended."""
    if cycle.ended:
        return
    st.header(ASKS)
    asked = cycle_health.health(here, cycle)
    for one in asked:
        with st.container(key=f"sign-{one.sign.name.lower()}"):
            show.words(("text", one.words), key=f"asks.{one.sign.name}")
            _leads_to(here, cycle, one)
    show.words(("quiet", HOW if asked else NOTHING), key="asks.how")


def _leads_to(here: Here, cycle: Cycle, asked: Asked) -> None:
    label, place = TO_DO[asked.sign], f"asks.{cycle.id}.{asked.sign.name}"
    if asked.sign is Sign.UNTRIED:
        following_experiments.beginning(here, cycle, place, label)
    elif asked.experiment:
        following_experiments.changing(here, asked.experiment, place, label)
    elif asked.way is Way.ANSWER:
        st.button(label, on_click=st.session_state.update, args=({QUESTIONS_OPEN: True},), key=place)
    elif st.button(label, key=place):
        if asked.way is Way.NOTICE:
            noticing.speaking(Voice.LIVES_IT)
        if asked.way is Way.REMEMBER:
            st.session_state[READING_OPEN] = asked.sign is not Sign.DIFFERS
        where.go(asked.way.value)
