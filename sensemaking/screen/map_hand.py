"""What is in hand on the map, beside the picture: a part that is open, or a form. One thing at a time."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from uuid import UUID

import streamlit as st

from sensemaking.practice.notice import new_id
from sensemaking.screen import show

IN_HAND, RECEIPT, FOUND, OPEN = "map.in_hand", "map.receipt", "map.found", "map.open"


class Doing(Enum):
    """What the drawer is open for."""

    READ_PART = auto()
    NAME_PART = auto()
    CHANGE_PART = auto()
    TAKE_OFF_PART = auto()
    DRAW_LINK = auto()
    CHANGE_LINK = auto()


@dataclass(frozen=True)
class InHand:
    """What the drawer is open for, and of which part or link; a new one brings the id it will be kept by.

    `version` is the one that is being changed, `story` the one chosen for a link so far.
    """

    doing: Doing
    id: UUID
    goes_from: UUID | None = None
    goes_to: UUID | None = None
    version: int = 1
    story: UUID | None = None


def open_part(part: UUID) -> None:
    """Read a part with its links and the stories that say so."""
    look_at(part)
    take(Doing.READ_PART, part)


def open_found() -> None:
    """Read the part that was chosen from the list."""
    if part := st.session_state[FOUND]:
        open_part(part)


def name_part() -> None:
    """Name a new part."""
    take(Doing.NAME_PART, new_id())


def draw_link(goes_from: UUID | None = None, goes_to: UUID | None = None) -> None:
    """Draw a new link, one or both of its ends known already."""
    st.session_state[IN_HAND] = InHand(Doing.DRAW_LINK, new_id(), goes_from, goes_to)


def look_at(part: UUID) -> None:
    """Let the picture stay around this part."""
    st.session_state[OPEN] = part


def last_open() -> UUID | None:
    """The part that was opened last: the picture stays around it."""
    part: UUID | None = st.session_state.get(OPEN)
    return part


def kept(said: str) -> None:
    """Close the drawer, and say on the page what was kept. Draws the page anew."""
    close()
    st.session_state[RECEIPT] = said
    st.rerun()


def last_receipt() -> None:
    """What was kept just now, said once."""
    if said := st.session_state.pop(RECEIPT, ""):
        show.receipt(said, key="map.receipt")


def take(doing: Doing, of: UUID, version: int = 1, story: UUID | None = None) -> None:
    """Open the drawer for this part or link, as it is now."""
    st.session_state[IN_HAND] = InHand(doing, of, version=version, story=story)


def choose_story(story: UUID | None) -> None:
    """Let this story be the one that says so, or none."""
    st.session_state[IN_HAND] = replace(st.session_state[IN_HAND], story=story)


def seen_again(version: int) -> None:
    """What somebody else made of it was shown: what is in hand now stands beside that version."""
    st.session_state[IN_HAND] = replace(st.session_state[IN_HAND], version=version)


def in_hand() -> InHand | None:
    """What the drawer is open for, if it is."""
    held: InHand | None = st.session_state.get(IN_HAND)
    return held


def close() -> None:
    """Close the drawer."""
    st.session_state.pop(IN_HAND, None)
