"""Piling: people put together what belongs together and name it, with several hands at once.

The last move wins. Nothing is lost: a pile merged into another keeps what came from where, and can be taken out again.
"""

from uuid import UUID

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Room
from sensemaking.practice.live import PARTICIPANT, Live

LONGEST_NAME = 120


def move(gathering: Live, contribution: UUID, pile: UUID | None, event: UUID) -> Room:
    """Put a contribution on a pile (an id nobody used yet makes a new one), or back among the loose ones."""
    gathering.refuse_when_ended()
    if contribution not in gathering.room.contributions:
        raise Refusal("This was taken back.", try_next="Go on with the others.")
    told = {"pile": str(pile) if pile else None}
    return gathering.happen(Act.MOVED, contribution, told, event=event, actor=PARTICIPANT)


def name(gathering: Live, pile: UUID, words: str, event: UUID) -> Room:
    """Name a pile in the group's words."""
    given = " ".join(words.split())[:LONGEST_NAME]
    _refuse_no_pile(gathering, pile)
    return gathering.happen(Act.NAMED, pile, {"name": given}, event=event, actor=PARTICIPANT)


def merge(gathering: Live, pile: UUID, into: UUID, event: UUID) -> Room:
    """Put one pile into another; merging what is merged already changes nothing."""
    _refuse_no_pile(gathering, pile)
    _refuse_no_pile(gathering, into)
    return gathering.happen(Act.MERGED, pile, {"into": str(into)}, event=event, actor=PARTICIPANT)


def take_out(gathering: Live, pile: UUID, event: UUID) -> Room:
    """Undo a merge: the pile stands by itself again, with what lay in it."""
    _refuse_no_pile(gathering, pile)
    return gathering.happen(Act.PARTED, pile, event=event, actor=PARTICIPANT)


def _refuse_no_pile(gathering: Live, pile: UUID) -> None:
    gathering.refuse_when_ended()
    if pile not in gathering.room.piles:
        raise Refusal("This pile is not there any more.", try_next="Choose a pile that is.")
