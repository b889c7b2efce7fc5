"""Pictures of what was heard, cycle after cycle, and of what was not; built once, only their rows change."""

from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt

from sensemaking.charts.marks import alone, chosen_apart, of_part, selections, written

HEAD, THREAD, GAP = 60, 66, 96
"""How tall the names of the cycles are, one thread with its name, and one thing that is not heard, in pixels."""

LARGEST, SMALLEST = 2_400.0, 60.0
"""The size of a disc (square pixels) where everybody speaks of something, and the least that can still be pressed."""

_WHOLE = alt.Scale(domain=[0, 1])


@cache
def threads(many: int) -> dict[str, Any]:
    """A thread for each thing spoken of, from the cycle that it is first heard in, with a disc where it is heard.

    Columns of its rows: part (row, column, thread, halo, dot, hollow or label), row, along (0 to 1), rise (0 at the
    head of a row, 1 at its foot), area, hue (0 to 5), piece (which piece of a thread), mark, words, label. The first
    row holds the names of the cycles.
    """
    chosen, _ = selections()
    where = {"x": alt.X("along:Q", axis=None, scale=_WHOLE), **in_its_row()}
    size = alt.Size("area:Q", scale=None, legend=None)
    hue = alt.Color("hue:N", scale=alt.Scale(domain=list(range(6))), legend=None)
    pressed = {"opacity": chosen_apart(chosen), "tooltip": alt.Tooltip("words:N")}
    dots = of_part("dot").mark_point(style="echo").encode(**where, size=size, color=hue, **pressed)
    hollows = of_part("hollow").mark_point(style="hollow").encode(**where, size=size, **pressed)
    layers = [
        _names("row-name"),
        of_part("column").mark_text(style="column-head").encode(**where, text="label:N"),
        of_part("thread").mark_line(style="thread").encode(**where, color=hue, detail="piece:N"),
        of_part("halo").mark_point(style="halo").encode(**where, size=size, color=hue),
        hollows,
        dots.add_params(chosen),
        *written(of_part("label").encode(**where, text="label:N"), "label-beneath"),
    ]
    return alone(alt.layer(*layers), HEAD + many * THREAD)


@cache
def absences(many: int) -> dict[str, Any]:
    """A hollow ring for each thing that is not heard, with its name and the question that it asks.

    Columns of its rows: part (row, hollow, asks), row, rise (0 at the head of a row, 1 at its foot), area, mark, words,
    label.
    """
    chosen, _ = selections()
    along = {"x": alt.value(18), **in_its_row()}
    rings = of_part("hollow").mark_point(style="absence")
    layers = [
        _names("absent-name", 44),
        rings.encode(
            **along,
            size=alt.Size("area:Q", scale=None, legend=None),
            opacity=chosen_apart(chosen),
            tooltip=alt.Tooltip("words:N"),
        ).add_params(chosen),
        of_part("asks").mark_text(style="asks").encode(x=alt.value(44), text="label:N", **in_its_row()),
    ]
    return alone(alt.layer(*layers), many * GAP)


def in_its_row() -> dict[str, Any]:
    """Where a mark stands in its row: at its rise."""
    whole = {"expr": "bandwidth('y')"}
    return {
        "y": alt.Y("row:N", sort=None, axis=None),
        # Said in full: versions of Vega-Lite differ in which way an offset grows.
        "yOffset": alt.YOffset("rise:Q", scale=alt.Scale(domain=[0, 1], range=[0, whole])),
    }


def _names(style: str, along: int = 0) -> alt.Chart:
    """What each row is of; drawn first, so that the rows stand in the order they are given in."""
    named = of_part("row").mark_text(style=style, limit={"expr": f"width - {along}"})
    return named.encode(x=alt.value(along), text="label:N", **in_its_row())


def in_lines(words: str, letters: int, most: int) -> str:
    """Words in at most so many lines of so many letters; what has no room ends in dots."""
    return "\n".join(wrap(words, letters, max_lines=most, placeholder=" …")) or words
