"""What have people brought? It is said what the files look like, and whoever brought them may say otherwise."""

import streamlit as st

from sensemaking.model.counting import listed
from sensemaking.practice.here import Here
from sensemaking.practice.kinds import Kind
from sensemaking.screen import bringing, show
from sensemaking.screen.bringing import InHand

LOOKS_LIKE = {
    Kind.OBSERVATIONS: "This looks like observations: what people said, answered or counted.",
    Kind.SYSTEMS: "This looks like a table of systems: their names, and what each is part of.",
    Kind.CONVERSATION: "This looks like a conversation: statements, and how people voted on them.",
}
WORDS = {
    Kind.OBSERVATIONS: "observations",
    Kind.SYSTEMS: "a table of systems",
    Kind.CONVERSATION: "a conversation",
}
IT_IS = "It is"
WAITING = "{names} come in after it, one after the other."
WAITS = "{names} comes in after it."
NEXT_FILE = "Go on with {name}"


def say(here: Here, hand: InHand) -> None:
    """What is in hand, a way to take it for something else, and what could not be read or has to wait."""
    for refused in hand.unread:
        show.refusal(refused)
    kind = hand.kind or hand.said
    if kind and not hand.said:
        show.words(("text", LOOKS_LIKE[kind]), key=f"what_it_is.{hand.id}.looks")
    chosen = st.segmented_control(
        IT_IS, list(Kind), default=kind, format_func=WORDS.__getitem__, key=f"what_it_is.{hand.id}.{kind}"
    )
    if hand.waiting:
        names = listed([name for name, _ in hand.waiting])
        words = WAITS if len(hand.waiting) == 1 else WAITING
        show.words(("quiet", words.format(names=names)), key=f"what_it_is.{hand.id}.waiting")
    if chosen and chosen is not kind:
        bringing.understand(here, hand, chosen)
        st.rerun()


def next_file(here: Here, hand: InHand) -> None:
    """A way to the next of the files that were chosen together."""
    if hand.waiting:
        name = show.plain(hand.waiting[0][0])
        st.button(NEXT_FILE.format(name=name), on_click=bringing.go_on, args=(here, hand), type="primary")
