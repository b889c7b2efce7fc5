"""Learning Cycles: where they are, what they follow and carry over, what is tried in them, and whom they meet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sensemaking.model.refusal import Refusal


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
    """One Learning Cycle of one system; may follow an earlier cycle, of the same system or of another."""

    id: UUID
    system: UUID
    name: str
    purpose: str = ""
    stages: tuple[Stage, ...] = ()
    begun: date | None = None
    ended: date | None = None
    follows: UUID | None = None
    version: int = 1


def refuse_a_wrong_cycle(cycle: Cycle, known: Iterable[Cycle]) -> None:
    """Raise a Refusal where a cycle would end before it began, or follow itself, straight or by way of others."""
    if cycle.begun and cycle.ended and cycle.ended < cycle.begun:
        raise Refusal(
            "The cycle would end before it began.", try_next="Choose the days again; nothing else changed."
        )
    if cycle.follows == cycle.id:
        raise Refusal("A cycle cannot follow itself.", try_next="Choose an earlier one, or none.")
    if cycle.id in {one.id for one in path_to(cycle.follows, known)}:
        raise Refusal(
            "The cycle you chose already follows this one.",
            try_next="Choose a cycle that came before this one, or none.",
        )


def path_to(cycle: UUID | None, known: Iterable[Cycle]) -> list[Cycle]:
    """This cycle and those it follows, latest first, as far as they are known; never one of them twice."""
    by_id = {one.id: one for one in known}
    path: dict[UUID, Cycle] = {}
    while cycle in by_id and cycle not in path:
        path[cycle] = by_id[cycle]
        cycle = by_id[cycle].follows
    return list(path.values())


def in_chains(cycles: Sequence[Cycle]) -> list[list[Cycle]]:
    """The cycles, each together with those that follow it: whoever follows stands somewhere behind.

    Chains and what follows in them keep the order given. What follows a cycle that is not among these begins a chain.
    """
    known = {one.id for one in cycles}
    following: dict[UUID | None, list[Cycle]] = {}
    for one in cycles:
        following.setdefault(one.follows if one.follows in known else None, []).append(one)
    placed: set[UUID] = set()

    def behind(one: Cycle) -> list[Cycle]:
        if one.id in placed:
            return []
        placed.add(one.id)
        return [one, *(later for next in following.get(one.id, []) for later in behind(next))]

    # Cycles that follow each other in a circle have no first one; the earliest given begins.
    return [chain for one in (*following.get(None, []), *cycles) if (chain := behind(one))]


@dataclass(frozen=True)
class Stood:
    """In which stages a cycle stood, from a day until the next of these begins."""

    since: date
    stages: tuple[Stage, ...]


def stood(versions: Iterable[tuple[date, Cycle]]) -> list[Stood]:
    """Where a cycle stood, from its versions in order, each with the local day it was kept on.

    Of several on one day the last one counts; versions that stand where the one before stood add nothing. The first
    counts from the day the cycle began, where that is known and no later.
    """
    last_of_the_day: dict[date, Cycle] = {}
    for day, version in versions:
        since = day if last_of_the_day else min(day, version.begun or day)
        last_of_the_day.pop(since, None)  # so that the last one kept stays the last, though a clock went back
        last_of_the_day[since] = version
    found: list[Stood] = []
    for day, version in last_of_the_day.items():
        if not found or set(found[-1].stages) != set(version.stages):
            found.append(Stood(max(day, found[-1].since) if found else day, version.stages))
    return found


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


@dataclass(frozen=True)
class Carried:
    """What a cycle takes with it from the one it follows: something kept there, by id, or words by themselves."""

    cycle: UUID
    what: UUID | None = None
    words: str = ""


class How(StrEnum):
    """How two cycles are joined."""

    BESIDE = "beside"  # they learn about something alike
    WIDER = "wider"  # the one that asked is part of the other


class Met(StrEnum):
    """How an introduction of two cycles stands."""

    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


MAY_BECOME: Mapping[Met, Mapping[Met, frozenset[str]]] = {
    Met.OFFERED: {
        Met.AGREED: frozenset({"asked"}),
        Met.DECLINED: frozenset({"asked"}),
        Met.ENDED: frozenset({"asking"}),
    },
    Met.AGREED: {Met.ENDED: frozenset({"asked", "asking"})},
    Met.DECLINED: {},
    Met.ENDED: {},
}
"""What an introduction may become, and which side says so: nobody agrees in the place of the other."""


@dataclass(frozen=True)
class Introduction:
    """One cycle that asks to be introduced to another, and what came of it. `words` are those of who asks."""

    id: UUID
    cycle: UUID
    other: UUID
    how: How
    words: str = ""
    standing: Met = Met.OFFERED
    version: int = 1

    def across_from(self, cycle: UUID) -> UUID:
        """The cycle on the other side of this one."""
        return self.cycle if cycle == self.other else self.other

    def refuse_unless(self, cycle: UUID, standing: Met) -> None:
        """Raise a Refusal unless this cycle may say now that the introduction stands so."""
        side = {self.cycle: "asking", self.other: "asked"}.get(cycle, "")
        allowed = MAY_BECOME[self.standing]
        if standing not in allowed:
            raise Refusal(
                f"This introduction was {self.standing.value} in the meantime.",
                try_next="Look at it again; nothing else changed.",
            )
        if side not in allowed[standing]:
            raise Refusal("Only the other side can say that.", try_next="It waits until they do.")
