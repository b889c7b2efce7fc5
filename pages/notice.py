"""Noticing: a story, a noticing or a measure, kept in twenty seconds; more about it for whoever wants to say more."""

import streamlit as st

from sensemaking.model.observation import Kind
from sensemaking.screen import ask, noticing, show, standing, where

TITLE = "What did you notice?"
KINDS = {Kind.STORY: "A story", Kind.NOTICING: "A noticing", Kind.MEASURE: "A measure"}
KIND = "What is it?"
LABEL = {
    Kind.STORY: "Tell it as you would tell a friend",
    Kind.NOTICING: "Say it in a sentence or two",
    Kind.MEASURE: "What was going on? (if you like)",
}
PLACEHOLDER = {
    Kind.STORY: "What happened? Who was there? What was different afterwards?",
    Kind.NOTICING: "Something small that struck you.",
    Kind.MEASURE: "A number alone says little.",
}
NOWHERE = "There is nowhere to keep this yet."
MORE = "Say more about it"
KEEP = "Keep this"
NEXT = "Read what others noticed"

here = where.here()
standing.or_begin(here, TITLE, NOWHERE)

form, aside = st.columns([8, 4], gap="large")
with form:
    st.title(TITLE)
    if not noticing.changing(here):
        kind = noticing.kind(KIND, KINDS)
        measured = noticing.measured(here) if kind is Kind.MEASURE else None
        draft = ask.draft(here, "notice", LABEL[kind], PLACEHOLDER[kind], short=kind is not Kind.STORY)
        with st.expander(MORE, noticing.somebody_speaks(), key=noticing.new_key("more")):
            said = noticing.about(here, noticing.blank(here), noticing.new_key("about"))
        if st.button(KEEP, type="primary"):
            with show.refusals():
                noticing.keep(here, kind, draft, measured, said)
    noticing.last_receipt()
with aside:
    noticing.kept_in_this_visit(here)
    where.next_step(NEXT, "listen")
