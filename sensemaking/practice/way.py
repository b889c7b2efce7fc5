"""What is known where we stand of changes, challenges, decisions, experiments and readings, and what rests on what."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sensemaking.model.challenge import Challenge
from sensemaking.model.pattern import Pattern, Reading
from sensemaking.model.room import Next
from sensemaking.model.way import Held, Step, Thing
from sensemaking.practice import changes, on_their_way, questions, remember
from sensemaking.practice.challenges import REPLIES, by
from sensemaking.practice.here import Here
from sensemaking.store import rows

Edges = dict[UUID, list[UUID]]

ORDER = list(Step)
READ = (
    *("systems", "challenges", "changes", "cycles", "experiments", "decided_here", "question_answers"),
    *("readings", "revisits", "patterns", "patterns_behind"),
)
"""The queries that `known` is made of: it is made anew once any of them would answer differently."""
WAITS = "it waits for an answer"
NOT_SENT = "it was not sent yet"
DECIDED = {
    Next.TRY: "what we would try next",
    Next.ENABLE: "what we need to be enabled",
    Next.CHALLENGE: "what we cannot mend by ourselves",
    Next.LET_GO: "what we let go",
}


@dataclass(frozen=True)
class Known:
    """Everything of the system where we stand that can be on the way, by id.

    One id may be of a decision and of what came of it. `challenges` are also those that were sent here from closer in.
    """

    things: Mapping[UUID, tuple[Thing, ...]]
    challenges: Mapping[UUID, Challenge]
    readings: Mapping[UUID, tuple[Reading, ...]]
    first: Mapping[UUID, UUID]
    patterns: Mapping[UUID, Pattern]

    def in_order(self, ids: Iterable[UUID]) -> tuple[Thing, ...]:
        """The things of these ids: changes first, decisions last, of each kind in the order given."""
        found = [thing for one in dict.fromkeys(ids) for thing in self.things.get(one, ())]
        return tuple(sorted(found, key=lambda thing: ORDER.index(thing.step)))


def known(here: Here) -> Known:
    """What can be on the way where we stand, whatever the cycle or days that are looked at."""
    return _known(here.unnarrowed(), here.store.changed(*READ))


@lru_cache(maxsize=8)
def _known(home: Here, changed: int) -> Known:
    challenges = on_their_way.known(home)
    things: dict[UUID, list[Thing]] = {}
    for thing in (
        *(Thing(Step.CHANGE, one.id, one.words, "", one.day, one.cycle) for one in changes.of_system(home)),
        *_of_challenges(home, challenges),
        *_experiments(home),
        *_decisions(home),
        *_replies(home),
    ):
        things.setdefault(thing.id, []).append(thing)
    groups, first = _readings(home)
    patterns = remember.patterns(home)
    return Known({id: tuple(some) for id, some in things.items()}, challenges, groups, first, patterns)


def rests_on(here: Here, ids: Iterable[UUID]) -> Edges:
    """What each of these rests on, as it was said, and what that rests on in turn; nothing is said as an empty list."""
    return _edges(here, "rests_on", ids, "what", "rests_on")


def resting_on(here: Here, ids: Iterable[UUID]) -> Edges:
    """What was said to rest on each of these, and on that in turn; nothing is said as an empty list."""
    return _edges(here, "resting_on", ids, "rests_on", "what")


def read_in(here: Here, gatherings: Iterable[UUID]) -> Edges:
    """The readings that were written in each of these gatherings."""
    asked = [str(one) for one in gatherings]
    found: Edges = {}
    for row in rows.records(here.store.read("read_in", gatherings=asked)) if asked else ():
        found.setdefault(row["gathering"], []).append(row["reading"])
    return found


def rooms_of(here: Here, ids: Iterable[UUID]) -> tuple[Held, ...]:
    """The gatherings held here in which any of these was told, read or decided, in the order they were held."""
    asked = [str(one) for one in ids]
    found = rows.records(here.store.read("rooms_of", ids=asked, system=here.focus.system)) if asked else []
    return tuple(
        Held(
            row["id"],
            row["name"],
            row["begun"].date() if row["begun"] is not None else None,
            tuple(row["roles"]),
        )
        for row in found
    )


def _edges(here: Here, query: str, ids: Iterable[UUID], one: str, other: str) -> Edges:
    found: Edges = {id: [] for id in ids}
    for row in rows.records(here.store.read(query, ids=[str(id) for id in found])) if found else ():
        found.setdefault(row[one], []).append(row[other])
        found.setdefault(row[other], [])
    return found


def _of_challenges(here: Here, challenges: Mapping[UUID, Challenge]) -> list[Thing]:
    found = []
    for one in challenges.values():
        if one.taken_back:
            continue
        said = one.words or (one.sent.words if one.sent else "")
        waits = "" if one.answers else WAITS if one.sent else NOT_SENT
        begun = one.begun.date() if one.begun else None
        found.append(Thing(Step.CHALLENGE, one.id, said, waits, begun, one.cycle, one.gathering))
        for answer in one.answers:
            beside = ": ".join(part for part in (by(here, answer.by), REPLIES[answer.reply]) if part)
            found.append(Thing(Step.ANSWER, answer.id, answer.words, beside, answer.when.date()))
    return found


def _experiments(here: Here) -> list[Thing]:
    own = [str(one.id) for one in rows.cycles(here.store.read("cycles", systems=[str(here.system.id)]))]
    tried = rows.experiments(here.store.read("experiments", cycles=own)) if own else []
    return [Thing(Step.EXPERIMENT, one.id, one.name, one.became.value, cycle=one.cycle) for one in tried]


def _decisions(here: Here) -> list[Thing]:
    found = []
    for row in rows.records(here.store.read("decided_here", system=here.system.id)):
        told = json.loads(row["told"])
        said = DECIDED[Next(told["next"])]
        found.append(Thing(Step.DECISION, row["id"], told["words"], said, gathering=row["gathering"]))
    return found


def _replies(here: Here) -> list[Thing]:
    asked = {one.key: one.words for one in questions.found().questions}
    return [
        Thing(Step.REPLY, one.id, one.words, asked.get(one.question, ""), one.day, one.cycle)
        for one in questions.answers(here)
        if one.system == here.system.id
    ]


def _readings(here: Here) -> tuple[dict[UUID, tuple[Reading, ...]], dict[UUID, UUID]]:
    """Each first reading with those that differ from it, and the first one of every reading."""
    groups: dict[UUID, list[Reading]] = {}
    for one in remember.all_readings(here):
        groups.setdefault(one.beside or one.id, []).append(one)
    first = {one.id: group for group, those in groups.items() for one in those}
    return {group: tuple(those) for group, those in groups.items()}, first
