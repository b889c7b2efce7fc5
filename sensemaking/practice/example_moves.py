"""What moves in the example: second looks, answers over time, challenges and what came back, and one introduction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sensemaking.model.access import Role, Viewer
from sensemaking.model.challenge import Reply
from sensemaking.model.cycle import How, Met
from sensemaking.practice import answering, challenges, cycles, how_we_know, joining_cycles, questions, review
from sensemaking.practice.here import Here
from sensemaking.practice.on_their_way import asked

Entry = dict[str, Any]
At = Callable[[str, date], Here]
Id = Callable[[str], UUID]


def tell(told: dict[str, list[Entry]], at: At, id: Id, invented: Callable[[str], str]) -> None:
    """Lay it out by the product's own verbs, each entry where and on the day it says; `invented` marks its words."""
    for entry in told["observation"]:
        if "looked_through_by" in entry:
            _look_through(_as(Role.REVIEWER, at(entry["system"], entry["day"])), entry, id, invented)
    known = {one.key: one for one in questions.found().questions}
    for entry in told["answer"]:
        here = at(entry["system"], entry["day"])
        cycle = id(entry["cycle"]) if "cycle" in entry else None
        who = f"{entry['who']} ({invented('').lower()})"
        questions.answer(here, known[entry["question"]], entry["words"], who, cycle, id(entry["key"]))
    systems = {entry["key"]: entry["system"] for entry in told["cycle"]}
    for entry in told["challenge"]:
        _ask(at, entry, id, invented)
    for entry in told["reply"]:
        _reply(_as(Role.STEWARD, at(entry["system"], entry["day"])), entry, id, invented)
    read_on = {entry["key"]: entry["day"] for entry in told["reading"]}
    for entry in (*told["experiment"], *told["answer"]):
        for reading in entry.get("rests_on", []):
            here = at(entry["system"] if "system" in entry else systems[entry["cycle"]], read_on[reading])
            how_we_know.say(here, id(entry["key"]), id(reading))
    for entry in told["introduction"]:
        _introduce(at, systems, entry, id, invented)


def _as(role: Role, here: Here) -> Here:
    return replace(here, viewer=Viewer(here.viewer.today, role, here.system.id))


def _look_through(reader: Here, entry: Entry, id: Id, invented: Callable[[str], str]) -> None:
    """The group's own second look, by whom it chose."""
    if not review.reviewer(reader):
        review.choose(replace(reader, viewer=Viewer(reader.viewer.today)), entry["looked_through_by"], True)
    seen = review.open_one(reader, id(entry["key"]))
    if "in_other_words" in entry:
        review.in_other_words(reader, seen, seen.far, invented(entry["in_other_words"]))
    else:
        review.may_travel(reader, seen, seen.far)


def _ask(at: At, entry: Entry, id: Id, invented: Callable[[str], str]) -> None:
    """A challenge that begins where it was learned, and is sent to a wider system with what may be read there."""
    here, wider = at(entry["system"], entry["day"]), at(entry["to"], entry["day"])
    begun = challenges.begin(
        here,
        invented(entry["words"]),
        needed=entry["needed"],
        cycle=id(entry["cycle"]),
        rests_on=[id(one) for one in entry.get("rests_on", [])],
        id=id(entry["key"]),
    )
    challenges.send(
        here,
        begun,
        wider.system.id,
        invented(entry["sent"]),
        named=True,
        observations=[id(one) for one in entry["carries"]],
        event=id(f"{entry['key']}, sent"),
    )


def _reply(steward: Here, entry: Entry, id: Id, invented: Callable[[str], str]) -> None:
    """What a steward answers, once they have put together the challenges that ask the same."""
    first = id(entry["challenge"])
    for other in entry["joined"]:
        answering.join(steward, id(other), first, id(f"{other}, joined"))
    answering.answer(
        steward,
        first,
        Reply(entry["reply"]),
        invented(entry["words"]),
        entry["why"],
        seen=asked(steward, first).number,
        cycle=id(entry["cycle"]),
        event=id(f"{entry['challenge']}, answered"),
    )


def _introduce(at: At, systems: dict[str, str], entry: Entry, id: Id, invented: Callable[[str], str]) -> None:
    """Two cycles that meet: one asks, and the other agrees."""
    here, there = (
        at(systems[entry[side]], entry[day]) for side, day in (("cycle", "day"), ("other", "agreed"))
    )
    ours, theirs = cycles.open_cycle(here, id(entry["cycle"])), cycles.open_cycle(there, id(entry["other"]))
    offered = joining_cycles.offer(
        here, ours, theirs.id, How.BESIDE, invented(entry["words"]), id(entry["key"])
    )
    joining_cycles.say(there, theirs, offered, Met.AGREED)
