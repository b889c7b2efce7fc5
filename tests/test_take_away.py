"""The note: composed, kept in versions, and checked again at every view and export."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID, uuid4
from xml.etree import ElementTree

import mammoth
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sensemaking.charts import marks
from sensemaking.charts.style import SANS
from sensemaking.exchange import (
    cards_html,
    fitting,
    note_html,
    note_markdown,
    note_word,
    one_file,
    svg,
    wall_html,
)
from sensemaking.exchange.leaving import Drawn, Empty, Gone, Picture, Readings, Shown, Story, Words, pieces
from sensemaking.exchange.note_markdown import as_text, dialect, in_one_line, plain
from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.note import REFERENCE, Note
from sensemaking.model.observation import Card, Kind, Observation, Whose
from sensemaking.model.pattern import Pattern, Reading, Standing
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import cycles, look, notice, remember, shelf, take_away
from sensemaking.practice.here import Here
from sensemaking.store import Keep
from sensemaking.store.rows import of_observation
from tests import taken
from tests.a_stack import TODAY, a_story
from tests.any_words import any_words

DATA = Path(__file__).parent / "data" / "naughty-strings"
Stack = dict[str, Here]


def told(here: Here, words: str, **more: object) -> Observation:
    """A story that was told here and is kept."""
    story = replace(a_story(here, words), **more)  # type: ignore[arg-type]
    notice.keep(here, story)
    return story


def noticed(here: Here, *stories: Observation, name: str = "") -> Pattern:
    """The rhythm of what was noticed here, kept with these stories behind it."""
    at = here.at(here.focus.narrowed(lens="rhythm"))
    seen = look.through(at)
    pattern = look.as_pattern(at, seen, seen.marks[0].key, name, tuple(story.id for story in stories))
    return remember.keep_pattern(at, pattern)


def a_note(here: Here, body: str, title: str = "A note") -> Note:
    return Note(notice.new_id(), here.system.id, title, body, version=0)


def everywhere(here: Here, note: Note) -> str:
    """All that a note says in every form."""
    return f"{take_away.view(here, note)}{taken.as_markdown(here, note)}{taken.as_html(here, note)}"


def in_word(document: bytes) -> str:
    """A Word document as a reader of Word understands it that is not the library that wrote it."""
    html: str = mammoth.convert_to_html(io.BytesIO(document)).value
    return html


def parts_of(document: bytes) -> dict[str, ElementTree.Element]:
    """The XML inside a Word document, by name; all of it can be parsed."""
    with zipfile.ZipFile(io.BytesIO(document)) as inside:
        return {
            name: ElementTree.fromstring(inside.read(name))
            for name in inside.namelist()
            if name.endswith((".xml", ".rels"))
        }


# Composing and keeping


def test_a_first_note_quotes_by_reference_and_copies_no_words(team: Here) -> None:
    story = told(team, "The letter frightened me.")
    pattern = noticed(team, story)
    first = remember.keep_reading(team, "It is the letter.", pattern=pattern.id)
    remember.keep_reading(team, "It is the bus.", beside=first.id)

    note = take_away.compose(team)

    assert set(note.references()) == {("pattern", pattern.id), ("story", story.id), ("reading", first.id)}
    assert not re.search("frightened|the letter|the bus", note.body)


def test_a_first_note_has_room_for_all_that_a_note_says(team: Here) -> None:
    note = take_away.compose(team)

    assert re.findall("^## (.*)$", note.body, re.MULTILINE) == [
        "Where we stood",
        "What we noticed",
        "What we make of it",
        "What we cannot say",
        "Questions we are left with",
        "What we will try next",
    ]
    assert "**The team** (a team), in The organisation, in The place, in The country" in note.body


def test_what_goes_in_is_chosen_by_people(team: Here) -> None:
    stories = [told(team, f"Story {number}.") for number in range(3)]
    pattern = noticed(team, stories[0])
    reading = remember.keep_reading(team, "It is the letter.", pattern=pattern.id)

    alone = take_away.compose(team, take_away.Chosen(stories=(stories[1].id,)))
    nothing = take_away.compose(team, take_away.Chosen())

    assert alone.references() == [("story", stories[1].id)]
    assert "## In people's own words" in alone.body
    assert nothing.references() == []
    assert [read.reading.id for read in take_away.choices(team).readings] == [reading.id]


def test_stories_that_may_not_be_quoted_are_not_offered(team: Here) -> None:
    kept_in, let_out = told(team, "Only here."), told(team, "For everybody.")
    notice.correct(team, replace(kept_in, consent=replace(kept_in.consent, quotable=False)))
    noticed(team, kept_in, let_out)

    assert [card.id for card in take_away.choices(team).stories] == [let_out.id]
    assert take_away.chosen_at_first(team).stories == (let_out.id,)


def test_what_is_being_tried_in_the_cycle_stands_under_what_we_will_try_next(team: Here) -> None:
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Spring *and* summer"))
    cycles.make_experiment(
        team, Experiment(notice.new_id(), cycle.id, "Ringing first", "Fewer letters frighten.")
    )

    note = take_away.compose(team.at(team.focus.narrowed(cycle=cycle.id)))

    assert "Spring *and* summer" in note.title
    assert note.body.endswith("- We are trying: Ringing first. Fewer letters frighten.\n")
    assert r"Spring \*and\* summer" in note.body


def test_what_a_lens_cannot_say_is_in_the_note_once(team: Here) -> None:
    pattern = noticed(team, told(team, "A story."))
    cannot_say = look.lens_at(team.at(team.focus.narrowed(lens="rhythm"))).CANNOT_SAY

    composed = taken.as_markdown(team, take_away.compose(team))
    edited = taken.as_markdown(team, a_note(team, f"{{pattern:{pattern.id}}}"))

    assert composed.count(in_one_line(cannot_say)) == 1
    assert edited.count(in_one_line(cannot_say)) == 1


def test_every_time_a_note_is_kept_it_is_a_new_version(team: Here) -> None:
    first = take_away.keep_note(team, a_note(team, "One."))
    second = take_away.keep_note(team, replace(first, body="Two."))

    assert (first.version, second.version) == (1, 2)
    assert [(note.id, note.body) for note in take_away.notes(team)] == [(first.id, "Two.")]
    assert take_away.open_note(team, first.id).version == 2


def test_whoever_keeps_a_note_after_somebody_else_did_is_asked_to_look(team: Here) -> None:
    first = take_away.keep_note(team, a_note(team, "One."))
    take_away.keep_note(team, replace(first, body="Theirs."))

    with pytest.raises(Overtaken):
        take_away.keep_note(team, replace(first, body="Mine."))
    assert take_away.open_note(team, first.id).body == "Theirs."


def test_the_same_words_sent_twice_are_kept_once(team: Here) -> None:
    note = a_note(team, "One.")

    assert take_away.keep_note(team, note) == take_away.keep_note(team, note)


def test_a_note_without_a_title_is_refused_with_a_reason(team: Here) -> None:
    with pytest.raises(Refusal, match="no title"):
        take_away.keep_note(team, a_note(team, "One.", title="  "))


def test_a_note_is_seen_only_where_it_was_made(stack: Stack) -> None:
    note = take_away.keep_note(stack["team"], a_note(stack["team"], "Ours."))

    assert take_away.notes(stack["organisation"]) == []
    for verb in (take_away.view, *(one.make for one in take_away.FORMATS.values())):
        with pytest.raises(Refusal, match="not made where you stand"):
            verb(stack["organisation"], note)
    with pytest.raises(Refusal, match="not made where you stand"):
        take_away.open_note(stack["organisation"], note.id)


def test_a_note_says_how_far_its_words_may_go(team: Here) -> None:
    stays = told(team, "The letter frightened me.")
    goes = a_story(team, "The bus never came.", travels=Scale.PLACE, reviewed=True)
    team.store.keep(Keep(goes.id, "observation kept", goes.id, of_observation(goes)))

    def said(*stories: Observation) -> str:
        note = a_note(team, "\n\n".join(f"{{story:{story.id}}}" for story in stories))
        return taken.as_markdown(team, note)

    assert "may not go beyond The team" in said(stays, goes)
    assert "as far as the place around The team" in said(goes)
    assert "may not go beyond" not in said()


# Quotes are checked at every view and export


def test_a_story_is_quoted_word_for_word_in_every_form(team: Here) -> None:
    story = told(team, "First line.\n\nSecond, with *stars*.")
    note = a_note(team, f"As somebody said: {{story:{story.id}}}")

    parts = take_away.view(team, note).parts
    assert [type(part) for part in parts] == [Words, Story]
    assert isinstance(parts[1], Story) and parts[1].card.words == story.words
    assert "> First line.\n>\n> Second, with \\*stars\\*." in taken.as_markdown(team, note)
    assert "<p>First line.</p>" in (html := taken.as_html(team, note))
    assert "<p>Second, with *stars*.</p>" in html
    assert f'content="story:{story.id}"' in html


def test_a_story_that_was_taken_back_is_a_sentence_in_every_form(team: Here) -> None:
    story = told(team, "Canary words nobody may read.")
    pattern = noticed(team, story)
    note = take_away.keep_note(team, a_note(team, f"{{story:{story.id}}}\n\n{{pattern:{pattern.id}}}"))
    assert everywhere(team, note).count("Canary") == 3

    notice.take_back(team, story.id)

    after = everywhere(team, note)
    assert "Canary" not in after
    assert after.count(in_one_line(take_away.STORY_GONE)) == 3
    assert str(story.id) not in taken.as_html(team, note)


def test_a_corrected_story_is_quoted_as_it_is_now(team: Here) -> None:
    story = told(team, "Canary words.")
    note = a_note(team, f"{{story:{story.id}}}")

    notice.correct(team, replace(story, words="Better words."))

    assert "Canary" not in everywhere(team, note)
    assert "Better words." in taken.as_markdown(team, note)


@pytest.mark.parametrize(
    "consent_or_whose",
    [
        {"quotable": False},
        {"until": date(2022, 5, 31)},
        {"whose": Whose.SOMEONE_ELSE},
    ],
    ids=["not to be quoted", "run out", "about someone who has not agreed"],
)
def test_words_not_to_be_quoted_are_read_at_home_and_never_leave(
    team: Here, consent_or_whose: dict[str, object]
) -> None:
    whose = consent_or_whose.pop("whose", Whose.MINE)
    draft = a_story(team, "Canary words for home.")
    consent = replace(draft.consent, **consent_or_whose)  # type: ignore[arg-type]
    story = told(team, draft.words, whose=whose, consent=consent)
    pattern = noticed(team, story)
    note = a_note(team, f"{{story:{story.id}}} {{pattern:{pattern.id}}}")
    assert team.viewer.today == TODAY == date(2022, 6, 1)

    first = take_away.view(team, note).parts[0]
    leaving = taken.as_markdown(team, note) + taken.as_html(team, note)

    assert isinstance(first, Story) and first.stays
    assert "Canary" not in leaving
    assert leaving.count(take_away.STORY_STAYS) == 2


def test_a_story_told_elsewhere_that_does_not_travel_here_is_not_quoted(stack: Stack) -> None:
    story = told(stack["team"], "Canary words.")
    note = a_note(stack["organisation"], f"{{story:{story.id}}}")

    assert "Canary" not in everywhere(stack["organisation"], note)


def test_a_pattern_is_drawn_from_what_is_visible_now(team: Here) -> None:
    stories = [told(team, f"Story {number}.", day=date(2022, 1 + number, 1)) for number in range(4)]
    pattern = noticed(team, stories[3], name="What people said")
    note = a_note(team, f"{{pattern:{pattern.id}}}")

    (before,) = take_away.view(team, note).parts
    notice.take_back(team, stories[0].id)
    (after,) = take_away.view(team, note).parts

    assert isinstance(before, Drawn) and isinstance(after, Drawn)
    assert take_away.CHANGED not in before.tells and take_away.CHANGED in after.tells
    assert (before.table["Stories"].sum(), after.table["Stories"].sum()) == (4, 3)


def test_a_pattern_with_nothing_left_to_draw_says_so(team: Here) -> None:
    story = told(team, "The only one.")
    note = a_note(team, f"{{pattern:{noticed(team, story).id}}}")
    notice.take_back(team, story.id)

    (part,) = take_away.view(team, note).parts

    assert isinstance(part, Drawn) and part.spec is None
    assert take_away.NOT_DRAWN in taken.as_markdown(team, note)
    assert "<svg" not in taken.as_html(team, note)


def test_a_pattern_of_a_lens_that_is_no_longer_there_says_so(team: Here) -> None:
    story = told(team, "A story.")
    pattern = replace(noticed(team, story), id=notice.new_id(), lens="crystal ball")
    remember.keep_pattern(team, pattern)

    (part,) = take_away.view(team, a_note(team, f"{{pattern:{pattern.id}}}")).parts

    assert isinstance(part, Drawn) and part.tells[0] == take_away.NOT_DRAWN


def test_no_pattern_stands_without_a_story_where_one_may_be_quoted(team: Here) -> None:
    stories = [told(team, f"Story {number}.") for number in range(4)]
    pattern = noticed(team, *stories)

    (alone,) = take_away.view(team, a_note(team, f"{{pattern:{pattern.id}}}")).parts
    quoting = take_away.view(team, a_note(team, f"{{pattern:{pattern.id}}}{{story:{stories[3].id}}}")).parts

    assert isinstance(alone, Drawn) and [card.id for card in alone.stories] == [s.id for s in stories[:2]]
    assert isinstance(quoting[0], Drawn) and quoting[0].stories == ()


def test_readings_that_differ_come_along_with_the_same_weight_and_how_they_stand(team: Here) -> None:
    first = remember.keep_reading(team, "It is the letter.", who="a nurse")
    second = remember.keep_reading(team, "It is the bus.", beside=first.id)
    remember.revisit(team, first.id, Standing.SHIFTED, "The letter changed.")

    for chosen in (first, second):
        note = a_note(team, f"{{reading:{chosen.id}}}")
        (part,) = take_away.view(team, note).parts
        assert isinstance(part, Readings) and [one.id for one in part.readings] == [first.id, second.id]
        html = taken.as_html(team, note)
        assert html.count('<figure class="reading"') == 2
        assert "Shifted on 1 June 2022: The letter changed." in html and "One reading so far." in html

    both = a_note(team, f"{{reading:{second.id}}}\n\n{{reading:{first.id}}}")
    assert len(take_away.view(team, both).parts) == 1


def test_what_was_made_elsewhere_is_a_sentence(stack: Stack) -> None:
    reading = remember.keep_reading(stack["organisation"], "Canary reading.")
    body = f"{{reading:{reading.id}}}\n\n{{pattern:{uuid4()}}}"

    parts = take_away.view(stack["team"], a_note(stack["team"], body)).parts

    assert parts == (Gone(take_away.READING_GONE), Gone(take_away.PATTERN_GONE))


def test_a_note_to_come_is_dated_today_and_a_kept_one_when_it_was_kept(team: Here) -> None:
    note = a_note(team, "One.")
    tomorrow = Here(team.store, Viewer(date(2022, 6, 2)), team.focus)

    kept = take_away.keep_note(team, note)

    assert take_away.view(tomorrow, note).day == date(2022, 6, 2)
    assert kept.recorded is not None
    assert take_away.view(tomorrow, kept).day == kept.recorded.date()


@given(any_words())
def test_the_name_of_a_file_is_safe_on_every_system(title: str) -> None:
    name = take_away.file_name(Note(uuid4(), uuid4(), title, ""), take_away.FORMATS["html"])

    assert re.fullmatch(r"note(-[^-\s\x00-\x2f:-@\[-`{-\x7f]+)*\.html", name)
    assert len(name.encode()) <= 128


def test_the_name_of_a_file_keeps_the_letters_of_every_script() -> None:
    name = take_away.file_name(
        Note(uuid4(), uuid4(), "हिन्दी: was/ist «das»?", ""), take_away.FORMATS["markdown"]
    )

    assert name == "note-हिन्दी-was-ist-das.md"


# The writer's own text


def test_a_quote_parts_what_is_before_it_from_what_is_after() -> None:
    one, two = uuid4(), uuid4()
    body = f"Before {{story:{one}}} after.\n\n- a\n- {{reading:{two}}}\n- b"

    assert list(pieces(body)) == [
        "Before ", ("story", one), " after.\n\n- a", ("reading", two), "- b",
    ]  # fmt: skip


def test_a_heading_with_nothing_under_it_is_room_to_write() -> None:
    body = "# One\nText.\n\n## Two\n\nText.\n\n## Three\n\n## Four\n### Five\n"

    said = [piece.split() if isinstance(piece, str) else piece for piece in pieces(body)]

    assert said == [
        ["##", "One", "Text.", "##", "Two", "Text.", "##", "Three"], Empty(), ["##", "Four", "###", "Five"], Empty(),
    ]  # fmt: skip


TEXT = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from("*_`[]()<>#-+=.!&|~$\\:1 \n{}")
    )
)


def words_in(tokens: list[object]) -> str:
    """What a reader of Markdown understands as the words of paragraphs, a blank line between two."""
    said = []
    for token in tokens:
        if token.type == "inline":  # type: ignore[attr-defined]
            breaks = ("softbreak", "hardbreak")
            said.append("".join("\n" if c.type in breaks else c.content for c in token.children))  # type: ignore[attr-defined]
    return "\n\n".join(said)


@settings(max_examples=300)
@given(TEXT)
def test_a_quoted_story_says_exactly_its_words_to_any_reader_of_markdown(words: str) -> None:
    card = Card(uuid4(), 1, Kind.STORY, words, "", TODAY, "Here")
    written = note_markdown.write(shown(Story(card)))
    quote = "\n".join(line[2:] if line != ">" else "" for line in written.split("\n") if line.startswith(">"))
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

    assert words_in(reader.parse(quote)) == as_text(words).replace("\0", "\ufffd")


@settings(max_examples=200)
@given(TEXT)
def test_the_writers_own_text_written_afresh_means_the_same_and_stays_the_same(text: str) -> None:
    once = plain(text)

    assert plain(once) == once
    assert words_in(dialect().parse(once)).split() == words_in(dialect().parse(text)).split()


def naughty() -> list[str]:
    strings = json.loads((DATA / "blns.json").read_text(encoding="utf-8"))
    return [*strings, *(DATA / "markup_that_runs.txt").read_text(encoding="utf-8").splitlines()]


def shown(*parts: object, title: str = "A note", around: tuple[str, ...] = (), reach: str = "") -> Shown:
    return Shown(title, "The team", around, TODAY, TODAY, parts, (), reach)  # type: ignore[arg-type]


def full_of(words: str, drawing: bool = False) -> Shown:
    """A note that holds these words in every place that takes words, with or without a chart."""
    line = words or "nothing"
    spec = marks.stories() if drawing else None
    card = Card(uuid4(), 1, Kind.STORY, words, line, TODAY, line, (line,), (line,))
    of = Picture("pattern", uuid4(), line, line)
    rows = pd.DataFrame({"start": [1e12], "nth": [1], "mark": [line], "words": [line]})
    drawn = Drawn(of, (line,), spec, rows, pd.DataFrame({line: [line]}), (line,), (card,))
    reading = Reading(uuid4(), uuid4(), words, TODAY, who=line)
    return shown(
        Words(plain(words)),
        Story(card),
        drawn,
        Readings((reading, reading), line),
        title=line,
        around=(line,),
        reach=line,
    )


class Elements(HTMLParser):
    """The elements of a file with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_naughty_words_stay_words_in_the_markdown() -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    usual = {token.type for token in reader.parse(note_markdown.write(full_of("plain")))}

    for words in naughty():
        tokens = reader.parse(note_markdown.write(full_of(words)))
        inside = {child.type for token in tokens for child in token.children or ()}
        assert {token.type for token in tokens} <= usual | {"bullet_list_open", "bullet_list_close"} | {
            f"{kind}_{end}" for kind in ("list_item", "ordered_list") for end in ("open", "close")
        } | {"hr"}, words
        assert inside <= {
            "text",
            "softbreak",
            "hardbreak",
            "em_open",
            "em_close",
            "strong_open",
            "strong_close",
        }, words


def test_naughty_words_stay_words_in_the_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "letters", list)  # the typefaces hold no words, and are long to read
    plain_page = Elements(note_html.write(full_of("plain")))
    usual = {tag for tag, _ in plain_page.found} | {
        "br",
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "hr",
        "h2",
        "h3",
        "h4",
    }
    attributes = {name for _, given in plain_page.found for name in given} | {"start"}

    for words in naughty():
        page = Elements(note_html.write(full_of(words)))
        assert {tag for tag, _ in page.found} <= usual | {"h5", "h6"}, words
        assert {name for _, given in page.found for name in given} <= attributes, words
        for line in as_text(words).split("\n"):
            assert line in "".join(page.words), words


def test_naughty_words_stay_words_in_a_chart() -> None:
    words = [one for at, one in enumerate(naughty()) if at % 8 == 0 or svg.NOT_XML.search(one)]
    many = pd.DataFrame(
        {"panel": words, "hue": 0, "start": 1e12, "stories": 1, "mark": words, "words": words}
    )

    drawing = svg.draw(marks.themes(joined=False), many, "c", " ".join(words), " ".join(words))

    assert {tag for tag, _ in Elements(drawing).found} <= {tag.lower() for tag in svg.DRAWS} | {
        "title",
        "desc",
    }
    assert ElementTree.fromstring(drawing).get("role") == "img"


def test_the_file_asks_for_nothing_from_outside() -> None:
    html = note_html.write(full_of("https://outside.invalid"))
    page = Elements(html)

    assert not any(
        name in attributes for _, attributes in page.found for name in ("href", "src", "xlink:href")
    )
    assert not {"script", "link", "img", "iframe", "a", "object"} & {tag for tag, _ in page.found}
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    assert set(re.findall(r"url\((.{5})", style[1])) == {"data:"}
    assert "@import" not in style[1]
    assert "default-src 'none'" in html


def test_headings_are_in_order_whatever_the_writer_chose() -> None:
    card = Card(uuid4(), 1, Kind.STORY, "Words.", "", TODAY, "")
    of = Picture("pattern", uuid4(), "What?")
    drawn = Drawn(of, ("Nothing.",), None, pd.DataFrame(), pd.DataFrame({"a": [1]}), (), (card,))
    body = "##### Deep\n\nx\n\n# Shallow\n\n> # In a quote\n\n- # In a list\n\n###### Deep again\n\nx"
    parts = [Words(plain(piece)) for piece in pieces(body) if isinstance(piece, str)]

    html = note_html.write(shown(drawn, *parts, drawn))
    levels = [int(tag[1]) for tag, _ in Elements(html).found if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_file_names_what_it_quotes_so_that_a_recall_can_find_it(team: Here) -> None:
    story, other = told(team, "One."), told(team, "Two.")
    pattern = noticed(team, other)
    reading = remember.keep_reading(team, "It is the letter.")
    note = a_note(team, f"{{story:{story.id}}} {{pattern:{pattern.id}}} {{reading:{reading.id}}}")
    named = [("story", story.id), ("pattern", pattern.id), ("story", other.id), ("reading", reading.id)]

    html, markdown = taken.as_html(team, note), taken.as_markdown(team, note)

    found = re.search('<meta name="sensemaking-quotes" content="([^"]*)">', html)
    assert found and found[1] == " ".join(f"{kind}:{one}" for kind, one in named)
    assert [
        (kind, UUID(one)) for kind, one in re.findall(r"^- (story|pattern|reading) (.{36})$", markdown, re.M)
    ] == named
    assert not REFERENCE.search(html + markdown)


# In Word

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_word_holds_the_same_words_in_the_same_order_as_the_page(team: Here) -> None:
    stories = [told(team, f"Story {nth}: the letter\nfrightened me.") for nth in range(3)]
    pattern = noticed(team, stories[0], name="The letters")
    first = remember.keep_reading(team, "It is the letter.", who="a nurse", pattern=pattern.id)
    remember.keep_reading(team, "It is the bus.", beside=first.id)
    body = take_away.compose(team).body.replace(
        "left with\n", "left with\n\n- Who *reads*?\n  - And **why**?\n\n3. three\n4. four\n"
    )

    html = in_word(taken.as_word(team, a_note(team, body, "What the letter did")))

    said = re.sub("<[^>]+>", " ", html.replace("<br />", " "))
    places = [
        re.search(r"\s+".join(map(re.escape, words.split())), said[1:])
        for words in (
            "What the letter did",
            "The team, in The organisation, in The place, in The country. 1 June 2022.",
            "Where we stood We stood at The team",
            "We called it “The letters”",
            "Three stories were told on 1 March 2022",
            "Story 0: the letter frightened me. The team, 1 March 2022.",
            "About “The letters” It is the letter. A nurse, 1 June 2022. One reading so far.",
            "It is the bus. 1 June 2022. One reading so far.",
            "It cannot say why anything happened",
            "Who reads ? And why ? three four",
            "Nothing is written here yet.",
            "Taken away with Sensemaking on 1 June 2022.",
        )
    ]
    starts = [place.start() if place else -1 for place in places]
    assert -1 not in starts and starts[3:] == sorted(starts[3:]), starts
    assert "<li>Who <em>reads</em>?<ul><li>And <strong>why</strong>?</li></ul></li>" in html
    assert "<ol><li>three</li><li>four</li></ol>" in html
    headings = [
        (int(level), re.sub("<[^>]+>", "", words)) for level, words in re.findall("<h(.)>(.*?)</h", html)
    ]
    assert headings[:4] == [
        (1, "Where we stood"),
        (1, "What we noticed"),
        (2, "When do we notice, day by day?"),
        (1, "What we make of it"),
    ]
    assert "<thead><tr><th><p><strong>Day</strong></p></th>" in html


def test_a_chart_in_word_is_a_picture_that_is_described(team: Here) -> None:
    pattern = noticed(team, told(team, "The letter frightened me."))

    document = taken.as_word(team, a_note(team, f"{{pattern:{pattern.id}}}"))

    (described,) = re.findall('<img alt="([^"]*)" src="data:image/png;base64,', in_word(document))
    assert described.startswith("When do we notice, day by day? One story was told on 1 March 2022")
    with zipfile.ZipFile(io.BytesIO(document)) as inside:
        (picture,) = [name for name in inside.namelist() if name.startswith("word/media/")]
        assert inside.read(picture).startswith(b"\x89PNG")


def test_word_makes_the_contents_and_shows_the_headings_until_then(team: Here) -> None:
    document = taken.as_word(team, a_note(team, "## One\n\nx\n\n### Two <b>\n\nx\n\n#### Three\n\nx"))

    parts = parts_of(document)
    body = parts["word/document.xml"]
    assert " TOC " in "".join(one.text or "" for one in body.iter(f"{WORD}instrText"))
    entries = [
        (link.get(f"{WORD}anchor"), "".join(text.text or "" for text in link.iter(f"{WORD}t")))
        for link in body.iter(f"{WORD}hyperlink")
    ]
    assert [words for _, words in entries] == ["One", "Two <b>"]
    marks = [mark.get(f"{WORD}name") for mark in body.iter(f"{WORD}bookmarkStart")]
    assert {anchor for anchor, _ in entries} <= set(marks)
    # Whoever opens it is not asked anything.
    assert not list(parts["word/settings.xml"].iter(f"{WORD}updateFields"))
    foot = next(part for name, part in parts.items() if name.startswith("word/footer"))
    assert " PAGE " in "".join(one.text or "" for one in foot.iter(f"{WORD}instrText"))


def test_a_word_document_is_nobodys_and_in_british_english(team: Here) -> None:
    parts = parts_of(taken.as_word(team, a_note(team, "Words.", "Ours")))

    known = {one.tag.rpartition("}")[2]: one.text or "" for one in parts["docProps/core.xml"]}
    assert (known["title"], known["creator"], known.get("lastModifiedBy", "")) == ("Ours", "", "")
    assert "python" not in "".join(known.values())
    languages = {one.get(f"{WORD}val") for one in parts["word/styles.xml"].iter(f"{WORD}lang")}
    assert languages == {"en-GB"}


def test_numbers_in_word_begin_where_the_writer_began_and_again_in_each_list(team: Here) -> None:
    document = taken.as_word(team, a_note(team, "3. three\n\nWords.\n\n1. one\n\n- a bullet"))

    numbers = parts_of(document)["word/numbering.xml"]
    starts = [one.get(f"{WORD}val") for one in numbers.iter(f"{WORD}startOverride")]
    assert starts == ["3", "1"]


def test_words_from_right_to_left_run_that_way_in_word(team: Here) -> None:
    story, other = told(team, "\u05d4\u05d9\u05d0 laughed."), told(team, "She laughed.")

    document = taken.as_word(team, a_note(team, f"{{story:{story.id}}}\n\n{{story:{other.id}}}"))

    turned = [
        "".join(text.text or "" for text in paragraph.iter(f"{WORD}t"))
        for paragraph in parts_of(document)["word/document.xml"].iter(f"{WORD}p")
        if paragraph.find(f"{WORD}pPr/{WORD}bidi") is not None
    ]
    assert turned == [story.words]


def test_what_word_quotes_is_marked_with_its_id_so_that_a_recall_can_find_it(team: Here) -> None:
    story = told(team, "One.")
    reading = remember.keep_reading(team, "It is the letter.")
    pattern = noticed(team, told(team, "Two."))
    note = a_note(
        team, f"{{story:{story.id}}} {{story:{story.id}}} {{reading:{reading.id}}} {{pattern:{pattern.id}}}"
    )

    body = parts_of(taken.as_word(team, note))["word/document.xml"]

    marks = [mark.get(f"{WORD}name") or "" for mark in body.iter(f"{WORD}bookmarkStart")]
    wanted = {f"story_{story.id.hex}", f"reading_{reading.id.hex}", f"pattern_{pattern.id.hex}"}
    assert wanted <= set(marks) and len(marks) == len(set(marks))
    assert all(len(mark) <= 40 for mark in marks)


def test_naughty_words_stay_words_in_word() -> None:
    usual = {one.tag for one in parts_of(note_word.write(full_of("plain")))["word/document.xml"].iter()}
    breaks = {
        f"{WORD}{one}"
        for one in ("br", "tab", "numPr", "ilvl", "numId", "bidi", "rtl", "i", "b", "pBdr", "bottom")
    }
    words = [*naughty(), "\x0b\x0c\ufffe", "=1+1", "\u202eturned"]

    for said in (one for at, one in enumerate(words) if at % 20 == 0 or svg.NOT_XML.search(one)):
        body = parts_of(note_word.write(full_of(said)))["word/document.xml"]
        assert {one.tag for one in body.iter()} <= usual | breaks, said
        quoted = ["".join(p.itertext()) for p in body.iter(f"{WORD}p")]
        for line in svg.writable(as_text(said)).split("\n"):
            assert any("".join(line.split()) in "".join(one.split()) for one in quoted), said


def test_half_a_sign_does_not_spoil_a_word_document() -> None:
    story = Story(Card(uuid4(), 1, Kind.STORY, "Half\ud800 a sign.", "\udfff", TODAY, ""))

    assert "Half a sign." in in_word(note_word.write(shown(story, title="\ud800 title")))


# Cards and the wall


def on_cards(html: str) -> list[tuple[str, str]]:
    """The id of the story and the words of each card, in order."""
    found = re.findall(r'data-story="([^"]+)">.*?<blockquote[^>]*>(.*?)</blockquote>', html, re.DOTALL)
    return [(one, unescape(re.sub("<[^>]+>", " ", words))) for one, words in found]


def test_a_card_holds_a_story_its_question_and_where_it_was_told(team: Here) -> None:
    story = told(team, "The letter <b>frightened</b> me.", prompt="What happened?")
    note = a_note(team, f"{{story:{story.id}}} and again {{story:{story.id}}}")

    html = taken.as_cards(team, note)

    assert [(one, words.split()) for one, words in on_cards(html)] == [(str(story.id), story.words.split())]
    assert "What happened?" in html and "The team, 1 March 2022" in html
    assert "may not go beyond The team" in html
    assert f'content="story:{story.id}"' in html


def test_a_long_story_goes_on_on_the_next_card_and_no_word_is_lost(team: Here) -> None:
    story = told(team, " ".join(f"word{nth}" for nth in range(1000)) + "\n\nThe end.")

    html = taken.as_cards(team, a_note(team, f"{{story:{story.id}}}"))

    pieces = on_cards(html)
    assert len(pieces) > 3 and " ".join(words for _, words in pieces).split() == story.words.split()
    assert f"goes on: 1 of {len(pieces)}" in html and f">{len(pieces)} of {len(pieces)}<" in html
    assert html.count('<section class="page">') == -(-len(pieces) // 4)


def test_cards_hold_only_what_may_be_quoted(team: Here) -> None:
    kept_in = told(team, "Canary.", consent=replace(a_story(team).consent, quotable=False))
    note = a_note(team, f"{{story:{kept_in.id}}}")

    assert "Canary" not in taken.as_wall(team, note)
    with pytest.raises(Refusal, match="no story in this note that may be quoted"):
        taken.as_cards(team, note)


def test_a_handful_is_drawn_by_chance_and_the_same_again_by_its_number(team: Here) -> None:
    stories = [told(team, f"Story {nth}.") for nth in range(20)]
    told(team, "Canary.", consent=replace(stories[0].consent, quotable=False))
    note = a_note(team, "")

    def drawn(seed: int) -> list[tuple[str, str]]:
        return on_cards(taken.as_cards(team, take_away.handful(team, note, seed)))

    assert len(drawn(7)) == take_away.A_HANDFUL
    assert drawn(7) == drawn(7)
    assert len({tuple(drawn(seed)) for seed in range(5)}) > 1
    assert all("Canary" not in words for seed in range(5) for _, words in drawn(seed))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400), st.integers(10, 60))
def test_words_in_pieces_say_all_words_in_their_order(words: str, wide: int) -> None:
    fitted = fitting.fit(as_text(words), fitting.Box(wide, 20, (14, 11)))

    assert "".join("".join(fitted.pieces).split()) == "".join(as_text(words).split())


def test_the_sheet_for_the_wall_shows_every_reading_in_one_size_and_room_to_write(team: Here) -> None:
    story = told(team, "The letter frightened me.")
    pattern = noticed(team, story)
    first = remember.keep_reading(team, "It is the letter.", pattern=pattern.id)
    for nth in range(2):
        remember.keep_reading(team, f"It is the bus {nth}.", beside=first.id)

    html = taken.as_wall(team, a_note(team, f"{{pattern:{pattern.id}}} {{reading:{first.id}}}"))

    assert html.count('<section class="sheet') == 1 and html.count("<svg") == 1
    assert [words.split() for _, words in on_cards(html)] == [story.words.split()]
    sizes = re.findall(r'<div class="one" style="font-size: ([\d.]+)pt">', html)
    assert len(sizes) == 3 and len(set(sizes)) == 1
    assert "What else do you see?" in html


def test_what_does_not_fit_on_the_wall_stands_whole_on_a_sheet_behind(team: Here) -> None:
    long = told(team, "word " * 600)
    pattern = noticed(team, long)
    reading = remember.keep_reading(team, "thought " * 300, pattern=pattern.id)

    html = taken.as_wall(team, a_note(team, f"{{pattern:{pattern.id}}} {{reading:{reading.id}}}"))

    behind = html.partition('<section class="behind">')[2]
    assert len(re.findall(r"\bword\b", behind)) == 600 and len(re.findall(r"\bthought\b", behind)) == 300


def test_what_a_chart_tells_can_be_read_from_afar_and_the_rest_of_it_stands_on_a_sheet_behind() -> None:
    shown = full_of("plain")
    sentences = [
        f"Sentence {nth} says what the picture shows, and says it at some length." for nth in range(9)
    ]
    parts = [
        replace(part, tells=tuple(sentences)) if isinstance(part, Drawn) else part for part in shown.parts
    ]

    html = wall_html.write(replace(shown, parts=tuple(parts)))

    size, front = re.findall(r'<figcaption style="font-size: ([\d.]+)pt">(.*?)</figcaption>', html)[0]
    (behind,) = re.findall(r'<p class="more">(.*?)</p>', html)
    assert float(size) >= 18
    assert f"{front} {behind}" == " ".join(sentences)


def test_naughty_words_stay_words_on_cards_and_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "letters", list)
    for write in (cards_html.write, wall_html.write):
        usual = {tag for tag, _ in Elements(write(full_of("plain"))).found} | {"br"}
        for words in naughty()[::7]:
            if as_text(words):
                assert {tag for tag, _ in Elements(write(full_of(words))).found} <= usual, words


# What an open page offers


def test_a_link_gives_what_the_page_shows_now_and_nothing_when_the_page_has_gone(team: Here) -> None:
    offer = shelf.offer()
    offer.lay(team, a_note(team, "Before."))
    offer.lay(team, a_note(team, "After."))

    taken = offer.take("markdown")
    assert taken and b"After." in taken.content and taken.name == "note-a-note.md"
    assert offer.take("crystal") is None
    token = offer.token
    assert shelf.find(token) is offer
    del offer
    assert shelf.find(token) is None


# Tables


def test_a_long_run_of_times_in_which_none_were_told_is_one_row() -> None:
    months = [f"{month} 2021" for month in ("March", "April", "May", "June", "July", "August")]
    table = pd.DataFrame({"Month": months, "Stories": [3, 0, 0, 0, 1, 0], "Unusual": ""})

    (folded,) = note_markdown.parted(table)

    assert list(folded.iloc[:, 0]) == ["March 2021", "April to June 2021", "July 2021", "August 2021"]
    assert list(folded["Stories"]) == [3, "none told", 1, 0]
    # A measure that is nought was noted all the same.
    noted = table.rename(columns={"Month": "Time"})
    assert len(note_markdown.parted(noted)[0]) == 6


# Charts


def rows() -> pd.DataFrame:
    return pd.DataFrame({"start": [1e12, 1.1e12], "nth": [1, 1], "mark": ["2001", "2004"], "words": "x"})


def test_a_chart_is_drawn_in_our_letters_and_read_out_in_words() -> None:
    drawing = svg.draw(marks.stories(), rows(), "chart-1", "When <do> we notice?", "Two & three.")
    page = Elements(drawing)

    assert page.found[0][1]["aria-labelledby"] == "chart-1-title chart-1-desc"
    assert drawing.index("When &lt;do&gt; we notice?") < drawing.index("Two &amp; three.")
    assert {attributes.get("font-family") for tag, attributes in page.found if tag == "text"} == {SANS}


def test_two_charts_on_one_page_share_no_names() -> None:
    spec = {**marks.stories()}
    spec["mark"] = {"type": "point", "clip": True}
    one, other = (svg.draw(spec, rows(), name, "?", "") for name in ("chart-1", "chart-2"))
    names = [set(re.findall(r'id="([^"]+)"', drawing)) for drawing in (one, other)]

    assert len(names[0]) > 2 and not names[0] & names[1]
    assert set(re.findall(r"url\(#([^)]+)\)", one)) <= names[0]


def test_a_drawing_holds_shapes_and_letters_only() -> None:
    linked = {
        "type": "point",
        "href": "https://outside.invalid",
        "fill": "url(https://outside.invalid/1.svg#a)",
    }
    spec = {
        "data": {"name": "rows"},
        "mark": linked,
        "encoding": {"x": {"field": "nth", "type": "quantitative"}},
    }

    drawing = svg.draw(spec, rows(), "c", "?", "")

    assert "outside" not in drawing and "href" not in drawing and "<a" not in drawing


def test_a_chart_that_asks_for_data_from_outside_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="outside"):
        svg.draw(
            {
                "data": {"url": "https://outside.invalid/1.csv"},
                "mark": "point",
                "encoding": {"x": {"field": "a"}},
            },
            rows(),
            "c",
            "?",
            "",
        )


@pytest.mark.parametrize("mark", ["2004", "2003-01-01/2005-01-01"])
def test_the_mark_that_a_pattern_is_about_stands_out(mark: str) -> None:
    plain_one = svg.draw(marks.stories(), rows(), "c", "?", "")

    assert svg.draw(marks.stories(), rows(), "c", "?", "", mark) != plain_one
