"""Columns of stories and of numbers: what each comes to as observations, asked once for each different cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from sensemaking.exchange.arranged import Known
from sensemaking.exchange.cell_words import asks_for_good, is_nothing, why_no_answer
from sensemaking.exchange.given import each
from sensemaking.exchange.mapping import Mapping, Role, days_named
from sensemaking.exchange.numbers import number, numbers
from sensemaking.exchange.places import same
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.observation import LONGEST_WORDS, Kind


@dataclass(frozen=True)
class Part:
    """What one column of stories or numbers comes to, for every row of the sheet; `there` says where it does.

    The rest answers for rows by their positions. `days` is None where the row itself says its day.
    """

    column: int
    kind: Kind
    there: np.ndarray
    why_not: Callable[[int], str]
    words: Callable[[np.ndarray], pa.Array]
    prompt: Callable[[np.ndarray], pa.Array]
    measure: Callable[[np.ndarray], pa.Array]
    value: Callable[[np.ndarray], pa.Array]
    days: Callable[[np.ndarray], pa.Array] | None = None


class Observing:
    """Finds the observations in a sheet's columns. `new_measures` are the measures the store does not have yet."""

    def __init__(self, sheet: Sheet, mapping: Mapping, known: Known) -> None:
        self.sheet, self.mapping, self.known = sheet, mapping, known
        self.new_measures: list[dict[str, Any]] = []
        self._measures = dict(known.measures)
        self._named = mapping.of(Role.MEASURE)
        self._units = mapping.of(Role.UNIT)
        self._measured_in_row = together(sheet, self._named + self._units)

    def parts(self) -> list[Part]:
        """Every column of stories, then every column of numbers."""
        named = dict(zip(self.mapping.of(Role.DATED), days_named(self.mapping), strict=True))
        return [self._story(at) for at in self.mapping.of(Role.STORY)] + [
            self._value(at, named.get(at)) for at in self.mapping.of(Role.VALUE, Role.DATED)
        ]

    def _story(self, at: int) -> Part:
        cells, column = self.sheet.columns[at], self.mapping.columns[at]
        of_prompt = self.mapping.of(Role.PROMPT)
        prompts = self.sheet.columns[of_prompt[0]] if of_prompt else None
        asked = [" ".join(value.split()) for value in prompts.values] if prompts else [column.words]
        prompt_codes = prompts.codes if prompts else np.zeros(self.sheet.rows, dtype=np.int32)
        good = np.array([asks_for_good(words) for words in asked], dtype=bool)[prompt_codes]
        why = [why_no_answer(value) for value in cells.values]
        too_long = [len(value) > LONGEST_WORDS for value in cells.values]
        nothing = [is_nothing(value) for value in cells.values]
        there = ~np.array([bool(words) for words in why], dtype=bool)[cells.codes]
        there &= ~(np.array(nothing, dtype=bool)[cells.codes] & ~good)
        there &= ~np.array(too_long, dtype=bool)[cells.codes]

        def why_not(row: int) -> str:
            code = cells.codes[row]
            if too_long[code]:
                return f"it is longer than {LONGEST_WORDS:,} characters"
            return why[code] or f"“{short(cells.values[code])}” is no answer"

        return Part(
            at,
            Kind.STORY,
            there,
            why_not,
            _taken(cells.values, cells.codes),
            _taken(asked, prompt_codes),
            _constant(None, pa.string()),
            _constant(None, pa.float64()),
        )

    def _value(self, at: int, day: date | None) -> Part:
        cells = self.sheet.columns[at]
        found = numbers(cells.values)
        there = np.array([one is not None for one in found], dtype=bool)[cells.codes]
        named = self._is_named(at)
        there &= named

        def measures(rows: np.ndarray) -> pa.Array:
            firsts, which = np.unique(self._measured_in_row[rows], return_index=True, return_inverse=True)[1:]
            measured = [self._measured(at, int(rows[first])) for first in firsts]
            return pa.array(measured, pa.string()).take(pa.array(which))

        def why_not(row: int) -> str:
            value = cells.at(row)
            if not named[row]:
                return "nothing says what was measured"
            return f"“{short(value)}” is not a number" if value.strip() else f"“{cells.heading}” is empty"

        return Part(
            at,
            Kind.MEASURE,
            there,
            why_not,
            _constant("", pa.string()),
            _constant("", pa.string()),
            measures,
            lambda rows: pa.array(found, pa.float64()).take(pa.array(cells.codes[rows])),
            _constant(day, pa.date32()) if day else None,
        )

    def _is_named(self, at: int) -> np.ndarray:
        """For each row whether anything says what this column measures: a heading that is a day does not."""
        column = self.mapping.columns[at]
        found = np.full(self.sheet.rows, column.role is Role.VALUE or bool(column.words))
        for name in self._named:
            found |= each(self.sheet.columns[name], lambda value: bool(value.strip()))
        return found

    def _measured(self, at: int, row: int) -> str:
        """The measure that a column's number in this row is of."""
        column = self.mapping.columns[at]
        told = [_told(self.sheet.columns[name], row) for name in self._named]
        own = column.words
        if column.role is Role.VALUE and not own and (len(self.mapping.of(Role.VALUE)) > 1 or not any(told)):
            own = column.heading
        unit = self.sheet.columns[self._units[0]].at(row) if self._units else column.unit
        return self._measure(", ".join(filter(None, [own, *told])), " ".join(unit.split()))

    def _measure(self, name: str, unit: str) -> str:
        # The same name in another unit is another measure, and says so.
        if same(name) in self._measures and same(self._measures[same(name)][1]) != same(unit):
            name = f"{name} ({unit or 'no unit'})"
        if same(name) not in self._measures:
            new = self.known.id_of(f"measure {same(name)}")
            self._measures[same(name)] = new, unit
            self.new_measures.append({"id": new, "version": 1, "name": name, "unit": unit})
        return str(self._measures[same(name)][0])


def together(sheet: Sheet, columns: list[int]) -> np.ndarray:
    """For each row a number that stands for what these columns hold together."""
    codes = np.zeros(sheet.rows, dtype=np.int64)
    for cells in (sheet.columns[at] for at in columns):
        # Numbered anew each time: many columns of many different cells would run out of numbers.
        codes = np.unique(codes * len(cells.values) + cells.codes, return_inverse=True)[1]
    return codes


def short(cell: str) -> str:
    """A cell in one line of at most 60 characters, to be named in a sentence."""
    text = " ".join(cell.split())
    return text if len(text) <= 60 else text[:57] + "…"


def _constant(value: Any, kind: pa.DataType) -> Callable[[np.ndarray], pa.Array]:
    return lambda at: pa.repeat(pa.scalar(value, kind), len(at))


def _taken(values: list[str], codes: np.ndarray) -> Callable[[np.ndarray], pa.Array]:
    return lambda at: pa.array(values, pa.string()).take(pa.array(codes[at]))


def _told(cells: Cells, row: int) -> str:
    """What a cell says was measured; a bare code is said with its heading."""
    cell = " ".join(cells.at(row).split())
    return f"{cells.heading} {cell}" if number(cell) is not None else cell
