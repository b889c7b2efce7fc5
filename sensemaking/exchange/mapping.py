"""The column mapping: what becomes of each column of a file. Plain values, so that a page can edit them."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sensemaking.exchange.set_aside import CONTROL, is_control
from sensemaking.exchange.wide import days
from sensemaking.model.observation import Form, Voice
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

NOT_CHOSEN = "nobody chose it"
"""Why a column that nobody mapped is set aside."""


class Role(StrEnum):
    """What a column can be, in the words a page shows."""

    STORY = "a story"
    PROMPT = "the question the story answers"
    DAY = "the day"
    PLACE = "where it was told"
    TELLER = "who told it (kept only as an opaque key)"
    THEME = "one theme, marked yes or no"
    THEMES = "themes, written in words"
    MEANING = "the teller's own answer"
    VALUE = "a measured number"
    DATED = "a number of the day that its heading names"
    MEASURE = "what was measured"
    UNIT = "the unit of the number"
    SET_ASIDE = "set aside"


@dataclass(frozen=True)
class Column:
    """What becomes of one column. Each detail belongs to the roles named beside it; others ignore it.

    `ask` is a sentence for whoever looks the mapping through: what the guess could not know ("" if nothing).
    `assumed` says that it was taken for granted meanwhile, so that nothing should come in before somebody looked.
    """

    heading: str
    role: Role = Role.SET_ASIDE
    reason: str = NOT_CHOSEN  # SET_ASIDE: why, after "set aside because"
    words: str = ""  # STORY, MEANING: the question it answers; THEME: its name; VALUE, DATED: the measure
    unit: str = ""  # VALUE, DATED
    scale: Scale | None = None  # PLACE
    day_first: bool = True  # DAY, DATED: 3/4/2021 is the third of April
    form: Form = Form.NUMBER  # MEANING
    low: str = ""  # MEANING: what the low end or first pole means
    high: str = ""  # MEANING: what the high end or second pole means
    unknown: tuple[str, ...] = ()  # MEANING, PLACE: cells that mean "not known"
    separator: str = ""  # THEMES: what stands between two themes; "" for one theme a cell
    ask: str = ""
    assumed: bool = False


@dataclass(frozen=True)
class Mapping:
    """What becomes of a whole file: its columns in order, and what no column says.

    `day` stands for every row without one. `home` and `home_scale` name a system to stand in (made if it is
    not there yet) inside where we stand; both may be left empty when we stand somewhere already, or when the
    place columns say it all; `home_guessed` says that nobody named it. `cycle` and `experiment` belong to every
    observation of the file, and so does `voice`: as whom their tellers speak.
    """

    columns: tuple[Column, ...]
    day: date | None = None
    home: str = ""
    home_scale: Scale | None = None
    home_guessed: bool = False
    cycle: UUID | None = None
    experiment: UUID | None = None
    voice: Voice | None = None

    def of(self, *roles: Role) -> list[int]:
        """The positions of the columns with one of these roles, in the file's order."""
        return [at for at, column in enumerate(self.columns) if column.role in roles]

    def with_column(self, at: int, **changes: Any) -> "Mapping":
        """The same mapping with the column at this position changed."""
        columns = list(self.columns)
        columns[at] = replace(columns[at], **changes)
        return replace(self, columns=tuple(columns))

    def at_home(self, name: str, scale: Scale | None) -> "Mapping":
        """The same mapping with everything in this system (or none: where we stand), as somebody says."""
        return replace(self, home=name, home_scale=scale if name else None, home_guessed=False)

    def as_json(self) -> str:
        """The mapping as the store keeps it, to see later how a file was read."""
        plain = asdict(self)
        for column in plain["columns"]:
            column["scale"] = column["scale"].word if column["scale"] else None
        plain["home_scale"] = self.home_scale.word if self.home_scale else None
        return json.dumps(plain, default=str, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """The mapping that the store kept. What an older version did not know yet is as plain as it can be."""
        told = json.loads(text)
        columns = []
        for plain in told["columns"]:
            plain["role"], plain["form"] = Role(plain["role"]), Form(plain["form"])
            plain["scale"] = Scale.of(plain["scale"]) if plain["scale"] else None
            plain["unknown"] = tuple(plain["unknown"])
            columns.append(Column(**plain))
        return cls(
            tuple(columns),
            day=date.fromisoformat(told["day"]) if told["day"] else None,
            home=told["home"],
            home_scale=Scale.of(told["home_scale"]) if told["home_scale"] else None,
            home_guessed=told.get("home_guessed", False),
            cycle=UUID(told["cycle"]) if told["cycle"] else None,
            experiment=UUID(told["experiment"]) if told["experiment"] else None,
            voice=Voice(told["voice"]) if told.get("voice") else None,
        )


def days_named(mapping: Mapping) -> list[date | None]:
    """The day that each heading of a number of its day names, in the file's order."""
    dated = mapping.of(Role.DATED)
    if not dated:
        return []
    named = days([column.heading for column in mapping.columns], mapping.columns[dated[0]].day_first)
    return [named[at] for at in dated]


def refuse_what_does_not_fit(mapping: Mapping) -> None:
    """Raise a Refusal, in words, for a mapping that cannot be followed; nothing is read yet."""
    if not mapping.of(Role.STORY, Role.VALUE, Role.DATED):
        raise Refusal(
            "No column is a story or a measured number yet.",
            try_next="Choose at least one, and the file can come in.",
        )
    for role in (Role.PROMPT, Role.DAY, Role.TELLER, Role.UNIT):
        if len(several := mapping.of(role)) > 1:
            names = " and ".join(f"“{mapping.columns[at].heading}”" for at in several)
            raise Refusal(
                f"Only one column can be {role.value}.", f"Now {names} are.", "Set the others aside."
            )
    dated = mapping.of(Role.DATED)
    if dated and mapping.of(Role.DAY):
        day = mapping.columns[mapping.of(Role.DAY)[0]].heading
        raise Refusal(
            f"“{day}” says the day, and {len(dated):,} headings say one too.",
            try_next="Set one or the others aside.",
        )
    for at, named in zip(dated, days_named(mapping), strict=True):
        if named is None:
            raise Refusal(
                f"The heading “{mapping.columns[at].heading}” names no day.",
                try_next="Set the column aside, or say what else it is.",
            )
    if mapping.of(Role.STORY, Role.VALUE) and not mapping.of(Role.DAY) and mapping.day is None:
        raise Refusal(
            "No column says which day it was.",
            try_next="Choose the column that does, or one day for the whole file.",
        )
    if mapping.of(Role.MEASURE, Role.UNIT) and not mapping.of(Role.VALUE, Role.DATED):
        raise Refusal(
            "A column names what was measured, but none is the measured number.",
            try_next="Choose the column with the number, or set the name aside.",
        )
    places = [mapping.columns[at] for at in mapping.of(Role.PLACE)]
    if nameless := [column for column in places if column.scale is None]:
        raise Refusal(f"Which scale is “{nameless[0].heading}”?", try_next="Choose a scale for that column.")
    if dated and not mapping.of(Role.MEASURE) and not mapping.columns[dated[0]].words:
        raise Refusal(
            "Nothing says what the numbers under the days measure.", try_next="Write it beside them."
        )
    for scale, many in Counter(column.scale for column in places).items():
        if many > 1 and scale:
            raise Refusal(
                f"{many} columns are places at the scale {scale.word}.",
                try_next="Choose a different scale for each, or set one aside.",
            )
    if mapping.home and mapping.home_scale is None:
        raise Refusal(f"Which scale is {mapping.home}?", try_next="Choose a scale for it.")
    for column in mapping.columns:
        if column.role in (Role.VALUE, Role.MEANING, Role.THEME) and is_control(column.heading):
            raise Refusal(
                f"“{column.heading}” stays aside: {CONTROL}.",
                try_next="Set it aside again; what it holds is kept in the file of what was set aside.",
            )
        if column.role is Role.MEANING and not (column.words or column.heading).strip():
            raise Refusal(
                "One of the tellers' own answers has no question.",
                try_next="Write the question it answers, or set the column aside.",
            )
