"""How large can words be set so that they fit on a piece of paper, and where do they go on if they do not?

Worked out from the widths of our own letters, for files that hold no script and are printed by a browser. Where a
script is not in our letters its signs are taken to be wide, so that a line is rather too short than too long.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import ImageFont

from sensemaking.charts.style import SANS, SERIF
from sensemaking.exchange.svg import FONTS

FILES = {SANS: "AtkinsonHyperlegible-Regular.ttf", SERIF: "SourceSerif4-Regular.ttf"}
POINT = 25.4 / 72
"""A point in millimetres."""
CAREFUL = 0.99
"""A browser may round the width of a letter up; no line is filled to its last hair."""
BETWEEN_PARAGRAPHS = 0.5
SET_AT = 1000


@dataclass(frozen=True)
class Box:
    """Room for words, in millimetres, and the sizes in points that may be tried, largest first."""

    wide: float
    high: float
    sizes: tuple[float, ...]
    leading: float = 1.35
    letters: str = SERIF


@dataclass(frozen=True)
class Fitted:
    """Words at a size in points; more than one piece where they do not fit at the smallest."""

    size: float
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class _Line:
    """A line as it will be set, and what stood behind it in the words."""

    words: str
    then: str


def fit(words: str, box: Box) -> Fitted:
    """The words at the largest size that fits; in pieces of the smallest size where none does.

    No word is left out: the pieces say all words in their order. Line breaks stay line breaks, an empty line parts
    paragraphs.
    """
    for size in box.sizes:
        pieces = _pieces(words, box, size)
        if len(pieces) == 1:
            return Fitted(size, tuple(pieces))
    return Fitted(box.sizes[-1], tuple(pieces))


def high(words: str, box: Box, size: float) -> float:
    """How many millimetres high these words are in a box so wide."""
    return _high(_lines(words, _ems(box, size), box.letters)) * size * POINT * box.leading


def lines(words: str, ems: float, letters: str = SANS) -> list[str]:
    """The words in lines no longer than so many times the size of their letters."""
    return [line.words for line in _lines(words, ems * CAREFUL, letters)]


def length(words: str, letters: str = SANS) -> float:
    """How long one line of words is, as so many times the size of its letters."""
    return sum(_width(sign, letters) for sign in words) / CAREFUL


def _ems(box: Box, size: float) -> float:
    return box.wide * CAREFUL / (size * POINT)


def _pieces(words: str, box: Box, size: float) -> list[str]:
    lines = _lines(words, _ems(box, size), box.letters)
    most = box.high / (size * POINT * box.leading)
    pieces = _cut(lines, most)
    # No single line goes on alone: the pieces are made about as long as each other.
    even = _high(lines) / len(pieces)
    while even < most and len(_cut(lines, even)) > len(pieces):
        even += 1
    pieces = _cut(lines, min(even, most))
    return ["".join(line.words + line.then for line in piece).strip() for piece in pieces]


def _cut(lines: Sequence[_Line], most: float) -> list[list[_Line]]:
    """The lines in pieces that are no higher than so many lines."""
    pieces: list[list[_Line]] = [[]]
    filled = 0.0
    for line in lines:
        if pieces[-1] and filled + 1 > most:
            pieces.append([])
            filled = 0.0
        pieces[-1].append(line)
        filled += _high([line])
    return pieces


def _high(lines: Sequence[_Line]) -> float:
    return len(lines) + BETWEEN_PARAGRAPHS * sum(line.then == "\n\n" for line in lines)


@lru_cache(maxsize=512)
def _lines(words: str, wide: float, letters: str) -> tuple[_Line, ...]:
    lines: list[_Line] = []
    for paragraph in words.split("\n\n"):
        given = paragraph.split("\n")
        for nth, line in enumerate(given, 1):
            lines += _broken(line.split(), wide, letters, "\n" if nth < len(given) else "\n\n")
    return (*lines[:-1], _Line(lines[-1].words, ""))


def _broken(words: Sequence[str], wide: float, letters: str, then: str) -> list[_Line]:
    """One line as it was given, as the lines it is set in."""
    lines: list[_Line] = []
    now, filled = "", 0.0
    space = _width(" ", letters)
    for word in words:
        length = sum(_width(sign, letters) for sign in word)
        if now and filled + space + length <= wide:
            now, filled = f"{now} {word}", filled + space + length
            continue
        if now:
            lines.append(_Line(now, " "))
        while length > wide:
            kept, held = 0, 0.0
            while held + _width(word[kept], letters) <= wide or kept == 0:
                held += _width(word[kept], letters)
                kept += 1
            lines.append(_Line(word[:kept], ""))
            word, length = word[kept:], length - held
        now, filled = word, length
    return [*lines, _Line(now, then)]


@cache
def _width(sign: str, letters: str) -> float:
    """How wide one sign is, as a part of the size of its letters."""
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(sign) in ("W", "F") or ord(sign) > 0x1F000:
        return 1.4
    return max(float(_font(letters).getlength(sign)) / SET_AT, 0.2)


@cache
def _font(letters: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / FILES[letters], SET_AT)
