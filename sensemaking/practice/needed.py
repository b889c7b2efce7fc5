"""What would enable those closer in? Their answers to enabling questions, and what their gatherings said they need.

The board shows them together, and a note refers to them: whatever is taken back is gone from both at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sensemaking.charts.axes import Unit
from sensemaking.model.question import Answer, Family, OpenQuestion
from sensemaking.model.room import Next, Room
from sensemaking.model.scale import Scale
from sensemaking.practice import questions
from sensemaking.practice.here import Here
from sensemaking.store import answer_rows
from sensemaking.store.keeping import Rows

OF_A_CYCLE = "cycle.enabled"
"""The question of a cycle that asks what it needs, as the enabling questions of the scales do."""

OF_ANY_SCALE = "needed.gathered"
"""Our own question that is asked at every scale: what a gathering outside any cycle needs is an answer to it."""


@dataclass(frozen=True)
class Given:
    """An answer with the question it was given to, and the system that gave it."""

    answer: Answer
    question: OpenQuestion
    place: str

    @property
    def said(self) -> tuple[str, str]:
        """Who answered, where and when, and what was asked: a sentence each."""
        told = filter(None, (self.answer.who, self.place, Unit.DAY.words(self.answer.day)))
        return f"{', '.join(told)}.", f"Asked: {self.question.words}"


def given(here: Here) -> list[Given]:
    """What the systems closer in answered to enabling questions; what somebody answered of their own life never is.

    In the stack's order, and for each system the earliest first.
    """
    return _closer_in(
        here, (one for one in _asked() if one.family is Family.ENABLING or one.key == OF_A_CYCLE)
    )


def known(here: Here) -> dict[UUID, Given]:
    """What a note made here can refer to, by id: our own answers to any question, and what is answered closer in.

    Closer in that is what would enable them, and how they look after their cycles.
    """
    asked = {one.key: one for one in _asked()}
    ours = [
        Given(one, asked[one.question], here.system.name)
        for one in questions.answers(here)
        if one.question in asked
    ]
    theirs = _closer_in(
        here, (one for one in asked.values() if one.family in (Family.ENABLING, Family.MANAGING))
    )
    return {one.answer.id: one for one in (*ours, *theirs)}


def _asked() -> tuple[OpenQuestion, ...]:
    return questions.found().questions


def _closer_in(here: Here, asked: Iterable[OpenQuestion]) -> list[Given]:
    """What the systems closer in answered to these questions; what somebody answered of their own life never is."""
    inside = [one for one in here.systems_in_sight()[1:] if one.scale is not Scale.PERSON]
    by_key = {one.key: one for one in asked}
    told: dict[UUID, list[Answer]] = {}
    read = here.store.read("question_answers", systems=[str(one.id) for one in inside], cycle=None)
    for answer in answer_rows.answers(read):
        told.setdefault(answer.system, []).append(answer)
    return [
        Given(answer, by_key[answer.question], one.name)
        for one in inside
        for answer in told.get(one.id, [])
        if answer.question in by_key
    ]


def of_gathering(room: Room, day: date) -> dict[str, Rows]:
    """The rows of what a group decided that it needs, by table: an answer when their gathering ends.

    It is an answer like any other, which can be changed and taken back where it was given.
    """
    if room.system is None:
        return {}
    question = OF_A_CYCLE if room.cycle else OF_ANY_SCALE
    return {
        "answer": [
            answer_rows.of_answer(Answer(one.id, room.system, question, one.words, day, room.cycle))
            for one in room.decided
            if one.next is Next.ENABLE
        ]
    }
