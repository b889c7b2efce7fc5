"""What is said about words after they were told: who agreed, who looked, and where they went."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sensemaking.model.scale import Scale


@dataclass(frozen=True)
class Agreement:
    """Whether the person whom a story is about agrees to it: who says so, in words, and since which day."""

    agrees: bool
    who: str
    day: date


@dataclass(frozen=True)
class Look:
    """A second look at one version of somebody's words, before they travel.

    `reaches` is the widest scale they were looked through for; None keeps them at home. `in_other_words`: only as the
    reader put it, the words themselves stay. `why` is what the reader said to it.
    """

    version: int
    reaches: Scale | None
    in_other_words: bool
    why: str
    who: str


@dataclass(frozen=True)
class TakenAway:
    """A file that left and quotes observations: of which note, made where, as which kind of file, when (UTC)."""

    system: UUID
    title: str
    kind: str
    when: datetime
    note: UUID | None = None
    quotes: tuple[UUID, ...] = ()
