"""Where a group is: which store, who looks, and at what."""

from collections.abc import Iterable, Mapping
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
from sensemaking.store import Keep, Receipt, Store, rows
from sensemaking.store.keeping import Rows

THEMES_IN_SIGHT = "select distinct unnest(themes) as id from observations"
MEASURES_IN_SIGHT = "select distinct measure as id from observations where measure is not null"


@dataclass(frozen=True)
class Here:
    """What every verb is given first: the open store, the viewer, and the focus."""

    store: Store
    viewer: Viewer
    focus: Focus

    def ask(self, sql: str, of: Iterable[UUID] | None = None, **params: Any) -> pd.DataFrame:
        """Rows over what is visible here; `of` some observations alone, where they are named."""
        return self.store.ask(sql, self.viewer, self.focus, of, **params)

    def keep(self, id: UUID, act: str, subject: UUID, added: Mapping[str, Rows]) -> Receipt:
        """Keep rows, by table, in the name of whoever sits here; see `store.Keep`."""
        return self.store.keep(Keep(id, act, subject, added, self.viewer.actor))

    @property
    def stack(self) -> Stack:
        """All systems of this store."""
        return _stack(self.store, self.store.changed("systems"))

    @property
    def system(self) -> System:
        """The system we stand at; raises a Refusal where there is none."""
        found = self.stack.get(self.focus.system)
        if found is None:
            raise Refusal("There is nowhere to stand yet.", try_next="Choose or make a system first.")
        return found

    def in_sight(self, systems: Iterable[System]) -> list[System]:
        """Those of these systems that are seen from here, in the order given.

        A person's own system is in sight only from itself and from the system directly around it:
        nobody walks from a country into somebody's life.
        """
        me = self.system.id
        return [one for one in systems if one.scale is not Scale.PERSON or me in (one.id, one.parent)]

    def systems_in_sight(self) -> list[System]:
        """The system we stand at and those closer in, as far as they are in sight, in the stack's order."""
        return self.in_sight(self.stack.within(self.system.id))

    def at(self, focus: Focus) -> "Here":
        """The same store and viewer with another focus."""
        return Here(self.store, self.viewer, focus)

    def unnarrowed(self) -> "Here":
        """The same system with no cycle, days or themes chosen: everything that can be seen from it."""
        return self.at(Focus(store=self.focus.store, system=self.focus.system))


def standing(store: Store, viewer: Viewer, focus: Focus) -> Here:
    """Here, with somewhere to stand.

    That is the focus's own system; where it names none, the one where people last said what they make of
    what they see; where nobody has yet, the outermost of the stack.
    """
    stack = _stack(store, store.changed("systems"))
    if focus.system is None or focus.system not in stack:
        last = list(store.read("last_stood_at")["system"])
        somewhere = [one for one in last if one in stack] or [one.id for one in stack.outermost()]
        focus = focus.narrowed(system=somewhere[0] if somewhere else None)
    return Here(store, viewer, focus)


# Most of what is kept changes no system, and a stack of thousands takes longer to lay out than a page does.
@lru_cache(maxsize=4)
def _stack(store: Store, changed: int) -> Stack:
    return Stack(rows.systems(store.read("systems")))


@lru_cache(maxsize=8)
def _names(store: Store, changed: int, what: str) -> dict[UUID, str]:
    return rows.names(store.read(what))


def theme_names(here: Here) -> dict[UUID, str]:
    """Every theme's name by id, in the alphabet's order: to name what is visible, never to offer."""
    return _names(here.store, here.store.changed("themes"), "themes")


def measure_names(here: Here) -> dict[UUID, str]:
    """Every measure's name by id, in the alphabet's order: to name what is visible, never to offer."""
    return _names(here.store, here.store.changed("measures"), "measures")


def themes_in_sight(here: Here) -> dict[UUID, str]:
    """The names to offer: themes of anything visible from this system, whatever the days, and those chosen already.

    By id, in the alphabet's order. A theme's name may say as much as the story it was given to.
    """
    carried = {*here.unnarrowed().ask(THEMES_IN_SIGHT)["id"], *here.focus.themes}
    return {theme: name for theme, name in theme_names(here).items() if theme in carried}


def measures_in_sight(here: Here) -> dict[UUID, str]:
    """The names to offer: measures of anything visible from this system, whatever the days, by id, in order."""
    carried = set(here.unnarrowed().ask(MEASURES_IN_SIGHT)["id"])
    return {measure: name for measure, name in measure_names(here).items() if measure in carried}
