"""Gatherings of scripted people, for tests that stand behind the doors."""

from datetime import date
from uuid import UUID, uuid4

from sensemaking.model.agenda import Doing
from sensemaking.model.room import Next
from sensemaking.practice import contribute, gather, live, piles, reveal
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live

QUESTION = "What did we notice this winter?"


def a_gathering(here: Here, question: str = QUESTION, format: str = "ninety_minutes") -> Live:
    """A gathering that was prepared and has begun to write."""
    gathering = gather.prepare(here, question, format=format)
    go_to(gathering, Doing.NOTICE)
    return gathering


def phase(gathering: Live, doing: Doing) -> str:
    """The key of the first phase in which this is done."""
    return next(one.key for one in gathering.room.agenda.phases if one.doing is doing)


def go_to(gathering: Live, doing: Doing) -> None:
    gather.go_to(gathering, phase(gathering, doing))


def write(gathering: Live, words: str, doing: Doing = Doing.NOTICE, **more: object) -> UUID:
    """Somebody writes this; the contribution's id."""
    id = uuid4()
    contribute.write(gathering, id, words, event=uuid4(), phase=phase(gathering, doing), **more)  # type: ignore[arg-type]
    return id


def show(gathering: Live) -> None:
    """Everything that was written for the room and not held aside is looked through and shown."""
    reveal.look_through(gathering)
    reveal.reveal(gathering)


def shown(gathering: Live, *words: str) -> list[UUID]:
    """These words, written and shown."""
    ids = [write(gathering, one) for one in words]
    show(gathering)
    return ids


def pile(gathering: Live, *contributions: UUID, name: str = "") -> UUID:
    """A pile of these; its id."""
    made = uuid4()
    for one in contributions:
        piles.move(gathering, one, made, uuid4())
    if name:
        piles.name(gathering, made, name, uuid4())
    return made


def read(gathering: Live, pile: UUID, words: str, beside: UUID | None = None) -> UUID:
    """What somebody makes of a pile; the reading's id."""
    id = uuid4()
    contribute.read(gathering, id, pile, words, event=uuid4(), beside=beside)
    return id


def decide(gathering: Live, next: Next, words: str, needed: str = "") -> UUID:
    id = uuid4()
    contribute.decide(gathering, id, next, words, event=uuid4(), needed=needed)
    return id


def after_a_restart(gathering: Live) -> Live:
    """The same gathering, worked out anew from what is kept."""
    return Live(gathering.store, gathering.id)


def ended(gathering: Live, day: date | None = None) -> Live:
    gather.end(gathering, day or gathering.here.viewer.today)
    return live.at(gathering.store, gathering.id)
