"""How is something asked for? The widgets that several pages share, with their keys named once."""

from datetime import date
from uuid import UUID

import streamlit as st

from sensemaking.model.scale import Scale
from sensemaking.practice import notice
from sensemaking.practice.here import Here
from sensemaking.screen import show, where

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
WHICH_THEMES = "Only these themes"
EVERYTHING = "Look at everything again"


def where_to_look(here: Here) -> None:
    """A button in the frame; opened, it lets anyone change every part of the focus without leaving the page."""
    elsewhere = st.popover(LOOK_ELSEWHERE, key=ELSEWHERE, on_change="rerun")
    if not elsewhere.open:
        return
    focus, stack = here.focus, here.stack
    with elsewhere:
        names = {one.id: f"{one.name}, {show.around_in_words(here, one)}" for one in stack}
        _choose(WHERE_WE_STAND, list(names), names, SYSTEM, focus.system)
        closer = [scale for scale in reversed(Scale) if scale < here.system.scale]
        _choose(COMPARE, [None, *closer], {one: one.plural for one in closer} | {None: NEXT_SCALE}, SCALE, focus.scale)
        cycles = {one.id: one.name for one in where.cycles(here)}
        _choose(WHICH_CYCLE, [None, *cycles], cycles | {None: ANY_CYCLE}, CYCLE, focus.cycle)
        with st.container(horizontal=True):
            _choose_day(FIRST_DAY, FROM, focus.since)
            _choose_day(LAST_DAY, TO, focus.until)
        themes = notice.themes(here)
        st.session_state[THEMES] = list(focus.themes)
        st.multiselect(WHICH_THEMES, list(themes), format_func=themes.__getitem__, key=THEMES, on_change=_went)
        st.button(EVERYTHING, on_click=_everything)


def _choose(label: str, options: list, names: dict, key: str, chosen: object) -> None:  # type: ignore[type-arg]
    st.session_state[key] = chosen if chosen in options else options[0]
    st.selectbox(label, options, format_func=names.__getitem__, key=key, on_change=_went)


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
