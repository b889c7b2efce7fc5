"""Standing somewhere: the stack, its cycles and experiments, and what happened lately."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Reading
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import System, refuse_a_wrong_parent
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.remember import all_readings
from sensemaking.store import rows

LATELY = """
select id from observations where kind <> 'measure' order by day desc, id desc limit $most
"""

HOW_MUCH = """
select count(*) filter (kind <> 'measure') as stories,
    count(*) filter (kind = 'measure') as measures,
    min(day) as first_day,
    max(day) as last_day
from observations
"""


@dataclass(frozen=True)
class Gathered:
    """How much there is to read at a focus: stories and noticings, measures, and the days they span."""

    stories: int
    measures: int
    first: date | None = None
    last: date | None = None


def gathered(here: Here) -> Gathered:
    """How much is visible here."""
    row = rows.records(here.ask(HOW_MUCH))[0]
    first, last = (day.date() if day is not None else None for day in (row["first_day"], row["last_day"]))
    return Gathered(int(row["stories"]), int(row["measures"]), first, last)


def lately(here: Here, most: int = 6) -> list[Card]:
    """What was noticed most recently, newest day first."""
    return cards(here, list(here.ask(LATELY, most=most)["id"]))


def last_readings(here: Here, most: int = 3) -> list[Reading]:
    """The readings made here last, newest first."""
    return list(reversed(all_readings(here)))[:most]


def make_system(here: Here, name: str, scale: Scale, parent: UUID | None) -> System:
    """A new system in the stack; raises a Refusal for a blank name or a parent that is not wider."""
    around = here.stack.get(parent)
    refuse_a_wrong_parent(scale, around)
    system = System(new_id(), scale, _named(name), around.id if around else None)
    here.keep(system.id, "system made", system.id, {"system": [rows.of_system(system)]})
    return system


def system_named(here: Here, name: str, scale: Scale) -> System:
    """The system of this name and scale where we stand or inside, made if there is none yet."""
    wanted = _named(name).casefold()
    known = here.stack.within(here.focus.system) if here.focus.system else here.stack
    for one in known:
        if one.scale is scale and one.name.casefold() == wanted:
            return one
    return make_system(here, name, scale, here.focus.system)


def rename_system(here: Here, system: UUID, name: str) -> System:
    """The same system under another name."""
    before = here.stack.get(system)
    if before is None:
        raise Refusal("This system is not in the store.")
    renamed = replace(before, name=_named(name), version=before.version + 1)
    here.keep(new_id(), "system renamed", system, {"system": [rows.of_system(renamed)]})
    return renamed


def put_around(here: Here, name: str, scale: Scale) -> System:
    """Put a wider system around the one we stand at: the one of that name and scale, made if there is none.

    A new one takes its place between the two. Raises a Refusal where it would not be wider, or not narrower
    than what is around us already.
    """
    inner, plain = here.system, _named(name)
    same = (one for one in here.stack if one.scale is scale and one.name.casefold() == plain.casefold())
    known = next(same, None)
    outer = known or System(new_id(), scale, plain, inner.parent)
    refuse_a_wrong_parent(inner.scale, outer)
    refuse_a_wrong_parent(outer.scale, here.stack.get(outer.parent))
    moved = replace(inner, parent=outer.id, version=inner.version + 1)
    added = [rows.of_system(one) for one in ([] if known else [outer]) + [moved]]
    here.keep(new_id(), "system put inside another", inner.id, {"system": added})
    return outer


def cycles(here: Here) -> list[Cycle]:
    """The cycles of the systems in sight from here, by when they began."""
    in_sight = [str(system.id) for system in here.systems_in_sight()]
    return rows.cycles(here.store.read("cycles", systems=in_sight))


def make_cycle(here: Here, cycle: Cycle) -> Cycle:
    """Keep a new cycle as given (its id is made by whoever fills the form in)."""
    whole = replace(cycle, name=_named(cycle.name), version=1)
    here.keep(cycle.id, "cycle begun", cycle.id, {"cycle": [rows.of_cycle(whole)]})
    return whole


def change_cycle(here: Here, cycle: Cycle) -> Cycle:
    """Keep a changed cycle as its next version; raises Overtaken if somebody else was quicker."""
    whole = replace(cycle, name=_named(cycle.name), version=cycle.version + 1)
    here.keep(new_id(), "cycle changed", cycle.id, {"cycle": [rows.of_cycle(whole)]})
    return whole


def experiments(here: Here, cycle: UUID) -> list[Experiment]:
    """What was tried in a cycle, in the order it was written."""
    return rows.experiments(here.store.read("experiments", cycles=[str(cycle)]))


def make_experiment(here: Here, experiment: Experiment) -> Experiment:
    """Keep a new experiment as given."""
    whole = replace(experiment, name=_named(experiment.name), version=1)
    added = {"experiment": [rows.of_experiment(whole)]}
    here.keep(whole.id, "experiment begun", whole.id, added)
    return whole


def change_experiment(here: Here, experiment: Experiment) -> Experiment:
    """Keep a changed experiment as its next version; raises Overtaken if somebody else was quicker."""
    whole = replace(experiment, name=_named(experiment.name), version=experiment.version + 1)
    added = {"experiment": [rows.of_experiment(whole)]}
    here.keep(new_id(), "experiment changed", whole.id, added)
    return whole


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise Refusal("It needs a name.", try_next="A few words are enough; it can be renamed later.")
    return plain
