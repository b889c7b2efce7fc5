"""Statements: short sentences put to the room, for everybody to say what rings true."""

from uuid import UUID

from sensemaking.model.gathering import Moderation
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Room
from sensemaking.practice.live import Live
from sensemaking.store.keeping import Rows

LONGEST = 280
"""The most characters of a statement: it is read on a phone, one at a time."""


def put(gathering: Live, id: UUID, words: str, event: UUID) -> Room:
    """Put a statement to the room; each keeps its place in the order in which they were put."""
    said = " ".join(words.split())
    if not said:
        raise Refusal("There are no words yet.", try_next="Write a short statement, then put it to the room.")
    if len(said) > LONGEST:
        raise Refusal(
            f"A statement has at most {LONGEST} characters, so that everybody reads all of it.",
            try_next="Say it more shortly, or make two of it.",
        )
    gathering.refuse_when_ended()
    with gathering.one_at_a_time:
        room = gathering.room
        if id in room.placed:
            return room
        place = len(room.placed) + 1
        row = _row(gathering, id, 1, place, said, Moderation.ACCEPTED)
        return gathering.happen(Act.SAID, id, {"words": said}, event=event, added={"statement": [row]})


def take_out(gathering: Live, id: UUID, event: UUID) -> Room:
    """Take a statement out again; how it was answered stays with it, held aside."""
    with gathering.one_at_a_time:
        added = without(gathering, id)
        return gathering.happen(Act.UNSAID, id, event=event, added=added) if added else gathering.room


def without(gathering: Live, id: UUID) -> dict[str, Rows]:
    """The rows by which a statement is there no more; none where it is not there now."""
    room = gathering.room
    said = next((one for one in room.said if one.id == id), None)
    if said is None:
        return {}
    return {
        "statement": [_row(gathering, id, 2, room.placed.index(id) + 1, said.words, Moderation.HELD_ASIDE)]
    }


def given(gathering: Live) -> int:
    """How many answers there are by now; for a shape that fills, never to be said as a number."""
    return int(gathering.store.read("how_many_answers", gathering=gathering.id)["given"].iloc[0])


def _row(
    gathering: Live, id: UUID, version: int, place: int, words: str, moderation: Moderation
) -> dict[str, object]:
    plain = {"id": id, "version": version, "gathering": gathering.id, "place": place, "words": words}
    return plain | {"moderation": moderation.value}
