"""Questions that stay open: what is asked at each scale, of a cycle and of a steward, and what was answered when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sensemaking.model.scale import Scale


class Family(StrEnum):
    """What a question is for. The value is the word that files use.

    Source: Human Learning Systems, which asks *learning from* and *enabling* questions at every system scale.
    """

    LEARNING_FROM = "learning from"
    ENABLING = "enabling"
    MANAGING = "managing"
    STEWARDSHIP = "stewardship"
    PERMISSION = "permission"

    def may_be_asked(self, scale: Scale | None) -> bool:
        """Whether it can be asked at this scale, or, with none, of what belongs to no scale; enabling ones at all."""
        of_a_scale = self in (Family.LEARNING_FROM, Family.ENABLING)
        return of_a_scale if scale else not of_a_scale or self is Family.ENABLING


@dataclass(frozen=True)
class OpenQuestion:
    """A question that is asked again and again; `key` is how its answers find it, `source` whose question it is.

    `scale` is where it is asked, if it belongs to one. Without a source it is a question of our own.
    """

    key: str
    family: Family
    scale: Scale | None
    words: str
    example: str = ""
    source: str = ""

    @property
    def ours(self) -> bool:
        """Whether no source gives it."""
        return not self.source


@dataclass(frozen=True)
class Answer:
    """What was answered to the question of this key on one day, by a system or in one of its cycles.

    `who` is a role or a name, or nothing.
    """

    id: UUID
    system: UUID
    question: str
    words: str
    day: date
    cycle: UUID | None = None
    who: str = ""
    version: int = 1


@dataclass(frozen=True)
class Joined:
    """Answers of several systems that people put together at `system`, under the name they gave them."""

    id: UUID
    system: UUID
    name: str
    answers: tuple[UUID, ...]
    version: int = 1
