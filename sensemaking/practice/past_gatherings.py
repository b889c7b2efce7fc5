"""Past gatherings: those that were held where we stand, live or elsewhere, and what one that was held live left."""

from dataclasses import dataclass
from uuid import UUID

from sensemaking.model.gathering import Gathering
from sensemaking.model.note import Note
from sensemaking.model.pattern import Pattern
from sensemaking.model.room import Decided
from sensemaking.practice import gathering_note, remember, take_away
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live


@dataclass(frozen=True)
class Left:
    """What a gathering left: the piles people named or read, what they decided, and its note as it was kept last."""

    piles: tuple[Pattern, ...]
    decided: tuple[Decided, ...]
    note: Note | None


def held(here: Here) -> list[Gathering]:
    """The gatherings that are over, in the order they were held; a focus on one cycle leaves out the others."""
    going_on = set(here.store.read("gatherings_going_on")["gathering"])
    return [one for one in remember.gatherings(here) if one.id not in going_on]


def left(here: Here, gathering: UUID) -> Left | None:
    """What a gathering left that was held live where we stand; None for one that was brought in or held elsewhere."""
    if gathering not in set(here.store.read("gatherings_ended", system=here.focus.system)["gathering"]):
        return None
    # Not found by `live.at`: what is over need not stay in memory.
    room = Live(here.store, gathering).room
    kept = remember.patterns(here)
    notes = {note.id: note for note in take_away.notes(here.unnarrowed())}
    return Left(
        tuple(kept[pile] for pile in room.piles if pile in kept),
        room.decided,
        notes.get(gathering_note.id_of(gathering)),
    )
