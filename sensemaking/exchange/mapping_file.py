"""How a file was read, as a small TOML file that people can look through, change and use for the next one."""

import tomllib
from collections.abc import Mapping as Lookup
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, KeyType, SingleKey, String

from sensemaking.exchange import wide
from sensemaking.exchange.mapping import NOT_CHOSEN, Column, Mapping, Role
from sensemaking.exchange.places import same
from sensemaking.exchange.set_aside import why_set_aside
from sensemaking.exchange.sheet import Sheet
from sensemaking.model.observation import Form, Voice
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

LONGEST = 1_000_000
"""The most characters a mapping file may have."""

_HEAD = """\
How Sensemaking read a file, column by column. Change what is not right, and read another file this way:
on the page that brings files in, or with: python -m sensemaking bring-in FILE --store S --mapping THIS.toml

day          = 2021-05-01      the day of every row that has none of its own
home         = "Wendle"        a system everything belongs to; home_scale = "organisation" says how wide it is
voice        = "somebody whose life it is"    as whom everybody in it speaks, where that is said

Under [columns] stands each column by its heading, and what it is:

"story"      question = "..."   the question it answers
"prompt"                        the question the story answers, in the file itself
"day"        first = "month"    where 3/4/2021 is the fourth of March
"place"      scale = "team"     person, team, organisation, place or country; not_known = ["?"]
"teller"                        who told it; kept only as an opaque key
"theme"      name = "..."       one theme, marked yes or no
"themes"     between = ";"      themes in words, and what stands between two of them
"meaning"    question = "...", answered_with = "a choice", "between two poles" or "a number",
             low = "...", high = "...", not_known = ["9"]
"value"      measure = "...", unit = "..."    a measured number
"measure", "unit"               what was measured, and in what, in the file itself
"set aside"  because = "..."    it stays out; so does every column that is not named here

Under [days], where headings are days: measure, unit and first, for all of them at once."""

_ROLES = {
    "story": Role.STORY,
    "prompt": Role.PROMPT,
    "day": Role.DAY,
    "place": Role.PLACE,
    "teller": Role.TELLER,
    "theme": Role.THEME,
    "themes": Role.THEMES,
    "meaning": Role.MEANING,
    "value": Role.VALUE,
    "number of its day": Role.DATED,
    "measure": Role.MEASURE,
    "unit": Role.UNIT,
    "set aside": Role.SET_ASIDE,
}
_WORDS = {role: word for word, role in _ROLES.items()}
_FIRST = {"day": True, "month": False}


@dataclass(frozen=True)
class _Key:
    """One key of a column: the part of the mapping it says, and which words it may be, if not any."""

    part: str
    allowed: Lookup[str, Any] | None = None
    list: bool = False


_ANSWERED = _Key("form", {form.value: form for form in Form})
_UNKNOWN = _Key("unknown", list=True)
_MEASURED = {"measure": _Key("words"), "unit": _Key("unit"), "first": _Key("day_first", _FIRST)}
_KEYS: dict[Role, dict[str, _Key]] = {
    Role.STORY: {"question": _Key("words")},
    Role.DAY: {"first": _Key("day_first", _FIRST)},
    Role.PLACE: {"scale": _Key("scale", {one.word: one for one in Scale}), "not_known": _UNKNOWN},
    Role.THEME: {"name": _Key("words")},
    Role.THEMES: {"between": _Key("separator")},
    Role.MEANING: {
        "question": _Key("words"),
        "answered_with": _ANSWERED,
        "low": _Key("low"),
        "high": _Key("high"),
        "not_known": _UNKNOWN,
    },
    Role.VALUE: {"measure": _Key("words"), "unit": _Key("unit")},
    Role.DATED: _MEASURED,
    Role.SET_ASIDE: {"because": _Key("reason")},
}


def as_toml(mapping: Mapping) -> str:
    """The mapping as a file for people: only what is not plain, and a comment wherever a guess still asks.

    Cycle and experiment are not in it: they belong to the one file that came in, not to how it was read.
    """
    file = tomlkit.document()
    for line in _HEAD.splitlines():
        file.add(tomlkit.comment(line) if line else tomlkit.nl())
    file.add(tomlkit.nl())
    if mapping.day:
        file.add("day", tomlkit.date(mapping.day.isoformat()))
    if mapping.home and not mapping.home_guessed:
        file.add("home", _quoted(mapping.home))
        if mapping.home_scale:
            file.add("home_scale", _quoted(mapping.home_scale.word))
    if mapping.voice:
        file.add("voice", _quoted(mapping.voice.value))
    dated = _dated(mapping)
    if dated:
        days = tomlkit.table()
        for key, value in _told(dated).items():
            days.add(key, value)
        file.add("days", days)
    named = wide.days([column.heading for column in mapping.columns], dated.day_first if dated else True)
    columns = tomlkit.table()
    for column, day in zip(mapping.columns, named, strict=True):
        told = _told(column)
        if column.role is Role.DATED and day and dated and told == _told(dated):
            continue
        if column.role is Role.SET_ASIDE and not told and not (dated and day):
            continue
        role = _quoted(_WORDS[column.role])
        said: String | InlineTable = role
        if told:
            said = tomlkit.inline_table()
            said.update({"is": role, **told})
        if column.ask:
            asked = "".join(letter if letter.isprintable() else " " for letter in column.ask)
            columns.add(tomlkit.comment(f"Please look: {asked}"))
        columns.add(SingleKey(column.heading, KeyType.Basic), said)
    file.add("columns", columns)
    return tomlkit.dumps(file)


def from_toml(text: str, sheet: Sheet) -> Mapping:
    """The mapping that such a file says, for this sheet.

    A column it does not name is set aside. Raises a Refusal that names the line, or the key and what it may be, for
    what is no TOML, for a key, word or heading that is not known, and for headings the sheet does not have.
    """
    told = _read(text)
    _refuse_other_keys(told, ("day", "home", "home_scale", "voice", "days", "columns"), "in the mapping file")
    days = _table(told, "days")
    dated = _column("", Role.DATED, days, "[days]") if "days" in told else None
    columns = [
        Column(cells.heading, reason=_why_unnamed(sheet, at)) for at, cells in enumerate(sheet.columns)
    ]
    if dated:
        for at, day in enumerate(wide.days(sheet.headings, dated.day_first)):
            if day:
                columns[at] = replace(dated, heading=columns[at].heading)
    named: dict[int, str] = {}
    for heading, said in _table(told, "columns").items():
        at = _position(heading, sheet)
        if at in named:
            raise Refusal(f"“{named[at]}” and “{heading}” are one and the same column of {sheet.name}.")
        named[at] = heading
        columns[at] = _said(columns[at].heading, said)
    home, scale = _text(told.get("home", ""), "home"), told.get("home_scale")
    return Mapping(
        tuple(columns),
        day=_day(told.get("day")),
        home=home,
        home_scale=_one_of(scale, {one.word: one for one in Scale}, "home_scale")
        if scale is not None
        else None,
        voice=_one_of(told["voice"], {one.value.casefold(): one for one in Voice}, "voice")
        if "voice" in told
        else None,
    )


def _quoted(text: str) -> String:
    return tomlkit.string(text)


def _dated(mapping: Mapping) -> Column | None:
    """What is the same of all headings that are days, as the first of them has it."""
    return next((mapping.columns[at] for at in mapping.of(Role.DATED)), None)


def _told(column: Column) -> dict[str, Any]:
    """What is written of a column besides its role: the details that belong to it and are not plain."""
    plain = Column(column.heading)
    found: dict[str, Any] = {}
    for name, key in _KEYS.get(column.role, {}).items():
        value = getattr(column, key.part)
        called_as_it_is = column.role in (Role.THEME, Role.MEANING) and value == column.heading
        if value == getattr(plain, key.part) or (key.part == "words" and called_as_it_is):
            continue
        if key.allowed is not None:
            found[name] = _quoted(next(word for word, meant in key.allowed.items() if meant == value))
        else:
            found[name] = list(value) if key.list else _quoted(value)
    return found


def _read(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise Refusal(f"This is longer than {LONGEST:,} characters, and no mapping file.")
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as unreadable:
        last = f"at line {len(text.splitlines())}, the last"
        raise Refusal(
            "The mapping file cannot be read.",
            f"({str(unreadable).replace('at end of document', last)})",
            "Put that line right, or save the mapping again from the page that brings files in.",
        ) from unreadable


def _refuse_other_keys(told: Lookup[str, Any], allowed: tuple[str, ...], where: str) -> None:
    for key in told:
        if key not in allowed:
            near = get_close_matches(key, allowed, 1)
            raise Refusal(
                f"“{_short(key)}” {where} is not known.",
                f"Did you mean “{near[0]}”?" if near else "",
                f"It may be: {', '.join(allowed)}." if allowed else "Nothing more is said of it.",
            )


def _table(told: Lookup[str, Any], key: str) -> dict[str, Any]:
    found = told.get(key, {})
    if not isinstance(found, dict):
        raise Refusal(f"“{key}” has to be a table.", try_next=f"Write [{key}] on a line of its own above it.")
    return found


def _said(heading: str, said: Any) -> Column:
    """One column, written as its role alone or as a table with its details."""
    where = f"of “{heading}”"
    details = dict(said) if isinstance(said, dict) else {"is": said}
    if "is" not in details:
        raise Refusal(f"What “{heading}” is, is not said.", try_next=f"Add is = one of: {', '.join(_ROLES)}.")
    role = _one_of(details.pop("is"), _ROLES, f"“{heading}”")
    return _column(heading, role, details, where)


def _column(heading: str, role: Role, details: dict[str, Any], where: str) -> Column:
    keys = _KEYS.get(role, {})
    _refuse_other_keys(details, tuple(keys), where)
    changes: dict[str, Any] = {}
    for name, value in details.items():
        key = keys[name]
        if key.list:
            values = value if isinstance(value, list) else [value]
            changes[key.part] = tuple(_text(one, f"{name} {where}") for one in values)
        elif key.allowed is not None:
            changes[key.part] = _one_of(value, key.allowed, f"{name} {where}")
        else:
            changes[key.part] = _text(value, f"{name} {where}")
    return replace(Column(heading, role), **changes)


def _text(value: Any, what: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal(f"{what} has to be words.", try_next="Put them in double quotation marks.")
    return str(value)


def _one_of(value: Any, allowed: Lookup[str, Any], what: str) -> Any:
    if isinstance(value, str) and (word := " ".join(value.casefold().replace("_", " ").split())) in allowed:
        return allowed[word]
    near = get_close_matches(str(value), allowed, 1)
    raise Refusal(
        f"{what} cannot be “{_short(str(value))}”.",
        f"Did you mean “{near[0]}”?" if near else "",
        f"It may be: {', '.join(allowed)}.",
    )


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value.strip())
    if isinstance(value, datetime):
        value = value.date()
    if value is None or isinstance(value, date):
        return value
    raise Refusal(f"day is no day: “{_short(str(value))}”.", try_next="Write it as 2021-05-01.")


def _position(heading: str, sheet: Sheet) -> int:
    """Where the column of this heading stands; small differences of case and white space do not matter."""
    if heading in sheet.headings:
        return sheet.headings.index(heading)
    alike = [at for at, one in enumerate(sheet.headings) if same(one) == same(heading)]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(heading, sheet.headings, 1, 0.5)
    raise Refusal(
        f"{sheet.name} has no heading “{_short(heading)}”.",
        f"The nearest is “{near[0]}”." if near else "",
        "Change the heading in the mapping file or take its line out.",
    )


def _why_unnamed(sheet: Sheet, at: int) -> str:
    """Why a column that the file does not name stays out: what tells who somebody is keeps its own reason."""
    cells = sheet.columns[at]
    return (
        why_set_aside(cells.heading, [value for value in cells.values[:400] if value.strip()]) or NOT_CHOSEN
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
