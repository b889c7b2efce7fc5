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


def _in_panels(layers: AnyLayers, independent: bool) -> dict[str, Any]:
    # The order is that of the rows (the stack's or the alphabet's), never that of a value.
    panel = alt.Facet(
        "panel:N", sort=None, header=alt.Header(title=None, labelExpr="split(datum.label, '\\n')")
    )
    panels = layers.properties(width=230, height=110).facet(panel, columns=3, data=alt.NamedData(ROWS))
    return _kept(panels.resolve_scale(y="independent" if independent else "shared"))


def _kept(chart: alt.TopLevelMixin) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    # How it looks is `style.config`, put in where the paper is known.
    spec.pop("config", None)
    return spec
