"""Remembering: what people made of it, cycle by cycle, and how that stands now."""

import streamlit as st

from sensemaking.practice import past_gatherings, remember
from sensemaking.screen import gatherings, reading, reading_history, show, standing, where

TITLE = "What have we made of it?"
NOWHERE = "There is nowhere to remember anything yet."
NOTHING = "Nobody here has said what they make of it yet."
NOTHING_INVITATION = "Look at something together, read the stories behind it, and say it in one sentence."
WRITE = "Write down a reading that rests on no picture"
GATHERINGS = "What was said when we gathered?"
NEXT, NEXT_EMPTY = "Take a note away", "Look at what was noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)
st.title(TITLE)
kept = remember.read_by_cycle(here)
if kept:
    reading.by_cycle(here, kept)
    reading_history.shown(here)
else:
    show.nothing(NOTHING, NOTHING_INVITATION)
if held := past_gatherings.held(here):
    st.header(GATHERINGS)
    gatherings.shown(here, held)
with st.expander(WRITE, key="remember.write", on_change="rerun") as writing:
    if writing.open:
        reading.without_a_view(here)
where.next_step(NEXT if kept else NEXT_EMPTY, "take_away" if kept else "look")
