"""A sheet and a mapping, arranged into rows for the store: what comes in, what is refused, what is set aside."""

import hashlib
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sensemaking.exchange.arranged import (
    APART,
    BROKEN,
    COUNTS_AGAINST,
    NO_DAY,
    NO_NUMBER,
    NO_PLACE,
    NO_WORDS,
    TAKEN_BACK,
    Arranged,
    Aside,
    Known,
    Refusals,
)
from sensemaking.exchange.cell_words import is_not_known, is_taken_back
from sensemaking.exchange.days import days_in
from sensemaking.exchange.given import Given, each, means_unknown
from sensemaking.exchange.mapping import Mapping, Role, refuse_what_does_not_fit
from sensemaking.exchange.new_ids import new_ids
from sensemaking.exchange.observing import Observing, Part, short, together
from sensemaking.exchange.places import Places
from sensemaking.exchange.set_aside import counts_against
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.observation import Consent, Kind, Whose
from sensemaking.model.refusal import Refusal

MOST_OBSERVATIONS = 1_000_000
"""The most observations that may come of one file."""


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
    refusals.add(sheet.apart, APART, sheet.apart.__getitem__)
    refusals.add(sheet.broken, BROKEN, sheet.broken.__getitem__)
    work.refuse_what_was_taken_back(refusals)
    work.refuse_targets(refusals)
    tell(0.1, "Reading the days")
    days = work.days(refusals)
    tell(0.2, "Reading the stories")
    observing, giving = Observing(sheet, mapping, known), Given(sheet, mapping, known)
    parts = observing.parts()
    work.refuse_rows_without_observations(parts, refusals)
    tell(0.4, "Finding the places")
    systems = work.systems(refusals)
    comes_in = refusals.kind < 0
    tell(0.5, "Gathering themes and answers")
    kept = [np.flatnonzero(part.there & comes_in) for part in parts]
    _refuse_too_many(sheet, sum(map(len, kept)))
    rows = np.concatenate(kept)
    order = np.argsort(rows, kind="stable")
    ids = pa.array(new_ids(len(rows)), pa.string())
    of_row = rows[order]
    themes, given = giving.themes(of_row, ids, comes_in)
    meanings = giving.meanings(of_row, ids, comes_in)
    tell(0.7, "Laying out the rows")

    def across(column: Callable[[Part, np.ndarray], pa.Array]) -> pa.Array:
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
            "day": across(lambda part, at: part.days(at) if part.days else days.take(pa.array(at))),
            "words": across(lambda part, at: part.words(at)),
            "prompt": across(lambda part, at: part.prompt(at)),
            "whose": same_for_all(Whose.MINE.value, pa.string()),
            "cycle": same_for_all(_text(mapping.cycle), pa.string()),
            "experiment": same_for_all(_text(mapping.experiment), pa.string()),
            "teller": work.tellers(parts).take(pa.array(of_row)),
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
    aside = sorted([*work.aside(parts, comes_in), *giving.aside], key=lambda one: one.column)
    ends = pc.min_max(observations["day"]).as_py()
    span = (ends["min"], ends["max"]) if len(rows) else None
    stories = sum(len(at) for part, at in zip(parts, kept, strict=True) if part.kind is Kind.STORY)
    return Arranged(
        observations,
        given,
        meanings,
        tuple(work.places.made),
        giving.new_themes,
        giving.new_questions,
        observing.new_measures,
        refusals,
        tuple(aside),
        stories,
        len(rows) - stories,
        span,
    )


def _refuse_too_many(sheet: Sheet, many: int) -> None:
    if many > MOST_OBSERVATIONS:
        raise Refusal(
            f"{sheet.name} would come to {many:,} observations; {MOST_OBSERVATIONS:,} is the most at once.",
            try_next="Set columns aside, or cut it into several files and bring them in one after the other.",
        )


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


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

    def _cells(self, at: int) -> Cells:
        return self.sheet.columns[at]

    def _only(self, role: Role) -> Cells | None:
        found = self.mapping.of(role)
        return self._cells(found[0]) if found else None

    def refuse_what_was_taken_back(self, refusals: Refusals) -> None:
        """Refuse the rows that say, in any column, that their teller took back their consent."""
        for cells in self.sheet.columns:
            refusals.add(np.flatnonzero(each(cells, is_taken_back)), TAKEN_BACK, partial(_said, cells))

    def refuse_targets(self, refusals: Refusals) -> None:
        """Refuse the rows whose measure is a target, or counts against one."""
        for at in self.mapping.of(Role.MEASURE):
            cells = self._cells(at)
            names = {code: short(name) for code, name in enumerate(cells.values) if counts_against(name)}
            rows = np.flatnonzero(np.isin(cells.codes, list(names)))
            refusals.add(rows, COUNTS_AGAINST, partial(_name_in, names, cells))

    def days(self, refusals: Refusals) -> pa.Array:
        """Each row's day; rows without one are refused."""
        cells = self._only(Role.DAY)
        if cells is None:
            return pa.repeat(pa.scalar(self.mapping.day, pa.date32()), self.sheet.rows)
        day_first = self.mapping.columns[self.mapping.of(Role.DAY)[0]].day_first
        named = days_in(cells.values, day_first)
        found = [
            self.mapping.day if is_not_known(value) else day
            for value, day in zip(cells.values, named, strict=True)
        ]
        missing = np.array([day is None for day in found], dtype=bool)[cells.codes]

        def why(row: int) -> str:
            value = cells.at(row)
            return f"“{short(value)}” is not a day there is" if value.strip() else "no day is given"

        refusals.add(np.flatnonzero(missing), NO_DAY, why)
        return pa.array(found, pa.date32()).take(pa.array(cells.codes))

    def systems(self, refusals: Refusals) -> pa.Array:
        """Each row's system; rows without one are refused."""
        columns = sorted(self.mapping.of(Role.PLACE), key=lambda at: -(self.mapping.columns[at].scale or 0))
        paths = together(self.sheet, columns)
        firsts, which = np.unique(paths, return_index=True, return_inverse=True)[1:]
        # Only rows that come in make systems, so each path is followed at the first of its rows that does.
        used = np.zeros(len(firsts), dtype=bool)
        used[which[refusals.kind < 0]] = True
        systems: list[str | None] = []
        reasons: list[str] = []
        for first, wanted in zip(firsts, used, strict=True):
            path = []
            for at in columns:
                column, name = self.mapping.columns[at], self._cells(at).at(first)
                if column.scale and not means_unknown(name, column):
                    path.append((column.scale, name))
            system, why = self.places.find(path) if wanted else (None, "")
            systems.append(_text(system))
            reasons.append(why)
        nowhere = np.array([system is None for system in systems], dtype=bool)[which]
        refusals.add(np.flatnonzero(nowhere), NO_PLACE, lambda row: reasons[which[row]])
        return pa.array(systems, pa.string()).take(pa.array(which))

    def refuse_rows_without_observations(self, parts: list[Part], refusals: Refusals) -> None:
        """Refuse the rows of which no story and no number is left."""
        there = np.zeros(self.sheet.rows, dtype=bool)
        for part in parts:
            there |= part.there
        kind = NO_WORDS if parts[0].kind is Kind.STORY else NO_NUMBER

        def why(row: int) -> str:
            said = dict.fromkeys(part.why_not(row) for part in parts)
            return "; ".join(said)

        refusals.add(np.flatnonzero(~there), kind, why)

    def tellers(self, parts: list[Part]) -> pa.Array:
        """An opaque key for each row's teller: equal for one person within this file, and telling nothing else.

        Where no column says who told it, a row that holds several stories has a key of its own: one person told
        them all. The salt is thrown away, so nobody can find the key of a person whose number they know.
        """
        cells = self._only(Role.TELLER)
        if cells is None:
            texts = [part.there.astype(int) for part in parts if part.kind is Kind.STORY]
            stories = sum(texts, start=np.zeros(self.sheet.rows, dtype=int))
            of_rows = [secrets.token_hex(16) if many > 1 else None for many in stories]
            return pa.array(of_rows, pa.string())
        salt = secrets.token_bytes(32)
        keys = [
            None
            if is_not_known(value)
            else hashlib.blake2b(value.strip().encode(), key=salt, digest_size=16).hexdigest()
            for value in cells.values
        ]
        return pa.array(keys, pa.string()).take(pa.array(cells.codes))

    def aside(self, parts: list[Part], comes_in: np.ndarray) -> list[Aside]:
        """Cells of the rows that come in which do not come in themselves: of columns set aside, places and parts."""
        found: list[tuple[int, str, np.ndarray]] = []
        for at, column in enumerate(self.mapping.columns):
            if column.role is Role.SET_ASIDE:
                found.append((at, column.reason, comes_in))
            elif column.role is Role.PLACE:
                unknown = each(self._cells(at), partial(means_unknown, column=column))
                found.append((at, "it means that the place is not known", unknown & comes_in))
        for part in parts:
            why = "there is no answer in it" if part.kind is Kind.STORY else "it is not a number"
            found.append((part.column, why, ~part.there & comes_in))
        filled = [(at, why, rows & _filled(self._cells(at))) for at, why, rows in found]
        return [Aside(at, why, np.flatnonzero(rows)) for at, why, rows in filled if rows.any()]


def _name_in(names: dict[int, str], cells: Cells, row: int) -> str:
    return f"“{names[cells.codes[row]]}”"


def _said(cells: Cells, row: int) -> str:
    return f"“{short(cells.at(row))}” stands in “{cells.heading}”"


def _filled(cells: Cells) -> np.ndarray:
    return each(cells, lambda value: bool(value.strip()))
