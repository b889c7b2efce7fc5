"""Listening: stories as cards, words found in them, and any of them in its context."""

import streamlit as st

from sensemaking.practice import listen
from sensemaking.screen import listening, show, where

TITLE = "What did people say?"
FIND = "Find words"
FIND_HOW = (
    'Several words must all be there, "words in quotes" stand together, and a word after - is left out.'
)
HOW_MANY = "{n:,} stories and noticings, the newest first"
ONE = "One story"
NOTHING = "Nobody has told a story here yet."
NOTHING_INVITATION = "What happened this week that surprised you?"
NOT_FOUND = "No story here holds these words."
NOT_FOUND_INVITATION = "Try fewer words, or look at more days or a wider system."
OPEN, MORE = "Open this story", "Read more stories"
NEXT = "Say what you noticed"

here = where.here()
if listening.in_hand(here):
    st.stop()

aside, stories = st.columns([4, 8], gap="large")
with aside, st.container(key="aside"):
    st.title(TITLE)
    typed = st.text_input(FIND, key="listen.find")
    st.caption(FIND_HOW)
    where.next_step(NEXT, "notice")
with stories:
    places = listening.places_so_far(here, typed)
    pages = [listen.stories(here, typed, place) for place in places]
    shown = [card for page in pages for card in page.cards]
    if typed and (beside := listen.how_it_was_read(typed)):
        show.words(("quiet", beside), key="listen.beside")
    if shown:
        st.caption(HOW_MANY.format(n=pages[0].how_many) if pages[0].how_many > 1 else ONE)
        if opened := show.cards(shown, "listen.cards", "" if pages[0].unnamed else OPEN):
            listening.open_story(opened)
        if pages[-1].following:
            st.button(MORE, on_click=places.append, args=(pages[-1].following,))
    elif typed:
        show.nothing(NOT_FOUND, NOT_FOUND_INVITATION)
    if not typed and not (listening.in_other_words(here) or shown):
        show.nothing(NOTHING, NOTHING_INVITATION)
