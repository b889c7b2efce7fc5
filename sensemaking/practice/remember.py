"""Remembering: patterns people name, what they make of them, how that stands later, and past gatherings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from sensemaking.model.gathering import Gathering, Statement
from sensemaking.model.pattern import Pattern, Reading, Standing
from sensemaking.model.refusal import Refusal
from sensemaking.practice.cards import readable
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import rows

NOT_ALL = (
    "Not every story this rested on can be read here any more: what is taken back, or kept closer in after all, is"
    " gone from it."
)

MOST_BEHIND = 200
"""The most stories a pattern keeps by name; the lens and the focus it keeps too open all of them."""

HANDFUL = 8
"""So many statements of a gathering are read at once."""


@dataclass(frozen=True)
class Read:
    """A reading with its pattern and the readings that differ from it, all of the same weight."""

    reading: Reading
    pattern: Pattern | None
    differing: tuple[Reading, ...] = ()


def keep_pattern(here: Here, pattern: Pattern) -> Pattern:
    """Keep what a lens showed, with up to MOST_BEHIND observations behind it in the order given."""
    kept = Pattern(**{**pattern.__dict__, "observations": pattern.observations[:MOST_BEHIND]})
    here.keep(kept.id, "pattern kept", kept.id, rows.of_pattern(kept))
    return kept


def keep_reading(
    here: Here,
    words: str,
    *,
    who: str = "",
    pattern: UUID | None = None,
    cycle: UUID | None = None,
    beside: UUID | None = None,
    reading: UUID | None = None,
) -> Reading:
    """Keep what somebody makes of it, at once, as one reading so far.

    `beside` names the reading it differs from: the two are kept with the same weight, about the same
    pattern and cycle. `reading` is the id the form made, so that keeping twice keeps once.
    """
    if not words.strip():
        raise Refusal(
            "There are no words yet.", try_next="Write what you make of it; one sentence is enough."
        )
    first = _found(here, beside) if beside else None
    kept = Reading(
        id=reading or new_id(),
        system=here.system.id,
        words=words.strip(),
        day=here.viewer.today,
        pattern=first.pattern if first else pattern,
        cycle=first.cycle if first else cycle or here.focus.cycle,
        beside=first.beside or first.id if first else None,
        who=" ".join(who.split()),
    )
    added = {"reading": [rows.of_reading(kept)]}
    here.keep(kept.id, "reading kept", kept.id, added)
    return kept


def revisit(here: Here, reading: UUID, standing: Standing, why: str) -> None:
    """Say how a reading stands now: held, shifted or let go. Every earlier answer stays in its history."""
    if standing is Standing.SO_FAR:
        raise Refusal("A reading is held, shifted or let go.", try_next="Choose one of the three.")
    _found(here, reading)
    look = {"reading": reading, "day": here.viewer.today, "standing": standing.value, "why": why.strip()}
    here.keep(new_id(), "reading revisited", reading, {"reading_revisited": [look]})


def all_readings(here: Here) -> list[Reading]:
    """Every reading made where we stand, oldest first.

    Where the one that others differ from was taken back, the first of them is what the others stand beside.
    """
    given = {"system": here.focus.system}
    kept = rows.readings(here.store.read("readings", **given), here.store.read("revisits", **given))
    heirs = {one.id: one.id for one in kept}
    for one in kept:
        if one.beside:
            heirs.setdefault(one.beside, one.id)
    first = {one.id: heirs[one.beside] if one.beside else one.id for one in kept}
    return [replace(one, beside=first[one.id] if first[one.id] != one.id else None) for one in kept]


def patterns(here: Here) -> dict[UUID, Pattern]:
    """The patterns kept where we stand, by id, oldest first."""
    given = {"system": here.focus.system}
    kept = rows.patterns(here.store.read("patterns", **given), here.store.read("patterns_behind", **given))
    return {pattern.id: pattern for pattern in kept}


def still_readable(here: Here, kept: Iterable[Pattern]) -> set[UUID]:
    """Which of the stories behind these patterns can be read where we stand now; the rest is `NOT_ALL`."""
    return readable(here, (one for pattern in kept for one in pattern.observations))


def read_by_cycle(here: Here) -> dict[UUID | None, list[Read]]:
    """The readings made where we stand, by cycle (None: outside any), each with those that differ from it.

    Cycles come in the order of their first reading, readings in the order they were written. A focus
    on one cycle leaves out the others.
    """
    kept = patterns(here)
    readings = all_readings(here)
    differing: dict[UUID | None, list[Reading]] = {}
    for reading in readings:
        differing.setdefault(reading.beside, []).append(reading)
    by_cycle: dict[UUID | None, list[Read]] = {}
    for reading in differing.get(None, []):
        if here.focus.cycle in (None, reading.cycle):
            shown = Read(
                reading,
                kept.get(reading.pattern) if reading.pattern else None,
                tuple(differing.get(reading.id, ())),
            )
            by_cycle.setdefault(reading.cycle, []).append(shown)
    return by_cycle


def gatherings(here: Here) -> list[Gathering]:
    """The gatherings held where we stand, in the order they were held; a focus on one cycle leaves out the others."""
    held = rows.gatherings(here.store.read("gatherings", system=here.focus.system))
    return [one for one in held if here.focus.cycle in (None, one.cycle)]


def statements(here: Here, gathering: UUID, after: int = 0) -> tuple[list[Statement], bool]:
    """A handful of a gathering's statements in the order they were written, and whether more come after them.

    `after` is the place of the last one read already. A gathering held elsewhere has none to show here.
    """
    given = {"system": here.focus.system, "gathering": gathering, "after": after, "most": HANDFUL + 1}
    found = rows.statements(here.store.read("statements", **given))
    return found[:HANDFUL], len(found) > HANDFUL


def readings_that_hold(here: Here, observation: UUID) -> list[Read]:
    """The readings made where we stand whose pattern has this observation behind it."""
    return [
        read
        for reads in read_by_cycle(here).values()
        for read in reads
        if read.pattern and observation in read.pattern.observations
    ]


def _found(here: Here, reading: UUID) -> Reading:
    for known in all_readings(here):
        if known.id == reading:
            return known
    raise Refusal("This reading was not made where you stand.", try_next="Stand where it was made.")
