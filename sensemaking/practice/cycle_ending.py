"""Bringing a cycle to an end, with what still waits for an answer."""

from dataclasses import replace
from datetime import date

from sensemaking.model.challenge import Challenge
from sensemaking.model.counting import how_many
from sensemaking.model.cycle import Cycle
from sensemaking.model.refusal import Refusal
from sensemaking.practice import challenges
from sensemaking.practice.carrying_over import is_open
from sensemaking.practice.cycles import change_cycle
from sensemaking.practice.here import Here


def still_open(here: Here, cycle: Cycle) -> list[Challenge]:
    """The challenges of a cycle to which nothing came back yet."""
    return [one for one in challenges.of_cycle(here, cycle.id) if is_open(one)]


def end(here: Here, cycle: Cycle, day: date, travel_on: bool = False) -> Cycle:
    """Bring a cycle to its end on this day.

    Where challenges of it are still open, a Refusal names them, unless it was said that they travel on: their answers
    then come back to the system, which is who asked. Raises the Refusals of `change_cycle`.
    """
    if waiting := [] if travel_on else still_open(here, cycle):
        words = "; ".join(f"“{one.words}”" for one in waiting)
        still = "waits" if len(waiting) == 1 else "wait"
        raise Refusal(
            f"{how_many(len(waiting), 'challenge').capitalize()} of this cycle still {still} for an answer: {words}.",
            try_next="Say whether they travel on without it, or take them back first; nothing has changed.",
        )
    return change_cycle(here, replace(cycle, ended=day))


def go_on(here: Here, cycle: Cycle) -> Cycle:
    """Take an ended cycle up again."""
    return change_cycle(here, replace(cycle, ended=None))
