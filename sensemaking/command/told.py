"""How is something said to whoever sits at a terminal, and to a program?"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from unicodedata import category, east_asian_width
from uuid import UUID

from sensemaking.model.observation import Card

INDENT = "  "


@dataclass(frozen=True)
class Told:
    """What a verb answers: lines for people, and the same as data for programs.

    `wrong` says what is wrong with the store, `refused` what could not be done besides.
    """

    lines: Sequence[str]
    data: Mapping[str, Any]
    wrong: Sequence[str] = ()
    refused: Sequence[str] = ()
    exit_code: int = 0


def as_json(data: Mapping[str, Any]) -> str:
    """One JSON object in plain ASCII. What is no number is null; days, times and ids are text."""
    return json.dumps(_plain(data), allow_nan=False)


def on_one_screen(text: str) -> str:
    """The text with every sign that would drive a terminal shown as one that does not."""
    return "".join(
        sign if sign in "\n\t" or category(sign) != "Cc" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def in_one_line(text: str) -> str:
    """The text with its white space joined up."""
    return " ".join(text.split())


def story(card: Card) -> list[str]:
    """A story as lines: its words, then when and where, each further in than what we say ourselves."""
    about = ", ".join(filter(None, (f"{card.day.day} {card.day:%B %Y}", in_one_line(card.place))))
    more = [*(f"“{in_one_line(theme)}”" for theme in card.themes), *map(in_one_line, card.meanings)]
    words = card.words or card.measure
    return [
        "",
        *(INDENT + line for line in words.splitlines()),
        INDENT + "; ".join([about, *more]) + f" ({card.id})",
    ]


def story_data(card: Card) -> dict[str, Any]:
    """A story for a program."""
    return {
        "id": card.id,
        "kind": card.kind,
        "words": card.words,
        "prompt": card.prompt,
        "day": card.day,
        "place": card.place,
        "themes": card.themes,
        "meanings": card.meanings,
        "measure": card.measure,
        "may_be_quoted": card.quotable,
    }


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows under their headings, in columns; numbers to the right."""
    plain = [[in_one_line(cell) for cell in row] for row in (headings, *rows)]
    columns = list(zip(*plain, strict=True))
    widths = [max(map(_width, column)) for column in columns]
    right = [all(_is_number(cell) for cell in column[1:]) for column in columns]
    lines = [
        INDENT.join(_filled(*cell) for cell in zip(row, widths, right, strict=True)).rstrip() for row in plain
    ]
    return [lines[0], INDENT.join("-" * width for width in widths), *lines[1:]]


def part(heading: str, lines: Iterable[str]) -> list[str]:
    """A part under its heading; nothing where there is nothing to say."""
    said = [line for line in lines if line]
    return ["", heading, *(INDENT + line for line in said)] if said else []


def _filled(cell: str, width: int, right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(cell: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in cell)


def _is_number(cell: str) -> bool:
    return not cell or cell.replace(",", "").replace(".", "").lstrip("-").isdigit()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, str | bool | int) or value is None:
        return str(value) if isinstance(value, Enum) else value
    if isinstance(value, UUID | Path):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):  # numpy's numbers
        return _plain(value.item())
    return value if isinstance(value, float) and math.isfinite(value) else None
