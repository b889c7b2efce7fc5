"""Reading CSV files: every cell as it stands, in whatever encoding and dialect, or a refusal in words."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sensemaking.exchange.csv_in import read
from sensemaking.exchange.layout import AGAIN, AVERAGE, NOTE, TOTAL
from sensemaking.exchange.sheet import AS_IT_IS, MOST_ROWS, How, Sheet
from sensemaking.model.refusal import Refusal
from tests.any_words import any_words

DATA = Path(__file__).parent / "data"
SPECTRUM = DATA / "csv-spectrum"
AWKWARD = DATA / "awkward-csv"
SHARED = Path(__file__).parents[2] / "shared" / "data"


def sheet_of(text: str, how: How = AS_IT_IS) -> Sheet:
    return read(text.encode(), "file.csv", how)


def cells(sheet: Sheet) -> list[list[str]]:
    return sheet.first(sheet.rows)


def awkward(name: str) -> Sheet:
    return read((AWKWARD / name).read_bytes(), name)


@pytest.mark.parametrize("path", sorted((SPECTRUM / "csvs").glob("*.csv")), ids=lambda path: path.stem)
def test_every_cell_of_the_csv_spectrum_is_read_as_its_makers_say(path: Path) -> None:
    expected = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    expected = expected if isinstance(expected, list) else [expected]
    data = path.read_bytes()
    # Git took the carriage returns out of these files at their makers' already.
    sheet = read(data.replace(b"\n", b"\r\n") if path.stem.endswith("crlf") else data, path.name)
    found = [dict(zip(sheet.headings, row, strict=True)) for row in cells(sheet)]
    if path.stem == "location_coordinates":
        for row in (*expected, *found):
            del row["Contact Phone Number"]
    assert found == expected


@pytest.mark.parametrize(
    ("name", "headings", "first"),
    [
        ("test_utf8.csv", ["foo", "bar", "baz"], ["4", "5", "ʤ"]),
        ("test_utf8_bom.csv", ["foo", "bar", "baz"], ["4", "5", "ʤ"]),
        ("test_utf16_little.csv", ["a", "b", "c"], ["4", "5", "ʤ"]),
        ("test_utf16_big.csv", ["a", "b", "c"], ["4", "5", "ʤ"]),
        ("test_latin1.csv", ["a", "b", "c"], ["4", "5", "©"]),
        ("mac_newlines.csv", ["a", "b", "c"], ["Once upon\na time", "5", "6"]),
        ("dummy.tsv", ["a", "b", "c"], ["1", "2", "3"]),
        ("delimiter.csv", ["id", "name"], ["2", "中国人"]),
        ("no_header_row3.csv", ["column 1", "column 2", "column 3"], ["4", "5", "6"]),
        ("without-headers.csv", ["column 1", "column 2"], ["3", "german"]),
        ("blank-headers.csv", ["id", "column 2", "age"], ["1102", "Julie", "26"]),
        (
            "duplicate-headers.csv",
            ["id", "name", "id (2)", "age", "id (3)"],
            ["1102", "Julie", "0", "26", "001102"],
        ),
        ("skip-rows-before-headers.csv", ["id", "name"], ["2", "中国人"]),
        ("test_header_newline.csv", ["start end", "b", "c"], ["d", "e", "f"]),
    ],
)
def test_awkward_files_give_their_headings_and_their_last_row(
    name: str, headings: list[str], first: list[str]
) -> None:
    sheet = awkward(name)
    assert sheet.headings == headings
    assert [cell.replace("\r", "\n") for cell in cells(sheet)[-1]] == first


def test_blank_rows_are_counted_and_left_out() -> None:
    sheet = awkward("blank-rows.csv")
    assert (sheet.rows, sheet.blank_rows) == (2, 1)
    assert "1 row is blank." in sheet.told


def test_a_row_with_more_cells_than_headings_is_broken_and_keeps_what_lies_beyond() -> None:
    sheet = awkward("bad.csv")
    assert sheet.broken == {0: "it has 4 cells where there are 3 headings"}
    assert sheet.beyond == {0: ["I'm too long!"]}
    assert cells(sheet)[1] == ["", "I'm too short!", ""]


def test_a_row_with_nothing_but_cells_beyond_the_headings_is_not_blank() -> None:
    sheet = sheet_of("a,b\n1,2\n,,left over\n3,4\n")
    assert (sheet.rows, sheet.blank_rows, sheet.beyond) == (3, 0, {1: ["left over"]})


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    sheet = awkward("structure-errors.csv")
    assert sheet.numbers.tolist() == [2, 3, 5]


def test_a_row_with_a_zero_byte_is_broken() -> None:
    assert awkward("null_byte.csv").broken == {0: "it holds a zero byte, which is no letter (in “a”)"}


def test_lines_above_the_headings_are_kept_apart() -> None:
    sheet = sheet_of("Survey of spring\n\nday,words,place\n1 May 2021,good,here\n")
    assert sheet.headings == ["day", "words", "place"]
    assert sheet.before == (["Survey of spring"],)


LAID_OUT = {
    "a title that a spreadsheet padded": (
        "Visits by ward,,\nApril 2023,,\n,,\nWard,Mean,N\nA,1,2\nB,3,4\nTotal,4,6\n",
        ["Ward", "Mean", "N"],
        {2: TOTAL},
    ),
    "groups of columns": (
        "Month,Ward A,,Ward B,\n,mean,n,mean,n\nJan 2023,1,2,3,4\nFeb 2023,2,3,4,5\n",
        ["Month", "Ward A, mean", "Ward A, n", "Ward B, mean", "Ward B, n"],
        {},
    ),
    "units": (
        "Month,Attendances,Waiting\n,number,minutes\n2023-01,10,20\n2023-02,11,22\n",
        ["Month", "Attendances, number", "Waiting, minutes"],
        {},
    ),
    "a survey's choices under its questions": (
        "Respondent,What happened?,Which?,\n,Open-Ended Response,A,B\n1001,We went,A,\n1002,They came,,B\n",
        ["Respondent", "What happened?, Open-Ended Response", "Which?, A", "Which?, B"],
        {},
    ),
    "what survey software writes for itself": (
        'Start,Q1\nStart Date,What happened?\n"{""ImportId"":""s""}","{""ImportId"":""Q""}"\n'
        "2023-01-02,We went\n2023-01-03,They came\n",
        ["Start, Start Date", "Q1, What happened?"],
        {},
    ),
    "first numbers not known": (
        "Month,In,Out\nJan 2023,n/a,*\nFeb 2023,11,22\nMar 2023,12,24\n",
        ["Month", "In", "Out"],
        {},
    ),
    "years": ("Region,2019,2020,2021\nN,1,2,3\nS,4,5,6\n", ["Region", "2019", "2020", "2021"], {}),
    "sums without a name": (
        "day,place,n,m\n2023-01-01,A,1,5\n2023-01-02,B,2,6\n\n,,3,11\n",
        ["day", "place", "n", "m"],
        {2: TOTAL},
    ),
    "subtotals and a note": (
        "place,team,n\nA,x,1\nA,y,2\nA total,,3\nB,x,4\nGrand total,,7\n\nNotes: made up\n",
        ["place", "team", "n"],
        {2: TOTAL, 4: TOTAL, 5: NOTE},
    ),
    "averages": ("place,n\nA,1\nB,3\nAverage,2\n", ["place", "n"], {2: AVERAGE}),
    "headings on every page": (
        "day,words\n1 May 2021,so\nday,words\n2 May 2021,no\n",
        ["day", "words"],
        {1: AGAIN},
    ),
    "answers that only sound like totals": (
        "day,words\n1 May 2021,Total\n2 May 2021,Sum\n",
        ["day", "words"],
        {},
    ),
    "one column of words": ("words\nTotal\nWe went\nSource: me\n", ["words"], {}),
}


@pytest.mark.parametrize(("text", "headings", "apart"), LAID_OUT.values(), ids=LAID_OUT)
def test_titles_headings_totals_and_notes_are_told_from_the_table(
    text: str, headings: list[str], apart: dict[int, str]
) -> None:
    sheet = sheet_of(text)
    assert (sheet.headings, sheet.apart) == (headings, apart)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("book.csv", (AWKWARD / "dummy.xlsx").read_bytes(), "zip file, as Excel workbooks are"),
        ("old.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "older Excel"),
        ("paper.csv", b"%PDF-1.7 ...", "a PDF"),
        ("page.csv", b"\n<!DOCTYPE html><table></table>", "web page"),
        ("tree.csv", b'[{"a": 1}]', "JSON"),
        ("nothing.csv", b"", "is empty"),
        ("spaces.csv", b" \n\n ,, \n", "is empty"),
        ("headings.csv", b"id,name\n", "has headings and no rows"),
        ("open.csv", b'a,b\n1,"never closed\n2,3\n4,5,6\n', "row 2 is opened and never closed"),
        ("wide.csv", b",".join(b"x" for _ in range(1001)) + b"\n" + b"1," * 1000 + b"1\n", "1,001 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refusal:
        read(data, name)
    assert refusal.value.try_next


def test_more_rows_than_can_come_in_at_once_are_refused() -> None:
    with pytest.raises(Refusal, match="more than 100,000 rows"):
        sheet_of("words\n" + "so it was\n" * (MOST_ROWS + 1))


def test_a_quotation_mark_that_is_never_closed_is_a_letter_where_every_row_is_whole() -> None:
    sheet = sheet_of('day;words\n1 May;so\n2 May;"well, she said\n3 May;then\n')
    assert cells(sheet)[1] == ["2 May", '"well, she said']
    assert "quotation marks are letters" in sheet.told[1]


def test_a_single_column_keeps_its_commas() -> None:
    sheet = sheet_of("comment\nThey came, they saw\nGood\nWell, really, no\n")
    assert cells(sheet) == [["They came, they saw"], ["Good"], ["Well, really, no"]]
    assert "There is one column." in sheet.told


def test_commas_in_the_words_do_not_hide_the_semicolons_between_cells() -> None:
    sheet = sheet_of("day;words\n1.5.2021;so, it was, really\n2.5.2021;good, yes, and kind\n")
    assert sheet.headings == ["day", "words"]


def test_a_cell_of_a_megabyte_stays_whole() -> None:
    long = "word " * 200_000
    assert cells(sheet_of(f'day,words\n1 May,"{long}"\n'))[0][1] == long


def test_what_somebody_chose_goes_before_what_is_recognised() -> None:
    sheet = sheet_of("a,b;c\n1,2;3\n", How(delimiter=";", headings=False))
    assert cells(sheet) == [["a,b", "c"], ["1,2", "3"]]
    latin = read("name\ncafé\nthé\n".encode("cp1252"), "f.csv", How(encoding="cp1251"))
    assert cells(latin)[0] == ["cafй"]


def test_british_letters_without_a_mark_are_read_as_windows_wrote_them() -> None:
    sheet = read("cost,words\n£5,“it’s” naïve – café\n".encode("cp1252"), "f.csv")
    assert cells(sheet) == [["£5", "“it’s” naïve – café"]]
    assert sheet.told[0] == "The letters are Windows, Western European."


def test_cyrillic_without_a_mark_is_read_as_such() -> None:
    words = "Нам пришлось долго ждать, а потом всё оказалось гораздо лучше, чем мы думали сначала"
    sheet = read(f"день,слова\n1,{words}\n2,{words}\n".replace(", ", " ").encode("cp1251"), "f.csv")
    assert cells(sheet)[0][1] == words.replace(", ", " ")


def test_utf_16_without_a_mark_is_recognised_by_its_zero_bytes() -> None:
    assert cells(read("a,b\n1,né\n".encode("utf-16-le"), "f.csv")) == [["1", "né"]]
    assert cells(read("a,b\n1,né\n".encode("utf-16-be"), "f.csv")) == [["1", "né"]]


def test_a_few_broken_letters_cost_their_rows_and_not_the_file() -> None:
    rows = "".join(f"{number},Grüße aus Köln für Jörg\n" for number in range(20))
    sheet = read(f"id,words\n{rows}".encode() + b"99,broken \xff here\n", "f.csv")
    assert list(sheet.broken) == [20]
    assert "1 letter could not be read; rows with such letters are refused." in sheet.told


def test_half_a_pair_in_utf_16_costs_its_row() -> None:
    data = "id,words\n1,fine\n2,half \n3,good words here, to read\n".encode("utf-16-le")
    data = b"\xff\xfe" + data.replace("half ".encode("utf-16-le"), "half ".encode("utf-16-le") + b"\x00\xd8")
    assert 1 in read(data, "f.csv").broken


@settings(deadline=None)  # a busy machine is no mistake
@example([["", ":", ""], ["", "0", ""], ["", "0", ""]])
@given(
    st.lists(
        st.lists(
            st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_was_written_as_csv_is_read_back_cell_by_cell(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["day", "words", "place"], *rows])
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    how = How("utf-8", ",", '"', headings=True)
    if not filled:
        with pytest.raises(Refusal):
            sheet_of(out.getvalue(), how)
    else:
        assert cells(sheet_of(out.getvalue(), how)) == filled


@settings(deadline=None)  # a busy machine is no mistake
@given(
    st.binary(max_size=400) | any_words(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_at_all_bring_anything_but_a_sheet_or_a_refusal(data: bytes) -> None:
    try:
        sheet = read(data, "any.csv")
    except Refusal:
        return
    assert sheet.rows == len(sheet.numbers) > 0
    assert all(len(column.codes) == sheet.rows for column in sheet.columns)
    assert len(set(sheet.headings)) == len(sheet.headings)


@pytest.mark.skipif(not SHARED.exists(), reason="shared data not present")
def test_every_awkward_file_at_hand_is_read_or_refused() -> None:
    paths = [path for folder in SHARED.glob("H-*") for path in folder.rglob("*") if path.is_file()]
    assert len(paths) > 200
    for path in paths:
        try:
            assert read(path.read_bytes(), path.name).rows
        except Refusal as refusal:
            assert refusal.what.endswith((".", ",")), path
