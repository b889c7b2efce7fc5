"""How far was the list of stories read, and which of them is open? Both only matter for this visit."""

from uuid import UUID

import streamlit as st

from sensemaking.model.refusal import Refusal
from sensemaking.practice import listen
from sensemaking.practice.here import Here
from sensemaking.screen import noticing, show, where

STORY = "listen.story"
PLACES = "listen.places"

TITLE = "One story, and what became of it"
BACK = "Back to the stories"
CONTEXT = "What it was part of"
TRIED = "What was tried"
READINGS = "What people made of it"
NO_CONTEXT = "It was told by itself, outside any learning cycle."
NO_READINGS = "Nobody has said what they make of it yet."
CHANGE = "Correct it or take it back"


def places_so_far(here: Here, typed: str) -> list[listen.Place | None]:
    """Where each page of the list begins, as far as somebody has read on; anew when the list is another one."""
    asked = (here.focus, typed, here.store.version)
    if st.session_state.get(PLACES, (None, []))[0] != asked:
        st.session_state[PLACES] = (asked, [None])
    places: list[listen.Place | None] = st.session_state[PLACES][1]
    return places


def open_story(story: UUID) -> None:
    """Show one story in its context, on the page that listens."""
    st.session_state[STORY] = story
    st.session_state[noticing.CHANGING] = None
    where.go("listen")


def in_hand(here: Here) -> bool:
    """Show the story that is open, with what it was part of and what was made of it; False where none is."""
    story: UUID | None = st.session_state.get(STORY)
    if story is None:
        return False
    st.button(BACK, on_click=_close, type="tertiary", key="listen.back")
    noticing.last_receipt()
    try:
        opened = listen.open_story(here, story)
    except Refusal as refused:
        show.refusal(refused)
        return True
    st.title(TITLE)
    show.cards([opened.card], "listen.opened", large=True)
    if not noticing.changing(here) and noticing.is_ours_to_change(here, story):
        st.button(CHANGE, on_click=noticing.change, args=(story,), type="tertiary")
    around, made_of_it = st.columns(2, gap="large")
    with around:
        st.header(CONTEXT)
        if opened.cycle:
            show.words(*show.cycle_in_words(opened.cycle), key="listen.cycle")
        else:
            show.nothing(NO_CONTEXT)
        if opened.experiment:
            st.header(TRIED)
            show.words(*show.experiment_in_words(opened.experiment), key="listen.experiment")
    with made_of_it:
        st.header(READINGS)
        readings = [one for read in opened.readings for one in (read.reading, *read.differing)]
        show.readings(readings, "listen.readings") if readings else show.nothing(NO_READINGS)
    return True


def _close() -> None:
    st.session_state[STORY] = st.session_state[noticing.CHANGING] = None
