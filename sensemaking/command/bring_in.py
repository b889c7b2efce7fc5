"""From files that somebody has to observations in a store: each file whole or not at all, with a receipt."""

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sensemaking.command import standing
from sensemaking.command.told import Told, in_one_line, part
from sensemaking.exchange import mapping_file
from sensemaking.exchange.mapping import Mapping, Role
from sensemaking.exchange.sheet import How, Sheet
from sensemaking.model.counting import begun, how_many
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal, Undecided, Unwritable
from sensemaking.practice import bring_in, named, stores
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked, DryRun
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import Store

LARGEST = 500_000_000
"""The most bytes a file may have that is read whole."""

STAY = "They stay where they were told: from wider systems nobody sees them."
AS_FAR = "They may travel as far as the {scale}; {who} looked through them."
NOT_QUOTED = "Their words may not be quoted: they are read where they were told, and stay there."
PLACE = "--system NAME says where they were told, or --home NAME with --home-scale SCALE."
DAY = "--day 2026-03-31 says which day it was."
COLUMN = (
    "--save-mapping M.toml writes down what was guessed, each column by its heading; put it right where it says"
    " “Please look”, and use it with --mapping M.toml."
)


@dataclass
class _Outcome:
    """What became of one file."""

    name: str
    lines: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None


def do(asked: argparse.Namespace) -> Told:
    """Bring the files in, or try them; without any, what came in before; or take an import out again."""
    if asked.undo:
        return _undo(asked)
    if not asked.files:
        return _past(asked)
    if asked.save_mapping and len(asked.files) > 1:
        raise Refusal("A mapping is written down from one file.", try_next="Name one file.")
    outcomes = [_outcome(asked, file) for file in asked.files]
    refused = [one for one in outcomes if one.refusal]
    several = len(outcomes) > 1
    return Told(
        lines=[line for one in outcomes for line in (["", one.name] if several else []) + one.lines],
        data={"files": [one.data for one in outcomes]} if several else outcomes[0].data,
        refused=[f"{one.name}: {one.refusal}" if several else str(one.refusal) for one in refused],
        exit_code=refused[0].refusal.exit_code if refused and refused[0].refusal else 0,
    )


def _outcome(asked: argparse.Namespace, file: Path) -> _Outcome:
    found = _Outcome(in_one_line(file.name))
    try:
        _bring(asked, file, found)
    except Refusal as refusal:
        found.refusal = refusal
        found.data = {
            "file": file.name,
            "brought_in": 0,
            "refused": [{"reason": str(refusal), "whole_file": True}],
            "set_aside": [],
            "receipt": None,
            "exit_code": refusal.exit_code,
        }
        if isinstance(refusal, Undecided):
            found.data["undecided"] = refusal.decisions
    return found


def _bring(asked: argparse.Namespace, file: Path, found: _Outcome) -> None:
    """Understand one file, and keep what it comes to unless it was only to be tried."""
    path = asked.store or stores.path_of(stores.OURS)
    sheet = bring_in.preview(_read(file), file.name, How(sheet=asked.sheet))
    agreed = _agreed(asked)
    # Where there is no store yet, none is made before the file is understood.
    there = path.exists()
    with _store(path, there) as store:
        here = _here(store, asked)
        mapping, like = _mapping(here, asked, sheet)
        if asked.save_mapping:
            _save(asked.save_mapping, mapping, found)
            return
        if decisions := bring_in.undecided(here, sheet, mapping):
            raise Undecided(
                f"Nothing of {sheet.name} was kept yet.", decisions, _how_to_decide(asked, mapping)
            )
        dry = bring_in.dry_run(here, sheet, mapping)
        found.lines += [*sheet.told, *([like] if like else [])]
        found.data |= _found(sheet, dry)
        if asked.dry_run:
            found.lines += [*dry.tells, *_in_words(dry), "Nothing was kept."]
            return
        if there:
            _keep(here, sheet, mapping, agreed, found)
    if not there:
        with stores.opened(path, make=True) as store:
            _keep(_here(store, asked), sheet, mapping, agreed, found)
    found.lines += _in_words(dry)


def _keep(here: Here, sheet: Sheet, mapping: Mapping, agreed: ConsentAsked, found: _Outcome) -> None:
    receipt = bring_in.bring_in(here, sheet, mapping, agreed, new_id())
    files = bring_in.files_of(here, receipt.id)
    consent = _consent_in_words(agreed)
    found.lines += [*receipt.tells, *consent, f"The receipt is {receipt.id}; --undo takes it out again."]
    found.lines += [f"{begun(what.replace('_', ' '))}: {path}" for what, path in files.items()]
    found.data["receipt"] = _receipt(receipt) | {
        "files": files,
        "consent": {
            "travels": agreed.travels.word if agreed.travels else None,
            "may_be_quoted": agreed.quotable,
            "until": agreed.until,
            "words": " ".join(consent),
        },
    }


def _store(path: Path, there: bool) -> AbstractContextManager[Store]:
    return stores.opened(path) if there else stores.for_a_moment()


def _here(store: Store, asked: argparse.Namespace) -> Here:
    """The system that was named; else nowhere, so that the file itself has to say where everything was told."""
    if asked.system:
        return named.standing_at(store, standing.viewer(), named.Said(system=asked.system))
    return Here(store, standing.viewer(), Focus())


def _mapping(here: Here, asked: argparse.Namespace, sheet: Sheet) -> tuple[Mapping, str]:
    """How the file is read, with what the options say, and whether it is read as an earlier one was."""
    like = ""
    if asked.mapping:
        mapping = mapping_file.from_toml(_text(asked.mapping), sheet)
    else:
        suggested = bring_in.suggested(here, sheet)
        mapping = suggested.mapping
        if suggested.like:
            like = f"It is read as {in_one_line(suggested.like.file_name)} was before."
    if asked.home:
        wide = named.scale(asked.home_scale) if asked.home_scale else None
        mapping = mapping.at_home(asked.home, wide)
    elif asked.system and mapping.home_guessed:
        mapping = mapping.at_home("", None)
    if asked.day:
        mapping = replace(mapping, day=named.day(asked.day))
    if asked.cycle:
        mapping = replace(mapping, cycle=named.cycle(here, asked.cycle))
    return mapping, like


def _how_to_decide(asked: argparse.Namespace, mapping: Mapping) -> str:
    """Which options say what the file does not."""
    place = not mapping.of(Role.PLACE) and not asked.system and not asked.home
    day = not mapping.of(Role.DAY, Role.DATED) and mapping.day is None
    return " ".join([*([PLACE] if place else []), *([DAY] if day else []), COLUMN])


def _agreed(asked: argparse.Namespace) -> ConsentAsked:
    agreed = ConsentAsked(
        named.scale(asked.travels) if asked.travels else None,
        not asked.paraphrase_only,
        named.day(asked.until) if asked.until else None,
        asked.looked_through_by,
    )
    agreed.consent()
    return agreed


def _consent_in_words(agreed: ConsentAsked) -> list[str]:
    who = in_one_line(agreed.looked_through_by)
    far = AS_FAR.format(scale=agreed.travels.word, who=who) if agreed.travels else STAY
    return [far, *([] if agreed.quotable else [NOT_QUOTED])]


def _found(sheet: Sheet, dry: DryRun) -> dict[str, Any]:
    """What a file comes to, for a program."""
    return {
        "file": sheet.name,
        "brought_in": dry.rows_brought_in,
        "observations": {"stories": dry.stories, "measures": dry.measures},
        "refused": [
            {"reason": one.reason, "how_many": one.how_many, "rows": one.rows, "examples": one.examples}
            for one in dry.refused
        ],
        "set_aside": [
            {
                "column": one.heading,
                "reason": one.reason,
                "how_many": one.cells,
                "rows": one.rows,
                "examples": one.examples,
            }
            for one in dry.set_aside
        ],
        "made": {
            "systems": [{"scale": scale.word, "name": name} for scale, name in dry.new_systems],
            "themes": dry.new_themes,
            "questions": dry.questions,
            "measures": dry.measured,
        },
        "first_day": dry.first_day,
        "last_day": dry.last_day,
        "came_in_before": [one.id for one in dry.before],
        "read": sheet.told,
        "receipt": None,
    }


def _in_words(dry: DryRun) -> Iterator[str]:
    """What stays out, for people."""
    for refused in dry.refused:
        rows = how_many(refused.how_many, "row")
        yield from part(f"Refused: {rows}, because {refused.reason}", refused.examples)
    aside = (
        f"“{in_one_line(one.heading)}”: {how_many(one.cells, 'cell')}, because {one.reason}"
        for one in dry.set_aside
    )
    yield from part("Set aside", aside)


def _receipt(got: BroughtIn) -> dict[str, Any]:
    return {
        "id": got.id,
        "file": got.file_name,
        "when": got.recorded,
        "digest": got.digest,
        "rows_brought_in": got.rows_brought_in,
        "rows_refused": got.rows_refused,
        "rows_set_aside": got.rows_set_aside,
        "stories": got.stories,
        "measures": got.measures,
        "looked_through_by": got.looked_through_by,
        "undone": got.undone,
        "tells": got.tells,
    }


def _past(asked: argparse.Namespace) -> Told:
    with stores.opened(asked.store or stores.path_of(stores.OURS)) as store:
        past = bring_in.past(_here(store, asked))
        lines = [
            f"{got.id}  {got.recorded:%Y-%m-%d}  {in_one_line(got.file_name)}: "
            + ("taken out again" if got.undone else f"{how_many(got.rows_brought_in, 'row')} came in")
            for got in past
        ]
        nothing = "Nothing was brought in here yet; name a file."
        return Told(lines or [nothing], {"receipts": [_receipt(got) for got in past]}, store.damage)


def _undo(asked: argparse.Namespace) -> Told:
    with stores.opened(asked.store or stores.path_of(stores.OURS)) as store:
        here = _here(store, asked)
        try:
            wanted = UUID(asked.undo)
        except ValueError:
            wanted = UUID(int=0)  # which no import has
        bring_in.undo(here, wanted)
        got = next(one for one in bring_in.past(here) if one.id == wanted)
        said = f"{in_one_line(got.file_name)} is taken out again: nobody sees or counts it from now on."
        return Told([said], {"receipt": _receipt(got)}, store.damage)


def _save(path: Path, mapping: Mapping, found: _Outcome) -> None:
    try:
        path.write_text(mapping_file.as_toml(mapping), encoding="utf-8")
    except OSError as refused:
        raise Unwritable(
            f"The mapping could not be written to {path}.", f"({refused.strerror})", "Choose another place."
        ) from refused
    found.lines.append(f"The mapping is in {path}, to be looked through. Nothing was kept.")
    found.data |= {"file": found.name, "mapping": path, "brought_in": 0}
    found.data |= {"refused": [], "set_aside": [], "receipt": None}


def _text(path: Path) -> str:
    try:
        return _read(path).decode("utf-8")
    except UnicodeDecodeError as unreadable:
        raise Refusal(f"{path.name} is not written in UTF-8.", try_next="Save it again so.") from unreadable


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal(
                f"{path.name} is larger than {LARGEST // 1_000_000} megabytes.", try_next="Part it first."
            )
        return path.read_bytes()
    except OSError as refused:
        why = {FileNotFoundError: "is not there", IsADirectoryError: "is a folder"}.get(type(refused))
        raise Refusal(
            f"{path} {why or 'cannot be read'}.", try_next="Name a file that can be read."
        ) from refused
