"""The charts there are, each built once and kept: only their rows change.

A spec draws the named data "rows". The point chosen in it comes back as the selection `chosen` (its `mark`),
an area drawn over it as `area` (`areas.key` makes a mark of it): a span of time, a stretch of a scale, some rows.
"""

from collections.abc import Sequence
from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt

from sensemaking.charts.axes import time_axis

ROWS = "rows"

_SHORT = "abs(datum.value) < 1e6 ? datum.label : format(datum.value, '.3~s')"

HIGHEST_PILE = 14
"""How many single stories of one time can be piled up as dots."""

ALONE, SCATTERED, ROW = 280, 360, 84
"""How tall a picture without rows is, one of two scales, and one row of a picture with rows, in pixels."""

VOICES, VOICES_WIDE = 400, 1.6
EACH_PIXEL = 2 / VOICES
"""How tall the plane of perspectives is in pixels, half of how wide in its own measure, and a pixel in that measure."""

ROW_NAME = 24
"""How much of a row its name takes."""

# From the first to the last answer, or from pole to pole: a scale of the teller's own.
PADDING = 14
_OWN = alt.Scale(zero=False, nice=False, padding=PADDING)

_WHOLE_ROW = {"expr": "bandwidth('y')"}

AnyLayers = alt.LayerChart | alt.FacetChart


@cache
def run(whole: bool = False) -> dict[str, Any]:
    """Points in time with their usual variation as a soft band, labelled where they stand out; `whole`: only counts.

    Columns of its rows: start, value, joined (the value again, or empty for plain dots), low, mean and high
    (empty where there is no band), unusual (yes or no), label (at an unusual point, or empty), beneath (where
    the label is), last (yes or no), mark, words.
    """
    drawn = alt.Chart(alt.NamedData(ROWS)).encode(x=time_axis())
    named = drawn.encode(alt.Y("value:Q"), text="label:N")
    aside = drawn.transform_filter("datum.last")
    layers = alt.layer(
        *_run_layers(drawn, _measure_axis(6, tickMinStep=1) if whole else _measure_axis(6)),
        *written(named.transform_filter("!datum.beneath"), "label"),
        *written(named.transform_filter("datum.beneath"), "label-beneath"),
        aside.mark_text(style="band-name").encode(alt.Y("high:Q"), text=alt.value("usual variation")),
        aside.mark_text(style="mean-name").encode(alt.Y("mean:Q"), text=alt.value("mean")),
    )
    return alone(layers, 320)


@cache
def runs() -> dict[str, Any]:
    """Several runs, a small panel each on its own scale. Columns of its rows: those of `run`, and panel."""
    drawn = alt.Chart().encode(x=time_axis(3))
    layers = alt.layer(*_run_layers(drawn, _measure_axis(3, minExtent=52), "small-"))
    return _in_panels(layers, independent=True)


@cache
def stories() -> dict[str, Any]:
    """Every single story a dot, stacked where it was told. Columns of its rows: start, nth, mark, words."""
    chosen, area = selections()
    drawn = (
        alt.Chart(alt.NamedData(ROWS))
        .mark_point(style="story")
        .encode(
            x=time_axis(),
            y=alt.Y("nth:Q", axis=None, scale=alt.Scale(domain=[0, HIGHEST_PILE])),
            opacity=chosen_apart(chosen),
            tooltip=alt.Tooltip("words:N"),
        )
        .add_params(chosen, area)
    )
    return alone(drawn, 190)


@cache
def themes(joined: bool) -> dict[str, Any]:
    """A panel a theme, on one common scale; joined by a thin line where the run is long enough.

    Columns of its rows: panel, hue (0 to 5), start, stories, claimed (yes or no), mark, words.
    """
    chosen, area = selections()
    placed = alt.Chart().encode(
        x=time_axis(3), y=alt.Y("stories:Q", axis=_whole_axis(), scale=alt.Scale(domainMin=0, nice=True))
    )
    drawn = placed.encode(color=alt.Color("hue:N", scale=alt.Scale(domain=list(range(6))), legend=None))
    points = (
        drawn.mark_point(style="small-point")
        .encode(opacity=chosen_apart(chosen), tooltip=alt.Tooltip("words:N"))
        .transform_filter("datum.stories > 0")
        .add_params(chosen, area)
    )
    # A ring may also stand where nobody spoke of it: that is what is claimed there.
    rings = placed.mark_point(style="small-ring").transform_filter("datum.claimed")
    layers = [*([drawn.mark_line(style="theme-run")] if joined else []), rings, points]
    return _in_panels(alt.layer(*layers), independent=False)


@cache
def placed(rows: int, numbered: bool) -> dict[str, Any]:
    """Every answer on a scale a dot, piled where it was placed; a row for each answer to another question.

    Columns of its rows: part (row, dot, spread, low or high), row, along, rise (0 at the head of a row, 1 at its
    foot), size, mark, words, label; in a spread first, last and median of its row's middle half. `numbered`: the
    scale has numbers, and not only poles.
    """
    along = alt.X("along:Q", axis=_scale(numbered), scale=_OWN)
    drawn = of_part("spread").encode(y=alt.Y("row:N", sort=None, axis=None))
    layers = [
        drawn.mark_rect(style="band", height=_WHOLE_ROW).encode(alt.X("first:Q"), alt.X2("last")),
        drawn.mark_rect(style="median", height=_WHOLE_ROW).encode(alt.X("median:Q"), alt.X2("median")),
        *_in_rows(along, ["x", "y"] if rows > 1 else ["x"]),
        *_poles(along, numbered),
    ]
    return alone(alt.layer(*layers), _tall(rows))


@cache
def said(rows: int, columns: bool) -> dict[str, Any]:
    """Every answer in words a dot: a row for each, and a column for each answer to another question.

    Columns of its rows: part (row, column or dot), row, along (0 to 1), rise, size, mark, words, label.
    """
    along = alt.X("along:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    layers = _in_rows(along, ["y"])
    if columns:
        names = of_part("column").mark_text(style="column-name")
        layers.append(names.encode(along, y=alt.value(-6), text="label:N"))
    return alone(alt.layer(*layers), _tall(rows))


@cache
def scatter(numbered: bool, numbered_across: bool) -> dict[str, Any]:
    """Two scales against each other, every story a dot; the middle half of each as a soft band.

    Columns of its rows: part (dot, spread, low, high, lower or higher), along, across, size, mark, words, label;
    in the spread first and last (along), lower and higher (across).
    """
    along, across = (
        alt.X("along:Q", axis=_scale(numbered), scale=_OWN),
        alt.Y("across:Q", axis=_scale(numbered_across), scale=_OWN),
    )
    spread = of_part("spread")
    layers = [
        spread.mark_rect(style="band").encode(alt.X("first:Q"), alt.X2("last")),
        spread.mark_rect(style="band").encode(alt.Y("lower:Q"), alt.Y2("higher")),
        _dots(["x", "y"], x=along, y=across),
        *_poles(along, numbered),
        *(_pole(part, numbered_across, alt.value(0), across) for part in ("lower", "higher")),
    ]
    return alone(alt.layer(*layers), SCATTERED)


@cache
def voices() -> dict[str, Any]:
    """Everybody a dot in a plane, with a soft outline around each perspective and its name.

    Columns of its rows: part (dot, outline or name), of, along, across (in a dot and a name), low and high (in an
    outline), size, mark, words, label. The plane reaches from -VOICES_WIDE to VOICES_WIDE, and from -1 to 1.
    """
    chosen, _ = selections()
    along = alt.X("along:Q", axis=None, scale=alt.Scale(domain=[-VOICES_WIDE, VOICES_WIDE]))
    across, low = (
        alt.Y(f"{name}:Q", axis=None, scale=alt.Scale(domain=[-1, 1])) for name in ("across", "low")
    )
    outlines = of_part("outline").mark_area(style="outline")
    names = of_part("name").encode(x=along, y=across, text="label:N")
    dots = of_part("dot").mark_point(style="dot")
    layers = [
        outlines.encode(x=along, y=low, y2=alt.Y2("high"), detail="of:N"),
        dots.encode(
            x=along,
            y=across,
            size=alt.Size("size:Q", scale=None, legend=None),
            opacity=chosen_apart(chosen),
            tooltip=alt.Tooltip("words:N"),
        ).add_params(chosen),
        *written(names, "perspective"),
    ]
    return alone(alt.layer(*layers), VOICES)


def _tall(rows: int) -> int:
    return ALONE if rows == 1 else rows * ROW


def of_part(part: str) -> alt.Chart:
    """The rows of one part of a picture, such as its dots."""
    return alt.Chart(alt.NamedData(ROWS)).transform_filter(f"datum.part == '{part}'")


def _dots(over: Sequence[Any], **where: Any) -> alt.Chart:
    chosen, area = selections(over)
    size, tooltip = alt.Size("size:Q", scale=None, legend=None), alt.Tooltip("words:N")
    drawn = of_part("dot").mark_point(style="dot")
    return drawn.encode(**where, size=size, opacity=chosen_apart(chosen), tooltip=tooltip).add_params(
        chosen, area
    )


def _in_rows(along: alt.X, over: Sequence[Any]) -> list[alt.Chart]:
    where = {
        "y": alt.Y("row:N", sort=None, axis=None),
        # Said in full: versions of Vega-Lite differ in which way an offset grows.
        "yOffset": alt.YOffset("rise:Q", scale=alt.Scale(domain=[0, 1], range=[0, _WHOLE_ROW])),
    }
    names = of_part("row").mark_text(style="row-name", limit={"expr": "width"})
    return [names.encode(x=alt.value(0), text="label:N", **where), _dots(over, x=along, **where)]


def _scale(numbered: bool) -> alt.Axis:
    return alt.Axis(title=None, tickCount=6, labels=numbered, ticks=numbered, labelExpr=_SHORT)


def _poles(along: alt.X, numbered: bool) -> list[alt.Chart]:
    """The teller's words for the ends of a scale, under it."""
    return [_pole(part, numbered, along, alt.value("height")) for part in ("low", "high")]


def _pole(part: str, numbered: bool, x: Any, y: Any) -> alt.Chart:
    style = f"pole-{part}-numbered" if numbered else f"pole-{part}"
    return of_part(part).mark_text(style=style).encode(x=x, y=y, text="label:N")


@cache
def differences(crowded: bool) -> dict[str, Any]:
    """A panel a theme: each system a dot with its uncertainty, one beneath the other, and the share elsewhere a line.

    Columns of its rows: panel, hue (0 to 5), at, begin and end (where a system is in its panel, from 0 to 1), share,
    lower, upper and elsewhere (0 to 1), claimed (yes or no), label (or empty), written (where the label is),
    leftwards (which way it is written), mark, words. `crowded`: there are too many systems for large dots.
    """
    beneath = alt.Scale(domain=[0, 1], reverse=True)
    at, begin = (alt.Y(f"{name}:Q", axis=None, scale=beneath) for name in ("at", "begin"))
    named = alt.Chart().encode(alt.X("share:Q"), alt.Y("written:Q", axis=None, scale=beneath), text="label:N")
    layers = alt.layer(
        *_beside_elsewhere(at, {"y": begin, "y2": alt.Y2("end")}, "crowd" if crowded else "small"),
        *written(named.transform_filter("!datum.leftwards"), "name-rightwards"),
        *written(named.transform_filter("datum.leftwards"), "name-leftwards"),
    )
    return _in_panels(layers, independent=False, width=300, height=150, columns=2)


@cache
def difference(systems: int) -> dict[str, Any]:
    """One theme, with so many systems by name: those of `differences`, and name, but no label and no panel."""
    named = alt.Axis(title=None, domain=False, ticks=False, labelLimit=190, labelPadding=12)
    place = alt.Y("name:N", sort=None, axis=named, scale=alt.Scale(paddingInner=0.6, paddingOuter=0.3))
    layers = alt.layer(*_beside_elsewhere(place, {"y": place}, "small"), data=alt.NamedData(ROWS))
    return alone(layers, 40 + 26 * systems)


def _beside_elsewhere(at: alt.Y, over: dict[str, Any], size: str) -> list[alt.Chart]:
    chosen, _ = selections()
    hue = alt.Color("hue:N", scale=alt.Scale(domain=list(range(6))), legend=None)
    percent = alt.Axis(title=None, tickCount=4, format=".0%")
    share = alt.X("share:Q", axis=percent, scale=alt.Scale(domainMin=0, nice=True))
    drawn = alt.Chart()
    return [
        drawn.mark_rect(style="likely").encode(
            alt.X("lower:Q", axis=percent), alt.X2("upper"), color=hue, **over
        ),
        drawn.mark_rect(style="elsewhere").encode(alt.X("elsewhere:Q"), alt.X2("elsewhere"), **over),
        drawn.mark_point(style=f"{size}-ring").encode(share, at).transform_filter("datum.claimed"),
        drawn.mark_point(style=f"{size}-point")
        .encode(share, at, color=hue, opacity=chosen_apart(chosen), tooltip=alt.Tooltip("words:N"))
        .add_params(chosen),
    ]


def written(named: alt.Chart, style: str) -> list[alt.Chart]:
    """Words over marks, on a rim of paper that keeps them readable."""
    return [named.mark_text(style=f"{style}-rim"), named.mark_text(style=style)]


def _run_layers(drawn: alt.Chart, axis: alt.Axis, size: str = "") -> list[alt.Chart]:
    chosen, area = selections()
    value = alt.Y("value:Q", scale=alt.Scale(zero=False), axis=axis)
    return [
        drawn.mark_area(style="band").encode(alt.Y("low:Q"), alt.Y2("high")),
        drawn.mark_line(style="mean").encode(alt.Y("mean:Q")),
        drawn.mark_line(style="run").encode(alt.Y("joined:Q")),
        drawn.mark_point(style=f"{size}ring").encode(value).transform_filter("datum.unusual"),
        drawn.mark_point(style=f"{size}point")
        .encode(value, opacity=chosen_apart(chosen), tooltip=alt.Tooltip("words:N"))
        .add_params(chosen, area),
    ]


def panel_title(name: str) -> str:
    """A panel's name in lines that are no wider than the panel."""
    return "\n".join(wrap(name, 32))


def selections(over: Sequence[Any] = ("x",)) -> tuple[alt.Parameter, alt.Parameter]:
    """What can be chosen in a picture: one mark, and an area drawn along these axes."""
    return (
        alt.selection_point(name="chosen", fields=["mark"], on="click"),
        alt.selection_interval(name="area", encodings=list(over)),
    )


def chosen_apart(chosen: alt.Parameter) -> Any:
    """How strongly a mark is drawn: fainter where another one is chosen."""
    return alt.when(chosen).then(alt.value(1)).otherwise(alt.value(0.3))


def _measure_axis(ticks: int, **more: Any) -> alt.Axis:
    return alt.Axis(title=None, tickCount=ticks, domain=False, ticks=False, labelExpr=_SHORT, **more)


def _whole_axis() -> alt.Axis:
    whole = "datum.value % 1 ? '' : format(datum.value, ',d')"
    return alt.Axis(title=None, tickCount=3, domain=False, ticks=False, labelExpr=whole)


def alone(chart: alt.Chart | AnyLayers, height: int) -> dict[str, Any]:
    """The spec of a picture without panels, as wide as its place."""
    return _kept(chart.properties(width="container", height=height))


def _in_panels(
    layers: AnyLayers, independent: bool, width: int = 230, height: int = 110, columns: int = 3
) -> dict[str, Any]:
    # The order is that of the rows (the stack's or the alphabet's), never that of a value.
    panel = alt.Facet(
        "panel:N", sort=None, header=alt.Header(title=None, labelExpr="split(datum.label, '\\n')")
    )
    panels = layers.properties(width=width, height=height).facet(
        panel, columns=columns, data=alt.NamedData(ROWS)
    )
    return _kept(panels.resolve_scale(y="independent" if independent else "shared"))


def _kept(chart: alt.TopLevelMixin) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    # How it looks is `style.config`, put in where the paper is known.
    spec.pop("config", None)
    return spec
