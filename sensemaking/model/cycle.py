"""Learning Cycles and the experiments tried in them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Stage(StrEnum):
    """Where a cycle is. Cycles are messy: any order, several at once, back again.

    Source: Human Learning Systems; Collaborate, "Learning cycles in practice".
    """

    SHARED_PURPOSE = "shared purpose"
    UNDERSTAND = "understand the system"
    CO_DESIGN = "co-design"
    EXPLORE = "explore"
    EMBED = "embed and influence"


@dataclass(frozen=True)
class Cycle:
    """One Learning Cycle of one system; may follow an earlier cycle."""

    id: UUID
    system: UUID
    name: str
    purpose: str = ""
    stages: tuple[Stage, ...] = ()
    begun: date | None = None
    ended: date | None = None
    follows: UUID | None = None
    version: int = 1


class Outcome(StrEnum):
    """What became of an experiment; never success or failure."""

    TRYING = "being tried"
    CARRIED_ON = "carried on"
    CHANGED = "changed"
    LET_GO = "let go"


@dataclass(frozen=True)
class Experiment:
    """Something tried in a cycle: the hunch, what was done, with whom, what would be watched, what was seen."""

    id: UUID
    cycle: UUID
    name: str
    hunch: str = ""
    actions: str = ""
    designed_with: str = ""
    watching: str = ""
    seen: str = ""
    became: Outcome = Outcome.TRYING
    version: int = 1
