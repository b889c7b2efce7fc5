"""Taking away: a note of what was noticed and what it means to us, written here and carried out of the room."""

import streamlit as st

from sensemaking.screen import account, composing, note, show, standing, where

TITLE = "What do we take away?"
NOWHERE = "There is nowhere to take anything away from yet."
NOTHING = "Nobody here has said what they make of it yet, so the note is still empty."
NOTHING_INVITATION = "Look at something together first, or write down what you remember of today."
COMES_OUT = "How it comes out"
NEXT, NEXT_EMPTY = "See what we have made of it before", "Look at what was noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)
st.title(TITLE)
hand = composing.in_hand(here)
empty = not hand.start.version and not hand.start.references()
if empty:
    show.nothing(NOTHING, NOTHING_INVITATION)
account.offered(here)
with st.container(key="composing"):
    with st.container(key="composing-write"):
        composing.choose_note(here, hand)
        written = composing.write(here, hand)
    with st.container(key="composing-read"):
        shown = composing.view(here, written)
        composing.take(here, written, shown)
        st.header(COMES_OUT)
        with st.container(key="composing-note"):
            note.shown(shown, "note")
where.next_step(NEXT_EMPTY if empty else NEXT, "look" if empty else "remember")
