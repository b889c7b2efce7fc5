"""How is something asked for? The widgets that several pages share, with their keys named once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID
from zlib import crc32

import streamlit as st

from sensemaking.model.observation import LONGEST_WORDS
from sensemaking.model.scale import Scale
from sensemaking.practice.here import Here, theme_names
from sensemaking.screen import show, where
from sensemaking.screen.component import component

T = TypeVar("T")

_draft = component("draft")

DRAFT = {
    "empty": "What you write is kept on this device until it is safely in the store.",
    "kept": "A draft is kept on this device.",
    "unkept": "This browser keeps no drafts: do not close the page before you have a receipt.",
    "clear": "Clear the draft",
}

ELSEWHERE = "where.elsewhere"
SYSTEM, SCALE, CYCLE, FROM, TO, THEMES = (
    f"where.{part}" for part in ("system", "scale", "cycle", "from", "to", "themes")
)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

LOOK_ELSEWHERE = "Look elsewhere"
WHERE_WE_STAND = "Where we stand"
COMPARE = "Compare, closer in"
NEXT_SCALE = "the next scale"
WHICH_CYCLE = "Learning cycle"
ANY_CYCLE = "any, or none"
FIRST_DAY, LAST_DAY = "From", "To"
WHICH_THEMES, ANY_THEME = "Only these themes", "any theme"
EVERYTHING = "Look at everything again"


def where_to_look(here: Here) -> None:
    """A button in the frame; opened, it lets anyone change every part of the focus without leaving the page."""
    elsewhere = st.popover(LOOK_ELSEWHERE, key=ELSEWHERE, on_change="rerun")
    if not elsewhere.open:
        return
    focus, stack = here.focus, here.stack
    with elsewhere:
        names = {one.id: f"{one.name}, {show.around_in_words(here, one)}" for one in here.in_sight(stack)}
        _choose(WHERE_WE_STAND, names, SYSTEM, focus.system)
        closer = {scale: scale.plural for scale in reversed(Scale) if scale < here.system.scale}
        _choose(COMPARE, closer, SCALE, focus.scale, NEXT_SCALE)
        _choose(WHICH_CYCLE, {one.id: one.name for one in where.cycles(here)}, CYCLE, focus.cycle, ANY_CYCLE)
        with st.container(horizontal=True):
            _choose_day(FIRST_DAY, FROM, focus.since)
            _choose_day(LAST_DAY, TO, focus.until)
        themes = theme_names(here)
        st.session_state[THEMES] = list(focus.themes)
        st.multiselect(
            WHICH_THEMES,
            list(themes),
            format_func=themes.__getitem__,
            placeholder=ANY_THEME,
            key=THEMES,
            on_change=_went,
        )
        st.button(EVERYTHING, on_click=_everything)


def _choose(label: str, names: Mapping[T, str], key: str, chosen: T | None, none: str | None = None) -> None:
    """One of the names, or none where that is put in words."""
    st.session_state[key] = chosen
    st.selectbox(
        label,
        list(names),
        0 if none is None else None,
        format_func=lambda one: names[one],
        placeholder=none,
        key=key,
        on_change=_went,
    )


def _choose_day(label: str, key: str, chosen: date | None) -> None:
    st.session_state[key] = chosen
    st.date_input(
        label, None, min_value=EARLIEST, max_value=LATEST, format="DD/MM/YYYY", key=key, on_change=_went
    )


def _went() -> None:
    chosen = st.session_state
    system: UUID = chosen[SYSTEM]
    if system != chosen[where.FOCUS].system:
        where.change(system=system)
        return
    since, until = chosen[FROM], chosen[TO]
    if since and until and since > until:
        since, until = until, since
    where.change(
        scale=chosen[SCALE], cycle=chosen[CYCLE], since=since, until=until, themes=tuple(chosen[THEMES])
    )


def _everything() -> None:
    where.change(scale=None, cycle=None, since=None, until=None, themes=())


@dataclass(frozen=True)
class Draft:
    """Words somebody is writing, under the id they will be kept by."""

    id: UUID
    words: str


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

    `field` names the box within its store; `start` is what stands in it before anything was written. `put`
    takes the place of what stands there now: a name that is new each time, and the words. `live` draws the page
    anew whenever the writer pauses, not only when the box is left.
    """
    key = f"draft.{field}"
    data = DRAFT | {
        "key": f"{here.focus.store}.{crc32(str(here.store.path).encode())}.{field}",
        "label": label,
        "placeholder": placeholder,
        "start": start,
        "short": short,
        "put": put,
        "live": live,
        "longest": LONGEST_WORDS,
        "receipt": st.session_state.get(f"{key}.receipt", ""),
        "received": st.session_state.get(f"{key}.received", ""),
    }
    written = _draft(key=key, data=data, on_draft_change=_nothing_more).draft
    if not written or written["id"] == data["receipt"]:
        return None
    return Draft(UUID(written["id"]), written["words"])


def kept(field: str, draft: Draft) -> None:
    """Let the box of this field go empty: what was in it is kept. What was written since then stays."""
    st.session_state[f"draft.{field}.receipt"] = str(draft.id)
    st.session_state[f"draft.{field}.received"] = draft.words


def _nothing_more() -> None:
    """A component hands its state over only where somebody listens."""
