"""Every cell of every awkward file ends in a row, refused, or set aside; or the whole file is refused in words."""

import csv
import io
import json
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from openpyxl import Workbook, load_workbook

from sensemaking.exchange import receipt_files
from sensemaking.exchange.arranged import Known
from sensemaking.exchange.arranging import arrange
from sensemaking.exchange.encoding import decode
from sensemaking.exchange.guessing import guess
from sensemaking.exchange.mapping import Mapping, Role
from sensemaking.exchange.sheet import Sheet
from sensemaking.model.observation import Consent
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice.bring_in import preview

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[2] / "shared" / "data"
FILES = sorted(
    path
    for folder in (
        DATA / "awkward-csv",
        DATA / "awkward-workbooks",
        DATA / "csv-spectrum",
        *SHARED.glob("H-*"),
    )
    for path in folder.rglob("*")
    if path.is_file() and path.name != "SOURCE.md"
)
NAUGHTY = json.loads((DATA / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
HOME = System(uuid4(), Scale.ORGANISATION, "Home")

Raw = dict[int, list[str]]
"""The cells of a file, row by row, as an independent reader has them."""


def raw_cells(path: Path, data: bytes, sheet: Sheet) -> Raw:
    """Every cell with something in it: of a workbook only where it stands, since a number may be written many ways."""
    if not data.startswith(b"PK"):
        text = decode(data, sheet.how.encoding).text.removeprefix("\ufeff")
        how = {"delimiter": sheet.how.delimiter, "quotechar": sheet.how.quote or '"'}
        if not sheet.how.quote:
            how |= {"quoting": csv.QUOTE_NONE}
        records = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, **how)
        return {at: [cell.strip() for cell in row if cell.strip()] for at, row in enumerate(records, 1)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data))
    rows = book[sheet.how.sheet].iter_rows()
    return {
        row[0].row: ["" for cell in row if str(cell.value or cell.value == 0 or "").strip()] for row in rows
    }


def read_cells(sheet: Sheet) -> Raw:
    found = {}
    for row in range(sheet.rows):
        cells = [column.at(row).strip() for column in sheet.columns] + sheet.beyond.get(row, [])
        found[int(sheet.numbers[row])] = [cell.strip() for cell in cells if cell.strip()]
    return found


def account(path: Path, data: bytes, sheet: Sheet) -> None:
    """Each row's cells are the raw ones; what stands above or in the headings is kept or stands in a heading."""
    raw, read = raw_cells(path, data, sheet), read_cells(sheet)
    is_text = not data.startswith(b"PK")
    headings = " ".join(sheet.headings)
    kept_above = Counter(cell.strip() for line in sheet.before for cell in line)
    for number, cells in raw.items():
        if number in read:
            # Merged words stand for every row they cover, so a workbook's row may have more.
            assert Counter(read[number]) == Counter(cells) if is_text else len(read[number]) >= len(cells), (
                number
            )
        elif cells and is_text:
            assert all(kept_above[cell] or " ".join(cell.split()) in headings for cell in cells), (
                number,
                cells,
            )
        elif cells:
            assert number < sheet.how.heading_row + sheet.how.heading_rows, number
    assert set(read) <= {number for number, cells in raw.items() if cells}


def outcome_of_each_cell(sheet: Sheet, mapping: Mapping) -> None:
    """Every cell of a row that comes in is used by its column's role or set aside; other rows are refused whole."""
    arranged = arrange(sheet, mapping, Known((HOME,), HOME), Consent(), uuid4())
    out = arranged.comes_in
    assert set(arranged.refusals.words) == {row for row in range(sheet.rows) if not out[row]}
    aside = {(one.column, int(row)) for one in arranged.aside for row in one.rows}
    assert all(out[row] for _, row in aside)
    for at, column in enumerate(mapping.columns):
        if column.role is Role.SET_ASIDE:
            for row in range(sheet.rows):
                assert (at, row) in aside or not out[row] or not sheet.columns[at].at(row).strip()
    refused = receipt_files.refused(sheet, arranged)
    written = list(csv.reader(io.StringIO((refused or b"").decode("utf-8-sig"), newline="")))
    assert max(len(written) - 1, 0) == int((~out).sum()) + len(sheet.before)
    stayed_out = receipt_files.set_aside(sheet, mapping, arranged)
    assert (stayed_out is None) == (not arranged.aside)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_cell_of_an_awkward_file_ends_somewhere_or_the_file_is_refused(path: Path) -> None:
    data = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            sheet = preview(data, path.name)
        except Refusal as refusal:
            assert refusal.what.endswith((".", ","))
            assert refusal.try_next.endswith(".")
            return
        assert sheet.told
        account(path, data, sheet)
        guessed = guess(sheet, Scale.ORGANISATION)
        if not guessed.of(Role.STORY, Role.VALUE):
            # These files are about other things than ours; then somebody says that the last column is a story.
            guessed = guessed.with_column(len(guessed.columns) - 1, role=Role.STORY)
        outcome_of_each_cell(sheet, replace(guessed, day=date(2021, 1, 1)))


def naughty_files() -> Iterator[tuple[str, bytes]]:
    rows = [[f"2021-05-{at % 28 + 1:02}", words, words] for at, words in enumerate(NAUGHTY)]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["day", "words", "place"], *rows])
    yield "naughty.csv", out.getvalue().encode()
    book = Workbook()
    book.active.append(["day", "words", "place"])
    for at, row in enumerate(rows, 2):
        for column, words in enumerate(row, 1):
            # XML has no place for some letters, so no workbook can hold them.
            cell = book.active.cell(at, column)
            cell._value = "".join(one for one in words if one.isprintable() or one in "\n\t")
            cell.data_type = "s"
    saved = io.BytesIO()
    book.save(saved)
    yield "naughty.xlsx", saved.getvalue()


@pytest.mark.parametrize(("name", "data"), list(naughty_files()), ids=["csv", "xlsx"])
def test_every_naughty_string_stays_the_words_it_is(name: str, data: bytes) -> None:
    sheet = preview(data, name)
    assert sheet.rows == len(NAUGHTY)
    for found, words in zip(sheet.first(sheet.rows), NAUGHTY, strict=True):
        if name.endswith("xlsx"):
            words = "".join(one for one in words if one.isprintable() or one in "\n\t")
        assert found[1] == found[2] == words
    outcome_of_each_cell(sheet, guess(sheet, Scale.ORGANISATION))
