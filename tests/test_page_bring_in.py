"""Bringing a file in, by the front door: what is guessed, asked, refused, tried, brought in and taken out again."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from sensemaking.exchange.mapping import Role
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.scale import Scale
from sensemaking.practice import bring_in, stores
from sensemaking.practice.here import Here, standing
from sensemaking.screen import mapping
from tests.by_the_front_door import PAGES, come_in, drawn, said

pytestmark = pytest.mark.usefixtures("empty_store")

HOSTILE = ":red[x] **b** <img src=x onerror=alert(1)> :material/home: $x$"
PEOPLE = "\n".join(
    (
        "Day,Team,What happened?,Risk score,Listening,Waiting",
        "2022-03-01,North,They rang first and everything went differently.,4,1,",
        "2022-03-02,South,Nobody rang for three whole weeks after that.,2,,1",
        "2022-03-03,North,,1,,",
        "2022-03-04,North,The letter came before the phone call this time.,4,1,",
        "2022-03-05,South,I had to tell my whole story three times over.,2,,1",
        "2022-03-06,North,Somebody sat down with me and asked what I wanted.,5,1,",
        "2022-03-07,South,The bus does not go there in the evening any more.,5,,",
        "no day,South,We met at the door and talked about the garden.,3,1,1",
        "",
    )
)


def with_file(text: str | bytes, name: str = "people.csv") -> AppTest:
    data = text if isinstance(text, bytes) else text.encode()
    door = come_in("bring_in")
    door.file_uploader[0].set_value((name, data, "text/csv")).run()
    return settled(door)


def settled(door: AppTest) -> AppTest:
    """The page once the job beside it is done."""
    hand = door.session_state["bring_in.ours"]
    while hand.job:
        hand.job.wait(60)
        door.run()
        hand = door.session_state["bring_in.ours"]
    assert not door.exception
    return door


def press(door: AppTest, label: str) -> AppTest:
    next(button for button in door.button if button.label == label).click().run()
    return settled(door)


def field(door: AppTest, label: str) -> Any:
    return next(one for one in (*door.selectbox, *door.text_input) if one.label == label)


def agreed(door: AppTest, far: str = "", looked: str = "") -> AppTest:
    field(door, "How far may they travel?").set_value(far)
    if looked:
        field(door, "Who looked through them for names and places of people?").input(looked)
    return door


def brought_in(text: str = PEOPLE) -> AppTest:
    door = press(agreed(with_file(text)), "Try it dry")
    return press(door, "Bring it in")


def lines(door: AppTest) -> dict[str, dict[str, Any]]:
    """Each column of the form by its heading."""
    (form,) = drawn(door, "columns")
    return {line["heading"]: line for group in form["groups"] for line in group["lines"]}


def test_an_empty_store_says_what_can_be_brought_in_and_nothing_of_earlier_files():
    door = come_in("bring_in")
    assert door.file_uploader
    assert [one.value for one in door.header] == []


def test_a_file_is_shown_as_it_stands_with_how_it_was_read():
    door = with_file(PEOPLE)
    assert "people.csv" in said(door) and "kept apart by commas" in said(door)
    (sheet,) = drawn(door, "sheet")
    assert sheet["headings"][2] == "What happened?"
    assert sheet["rows"][1][2] == "Nobody rang for three whole weeks after that."


def test_each_column_has_its_guess_its_details_and_its_reason():
    found = lines(with_file(PEOPLE))
    assert found["Day"]["role"] == "DAY" and found["Day"]["fields"] == []
    assert found["Team"]["role"] == "PLACE"
    assert [one["value"] for one in found["Team"]["fields"] if one["name"] == "scale"] == ["team"]
    assert found["What happened?"]["role"] == "STORY"
    assert found["Risk score"]["role"] == "SET_ASIDE" and "it is a target" in found["Risk score"]["why"]
    assert found["Listening"]["role"] == "THEME"


def test_fifty_themes_are_folded_into_one_group_and_what_is_asked_comes_first():
    themes = [f"Theme {nth}" for nth in range(50)]
    rows = [["Date", "FFT categorical answer", "Comment", *themes]]
    for nth in range(8):
        marks = ["1" if (nth + at) % 3 == 0 else "" for at in range(50)]
        rows.append(
            [
                f"{nth + 1}/04/2021",
                str(nth % 5 + 1),
                f"It took the whole winter, once in {nth} years.",
                *marks,
            ]
        )
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (form,) = drawn(with_file(out.getvalue()), "columns")
    titles = [(group["title"], group["folded"]) for group in form["groups"]]
    assert titles[0] == ("Please look at these", False)
    assert ("50 columns read as themes", True) in titles
    assert all(line["ask"] for line in form["groups"][0]["lines"])


def test_markup_in_a_file_reaches_only_components_that_show_it_as_text():
    door = with_file(
        f"Day,{HOSTILE},Story\n2022-03-01,{HOSTILE},A story of some words {HOSTILE}\n", f"{HOSTILE[:9]}.csv"
    )
    assert HOSTILE in lines(door)
    press(door, "Try it dry")
    labels = [one.label for one in (*door.selectbox, *door.text_input, *door.button, *door.expander)]
    formatted = [one.value for one in (*door.markdown, *door.caption, *door.header, *door.subheader)]
    assert not [one for one in labels + formatted if "red[" in one or "<img" in one]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 and so on", "it cannot be read as a workbook"),
        (b"Day,Story\n", "has headings and no rows"),
        (b'Day,Story\n2022-03-01,"never closed, no\n2022-03-02,again\n', "opened and never closed"),
    ],
)
def test_what_is_no_csv_file_is_refused_in_words_and_another_can_be_chosen(data, why):
    door = with_file(data, "file.csv")
    assert why in said(door)
    door.file_uploader[0].set_value(("people.csv", PEOPLE.encode(), "text/csv")).run()
    assert "kept apart by commas" in said(settled(door))


def test_read_another_way_the_columns_are_guessed_anew():
    door = with_file("Day;Story\n2022-03-01;They rang first, and everything went well.\n")
    assert "kept apart by semicolons" in said(door)
    field(door, "Between two cells stands").set_value(",")
    assert "kept apart by commas" in said(press(door, "Read it again"))
    assert "Day;Story" in lines(door)


def test_the_dry_run_says_what_comes_in_what_is_refused_and_what_is_set_aside_and_keeps_nothing():
    door = press(with_file(PEOPLE), "Try it dry")
    told = said(door)
    assert "Of 8 rows, 6 would come in, as 6 stories, and 2 would be refused." in told
    assert "There is no such day: one row." in told and "“no day”" in told
    assert "“Risk score”" in told
    assert "Teams: North and South." in told
    assert bring_in.past(where_we_are()) == []


def test_a_mapping_that_cannot_be_followed_is_refused_with_every_choice_still_there():
    door = with_file("Colour,Number\nred,7\nblue,8\n")
    agreed(door, "place", "Ada")
    door = press(door, "Try it dry")
    assert "No column is a story or a measured number yet." in said(door)
    assert field(door, "How far may they travel?").value == "place"


def test_nothing_comes_in_before_it_is_said_how_far_it_may_travel():
    door = press(press(with_file(PEOPLE), "Try it dry"), "Bring it in")
    assert "Nobody has said yet how far they may travel." in said(door)
    assert bring_in.past(where_we_are()) == []


def test_what_is_to_travel_needs_somebody_who_looked():
    door = press(agreed(with_file(PEOPLE), "place"), "Try it dry")
    door = press(door, "Bring it in")
    assert "Nobody has looked through these observations yet." in said(door)
    field(door, "Who looked through them for names and places of people?").input("Ada")
    assert "Looked through by Ada." in said(press(door, "Bring it in"))


def test_a_file_comes_in_with_a_receipt_and_its_files_and_goes_out_again_as_a_whole():
    door = brought_in()
    assert "6 rows came in, as 6 stories." in said(door)
    assert [one.label for one in door.get("download_button")] == [
        "Take the refused rows (CSV)",
        "Take what was set aside (CSV)",
        "Save how it was read (TOML)",
    ]
    door = press(door, "Yes, take all of it out")
    assert "taken out again on" in said(door)
    assert bring_in.past(where_we_are())[0].undone
    assert door.file_uploader


def test_the_same_file_again_is_said_to_be_so():
    door = press(brought_in(), "Choose another file")
    door.file_uploader[0].set_value(("people.csv", PEOPLE.encode(), "text/csv")).run()
    assert "This file came in before" in said(press(settled(door), "Try it dry"))


def test_the_file_in_hand_waits_while_another_page_is_looked_at():
    door = agreed(with_file(PEOPLE), "country", "Ada").run()
    door.switch_page(str(PAGES / "notice.py")).run()
    door.switch_page(str(PAGES / "bring_in.py")).run()
    assert "What happened?" in lines(door)
    assert field(door, "How far may they travel?").value == "country"


def test_what_was_changed_after_the_dry_run_is_tried_again_first():
    door = press(agreed(with_file(PEOPLE)), "Try it dry")
    field(door, "Something around all of these places?").input("Wendleshire").run()
    assert "Bring it in" not in [one.label for one in door.button]
    assert "Wendleshire" in said(press(door, "Try it dry"))


WIDE = "Trust,06/01/2020,13/01/2020,20/01/2020\nOak,1,2,3\nElm,4,x,\n"


def test_headings_that_are_days_are_one_line_and_are_changed_together():
    found = lines(with_file(WIDE, "calls.csv"))
    together = "3 columns are days, from 6 January 2020 to 20 January 2020"
    assert list(found) == [together, "Trust"]
    assert [one["name"] for one in found[together]["fields"]] == ["words", "unit", "day_first"]
    sheet = bring_in.preview(WIDE.encode(), "calls.csv")
    guessed = bring_in.guess(sheet, where_we_are())
    changed = mapping.follow(guessed, {"1": {"words": "Calls"}, "0": {"role": "TELLER"}})
    assert [one.words for one in changed.columns] == ["", "Calls", "Calls", "Calls"]


def test_the_next_file_of_the_same_shape_is_read_as_the_last_was_and_can_be_guessed_anew():
    door = with_file(PEOPLE)
    sheet = bring_in.preview(PEOPLE.encode(), "people.csv")
    read = bring_in.guess(sheet, where_we_are()).with_column(4, words="Being heard")
    bring_in.bring_in(where_we_are(), sheet, read, bring_in.ConsentAsked(), bring_in.new_id())
    door = with_file(PEOPLE.replace("2022", "2023"), "april.csv")
    assert "Read as people.csv was on " in said(door)
    assert lines(door)["Listening"]["fields"][0]["value"] == "Being heard"
    door = press(door, "Guess anew from this file alone")
    assert "Read as " not in said(door)
    assert lines(door)["Listening"]["fields"][0]["value"] == ""


def test_a_file_is_read_as_a_mapping_file_says_or_says_why_not():
    door = with_file(PEOPLE)
    for_mapping = next(one for one in door.file_uploader if "mapping file" in one.label)
    for_mapping.set_value(("ours.toml", b'[columns]\nDai = "day"\n', "application/toml")).run()
    assert "people.csv has no heading “Dai”. The nearest is “Day”." in said(door)
    assert "What happened?" in lines(door)
    for_mapping = next(one for one in door.file_uploader if "mapping file" in one.label)
    text = '[columns]\nDay = "day"\nTeam = "story"\n'
    for_mapping.set_value(("ours.toml", text.encode(), "application/toml")).run()
    assert "Read as ours.toml says." in said(door)
    assert lines(door)["Team"]["role"] == "STORY"


def test_changes_are_followed_column_by_column():
    sheet = bring_in.preview(PEOPLE.encode(), "people.csv")
    guessed = bring_in.guess(sheet, where_we_are())
    edits = {
        "1": {"scale": "place", "unknown": "none, ?"},
        "2": {"words": "What happened?"},
        "4": {"role": "SET_ASIDE"},
        "5": {"role": "MEANING", "form": "between two poles", "low": "long", "high": "short"},
    }
    changed = mapping.follow(guessed, edits)
    assert changed.columns[1].scale is Scale.PLACE and changed.columns[1].unknown == ("none", "?")
    assert changed.columns[2].words == "What happened?"
    assert (changed.columns[4].role, changed.columns[4].reason) == (Role.SET_ASIDE, mapping.CHOSEN)
    assert (changed.columns[5].role, changed.columns[5].high) == (Role.MEANING, "short")
    assert changed.columns[0] == guessed.columns[0]


def where_we_are() -> Here:
    store = stores.the_store("ours")
    assert store
    return standing(store, Viewer(date(2022, 6, 1)), Focus())


def a_workbook() -> bytes:
    book = Workbook()
    book.active.title = "Spring"
    for row in (["Heard in spring"], [], *csv.reader(io.StringIO(PEOPLE)), [], ["Total", 8]):
        book.active.append(row)
    autumn = book.create_sheet("Autumn")
    for row in (["Day", "What happened?"], ["2022-09-01", "They came by every single week of the month."]):
        autumn.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_says_how_it_was_read_and_another_worksheet_can_be_chosen():
    door = with_file(a_workbook(), "people.xlsx")
    told = said(door)
    assert "The workbook has 2 worksheets; this is “Spring”, beside “Autumn”." in told
    assert "1 line stands above the headings and out of the table: “Heard in spring”." in told
    assert "Row 3 holds the headings." in told
    assert "1 row is a total of the rows above, and stays out." in told
    field(door, "The worksheet is").set_value("Autumn")
    door = press(door, "Read it again")
    assert "this is “Autumn”, beside “Spring”" in said(door)
    assert list(lines(door)) == ["Day", "What happened?"]


def test_where_the_headings_begin_can_be_said():
    door = with_file(
        "Kept by,the team\nSince,spring\nDay,What happened?\n2022-09-01,They came by every week.\n"
    )
    next(one for one in door.number_input if one.label == "The headings begin in row").set_value(3)
    door = press(door, "Read it again")
    assert list(lines(door)) == ["Day", "What happened?"]
    assert (
        "2 lines stand above the headings and out of the table: “Kept by the team”, “Since spring”."
        in said(door)
    )
