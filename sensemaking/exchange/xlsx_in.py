"""Excel workbooks (.xlsx, .xlsm) into a sheet of cells: as they stand, with no formula worked out and no macro run.

Written on the standard library: calamine ends the whole process where two cells lie far apart and drops error
cells and percent signs, and openpyxl takes minutes over a hundred thousand rows. A workbook is read as a stream
with an upper limit, so that neither a small file of gigabytes nor a cell in the last corner fills the memory.
"""

import hashlib
import io
import posixpath
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np

from sensemaking.exchange.layout import Chunk, Merged, lay_out, many, quoted, refuse_without_rows
from sensemaking.exchange.sheet import AS_IT_IS, MOST_ROWS, How, Sheet
from sensemaking.model.refusal import Refusal

MOST_UNPACKED = 1 << 29
"""So many bytes at most may a workbook unpack to; a hundred thousand rows of sixty columns come to half of it."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook begins, and how one with a password or an old one does."""

_DAMAGED = (
    BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    ValueError,
    ArithmeticError,
    RuntimeError,
)
_BLOCK = 1 << 18
_CELLS = 200_000
_ROWS = 2_000
_MOST_PARTS = 10_000
# A number of up to fifteen figures is written as it is meant; more figures may be traces of its keeping.
_ALL_FIGURES, _MOST_FIGURES = 16, 30
_LAST_ROW, _LAST_COLUMN = 1 << 20, (1 << 14) - 1
_SAVE = "Open it in the program that made it, save it as an Excel workbook (.xlsx), and bring that in."
_OTHER_ZIPS = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)", _SAVE),
    ("word/document.xml", "a Word document", "Bring in a table: CSV, or an Excel workbook (.xlsx)."),
    ("ppt/presentation.xml", "a PowerPoint file", "Bring in a table: CSV, or an Excel workbook (.xlsx)."),
    ("content.xml", "an OpenDocument file", _SAVE),
    ("Index/Document.iwa", "a Numbers or Pages file", _SAVE),
)
_OLD = (
    (
        "EncryptedPackage",
        "is locked with a password",
        "Take the password off in Excel and save it, then bring it in.",
    ),
    ("Workbook", "is an Excel workbook of the old kind (.xls)", _SAVE),
    ("Book", "is an Excel workbook of the old kind (.xls)", _SAVE),
    ("WordDocument", "is an old Word document", "Bring in a table: CSV, or an Excel workbook (.xlsx)."),
)
_BUILT_IN_DAYS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_TIMES = {18, 19, 20, 21, 45, 46, 47}
_NOT_LETTERS_OF_A_DAY = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FEATURES = (("xl/comments", "comments"), ("xl/threadedComments", "comments"), ("xl/charts", "charts"))


def read(data: bytes, name: str, how: How = AS_IT_IS) -> Sheet:
    """The table on one of a workbook's worksheets: the one asked for, else the first that has a table.

    Raises a Refusal for what is no workbook, is locked, is damaged, unpacks to too much, or has no rows.
    """
    try:
        with _opened(data, name) as book:
            sheet = _read(book, name, how)
    except _DAMAGED as broken:
        raise Refusal(
            f"{name} is damaged: it cannot be read as a workbook.",
            try_next="Open it in Excel or LibreOffice, save it anew, and bring that in.",
        ) from broken
    return replace(sheet, digest=hashlib.sha256(data).hexdigest())


def refuse_old(data: bytes, name: str) -> None:
    """Raise the Refusal that fits a file in the container of old Office programs, or of locked new ones."""
    for mark, what, next_step in _OLD:
        if mark.encode("utf-16-le") in data:
            raise Refusal(f"{name} {what}.", try_next=next_step)
    raise Refusal(f"{name} is an older Office file.", try_next=_SAVE)


def _opened(data: bytes, name: str) -> ZipFile:
    book = ZipFile(io.BytesIO(data))
    parts = book.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(
            f"{name} is locked with a password.", try_next="Take the password off, then bring it in."
        )
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise Refusal(
            f"{name} unpacks to far more than a workbook of {MOST_ROWS:,} rows needs, so it was not opened.",
            try_next="Save the sheet you need as a workbook of its own, or as CSV, and bring that in.",
        )
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise ValueError("no program packs a workbook in this way")
    return book


@dataclass(frozen=True)
class _Worksheet:
    name: str
    part: str
    hidden: bool


@dataclass
class _Book:
    """What holds for all worksheets: their names, the words they share, and what numbers mean in each style."""

    zip: ZipFile
    sheets: list[_Worksheet] = field(default_factory=list)
    from_1904: bool = False
    shared: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)


def _read(zipped: ZipFile, name: str, how: How) -> Sheet:
    book = _book(zipped, name)
    names = tuple(one.name for one in book.sheets)
    if not names:
        raise Refusal(f"{name} has no worksheets.", try_next="Choose the file that has the rows in it.")
    if how.sheet:
        wanted = [one for one in book.sheets if one.name == how.sheet]
        if not wanted:
            raise Refusal(
                f"{name} has no worksheet called {how.sheet}.", try_next=f"It has {quoted(names, 20)}."
            )
    else:
        wanted = sorted(book.sheets, key=lambda one: one.hidden)
    found: tuple[_Worksheet, _Cells, Sheet] | None = None
    for one in wanted:
        cells = _Cells(book, one)
        sheet = lay_out(name, how, cells.chunks(), cells.merged)
        table = sheet.rows > 0 and len(sheet.columns) > 1
        if found is None or table or (sheet.rows and not found[2].rows):
            found = one, cells, sheet
        if table:
            break
    assert found is not None
    one, cells, sheet = found
    refuse_without_rows(sheet)
    for row in np.flatnonzero(np.isin(sheet.numbers, list(cells.without_value))).tolist():
        sheet.broken.setdefault(row, cells.without_value[int(sheet.numbers[row])])
    told = (*_told_of_sheets(book, one), *sheet.told, *_told_of_cells(book, cells), *_told_of_rest(book))
    return replace(sheet, how=replace(sheet.how, sheet=one.name), told=told, sheets=names)


def _told_of_sheets(book: _Book, one: _Worksheet) -> Iterator[str]:
    if len(book.sheets) > 1:
        others = [other.name for other in book.sheets if other is not one]
        yield f"The workbook has {len(book.sheets)} worksheets; this is {quoted([one.name])}, beside {quoted(others)}."
    hidden = [other.name for other in book.sheets if other.hidden]
    if hidden:
        yield f"Hidden in the workbook: {quoted(hidden)}."


def _told_of_cells(book: _Book, cells: "_Cells") -> Iterator[str]:
    if cells.days:
        since = "1904, as on older Macs" if book.from_1904 else "1900, as in most workbooks"
        yield f"Its days are counted from {since}; each stands here as year, month and day."
    if cells.formulas:
        said = many(cells.formulas, "cell holds a formula", "cells hold formulas")
        yield f"{said}: what the spreadsheet last worked out stands here, and nothing was worked out anew."
    if cells.without_value:
        said = many(len(cells.without_value), "row holds a formula", "rows hold formulas")
        yield (
            f"{said} that was never worked out, and stays out;"
            " open the workbook in Excel or LibreOffice and save it, and they have values."
        )
    if cells.errors:
        said = many(cells.errors, "cell holds an error", "cells hold errors")
        yield f"{said} of the spreadsheet, such as #REF!, and no answer."
    if cells.hidden:
        yield f"{many(cells.hidden, 'row is', 'rows are')} hidden in the workbook, and read like the others."


def _told_of_rest(book: _Book) -> Iterator[str]:
    names = book.zip.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield "The workbook has macros: they were not run, and are not kept."
    left = dict.fromkeys(what for start, what in _FEATURES if any(name.startswith(start) for name in names))
    if left:
        yield f"Its {' and '.join(left)} are not read."


def _book(zipped: ZipFile, name: str) -> _Book:
    book = _Book(zipped)
    main = next((to for _, kind, to in _relations(zipped, "") if kind == "officeDocument"), "")
    names = zipped.namelist()
    if main not in names or main in (part for part, _, _ in _OTHER_ZIPS):
        for part, what, next_step in _OTHER_ZIPS:
            if part in names:
                raise Refusal(f"{name} is {what}, not a workbook that can be read here.", try_next=next_step)
        raise Refusal(
            f"{name} is a zip file with no workbook in it.",
            try_next="Take the files out of it and bring in the one with the table.",
        )
    parts = {id: (kind, to) for id, kind, to in _relations(zipped, main)}

    def start(tag: str, of: dict[str, str]) -> None:
        if tag == "workbookPr":
            book.from_1904 = of.get("date1904") in ("1", "true")
        elif tag == "sheet":
            id = next((value for key, value in of.items() if key.endswith(":id")), "")
            kind, to = parts.get(id, ("", ""))
            if kind == "worksheet" and to in zipped.namelist():
                book.sheets.append(
                    _Worksheet(of.get("name", ""), to, of.get("state", "visible") != "visible")
                )

    _walk(zipped, main, start)
    for kind, to in parts.values():
        if kind == "sharedStrings" and to in zipped.namelist():
            book.shared = _shared(zipped, to)
        elif kind == "styles" and to in zipped.namelist():
            book.styles = _styles(zipped, to)
    return book


def _relations(zipped: ZipFile, part: str) -> list[tuple[str, str, str]]:
    """What a part refers to: the id, the kind and the name of each other part."""
    folder, file = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{file}.rels")
    found: list[tuple[str, str, str]] = []

    def start(tag: str, of: dict[str, str]) -> None:
        if tag == "Relationship" and of.get("TargetMode") != "External":
            to = unquote(of.get("Target", "")).replace("\\", "/")
            to = posixpath.normpath(to if to.startswith("/") else posixpath.join(folder, to)).lstrip("/")
            found.append((of.get("Id", ""), of.get("Type", "").rpartition("/")[2], to))

    if where in zipped.namelist():
        _walk(zipped, where, start)
    return found


def _blocks(zipped: ZipFile, part: str) -> Iterator[bytes]:
    """A part, unpacked some at a time; a part may not be longer than it says, nor than a workbook needs."""
    unpacked = 0
    with zipped.open(part) as file:
        stream: IO[bytes] = file
        while block := stream.read(_BLOCK):
            unpacked += len(block)
            if unpacked > MOST_UNPACKED:
                raise ValueError(part)
            yield block


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*of: object) -> None:
    # No workbook has one, and what it defines can grow without end.
    raise ValueError("document type")


def _walk(
    zipped: ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through a part's elements, each by its name without a prefix."""
    parser = _parser()
    parser.StartElementHandler = lambda tag, of: start(tag.rpartition(":")[2], of)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    for block in _blocks(zipped, part):
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _shared(zipped: ZipFile, part: str) -> list[str]:
    """The words that cells refer to by number. Runs of rich text are joined; readings of characters left out."""
    found: list[str] = []
    words: list[str] = []
    state = {"text": False, "reading": 0}

    def start(tag: str, of: dict[str, str]) -> None:
        if tag == "si":
            words.clear()
        state["text"] = tag == "t" and not state["reading"]
        state["reading"] += tag == "rPh"

    def end(tag: str) -> None:
        state["text"] = False
        state["reading"] -= tag == "rPh"
        if tag == "si":
            found.append(_unescaped("".join(words)))

    _walk(zipped, part, start, end, lambda text: words.append(text) if state["text"] else None)
    return found


def _unescaped(text: str) -> str:
    """What Excel writes as _x000D_ is a letter that XML has no place for."""
    if "_x" not in text:
        return text

    def letter(found: re.Match[str]) -> str:
        one = chr(int(found[1], 16))
        return one if one.isprintable() or one in "\r\n\t" else found[0]

    return _ESCAPED.sub(letter, text)


def _styles(zipped: ZipFile, part: str) -> list[str]:
    """For each style of a cell what its numbers mean: "" for nothing special (see `_meaning`)."""
    formats: dict[int, str] = {}
    found: list[str] = []
    inside = {"cellXfs": False}

    def start(tag: str, of: dict[str, str]) -> None:
        if tag == "numFmt" and "numFmtId" in of:
            formats[int(of["numFmtId"])] = of.get("formatCode", "")
        elif tag == "cellXfs":
            inside["cellXfs"] = True
        elif tag == "xf" and inside["cellXfs"]:
            number = int(of.get("numFmtId", "0"))
            found.append(_meaning(number, formats.get(number, "")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            inside["cellXfs"] = False

    _walk(zipped, part, start, end)
    return found


def _meaning(number: int, code: str) -> str:
    """What numbers in a format mean: "day", "time", "hours" (may pass 24), "%", "000" (so many figures), or ""."""
    if not code:
        if number in _BUILT_IN_DAYS:
            return "hours" if number == 46 else "time" if number in _BUILT_IN_TIMES else "day"
        return "%" if number in (9, 10) else ""
    plain = _NOT_LETTERS_OF_A_DAY.sub("", code.split(";")[0]).lower()
    if "general" in plain:
        return ""
    if re.search(r"\[[hms]+\]", plain):
        return "hours"
    if re.search(r"[dy]|mmm|(?<![hs:.])m+(?![:s])", plain.replace("am/pm", "").replace("a/p", "")):
        return "day"
    if re.search(r"[hs]", plain):
        return "time"
    if "%" in plain:
        return "%"
    return plain if re.fullmatch("00+", plain) else ""


class _Cells:
    """A worksheet's rows of cells as text, and what was met on the way: `chunks` fills it in."""

    def __init__(self, book: _Book, sheet: _Worksheet) -> None:
        self.book, self.part = book, sheet.part
        self.merged = _merged(book.zip, sheet.part)
        self.without_value: dict[int, str] = {}
        self.formulas = self.errors = self.hidden = 0
        self.days = False

    def chunks(self) -> Iterator[Chunk]:
        """The rows that have a cell with something in it, some at a time, so that other threads have a turn."""
        numbers: list[int] = []
        rows: list[list[str]] = []
        parser = self._parser(numbers, rows)
        for block in _blocks(self.book.zip, self.part):
            parser.Parse(block, False)
            if len(rows) > _ROWS or sum(map(len, rows[-_ROWS:])) > _CELLS:
                yield _in_order(numbers, rows)
                numbers.clear()
                rows.clear()
        parser.Parse(b"", True)
        if rows:
            yield _in_order(numbers, rows)

    def _parser(self, numbers: list[int], rows: list[list[str]]) -> expat.XMLParserType:
        """A parser that adds each row to these lists. One function for each event: millions of cells pass here."""
        shared, styles, places = self.book.shared, self.book.styles, dict[str, int]()
        meanings = {"": "", **{str(place): meaning for place, meaning in enumerate(styles)}}
        row: list[str] = []
        text: list[str] = []
        at = -1
        number = reading = 0
        cell, said = "c", "v"
        kind = style = value = formula = ""
        has_formula = False

        def start(tag: str, of: dict[str, str]) -> None:
            nonlocal at, number, kind, style, value, has_formula, formula, reading
            if tag == cell:
                kind, style = of.get("t", "n"), of.get("s", "")
                value = formula = ""
                has_formula = False
                if ref := of.get("r"):
                    letters = ref.rstrip("0123456789")
                    found = places.get(letters)
                    at = found if found is not None else places.setdefault(letters, _column(letters))
                elif (at := at + 1) > _LAST_COLUMN:
                    raise ValueError("too many cells")
            elif tag == said:
                text.clear()
            else:
                tag = tag.rpartition(":")[2]
                text.clear()
                if tag == "row":
                    before, number, at = number, int(of["r"]) if "r" in of else number + 1, -1
                    if not before < number <= _LAST_ROW:
                        raise ValueError("rows out of order")
                    self.hidden += of.get("hidden") in ("1", "true")
                elif tag == "f":
                    has_formula = True
                elif tag == "rPh":
                    reading += 1

        def end(tag: str) -> None:
            nonlocal row, value, formula, reading
            if tag == said:
                value = text[0] if len(text) == 1 else "".join(text)
            elif tag == cell:
                if has_formula:
                    value = self._of_formula(formula, value, number)
                if not value:
                    return
                if kind == "n" and not has_formula and value.isdigit() and not meanings.get(style):
                    put(value)
                elif kind == "s":
                    put(shared[int(value)])
                elif kind == "n" and value[0] != "=":
                    put(self._number(value, meanings.get(style, "")))
                else:
                    put(self._other(value, kind))
            else:
                tag = tag.rpartition(":")[2]
                if tag == "t" and not reading:
                    value += "".join(text)
                elif tag == "f":
                    formula = "".join(text)
                elif tag == "rPh":
                    reading -= 1
                elif tag == "row" and row:
                    numbers.append(number)
                    rows.append(row)
                    row = []

        def put(words: str) -> None:
            gap = at - len(row)
            if gap == 0:
                row.append(words)
            elif gap > 0:
                row.extend([""] * gap)
                row.append(words)
            else:
                row[at] = words

        def root(tag: str, of: dict[str, str]) -> None:
            nonlocal cell, said
            prefix = tag[: -len("worksheet")] if tag.endswith(":worksheet") else ""
            cell, said = f"{prefix}c", f"{prefix}v"
            parser.StartElementHandler = start

        parser = _parser()
        parser.StartElementHandler = root
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text.append
        return parser

    def _of_formula(self, formula: str, value: str, number: int) -> str:
        """What a formula came to; where that was never worked out, the formula itself."""
        self.formulas += 1
        if not value:
            self.without_value[number] = "it holds a formula that was never worked out"
        return value or f"={formula}"

    def _other(self, value: str, kind: str) -> str:
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            self.errors += 1
            return value
        if kind == "d":
            self.days = True
            return value.replace("T00:00:00", "").replace("T", " ").removesuffix("Z")
        return _unescaped(value)

    def _number(self, value: str, meaning: str) -> str:
        """A number as a person sees it: the day, the time or the share that its format makes of it, in full."""
        value = value.strip()
        if not meaning:
            return _plain(value)
        if meaning == "%":
            share = Decimal(_plain(value)) * 100
            return f"{share.normalize():f}%" if abs(share.adjusted()) <= _MOST_FIGURES else value
        if meaning[0] == "0":
            return value.zfill(len(meaning)) if value.isdigit() else _plain(value)
        if said := _moment(float(value), meaning, self.book.from_1904):
            self.days = self.days or meaning == "day"
            return said
        return _plain(value)


def _in_order(numbers: list[int], rows: list[list[str]]) -> Chunk:
    return Chunk(np.array(numbers, dtype=np.int64), list(rows))


def _column(letters: str) -> int:
    """The place of a column from its letters, A being 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64 if "A" <= letter <= "Z" else _LAST_COLUMN + 2
    if not 0 < place <= _LAST_COLUMN + 1:
        raise ValueError(letters)
    return place - 1


def _merged(zipped: ZipFile, part: str) -> list[Merged]:
    """A worksheet's merged cells. They are written after its rows, but are needed to read these."""
    found: list[Merged] = []
    rest = b""
    for block in _blocks(zipped, part):
        block = rest + block
        begin = block.find(b"mergeCells")
        if begin >= 0 or found:
            for left, top, right, bottom in _MERGED.findall(block):
                found.append(Merged(int(top), int(bottom), _column(left.decode()), _column(right.decode())))
        # What is cut off at the end is looked at again with what follows.
        cut = block.rfind(b"<")
        rest = block[cut:] if cut >= 0 and len(block) - cut < 200 else b""
    return found


def _plain(value: str) -> str:
    """A number without the traces of how computers keep it: 0.1, never 0.10000000000000001 or 1E+15."""
    scientific = "E" in value or "e" in value
    if not scientific and (len(value) < _ALL_FIGURES or "." not in value):
        return value
    said = repr(float(value))
    if "e" not in said:
        return said.removesuffix(".0")
    found = Decimal(said)
    return f"{found.normalize():f}" if found.is_finite() and abs(found.adjusted()) <= _MOST_FIGURES else value


def _moment(value: float, meaning: str, from_1904: bool) -> str:
    """The day, the time or the length of time that a number of days stands for; "" where there is none such."""
    if not 0 <= value < 2_958_466:
        return ""
    days, seconds = divmod(round(value * 86_400), 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if meaning == "hours":
        return f"{days * 24 + seconds // 3600}:{clock[3:]}"
    if days == 0 and (meaning == "time" or (seconds and not from_1904)):
        return clock
    if from_1904:
        day = date(1904, 1, 1) + timedelta(days)
    elif days == 60:
        # Excel counts a day that never was; nothing may be made of it.
        return "1900-02-29"
    else:
        day = date(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    return f"{day} {clock}" if seconds or meaning == "time" else str(day)
