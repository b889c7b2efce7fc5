"""Days as people write them in cells."""

import re
from collections.abc import Sequence
from datetime import date

from sensemaking.exchange.cell_words import is_not_known

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
_QUARTER = re.compile(
    r"(?:(?P<y1>\d{4})\s*[-/ ]?\s*q(?P<n1>[1-4])|q(?P<n2>[1-4])\s*[-/ ]?\s*(?P<y2>\d{4}))",
    re.IGNORECASE | re.ASCII,
)
_WEEK = re.compile(
    r"(?:(?P<y1>\d{4})\s*[-/ ]?\s*w(?:ee)?k?\s*(?P<n1>\d{1,2})|w(?:ee)?k?\s*(?P<n2>\d{1,2})\s*[-/ ,]?\s*(?P<y2>\d{4}))",
    re.IGNORECASE | re.ASCII,
)
_YEAR = re.compile(r"(?:fy|year)?\s*((?:19|20)\d{2})", re.IGNORECASE | re.ASCII)
_TWO_YEARS = re.compile(
    r"(?:fy\s*)?((?:19|20)\d{2})\s*[-/\u2013]\s*(?:(?:19|20))?(\d{2})", re.IGNORECASE | re.ASCII
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


def year_in(cell: str) -> int | None:
    """The year a cell says and nothing else, or None."""
    found = _YEAR.fullmatch(cell.strip())
    return int(found[1]) if found else None


def two_years_in(cell: str) -> int | None:
    """The first of two years one after the other (2019/20, 2019-2020), or None."""
    found = _TWO_YEARS.fullmatch(cell.strip())
    return int(found[1]) if found and (int(found[1]) + 1) % 100 == int(found[2]) else None


def period_in(cell: str) -> date | None:
    """The first day of the quarter or week a cell names (2020 Q1, Week 5 2020; weeks begin on Mondays), or None."""
    text = cell.strip()
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found["y1"] or found["y2"]), int(found["n1"] or found["n2"])
        return date(year, quarter * 3 - 2, 1) if 1900 <= year <= 2100 else None
    if found := _WEEK.fullmatch(text):
        year, week = int(found["y1"] or found["y2"]), int(found["n1"] or found["n2"])
        if 1900 <= year <= 2100 and 1 <= week <= date(year, 12, 28).isocalendar().week:
            return date.fromisocalendar(year, week, 1)
    return None


def days_in(cells: Sequence[str], day_first: bool) -> list[date | None]:
    """The days that the cells of one column name: as `day_in`, and the first day of a week, quarter or year.

    Two years together (2019/20) begin in April, where every cell that says anything says two of them.
    """
    filled = [cell for cell in cells if not is_not_known(cell)]
    if filled and all(two_years_in(cell) for cell in filled):
        firsts = (two_years_in(cell) for cell in cells)
        return [date(first, 4, 1) if first else None for first in firsts]
    found: list[date | None] = []
    for cell in cells:
        day = day_in(cell, day_first) or period_in(cell)
        if day is None and (year := year_in(cell)):
            day = date(year, 1, 1)
        found.append(day)
    return found


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
