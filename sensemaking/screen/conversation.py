"""How does a conversation become a gathering that was held? What is in it, which vote means yes, and bringing it in."""

import streamlit as st

from sensemaking.exchange.polis_in import Conversation, Plain
from sensemaking.model.counting import how_many, in_words, listed
from sensemaking.model.refusal import Refusal
from sensemaking.practice import bring_conversation
from sensemaking.practice.bring_conversation import Choices
from sensemaking.practice.here import Here
from sensemaking.screen import bringing, choosing, imports, show, where
from sensemaking.screen.bringing import InHand

WHAT = "What is in it?"
HELD = "{statements} and {votes} of {people}, from {files}."
FIRST = "The first of them, in the order they were written"
MOST_FIRST = 3
ROUND = "Which way round are the votes?"
WHY_ASKED = "Exports differ in which number means yes. One statement tells it most plainly:"
COUNTED = "Of {people} who answered it, {ones} voted 1 and {minus} voted -1."
WHICH = "What did they say with it?"
MEANS_YES = "A 1 says that it rings true: {ones} said so, and for {minus} it was “not for me”"
MEANS_NO = "A -1 says that it rings true: {minus} said so, and for {ones} it was “not for me”"
WHERE = "Where was it held?"
HERE = "At {name}, where we stand: it is seen only from there. Look elsewhere above to change that."
NOWHERE = "There is nowhere to stand yet. Make a place first; the files can be chosen again then."
MAKE, NAME, CYCLE, NO_CYCLE = (
    "Begin with one place",
    "What shall it be called?",
    "Part of a learning cycle?",
    "no",
)
OUTCOME, BRING = "What would come of it?", "Bring it in"


def look_through(here: Here, hand: InHand, conversation: Conversation) -> None:
    """What a conversation holds, the one question it leaves open, what would stay out, and bringing it in."""
    st.button(bringing.ANOTHER, on_click=bringing.let_go, args=(here,))
    st.header(WHAT)
    held = HELD.format(
        statements=how_many(len(conversation.statements), "statement"),
        votes=how_many(len(conversation.votes[0]), "vote"),
        people=_people(conversation.people),
        files=listed([sheet.name for sheet in hand.sheets]),
    )
    first: list[show.Block] = [("quote", said.words) for said in conversation.statements[:MOST_FIRST]]
    show.words(("text", held), ("quiet", FIRST), *first, key="conversation.held")
    rings_true = _which_way_round(hand, conversation)
    st.header(WHERE)
    if here.focus.system is None:
        show.words(("text", NOWHERE), key="conversation.nowhere")
        where.next_step(MAKE, "welcome")
        return
    show.words(("text", HERE.format(name=here.system.name)), key="conversation.here")
    choices = _choices(here, hand, conversation, rings_true)
    st.header(OUTCOME)
    if hand.job:
        bringing.watch(hand)
        return
    bringing.refusal(hand)
    try:
        found = bring_conversation.dry_run(here, hand.sheets, conversation, choices)
    except Refusal as undecided:
        show.refusal(undecided)
        return
    imports.outcome(found.tells, found.refused, found.set_aside)
    if st.button(BRING, type="primary"):
        bringing.bring_conversation_in(here, hand, choices)
        st.rerun()


def _which_way_round(hand: InHand, conversation: Conversation) -> int | None:
    """Asked with one plain statement and its counts; None until somebody has said it."""
    plain = bring_conversation.plain_statement(conversation)
    if plain is None or not conversation.undecided:
        return bring_conversation.guess(conversation).rings_true
    st.header(ROUND)
    counted = COUNTED.format(
        people=_people(plain.people), ones=in_words(plain.ones), minus=_none(plain.minus_ones)
    )
    show.words(
        ("quiet", WHY_ASKED), ("quote", plain.words), ("text", counted), key="conversation.which_way_round"
    )
    answers = {1: _answer(MEANS_YES, plain), -1: _answer(MEANS_NO, plain)}
    chosen: int | None = st.radio(
        WHICH,
        list(answers),
        None,
        format_func=choosing.apart(answers).__getitem__,
        key=f"conversation.{hand.id}.way",
        persist_state="session",
    )
    return chosen


def _answer(words: str, plain: Plain) -> str:
    return words.format(ones=_none(plain.ones), minus=_none(plain.minus_ones))


def _none(count: int) -> str:
    return in_words(count) if count else "nobody"


def _people(count: int) -> str:
    return f"{in_words(count)} {'person' if count == 1 else 'people'}"


def _choices(here: Here, hand: InHand, conversation: Conversation, rings_true: int | None) -> Choices:
    key = f"conversation.{hand.id}"
    guessed = bring_conversation.guess(conversation)
    name = st.text_input(NAME, guessed.name, key=f"{key}.name", persist_state="session")
    cycles = where.cycle_names(here)
    cycle = None
    if cycles:
        labels = choosing.apart({None: NO_CYCLE, **cycles})
        cycle = st.selectbox(
            CYCLE,
            list(labels),
            format_func=labels.__getitem__,
            key=f"{key}.cycle",
            persist_state="session",
        )
    return Choices(name, rings_true, cycle)
