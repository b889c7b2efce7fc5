"""Bringing in: from a file that somebody has to observations in the store, and back out if it was a mistake."""

import json
import os
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sensemaking.charts.axes import Unit
from sensemaking.exchange import csv_in, guessing, receipt_files, xlsx_in
from sensemaking.exchange.arranged import KINDS, Arranged, Known
from sensemaking.exchange.arranging import arrange
from sensemaking.exchange.mapping import Mapping, Role, refuse_what_does_not_fit
from sensemaking.exchange.places import same
from sensemaking.exchange.remembering import remembered
from sensemaking.exchange.set_aside import IDENTIFIES
from sensemaking.exchange.sheet import AS_IT_IS, Cells, How, Sheet
from sensemaking.model.counting import listed
from sensemaking.model.observation import Consent, Voice
from sensemaking.model.refusal import Overtaken, Refusal, Unwritable
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice.here import Here
from sensemaking.practice.jobs import Job, Tell
from sensemaking.practice.notice import OURS, new_id
from sensemaking.store import Receipt, rows

_EXAMPLES = 3
_LONGEST_EXAMPLE = 120
_FAR_OFF = 10
_REFUSED, _SET_ASIDE = "refused.csv", "set_aside.csv"


@dataclass(frozen=True)
class ConsentAsked:
    """What is asked once about a whole file: how far it may travel, whether it may be quoted, until when.

    `travels` None keeps everything where it was told. Travelling wider needs `looked_through_by`: a person
    who read the file for names, places and dates; naming them counts as the second look. `voice` is as whom all of its
    tellers speak, where that is one and was said; else what the mapping says.
    """

    travels: Scale | None = None
    quotable: bool = True
    until: date | None = None
    looked_through_by: str = ""
    voice: Voice | None = None

    def consent(self) -> Consent:
        """The consent each observation carries; raises a Refusal where nobody looked before it travels."""
        reviewed = bool(self.looked_through_by.strip())
        if self.travels and not reviewed:
            raise Refusal(
                "Nobody has looked through these observations yet.",
                try_next="Say who did, or let them stay where they were told.",
            )
        return Consent(self.travels, self.quotable, self.until, reviewed)


@dataclass(frozen=True)
class BroughtIn:
    """The receipt of an import. `undone` is when it was taken out again; times are UTC.

    `has_refused` and `has_set_aside` say whether there is a file of what stayed out. `kind` is what sort of file it
    was (see `practice.kinds`), and for anything but observations `came_as` says in words what its rows became. `went`
    says in sentences where they went and how far they travel.
    """

    id: UUID
    file_name: str
    recorded: datetime
    rows_brought_in: int
    rows_refused: int
    rows_set_aside: int
    stories: int
    measures: int
    looked_through_by: str
    digest: str
    undone: datetime | None = None
    has_refused: bool = False
    has_set_aside: bool = False
    kind: str = "observations"
    came_as: str = ""
    went: tuple[str, ...] = ()

    @property
    def tells(self) -> tuple[str, ...]:
        """The receipt in sentences."""
        came_as = self.came_as or _observations(self.stories, self.measures)
        said = [f"{_rows(self.rows_brought_in)} came in, as {came_as}.", *self.went]
        if self.rows_refused:
            said.append(
                f"{_rows(self.rows_refused)} stayed out, each with its reason in the file of refused rows."
            )
        if self.has_set_aside:
            said.append("What was set aside lies in a file of its own, with the reason in its heading.")
        if self.looked_through_by:
            said.append(f"Looked through by {self.looked_through_by}.")
        return tuple(said)


@dataclass(frozen=True)
class Refused:
    """One kind of reason for refusing rows: how many, a few of them in words, and their numbers in the file."""

    reason: str
    how_many: int
    examples: tuple[str, ...]
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """A column, or some cells of it, that come in nowhere: why, how many cells, a few of them, and in which rows.

    What could tell who somebody is has no examples: the page may be on a wall.
    """

    heading: str
    reason: str
    cells: int
    examples: tuple[str, ...]
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class DryRun:
    """What a file would come to, with nothing written.

    `far_off` asks about a first or last day that lies years away from all others. `before` holds the receipts of
    the same file, where it was brought in earlier and not undone.
    """

    rows: int
    blank_rows: int
    rows_brought_in: int
    rows_refused: int
    rows_set_aside: int
    stories: int
    measures: int
    refused: tuple[Refused, ...]
    set_aside: tuple[SetAside, ...]
    new_systems: tuple[tuple[Scale, str], ...]
    new_themes: tuple[str, ...]
    questions: tuple[str, ...]
    measured: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    far_off: tuple[str, ...]
    before: tuple[BroughtIn, ...]

    @property
    def tells(self) -> tuple[str, ...]:
        """The dry run in sentences."""
        said = [
            f"This file came in before, on {Unit.DAY.words(earlier.recorded)}:"
            " bringing it in again keeps everything twice."
            for earlier in self.before[:1]
        ]
        said.append(
            f"Of {_rows(self.rows)}, {self.rows_brought_in:,} would come in, as"
            f" {_observations(self.stories, self.measures)}, and {self.rows_refused:,} would be refused."
        )
        if self.first_day and self.last_day:
            said.append(f"They speak of {Unit.DAY.words(self.first_day)} to {Unit.DAY.words(self.last_day)}.")
        said += self.far_off
        if self.new_systems:
            said.append(f"{_many(len(self.new_systems), 'system')} would be made for them.")
        if self.new_themes:
            said.append(f"{_many(len(self.new_themes), 'theme')} would be new.")
        return tuple(said)


def preview(data: bytes, name: str, how: How = AS_IT_IS) -> Sheet:
    """A CSV file or an Excel workbook read into cells, with sentences on how; told apart by what is in it.

    Raises a Refusal for anything else.
    """
    if data.startswith(xlsx_in.ZIP):
        return xlsx_in.read(data, name, how)
    if data.startswith(xlsx_in.OLE):
        xlsx_in.refuse_old(data, name)
    return csv_in.read(data, name, how)


def guess(sheet: Sheet, here: Here) -> Mapping:
    """The mapping this file most likely needs where we stand; what it cannot know it asks, column by column."""
    root = here.stack.get(here.focus.system)
    return guessing.guess(sheet, root.scale if root else None)


@dataclass(frozen=True)
class Suggested:
    """How a file could be read: as an earlier one of the same shape was (`like`), else as it is guessed (`fresh`)."""

    mapping: Mapping
    fresh: Mapping
    like: BroughtIn | None = None

    @property
    def tells(self) -> str:
        """As which file it is read, in a sentence; "" where it is a guess."""
        if not self.like:
            return ""
        return f"Read as {self.like.file_name} was on {Unit.DAY.words(self.like.recorded)}."


def suggested(here: Here, sheet: Sheet) -> Suggested:
    """The mapping of the last import of a file of this shape that was not undone, where there is one; else the guess.

    Its places, questions and names are taken over; its day, cycle and experiment are not: they were of that file.
    """
    fresh = guess(sheet, here)
    root = here.stack.get(here.focus.system)
    for row in rows.records(here.store.read("imports")):
        if row["undone"] is None and "mapping" in json.loads(row["mapping"]):
            earlier = Mapping.from_json(json.dumps(json.loads(row["mapping"])["mapping"]))
            mapping = remembered(sheet, earlier, fresh, root.scale if root else None)
            if mapping:
                return Suggested(mapping, fresh, _receipt(here, row))
    return Suggested(fresh, fresh)


def mapping_of(here: Here, import_id: UUID) -> Mapping:
    """How an import was read. Raises a Refusal where there is no such import."""
    for row in rows.records(here.store.read("imports")):
        if row["id"] == import_id and "mapping" in json.loads(row["mapping"]):
            return Mapping.from_json(json.dumps(json.loads(row["mapping"])["mapping"]))
    raise _no_such_import()


def undecided(here: Here, sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
    """What somebody has to decide before this may come in with nobody looking, in sentences; () where it is clear.

    How far it may travel is not among them: unless somebody says so, it stays where it was told.
    """
    said = []
    for column in mapping.columns:
        if column.assumed:
            name = f"“{column.heading}”"
            if column.role is Role.DATED:
                name = f"The numbers from {name} to “{mapping.columns[mapping.of(Role.DATED)[-1]].heading}”"
            said.append(f"{name}: {column.ask}")
    nowhere = not mapping.of(Role.PLACE) and not here.focus.system
    if nowhere and (mapping.home_guessed or not mapping.home):
        said.append(f"Nothing in {sheet.name} says where it was told: name a system, and how wide it is.")
    try:
        refuse_what_does_not_fit(mapping)
    except Refusal as refusal:
        said.append(str(refusal))
    return tuple(said)


def dry_run(here: Here, sheet: Sheet, mapping: Mapping) -> DryRun:
    """What would come in, be refused and be set aside. Raises a Refusal where the mapping cannot be followed."""
    arranged = arrange(sheet, mapping, _known(here, mapping), Consent(), new_id())
    brought_in, refused, set_aside = _counts(arranged)
    first_day, last_day = arranged.days or (None, None)
    return DryRun(
        rows=sheet.rows,
        blank_rows=sheet.blank_rows,
        rows_brought_in=brought_in,
        rows_refused=refused,
        rows_set_aside=set_aside,
        stories=arranged.stories,
        measures=arranged.measures,
        refused=_refused(sheet, arranged),
        set_aside=_set_aside(sheet, arranged),
        new_systems=tuple((one.scale, one.name) for one in arranged.systems),
        new_themes=tuple(one["name"] for one in arranged.themes),
        questions=tuple(one["words"] for one in arranged.questions),
        measured=tuple(one["name"] for one in arranged.measured),
        first_day=first_day,
        last_day=last_day,
        far_off=_far_off(arranged),
        before=tuple(one for one in past(here) if one.digest == sheet.digest and one.undone is None),
    )


def start(
    here: Here, sheet: Sheet, mapping: Mapping, asked: ConsentAsked, id: UUID | None = None
) -> Job[BroughtIn]:
    """Bring the file in beside the page; the job's result is the receipt.

    Make `id` once for each import and keep it: sent twice, it is the same import.
    """
    import_id = id or new_id()
    return Job(lambda tell: bring_in(here, sheet, mapping, asked, import_id, tell), "Reading the file")


def bring_in(
    here: Here,
    sheet: Sheet,
    mapping: Mapping,
    asked: ConsentAsked,
    id: UUID,
    tell: Tell = lambda part, words: None,
) -> BroughtIn:
    """Keep what a file comes to, all of it or none, and answer the receipt.

    What stays out is on the disk before anything is acknowledged. Raises a Refusal where nothing would come
    in, where the mapping cannot be followed, or where nobody looked through what is to travel.
    """
    for earlier in past(here):
        if earlier.id == id:
            return earlier
    consent = asked.consent()
    mapping = replace(mapping, voice=asked.voice or mapping.voice)
    try:
        return _bring_in(here, sheet, mapping, consent, asked.looked_through_by.strip(), id, tell)
    except Overtaken:
        # Somebody named one of the file's themes or measures in the meantime; now it is known.
        return _bring_in(here, sheet, mapping, consent, asked.looked_through_by.strip(), id, tell)


def past(here: Here) -> list[BroughtIn]:
    """The receipts of what was brought into this store, the newest first, undone ones too."""
    return [_receipt(here, row) for row in rows.records(here.store.read("imports"))]


def refused_file(here: Here, import_id: UUID) -> bytes | None:
    """The refused rows of an import with the reason on each, as CSV for any spreadsheet; None if there are none."""
    return _file(here, import_id, _REFUSED)


def set_aside_file(here: Here, import_id: UUID) -> bytes | None:
    """The cells an import set aside, with the reason in each heading, as CSV; None if there are none."""
    return _file(here, import_id, _SET_ASIDE)


def files_of(here: Here, import_id: UUID) -> dict[str, Path]:
    """Where on this computer the files of what stayed out of an import lie, as far as there are any."""
    there = {"refused": _REFUSED, "set_aside": _SET_ASIDE}
    found = {what: _folder(here, import_id) / name for what, name in there.items()}
    return {what: path for what, path in found.items() if path.exists()}


def undo(here: Here, import_id: UUID) -> Receipt:
    """Take a whole import out again: nobody sees or counts it from now on, and its files are deleted.

    The systems it made go too where nothing else stands in them; themes and questions stay. Raises a Refusal where
    there is no such import.
    """
    if import_id not in {one.id for one in past(here)}:
        raise _no_such_import()
    ended = [{"system": one, "import": import_id} for one in _left_empty(here, import_id)]
    gone = {"import_undone": [{"import": import_id}], "system_ended": ended}
    receipt = here.keep(uuid5(import_id, "undone"), "file taken out", import_id, gone)
    rmtree(_folder(here, import_id), ignore_errors=True)
    return receipt


def _left_empty(here: Here, import_id: UUID) -> set[UUID]:
    """The systems an import made in which nothing else stands: no observation, no cycle, no other system."""
    empty = set(here.store.read("systems_left_empty", **{"import": import_id})["id"])
    # The closest in come first, so that what is around only what goes can go as well.
    for one in sorted(here.stack, key=lambda system: system.scale):
        if one.id in empty and not empty.issuperset(inner.id for inner in here.stack.closer_in(one.id)):
            empty.remove(one.id)
    return empty


def _no_such_import() -> Refusal:
    return Refusal("There is no such import here.", try_next="Choose one from the list.")


def _bring_in(
    here: Here, sheet: Sheet, mapping: Mapping, consent: Consent, looked_by: str, id: UUID, tell: Tell
) -> BroughtIn:
    arranged = arrange(
        sheet, mapping, _known(here, mapping), consent, id, lambda part, words: tell(part * 0.7, words)
    )
    if not arranged.stories + arranged.measures:
        raise Refusal(
            "Nothing in this file would come in.",
            try_next="Look at the reasons in the dry run, and choose the columns again.",
        )
    tell(0.6, "Writing down what stays out")
    brought_in, refused, set_aside = _counts(arranged)
    came = Came(
        id,
        sheet.name,
        {
            "digest": sheet.digest,
            "stories": arranged.stories,
            "measures": arranged.measures,
            "mapping": json.loads(mapping.as_json()),
            "went": _went(here, arranged, consent),
        },
        brought_in,
        refused,
        set_aside,
        receipt_files.refused(sheet, arranged),
        receipt_files.set_aside(sheet, mapping, arranged),
        looked_by,
    )
    added: dict[str, Any] = {
        "system": [rows.of_system(one) for one in arranged.systems],
        "system_made": [{"system": one.id, "import": id} for one in arranged.systems],
        "theme": arranged.themes,
        "question": arranged.questions,
        "measure": arranged.measured,
        "observation": arranged.observations,
        "theme_given": arranged.themes_given,
        "meaning": arranged.meanings,
    }
    if mapping.voice:
        ids = arranged.observations["id"]
        added["spoken_by"] = pa.table({"observation": ids, "voice": [mapping.voice.value] * len(ids)})
    tell(0.7, f"Keeping {_observations(arranged.stories, arranged.measures)}")
    return keep_import(here, came, added)


@dataclass(frozen=True)
class Came:
    """What an import came to: how it was read (`told`, kept as JSON), its rows, and the files of what stayed out."""

    id: UUID
    file_name: str
    told: dict[str, Any]
    rows_brought_in: int
    rows_refused: int
    rows_set_aside: int
    refused: bytes | None
    set_aside: bytes | None
    looked_through_by: str = ""


def keep_import(here: Here, came: Came, added: dict[str, Any]) -> BroughtIn:
    """Keep an import with these rows by table, all of it or none; the files of what stays out are on the disk first."""
    folder = _folder(here, came.id)
    _write(folder, _REFUSED, came.refused)
    _write(folder, _SET_ASIDE, came.set_aside)
    row = {
        "id": came.id,
        "file_name": came.file_name,
        "mapping": json.dumps(came.told, ensure_ascii=False),
        "rows_brought_in": came.rows_brought_in,
        "rows_refused": came.rows_refused,
        "rows_set_aside": came.rows_set_aside,
        "looked_through_by": came.looked_through_by,
    }
    try:
        here.keep(came.id, "file brought in", came.id, {"import": [row], **added})
    except Refusal:
        # Words of an import that never was must not stay behind.
        rmtree(folder, ignore_errors=True)
        raise
    return next(one for one in past(here) if one.id == came.id)


def around(here: Here, mapping: Mapping) -> System | None:
    """The system that everything in the file goes to or inside: where we stand, or None where the file says it all.

    It does where we stand at an outermost system, because one has to stand somewhere, and the file belongs to a home
    as wide; or where the store has several of those and the file names places as wide: else their rows would be
    refused.
    """
    root = here.stack.get(here.focus.system)
    if root and root.parent is None:
        several = len(here.stack.outermost()) > 1
        scales = [mapping.columns[at].scale for at in mapping.of(Role.PLACE)] if several else []
        scales += [mapping.home_scale] if mapping.home else []
        if any(scale is not None and scale >= root.scale for scale in scales):
            return None
    return root


def _known(here: Here, mapping: Mapping) -> Known:
    stack = here.stack
    questions = rows.questions(here.store.read("questions"))
    return Known(
        tuple(stack),
        around(here, mapping),
        {same(r["name"]): r["id"] for r in rows.records(here.store.read("themes"))},
        {(same(q.words), q.form.value, q.low, q.high): q.id for q in questions},
        {same(r["name"]): (r["id"], r["unit"]) for r in rows.records(here.store.read("measures"))},
        lambda named: uuid5(OURS, named),
    )


def _far_off(arranged: Arranged) -> tuple[str, ...]:
    """Whether the first or the last day lies so far from all others that it may be mistyped, as questions."""
    days = sorted(pc.unique(arranged.observations["day"]).to_pylist())
    said = []
    if len(days) > 1:
        first, last = days[1].year - days[0].year, days[-1].year - days[-2].year
        if first >= max(_FAR_OFF, days[-1].year - days[1].year):
            day = Unit.DAY.words(days[0])
            said.append(f"The earliest day is {day}, {first} years before the next: is it mistyped?")
        elif last >= max(_FAR_OFF, days[-2].year - days[0].year):
            day = Unit.DAY.words(days[-1])
            said.append(f"The latest day is {day}, {last} years after the one before it: is it mistyped?")
    return tuple(said)


def _went(here: Here, arranged: Arranged, consent: Consent) -> list[str]:
    """Where it all went and how far it travels, in sentences for the receipt."""
    names = {str(one.id): one.name for one in (*here.stack, *arranged.systems)}
    went = [names[one] for one in pc.unique(arranged.observations["system"]).to_pylist()]
    more = [_many(len(went) - _EXAMPLES, "other system")] if len(went) > _EXAMPLES else []
    made = f"; {_many(len(arranged.systems), 'system')} made with them" if arranged.systems else ""
    return [
        f"They went to {listed([*went[:_EXAMPLES], *more])}{made}.",
        # Words that may not be quoted stay at home, however far they might travel.
        f"They travel as far as the {consent.travels.word}."
        if consent.travels and consent.quotable
        else "They stay where they were told.",
    ]


def _counts(arranged: Arranged) -> tuple[int, int, int]:
    """Rows brought in, rows refused, and rows brought in of which a cell was set aside."""
    set_aside = np.zeros(len(arranged.comes_in), dtype=bool)
    for aside in arranged.aside:
        set_aside[aside.rows] = True
    brought_in = int(arranged.comes_in.sum())
    return brought_in, len(set_aside) - brought_in, int(set_aside.sum())


def _refused(sheet: Sheet, arranged: Arranged) -> tuple[Refused, ...]:
    found = []
    for kind, reason in enumerate(KINDS):
        at = np.flatnonzero(arranged.refusals.kind == kind)
        examples: dict[str, int] = {}
        for row in at.tolist():
            examples.setdefault(arranged.refusals.words[row], int(sheet.numbers[row]))
            if len(examples) == _EXAMPLES:
                break
        if len(at):
            said = tuple(f"Row {number:,}: {words}" for words, number in examples.items())
            found.append(Refused(reason, len(at), said, tuple(sheet.numbers[at].tolist())))
    return tuple(found)


def _set_aside(sheet: Sheet, arranged: Arranged) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(
            sheet.columns[aside.column].heading,
            aside.reason,
            len(aside.rows),
            () if aside.reason == IDENTIFIES else _examples(sheet.columns[aside.column], aside.rows),
            tuple(sheet.numbers[aside.rows].tolist()),
        )
        for aside in arranged.aside
    )


def _examples(cells: Cells, at: np.ndarray) -> tuple[str, ...]:
    plain = dict.fromkeys(" ".join(cells.at(row).split())[:_LONGEST_EXAMPLE] for row in at[:50].tolist())
    return tuple(plain)[:_EXAMPLES]


def _receipt(here: Here, row: dict[str, Any]) -> BroughtIn:
    told = json.loads(row["mapping"])
    folder = _folder(here, row["id"])
    return BroughtIn(
        row["id"],
        row["file_name"],
        row["recorded"],
        row["rows_brought_in"],
        row["rows_refused"],
        row["rows_set_aside"],
        told.get("stories", 0),
        told.get("measures", 0),
        row["looked_through_by"],
        told["digest"],
        row["undone"],
        (folder / _REFUSED).exists(),
        (folder / _SET_ASIDE).exists(),
        told.get("kind", "observations"),
        told.get("came_as", ""),
        tuple(told.get("went", ())),
    )


def _folder(here: Here, import_id: UUID) -> Path:
    return here.store.path.with_name(here.store.path.name + ".receipts") / str(import_id)


def _file(here: Here, import_id: UUID, name: str) -> bytes | None:
    path = _folder(here, import_id) / name
    return path.read_bytes() if path.exists() else None


def _write(folder: Path, name: str, data: bytes | None) -> None:
    """Put a file on the disk, for good, before anything is acknowledged."""
    if data is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        for above in (folder, folder.parent, folder.parent.parent):
            _sync_folder(above)
    except OSError as refused:
        rmtree(folder, ignore_errors=True)
        raise Unwritable(
            "The disk did not take the file of what stays out, so nothing was brought in.",
            try_next="Make room on the disk, then bring the file in again.",
        ) from refused


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows keeps a folder's own entries by itself
        return
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _many(count: int, thing: str) -> str:
    plural = {"story": "stories"}.get(thing, f"{thing}s")
    return f"{count:,} {thing if count == 1 else plural}"


def _rows(count: int) -> str:
    return _many(count, "row")


def _observations(stories: int, measures: int) -> str:
    said = [_many(count, thing) for count, thing in ((stories, "story"), (measures, "measure")) if count]
    return " and ".join(said) or "nothing"
