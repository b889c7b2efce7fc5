"""A file read into cells and not understood yet: what every reader of a format answers with."""

from dataclasses import dataclass

import numpy as np

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class How:
    """How to read a file. What is left empty is recognised from the file itself.

    `sheet` names the worksheet of a workbook. `heading_row` is the row in which the headings begin, as a
    spreadsheet counts rows; `heading_rows` is how many rows they take. `headings` False means there are none.
    """

    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    headings: bool | None = None
    sheet: str = ""
    heading_row: int = 0
    heading_rows: int = 0


AS_IT_IS = How()


@dataclass(frozen=True)
class Cells:
    """One column: its heading, the different cells in it, and for each row which of them stands there."""

    heading: str
    values: list[str]
    codes: np.ndarray

    def at(self, row: int) -> str:
        """The cell in this row, as it stands in the file."""
        return self.values[self.codes[row]]

    def counts(self) -> np.ndarray:
        """How often each of `values` stands in the column."""
        return np.bincount(self.codes, minlength=len(self.values))


@dataclass(frozen=True)
class Sheet:
    """A file, read but not understood yet.

    `told` says in sentences how it was read. `numbers` gives each row its place in the file as a
    spreadsheet would count it. `broken` says why a row cannot come in as it is, `apart` why one is no row of
    the table but a total or a note; `beyond` holds cells past the last heading, `before` the lines above the
    headings. Blank rows are counted and left out. `sheets` names a workbook's worksheets, to choose from.
    """

    name: str
    digest: str
    how: How
    told: tuple[str, ...]
    columns: tuple[Cells, ...]
    numbers: np.ndarray
    blank_rows: int
    broken: dict[int, str]
    beyond: dict[int, list[str]]
    before: tuple[list[str], ...]
    apart: dict[int, str]
    sheets: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows with something in them stand under the headings."""
        return len(self.numbers)

    @property
    def headings(self) -> list[str]:
        """The columns' names: never empty, never twice the same."""
        return [column.heading for column in self.columns]

    def first(self, n: int = 5) -> list[list[str]]:
        """The first rows, cell by cell, as they stand in the file."""
        return [[column.at(row) for column in self.columns] for row in range(min(n, self.rows))]
