"""Standing somewhere: what this place is for, the stack, and what was noticed and read lately."""

import streamlit as st

from sensemaking.practice import welcome
from sensemaking.screen import example, listening, make, show, standing, starting, where

TITLE = "A place to look together"
PURPOSE = """People say what they notice. A group looks at it together, reads the stories behind what it sees,
says what it makes of it, and leaves with a note worth keeping.

It does not count how well anybody does, put people in an order, or hold them to a number.
A life is made by the whole of it, so what people tell is read to learn and to ask, never to judge."""
STAND = "Where do you want to stand?"
NEXT, NEXT_EMPTY = "Look at what was noticed", "Say what you noticed"
LATELY = "Noticed lately"
NO_LATELY = "Nothing has been noticed here yet. What happened this week that surprised you?"
OPEN = "Open this story"
READINGS = "What people made of it last"
NO_READINGS = "Nobody has said here what they make of it."
NO_READINGS_HINT = "Readings stay where they were made: stand closer in to read others."
MAKE = "Make, rename or move systems"

here = where.here()
starting.or_go_on(here)
if here.focus.system is None:
    starting.greeting(here, TITLE, PURPOSE)

lately, readings = welcome.lately(here), welcome.last_readings(here)
words, stack = st.columns([5, 7], gap="large")
with words:
    st.title(TITLE)
    st.markdown(PURPOSE)
    where.next_step(NEXT if lately else NEXT_EMPTY, "look" if lately else "notice")
    if not lately:
        starting.offered(here)
with stack:
    st.header(STAND)
    standing.stack(here, "welcome.stack")
    with st.expander(MAKE, key="welcome.make", on_change="rerun") as making:
        if making.open:
            make.anything(here)

noticed, made_of_it = st.columns([7, 5], gap="large")
with noticed:
    st.header(LATELY)
    if opened := show.cards(lately, "welcome.lately", OPEN):
        listening.open_story(opened)
    if not lately:
        show.nothing(NO_LATELY)
with made_of_it:
    st.header(READINGS)
    show.readings(readings, "welcome.readings") if readings else show.nothing(NO_READINGS, NO_READINGS_HINT)
    show.cycles_in_sight(here)
    example.about(here)
