"""Stewards and commissioners: their own learning stands before anybody else's, at the scale where they stand."""

from sensemaking.model.question import Answer
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import cycles, questions
from sensemaking.practice.here import Here


def has_stewards(system: System) -> bool:
    """Whether somebody looks after learning cycles here: in an organisation, a place or a country."""
    return system.scale >= Scale.ORGANISATION


def latest(here: Here) -> Answer | None:
    """What a steward here answered last about their own learning; None where nobody has yet."""
    asked = {one.key for one in questions.stewardship()}
    told = [one for one in questions.answers(here) if one.question in asked and one.system == here.system.id]
    return told[-1] if told else None


def runs_a_cycle(here: Here) -> bool:
    """Whether a learning cycle of this very system is running."""
    return any(one.system == here.system.id and not one.ended for one in cycles.cycles(here))
