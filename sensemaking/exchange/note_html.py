"""A note as one HTML file that opens anywhere and prints well: letters and charts inside, nothing from outside."""

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from sensemaking.charts.style import LIGHT, SANS, SERIF
from sensemaking.exchange import svg
from sensemaking.exchange.leaving import Drawn, Shown, levels
from sensemaking.exchange.note_markdown import (
    NUMBERS,
    as_text,
    cell,
    checked_on,
    day,
    dialect,
    parted,
    stands,
    told,
)

HERE = Path(__file__).parent
LETTERS = (
    (SANS, "normal", 400, "AtkinsonHyperlegible-Regular"),
    (SANS, "italic", 400, "AtkinsonHyperlegible-Italic"),
    (SANS, "normal", 700, "AtkinsonHyperlegible-Bold"),
    (SERIF, "normal", 400, "SourceSerif4-Regular"),
)


def write(note: Shown) -> str:
    """The whole note as the text of one HTML file, to be kept as UTF-8.

    Everything that people wrote goes in as text; only the writer's own harmless Markdown becomes markup. The
    ids of what it quotes stand in its head, in a meta element named "sensemaking-quotes".
    """
    drawings = [
        _drawing(part, place) if isinstance(part, Drawn) else None for place, part in enumerate(note.parts)
    ]
    return _page().render(
        note=note,
        parts=list(zip(note.parts, levels(note.parts), drawings, strict=True)),
        letters=_letters(),
        ink=LIGHT,
        quotes=" ".join(f"{kind}:{one}" for kind, one in note.quotes),
        checked_on=checked_on(note),
        numbers=NUMBERS,
    )


def _drawing(part: Drawn, place: int) -> Markup | None:
    if part.spec is None:
        return None
    # What the drawing holds was escaped by the writer of XML, and only shapes and letters were left in it.
    return Markup(
        svg.draw(
            part.spec,
            part.rows,
            f"chart-{place}",
            part.pattern.title,
            " ".join(part.tells),
            part.pattern.mark,
        )
    )


@cache
def _letters() -> list[tuple[str, str, int, str]]:
    """The typefaces as data, so that the file looks the same where none of them is installed."""
    return [
        (family, style, weight, base64.b64encode((svg.FONTS / f"{name}.woff2").read_bytes()).decode())
        for family, style, weight, name in LETTERS
    ]


@cache
def _page() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=day,
        told=told,
        stands=stands,
        cell=cell,
        parted=parted,
        line=lambda words: " ".join(as_text(words).split()),
        paragraphs=lambda words: [part.split("\n") for part in as_text(words).split("\n\n")],
        markup=lambda words: Markup(dialect().render(words.markdown)),
        kind=lambda part: type(part).__name__,
    )
    return environment.get_template("note.html")
