"""The charts there are, each built once and kept: only their rows change.

A spec draws the named data "rows". The point chosen in it comes back as the selection `chosen` (its `mark`),
a span of time drawn over it as `area` (milliseconds; `axes.area` makes a mark of them).
"""

from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt

from sensemaking.charts.axes import time_axis

ROWS = "rows"

HIGHEST_PILE = 14
"""How many single stories of one time can be piled up as dots."""

AnyLayers = alt.LayerChart | alt.FacetChart


@cache
def run() -> dict[str, Any]:
    """Points in time with their usual variation as a soft band, labelled where they stand out.

    Columns of its rows: start, value, joined (the value again, or empty for plain dots), low, mean and high
    (empty where there is no band), unusual (yes or no), label (at an unusual point, or empty), beneath (where
    the label is), last (yes or no), mark, words.
    """
    drawn = alt.Chart(alt.NamedData(ROWS)).encode(x=time_axis())
    named = drawn.encode(alt.Y("value:Q"), text="label:N")
    aside = drawn.transform_filter("datum.last")
    layers = alt.layer(
        *_run_layers(drawn, _measure_axis(6)),
        named.mark_text(style="label").transform_filter("!datum.beneath"),
        named.mark_text(style="label-beneath").transform_filter("datum.beneath"),
        aside.mark_text(style="band-name").encode(alt.Y("high:Q"), text=alt.value("usual variation")),
        aside.mark_text(style="mean-name").encode(alt.Y("mean:Q"), text=alt.value("mean")),
    )
    return _alone(layers, 320)


@cache
def runs() -> dict[str, Any]:
    """Several runs, a small panel each on its own scale. Columns of its rows: those of `run`, and panel."""
    drawn = alt.Chart().encode(x=time_axis(3))
    layers = alt.layer(*_run_layers(drawn, _measure_axis(3, minExtent=52), "small-"))
    return _in_panels(layers, independent=True)


@cache
def stories() -> dict[str, Any]:
    """Every single story a dot, stacked where it was told. Columns of its rows: start, nth, mark, words."""
    chosen, area = _selections()
    drawn = (
        alt.Chart(alt.NamedData(ROWS))
        .mark_point(style="story")
        .encode(
            x=time_axis(),
            y=alt.Y("nth:Q", axis=None, scale=alt.Scale(domain=[0, HIGHEST_PILE])),
            opacity=_told_apart(chosen),
            tooltip=alt.Tooltip("words:N"),
        )
        .add_params(chosen, area)
    )
    return _alone(drawn, 190)


@cache
def themes(joined: bool) -> dict[str, Any]:
    """A panel a theme, on one common scale; joined by a thin line where the run is long enough.

    Columns of its rows: panel, hue (0 to 5), start, stories, mark, words.
    """
    chosen, area = _selections()
    drawn = alt.Chart().encode(
        x=time_axis(3),
        y=alt.Y("stories:Q", axis=_whole_axis(), scale=alt.Scale(domainMin=0, nice=True)),
        color=alt.Color("hue:N", scale=alt.Scale(domain=list(range(6))), legend=None),
    )
    points = (
        drawn.mark_point(style="small-point")
        .encode(opacity=_told_apart(chosen), tooltip=alt.Tooltip("words:N"))
        .transform_filter("datum.stories > 0")
        .add_params(chosen, area)
    )
    layers = [drawn.mark_line(style="theme-run"), points] if joined else [points]
    return _in_panels(alt.layer(*layers), independent=False)


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
        *_beside_elsewhere(
            at, {"y": begin, "y2": alt.Y2("end")}, "crowd-point" if crowded else "small-point"
        ),
        named.mark_text(style="name-rightwards").transform_filter("!datum.leftwards"),
        named.mark_text(style="name-leftwards").transform_filter("datum.leftwards"),
    )
    return _in_panels(layers, independent=False, width=300, height=150, columns=2)


@cache
def difference(systems: int) -> dict[str, Any]:
    """One theme, with so many systems by name: those of `differences`, and name, but no label and no panel."""
    named = alt.Axis(title=None, domain=False, ticks=False, labelLimit=190)
    place = alt.Y("name:N", sort=None, axis=named, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.25))
    layers = alt.layer(*_beside_elsewhere(place, {"y": place}, "small"), data=alt.NamedData(ROWS))
    return _alone(layers, 40 + 26 * systems)


def _beside_elsewhere(at: alt.Y, over: dict[str, Any], size: str) -> list[alt.Chart]:
    chosen, _ = _selections()
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
        .encode(share, at, color=hue, opacity=_told_apart(chosen), tooltip=alt.Tooltip("words:N"))
        .add_params(chosen),
    ]


def _run_layers(drawn: alt.Chart, axis: alt.Axis, size: str = "") -> list[alt.Chart]:
    chosen, area = _selections()
    value = alt.Y("value:Q", scale=alt.Scale(zero=False), axis=axis)
    return [
        drawn.mark_area(style="band").encode(alt.Y("low:Q"), alt.Y2("high")),
        drawn.mark_line(style="mean").encode(alt.Y("mean:Q")),
        drawn.mark_line(style="run").encode(alt.Y("joined:Q")),
        drawn.mark_point(style=f"{size}ring").encode(value).transform_filter("datum.unusual"),
        drawn.mark_point(style=f"{size}point")
        .encode(value, opacity=_told_apart(chosen), tooltip=alt.Tooltip("words:N"))
        .add_params(chosen, area),
    ]


def panel_title(name: str) -> str:
    """A panel's name in lines that are no wider than the panel."""
    return "\n".join(wrap(name, 32))


def _selections() -> tuple[alt.Parameter, alt.Parameter]:
    return (
        alt.selection_point(name="chosen", fields=["mark"], on="click"),
        alt.selection_interval(name="area", encodings=["x"]),
    )


def _told_apart(chosen: alt.Parameter) -> Any:
    return alt.when(chosen).then(alt.value(1)).otherwise(alt.value(0.3))


def _measure_axis(ticks: int, **more: Any) -> alt.Axis:
    short = "abs(datum.value) < 1e6 ? datum.label : format(datum.value, '.3~s')"
    return alt.Axis(title=None, tickCount=ticks, domain=False, ticks=False, labelExpr=short, **more)


def _whole_axis() -> alt.Axis:
    whole = "datum.value % 1 ? '' : format(datum.value, ',d')"
    return alt.Axis(title=None, tickCount=3, domain=False, ticks=False, labelExpr=whole)


def _alone(chart: alt.Chart | AnyLayers, height: int) -> dict[str, Any]:
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
