"""A note that was taken away, opened by itself in a real browser: nothing of ours runs, nothing is asked for."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from sensemaking.charts import marks
from sensemaking.exchange import note_html
from sensemaking.exchange.leaving import Drawn, Picture, Readings, Shown, Story, Words
from sensemaking.exchange.note_markdown import as_text, plain
from sensemaking.model.observation import Card, Kind
from sensemaking.model.pattern import Reading
from sensemaking.practice import look, notice, remember, take_away
from sensemaking.practice.here import Here
from tests import taken
from tests.a_stack import TODAY, a_stack, a_story, keep_all

DATA = Path(__file__).parents[1] / "data" / "naughty-strings"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Here]:
    with a_stack(tmp_path) as places:
        yield places["team"]


def a_whole_note(here: Here) -> take_away.Note:
    """A note with a chart, two stories, and two readings that differ."""
    stories = [
        a_story(here, f"Story {month}: the letter\nfrightened me.", date(2022, month, 1))
        for month in range(1, 5)
    ]
    for story in stories:
        notice.keep(here, story)
    at = here.at(here.focus.narrowed(lens="rhythm"))
    seen = look.through(at)
    behind = tuple(story.id for story in stories[:2])
    pattern = remember.keep_pattern(at, look.as_pattern(at, seen, seen.marks[0].key, "The letters", behind))
    first = remember.keep_reading(here, "It is the letter.", who="a nurse", pattern=pattern.id)
    remember.keep_reading(here, "It is the bus.", beside=first.id)
    note = take_away.compose(here)
    return replace(note, body=note.body.replace("left with\n", "left with\n\n- Who reads *letters*?\n"))


def opened(page: Page, folder: Path, html: str) -> list[str]:
    """Open a file of this text; what the browser asks for on the way is in the list."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    file = folder / "note.html"
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    return asked


def test_a_note_opens_by_itself_and_reads_in_order(
    page: Page, heard: dict[str, list[Any]], team: Here, tmp_path: Path
) -> None:
    asked = opened(page, tmp_path, taken.as_html(team, a_whole_note(team)))

    assert asked == [(tmp_path / "note.html").as_uri()]
    assert heard["complaints"] == []
    assert page.title() == "What we make of it so far: The team, June 2022"
    assert page.get_by_role("heading", level=1).all_inner_texts() == [page.title()]
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "Where we stood",
        "What we noticed",
        "What we make of it",
        "What we cannot say",
        "Questions we are left with",
        "What we will try next",
        "How the charts were drawn, and their numbers",
    ]
    assert page.locator(".story blockquote").all_inner_texts() == [
        "Story 1: the letter\nfrightened me.",
        "Story 2: the letter\nfrightened me.",
    ]
    assert page.locator(".reading blockquote").all_inner_texts() == ["It is the letter.", "It is the bus."]
    assert (
        page.get_by_role("listitem").filter(has_text="Who reads").inner_html().strip()
        == "Who reads <em>letters</em>?"
    )


def test_readings_that_differ_stand_side_by_side_in_the_same_size(
    page: Page, team: Here, tmp_path: Path
) -> None:
    opened(page, tmp_path, taken.as_html(team, a_whole_note(team)))

    boxes = [box for one in page.locator(".reading").all() if (box := one.bounding_box())]
    assert len(boxes) == 2
    assert {(box["y"], box["width"], box["height"]) for box in boxes} == {
        (boxes[0]["y"], boxes[0]["width"], boxes[0]["height"])
    }


def test_the_letters_and_charts_are_ours_and_come_with_the_file(
    page: Page, team: Here, tmp_path: Path
) -> None:
    opened(page, tmp_path, taken.as_html(team, a_whole_note(team)))

    chart = page.get_by_role("img")
    assert chart.count() == 1
    told = page.evaluate(
        "async () => { await document.fonts.ready; return [...document.fonts]"
        ".filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', '')) }"
    )
    assert set(told) >= {"Atkinson Hyperlegible", "Source Serif 4"}
    assert page.get_by_role("img", name="When do we notice").get_attribute("aria-labelledby")


def test_a_note_prints_on_white_paper_with_its_words(page: Page, team: Here, tmp_path: Path) -> None:
    opened(page, tmp_path, taken.as_html(team, a_whole_note(team)))
    page.emulate_media(media="print")

    printed = page.pdf(prefer_css_page_size=True)

    assert printed.startswith(b"%PDF")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.story')).breakInside") == "avoid-page"


def test_on_a_phone_nothing_runs_out_of_the_page(page: Page, team: Here, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    note = take_away.view(team, a_whole_note(team))
    wide = pd.DataFrame({f"A theme of several words {number}": [number] for number in range(20)})
    parts = tuple(replace(part, table=wide) if isinstance(part, Drawn) else part for part in note.parts)
    long = Story(Card(uuid4(), 1, Kind.STORY, "long" * 400, "", TODAY, "long" * 100))
    opened(page, tmp_path, note_html.write(replace(note, title="long" * 100, parts=(*parts, long))))

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


MILLIMETRE = 96 / 25.4


def printed(page: Page) -> list[tuple[float, float, str]]:
    """The pages of what is open, printed: width and height in millimetres, and the words a reader of PDF finds."""
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return [
        (
            round(float(one.mediabox.width) / 72 * 25.4),
            round(float(one.mediabox.height) / 72 * 25.4),
            one.extract_text(),
        )
        for one in pages
    ]


def stories_of_all_lengths(here: Here) -> take_away.Note:
    """Stories from a word to several pages, in narrow letters and wide, with long words and many lines."""
    words = [
        "Yes.",
        *(
            "We waited for the letter, and when it came nobody could read it. " * many
            for many in range(1, 40, 3)
        ),
        "iiiii lllll " * 60,
        "MMMMM WWWWW " * 40,
        "one long word " + "m" * 900,
        "A line.\n" * 45,
        "A paragraph.\n\n" * 20,
        "\u05d4\u05d9\u05d0 \u05d0\u05de\u05e8\u05d4 " * 60,
        "\u6f22\u5b57\u304b\u306a" * 90,
        "\U0001f600 " * 90,
    ]
    stories = [
        replace(a_story(here, one), prompt="What happened? " * (1 + nth % 3)) for nth, one in enumerate(words)
    ]
    keep_all(here, stories)
    note = take_away.compose(here)
    return replace(note, body="\n\n".join(f"{{story:{story.id}}}" for story in stories))


def test_story_cards_print_four_to_a_page_with_every_word_in_its_place(
    page: Page, team: Here, tmp_path: Path
) -> None:
    opened(page, tmp_path, taken.as_cards(team, stories_of_all_lengths(team)))
    page.evaluate("document.fonts.ready")
    cards = page.locator(".card")
    shown = page.locator(".card blockquote").all_inner_texts()

    pages = printed(page)

    assert {(wide, high) for wide, high, _ in pages} == {(210, 297)}
    assert len(pages) == cards.count() / 4 == page.locator(".page").count()
    page.emulate_media(media="print")
    sizes = page.locator(".card").evaluate_all(
        "cards => cards.map(card => [card.offsetWidth, card.offsetHeight, card.scrollWidth - card.clientWidth,"
        " card.scrollHeight - card.clientHeight])"
    )
    assert {(round(wide / MILLIMETRE), round(high / MILLIMETRE), x, y) for wide, high, x, y in sizes} == {
        (105, 148, 0, 0)
    }
    read = "".join("".join(words.split()) for _, _, words in pages)
    for one in (words for words in shown if words.isascii()):
        assert "".join(one.split()) in read


def test_the_sheet_for_the_wall_is_a_sheet_of_a3_and_what_does_not_fit_stands_on_one_behind(
    page: Page, team: Here, tmp_path: Path
) -> None:
    opened(page, tmp_path, taken.as_wall(team, a_whole_note(team)))

    sheets = printed(page)

    assert 1 <= len(sheets) <= 2 and all((wide, high) == (420, 297) for wide, high, _ in sheets)
    read = "".join("".join(words for _, _, words in sheets).split())
    for said in ("When do we notice", "Story 1: the letter", "It is the letter.", "What else do you see?"):
        assert "".join(said.split()) in read
    size = page.locator(".story blockquote").first.evaluate(
        "story => parseFloat(getComputedStyle(story).fontSize)"
    )
    assert size >= 24 * 96 / 72
    readings = [box for one in page.locator(".reading").all() if (box := one.bounding_box())]
    assert len({(box["width"], box["height"]) for box in readings}) == 1


def naughty() -> list[str]:
    strings = json.loads((DATA / "blns.json").read_text(encoding="utf-8"))
    return [*strings, *(DATA / "markup_that_runs.txt").read_text(encoding="utf-8").splitlines()]


def test_no_words_in_a_note_run_or_ask_for_anything(
    page: Page, heard: dict[str, list[Any]], tmp_path: Path
) -> None:
    payloads = (DATA / "markup_that_runs.txt").read_text(encoding="utf-8").splitlines()
    line = " ".join(payloads)
    cards = [
        Card(uuid4(), 1, Kind.STORY, words, words, TODAY, words, (words,), (words,)) for words in naughty()
    ]
    of = Picture("pattern", uuid4(), line, line)
    rows = pd.DataFrame(
        {"panel": payloads, "hue": 0, "start": 1e12, "stories": 1, "mark": payloads, "words": payloads}
    )
    table = pd.DataFrame({words: [words] for words in payloads})
    drawn = Drawn(of, (line,), marks.themes(joined=False), rows, table, (line,), tuple(cards[:2]))
    readings = Readings(tuple(Reading(uuid4(), uuid4(), words, TODAY, who=words) for words in payloads), line)
    written = [Words(plain(words)) for words in payloads]
    note = Shown(line, line, (line, line), TODAY, TODAY, (*written, *map(Story, cards), drawn, readings), ())

    asked = opened(page, tmp_path, note_html.write(note))
    page.emulate_media(media="print")
    page.pdf()

    assert asked == [(tmp_path / "note.html").as_uri()]
    assert heard["complaints"] == []
    assert page.evaluate("window.ran") is None
    assert page.url == (tmp_path / "note.html").as_uri()
    assert page.locator("script, iframe, img, a, object, embed, link, form, input, base").count() == 0
    shown = page.locator("figure.story blockquote").evaluate_all("found => found.map(one => one.textContent)")
    wanted = ["".join(as_text(card.words).split()) for card in (*cards, *cards[:2])]
    assert ["".join(words.split()) for words in shown] == wanted
