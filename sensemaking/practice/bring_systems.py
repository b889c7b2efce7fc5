"""Bringing in systems: from a table of names and what they are part of to the stack."""

from dataclasses import dataclass
from uuid import UUID

from sensemaking.charts.axes import Unit
from sensemaking.exchange import kept_out, systems_in
from sensemaking.exchange.sheet import Sheet
from sensemaking.exchange.systems_in import Found, Plan
from sensemaking.model.refusal import Refusal
from sensemaking.model.system import Stack, System
from sensemaking.practice.bring_in import BroughtIn, Came, Refused, SetAside, keep_import, past
from sensemaking.practice.here import Here
from sensemaking.practice.jobs import Tell
from sensemaking.store import rows

KIND = "systems"
NOT_CHOSEN = "nobody chose it"
_EXAMPLES = 3


@dataclass(frozen=True)
class DryRun:
    """What a table of systems would come to, with nothing written.

    `stack` holds every system that its rows name, those that would be made (`made`) and those there already,
    with what is around them.
    """

    rows: int
    rows_brought_in: int
    rows_refused: int
    rows_set_aside: int
    there: int
    became: int
    made: tuple[System, ...]
    names: int
    refused: tuple[Refused, ...]
    set_aside: tuple[SetAside, ...]
    stack: Stack
    before: tuple[BroughtIn, ...]

    @property
    def tells(self) -> tuple[str, ...]:
        """The dry run in sentences."""
        said = [f"Of {self.rows:,} rows, {self.rows_brought_in:,} would come in, as {_came_as(self)}."]
        if self.rows_refused:
            said.append(f"{self.rows_refused:,} would be refused.")
        for earlier in self.before[:1]:
            said.append(
                f"This file came in before, on {Unit.DAY.words(earlier.recorded)}: what is there is not made again."
            )
        return tuple(said)


def guess(sheet: Sheet) -> Plan:
    """What each column most likely tells; what it cannot know is left open (see `undecided`)."""
    return systems_in.guess(sheet)


def undecided(plan: Plan) -> tuple[str, ...]:
    """What somebody has to decide before the table can come in with nobody looking; () where it is clear."""
    refused = systems_in.undecided(plan)
    return tuple(systems_in.asked(plan)) or ((str(refused),) if refused else ())


def dry_run(here: Here, sheet: Sheet, plan: Plan) -> DryRun:
    """What would be made, what is there already, what would be refused. Raises a Refusal for what is undecided."""
    return _tried(here, sheet, plan, _read(here, sheet, plan))


def bring_in(
    here: Here, sheet: Sheet, plan: Plan, id: UUID, tell: Tell = lambda part, words: None
) -> BroughtIn:
    """Keep the systems a table names, all of it or none, and answer the receipt.

    Systems that are there under the same name and parent, or once were called so, are not made again.
    Raises a Refusal where nothing would come in or something has to be decided.
    """
    for earlier in past(here):
        if earlier.id == id:
            return earlier
    found = _read(here, sheet, plan, tell)
    tried = _tried(here, sheet, plan, found)
    if not tried.rows_brought_in:
        raise Refusal(
            "No row of this file would come in.",
            try_next="Look at the reasons in the dry run, and choose the columns again.",
        )
    told = {
        "kind": KIND,
        "digest": sheet.digest,
        "came_as": _came_as(tried),
        "systems": systems_in.as_plain(plan),
    }
    came = Came(
        id,
        sheet.name,
        told,
        tried.rows_brought_in,
        tried.rows_refused,
        tried.rows_set_aside,
        kept_out.refused_systems(sheet, found),
        kept_out.set_aside_systems(sheet, plan, found, NOT_CHOSEN),
    )
    tell(0.8, "Keeping the systems")
    return keep_import(
        here,
        came,
        {
            "system": [rows.of_system(one) for one in found.made],
            "system_made": [{"system": one.id, "import": id} for one in found.made],
            "system_name": [{"system": system, "name": name, "import": id} for system, name in found.names],
        },
    )


def _read(here: Here, sheet: Sheet, plan: Plan, tell: Tell = lambda part, words: None) -> Found:
    return systems_in.read(sheet, plan, here.stack, here.stack.get(here.focus.system), tell)


def _tried(here: Here, sheet: Sheet, plan: Plan, found: Found) -> DryRun:
    aside = kept_out.aside_columns(sheet, plan, found)
    return DryRun(
        sheet.rows,
        sheet.rows - len(found.refused),
        len(found.refused),
        len({row for _, where in aside for row in where.tolist()}),
        found.there,
        found.became,
        found.made,
        len(found.names),
        _refused(sheet, found),
        tuple(
            SetAside(
                sheet.columns[at].heading,
                NOT_CHOSEN,
                len(where),
                tuple(dict.fromkeys(sheet.columns[at].at(row)[:120] for row in where[:20].tolist()))[
                    :_EXAMPLES
                ],
                tuple(sheet.numbers[where].tolist()),
            )
            for at, where in aside
        ),
        _named(here, found),
        tuple(one for one in past(here) if one.digest == sheet.digest and one.undone is None),
    )


def _named(here: Here, found: Found) -> Stack:
    """The systems a file names and what is around them."""
    every = {one.id: one for one in (*here.stack, *found.made)}
    named: dict[UUID, System] = {}
    for one in {*found.rows.values(), *(one.id for one in found.made)}:
        around: System | None = every[one]
        while around is not None and around.id not in named:
            named[around.id] = around
            around = every.get(around.parent) if around.parent else None
    return Stack(named.values())


def _refused(sheet: Sheet, found: Found) -> tuple[Refused, ...]:
    by_reason: dict[str, list[int]] = {}
    for row, (reason, _) in sorted(found.refused.items()):
        by_reason.setdefault(reason, []).append(row)
    return tuple(
        Refused(
            reason,
            len(at),
            tuple(f"Row {sheet.numbers[row]:,}: {found.refused[row][1]}" for row in at[:_EXAMPLES]),
            tuple(sheet.numbers[at].tolist()),
        )
        for reason, at in by_reason.items()
    )


def _came_as(tried: DryRun) -> str:
    """What the rows become, in words."""
    made = f"{len(tried.made):,} new system{'' if len(tried.made) == 1 else 's'}"
    parts = [made if tried.made else "no new systems"]
    if tried.there:
        parts.append(f"{tried.there:,} that {'is' if tried.there == 1 else 'are'} there already")
    if tried.became:
        parts.append(f"{tried.became:,} former name{'' if tried.became == 1 else 's'} of what they became")
    return ", ".join(parts)
