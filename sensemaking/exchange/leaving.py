"""What a note shows once every quote in it was looked up and checked: the same parts for a page and for every file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pandas as pd

from sensemaking.model.note import REFERENCE
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Reading

HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
EMPTY = "Nothing is written here yet."


@dataclass(frozen=True)
class Words:
    """The writer's own text: Markdown made harmless (no links, images or HTML), headings from level 2."""

    markdown: str


@dataclass(frozen=True)
class Story:
    """A story in its teller's words. `stays`: it may be read here, but stays at home when the note leaves."""

    card: Card
    stays: bool = False


@dataclass(frozen=True)
class Picture:
    """What a picture is of: the kind of the quote it stands for and its id, the question it answers, what people
    called it, and the mark that was chosen in it.
    """

    kind: str
    id: UUID
    title: str
    name: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Drawn:
    """A picture as it is drawn today: a pattern by its lens, a history of readings, a map.

    `spec` is Vega-Lite with data named "rows" (the columns of `rows`); None where there is nothing to
    draw any more, and `tells` says so. `table` is the chart's table twin; `small_print` names its rules
    and what it cannot say. `stories` are some behind it, where the note quotes none of them itself.
    """

    of: Picture
    tells: tuple[str, ...]
    spec: dict[str, object] | None
    rows: pd.DataFrame
    table: pd.DataFrame
    small_print: tuple[str, ...] = ()
    stories: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Readings:
    """A reading with those that differ from it, all of the same weight; `about` is their pattern's question."""

    readings: tuple[Reading, ...]
    about: str = ""


@dataclass(frozen=True)
class Answered:
    """What was answered to an open question; `said` tells who answered, when and what was asked, a sentence each."""

    id: UUID
    words: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """A quote that may not be shown: a sentence stands in its place, and nothing of what it said."""

    sentence: str


@dataclass(frozen=True)
class Empty:
    """A heading with nothing under it yet: room to write."""

    sentence: str = EMPTY


Part = Words | Story | Drawn | Readings | Answered | Gone | Empty
Quote = tuple[str, UUID]


@dataclass(frozen=True)
class Shown:
    """A note ready to be read: its parts in order. `around` names the wider systems, widest first.

    `checked` is the day on which every quote was looked up; `quotes` names what is really shown;
    `reach` says how far its words may go, where it quotes any.
    """

    title: str
    place: str
    around: tuple[str, ...]
    day: date
    checked: date
    parts: tuple[Part, ...]
    quotes: tuple[Quote, ...]
    reach: str = ""


def levels(parts: tuple[Part, ...]) -> Iterator[int]:
    """The level of a heading that stands in the place of each part: one deeper than the last one before it."""
    level = 1
    for part in parts:
        if isinstance(part, Words):
            found = [
                len(heading[1]) for line in part.markdown.splitlines() if (heading := HEADING.match(line))
            ]
            level = found[-1] if found else level
        yield min(level + 1, 6)


def pieces(body: str) -> Iterator[str | Quote | Empty]:
    """A note's body in order: the writer's Markdown, the quotes between, and headings with nothing under them.

    A quote always stands for itself: inside a sentence or a list it parts what is before from what is after.
    Headings begin at level 2 (the note's title is level 1) and never skip a level.
    """
    text: list[str] = []
    level, under = 1, None  # the heading just read, as long as nothing stands under it
    for piece in _lines_and_quotes(body):
        heading = HEADING.match(piece) if isinstance(piece, str) else None
        if isinstance(piece, str) and heading is None:
            text.append(piece)
            under = None if piece.strip() else under
            continue
        if heading is not None:
            level = min(max(2, len(heading[1])), level + 1)
            if under is not None and level <= under:
                yield "\n".join(text)
                yield Empty()
                text = []
            under = level
            text += ["", "#" * level + " " + (heading[2] or ""), ""]
            continue
        if any(line.strip() for line in text):
            yield "\n".join(text)
        text, under = [], None
        assert not isinstance(piece, str)
        yield piece
    if any(line.strip() for line in text):
        yield "\n".join(text)
    if under is not None:
        yield Empty()


def _lines_and_quotes(body: str) -> Iterator[str | Quote]:
    for line in body.splitlines():
        at = 0
        quoted = False
        for found in REFERENCE.finditer(line):
            quoted = True
            if _says_something(before := line[at : found.start()]):
                yield before
            yield found[1], UUID(found[2])
            at = found.end()
        if not quoted or _says_something(line[at:]):
            yield line[at:]


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)
