"""Time, as people say it: days, weeks, months or years, each with a key for links and words for reading."""

import calendar
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median

import altair as alt

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000.0


class Unit(StrEnum):
    """How long one point of time is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def first(self, day: date) -> date:
        """The first day of the unit a day lies in; weeks begin on Monday."""
        if self is Unit.WEEK:
            return _day(day.toordinal() - day.weekday())
        if self is Unit.MONTH:
            return day.replace(day=1)
        return day.replace(month=1, day=1) if self is Unit.YEAR else day

    def last(self, first: date) -> date:
        """The last day of the unit that begins on `first`."""
        if self is Unit.WEEK:
            return _day(first.toordinal() + 6)
        if self is Unit.MONTH:
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return first.replace(month=12, day=31) if self is Unit.YEAR else first

    def each(self, since: date, until: date) -> list[date]:
        """The first days of all units from one day to another, both included: the quiet ones too."""
        found = [self.first(since)]
        while (end := self.last(found[-1])) < until:
            found.append(_day(end.toordinal() + 1))
        return found

    def key(self, first: date) -> str:
        """The unit in a link: 2021-07-05, 2021-W27, 2021-07 or 2021. `days` reads it back."""
        if self is Unit.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year:04d}-W{week:02d}"
        return first.isoformat()[: {Unit.DAY: 10, Unit.MONTH: 7, Unit.YEAR: 4}[self]]

    def words(self, first: date) -> str:
        """The unit as people say it: 5 July 2021, week of 5 July 2021, July 2021, 2021."""
        if self is Unit.YEAR:
            return str(first.year)
        month = f"{MONTHS[first.month - 1]} {first.year}"
        if self is Unit.MONTH:
            return month
        return f"week of {first.day} {month}" if self is Unit.WEEK else f"{first.day} {month}"

    def briefly(self, first: date) -> str:
        """The unit as a label beside a mark, where the axis tells the rest: 5 July, July 2021, 2021."""
        if self in (Unit.DAY, Unit.WEEK):
            return f"{first.day} {MONTHS[first.month - 1]}"
        return self.words(first)

    def spoken(self, first: date) -> str:
        """The unit inside a sentence: 5 July 2021, the week of 5 July 2021, July 2021, 2021."""
        return f"the {self.words(first)}" if self is Unit.WEEK else self.words(first)


def unit_of(since: date, until: date, weeks: int = 60) -> Unit:
    """How should this span be cut so that its run can be taken in at a glance?

    Up to 45 days by day, up to `weeks` weeks by week, up to 20 years by month, above by year.
    """
    length = until.toordinal() - since.toordinal() + 1
    if length <= 45:
        return Unit.DAY
    if length <= weeks * 7:
        return Unit.WEEK
    return Unit.MONTH if length <= 20 * 366 else Unit.YEAR


def unit_between(days: Sequence[date]) -> Unit:
    """How far apart do these days usually lie? A month where there is only one."""
    gaps = [later.toordinal() - earlier.toordinal() for earlier, later in pairwise(sorted(set(days)))]
    usual = median(gaps) if gaps else 30
    if usual <= 3:
        return Unit.DAY
    if usual <= 10:
        return Unit.WEEK
    return Unit.MONTH if usual <= 100 else Unit.YEAR


def days(key: str) -> tuple[date, date]:
    """The first and the last day of a key: one of `Unit.key`, or an area such as `2021-07-05/2021-09-30`.

    Raises ValueError for anything else.
    """
    if "/" in key:
        since, until = (date.fromisoformat(day) for day in key.split("/"))
        return min(since, until), max(since, until)
    if "-W" in key:
        first = date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
        return first, Unit.WEEK.last(first)
    unit, whole = {4: (Unit.YEAR, "-01-01"), 7: (Unit.MONTH, "-01")}.get(len(key), (Unit.DAY, ""))
    first = date.fromisoformat(key + whole)
    return first, unit.last(first)


def when(key: str) -> str:
    """A key as it stands in a sentence: on 5 July 2021, in the week of 5 July 2021, from ... to ..."""
    since, until = days(key)
    if "/" in key:
        return f"from {Unit.DAY.words(since)} to {Unit.DAY.words(until)}"
    if "-W" in key:
        return f"in the {Unit.WEEK.words(since)}"
    unit = {4: Unit.YEAR, 7: Unit.MONTH}.get(len(key), Unit.DAY)
    return f"{'on' if unit is Unit.DAY else 'in'} {unit.words(since)}"


def milliseconds(day: date) -> float:
    """Where a day lies on a chart's time axis: a number in UTC, so that no time zone shifts it."""
    return (day.toordinal() - _EPOCH) * _DAY


def area(selected: Sequence[float]) -> str:
    """The key of an area of time that was drawn over a chart: milliseconds, two or more, in any order."""
    since, until = (_day(_EPOCH + int(edge // _DAY)) for edge in (min(selected), max(selected)))
    return f"{since.isoformat()}/{until.isoformat()}"


def time_axis(ticks: int = 8) -> alt.X:
    """The axis of time below a run: months by name, the year where it begins."""
    return alt.X(
        "start:T",
        scale=alt.Scale(type="utc", padding=14),
        axis=alt.Axis(
            title=None,
            labelFlush=False,
            labelOverlap=True,
            labelSeparation=6,
            tickCount=ticks,
            labelExpr=(
                "utcdate(datum.value) == 1 && utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y')"
                " : [utcFormat(datum.value, utcdate(datum.value) == 1 ? '%b' : '%-d %b'),"
                " datum.index == 0 ? utcFormat(datum.value, '%Y') : '']"
            ),
        ),
    )


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
