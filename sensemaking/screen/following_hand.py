"""Which form about a cycle is somebody filling in? One at a time, drawn where it was asked for.

What is in hand stays as it was opened while others change the same thing. Whoever is overtaken reads what stands there
now and keeps theirs again: then only what they changed takes the place of what was there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Generic, TypeVar
from uuid import UUID

import streamlit as st

from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.refusal import Overtaken
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import ask, show

HAND, RECEIPT = "following.hand", "following.receipt"

LEAVE = "Leave it as it is"
THEIRS = "It says now:"

T = TypeVar("T", Cycle, Experiment)


@dataclass
class Hand(Generic[T]):
    """A form: for what, where it stands on the page, the thing as it was opened and as it was seen last.

    `about` names the boxes whose drafts outlast the form, `id` the other parts of it, so that the next form begins
    afresh. `drafts` are the boxes as they were drawn last, `overtaken` says that somebody else was quicker.
    """

    what: str
    place: str
    opened: T
    seen: T
    about: UUID
    id: UUID = field(default_factory=new_id)
    drafts: dict[str, ask.Draft] = field(default_factory=dict)
    overtaken: Overtaken | None = None

    def key(self, part: str) -> str:
        """The key of a part of the form."""
        return f"following.{self.what}.{self.id}.{part}"


@dataclass(frozen=True)
class Receipt:
    """What was kept last, at which place of the page, at which version of the store, and in which boxes."""

    place: str
    words: str
    version: int
    boxes: tuple[str, ...]


def take(what: str, place: str, opened: T, about: UUID | None = None) -> None:
    """Open a form at a place on the page; the one that was open before is left.

    What is written in it belongs to `opened`, or for something new to what it will be part of.
    """
    st.session_state[HAND] = Hand(what, place, opened, opened, about or opened.id)
    st.session_state.pop(RECEIPT, None)


def held(what: str, place: str) -> Hand[T] | None:
    """The form for this, if it is open at this place."""
    hand: Hand[T] | None = st.session_state.get(HAND)
    return hand if hand and (hand.what, hand.place) == (what, place) else None


def leave() -> None:
    """Close the form; drafts of what was written in it stay on the device."""
    st.session_state.pop(HAND, None)


def words(here: Here, hand: Hand[T], part: str, label: str, hint: str = "", start: str = "") -> str:
    """A box to write in whose draft is kept; the words in it."""
    box = f"following.{hand.what}.{hand.about}.{part}"
    draft = ask.draft(here, box, label, hint, start=start, short=True)
    if draft is None:
        hand.drafts.pop(box, None)
        return start
    hand.drafts[box] = draft
    return draft.words


def pressed(hand: Hand[T], label: str) -> bool:
    """The button that keeps what is in the form, beside the one that closes it; whether it was pressed just now."""
    with st.container(horizontal=True):
        pressed = st.button(label, type="primary", key=hand.key("keep"))
        st.button(LEAVE, on_click=leave, key=hand.key("leave"))
    return pressed


def keep(hand: Hand[T], filled: T, keeper: Callable[[T], object], now: Callable[[], T]) -> None:
    """Keep what was changed in the form over what was seen last; `now` finds what stands there meanwhile.

    Where somebody else was quicker nothing is kept, and the page is drawn anew with what they wrote (`theirs`).
    """
    names = [one.name for one in fields(filled)]
    mine = {name: new for name in names if (new := getattr(filled, name)) != getattr(hand.opened, name)}
    try:
        keeper(replace(hand.seen, **mine))
    except Overtaken as overtaken:
        hand.seen, hand.overtaken = now(), overtaken
        st.rerun()


def theirs(hand: Hand[T], in_words: Callable[[T], list[show.Block]]) -> None:
    """What somebody else wrote while this form was open, where they did."""
    if hand.overtaken:
        show.refusal(hand.overtaken)
        show.words(("quiet", THEIRS), *in_words(hand.seen), key=hand.key("theirs"))


def done(here: Here, hand: Hand[T], place: str, receipt: str) -> None:
    """Let the boxes go empty, close the form, say at this place what was kept, and draw the page anew."""
    for draft in hand.drafts.values():
        ask.kept(draft)
    leave()
    st.session_state[RECEIPT] = Receipt(place, receipt, here.store.version, tuple(hand.drafts))
    st.rerun()


def receipt(here: Here, place: str) -> None:
    """Say at this place what was kept, until something else is; the boxes it was written in hear of it too."""
    last: Receipt | None = st.session_state.get(RECEIPT)
    if last and (last.place, last.version) == (place, here.store.version):
        show.receipt(last.words, key=f"following.receipt.{place}")
        with st.container(
            key="following-kept"
        ):  # out of sight: a browser forgets a draft only where its box is
            for box in last.boxes:
                ask.draft(here, box, "")
