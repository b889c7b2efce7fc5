"""The pages as their script sees them, entered by the front door: what they show, say and refuse."""

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Kind
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import listen, notice, stores, welcome
from sensemaking.practice.here import standing
from sensemaking.store import Keep, open_store
from tests.a_stack import TODAY, a_story
from tests.by_the_front_door import PAGES, come_in, drawn, said, sentence, words_on_cards


@pytest.mark.parametrize("page", ["welcome", "notice", "listen"])
def test_an_empty_store_invites(page, empty_store):
    door = come_in(page)
    assert door.title
    assert "See the example" in [button.label for button in door.button]


def test_the_first_system_is_made_and_stood_in(empty_store):
    door = come_in()
    door.text_input[0].input("Riverside team")
    door.text_input[1].input("Wendleshire")
    next(button for button in door.button if button.label == "Stand here").click().run()
    assert sentence(door) == "Standing at Riverside team, looking at everything noticed so far."


def test_a_name_is_needed_for_the_first_system(empty_store):
    door = come_in()
    next(button for button in door.button if button.label == "Stand here").click().run()
    assert "It needs a name." in said(door)


def test_the_focus_walks_along_from_page_to_page(stack):
    team = stack["team"]
    door = come_in(system=str(team.focus.system), **{"from": "2022-03-01", "to": "2022-05-31"})
    expected = "Standing at The team, looking at March to May 2022."
    assert sentence(door) == expected
    door.query_params.clear()  # what Streamlit's navigation does
    door.switch_page(str(PAGES / "listen.py")).run()
    assert sentence(door) == expected
    assert door.query_params["system"] == str(team.focus.system)
    assert door.query_params["from"] == "2022-03-01"


def test_a_place_beyond_which_nothing_is_known_is_not_stood_in(stack):
    door = come_in(system="nonsense", cycle="018f0000-0000-7000-8000-000000000000")
    assert "names the system to stand at cannot be read" in said(door)
    assert "names a cycle that is not in this store" in said(door)
    assert sentence(door).startswith("Standing at The country")


@pytest.mark.parametrize("query", [{"theme": ["x", "y"]}, {"from": "0001-01-01", "to": "9999-12-31"}])
def test_a_link_with_two_parts_that_cannot_be_read_still_shows_the_rest(query, stack):
    door = come_in(**query)
    assert "cannot be read. The rest of it is shown." in said(door)
    assert "did not foresee" not in said(door)
    assert sentence(door) == "Standing at The country, looking at everything noticed so far."


def test_one_story_is_shown_as_one(stack):
    notice.keep(stack["team"], a_story(stack["team"]))
    door = come_in("listen", system=str(stack["team"].focus.system))
    assert words_on_cards(door) == ["We rang first, and everything went differently."]
    assert [caption.value for caption in door.caption][-1] == "One story"


def test_words_that_nobody_used_are_answered_with_something_to_try(stack):
    notice.keep(stack["team"], a_story(stack["team"]))
    door = come_in("listen", system=str(stack["team"].focus.system))
    door.text_input(key="listen.find").input("aubergine").run()
    assert "No story here holds these words." in said(door)
    assert words_on_cards(door) == []


def test_a_story_that_cannot_be_read_from_here_is_refused_in_words(stack):
    story = a_story(stack["team"])
    notice.keep(stack["team"], story)
    door = come_in("listen", system=str(stack["country"].focus.system))
    door.session_state["listen.story"] = story.id
    door.run()
    assert "This story cannot be read from here." in said(door)
    assert words_on_cards(door) == []


def test_another_persons_life_is_not_drawn_from_a_wider_place(stack):
    for stand, seen in (("country", False), ("organisation", False), ("team", True), ("person", True)):
        door = come_in(system=str(stack[stand].focus.system))
        large = next(data for data in drawn(door, "stack") if data["size"] == "large")
        assert ("The person" in json.dumps(large)) is seen, stand


def test_three_thousand_systems_are_drawn_by_the_path_and_found_by_name(stack):
    team = stack["team"]
    around = team.stack.get(team.system.parent)
    rows = [
        {"id": notice.new_id(), "version": 1, "scale": 2, "name": f"Ward {nth:04}", "parent": around.id}
        for nth in range(3000)
    ]
    team.store.keep(Keep(notice.new_id(), "systems made", notice.new_id(), {"system": rows}))
    door = come_in(system=str(team.focus.system))
    large = next(data for data in drawn(door, "stack") if data["size"] == "large")
    assert large["find"]
    assert len(json.dumps(large)) < 10_000
    assert "more; find them by name" in json.dumps(large)


def test_what_nobody_foresaw_is_a_sentence_and_the_log_holds_no_words(stack, monkeypatch, caplog):
    def broken(*_: Any) -> None:
        raise RuntimeError("Her name was Miriam")

    monkeypatch.setattr(listen, "stories", broken)
    with caplog.at_level(logging.ERROR):
        door = come_in("listen")
    shown = " ".join(text.value for text in door.text) + said(door)
    assert "did not foresee" in shown
    assert "Miriam" not in shown
    assert sentence(door).startswith("Standing at")


def test_a_refusal_on_a_page_is_said_in_its_own_words(stack, monkeypatch):
    def refused(*_: Any) -> None:
        raise Refusal("The shelf is full.", try_next="Make room first.")

    monkeypatch.setattr(welcome, "lately", refused)
    door = come_in()
    assert "The shelf is full. Make room first." in said(door)


def test_what_was_found_wrong_at_opening_is_said_on_every_page(stack):
    stack["team"].store.damage.append("Two contributions are missing.")
    for page in ("welcome", "notice", "listen"):
        assert "Two contributions are missing." in said(come_in(page))


def test_a_measure_is_kept_with_its_name_and_number(stack):
    team = stack["team"]
    measure = notice.measure_named(team, "Days until somebody rang", "days")
    before = replace(a_story(team, words=""), kind=Kind.MEASURE, measure=measure, value=5.0)
    notice.keep(team, before)
    door = come_in("notice", system=str(team.focus.system))
    door.segmented_control(key="notice.kind").set_value(Kind.MEASURE).run()
    door.selectbox(key="notice.0.measure").set_value("Days until somebody rang").run()
    door.number_input(key="notice.0.value").set_value(3.0).run()
    next(button for button in door.button if button.label == "Keep this").click().run()
    assert "Kept at The team" in said(door)
    kept = team.ask("select measure, value from observations order by value").itertuples(index=False)
    assert [tuple(one) for one in kept] == [(measure, 3.0), (measure, 5.0)]


def test_a_measure_without_a_number_is_refused(stack):
    door = come_in("notice", system=str(stack["team"].focus.system))
    door.segmented_control(key="notice.kind").set_value(Kind.MEASURE).run()
    next(button for button in door.button if button.label == "Keep this").click().run()
    assert "A measure needs a name and a number." in said(door)


def test_the_example_names_the_source_of_its_comments_once_and_our_own_store_does_not(stack):
    example = open_store(stores.path_of("example"))
    welcome.make_system(standing(example, Viewer(TODAY), Focus()), "Albion", Scale.COUNTRY, None)

    assert said(come_in(store="example")).count("The Strategy Unit") == 1
    assert "The Strategy Unit" not in said(come_in(store="ours"))
