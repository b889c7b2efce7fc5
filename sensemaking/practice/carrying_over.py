"""What does a cycle take with it from the one it follows? Readings, experiments, answers, challenges, and words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sensemaking.model.challenge import Challenge
from sensemaking.model.cycle import Carried, Cycle, Outcome, path_to
from sensemaking.model.pattern import Standing
from sensemaking.practice import challenges, questions, remember
from sensemaking.practice.cycles import all_experiments, cycles, refuse_elsewhere
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import cycle_rows


class Kind(StrEnum):
    """What can be carried over. The value is what people read beside it."""

    READING = "a reading"
    EXPERIMENT = "an experiment"
    ANSWER = "an answer"
    CHALLENGE = "an open challenge"
    WORDS = "in our words"


@dataclass(frozen=True)
class Thing:
    """Something a cycle takes with it, as it reads now. `what` is None where it is words by themselves."""

    what: UUID | None
    kind: Kind
    words: str


def offered(here: Here, earlier: UUID) -> list[Thing]:
    """What an earlier cycle leaves that can be carried on, as far as it is seen from here.

    Readings that were not let go, experiments carried on or changed, answers, and challenges that wait for an answer.
    """
    of_it = [one for one in cycles(here) if one.id == earlier]
    return [
        *(
            Thing(one.id, Kind.READING, one.words)
            for one in remember.all_readings(here)
            if one.cycle == earlier and one.standing is not Standing.LET_GO
        ),
        *(
            Thing(one.id, Kind.EXPERIMENT, one.name)
            for one in all_experiments(here, of_it)
            if one.became in (Outcome.CARRIED_ON, Outcome.CHANGED)
        ),
        *(Thing(one.id, Kind.ANSWER, one.words) for one in questions.answers(here, cycle=earlier)),
        *(
            Thing(one.id, Kind.CHALLENGE, one.words)
            for one in challenges.of_cycle(here, earlier)
            if is_open(one)
        ),
    ]


def is_open(challenge: Challenge) -> bool:
    """Whether nothing came back to a challenge yet, sent or not."""
    return not challenge.taken_back and not challenge.answers


def taken(cycle: UUID, things: Iterable[UUID], words: str) -> list[Carried]:
    """What a cycle takes with it, to be kept: things by id, and words by themselves where there are any."""
    plain = [Carried(cycle, words=words.strip())] if words.strip() else []
    return [*(Carried(cycle, one) for one in things), *plain]


def carry(here: Here, cycle: Cycle, things: Iterable[UUID], words: str = "", id: UUID | None = None) -> None:
    """Take something more along. What is taken already is not taken twice."""
    refuse_elsewhere(here, cycle)
    before = {one.what for one in _kept(here, cycle.id)}
    new = taken(cycle.id, [one for one in things if one not in before], words)
    if new:
        added = {"carried_over": [cycle_rows.of_carried(one) for one in new]}
        here.keep(id or new_id(), "carried over", cycle.id, added)


def carried(here: Here, cycle: UUID) -> list[Thing]:
    """What a cycle took with it, in the order it was said, as it reads now; what cannot be seen is left out."""
    kept = _kept(here, cycle)
    if not kept:
        return []
    wanted = {one.what for one in kept}
    known = {one.what: one for one in _all(here, cycle) if one.what in wanted}
    found = (known.get(one.what) if one.what else Thing(None, Kind.WORDS, one.words) for one in kept)
    return [one for one in found if one]


def _kept(here: Here, cycle: UUID) -> list[Carried]:
    return cycle_rows.carried(here.store.read("carried_over", cycle=cycle))


def _all(here: Here, cycle: UUID) -> Iterable[Thing]:
    """Everything in sight that this cycle can have carried over from those it follows."""
    seen = path_to(cycle, cycles(here))[1:]
    yield from (Thing(one.id, Kind.READING, one.words) for one in remember.all_readings(here))
    yield from (Thing(one.id, Kind.EXPERIMENT, one.name) for one in all_experiments(here, seen))
    for earlier in seen:
        yield from (
            Thing(one.id, Kind.ANSWER, one.words) for one in questions.answers(here, cycle=earlier.id)
        )
    yield from (
        Thing(one.id, Kind.CHALLENGE, one.words) for one in challenges.ours(here) if not one.taken_back
    )
