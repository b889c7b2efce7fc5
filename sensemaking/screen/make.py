"""How are systems made, renamed and moved? The forms behind the first page."""

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import in_words, starting, welcome
from sensemaking.practice.here import Here
from sensemaking.screen import choosing, show, where

WHAT = "make.what"

NAME = "What is it called?"
NAME_FIRST = "Name the place you want to learn in"
NAME_EXAMPLE = "for example: the Riverside team"
HOW_WIDE = "How wide is it?"
AROUND = "Is there something wider around it? (leave empty if not)"
AROUND_EXAMPLE = "for example: Wendleshire"
AROUND_SCALE = "How wide is that?"
STAND_HERE = "Stand here"
WHAT_TO_DO = "What would you like to do?"
INSIDE, RENAME = "Make a system inside {name}", "Rename {name}"
PUT_AROUND = "Put a wider system around {name}"
MOVE = "Move {name}, with all that is closer in, to another place in the stack"
MOVE_INTO, INTO_NONE, CHOOSE = "What is it part of from now on?", "nothing wider", "choose"
NOT_CHOSEN = "Choose first what it is part of from now on."
HOW_MEANT = "How is that meant?"
MOVED, PUT_RIGHT = "It moves there now", "It was never part of where it is now"
MOVED_HOW = (
    "What was told so far is still read by the systems around it so far, as far as consent reaches. What is told from"
    " now on, or allowed to go further, is read by the systems around it then."
)
PUT_RIGHT_HOW = (
    "It was put there by mistake. What was told meanwhile is read by the systems around it from now on, as far as"
    " consent reaches, and no longer by those around it by mistake."
)
GOES_ALONG = "Its cycles, answers, challenges and map go along with it either way."
MOVE_IT = "Move it"
MAKE, KEEP = "Make it", "Keep this"


def first_system(here: Here) -> None:
    """The inviting beginning of an empty store: one name, and what is around it."""
    with st.form("make.first", border=False):
        name = st.text_input(NAME_FIRST, placeholder=NAME_EXAMPLE)
        wide = scale(HOW_WIDE, list(Scale), Scale.TEAM)
        around = st.text_input(AROUND, placeholder=AROUND_EXAMPLE)
        wider = scale(AROUND_SCALE, [one for one in Scale if one > Scale.PERSON], Scale.PLACE)
        if st.form_submit_button(STAND_HERE, type="primary"):
            with show.refusals():
                _stand(starting.begin_place(here, name, wide, around, wider).id)


def anything(here: Here) -> None:
    """Make or change a system, in one way at a time."""
    forms: dict[str, Callable[[Here], None]] = {
        INSIDE: _inside,
        RENAME: _rename,
        PUT_AROUND: _put_around,
        MOVE: _move,
    }
    if here.system.scale is Scale.PERSON:
        del forms[INSIDE]
    if here.system.scale is Scale.COUNTRY:
        del forms[PUT_AROUND], forms[MOVE]
    labels = choosing.apart({form: form.format(name=here.system.name) for form in forms})
    chosen = st.selectbox(WHAT_TO_DO, list(forms), format_func=labels.__getitem__, key=WHAT)
    with show.refusals():
        forms[chosen](here)


def _stand(system: UUID) -> None:
    where.change(system=system)
    st.rerun()


def scale(label: str, scales: Sequence[Scale], usual: Scale) -> Scale:
    """One of these scales, in its own word."""
    return st.selectbox(label, scales, scales.index(usual), format_func=lambda one: one.word)


def _inside(here: Here) -> None:
    closer = [one for one in reversed(Scale) if one < here.system.scale]
    with st.form(f"make.inside.{here.system.id}", border=False):
        name = st.text_input(NAME)
        wide = scale(HOW_WIDE, closer, closer[0])
        if st.form_submit_button(MAKE, type="primary"):
            _stand(welcome.make_system(here, name, wide, here.system.id).id)


def _rename(here: Here) -> None:
    with st.form(f"make.rename.{here.system.id}", border=False):
        name = st.text_input(NAME, here.system.name)
        if st.form_submit_button(KEEP, type="primary"):
            welcome.rename_system(here, here.system.id, name)
            st.rerun()


def _put_around(here: Here) -> None:
    wider = [one for one in Scale if one > here.system.scale]
    with st.form(f"make.around.{here.system.id}", border=False):
        name = st.text_input(NAME)
        wide = scale(HOW_WIDE, wider, wider[0])
        if st.form_submit_button(MAKE, type="primary"):
            welcome.put_around(here, name, wide)
            st.rerun()


def _move(here: Here) -> None:
    around = {one.id: f"{one.name}, {in_words.around(here, one)}" for one in welcome.could_be_around(here)}
    # Nobody takes a system out of everything around it by pressing once too early.
    choices: dict[UUID | None, str] = around | ({None: INTO_NONE} if here.system.parent else {})
    labels = list(choosing.apart(choices).values())
    with st.form(f"make.move.{here.system.id}", border=False):
        at = st.selectbox(
            MOVE_INTO,
            range(len(choices)),
            None,
            format_func=labels.__getitem__,
            placeholder=CHOOSE,
        )
        meant = st.radio(HOW_MEANT, (MOVED, PUT_RIGHT), captions=(MOVED_HOW, PUT_RIGHT_HOW))
        st.caption(GOES_ALONG)
        if st.form_submit_button(MOVE_IT, type="primary"):
            if at is None:
                raise Refusal(NOT_CHOSEN)
            welcome.move_system(here, list(choices)[at], put_right=meant == PUT_RIGHT)
            st.rerun()
