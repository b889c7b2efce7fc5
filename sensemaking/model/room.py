"""The room: everything a gathering is at this moment, worked out from what happened in it and from nothing else.

`Room.after` takes one event; whoever asks for what came after the last event they saw arrives at the same room. An
event that makes no sense any more (its pile was merged away, its writer took the words back) changes nothing.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sensemaking.model.agenda import Agenda, Doing, Phase


class Act(StrEnum):
    """What can happen in a gathering."""

    PREPARED = "prepared"
    AGENDA = "agenda changed"
    DOORS = "doors opened or closed"
    REACHED = "reached by a phone"
    PHASE = "phase begun"
    CLOCK = "clock shown or hidden"
    JOINED = "joined"
    KNOCKED = "knocked"
    LET_IN = "let in"
    WRITTEN = "written"
    TAKEN_BACK = "taken back"
    LOOKED = "looked through"
    HELD = "held aside"
    RETURNED = "no longer held aside"
    REVEALED = "revealed"
    MOVED = "moved to a pile"
    NAMED = "pile named"
    MERGED = "pile merged"
    PARTED = "merge undone"
    READ = "reading written"
    UNREAD = "reading taken back"
    SAID = "statement put to the room"
    UNSAID = "statement taken out"
    ANSWERED = "statement answered"
    DECIDED = "decided"
    UNDECIDED = "decision taken out"
    REVISITED = "reading revisited"
    SHOWN = "shown on the wall"
    PASSED_ON = "passed on"
    HEARD = "a line sent back"
    ATTACHED = "picture kept"
    ENDED = "ended"


QUIET = frozenset(
    {Act.REACHED, Act.JOINED, Act.KNOCKED, Act.LET_IN, Act.WRITTEN, Act.LOOKED, Act.ANSWERED, Act.ATTACHED}
)
"""What no phone but the sender's shows."""


class Carries(StrEnum):
    """What contributions carry of their writers, chosen once for a gathering and said before anybody writes."""

    NOTHING = "nothing"
    ROLE = "a role"
    NAME = "a name"


class By(StrEnum):
    """How words came into the room; they count the same."""

    PHONE = "a phone"
    SCRIBE = "a scribe"
    CALL = "read in over a call"


class Next(StrEnum):
    """What a group decides at the end."""

    TRY = "what we will try next"
    ENABLE = "what we need to be enabled"
    CHALLENGE = "a challenge to business as usual"
    LET_GO = "what we let go"


@dataclass(frozen=True)
class Event:
    """Something that happened in a gathering: `told` in plain values, `sequence` its place in the order of keeping."""

    id: UUID
    gathering: UUID
    act: Act
    subject: UUID
    told: Mapping[str, Any]
    sequence: int
    recorded: datetime


@dataclass(frozen=True)
class Contribution:
    """What somebody wrote. It says nothing of its writer but `who`, in words, where the gathering carries that.

    `for_room` False keeps it for its writer alone. `part` is the part of the room that reads by itself, if any.
    """

    id: UUID
    phase: str
    words: str
    ask: str = ""
    for_room: bool = True
    quotable: bool = True
    about_someone_else: bool = False
    who: str = ""
    part: str = ""
    by: By = By.PHONE


@dataclass(frozen=True)
class Pile:
    """Contributions that people put together; `name` is the group's, `into` the pile it was merged into."""

    id: UUID
    name: str = ""
    into: UUID | None = None


@dataclass(frozen=True)
class Made:
    """What somebody makes of a pile; `beside` is the reading that it differs from, with the same weight.

    `version` counts how often it was said, from 1 on; only where it was said `by` can it be said anew or taken back.
    """

    id: UUID
    pile: UUID
    words: str
    who: str = ""
    beside: UUID | None = None
    version: int = 1
    by: By = By.PHONE


@dataclass(frozen=True)
class Said:
    """A short statement put to the room."""

    id: UUID
    words: str


@dataclass(frozen=True)
class Decided:
    """One thing the group decided, in its own words; `needed` says whose permission a challenge really needs."""

    id: UUID
    next: Next
    words: str
    needed: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture kept beside the words; `says` is the line that tells what it shows."""

    id: UUID
    says: str


@dataclass(frozen=True)
class Passed:
    """One contribution that its teller let go to another group."""

    story: UUID
    to: UUID


@dataclass(frozen=True)
class Heard:
    """The line that another group sent back about a story, which group that is, and when."""

    words: str
    by: UUID
    when: datetime


@dataclass(frozen=True)
class Room:
    """A gathering as it is now.

    `number` is the sequence of the last event it knows, `common` that of the last one that changes what every phone
    shows: somebody who joins, writes or answers changes nothing on the phones of others.
    """

    id: UUID
    number: int = 0
    common: int = 0
    system: UUID | None = None
    cycle: UUID | None = None
    question: str = ""
    format: str = ""
    focus: str = ""
    carries: Carries = Carries.NOTHING
    contact: str = ""
    roles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    code: str = ""
    secret: str = ""
    agenda: Agenda = Agenda(())
    phase: str = ""
    since: datetime | None = None
    began: datetime | None = None
    begun: tuple[str, ...] = ()
    clock: bool = True
    door: str = ""
    reached: bool = False
    joined: frozenset[UUID] = frozenset()
    knocking: Mapping[UUID, str] = field(default_factory=dict)
    let_in: frozenset[UUID] = frozenset()
    contributions: Mapping[UUID, Contribution] = field(default_factory=dict)
    gone: frozenset[UUID] = frozenset()
    looked: tuple[UUID, ...] = ()
    held: frozenset[UUID] = frozenset()
    shown: tuple[UUID, ...] = ()
    observed: frozenset[UUID] = frozenset()
    piles: Mapping[UUID, Pile] = field(default_factory=dict)
    pile_of: Mapping[UUID, UUID] = field(default_factory=dict)
    made: tuple[Made, ...] = ()
    unread: frozenset[UUID] = frozenset()
    said: tuple[Said, ...] = ()
    placed: tuple[UUID, ...] = ()
    decided: tuple[Decided, ...] = ()
    revisited: Mapping[UUID, str] = field(default_factory=dict)
    on_the_wall: str = ""
    passed: tuple[Passed, ...] = ()
    heard: Mapping[UUID, Heard] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    ended: datetime | None = None

    @property
    def now(self) -> Phase | None:
        """The phase the room is in; None before the first one."""
        return self.agenda.get(self.phase)

    @property
    def following(self) -> Phase | None:
        """The phase that comes next, if any."""
        return self.agenda.following(self.phase)

    def doing_of(self, contribution: Contribution) -> Doing | None:
        """What was being done where this was written; None where that phase left the agenda."""
        phase = self.agenda.get(contribution.phase)
        return phase.doing if phase else None

    def becomes_an_observation(self, contribution: Contribution) -> bool:
        """Whether this is kept as an observation once it is revealed."""
        doing = self.doing_of(contribution)
        return doing is not None and doing.is_kept

    def waiting(self, phase: str = "") -> list[UUID]:
        """What was written for the room, of one phase or of all, and has not been looked through yet.

        Only whoever draws a shuffled order from it may ask: it stands in the order of writing.
        """
        return [
            one.id
            for one in self.contributions.values()
            if one.for_room and one.id not in self.looked and phase in ("", one.phase)
        ]

    def before_the_wall(self) -> list[Contribution]:
        """What the facilitator looks through just now, shuffled as it came to them; held ones among them."""
        return [
            self.contributions[one]
            for one in self.looked
            if one in self.contributions and one not in self.shown
        ]

    def ready(self, phases: Container[str] = ()) -> list[UUID]:
        """What a reveal would show now: looked through, not held aside, of these phases or of all."""
        return [
            one.id
            for one in self.before_the_wall()
            if one.id not in self.held and (not phases or one.phase in phases)
        ]

    def in_the_open(self) -> list[Contribution]:
        """What everybody may see, in the shuffled order it was revealed in."""
        return [self.contributions[one] for one in self.shown if one in self.contributions]

    def kept_as_observations(self) -> set[UUID]:
        """What was revealed and became an observation of the group's with that, but for what was taken back."""
        return {one for one in self.observed if one in self.contributions}

    def pile_now(self, contribution: UUID) -> UUID | None:
        """The pile something lies in, with every merge followed to its end; None where it lies loose."""
        pile = self.pile_of.get(contribution)
        return None if pile is None else self.root(pile)

    def root(self, pile: UUID) -> UUID:
        """The pile that this one was merged into, at the end of all merges; itself where it was not."""
        while (into := self.piles[pile].into) is not None:
            pile = into
        return pile

    def lying_in(self, pile: UUID) -> list[Contribution]:
        """What lies in a pile and in those that were merged into it, as it was revealed, wherever it was merged to."""
        return [one for one in self.in_the_open() if pile in self._piles_of(one.id)]

    def _piles_of(self, contribution: UUID) -> list[UUID]:
        piles, pile = [], self.pile_of.get(contribution)
        while pile is not None:
            piles.append(pile)
            pile = self.piles[pile].into
        return piles

    def standing_piles(self) -> list[tuple[Pile, list[Contribution]]]:
        """The piles that hold something, in the order they were made, each with what lies in it as it was revealed."""
        lying: dict[UUID, list[Contribution]] = {pile: [] for pile in self.piles}
        for one in self.in_the_open():
            pile = self.pile_now(one.id)
            if pile is not None:
                lying[pile].append(one)
        return [(self.piles[pile], held) for pile, held in lying.items() if held]

    def loose(self) -> list[Contribution]:
        """What lies in no pile, as it was revealed."""
        return [one for one in self.in_the_open() if self.pile_now(one.id) is None]

    def to_pile(self) -> list[Contribution]:
        """What can still be put on a pile: what people noticed, and not what they had only expected."""
        return [one for one in self.loose() if self.doing_of(one) is not Doing.EXPECT]

    def merged_into(self, pile: UUID) -> list[Pile]:
        """The piles that were merged into this one, so that each can be taken out again."""
        return [one for one in self.piles.values() if one.into == pile]

    def after(self, event: Event) -> "Room":
        """The room once this has happened too; an event that makes no sense changes nothing but the number."""
        change = _CHANGES[event.act](self, event, event.told)
        common = self.common if event.act in QUIET else event.sequence
        return replace(self, number=event.sequence, common=common, **(change or {}))

    def after_all(self, events: Iterable[Event]) -> "Room":
        """The room after each of these in turn."""
        room = self
        for event in events:
            room = room.after(event)
        return room


Change = dict[str, Any]
Told = Mapping[str, Any]


def _prepared(room: Room, event: Event, told: Told) -> Change:
    texts = ("question", "format", "focus", "contact", "code", "secret")
    return {name: told.get(name, getattr(room, name)) for name in texts} | {
        "system": UUID(told["system"]) if told.get("system") else room.system,
        "cycle": UUID(told["cycle"]) if told.get("cycle") else room.cycle,
        # What was said on the first phone before anybody wrote is never changed behind their backs.
        "carries": room.carries if room.joined else Carries(told.get("carries", room.carries)),
        "roles": tuple(told.get("roles", room.roles)),
        "parts": tuple(told.get("parts", room.parts)),
        **(_agenda(room, event, told) if "phases" in told else {}),
    }


def _agenda(room: Room, event: Event, told: Told) -> Change:
    return {"agenda": Agenda(tuple(Phase.from_told(phase) for phase in told["phases"]))}


def _doors(room: Room, event: Event, told: Told) -> Change:
    return {"door": told["at"], "reached": False}


def _reached(room: Room, event: Event, told: Told) -> Change:
    return {"reached": True}


def _phase(room: Room, event: Event, told: Told) -> Change | None:
    if room.agenda.get(told["phase"]) is None:
        return None
    begun = tuple(dict.fromkeys((*room.begun, told["phase"])))
    began = room.began or event.recorded
    return {
        "phase": told["phase"],
        "since": event.recorded,
        "began": began,
        "begun": begun,
        "on_the_wall": "",
    }


def _clock(room: Room, event: Event, told: Told) -> Change:
    return {"clock": bool(told["shown"])}


def _joined(room: Room, event: Event, told: Told) -> Change:
    return {"joined": room.joined | {event.subject}}


def _knocked(room: Room, event: Event, told: Told) -> Change:
    return {"knocking": {**room.knocking, event.subject: told["sign"]}}


def _let_in(room: Room, event: Event, told: Told) -> Change:
    waiting = {who: sign for who, sign in room.knocking.items() if who != event.subject}
    return {"knocking": waiting, "let_in": room.let_in | {event.subject}}


def _written(room: Room, event: Event, told: Told) -> Change | None:
    # A phone that was cut off may send again what its writer took back meanwhile: it stays gone.
    if event.subject in room.shown or event.subject in room.gone or room.agenda.get(told["phase"]) is None:
        return None
    before = room.contributions.get(event.subject)
    now = Contribution(id=event.subject, **{**told, "by": By(told.get("by", By.PHONE))})
    change: Change = {"contributions": {**room.contributions, event.subject: now}}
    # Words that were written anew are looked through anew, and what is for its writer alone is looked at by nobody.
    if before and (before.words != now.words or not now.for_room):
        change["looked"] = tuple(one for one in room.looked if one != event.subject)
    return change


def _taken_back(room: Room, event: Event, told: Told) -> Change:
    return {
        "contributions": {one: kept for one, kept in room.contributions.items() if one != event.subject},
        "gone": room.gone | {event.subject},
        "passed": tuple(one for one in room.passed if one.story != event.subject),
        "heard": {one: line for one, line in room.heard.items() if one != event.subject},
    }


def _looked(room: Room, event: Event, told: Told) -> Change:
    order = [UUID(one) for one in told["order"]]
    waiting = set(room.waiting())
    fresh = [one for one in dict.fromkeys(order) if one in waiting]
    return {"looked": (*room.looked, *fresh)}


def _held(room: Room, event: Event, told: Told) -> Change | None:
    return None if event.subject in room.shown else {"held": room.held | {event.subject}}


def _returned(room: Room, event: Event, told: Told) -> Change:
    return {"held": room.held - {event.subject}}


def _revealed(room: Room, event: Event, told: Told) -> Change:
    # Two hands may reveal at once, and somebody may change their mind in between: only what is ready is shown.
    ready = set(room.ready())
    fresh = [one for one in dict.fromkeys(UUID(one) for one in told["order"]) if one in ready]
    kept = (one for one in fresh if room.becomes_an_observation(room.contributions[one]))
    return {"shown": (*room.shown, *fresh), "observed": room.observed.union(kept)}


def _moved(room: Room, event: Event, told: Told) -> Change | None:
    if event.subject not in room.shown:
        return None
    if told.get("pile") is None:
        return {"pile_of": {one: pile for one, pile in room.pile_of.items() if one != event.subject}}
    pile = UUID(told["pile"])
    return {
        "piles": room.piles if pile in room.piles else {**room.piles, pile: Pile(pile)},
        "pile_of": {**room.pile_of, event.subject: pile},
    }


def _named(room: Room, event: Event, told: Told) -> Change | None:
    pile = room.piles.get(event.subject)
    return None if pile is None else {"piles": {**room.piles, pile.id: replace(pile, name=told["name"])}}


def _merged(room: Room, event: Event, told: Told) -> Change | None:
    into = UUID(told["into"])
    pile = room.piles.get(event.subject)
    # Two hands may merge two piles into each other at once: the second finds them merged already.
    if pile is None or into not in room.piles or room.root(into) == room.root(pile.id):
        return None
    return {"piles": {**room.piles, pile.id: replace(pile, into=into)}}


def _parted(room: Room, event: Event, told: Told) -> Change | None:
    pile = room.piles.get(event.subject)
    return None if pile is None else {"piles": {**room.piles, pile.id: replace(pile, into=None)}}


def _read(room: Room, event: Event, told: Told) -> Change | None:
    pile = UUID(told["pile"])
    if pile not in room.piles or event.subject in room.unread:
        return None
    beside = UUID(told["beside"]) if told.get("beside") else None
    by = By(told.get("by", By.PHONE))
    made = Made(event.subject, pile, told["words"], told.get("who", ""), beside, by=by)
    before = next((one for one in room.made if one.id == made.id), None)
    if before is None:
        return {"made": (*room.made, made)}
    # What is said anew keeps its place and what it stands beside.
    again = replace(before, words=made.words, who=made.who, version=before.version + 1)
    return {"made": tuple(again if one is before else one for one in room.made)}


def _unread(room: Room, event: Event, told: Told) -> Change:
    stay = [one for one in room.made if one.id != event.subject]
    heirs = [one.id for one in stay if one.beside == event.subject]
    # Those that differed from it lose nothing by that: the first of them is what the others stand beside.
    made = (
        replace(one, beside=heirs[0] if one.id != heirs[0] else None) if one.id in heirs else one
        for one in stay
    )
    # A statement that says its words has its id, and goes with it.
    said = tuple(one for one in room.said if one.id != event.subject)
    return {"made": tuple(made), "unread": room.unread | {event.subject}, "said": said}


def _said(room: Room, event: Event, told: Told) -> Change | None:
    if event.subject in room.placed:
        return None
    said = Said(event.subject, told["words"])
    return {"said": (*room.said, said), "placed": (*room.placed, event.subject)}


def _unsaid(room: Room, event: Event, told: Told) -> Change:
    return {"said": tuple(one for one in room.said if one.id != event.subject)}


def _answered(room: Room, event: Event, told: Told) -> Change | None:
    return (
        None  # how somebody answered is kept beside the statement; here it is only known that something came
    )


def _decided(room: Room, event: Event, told: Told) -> Change:
    decided = Decided(event.subject, Next(told["next"]), told["words"], told.get("needed", ""))
    return {"decided": (*(one for one in room.decided if one.id != decided.id), decided)}


def _undecided(room: Room, event: Event, told: Told) -> Change:
    return {"decided": tuple(one for one in room.decided if one.id != event.subject)}


def _revisited(room: Room, event: Event, told: Told) -> Change:
    return {"revisited": {**room.revisited, event.subject: told["standing"]}}


def _shown(room: Room, event: Event, told: Told) -> Change:
    return {"on_the_wall": told["what"]}


def _passed_on(room: Room, event: Event, told: Told) -> Change | None:
    if event.subject not in room.shown or event.subject not in room.contributions:
        return None
    others = (one for one in room.passed if one.story != event.subject)
    to = (Passed(event.subject, UUID(told["to"])),) if told["to"] else ()
    return {"passed": (*others, *to)}


def _heard(room: Room, event: Event, told: Told) -> Change | None:
    if event.subject not in room.contributions:
        return None
    line = Heard(told["words"], UUID(told["by"]), event.recorded)
    return {"heard": {**room.heard, event.subject: line}}


def _attached(room: Room, event: Event, told: Told) -> Change:
    return {"pictures": (*room.pictures, Picture(event.subject, told["says"]))}


def _ended(room: Room, event: Event, told: Told) -> Change:
    return {"ended": event.recorded, "door": "", "phase": ""}


_CHANGES = {
    Act.PREPARED: _prepared,
    Act.AGENDA: _agenda,
    Act.DOORS: _doors,
    Act.REACHED: _reached,
    Act.PHASE: _phase,
    Act.CLOCK: _clock,
    Act.JOINED: _joined,
    Act.KNOCKED: _knocked,
    Act.LET_IN: _let_in,
    Act.WRITTEN: _written,
    Act.TAKEN_BACK: _taken_back,
    Act.LOOKED: _looked,
    Act.HELD: _held,
    Act.RETURNED: _returned,
    Act.REVEALED: _revealed,
    Act.MOVED: _moved,
    Act.NAMED: _named,
    Act.MERGED: _merged,
    Act.PARTED: _parted,
    Act.READ: _read,
    Act.UNREAD: _unread,
    Act.SAID: _said,
    Act.UNSAID: _unsaid,
    Act.ANSWERED: _answered,
    Act.DECIDED: _decided,
    Act.UNDECIDED: _undecided,
    Act.REVISITED: _revisited,
    Act.SHOWN: _shown,
    Act.PASSED_ON: _passed_on,
    Act.HEARD: _heard,
    Act.ATTACHED: _attached,
    Act.ENDED: _ended,
}
