"""A picture of readings as lines through time: where each was written, held, shifted and let go; built once."""

from functools import cache
from typing import Any

import altair as alt

from sensemaking.charts.axes import time_axis
from sensemaking.charts.marks import alone, of_part
from sensemaking.charts.over_cycles import in_its_row

EACH, AXIS = 124, 40
"""How tall one reading with its line is, and the days beneath all of them, in pixels."""

WRITTEN, HELD, SHIFTED, LET_GO = "written", "held", "shifted", "let go"
STYLES = {WRITTEN: "read-written", HELD: "read-held", SHIFTED: "read-held", LET_GO: "read-let-go"}


@cache
def through_time(many: int) -> dict[str, Any]:
    """Each reading's words, with its line beneath them, and soft bands where cycles are.

    Columns of its rows: part (row, band, piece or one of STYLES), row, start and end (milliseconds), rise (0 at the
    head of a row, 1 at its foot), label.
    """
    line = {"x": time_axis(6), **in_its_row()}
    layers = [
        of_part("row").mark_text(style="read-words").encode(x=alt.value(0), text="label:N", **in_its_row()),
        of_part("band").mark_rule(style="read-band").encode(**line, x2=alt.X2("end")),
        of_part("piece").mark_rule(style="read-line").encode(**line, x2=alt.X2("end")),
        *(of_part(part).mark_point(style=style).encode(**line) for part, style in STYLES.items()),
    ]
    return alone(alt.layer(*layers), many * EACH + AXIS)
