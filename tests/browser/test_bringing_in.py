"""From a file to a note in a real browser: bring in, take out again, bring in, and take the note away."""

import contextlib
import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.practice import look, remember
from sensemaking.practice.here import standing
from sensemaking.store import open_store
from tests.a_stack import TODAY, a_stack, a_story, keep_all
from tests.browser.meeting import assert_everyone_can_use, come_in, settle

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "comments.csv"
HOSTILE = ":red[x] **b** <img src=x onerror=alert(1)> :material/home: $x$"


def an_empty_store(page, a_server, tmp_path):
    stores = tmp_path / "stores"
    stores.mkdir()
    open_store(stores / "ours.duckdb").close()
    server = a_server(stores).wait_until_it_answers()
    come_in(page, server, "bring_in")
    return server


def choose(page, file):
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("heading", name="What is in it?").wait_for()
    settle(page)


def agree(page, words, who="Ada"):
    # The list closes where the page is drawn anew, as it is when the form reports its last change.
    for _ in range(10):
        page.get_by_role("combobox", name="How far may they travel?").click()
        with contextlib.suppress(TimeoutError):
            page.get_by_role("option", name=words).click(timeout=6_000)
            break
    else:
        raise AssertionError("The list of how far they may travel did not stay open.")
    page.get_by_label("Who looked through them").fill(who)
    page.get_by_label("Who looked through them").press("Tab")
    settle(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def take(page, name):
    """The file behind a button. Streamlit forgets a press that meets a redrawing page; people press again."""
    for _ in range(4):
        with contextlib.suppress(TimeoutError):
            with page.expect_download(timeout=15_000) as taken:
                press(page, name)
            return taken.value
    raise AssertionError(f"{name!r} gave no file.")


def test_a_real_file_is_looked_through_tried_brought_in_and_taken_out_again(page, a_server, tmp_path, heard):
    server = an_empty_store(page, a_server, tmp_path)
    choose(page, EXAMPLE)
    page.get_by_text(re.compile(r"\d+ columns read as themes")).click()
    theme = page.get_by_role("combobox", name="What is it?: Parking")
    theme.select_option(label="set aside")
    expect(page.locator("[data-at]", has=theme)).to_contain_text("whoever brought it in chose so")

    press(page, "Try it dry")
    page.get_by_text("Refused, each row with its reason").wait_for()
    press(page, "Bring it in")
    page.get_by_text("Nobody has said yet how far they may travel.").wait_for()
    agree(page, "as far as the country")
    press(page, "Bring it in")
    page.get_by_text("Looked through by Ada.").wait_for()
    assert page.locator("nav .sentence").inner_text()

    taken = take(page, "Take the refused rows (CSV)")
    with taken.path().open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows and all(row["why it was refused"] for row in rows)

    page.locator(".st-key-pages").get_by_role("link", name="Listen").click()
    page.get_by_text(re.compile(r"[\d,]+ stories and noticings")).wait_for()
    page.locator(".st-key-pages").get_by_role("link", name="Bring in").click()
    press(page, "Take it out again")
    press(page, "Yes, take all of it out")
    page.get_by_text(re.compile("taken out again on")).wait_for()
    page.locator(".st-key-pages").get_by_role("link", name="Listen").click()
    page.get_by_text("Nobody has told a story here yet.").wait_for()
    assert [said for said in heard["complaints"] if "Failed to load resource" not in said] == []
    server.end()


def test_what_a_file_holds_is_shown_as_letters_wherever_it_stands(page, a_server, tmp_path, heard):
    server = an_empty_store(page, a_server, tmp_path)
    file = tmp_path / "hostile.csv"
    with file.open("w", newline="") as out:
        rows = [
            [f"2022-03-{day:02}", f"Team {HOSTILE}", f"A story of day {day} {HOSTILE}"] for day in range(1, 9)
        ]
        csv.writer(out).writerows([["Day", "Team", HOSTILE], *rows])
    choose(page, file)
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    agree(page, "as far as the country")
    press(page, "Try it dry")
    press(page, "Bring it in")
    page.get_by_text("Looked through by Ada.").wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert [url for url in heard["requests"] if url.endswith("/x")] == []
    server.end()


@pytest.fixture(scope="module")
def a_team(a_server, tmp_path_factory):
    """A server over a team with stories, a pattern and a reading of it."""
    stores = tmp_path_factory.mktemp("writing") / "stores"
    stores.mkdir()
    with a_stack(stores) as stack:
        team = stack["team"]
        stories = [
            a_story(team, f"They rang me on day {day}. {HOSTILE}", TODAY.replace(day=day))
            for day in range(1, 15)
        ]
        keep_all(team, stories)
        at = standing(team.store, Viewer(TODAY), Focus(system=team.focus.system, lens="rhythm"))
        seen = look.through(at)
        ids = tuple(story.id for story in stories[:2])
        pattern = remember.keep_pattern(at, look.as_pattern(at, seen, seen.marks[0].key, "", ids))
        remember.keep_reading(at, "It is the ringing.", pattern=pattern.id)
    server = a_server(stores).wait_until_it_answers()
    server.query = f"?system={team.focus.system}"
    yield server
    server.end()


def test_a_file_in_hand_fits_and_has_no_grave_fault(page, a_team):
    come_in(page, a_team, f"bring_in{a_team.query}")
    choose(page, EXAMPLE)
    page.get_by_text(re.compile(r"\d+ columns read as themes")).click()
    press(page, "Try it dry")
    page.get_by_text("Refused, each row with its reason").wait_for()
    assert_everyone_can_use(page)


def keep(page):
    """Keep the note, and wait until it says so; it does while nothing was written since."""
    press(page, "Keep this note")
    page.get_by_role("status").get_by_text("It is here whenever you come back").wait_for()
    settle(page)


def open_again(page, name):
    """Choose the one note of this name after the page was loaded again."""
    page.reload()
    page.get_by_role("combobox", name="Which note?").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name=name).click()


@pytest.fixture
def at_a_team(page, a_team):
    """The page on which the team's note is written; other notes of this team may have been kept before."""
    come_in(page, a_team, f"take_away{a_team.query}")
    page.get_by_role("heading", name="How it comes out").wait_for()


def test_a_note_is_written_kept_taken_away_and_opens_without_the_app(page, at_a_team, tmp_path, browser):
    box = page.get_by_label("Write it the way you would say it")
    page.get_by_label("What is it called?").fill("What the ringing did")
    box.fill(f"## What I think\n\nWords {HOSTILE}\n\n{box.input_value()}")
    box.blur()
    note = page.locator(".st-key-composing-note")
    note.get_by_role("heading", name="What I think").wait_for()
    expect(note).to_contain_text("Words :red[x] b <img src=x onerror=alert(1)> :material/home: $x$")
    page.locator(".st-key-composing-note canvas").first.wait_for()

    page.get_by_text("What goes in?").click()
    page.get_by_role("checkbox", name=re.compile("^They rang me on day 2")).uncheck()
    expect(note).not_to_contain_text("They rang me on day 2")
    assert "day 2" not in box.input_value()

    keep(page)
    box.press_sequentially("The very last words. ")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the note away").click()
    assert taken.value.suggested_filename == "note-what-the-ringing-did.html"
    taken.value.save_as(tmp_path / "note.html")

    other = browser.new_context(offline=True).new_page()
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto((tmp_path / "note.html").as_uri())
    expect(other.get_by_role("heading", name="What the ringing did")).to_be_visible()
    expect(other.locator("svg").first).to_be_visible()
    expect(other.locator("body")).to_contain_text("They rang me on day 1.")
    expect(other.locator("body")).to_contain_text("It is the ringing.")
    expect(other.locator("body")).to_contain_text("The very last words.")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    other.context.close()


def test_what_was_written_and_not_kept_is_there_after_the_page_was_loaded_again(page, at_a_team):
    box = page.get_by_label("Write it the way you would say it")
    box.fill("Only a thought so far.")
    page.reload()
    expect(page.get_by_label("Write it the way you would say it").first).to_have_value(
        "Only a thought so far."
    )
    page.locator(".st-key-composing-note", has_text="Only a thought so far.").wait_for()


def test_a_note_kept_twice_has_its_later_words_and_the_box_is_not_full_of_the_earlier(page, at_a_team):
    # Other tests keep notes of this team too: this one has a name of its own.
    page.get_by_label("What is it called?").fill("Kept twice")
    for words in ("First thoughts.", "Second thoughts."):
        box = page.get_by_label("Write it the way you would say it")
        box.fill(words)
        box.blur()
        page.locator(".st-key-composing-note", has_text=words).wait_for()
        settle(page)
        keep(page)
    open_again(page, "Kept twice")
    expect(page.get_by_label("Write it the way you would say it").first).to_have_value("Second thoughts.")


def test_a_note_stays_one_while_somebody_writes_on_before_they_are_told_it_is_kept(page, at_a_team):
    page.get_by_label("What is it called?").fill("Written on")
    box = page.get_by_label("Write it the way you would say it")
    for words in ("First.", "Second."):
        box.fill(words)
        box.blur()
        page.locator(".st-key-composing-note", has_text=words).wait_for()
        settle(page)
        press(page, "Keep this note")
        box.fill(f"{words} And more.")
        box.blur()
        settle(page)
    keep(page)
    open_again(page, "Written on")
    expect(page.get_by_label("Write it the way you would say it").first).to_have_value("Second. And more.")


def test_writing_a_note_fits_and_has_no_grave_fault(page, at_a_team):
    page.get_by_text("What goes in?").click()
    page.get_by_role("checkbox").first.wait_for()
    assert_everyone_can_use(page)
