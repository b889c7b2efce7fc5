"""How do you know? From what was changed or decided back to what people told; from a story on to what it became."""

import streamlit as st

from sensemaking.model.refusal import Refusal
from sensemaking.practice import became, how_we_know
from sensemaking.practice.cards import cards
from sensemaking.screen import show, standing, way_back, where

ASK, BECAME = "How do you know?", "What became of it?"
NOWHERE = "There is nowhere to look back from yet."
NOT_KNOWN = Refusal(
    "This is not known where we stand.",
    try_next="Stand where it was made; if it was taken back, there is no way to show.",
)
NEXT = "Follow the cycles"

here = where.here()
standing.or_begin(here, ASK, NOWHERE)
of = where.of()
back = how_we_know.way_back(here, of) if of else None
story = cards(here.unnarrowed(), [of]) if of and not back else []
st.title(BECAME if story else ASK)
if back:
    way_back.back(here, back)
elif of and story:
    show.cards(story, "how_we_know.story", large=True)
    with show.refusals():
        way_back.on(here, became.became(here, of))
else:
    if of:
        show.refusal(NOT_KNOWN)
    way_back.choose(here)
where.next_step(NEXT, "cycles")
