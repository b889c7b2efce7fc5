"""What stands round every page: the stack drawn small, the focus in words, and what has to be said first."""

from collections.abc import Mapping

import streamlit as st

from sensemaking.model.refusal import Refusal
from sensemaking.practice import first_run, stores
from sensemaking.screen import show, standing, where

START_OUR_OWN = "Start our own"
GO_TO_OURS = "Go to our own"
SEE_THE_EXAMPLE = "See the example"
NOT_MADE = "There is no store of our own here yet."
NOT_MADE_INVITATION = "Start one: it is empty, it stays on this computer, and from then on it opens first."
LAYING_OUT_TITLE = "One moment: the example is being laid out"
LAYING_OUT = (
    "A year of what people told one trust, under made-up names, with an invented year of learning around it."
    " This happens once."
)

INVENTED = "Invented example"

PLACE = "frame.place"


def draw(pages: Mapping[str, str], current: str) -> bool:
    """Draw the frame round the pages named with their titles; False while there is nothing a page could stand on."""
    said = where.arrive()
    ways = st.container(key="pages", horizontal=True)
    here = where.arrived()
    if here is None:
        _wait_for_the_store(st.session_state[where.FOCUS].store)
        return False
    here, unknown = where.settle(here)
    with ways:
        for name, title in pages.items():
            with st.container(key="page-current" if title == current else f"page-{name}", width="content"):
                where.link(title, name)
    if here.focus.system is not None:
        with st.container(key="frame", horizontal=True, vertical_alignment="center"):
            tag, other = _store_in_words(here.focus.store)
            if standing.place(here, PLACE, tag, other):
                _to_the_other()
            standing.elsewhere(here)
    elif here.focus.store == stores.OURS:
        st.button(SEE_THE_EXAMPLE, on_click=where.open_store, args=(stores.EXAMPLE,), type="tertiary")
    for sentence in dict.fromkeys((*here.store.damage, *said, *unknown)):
        show.refusal(Refusal(sentence))
    return True


def start_our_own() -> None:
    """Make the group's own store and stand in it; it opens first from now on."""
    stores.start_our_own()
    where.open_store(stores.OURS)


def _store_in_words(name: str) -> tuple[str, str]:
    if name == stores.OURS:
        return "", SEE_THE_EXAMPLE
    return INVENTED, GO_TO_OURS if stores.first() == stores.OURS else START_OUR_OWN


def _to_the_other() -> None:
    if st.session_state[where.FOCUS].store == stores.OURS:
        where.open_store(stores.EXAMPLE)
    else:
        start_our_own()
    st.rerun()


def _wait_for_the_store(name: str) -> None:
    if name == stores.OURS:
        show.nothing(NOT_MADE, NOT_MADE_INVITATION)
        st.button(START_OUR_OWN, type="primary", on_click=start_our_own)
    else:
        _watch_the_example()
        st.button(START_OUR_OWN, on_click=start_our_own)


@st.fragment(run_every=1)
def _watch_the_example() -> None:
    job = first_run.lay_out_the_example()
    if job.refusal:
        show.refusal(job.refusal)
    elif job.done:
        st.rerun()
    else:
        show.words(("title", LAYING_OUT_TITLE), ("text", LAYING_OUT))
        st.progress(job.progress, text=job.words)
