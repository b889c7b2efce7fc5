"""Gathering: a room makes sense together, live; it starts from one question, and everything else is optional."""

import streamlit as st

from sensemaking.practice import gather
from sensemaking.screen import preparing, standing, where

TITLE = "What do we want to make sense of together?"
NOWHERE = "There is nowhere to gather yet."
GOING_ON = "Prepared, or going on now"
ANOTHER = "Start another gathering"
NEXT = "Read what earlier gatherings made of it"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)
st.title(TITLE)
going_on = gather.held_here(here)
if going_on:
    st.header(GOING_ON)
    for gathering in going_on:
        preparing.shown(gathering)
    with st.expander(ANOTHER, key="gather.another"):
        preparing.begin(here)
else:
    preparing.begin(here)
where.next_step(NEXT, "remember")
