"""How does a file become observations? Its columns, where they belong, how far they may travel, and bringing it in."""

import streamlit as st

from sensemaking.exchange.mapping import Mapping
from sensemaking.exchange.sheet import Sheet
from sensemaking.practice.here import Here
from sensemaking.screen import bringing, imports, mapping, whole_file
from sensemaking.screen.bringing import InHand

COLUMNS = "What is in it?"
COLUMNS_HOW = "We guessed. Change what is not right; what nobody chose is set aside, in a file of its own."
BELONGS, TRAVELS = "Where do they belong?", "What did the people who told them agree to?"
DRY = "What would come of it?"


def look_through(here: Here, hand: InHand, sheet: Sheet, guessed: Mapping) -> None:
    """The file's columns, what is asked about all of it, what would come of it, and bringing it in."""
    mapping.first_rows(sheet)
    st.button(bringing.ANOTHER, on_click=bringing.let_go, args=(here,))
    whole_file.another_way(here, hand, sheet)
    st.header(COLUMNS)
    st.markdown(COLUMNS_HOW)
    chosen = mapping.columns(hand, sheet, guessed)
    st.header(BELONGS)
    wanted = whole_file.where_it_belongs(here, hand, chosen)
    st.header(TRAVELS)
    asked = whole_file.how_far(hand)
    st.header(DRY)
    if hand.job:
        bringing.watch(hand)
    else:
        imports.try_and_bring(here, hand, wanted, asked)
