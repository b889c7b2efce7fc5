"""What was read then and now: lines through time, in the order written, on the page for remembering."""

from datetime import date

import pytest

from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle
from sensemaking.model.pattern import Standing
from sensemaking.practice import cycles, notice, readings_in_time, remember
from sensemaking.practice.here import Here
from tests.by_the_front_door import drawn, said
from tests.test_page_remember import a_pattern, remembered


def on(team: Here, day: date) -> Here:
    return Here(team.store, Viewer(day), team.focus)


def a_cycle(
    team: Here, name: str, begun: date, follows: Cycle | None = None, ended: date | None = None
) -> Cycle:
    after = follows.id if follows else None
    return cycles.make_cycle(
        team, Cycle(notice.new_id(), team.system.id, name, begun=begun, ended=ended, follows=after)
    )


def test_before_a_reading_is_looked_at_again_there_is_no_then_and_now(team):
    remember.keep_reading(team, "It was the letter.")
    assert readings_in_time.in_time(team) is None
    assert "What was read then" not in said(remembered(team))


def test_readings_are_lines_in_the_order_they_were_written_each_with_its_moments(team):
    first = remember.keep_reading(on(team, date(2022, 1, 1)), "It was the letter.", who="a nurse")
    remember.keep_reading(on(team, date(2022, 1, 6)), "It was the bus.", beside=first.id)
    remember.revisit(on(team, date(2022, 1, 5)), first.id, Standing.SHIFTED, "Two more said so.")
    remember.revisit(on(team, date(2022, 1, 11)), first.id, Standing.LET_GO, "")
    seen = readings_in_time.in_time(team)
    assert seen is not None
    assert [line.reading.words for line in seen.lines] == ["It was the letter.", "It was the bus."]
    letter, bus = seen.lines
    assert [(moment.place, moment.standing) for moment in letter.moments] == [
        (0.0, Standing.SO_FAR),
        (0.4, Standing.SHIFTED),
        (1.0, Standing.LET_GO),
    ]
    assert letter.moments[1].words == "Shifted, 5 January 2022: Two more said so."
    assert [moment.place for moment in bus.moments] == [0.5]
    assert (seen.since, seen.until) == ("1 January 2022", "11 January 2022")


def test_where_cycles_follow_one_another_their_readings_are_drawn_over_their_days(team):
    winter = a_cycle(team, "Winter", date(2022, 1, 1), ended=date(2022, 3, 1))
    spring = a_cycle(team, "Spring", date(2022, 3, 2), winter)
    alone = a_cycle(team, "Alone", date(2021, 1, 1))
    kept = remember.keep_reading(on(team, date(2022, 2, 1)), "It was dark.", cycle=winter.id)
    remember.keep_reading(on(team, date(2022, 4, 1)), "It is light.", cycle=spring.id)
    remember.keep_reading(on(team, date(2022, 4, 1)), "It is elsewhere.", cycle=alone.id)
    remember.revisit(on(team, date(2022, 5, 1)), kept.id, Standing.HELD, "")
    seen = readings_in_time.in_time(team)
    assert seen is not None
    assert [line.cycle for line in seen.lines] == ["Winter", "Spring"]
    assert [(one.name, one.first, round(one.last, 1)) for one in seen.cycles] == [
        ("Winter", 0.0, 0.5),
        ("Spring", pytest.approx(0.5, abs=0.01), 1.0),
    ]
    assert readings_in_time.in_time(team.at(team.focus.narrowed(cycle=spring.id))) is None


def test_the_page_draws_the_lines_says_the_same_as_a_table_and_opens_the_stories(team):
    pattern = a_pattern(team)
    kept = remember.keep_reading(team, "It was the letter.", pattern=pattern.id)
    remember.revisit(team, kept.id, Standing.HELD, "Two more said so.")
    door = remembered(team)
    (data,) = drawn(door, "history")
    (line,) = data["lines"]
    assert line["words"] == "It was the letter."
    assert [moment["kind"] for moment in line["moments"]] == ["so-far", "held"]
    assert line["stories"]
    assert not any(char.isdigit() for char in data["open"])
    door.session_state["reading.history.as"] = "As a table"
    door.session_state["reading.history.opened"] = kept.id
    door.run()
    assert any("They never rang back." in str(one) for one in drawn(door, "cards"))
    sheet = next(one for one in drawn(door, "sheet"))
    assert sheet["headings"] == readings_in_time.HEADINGS
    assert sheet["rows"][0][-1].endswith("Two more said so.")
    door.button(key="reading.history.note").click().run()
    assert not door.exception
    assert door.text_input[0].value == "What was read then, and now? (The team)"
    assert "A ring: it was written." in said(door)
