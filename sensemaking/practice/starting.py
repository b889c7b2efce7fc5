"""The starting kit: a first cycle, one thing at a time. What is answered is kept at once, so it can wait a week.

Where somebody is in it is read from what is there: nothing else is remembered.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from sensemaking.charts.axes import Unit
from sensemaking.exchange import starting_in
from sensemaking.model.cycle import Cycle, Experiment, Stage
from sensemaking.model.gathering import Gathering
from sensemaking.model.question import Family, OpenQuestion
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.starting import Body, Keeps, Step
from sensemaking.model.system import System
from sensemaking.practice import cycles, gather, questions, remember, welcome
from sensemaking.practice.here import Here

SENSE = "cycle.sense"
"""The question that the day and those who will be there answer."""

ON, ON_WITH = "On {day}.", "On {day}, with {who}."
ASKED = "What did we notice when we tried “{name}”?"


@dataclass(frozen=True)
class SoFar:
    """What is there of a first cycle where we stand; `answered` are the keys of questions, `day` when sense is made."""

    system: System | None = None
    cycle: Cycle | None = None
    answered: frozenset[str] = frozenset()
    tried: Experiment | None = None
    day: Gathering | None = None

    @property
    def is_whole(self) -> bool:
        """Whether there is what a first cycle ends with: a cycle, an experiment, and a day to make sense of it."""
        return bool(self.cycle and self.tried and self.day)

    def has(self, step: Step) -> bool:
        """Whether what this step asks for is there."""
        return {
            Keeps.PLACE: self.system is not None,
            Keeps.CYCLE: self.cycle is not None,
            Keeps.ANSWER: step.asks in self.answered,
            Keeps.EXPERIMENT: self.tried is not None,
            Keeps.DAY: self.day is not None,
        }[step.keeps]


def steps() -> list[Step]:
    """What is asked, in order; without what asks a question that is not there any more."""
    asked = {one.key for one in questions.found().questions}
    return [one for one in starting_in.steps() if one.keeps is not Keeps.ANSWER or one.asks in asked]


def who_else() -> list[Body]:
    """Who else works this way, as our sources tell it."""
    return starting_in.who_else()


def so_far(here: Here) -> SoFar:
    """What is there where we stand: of our running cycles the one that began last, and what belongs to it."""
    if here.focus.system is None:
        return SoFar()
    own = [one for one in cycles.cycles(here) if one.system == here.system.id and not one.ended]
    cycle = own[-1] if own else None
    answered = frozenset(
        one.question
        for one in questions.answers(here, cycle=cycle.id if cycle else None)
        if one.system == here.system.id
    )
    if cycle is None:
        return SoFar(here.system, answered=answered)
    tried = cycles.experiments(here, cycle.id)
    held = [one for one in remember.gatherings(here.unnarrowed()) if one.cycle == cycle.id]
    return SoFar(here.system, cycle, answered, tried[-1] if tried else None, held[-1] if held else None)


def next_step(so_far: SoFar, later: Collection[str] = ()) -> Step | None:
    """What is asked next: the first thing that is not there and was not put off. None once nothing is left.

    Without a cycle, what belongs to one is not asked; without a place, nothing else is.
    """
    for step in steps():
        if step.key not in later and not so_far.has(step) and _can_be_asked(so_far, step):
            return step
    return None


def question(step: Step) -> OpenQuestion:
    """The question that a step of answering asks."""
    return next(one for one in questions.found().questions if one.key == step.asks)


def begin_place(here: Here, name: str, scale: Scale, around: str = "", wider: Scale = Scale.PLACE) -> System:
    """The first system, inside a wider one where that is named too."""
    parent = welcome.make_system(here, around, wider, None).id if around.strip() else None
    return welcome.make_system(here, name, scale, parent)


def begin_cycle(here: Here, name: str, purpose: str, id: UUID) -> Cycle:
    """A cycle of ours that begins today, with a shared purpose and what there is to understand."""
    stages = (Stage.SHARED_PURPOSE, Stage.UNDERSTAND)
    begun = Cycle(id, here.system.id, name, purpose.strip(), stages, here.viewer.today)
    return cycles.make_cycle(here, begun)


def begin_to_try(here: Here, cycle: Cycle, experiment: Experiment) -> Experiment:
    """What is tried in a cycle; the cycle explores from now on."""
    tried = cycles.make_experiment(here, experiment)
    if Stage.EXPLORE not in cycle.stages:
        cycles.change_cycle(here, replace(cycle, stages=(*cycle.stages, Stage.EXPLORE)))
    return tried


def choose_day(here: Here, so_far: SoFar, day: date | None, who: str, id: UUID) -> None:
    """A day to make sense of it: a gathering prepared for then, and an answer that says when and with whom."""
    if so_far.cycle is None:
        raise Refusal("There is no cycle to make sense of yet.", try_next="Begin one first.")
    if day is None or day < here.viewer.today:
        raise Refusal("There is no day yet, or it has passed.", try_next="Choose one from today on.")
    about = so_far.tried.name if so_far.tried else so_far.cycle.name
    there = Here(here.store, replace(here.viewer, today=day), here.focus.narrowed(cycle=so_far.cycle.id))
    gather.prepare(there, ASKED.format(name=about), id=id)
    said = (ON_WITH if who.strip() else ON).format(day=Unit.DAY.words(day), who=who.strip())
    asked = next((one for one in questions.managing() if one.key == SENSE), None)
    if asked:
        questions.answer(here, asked, said, cycle=so_far.cycle.id, id=uuid5(id, SENSE))


def _can_be_asked(so_far: SoFar, step: Step) -> bool:
    if step.keeps is Keeps.PLACE:
        return True
    if so_far.system is None:
        return False
    if step.keeps is Keeps.CYCLE or so_far.cycle:
        return True
    return step.keeps is Keeps.ANSWER and question(step).family is not Family.MANAGING
