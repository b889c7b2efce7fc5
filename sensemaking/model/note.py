"""Notes: what a gathering or a person leaves behind."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

REFERENCE = re.compile(r"\{(story|pattern|reading):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}")
"""A quote in a note is a reference, resolved and checked again at every view and every export."""


def id_of(gathering: UUID) -> UUID:
    """The id of a gathering's note."""
    return uuid5(gathering, "note")


@dataclass(frozen=True)
class Note:
    """A sensemaking note. `body` is Markdown whose quotes are references such as `{story:ID}`, never copies."""

    id: UUID
    system: UUID
    title: str
    body: str
    cycle: UUID | None = None
    recorded: datetime | None = None
    version: int = 1

    def references(self) -> list[tuple[str, UUID]]:
        """What the note quotes, in order: pairs of kind ("story", "pattern", "reading") and id."""
        return [(kind, UUID(found)) for kind, found in REFERENCE.findall(self.body)]
