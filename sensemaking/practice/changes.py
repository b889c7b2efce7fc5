"""Changes to business as usual: what a system does otherwise from a day on, and what that rests on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from sensemaking.model.change import Change
from sensemaking.model.refusal import Refusal
from sensemaking.practice import because
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import worded
from sensemaking.store import challenge_rows


def keep(
    here: Here,
    words: str,
    *,
    day: date | None = None,
    cycle: UUID | None = None,
    rests_on: Iterable[UUID] = (),
    id: UUID | None = None,
) -> Change:
    """Keep a change that was made where we stand, and what it rests on: a challenge, an experiment, a decision."""
    made = Change(
        id or new_id(), here.system.id, _passed(here, day or here.viewer.today), _worded(words), cycle
    )
    added = {"change": [challenge_rows.of_change(made)], **because.rows_for(made.id, rests_on)}
    here.keep(made.id, "change kept", made.id, added)
    return made


def say_again(here: Here, change: Change, words: str, day: date) -> Change:
    """Say the same change in other words or of another day; raises Overtaken if somebody else was quicker."""
    return _next(here, change, "change said again", words=_worded(words), day=_passed(here, day))


def take_back(here: Here, change: Change) -> None:
    """Take back that there was this change; what rested on it stays."""
    _next(here, change, "change taken back", words="")


def of_system(here: Here) -> list[Change]:
    """The changes made where we stand, in the order of their days."""
    return challenge_rows.changes(here.store.read("changes", system=here.focus.system))


def of_cycle(here: Here, cycle: UUID) -> list[Change]:
    """Those of them that belong to this cycle."""
    return [one for one in of_system(here) if one.cycle == cycle]


def _next(here: Here, change: Change, act: str, **changes: object) -> Change:
    if change.id not in {one.id for one in of_system(here)}:
        raise Refusal("This change was not made where you stand.", try_next="Stand where it was made.")
    again = replace(change, version=change.version + 1, **changes)  # type: ignore[arg-type]
    here.keep(new_id(), act, change.id, {"change": [challenge_rows.of_change(again)]})
    return again


def _worded(words: str) -> str:
    return worded(words, "what is different now")


def _passed(here: Here, day: date) -> date:
    if day > here.viewer.today:
        raise Refusal(
            "This day has not come yet.", try_next="Keep a change once it is made; until then it is a plan."
        )
    return day
