"""Where a group is: which store, who looks, and at what."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import pandas as pd

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import Stack, System
from sensemaking.store import Store, rows


@dataclass(frozen=True)
class Here:
    """What every verb is given first: the open store, the viewer, and the focus."""

    store: Store
    viewer: Viewer
    focus: Focus

    def ask(self, sql: str, **params: Any) -> pd.DataFrame:
        """Rows over what is visible here."""
        return self.store.ask(sql, self.viewer, self.focus, **params)

    @property
    def stack(self) -> Stack:
        """All systems of this store."""
        return _stack(self.store, self.store.version)

    @property
    def system(self) -> System:
        """The system we stand at; raises a Refusal where there is none."""
        found = self.stack.get(self.focus.system)
        if found is None:
            raise Refusal("There is nowhere to stand yet.", try_next="Choose or make a system first.")
        return found

    def systems_in_sight(self) -> list[System]:
        """The system we stand at and those closer in, in the stack's order.

        A person's own system is in sight only from itself and from the system directly around it:
        nobody walks from a country into somebody's life.
        """
        here = self.system
        return [
            one
            for one in self.stack.within(here.id)
            if one.scale is not Scale.PERSON or here.id in (one.id, one.parent)
        ]

    def at(self, focus: Focus) -> "Here":
        """The same store and viewer with another focus."""
        return Here(self.store, self.viewer, focus)


def standing(store: Store, viewer: Viewer, focus: Focus) -> Here:
    """Here, with somewhere to stand.

    That is the focus's own system; where it names none, the one where people last said what they make of
    what they see; where nobody has yet, the outermost of the stack.
    """
    stack = _stack(store, store.version)
    if focus.system is None or focus.system not in stack:
        last = [UUID(str(one)) for one in store.read("last_stood_at")["system"]]
        somewhere = [one for one in last if one in stack] or [one.id for one in stack.outermost()]
        focus = focus.narrowed(system=somewhere[0] if somewhere else None)
    return Here(store, viewer, focus)


@lru_cache(maxsize=8)
def _stack(store: Store, version: int) -> Stack:
    return Stack(rows.systems(store.read("systems")))


@lru_cache(maxsize=8)
def _names(store: Store, version: int, what: str) -> dict[UUID, str]:
    return rows.names(store.read(what))


def theme_names(here: Here) -> dict[UUID, str]:
    """Every theme's name by id, in the alphabet's order."""
    return _names(here.store, here.store.version, "themes")


def measure_names(here: Here) -> dict[UUID, str]:
    """Every measure's name by id, in the alphabet's order."""
    return _names(here.store, here.store.version, "measures")
