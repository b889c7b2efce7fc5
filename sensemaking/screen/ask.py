"""How is something asked for? A day, and words whose draft is kept: what several pages share."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zlib import crc32

import streamlit as st

from sensemaking.model.focus import EARLIEST, LATEST
from sensemaking.model.observation import LONGEST_WORDS
from sensemaking.practice.here import Here
from sensemaking.screen.component import component, heard

_draft = component("draft")

DRAFT = {
    "empty": "What you write is kept on this device until it is safely in the store.",
    "kept": "A draft is kept on this device.",
    "unkept": "This browser keeps no drafts: do not close the page before you have a receipt.",
    "clear": "Clear the draft",
}


def day(label: str, chosen: date | None = None, **more: Any) -> date | None:
    """A day that somebody may speak of; None while none is chosen."""
    return st.date_input(label, chosen, min_value=EARLIEST, max_value=LATEST, format="DD/MM/YYYY", **more)


@dataclass
class Receipt:
    """What of a box was kept last: the id and the words."""

    id: str = ""
    words: str = ""


@dataclass(frozen=True)
class Draft:
    """Words somebody is writing, under the id they will be kept by."""

    id: UUID
    words: str
    receipt: Receipt = field(compare=False, repr=False)


def draft(
    here: Here,
    field: str,
    label: str,
    placeholder: str = "",
    start: str = "",
    short: bool = False,
    put: tuple[str, str] | None = None,
    live: bool = False,
) -> Draft | None:
    """A box to write in whose every keystroke is kept in the browser until `kept` says there is a receipt.

    None where nothing was written. Where something stood in it at first, a draft without words says it was emptied.
    `field` names the box within its store; `start` is what stands in it before anything was written. `put`
    takes the place of what stands there now: a name that is new each time, and the words. `live` draws the page
    anew whenever the writer pauses, not only when the box is left.
    """
    key = f"draft.{field}"
    receipt: Receipt = st.session_state.setdefault(f"{key}.receipt", Receipt())
    data = DRAFT | {
        "key": f"{here.focus.store}.{crc32(str(here.store.path).encode())}.{field}",
        "label": label,
        "placeholder": placeholder,
        "start": start,
        "short": short,
        "put": put,
        "live": live,
        "longest": LONGEST_WORDS,
        "receipt": receipt.id,
        "received": receipt.words,
    }
    written = _draft(key=key, data=data, on_draft_change=heard).draft
    if not written or written["id"] == data["receipt"]:
        return None
    return Draft(UUID(written["id"]), written["words"], receipt)


def kept(draft: Draft) -> None:
    """Let the box of this draft go empty: what was in it is kept. What was written since then stays.

    Whoever writes on makes Streamlit break off a run as soon as it asks its session for anything; this does not ask.
    """
    draft.receipt.id, draft.receipt.words = str(draft.id), draft.words
