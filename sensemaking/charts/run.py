"""A run of points in time: its usual variation, what stands out, and the rows and words it is shown by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sensemaking.charts import variation
from sensemaking.charts.axes import Unit, milliseconds
from sensemaking.charts.marks import panel_title
from sensemaking.charts.variation import LEAST_POINTS, Band, Rule, band, unusual
from sensemaking.model.counting import about, begun, how_many, in_words, listed, number


@dataclass(frozen=True)
class Point:
    """One value at one time, which is the `unit` that begins on `first`; `what` says the value in words."""

    day: date
    value: float
    mark: str
    unit: Unit
    first: date
    what: str

    @property
    def time(self) -> str:
        """Its time as a label: "Week of 5 July 2021"."""
        return begun(self.unit.words(self.first))

    @property
    def spoken(self) -> str:
        """Its time inside a sentence: "the week of 5 July 2021"."""
        return self.unit.spoken(self.first)

    @property
    def words(self) -> str:
        """The whole of it: "Week of 5 July 2021: two stories"."""
        return f"{self.time}: {self.what}"


@dataclass(frozen=True)
class Run:
    """Points in the order of time, the band they usually lie in (None where nobody can say), their rules."""

    points: tuple[Point, ...]
    usual: Band | None
    rules: tuple[Rule | None, ...]

    @classmethod
    def of(cls, points: Sequence[Point]) -> "Run":
        """The run of these points, which come in the order of time and are all finite."""
        values = [point.value for point in points]
        if len(values) < LEAST_POINTS:
            return cls(tuple(points), None, (None,) * len(values))
        usual = band(values)
        return cls(tuple(points), usual, tuple(unusual(values, usual)))

    def rows(self, panel: str = "", floor: float = float("-inf")) -> pd.DataFrame:
        """What `marks.run` draws; the band is not drawn below `floor` (fewer than none cannot happen)."""
        usual = self.usual or Band(float("nan"), float("nan"), float("nan"))
        before = (None, *self.rules[:-1])
        return pd.DataFrame(
            {
                "panel": panel_title(panel),
                "start": [milliseconds(point.day) for point in self.points],
                "value": [point.value for point in self.points],
                "joined": [point.value if self.usual else usual.mean for point in self.points],
                "low": max(usual.low, floor) if self.usual else usual.low,
                "mean": usual.mean,
                "high": usual.high,
                "unusual": [rule is not None for rule in self.rules],
                # Neighbours that stand out together are named once, where they begin.
                "label": [
                    point.unit.briefly(point.first) if rule and not earlier else ""
                    for point, rule, earlier in zip(self.points, self.rules, before, strict=True)
                ],
                "beneath": [
                    rule is Rule.OUTSIDE and point.value < usual.mean
                    for point, rule in zip(self.points, self.rules, strict=True)
                ],
                "last": [point is self.points[-1] and self.usual is not None for point in self.points],
                "mark": [point.mark for point in self.points],
                "words": [point.words for point in self.points],
            }
        )

    def table(self, time: str, value: str) -> pd.DataFrame:
        """The run as a table: its time, its value, and why a point stands out."""
        return pd.DataFrame(
            {
                time: [point.time for point in self.points],
                value: pd.Series([point.value for point in self.points]).convert_dtypes(),
                "Unusual": [rule or "" for rule in self.rules],
            }
        )

    def usually(self, floor: float = float("-inf")) -> str:
        """Where its points lie, as a sentence: the usual span and mean, or plainly from where to where."""
        if self.usual is None:
            values = [point.value for point in self.points]
            return f"The points lie between {about(min(values))} and {about(max(values))}."
        low, high = about(max(self.usual.low, floor)), about(self.usual.high)
        return f"Points usually lie between {low} and {high}, around a mean of {about(self.usual.mean)}."

    def stands_out(self) -> str:
        """Which points stand out, as a sentence that asks what was happening."""
        if self.usual is None and len(self.points) >= LEAST_POINTS:
            return "Most of these times were quiet, so we cannot say what is usual."
        if self.usual is None:
            few = how_many(len(self.points), "point")
            return f"With {few} we cannot say yet what is usual; that takes {in_words(LEAST_POINTS)}."
        named = [point.spoken for point, rule in zip(self.points, self.rules, strict=True) if rule]
        if not named:
            return "No point stands out from the usual variation."
        if len(named) * 2 > len(self.points):
            return (
                "Most points stand out, so there is no one usual variation here: it moved from one to another. "
                "What was happening?"
            )
        which = listed(named) if len(named) <= 4 else f"{named[0]} is the first, {named[-1]} the last"
        does = "stands" if len(named) == 1 else "stand"
        told = f"{how_many(len(named), 'point')} of {in_words(len(self.points))} {does} out"
        return f"{begun(told)} from the usual variation: {which}. What was happening?"

    def marks(self) -> list[tuple[str, str]]:
        """Every time of the run with its words, for those who choose from a list; values of one time share it."""
        at_one_time: dict[str, list[int]] = {}
        for nth, point in enumerate(self.points):
            at_one_time.setdefault(point.mark, []).append(nth)
        told = []
        for mark, nths in at_one_time.items():
            words = self.points[nths[0]].words
            if len(nths) > 1:
                values = [number(value) for value in sorted(self.points[nth].value for nth in nths)]
                span = listed(values) if len(values) < 4 else f"{values[0]} to {values[-1]}"
                words = f"{self.points[nths[0]].time}: {span}"
            rule = next((self.rules[nth] for nth in nths if self.rules[nth]), None)
            told.append((mark, f"{words}; {rule}" if rule else words))
        return told


def counted(often: Mapping[date, int], unit: Unit, of: str = "") -> Run:
    """How often something was told in each unit of time, the quiet ones included, as a run.

    `often` counts by the first day of a unit; at least one. `of` is what its marks add to their time. Where most
    units are quiet it has no usual variation: it would be that of the silence, and every story would stand out.
    """
    points = []
    for start in unit.each(min(often), max(often)):
        stories = often.get(start, 0)
        mark, what = unit.key(start) + of, how_many(stories, "story")
        points.append(Point(start, float(stories), mark, unit, start, what))
    if sum(point.value > 0 for point in points) * 2 < len(points):
        return Run(tuple(points), None, (None,) * len(points))
    return Run.of(points)


def how_it_was_drawn(runs: Sequence[Run]) -> tuple[str, ...]:
    """The rules used and what chance would do, as sentences; none where no run is long enough for a band."""
    long = [(run, run.usual) for run in runs if run.usual]
    if not long:
        return ()
    left_out = sum(usual.left_out for _, usual in long)
    screened = f" Here {how_many(left_out, 'step')} {'was' if left_out == 1 else 'were'} left out."
    several = f" There are {in_words(len(long))} such runs here." if len(long) > 1 else ""
    return (
        variation.HOW_IT_IS_WORKED_OUT + (screened if left_out else ""),
        variation.RULES_IN_WORDS,
        variation.chance_in_words(max(len(run.points) for run, _ in long)) + several,
    )
