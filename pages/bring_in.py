"""Bringing in: what somebody has becomes observations, systems or a past gathering, and is taken out again at will."""

import streamlit as st

from sensemaking.practice import bring_in
from sensemaking.screen import bringing, conversation, imports, observations, systems, what_it_is, where

TITLE = "What do you want to bring in?"
WHAT = """CSV files or Excel workbooks of what people said or counted, a table of systems and what they are part of,
or a conversation exported from Polis (its files together, or the zip they came in); up to 100,000 rows each.
You look them through first. Nothing is kept until you say so, and all of it can be taken out again."""
CHOOSE = "Choose files from this device"
TYPES = ("csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "zip")
EARLIER = "Brought in earlier"
NEXT = ("Look at what came in", "look")
NEXT_OF = {
    "systems": ("Stand in one of them", "welcome"),
    "conversation": ("Remember what was said", "remember"),
}

here = where.here()
hand = bringing.in_hand(here)
past = {one.id: one for one in bring_in.past(here)}
with st.container(key="bringing"):
    st.title(TITLE)
    if hand.leaves_no_choice:
        bringing.watch(hand)
    elif hand.sheet:
        what_it_is.say(here, hand)
        if hand.plan:
            systems.look_through(here, hand, hand.sheet, hand.plan)
        elif hand.conversation:
            conversation.look_through(here, hand, hand.conversation)
        elif hand.guessed:
            observations.look_through(here, hand, hand.sheet, hand.guessed)
    elif hand.id in past and not past[hand.id].undone:
        got = past.pop(hand.id)
        imports.receipt(here, got)
        what_it_is.next_file(here, hand)
        where.next_step(*NEXT_OF.get(got.kind, NEXT))
        st.button(bringing.ANOTHER, on_click=bringing.let_go, args=(here,))
    else:
        bringing.refusal(hand)
        if hand.refused and hand.files:
            what_it_is.say(here, hand)
        st.markdown(WHAT)
        bringing.choose(here, hand, CHOOSE, TYPES)
    if past and not hand.sheet:
        st.header(EARLIER)
        imports.earlier(here, list(past.values()))
