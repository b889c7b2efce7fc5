"""A learning account: what was tried, noticed and changed, what is not known yet, and what is needed from its reader.

It composes itself from what is kept and stands where others ask for a return of numbers, so it holds no chart, no count
and no order of systems. It is a note like any other: read, edited, and taken away with every quote checked again.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sensemaking.charts.axes import Unit
from sensemaking.exchange.note_markdown import in_one_line
from sensemaking.model.challenge import Challenge
from sensemaking.model.counting import listed
from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.focus import Focus
from sensemaking.model.note import Note
from sensemaking.model.pattern import Standing
from sensemaking.model.question import Answer, Family
from sensemaking.model.refusal import Refusal
from sensemaking.model.system import System
from sensemaking.practice import challenges, changes, questions, remember
from sensemaking.practice.cards import may_be_quoted
from sensemaking.practice.cycles import cycles, experiments
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.remember import Read

LATEST = 8
"""The most readings, and the most stories, that an account begins with."""

TITLE = "What we are learning at {place}: an account for {reader}, {month}"
ABOUT = (
    "This is an account of learning, in the place of a return. A life is made by the whole of it, so no number of ours"
    " would say how well anybody does. It says what we tried, what we noticed, what changed because of it, what we do"
    " not know yet, and what we need from {reader}. We ask that it is read to learn with us."
)
LOOKED_AT = "We looked at our learning cycle {cycles}."
CYCLES = "We looked at our learning cycles {cycles}."
NO_CYCLE = "No learning cycle has begun here yet."
WITH, SEEN = "Designed with: {who}", "What we saw: {seen}"
ANSWERED = "We asked “{asked}”. {says}: {words}"
WAITS = "{words} (we have asked, and wait for an answer)"
OTHERS_MIGHT = "What those would say whom we have not heard."


def readers(here: Here) -> list[System]:
    """Whom an account can be for: the wider systems around us, the nearest first."""
    return list(reversed(here.stack.around(here.system.id)))


def compose(here: Here, reader: UUID) -> Note:
    """An account for whoever looks after a wider system, to read and edit; not kept yet (version 0).

    A focus on one cycle tells of that one, else of all of ours. It holds stories only where that reader may read them.
    """
    whom = next((one for one in readers(here) if one.id == reader), None)
    if whom is None:
        raise Refusal("This is no wider system around ours.", try_next="Choose one that is.")
    ours = [
        one for one in cycles(here) if one.system == here.system.id and here.focus.cycle in (None, one.id)
    ]
    reads = _latest(here)
    asked = [one for one in challenges.ours(here) if here.focus.cycle in (None, one.cycle)]
    parts = [
        ("What this is", [ABOUT.format(reader=in_one_line(whom.name)), _looked_at(ours)]),
        ("What we tried", [_listed(_tried(one) for cycle in ours for one in experiments(here, cycle.id))]),
        ("What we noticed", _noticed(here, reads, whom)),
        ("What we make of it", [f"{{reading:{read.reading.id}}}" for read in reads]),
        ("What changed", [_listed(_changed(here, asked))]),
        ("How we look after our learning", _managing(here, ours)),
        ("What we do not know yet", [_listed(_not_known(here, ours))]),
        (f"What we need from {in_one_line(whom.name)}", _needed(here, asked, whom.id)),
    ]
    body = "\n\n".join(
        "\n\n".join([f"## {heading}", *filter(None, said)]) for heading, said in parts if any(said)
    )
    month = Unit.MONTH.words(here.viewer.today)
    title = TITLE.format(place=here.system.name, reader=whom.name, month=month)
    return Note(new_id(), here.system.id, title, f"{body}\n", here.focus.cycle, version=0)


def _looked_at(ours: Sequence[Cycle]) -> str:
    names = [f"“{in_one_line(one.name)}”" for one in ours]
    if not names:
        return NO_CYCLE
    return (CYCLES if len(names) > 1 else LOOKED_AT).format(cycles=listed(names))


def _tried(one: Experiment) -> str:
    more = (
        in_one_line(one.hunch),
        WITH.format(who=in_one_line(one.designed_with)) if one.designed_with else "",
        SEEN.format(seen=in_one_line(one.seen)) if one.seen else "",
    )
    said = (f"{in_one_line(one.name)} ({one.became.value})", *filter(None, more))
    return ". ".join(part.rstrip(".") for part in said) + "."


def _latest(here: Here) -> list[Read]:
    """The readings that still stand, the latest of them, in the order they were made."""
    reads = [read for some in remember.read_by_cycle(here).values() for read in some]
    standing = [read for read in reads if read.reading.standing is not Standing.LET_GO]
    return sorted(standing, key=lambda read: str(read.reading.recorded))[-LATEST:]


def _noticed(here: Here, reads: Sequence[Read], whom: System) -> list[str]:
    """What the readings are about, by the names people gave, each with a story the reader may read."""
    said: list[str] = []
    there = here.at(Focus(store=here.focus.store, system=whom.id))
    patterns = list(dict.fromkeys(read.pattern for read in reads if read.pattern))
    behind = list(dict.fromkeys(one for pattern in patterns for one in pattern.observations))
    readable = may_be_quoted(there, behind)
    told: set[UUID] = set()
    for pattern in patterns:
        if pattern.name:
            said.append(f"- {in_one_line(pattern.name)}")
        story = next((one for one in pattern.observations if one in readable and one not in told), None)
        if story and len(told) < LATEST:
            told.add(story)
            said.append(f"{{story:{story}}}")
    return said


def _changed(here: Here, asked: Sequence[Challenge]) -> list[str]:
    made = [
        f"{in_one_line(one.words)} ({Unit.DAY.words(one.day)})"
        for one in changes.of_system(here)
        if here.focus.cycle in (None, one.cycle)
    ]
    ids = {one.id for one in asked}
    back = [
        ANSWERED.format(asked=in_one_line(one.asked), says=one.says, words=in_one_line(one.answer.words))
        for one in challenges.answers_since(here, None)
        if one.challenge.id in ids
    ]
    return [*made, *back]


def _managing(here: Here, ours: Sequence[Cycle]) -> list[str]:
    """What was answered last to each question about how cycles are looked after, by reference."""
    return [
        f"{{answer:{said.id}}}"
        for cycle in ours
        for asked in questions.managing()
        if (said := _last(questions.answers(here, asked.key, cycle.id)))
    ]


def _not_known(here: Here, ours: Sequence[Cycle]) -> list[str]:
    """The questions of our cycles that nobody has answered yet, and what others would say."""
    open_still = [
        in_one_line(asked.words)
        for cycle in ours
        for asked in questions.managing()
        if not questions.answers(here, asked.key, cycle.id)
    ]
    return [*dict.fromkeys(open_still), OTHERS_MIGHT]


def _needed(here: Here, asked: Sequence[Challenge], reader: UUID) -> list[str]:
    """What would enable us, as we answered it last, and the challenges that wait with this reader."""
    enabling = [
        f"{{answer:{said.id}}}"
        for one in questions.of_scale(here.system.scale)
        if one.family is Family.ENABLING and (said := _last(questions.answers(here, one.key)))
    ]
    waiting = [
        WAITS.format(words=in_one_line(one.sent.words))
        for one in asked
        if one.waits and one.sent and one.sent.to == reader
    ]
    return [_listed(waiting), *enabling]


def _last(answers: Sequence[Answer]) -> Answer | None:
    return answers[-1] if answers else None


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {one}" for one in sentences)
