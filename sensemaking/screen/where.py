"""Where are we looking? The focus lives in the URL, so that a copied link opens the same view.

Streamlit drops a URL's parameters when somebody walks to another page. The frame therefore remembers the focus
for the length of a visit and writes it back on every page (`arrive`); pages ask for it as `here`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import streamlit as st

from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle
from sensemaking.model.focus import KEYS, Focus
from sensemaking.model.refusal import Refusal
from sensemaking.practice import stores
from sensemaking.practice.cycles import cycles as in_sight
from sensemaking.practice.here import Here, standing, theme_names

PAGES = Path(__file__).parents[2] / "pages"

FOCUS, NOTE, OF = "where.focus", "where.note", "where.of"

PARTS = {
    "system": "the system to stand at",
    "scale": "the scale to compare",
    "cycle": "the cycle",
    "from": "the first day",
    "to": "the last day",
    "theme": "a theme",
}
UNREADABLE = "The part of this link that names {part} cannot be read. The rest of it is shown."
UNKNOWN = "This link names {part} that is not in this store. The rest of it is shown."
BACKWARDS = "In this link the first day is after the last one. The last one is left out."


def arrive() -> list[str]:
    """Take the focus from the URL, else from this visit, and write it back; sentences about what could not be read."""
    if "note" in st.query_params:  # the address is the focus's alone, so this is taken out of it at once
        st.session_state[NOTE] = st.query_params["note"]
    if "of" in st.query_params:
        st.session_state[OF] = st.query_params["of"]
    query = {key: st.query_params.get_all(key) for key in KEYS if key in st.query_params}
    focus, said = read(query) if query else (st.session_state.get(FOCUS) or Focus(), [])
    if focus.store not in (stores.OURS, stores.EXAMPLE):
        focus = focus.narrowed(store=stores.first())
    st.session_state[FOCUS] = focus
    return said


def read(query: Mapping[str, list[str]]) -> tuple[Focus, list[str]]:
    """The focus that the readable parts of a URL hold, and a sentence for each part that is not."""
    kept: dict[str, list[str]] = {}
    said = []
    for key, values in query.items():
        for value in values:
            try:
                Focus.from_query({key: [value]})
                kept.setdefault(key, []).append(value)
            except Refusal:
                said.append(UNREADABLE.format(part=PARTS[key]))
    try:
        return Focus.from_query(kept), said
    except Refusal:
        kept.pop("to")
        return Focus.from_query(kept), [*said, BACKWARDS]


def note() -> UUID | None:
    """The note that the link somebody came by names besides the focus; asked for again, nothing."""
    try:
        return UUID(st.session_state.pop(NOTE, ""))
    except ValueError:
        return None


def of() -> UUID | None:
    """What the link somebody came by asks about, besides the focus: how it is known, or what became of it."""
    try:
        return UUID(st.session_state.get(OF, ""))
    except ValueError:
        return None


def here() -> Here:
    """The store, who looks and the focus. Every page may ask: the frame has seen to it that there is a store."""
    at = arrived()
    if at is None:
        raise Refusal("There is no store here yet.", try_next="Begin on the first page.")
    return at


def arrived() -> Here | None:
    """As `here`; None while the store is still to be made. Raises a store's Refusals."""
    focus: Focus = st.session_state[FOCUS]
    store = stores.the_store(focus.store)
    return standing(store, Viewer(date.today()), focus) if store else None


def settle(at: Here) -> tuple[Here, list[str]]:
    """Leave out what this store does not know, write the rest to the URL, and say what was left out."""
    asked: Focus = st.session_state[FOCUS]
    focus, said = at.focus, []
    if asked.system and asked.system != focus.system:
        said.append(UNKNOWN.format(part="a system"))
    if focus.cycle and focus.cycle not in {cycle.id for cycle in cycles(at)}:
        focus = focus.narrowed(cycle=None)
        said.append(UNKNOWN.format(part="a cycle"))
    known = theme_names(at)
    if any(theme not in known for theme in focus.themes):
        focus = focus.narrowed(themes=tuple(theme for theme in focus.themes if theme in known))
        said.append(UNKNOWN.format(part=PARTS["theme"]))
    remember(focus)
    return at.at(focus), said


def remember(focus: Focus) -> None:
    """Make this the focus of the visit and of the URL."""
    st.session_state[FOCUS] = focus
    wanted = as_dict(focus)
    if {key: st.query_params.get_all(key) for key in st.query_params} != wanted:
        st.query_params.from_dict(wanted)


def as_dict(focus: Focus) -> dict[str, list[str]]:
    """The focus as a URL's parameters."""
    query: dict[str, list[str]] = {}
    for key, value in focus.as_query():
        query.setdefault(key, []).append(value)
    return query


def change(**changes: Any) -> None:
    """Look elsewhere: the same focus with some parts changed.

    A cycle is left behind with its system, what was chosen within a lens with that lens, a mark with any change.
    """
    focus: Focus = st.session_state[FOCUS]
    if changes.get("system", focus.system) != focus.system:
        changes = {"cycle": None, "scale": None} | changes
    if changes.get("lens", focus.lens) != focus.lens:
        changes = {"choice": ""} | changes
    remember(focus.narrowed(**{"mark": ""} | changes))


def open_store(name: str) -> None:
    """Look at the other store, from its own beginning."""
    remember(Focus(store=name))


def go(page: str) -> None:
    """Walk to another page with the same focus."""
    st.switch_page(str(PAGES / f"{page}.py"))


def link(words: str, page: str, focus: Focus | None = None) -> None:
    """A link to another page with this focus, else the same one, to be copied or opened beside this page."""
    query = as_dict(focus or st.session_state[FOCUS])
    st.page_link(PAGES / f"{page}.py", label=words, query_params=query)


def way_back(words: str, of: UUID) -> None:
    """A link to how something is known or, of a story, to what became of it."""
    query = {**as_dict(st.session_state[FOCUS]), "of": str(of)}
    st.page_link(PAGES / "how_we_know.py", label=words, query_params=query)


def next_step(words: str, page: str) -> None:
    """The one obvious next step of a page, in words."""
    with st.container(key=f"next-{page}"):
        link(words, page)


def cycles(at: Here) -> list[Cycle]:
    """The cycles in sight, asked for once for each state of the store and each place to stand."""
    return _cycles(at, str(at.store.path), at.store.version, at.focus.system)


def cycle_names(at: Here, those: Iterable[Cycle] | None = None) -> dict[UUID, str]:
    """What to call these cycles, else all in sight, in a list: with its system where several are called the same."""
    listed = cycles(at) if those is None else list(those)
    alike = Counter(one.name for one in listed)
    return {
        one.id: f"{one.name}, {whose.name}"
        if alike[one.name] > 1 and (whose := at.stack.get(one.system))
        else one.name
        for one in listed
    }


@st.cache_data(max_entries=64, show_spinner=False)
def _cycles(_at: Here, path: str, version: int, system: object) -> list[Cycle]:
    return in_sight(_at) if system else []
