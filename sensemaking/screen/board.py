"""How is the enabling board shown? What the systems closer in need, put together and named by whoever reads it."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.practice import board
from sensemaking.practice.board import Board, Guess, Together
from sensemaking.practice.here import Here
from sensemaking.practice.needed import Given
from sensemaking.screen import choosing, composing, show, where

OPEN = "What do the systems closer in say they need?"
NOTHING = "No enabling question has been answered closer in yet."
GUESS = "These may be about the same: they speak of {words}. It is a guess, made from the words alone."
NAME, NAME_HINT = "What do they have in common?", "a few words, such as: time to think together"
JOIN = "Put them together under this name"
ALONE = "What stands by itself"
BY_HAND, WHICH = "Put some together yourselves", "Which answers?"
CHANGE, KEEP, APART = "Change what is put together here", "Keep it so", "Lay them apart again"
ABOUT, BEGINS = "{place}: {words}", 80
GIVEN = "{place} · {day} · asked “{question}”"
STAND = "Stand at {place}"
MORE, AT_ONCE = "Read more answers", 12
NOTE = "Take the board into a note"

FAR = "board.far"


def shown(here: Here) -> None:
    """The board behind a fold: it is worked out when somebody opens it."""
    with st.expander(OPEN, key="board", on_change="rerun") as fold:
        if fold.open:
            with show.refusals():
                _board(here)


def _board(here: Here) -> None:
    now = board.board(here)
    if not now.given:
        show.words(("quiet", NOTHING), key="board.nothing")
        return
    for group in now.together:
        _together(here, now, group)
    for guess in now.guesses:
        _guess(here, guess)
    if now.alone:
        if now.together or now.guesses:
            show.words(("smaller", ALONE), key="board.alone")
        far = st.session_state.get(FAR, AT_ONCE)
        _given(here, now.alone[:far])
        if len(now.alone) > far:
            st.button(MORE, on_click=st.session_state.update, args=({FAR: far + AT_ONCE},), key="board.more")
    with st.expander(BY_HAND, key="board.by_hand", on_change="rerun") as fold:
        if fold.open:
            _by_hand(here, now)
    if st.button(NOTE, key="board.note"):
        composing.take_up(here, board.as_note(here).id)


def _together(here: Here, now: Board, group: Together) -> None:
    kept = group.joined
    with st.container(key=f"board-{kept.id}"):
        show.words(("smaller", kept.name), key=f"board.{kept.id}.name")
        _given(here, group.given)
        with st.expander(CHANGE, key=f"board.{kept.id}.change", on_change="rerun") as fold:
            if not fold.open:
                return
            with st.form(f"board.{kept.id}.form.{kept.version}", border=False):
                name = st.text_input(NAME, kept.name)
                chosen = _choose(now, [one.answer.id for one in group.given])
                with st.container(horizontal=True):
                    keep = st.form_submit_button(KEEP, type="primary")
                    apart = st.form_submit_button(APART)
                if keep or apart:
                    board.change(here, kept, name if keep else kept.name, chosen if keep else ())
                    st.rerun()


def _guess(here: Here, guess: Guess) -> None:
    key = f"board.guess.{guess.given[0].answer.id}"
    with st.container(key=key.replace(".", "-"), border=True):
        show.words(("quiet", GUESS.format(words=board.in_common(guess))), key=f"{key}.words")
        _given(here, guess.given)
        with st.form(key, border=False):
            name = st.text_input(NAME, placeholder=NAME_HINT)
            if st.form_submit_button(JOIN):
                board.join(here, name, [one.answer.id for one in guess.given])
                st.rerun()


def _by_hand(here: Here, now: Board) -> None:
    with st.form("board.hand", border=False):
        chosen = _choose(now, [])
        name = st.text_input(NAME, placeholder=NAME_HINT)
        if st.form_submit_button(JOIN, type="primary"):
            board.join(here, name, chosen)
            st.rerun()


def _choose(now: Board, chosen: Sequence[UUID]) -> list[UUID]:
    """Answers that are free, or stand together here already, to choose some of them by how they begin."""
    free = [*(one for guess in now.guesses for one in guess.given), *now.alone]
    here = [one for group in now.together for one in group.given if one.answer.id in set(chosen)]
    begins = choosing.beginnings(
        {one.answer.id: ABOUT.format(place=one.place, words=one.answer.words) for one in (*here, *free)},
        BEGINS,
    )
    return st.multiselect(WHICH, list(begins), chosen, format_func=begins.__getitem__)


def _given(here: Here, given: Sequence[Given]) -> None:
    """Answers, each with the system that gave it, which is one step away."""
    for one in given:
        answer = one.answer
        said = GIVEN.format(place=one.place, day=Unit.DAY.words(answer.day), question=one.question.words)
        with st.container(key=f"board-given-{answer.id}"):
            show.words(("quote", answer.words), ("quiet", said), key=f"board.given.{answer.id}")
            where.link(
                show.plain(STAND.format(place=one.place)),
                "stack",
                here.unnarrowed().focus.narrowed(system=answer.system),
            )
