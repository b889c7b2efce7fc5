"""Notes: what a gathering or a person leaves behind."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

KINDS = ("story", "pattern", "reading", "answer", "history", "map")
"""What a note can quote; a history (of what was read) and a map are of a system or of one of its cycles."""

REFERENCE = re.compile(rf"\{{({'|'.join(KINDS)}):([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})\}}")
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
        """What the note quotes, in order: pairs of one of KINDS and an id."""
        return [(kind, UUID(found)) for kind, found in REFERENCE.findall(self.body)]
