"""How do single stories become dots that can all be seen? Piles of dots, as large as the room allows.

Everything is worked out from counts, so that a million stories take no longer than a thousand. With more
stories than can be told apart each dot stands for several, and says so; whoever stands alone still has a dot.
"""

from collections.abc import Sequence

import numpy as np

WIDTH = 640
"""The width in pixels that the sizes of dots are worked out for; whoever shows a chart in another width scales them."""

MOST_DOTS, FEW_DOTS = 3_000, 150
LARGEST, SMALLEST = 12.0, 1.5
FILLED = 0.86
MOST_STEPS, OWN_STEPS = 100, 40
"""How many steps of the answers' own are kept, and how many are made where they have none in common."""


def each_stands_for(counts: np.ndarray) -> int:
    """For how many stories does one dot stand, at most, so that there are not too many dots?"""
    several = 1
    while np.ceil(counts / several).sum() > MOST_DOTS and several < counts.max():
        several = several * 5 // 2 if str(several).startswith("2") else several * 2
    return several


def size(pitch: float) -> float:
    """The size of a dot (square pixels, as Vega counts it) that stands this far from the next."""
    return round((pitch * FILLED) ** 2, 2)


def pitch(dots: np.ndarray, wide: float, tall: float) -> float:
    """How far apart (in pixels) may dots stand so that the largest pile fits into its room?"""
    most = max(int(dots.max(initial=1)), 1)
    # A few may reach into the next pile's place; many would hide each other there.
    apart = LARGEST if dots.sum() <= FEW_DOTS else min(LARGEST, wide)
    while apart > SMALLEST and -(-most // max(int(wide / apart), 1)) * apart > tall:
        apart *= 0.97
    return apart


def piled(many: int, apart: float, wide: float, tall: float) -> tuple[np.ndarray, np.ndarray]:
    """Where the dots of one pile stand: pixels from its middle, and from its foot; close together if they must be."""
    beside = max(int(wide / apart), 1)
    nth = np.arange(many)
    beside = min(beside, many)
    layers = -(-many // beside)
    step = min(apart, tall / layers)
    return (nth % beside - (beside - 1) / 2) * apart, (nth // beside + 0.5) * step


def flowing(many: int, apart: float, wide: float, tall: float) -> tuple[np.ndarray, np.ndarray]:
    """Where the dots of one row stand that fills up from its beginning: pixels along it, and from its foot."""
    layers = max(int(tall / apart), 1)
    nth = np.arange(many)
    step = min(apart, wide / -(-many // layers))
    return (nth // layers + 0.5) * step, (nth % layers + 0.5) * apart


def around(many: int, apart: float, reach: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Where dots stand that have the same two answers: pixels from their place, the first one on it.

    They wind outwards like the seeds of a sunflower, so that equal areas hold equally many, and no further than `reach`
    (along, across).
    """
    nth = np.arange(many)
    far = np.sqrt(nth) * min(apart / np.sqrt(np.pi * reach[0] * reach[1]), 1 / np.sqrt(many))
    turn = nth * np.pi * (3 - np.sqrt(5))
    return far * np.cos(turn) * reach[0], far * np.sin(turn) * reach[1]


def steps(values: Sequence[float] | np.ndarray, most: int = MOST_STEPS) -> float:
    """How far apart do answers lie on their own scale? A common step if they have one, else a fortieth of it all.

    With more than `most` common steps an odd number of them is one, so that each place holds equally many; 0 where
    there is only one answer. `values` are distinct and ascending.
    """
    found = np.asarray(values, dtype=float)
    whole = float(found[-1] - found[0])
    if whole == 0:
        return 0.0
    if len(found) <= MOST_STEPS + 1:
        least = float(np.diff(found).min())
        in_steps = (found - found[0]) / least
        if whole / least <= MOST_STEPS + 0.5 and np.abs(in_steps - np.round(in_steps)).max() < 0.01:
            together = int(np.ceil(round(whole / least) / most))
            return least * (together + 1 - together % 2)
    return whole / OWN_STEPS
