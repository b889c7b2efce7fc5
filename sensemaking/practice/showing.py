"""Showing: what stands on the wall beyond what the phase itself shows: a later handful, one pile, a picture."""

from dataclasses import dataclass
from uuid import UUID

from sensemaking.model.room import Act, Room
from sensemaking.practice.live import Live

PILE, PICTURE, TOGETHER = "pile", "picture", "together"


@dataclass(frozen=True)
class Shown:
    """What the facilitator chose for the wall: `what` of the three above, or nothing of them.

    `of` is the pile or the picture, `page` which handful of it, from 1 on.
    """

    what: str = ""
    of: UUID | None = None
    page: int = 1

    def as_words(self) -> str:
        """As the gathering's event holds it, such as "pile 0190… 2"."""
        return f"{self.what or 'page'} {self.of or '-'} {self.page}"

    @classmethod
    def of_words(cls, words: str) -> "Shown":
        """What an event holds; whatever cannot be read is what the phase shows by itself."""
        try:
            what, of, page = words.split()
            known = what if what in (PILE, PICTURE, TOGETHER) else ""
            return cls(known, None if of == "-" else UUID(of), max(1, int(page)))
        except ValueError:
            return cls()


def shown(room: Room) -> Shown:
    """What is chosen for the wall now; each phase begins with what it shows by itself."""
    return Shown.of_words(room.on_the_wall)


def show(gathering: Live, chosen: Shown, event: UUID) -> Room:
    """Put this on the wall for everybody in the room."""
    return gathering.happen(Act.SHOWN, told={"what": chosen.as_words()}, event=event)
