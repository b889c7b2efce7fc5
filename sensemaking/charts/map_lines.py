"""How do the links on a map run from box to box, and where along them is there room for a word?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

BOW = 34.0
"""How far lines between the same two parts bend away from each other."""
ROUND = (0.0, 32.0, -32.0, 64.0, -64.0, 100.0, -100.0)
"""How much further a line may bend to get round a box that stands in its way."""
LEAVES, ARRIVES = 2.0, 9.0
"""How far from its box a line begins, and ends: there is room for what it ends in."""
STEPS = 48
WORDS_AT = (0.5, 0.4, 0.6, 0.3, 0.7)
MOST_WORDS = 90
"""With more links than that words would hide the picture; the lines' styles say the kinds alone."""
AROUND_A_WORD, BESIDE_A_BOX, LEFT_OF_A_LINE = 4.0, 3.0, 22.0

LOOKED_AT = np.linspace(0, 1, 25)[:, None]
BEFORE, BETWEEN, AFTER = (1 - LOOKED_AT) ** 2, 2 * LOOKED_AT * (1 - LOOKED_AT), LOOKED_AT**2
"""How much the two ends and the bend of a curve count at each of the points where it is looked at."""

Point = tuple[float, float]
Curve = tuple[Point, Point, Point]


@dataclass(frozen=True)
class Rectangle:
    """A box by its middle and its size."""

    x: float
    y: float
    wide: float
    high: float

    def holds(self, point: Point, around: float = 0.0) -> bool:
        """Whether a point lies in it, or so near to it."""
        across, along = abs(point[0] - self.x), abs(point[1] - self.y)
        return across <= self.wide / 2 + around and along <= self.high / 2 + around

    def covers(self, other: "Rectangle", around: float = 0.0) -> bool:
        """Whether the two share ground, or come so near."""
        across = (self.wide + other.wide) / 2 + around - abs(self.x - other.x)
        along = (self.high + other.high) / 2 + around - abs(self.y - other.y)
        return across > 0 and along > 0


@dataclass(frozen=True)
class Line:
    """A line from `start` to `end`, drawn towards `bend`; `word` is the middle of its word where there is room."""

    start: Point
    bend: Point
    end: Point
    word: Point | None


def lines_between(
    boxes: Sequence[Rectangle],
    links: Sequence[tuple[int, int, tuple[float, float]]],
    wide: float,
    high: float,
) -> tuple[Line, ...]:
    """A line for each link (from, to, the size of its word), in the order given, in a picture `wide` by `high`."""
    bows = _bows(links)
    taken = list(boxes)
    picture = Rectangle(wide / 2, high / 2, wide, high)
    lines = []
    for (one, other, size), bow in zip(links, bows, strict=True):
        others = [it for nth, it in enumerate(boxes) if nth not in (one, other)]
        start, bend, end = _clipped(
            boxes[one], boxes[other], _freest(boxes[one], boxes[other], bow, others, picture)
        )
        word = None
        if len(links) <= MOST_WORDS and _is_seen_beside(size, start, end):
            for place in _along(start, bend, end):
                room = Rectangle(*place, *size)
                inside = all(picture.holds(corner) for corner in _corners(room))
                if inside and not any(room.covers(it, AROUND_A_WORD) for it in taken):
                    taken.append(room)
                    word = place
                    break
        lines.append(Line(start, bend, end, word))
    return tuple(lines)


def _freest(
    one: Rectangle, other: Rectangle, bow: float, others: Sequence[Rectangle], picture: Rectangle
) -> Curve:
    """The line between two boxes that leads behind no other, else the one that leads behind the fewest.

    None leads out of the picture where another does not. The first of ROUND that serves is taken, so that no line bends
    without a reason.
    """
    middles = np.array([(it.x, it.y) for it in others]).reshape(-1, 1, 2)
    reach = np.array([(it.wide, it.high) for it in others]).reshape(-1, 1, 2) / 2 + BESIDE_A_BOX
    size = np.array([picture.wide, picture.high])
    fewest, best = 2 * len(others) + 2, _curve(one, other, bow)
    for more in ROUND:
        curve = _curve(one, other, bow + more)
        a, b, c = (np.array(point) for point in curve)
        points = BEFORE * a + BETWEEN * b + AFTER * c
        behind = int((np.abs(points - middles) < reach).all(axis=2).any(axis=1).sum())
        if (points < 0).any() or (points > size).any():
            behind += len(others) + 1
        if behind < fewest:
            fewest, best = behind, curve
        if not fewest:
            break
    return best


def _is_seen_beside(word: tuple[float, float], start: Point, end: Point) -> bool:
    """Whether enough of a line is left beside its word to see how it is drawn."""
    across, along = abs(end[0] - start[0]), abs(end[1] - start[1])
    return across >= word[0] + LEFT_OF_A_LINE or along >= word[1] + LEFT_OF_A_LINE


def _bows(links: Sequence[tuple[int, int, tuple[float, float]]]) -> list[float]:
    """How far each link bends to its own right: several between the same two parts fan out."""
    beside: dict[tuple[int, int], list[int]] = defaultdict(list)
    for nth, (one, other, _) in enumerate(links):
        beside[min(one, other), max(one, other)].append(nth)
    bows = [0.0] * len(links)
    for them in beside.values():
        for place, nth in enumerate(them):
            one, other, _ = links[nth]
            bows[nth] = (place - (len(them) - 1) / 2) * BOW * (1 if one < other else -1)
    return bows


def _curve(one: Rectangle, other: Rectangle, bow: float) -> Curve:
    """A curve from the middle of one box to that of another, so far to the right of the straight way."""
    a, c = (one.x, one.y), (other.x, other.y)
    across, along = c[0] - a[0], c[1] - a[1]
    long = max((across**2 + along**2) ** 0.5, 1.0)
    return a, ((a[0] + c[0]) / 2 - along / long * bow * 2, (a[1] + c[1]) / 2 + across / long * bow * 2), c


def _clipped(one: Rectangle, other: Rectangle, curve: Curve) -> Curve:
    """The part of a curve between two boxes that lies outside both."""
    a, b, c = curve
    steps = [nth / STEPS for nth in range(STEPS + 1)]
    begins = next((t for t in steps if not one.holds(_at(a, b, c, t), LEAVES)), 0.0)
    ends = next((t for t in reversed(steps) if not other.holds(_at(a, b, c, t), ARRIVES)), 1.0)
    if begins >= ends:
        begins, ends = min(begins, ends), max(begins, ends)
    bend = tuple(
        (1 - begins) * ((1 - ends) * p + ends * q) + begins * ((1 - ends) * q + ends * r)
        for p, q, r in zip(a, b, c, strict=True)
    )
    return _rounded(_at(a, b, c, begins)), _rounded((bend[0], bend[1])), _rounded(_at(a, b, c, ends))


def _along(start: Point, bend: Point, end: Point) -> Iterator[Point]:
    for t in WORDS_AT:
        yield _rounded(_at(start, bend, end, t))


def _at(a: Point, b: Point, c: Point, t: float) -> Point:
    x, y = ((1 - t) ** 2 * p + 2 * t * (1 - t) * q + t**2 * r for p, q, r in zip(a, b, c, strict=True))
    return x, y


def _corners(box: Rectangle) -> Iterator[Point]:
    for across in (-0.5, 0.5):
        for along in (-0.5, 0.5):
            yield box.x + across * box.wide, box.y + along * box.high


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)
