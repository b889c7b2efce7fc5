"""A table of systems: names and what each is part of, read into a stack.

Three shapes come to the same: each row names itself and its parent (by name or by code), each row is a path of
columns from the widest to the closest, or both. What a system was called before is kept as another name of it.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

import numpy as np
from uuid6 import uuid7

from sensemaking.exchange.days import looks_like_a_day
from sensemaking.exchange.numbers import number
from sensemaking.exchange.places import same
from sensemaking.exchange.set_aside import tokens
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import System

LONGEST_NAME = 200


class Part(StrEnum):
    """What a column of such a table can be, in the words a page shows."""

    NAME = "its name"
    PARENT = "what it is part of, by name or code"
    LEVEL = "a system around it"
    SCALE = "how wide it is, in words"
    CODE = "its code"
    ALSO = "other names it has or had"
    ENDED = "the day it ended"
    BECAME = "what it became, by name or code"
    SET_ASIDE = "set aside"


@dataclass(frozen=True)
class Told:
    """What one column tells. `scale` belongs to a LEVEL: how wide the systems it names are."""

    heading: str
    part: Part = Part.SET_ASIDE
    scale: Scale | None = None


@dataclass(frozen=True)
class Plan:
    """How a table of systems is to be read.

    `scale` is how wide the named systems are: all of them, or with a PARENT column those that are part of
    nothing, each further in being one scale closer. With a SCALE column `scales` says what its words mean.
    """

    columns: tuple[Told, ...]
    scale: Scale | None = None
    scales: tuple[tuple[str, Scale | None], ...] = ()

    def of(self, part: Part) -> list[int]:
        """The positions of the columns that tell this, in the file's order."""
        return [at for at, told in enumerate(self.columns) if told.part is part]

    def with_column(self, at: int, part: Part, scale: Scale | None = None) -> "Plan":
        """The same plan with one column told otherwise."""
        columns = list(self.columns)
        columns[at] = Told(columns[at].heading, part, scale)
        return replace(self, columns=tuple(columns))


@dataclass(frozen=True)
class Found:
    """What a table of systems comes to. `made` are wider ones first; `names` are other names, by system.

    `refused` says for a row why it stays out: the kind of reason, and its words. `rows` says which system each
    row came to, `there` how many of them were in the store already, `became` how many rows ended and live on as
    a former name of what they became.
    """

    made: tuple[System, ...]
    names: tuple[tuple[UUID, str], ...]
    refused: Lookup[int, tuple[str, str]]
    rows: Lookup[int, UUID]
    there: int
    became: int


# --- guessing -----------------------------------------------------------------------------------------------------

_SCALES: tuple[tuple[Scale, str], ...] = (
    (Scale.COUNTRY, r"country|countries|nation|nations|state"),
    (
        Scale.ORGANISATION,
        r"organi[sz]ations?|council|councils|authorit(y|ies)|trusts?|boards?|compan(y|ies)|charit(y|ies)|schools?"
        r"|practices?|provider|providers|hospitals?|employer|agenc(y|ies)|la|institution|body|unitary",
    ),
    (Scale.TEAM, r"teams?|services?|departments?|directorates?|divisions?|wards?|clinics?|groups?|units?"),
    (
        Scale.PLACE,
        r"places?|regions?|county|counties|areas?|localit(y|ies)|neighbou?rhoods?|district|districts|borough|boroughs"
        r"|cit(y|ies)|towns?|villages?|province|provinces|parish|parishes|municipalit(y|ies)|locations?|sites?|icss?"
        r"|system|systems|zone|geography",
    ),
    (Scale.PERSON, r"person|persons|people"),
)
_PATTERNS = [(scale, re.compile(rf" ({words}) ")) for scale, words in _SCALES]
_IS_PARENT = re.compile(
    r" (parent|part of|belongs to|within|inside|reports to|wider|higher level|upper tier) "
)
_IS_CODE = re.compile(r" (code|codes|id|ids|key|gss|ods|ons|identifier|ref|reference|register) ")
_IS_SCALE = re.compile(r" (scale|level|type|kind|tier|geography) ")
_IS_ALSO = re.compile(
    r" (alt|alternative|alternate|also|alias|aliases|other|former|formerly|previous|old|aka|known"
    r"|synonyms?|earlier|official|short|long|nice|full) "
)
_IS_ENDED = re.compile(r" (end|ended|closed|closure|abolished|dissolved|until|valid to|to date) ")
_IS_BECAME = re.compile(r" (replaced|successor|succeeded|merged|became|superseded) ")
_WORDS_OF_SCALE = {scale.word for scale in Scale} | {scale.plural for scale in Scale}


def scale_in(words: str) -> Scale | None:
    """The scale that a heading or a cell speaks of, or None."""
    plain = tokens(words)
    return next((scale for scale, pattern in _PATTERNS if pattern.search(plain)), None)


def looks_like_systems(sheet: Sheet) -> bool:
    """Whether a sheet is more likely a table of names and what they are part of than anything people told."""
    plan = guess(sheet)
    named = plan.of(Part.NAME)
    inside = plan.of(Part.PARENT) or plan.of(Part.LEVEL) or plan.of(Part.SCALE)
    counted = any(_mostly(sheet.columns[at], _is_number) for at in plan.of(Part.SET_ASIDE))
    listed = plan.of(Part.CODE) and plan.scale and not counted
    if not named or sheet.rows < 2 or not (inside or listed):
        return False
    # What people told has a day on each row, or long words; a list of systems names each thing once in its place.
    beside = [sheet.columns[at] for part in (Part.NAME, Part.PARENT, Part.LEVEL) for at in plan.of(part)]
    places = {tuple(same(column.at(row)) for column in beside) for row in range(sheet.rows)}
    once = len(places) >= 0.8 * sheet.rows
    told = any(_looks_told(column) for column in sheet.columns)
    days = any(
        not _IS_ENDED.search(tokens(column.heading))
        and not re.search(r" (start|opened|from) ", tokens(column.heading))
        and _mostly(column, looks_like_a_day)
        and _filled(column) > 0.9 * sheet.rows
        for column in sheet.columns
    )
    return once and not told and not days


def _is_number(value: str) -> bool:
    return number(value) is not None


def _looks_told(column: Cells) -> bool:
    words = [len(value.split()) for value in column.values[:500] if value.strip()]
    return bool(words) and sum(words) / len(words) > 12


def _filled(cells: Cells) -> int:
    return int(cells.counts()[[bool(value.strip()) for value in cells.values]].sum())


def _mostly(cells: Cells, test: Callable[[str], bool]) -> bool:
    some = [value for value in cells.values[:200] if value.strip()]
    return bool(some) and sum(map(test, some)) > 0.8 * len(some)


def guess(sheet: Sheet) -> Plan:
    """What each column most likely tells; what cannot be known is asked."""
    heads = [tokens(column.heading) for column in sheet.columns]
    parts: dict[int, Part] = {}
    for at, (head, column) in enumerate(zip(heads, sheet.columns, strict=True)):
        if _IS_BECAME.search(head):
            parts[at] = Part.BECAME
        elif _IS_PARENT.search(head):
            parts[at] = Part.PARENT
        elif _IS_ENDED.search(head) and _mostly(column, looks_like_a_day):
            parts[at] = Part.ENDED
    _guess_scale(sheet, heads, parts)
    name = _guess_name(sheet, heads, parts)
    levels = _guess_levels(sheet, heads, parts, name)
    if Part.PARENT in parts.values():
        levels = []
    if name is None and len(levels) > 1:
        name = levels.pop()
    if name is not None:
        parts[name] = Part.NAME
        for at, (head, column) in enumerate(zip(heads, sheet.columns, strict=True)):
            if at in parts or at in levels or not _filled(column):
                continue
            if _IS_CODE.search(head) and Part.CODE not in parts.values() and _once(column, sheet.rows):
                parts[at] = Part.CODE
            elif _IS_ALSO.search(head) and re.search(r" (names?|aliases|alias|aka|known|synonyms?) ", head):
                parts[at] = Part.ALSO
        _prefer_parents_code(sheet, heads, parts)
    columns = [Told(column.heading, parts.get(at, Part.SET_ASIDE)) for at, column in enumerate(sheet.columns)]
    wider: Scale | None = None
    for at in levels:
        columns[at] = replace(
            columns[at], part=Part.LEVEL, scale=_closer(scale_in(columns[at].heading), wider)
        )
        wider = columns[at].scale or wider
    plan = Plan(tuple(columns), scales=_scales(sheet, parts))
    return replace(plan, scale=_guess_named(sheet, plan, wider))


def _closer(found: Scale | None, wider: Scale | None) -> Scale | None:
    """What a level is, where it has to be closer in than the one around it."""
    if wider is None:
        return found
    if found is not None and found < wider:
        return found
    return Scale(wider - 1) if wider > Scale.PERSON and found is not None else None


def _guess_scale(sheet: Sheet, heads: list[str], parts: dict[int, Part]) -> None:
    for at, (head, column) in enumerate(zip(heads, sheet.columns, strict=True)):
        filled = {same(value) for value in column.values if value.strip()}
        if (
            at not in parts
            and filled
            and (
                filled <= _WORDS_OF_SCALE
                or (
                    _IS_SCALE.search(head)
                    and (
                        len(filled) <= 12
                        and any(scale_in(value) for value in filled)
                        and _filled(column) > 0.9 * sheet.rows
                        and not any(part is Part.SCALE for part in parts.values())
                        and " code " not in head
                    )
                    and (Part.PARENT in parts.values())
                )
            )
        ):
            parts[at] = Part.SCALE


def _guess_name(sheet: Sheet, heads: list[str], parts: dict[int, Part]) -> int | None:
    """The column with the names: a name by its heading, said once on most rows, the plainest of them."""
    free = [at for at in range(len(heads)) if at not in parts and not _IS_CODE.search(heads[at])]
    named = [at for at in free if re.search(r" (name|title|label) ", heads[at])]
    good = [
        at
        for at in named
        if _once(sheet.columns[at], sheet.rows)
        and not re.search(r" (alt|alternative|former|formerly|previous|old|other) ", heads[at])
    ]
    nice = [at for at in good if re.search(r" (nice|short|display|common) ", heads[at])]
    if nice or good:
        return (nice or good)[0]
    if Part.PARENT in parts.values():
        loose = [at for at in free if _once(sheet.columns[at], sheet.rows) and _wordy(sheet.columns[at])]
        return loose[0] if loose else None
    return None


def _guess_levels(sheet: Sheet, heads: list[str], parts: dict[int, Part], name: int | None) -> list[int]:
    """The columns of a path, widest first: said again and again, each inside the one before it."""
    free = [
        at
        for at, column in enumerate(sheet.columns)
        if at not in parts
        and at != name
        and scale_in(column.heading)
        and not _IS_CODE.search(heads[at])
        and not re.search(r" (type|slug|names?|authority|current|combined|tier) ", heads[at])
        and _wordy(column)
    ]
    if name is not None:
        free = [at for at in free if len(sheet.columns[at].values) < 0.7 * max(sheet.rows, 2)]
    different = {at: len({same(v) for v in sheet.columns[at].values if v.strip()}) for at in free}
    free.sort(key=lambda at: (-int(scale_in(sheet.columns[at].heading) or 0), different[at], at))
    path: list[int] = []
    for at in free:
        if not path or _inside(sheet, path[-1], at):
            path.append(at)
    return path


def _inside(sheet: Sheet, wide: int, close: int) -> bool:
    """Whether what stands in one column mostly stands inside a single one of another."""
    pairs = np.unique(np.stack([sheet.columns[close].codes, sheet.columns[wide].codes]), axis=1)
    around = Counter(pairs[0].tolist())
    return sum(many == 1 for many in around.values()) >= 0.8 * len(around)


def _wordy(column: Cells) -> bool:
    """Whether a column holds names: letters, not all capitals run together, not web addresses."""
    return _mostly(
        column,
        lambda value: (
            bool(re.search(r"[^\W\d_]{3,}", value))
            and len(value) <= LONGEST_NAME
            and not re.fullmatch(r"[A-Z0-9_:-]+|true|false|yes|no", value.strip(), re.ASCII)
            and "/" not in value
            and "_" not in value
        ),
    )


def _once(column: Cells, rows: int) -> bool:
    """Whether most rows have a value of their own: two places may each have a team of one name."""
    return len([value for value in column.values if value.strip()]) >= 0.6 * rows > 0


def _prefer_parents_code(sheet: Sheet, heads: list[str], parts: dict[int, Part]) -> None:
    """The code is the column whose values the parents, or what systems became, are named by."""
    pointing = [at for at, part in parts.items() if part in (Part.PARENT, Part.BECAME)]
    wanted = {
        same(piece) for at in pointing for value in sheet.columns[at].values for piece in value.split(",")
    } - {""}
    if not wanted:
        return
    best = max(
        (
            at
            for at, head in enumerate(heads)
            if parts.get(at, Part.CODE) is Part.CODE and _IS_CODE.search(head)
        ),
        key=lambda at: len(wanted & {same(value) for value in sheet.columns[at].values}),
        default=None,
    )
    if best is not None and wanted & {same(value) for value in sheet.columns[best].values}:
        for at in [at for at, part in parts.items() if part is Part.CODE]:
            del parts[at]
        parts[best] = Part.CODE


def _scales(sheet: Sheet, parts: dict[int, Part]) -> tuple[tuple[str, Scale | None], ...]:
    said = [at for at, part in parts.items() if part is Part.SCALE]
    words = {same(value): value for at in said for value in sheet.columns[at].values if value.strip()}
    return tuple((value, _as_scale(value)) for value in words.values())


def _as_scale(words: str) -> Scale | None:
    exact = next((scale for scale in Scale if same(words) in (scale.word, scale.plural)), None)
    return exact or scale_in(words)


def _guess_named(sheet: Sheet, plan: Plan, wider: Scale | None) -> Scale | None:
    """How wide the named systems are, where no column says it."""
    named = plan.of(Part.NAME)
    if not named or plan.of(Part.SCALE) or plan.of(Part.PARENT):
        return None
    column = sheet.columns[named[0]]
    spoken = Counter(scale_in(value) for value in column.values[:500])
    spoken.pop(None, None)
    usual = spoken.most_common(1)[0][0] if spoken else None
    return _closer(scale_in(column.heading) or scale_in(sheet.name) or usual, wider) or (
        Scale(wider - 1) if wider and wider > Scale.PERSON else None
    )


def asked(plan: Plan) -> Iterator[str]:
    """What the columns do not say and somebody has to decide, as questions."""
    if not plan.of(Part.NAME):
        yield "Which column holds the names?"
    for at in plan.of(Part.LEVEL):
        if plan.columns[at].scale is None:
            yield f"How wide are the systems in “{plan.columns[at].heading}”?"
    if plan.of(Part.SCALE):
        for words, scale in plan.scales:
            if scale is None:
                yield f"Which scale is “{words}”?"
    elif plan.scale is None and plan.of(Part.NAME):
        yield (
            "How wide are the ones that are part of nothing?"
            if plan.of(Part.PARENT)
            else f"How wide are the systems in “{plan.columns[plan.of(Part.NAME)[0]].heading}”?"
        )


def undecided(plan: Plan) -> Refusal | None:
    """What has to be decided before the plan can be followed, or None."""
    questions = list(asked(plan))
    for part in (Part.NAME, Part.PARENT, Part.SCALE, Part.CODE, Part.ENDED, Part.BECAME):
        if len(several := plan.of(part)) > 1:
            names = " and ".join(f"“{plan.columns[at].heading}”" for at in several)
            return Refusal(
                f"Only one column can be {part.value}.", f"Now {names} are.", "Set the others aside."
            )
    levels = [plan.columns[at].scale for at in plan.of(Part.LEVEL)]
    if len(set(levels)) < len(levels) and None not in levels:
        return Refusal(
            "Two columns are systems of the same scale, and one cannot be inside the other.",
            try_next="Choose a different scale for each, or set one aside.",
        )
    closest = min((level for level in levels if level), default=None)
    if closest and plan.scale and not plan.of(Part.PARENT) and plan.scale >= closest:
        return Refusal(
            f"What is named cannot be {plan.scale.one} inside {closest.one}.",
            try_next="Choose a closer scale for the names, or wider ones around them.",
        )
    return Refusal(questions[0], try_next="Say so, then try it again.") if questions else None


# --- reading ------------------------------------------------------------------------------------------------------

BROKEN, NO_NAME, NO_PARENT, CIRCLE, TWICE, NOT_WIDER, NO_SCALE, HAS_ENDED = (
    "the row could not be read whole",
    "it has no name",
    "what it is part of was not found",
    "it would be part of itself",
    "the same name stands twice in one place",
    "what it is part of is not wider",
    "nobody said how wide it is",
    "it has ended",
)


class _StaysOut(Exception):
    def __init__(self, reason: str, words: str) -> None:
        self.reason, self.words = reason, words


@dataclass(eq=False)
class _Row:
    """One row as its columns tell it."""

    place: int
    name: str
    code: str
    parent: str
    became: str
    ended: str
    scale: Scale | None
    path: list[tuple[Scale, str]]
    also: list[str]
    system: System | None = None
    why: tuple[str, str] | None = None

    @property
    def told(self) -> Hashable:
        """What it says: two rows that say the same are one system."""
        return self.scale, same(self.name), same(self.code), same(self.parent), tuple(self.path)


@dataclass
class _Stack:
    """The systems there are and those made on the way, found by name where they stand."""

    root: System | None
    made: list[System] = field(default_factory=list)
    by_id: dict[UUID, System] = field(default_factory=dict)
    named: dict[tuple[Scale, str], list[System]] = field(default_factory=dict)
    other: dict[tuple[Scale, str], list[System]] = field(default_factory=dict)
    inside: dict[tuple[UUID | None, Scale, str], System] = field(default_factory=dict)

    def add(self, system: System) -> None:
        self.by_id[system.id] = system
        key = system.scale, same(system.name)
        self.named.setdefault(key, []).append(system)
        self.inside.setdefault((system.parent, *key), system)
        for name in system.also:
            self.other.setdefault((system.scale, same(name)), []).append(system)

    def around(self, system: System) -> Iterator[System]:
        here: System | None = system
        while here is not None:
            yield here
            here = self.by_id.get(here.parent) if here.parent else None

    def put(self, parent: System | None, scale: Scale, name: str) -> System:
        """The system of this name inside its parent, made where there is none; no parent means where we stand."""
        plain = " ".join(name.split())
        if known := self._known(parent, scale, plain):
            return known
        where = parent
        if where is None and self.root and self.root.scale > scale:
            where = self.root
        made = System(uuid7(), scale, plain, where.id if where else None)
        self.made.append(made)
        self.add(made)
        return made

    def _known(self, parent: System | None, scale: Scale, name: str) -> System | None:
        key = scale, same(name)
        if parent is not None:
            once = [one for one in self.other.get(key, []) if one.parent == parent.id]
            return self.inside.get((parent.id, *key)) or (once[0] if len(once) == 1 else None)
        for known in (self.named.get(key, []), self.other.get(key, [])):
            if self.root is not None:
                close = [one for one in known if one.parent == self.root.id]
                close = close or [one for one in known if self.root in self.around(one)]
                close = close or [one for one in known if one in self.around(self.root)]
                if len(close) == 1:
                    return close[0]
            outermost = [one for one in known if one.parent is None]
            if len(outermost) == 1:
                return outermost[0]
        return None

    def anywhere(self, name: str) -> list[System]:
        """The systems of the store that have or had this name or code, at any scale."""
        for known in (self.named, self.other):
            if found := [one for scale in Scale for one in known.get((scale, same(name)), [])]:
                return found
        return []


class _Reading:
    def __init__(self, sheet: Sheet, plan: Plan, systems: Iterable[System], root: System | None) -> None:
        self.sheet, self.plan = sheet, plan
        self._of = {part: plan.of(part) for part in Part}.__getitem__
        self.stack = _Stack(root)
        for system in systems:
            self.stack.add(system)
        self.before = set(self.stack.by_id)
        self.scales = {same(words): scale for words, scale in plan.scales}
        self.rows = [self._row(at) for at in range(sheet.rows)]
        self.by_code = self._index(lambda row: row.code)
        self.by_name = self._index(lambda row: row.name)
        self.taken: dict[UUID, _Row] = {}
        self.names: dict[tuple[UUID, str], str] = {}

    def _index(self, key: Callable[[_Row], str]) -> dict[str, list[_Row]]:
        found: dict[str, list[_Row]] = {}
        for row in self.rows:
            if key(row):
                found.setdefault(same(key(row)), []).append(row)
        return found

    def _cell(self, part: Part, at: int) -> str:
        found = self._of(part)
        return " ".join(self.sheet.columns[found[0]].at(at).split()) if found else ""

    def _row(self, at: int) -> _Row:
        path = []
        for column in sorted(self._of(Part.LEVEL), key=lambda one: -int(self.plan.columns[one].scale or 0)):
            told, name = self.plan.columns[column], " ".join(self.sheet.columns[column].at(at).split())
            if told.scale and name:
                path.append((told.scale, name))
        name, scale = self._cell(Part.NAME, at), self.scales.get(same(self._cell(Part.SCALE, at)))
        if not self._of(Part.SCALE) and not self._of(Part.PARENT):
            scale = self.plan.scale
        if not name and path:
            scale, name = path.pop()
        also = [
            piece for column in self._of(Part.ALSO) for piece in pieces(self.sheet.columns[column].at(at))
        ]
        cells = (self._cell(part, at) for part in (Part.CODE, Part.PARENT, Part.BECAME, Part.ENDED))
        code, parent, became, ended = cells
        return _Row(at, name, code, parent, became, ended, scale, path, also)

    def read(self, tell: Callable[[float, str], None]) -> Found:
        for nth, row in enumerate(self.rows):
            if nth % 1_000 == 0:
                tell(nth / max(1, len(self.rows)), "Finding what is part of what")
            if not row.ended:
                self._settle(row)
        became = 0
        for row in self.rows:
            if row.ended:
                became += self._live_on(row)
        there = sum(1 for row in self.rows if row.system and not row.ended and row.system.id in self.before)
        made = sorted(self.stack.made, key=lambda one: -one.scale)
        return Found(
            tuple(made),
            tuple((system, words) for (system, _), words in self.names.items()),
            {row.place: row.why for row in self.rows if row.why},
            {row.place: row.system.id for row in self.rows if row.system},
            there,
            became,
        )

    def _settle(self, row: _Row) -> System | None:
        """The system of a row, after that of what it is part of; None where it stays out."""
        chain: dict[_Row, None] = {}
        # What is part of what may be thousands deep in a broken file: no recursion.
        following: _Row | None = row
        while following is not None and not following.system and not following.why:
            if following in chain:
                self._refuse_the_circle(list(chain), following)
                break
            chain[following] = None
            following = self._next(following)
        for one in reversed(list(chain)):
            if not one.why:
                try:
                    self._put(one)
                except _StaysOut as why:
                    one.why = why.reason, why.words
        return row.system

    def _refuse_the_circle(self, chain: list[_Row], meets: _Row) -> None:
        circle = chain[chain.index(meets) :]
        names = " in ".join(one.name for one in [*circle[:5], meets])
        for one in circle:
            one.why = CIRCLE, f"{names}: it comes round to itself"

    def _next(self, row: _Row) -> _Row | None:
        try:
            return self._parent_row(row)
        except _StaysOut as why:
            row.why = why.reason, why.words
            return None

    def _parent_row(self, row: _Row) -> _Row | None:
        """The row of what this one is part of; None where it is part of nothing in the file."""
        if broken := self.sheet.broken.get(row.place) or self.sheet.apart.get(row.place):
            raise _StaysOut(BROKEN, broken)
        if not row.name:
            raise _StaysOut(NO_NAME, "there is no name in this row")
        if len(row.name) > LONGEST_NAME:
            raise _StaysOut(NO_NAME, f"a name of {len(row.name):,} letters is not a name")
        return self._meant(row.parent, row) if row.parent else None

    def _meant(self, words: str, asking: _Row) -> _Row | None:
        """The row that a code or a name means; None where only the store may know it."""
        found = self.by_code.get(same(words)) or self.by_name.get(same(words), [])
        going_on = [one for one in found if not one.ended] or found
        if asking.scale and len(going_on) > 1:
            # A council may be called as the city is that it is part of.
            going_on = [one for one in going_on if one.scale and one.scale > asking.scale] or going_on
        if asking in going_on:
            raise _StaysOut(CIRCLE, f"{asking.name} is said to be part of itself")
        # Where a row stands twice, what is part of it is part of the first; the second stays out by itself.
        different = list({one.told: one for one in reversed(going_on)}.values())
        if len(different) > 1:
            raise _StaysOut(
                NO_PARENT, f"{len(different)} rows are called {words}, and nobody can say which is meant"
            )
        return different[0] if different else None

    def _put(self, row: _Row) -> None:
        parent = self._parent(row)
        scale = row.scale
        if self._of(Part.PARENT) and not self._of(Part.SCALE):
            scale = self.plan.scale
            if parent is not None:
                if parent.scale is Scale.PERSON:
                    raise _StaysOut(NOT_WIDER, f"nothing is closer in than {parent.name}, which is a person")
                scale = Scale(parent.scale - 1)
        if scale is None:
            raise _StaysOut(NO_SCALE, f"nobody said how wide {row.name} is")
        if parent is not None and parent.scale <= scale:
            raise _StaysOut(
                NOT_WIDER,
                f"{scale.one} cannot sit inside {parent.name}, which is {parent.scale.one}",
            )
        system = self.stack.put(parent, scale, row.name)
        if earlier := self.taken.get(system.id):
            stands = int(self.sheet.numbers[earlier.place])
            raise _StaysOut(TWICE, f"{row.name} stands in row {stands:,} already")
        self.taken[system.id] = row
        row.system = system
        self._call(system, [row.code, row.name, *row.also])

    def _parent(self, row: _Row) -> System | None:
        if row.parent:
            meant = self._meant(row.parent, row)
            if meant is not None and meant.system is not None:
                return meant.system
            if meant is not None:
                why = "has ended" if meant.ended else "stays out itself"
                raise _StaysOut(NO_PARENT, f"{row.parent}, which it is part of, {why}")
            known = self.stack.anywhere(row.parent)
            if len(known) != 1:
                missing = (
                    "is not in the file and not in the store" if not known else "could be several systems"
                )
                raise _StaysOut(NO_PARENT, f"{row.parent}, which it is part of, {missing}")
            return known[0]
        around: System | None = None
        for scale, name in row.path:
            if around is not None and around.scale <= scale:
                raise _StaysOut(NOT_WIDER, f"{name} is {scale.one} inside {around.name}, which is not wider")
            if row.scale is not None and scale <= row.scale:
                raise _StaysOut(NOT_WIDER, f"{row.scale.one} cannot sit inside {name}, which is {scale.one}")
            around = self.stack.put(around, scale, name)
        return around

    def _live_on(self, row: _Row) -> bool:
        """Keep what has ended as a former name of the one thing it became; else it stays out."""
        seen: list[_Row] = []
        here: _Row | None = row
        while here is not None and here.ended and here not in seen:
            seen.append(here)
            found = (
                self.by_code.get(same(here.became)) or self.by_name.get(same(here.became), [])
                if here.became
                else []
            )
            going_on = [one for one in found if one is not here]
            here = going_on[0] if len(going_on) == 1 else None
        if here is None or here.system is None:
            became = f" and became {row.became}, which is not one system here" if row.became else ""
            row.why = HAS_ENDED, f"{row.name or 'it'} ended ({row.ended}){became}"
            return False
        row.system = here.system
        self._call(here.system, [row.name, row.code, *row.also])
        return True

    def _call(self, system: System, names: Iterable[str]) -> None:
        """Other names of a system, each once, as far as they are new."""
        known = {same(system.name), *map(same, system.also)}
        for name in names:
            if name and same(name) not in known and len(name) <= LONGEST_NAME:
                self.names.setdefault((system.id, same(name)), name)


def pieces(cell: str) -> list[str]:
    """Several names in one cell, parted by what most likely stands between them."""
    for between in ("\n", ";", "|", ","):
        if between in cell:
            return [" ".join(piece.split()) for piece in cell.split(between) if piece.strip()]
    return [" ".join(cell.split())] if cell.strip() else []


def read(
    sheet: Sheet,
    plan: Plan,
    systems: Iterable[System],
    root: System | None,
    tell: Callable[[float, str], None] = lambda part, words: None,
) -> Found:
    """Every system a table holds, found among those there are or new. Nothing is written.

    `root` is where we stand: what is part of nothing goes inside it where it is closer in. Raises a Refusal
    where something has to be decided first.
    """
    if refused := undecided(plan):
        raise refused
    return _Reading(sheet, plan, systems, root).read(tell)


def as_plain(plan: Plan) -> dict[str, Any]:
    """The plan as the store keeps it, to see later how a file was read."""
    return {
        "columns": [
            {"heading": one.heading, "part": one.part.value, "scale": one.scale.word if one.scale else None}
            for one in plan.columns
        ],
        "scale": plan.scale.word if plan.scale else None,
        "scales": {words: scale.word for words, scale in plan.scales if scale},
    }
