"""A chart as SVG text, drawn without a browser and without anything from outside."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import vl_convert

from sensemaking.charts import areas
from sensemaking.charts.style import config

FONTS = Path(__file__).parents[1] / "screen" / "fonts"
WIDTH = 640
AXIS, BETWEEN, LETTER, NARROWEST = 40, 28, 8, 160
"""In pixels: what stands beside panels and between them, how wide a letter of their names is, and a panel."""
FINE = 2.5
"""Dots of a picture for each of its pixels: 250 to an inch on A4."""
SVG = "http://www.w3.org/2000/svg"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DRAWS = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"}
DRAWS |= {"defs", "clipPath", "linearGradient", "radialGradient", "stop"}


def draw(
    spec: dict[str, Any],
    rows: pd.DataFrame,
    name: str,
    title: str,
    told: str,
    chosen: str = "",
    wide: int = 0,
    dark: bool = False,
    size: float = 1.0,
) -> str:
    """The chart as one `<svg>` element for a page, on light or dark paper, with a title and a description to be read.

    `spec` is Vega-Lite for the named data "rows", without a config. `name` is a word that no other chart on
    the page has. `chosen` is the key of the mark or of the area that is shown as chosen; `wide` is its width in
    pixels, if it should be another than the usual one, `size` how large its letters are. Raises ValueError for a
    spec that cannot be drawn.
    Takes a second or more the first time in a process (`warm`), then some 0.1 to 0.3 s.
    """
    records = json.loads(rows.to_json(orient="records", date_format="iso") or "[]")
    whole = {**spec, "datasets": {"rows": writable(records)}, "config": config(dark, size)}
    for selection, value in areas.begun(spec, set(rows.get("mark", ())), chosen).items():
        whole = _with_chosen(whole, selection, value)
    if whole.get("width") == "container":
        whole["width"] = wide or WIDTH
    elif wide and spec.get("facet", {}).get("field") == "panel":
        whole |= _panels(whole, wide)
    drawing = ElementTree.fromstring(_drawn(json.dumps(whole)))
    _only_drawing(drawing)
    _own_names(drawing, name)
    for place, (kind, words) in enumerate((("title", title), ("desc", told))):
        said = ElementTree.Element(f"{{{SVG}}}{kind}", {"id": f"{name}-{kind}"})
        said.text = writable(words)
        drawing.insert(place, said)
    drawing.set("role", "img")
    drawing.set("aria-labelledby", f"{name}-title {name}-desc")
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(drawing, encoding="unicode")


def warm() -> None:
    """Have what draws charts at hand: its first chart in a process takes seconds."""
    _drawn(json.dumps({"mark": "point", "data": {"values": []}}))
    png(f'<svg xmlns="{SVG}" width="8" height="8"><text y="8">a</text></svg>')


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    _fonts()
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


@lru_cache(maxsize=32)
def png(drawing: str) -> bytes:
    """What `draw` gave as a picture on white paper, fine enough to print."""
    _fonts()
    paper = ElementTree.fromstring(drawing)
    paper.insert(
        0, ElementTree.Element(f"{{{SVG}}}rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    )
    return vl_convert.svg_to_png(ElementTree.tostring(paper, encoding="unicode"), scale=FINE)


def writable(value: Any) -> Any:
    """The same words without signs that XML cannot hold.

    Not a nicety: one such sign in a text that vl-convert measures ends the whole process (its issue 220).
    """
    if isinstance(value, list):
        return [writable(one) for one in value]
    if isinstance(value, dict):
        return {key: writable(one) for key, one in value.items()}
    return NOT_XML.sub("", value) if isinstance(value, str) else value


def _panels(spec: dict[str, Any], wide: int) -> dict[str, Any]:
    """Panels so small that all of them stand in this width, their names in as many lines as that takes."""
    rows = spec["datasets"]["rows"]
    names = {row["panel"]: " ".join(str(row["panel"]).split()) for row in rows}
    columns = max(1, min(len(names), wide // NARROWEST))
    inner = (wide - AXIS - BETWEEN * (columns - 1)) // columns
    named = {name: "\n".join(wrap(words, max(8, int(inner / LETTER)))) for name, words in names.items()}
    return {
        "columns": columns,
        "spec": spec["spec"] | {"width": inner, "height": inner // 2},
        "datasets": {"rows": [row | {"panel": named[row["panel"]]} for row in rows]},
    }


def _with_chosen(spec: Any, name: str, selected: Any) -> Any:
    """The spec with one of its selections already made."""
    if isinstance(spec, list):
        return [_with_chosen(one, name, selected) for one in spec]
    if not isinstance(spec, dict):
        return spec
    changed = {
        key: value if key == "datasets" else _with_chosen(value, name, selected)
        for key, value in spec.items()
    }
    if changed.get("name") == name and "select" in changed:
        changed["value"] = selected
    return changed


def _only_drawing(element: ElementTree.Element) -> None:
    """Leave shapes and letters: no script, link, picture or handler, and no labels beside the description."""
    for child in list(element):
        if child.tag.removeprefix(f"{{{SVG}}}") in DRAWS:
            _only_drawing(child)
        else:
            element.remove(child)
    for attribute, value in list(element.attrib.items()):
        outside = "href" in attribute or ("url(" in value and not value.startswith("url(#"))
        if outside or attribute.startswith(("on", "aria-")) or attribute in ("role", "class", "style"):
            del element.attrib[attribute]


def _own_names(drawing: ElementTree.Element, name: str) -> None:
    """Names inside a drawing that no other drawing on the same page has."""
    for element in drawing.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set(attribute, f"{name}-{value}")
            elif "url(#" in value:
                element.set(attribute, re.sub(r"url\(#", f"url(#{name}-", value))
