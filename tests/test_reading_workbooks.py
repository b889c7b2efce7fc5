"""Reading Excel workbooks: what a person sees in each cell, nothing worked out, nothing run, or a refusal in words."""

import io
import math
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from sensemaking.exchange import xlsx_in
from sensemaking.exchange.sheet import AS_IT_IS, MOST_ROWS, How, Sheet
from sensemaking.model.refusal import Refusal
from sensemaking.practice.bring_in import preview

HEADINGS = ["day", "words", "place"]
ROWS = [[date(2021, 5, 1), "They rang first", "Ward A"], [date(2021, 5, 2), "Nobody came", "Ward B"]]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[Any], then: Callable[[Worksheet], None] = lambda sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    then(sheet)
    return saved(book)


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """The same zip with these parts added or put in the place of others."""
    out = io.BytesIO()
    named = {name.replace("__", "/"): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, part in named.items():
            new.writestr(name, part)
    return out.getvalue()


def with_rows(xml: str) -> bytes:
    """A workbook with the rows written as XML, as programs other than Excel write them too."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<worksheet xmlns="{main}"><sheetData>{xml}</sheetData></worksheet>'.encode()
    return with_parts(book_of(["a"]), **{"xl__worksheets__sheet1.xml": part})


def read(data: bytes, how: How = AS_IT_IS) -> Sheet:
    return preview(data, "book.xlsx", how)


def cells(sheet: Sheet) -> list[list[str]]:
    return sheet.first(sheet.rows)


def said(sheet: Sheet) -> str:
    return " ".join(sheet.told)


def styled(value: Any, shape: str) -> str:
    def style(sheet: Worksheet) -> None:
        sheet["B2"].number_format = shape

    return cells(read(book_of(["a", "b"], ["x", value], then=style)))[0][1]


def test_a_plain_workbook_gives_its_headings_its_rows_and_its_days() -> None:
    sheet = read(book_of(HEADINGS, *ROWS))
    assert sheet.headings == HEADINGS
    assert cells(sheet)[0] == ["2021-05-01", "They rang first", "Ward A"]
    assert sheet.numbers.tolist() == [2, 3]
    assert sheet.sheets == ("Sheet",)
    assert sheet.how.sheet == "Sheet"


@pytest.mark.parametrize(
    ("value", "shape", "seen"),
    [
        (0.4567, "0%", "45.67%"),
        (0.07, "0.0%", "7%"),
        (1102, "00000", "01102"),
        (1234567890123456, "General", "1234567890123456"),
        (1.23e15, "General", "1230000000000000"),
        (0.1, "General", "0.1"),
        (1e-7, "General", "0.0000001"),
        (12.5, '"£"#,##0.00', "12.5"),
        (5, '0" days"', "5"),
        (-3.25, "[Red]0.00", "-3.25"),
        (True, "General", "TRUE"),
        (date(2021, 5, 1), "d mmm yyyy", "2021-05-01"),
        (datetime(2021, 5, 1, 14, 30), "dd/mm/yyyy hh:mm", "2021-05-01 14:30:00"),
        (time(14, 30), "hh:mm", "14:30:00"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05:00"),
        (44317, "mmm-yy", "2021-05-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (60, "yyyy-mm-dd", "1900-02-29"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (99_999_999, "yyyy-mm-dd", "99999999"),
        ("00123", "@", "00123"),
        ("two\nlines", "General", "two\nlines"),
        ("a_x000D_b", "General", "a\rb"),
        ("_xD800_ stays", "General", "_xD800_ stays"),
    ],
)
def test_a_number_reads_as_a_person_sees_it_and_in_full(value: Any, shape: str, seen: str) -> None:
    assert styled(value, shape) == seen


def test_days_counted_from_1904_are_the_days_they_mean_and_it_is_said() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADINGS, *ROWS):
        book.active.append(row)
    sheet = read(saved(book))
    assert [row[0] for row in cells(sheet)] == ["2021-05-01", "2021-05-02"]
    assert "1904, as on older Macs" in said(sheet)
    assert "1900, as in most workbooks" in said(read(book_of(HEADINGS, *ROWS)))


def word(words: str, more: str = "") -> str:
    return f'<c t="inlineStr"{more}><is><t>{words}</t></is></c>'


HEADED = f"<row>{word('place')}{word('n')}</row>"


def test_a_formula_gives_what_was_last_worked_out_and_nothing_is_worked_out_anew() -> None:
    plain = "<row><c><v>1</v></c><c><f>A2+1</f><v>99</v></c></row>"
    words = '<row><c><v>2</v></c><c t="str"><f>"x"</f><v>told</v></c></row>'
    sheet = read(with_rows(HEADED + plain + words))
    assert cells(sheet) == [["1", "99"], ["2", "told"]]
    assert "2 cells hold formulas: what the spreadsheet last worked out stands here" in said(sheet)


def test_a_formula_that_was_never_worked_out_keeps_its_row_out_and_says_so() -> None:
    sheet = read(book_of(["a", "b"], ["x", "=1+1"], ["y", 3]))
    assert cells(sheet) == [["x", "=1+1"], ["y", "3"]]
    assert sheet.broken == {0: "it holds a formula that was never worked out"}
    assert "1 row holds a formula that was never worked out" in said(sheet)


def test_words_that_look_like_a_formula_are_words() -> None:
    sheet = read(with_rows(f"{HEADED}<row>{word('=HYPERLINK(1)')}<c><v>1</v></c></row>"))
    assert cells(sheet) == [["=HYPERLINK(1)", "1"]]
    assert not sheet.broken


def test_errors_of_the_spreadsheet_are_counted_and_stand_as_they_are() -> None:
    sheet = read(with_rows(f'{HEADED}<row>{word("Ward")}<c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'))
    assert cells(sheet) == [["Ward", "#DIV/0!"]]
    assert "1 cell holds an error" in said(sheet)


def test_rich_text_is_joined_and_the_reading_of_its_characters_left_out() -> None:
    runs = "<r><t>東</t></r><r><t>京 so</t></r><rPh><t>とう</t></rPh>"
    sheet = read(with_rows(f'{HEADED}<row><c t="inlineStr"><is>{runs}</is></c><c><v>1</v></c></row>'))
    assert cells(sheet) == [["東京 so", "1"]]


def test_a_workbook_with_prefixes_and_pretty_lines_reads_the_same() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f"""<?xml version="1.0"?>
      <x:worksheet xmlns:x="{main}"><x:sheetData>
        <x:row r="1"><x:c r="B1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>
          <x:c r="C1" t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row>
        <x:row r="2"><x:c r="B2"> <x:v>1</x:v> </x:c><x:c r="C2"><x:v>2</x:v></x:c></x:row>
      </x:sheetData></x:worksheet>"""
    sheet = read(with_parts(book_of(["a"]), **{"xl__worksheets__sheet1.xml": part.encode()}))
    assert (sheet.headings, cells(sheet)) == (["a", "b"], [["1", "2"]])


def test_the_first_sheet_with_a_table_is_read_unless_another_is_chosen() -> None:
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["This workbook holds what people said."])
    book.active.append(["Please ask before you pass it on."])
    for name in ("Spring", "Old"):
        sheet = book.create_sheet(name)
        for row in (HEADINGS, *ROWS, [date(2021, 6, 1), f"In {name}", "Ward C"]):
            sheet.append(row)
    book["Old"].sheet_state = "hidden"
    found = read(saved(book))
    assert found.sheets == ("Read me", "Spring", "Old")
    assert cells(found)[-1][1] == "In Spring"
    assert "The workbook has 3 worksheets; this is “Spring”, beside “Read me”, “Old”." in found.told
    assert "Hidden in the workbook: “Old”." in found.told
    assert cells(read(saved(book), How(sheet="Old")))[-1][1] == "In Old"
    with pytest.raises(Refusal, match="no worksheet called Autumn"):
        read(saved(book), How(sheet="Autumn"))


def test_a_title_two_rows_of_headings_merged_cells_totals_and_notes_are_each_told_apart() -> None:
    def merge(sheet: Worksheet) -> None:
        for where in ("A1:E1", "B4:C4", "D4:E4", "A4:A5", "A6:A7"):
            sheet.merge_cells(where)

    data = book_of(
        ["What people counted"],
        ["Period:", "Spring"],
        [],
        ["Place", "Visits", None, "Calls", None],
        [None, "mean", "n", "mean", "n"],
        ["Ward A", 1.5, 10, 2, 7],
        [None, 2.5, 12, 3, 8],
        ["Ward B", 3, 14, 4, 9],
        ["Total", 7, 36, 9, 24],
        [],
        ["Source: our own lists"],
        then=merge,
    )
    sheet = read(data)
    assert sheet.headings == ["Place", "Visits, mean", "Visits, n", "Calls, mean", "Calls, n"]
    assert [line[0] for line in sheet.before] == ["What people counted", "Period:"]
    assert [row[0] for row in cells(sheet)][:3] == ["Ward A", "Ward A", "Ward B"]
    assert sheet.apart == {3: "it is a total of the rows above", 4: "it is a note under the table"}
    assert "Rows 4 and 5 together hold the headings, such as “Visits, mean”." in sheet.told
    assert "2 lines stand above the headings and out of the table" in said(sheet)
    assert "Words merged over several rows stand in each of them: “Ward A”." in sheet.told
    assert "1 row is a total of the rows above, and stays out." in sheet.told


def test_a_merged_number_or_a_story_is_not_counted_again_in_each_row() -> None:
    story = "We rang first, and everything went differently from then on, as anybody there would tell you."
    data = book_of(
        ["words", "n", "year", "place"],
        [story, 5, 2021, "A"],
        [None, None, None, "B"],
        then=lambda sheet: [sheet.merge_cells(where) for where in ("A2:A3", "B2:B3", "C2:C3")] and None,
    )
    sheet = read(data)
    assert cells(sheet) == [[story, "5", "2021", "A"], ["", "", "2021", "B"]]
    assert "2 merged cells stand once" in said(sheet)


def test_macros_are_not_run_and_it_is_said() -> None:
    data = with_parts(book_of(HEADINGS, *ROWS), **{"xl__vbaProject.bin": b"\xd0\xcf\x11\xe0 auto_open"})
    assert "The workbook has macros: they were not run, and are not kept." in read(data).told


def test_two_cells_in_opposite_corners_fill_no_memory() -> None:
    def far(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "far away"

    sheet = read(book_of(["a", "b"], ["x", 1], then=far))
    assert sheet.headings == ["a", "b", "column 16384"]
    assert sheet.numbers.tolist() == [2, 1_048_576]


def test_more_rows_than_can_come_in_are_refused_before_all_are_read() -> None:
    rows = "".join(
        f'<row r="{at}"><c r="A{at}"><v>{at}</v></c><c r="B{at}"><v>1</v></c></row>'
        for at in range(1, MOST_ROWS + 9)
    )
    with pytest.raises(Refusal, match="more than 100,000 rows"):
        read(with_rows(rows))


def test_ten_thousand_columns_are_refused_and_ten_thousand_empty_ones_are_not() -> None:
    with pytest.raises(Refusal, match="1,000 is the most"):
        read(book_of([f"heading {at}" for at in range(10_000)], list(range(10_000))))
    with pytest.raises(Refusal, match="1,000 is the most"):
        preview((",".join(f"h{at}" for at in range(10_000)) + "\n" + "1," * 10_000).encode(), "wide.csv")
    blank = "," * 10_000
    assert preview(f"a,b{blank}\n1,2{blank}\n".encode(), "wide.csv").headings == ["a", "b"]


def ole(mark: str) -> bytes:
    return xlsx_in.OLE + b"\0" * 500 + mark.encode("utf-16-le") + b"\0" * 500


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name.replace("__", "/"), part)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for at in range(9):
            new.writestr(f"xl/worksheets/sheet{at}.xml", b" " * (1 << 26))
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(book_of(["a"]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb, "unpacks to far more"),
        (locked, "locked with a password"),
        (lambda: ole("EncryptedPackage"), "locked with a password"),
        (lambda: ole("Workbook"), "of the old kind"),
        (lambda: ole("WordDocument"), "an old Word document"),
        (lambda: ole("Something"), "an older Office file"),
        (lambda: a_zip(**{"word__document.xml": b"<a/>"}), "a Word document"),
        (lambda: a_zip(**{"_rels__.rels": b"<a/>", "xl__workbook.bin": b"x"}), "binary Excel workbook"),
        (lambda: a_zip(**{"content.xml": b"<a/>"}), "an OpenDocument file"),
        (lambda: a_zip(**{"a.csv": b"a,b"}), "a zip file with no workbook in it"),
        (lambda: book_of(HEADINGS, *ROWS)[:900], "damaged"),
        (lambda: book_of(HEADINGS, *ROWS).replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
        (lambda: with_rows('<row r="2"/><row r="1"/>'), "damaged"),
        (lambda: with_rows('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "damaged"),
        (lambda: with_rows('<row r="1"><c r="A1" t="s"><v>77</v></c></row>'), "damaged"),
        (lambda: with_parts(book_of(["a"]), **{"xl__worksheets__sheet1.xml": DOCTYPE}), "damaged"),
        (lambda: book_of(), "is empty"),
        (lambda: book_of(HEADINGS), "has headings and no rows"),
        (
            lambda: with_parts(book_of(["a"]), **{"xl__workbook.xml": b"<workbook><sheets/></workbook>"}),
            "has no worksheets",
        ),
    ],
)
def test_what_is_no_workbook_to_read_is_refused_in_a_sentence(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(Refusal, match=words) as refusal:
        read(make())
    assert refusal.value.try_next


def test_a_part_that_unpacks_to_more_than_it_says_is_refused() -> None:
    data = bytearray(with_rows('<row r="1"><c r="A1"><v>1</v></c></row>' * 2_000))
    at = data.rindex(b"PK\x01\x02")
    assert b"sheet1.xml" in data[at : at + 80]
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(Refusal, match="damaged"):
        read(bytes(data))


text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=20)
number = st.integers(-(10**15), 10**15) | st.floats(-1e300, 1e300)
day = st.dates(date(1900, 3, 1), date(2100, 12, 31))


@settings(deadline=None, max_examples=60)  # a busy machine is no mistake
@given(st.lists(st.tuples(text.filter(str.strip), number, day), min_size=1, max_size=6), st.booleans())
def test_whatever_another_writer_wrote_reads_back_as_the_same_text_number_and_day(
    rows: list[tuple[str, float, date]], from_1904: bool
) -> None:
    book = Workbook()
    if from_1904:
        rows = [(words, value, max(when, date(1904, 1, 1))) for words, value, when in rows]
        book.epoch = CALENDAR_MAC_1904
    book.active.append(["words", "value", "when"])
    for at, (words, value, when) in enumerate(rows, 2):
        for column, one in enumerate((words, value, when), 1):
            cell = book.active.cell(at, column, one)
            if column == 1:
                cell.data_type = "s"
    sheet = read(saved(book), How(headings=True, heading_row=1, heading_rows=1))
    assert sheet.rows == len(rows)
    for found, (words, value, when) in zip(cells(sheet), rows, strict=True):
        assert found[0] == xlsx_in._unescaped(words)
        # openpyxl writes sixteen figures of a number, where seventeen would tell all.
        assert math.isclose(float(found[1]), value, rel_tol=1e-14, abs_tol=1e-300)
        assert found[2] == when.isoformat()


@settings(deadline=None, max_examples=200)  # a busy machine is no mistake
@given(st.data())
def test_a_workbook_with_bytes_put_wrong_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read(bytes(whole)).rows
    except Refusal as refusal:
        assert refusal.what


SOUND = book_of(HEADINGS, *ROWS)
