"""How much does a run of points usually vary, and which of its points are unusual?

An XmR chart's arithmetic, neutral: no direction is the wished one. It stands beside the drawing hand,
because every lens that draws time draws it with this band; it knows neither dates nor charts.

Source: NHS England, Making Data Count; its rules as NHSRplotthedots 0.2.2 applies them (compared with it
point by point in tests/test_variation.py). They differ from Wheeler's (eight points on one side, three of
four near the edge), which is why the page names them.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sensemaking.model.counting import in_words

LEAST_POINTS = 12
"""With fewer points than this there is no band: too little is known of what is usual."""

RUN = 7

# How many points, and the share of runs in which chance trips a rule: what bench/chance_of_a_rule.py prints.
_CHANCE = (
    (12, 0.07), (16, 0.11), (20, 0.15), (24, 0.19), (30, 0.24), (36, 0.30),
    (48, 0.39), (60, 0.47), (80, 0.59), (120, 0.74), (240, 0.94), (400, 0.99),
)  # fmt: skip


class Rule(StrEnum):
    """Why a point stands out, in the words a page shows. Of several that hold, the first is told."""

    OUTSIDE = "outside the usual variation"
    TREND = "part of seven or more in a row that each go the same way"
    NEAR_THE_EDGE = "one of two in three near the same edge of the usual variation"
    ONE_SIDE = "part of seven or more in a row on the same side of the middle"


HOW_IT_IS_WORKED_OUT = (
    "The line is the mean; the band reaches 2.66 times the mean moving range (the usual step from one point "
    "to the next) to either side. Steps more than 3.267 times the mean step are left out once, before the "
    "band is worked out."
)
RULES_IN_WORDS = (
    "A point is marked as unusual when it lies outside the band; or is one of seven or more in a row that "
    "each rise or each fall; or of two in three in the outer third of the band on one side; or of seven or "
    "more in a row on one side of the mean. These are the rules of NHS England's Making Data Count."
)


@dataclass(frozen=True)
class Band:
    """Where values usually lie: the mean, and the edges 2.66 mean moving ranges below and above it.

    `left_out` counts the moving ranges that screening left out.
    """

    mean: float
    low: float
    high: float
    left_out: int = 0


def band(values: Sequence[float], screened: bool = True) -> Band:
    """Where do these values usually lie? At least one finite value, in the order of time.

    Screening leaves out moving ranges above 3.267 times their mean, once, so that a single jump does not
    widen the band it should stand out from.
    """
    mean = values[0] if min(values) == max(values) else math.fsum(values) / len(values)
    ranges = [abs(after - before) for before, after in zip(values, values[1:], strict=False)]
    kept = ranges
    if screened and ranges:
        widest = 3.267 * math.fsum(ranges) / len(ranges)
        kept = [moved for moved in ranges if moved <= widest]
    reach = 2.66 * math.fsum(kept) / len(kept) if kept else 0.0
    return Band(mean, mean - reach, mean + reach, len(ranges) - len(kept))


def side(value: float, line: float) -> int:
    """Is a value above (1), below (-1) or on (0) a line? Differences of rounding alone count as on it."""
    if math.isclose(value, line, rel_tol=1e-12):
        return 0
    return 1 if value > line else -1


def ends_of_trends(values: Sequence[float]) -> list[int]:
    """Where do seven points in a row end that each rise (1) or each fall (-1)? Elsewhere 0."""
    steps = [0, *(side(after, before) for before, after in zip(values, values[1:], strict=False))]
    return [_same_sign(steps[max(0, at - RUN + 2) : at + 1], RUN - 1) for at in range(len(values))]


def ends_of_one_side(sides: Sequence[int]) -> list[int]:
    """Where do seven points in a row end that are all above (1) or all below (-1) the mean? Elsewhere 0."""
    return [_same_sign(sides[max(0, at - RUN + 1) : at + 1], RUN) for at in range(len(sides))]


def whole_runs(ends: Sequence[int]) -> list[bool]:
    """Which points belong to a run of seven, when `ends` marks where runs end?"""
    return [any(ends[at : at + RUN]) for at in range(len(ends))]


def near_one_edge(close: Sequence[bool], sides: Sequence[int]) -> list[bool]:
    """Which points belong to three in a row on one side, of which at least two are close to the edge?"""
    threes = [
        abs(sum(sides[at : at + 3])) == 3 and sum(close[at : at + 3]) >= 2 for at in range(len(close) - 2)
    ]
    return [any(threes[max(0, at - 2) : at + 1]) for at in range(len(close))]


def unusual(values: Sequence[float], usual: Band) -> list[Rule | None]:
    """Which points stand out against a band, and by which rule? One answer a point, None where none does."""
    sides = [side(value, usual.mean) for value in values]
    outside = [side(value, usual.high) > 0 or side(value, usual.low) < 0 for value in values]
    third = (usual.high - usual.mean) * 2 / 3
    close = [
        not out and (side(value, usual.mean + third) > 0 or side(value, usual.mean - third) < 0)
        for value, out in zip(values, outside, strict=True)
    ]
    trend = whole_runs(ends_of_trends(values))
    near = [both and near_it for both, near_it in zip(near_one_edge(close, sides), close, strict=True)]
    one_side = whole_runs(ends_of_one_side(sides))
    held = zip(outside, trend, near, one_side, strict=True)
    return [next((rule for rule, holds in zip(Rule, point, strict=True) if holds), None) for point in held]


def by_chance(points: int) -> float:
    """How often (0 to 1) does plain chance alone trip a rule somewhere in a run of this many points?

    Simulated with steady, independent, normally scattered points (bench/chance_of_a_rule.py, fixed seed);
    runs that drift or hold small counts trip rules more often still. Straight lines between those lengths.
    """
    at = bisect_left(_CHANCE, (points, 0.0))
    if at in (0, len(_CHANCE)):
        return _CHANCE[min(at, len(_CHANCE) - 1)][1]
    (shorter, low), (longer, high) = _CHANCE[at - 1], _CHANCE[at]
    return low + (high - low) * (points - shorter) / (longer - shorter)


def chance_in_words(points: int) -> str:
    """What plain chance does in a run of this many points, as a sentence for the page."""
    tenths = round(by_chance(points) * 10)
    often = "about one" if tenths <= 1 else "nearly all" if tenths == 10 else f"about {in_words(tenths)}"
    return (
        f"In a run of {points} points in which nothing happens at all, plain chance alone marks at least one "
        f"of them as unusual; it does so in {often} of ten such runs."
    )


def _same_sign(signs: Sequence[int], length: int) -> int:
    total = sum(signs)
    return (1 if total > 0 else -1) if abs(total) == length else 0
