"""Story cards to print: four to a sheet of A4, to be cut, laid on a table and moved about by hand."""

from dataclasses import dataclass

from sensemaking.charts.style import SANS
from sensemaking.exchange import one_file
from sensemaking.exchange.fitting import POINT, Box, fit, high
from sensemaking.exchange.leaving import Drawn, Shown, Story
from sensemaking.exchange.note_markdown import as_text, day
from sensemaking.model.observation import Card
from sensemaking.model.refusal import Refusal

TO_A_PAGE = 4
WIDE, HIGH = 83.5, 124.0
"""The room on a card inside its edges, in millimetres, with a line to spare."""
BETWEEN = 5.0
SIZES = (18.0, 16.0, 14.5, 13.0, 12.0, 11.0)
SMALL, SMALLER, SMALL_LEADING = 9.0, 7.5, 1.3
MOST_AROUND = 26.0
"""How many millimetres a question, or a name of a place, may take; a longer one goes in with the words."""

GOES_ON = "goes on: {nth} of {all}"
ENDS = "{nth} of {all}"
NO_STORIES = Refusal(
    "There is no story in this note that may be quoted, so there are no cards to print.",
    try_next="Choose stories under “What goes in?”, or draw a handful.",
)


@dataclass(frozen=True)
class Piece:
    """One card: a story, or the part of it that fits. `size` is in points."""

    id: str
    asked: str
    words: str
    size: float
    told: str
    goes_on: str


def write(note: Shown) -> str:
    """The cards of every story a note quotes, in its order, as the text of one HTML file that prints on A4.

    A long story is set smaller, and where that is not enough it goes on on the next card. What is left of the last
    page are cards to write on. Raises a Refusal where the note quotes no story.
    """
    pieces = [piece for card in stories(note) for piece in _pieces(card, note.reach)]
    if not pieces:
        raise NO_STORIES
    empty = [None] * (-len(pieces) % TO_A_PAGE)
    cards = [*pieces, *empty]
    pages = [cards[at : at + TO_A_PAGE] for at in range(0, len(cards), TO_A_PAGE)]
    return one_file.render("cards", note, pages=pages)


def stories(note: Shown) -> list[Card]:
    """The stories a note quotes, each once, in its order."""
    quoted = [
        card
        for part in note.parts
        for card in (
            (part.card,) if isinstance(part, Story) else part.stories if isinstance(part, Drawn) else ()
        )
        if card.words.strip()
    ]
    return list({card.id: card for card in quoted}.values())


def _pieces(card: Card, reach: str) -> list[Piece]:
    words, asked = as_text(card.words), as_text(card.prompt)
    told = ", ".join(filter(None, (as_text(card.place), day(card.day))))
    if _small(asked, SMALL) > MOST_AROUND:
        words, asked = f"{asked}\n\n{words}", ""
    if _small(told, SMALL) > MOST_AROUND:
        words, told = f"{words}\n\n{told}", day(card.day)
    # One line is left for where the story goes on.
    around = (
        _small(asked, SMALL) + _small(told, SMALL) + _small(reach, SMALLER) + SMALL * POINT * SMALL_LEADING
    )
    fitted = fit(words, Box(WIDE, HIGH - around - 2 * BETWEEN, SIZES))
    many = len(fitted.pieces)
    return [
        Piece(
            id=str(card.id),
            asked=asked,
            words=piece,
            size=fitted.size,
            told=told,
            goes_on="" if many == 1 else (ENDS if nth == many else GOES_ON).format(nth=nth, all=many),
        )
        for nth, piece in enumerate(fitted.pieces, 1)
    ]


def _small(words: str, size: float) -> float:
    return high(words, Box(WIDE, 0, (), SMALL_LEADING, SANS), size) if words else 0.0
