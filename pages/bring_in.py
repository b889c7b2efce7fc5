"""Bringing in: a file that somebody has becomes observations here, looked through first and taken out again at will."""

import streamlit as st

from sensemaking.practice import bring_in
from sensemaking.screen import bringing, imports, mapping, where, whole_file

TITLE = "What do you want to bring in?"
WHAT = """A CSV file of what people said or counted: stories, comments, answers, measures, up to 100,000 rows.
You look it through first. Nothing is kept until you say so, and all of it can be taken out again."""
CHOOSE = "Choose a file from this device"
ANOTHER = "Choose another file"
COLUMNS = "What is in it?"
COLUMNS_HOW = "We guessed. Change what is not right; what nobody chose is set aside, in a file of its own."
BELONGS, TRAVELS = "Where do they belong?", "What did the people who told them agree to?"
DRY = "What would come of it?"
EARLIER = "Brought in earlier"
NEXT = "Look at what came in"

here = where.here()
hand = bringing.in_hand(here)
past = {one.id: one for one in bring_in.past(here)}
with st.container(key="bringing"):
    st.title(TITLE)
    if hand.leaves_no_choice:
        bringing.watch(hand)
    elif hand.sheet and hand.guessed:
        mapping.first_rows(hand.sheet)
        st.button(ANOTHER, on_click=bringing.let_go, args=(here,))
        whole_file.another_way(here, hand, hand.sheet)
        st.header(COLUMNS)
        st.markdown(COLUMNS_HOW)
        chosen = mapping.columns(hand, hand.sheet, hand.guessed)
        st.header(BELONGS)
        wanted = whole_file.where_it_belongs(here, hand, chosen)
        st.header(TRAVELS)
        asked = whole_file.how_far(hand)
        st.header(DRY)
        if hand.job:
            bringing.watch(hand)
        else:
            imports.try_and_bring(here, hand, wanted, asked)
    elif hand.id in past and not past[hand.id].undone:
        imports.receipt(here, past.pop(hand.id))
        where.next_step(NEXT, "look")
        st.button(ANOTHER, on_click=bringing.let_go, args=(here,))
    else:
        bringing.refusal(hand)
        st.markdown(WHAT)
        if chosen_file := st.file_uploader(CHOOSE, key=f"bring_in.{hand.id}"):
            bringing.take(here, chosen_file)
            st.rerun()
    if past and not hand.sheet:
        st.header(EARLIER)
        imports.earlier(here, list(past.values()))
