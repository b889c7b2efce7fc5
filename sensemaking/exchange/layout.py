"""Where the table is among a sheet's rows: titles above it, headings over several rows, totals and notes under it."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from sensemaking.exchange.cell_words import folded, is_not_known
from sensemaking.exchange.days import looks_like_a_day
from sensemaking.exchange.numbers import number
from sensemaking.exchange.sheet import MOST_COLUMNS, MOST_ROWS, Cells, How, Sheet
from sensemaking.exchange.wide import is_wide
from sensemaking.model.refusal import Refusal

SAMPLE = 200
"""So many rows are looked at to find the headings."""

MOST_HEADING_ROWS = 5
"""So many rows at most are joined into headings."""

TOTAL = "it is a total of the rows above"
AVERAGE = "it is an average or another summary of the rows above"
NOTE = "it is a note under the table"
AGAIN = "it repeats the headings"

_LAST = 30
_LABELS = 5
_LABEL = 60
_SHORT = 60
_TOTAL = re.compile(r"(grand|sub|overall|net)?[ -]?totals?|sum|overall|all( of)? (the )?(rows|above)")
_TOTAL_OF = re.compile(r"(?:(.+?)[ -]+)(?:sub-?)?totals?|(?:sub-?)?totals?[ -]+(?:(?:for|of|in)[ -]+)?(.+)")
# No name of a total is without one of these; among ten thousands of cells most are passed over by them alone.
_PERHAPS_TOTAL = re.compile(r"total|sum|all", re.I)
_SUMMARY = re.compile(
    r"(overall )?(average|mean|median|min(imum)?|max(imum)?|count|range|(std|standard) dev.*|sd)"
)
_SAYS_NOTE = re.compile(
    r"\s*(source|notes?|key|footnotes?|legend|caveats?|prepared by|printed)\b|\s*[*†‡]", re.I
)

Rows = list[list[str]]


@dataclass(frozen=True)
class Chunk:
    """Some records of a file and their places in it, as a spreadsheet counts rows."""

    numbers: np.ndarray
    rows: Rows


@dataclass(frozen=True)
class Merged:
    """Cells merged into one: rows as a spreadsheet counts them, columns from 0, both ends included."""

    top: int
    bottom: int
    left: int
    right: int


def lay_out(
    name: str, how: How, chunks: Iterator[Chunk], merged: Sequence[Merged] = (), ragged: bool = False
) -> Sheet:
    """The table that lies in these records, with `told` on where it lies; it may have no rows.

    Where rows are `ragged` (text files), one with more cells than there are headings is broken; elsewhere such
    cells make columns of their own. Raises a Refusal for more rows or columns than can come in.
    """
    first: list[Chunk] = []
    while sum(len(chunk.rows) for chunk in first) < SAMPLE and (chunk := next(chunks, None)):
        first.append(chunk)
    numbers = [int(at) for chunk in first for at in chunk.numbers]
    rows = [row for chunk in first for row in chunk.rows]
    top = _top(numbers, rows, how, merged, ragged)
    table = _Table(name, top.names, len(top.names) if ragged else None)
    del rows, numbers
    for chunk in (*first, *chunks):
        table.add(chunk, top.last)
    places, columns, order = table.done()
    columns, told = _fill_down(places, columns, order, merged)
    blank = max(table.last - top.last - len(order), 0)
    found = replace(
        how,
        headings=top.headings,
        heading_row=top.first,
        heading_rows=top.last - top.first + 1 if top.headings else 0,
    )
    sheet = Sheet(
        name,
        "",
        found,
        (),
        tuple(columns),
        order,
        blank,
        table.broken,
        table.beyond,
        tuple(top.before),
        _apart(columns, order, top.headings),
    )
    return replace(sheet, told=(*top.told(columns), *told, *_oddities(sheet)))


def refuse_without_rows(sheet: Sheet) -> None:
    """Raise a Refusal where nothing stands under the headings."""
    if not sheet.rows:
        raise Refusal(
            f"{sheet.name} has headings and no rows." if sheet.how.headings else f"{sheet.name} is empty.",
            try_next="Choose the file that has the rows in it.",
        )


def many(count: int, one: str, several: str) -> str:
    """A count with its words: 1 row is, 2 rows are."""
    return f"{count:,} {one if count == 1 else several}"


def quoted(words: Sequence[str], most: int = 3) -> str:
    """A few of these words in quotation marks, shortened, for a sentence."""
    plain = [" ".join(one.split()) for one in words[:most]]
    said = ", ".join(f"“{one if len(one) <= _SHORT else one[: _SHORT - 1] + '…'}”" for one in plain)
    return said + (f" and {len(words) - most:,} more" if len(words) > most else "")


@dataclass(frozen=True)
class _Top:
    """What stands above the first row of the table. `first` and `last` are the rows of its headings, 0 for none."""

    before: Rows
    names: list[str]
    headings: bool
    first: int
    last: int

    def told(self, columns: Sequence[Cells]) -> list[str]:
        if not self.headings:
            return ["There are no headings: the first row is taken as an answer like the others."]
        if self.last > self.first:
            joined = [one.heading for one in columns if ", " in one.heading][:1]
            such = f", such as {quoted(joined)}" if joined else ""
            between = "and" if self.last == self.first + 1 else "to"
            said = [f"Rows {self.first} {between} {self.last} together hold the headings{such}."]
        else:
            said = [
                f"Row {self.first} holds the headings."
                if self.first > 1
                else "The first row holds the headings."
            ]
        if self.before:
            lines = [" ".join(" ".join(line).split()) for line in self.before]
            said.append(
                f"{many(len(lines), 'line stands', 'lines stand')} above the headings and out of the table:"
                f" {quoted(lines)}."
            )
        return said


def _filled(row: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(row) if cell and not cell.isspace()]


def _is_data(cell: str) -> bool:
    return number(cell) is not None or looks_like_a_day(cell)


def _top(numbers: list[int], rows: Rows, how: How, merged: Sequence[Merged], ragged: bool) -> _Top:
    filled = [_filled(row) for row in rows]
    there = [at for at, cells in enumerate(filled) if cells]
    if not there:
        return _Top([], [], False, 0, 0)
    usual = _usual(rows, filled, ragged)
    if how.heading_row and how.headings is not False:
        start = next((at for at in there if numbers[at] >= how.heading_row), there[-1])
    else:
        start = _with_groups(numbers, filled, _start(numbers, rows, filled, usual, merged), merged)
        # Without headings nothing stands above them either.
        if how.headings is False or (how.headings is None and not _has_headings(rows[start:], usual)):
            return _Top([], [""] * max(map(len, rows)), False, 0, 0)
    deep = how.heading_rows or _deep(numbers[start:], rows[start:], merged)
    heads = range(start, min(start + deep, len(rows)))
    before = [rows[at] for at in there if at < start]
    width = max(0 if before else usual, *(len(rows[at]) for at in heads))
    names = _joined([(numbers[at], rows[at]) for at in heads], width, merged)
    return _Top(before, names, True, numbers[start], numbers[heads[-1]])


def _usual(rows: Rows, filled: list[list[int]], ragged: bool) -> int:
    """How wide most rows are; lines of one cell, as titles and notes are, do not count where others are many."""
    widths = Counter(
        len(row) if ragged else cells[-1] + 1 for row, cells in zip(rows, filled, strict=True) if cells
    )
    wide = Counter({width: many for width, many in widths.items() if width > 1})
    if wide.total() * 10 >= widths.total():
        widths = wide
    return widths.most_common(1)[0][0]


def _start(
    numbers: list[int], rows: Rows, filled: list[list[int]], usual: int, merged: Sequence[Merged]
) -> int:
    """The first row that is no title, no comment and no pair such as “Period: April” above the headings."""
    there = [at for at, cells in enumerate(filled) if cells]
    widest, left = max(len(filled[at]) for at in there), min(filled[at][0] for at in there)
    for place, at in enumerate(there[:-1]):
        row, cells = rows[at], filled[at]
        comment = row[0].startswith("#") and cells[-1] + 1 < max(usual, 2)
        after = numbers[there[place + 1]] > numbers[at] + 1
        whole = any(one.top == numbers[at] and one.left <= left and one.right >= usual - 1 for one in merged)
        title = len(cells) == 1 and (usual > 2 or (usual == widest == 2 and (after or whole)))
        pair = cells == [left, left + 1] and usual > 4 and widest > 4 and not _is_data(row[left])
        if not (comment or title or pair):
            return at
    # Nothing but such lines: then they are the table.
    return there[0]


def _with_groups(numbers: list[int], filled: list[list[int]], start: int, merged: Sequence[Merged]) -> int:
    """Where the headings begin when words merged over several of them stand right above."""
    left = min(cells[0] for cells in filled if cells)
    while start and filled[start - 1] and numbers[start - 1] == numbers[start] - 1:
        over = [one for one in merged if one.top <= numbers[start - 1] <= one.bottom]
        across = [one for one in over if one.right > one.left]
        if not (any(one.left > left for one in across) or len(across) > 1):
            break
        start -= 1
    return start


def _has_headings(rows: Rows, width: int) -> bool:
    """False only where the first row has numbers or days exactly where the rows under it have them."""
    below = [row for row in rows[1:SAMPLE] if len(row) == width] or rows[1:SAMPLE]
    # Months or weeks side by side, over numbers, are headings too.
    if not below or _goes_on(rows[0][:width], below):
        return True
    like_data = 0
    for at, cell in enumerate(rows[0][:width]):
        mostly = _mostly_data(below, at)
        if mostly and cell.strip() and not _is_data(cell):
            return True
        like_data += mostly and _is_data(cell)
    return like_data == 0


def _goes_on(row: list[str], below: Rows) -> bool:
    return is_wide(row) and not any(map(is_wide, below[:5]))


def _is_year(cell: str) -> bool:
    return re.fullmatch(r"(19|20)\d\d", cell.strip(), re.ASCII) is not None


def _mostly_data(rows: Rows, at: int) -> bool:
    cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
    return bool(cells) and sum(map(_is_data, cells)) > 0.8 * len(cells)


def _deep(numbers: list[int], rows: Rows, merged: Sequence[Merged]) -> int:
    """How many rows the headings take: further ones say more where the first leaves gaps or the data has not begun."""
    deep, over = 1, list(rows[0])
    while deep < min(MOST_HEADING_ROWS, len(rows) - 1):
        row, below = (
            rows[deep],
            [one for one in rows[deep + 1 : SAMPLE] if _filled(one) and not _is_code(one)],
        )
        here = [one for one in merged if numbers[0] <= one.top <= numbers[deep - 1]]
        if not any(one.bottom >= numbers[deep] for one in here):
            last = [one for one in here if one.bottom >= numbers[deep - 1]]
            close = numbers[deep] == numbers[deep - 1] + 1 and _filled(row) and below
            if not (close and _goes_down(over, row, below, last)):
                break
        over = [cell or (over[at] if at < len(over) else "") for at, cell in enumerate(row)]
        deep += 1
    return deep


def _goes_down(over: list[str], row: list[str], below: Rows, merged: list[Merged]) -> bool:
    """Whether a row under a row of headings is another one."""
    if _is_code(row):
        return True
    many_below = [sum(at < len(one) and bool(one[at].strip()) for one in below) for at in range(len(row))]
    data = [at for at, many in enumerate(many_below) if many > 1 and _mostly_data(below, at)]
    cells = {at: row[at].strip() for at in _filled(row)}
    groups = {at for one in merged for at in range(one.left, one.right + 1) if one.right > one.left}
    gaps = {at for at in cells if at >= len(over) or not over[at].strip()}
    if groups & gaps and _goes_on([cells[at] for at in cells if at in groups], below):
        return True
    if any(_is_data(cell) for cell in cells.values()):
        return False
    if gaps and data and not any(at in cells for at in data):
        return True
    again = len({cell.casefold() for cell in cells.values()}) < len(cells)
    if not data:
        return bool(groups & gaps) or (again and bool(gaps))
    # Units, or the question over its code: words in most columns of numbers.
    words = [at for at in data if at in cells and _says_something(cells[at])]
    return len(words) * 2 >= len(data)


def _says_something(cell: str) -> bool:
    """Whether a cell can be a unit or a question: a letter, a digit or the sign of one is in it."""
    return not is_not_known(cell) and any(one.isalnum() or one in "%£$€°#" for one in cell)


def _is_code(row: list[str]) -> bool:
    """Whether a row holds the marks that survey software (Qualtrics) writes for itself under its questions."""
    return all(cell.startswith('{"ImportId"') for cell in row if cell.strip())


def _joined(heads: list[tuple[int, list[str]]], width: int, merged: Sequence[Merged]) -> list[str]:
    """One heading for each column: what stands over it in these rows, the widest first."""
    parts: list[list[str]] = [[] for _ in range(width)]
    for place, (number_of, row) in enumerate(heads):
        if _is_code(row):
            continue
        cells = [" ".join(re.sub(r"[\x00-\x1f\x7f]", " ", cell).split()) for cell in row]
        cells += [""] * (width - len(cells))
        across = [one for one in merged if one.top == number_of and one.right > one.left]
        for one in across:
            for at in range(one.left, min(one.right + 1, width)):
                cells[at] = cells[one.left]
        if place < len(heads) - 1 and not across:
            under = heads[place + 1][1]
            for at in range(1, width):
                if not cells[at] and at < len(under) and under[at].strip():
                    cells[at] = cells[at - 1]
        for at, cell in enumerate(cells):
            if cell and cell.casefold() not in (part.casefold() for part in parts[at]):
                parts[at].append(cell)
    return [", ".join(part) for part in parts]


def _told_apart(names: dict[int, str]) -> list[str]:
    """Headings to call columns by: blanks numbered by their place, repeats told apart."""
    found: dict[str, None] = {}
    again: Counter[str] = Counter()
    for at, name in names.items():
        name = wanted = name or f"column {at + 1}"
        while name in found:
            again[wanted] += 1
            name = f"{wanted} ({again[wanted] + 1})"
        found[name] = None
    return list(found)


class _Table:
    """The rows under the headings, gathered column by column; columns without a heading come as cells fill them."""

    def __init__(self, name: str, names: list[str], width: int | None) -> None:
        self.name, self.names, self.width = name, names, width
        self.parts: dict[int, list[pa.Array]] = {}
        self.numbers: list[np.ndarray] = []
        self.broken: dict[int, str] = {}
        self.beyond: dict[int, list[str]] = {}
        self.kept = self.last = 0
        for at in (at for at, heading in enumerate(names) if heading):
            self._column(at)

    def _column(self, at: int) -> list[pa.Array]:
        if len(self.parts) >= MOST_COLUMNS:
            named = sum(map(bool, self.names))
            raise Refusal(
                f"{self.name} has {max(named, MOST_COLUMNS + 1):,} columns or more; {MOST_COLUMNS:,} is the most"
                " that can be brought in.",
                try_next="Check what stands between the cells, or bring in fewer columns.",
            )
        before = [pa.repeat(pa.scalar("", pa.large_string()), self.kept)] if self.kept else []
        return self.parts.setdefault(at, before)

    def add(self, chunk: Chunk, after: int) -> None:
        """Take in the records that stand after this row."""
        self.last = int(chunk.numbers[-1]) if len(chunk.numbers) else self.last
        begin = int(np.searchsorted(chunk.numbers, after, side="right"))
        rows, places = chunk.rows[begin:], chunk.numbers[begin:]
        widest = max(map(len, rows), default=0)
        if min(map(len, rows), default=0) < widest or (self.width is not None and widest > self.width):
            there = [at for at, row in enumerate(rows) if row]
            rows, places = [rows[at] for at in there], places[there]
            if self.width is not None and widest > self.width:
                widest = self.width
                for at, row in enumerate(rows):
                    if len(row) > widest and _filled(row[widest:]):
                        self.beyond[self.kept + at] = row[widest:]
                        self.broken[self.kept + at] = (
                            f"it has {len(row)} cells where there are {widest} headings"
                        )
            rows = [row[:widest] + [""] * (widest - len(row)) for row in rows]
        for at, cells in enumerate(zip(*rows, strict=True)):
            part = self.parts.get(at)
            if part is None:
                if not any(cells):
                    continue
                part = self._column(at)
            part.append(pa.array(cells, pa.large_string()))
        for at, part in self.parts.items():
            if at >= widest and rows:
                part.append(pa.repeat(pa.scalar("", pa.large_string()), len(rows)))
        self.numbers.append(places[: len(rows)])
        self.kept += len(rows)
        if self.kept > MOST_ROWS:
            raise Refusal(
                f"{self.name} has more than {MOST_ROWS:,} rows, the most that can come in at once.",
                try_next="Cut it into several files and bring them in one after the other.",
            )

    def done(self) -> tuple[list[int], list[Cells], np.ndarray]:
        """Where each column stands, the columns, and each row's place; without rows and columns of no word."""
        order = np.concatenate(self.numbers) if self.numbers else np.zeros(0, dtype=np.int64)
        names = {at: self.names[at] if at < len(self.names) else "" for at in sorted(self.parts)}
        columns = {at: _cells(self.parts.pop(at)) for at in names}
        said = {at: [bool(value.strip()) for value in column.values] for at, column in columns.items()}
        filled = np.zeros(len(order), dtype=bool)
        for at, column in columns.items():
            if column.values:
                filled |= np.array(said[at], dtype=bool)[column.codes]
        filled[list(self.beyond)] = True
        kept = {at: heading for at, heading in names.items() if heading or any(said[at])}
        found = [
            replace(columns[at], heading=heading) for at, heading in zip(kept, _told_apart(kept), strict=True)
        ]
        if not filled.all():
            found = [replace(column, codes=column.codes[filled]) for column in found]
            order = order[filled]
            moved = np.cumsum(filled) - 1
            self.broken = {int(moved[at]): why for at, why in self.broken.items()}
            self.beyond = {int(moved[at]): cells for at, cells in self.beyond.items()}
        return list(kept), found, order


def _cells(parts: list[pa.Array]) -> Cells:
    if not parts:
        return Cells("", [], np.zeros(0, dtype=np.int32))
    coded = pa.chunked_array(parts).combine_chunks().dictionary_encode()
    return Cells("", coded.dictionary.to_pylist(), coded.indices.to_numpy())


def _fill_down(
    places: list[int], columns: list[Cells], order: np.ndarray, merged: Sequence[Merged]
) -> tuple[list[Cells], list[str]]:
    """Merged words and days stand for every row they cover; a number or a story would be counted again in each."""
    at_place = {place: at for at, place in enumerate(places)}
    codes: dict[int, np.ndarray] = {}
    filled: dict[str, None] = {}
    left_once = 0
    for one in merged:
        begin, end = np.searchsorted(order, (one.top, one.bottom + 1)).tolist()
        if begin == end or order[begin] != one.top or (at := at_place.get(one.left)) is None:
            continue
        cell = columns[at].at(begin)
        names = len(cell) <= _SHORT and (number(cell) is None or looks_like_a_day(cell) or _is_year(cell))
        if end - begin > 1 and cell.strip() and names:
            codes.setdefault(at, columns[at].codes.copy())[begin:end] = columns[at].codes[begin]
            filled[cell] = None
        elif cell.strip():
            left_once += 1
    columns = [replace(one, codes=codes[at]) if at in codes else one for at, one in enumerate(columns)]
    told = []
    if filled:
        told.append(f"Words merged over several rows stand in each of them: {quoted(list(filled))}.")
    if left_once:
        which = many(left_once, "merged cell stands", "merged cells stand")
        told.append(f"{which} once, in the first of the rows or columns covered.")
    return columns, told


def _apart(columns: list[Cells], order: np.ndarray, headings: bool) -> dict[int, str]:
    """Rows that are none of the table's own: totals, averages and notes under it, headings over again; and why."""
    if len(order) < 2 or not columns:
        return {}
    apart = _again(columns) if headings else {}
    for row in _labelled(columns):
        apart.setdefault(row, TOTAL)
    notes: list[int] = []
    rows = len(order)
    sums: dict[int, tuple[float, float]] = {}
    for row in range(rows - 1, max(rows - _LAST, 0), -1):
        if row in apart:
            continue
        cells = {at: column.at(row) for at, column in enumerate(columns)}
        cells = {at: cell for at, cell in cells.items() if cell.strip()}
        label, *others = cells.values()
        after_gap = order[row] > order[row - 1] + 1
        if _SUMMARY.fullmatch(_label(label)) and others and all(map(_like_number, others)):
            apart[row] = AVERAGE
        elif _adds_up(columns, row, cells, apart, after_gap, sums):
            apart[row] = TOTAL
        elif len(cells) == 1 and len(columns) > 2 and number(label) is None and not looks_like_a_day(label):
            notes.append(row)
        else:
            break
    # Words alone in a row are a note where they stand off from the table or say so.
    off = False
    for row in reversed(notes):
        cell = next(cell for column in columns if (cell := column.at(row)).strip())
        off = off or order[row] > order[row - 1] + 1 or row - 1 in apart or bool(_SAYS_NOTE.match(cell))
        if off:
            apart[row] = NOTE
    return apart


def _label(cell: str) -> str:
    return folded(cell).rstrip(": ") if len(cell) < _LABEL else ""


def _like_number(cell: str) -> bool:
    # A formula without a value stands as it was written.
    return number(cell) is not None or cell.startswith("=")


def _again(columns: list[Cells]) -> dict[int, str]:
    """Rows in which every heading stands over again, as at the head of each printed page."""
    same = np.ones(len(columns[0].codes), dtype=bool)
    for column in columns:
        alike = [" ".join(value.split()) == column.heading for value in column.values]
        same &= np.array(alike, dtype=bool)[column.codes]
        if not same.any():
            return {}
    return dict.fromkeys(np.flatnonzero(same).tolist(), AGAIN)


def _labelled(columns: list[Cells]) -> list[int]:
    """Rows that begin with the word total, or with the total of something in the same column, and hold a number."""
    blank = np.ones(len(columns[0].codes), dtype=bool)
    found = []
    for at, column in enumerate(columns[:_LABELS]):
        labels = [
            _label(value)
            if _PERHAPS_TOTAL.search(value) and ("total" in value.casefold() or len(value) < 10)
            else ""
            for value in column.values
        ]
        known = set(labels) - {""}
        full = (
            {_label(value) for value in column.values} if any("total" in label for label in known) else set()
        )

        def is_total(label: str, full: set[str] = full) -> bool:
            of = _TOTAL_OF.fullmatch(label)
            return bool(_TOTAL.fullmatch(label)) or bool(of and (of[1] or of[2]) in full)

        totals = np.array([bool(label) and is_total(label) for label in labels], dtype=bool)
        if totals.any():
            for row in np.flatnonzero(totals[column.codes] & blank).tolist():
                others = [one.at(row) for place, one in enumerate(columns) if place != at]
                if any(map(_like_number, others)):
                    found.append(row)
        blank &= np.array([not value.strip() for value in column.values], dtype=bool)[column.codes]
    return found


def _adds_up(
    columns: list[Cells],
    row: int,
    cells: dict[int, str],
    apart: dict[int, str],
    after_gap: bool,
    sums: dict[int, tuple[float, float]],
) -> bool:
    """Whether a last row without a name holds nothing but the sums or means of the columns above it."""
    if (0 in cells and not after_gap) or row < 2 or not all(map(_like_number, cells.values())):
        return False
    for at, cell in cells.items():
        if at not in sums:
            above = [number(value) for value in columns[at].values]
            told = [found for code in columns[at].codes[:row].tolist() if (found := above[code]) is not None]
            sums[at] = math.fsum(told), math.fsum(told) / max(len(told), 1)
        found = number(cell)
        if found is not None and not any(
            math.isclose(found, one, rel_tol=1e-6, abs_tol=0.005) for one in sums[at]
        ):
            return False
    return any(any(sums[at]) for at in cells)


def _oddities(sheet: Sheet) -> list[str]:
    counted = [
        (sheet.blank_rows, "row is blank", "rows are blank"),
        (
            len(sheet.beyond),
            "row has more cells than there are headings",
            "rows have more cells than there are headings",
        ),
    ]
    reasons = Counter(sheet.apart.values())
    for why, one, several in (
        (
            TOTAL,
            "row is a total of the rows above, and stays out",
            "rows are totals of rows above, and stay out",
        ),
        (
            AVERAGE,
            "row is a summary of the rows above, and stays out",
            "rows are summaries of rows above, and stay out",
        ),
        (
            NOTE,
            "row is a note under the table, and stays out",
            "rows are notes under the table, and stay out",
        ),
        (AGAIN, "row repeats the headings, and stays out", "rows repeat the headings, and stay out"),
    ):
        counted.append((reasons[why], one, several))
    return [f"{many(count, one, several)}." for count, one, several in counted if count]
