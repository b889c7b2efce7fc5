"""How do you know? From what was changed or decided back to what people told; from a story on to what it became."""

import streamlit as st

from sensemaking.model.refusal import Refusal
from sensemaking.practice import became, how_we_know
from sensemaking.practice.cards import cards
from sensemaking.screen import show, standing, way_back, where

ASK, BECAME = "How do you know?", "What became of it?"
NOWHERE = "There is nowhere to look back from yet."
NEXT = "Follow the cycles"

here = where.here()
standing.or_begin(here, ASK, NOWHERE)
of = where.of()
story = cards(here.unnarrowed(), [of]) if of else []
try:
    if of and story:
        st.title(BECAME)
        show.cards(story, "how_we_know.story", large=True)
        way_back.on(here, became.became(here, of))
    elif of:
        st.title(ASK)
        way_back.back(here, how_we_know.way_back(here, of))
    else:
        st.title(ASK)
        way_back.choose(here)
except Refusal as refused:
    show.refusal(refused)
    way_back.choose(here)
where.next_step(NEXT, "cycles")
