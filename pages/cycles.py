"""Following cycles: what is learned, for whom and how far; what is tried; whom it meets; and what comes of it."""

import streamlit as st

from sensemaking.screen import (
    challenging,
    drawn_map,
    following,
    following_experiments,
    following_joined,
    following_tried,
    standing,
    where,
)

TITLE = "What are we trying to learn?"
NOWHERE = "There is nowhere to learn anything yet."
NEXT = "Look at what was noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)
cycle = following.open_one(here)
if cycle is None:
    st.title(TITLE)
    following.all_in_sight(here)
    following_tried.side_by_side(here)
    where.next_step(NEXT, "look")
else:
    ours = cycle.system == here.system.id
    following.opened(here, cycle)
    following_experiments.shown(here, cycle, ours)
    challenging.of_cycle(here, cycle.id)
    if ours:
        following_joined.shown(here, cycle)
drawn_map.shown(here, cycle.id if cycle else None)
