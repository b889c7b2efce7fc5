"""Themes and tellers' own answers: what a file gives to its observations, asked once for each different cell."""

import json
from ast import literal_eval
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from sensemaking.exchange.arranged import Aside, Known
from sensemaking.exchange.cell_words import NO, NOT_KNOWN, YES, folded, is_not_known
from sensemaking.exchange.mapping import Column, Mapping, Role
from sensemaking.exchange.numbers import numbers
from sensemaking.exchange.places import same
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.observation import Form


class Given:
    """Finds themes and meanings in a sheet's columns.

    `new_themes` and `new_questions` are those the store does not have yet, `aside` the cells that say nothing usable.
    """

    def __init__(self, sheet: Sheet, mapping: Mapping, known: Known) -> None:
        self.sheet, self.mapping, self.known = sheet, mapping, known
        self.new_themes: list[dict[str, Any]] = []
        self.new_questions: list[dict[str, Any]] = []
        self.aside: list[Aside] = []
        self._themes = dict(known.themes)

    def themes(self, of_row: np.ndarray, ids: pa.Array, comes_in: np.ndarray) -> tuple[pa.Array, pa.Table]:
        """The themes of each observation as lists, and who gave them."""
        rows: list[np.ndarray] = []
        theme: list[np.ndarray] = []
        order: dict[str, int] = {}
        for at in self.mapping.of(Role.THEME):
            cells, column = self.sheet.columns[at], self.mapping.columns[at]
            yes = each(cells, lambda value: folded(value) in YES) & comes_in
            strange = each(cells, lambda value: folded(value) not in YES | NO | NOT_KNOWN) & comes_in
            self._set_aside(at, "it says neither yes nor no", strange)
            if yes.any():
                found = order.setdefault(self._theme(column.words or column.heading), len(order))
                rows.append(np.flatnonzero(yes))
                theme.append(np.full(int(yes.sum()), found))
        for at in self.mapping.of(Role.THEMES):
            cells, column = self.sheet.columns[at], self.mapping.columns[at]
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
            cells, column = self.sheet.columns[at], self.mapping.columns[at]
            answers = [
                _answer(value, found, column)
                for value, found in zip(cells.values, numbers(cells.values), strict=True)
            ]
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

    def _set_aside(self, at: int, reason: str, rows: np.ndarray) -> None:
        if rows.any():
            self.aside.append(Aside(at, reason, np.flatnonzero(rows)))

    def _theme(self, name: str) -> str:
        name = " ".join(name.split())
        if same(name) not in self._themes:
            self._themes[same(name)] = new = self.known.id_of(f"theme {same(name)}")
            self.new_themes.append({"id": new, "version": 1, "name": name})
        return str(self._themes[same(name)])

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


def each(cells: Cells, test: Callable[[str], Any]) -> np.ndarray:
    """Whether it is so in every row, asked once for each different cell."""
    return np.fromiter(map(test, cells.values), bool, len(cells.values))[cells.codes]


def means_unknown(cell: str, column: Column) -> bool:
    """Whether a cell of this column says that nobody knows."""
    return is_not_known(cell) or cell.strip() in column.unknown


_EMPTY = "it is empty"


def _answer(cell: str, found: float | None, column: Column) -> tuple[str | None, float | None, str]:
    """A teller's answer as a choice or a number, or why there is none."""
    if not cell.strip():
        return None, None, _EMPTY
    if means_unknown(cell, column):
        return None, None, "it means that there is no answer"
    if column.form is Form.CHOICE:
        return " ".join(cell.split()), None, ""
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
