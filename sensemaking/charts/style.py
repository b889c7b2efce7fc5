"""How everything drawn looks: paper and ink, six colours that stay apart, type. Charts name no colour.

A chart's spec is built once and says only which style each mark has; `config` says, for light or dark paper
and for a laptop or a wall, what those styles look like. Whoever shows or prints a chart puts the two
together:
`spec | {"config": config(dark=True)}`.
"""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

SANS = "Atkinson Hyperlegible"
SERIF = "Source Serif 4"


@dataclass(frozen=True)
class Paper:
    """One set of colours; the six stay apart from each other for people who see colours differently."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    accent: str
    six: tuple[str, str, str, str, str, str]


LIGHT = Paper(
    paper="#FAF6EF",
    card="#FFFDF8",
    ink="#2B2A33",
    soft="#5E5A66",
    line="#DDD5C7",
    accent="#2F5D62",
    six=("#2F5D62", "#7E9500", "#491C7B", "#6B1900", "#3A8CE0", "#A58164"),
)
DARK = Paper(
    paper="#1E1F26",
    card="#272933",
    ink="#F2EDE4",
    soft="#B9B3A9",
    line="#3A3C48",
    accent="#8FC1B5",
    six=("#8FC1B5", "#D78C00", "#AD87ED", "#BFFA8E", "#D15B58", "#7C83AB"),
)


def hue_of(name: str) -> int:
    """Which of the six colours (0 to 5) is a theme's, on every page? It follows from the name alone.

    Two themes may share a colour: a label always says which is which, the colour never means good or bad.
    """
    return crc32(" ".join(name.casefold().split()).encode()) % len(LIGHT.six)


def config(dark: bool = False, size: float = 1.0) -> dict[str, Any]:
    """What a Vega-Lite chart looks like on light or dark paper; `size`: 1 on a laptop, more on a wall."""
    on = DARK if dark else LIGHT
    text = 14 * size
    name = {"color": on.ink, "fontSize": text, "limit": 150 * size}
    read = {"filled": True, "size": 130 * size**2, "opacity": 1}
    aside = {"color": on.soft, "fontSize": text, "fontStyle": "italic"}
    words = {
        "name-rightwards": name | {"align": "left", "dx": 10 * size},
        "name-leftwards": name | {"align": "right", "dx": -10 * size},
        "label": {"color": on.ink, "fontSize": text, "dy": -20 * size},
        "perspective": {"color": on.ink, "fontSize": 15 * size, "fontWeight": "bold", "baseline": "bottom"},
        "label-beneath": {"color": on.ink, "fontSize": text, "dy": 22 * size},
        "map-word": {"color": on.soft, "fontSize": text},
    }
    # Behind words that stand over marks.
    rim = {"stroke": on.paper, "strokeWidth": 4 * size, "strokeOpacity": 0.85, "strokeJoin": "round"}
    return {
        "background": "transparent",
        "font": SANS,
        "padding": {"left": 4, "top": 8, "right": 24, "bottom": 4},
        "view": {"stroke": None},
        "axis": {
            "domainColor": on.line,
            "domainWidth": size,
            "tickColor": on.line,
            "tickWidth": size,
            "tickSize": 5 * size,
            "grid": False,
            "labelColor": on.soft,
            "labelFontSize": text,
            "labelPadding": 4 * size,
        },
        "header": {
            "labelColor": on.ink,
            "labelFontSize": 15 * size,
            "labelFontWeight": "bold",
            "labelAnchor": "start",
            "labelLimit": 0,
            "labelLineHeight": 18 * size,
            "labelPadding": 8 * size,
            "title": None,
        },
        "facet": {"spacing": 28 * size},
        "range": {"category": list(on.six)},
        "style": {
            "band": {"color": on.accent, "fillOpacity": 0.13},
            "mean": {"color": on.accent, "strokeWidth": size, "strokeOpacity": 0.6},
            "run": {"color": on.soft, "strokeWidth": 1.25 * size, "strokeOpacity": 0.6},
            "point": {"color": on.accent, "filled": True, "size": 60 * size**2},
            "ring": {"color": on.ink, "filled": False, "strokeWidth": 1.75 * size, "size": 230 * size**2},
            "story": {"color": on.accent, "filled": True, "size": 115},
            "dot": {"color": on.accent, "filled": True, "fillOpacity": 0.75},
            "outline": {"color": on.accent, "fillOpacity": 0.08, "stroke": on.accent, "strokeOpacity": 0.35},
            "echo": {"filled": True, "fillOpacity": 0.9},
            "halo": {"filled": True, "fillOpacity": 0.16},
            "thread": {"strokeWidth": 2 * size, "strokeOpacity": 0.55},
            "hollow": {"color": on.soft, "filled": False, "strokeWidth": 1.5 * size, "strokeDash": [3, 3]},
            "absence": {"color": on.ink, "filled": False, "strokeWidth": 1.5 * size, "strokeDash": [4, 3]},
            "absent-name": {"color": on.soft, "fontSize": text, "align": "left", "baseline": "middle"},
            "asks": {
                "color": on.ink,
                "fontSize": 16 * size,
                "align": "left",
                "baseline": "top",
            }
            | {"lineBreak": "\n", "lineHeight": 21 * size},
            "read-words": {"color": on.ink, "fontSize": 16 * size, "align": "left"}
            | {"baseline": "top", "lineBreak": "\n", "lineHeight": 21 * size},
            "read-band": {"color": on.accent, "strokeWidth": 26 * size, "strokeOpacity": 0.1},
            "read-line": {"color": on.soft, "strokeWidth": 2 * size, "strokeOpacity": 0.8},
            "read-written": {"color": on.card, "stroke": on.accent, "strokeWidth": 2 * size} | read,
            "read-held": {"color": on.accent} | read,
            "read-let-go": {"color": on.card, "stroke": on.ink, "strokeWidth": 2 * size}
            | {"strokeDash": [3, 3]}
            | read,
            "map-actor": {
                "color": on.card,
                "stroke": on.accent,
                "strokeWidth": 2.25 * size,
                "cornerRadius": 20 * size,
            },
            "map-factor": {
                "color": on.card,
                "stroke": on.soft,
                "strokeWidth": 1.25 * size,
                "cornerRadius": 4 * size,
            },
            "map-name": {"color": on.ink, "fontSize": 16 * size, "lineBreak": "\n", "lineHeight": 20 * size},
            "map-influences": {"color": on.soft, "strokeWidth": 1.5 * size, "strokeDash": [7, 6]},
            "map-enables": {"color": on.soft, "strokeWidth": 1.5 * size},
            "map-blocks": {
                "color": on.soft,
                "strokeWidth": 2.5 * size,
                "strokeDash": [1, 5],
                "strokeCap": "round",
            },
            "map-ending": {"color": on.soft, "strokeWidth": 2 * size},
            "column-head": {"color": on.soft, "fontSize": text, "baseline": "middle", "lineBreak": "\n"}
            | {"lineHeight": 17 * size},
            "median": {"stroke": on.accent, "strokeWidth": size, "strokeOpacity": 0.6},
            "row-name": {"color": on.ink, "fontSize": text, "align": "left", "baseline": "middle"},
            "column-name": {
                "color": on.ink,
                "fontSize": text,
                "angle": 270,
                "align": "left",
                "limit": 140 * size,
            },
            **_poles(aside, size),
            "theme-run": {"strokeWidth": 1.25 * size, "strokeOpacity": 0.6},
            "small-point": {"color": on.accent, "filled": True, "size": 36 * size**2},
            "small-ring": {"color": on.ink, "filled": False, "strokeWidth": size, "size": 120 * size**2},
            "crowd-point": {"color": on.accent, "filled": True, "size": 14 * size**2},
            "crowd-ring": {"color": on.ink, "filled": False, "strokeWidth": size, "size": 60 * size**2},
            "likely": {"fillOpacity": 0.16},
            "elsewhere": {"color": on.ink, "filled": False, "strokeWidth": size, "strokeOpacity": 0.6},
            **words,
            **{f"{style}-rim": look | rim for style, look in words.items()},
            "band-name": aside | {"align": "right", "dx": -8 * size, "dy": 14 * size},
            "mean-name": aside | {"align": "left", "dx": 12 * size},
        },
    }


def _poles(aside: dict[str, Any], size: float) -> dict[str, dict[str, Any]]:
    """The words at the ends of a scale: under it or beside it, and a little further off where it has numbers."""
    styles: dict[str, dict[str, Any]] = {}
    for numbers, under, beside in (("", 10, 8), ("-numbered", 32, 52)):
        low, high = aside | {"align": "left"}, aside | {"align": "right"}
        along = {"baseline": "top", "dy": under * size, "lineBreak": "\n", "lineHeight": 17 * size}
        across = {"baseline": "bottom", "angle": 270, "dy": -beside * size, "limit": 150 * size}
        styles |= {f"pole-low{numbers}": low | along, f"pole-high{numbers}": high | along}
        styles |= {f"pole-lower{numbers}": low | across, f"pole-higher{numbers}": high | across}
    return styles
