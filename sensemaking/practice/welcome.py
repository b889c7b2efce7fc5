"""Standing somewhere: the stack, and what happened lately."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sensemaking.model.naming import plain_name
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Reading
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import System, refuse_a_wrong_parent
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.remember import all_readings
from sensemaking.store import rows

LATELY = """
select id from observations where kind <> 'measure' order by day desc, id desc limit $most
"""

HOW_MUCH = """
select count(*) filter (kind <> 'measure') as stories,
    count(*) filter (kind = 'measure') as measures,
    min(day) as first_day,
    max(day) as last_day
from observations
"""


@dataclass(frozen=True)
class Gathered:
    """How much there is to read at a focus: stories and noticings, measures, and the days they span."""

    stories: int
    measures: int
    first: date | None = None
    last: date | None = None


def gathered(here: Here) -> Gathered:
    """How much is visible here."""
    row = rows.records(here.ask(HOW_MUCH))[0]
    first, last = (day.date() if day is not None else None for day in (row["first_day"], row["last_day"]))
    return Gathered(int(row["stories"]), int(row["measures"]), first, last)


def lately(here: Here, most: int = 6) -> list[Card]:
    """What was noticed most recently, newest day first."""
    return cards(here, list(here.ask(LATELY, most=most)["id"]))


def last_readings(here: Here, most: int = 3) -> list[Reading]:
    """The readings made here last, newest first."""
    return list(reversed(all_readings(here)))[:most]


def make_system(here: Here, name: str, scale: Scale, parent: UUID | None) -> System:
    """A new system in the stack; raises a Refusal for a blank name or a parent that is not wider."""
    around = here.stack.get(parent)
    refuse_a_wrong_parent(scale, around)
    system = System(new_id(), scale, plain_name(name), around.id if around else None)
    here.keep(system.id, "system made", system.id, {"system": [rows.of_system(system)]})
    return system


def system_named(here: Here, name: str, scale: Scale) -> System:
    """The system of this name and scale where we stand or inside, made if there is none yet."""
    wanted = plain_name(name).casefold()
    known = here.stack.within(here.focus.system) if here.focus.system else here.stack
    for one in known:
        if one.scale is scale and one.name.casefold() == wanted:
            return one
    return make_system(here, name, scale, here.focus.system)


def rename_system(here: Here, system: UUID, name: str) -> System:
    """The same system under another name."""
    before = here.stack.get(system)
    if before is None:
        raise Refusal("This system is not in the store.")
    renamed = replace(before, name=plain_name(name), version=before.version + 1)
    here.keep(new_id(), "system renamed", system, {"system": [rows.of_system(renamed)]})
    return renamed


def put_around(here: Here, name: str, scale: Scale) -> System:
    """Put a wider system around the one we stand at: the one of that name and scale, made if there is none.

    A new one takes its place between the two, and puts right where the system lay, as does the first one around a
    system that lay in nothing wider; into another one that was there already, the system moves (see `move_system`).
    Raises a Refusal where it would not be wider, or not narrower than what is around us already.
    """
    inner, plain = here.system, plain_name(name)
    same = (one for one in here.stack if one.scale is scale and one.name.casefold() == plain.casefold())
    known = next(same, None)
    outer = known or System(new_id(), scale, plain, inner.parent)
    refuse_a_wrong_parent(inner.scale, outer)
    refuse_a_wrong_parent(outer.scale, here.stack.get(outer.parent))
    moved = replace(inner, parent=outer.id, version=inner.version + 1)
    made = [] if known else [rows.of_system(outer)]
    put_right = not known or inner.parent is None
    _keep_moved(here, "system put inside another", moved, put_right, made)
    return outer


def could_be_around(here: Here) -> list[System]:
    """The systems that the one we stand at may be moved into: every wider one but the one around it now."""
    inner = here.system
    return [one for one in here.stack if one.scale > inner.scale and one.id != inner.parent]


def move_system(here: Here, parent: UUID | None, put_right: bool = False) -> System:
    """Put the system we stand at, with all that is closer in, inside another one, or inside none.

    What was told until now goes on being read by those that were around it, as far as its consent reaches, and what
    is told, or let go further, from now on by those that are around it then. `put_right`: it never lay where it was
    said to lie now, so that what was told in that time is read as if it had lain in the other one. What it was said to
    lie in stays in the store as an earlier version. Raises a Refusal where the other is not there, is closer in than
    this one, or is not wider; Overtaken where somebody else was quicker.
    """
    inner, outer = here.system, here.stack.get(parent)
    if parent is not None and outer is None:
        raise Refusal("That system is not in the store.", try_next="Choose one that is there, or none.")
    if outer is not None and outer in here.stack.within(inner.id):
        raise Refusal(
            f"{outer.name} is inside {inner.name}: the stack would come round to itself.",
            try_next=f"Choose a system that is not inside {inner.name}.",
        )
    refuse_a_wrong_parent(inner.scale, outer)
    moved = replace(inner, parent=outer.id if outer else None, version=inner.version + 1)
    _keep_moved(here, "system moved", moved, put_right)
    return moved


def _keep_moved(
    here: Here, act: str, moved: System, put_right: bool, made: Sequence[dict[str, Any]] = ()
) -> None:
    right = [{"system": moved.id, "version": moved.version}] if put_right else []
    added = {"system": [*made, rows.of_system(moved)], "system_put_right": right}
    here.keep(new_id(), act, moved.id, added)
