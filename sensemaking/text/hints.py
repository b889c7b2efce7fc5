"""What in somebody's words might tell who they are, for whoever reads them before they travel.

These are hints and nothing more: they miss much, they name what is harmless, and they change nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sensemaking.text.words import SMALL


class Kind(StrEnum):
    """What something may be; the value stands in the hint's sentence."""

    EMAIL = "an e-mail address"
    NHS_NUMBER = "an NHS number"
    NI_NUMBER = "a National Insurance number"
    PHONE = "a phone number"
    POSTCODE = "a postcode"
    DATE = "a date"
    KNOWN = "a name or place from around here"
    NAME = "a name"


@dataclass(frozen=True)
class Hint:
    """Something that stands in the words, exactly as it does there, and what it may be."""

    kind: Kind
    found: str

    def __str__(self) -> str:
        return f"This may be {self.kind}: “{self.found}”"


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TEN_DIGITS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
# Letters that no number was ever given with (GOV.UK's own example has some) may still be somebody's, mistyped.
_NI_NUMBER = re.compile(r"(?<!\w)[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(?0)(?:[ ()-]{0,2}\d){8,10}(?!\d)")
# The forms of BS 7666, with or without the space.
_POSTCODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA)(?!\w)", re.IGNORECASE
)
_MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
_DATE = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![\d/-])"
    rf"|(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})(?: \d{{4}})?(?!\w)"
    rf"|(?<!\w)(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?!\w)",
    re.IGNORECASE,
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*"
# A full stop between two of them belongs to an initial.
_CAPITALS = re.compile(
    rf"(?<!\w){_CAPITAL}(?:(?:(?<![^\W\d_][^\W\d_])\.)? (?:(?:de|van|von|al|bin|ibn|el|la|le) )?{_CAPITAL})*"
)
# Who is spoken of this way usually has a name behind it, however it is written.
_CALLED = re.compile(
    r"(?<!\w)(?:auntie|aunty|aunt|uncle|nan|granny|grandad|nurse|sister|brother|doctor|dr|mr|mrs|ms|miss|mx|councillor"
    r"|pc|sgt|rev|imam|my (?:mate|friend|neighbour|boss|son|daughter|husband|wife|partner))\.?"
    r" (?P<name>[^\W\d_]{2,})(?!\w)",
    re.IGNORECASE,
)
_DOES_AS_PEOPLE_DO = re.compile(
    r" (?:and [^\W\d_]+ )?(?:always |never |never really |just |also )?(?:says?|said|tells?|told|asks?|asked|rings?"
    r"|rang|calls?|called|phoned|came|comes|went|goes|gave|gives|helped|helps|met|visited|visits|knows|knew|thinks"
    r"|thought|lives|lived|works|worked|spoke|listened|listens|sat|sits|drove|brought|wrote|shouted|cried|died)(?!\w)"
)
_BEGINNINGS = re.compile(r"(?:^|[.!?…:;]['\"”’)]*\s+|\n\s*|[“\"‘(]\s*)$")
_NO_NAMES = {
    *SMALL,
    *"monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december nhs gp gps a&e uk pip id tv ok covid english christmas easter dr mr mrs"
    " ms miss doctor nurse sister auntie uncle mum dad nan".split(),
}


def hints(words: str, names: Iterable[str] = ()) -> tuple[Hint, ...]:
    """Everything in these words that may be worth a thought, each once, in the order in which it stands there.

    `names` are known around here: of systems, places and people; capitals do not matter.
    """
    found: dict[tuple[int, int], Hint] = {}
    for kind, start, end in _spans(words, names):
        # What is found first takes its place: an address is no name, a phone number no NHS number.
        if end > start and not any(start < other and one < end for one, other in found):
            found[start, end] = Hint(kind, words[start:end])
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))


def _spans(words: str, names: Iterable[str]) -> Iterator[tuple[Kind, int, int]]:
    for one in _EMAIL.finditer(words):
        yield Kind.EMAIL, *one.span()
    for one in _TEN_DIGITS.finditer(words):
        if is_nhs_number(one[0]):
            yield Kind.NHS_NUMBER, *one.span()
    for kind, pattern in (
        (Kind.NI_NUMBER, _NI_NUMBER),
        (Kind.PHONE, _PHONE),
        (Kind.POSTCODE, _POSTCODE),
        (Kind.DATE, _DATE),
    ):
        for one in pattern.finditer(words):
            yield kind, *one.span()
    for one in _listed(names).finditer(words) if names else ():
        yield Kind.KNOWN, *one.span()
    for one in _CALLED.finditer(words):
        if one["name"].casefold() not in _NO_NAMES:
            yield Kind.NAME, *one.span("name")
    for one in _CAPITALS.finditer(words):
        if span := _without_a_plain_beginning(words, one):
            yield Kind.NAME, *span


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (NHS Data Dictionary, modulus 11)."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != 10:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]


def _listed(names: Iterable[str]) -> re.Pattern[str]:
    """What finds any of these names, the longest first. Two letters alone would be found everywhere."""
    wanted = sorted({" ".join(one.split()) for one in names}, key=lambda one: (-len(one), one))
    parts = [r"\s+".join(map(re.escape, one.split())) for one in wanted if len(one) > 2]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)" if parts else r"(?!)", re.IGNORECASE)


def _without_a_plain_beginning(words: str, found: re.Match[str]) -> tuple[int, int] | None:
    """The part of a row of capitalised words that may be a name; None where they say nothing.

    A word that begins a sentence has its capital from that, unless another one follows, or what only people do.
    """
    start, end = found.span()
    parts = list(re.finditer(r"[^\s.]+", words[start:end]))
    while parts and parts[0][0].replace("’", "'").casefold() in _NO_NAMES:
        parts.pop(0)
    while parts and parts[-1][0].replace("’", "'").casefold() in _NO_NAMES:
        parts.pop()
    if all(one[0].isupper() for one in parts):  # none, or what is written in capitals throughout
        return None
    first, last = start + parts[0].start(), start + parts[-1].end()
    if len(parts) == 1 and _BEGINNINGS.search(words[:first]) and not _DOES_AS_PEOPLE_DO.match(words, last):
        return None
    return first, last
