"""Taking away: a note of what was noticed and what it means to us, to edit, keep, and carry out of the room.

A note holds references in place of quotes. They are looked up and checked at every view and every export:
what was taken back meanwhile is a sentence in its place. A note that is taken away leaves the home group, so
its files quote only what may be quoted; a story that may only be read at home is shown in the view here, and
in the files a sentence says that it stays. Patterns are drawn from what is visible now, and count what is
visible where the note was made.
"""

import logging
from collections.abc import Callable, Container, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from unicodedata import category, normalize
from urllib.parse import parse_qs
from uuid import UUID, uuid5

import pandas as pd

from sensemaking.charts.axes import Unit
from sensemaking.exchange import cards_html, note_html, note_markdown, note_word, svg, wall_html
from sensemaking.exchange.leaving import (
    Answered,
    Drawn,
    Empty,
    Gone,
    Part,
    Picture,
    Quote,
    Readings,
    Shown,
    Story,
    Words,
    pieces,
)
from sensemaking.exchange.note_markdown import in_one_line
from sensemaking.lenses import found as lenses_found
from sensemaking.model.consent import TakenAway
from sensemaking.model.focus import Focus
from sensemaking.model.note import Note
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Pattern, Reading
from sensemaking.model.question import Answer
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import expected, look, needed, note_pictures, questions, remember
from sensemaking.practice.cards import cards, may_be_quoted
from sensemaking.practice.cycles import cycles, experiments
from sensemaking.practice.here import Here, theme_names
from sensemaking.practice.needed import Given
from sensemaking.practice.notice import new_id
from sensemaking.practice.welcome import gathered
from sensemaking.store import consent_rows, rows

log = logging.getLogger(__name__)

__all__ = ["Answered", "Drawn", "Empty", "Gone", "Part", "Readings", "Shown", "Story", "Words"]

REACH = """
select coalesce(min(case when reach > $home then reach else $home end), 5) as reach
from observations
"""

HANDFUL = """
select id from observations
where kind <> 'measure' and may_be_quoted and words <> ''
order by hash(id, $seed), id
limit $most
"""

AT_FIRST = 6
"""How many readings, the latest, a note begins with."""

A_FEW_WORDS = 8

A_HANDFUL = 8

MOST_BYTES = 120
"""The longest name of a file without its ending."""

BESIDE_A_PATTERN = 2
"""How many stories stand beside each pattern at first."""

HANDFUL_OF = "A handful of stories: {place}, drawn as number {seed}"
STAYS = "These words may not go beyond {place}: please keep them there."
GOES = "These words may go as far as the {scale} around {place}, and no wider."
STORY_GONE = "A story that stood here was taken back, or is no longer shared this far."
STORY_STAYS = "A story stands here at home. Its words are not to be quoted, so it stays where it was told."
PATTERN_GONE = "A pattern that stood here is not kept where this note was made."
READING_GONE = "A reading that stood here is not kept where this note was made."
ANSWER_GONE = "An answer that stood here was taken back, or is not known where this note was made."
PICTURE_GONE = "There is nothing left here that this picture can be drawn from."
NOT_DRAWN = "There is nothing left here that this pattern can be drawn from."
WENT_WRONG = "Something went wrong when this was drawn; the rest of the note is whole."
COULD_BE_CHANCE = "What was chosen here could be chance."
BY_HAND = "We put these together by hand when we gathered."
CHANGED = "Since this pattern was kept, what can be seen here has changed; it is drawn as it is now."


@dataclass(frozen=True)
class Choices:
    """What can go into a note here: readings, patterns, the stories behind them that may be quoted, our own answers to
    open questions, and pictures of what was read in time and of what is at work here.
    """

    readings: tuple[remember.Read, ...]
    patterns: tuple[Pattern, ...]
    stories: tuple[Card, ...]
    answers: tuple[Answer, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Chosen:
    """What somebody chose to go into a note, by id."""

    readings: tuple[UUID, ...] = ()
    patterns: tuple[UUID, ...] = ()
    stories: tuple[UUID, ...] = ()


def choices(here: Here) -> Choices:
    """What can go into a note of this focus, in the order in which it was made."""
    readings = tuple(read for reads in remember.read_by_cycle(here).values() for read in reads)
    about = {read.pattern.id for read in readings if read.pattern}
    kept = [
        pattern
        for pattern in remember.patterns(here).values()
        if pattern.id in about or here.focus.cycle in (None, _focus_of(pattern).cycle)
    ]
    behind = list(dict.fromkeys(one for pattern in kept for one in pattern.observations))
    home = here.unnarrowed()
    quotable = may_be_quoted(home, behind)
    return Choices(
        readings,
        tuple(kept),
        tuple(cards(home, [one for one in behind if one in quotable])),
        tuple(questions.answers(home)),
        tuple(note_pictures.there(here)),
    )


def chosen_at_first(here: Here) -> Chosen:
    """A sensible beginning: the latest readings here, what they are about, and two stories beside each pattern.

    Where there is a choice, the stories are the first that are longer than a word or two.
    """
    there = choices(here)
    readings = sorted(there.readings, key=lambda read: (str(read.reading.recorded), str(read.reading.id)))
    latest = {read.reading.id for read in readings[-AT_FIRST:]}
    about = {read.pattern.id for read in readings[-AT_FIRST:] if read.pattern}
    patterns = [pattern for pattern in there.patterns if pattern.id in about] or there.patterns[-AT_FIRST:]
    words = {card.id: len(card.words.split()) for card in there.stories}
    stories: dict[UUID, None] = {}
    for pattern in patterns:
        beside = [one for one in pattern.observations if one in words and one not in stories]
        beside = [one for one in beside if words[one] >= A_FEW_WORDS] or beside
        stories |= dict.fromkeys(beside[:BESIDE_A_PATTERN])
    return Chosen(
        tuple(read.reading.id for read in there.readings if read.reading.id in latest),
        tuple(pattern.id for pattern in patterns),
        tuple(stories),
    )


def compose(here: Here, chosen: Chosen | None = None) -> Note:
    """A first note of this focus to edit; not kept yet (version 0).

    Its body is Markdown. Stories stand under the pattern they are behind; the rest have a part of their own.
    """
    chosen = chosen if chosen is not None else chosen_at_first(here)
    kept = remember.patterns(here)
    chosen_patterns = [kept[one] for one in chosen.patterns if one in kept]
    stories = dict.fromkeys(chosen.stories)
    noticed: list[str] = []
    for pattern in chosen_patterns:
        noticed.append(f"{{pattern:{pattern.id}}}")
        for one in pattern.observations:
            if one in stories:
                del stories[one]
                noticed.append(f"{{story:{one}}}")
    lenses = lenses_found()
    used = dict.fromkeys(lenses[pattern.lens] for pattern in chosen_patterns if pattern.lens in lenses)
    cycle = next((one for one in cycles(here) if one.id == here.focus.cycle), None)
    trying = experiments(here, cycle.id) if cycle else []
    parts = [
        ("Where we stood", [where_we_stood(here)]),
        ("What we noticed", noticed),
        ("What we make of it", [f"{{reading:{one}}}" for one in chosen.readings]),
        *([("In people's own words", [f"{{story:{one}}}" for one in stories])] if stories else []),
        ("What we cannot say", [_listed([f"{lens.TITLE} {lens.CANNOT_SAY}" for lens in used])]),
        ("Questions we are left with", []),
        ("What we will try next", [_listed([_tried(one.name, one.hunch) for one in trying])]),
    ]
    body = "\n\n".join("\n\n".join(filter(None, [f"## {heading}", *said])) for heading, said in parts) + "\n"
    name = cycle.name if cycle else here.system.name
    title = f"What we make of it so far: {name}, {Unit.MONTH.words(here.viewer.today)}"
    return Note(new_id(), here.system.id, title, body, here.focus.cycle, version=0)


def handful(here: Here, note: Note, seed: int, most: int = A_HANDFUL) -> Note:
    """The note with a handful of stories from this focus in place of its body, drawn by chance.

    The same seed (0 or more) draws the same stories as long as the same ones may be quoted here.
    """
    drawn = here.ask(HANDFUL, seed=seed, most=most)["id"]
    title = HANDFUL_OF.format(place=here.system.name, seed=seed)
    return replace(note, title=title, body="\n\n".join(f"{{story:{one}}}" for one in drawn))


def keep_note(here: Here, note: Note) -> Note:
    """Keep a note as the version after the one that was edited, and return it so.

    Raises Overtaken where somebody else kept that version first, with both texts still there: theirs in the
    store, these with their writer. The same words sent twice are kept once.
    """
    kept = replace(_made_here(here, note), title=" ".join(note.title.split()), version=note.version + 1)
    if not kept.title:
        raise Refusal("The note has no title yet.", try_next="A few words are enough; nothing is lost.")
    sent = uuid5(kept.id, f"{kept.version} {kept.title} {kept.body}")
    added = {"note": [rows.of_note(kept)]}
    receipt = here.keep(sent, "note kept", kept.id, added)
    return replace(kept, recorded=receipt.recorded)


def notes(here: Here) -> list[Note]:
    """The notes made where we stand, newest first; a focus on one cycle leaves out the others."""
    kept = rows.notes(here.store.read("notes", system=here.focus.system))
    return [note for note in kept if here.focus.cycle in (None, note.cycle)]


def open_note(here: Here, note: UUID) -> Note:
    """A note as it was kept last; raises a Refusal where it was not made here."""
    for known in rows.notes(here.store.read("notes", system=here.focus.system)):
        if known.id == note:
            return known
    raise Refusal("This note was not made where you stand.", try_next="Stand where it was made.")


def view(here: Here, note: Note) -> Shown:
    """The note as the group reads it at home, kept or not, with every quote looked up and checked."""
    return _shown(here, note, leaves=False)


def warm() -> None:
    """Have at hand what draws the charts of a note, so that the first one taken away is as quick as the others."""
    svg.warm()


@dataclass(frozen=True)
class Format:
    """One way of taking a note away, on a page as on the command line.

    `name` is what a command and a link call it, `words` what people read on its link, and `how` says what they will
    hold. `write` gives the whole file; it raises a Refusal where there is nothing to make it of. `of` begins the
    file's name.
    """

    name: str
    words: str
    how: str
    of: str
    ending: str
    media_type: str
    write: Callable[[Shown], bytes]

    def make(self, here: Here, note: Note) -> bytes:
        """The whole file, quoting only what may leave.

        It is kept that it left and which stories it quotes: their tellers can see it, and whoever holds it be asked.
        """
        shown = _shown(here, note, leaves=True)
        whole = self.write(shown)
        quotes = tuple(one for kind, one in shown.quotes if kind == "story")
        if quotes:
            file = new_id()
            left = TakenAway(note.system, shown.title, self.name, datetime.now(UTC), note.id, quotes)
            row = consent_rows.of_taken_away(file, left)
            here.keep(file, "note taken away", note.id, {"taken_away": [row]})
        return whole


FORMATS = {
    one.name: one
    for one in (
        Format(
            "html",
            "Take the note away",
            "One file that opens in any browser and prints, without this computer and without a network.",
            "note",
            "html",
            "text/html",
            lambda shown: note_html.write(shown).encode(),
        ),
        Format(
            "word",
            "As a Word document",
            "To write on in Word, with headings, a table of contents and the charts as pictures.",
            "note",
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            note_word.write,
        ),
        Format(
            "markdown",
            "As Markdown",
            "Plain text with a few signs, for any editor.",
            "note",
            "md",
            "text/markdown",
            lambda shown: note_markdown.write(shown).encode(),
        ),
        Format(
            "cards",
            "Story cards, four to a page",
            "The stories in it, to print, cut, and move about on a table.",
            "cards",
            "html",
            "text/html",
            lambda shown: cards_html.write(shown).encode(),
        ),
        Format(
            "wall",
            "A sheet for the wall",
            "What we noticed and make of it, large enough to read from two metres, with room to write by hand.",
            "wall",
            "html",
            "text/html",
            lambda shown: wall_html.write(shown).encode(),
        ),
    )
}
"""The ways of taking a note away, by name, in the order in which they are offered."""


def file_name(note: Note, made: Format) -> str:
    """A name for a file of this note that every system takes: letters of any script, digits and hyphens."""
    kept = "".join(
        sign if category(sign)[0] in "LMN" else " " for sign in normalize("NFC", note.title).casefold()
    )
    words, ending = "-".join([made.of, *kept.split()]), f".{made.ending}"
    # File systems count bytes: 255 at most, and whoever keeps it may add something to the name.
    cut = words.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore").rstrip("-")
    return cut + ending


def _made_here(here: Here, note: Note) -> Note:
    if note.system != here.system.id:
        raise Refusal("This note was not made where you stand.", try_next="Stand where it was made.")
    return note


def _focus_of(pattern: Pattern) -> Focus:
    return Focus.from_query(parse_qs(pattern.focus)).narrowed(system=pattern.system, lens=pattern.lens)


def where_we_stood(here: Here) -> str:
    """The focus as a sentence of a note."""
    around = [in_one_line(one.name) for one in reversed(here.stack.around(here.system.id))]
    place = ", in ".join([f"**{in_one_line(here.system.name)}** ({_a(here.system.scale.word)})", *around])
    there = gathered(here)
    since, until = here.focus.since or there.first, here.focus.until or there.last
    looked = [f"We stood at {place}."]
    if since and until:
        first, last = Unit.DAY.words(since), Unit.DAY.words(until)
        days = f"on {first}" if since == until else f"between {first} and {last}"
        looked.append(f"We looked at what was noticed {days}.")
    if cycle := next((one for one in cycles(here) if one.id == here.focus.cycle), None):
        looked.append(f"We looked at one cycle: {in_one_line(cycle.name)}.")
    if names := [
        in_one_line(theme_names(here)[one]) for one in here.focus.themes if one in theme_names(here)
    ]:
        looked.append(f"We looked at what was said about {', '.join(names)}.")
    return " ".join(looked)


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {in_one_line(sentence)}" for sentence in sentences)


def _tried(name: str, hunch: str) -> str:
    return f"We are trying: {name.rstrip('. ')}. {hunch}".strip()


@dataclass(frozen=True)
class _Desk:
    """Everything a note may draw on, looked up once for a view."""

    home: Here
    note: Note
    leaves: bool
    patterns: dict[UUID, Pattern]
    readings: dict[UUID, Reading]
    stories: dict[UUID, Card]
    quotable: set[UUID]
    readable: set[UUID]
    answers: dict[UUID, Given]
    pictures: dict[Quote, note_pictures.Made | None]


def answered(here: Here, note: Note) -> dict[UUID, Given]:
    """The answers that a note can refer to, by id; looked for only where it does."""
    return needed.known(here.unnarrowed()) if any(kind == "answer" for kind, _ in note.references()) else {}


def _shown(here: Here, note: Note, leaves: bool) -> Shown:
    home = here.unnarrowed()
    _made_here(home, note)
    quoted = [one for kind, one in note.references() if kind == "story"]
    hoped = {card.id: card for card in expected.cards(home, note)}
    patterns = remember.patterns(home)
    behind = [
        one
        for kind, wanted in note.references()
        if kind == "pattern" and wanted in patterns
        for one in patterns[wanted].observations
    ]
    pictures = {
        one: note_pictures.made(home, *one) for one in note.references() if one[0] in note_pictures.KINDS
    }
    behind += [one for made in pictures.values() if made for one in made.behind]
    desk = _Desk(
        home=home,
        note=note,
        leaves=leaves,
        patterns=patterns,
        readings={reading.id: reading for reading in remember.all_readings(home)},
        stories={card.id: card for card in cards(home, quoted)} | hoped,
        quotable=may_be_quoted(home, [*quoted, *behind]) | hoped.keys(),
        readable=remember.still_readable(
            home, [patterns[one] for _, one in note.references() if one in patterns]
        ),
        answers=answered(home, note),
        pictures=pictures,
    )
    parts: list[Part] = []
    quotes: dict[Quote, None] = {}
    for piece in pieces(note.body):
        if isinstance(piece, str):
            parts.append(Words(note_markdown.plain(piece)))
        elif isinstance(piece, Empty):
            parts.append(piece)
        elif (part := _part(desk, piece, quotes)) is not None:
            parts.append(part)
    recorded = note.recorded
    return Shown(
        title=note.title or "A note without a title yet",
        place=home.system.name,
        around=tuple(system.name for system in home.stack.around(home.system.id)),
        day=pd.Timestamp(recorded).date() if recorded is not None else here.viewer.today,
        checked=here.viewer.today,
        parts=tuple(parts),
        quotes=tuple(quotes),
        reach=_reach(home, {one for kind, one in quotes if kind == "story"}, hoped),
    )


def _reach(home: Here, stories: Set[UUID], stay: Container[UUID]) -> str:
    """How far the words of these stories may go together: as far as the one that may go least far; some `stay`."""
    here = home.system
    reach = Scale(int(home.ask(REACH, of=stories, home=int(here.scale))["reach"].iloc[0]))
    reach = here.scale if any(one in stay for one in stories) else reach
    if reach is Scale.COUNTRY:
        return ""
    return (STAYS if reach <= here.scale else GOES).format(place=here.name, scale=reach.word)


def _part(desk: _Desk, quote: Quote, quotes: dict[Quote, None]) -> Part | None:
    """What stands in the place of a quote; None where the same readings stand in the note already."""
    kind, wanted = quote
    if kind == "story":
        return _story(desk, wanted, quotes)
    if kind == "pattern":
        return _pattern(desk, wanted, quotes)
    if kind == "answer":
        return _answer(desk, wanted, quotes)
    if kind in note_pictures.KINDS:
        return _picture(desk, quote, quotes)
    return _readings(desk, wanted, quotes)


def _story(desk: _Desk, wanted: UUID, quotes: dict[Quote, None]) -> Part:
    card = desk.stories.get(wanted)
    if card is None:
        return Gone(STORY_GONE)
    stays = wanted not in desk.quotable
    if stays and desk.leaves:
        return Gone(STORY_STAYS)
    quotes["story", wanted] = None
    return Story(card, stays)


def _answer(desk: _Desk, wanted: UUID, quotes: dict[Quote, None]) -> Part:
    given = desk.answers.get(wanted)
    if given is None:
        return Gone(ANSWER_GONE)
    quotes["answer", wanted] = None
    return Answered(wanted, given.answer.words, given.said)


def _picture(desk: _Desk, quote: Quote, quotes: dict[Quote, None]) -> Part:
    made = desk.pictures[quote]
    if made is None:
        return Gone(PICTURE_GONE)
    quotes[quote] = None
    stories = _beside(desk, made.behind)
    quotes.update(dict.fromkeys(("story", card.id) for card in stories))
    return replace(made.drawn, stories=stories)


def _readings(desk: _Desk, wanted: UUID, quotes: dict[Quote, None]) -> Part | None:
    asked = desk.readings.get(wanted)
    if asked is None:
        return Gone(READING_GONE)
    first = desk.readings.get(asked.beside, asked) if asked.beside else asked
    if ("reading", first.id) in quotes:
        return None
    # Whichever was chosen, those that differ come with it: dissent keeps its place and its weight.
    together = (first, *(one for one in desk.readings.values() if one.beside == first.id))
    quotes.update(dict.fromkeys(("reading", one.id) for one in together))
    about = desk.patterns.get(first.pattern) if first.pattern else None
    return Readings(together, (about.name or about.title) if about else "")


def _pattern(desk: _Desk, wanted: UUID, quotes: dict[Quote, None]) -> Part:
    pattern = desk.patterns.get(wanted)
    if pattern is None:
        return Gone(PATTERN_GONE)
    quotes["pattern", wanted] = None
    stories = _beside(desk, pattern.observations)
    quotes.update(dict.fromkeys(("story", card.id) for card in stories))
    gone = () if desk.readable.issuperset(pattern.observations) else (remember.NOT_ALL,)
    if pattern.is_pile:
        named = Picture("pattern", wanted, pattern.name or pattern.title)
        return Drawn(named, (BY_HAND, *gone), None, pd.DataFrame(), pd.DataFrame(), (), stories)
    of = Picture("pattern", wanted, pattern.title, pattern.name, pattern.mark)
    at = desk.home.at(_focus_of(pattern))
    try:
        seen = look.through(at, pattern.choice)
    except Refusal as refused:
        return Drawn(of, (NOT_DRAWN, str(refused)), None, pd.DataFrame(), pd.DataFrame(), (), stories)
    except Exception:  # one picture that fails must not keep anybody from the rest of a note
        log.exception("a picture of a note could not be worked out")
        return Drawn(of, (WENT_WRONG,), None, pd.DataFrame(), pd.DataFrame(), (), stories)
    cannot_say = in_one_line(look.lens_at(at).CANNOT_SAY)
    small_print = (*seen.notes, *(() if cannot_say in desk.note.body else (look.lens_at(at).CANNOT_SAY,)))
    if seen.spec is None:
        return Drawn(of, (NOT_DRAWN,), None, pd.DataFrame(), pd.DataFrame(), (), stories)
    changed = (CHANGED,) if pattern.told and pattern.told != " ".join(seen.tells) else ()
    chance = (COULD_BE_CHANCE,) if pattern.could_be_chance else ()
    told = (*seen.tells, *changed, *chance, *gone)
    return Drawn(of, told, seen.spec, seen.rows, seen.table, small_print, stories)


def _beside(desk: _Desk, behind: Sequence[UUID]) -> tuple[Card, ...]:
    """Some stories behind a picture, unless the note quotes some of them itself: no number stands without one."""
    if desk.stories.keys() & set(behind) & desk.quotable:
        return ()
    readable = [one for one in behind if one in desk.quotable]
    return tuple(cards(desk.home, readable[:BESIDE_A_PATTERN]))
