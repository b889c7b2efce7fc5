"""What stayed out of a list of systems or of a conversation, as CSV: rows with their reasons, and cells."""

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from sensemaking.exchange import polis_in
from sensemaking.exchange.polis_in import Conversation
from sensemaking.exchange.receipt_files import harmless
from sensemaking.exchange.set_aside import ROW_IN_THE_FILE, WHY_REFUSED
from sensemaking.exchange.sheet import Sheet
from sensemaking.exchange.systems_in import Found, Part, Plan

_FILE, _HEADING, _CELL, _WHY_ASIDE = "file", "heading", "cell", "why it was set aside"


def refused_systems(sheet: Sheet, found: Found) -> bytes | None:
    """The refused rows of a list of systems, with the reason on each; None if there are none."""
    lines = [
        (
            int(sheet.numbers[row]),
            f"{reason}: {words}",
            *(column.at(row) for column in sheet.columns),
            *sheet.beyond.get(row, []),
        )
        for row, (reason, words) in sorted(found.refused.items())
    ]
    widest = max((len(cells) for cells in sheet.beyond.values()), default=0)
    head = [ROW_IN_THE_FILE, WHY_REFUSED, *sheet.headings, *["(no heading)"] * widest]
    return _written(head, lines)


def aside_columns(sheet: Sheet, plan: Plan, found: Found) -> list[tuple[int, np.ndarray]]:
    """The columns of a list of systems that nobody chose, and in which of the rows that came in they say anything."""
    came = np.array(sorted(set(range(sheet.rows)) - found.refused.keys()), dtype=np.int64)
    aside = []
    for at in plan.of(Part.SET_ASIDE):
        cells = sheet.columns[at]
        filled = np.array([bool(value.strip()) for value in cells.values], dtype=bool)[cells.codes[came]]
        if filled.any():
            aside.append((at, came[filled]))
    return aside


def set_aside_systems(sheet: Sheet, plan: Plan, found: Found, why: str) -> bytes | None:
    """The cells of the columns nobody chose, in the rows that came in; None if there are none."""
    aside = aside_columns(sheet, plan, found)
    rows = sorted({row for _, rows in aside for row in rows.tolist()})
    head = [ROW_IN_THE_FILE, *(f"{sheet.columns[at].heading} (set aside: {why})" for at, _ in aside)]
    lines = [(int(sheet.numbers[row]), *(sheet.columns[at].at(row) for at, _ in aside)) for row in rows]
    return _written(head, lines)


def refused_votes(conversation: Conversation) -> bytes | None:
    """The refused rows of an export's files, with the reason on each; None if there are none."""
    lines = [(one.file, one.number, f"{one.reason}: {one.words}", *one.cells) for one in conversation.refused]
    widest = max((len(one.cells) for one in conversation.refused), default=0)
    return _written([_FILE, ROW_IN_THE_FILE, WHY_REFUSED, *["cell"] * widest], lines)


def set_aside_votes(conversation: Conversation) -> bytes | None:
    """What was set aside of an export, cell by cell; what only counts or repeats is not written again."""
    lines = [
        (aside.sheet.name, int(aside.sheet.numbers[row]), column.heading, column.at(row), aside.reason)
        for aside in conversation.set_aside
        if aside.cells
        for row in aside.rows.tolist()
        for column in (aside.sheet.columns if aside.column is None else [aside.sheet.columns[aside.column]])
        if column.at(row).strip()
    ]
    return _written([_FILE, ROW_IN_THE_FILE, _HEADING, _CELL, _WHY_ASIDE], lines)


def identifies(reason: str) -> bool:
    """Whether cells set aside for this reason are never shown as examples."""
    return reason in (polis_in.WHO, polis_in.GROUPED)


def _written(head: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes | None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(one) for one in head])
    empty = True
    for line in lines:
        writer.writerow([harmless(one) if isinstance(one, str) else one for one in line])
        empty = False
    return None if empty else out.getvalue().encode("utf-8-sig")
