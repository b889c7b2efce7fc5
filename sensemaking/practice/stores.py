"""Which stores this process holds: the group's own, and the example that shows the tool."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from sensemaking.model.refusal import Refusal
from sensemaking.store import Store, open_store

OURS = "ours"
EXAMPLE = "example"

_held: dict[Path, Store] = {}
_choosing = Lock()


def folder() -> Path:
    """The folder that stores live in unless a path was given: `stores` beside the app."""
    return Path(os.environ.get("SENSEMAKING_STORES") or Path(__file__).parents[2] / "stores")


def path_of(name: str) -> Path:
    """The file of a store: the one `make run STORE=path` named, or its place in the folder."""
    given = os.environ.get("SENSEMAKING_STORE")
    return Path(given) if given and name == OURS else folder() / f"{name}.duckdb"


def first() -> str:
    """The store that opens when a link names none: the group's own; until there is one, the example."""
    return OURS if os.environ.get("SENSEMAKING_STORE") or path_of(OURS).exists() else EXAMPLE


def the_store(name: str) -> Store | None:
    """The open store of this name, or None where it has to be made first.

    Raises the Refusals of `open_store`.
    """
    path = path_of(name if name in (OURS, EXAMPLE) else first())
    if path.exists() or (path == path_of(OURS) and os.environ.get("SENSEMAKING_STORE")):
        return _held_at(path)
    return None


def start_our_own() -> Store:
    """An empty store of the group's own, which opens by itself from then on."""
    return _held_at(path_of(OURS))


def open_all() -> dict[str, Store]:
    """The stores there are, opened, by name; raises the Refusal of one that cannot be."""
    return {name: store for name in (OURS, EXAMPLE) if (store := the_store(name))}


@contextmanager
def opened(path: Path | None, make: bool = False) -> Iterator[Store]:
    """The store at this path, else the one that opens first, for as long as it is needed.

    Raises a Refusal where there is none and none is to be made, and those of `open_store`.
    """
    there = path or path_of(first())
    if not make and not os.path.lexists(there):
        raise Refusal(
            f"There is no store at {there}.", try_next="Name one that is there, or bring a file in."
        )
    store = open_store(there)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def for_a_moment() -> Iterator[Store]:
    """An empty store that is gone afterwards, to try something where there is none yet."""
    with TemporaryDirectory() as folder, opened(Path(folder) / "moment.duckdb", make=True) as store:
        yield store


def close_all() -> None:
    """Close what this process opened, so that everything lies in the one file of each store."""
    with _choosing:
        while _held:
            _held.popitem()[1].close()


def _held_at(path: Path) -> Store:
    with _choosing:
        if path not in _held:
            _held[path] = open_store(path)
        return _held[path]
