"""Bringing in systems and conversations by the front door: what is recognised, asked, brought in and remembered."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sensemaking.model.scale import Scale
from sensemaking.practice import bring_in, remember, welcome
from tests.by_the_front_door import PAGES, come_in, drawn, said
from tests.test_page_bring_in import PEOPLE, press, settled, where_we_are

pytestmark = pytest.mark.usefixtures("empty_store")

LONDON = Path(__file__).parent / "data" / "polis-london"
COUNCILS = "country,region,council\nEngland,South West,Bristol\nEngland,South West,Dorset\nWales,,Cardiff\n"


def with_files(*files: tuple[str, str | bytes]) -> AppTest:
    door = come_in("bring_in")
    given = [(name, text if isinstance(text, bytes) else text.encode(), "text/csv") for name, text in files]
    door.file_uploader[0].set_value(given).run()
    return settled(door)


def a_conversation() -> AppTest:
    welcome.make_system(where_we_are(), "Wendleshire", Scale.PLACE, None)
    return with_files(*((file.name, file.read_bytes()) for file in sorted(LONDON.glob("*.csv"))))


def test_a_table_of_systems_is_recognised_drawn_and_brought_in():
    door = with_files(("councils.csv", COUNCILS))
    assert "This looks like a table of systems" in said(door)
    assert "3 would come in, as 6 new systems" in said(door)
    (stack,) = [one for one in drawn(door, "stack") if one.get("still")]
    assert [land["name"] for land in stack["lands"]] == ["England", "Wales"]
    assert stack["lands"][0]["inside"][0]["inside"][0]["name"] == "Bristol"
    door = press(door, "Bring it in")
    assert "3 rows came in, as 6 new systems." in said(door)
    assert len(where_we_are().stack) == 6
    press(door, "Yes, take all of it out")
    assert len(where_we_are().stack) == 0


def test_whoever_brings_it_may_say_that_it_is_something_else():
    door = with_files(("councils.csv", COUNCILS))
    door.segmented_control[0].set_value("observations").run()
    door = settled(door)
    assert drawn(door, "columns") and not [one for one in drawn(door, "stack") if one.get("still")]
    assert "This looks like" not in said(door)


def test_a_scale_that_no_column_says_is_asked_for_and_then_the_table_can_come_in():
    door = with_files(("tree.csv", "name,parent\nBritain,\nNorth,Britain\nTrust,North\n"))
    assert "How wide are the ones that are part of nothing?" in said(door)
    assert "Bring it in" not in [one.label for one in door.button]
    door.selectbox(key=next(one.key for one in door.selectbox if "part of nothing" in one.label)).set_value(
        Scale.COUNTRY
    ).run()
    assert "3 new systems" in said(door)


def test_a_conversation_asks_which_way_round_its_votes_are_before_it_comes_in():
    door = a_conversation()
    assert "This looks like a conversation" in said(door)
    assert "39 statements and 638 votes of 26 people" in said(door)
    assert "Of 21 people who answered it, 20 voted 1 and nobody voted -1." in said(door)
    assert "Bring it in" not in [one.label for one in door.button]
    door.radio[0].set_value(1).run()
    door = press(door, "Bring it in")
    assert "one gathering with 39 statements (3 of them held aside) and 638 votes of 26 people" in said(door)
    assert bring_in.past(where_we_are())[0].kind == "conversation"


def test_a_past_gathering_is_remembered_statement_by_statement_a_handful_at_a_time():
    door = a_conversation()
    door.radio[0].set_value(1).run()
    door = press(door, "Bring it in")
    door.switch_page(str(PAGES / "remember.py")).run()
    assert "On 27 July 2022: 26 people answered 39 statements." in said(door)
    (held,) = remember.gatherings(where_we_are())
    door.session_state[f"gathering.open.{held.id}"] = True
    door.run()
    (shown,) = drawn(door, "statements")
    assert len(shown["statements"]) == remember.HANDFUL and shown["each"] == 1
    assert shown["statements"][0]["words"] == "Are you between 15 and 19 years old?"
    assert "held aside" in shown["statements"][0]["flag"]
    press_here(door, "Read the next ones")
    (further,) = drawn(door, "statements")
    assert not {one["words"] for one in further["statements"]} & {one["words"] for one in shown["statements"]}
    press_here(door, "Read the ones before")
    assert drawn(door, "statements") == [shown]


def press_here(door: AppTest, label: str) -> None:
    next(button for button in door.button if button.label == label).click().run()
    assert not door.exception


def test_half_a_conversation_says_what_is_missing_and_may_be_taken_for_something_else():
    door = with_files(("comments.csv", (LONDON / "comments.csv").read_bytes()))
    assert "nobody’s votes on them" in said(door)
    assert door.file_uploader
    assert door.segmented_control


def test_several_files_of_observations_come_in_one_after_the_other():
    door = with_files(
        ("first.csv", PEOPLE), ("second.csv", PEOPLE.replace("North", "East")), ("none.csv", b"")
    )
    assert "second.csv comes in after it." in said(door)
    assert "none.csv is empty." in said(door)
    next(one for one in door.selectbox if one.label == "How far may they travel?").set_value("")
    door = press(press(door, "Try it dry"), "Bring it in")
    assert "6 rows came in" in said(door)
    next(one for one in door.button if one.label.startswith("Go on with second")).click().run()
    door = settled(door)
    assert "second.csv" in said(door)
