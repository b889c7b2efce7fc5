"""Days as people write them in cells."""

import re
from datetime import date

_ZONE = r"(?:Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?"
_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*" + _ZONE + ")?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.IGNORECASE | re.ASCII)
_RUN_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_SLASHED = re.compile(
    r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})" + _TIME, re.IGNORECASE | re.ASCII
)
_YEAR_AND_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_DAY_THEN_WORD = re.compile(
    rf"(?:[a-z]+,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE | re.ASCII,
)
_WORD_THEN_DAY = re.compile(
    rf"(?:[a-z]+,?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}",
    re.IGNORECASE | re.ASCII,
)
_WORD_AND_YEAR = re.compile(rf"{_MONTH}[\s-]+(?P<year>\d{{4}})", re.IGNORECASE | re.ASCII)


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (1900 if int(text) >= 70 else 2000)


def _parts(cell: str, day_first: bool) -> tuple[int, int, int] | None:
    """Year, month and day as written, possible or not; None for what is no day at all."""
    text = cell.strip()
    if len(text) > 60:
        return None
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _SLASHED.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        return (_year(found[4]), second, first) if day_first else (_year(found[4]), first, second)
    if found := _RUN_TOGETHER.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YEAR_AND_MONTH.fullmatch(text):
        return int(found[1]), int(found[2]), 1
    for pattern in (_DAY_THEN_WORD, _WORD_THEN_DAY, _WORD_AND_YEAR):
        if found := pattern.fullmatch(text):
            day = int(found["day"]) if "day" in found.groupdict() else 1
            return _year(found["year"]), _MONTHS.index(found["month"].lower()) + 1, day
    return None


def looks_like_a_day(cell: str) -> bool:
    """Whether a cell is written as a day, with or without a time, even an impossible one."""
    return _parts(cell, True) is not None


def day_in(cell: str, day_first: bool) -> date | None:
    """The day a cell names (a month without a day is its first), or None where there is no such day.

    Times and time zones are passed over: the day is the one that was written.
    """
    parts = _parts(cell, day_first)
    if parts is None or not 1900 <= parts[0] <= 2100:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def order_in(cells: list[str]) -> tuple[int, int]:
    """How many cells can only be day first, and how many only month first."""
    day_first = month_first = 0
    for cell in cells:
        if found := _SLASHED.fullmatch(cell.strip()):
            first, second = int(found[1]), int(found[3])
            day_first += first > 12 >= second
            month_first += second > 12 >= first
    return day_first, month_first


def is_either(cell: str) -> bool:
    """Whether a cell means one day when its day comes first and another when its month does."""
    found = _SLASHED.fullmatch(cell.strip())
    return (
        bool(found)
        and found is not None
        and int(found[1]) <= 12
        and int(found[3]) <= 12
        and found[1] != found[3]
    )
