"""How far was the list of stories read, and which of them is open? Both only matter for this visit."""

from uuid import UUID

import streamlit as st

from sensemaking.model.refusal import Refusal
from sensemaking.practice import listen
from sensemaking.practice.here import Here
from sensemaking.screen import noticing, show, where

STORY = "listen.story"
PLACES = "listen.places"
FURTHER = "listen.further"

TITLE = "One story, and what became of it"
BACK = "Back to the stories"
CONTEXT = "What it was part of"
TRIED = "What was tried"
READINGS = "What people made of it"
NO_CONTEXT = "It was told by itself, outside any learning cycle."
NO_READINGS = "Nobody has said what they make of it yet."
IN_OTHER_WORDS = "Told in other words"
IN_OTHER_WORDS_HOW = (
    "Whoever told these keeps their own words at home. Somebody their group chose put them like this: without who,"
    " where and when, in no order, and counted nowhere."
)
MORE_OF_THEM = "Read more of these"
CHANGE = "Correct it or take it back"
BECAME = "What became of it?"


def places_so_far(here: Here, typed: str, key: str = PLACES) -> list[listen.Place | None]:
    """Where each page of the list begins, as far as somebody has read on; anew when the list is another one."""
    asked = (here.focus, typed, here.store.version)
    if st.session_state.get(key, (None, []))[0] != asked:
        st.session_state[key] = (asked, [None])
    places: list[listen.Place | None] = st.session_state[key][1]
    return places


def in_other_words(here: Here) -> bool:
    """What may be read here only as somebody else put it, after the stories; answers whether there is any."""
    words, more = listen.in_other_words(here, st.session_state.get(FURTHER, listen.A_PAGE))
    if words:
        st.header(IN_OTHER_WORDS)
        quotes: list[show.Block] = [("quote", one) for one in words]
        show.words(("quiet", IN_OTHER_WORDS_HOW), *quotes, key="listen.in_other_words")
    if more:
        further = st.session_state.get(FURTHER, listen.A_PAGE) + listen.A_PAGE
        st.button(
            MORE_OF_THEM, on_click=st.session_state.update, args=({FURTHER: further},), key=FURTHER + ".more"
        )
    return bool(words)


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
    where.way_back(BECAME, story)
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
