"""Comma-separated files, and their cousins with semicolons and tabs, into a sheet of cells."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any
from uuid import uuid4

import numpy as np

from sensemaking.exchange.encoding import UNREADABLE, decode
from sensemaking.exchange.layout import SAMPLE, Chunk, lay_out, many, refuse_without_rows
from sensemaking.exchange.sheet import AS_IT_IS, How, Sheet
from sensemaking.model.refusal import Refusal

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
"""What can stand between two cells, and its words."""

# What no text holds stands for "nothing stands between cells".
_NONE = "\ufdd0"
_CHUNK = 2_000
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
        sheet = lay_out(name, how, _numbered(text, dialect), ragged=True)
    except _NeverClosed as never:
        dialect = {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}
        _refuse_unless_whole(text, never.row, dialect)
        sheet = lay_out(name, how, _numbered(text, dialect), ragged=True)
    refuse_without_rows(sheet)
    quote = str(dialect.get("quotechar", ""))
    told += [_in_words(delimiter, quote), *sheet.told]
    _mark_unreadable(sheet, decoded.unreadable, "\0" in text)
    if lost := decoded.unreadable:
        said = many(lost, "letter could not be read", "letters could not be read")
        told.append(f"{said}; rows with such letters are refused.")
    encoding = decoded.codec if decoded.codec != "utf-32-le" else ""
    return replace(
        sheet,
        digest=hashlib.sha256(data).hexdigest(),
        how=replace(sheet.how, encoding=encoding, delimiter=delimiter, quote=quote, sheet=""),
        told=tuple(told),
    )


Dialect = dict[str, Any]


class _NeverClosed(Exception):
    """A quotation mark was opened in this row and never closed."""

    def __init__(self, row: int) -> None:
        self.row = row


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
    rows = list(islice((row for row in reader if any(cell.strip() for cell in row)), SAMPLE + 1))
    # The sample may end within a record.
    return rows[:-1] if len(rows) > 1 and (len(text) > _SAMPLED or len(rows) > SAMPLE) else rows


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


def _numbered(text: str, dialect: Dialect) -> Iterator[Chunk]:
    """All records with their places in the file."""
    seen = 0
    for rows in _chunks(text, dialect):
        yield Chunk(np.arange(seen + 1, seen + 1 + len(rows)), rows)
        seen += len(rows)


def _in_words(delimiter: str, quote: str) -> str:
    if delimiter == _NONE:
        return "There is one column."
    between = DELIMITERS.get(delimiter, f"“{delimiter}”")
    holding = {'"': "double quotation marks", "'": "single quotation marks"}.get(quote)
    return f"Cells are kept apart by {between}" + (
        f"; {holding} hold a cell together." if holding else "; quotation marks are letters like any other."
    )


def _mark_unreadable(sheet: Sheet, unreadable: int, has_nul: bool) -> None:
    for letter, there, why in (
        (UNREADABLE, unreadable > 0, "it holds letters that could not be read"),
        ("\0", has_nul, "it holds a zero byte, which is no letter"),
    ):
        for column in sheet.columns if there else ():
            at = [code for code, value in enumerate(column.values) if letter in value]
            for row in np.flatnonzero(np.isin(column.codes, at)):
                sheet.broken.setdefault(int(row), f"{why} (in “{column.heading}”)")
