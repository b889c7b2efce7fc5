"""Walking the stack in a real browser: among three thousand systems, with the keyboard, from a theme to its stories."""

import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.scale import Scale
from sensemaking.practice import bring_systems, kinds, notice, questions
from sensemaking.practice.here import standing
from sensemaking.store import open_store
from tests.a_stack import a_story, keep_all
from tests.browser.meeting import assert_everyone_can_use, come_in, settle

COUNTRY = "country,place,organisation\n" + "".join(
    f"Albion,Shire {place:03},{kind} of Shire {place:03}\n"
    for place in range(300)
    for kind in ("Council", "Housing", "Schools", "Advice", "Carers", "Health", "Library", "Fire", "Police")
)


@pytest.fixture(scope="module")
def served(a_server, tmp_path_factory):
    """A server over a country of three thousand systems, three of which told something."""
    folder = tmp_path_factory.mktemp("stack") / "stores"
    folder.mkdir()
    store = open_store(folder / "ours.duckdb")
    here = standing(store, Viewer(date(2026, 3, 1)), Focus())
    sheet = kinds.read("albion.csv", COUNTRY.encode())
    bring_systems.bring_in(here, sheet, bring_systems.guess(sheet), uuid4())
    waiting = notice.theme_named(here, "Waiting")
    told = [one for one in here.stack if one.name.startswith("Council of Shire 00")][:3]
    for one in told:
        story = a_story(here.at(Focus(system=one.id)), "Nobody rang.", travels=Scale.COUNTRY, reviewed=True)
        keep_all(here, [replace(story, themes=(waiting,))])
    place = next(one for one in here.stack if one.name == "Shire 000")
    asked = next(one for one in questions.of_scale(Scale.PLACE) if one.key == "place.enabling.capabilities")
    questions.answer(here.at(Focus(system=place.id)), asked, "People who may decide.", "the steward")
    store.close()
    server = a_server(folder).wait_until_it_answers()
    yield server
    server.end()


def standing_at(page: Page, name: str) -> None:
    page.locator("nav .sentence", has_text=f"Standing at {name}").wait_for()
    settle(page)


def test_among_three_thousand_systems_a_stretch_of_the_alphabet_opens_and_closes(page, served):
    come_in(page, served, "stack")
    standing_at(page, "Albion")
    land = page.locator("nav .large")
    assert land.get_by_role("button").count() < 60
    land.get_by_role("button", name="Shire 033 to Shire 065").click()
    land.get_by_role("button", name="Shire 040").wait_for()
    assert land.get_by_role("button").count() < 60
    land.get_by_role("button", name="All of them").click()
    land.get_by_role("button", name="Shire 000 to Shire 032").click()
    land.get_by_role("button", name="Shire 010").click()
    standing_at(page, "Shire 010")
    land.get_by_role("group", name="Inside Shire 010").get_by_role("button", name="Library of").wait_for()
    land.get_by_role("button", name="Shire 011").click()
    standing_at(page, "Shire 011")


def test_the_arrow_keys_walk_wider_closer_in_and_sideways(page, served):
    come_in(page, served, "stack")
    land = page.locator("nav .large")
    land.get_by_role("button", name="Shire 000 to Shire 032").focus()
    page.keyboard.press("ArrowRight")
    expect(land.get_by_role("button", name="Shire 033 to Shire 065")).to_be_focused()
    expect(land.get_by_text("With the keyboard")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(land.locator(".arrived", has_text="Albion")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    land.get_by_role("button", name="Shire 010").wait_for()
    land.get_by_role("button", name="Shire 010").focus()
    page.keyboard.press("Enter")
    standing_at(page, "Shire 010")
    expect(land.locator(".arrived", has_text="Shire 010")).to_be_focused()


def test_a_system_among_thousands_is_found_by_its_name(page, served):
    come_in(page, served, "stack")
    page.get_by_role("searchbox", name="Find a system by its name").fill("library 299")
    page.locator("nav .found").get_by_role("button", name="Library of Shire 299").click()
    standing_at(page, "Library of Shire 299")


def test_a_theme_that_several_share_opens_onto_what_was_said(page, served):
    come_in(page, served, "stack")
    standing_at(page, "Albion")
    page.get_by_role("radio", name="Waiting").or_(page.get_by_role("button", name="Waiting")).first.click()
    page.locator("article", has_text="Nobody rang.").first.wait_for()
    page.get_by_role("link", name="Read all that was said with it").click()
    page.locator("nav .sentence", has_text="only “Waiting”").wait_for()
    page.locator("article", has_text="Nobody rang.").first.wait_for()


def test_a_question_is_answered_here_and_now_beside_the_earlier_answers(page, served):
    come_in(page, served, "stack")
    page.get_by_role("searchbox", name="Find a system by its name").fill("shire 000")
    page.locator("nav .found").get_by_role("button", name="Shire 000 place").click()
    standing_at(page, "Shire 000")
    question = page.locator("[class*=st-key-question-place-enabling-capabilities]")
    question.get_by_text("People who may decide.").wait_for()
    settle(page)
    question.get_by_text("Answer it here and now").click()
    box = question.get_by_role("textbox", name="As it is today")
    box.fill("Time to sit down with each other.")
    box.blur()
    settle(page)
    question.get_by_role("button", name="Keep this answer").click()
    question.get_by_role("status").get_by_text("Kept. It stands here with the earlier ones.").wait_for()
    question.get_by_text("Time to sit down with each other.").first.wait_for()
    question.get_by_text("People who may decide.").wait_for()


def test_the_stack_can_be_used_by_everyone(page, served):
    come_in(page, served, "stack")
    standing_at(page, "Albion")
    assert_everyone_can_use(page)
    page.locator("nav .large").get_by_role("button", name="Shire 000 to Shire 032").click()
    settle(page)
    first = page.locator("nav .large").get_by_role("button", name=re.compile(r"^Shire 000(?! to)"))
    first.click()
    standing_at(page, "Shire 000")
    assert_everyone_can_use(page)
