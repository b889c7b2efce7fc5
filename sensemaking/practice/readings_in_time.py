"""What was read then, and now: readings along the cycles they were made in, and how each has stood since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sensemaking.charts.axes import Unit
from sensemaking.model.chain import chains
from sensemaking.model.counting import begun, listed
from sensemaking.model.pattern import Reading, Standing
from sensemaking.practice import cycles as following
from sensemaking.practice import remember
from sensemaking.practice.here import Here

TITLE = "What was read then, and now?"
HOW = (
    "Each line is a reading, in the order they were written. A ring: it was written. A full dot: held. A dot beneath"
    " the line: shifted. A broken ring: let go, and its line ends."
)
BANDS = "Soft bands are the cycles {names}."
BAND = "The soft band is the cycle {names}."
HEADINGS = ["What was read", "Who said so", "When", "In which cycle", "How it has stood since"]


@dataclass(frozen=True)
class Moment:
    """A day on which a reading was written or looked at again; `place` is where it lies in all the time, 0 to 1."""

    place: float
    day: date
    standing: Standing
    words: str


@dataclass(frozen=True)
class Line:
    """One reading through time: `moments` begin with its writing; `stories` are behind the pattern it is about."""

    reading: Reading
    cycle: str
    moments: tuple[Moment, ...]
    stories: tuple[UUID, ...]


@dataclass(frozen=True)
class Stretch:
    """A cycle's days, from and to where in all the time."""

    name: str
    first: float
    last: float
    since: date
    until: date


@dataclass(frozen=True)
class InTime:
    """The readings in the order they were written, the cycles behind them, and the first and last day of it all."""

    lines: tuple[Line, ...]
    cycles: tuple[Stretch, ...]
    since: str
    until: str
    last: date


def in_time(here: Here) -> InTime | None:
    """The readings made where we stand, in the cycles that follow one another; in all cycles where none does.

    None until one of them was looked at again: before that there is no then and now. A focus on one cycle leaves out
    the others.
    """
    own = [one for one in following.cycles(here.unnarrowed()) if one.system == here.system.id]
    linked = {one.id: one for chain in chains(own) for one in chain}
    patterns = remember.patterns(here)
    written = sorted(remember.all_readings(here), key=lambda one: one.day)
    readings = [one for one in written if here.focus.cycle in (None, one.cycle)]
    if any(one.cycle in linked for one in readings):
        readings = [one for one in readings if one.cycle in linked]
    if not any(one.history for one in readings):
        return None
    names = {one.id: one.name for one in own}
    used = [one for one in own if one.begun and any(reading.cycle == one.id for reading in readings)]
    days = [one.day for one in readings] + [look.day for one in readings for look in one.history]
    days += [day for one in used for day in (one.begun, one.ended) if day]
    since, until = min(days), max(days)

    def place(day: date) -> float:
        return (day - since).days / max((until - since).days, 1)

    lines = tuple(
        Line(
            one,
            names.get(one.cycle, "") if one.cycle else "",
            (
                Moment(place(one.day), one.day, Standing.SO_FAR, _said(Standing.SO_FAR, one.day, "")),
                *(
                    Moment(place(look.day), look.day, look.standing, _said(look.standing, look.day, look.why))
                    for look in one.history
                ),
            ),
            patterns[one.pattern].observations if one.pattern in patterns else (),
        )
        for one in readings
    )
    cycles = sorted(
        (_stretch(one.name, place, one.begun or since, one.ended or until) for one in used), key=_first
    )
    return InTime(lines, tuple(cycles), Unit.DAY.words(since), Unit.DAY.words(until), until)


def how(seen: InTime) -> str:
    """How the lines are to be read, in words."""
    names = listed([f"“{one.name}”" for one in seen.cycles])
    bands = (BAND if len(seen.cycles) == 1 else BANDS).format(names=names) if names else ""
    return f"{HOW} {bands}".strip()


def as_rows(seen: InTime) -> list[list[str]]:
    """The same as a table, under HEADINGS."""
    return [
        [
            line.reading.words,
            line.reading.who,
            Unit.DAY.words(line.reading.day),
            line.cycle,
            " ".join(moment.words for moment in line.moments[1:]) or "Not looked at again yet.",
        ]
        for line in seen.lines
    ]


def _stretch(name: str, place: Callable[[date], float], since: date, until: date) -> Stretch:
    return Stretch(name, place(since), place(until), since, until)


def _first(stretch: Stretch) -> float:
    return stretch.first


def _said(standing: Standing, day: date, why: str) -> str:
    said = f"{begun(standing.value)}, {Unit.DAY.words(day)}"
    return f"{said}: {why}" if why else f"{said}."
