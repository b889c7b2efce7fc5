"""What would chance do to a run of points? The shuffles that a claim about time has to survive.

Counts: each day, with everything that was told on it, is dealt to another day of the same span. A day on which
many forms were collected at once could then have fallen anywhere, so it makes no time stand out by itself.
Values: the values of a run are dealt anew to its times. A single far value is as far in any order, so only
stretches of two or more can be claimed.

Both are permutation tests (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010: an estimated p is never 0).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sensemaking.charts.axes import Unit

DEALS = 20_000
"""How many times of a length are dealt, about, to know how full chance makes them."""

ORDERS = 999
"""In how many other orders a run of values is looked at."""

_SEED = 2026
_SHORTEST_STRETCH = 2
_MANY = 50


def of_times(told: Mapping[date, int], unit: Unit) -> dict[date, float]:
    """How likely (p, two-sided) is it by chance that a time is as full or as empty as it is?

    `told` counts by day, at least one. Answers for every unit from the first day to the last, by its first day.
    """
    first, last = min(told), max(told)
    counts = np.zeros(last.toordinal() - first.toordinal() + 1, dtype=np.int64)
    for day, many in told.items():
        counts[day.toordinal() - first.toordinal()] = many
    starts = unit.each(first, last)
    edges = [max(start.toordinal() - first.toordinal(), 0) for start in starts] + [len(counts)]
    lengths = np.diff(edges)
    full = np.add.reduceat(counts, edges[:-1])
    chance = np.random.default_rng(_SEED)
    found = np.ones(len(starts))
    for length in np.unique(lengths):
        dealt = np.sort(_dealt(counts, int(length), chance))
        these = lengths == length
        as_empty = np.searchsorted(dealt, full[these], side="right")
        as_full = len(dealt) - np.searchsorted(dealt, full[these], side="left")
        found[these] = np.minimum(1, 2 * (1 + np.minimum(as_empty, as_full)) / (1 + len(dealt)))
    return dict(zip(starts, found.tolist(), strict=True))


def _dealt(counts: np.ndarray, length: int, chance: np.random.Generator) -> np.ndarray:
    """How much is told in times of this many days, when all days are dealt anew again and again."""
    at_once = len(counts) // length
    rounds = -(-DEALS // at_once)
    told = counts[counts > 0]
    if len(told) < len(counts) // _MANY:
        # Of a long time in which little was told, only the days on which something was have to be dealt.
        days = (chance.choice(len(counts), len(told), replace=False) for _ in range(rounds))
        return np.concatenate([np.bincount(one // length, told, at_once)[:at_once] for one in days])
    whole = at_once * length
    return np.concatenate(
        [chance.permutation(counts)[:whole].reshape(at_once, length).sum(axis=1) for _ in range(rounds)]
    )


@dataclass(frozen=True)
class Stretch:
    """The stretch of a run that lies furthest from the rest: its first and last point, its side, its p."""

    first: int
    last: int
    higher: bool
    p: float


def furthest_stretch(values: Sequence[float]) -> Stretch | None:
    """Which stretch of these values, two or more and at most half of them, lies furthest from the rest?

    Its p says how often some stretch lies as far when the same values come in another order. None where there
    are fewer than four values, or all are the same.
    """
    given = np.asarray(values, dtype=float)
    many = len(given)
    largest = float(np.abs(given).max(initial=0.0))
    given = given / largest if largest else given
    given = given - given.mean() if many else given
    if many < 2 * _SHORTEST_STRETCH or not np.ptp(given):
        return None
    lengths = _lengths(many)
    best, at, length, sign = max(
        (abs(far), place, length, far)
        for length in lengths
        for place, far in [_furthest(given[None, :], length)]
    )
    chance = np.random.default_rng(_SEED)
    others = chance.permuted(np.broadcast_to(given, (ORDERS, many)), axis=1)
    furthest = np.max([np.abs(_distances(others, length)).max(axis=1) for length in lengths], axis=0)
    as_far = int((furthest >= best * (1 - 1e-9)).sum())
    return Stretch(at, at + length - 1, sign > 0, (1 + as_far) / (1 + ORDERS))


def _lengths(many: int) -> list[int]:
    """Lengths that grow by about a third, so that every stretch is close to one of them."""
    found, length = [], float(_SHORTEST_STRETCH)
    while round(length) <= many // 2:
        found.append(round(length))
        length = max(length * 4 / 3, length + 1)
    return found


def _distances(orders: np.ndarray, length: int) -> np.ndarray:
    """For each order (row) and each place: the stretch's sum, in units in which all lengths compare."""
    sums = np.cumsum(np.pad(orders, ((0, 0), (1, 0))), axis=1)
    many = orders.shape[1]
    return (sums[:, length:] - sums[:, :-length]) / np.sqrt(length * (many - length) / many)


def _furthest(orders: np.ndarray, length: int) -> tuple[int, float]:
    distances = _distances(orders, length)[0]
    at = int(np.abs(distances).argmax())
    return at, float(distances[at])
