"""Headings that are days: a table that goes on to the right, one column for each month, week or day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from sensemaking.exchange.days import day_in, period_in, two_years_in, year_in

FEWEST = 3
"""So many headings at least have to be days before a table is taken to go on to the right."""

_BEFORE = re.compile(
    r"^(w/?[cek]|wk|week|month|quarter|year|period|day|date)?\s*(commencing|beginning|starting|ending|ended|end|of|to)?"
    r"\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(r"([a-z]{3,9})\.?\s*[-/ '\u2019]\s*(\d{2})", re.IGNORECASE | re.ASCII)
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
    return _are_several(days(headings)) or _are_several(days(headings, day_first=False))


def order_of(headings: Sequence[str]) -> tuple[bool, bool]:
    """Whether the day comes before the month in headings such as 3/4/2021, and whether they leave no doubt of it."""
    day_first, month_first = days(headings), days(headings, day_first=False)
    more = sum(map(bool, day_first)) - sum(map(bool, month_first))
    return more >= 0, more != 0 or day_first == month_first


def _are_several(named: Sequence[date | None]) -> bool:
    found = [day for day in named if day]
    return len(found) >= FEWEST and len(set(found)) == len(found)


def _day(heading: str, day_first: bool) -> date | None:
    text = " ".join(heading.split())
    for said in (text, _BEFORE.sub("", text, count=1)):
        if found := _SHORT_MONTH.fullmatch(said):
            said = f"{found[1]} {'19' if int(found[2]) >= 70 else '20'}{found[2]}"
        if day := day_in(said, day_first) or period_in(said):
            return day
    return None


def _years(headings: Sequence[str]) -> dict[int, date]:
    years = {at: year for at, text in enumerate(headings) if (year := year_in(text))}
    return {at: date(year, 1, 1) for at, year in years.items()} if _in_order(list(years.values())) else {}


def _two_years(headings: Sequence[str]) -> dict[int, date]:
    """Two years together, unless some heading can only be a month (2010-10 beside 2010-11)."""
    firsts = {at: first for at, text in enumerate(headings) if (first := two_years_in(text))}
    months = any(day_in(text, True) for at, text in enumerate(headings) if at not in firsts)
    if months or not _in_order(list(firsts.values())):
        return {}
    return {at: date(first, 4, 1) for at, first in firsts.items()}


def _serials(headings: Sequence[str]) -> dict[int, date]:
    numbers = {at: int(float(text)) for at, text in enumerate(headings) if _SERIAL.fullmatch(text.strip())}
    if not _in_order(list(numbers.values())):
        return {}
    return {at: _SERIAL_BEGINS + timedelta(number) for at, number in numbers.items()}


def _in_order(numbers: list[int]) -> bool:
    """Whether there are several, each further on than the one before it, or all the other way."""
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return len(numbers) >= FEWEST and (all(s > 0 for s in steps) or all(s < 0 for s in steps))
