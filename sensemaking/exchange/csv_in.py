"""Comma-separated files, and their cousins with semicolons and tabs, into a sheet of cells."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa

from sensemaking.exchange.days import looks_like_a_day
from sensemaking.exchange.encoding import UNREADABLE, decode
from sensemaking.exchange.numbers import number
from sensemaking.exchange.wide import is_wide
from sensemaking.model.refusal import Refusal

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
"""What can stand between two cells, and its words."""

# What no text holds stands for "nothing stands between cells".
_NONE = "\ufdd0"
_CHUNK = 2_000
_SAMPLE = 200
_SAMPLED = 200_000
_BLOCK = 1 << 20
# A cell may be as long as it likes; Python would otherwise stop at 128 kB.
csv.field_size_limit(2**31 - 1)

_OTHER_FORMATS = (
    (b"PK\x03\x04", "a zip file, as Excel workbooks are"),
    (b"\xd0\xcf\x11\xe0", "an older Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "a word processor's file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database file"),
)


@dataclass(frozen=True)
class How:
    """How to read a file. What is left empty is recognised from the file itself."""

    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    headings: bool | None = None


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
    spreadsheet would count it. `broken` says why a row cannot come in as it is, `beyond` holds cells past
    the last heading, `before` the lines above the headings. Blank rows are counted and left out.
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


def read(data: bytes, name: str, how: How = AS_IT_IS) -> Sheet:
    """The sheet that a file holds, read as asked or as recognised.

    Raises a Refusal for what is no text, has no rows, is too large, or cannot be told apart into cells.
    """
    _refuse_other_formats(data, name)
    decoded = decode(data, how.encoding)
    text = decoded.text.removeprefix("\ufeff")
    if not re.search(r"[^\s\x00,;|\"]", text):
        raise Refusal(f"{name} is empty.", try_next="Choose the file that has the rows in it.")
    told = [f"The letters are {decoded.words}."]
    if declared := re.match(r'"?sep=([,;\t|])"?[\r\n]+', text):
        text = text[declared.end() :]
    delimiter = how.delimiter or (declared[1] if declared else _delimiter(text))
    dialect = {
        "delimiter": delimiter,
        "quotechar": how.quote or _quote(text, delimiter),
        "skipinitialspace": _spaced(text, delimiter),
    }
    try:
        sheet, headings, above = _laid_out(name, text, how.headings, dialect)
    except _NeverClosed as never:
        dialect = {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}
        _refuse_unless_whole(text, never.row, dialect)
        sheet, headings, above = _laid_out(name, text, how.headings, dialect)
    quote = str(dialect.get("quotechar", ""))
    told += [_in_words(delimiter, quote), above]
    if not sheet.rows:
        raise Refusal(
            f"{name} has headings and no rows." if headings else f"{name} is empty.",
            try_next="Choose the file that has the rows in it.",
        )
    _mark_unreadable(sheet, decoded.unreadable, "\0" in text)
    return replace(
        sheet,
        digest=hashlib.sha256(data).hexdigest(),
        how=How(decoded.codec if decoded.codec != "utf-32-le" else "", delimiter, quote, headings),
        told=tuple(told + _oddities(sheet, decoded.unreadable)),
    )


Dialect = dict[str, Any]


class _NeverClosed(Exception):
    """A quotation mark was opened in this row and never closed."""

    def __init__(self, row: int) -> None:
        self.row = row


def _laid_out(name: str, text: str, wanted: bool | None, dialect: Dialect) -> tuple[Sheet, bool, str]:
    """The cells under their headings, whether there are any, and a sentence on where they stand."""
    first = list(islice(csv.reader(_lines(text), **dialect), _SAMPLE))
    before, start, usual = _above(first)
    headings = wanted if wanted is not None else _has_headings(first[start:], usual)
    if headings:
        width = len(first[start]) if before else max(usual, len(first[start]))
        sheet = _sheet(name, text, dialect, _names(first[start], width), start + 1)
        words = f"Row {start + 1} holds the headings." if start else "The first row holds the headings."
        return replace(sheet, before=tuple(before)), True, words
    sheet = _sheet(name, text, dialect, _names([], max(map(len, first))), 0)
    return sheet, False, "There are no headings: the first row is taken as an answer like the others."


def _refuse_unless_whole(text: str, opened: int, dialect: Dialect) -> None:
    """A mark that is never closed is a letter like any other only if every record then comes out whole.

    Otherwise half of the file would hide in one cell.
    """
    widths = {len(row) for chunk in _chunks(text, dialect) for row in chunk if row}
    if len(widths) > 1:
        raise Refusal(
            f"A quotation mark in row {opened:,} is opened and never closed,",
            "so that everything after it would be one cell.",
            "Close it or take it out, then bring the file in again.",
        )


def _refuse_other_formats(data: bytes, name: str) -> None:
    if not data:
        raise Refusal(f"{name} is empty.", try_next="Choose the file that has the rows in it.")
    for mark, what in _OTHER_FORMATS:
        if data.startswith(mark):
            raise Refusal(
                f"{name} is {what}, not a CSV file.",
                try_next="Open it in the program that made it, save it as CSV UTF-8, and bring that in.",
            )
    opening = data[:500].lstrip().lower()
    if opening.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Refusal(f"{name} is a web page or XML, not a CSV file.", try_next="Save it as CSV UTF-8 first.")
    if opening.startswith((b"[", b"{")):
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            return
        raise Refusal(f"{name} is JSON, not a CSV file.", try_next="Save it as CSV UTF-8 first.")


def _lines(text: str) -> Iterator[str]:
    """The text line by line, line ends kept. In blocks: a whole file at once would lie in memory four times."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + _BLOCK) + 1 or len(text)
        yield from io.StringIO(text[at:end], newline="")
        at = end


def _some(text: str, delimiter: str, quote: str = '"') -> list[list[str]]:
    """The first records that hold anything."""
    reader = csv.reader(_lines(text[:_SAMPLED]), delimiter=delimiter, quotechar=quote)
    rows = list(islice((row for row in reader if any(cell.strip() for cell in row)), _SAMPLE + 1))
    # The sample may end within a record.
    return rows[:-1] if len(rows) > 1 and (len(text) > _SAMPLED or len(rows) > _SAMPLE) else rows


def _delimiter(text: str) -> str:
    """What stands between the cells: what splits most records into the same number, the first record included."""
    best, found = 0.0, _NONE
    for delimiter in DELIMITERS:
        rows = _some(text, delimiter)
        while len(rows) > 1 and rows[0][0].startswith("#"):
            rows = rows[1:]
        widths = [len(row) for row in rows] or [0]
        usual, many = Counter(widths).most_common(1)[0]
        fit = 0.0
        if widths[0] > 1 and not (usual == 1 and many > len(rows) / 2):
            fit = widths.count(widths[0]) / len(rows) + widths[0] / 10_000
        elif widths[0] == 1 and usual > 2 and many >= 0.6 * len(rows):
            # A title may stand above the headings.
            fit = many / len(rows) / 2
        if fit > best:
            best, found = fit, delimiter
    return found


def _quote(text: str, delimiter: str) -> str:
    if '"' not in text and delimiter != _NONE:
        edge = re.escape(delimiter)
        wrapped = re.findall(rf"(?:^|{edge})'[^'\n]*'(?={edge}|\r?$)", text[:_SAMPLED], re.MULTILINE)
        if len(wrapped) > 3:
            return "'"
    return '"'


def _spaced(text: str, delimiter: str) -> bool:
    """Whether a space stands between the delimiter and an opening quotation mark."""
    sample = text[:_SAMPLED]
    edge = re.escape(delimiter)
    return len(re.findall(rf'{edge} +"(?!")', sample)) > 2 * len(re.findall(rf'{edge}"', sample))


def _chunks(text: str, dialect: Dialect) -> Iterator[list[list[str]]]:
    """All records, some thousands at a time: between them other threads have a turn, and pages answer."""
    end = f"the end {uuid4()}"
    reader = csv.reader(chain(_lines(text), [end]), **dialect)
    many, last = 0, [""]
    while chunk := list(islice(reader, _CHUNK)):
        many, last = many + len(chunk), chunk[-1]
        yield chunk[:-1] if last == [end] else chunk
    if last != [end]:
        raise _NeverClosed(many)


def _in_words(delimiter: str, quote: str) -> str:
    if delimiter == _NONE:
        return "There is one column."
    between = DELIMITERS.get(delimiter, f"“{delimiter}”")
    holding = {'"': "double quotation marks", "'": "single quotation marks"}.get(quote)
    return f"Cells are kept apart by {between}" + (
        f"; {holding} hold a cell together." if holding else "; quotation marks are letters like any other."
    )


def _above(rows: list[list[str]]) -> tuple[list[list[str]], int, int]:
    """The lines above the headings, where the headings stand, and how wide most rows are."""
    widths = Counter(len(row) for row in rows[:_SAMPLE] if any(cell.strip() for cell in row))
    usual = widths.most_common(1)[0][0] if widths else 0
    before: list[list[str]] = []
    for at, row in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in row)
        title = usual > 2 and filled == 1 and len(row) < usual
        if filled and not title and not (row[0].startswith("#") and len(row) < max(usual, 2)):
            return before, at, usual
        if filled:
            before.append(row)
    return [], next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), 0), usual


def _is_data(cell: str) -> bool:
    return number(cell) is not None or looks_like_a_day(cell)


def _has_headings(rows: list[list[str]], width: int) -> bool:
    """False only where the first row has numbers or days exactly where the rows under it have them."""
    below = [row for row in rows[1:_SAMPLE] if len(row) == width]
    if not below:
        return True
    if is_wide(rows[0][:width]) and not any(map(is_wide, below[:5])):
        return True  # months or weeks side by side, over numbers
    like_data = 0
    for at, cell in enumerate(rows[0][:width]):
        filled = [row[at] for row in below if row[at].strip()]
        mostly = bool(filled) and sum(map(_is_data, filled)) > 0.8 * len(filled)
        if mostly and cell.strip() and not _is_data(cell):
            return True
        like_data += mostly and _is_data(cell)
    return like_data == 0


def _names(cells: list[str], width: int) -> list[str]:
    """Headings to call columns by: white space joined up, blanks numbered, repeats told apart."""
    names: dict[str, None] = {}
    again: Counter[str] = Counter()
    for at in range(width):
        plain = re.sub(r"[\x00-\x1f\x7f]", " ", cells[at]) if at < len(cells) else ""
        name = wanted = " ".join(plain.split()) or f"column {at + 1}"
        while name in names:
            again[wanted] += 1
            name = f"{wanted} ({again[wanted] + 1})"
        names[name] = None
    return list(names)


def _sheet(name: str, text: str, dialect: Dialect, names: list[str], skip: int) -> Sheet:
    """All records after the first `skip`, as columns with these names."""
    width = len(names)
    if width > MOST_COLUMNS:
        raise Refusal(
            f"{name} has {width:,} columns; {MOST_COLUMNS:,} is the most that can be brought in.",
            try_next="Check what stands between the cells, or bring in fewer columns.",
        )
    parts: list[list[pa.Array]] = [[] for _ in names]
    numbers: list[np.ndarray] = []
    broken: dict[int, str] = {}
    beyond: dict[int, list[str]] = {}
    kept = seen = 0
    for chunk in _chunks(text, dialect):
        places = np.arange(seen + 1, seen + 1 + len(chunk))
        begin = max(0, min(skip - seen, len(chunk)))
        seen += len(chunk)
        chunk, places = chunk[begin:], places[begin:]
        if set(map(len, chunk)) - {width}:
            whole = [at for at, row in enumerate(chunk) if row]
            chunk, places = [chunk[at] for at in whole], places[whole]
            for at, row in enumerate(chunk):
                if len(row) > width and any(cell.strip() for cell in row[width:]):
                    beyond[kept + at] = row[width:]
                    broken[kept + at] = f"it has {len(row)} cells where there are {width} headings"
            chunk = [row[:width] + [""] * (width - len(row)) for row in chunk]
        for part, cells in zip(parts, zip(*chunk, strict=True), strict=False):
            part.append(pa.array(cells, pa.large_string()))
        numbers.append(places)
        kept += len(places)
        if kept > MOST_ROWS:
            raise Refusal(
                f"{name} has more than {MOST_ROWS:,} rows, the most that can come in at once.",
                try_next="Cut it into several files and bring them in one after the other.",
            )
    blank = max(0, seen - skip) - kept
    columns = [_cells(heading, part) for heading, part in zip(names, parts, strict=True)]
    order = np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int64)
    filled = np.zeros(len(order), dtype=bool)
    for column in columns:
        filled |= np.fromiter((bool(v.strip()) for v in column.values), bool, len(column.values))[
            column.codes
        ]
    filled[list(beyond)] = True
    if not filled.all():
        blank += int((~filled).sum())
        columns = [replace(column, codes=column.codes[filled]) for column in columns]
        order = order[filled]
        moved = np.cumsum(filled) - 1
        broken = {int(moved[at]): why for at, why in broken.items()}
        beyond = {int(moved[at]): cells for at, cells in beyond.items()}
    return Sheet(name, "", AS_IT_IS, (), tuple(columns), order, blank, broken, beyond, ())


def _cells(heading: str, parts: list[pa.Array]) -> Cells:
    if not parts:
        return Cells(heading, [], np.zeros(0, dtype=np.int32))
    coded = pa.chunked_array(parts).combine_chunks().dictionary_encode()
    return Cells(heading, coded.dictionary.to_pylist(), coded.indices.to_numpy())


def _mark_unreadable(sheet: Sheet, unreadable: int, has_nul: bool) -> None:
    for letter, there, why in (
        (UNREADABLE, unreadable > 0, "it holds letters that could not be read"),
        ("\0", has_nul, "it holds a zero byte, which is no letter"),
    ):
        for column in sheet.columns if there else ():
            at = [code for code, value in enumerate(column.values) if letter in value]
            for row in np.flatnonzero(np.isin(column.codes, at)):
                sheet.broken.setdefault(int(row), f"{why} (in “{column.heading}”)")


def _oddities(sheet: Sheet, unreadable: int) -> list[str]:
    counted = (
        (len(sheet.before), "line stands", "lines stand", "above the headings, set aside"),
        (sheet.blank_rows, "row is", "rows are", "blank"),
        (len(sheet.beyond), "row has", "rows have", "more cells than there are headings"),
        (unreadable, "letter", "letters", "could not be read; rows with such letters are refused"),
    )
    return [
        f"{many:,} {one if many == 1 else several} {what}." for many, one, several, what in counted if many
    ]
