"""Looking in a real browser: pressing the picture opens its stories, on a desk, a phone and a wall."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from sensemaking.model.observation import Form, Kind, Meaning, Observation, Question
from sensemaking.practice import notice
from sensemaking.store import Keep
from tests.a_stack import a_stack, keep_all
from tests.a_store import a_question
from tests.browser.meeting import assert_everyone_can_use, place_of, settle

HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](https://elsewhere.example) :material/home: :red[red]"
FIRST = date(2022, 1, 3)


@pytest.fixture(scope="module")
def served(a_server, tmp_path_factory):
    """A server over a team's sixteen weeks of stories, all under a theme whose name is markup."""
    folder = tmp_path_factory.mktemp("looking") / "stores"
    folder.mkdir()
    with a_stack(folder) as stack:
        team = stack["team"]
        theme = notice.theme_named(team, f"Waiting {HOSTILE}")
        measure = notice.measure_named(team, f"Days {HOSTILE}", "days")
        asked = (
            Question(notice.new_id(), "Who decided?", Form.BETWEEN, "they did", "we did"),
            Question(notice.new_id(), "How often does this happen?", Form.CHOICE),
        )
        kept = {"question": [a_question(one) for one in asked]}
        team.store.keep(Keep(notice.new_id(), "questions asked", asked[0].id, kept))
        noticed = []
        for week in range(16):
            day = FIRST + timedelta(weeks=week)
            for nth in range(8 if week == 8 else 1 + week % 2):
                words = f"Week {week}, story {nth}. {HOSTILE if week == 8 else ''}"
                means = (Meaning(asked[0].id, number=(week % 11) / 10), Meaning(asked[1].id, "seldom"))
                told = Observation(
                    notice.new_id(), team.system.id, Kind.STORY, day, words, themes=(theme,), meanings=means
                )
                noticed.append(told)
            value = Observation(
                notice.new_id(), team.system.id, Kind.MEASURE, day, measure=measure, value=week % 4
            )
            noticed.append(value)
        keep_all(team, noticed)
        standing = team.system.id
    server = a_server(folder).wait_until_it_answers()
    server.query, server.asked = f"?system={standing}", asked[0].id
    yield server
    server.end()


def look(page, served, query="&lens=rhythm"):
    page.goto(f"{served.address}/look{served.query}{query}")
    page.locator(".stVegaLiteChart canvas").wait_for()
    settle(page)


def press(page, across, along=0.5):
    """Press the picture at this part of its width and height."""
    box = place_of(page.locator(".stVegaLiteChart canvas"))
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * along)


def heading(page, words):
    return page.locator(".st-key-look-stories h2", has_text=words)


def test_pressing_the_picture_opens_the_stories_of_that_time_and_the_link_keeps_them(page, served, browser):
    look(page, served)
    heading(page, "What was told in the week of 28 February 2022.").wait_for()
    press(page, 0.1, 0.8)
    heading(page, "What was told in the week of 3 January 2022.").wait_for()
    page.locator("article", has_text="Week 0, story 0.").wait_for()
    page.wait_for_url("**mark=2022-W01**")
    other = browser.new_context().new_page()
    other.goto(page.url)
    heading(other, "What was told in the week of 3 January 2022.").wait_for()
    other.context.close()


def test_an_area_drawn_over_the_picture_opens_all_its_stories(page, served):
    look(page, served)
    box = place_of(page.locator(".stVegaLiteChart canvas"))
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 160, steps=6)
    page.mouse.up()
    heading(page, "What was told from ").wait_for()
    page.wait_for_url("**%2F**")


def test_a_panel_of_a_theme_is_pressed_like_any_picture(page, served):
    look(page, served, "&lens=themes")
    press(page, 0.4, 0.7)
    heading(page, "“Waiting <img").wait_for()
    page.locator("article").first.wait_for()


def test_a_finger_presses_like_a_mouse(browser, served):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    look(page, served)
    box = place_of(page.locator(".stVegaLiteChart canvas"))
    page.touchscreen.tap(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.8)
    page.wait_for_url("**mark=2022-W0**")
    heading(page, "28 February").wait_for(state="detached")
    heading(page, "What was told in the week of ").wait_for()
    context.close()


def test_without_a_pointer_a_time_is_chosen_from_the_list_and_shown_in_the_picture(page, served):
    look(page, served)
    page.get_by_role("combobox", name="Choose what to open").focus()
    page.keyboard.type("10 January")
    page.keyboard.press("Enter")
    heading(page, "What was told in the week of 10 January 2022.").wait_for()
    page.locator(".stVegaLiteChart canvas").wait_for()
    press(page, 0.1, 0.8)
    heading(page, "What was told in the week of 3 January 2022.").wait_for()


def test_another_lens_begins_without_what_was_chosen_in_the_last(page, served):
    look(page, served)
    press(page, 0.1, 0.8)
    heading(page, "3 January 2022").wait_for()
    page.get_by_role("radio", name="What is talked about, and when?").click()
    heading(page, "3 January 2022").wait_for(state="detached")
    page.get_by_role("heading", name="What is talked about").wait_for()
    page.wait_for_url(lambda url: "mark=" not in url)


def test_the_table_holds_names_as_they_were_written(page, served):
    look(page, served, "&lens=themes")
    page.get_by_role("radio", name="As a table").click()
    page.get_by_role("columnheader", name="Waiting <img").wait_for()
    assert page.locator("img[src=x], a[href*='elsewhere.example']").count() == 0


def test_a_reading_and_one_that_differs_are_kept_and_found_again(page, served, heard):
    look(page, served)
    page.get_by_role("textbox", name="In your own words").fill(f"They came back. {HOSTILE}")
    page.get_by_role("textbox", name="Give the pattern a name").fill(HOSTILE)
    page.get_by_role("textbox", name="Who says so?").fill(HOSTILE)
    page.get_by_role("button", name="Keep this reading").click()
    page.get_by_role("status").get_by_text("Kept as one reading so far.").wait_for()
    page.get_by_role("textbox", name="What would they say?").fill("They never left.")
    page.get_by_role("button", name="Keep it beside the first").click()
    page.get_by_role("status").get_by_text("Kept beside the first, with the same weight.").wait_for()
    settle(page)
    expect(page.get_by_text("A draft is kept on this device.")).to_have_count(0)
    kept = "Object.keys(localStorage).filter(key => key.startsWith('sensemaking.draft'))"
    assert page.evaluate(kept) == []
    page.get_by_role("link", name="Read what people made of it so far").click()
    page.locator("article", has_text="They came back. <img src=x").wait_for()
    page.locator("article", has_text="They never left.").wait_for()
    place_of(page.locator("article", has_text="They never left."))
    first, other = (
        page.locator("article", has_text=words).bounding_box() for words in ("They came", "They never")
    )
    assert first["width"] == other["width"] and first["y"] == other["y"]
    page.get_by_text("Six stories behind it").click()
    page.locator("article", has_text="Week 8, story 0.").wait_for()
    page.get_by_role("link", name="Look again").click()
    heading(page, "What was told in the week of 28 February 2022.").wait_for()
    assert page.locator("img[src=x], a[href*='elsewhere.example']").count() == 0
    assert [url for url in heard["requests"] if "elsewhere" in url] == []


def test_the_picture_and_its_stories_can_be_used_by_everyone(page, served):
    for lens in ("rhythm", "themes"):
        page.set_viewport_size({"width": 390, "height": 844})
        look(page, served, f"&lens={lens}")
        assert place_of(page.locator(".stVegaLiteChart canvas"))["width"] <= 390
        assert_everyone_can_use(page)


def test_what_is_remembered_can_be_used_by_everyone(page, served):
    page.goto(f"{served.address}/remember{served.query}")
    page.get_by_role("heading", name="What have we made of it?").wait_for()
    assert_everyone_can_use(page)


def test_an_area_of_a_scale_is_brushed_or_chosen_from_the_list_and_opens_its_stories(page, served):
    look(page, served, f"&lens=meaning&choice={served.asked}")
    heading(page, "What was told by those who answered.").wait_for()
    box = place_of(page.locator(".stVegaLiteChart canvas"))
    page.mouse.move(box["x"] + box["width"] * 0.05, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 90, steps=6)
    page.mouse.up()
    heading(page, "What was told by those who placed it from “they did” to near “they did”.").wait_for()
    page.wait_for_url("**mark=**..**")
    page.get_by_role("combobox", name="Choose what to open").focus()
    page.keyboard.type("At “we did”")
    page.keyboard.press("Enter")
    heading(page, "What was told by those who placed it at “we did”.").wait_for()
    page.get_by_role("combobox", name="Against what?").focus()
    page.keyboard.type("How often")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How do two answers of those who told it go together?").wait_for()
    settle(page)
    page.locator(".stVegaLiteChart canvas").wait_for()
