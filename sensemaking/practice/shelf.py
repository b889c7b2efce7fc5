"""What can be taken away from an open page right now: a note as the page shows it, under a name nobody can guess.

A page lays its note out; a link of the page asks for it. An offer lives as long as whoever laid it out holds it, and
nothing of it is left behind after that.
"""

import secrets
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from sensemaking.model.note import Note
from sensemaking.practice.here import Here
from sensemaking.practice.take_away import FORMATS, file_name, handful


@dataclass(frozen=True)
class Taken:
    """A file on its way out of the room."""

    name: str
    media_type: str
    content: bytes


@dataclass(eq=False)
class Offer:
    """What one open page offers. `token` is the only name it is found by."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _laid: tuple[Here, Note] | None = None

    def lay(self, here: Here, note: Note) -> None:
        """What the page shows now."""
        self._laid = (here, note)

    def take(self, name: str, seed: int | None = None) -> Taken | None:
        """The file of this format; of a handful of stories where a seed is given. None where there is no such thing.

        Raises the Refusals of the format.
        """
        if name not in FORMATS or self._laid is None:
            return None
        made = FORMATS[name]
        here, note = self._laid
        return Taken(
            file_name(note, made),
            made.media_type,
            made.make(here, note if seed is None else handful(here, note, seed)),
        )


_offers: WeakValueDictionary[str, Offer] = WeakValueDictionary()


def offer() -> Offer:
    """A new offer, found by its token for as long as the caller holds it."""
    made = Offer()
    _offers[made.token] = made
    return made


def find(token: str) -> Offer | None:
    """The offer of this token, if a page still holds it."""
    return _offers.get(token)
