"""A challenge to business as usual: what a group learned and cannot mend by itself, on its way out and back.

It is worked out from what happened to it and from nothing else, as a gathering is (`model/room.py`). An event that
makes no sense any more, or that was not its doer's to do, changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Act(StrEnum):
    """What can happen to a challenge."""

    BEGUN = "begun"
    SENT = "sent"
    ASKED_BACK = "asked back"
    SAID_MORE = "said more"
    JOINED = "joined with another"
    PARTED = "parted again"
    ANSWERED = "answered"
    READ = "answer read"
    TAKEN_BACK = "taken back"


class Reply(StrEnum):
    """What an answer says of business as usual."""

    CHANGED = "changed"
    CANNOT = "cannot be changed"
    TRYING = "being tried"


@dataclass(frozen=True)
class Event:
    """Something that a system did: `told` in plain values, `sequence` its place in the order of keeping."""

    id: UUID
    challenge: UUID
    act: Act
    system: UUID
    told: Mapping[str, Any]
    sequence: int
    recorded: datetime


@dataclass(frozen=True)
class Carried:
    """A pattern as it goes along: its name, else its question, and what the lens told; never what lies behind it."""

    id: UUID
    name: str
    told: str = ""

    def as_told(self) -> dict[str, str]:
        """It in plain values."""
        return {"id": str(self.id), "name": self.name, "told": self.told}


@dataclass(frozen=True)
class Sent:
    """What was sent, to which system and when (UTC).

    `words` were written for that reader. `observations` are ids: whoever looks finds what consent lets them find;
    `reached` are those of them that could be read there when it was sent. `named`: the reader may know who asks.
    """

    to: UUID
    words: str
    when: datetime
    named: bool = False
    patterns: tuple[Carried, ...] = ()
    observations: tuple[UUID, ...] = ()
    reached: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Line:
    """What was asked back, or said more."""

    act: Act
    words: str
    when: datetime


@dataclass(frozen=True)
class Answer:
    """What came back, and why; `change` and `experiment` are what was made of it, if anything was.

    `number` is its place in the order of keeping, `read` whether those who asked have said that they read it.
    """

    id: UUID
    by: UUID
    reply: Reply
    words: str
    why: str
    when: datetime
    number: int
    change: UUID | None = None
    experiment: UUID | None = None
    read: bool = False


@dataclass(frozen=True)
class Challenge:
    """A challenge as it is now.

    `home` is the system that asks; `words` are its own, and `needed` what it said when it was asked whether it really
    needs permission: neither is sent. `into` is the challenge that this one was joined with, `lines` what was asked
    back and said more, `number` the sequence of the last event it knows.
    """

    id: UUID
    number: int = 0
    home: UUID | None = None
    words: str = ""
    needed: str = ""
    cycle: UUID | None = None
    gathering: UUID | None = None
    begun: datetime | None = None
    sent: Sent | None = None
    lines: tuple[Line, ...] = ()
    into: UUID | None = None
    answers: tuple[Answer, ...] = ()
    taken_back: bool = False

    @property
    def waits(self) -> bool:
        """Whether it was sent and nothing came back yet."""
        return self.sent is not None and not self.answers and not self.taken_back

    @property
    def asked_back(self) -> bool:
        """Whether it is its own group that is waited for: it was asked something and has not said more yet."""
        return bool(self.lines) and self.lines[-1].act is Act.ASKED_BACK

    @property
    def unread(self) -> tuple[Answer, ...]:
        """The answers that those who asked have not said to have read."""
        return tuple(one for one in self.answers if not one.read)

    def after(self, event: Event) -> "Challenge":
        """The challenge once this has happened too."""
        change = _CHANGES[event.act](self, event, event.told) if _is_theirs(self, event) else None
        return replace(self, number=event.sequence, **(change or {}))

    def after_all(self, events: Iterable[Event]) -> "Challenge":
        """The challenge after each of these in turn."""
        challenge = self
        for event in events:
            challenge = challenge.after(event)
        return challenge


Change = dict[str, Any]
Told = Mapping[str, Any]

_ITS_HOMES = frozenset({Act.SENT, Act.SAID_MORE, Act.READ, Act.TAKEN_BACK})


def _is_theirs(challenge: Challenge, event: Event) -> bool:
    """Whether whoever did this may: its home what it sends and takes back, its reader what becomes of it there."""
    if event.act is Act.BEGUN:
        return challenge.home is None
    if challenge.home is None or challenge.taken_back:
        return False
    if event.act in _ITS_HOMES:
        return event.system == challenge.home
    return challenge.sent is not None and event.system == challenge.sent.to


def _begun(challenge: Challenge, event: Event, told: Told) -> Change:
    return {
        "home": event.system,
        "words": told.get("words", ""),
        "needed": told.get("needed", ""),
        "cycle": _id(told.get("cycle")),
        "gathering": _id(told.get("gathering")),
        "begun": event.recorded,
    }


def _sent(challenge: Challenge, event: Event, told: Told) -> Change | None:
    if challenge.answers:
        return None
    sent = Sent(
        to=UUID(told["to"]),
        words=told["words"],
        when=event.recorded,
        named=bool(told.get("named", False)),
        patterns=tuple(Carried(UUID(p["id"]), p["name"], p["told"]) for p in told.get("patterns", ())),
        observations=_ids(told.get("observations", ())),
        reached=_ids(told.get("reached", ())),
    )
    # What was said with another reader, and what it was joined with there, stays with that reader.
    return {"sent": sent, "lines": (), "into": None}


def _line(challenge: Challenge, event: Event, told: Told) -> Change | None:
    if challenge.sent is None:
        return None
    return {"lines": (*challenge.lines, Line(event.act, told["words"], event.recorded))}


def _joined(challenge: Challenge, event: Event, told: Told) -> Change | None:
    into = UUID(told["into"])
    return None if into == challenge.id else {"into": into}


def _parted(challenge: Challenge, event: Event, told: Told) -> Change:
    return {"into": None}


def _answered(challenge: Challenge, event: Event, told: Told) -> Change:
    answer = Answer(
        id=event.id,
        by=event.system,
        reply=Reply(told["reply"]),
        words=told["words"],
        why=told.get("why", ""),
        when=event.recorded,
        number=event.sequence,
        change=_id(told.get("change")),
        experiment=_id(told.get("experiment")),
    )
    return {"answers": (*challenge.answers, answer)}


def _read(challenge: Challenge, event: Event, told: Told) -> Change:
    # Only what was there to be read: an answer that came meanwhile stays unread.
    until = int(told["until"])
    return {"answers": tuple(replace(one, read=one.read or one.number <= until) for one in challenge.answers)}


def _taken_back(challenge: Challenge, event: Event, told: Told) -> Change:
    sent = replace(challenge.sent, words="", patterns=(), observations=()) if challenge.sent else None
    return {"taken_back": True, "words": "", "needed": "", "sent": sent, "lines": ()}


def _id(told: str | None) -> UUID | None:
    return UUID(told) if told else None


def _ids(told: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in told)


_CHANGES = {
    Act.BEGUN: _begun,
    Act.SENT: _sent,
    Act.ASKED_BACK: _line,
    Act.SAID_MORE: _line,
    Act.JOINED: _joined,
    Act.PARTED: _parted,
    Act.ANSWERED: _answered,
    Act.READ: _read,
    Act.TAKEN_BACK: _taken_back,
}
