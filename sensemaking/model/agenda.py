"""Agendas: what a gathering goes through, phase by phase, and the formats that agendas begin from."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from sensemaking.model.refusal import Refusal

SHORTEST, LONGEST = 1, 240
"""How many minutes a phase may be planned for."""


class Doing(StrEnum):
    """What a group does in a phase; each has its own way of showing on phones, wall and laptop."""

    TALK = "talk"
    ARRIVE = "arrive"
    EXPECT = "expect"
    LOOK = "look"
    NOTICE = "notice"
    REVEAL = "reveal"
    PILE = "pile"
    READ = "read"
    RING_TRUE = "ring true"
    DECIDE = "decide"
    CLOSE = "close"

    @property
    def is_written(self) -> bool:
        """Whether people write in silence in it, for a later reveal."""
        return self in (Doing.EXPECT, Doing.NOTICE)

    @property
    def is_kept(self) -> bool:
        """Whether what is revealed of what was written in it becomes an observation of the group's."""
        return self in (Doing.NOTICE, Doing.CLOSE)


@dataclass(frozen=True)
class Phase:
    """One part of a gathering: what is done, for about how long, and what is said on wall and phones.

    `key` tells it from the other phases of its agenda. `asks` are the questions people answer in it; where there are
    several, each answer says which. `lens` names what is looked through; nothing there is the focus's own.
    """

    key: str
    doing: Doing
    title: str
    minutes: int
    wall: str
    phone: str = ""
    asks: tuple[str, ...] = ()
    lens: str = ""
    skipped: bool = False

    def as_told(self) -> dict[str, Any]:
        """As plain values, the way an event holds it."""
        return {**self.__dict__, "doing": self.doing.value, "asks": list(self.asks)}

    @classmethod
    def from_told(cls, told: dict[str, Any]) -> Self:
        """The phase of an event's plain values."""
        return cls(**{**told, "doing": Doing(told["doing"]), "asks": tuple(told["asks"])})


@dataclass(frozen=True)
class Format:
    """A way to hold a gathering; `source` says whose way it is.

    Where `parts` are named, the room reads the same in that many parts, each blind to the others until the reveal.
    """

    key: str
    name: str
    about: str
    source: str
    phases: tuple[Phase, ...]
    parts: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """How long it takes, as planned."""
        return sum(phase.minutes for phase in self.phases if not phase.skipped)


@dataclass(frozen=True)
class Agenda:
    """The phases of one gathering in the order they are held; soft, so that every one of them can still change."""

    phases: tuple[Phase, ...]

    def get(self, key: str) -> Phase | None:
        """The phase of this key, if there is one."""
        return next((phase for phase in self.phases if phase.key == key), None)

    def following(self, key: str) -> Phase | None:
        """The next phase that is not skipped; the first one where nothing has begun; None at the end."""
        places = [place for place, phase in enumerate(self.phases) if phase.key == key]
        later = self.phases[places[0] + 1 :] if places else self.phases
        return next((phase for phase in later if not phase.skipped), None)

    def moved(self, key: str, place: int) -> "Agenda":
        """The agenda with one phase at another place, counted from nought among the others."""
        phase = self._found(key)
        others = [one for one in self.phases if one is not phase]
        place = max(0, min(place, len(others)))
        return Agenda((*others[:place], phase, *others[place:]))

    def skipping(self, key: str, skipped: bool) -> "Agenda":
        """The agenda with one phase left out, or taken in again."""
        return self._with(replace(self._found(key), skipped=skipped))

    def lasting(self, key: str, minutes: int) -> "Agenda":
        """The agenda with another length for one phase; raises a Refusal where nobody could keep to it."""
        if not SHORTEST <= minutes <= LONGEST:
            raise Refusal(
                f"A phase lasts between {SHORTEST} and {LONGEST} minutes.",
                try_next="Choose a number between them.",
            )
        return self._with(replace(self._found(key), minutes=minutes))

    def _found(self, key: str) -> Phase:
        phase = self.get(key)
        if phase is None:
            raise Refusal(
                "This phase is not on the agenda.", try_next="Open the agenda again; it may have changed."
            )
        return phase

    def _with(self, changed: Phase) -> "Agenda":
        return Agenda(tuple(changed if one.key == changed.key else one for one in self.phases))
