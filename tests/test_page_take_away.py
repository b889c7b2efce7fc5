"""Taking a note away, by the front door: what it is made of, how it comes out, how it is kept."""

from uuid import UUID

from hypothesis import assume, given
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from sensemaking.door.take import TAKE
from sensemaking.model.note import Note
from sensemaking.model.observation import Observation
from sensemaking.model.pattern import Pattern, Reading
from sensemaking.practice import look, notice, remember, take_away
from sensemaking.practice.here import Here
from sensemaking.screen import quotes
from tests.a_stack import a_story
from tests.any_words import any_words
from tests.by_the_front_door import come_in, drawn, said, words_on_cards

HOSTILE = ":red[x] **b** <img src=x onerror=alert(1)> :material/home: $x$"
ONE, TWO, THREE = (UUID(f"01a20112-69b3-7013-ad43-69eb8500000{nth}") for nth in (1, 2, 3))


def noticed(team: Here, *words: str) -> tuple[list[Observation], Pattern, Reading]:
    """Stories, the rhythm they have, and one reading of it."""
    stories = [a_story(team, said) for said in words or ("The letter frightened me.",)]
    for story in stories:
        notice.keep(team, story)
    at = team.at(team.focus.narrowed(lens="rhythm"))
    seen = look.through(at)
    pattern = look.as_pattern(at, seen, seen.marks[0].key, "", tuple(story.id for story in stories))
    remember.keep_pattern(at, pattern)
    return stories, pattern, remember.keep_reading(at, "It is the letter.", pattern=pattern.id)


def at_the(team: Here) -> AppTest:
    return come_in("take_away", system=str(team.focus.system))


def box(door: AppTest) -> str:
    (draft,) = drawn(door, "draft")
    start = draft["start"]
    assert isinstance(start, str)
    return start


def test_with_nothing_made_of_anything_the_page_invites_and_can_be_written_on(team):
    door = at_the(team)
    assert "Nobody here has said what they make of it yet" in said(door)
    assert "## Where we stood" in box(door)
    assert "Look at what was noticed" in [link.label for link in door.get("page_link")]


def test_a_store_without_a_place_has_nothing_to_take_away(empty_store):
    assert "There is nowhere to take anything away from yet." in said(come_in("take_away"))


def test_the_note_is_made_of_what_was_made_here_and_shows_how_it_comes_out(team):
    noticed(team)
    door = at_the(team)
    assert words_on_cards(door) == ["The letter frightened me.", "It is the letter."]
    assert "What we make of it so far: The team" in said(door)
    assert "One story was told on 1 March 2022; each is a dot." in said(door)
    assert drawn(door, "room")  # the picture is drawn once the browser has said how much room there is
    (taking,) = drawn(door, "take")
    assert [way["words"] for way in taking["ways"]] == [
        *(one.words for one in take_away.FORMATS.values()),
        "Story cards of a handful",
    ]


def test_a_link_of_the_page_gives_the_file_to_our_own_page_only(team):
    noticed(team)
    door = at_the(team)  # the page stays open: what it offers is there no longer than it is
    (taking,) = drawn(door, "take")
    links = {way["words"]: way["href"] for way in taking["ways"]}
    browser = TestClient(Starlette(routes=[TAKE]))

    answered = browser.get(links["As Markdown"])

    assert answered.status_code == 200
    assert "The letter frightened me." in answered.text
    assert answered.headers["content-disposition"].startswith('attachment; filename="note-what-we-make-of-it')
    assert answered.headers["cache-control"] == "no-store"
    assert "The letter frightened me." in browser.get(links["Story cards of a handful"]).text
    elsewhere = browser.get(links["As Markdown"], headers={"sec-fetch-site": "cross-site"})
    guessed = browser.get("/take/guessed/markdown")
    assert (elsewhere.status_code, guessed.status_code) == (403, 404)
    assert "letter" not in elsewhere.text + guessed.text


def test_with_no_story_in_the_note_cards_of_it_are_not_offered(team):
    (taking,) = drawn(at_the(team), "take")
    words = [way["words"] for way in taking["ways"]]
    assert "Story cards, four to a page" not in words and "A sheet for the wall" in words


def test_in_the_box_a_quote_is_its_first_words_and_never_a_bare_id(team):
    stories, pattern, reading = noticed(team)
    written = box(at_the(team))
    assert f"{{story “The letter frightened me.” {stories[0].id.hex[-8:]}}}" in written
    assert f"{{reading “It is the letter.” {reading.id.hex[-8:]}}}" in written
    assert not [one for one in (stories[0].id, pattern.id, reading.id) if str(one) in written]


def test_kept_it_has_a_receipt_and_is_found_again(team):
    noticed(team)
    door = at_the(team)
    door.text_input[0].input("What the letter did")
    next(button for button in door.button if button.label == "Keep this note").click().run()
    assert "Kept on" in said(door)
    (kept,) = take_away.notes(team)
    assert (kept.title, kept.version) == ("What the letter did", 1)
    again = at_the(team)
    which = next(one for one in again.selectbox if one.label == "Which note?")
    assert which.options[0] == "A new note" and which.options[1].startswith("What the letter did (")
    which.select_index(1).run()
    assert again.text_input[0].value == "What the letter did"


def test_a_note_without_a_title_is_refused_and_stays_as_it_is(team):
    noticed(team)
    door = at_the(team)
    door.text_input[0].input(" ")
    next(button for button in door.button if button.label == "Keep this note").click().run()
    assert "The note has no title yet." in said(door)
    assert words_on_cards(door)


def test_what_was_taken_back_stands_as_a_sentence_in_its_place(team):
    stories, _, _ = noticed(team, "The letter frightened me.", "Nobody rang.")
    door = at_the(team)
    notice.take_back(team, stories[0].id)
    door.run()
    assert "The letter frightened me." not in words_on_cards(door)
    assert "A story that stood here was taken back" in said(door)


def test_markup_in_what_people_said_reaches_only_what_shows_it_as_text(team):
    stories, _, reading = noticed(team, f"They said {HOSTILE}")
    remember.keep_reading(team, f"Seen otherwise {HOSTILE}", beside=reading.id)
    door = at_the(team)
    assert f"They said {HOSTILE}" in words_on_cards(door)
    shown = [one.value for one in (*door.markdown, *door.caption, *door.header, *door.subheader)]
    shown += [one.label for one in (*door.button, *door.expander, *door.selectbox)]
    assert not [one for one in shown if "red[" in str(one) or "<img" in str(one)]


# Quotes in the box


def test_what_stands_in_the_box_becomes_the_same_note_again():
    body = f"## So\n\n{{story:{ONE}}}\n\nand {{reading:{TWO}}} here\n"
    written = quotes.to_write(body, {ONE: "Some {curly} words of a\nstory that goes on", TWO: ""})
    assert written == (
        "## So\n\n{story “Some curly words of a story…” 85000001}\n\nand {reading 85000002} here\n"
    )
    assert quotes.to_keep(written, [ONE, TWO]) == body


def test_a_quote_of_what_is_not_known_any_more_leaves_none_of_its_words():
    kept = quotes.to_keep("{story “The letter frightened me.” 85000001}", [])
    assert kept == "{story:00000000-0000-0000-0000-000085000001}"


@given(any_words(), any_words())
def test_no_words_of_a_story_can_change_what_the_note_says(before, words):
    body = f"{before}\n\n{{story:{ONE}}}\n\nafter"
    assume(not quotes.WRITTEN.search(before))
    assert quotes.to_keep(quotes.to_write(body, {ONE: words}), [ONE]) == body


def test_what_is_ticked_comes_in_behind_its_kind_and_what_is_unticked_leaves_no_gap():
    body = f"## What we noticed\n\n{{pattern:{ONE}}}\n\n## What we make of it\n\nNothing yet.\n"
    offered = [("pattern", ONE), ("pattern", TWO), ("reading", THREE)]
    more = quotes.chosen(body, offered, {ONE, TWO, THREE})
    assert more == (
        f"## What we noticed\n\n{{pattern:{ONE}}}\n\n{{pattern:{TWO}}}\n\n"
        f"## What we make of it\n\n{{reading:{THREE}}}\n\nNothing yet.\n"
    )
    assert quotes.chosen(more, offered, {ONE}) == body


def test_without_a_heading_of_its_own_a_quote_gets_one_at_the_end():
    assert quotes.chosen("Words.\n", [("story", ONE)], {ONE}) == (
        f"Words.\n\n## In people's own words\n\n{{story:{ONE}}}\n"
    )


def test_words_in_the_same_line_as_a_quote_stay():
    body = f"They said {{story:{ONE}}} twice.\n"
    assert quotes.chosen(body, [("story", ONE)], set()) == "They said  twice.\n"


def test_a_link_that_names_a_note_opens_that_one_and_the_address_is_then_the_focus_alone(team):
    first = take_away.keep_note(team, Note(ONE, team.system.id, "The winter", "## What we asked\n\nWhy?"))
    take_away.keep_note(team, Note(TWO, team.system.id, "The spring", "## What we asked\n\nWhen?"))
    door = come_in("take_away", system=str(team.system.id), note=str(first.id))
    assert "Why?" in box(door)
    assert "note" not in door.query_params
    (which,) = (one for one in door.selectbox if one.label == "Which note?")
    which.set_value(TWO).run()
    assert "When?" in box(door)


def test_a_link_to_a_note_that_is_not_here_says_so_and_the_page_can_be_used(team):
    door = come_in("take_away", system=str(team.system.id), note=str(THREE))
    assert "This note was not made where you stand." in said(door)
    assert "## Where we stood" in box(door)
