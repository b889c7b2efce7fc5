"""Where do we stand, and how does somebody look elsewhere? The stack, drawn large and small, and the whole focus."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

import streamlit as st

from sensemaking.practice import in_words, named
from sensemaking.practice.here import Here, themes_in_sight
from sensemaking.screen import ask, choosing, landscape, show, where
from sensemaking.screen.component import component, heard

T = TypeVar("T")

_stack = component("stack")

STACK = {
    "small": "Where we stand, and what is wider",
    "large": "The stack to stand on",
    "wider": "Wider:",
    "here": "where we stand",
    "inside": "Inside {name}",
    "find": "Find a system by its name",
    "keys": "With the keyboard, the arrow keys walk wider, closer in and sideways, and Enter stands there.",
}
MOST_FOUND = 12
"""So many names are offered for what somebody typed."""

OPEN = "standing.open"
"""In the visit: at which system of very many closer in which stretch of the alphabet is looked at."""

ELSEWHERE = "where.elsewhere"
SYSTEM, CYCLE, FROM, TO, THEMES = (f"where.{part}" for part in ("system", "cycle", "from", "to", "themes"))

LOOK_ELSEWHERE = "Look elsewhere"
WHERE_WE_STAND = "Where we stand"
WHICH_CYCLE = "Learning cycle"
ANY_CYCLE = "any, or none"
FIRST_DAY, LAST_DAY = "From", "To"
WHICH_THEMES, ANY_THEME = "Only these themes", "any theme"
EVERYTHING = "Look at everything again"

FIRST = "Begin with one place"
WIDER = "Stand wider, in {name}"


def or_begin(here: Here, title: str, nowhere: str) -> None:
    """End the page with a way to begin, where there is nowhere to stand yet."""
    if here.focus.system is None:
        st.title(title)
        show.nothing(nowhere)
        where.next_step(FIRST, "welcome")
        st.stop()


def wider(here: Here) -> bool:
    """The same view from the system around, as the next step; answers whether there is one."""
    me = here.stack.get(here.focus.system)
    around = here.stack.get(me.parent) if me else None
    if around:
        words = show.plain(WIDER.format(name=around.name))
        st.button(words, type="primary", on_click=where.change, kwargs={"system": around.id})
    return around is not None


def stack(here: Here, key: str) -> None:
    """The stack to stand on, drawn large. Whoever chooses a system stands there at once."""
    typed = st.session_state.get(key, {}).get("find") or ""
    data = {
        "size": "large",
        "words": STACK,
        "lands": landscape.lands(here, *_stretch(here)),
        "find": len(here.stack) > landscape.DRAWN_WHOLE,
        "found": [
            landscape.land(here, one) | {"around": in_words.around(here, one)}
            for one in named.holding(here, typed)[:MOST_FOUND]
        ],
    }
    _stack(
        key=key,
        data=data,
        on_stand_change=lambda: _stand(key),
        on_open_change=lambda: _open(here, key),
        on_find_change=heard,
    )


def place(here: Here, key: str, tag: str, other: str) -> bool:
    """The stack drawn small with the focus in words, for the frame; True if the other store was asked for."""
    me = here.system
    data = {
        "size": "small",
        "words": STACK,
        "sentence": [{"words": piece, "strong": strong} for piece, strong in in_words.focus(here)],
        "path": [landscape.land(here, one) for one in here.stack.around(me.id)],
        "beside": min(len(here.stack.beside(me.id)), 2),
        "inside": min(len(here.stack.closer_in(me.id)), 3),
        "tag": tag,
        "other": other,
    }
    asked = _stack(key=key, data=data, on_stand_change=lambda: _stand(key), on_other_change=heard)
    return bool(asked.other)


def drawn(lands: list[dict[str, object]], label: str, key: str) -> None:
    """Systems drawn large as they would be, to look at and not to stand on."""
    _stack(key=key, data={"size": "large", "still": True, "words": {**STACK, "large": label}, "lands": lands})


def _stand(key: str) -> None:
    if chosen := st.session_state[key].stand:
        where.change(system=UUID(chosen))


def _open(here: Here, key: str) -> None:
    """Look at one stretch of the alphabet, or at all of it again."""
    chosen = st.session_state[key].open
    if chosen is not None:
        stretch = tuple(int(one) for one in chosen.split(":")) if chosen else ()
        st.session_state[OPEN] = (here.system.id, stretch)


def _stretch(here: Here) -> tuple[int, ...]:
    at, stretch = st.session_state.get(OPEN, (None, ()))
    return stretch if at == here.system.id else ()


def elsewhere(here: Here) -> None:
    """A button in the frame; opened, it lets anyone change every part of the focus without leaving the page."""
    elsewhere = st.popover(LOOK_ELSEWHERE, key=ELSEWHERE, on_change="rerun")
    if not elsewhere.open:
        return
    focus, stack = here.focus, here.stack
    with elsewhere:
        names = {one.id: f"{one.name}, {in_words.around(here, one)}" for one in here.in_sight(stack)}
        _choose(WHERE_WE_STAND, names, SYSTEM, focus.system)
        _choose(WHICH_CYCLE, where.cycle_names(here), CYCLE, focus.cycle, ANY_CYCLE)
        with st.container(horizontal=True):
            _choose_day(FIRST_DAY, FROM, focus.since)
            _choose_day(LAST_DAY, TO, focus.until)
        themes = themes_in_sight(here)
        st.session_state[THEMES] = list(focus.themes)
        st.multiselect(
            WHICH_THEMES,
            list(themes),
            format_func=choosing.apart(themes).__getitem__,
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
        format_func=choosing.apart(names).__getitem__,
        placeholder=none,
        key=key,
        on_change=_went,
    )


def _choose_day(label: str, key: str, chosen: date | None) -> None:
    st.session_state[key] = chosen
    ask.day(label, key=key, on_change=_went)


def _went() -> None:
    chosen = st.session_state
    system: UUID = chosen[SYSTEM]
    if system != chosen[where.FOCUS].system:
        where.change(system=system)
        return
    since, until = chosen[FROM], chosen[TO]
    if since and until and since > until:
        since, until = until, since
    where.change(cycle=chosen[CYCLE], since=since, until=until, themes=tuple(chosen[THEMES]))


def _everything() -> None:
    where.change(cycle=None, since=None, until=None, themes=())
