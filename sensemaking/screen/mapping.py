"""What is each column of a file? The guesses, one line a column, for whoever knows better to change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.exchange import mapping_file
from sensemaking.exchange.mapping import Mapping, Role, days_named
from sensemaking.exchange.sheet import Sheet
from sensemaking.model.observation import Form
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.screen import show
from sensemaking.screen.bringing import Edits, InHand
from sensemaking.screen.component import component, heard

_columns = component("columns")
_sheet = component("sheet")

FIRST_ROWS = "The first rows of {name}"
WORDS = {"role": "What is it?", "cells": "Some cells"}
PLEASE_LOOK = "Please look at these"
COMES_IN = "What comes in"
THEMES_GROUP = "{n:,} columns read as themes"
ASIDE_GROUP = "{n:,} columns set aside, each with its reason"
ONE_ASIDE = "One column set aside, with its reason"
WHY = "Set aside because {reason}."
CHOSEN = "whoever brought it in chose so"
QUESTION_ANSWERED = "The question it answers (if it answers one)"
QUESTION = "The question"
THEME_NAME = "The theme's name"
MEASURE, UNIT = "What is measured?", "In what? (days, people, minutes)"
SCALE, NO_SCALE = "How wide are these places?", "choose"
ANSWERED_WITH, LOW, HIGH = "Answered with", "The low end means", "The high end means"
UNKNOWN = "Cells that mean “not known” (commas between)"
WHICH_FIRST = "3/4/2021 is"
DAY_FIRST = [["day", "the third of April"], ["month", "the fourth of March"]]
BETWEEN = "Between two themes stands"
SEPARATORS = [["", "nothing: one theme a cell"], [";", ";"], [",", ","], ["|", "|"], ["\n", "a new line"]]

DATED = "{n:,} columns are days, from {first} to {last}"
NUMBERS_OF = "What do the numbers in them count?"
GUESS_ANEW = "Guess anew from this file alone"
READ_AS, MAPPING_FILE = (
    "Read it as a mapping file says",
    "A mapping file (TOML), saved where an earlier file came in",
)
AS_SAID = "Read as {name} says."
NOT_READABLE = Refusal("This is no mapping file: its letters cannot be read.")
MOST_CELLS = 3
LONGEST_CELL = 90

READ: dict[str, Callable[[str], Any]] = {
    "words": str,
    "unit": str,
    "low": str,
    "high": str,
    "separator": str,
    "scale": lambda said: Scale.of(said) if said else None,
    "form": Form,
    "day_first": lambda said: said == "day",
    "unknown": lambda said: tuple(part.strip() for part in said.split(",") if part.strip()),
}


@dataclass(frozen=True)
class _Group:
    key: str
    title: str
    columns: list[int]
    folded: bool = False


def first_rows(sheet: Sheet) -> None:
    """How the file was read, in sentences, and its first rows as they stand in it."""
    show.words(("heading", sheet.name), ("text", " ".join(sheet.told)), key="mapping.told")
    label = FIRST_ROWS.format(name=sheet.name)
    _sheet(key="mapping.sheet", data={"label": label, "headings": sheet.headings, "rows": sheet.first()})


def columns(hand: InHand, sheet: Sheet, guessed: Mapping) -> Mapping:
    """Every column with its guess, to be changed; what needs a decision first. Answers the mapping as it stands."""
    key = f"mapping.{hand.id}.{sheet.how}"
    if edits := st.session_state.get(key, {}).get("edits"):
        hand.edits = {at: dict(said) for at, said in edits.items()}
    mapping = follow(guessed, hand.edits)
    _where_it_comes_from(hand, sheet)
    data = {
        "file": key,
        "words": WORDS,
        "roles": [
            [role.name, role.value] for role in Role if role is not Role.DATED or guessed.of(Role.DATED)
        ],
        "edits": hand.edits,
        "groups": [
            {
                "key": group.key,
                "title": group.title,
                "folded": group.folded,
                "lines": [_line(sheet, guessed, mapping, at) for at in group.columns],
            }
            for group in _groups(guessed)
        ],
    }
    _columns(key=key, data=data, on_edits_change=heard)
    return mapping


def _where_it_comes_from(hand: InHand, sheet: Sheet) -> None:
    """As which file it is read, the way back to a fresh guess, and another way by a mapping file."""
    with st.container(horizontal=True, key="mapping-read-as"):
        if hand.read_as and hand.fresh:
            show.words(("text", hand.read_as), key=f"mapping.{hand.id}.as")
            st.button(GUESS_ANEW, on_click=hand.begin_with, args=(hand.fresh,), key=f"mapping.{hand.id}.anew")
    with st.expander(READ_AS, key=f"mapping.{hand.id}.file"):
        if chosen := st.file_uploader(MAPPING_FILE, "toml", key=f"mapping.{hand.id}.toml"):
            try:
                said = mapping_file.from_toml(chosen.getvalue().decode("utf-8-sig"), sheet)
            except UnicodeDecodeError:
                show.refusal(NOT_READABLE)
            except Refusal as refused:
                show.refusal(refused)
            else:
                hand.begin_with(said, AS_SAID.format(name=chosen.name))
                st.rerun()


def follow(guessed: Mapping, edits: Edits) -> Mapping:
    """The guessed mapping with what somebody changed in it."""
    mapping = guessed
    dated = guessed.of(Role.DATED)
    for at, said in edits.items():
        changes: dict[str, Any] = {name: READ[name](value) for name, value in said.items() if name in READ}
        if "role" in said:
            changes["role"] = Role[said["role"]]
            if changes["role"] is Role.SET_ASIDE and guessed.columns[int(at)].role is not Role.SET_ASIDE:
                changes["reason"] = CHOSEN
        # Headings that are days are shown as one line, and are changed together.
        for one in dated if dated and int(at) == dated[0] else [int(at)]:
            mapping = mapping.with_column(one, **changes)
    return mapping


def _groups(guessed: Mapping) -> Sequence[_Group]:
    """By what was guessed, so that no line moves away from under the hand that changes it."""
    together = guessed.of(Role.DATED)[1:]
    asked = [at for at, column in enumerate(guessed.columns) if column.ask and at not in together]
    themes = [at for at in guessed.of(Role.THEME) if at not in asked]
    aside = [at for at in guessed.of(Role.SET_ASIDE) if at not in asked]
    rest = [at for at in range(len(guessed.columns)) if at not in {*asked, *themes, *aside, *together}]
    few = len(themes) < 4
    groups = (
        _Group("ask", PLEASE_LOOK, asked),
        _Group("in", COMES_IN, sorted(rest + themes) if few else rest),
        _Group("themes", THEMES_GROUP.format(n=len(themes)), [] if few else themes, folded=True),
        _Group(
            "aside",
            ASIDE_GROUP.format(n=len(aside)) if len(aside) > 1 else ONE_ASIDE,
            aside,
            # Where nothing was recognised the columns to choose from lie open.
            folded=bool(asked or rest),
        ),
    )
    return [group for group in groups if group.columns]


def _line(sheet: Sheet, guessed: Mapping, mapping: Mapping, at: int) -> dict[str, Any]:
    column, first = mapping.columns[at], guessed.columns[at]
    aside = column.role is Role.SET_ASIDE
    return {
        "at": at,
        "short": column.role is Role.THEME,
        "heading": _heading(guessed, at),
        "cells": [] if column.role is Role.THEME else some_cells(sheet, at),
        "role": column.role.name,
        "why": WHY.format(reason=column.reason) if aside else "",
        "ask": first.ask if column.role is first.role else "",
        "fields": _fields(sheet, mapping, at),
    }


def _heading(guessed: Mapping, at: int) -> str:
    column = guessed.columns[at]
    if column.role is not Role.DATED:
        return column.heading
    days = [day for day in days_named(guessed) if day]
    first, last = (Unit.DAY.words(day) for day in (min(days), max(days)))
    return DATED.format(n=len(days), first=first, last=last)


def some_cells(sheet: Sheet, at: int) -> list[str]:
    """A few different cells that say something, each in one line."""
    plain = (" ".join(value.split()) for value in sheet.columns[at].values[: MOST_CELLS * 4])
    different = list(dict.fromkeys(cell for cell in plain if cell))[:MOST_CELLS]
    return [cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + "…" for cell in different]


def _fields(sheet: Sheet, mapping: Mapping, at: int) -> list[dict[str, Any]]:
    """The details that belong to the column's role."""
    column = mapping.columns[at]
    unknown = _write("unknown", UNKNOWN, ", ".join(column.unknown))
    match column.role:
        case Role.STORY if not mapping.of(Role.PROMPT):
            return [_write("words", QUESTION_ANSWERED, column.words)]
        case Role.DAY if any("/" in cell or "." in cell for cell in some_cells(sheet, at)):
            return [_choose("day_first", WHICH_FIRST, DAY_FIRST, "day" if column.day_first else "month")]
        case Role.PLACE:
            scales = [["", NO_SCALE], *([scale.word, scale.word] for scale in Scale)]
            return [_choose("scale", SCALE, scales, column.scale.word if column.scale else ""), unknown]
        case Role.THEME:
            return [_write("words", THEME_NAME, column.words, column.heading)]
        case Role.THEMES:
            return [_choose("separator", BETWEEN, SEPARATORS, column.separator)]
        case Role.MEANING:
            ends = [_write("low", LOW, column.low), _write("high", HIGH, column.high)]
            forms = [[form.value, form.value] for form in Form]
            return [
                _write("words", QUESTION, column.words, column.heading),
                _choose("form", ANSWERED_WITH, forms, column.form.value),
                *([] if column.form is Form.CHOICE else ends),
                unknown,
            ]
        case Role.DATED:
            slashed = any("/" in column.heading for column in mapping.columns)
            order = _choose("day_first", WHICH_FIRST, DAY_FIRST, "day" if column.day_first else "month")
            return [
                _write("words", NUMBERS_OF, column.words),
                _write("unit", UNIT, column.unit),
                *([order] if slashed else []),
            ]
        case Role.VALUE:
            return [_write("words", MEASURE, column.words, column.heading), _write("unit", UNIT, column.unit)]
        case _:
            return []


def _write(name: str, label: str, value: str, placeholder: str = "") -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "placeholder": placeholder}


def _choose(name: str, label: str, options: list[list[str]], value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "value": value}
