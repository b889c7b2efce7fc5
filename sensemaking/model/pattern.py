"""Patterns and readings: what a lens showed, and what people make of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

PILE = "pile"
"""What stands in a lens's place where people put the stories together by hand: there is no picture to look at again."""


@dataclass(frozen=True)
class Pattern:
    """What a lens showed at a focus, named by people, with the observations behind it.

    `focus` is the URL query that opens the same view; `choice` and `mark` say what was chosen there;
    `told` is what the lens said at the time; `observations` are the stories that were open beside it.
    `could_be_chance` says that the lens claimed nothing for this mark: people saw it, and it stands as theirs.

    A pile of a gathering is a pattern too, whose lens is PILE: its `title` is the gathering's question, its
    observations are all that lay in it.
    """

    id: UUID
    system: UUID
    lens: str
    focus: str
    title: str
    told: str = ""
    choice: str = ""
    mark: str = ""
    name: str = ""
    could_be_chance: bool = True
    observations: tuple[UUID, ...] = ()

    @property
    def is_pile(self) -> bool:
        """Whether people made it by hand in a gathering, so that no lens draws it."""
        return self.lens == PILE


class Standing(StrEnum):
    """How a reading stands when it is looked at again later."""

    SO_FAR = "one reading so far"
    HELD = "held"
    SHIFTED = "shifted"
    LET_GO = "let go"


@dataclass(frozen=True)
class Revisit:
    """One later look at a reading: how it stands, why, and on which day that was said."""

    standing: Standing
    why: str
    day: date


@dataclass(frozen=True)
class Reading:
    """What someone makes of a pattern. Differing readings stand beside it with the same weight.

    `who` is a role or a name as the writer gave it, or empty. `beside` is the reading it differs from.
    """

    id: UUID
    system: UUID
    words: str
    day: date
    pattern: UUID | None = None
    cycle: UUID | None = None
    beside: UUID | None = None
    who: str = ""
    recorded: datetime | None = None
    history: tuple[Revisit, ...] = ()
    version: int = 1

    @property
    def standing(self) -> Standing:
        """How it stands now: what the latest look at it said."""
        return self.history[-1].standing if self.history else Standing.SO_FAR
