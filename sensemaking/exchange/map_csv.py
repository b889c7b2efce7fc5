"""The map of a system as CSV, in one file or in two: rows that have a name are parts, rows with both ends are links.

Our own columns are kind, name, from, to, words, themes. Label, type, description and tags are read as well, which is
what Kumu's spreadsheets call them.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from sensemaking.exchange import csv_in
from sensemaking.exchange.map_said import (
    BETWEEN_THEMES,
    NO_ENDS,
    NO_KIND_SAID,
    NO_NAME,
    Refused,
    Said,
    SaidLink,
    SaidPart,
    link_kind,
    part_kind,
    themes_in,
    together,
)
from sensemaking.exchange.receipt_files import harmless
from sensemaking.exchange.sheet import How, Sheet
from sensemaking.model.map import LinkKind, Map
from sensemaking.model.refusal import Refusal

HEADINGS = ("kind", "name", "from", "to", "words", "themes")
CALLED = {
    "kind": ("kind", "type"),
    "name": ("name", "label"),
    "from": ("from", "source"),
    "to": ("to", "target"),
    "words": ("words", "description", "note", "notes"),
    "themes": ("themes", "theme", "tags"),
}
NEITHER_KIND = "its kind is neither actor nor factor"
TOO_MANY_CELLS = "it has more cells than there are headings"
NO_SUCH_LINK = "its kind is none of influences, enables, blocks"
NOT_READ = "The column {heading} is not read: a map has no place for it."
_HEADED = How(headings=True, heading_row=1, heading_rows=1)
_FORMULA_BEHIND_AN_APOSTROPHE = re.compile(r"'+ *[=+\-@\t\r]")

Row = Mapping[str, str]


def read(name: str, data: bytes) -> Said:
    """What a CSV file says about a map. Raises a Refusal where it is none, or has neither parts nor links."""
    sheet = csv_in.read(data, name, _HEADED)
    columns = _columns(sheet, name)
    said = (_row(sheet, columns, name, row) for row in range(sheet.rows))
    return together((Said(notes=_unread(sheet, columns)), *said))


def _row(sheet: Sheet, columns: Mapping[str, int], name: str, row: int) -> Said:
    where = f"{name}, row {sheet.numbers[row]}"
    beyond = sheet.beyond.get(row, [])
    cells = (*(column.at(row) for column in sheet.columns), *beyond)
    if reason := sheet.broken.get(row) or sheet.apart.get(row) or (TOO_MANY_CELLS if beyond else ""):
        return Said(refused=(Refused(where, reason, cells),))
    return _said(where, {part: _plain(cells[at]) for part, at in columns.items()}, cells)


def _columns(sheet: Sheet, name: str) -> dict[str, int]:
    heads = [heading.strip().casefold() for heading in sheet.headings]
    columns = {
        part: heads.index(word) for part, words in CALLED.items() for word in reversed(words) if word in heads
    }
    if not {"from", "to"} <= columns.keys() and "name" not in columns:
        raise Refusal(
            f"{name} has neither a column called name nor two called from and to.",
            try_next="Give its columns the headings kind, name, from, to, words, themes, as far as it has them.",
        )
    return columns


def _unread(sheet: Sheet, columns: Mapping[str, int]) -> tuple[str, ...]:
    used = set(columns.values())
    return tuple(
        NOT_READ.format(heading=column.heading)
        for at, column in enumerate(sheet.columns)
        if at not in used and any(value.strip() for value in column.values)
    )


def _said(where: str, row: Row, cells: tuple[str, ...]) -> Said:
    ends = row.get("from", ""), row.get("to", "")
    if any(ends):
        return _link(where, row, ends, cells)
    if "name" not in row:
        return Said(refused=(Refused(where, NO_ENDS, cells),))
    if not row["name"]:
        return Said(refused=(Refused(where, NO_NAME, cells),))
    kind = part_kind(row.get("kind", ""))
    if kind is None:
        return Said(refused=(Refused(where, NEITHER_KIND, cells),))
    themes = themes_in(row.get("themes", ""))
    return Said(parts=(SaidPart(where, kind, row["name"], row.get("words", ""), themes, cells),))


def _link(where: str, row: Row, ends: tuple[str, str], cells: tuple[str, ...]) -> Said:
    if not all(ends):
        return Said(refused=(Refused(where, NO_ENDS, cells),))
    said_kind = row.get("kind", "")
    kind = link_kind(said_kind) if said_kind else LinkKind.INFLUENCES
    if kind is None:
        return Said(refused=(Refused(where, NO_SUCH_LINK, cells),))
    words = row.get("words", "") or row.get("name", "")
    notes = () if said_kind else (NO_KIND_SAID,)
    return Said(links=(SaidLink(where, ends[0], kind, ends[1], words, cells),), notes=notes)


def written(drawn: Map, themes: Mapping[UUID, str]) -> bytes:
    """A map as CSV: its parts, then its links. What would be a formula has an apostrophe before it."""
    rows: list[tuple[str, ...]] = [
        (
            one.kind,
            one.name,
            "",
            "",
            one.words,
            BETWEEN_THEMES.join(themes[t] for t in one.themes if t in themes),
        )
        for one in drawn.parts
    ]
    rows += [
        (one.kind, "", drawn.by_id[one.goes_from].name, drawn.by_id[one.goes_to].name, one.words, "")
        for one in drawn.links
    ]
    return table(HEADINGS, rows)


def refused(them: Iterable[Refused]) -> bytes:
    """What was refused of a map's files as CSV, with the place and the reason on each."""
    return table(
        ("where", "why it did not come in", "what stands there"),
        ((one.where, one.reason, *one.cells) for one in them),
    )


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV that any spreadsheet opens, with no formula in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return "'" + cell if harmless(cell) != cell or _FORMULA_BEHIND_AN_APOSTROPHE.match(cell) else cell


def _plain(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return (cell[1:] if _FORMULA_BEHIND_AN_APOSTROPHE.match(cell) else cell).strip()
