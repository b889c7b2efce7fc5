"""What became of a story: how far it reached, how it was read, what it changed."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sensemaking.model.counting import listed
from sensemaking.model.refusal import Refusal
from sensemaking.model.way import Became, Step
from sensemaking.practice import consent, way
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.way import Edges, Known
from sensemaking.store import rows

PILED = "It was put together with others as “{name}”."
READ_AS = "It was read as: “{words}”"
REACHED = "It reached {where}."
CAME_OF_IT = {
    Step.DECISION: "With it was decided: “{words}”",
    Step.EXPERIMENT: "With it was tried: “{words}”",
    Step.CHALLENGE: "With it was asked: “{words}”",
    Step.ANSWER: "What came back: “{words}”",
    Step.CHANGE: "It changed: “{words}”",
    Step.REPLY: "With it was answered: “{words}”",
}


def became(here: Here, story: UUID) -> Became:
    """What became of a story that can be read where we stand, as far as it can be seen from here.

    Where it was told that is everything that is known. Raises a Refusal where the story cannot be read.
    """
    if not cards(here.unnarrowed(), [story]):
        raise Refusal(
            "This story cannot be read from here.",
            try_next="It may have been taken back, or it stays where it was told.",
        )
    known = way.known(here)
    patterns = [one for one in known.patterns.values() if story in one.observations]
    behind = {one.id for one in patterns}
    readings = [group for group in known.readings.values() if any(one.pattern in behind for one in group)]
    carried = [one.id for one in known.challenges.values() if one.sent and story in one.sent.observations]
    begun = [story, *behind, *(one.id for group in readings for one in group), *carried]
    things = known.in_order(_came_of(here, known, begun))
    plain = Became(patterns=tuple(patterns), readings=tuple(readings), things=things)
    try:
        got_to = consent.got_to(here, story)
    except Refusal:  # it was told closer in: where else it got to is known at its home
        return plain
    lines = rows.events(here.store.read("lines_sent_back", system=here.focus.system))
    return replace(
        plain,
        reached=tuple(dict.fromkeys(one.name for one in (*got_to.read_at, *got_to.in_other_words_at))),
        passed_on_to=got_to.passed_on_to,
        heard=tuple(one.told["words"] for one in lines if one.subject == story),
    )


def said(what: Became) -> list[str]:
    """What became of a story in sentences for its teller, the nearest first."""
    return [
        *(PILED.format(name=one.name) for one in what.patterns if one.name),
        *(READ_AS.format(words=one.words) for group in what.readings for one in group),
        *([REACHED.format(where=listed(what.reached))] if what.reached else []),
        *(CAME_OF_IT[one.step].format(words=one.words) for one in reversed(what.things)),
    ]


def _came_of(here: Here, known: Known, begun: Iterable[UUID]) -> list[UUID]:
    """Everything that rests on any of these, step by step, themselves among it."""
    reached: dict[UUID, None] = {}
    said: Edges = {}
    ahead = list(begun)
    while ahead:
        reached.update(dict.fromkeys(ahead))
        said |= way.resting_on(here, (one for one in ahead if one not in said))
        further = [other for one in ahead for other in said[one]]
        further += [
            answer.id for one in ahead if one in known.challenges for answer in known.challenges[one].answers
        ]
        ahead = [one for one in dict.fromkeys(further) if one not in reached]
    return list(reached)
