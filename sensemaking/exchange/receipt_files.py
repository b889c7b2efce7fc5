"""What did not come in, as CSV files: whole rows with the reason on each, and columns with theirs."""

import csv
import io
from collections.abc import Iterable
from itertools import islice

import numpy as np

from sensemaking.exchange.arranged import KINDS, Arranged
from sensemaking.exchange.mapping import Mapping
from sensemaking.exchange.numbers import number
from sensemaking.exchange.set_aside import ROW_IN_THE_FILE, WHY_REFUSED
from sensemaking.exchange.sheet import Cells, Sheet

_SOME = 2_000
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before one; numbers stay as they are."""
    if cell.lstrip(" ").startswith(_STARTS_A_FORMULA) and number(cell) is None:
        return "'" + cell
    return cell


def refused(sheet: Sheet, arranged: Arranged) -> bytes | None:
    """The refused rows with all their cells, why each stayed out, and the lines above the headings; None if none."""
    rows = np.flatnonzero(~arranged.comes_in)
    if not len(rows) and not sheet.before:
        return None
    columns = [_cells(column, rows) for column in sheet.columns]
    reasons = [
        f"{KINDS[arranged.refusals.kind[row]]}: {arranged.refusals.words[row]}" for row in rows.tolist()
    ]
    widest = max((len(cells) for cells in sheet.beyond.values()), default=0)
    head = [ROW_IN_THE_FILE, WHY_REFUSED, *map(harmless, sheet.headings), *["(no heading)"] * widest]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    for line in sheet.before:
        writer.writerow(["", "it stands above the headings", *map(harmless, line)])
    lines = zip(sheet.numbers[rows].tolist(), map(harmless, reasons), *columns, strict=True)
    beyond = (map(harmless, sheet.beyond.get(row, [])) for row in rows.tolist())
    _write(out, ((*line, *more) for line, more in zip(lines, beyond, strict=True)))
    return out.getvalue().encode("utf-8-sig")


def set_aside(sheet: Sheet, mapping: Mapping, arranged: Arranged) -> bytes | None:
    """The cells that were set aside from rows that came in, a column for each reason; None if there are none."""
    if not arranged.aside:
        return None
    any_of = np.zeros(sheet.rows, dtype=bool)
    for aside in arranged.aside:
        any_of[aside.rows] = True
    rows = np.flatnonzero(any_of)
    columns = []
    for aside in arranged.aside:
        cells = np.full(sheet.rows, "", dtype=object)
        cells[aside.rows] = _cells(sheet.columns[aside.column], aside.rows)
        columns.append(cells[rows].tolist())
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    heads = [f"{mapping.columns[a.column].heading} (set aside: {a.reason})" for a in arranged.aside]
    writer.writerow([ROW_IN_THE_FILE, *map(harmless, heads)])
    _write(out, zip(sheet.numbers[rows].tolist(), *columns, strict=True))
    return out.getvalue().encode("utf-8-sig")


def _write(out: io.StringIO, lines: Iterable[tuple[object, ...]]) -> None:
    """Write the lines some at a time, so that other threads have a turn between."""
    writer, rest = csv.writer(out), iter(lines)
    while some := list(islice(rest, _SOME)):
        writer.writerows(some)


def _cells(column: Cells, rows: np.ndarray) -> list[str]:
    values = list(map(harmless, column.values))
    return [values[code] for code in column.codes[rows].tolist()]
