"""What somebody means by the words they search for, and which small words say nothing by themselves."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_SEARCH = 500
"""Characters of a search that are read; whatever follows is left out."""

READ = r"[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]"
"""What is one word, or one sign between words: letters and digits, with a dash or an apostrophe inside (RE2)."""

SMALL = tuple(
    "a about after again all also always am an and any are aren't as at be because been before being but by can can't"
    " could couldn't did didn't do does doesn't don't done each either else even ever every few for from get gets"
    " getting go goes going got had hadn't has hasn't have haven't having he he's her here him his how i i'd i'll i'm"
    " i've if in into is isn't it it's its itself just know let like lot made make makes many may me might more most"
    " much must my myself need needs never no nor not nothing now of off often on once one only or other our out over"
    " own really said same say see she she's should so some something still such than that that's the their them then"
    " there there's these they they're they've thing things think this those though through to too took up us use used"
    " very want was wasn't we we'd we're we've well went were weren't what when where which while who why will with"
    " within without won't would wouldn't yes yet you you're your".split()
)
"""English words that say little at the edge of a phrase; other languages have none here yet."""

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
