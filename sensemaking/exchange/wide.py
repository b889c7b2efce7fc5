"""Headings that are days: a table that goes on to the right, one column for each month, week or day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from sensemaking.exchange.days import day_in

FEWEST = 3
"""So many headings at least have to be days before a table is taken to go on to the right."""

_BEFORE = re.compile(
    r"^(w/?[cek]|wk|week|month|quarter|year|period|day|date)?\s*(commencing|beginning|starting|ending|ended|end|of|to)?"
    r"\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(r"([a-z]{3,9})\.?\s*[-/ '\u2019]\s*(\d{2})", re.IGNORECASE | re.ASCII)
_QUARTER = re.compile(
    r"(?:(?P<y1>\d{4})\s*[-/ ]?\s*q(?P<q1>[1-4])|q(?P<q2>[1-4])\s*[-/ ]?\s*(?P<y2>\d{4}))",
    re.IGNORECASE | re.ASCII,
)
_WEEK = re.compile(
    r"(?:(?P<y1>\d{4})\s*[-/ ]?\s*w(?:ee)?k?\s*(?P<w1>\d{1,2})|w(?:ee)?k?\s*(?P<w2>\d{1,2})\s*[-/ ,]?\s*(?P<y2>\d{4}))",
    re.IGNORECASE | re.ASCII,
)
_YEAR = re.compile(r"(?:fy|year)?\s*((?:19|20)\d{2})", re.IGNORECASE | re.ASCII)
_TWO_YEARS = re.compile(
    r"(?:fy\s*)?((?:19|20)\d{2})\s*[-/\u2013]\s*(?:(?:19|20))?(\d{2})", re.IGNORECASE | re.ASCII
)
_SERIAL = re.compile(r"[2-7]\d{4}(\.0)?", re.ASCII)
_SERIAL_BEGINS = date(1899, 12, 30)


def days(headings: Sequence[str], day_first: bool = True) -> list[date | None]:
    """The day each heading names, None for one that names none; a month, quarter or year stands for its first day.

    Bare years, two years together (2019/20, which begin in April) and the numbers that spreadsheets count days
    with are days only where several headings in order are.
    """
    found = [_day(heading, day_first) for heading in headings]
    for several in (_years, _two_years, _serials):
        for at, day in several(headings).items():
            found[at] = day
    return found


def is_wide(headings: Sequence[str]) -> bool:
    """Whether so many headings are days that the table goes on to the right with time."""
    named = [day for day in days(headings) if day]
    return len(named) >= FEWEST and len(set(named)) == len(named)


def _day(heading: str, day_first: bool) -> date | None:
    text = " ".join(heading.split())
    for said in (text, _BEFORE.sub("", text, count=1)):
        if found := _QUARTER.fullmatch(said):
            year, quarter = int(found["y1"] or found["y2"]), int(found["q1"] or found["q2"])
            return _first_of(year, quarter * 3 - 2)
        if found := _WEEK.fullmatch(said):
            try:
                return date.fromisocalendar(
                    int(found["y1"] or found["y2"]), int(found["w1"] or found["w2"]), 1
                )
            except ValueError:
                return None
        if found := _SHORT_MONTH.fullmatch(said):
            said = f"{found[1]} {'19' if int(found[2]) >= 70 else '20'}{found[2]}"
        if day := day_in(said, day_first):
            return day
    return None


def _first_of(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1900 <= year <= 2100 else None


def _years(headings: Sequence[str]) -> dict[int, date]:
    years = {
        at: int(found[1]) for at, text in enumerate(headings) if (found := _YEAR.fullmatch(text.strip()))
    }
    return {at: date(year, 1, 1) for at, year in years.items()} if _in_order(list(years.values())) else {}


def _two_years(headings: Sequence[str]) -> dict[int, date]:
    pairs = {
        at: (int(found[1]), int(found[2]))
        for at, text in enumerate(headings)
        if (found := _TWO_YEARS.fullmatch(text.strip()))
    }
    follow = all((first + 1) % 100 == second for first, second in pairs.values())
    if not follow or not _in_order([first for first, _ in pairs.values()]):
        return {}
    return {at: date(first, 4, 1) for at, (first, _) in pairs.items()}


def _serials(headings: Sequence[str]) -> dict[int, date]:
    numbers = {at: int(float(text)) for at, text in enumerate(headings) if _SERIAL.fullmatch(text.strip())}
    if not _in_order(list(numbers.values())):
        return {}
    return {at: _SERIAL_BEGINS + timedelta(number) for at, number in numbers.items()}


def _in_order(numbers: list[int]) -> bool:
    """Whether there are several, each further on than the one before it, or all the other way."""
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return len(numbers) >= FEWEST and (all(s > 0 for s in steps) or all(s < 0 for s in steps))
