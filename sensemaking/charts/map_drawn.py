"""A map of boxes and lines as a picture to be printed: built once for each size, only its rows change."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import altair as alt
import numpy as np

from sensemaking.charts.map_layout import Laid
from sensemaking.charts.map_lines import Line, Point
from sensemaking.charts.marks import alone, of_part, written

POINTS = 17
"""How many points a curve is drawn through."""

AHEAD, ASIDE, ACROSS = 9.0, 6.0, 9.0
"""How far the two strokes of an arrow reach back and out, and how far a bar across reaches out."""

LEADING = 20.0
"""How far the lines of a name stand apart."""

Row = dict[str, Any]


@cache
def boxes_and_lines(wide: int, high: int) -> dict[str, Any]:
    """Parts as boxes and links as lines between them, each kind with a stroke and an end of its own.

    Columns of its rows: part (actor, factor, name, word, ending, or what a link does), x, y, x2, y2, piece (which
    line), nth (its points in order), label.
    """
    where: dict[str, Any] = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, wide], nice=False)),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, high], reverse=True, nice=False)),
    }
    drawn = {**where, "detail": "piece:N", "order": "nth:Q"}
    named = of_part("word").encode(**where, text="label:N")
    layers = [
        *(
            of_part(kind).mark_line(style=f"map-{kind}").encode(**drawn)
            for kind in ("influences", "enables", "blocks")
        ),
        of_part("ending").mark_line(style="map-ending").encode(**drawn),
        *written(named, "map-word"),
        *(
            of_part(kind).mark_rect(style=f"map-{kind}").encode(**where, x2="x2", y2="y2")
            for kind in ("actor", "factor")
        ),
        of_part("name").mark_text(style="map-name").encode(**where, text="label:N"),
    ]
    return alone(alt.layer(*layers), high) | {"width": wide}


def rows(
    laid: Laid,
    boxes: Sequence[tuple[float, float]],
    parts: Sequence[tuple[str, str]],
    links: Sequence[str],
) -> list[Row]:
    """The rows of a picture: `parts` are the kind and the name of each, in its lines; `links` what each does."""
    found: list[Row] = []
    for nth, (kind, line) in enumerate(zip(links, laid.lines, strict=True)):
        found += [_row(kind, point, f"line {nth}", place) for place, point in enumerate(_curve(line))]
        found += [
            _row("ending", point, f"end {nth}", place) for place, point in enumerate(_ending(kind, line))
        ]
        if line.word:
            found.append(_row("word", line.word, label=kind))
    for (kind, name), (x, y), (long, tall) in zip(parts, laid.places, boxes, strict=True):
        box = _row(kind, (x - long / 2, y - tall / 2))
        first = y - name.count("\n") * LEADING / 2  # words are set from their first line on
        found += [box | {"x2": x + long / 2, "y2": y + tall / 2}, _row("name", (x, first), label=name)]
    return found


def _row(part: str, point: Point, piece: str = "", nth: int = 0, label: str = "") -> Row:
    return {"part": part, "x": point[0], "y": point[1], "piece": piece, "nth": nth, "label": label}


def _curve(line: Line) -> Iterator[Point]:
    for t in np.linspace(0, 1, POINTS):
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        x, y = (a * line.start[i] + b * line.bend[i] + c * line.end[i] for i in (0, 1))
        yield x, y


def _ending(kind: str, line: Line) -> list[Point]:
    """What a line ends in: an arrow, or, where something is blocked, a bar across."""
    x, y = line.end
    across, along = x - line.bend[0], y - line.bend[1]
    long = max((across**2 + along**2) ** 0.5, 1e-9)
    u, v = across / long, along / long
    if kind == "blocks":
        return [(x - v * ACROSS, y + u * ACROSS), (x + v * ACROSS, y - u * ACROSS)]
    back = x - u * AHEAD, y - v * AHEAD
    return [(back[0] - v * ASIDE, back[1] + u * ASIDE), (x, y), (back[0] + v * ASIDE, back[1] - u * ASIDE)]
