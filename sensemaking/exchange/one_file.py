"""A page as one HTML file that opens anywhere: letters and styles inside, nothing from outside, no script."""

import base64
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sensemaking.charts.style import LIGHT, SANS, SERIF
from sensemaking.exchange import svg
from sensemaking.exchange.leaving import Shown
from sensemaking.exchange.note_markdown import as_text, cell, checked_on, day, dialect, parted, stands, told

HERE = Path(__file__).parent
LETTERS = (
    (SANS, "normal", 400, "AtkinsonHyperlegible-Regular"),
    (SANS, "italic", 400, "AtkinsonHyperlegible-Italic"),
    (SANS, "normal", 700, "AtkinsonHyperlegible-Bold"),
    (SERIF, "normal", 400, "SourceSerif4-Regular"),
)


def render(template: str, note: Shown, **given: Any) -> str:
    """The text of one HTML file, to be kept as UTF-8: the template `<template>.html` with the style of that name.

    Everything that people wrote goes in as text. The ids of what it quotes stand in its head, in a meta element
    named "sensemaking-quotes".
    """
    return (
        _pages()
        .get_template(f"{template}.html")
        .render(
            note=note,
            style=f"{template}.css",
            letters=letters(),
            ink=LIGHT,
            quotes=" ".join(f"{kind}:{one}" for kind, one in note.quotes),
            checked_on=checked_on(note),
            **given,
        )
    )


@cache
def letters() -> list[tuple[str, str, int, str]]:
    """The typefaces as data, so that the file looks the same where none of them is installed."""
    return [
        (family, style, weight, base64.b64encode((svg.FONTS / f"{name}.woff2").read_bytes()).decode())
        for family, style, weight, name in LETTERS
    ]


@cache
def _pages() -> Environment:
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
    return environment
