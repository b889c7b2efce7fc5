"""Looking: a lens at a focus, the stories behind every mark at once, and what people make of it."""

import streamlit as st

from sensemaking.practice import look
from sensemaking.screen import chart, reading, show, standing, where

TITLE = "What do you see?"
NOWHERE = "There is nowhere to look from yet."
NEXT, NEXT_EMPTY = "Read what people made of it so far", "Say what you noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)

with show.refusals():
    with st.container(key="look-through", horizontal=True):
        chart.choose_lens(here)
        chart.choose_within(here)
        seen = chart.seen(here)
        chart.choose_scale(seen)
    if seen.spec is None:
        show.words(("title", seen.title), *(("large", told) for told in seen.tells), key="look.title")
        if not (seen.stand_wider and standing.wider(here)):
            where.next_step(NEXT_EMPTY, "notice")
        st.stop()
    mark = here.focus.mark or chart.mark_at_first(seen)
    opened = None
    with st.container(key="looking"):
        with st.container(key="look-picture"):
            show.words(("title", seen.title), ("large", seen.tells[0]), key="look.title")
            chart.picture(here, seen)
            show.words(*(("text", told) for told in seen.tells[1:]), key="look.further")
        with st.container(key="look-stories"), show.refusals():
            opened = chart.stories(here, seen, mark)
        with st.container(key="look-reading"):
            if opened:
                reading.made_of_it(here, seen, mark, opened)
            where.next_step(NEXT, "remember")
    lens = look.lens_at(here)
    chart.small_print(lens.CANNOT_SAY, (*seen.notes, lens.SILENT_UNDER))
