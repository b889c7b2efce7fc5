"""Names of places in a file, and the systems they mean."""

from collections.abc import Iterable
from uuid import UUID

from uuid6 import uuid7

from sensemaking.model.scale import Scale
from sensemaking.model.system import System


def same(name: str) -> str:
    """A name for comparing: white space joined up, no case."""
    return " ".join(name.split()).casefold()


def is_called(system: System, name: str) -> bool:
    """Whether a system has or had this name."""
    return same(name) in map(same, (system.name, *system.also))


class Places:
    """Finds the system a row belongs to, and makes what is missing.

    `root` is where we stand, or None in a store without systems. `made` holds the systems that are new.
    """

    def __init__(self, systems: Iterable[System], root: System | None) -> None:
        self.made: list[System] = []
        self._by_id: dict[UUID, System] = {}
        self._by_name: dict[tuple[Scale, str], list[System]] = {}
        self._by_other_name: dict[tuple[Scale, str], list[System]] = {}
        for system in systems:
            self._add(system)
        self.root = root

    def stand_at(self, scale: Scale, name: str) -> None:
        """Stand in the system of this name inside the root, made if it is not there yet."""
        self.root = self._inside(self.root, scale, name)

    def find(self, path: Iterable[tuple[Scale, str]]) -> tuple[UUID | None, str]:
        """The system at the end of a path of scales and names, widest first; else None and why there is none.

        Scales that nothing is known about are simply not in the path: what was told then belongs to the wider one.
        """
        here = self.root
        for scale, name in path:
            if here is not None and scale >= here.scale:
                if not any(s.scale == scale and is_called(s, name) for s in self._around(here)):
                    return None, f"it comes from {name}, which is not where we stand"
                continue
            here = self._inside(here, scale, name)
        return (here.id, "") if here else (None, "no place is given")

    def _add(self, system: System) -> None:
        self._by_id[system.id] = system
        self._by_name.setdefault((system.scale, same(system.name)), []).append(system)
        for name in {same(name) for name in system.also} - {same(system.name)}:
            self._by_other_name.setdefault((system.scale, name), []).append(system)

    def _around(self, system: System) -> list[System]:
        found = [system]
        while (parent := self._by_id.get(found[-1].parent) if found[-1].parent else None) is not None:
            found.append(parent)
        return found

    def _inside(self, here: System | None, scale: Scale, name: str) -> System:
        """The system of this name inside another; a system's own name goes before what others were once called."""
        for known in (self._by_name, self._by_other_name):
            inside = [
                one for one in known.get((scale, same(name)), []) if here is None or here in self._around(one)
            ]
            directly = [one for one in inside if one.parent == (here.id if here else None)]
            if len(inside) == 1 or (directly and known is self._by_name) or len(directly) == 1:
                return (directly or inside)[0]
        new = System(uuid7(), scale, " ".join(name.split()), here.id if here else None)
        self.made.append(new)
        self._add(new)
        return new
