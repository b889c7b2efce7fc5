"""A sheet and a mapping, arranged into rows for the store: what comes in, what is refused, what is set aside."""

import hashlib
import json
import secrets
from ast import literal_eval
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from uuid6 import uuid7

from sensemaking.exchange.cell_words import (
    NO,
    NOT_KNOWN,
    YES,
    asks_for_good,
    folded,
    is_not_known,
    is_nothing,
    why_no_answer,
)
from sensemaking.exchange.csv_in import Cells, Sheet
from sensemaking.exchange.days import day_in
from sensemaking.exchange.mapping import Column, Mapping, Role, refuse_what_does_not_fit
from sensemaking.exchange.new_ids import new_ids
from sensemaking.exchange.numbers import number
from sensemaking.exchange.places import Places, same
from sensemaking.model.observation import LONGEST_WORDS, Consent, Form, Kind, Whose
from sensemaking.model.refusal import Refusal
from sensemaking.model.system import System

_BROKEN, _NO_DAY, _NO_PLACE, _NO_WORDS, _NO_NUMBER = range(5)
KINDS = (
    "the row could not be read whole",
    "there is no such day",
    "there is no place for it here",
    "there is no answer in it",
    "there is no number in it",
)
"""Why rows are refused, in kinds; each row has its own words besides."""

Strings = list[str]


@dataclass(frozen=True)
class Known:
    """What the store already has: all systems, and by their words the themes, questions and measures (with units).

    `id_of` makes the id of something new from what it is called, so that two who name it make one thing.
    """

    systems: tuple[System, ...] = ()
    root: System | None = None
    themes: Lookup[str, UUID] = field(default_factory=dict)
    questions: Lookup[tuple[str, str, str, str], UUID] = field(default_factory=dict)
    measures: Lookup[str, tuple[UUID, str]] = field(default_factory=dict)
    id_of: Callable[[str], UUID] = lambda named: uuid7()


@dataclass(frozen=True)
class Refusals:
    """Which rows stay out: `kind` is -1 for a row that comes in, else a position in KINDS; `words` says why."""

    kind: np.ndarray
    words: dict[int, str]

    def add(self, rows: Iterable[int], kind: int, why: Callable[[int], str]) -> None:
        """Refuse these rows, unless they are refused already."""
        for row in rows:
            if self.kind[row] < 0:
                self.kind[row] = kind
                self.words[row] = why(row)


@dataclass(frozen=True)
class Aside:
    """Cells that are kept in the receipt's file only: of which column, in which rows, and why."""

    column: int
    reason: str
    rows: np.ndarray


@dataclass(frozen=True)
class Arranged:
    """What a file comes to. The tables and the rows are as the store keeps them; `days` are the first and the last.

    `systems`, `themes`, `questions` and `measured` are only those that the store does not have yet.
    """

    observations: pa.Table
    themes_given: pa.Table
    meanings: pa.Table
    systems: tuple[System, ...]
    themes: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    measured: list[dict[str, Any]]
    refusals: Refusals
    aside: tuple[Aside, ...]
    stories: int
    measures: int
    days: tuple[date, date] | None

    @property
    def comes_in(self) -> np.ndarray:
        """For each row of the sheet, whether anything of it comes in."""
        return self.refusals.kind < 0


def arrange(
    sheet: Sheet,
    mapping: Mapping,
    known: Known,
    consent: Consent,
    import_id: UUID,
    tell: Callable[[float, str], None] = lambda part, words: None,
) -> Arranged:
    """Everything a file comes to under a mapping. Nothing is written.

    Every cell that says something ends in an observation, in a refused row, or in `aside`. Raises a Refusal
    where the mapping cannot be followed at all.
    """
    refuse_what_does_not_fit(mapping)
    work = _Work(sheet, mapping, known)
    refusals = Refusals(np.full(sheet.rows, -1, dtype=np.int8), {})
    refusals.add(sheet.broken, _BROKEN, sheet.broken.__getitem__)
    tell(0.1, "Reading the days")
    days = work.days(refusals)
    tell(0.2, "Reading the stories")
    parts = [work.story(at) for at in mapping.of(Role.STORY)] + [
        work.value(at) for at in mapping.of(Role.VALUE)
    ]
    work.refuse_rows_without_observations(parts, refusals)
    tell(0.4, "Finding the places")
    systems = work.systems(refusals)
    comes_in = refusals.kind < 0
    tell(0.5, "Gathering themes and answers")
    kept = [np.flatnonzero(part.there & comes_in) for part in parts]
    rows = np.concatenate(kept)
    order = np.argsort(rows, kind="stable")
    ids = pa.array(new_ids(len(rows)), pa.string())
    of_row = rows[order]
    themes, given = work.themes(of_row, ids, comes_in)
    meanings = work.meanings(of_row, ids, comes_in)
    tell(0.7, "Laying out the rows")

    def across(column: Callable[[_Part, np.ndarray], pa.Array]) -> pa.Array:
        whole = pa.chunked_array(
            [column(part, at) for part, at in zip(parts, kept, strict=True)]
        ).combine_chunks()
        return whole.take(pa.array(order))

    def same_for_all(value: Any, kind: pa.DataType) -> pa.Array:
        return pa.repeat(pa.scalar(value, kind), len(rows))

    observations = pa.table(
        {
            "id": ids,
            "version": same_for_all(1, pa.int32()),
            "system": systems.take(pa.array(of_row)),
            "kind": across(lambda part, at: pa.repeat(pa.scalar(part.kind.value, pa.string()), len(at))),
            "day": days.take(pa.array(of_row)),
            "words": across(lambda part, at: part.words(at)),
            "prompt": across(lambda part, at: part.prompt(at)),
            "whose": same_for_all(Whose.MINE.value, pa.string()),
            "cycle": same_for_all(_text(mapping.cycle), pa.string()),
            "experiment": same_for_all(_text(mapping.experiment), pa.string()),
            "teller": work.tellers().take(pa.array(of_row)),
            "themes": themes,
            "measure": across(lambda part, at: part.measure(at)),
            "value": across(lambda part, at: part.value(at)),
            "travels": same_for_all(int(consent.travels) if consent.travels else None, pa.int16()),
            "quotable": same_for_all(consent.quotable, pa.bool_()),
            "usable_until": same_for_all(consent.until, pa.date32()),
            "reviewed": same_for_all(consent.reviewed, pa.bool_()),
            "import": same_for_all(str(import_id), pa.string()),
        }
    )
    aside = work.aside(parts, comes_in)
    ends = pc.min_max(observations["day"]).as_py()
    span = (ends["min"], ends["max"]) if len(rows) else None
    stories = sum(len(at) for part, at in zip(parts, kept, strict=True) if part.kind is Kind.STORY)
    return Arranged(
        observations,
        given,
        meanings,
        tuple(work.places.made),
        work.new_themes,
        work.new_questions,
        work.new_measures,
        refusals,
        tuple(aside),
        stories,
        len(rows) - stories,
        span,
    )


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


@dataclass(frozen=True)
class _Part:
    """What one column of stories or numbers comes to, for every row of the sheet; `there` says where it does."""

    column: int
    kind: Kind
    there: np.ndarray
    why_not: Callable[[int], str]
    words: Callable[[np.ndarray], pa.Array]
    prompt: Callable[[np.ndarray], pa.Array]
    measure: Callable[[np.ndarray], pa.Array]
    value: Callable[[np.ndarray], pa.Array]


def _each(cells: Cells, test: Callable[[str], Any], kind: Any = bool) -> np.ndarray:
    """The answer for every row, asked once for each different cell."""
    return np.fromiter(map(test, cells.values), kind, len(cells.values))[cells.codes]


def _filled(cells: Cells) -> np.ndarray:
    return _each(cells, lambda value: bool(value.strip()))


def _constant(value: Any, kind: pa.DataType) -> Callable[[np.ndarray], pa.Array]:
    return lambda at: pa.repeat(pa.scalar(value, kind), len(at))


def _taken(values: Strings, codes: np.ndarray) -> Callable[[np.ndarray], pa.Array]:
    return lambda at: pa.array(values, pa.string()).take(pa.array(codes[at]))


class _Work:
    """One sheet being arranged: what is found in its cells, asked once for each different cell."""

    def __init__(self, sheet: Sheet, mapping: Mapping, known: Known) -> None:
        self.sheet, self.mapping, self.known = sheet, mapping, known
        self.places = Places(known.systems, known.root)
        if mapping.home and mapping.home_scale:
            if known.root and mapping.home_scale >= known.root.scale:
                if self.places.find([(mapping.home_scale, mapping.home)])[1]:
                    raise Refusal(
                        f"{mapping.home} is not inside {known.root.name}, where we stand.",
                        try_next="Stand somewhere else, or name a place closer in.",
                    )
            else:
                self.places.stand_at(mapping.home_scale, mapping.home)
        self.new_themes: list[dict[str, Any]] = []
        self.new_questions: list[dict[str, Any]] = []
        self.new_measures: list[dict[str, Any]] = []
        self._themes = dict(known.themes)
        self._measures = dict(known.measures)
        self._aside: list[Aside] = []

    def _cells(self, at: int) -> Cells:
        return self.sheet.columns[at]

    def _together(self, columns: list[int]) -> np.ndarray:
        """For each row a number that stands for what these columns hold together."""
        codes = np.zeros(self.sheet.rows, dtype=np.int64)
        for cells in map(self._cells, columns):
            # Numbered anew each time: many columns of many different cells would run out of numbers.
            codes = np.unique(codes * len(cells.values) + cells.codes, return_inverse=True)[1]
        return codes

    def _only(self, role: Role) -> Cells | None:
        found = self.mapping.of(role)
        return self._cells(found[0]) if found else None

    def days(self, refusals: Refusals) -> pa.Array:
        """Each row's day; rows without one are refused."""
        cells = self._only(Role.DAY)
        if cells is None:
            return pa.repeat(pa.scalar(self.mapping.day, pa.date32()), self.sheet.rows)
        day_first = self.mapping.columns[self.mapping.of(Role.DAY)[0]].day_first
        found = [
            self.mapping.day if is_not_known(value) else day_in(value, day_first) for value in cells.values
        ]
        missing = np.array([day is None for day in found], dtype=bool)[cells.codes]

        def why(row: int) -> str:
            value = cells.at(row)
            return f"“{_short(value)}” is not a day there is" if value.strip() else "no day is given"

        refusals.add(np.flatnonzero(missing), _NO_DAY, why)
        return pa.array(found, pa.date32()).take(pa.array(cells.codes))

    def systems(self, refusals: Refusals) -> pa.Array:
        """Each row's system; rows without one are refused."""
        columns = sorted(self.mapping.of(Role.PLACE), key=lambda at: -(self.mapping.columns[at].scale or 0))
        together = self._together(columns)
        firsts, which = np.unique(together, return_index=True, return_inverse=True)[1:]
        # Only rows that come in make systems, so each path is followed at the first of its rows that does.
        used = np.zeros(len(firsts), dtype=bool)
        used[which[refusals.kind < 0]] = True
        systems: list[str | None] = []
        reasons: Strings = []
        for first, wanted in zip(firsts, used, strict=True):
            path = []
            for at in columns:
                column, name = self.mapping.columns[at], self._cells(at).at(first)
                if column.scale and not _means_unknown(name, column):
                    path.append((column.scale, name))
            system, why = self.places.find(path) if wanted else (None, "")
            systems.append(_text(system))
            reasons.append(why)
        nowhere = np.array([system is None for system in systems], dtype=bool)[which]
        refusals.add(np.flatnonzero(nowhere), _NO_PLACE, lambda row: reasons[which[row]])
        return pa.array(systems, pa.string()).take(pa.array(which))

    def story(self, at: int) -> _Part:
        """What a column of stories comes to."""
        cells, column = self._cells(at), self.mapping.columns[at]
        prompts = self._only(Role.PROMPT)
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
            return why[code] or f"“{_short(cells.values[code])}” is no answer"

        return _Part(
            at,
            Kind.STORY,
            there,
            why_not,
            _taken(cells.values, cells.codes),
            _taken(asked, prompt_codes),
            _constant(None, pa.string()),
            _constant(None, pa.float64()),
        )

    def value(self, at: int) -> _Part:
        """What a column of measured numbers comes to."""
        cells, column = self._cells(at), self.mapping.columns[at]
        numbers = [number(value) for value in cells.values]
        there = np.array([found is not None for found in numbers], dtype=bool)[cells.codes]
        names = self.mapping.of(Role.MEASURE)
        units = self.mapping.of(Role.UNIT)
        several = len(self.mapping.of(Role.VALUE)) > 1
        codes = self._together(names + units)

        def measured(row: int) -> str:
            told = [_told(self._cells(name), row) for name in names]
            own = [column.words or column.heading] if several or column.words or not any(told) else []
            unit = self._cells(units[0]).at(row) if units else column.unit
            return self._measure(", ".join(filter(None, own + told)), " ".join(unit.split()))

        def measures(rows: np.ndarray) -> pa.Array:
            firsts, which = np.unique(codes[rows], return_index=True, return_inverse=True)[1:]
            found = [measured(int(rows[first])) for first in firsts]
            return pa.array(found, pa.string()).take(pa.array(which))

        def why_not(row: int) -> str:
            value = cells.at(row)
            return f"“{_short(value)}” is not a number" if value.strip() else f"“{cells.heading}” is empty"

        return _Part(
            at,
            Kind.MEASURE,
            there,
            why_not,
            _constant("", pa.string()),
            _constant("", pa.string()),
            measures,
            lambda rows: pa.array(numbers, pa.float64()).take(pa.array(cells.codes[rows])),
        )

    def refuse_rows_without_observations(self, parts: list[_Part], refusals: Refusals) -> None:
        """Refuse the rows of which no story and no number is left."""
        there = np.zeros(self.sheet.rows, dtype=bool)
        for part in parts:
            there |= part.there
        kind = _NO_WORDS if parts[0].kind is Kind.STORY else _NO_NUMBER

        def why(row: int) -> str:
            said = dict.fromkeys(part.why_not(row) for part in parts)
            return "; ".join(said)

        refusals.add(np.flatnonzero(~there), kind, why)

    def tellers(self) -> pa.Array:
        """An opaque key for each row's teller: equal for one person within this file, and telling nothing else.

        The salt is thrown away, so nobody can find the key of a person whose number they know.
        """
        cells = self._only(Role.TELLER)
        if cells is None:
            return pa.nulls(self.sheet.rows, pa.string())
        salt = secrets.token_bytes(32)
        keys = [
            None
            if is_not_known(value)
            else hashlib.blake2b(value.strip().encode(), key=salt, digest_size=16).hexdigest()
            for value in cells.values
        ]
        return pa.array(keys, pa.string()).take(pa.array(cells.codes))

    def themes(self, of_row: np.ndarray, ids: pa.Array, comes_in: np.ndarray) -> tuple[pa.Array, pa.Table]:
        """The themes of each observation as lists, and who gave them."""
        rows: list[np.ndarray] = []
        theme: list[np.ndarray] = []
        order: dict[str, int] = {}
        for at in self.mapping.of(Role.THEME):
            cells, column = self._cells(at), self.mapping.columns[at]
            yes = _each(cells, lambda value: folded(value) in YES) & comes_in
            strange = _each(cells, lambda value: folded(value) not in YES | NO | NOT_KNOWN) & comes_in
            self._set_aside(at, "it says neither yes nor no", strange)
            if yes.any():
                found = order.setdefault(self._theme(column.words or column.heading), len(order))
                rows.append(np.flatnonzero(yes))
                theme.append(np.full(int(yes.sum()), found))
        for at in self.mapping.of(Role.THEMES):
            cells, column = self._cells(at), self.mapping.columns[at]
            used = np.zeros(len(cells.values), dtype=bool)
            used[cells.codes[comes_in]] = True
            lists = [
                [order.setdefault(self._theme(name), len(order)) for name in named(value, column.separator)]
                if wanted
                else []
                for value, wanted in zip(cells.values, used, strict=True)
            ]
            lengths = np.array([len(found) for found in lists])
            starts = np.concatenate([[0], np.cumsum(lengths)])
            flat = np.array([one for found in lists for one in found], dtype=np.int64)
            here = np.flatnonzero(comes_in)
            many = lengths[cells.codes[here]]
            rows.append(np.repeat(here, many))
            within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
            theme.append(flat[np.repeat(starts[cells.codes[here]], many) + within])
        names = pa.array(list(order), pa.string())
        pairs = np.concatenate([r * max(len(order), 1) + t for r, t in zip(rows, theme, strict=True)] or [[]])
        pairs = np.unique(pairs.astype(np.int64))
        pair_rows, pair_themes = np.divmod(pairs, max(len(order), 1))
        starts = np.searchsorted(pair_rows, of_row, side="left")
        many = np.searchsorted(pair_rows, of_row, side="right") - starts
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        chosen = names.take(pa.array(pair_themes[np.repeat(starts, many) + within].astype(np.int64)))
        offsets = pa.array(np.concatenate([[0], np.cumsum(many)]).astype(np.int32))
        given = pa.table(
            {
                "observation": ids.take(pa.array(np.repeat(np.arange(len(of_row)), many))),
                "version": pa.repeat(pa.scalar(1, pa.int32()), len(chosen)),
                "theme": chosen,
                "giver": pa.repeat(pa.scalar("file", pa.string()), len(chosen)),
            }
        )
        return pa.ListArray.from_arrays(offsets, chosen), given

    def meanings(self, of_row: np.ndarray, ids: pa.Array, comes_in: np.ndarray) -> pa.Table:
        """The tellers' own answers, one for each observation of their row."""
        parts = []
        for at in self.mapping.of(Role.MEANING):
            cells, column = self._cells(at), self.mapping.columns[at]
            answers = [_answer(value, column) for value in cells.values]
            good = np.array([not why for _, _, why in answers], dtype=bool)[cells.codes]
            for reason in dict.fromkeys(why for _, _, why in answers if why and why != _EMPTY):
                rows = np.array([why == reason for _, _, why in answers], dtype=bool)[cells.codes]
                self._set_aside(at, reason, rows & comes_in)
            chosen = np.flatnonzero(good[of_row])
            if not len(chosen):
                continue
            codes = pa.array(cells.codes[of_row[chosen]])
            parts.append(
                pa.table(
                    {
                        "observation": ids.take(pa.array(chosen)),
                        "version": pa.repeat(pa.scalar(1, pa.int32()), len(chosen)),
                        "question": pa.repeat(pa.scalar(self._question(column), pa.string()), len(chosen)),
                        "choice": pa.array([choice for choice, _, _ in answers], pa.string()).take(codes),
                        "number": pa.array([found for _, found, _ in answers], pa.float64()).take(codes),
                    }
                )
            )
        return pa.concat_tables(parts) if parts else pa.table({})

    def aside(self, parts: list[_Part], comes_in: np.ndarray) -> list[Aside]:
        """All cells of the rows that come in which do not come in themselves, in the file's order."""
        for at, column in enumerate(self.mapping.columns):
            cells = self._cells(at)
            if column.role is Role.SET_ASIDE:
                self._set_aside(at, column.reason, _filled(cells) & comes_in)
            elif column.role is Role.PLACE:
                unknown = _each(cells, partial(_means_unknown, column=column))
                self._set_aside(
                    at, "it means that the place is not known", unknown & _filled(cells) & comes_in
                )
        for part in parts:
            self._set_aside(
                part.column,
                "there is no answer in it" if part.kind is Kind.STORY else "it is not a number",
                ~part.there & _filled(self._cells(part.column)) & comes_in,
            )
        return sorted(self._aside, key=lambda one: one.column)

    def _set_aside(self, at: int, reason: str, rows: np.ndarray) -> None:
        if rows.any():
            self._aside.append(Aside(at, reason, np.flatnonzero(rows)))

    def _theme(self, name: str) -> str:
        name = " ".join(name.split())
        if same(name) not in self._themes:
            self._themes[same(name)] = new = self.known.id_of(f"theme {same(name)}")
            self.new_themes.append({"id": new, "version": 1, "name": name})
        return str(self._themes[same(name)])

    def _measure(self, name: str, unit: str) -> str:
        # The same name in another unit is another measure, and says so.
        if same(name) in self._measures and same(self._measures[same(name)][1]) != same(unit):
            name = f"{name} ({unit or 'no unit'})"
        if same(name) not in self._measures:
            new = self.known.id_of(f"measure {same(name)}")
            self._measures[same(name)] = new, unit
            self.new_measures.append({"id": new, "version": 1, "name": name, "unit": unit})
        return str(self._measures[same(name)][0])

    def _question(self, column: Column) -> str:
        words = " ".join((column.words or column.heading).split())
        found = self.known.questions.get((same(words), column.form.value, column.low, column.high))
        if found is None:
            found = self.known.id_of(f"question {column.form} {words.casefold()} {column.low} {column.high}")
            self.new_questions.append(
                {
                    "id": found,
                    "version": 1,
                    "words": words,
                    "form": column.form.value,
                    "low": column.low,
                    "high": column.high,
                }
            )
        return str(found)


def _short(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= 60 else text[:57] + "…"


def _told(cells: Cells, row: int) -> str:
    """What a cell says was measured; a bare code is said with its heading."""
    cell = " ".join(cells.at(row).split())
    return f"{cells.heading} {cell}" if number(cell) is not None else cell


def _means_unknown(cell: str, column: Column) -> bool:
    return is_not_known(cell) or cell.strip() in column.unknown


_EMPTY = "it is empty"


def _answer(cell: str, column: Column) -> tuple[str | None, float | None, str]:
    """A teller's answer as a choice or a number, or why there is none."""
    if not cell.strip():
        return None, None, _EMPTY
    if _means_unknown(cell, column):
        return None, None, "it means that there is no answer"
    if column.form is Form.CHOICE:
        return " ".join(cell.split()), None, ""
    found = number(cell)
    if found is None:
        return None, None, "it is not a number"
    if column.form is Form.BETWEEN and not 0 <= found <= 1:
        return None, None, "it lies beyond the two poles (0 to 1)"
    return None, found, ""


def named(cell: str, separator: str) -> list[str]:
    """The themes a cell names: parted by the separator, or written as a list in square brackets."""
    text = cell.strip()
    parts: list[str] = []
    if text.startswith("[") and text.endswith("]"):
        for read in (json.loads, literal_eval):
            try:
                found = read(text)
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(found, list) and all(isinstance(one, str | int | float) for one in found):
                parts = [str(one) for one in found]
                break
    parts = parts or (text.split(separator) if separator else [text])
    names = [" ".join(part.split()) for part in parts]
    return list(dict.fromkeys(name for name in names if not is_not_known(name)))
