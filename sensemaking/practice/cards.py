"""How observations become the cards that pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sensemaking.model.observation import Card, Form, Kind
from sensemaking.model.scale import Scale
from sensemaking.practice.here import Here, measure_names, theme_names
from sensemaking.store import rows

CARDS = """
select id, version, system, kind, day, words, prompt, themes, measure, value, quotable, recorded, at_home
from observations
"""

READABLE = "select id from observations"
QUOTABLE = "select id from observations where may_be_quoted and kind <> 'measure' and words <> ''"

MEANINGS = """
select observation, question_words, form, low, high, choice, number
from meanings
order by question_words
"""


def cards(here: Here, ids: Sequence[UUID]) -> list[Card]:
    """The cards of these observations in the order given; what is not visible here is left out."""
    found = {row["id"]: row for row in rows.records(here.ask(CARDS, of=ids))} if ids else {}
    if not found:
        return []
    meanings: dict[UUID, list[str]] = {}
    for row in rows.records(here.ask(MEANINGS, of=found)):
        meanings.setdefault(row["observation"], []).append(_meaning(row))
    return [_card(here, found[one], meanings.get(one, [])) for one in ids if one in found]


def without_places(shown: Iterable[Card]) -> list[Card]:
    """The same cards without where they were told."""
    return [replace(one, place="") for one in shown]


def readable(here: Here, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these can be read from where we stand now, whatever the days or themes looked at."""
    asked = set(ids)
    return set(here.unnarrowed().ask(READABLE, of=asked)["id"]) if asked else set()


def may_be_quoted(here: Here, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these are stories whose words may be quoted beyond their home, as far as they can be read here."""
    asked = set(ids)
    return set(here.ask(QUOTABLE, of=asked)["id"]) if asked else set()


def _card(here: Here, row: dict[str, Any], meanings: list[str]) -> Card:
    themes = theme_names(here)
    place = here.stack.get(row["system"])
    unnamed = place is None or (place.scale is Scale.PERSON and not row["at_home"])
    measure = measure_names(here).get(row["measure"], "") if row["measure"] is not None else ""
    return Card(
        id=row["id"],
        version=int(row["version"]),
        kind=Kind(row["kind"]),
        words=row["words"],
        prompt=row["prompt"],
        day=row["day"].date(),
        place="" if unnamed or place is None else place.name,
        themes=tuple(sorted((themes[t] for t in row["themes"] if t in themes), key=str.casefold)),
        meanings=tuple(meanings),
        measure=f"{measure}: {row['value']:g}" if measure and row["value"] is not None else "",
        quotable=bool(row["quotable"]),
        recorded=row["recorded"],
    )


def _meaning(row: dict[str, Any]) -> str:
    """One teller's answer as a sentence."""
    asked = row["question_words"].rstrip(" :")
    if row["form"] == Form.CHOICE:
        return f"{asked} {row['choice']}"
    if row["form"] == Form.BETWEEN:
        return f"{asked} {_between(row['number'], row['low'], row['high'])}"
    ends = f", from {row['low']} to {row['high']}" if row["low"] and row["high"] else ""
    return f"{asked} {row['number']:g}{ends}"


def _between(position: float, low: str, high: str) -> str:
    """A position between two poles in words; the number itself would be read as a mark out of ten."""
    if position < 0.1:
        return f"“{low}”"
    if position < 0.4:
        return f"nearer to “{low}” than to “{high}”"
    if position <= 0.6:
        return f"between “{low}” and “{high}”"
    if position <= 0.9:
        return f"nearer to “{high}” than to “{low}”"
    return f"“{high}”"
