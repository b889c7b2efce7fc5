"""The note: composed, kept in versions, and checked again at every view and export."""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sensemaking.charts import marks
from sensemaking.charts.style import SANS
from sensemaking.exchange import note_html, note_markdown, one_file, svg
from sensemaking.exchange.leaving import Drawn, Empty, Gone, Readings, Shown, Story, Words, pieces
from sensemaking.exchange.note_markdown import as_text, dialect, in_one_line, plain
from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.note import REFERENCE, Note
from sensemaking.model.observation import Card, Kind, Observation, Whose
from sensemaking.model.pattern import Pattern, Reading, Standing
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import look, notice, remember, take_away, welcome
from sensemaking.practice.here import Here
from sensemaking.store import Keep
from sensemaking.store.rows import of_observation
from tests.a_stack import TODAY, a_story

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
    return f"{take_away.view(here, note)}{take_away.as_markdown(here, note)}{take_away.as_html(here, note)}"


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
    cycle = welcome.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Spring *and* summer"))
    welcome.make_experiment(
        team, Experiment(notice.new_id(), cycle.id, "Ringing first", "Fewer letters frighten.")
    )

    note = take_away.compose(team.at(team.focus.narrowed(cycle=cycle.id)))

    assert "Spring *and* summer" in note.title
    assert note.body.endswith("- We are trying: Ringing first. Fewer letters frighten.\n")
    assert r"Spring \*and\* summer" in note.body


def test_what_a_lens_cannot_say_is_in_the_note_once(team: Here) -> None:
    pattern = noticed(team, told(team, "A story."))
    cannot_say = look.lens_at(team.at(team.focus.narrowed(lens="rhythm"))).CANNOT_SAY

    composed = take_away.as_markdown(team, take_away.compose(team))
    edited = take_away.as_markdown(team, a_note(team, f"{{pattern:{pattern.id}}}"))

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
    for verb in (take_away.view, take_away.as_markdown, take_away.as_html):
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
        return take_away.as_markdown(team, note)

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
    assert "> First line.\n>\n> Second, with \\*stars\\*." in take_away.as_markdown(team, note)
    assert "<p>First line.</p>" in (html := take_away.as_html(team, note))
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
    assert str(story.id) not in take_away.as_html(team, note)


def test_a_corrected_story_is_quoted_as_it_is_now(team: Here) -> None:
    story = told(team, "Canary words.")
    note = a_note(team, f"{{story:{story.id}}}")

    notice.correct(team, replace(story, words="Better words."))

    assert "Canary" not in everywhere(team, note)
    assert "Better words." in take_away.as_markdown(team, note)


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
    leaving = take_away.as_markdown(team, note) + take_away.as_html(team, note)

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
    assert take_away.NOT_DRAWN in take_away.as_markdown(team, note)
    assert "<svg" not in take_away.as_html(team, note)


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
        html = take_away.as_html(team, note)
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


@given(st.text())
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


def shown(*parts: object, title: str = "A note", around: tuple[str, ...] = ()) -> Shown:
    return Shown(title, "The team", around, TODAY, TODAY, parts, ())  # type: ignore[arg-type]


def full_of(words: str, drawing: bool = False) -> Shown:
    """A note that holds these words in every place that takes words, with or without a chart."""
    line = words or "nothing"
    spec = marks.stories() if drawing else None
    card = Card(uuid4(), 1, Kind.STORY, words, line, TODAY, line, (line,), (line,))
    pattern = Pattern(uuid4(), uuid4(), "rhythm", "", line, name=line)
    rows = pd.DataFrame({"start": [1e12], "nth": [1], "mark": [line], "words": [line]})
    drawn = Drawn(pattern, (line,), spec, rows, pd.DataFrame({line: [line]}), (line,), (card,))
    reading = Reading(uuid4(), uuid4(), words, TODAY, who=line)
    return shown(
        Words(plain(words)),
        Story(card),
        drawn,
        Readings((reading, reading), line),
        title=line,
        around=(line,),
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
    pattern = Pattern(uuid4(), uuid4(), "rhythm", "", "What?")
    drawn = Drawn(pattern, ("Nothing.",), None, pd.DataFrame(), pd.DataFrame({"a": [1]}), (), (card,))
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

    html, markdown = take_away.as_html(team, note), take_away.as_markdown(team, note)

    found = re.search('<meta name="sensemaking-quotes" content="([^"]*)">', html)
    assert found and found[1] == " ".join(f"{kind}:{one}" for kind, one in named)
    assert [
        (kind, UUID(one)) for kind, one in re.findall(r"^- (story|pattern|reading) (.{36})$", markdown, re.M)
    ] == named
    assert not REFERENCE.search(html + markdown)


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
