"""Open questions: those of a scale, of a cycle, of a steward; answering them where we stand, and earlier answers."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from sensemaking.exchange import questions_in
from sensemaking.exchange.questions_in import Found
from sensemaking.model.access import Action, refuse_unless
from sensemaking.model.cycle import Cycle
from sensemaking.model.question import Answer, Family, OpenQuestion
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import answer_rows, rows

LONGEST_ANSWER = 2_000
"""The most characters of an answer: whoever has more to tell tells a story."""


def found() -> Found:
    """Every question that the files ask, and why some cannot be read; read again once a file has changed."""
    files = sorted(questions_in.FOLDER.glob("[!.]*.toml"))
    return _found(questions_in.FOLDER, tuple((one.name, one.stat().st_mtime_ns) for one in files))


@lru_cache(maxsize=2)
def _found(folder: Path, files: tuple[tuple[str, int], ...]) -> Found:
    return questions_in.found(folder)


def of_scale(scale: Scale) -> list[OpenQuestion]:
    """The *learning from* and then the *enabling* questions of a scale, those asked at every scale last."""
    asked = [
        one
        for family in (Family.LEARNING_FROM, Family.ENABLING)
        for one in found().questions
        if one.family is family and one.scale in (scale, None)
    ]
    return sorted(asked, key=lambda one: one.scale is None)


def managing() -> list[OpenQuestion]:
    """What is asked of a cycle over time."""
    return _of(Family.MANAGING)


def stewardship() -> list[OpenQuestion]:
    """What a steward asks about their own learning."""
    return _of(Family.STEWARDSHIP)


def _of(family: Family) -> list[OpenQuestion]:
    return [one for one in found().questions if one.family is family]


def answers(here: Here, question: str | None = None, cycle: UUID | None = None) -> list[Answer]:
    """What was answered so far, the earliest first: by the system where we stand, or in one of our cycles or closer in.

    `question` is the key of the one that was asked. What somebody answered about their own life stays with them.
    """
    told = answer_rows.answers(
        here.store.read("question_answers", systems=[str(here.system.id)], cycle=cycle and str(cycle))
    )
    return [one for one in told if question in (None, one.question) and _is_told(here, one)]


def _is_told(here: Here, answer: Answer) -> bool:
    """Whether an answer is told where we stand: at home, and in wider systems unless it is of somebody's own life."""
    home = here.stack.get(answer.system)
    if home is None or home.id == here.system.id:
        return home is not None
    return home.scale is not Scale.PERSON and here.system in here.stack.around(home.id)


def answer(
    here: Here,
    question: OpenQuestion,
    words: str,
    who: str = "",
    cycle: UUID | None = None,
    id: UUID | None = None,
) -> Answer:
    """Keep an answer given here and now, in one of our own cycles if one is named.

    `id` is the one the form made, so that keeping twice keeps once. Raises a Refusal for no words or too many, for a
    cycle of another system, and for a question of a scale that is not ours.
    """
    refuse_unless(here.viewer, Action.ANSWER_QUESTION, here.system, here.stack)
    if question.scale not in (None, here.system.scale):
        raise Refusal(
            f"This is a question for {question.scale.one}, and {here.system.name} is {here.system.scale.one}.",
            try_next=f"Stand at {question.scale.one} to answer it.",
        )
    if cycle is not None and cycle not in {one.id for one in _own_cycles(here)}:
        raise Refusal("This cycle is not ours.", try_next="Stand at the system whose cycle it is.")
    kept = Answer(
        id=id or new_id(),
        system=here.system.id,
        question=question.key,
        words=_whole(words),
        day=here.viewer.today,
        cycle=cycle,
        who=" ".join(who.split()),
    )
    here.keep(kept.id, "question answered", kept.id, {"answer": [answer_rows.of_answer(kept)]})
    return kept


def change_answer(here: Here, answer: Answer, words: str, who: str = "") -> Answer:
    """Keep other words in the place of an answer given here; what stood there before stays in the store, unseen.

    Raises Overtaken where somebody else was quicker.
    """
    return _keep_version(here, answer, "answer changed", _whole(words), " ".join(who.split()))


def take_back(here: Here, answer: Answer) -> None:
    """Take an answer back that was given here: from now on nobody reads it."""
    _keep_version(here, answer, "answer taken back", "", "")


def _keep_version(here: Here, answer: Answer, act: str, words: str, who: str) -> Answer:
    refuse_unless(here.viewer, Action.ANSWER_QUESTION, here.system, here.stack)
    standing = next((one for one in answers(here) if one.id == answer.id), None)
    if standing is None:
        raise Refusal(
            "This answer cannot be changed from here.",
            try_next="Stand where it was given; if it was taken back, it is gone from view.",
        )
    if standing.version != answer.version:
        raise Overtaken(
            "Somebody changed this answer while you were writing.", try_next="Read it again first."
        )
    changed = replace(standing, words=words, who=who, version=standing.version + 1)
    here.keep(new_id(), act, changed.id, {"answer": [answer_rows.of_answer(changed)]})
    return changed


def _own_cycles(here: Here) -> list[Cycle]:
    return rows.cycles(here.store.read("cycles", systems=[str(here.system.id)]))


def _whole(words: str) -> str:
    plain = words.strip()
    if not plain:
        raise Refusal("There are no words yet.", try_next="One sentence is enough.")
    if len(plain) > LONGEST_ANSWER:
        raise Refusal(
            f"An answer has at most {LONGEST_ANSWER:,} characters.",
            try_next="Say it more shortly, and tell the rest as a story. What you wrote is still there.",
        )
    return plain
