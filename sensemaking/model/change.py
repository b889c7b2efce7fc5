"""A change to business as usual, as it was made."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Change:
    """What a system does otherwise from a day on, in its own words; what it rests on is kept beside it."""

    id: UUID
    system: UUID
    day: date
    words: str
    cycle: UUID | None = None
    version: int = 1
