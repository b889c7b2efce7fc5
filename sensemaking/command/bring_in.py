"""From files that somebody has to what a store keeps: each whole or not at all, with a receipt."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sensemaking.command import standing, understood
from sensemaking.command.told import Told, in_one_line, part
from sensemaking.command.understood import Dry, Understood
from sensemaking.exchange import mapping_file
from sensemaking.exchange.sheet import How, Sheet
from sensemaking.model.counting import begun, how_many
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal, Undecided, Unwritable
from sensemaking.practice import bring_in, kinds, named, stores
from sensemaking.practice.bring_in import BroughtIn
from sensemaking.practice.here import Here
from sensemaking.practice.kinds import Kind
from sensemaking.store import Store

LARGEST = 500_000_000
"""The most bytes a file may have that is read whole."""


@dataclass
class _Outcome:
    """What became of some files that come in together."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None

    def refuse(self, refusal: Refusal) -> None:
        """Say why nothing came of it."""
        self.refusal, self.lines = refusal, []
        self.data = {
            "file": self.name,
            "brought_in": 0,
            "refused": [{"reason": str(refusal), "whole_file": True}],
            "set_aside": [],
            "receipt": None,
            "exit_code": refusal.exit_code,
        }
        if isinstance(refusal, Undecided):
            self.data["undecided"] = refusal.decisions


def do(asked: argparse.Namespace) -> Told:
    """Bring the files in, or try them; without any, what came in before; or take an import out again."""
    if asked.undo:
        return _undo(asked)
    if not asked.files:
        return _past(asked)
    outcomes = _read(asked)
    for one in outcomes:
        if not one.refusal:
            try:
                _bring(asked, one)
            except Refusal as refusal:
                one.refuse(refusal)
    refused = [(one.name, one.refusal) for one in outcomes if one.refusal]
    several = len(outcomes) > 1
    return Told(
        lines=[line for one in outcomes for line in (["", one.name] if several else []) + one.lines],
        data={"files": [one.data for one in outcomes]} if several else outcomes[0].data,
        refused=[f"{name}: {refusal}" if several else str(refusal) for name, refusal in refused],
        exit_code=refused[0][1].exit_code if refused else 0,
    )


def _read(asked: argparse.Namespace) -> list[_Outcome]:
    """The files as sheets. Those of one conversation come in together, all others one by one."""
    found = []
    for file in asked.files:
        try:
            packed = kinds.unpacked([(file.name, _bytes(file))])
        except Refusal as refusal:
            found.append(_Outcome(file.name))
            found[-1].refuse(refusal)
            continue
        for name, data in packed:
            found.append(_Outcome(name))
            try:
                found[-1].sheets.append(kinds.read(name, data, How(sheet=asked.sheet)))
            except Refusal as refusal:
                found[-1].refuse(refusal)
    every = [sheet for one in found for sheet in one.sheets]
    wanted = asked.kind or (kinds.what_it_is(every) if len(every) == len(found) else Kind.OBSERVATIONS)
    if wanted == Kind.CONVERSATION and every:
        return [_Outcome(", ".join(sheet.name for sheet in every), every)]
    return found


def _bring(asked: argparse.Namespace, one: _Outcome) -> None:
    """Understand what lies here, and keep what it comes to unless it was only to be tried."""
    path = asked.store or stores.path_of(stores.OURS)
    kind = Kind(asked.kind) if asked.kind else kinds.what_it_is(one.sheets)
    # Where there is no store yet, none is made before the files are understood.
    there = path.exists()
    with _store(path, there) as store:
        here = _here(store, asked)
        if asked.save_mapping:
            _save(here, asked, one, kind)
            if not asked.dry_run:
                return
        found = understood.understand(here, asked, one.sheets, kind)
        one.lines[:0] = [said for sheet in one.sheets for said in sheet.told]
        one.lines += [found.like] if found.like else []
        one.data |= _data(one, found)
        if there and not asked.dry_run:
            _keep(here, one, found)
    if asked.dry_run:
        one.lines += [*found.dry.tells, "Nothing was kept."]
    elif not there:
        with stores.opened(path, make=True) as store:
            _keep(_here(store, asked), one, found)
    one.lines += _stays_out(found.dry)


def _keep(here: Here, one: _Outcome, found: Understood) -> None:
    receipt = found.keep(here)
    files = bring_in.files_of(here, receipt.id)
    one.lines += [
        *receipt.tells,
        *found.agreed,
        *_how_to_travel(found),
        f"The receipt is {receipt.id}; --undo takes it out again.",
    ]
    one.lines += [f"{begun(what.replace('_', ' '))}: {path}" for what, path in files.items()]
    one.data["receipt"] = _receipt(receipt) | {"files": files, "consent": found.consent}


def _how_to_travel(found: Understood) -> list[str]:
    stay = found.kind is Kind.OBSERVATIONS and not (found.consent or {}).get("travels")
    return (
        ["With --travels SCALE and --looked-through-by NAME they may be seen from wider systems."]
        if stay
        else []
    )


def _store(path: Path, there: bool) -> AbstractContextManager[Store]:
    return stores.opened(path) if there else stores.for_a_moment()


def _here(store: Store, asked: argparse.Namespace) -> Here:
    """The system that was named; else nowhere, so that the file itself has to say where everything was told."""
    if asked.system:
        return named.standing_at(store, standing.viewer(), named.Said(system=asked.system))
    return Here(store, standing.viewer(), Focus())


def _data(one: _Outcome, found: Understood) -> dict[str, Any]:
    """What files come to, for a program."""
    dry = found.dry
    return {
        "file": one.name,
        "kind": found.kind,
        "brought_in": dry.rows_brought_in,
        "refused": [
            {"reason": said.reason, "how_many": said.how_many, "rows": said.rows, "examples": said.examples}
            for said in dry.refused
        ],
        "set_aside": [
            {
                "column": said.heading,
                "reason": said.reason,
                "how_many": said.cells,
                "rows": _from_to(said.rows),
                "examples": said.examples,
            }
            for said in dry.set_aside
        ],
        "made": found.made,
        "tells": dry.tells,
        "came_in_before": [earlier.id for earlier in dry.before],
        "read": [said for sheet in one.sheets for said in sheet.told],
        "receipt": None,
    }


def _from_to(rows: Sequence[int]) -> str:
    """Rows as 2-198, 201: whole columns are set aside, and they are long."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(f"{first}-{last}" if first != last else str(first) for first, last in runs)


def _stays_out(dry: Dry) -> Iterator[str]:
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
        "kind": got.kind,
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


def _save(here: Here, asked: argparse.Namespace, one: _Outcome, kind: Kind) -> None:
    if kind is not Kind.OBSERVATIONS or len(asked.files) > 1:
        raise Refusal(
            "A mapping is written down from one file of observations.", try_next="Name one such file."
        )
    path: Path = asked.save_mapping
    mapping, _ = understood.mapping_for(here, asked, kinds.the_only_one(one.sheets, kind))
    try:
        path.write_text(mapping_file.as_toml(mapping), encoding="utf-8")
    except OSError as refused:
        raise Unwritable(
            f"The mapping could not be written to {path}.", f"({refused.strerror})", "Choose another place."
        ) from refused
    one.lines.append(f"The mapping is in {path}, to be looked through. Nothing was kept.")
    one.data |= {"file": one.name, "mapping": path, "brought_in": 0}
    one.data |= {"refused": [], "set_aside": [], "receipt": None}


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            most = f"{LARGEST // 1_000_000} megabytes"
            raise Refusal(f"{path.name} is larger than {most}.", try_next="Part it, then bring the parts in.")
        return path.read_bytes()
    except OSError as refused:
        why = {FileNotFoundError: "is not there", IsADirectoryError: "is a folder"}.get(type(refused))
        raise Refusal(
            f"{path} {why or 'cannot be read'}.", try_next="Name a file that can be read."
        ) from refused
