"""A learning account, for whoever looks after a wider system: chosen for a reader, and taken in hand like any note."""

import streamlit as st

from sensemaking.practice import learning_account, take_away
from sensemaking.practice.here import Here
from sensemaking.screen import choosing, composing, show

OFFERED = "A learning account, where somebody asks for a return"
HOW = (
    "It composes itself from what is kept here: what was tried, noticed and changed, what is not known yet and what is"
    " needed. It holds no chart and no count. Read it and make it yours before it leaves."
)
WHOM, COMPOSE = "Who will read it?", "Compose it"
NOBODY = "There is no wider system around this one yet. Put one around it, then an account can be for it."


def offered(here: Here) -> None:
    """Behind a fold: for whom, and the account in hand."""
    with st.expander(OFFERED, key="account", on_change="rerun") as fold:
        if not fold.open:
            return
        readers = learning_account.readers(here)
        if not readers:
            show.nothing(NOBODY)
            return
        show.words(("quiet", HOW), key="account.how")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            names = {one.id: f"{one.name}, {one.scale.word}" for one in readers}
            whom = st.selectbox(
                WHOM, list(names), format_func=choosing.apart(names).__getitem__, key="account.whom"
            )
            composed = st.button(COMPOSE, type="primary", key="account.compose")
        if composed and whom:
            with show.refusals():
                kept = take_away.keep_note(here, learning_account.compose(here, whom))
                composing.take_up(here, kept.id)
