"""The page that remembers, as its script sees it: readings by cycle, those that differ, and how they stand later."""

from datetime import date
from uuid import uuid4

from sensemaking.model.cycle import Cycle
from sensemaking.model.pattern import Standing
from sensemaking.model.room import Next
from sensemaking.practice import cycles, look, notice, remember, statements
from sensemaking.screen import gatherings, reading
from tests.a_gathering import QUESTION, a_gathering, decide, ended, pile, read, shown
from tests.a_stack import a_story
from tests.by_the_front_door import come_in, drawn, said, words_on_cards


def remembered(team, **query):
    return come_in("remember", system=str(team.focus.system), **query)


def a_pattern(team, name=""):
    told = a_story(team, "They never rang back.", date(2022, 3, 1))
    notice.keep(team, told)
    here = team.at(team.focus.narrowed(lens="rhythm", mark="2022-03-01"))
    seen = look.through(here)
    return remember.keep_pattern(here, look.as_pattern(here, seen, "2022-03-01", name, (told.id,)))


def test_where_nobody_said_anything_the_page_invites(team):
    assert "Nobody here has said what they make of it yet." in said(remembered(team))


def test_in_an_empty_store_there_is_nowhere_to_remember(empty_store):
    assert "There is nowhere to remember anything yet." in said(come_in("remember"))


def test_readings_stand_under_their_cycles_the_latest_first_and_a_focus_on_one_leaves_out_the_others(team):
    winter, spring = (
        cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, name)) for name in ("Winter", "Spring")
    )
    remember.keep_reading(team, "It was dark.", cycle=winter.id)
    remember.keep_reading(team, "It was light.", cycle=spring.id)
    door = remembered(team)
    headings = [one for one in said(door).splitlines() if one in ("Winter", "Spring")]
    assert headings == ["Spring", "Winter"]
    assert words_on_cards(door) == ["It was light.", "It was dark."]
    assert words_on_cards(remembered(team, cycle=str(winter.id))) == ["It was dark."]


def test_those_that_differ_stand_beside_the_first_on_cards_of_the_same_kind(team):
    first = remember.keep_reading(team, "It was the letter.", who="a nurse")
    remember.keep_reading(team, "It was the bus.", who="a driver", beside=first.id)
    cards = drawn(remembered(team), "cards")
    assert [data["cards"][0]["words"] for data in cards] == ["It was the letter.", "It was the bus."]
    assert len({data["large"] for data in cards}) == 1


def test_how_a_reading_stands_is_said_later_with_its_day_and_its_reason(team):
    kept = remember.keep_reading(team, "It was the letter.")
    remember.revisit(team, kept.id, Standing.HELD, "Two more said so.")
    door = remembered(team)
    assert "Held on 1 June 2022: Two more said so." in said(door)
    door.session_state[f"again.{kept.id}"] = True
    door.run()
    door.segmented_control[0].set_value(Standing.LET_GO)
    door.text_area[0].input("The letter was changed and they still wait.")
    next(one for one in door.button if one.label == reading.KEEP_STANDING).click().run()
    ((_, (read,)),) = remember.read_by_cycle(team).items()
    assert [one.standing for one in read.reading.history] == [Standing.HELD, Standing.LET_GO]
    assert "Let go on" in said(door) and "Held on 1 June 2022" in said(door)


def test_how_it_stands_is_never_guessed(team):
    kept = remember.keep_reading(team, "It was the letter.")
    door = remembered(team)
    door.session_state[f"again.{kept.id}"] = True
    door.run()
    next(one for one in door.button if one.label == reading.KEEP_STANDING).click().run()
    assert "A reading is held, shifted or let go. Choose one of the three." in said(door)


def test_looking_again_opens_the_view_the_reading_was_made_at(team):
    pattern = a_pattern(team, "the silence")
    remember.keep_reading(team, "Nobody rang.", pattern=pattern.id)
    door = remembered(team)
    assert "“the silence”, looking at “When do we notice, day by day?”" in said(door)
    (link,) = (one.proto for one in door.get("page_link") if one.proto.label == reading.LOOK_AGAIN)
    query = dict(part.split("=") for part in link.query_string.lstrip("?").split("&"))
    assert (query["lens"], query["mark"], query["system"]) == ("rhythm", "2022-03-01", str(team.focus.system))
    assert words_on_cards(come_in("look", **query)) == ["They never rang back."]


def test_its_stories_are_a_press_away(team):
    pattern = a_pattern(team)
    remember.keep_reading(team, "Nobody rang.", pattern=pattern.id)
    door = remembered(team)
    assert words_on_cards(door) == ["Nobody rang."]
    door.session_state[f"behind.{pattern.id}"] = True
    door.run()
    assert words_on_cards(door) == ["Nobody rang.", "They never rang back."]


def test_a_reading_needs_no_picture(team, written):
    door = remembered(team)
    door.session_state["remember.write"] = True
    door.run()
    written("reading.plain", "We are tired.")
    door.button(key="reading.plain.keep").click().run()
    assert words_on_cards(door) == ["We are tired."]
    assert "Kept as one reading so far." in said(door)


def test_of_many_readings_the_latest_stand_first_and_earlier_ones_are_a_press_away(team):
    for nth in range(reading.AT_ONCE + 3):
        remember.keep_reading(team, f"Reading {nth}.")
    door = remembered(team)
    assert len(words_on_cards(door)) == reading.AT_ONCE
    assert words_on_cards(door)[-1] == f"Reading {reading.AT_ONCE + 2}."
    door.button(key="reading.earlier").click().run()
    assert words_on_cards(door)[0] == "Reading 0."


def test_a_gathering_held_live_is_told_by_what_came_of_it_though_nobody_answered_anything(team):
    gathering = a_gathering(team)
    (bus,) = shown(gathering, "The bus goes twice a day.")
    read(gathering, pile(gathering, bus, name="Getting there"), "Nobody can get here.")
    decide(gathering, Next.TRY, "Ring first.")
    assert QUESTION not in said(remembered(team))
    ended(gathering, date(2022, 6, 1))
    door = remembered(team)
    assert QUESTION in said(door) and "On 1 June 2022.\nNinety minutes" in said(door)
    assert f"“Getting there”, put together by hand when we gathered about “{QUESTION}”" in said(door)
    assert not [one for one in door.get("page_link") if one.proto.label == reading.LOOK_AGAIN]
    door.session_state[f"gathering.open.{gathering.id}"] = True
    door.run()
    assert "What belonged together: “Getting there”." in said(door)
    assert "What we will try next: Ring first." in said(door)
    assert "statement" not in said(door) and drawn(door, "statements") == []
    next(one for one in door.button if one.label == gatherings.NOTE).click().run()
    assert not door.exception
    assert QUESTION in said(door) and words_on_cards(door)[0] == "The bus goes twice a day."


def test_statements_that_nobody_answered_are_told_as_what_they_are(team):
    gathering = a_gathering(team)
    statements.put(gathering, uuid4(), "We ring too late.", uuid4())
    ended(gathering, date(2022, 6, 1))
    door = remembered(team)
    assert "On 1 June 2022: one statement put to the room." in said(door)
    door.session_state[f"gathering.open.{gathering.id}"] = True
    door.run()
    (shown_there,) = drawn(door, "statements")
    assert [one["words"] for one in shown_there["statements"]] == ["We ring too late."]


def test_a_gathering_in_which_nothing_was_made_says_so(team):
    gathering = ended(a_gathering(team), date(2022, 6, 1))
    door = remembered(team)
    door.session_state[f"gathering.open.{gathering.id}"] = True
    door.run()
    assert gatherings.NOTHING_LEFT in said(door)
