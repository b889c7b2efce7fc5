"""What a sheet of cells comes to under a mapping: what comes in, what is refused, and what is set aside."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from uuid6 import uuid7

from sensemaking.model.system import System

BROKEN, NO_DAY, NO_PLACE, NO_WORDS, NO_NUMBER, APART, COUNTS_AGAINST, TAKEN_BACK = range(8)
KINDS = (
    "the row could not be read whole",
    "there is no such day",
    "there is no place for it here",
    "there is no answer in it",
    "there is no number in it",
    "it is no row of the table",
    "it counts against a target",
    "its teller took back their consent",
)
"""Why rows are refused, in kinds; each row has its own words besides."""


@dataclass(frozen=True)
class Known:
    """What the store already has: all systems, and by their words the themes, questions and measures (with units).

    `id_of` makes the id of something new from what it is called, so that two who name it make one thing.
    """

    systems: tuple[System, ...] = ()
    root: System | None = None
    themes: Lookup[str, UUID] = field(default_factory=dict)
    questions: Lookup[tuple[str, str, str, str], UUID] = field(default_factory=dict)
    measures: Lookup[str, tuple[UUID, str]] = field(default_factory=dict)
    id_of: Callable[[str], UUID] = lambda named: uuid7()


@dataclass(frozen=True)
class Refusals:
    """Which rows stay out: `kind` is -1 for a row that comes in, else a position in KINDS; `words` says why."""

    kind: np.ndarray
    words: dict[int, str]

    def add(self, rows: Iterable[int], kind: int, why: Callable[[int], str]) -> None:
        """Refuse these rows, unless they are refused already."""
        for row in rows:
            if self.kind[row] < 0:
                self.kind[row] = kind
                self.words[row] = why(row)


@dataclass(frozen=True)
class Aside:
    """Cells that are kept in the receipt's file only: of which column, in which rows, and why."""

    column: int
    reason: str
    rows: np.ndarray


@dataclass(frozen=True)
class Arranged:
    """What a file comes to. The tables and the rows are as the store keeps them; `days` are the first and the last.

    `systems`, `themes`, `questions` and `measured` are only those that the store does not have yet.
    """

    observations: pa.Table
    themes_given: pa.Table
    meanings: pa.Table
    systems: tuple[System, ...]
    themes: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    measured: list[dict[str, Any]]
    refusals: Refusals
    aside: tuple[Aside, ...]
    stories: int
    measures: int
    days: tuple[date, date] | None

    @property
    def comes_in(self) -> np.ndarray:
        """For each row of the sheet, whether anything of it comes in."""
        return self.refusals.kind < 0
