"""The note of a gathering: what is in it, what never is, and how it reads when it is taken away."""

import io
import re
from datetime import date
from html.parser import HTMLParser
from uuid import UUID, uuid4

import mammoth
import pytest
from markdown_it import MarkdownIt

from sensemaking.exchange.leaving import Drawn, Gone, Readings, Story
from sensemaking.model.agenda import Doing
from sensemaking.model.gathering import Vote
from sensemaking.model.note import Note
from sensemaking.model.pattern import Standing
from sensemaking.model.room import Act, Carries, Next
from sensemaking.practice import (
    arriving,
    contribute,
    gather,
    gathering_note,
    passing_on,
    remember,
    reveal,
    statements,
    take_away,
)
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from tests import taken
from tests.a_gathering import (
    QUESTION,
    a_gathering,
    decide,
    ended,
    go_to,
    pile,
    read,
    show,
    shown,
    write,
)

Stack = dict[str, Here]
DAY = date(2022, 6, 1)


def note_of(gathering: Live, team: Here) -> Note:
    ended(gathering, DAY)
    return take_away.open_note(team, gathering_note.id_of(gathering.id))


def headings(note: Note) -> list[str]:
    return re.findall("^## (.*)$", note.body, re.MULTILINE)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def text_of(html: str) -> str:
    """What somebody reads in it."""
    parser = _Text()
    parser.feed(html)
    return " ".join(" ".join(parser.said).split())


def as_html(team: Here, note: Note) -> str:
    """The text of the one file that a browser opens."""
    return text_of(taken.as_html(team, note))


def exports(team: Here, note: Note) -> dict[str, str]:
    """The text of each file that can be taken away, as another program reads it."""
    word = mammoth.convert_to_html(io.BytesIO(taken.as_word(team, note))).value
    return {
        "Markdown": text_of(MarkdownIt("commonmark").render(taken.as_markdown(team, note))),
        "HTML": as_html(team, note),
        "Word": text_of(word),
        "wall": text_of(taken.as_wall(team, note)),
    }


def a_whole_gathering(team: Here) -> tuple[Live, dict[str, UUID]]:
    """One that went through everything."""
    before = remember.keep_reading(team, "It was the form.")
    gathering = gather.prepare(
        team, QUESTION, format="ninety_minutes", carries=Carries.ROLE, roles=["a nurse", "two *neighbours*"]
    )
    arriving.revisit(gathering, before.id, Standing.SHIFTED, uuid4())
    go_to(gathering, Doing.NOTICE)
    bus, letter, tea = shown(
        gathering, "The bus goes twice a day.", "The letter frightened me.", "Tea helped."
    )
    getting = pile(gathering, bus, name="Getting *there*")
    reading = pile(gathering, letter, name="Letters")
    first = read(gathering, reading, "They are written for lawyers.")
    second = read(gathering, reading, "Not all of them are.", beside=first)
    for words in ("We write too much.", "Nobody reads it."):
        statements.put(gathering, uuid4(), words, uuid4())
    decide(gathering, Next.TRY, "Ring first.")
    decide(gathering, Next.ENABLE, "A telephone.")
    decide(gathering, Next.CHALLENGE, "Letters come from the ministry.", needed="nobody, it turns out")
    decide(gathering, Next.LET_GO, "The second form.")
    gathering.happen(Act.ATTACHED, uuid4(), {"says": "Our flipchart: three arrows to one door."})
    close = write(gathering, "Lighter.", Doing.CLOSE)
    show(gathering)
    ids = {"bus": bus, "letter": letter, "tea": tea, "getting": getting, "reading": reading}
    return gathering, ids | {"first": first, "second": second, "close": close, "before": before.id}


def test_it_is_there_as_its_first_version_once_the_gathering_has_ended(team: Here) -> None:
    gathering, ids = a_whole_gathering(team)
    assert take_away.notes(team) == []
    note = note_of(gathering, team)
    gather.end(gathering, DAY)
    assert [(one.id, one.version) for one in take_away.notes(team)] == [(note.id, 1)]
    assert note.title == QUESTION
    assert sorted(note.references()) == sorted([
        ("pattern", ids["getting"]), ("story", ids["bus"]), ("pattern", ids["reading"]), ("story", ids["letter"]),
        ("reading", ids["first"]), ("reading", ids["second"]), ("story", ids["tea"]),
        ("reading", ids["before"]), ("story", ids["close"]),
    ])  # fmt: skip
    assert headings(note) == [
        "What we asked, where and how",
        "What we noticed, and what we make of it",
        "What lay by itself",
        "How what we said before stands now",
        "What rang true, or did not, in the order it was written",
        "What we will try next",
        "What we need to be enabled",
        "What is a challenge to business as usual",
        "What we let go",
        "What we go with",
        "Pictures we kept",
        "Questions we are left with",
        "What we cannot say",
    ]


def test_it_holds_no_copy_of_what_somebody_may_take_back(team: Here) -> None:
    gathering, ids = a_whole_gathering(team)
    note = note_of(gathering, team)
    assert not re.search("twice a day|frightened|Tea|Lighter", note.body)
    for story in ("bus", "letter", "tea", "close"):
        contribute.take_back(gathering, ids[story])
    for name, file in exports(team, note).items():
        assert not re.search("twice a day|frightened|Tea helped|Lighter", file), name
    gone = [part for part in take_away.view(team, note).parts if isinstance(part, Gone)]
    assert [one.sentence for one in gone] == [take_away.STORY_GONE] * 4


def test_each_file_says_all_of_it_and_reads_the_same_elsewhere(team: Here) -> None:
    gathering, _ = a_whole_gathering(team)
    note = note_of(gathering, team)
    files = exports(team, note)
    for name in ("Markdown", "HTML", "Word"):
        for words in (
            QUESTION, "1 June 2022", "Ninety minutes", "The team", "a nurse, two *neighbours*", "Getting *there*",
            "The bus goes twice a day.", "The letter frightened me.", "They are written for lawyers.",
            "Not all of them are.", "Tea helped.", "We write too much.", "Nobody reads it.", "Ring first.",
            "A telephone.", "Letters come from the ministry. (whose permission is really needed: nobody, it turns out)",
            "The second form.", "Lighter.", "Our flipchart: three arrows to one door.", "It was the form.",
            "Shifted on",
        ):  # fmt: skip
            assert words in files[name], (name, words)
    assert all(
        words in files["wall"]
        for words in ("Getting *there*", "The bus goes twice a day.", "written for lawyers")
    )
    assert "Tea helped." in taken.as_cards(team, note)


def test_a_pile_is_its_name_its_stories_and_its_readings_and_never_looked_at_through_a_lens(
    team: Here,
) -> None:
    gathering, ids = a_whole_gathering(team)
    parts = take_away.view(team, note_of(gathering, team)).parts
    drawn = [part for part in parts if isinstance(part, Drawn)]
    assert [(one.of.id, one.of.title, one.tells, one.spec) for one in drawn] == [
        (ids["getting"], "Getting *there*", (take_away.BY_HAND,), None),
        (ids["reading"], "Letters", (take_away.BY_HAND,), None),
    ]
    assert [part.card.words for part in parts if isinstance(part, Story)][:2] == [
        "The bus goes twice a day.",
        "The letter frightened me.",
    ]
    ((first, second),) = [part.readings for part in parts if isinstance(part, Readings) and part.about]
    assert (first.id, second.id) == (ids["first"], ids["second"])
    assert not re.search("no lens|There is no", f"{parts}")


def test_the_stories_of_a_pile_stand_beside_it_in_a_note_that_quotes_none_itself(team: Here) -> None:
    gathering, ids = a_whole_gathering(team)
    note_of(gathering, team)
    plain = Note(uuid4(), team.system.id, "Another note", f"{{pattern:{ids['reading']}}}", version=0)
    (drawn,) = take_away.view(team, plain).parts
    assert isinstance(drawn, Drawn) and [card.id for card in drawn.stories] == [ids["letter"]]
    assert "Letters" in taken.as_html(team, plain) and "Letters" in taken.as_markdown(team, plain)
    composed = take_away.compose(team)
    assert ("pattern", ids["reading"]) in composed.references()


def test_what_was_held_aside_for_its_writer_alone_not_shown_or_not_to_be_quoted_is_not_in_it(
    team: Here,
) -> None:
    gathering = a_gathering(team)
    write(gathering, "Canarybird for me.", for_room=False)
    held = write(gathering, "Canarybird held.")
    write(gathering, "Canarybird of someone.", about_someone_else=True)
    write(gathering, "Canarybird unquoted.", quotable=False)
    write(gathering, "Canarybird expected.", Doing.EXPECT, quotable=False)
    reveal.look_through(gathering)
    reveal.hold_aside(gathering, held)
    reveal.reveal(gathering)
    write(gathering, "Canarybird too late.", Doing.CLOSE)
    pile(gathering, *gathering.room.shown, name="Birds")
    note = note_of(gathering, team)
    view = f"{note}{take_away.view(team, note)}"
    assert "Canarybird" not in view and "Birds" in view
    for name, file in exports(team, note).items():
        assert "Canarybird" not in file, name


def test_what_was_expected_stands_beside_what_was_there_as_long_as_nobody_takes_it_back(team: Here) -> None:
    gathering = a_gathering(team)
    ids = [write(gathering, words, Doing.EXPECT) for words in ("Mostly snow.", "Mostly rain.")]
    write(gathering, "Mostly my uncle.", Doing.EXPECT, about_someone_else=True)
    show(gathering)
    write(gathering, "Never shown.", Doing.EXPECT)
    note = note_of(gathering, team)
    assert headings(note)[1] == "What we expected to see" and "Mostly" not in note.body
    files = exports(team, note)
    for name in ("Markdown", "HTML", "Word"):
        file = files[name]
        assert "Mostly snow." in file and "Mostly rain." in file, name
        assert "uncle" not in file and "Never shown." not in file, name
        assert take_away.STAYS.format(place=team.system.name) in file, name
    contribute.take_back(gathering, ids[0])
    view = f"{take_away.view(team, note)}"
    assert "Mostly snow." not in view and "Mostly rain." in view


def test_what_was_looked_at_is_a_picture_that_opens_the_same_view(team: Here) -> None:
    first = a_gathering(team)
    shown(first, *(f"Noticed {number}." for number in range(3)))
    ended(first, DAY)
    gathering = a_gathering(team)
    go_to(gathering, Doing.LOOK)
    note = note_of(gathering, team)
    (picture,) = [remember.patterns(team)[one] for kind, one in note.references() if kind == "pattern"]
    assert (picture.lens, picture.name) == ("rhythm", "")
    (drawn,) = [part for part in take_away.view(team, note).parts if isinstance(part, Drawn)]
    assert drawn.spec is not None
    assert "What we looked at" in headings(note)


def test_a_gathering_in_which_nothing_happened_leaves_a_note_with_room_to_write(team: Here) -> None:
    note = note_of(gather.prepare(team, QUESTION), team)
    assert headings(note) == [
        "What we asked, where and how",
        "Questions we are left with",
        "What we cannot say",
    ]
    assert "Nothing is written here yet." in as_html(team, note)


def test_it_says_whose_gathering_the_words_go_to(stack: Stack) -> None:
    team = stack["team"]
    gathering = a_gathering(team)
    (bus,) = shown(gathering, "The bus.")
    passing_on.pass_on(gathering, bus, stack["other team"].focus.system, uuid4())
    assert "We pass this on to Another team, to be read aloud there. The bus." in as_html(
        team, note_of(gathering, team)
    )


@pytest.mark.parametrize(
    "words", ["# Not a heading", "{story:00000000-0000-0000-0000-000000000000}", "<b>x</b>"]
)
def test_what_people_write_into_it_is_never_markup(team: Here, words: str) -> None:
    gathering = a_gathering(team, f"Why {words}?")
    (bus,) = shown(gathering, "The bus.")
    pile(gathering, bus, name=words)
    decide(gathering, Next.TRY, words)
    note = note_of(gathering, team)
    files = exports(team, note)
    for name in ("Markdown", "HTML", "Word"):
        assert files[name].count(words) >= 3, name


@pytest.mark.parametrize(("people", "drawn"), [(4, False), (12, True)])
def test_where_perspectives_meet_and_part_is_a_picture_or_the_reason_why_there_is_none(
    team: Here, people: int, drawn: bool
) -> None:
    gathering = a_gathering(team)
    for number in range(6):
        statement = uuid4()
        statements.put(gathering, statement, f"Statement {number}.", uuid4())
        for person in range(people):
            vote = [Vote.RINGS_TRUE, Vote.NOT_FOR_ME, Vote.NOT_SURE][(person * number + person) % 3]
            contribute.answer(gathering, statement, vote, f"{person}", uuid4())
    note = note_of(gathering, team)
    pictures = [part for part in take_away.view(team, note).parts if isinstance(part, Drawn)]
    assert [remember.patterns(team)[one.of.id].lens for one in pictures] == (["voices"] if drawn else [])
    said = as_html(team, note)
    assert ("Too few" in said or "too few" in said) is not drawn
    places = [said.index(f"Statement {number}.") for number in range(6)]
    assert places == sorted(places)
