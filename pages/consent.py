"""Consent: how far each story told here may go, where its words have got to, and who reads them before they travel."""

import streamlit as st

from sensemaking.model.access import Role
from sensemaking.practice import listen
from sensemaking.screen import acting, consenting, listening, reviewing, show, standing, where

TITLE = "How far may our words go?"
NOWHERE = "There is nowhere yet where words could be told."
FIND = "Find your words"
NOTHING = "Nobody has told a story here yet."
NOTHING_INVITATION = "What is told closer in is looked after there: stand where it was told."
NOT_FOUND = "No story told here holds these words."
NOT_FOUND_INVITATION = "Try fewer words, or stand where it was told."
OPEN, MORE = "See where it has got to", "Read more stories"
NEXT = "Say what you noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)
st.title(TITLE)
group, here = here, acting.as_(here, Role.TELLER, Role.REVIEWER)
if here.viewer.role is Role.REVIEWER:
    reviewing.queue(here, group)
    st.stop()
if consenting.in_hand(here):
    st.stop()
consenting.receipt()
aside, stories = st.columns([4, 8], gap="large")
with aside:
    typed = st.text_input(FIND, key="consent.find")
    reviewing.who_reads(here)
    where.next_step(NEXT, "notice")
with stories:
    places = listening.places_so_far(here, typed, "consent.places")
    pages = [listen.stories(here, typed, place, told_here=True) for place in places]
    shown = consenting.with_their_states(here, [card for page in pages for card in page.cards])
    if shown:
        if opened := show.cards(shown, "consent.cards", OPEN):
            consenting.open_story(opened)
            st.rerun()
        if pages[-1].following:
            st.button(MORE, on_click=places.append, args=(pages[-1].following,))
    elif typed:
        show.nothing(NOT_FOUND, NOT_FOUND_INVITATION)
    else:
        show.nothing(NOTHING, NOTHING_INVITATION)
