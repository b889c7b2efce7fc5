"""Where does everything on the map of a system stand? Worked out from the links alone, and the same every time.

Parts stand about as far apart as the links between them are many (stress majorization: Gansner, Koren and North 2005,
https://doi.org/10.1007/978-3-540-31843-9_25), and are then set in rows, as words are on paper, so that none covers
another. Nobody moves anything by hand, so nothing has to be kept. Units are the picture's own, about a pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sensemaking.charts.map_lines import Line, Rectangle, lines_between

ACROSS, ALONG = 28.0, 46.0
"""The least room between two boxes in a row, and between two rows: a word on a line fits in there."""
AIRY = 40
"""With fewer parts than that there is more room between them."""
EDGE = 12.0
FILLED, BROAD = 0.72, 1.5
"""How much of a row's length boxes take, on the whole, and how much longer than its boxes a row of few may be."""
GOLDEN = np.pi * (3 - 5**0.5)
TURNS = 80

Size = tuple[float, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Laid:
    """A picture `wide` by `high`: the parts row by row, the middle of each part's box, and a line for each link.

    Parts are spoken of by their place in the order given, which `places` keeps, as `lines` keeps that of the links.
    """

    wide: int
    high: int
    rows: tuple[tuple[int, ...], ...]
    places: tuple[tuple[int, int], ...]
    lines: tuple[Line, ...]


@lru_cache(maxsize=64)
def lay_out(boxes: tuple[Size, ...], links: tuple[tuple[int, int, Size], ...], wide: float) -> Laid:
    """Places for boxes (width, height) and lines for links (from, to, the size of its word), no wider than `wide`.

    No box and no word covers another; a word that finds no room is left out. No box may be wider than `wide` less
    twice EDGE.
    """
    wanted = _by_their_links(len(boxes), links)
    rows = _rows(wanted, boxes, wide - 2 * EDGE)
    air = 1 + max(0.0, 1 - len(boxes) / AIRY)
    longest = max((sum(boxes[nth][0] + ACROSS * air**2 for nth in row) for row in rows), default=0.0)
    room = min(wide - 2 * EDGE, longest * BROAD)
    places: dict[int, tuple[int, int]] = {}
    high = EDGE
    for row in rows:
        tall = max(boxes[nth][1] for nth in row)
        across = _in_a_row([wanted[nth][0] * room for nth in row], [boxes[nth][0] for nth in row], room)
        for nth, x in zip(row, across, strict=True):
            places[nth] = round((wide - room) / 2 + x), round(high + tall / 2)
        high += tall + ALONG * air
    high += EDGE - ALONG * air if rows else 0
    standing = [Rectangle(*places[nth], *box) for nth, box in enumerate(boxes)]
    return Laid(
        round(wide),
        round(high),
        tuple(map(tuple, rows)),
        tuple(places[nth] for nth in range(len(boxes))),
        lines_between(standing, links, wide, high),
    )


def _by_their_links(parts: int, links: Sequence[tuple[int, int, Size]]) -> list[tuple[float, float]]:
    """Places between 0 and 1 whose distances are, as far as can be, the number of links from one part to the other."""
    nth = np.arange(parts)
    # Each begins at a place that depends on no other, so that one part more moves the others little.
    at = np.sqrt(nth + 0.5)[:, None] * np.stack([np.cos(nth * GOLDEN), np.sin(nth * GOLDEN)], axis=1)
    if parts > 1:
        far = _steps(parts, links)
        weight = far**-2.0
        np.fill_diagonal(weight, 0.0)
        pull = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
        for _ in range(TURNS):
            ratio = weight * far / np.maximum(_distances(at), 1e-9)
            np.fill_diagonal(ratio, 0.0)
            at = pull @ ((np.diag(ratio.sum(axis=1)) - ratio) @ at)
        at = 0.5 + (at - (at.min(axis=0) + at.max(axis=0)) / 2) / np.maximum(np.ptp(at, axis=0), 1e-9)
    else:
        at = np.full((parts, 2), 0.5)
    # What differs by less than this differs by how a computer counts.
    return [(float(x), float(y)) for x, y in at.round(6).tolist()]


def _steps(parts: int, links: Sequence[tuple[int, int, Size]]) -> Floats:
    """How many links lie between each two parts; a little more than the most where none lead from one to the other."""
    steps = np.full((parts, parts), np.inf)
    np.fill_diagonal(steps, 0.0)
    for one, other, _ in links:
        if one != other:
            steps[one, other] = steps[other, one] = 1.0
    for through in range(parts):
        steps = np.minimum(steps, steps[:, through, None] + steps[None, through, :])
    steps[~np.isfinite(steps)] = max(2.0, steps[np.isfinite(steps)].max() + 0.5)
    np.fill_diagonal(steps, 1.0)
    return steps


def _distances(at: Floats) -> Floats:
    between = at[:, None, :] - at[None, :, :]
    return np.asarray(np.hypot(between[:, :, 0], between[:, :, 1]))


def _rows(wanted: Sequence[tuple[float, float]], boxes: Sequence[Size], room: float) -> list[list[int]]:
    """The parts in rows of about the same length, by how high they would stand, and in each by how far across."""
    lengths = [wide + ACROSS for wide, _ in boxes]
    many = max(sum(lengths) / (room * FILLED), 1.2 * len(boxes) ** 0.5)
    quota = sum(lengths) / many if boxes else 0.0
    rows: list[list[int]] = []
    filled = before = 0.0
    for nth in sorted(range(len(boxes)), key=lambda one: (wanted[one][1], wanted[one][0], one)):
        full = filled + boxes[nth][0] > room or before + lengths[nth] / 2 > quota * len(rows)
        if full:
            rows.append([])
            filled = 0.0
        rows[-1].append(nth)
        filled += lengths[nth]
        before += lengths[nth]
    return [sorted(row, key=lambda one: (wanted[one][0], one)) for row in rows]


def _in_a_row(wanted: Sequence[float], lengths: Sequence[float], room: float) -> list[float]:
    """The middles of boxes in a row, as near to where they are wanted as their lengths allow.

    Pushed on from one side, and from the other, and set between the two: both keep them apart, so this does.
    """
    onwards, edge = [], 0.0
    left = sum(lengths) + ACROSS * (len(lengths) - 1)
    for want, long in zip(wanted, lengths, strict=True):
        middle = min(max(want, edge + long / 2), room - left + long / 2)
        onwards.append(middle)
        edge = middle + long / 2 + ACROSS
        left -= long + ACROSS
    backwards, edge = [], room
    left = sum(lengths) + ACROSS * (len(lengths) - 1)
    for want, long in zip(reversed(wanted), reversed(lengths), strict=True):
        middle = max(min(want, edge - long / 2), left - long / 2)
        backwards.append(middle)
        edge = middle - long / 2 - ACROSS
        left -= long + ACROSS
    return [(one + other) / 2 for one, other in zip(onwards, reversed(backwards), strict=True)]
