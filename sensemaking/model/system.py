"""Systems and the stack they form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sensemaking.model.counting import begun
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale


@dataclass(frozen=True)
class System:
    """One node of the stack: this team, that place, somebody's own life.

    `also` holds what else it is or was called (former names, other spellings, codes), for finding it again.
    """

    id: UUID
    scale: Scale
    name: str
    parent: UUID | None = None
    version: int = 1
    also: tuple[str, ...] = ()


def refuse_a_wrong_parent(scale: Scale, parent: System | None) -> None:
    """Raise a Refusal unless `parent` is a wider system than `scale`: the stack only ever nests inwards."""
    if parent is not None and parent.scale <= scale:
        raise Refusal(
            f"{begun(scale.one)} cannot sit inside {parent.name}, which is {parent.scale.one}.",
            try_next="Choose a wider system around it, or none.",
        )


class Stack:
    """All systems, with who is around whom. Answers in the stack's own order: wider first, then the alphabet."""

    def __init__(self, systems: Iterable[System]) -> None:
        ordered = sorted(systems, key=lambda s: (-s.scale, s.name.casefold(), str(s.id)))
        self._by_id = {system.id: system for system in ordered}
        self._inside: dict[UUID | None, list[System]] = {}
        for system in ordered:
            self._inside.setdefault(system.parent if system.parent in self._by_id else None, []).append(
                system
            )

    def __iter__(self) -> Iterator[System]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, system: object) -> bool:
        return system in self._by_id

    def get(self, system: UUID | None) -> System | None:
        """The system with this id, or None."""
        return self._by_id.get(system) if system else None

    def outermost(self) -> list[System]:
        """The systems with nothing wider around them."""
        return list(self._inside.get(None, []))

    def closer_in(self, system: UUID) -> list[System]:
        """The systems directly inside this one, in the alphabet's order."""
        return list(self._inside.get(system, []))

    def beside(self, system: UUID) -> list[System]:
        """The other systems inside the same wider one."""
        here = self._by_id[system]
        around = here.parent if here.parent in self._by_id else None
        return [s for s in self._inside[around] if s.id != system]

    def around(self, system: UUID) -> list[System]:
        """The wider systems around this one, widest first, without itself."""
        path: list[System] = []
        here = self._by_id.get(system)
        while here is not None and (here := self.get(here.parent)) is not None:
            path.insert(0, here)
        return path

    def within(self, system: UUID) -> list[System]:
        """This system and everything closer in, in the stack's order."""
        here = self._by_id[system]
        return [here] + [s for inner in self.closer_in(system) for s in self.within(inner.id)]
