"""How is a cycle? A handful of questions, drawn from what is and is not there; never a number, and only at home.

Beyond home they would say what a group did not do, so a cycle's own system asks them of itself and nobody else does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from sensemaking.model.cycle import Cycle, Experiment, Met, Outcome
from sensemaking.model.observation import Voice
from sensemaking.model.scale import Scale
from sensemaking.practice import gather, joining_cycles, questions, remember
from sensemaking.practice.cycles import experiments, where_it_stood
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.store.rows import records

A_HANDFUL = 5
"""The most questions that are asked at once."""

A_WHILE = timedelta(days=90)
"""From then on a stage has stood for a while, and a day on which sense was made of it is long ago."""

UNDERSTOOD = "cycle.understood"
"""The question of data/questions that asks how the system was understood."""

LIVED = """
select coalesce(bool_or(voice = $voice), false) as heard
from observations
where kind <> 'measure' and ($since::date is null or day >= $since::date)
"""


class Way(StrEnum):
    """Where the thing to do about a question is done."""

    NOTICE = "notice"
    GATHER = "gather"
    REMEMBER = "remember"
    TRY = "try"
    ANSWER = "answer"


class Sign(StrEnum):
    """What is not there, in the order in which it is asked: whose voices first, then readings, then what is tried."""

    OUTSIDE = "Nobody outside this {scale} has helped make sense of this yet. Who could?"
    LIVED = "No story from the people served since the cycle began. Whom could you ask?"
    UNREAD = "Nobody has said yet what they make of it."
    DIFFERS = "Nobody has said yet who would see it differently."
    NO_DAY = "There is no day to make sense of it yet."
    UNTRIED = "Nothing is being tried yet. What is the smallest thing to try?"
    UNSEEN = "“{experiment}” has nothing seen yet. What have you noticed?"
    STAGE = "This stage has stood for a while: what did you learn in it?"
    UNDERSTOOD = "Nobody has said yet what was done to understand the system, and how you know."


WAYS = {
    Sign.OUTSIDE: Way.GATHER,
    Sign.LIVED: Way.NOTICE,
    Sign.UNREAD: Way.REMEMBER,
    Sign.DIFFERS: Way.REMEMBER,
    Sign.NO_DAY: Way.GATHER,
    Sign.UNTRIED: Way.TRY,
    Sign.UNSEEN: Way.TRY,
    Sign.STAGE: Way.REMEMBER,
    Sign.UNDERSTOOD: Way.ANSWER,
}


@dataclass(frozen=True)
class Asked:
    """One question a cycle asks of itself, and where to go with it; `experiment` is the one it speaks of."""

    sign: Sign
    words: str
    experiment: Experiment | None = None

    @property
    def way(self) -> Way:
        """Where the thing to do about it is done."""
        return WAYS[self.sign]


def health(here: Here, cycle: Cycle) -> list[Asked]:
    """What a cycle asks of itself now: the first handful, in the order of `Sign`. Nothing once it has ended."""
    if cycle.ended or here.system.id != cycle.system:
        return []
    return list(islice(_signs(here.unnarrowed(), cycle), A_HANDFUL))


def _signs(here: Here, cycle: Cycle) -> Iterator[Asked]:
    gatherings = [one for one in remember.gatherings(here) if one.cycle == cycle.id and one.ended]
    readings = [one for one in remember.all_readings(here) if one.cycle == cycle.id]
    tried = experiments(here, cycle.id)
    own_life = here.system.scale is Scale.PERSON
    if not own_life and not _somebody_else(here, cycle, [Live(here.store, one.id) for one in gatherings]):
        yield _asked(Sign.OUTSIDE, scale=here.system.scale.word)
    if not own_life and not _lived(here, cycle):
        yield _asked(Sign.LIVED)
    if not readings:
        yield _asked(Sign.UNREAD)
    elif not any(one.beside for one in readings):
        yield _asked(Sign.DIFFERS)
    coming = any(one.room.cycle == cycle.id for one in gather.held_here(here))
    if not coming and not any(_lately(here, one.ended) for one in gatherings):
        yield _asked(Sign.NO_DAY)
    if not tried:
        yield _asked(Sign.UNTRIED)
    unseen = next((one for one in tried if one.became is Outcome.TRYING and not one.seen), None)
    if unseen:
        yield Asked(Sign.UNSEEN, Sign.UNSEEN.format(experiment=unseen.name), unseen)
    stood = where_it_stood(here, cycle.id)
    if stood and stood[-1].stages and not _lately(here, stood[-1].since):
        yield _asked(Sign.STAGE)
    if not questions.answers(here, UNDERSTOOD, cycle.id):
        yield _asked(Sign.UNDERSTOOD)


def _asked(sign: Sign, **said: str) -> Asked:
    return Asked(sign, sign.format(**said))


def _somebody_else(here: Here, cycle: Cycle, gatherings: list[Live]) -> bool:
    """Whether somebody from outside is seen to have helped: several roles in a gathering, or a cycle that was met."""
    return any(len(set(one.room.roles)) > 1 for one in gatherings) or any(
        one.introduction.standing is Met.AGREED for one in joining_cycles.met(here, cycle)
    )


def _lived(here: Here, cycle: Cycle) -> bool:
    found = records(here.ask(LIVED, voice=Voice.LIVES_IT.value, since=cycle.begun))
    return bool(found[0]["heard"])


def _lately(here: Here, day: date | None) -> bool:
    return day is not None and here.viewer.today - day < A_WHILE
