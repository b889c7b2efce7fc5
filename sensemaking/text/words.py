"""What somebody means by the words they search for."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_SEARCH = 500
"""Characters of a search that are read; whatever follows is left out."""

_PART = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')


@dataclass(frozen=True)
class Search:
    """Words and phrases a story must hold, and those it must not; all folded by `fold`."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def fold(text: str) -> str:
    """The text without capitals, accents or curly quotes, so that "Café" is found by "cafe"."""
    straight = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
    apart = unicodedata.normalize("NFD", straight.lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def search_for(typed: str) -> Search:
    """Read a search: several words (all must be there), "a phrase", and -left-out words.

    Punctuation by itself asks for nothing.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for part in _PART.finditer(fold(typed[:LONGEST_SEARCH])):
        text = part["word"] if part["phrase"] is None else part["phrase"]
        text = " ".join(text.split())
        if part["phrase"] is None:
            text = text.strip(".,;:!?()[]{}\"'…-")
        if not any(letter.isalnum() for letter in text):
            continue
        (unwanted if part["no"] else wanted).append(text)
    return Search(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))
