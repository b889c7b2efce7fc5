"""Walking the stack: wider, closer in and sideways; what is noticed, asked, sent out and answered at each scale."""

import streamlit as st

from sensemaking.screen import board, challenging, stacking, standing, stewarding, where

TITLE = "What is around us, and what is closer in?"
NOWHERE = "There is nowhere to walk yet."
NEXT = "Look at what was noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)
st.title(TITLE)
standing.stack(here, "stack.stack")
where.next_step(NEXT, "look")
stacking.cycles(here)
here = stewarding.own_first(here)
stacking.noticing(here)
stacking.passed_on(here)
challenging.waiting(here)
challenging.came_back(here)
stacking.asked(here)
if here.stack.closer_in(here.system.id):
    board.shown(here)
