"""The page about consent: each story told here, how far it goes, changing that, and reading over what may travel."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sensemaking.model.access import Role
from sensemaking.model.observation import Consent, Whose
from sensemaking.model.scale import Scale
from sensemaking.practice import consent, listen, review
from sensemaking.screen import acting as roles
from sensemaking.screen import consenting
from tests.a_stack import TODAY
from tests.test_consent import Stack, acting, told, words_at

PROJECT = Path(__file__).parents[1]


def come_in(here: Any, story: Any = None, role: Role | None = None) -> AppTest:
    door = AppTest.from_file(str(PROJECT / "sensemaking" / "screen" / "house.py"), default_timeout=60)
    door.query_params["store"], door.query_params["system"] = "ours", str(here.system.id)
    if story:
        door.session_state[consenting.STORY] = story
    if role:
        door.session_state[roles.ROLES] = {here.system.id: role}
    door.switch_page(str(PROJECT / "pages" / "consent.py")).run()
    assert not door.exception
    return door


def sent(node: Any) -> str:
    proto = getattr(node, "proto", None)
    own = proto.SerializeToString().decode("utf-8", "replace") if proto is not None else ""
    return own + "".join(sent(child) for child in getattr(node, "children", {}).values())


def said(door: AppTest) -> str:
    return "".join(sent(block) for block in door._tree.children.values())


def press(door: AppTest, label: str) -> AppTest:
    next(button for button in door.button if button.label == label).click().run()
    assert not door.exception
    return door


@pytest.fixture
def reader(stack: Stack) -> Any:
    review.choose(stack["team"], "our peer worker", confirmed=True)
    return acting(stack["team"], Role.REVIEWER)


def test_every_story_told_here_says_how_it_stands_and_none_from_closer_in(stack):
    told(stack["team"], "They rang first.")
    told(stack["organisation"], "Nobody rang.", Consent())
    shown = said(come_in(stack["team"]))
    assert "They rang first." in shown
    assert "as far as the place, once somebody your group chose has read it" in shown
    wider = said(come_in(stack["organisation"]))
    assert "it stays here" in wider and "They rang first." not in wider


def test_without_the_role_of_its_teller_nothing_can_be_changed(stack):
    story = told(stack["team"])
    door = come_in(stack["team"], story.id)
    assert consenting.ACT_FIRST in said(door)
    assert not [one for one in door.button if one.label in (consenting.KEEP, consenting.SURE)]


def test_a_teller_says_it_anew_and_takes_it_back(stack):
    story = told(stack["team"], consent=Consent())
    door = come_in(stack["team"], story.id, Role.TELLER)
    door.selectbox(key=f"consent.{story.id}.1.far").set_value(Scale.PLACE).run()
    press(door, consenting.KEEP)
    assert consenting.CHANGED in said(door)
    assert consent.said(stack["team"], story.id).state.travels is Scale.PLACE

    press(door, consenting.SURE)
    assert consenting.TAKEN_BACK in said(door)
    assert words_at(stack["team"]) == []


def test_what_somebody_said_of_a_story_about_them_is_recorded(stack):
    story = told(stack["team"], whose=Whose.SOMEONE_ELSE)
    door = come_in(stack["team"], story.id, Role.TELLER)
    assert not [one for one in door.button if one.label == consenting.KEEP]
    key = f"consent.{story.id}.1"
    door.segmented_control(key=f"{key}.agrees").set_value(True).run()
    door.text_input(key=f"{key}.who").set_value("she herself")
    door.date_input(key=f"{key}.day").set_value(TODAY)
    press(door, consenting.KEEP_PERSON)
    assert "She herself agreed, on 1 June 2022." in said(door)
    assert [one for one in door.button if one.label == consenting.KEEP]


def test_whoever_the_group_chose_reads_one_story_at_a_time_and_ends_it(stack, reader, written):
    first, second = told(stack["team"], "Ewa rang."), told(stack["team"], "Nobody came.")
    door = come_in(stack["team"], role=Role.REVIEWER)
    assert "Ewa rang." in said(door) and "Nobody came." not in said(door)
    assert "This may be a name" in said(door)
    door.segmented_control(key=f"reviewing.{first.id}.1.end").set_value("Only in other words").run()
    written(f"reviewing.{first.id}", "Somebody rang.")
    press(door, "Keep this")
    assert "Nobody came." in said(door)
    door.segmented_control(key=f"reviewing.{second.id}.1.end").set_value("It may travel").run()
    press(door, "Keep this")
    assert "Nothing waits to be read." in said(door)
    assert words_at(stack["place"]) == ["Nobody came."]
    assert listen.in_other_words(stack["place"]) == (["Somebody rang."], False)


def test_a_reader_is_chosen_only_once_it_is_said_that_it_is_no_manager(stack):
    door = come_in(stack["team"])
    door.text_input(key="reviewing.named").set_value("our peer worker")
    press(door, "Choose them")
    assert "manager" in said(door) and review.reviewer(stack["team"]) == ""
    door.checkbox(key="reviewing.confirmed").check()
    press(door, "Choose them")
    assert "The group here chose: our peer worker." in said(door)


def test_where_nobody_was_chosen_to_read_the_group_is_asked_whom_it_chooses(stack):
    door = come_in(stack["team"], role=Role.REVIEWER)
    assert "Nobody yet." in said(door)
    door.text_input(key="reviewing.named").set_value("our peer worker")
    door.checkbox(key="reviewing.confirmed").check()
    press(door, "Choose them")
    assert "Nothing waits to be read." in said(door)


def test_what_is_about_somebody_who_has_not_agreed_is_never_said_to_be_quoted(stack):
    story = told(stack["team"], "She rang me.", Consent(quotable=True))
    about = replace(consent.states(stack["team"], [story.id])[story.id], whose=Whose.SOMEONE_ELSE)
    assert "it is not quoted" in consenting.in_words(about)


def test_what_was_told_in_other_words_is_heard_beyond_home_with_nothing_to_find_it_by(stack, reader):
    story = told(stack["team"], "Canarybird rang.")
    review.in_other_words(reader, review.open_one(reader, story.id), Scale.PLACE, "Somebody rang.")
    door = come_in(stack["place"])
    door.switch_page(str(PROJECT / "pages" / "listen.py")).run()
    shown = said(door)
    assert "Told in other words" in shown and "Somebody rang." in shown
    for hidden in ("Canarybird", str(story.id), story.id.hex, "1 March 2022", 'The team"'):
        assert hidden not in shown
