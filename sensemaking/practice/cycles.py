"""Learning Cycles: those in sight, beginning and changing one, where it stood, and what is tried in it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sensemaking.model.cycle import Carried, Cycle, Experiment, Stood, refuse_a_wrong_cycle, stood
from sensemaking.model.naming import plain_name
from sensemaking.model.refusal import Refusal
from sensemaking.practice import because
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import cycle_rows, rows


def cycles(here: Here) -> list[Cycle]:
    """The cycles of the systems in sight from here, by when they began."""
    in_sight = [str(system.id) for system in here.systems_in_sight()]
    return rows.cycles(here.store.read("cycles", systems=in_sight))


def open_cycle(here: Here, cycle: UUID) -> Cycle:
    """A cycle in sight as it is now; raises a Refusal where it is not in sight."""
    for known in cycles(here):
        if known.id == cycle:
            return known
    raise Refusal("This cycle cannot be seen from here.", try_next="Stand at the system whose cycle it is.")


def make_cycle(here: Here, cycle: Cycle, carried: Iterable[Carried] = ()) -> Cycle:
    """Keep a new cycle as given (its id is made by whoever fills the form in), with what it takes along.

    Raises a Refusal for a blank name, for one that would end before it began, and for one that would follow itself.
    """
    whole = replace(cycle, name=plain_name(cycle.name), version=1)
    refuse_a_wrong_cycle(whole, cycles(here))
    taken = [cycle_rows.of_carried(one) for one in carried]
    here.keep(cycle.id, "cycle begun", cycle.id, {"cycle": [rows.of_cycle(whole)], "carried_over": taken})
    return whole


def change_cycle(here: Here, cycle: Cycle) -> Cycle:
    """Keep a changed cycle as its next version; raises Overtaken if somebody else was quicker.

    Raises the Refusals of `make_cycle`, and one where we do not stand at the system whose cycle it is.
    """
    refuse_elsewhere(here, cycle)
    whole = replace(cycle, name=plain_name(cycle.name), version=cycle.version + 1)
    refuse_a_wrong_cycle(whole, cycles(here))
    here.keep(new_id(), "cycle changed", cycle.id, {"cycle": [rows.of_cycle(whole)]})
    return whole


def refuse_elsewhere(here: Here, cycle: Cycle) -> None:
    """Raise a Refusal unless we stand at the system whose cycle this is: nobody goes on with the cycle of others."""
    if here.system.id != cycle.system:
        home = here.stack.get(cycle.system)
        raise Refusal(
            "This cycle is not ours to change.",
            try_next=f"Stand at {home.name} to go on with it." if home else "",
        )


def where_it_stood(here: Here, cycle: UUID) -> list[Stood]:
    """In which stages a cycle stood, from when on, the earliest first."""
    return stood(cycle_rows.versions(here.store.read("cycle_versions", cycle=cycle)))


def experiments(here: Here, cycle: UUID) -> list[Experiment]:
    """What was tried in a cycle, in the order it was written."""
    return rows.experiments(here.store.read("experiments", cycles=[str(cycle)]))


def all_experiments(here: Here, of: Sequence[Cycle]) -> list[Experiment]:
    """What was tried in these cycles, in the order it was written."""
    return rows.experiments(here.store.read("experiments", cycles=[str(cycle.id) for cycle in of]))


def make_experiment(here: Here, experiment: Experiment, rests_on: Iterable[UUID] = ()) -> Experiment:
    """Keep a new experiment as given, and which readings or decisions it rests on."""
    whole = replace(experiment, name=plain_name(experiment.name), version=1)
    added = {"experiment": [rows.of_experiment(whole)], **because.rows_for(whole.id, rests_on)}
    here.keep(whole.id, "experiment begun", whole.id, added)
    return whole


def change_experiment(here: Here, experiment: Experiment, rests_on: Iterable[UUID] = ()) -> Experiment:
    """Keep a changed experiment as its next version, and what it rests on besides what it rested on before.

    Raises Overtaken if somebody else was quicker.
    """
    whole = replace(experiment, name=plain_name(experiment.name), version=experiment.version + 1)
    new = [one for one in rests_on if one not in because.rests_on(here, experiment.id)]
    added = {"experiment": [rows.of_experiment(whole)], **because.rows_for(whole.id, new)}
    here.keep(new_id(), "experiment changed", whole.id, added)
    return whole
