"""Which system, cycle or theme does somebody mean by its name?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sensemaking.model.access import Viewer
from sensemaking.model.counting import how_many
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import Stack, System
from sensemaking.practice.cycles import cycles
from sensemaking.practice.here import Here, standing, themes_in_sight
from sensemaking.store import Store
from sensemaking.store.rows import records

ANYTHING = "select id from observations limit 1"

MOST_NAMED = 12
"""How many names a refusal offers."""

BETWEEN = " / "
"""What stands between the names of a path, the widest first."""


@dataclass(frozen=True)
class Said:
    """A focus as somebody says it: systems, cycles and themes by name or id, days as 2026-03-31. "" is not said."""

    system: str = ""
    scale: str = ""
    cycle: str = ""
    since: str = ""
    until: str = ""
    themes: tuple[str, ...] = ()


def standing_at(store: Store, viewer: Viewer, said: Said) -> Here:
    """Here, as it was said; where no system was, `somewhere`. Raises a Refusal that names what is not there."""
    nowhere = Here(store, viewer, Focus())
    here = (
        standing(store, viewer, Focus(system=system(nowhere.stack, said.system)))
        if said.system
        else somewhere(store, viewer)
    )
    whole = Focus.from_query(
        {key: [day(text).isoformat()] for key, text in (("from", said.since), ("to", said.until)) if text}
    ).narrowed(system=here.focus.system, scale=scale(said.scale) if said.scale else None)
    return here.at(
        whole.narrowed(
            cycle=cycle(here, said.cycle) if said.cycle else None,
            themes=tuple(dict.fromkeys(theme(here, one) for one in said.themes)),
        )
    )


def somewhere(store: Store, viewer: Viewer) -> Here:
    """As `standing`; but where nothing can be seen from there, the widest system from which something can.

    Of several the one in which most was kept, and nobody's own life unless there is nothing else.
    """
    here = standing(store, viewer, Focus())
    if here.focus.system is None or not here.ask(ANYTHING).empty:
        return here
    kept = {one["system"]: one["kept"] for one in records(store.read("kept_where"))}
    there = [one for one in here.stack if one.id in kept]
    widest_first = sorted(there, key=lambda one: (one.scale, kept[one.id]), reverse=True)
    elsewhere = (here.at(Focus(system=one.id)) for one in widest_first)
    return next((place for place in elsewhere if not place.ask(ANYTHING).empty), here)


def holding(here: Here, typed: str) -> list[System]:
    """The systems in sight whose name holds all of these words, or parts of words."""
    wanted = typed.casefold().split()
    hits = [one for one in here.stack if all(part in one.name.casefold() for part in wanted)]
    return here.in_sight(hits) if wanted else []


def path_of(stack: Stack, one: System) -> str:
    """A system's name after those of the systems around it, the widest first."""
    return BETWEEN.join(system.name for system in (*stack.around(one.id), one))


def system(stack: Stack, said: str) -> UUID:
    """The system of this id, this name, or this path ("Trust / Ward A"; any of the wider ones may be left out)."""
    if (known := stack.get(_id(said))) is not None:
        return known.id
    names = [_same(name) for name in said.split(BETWEEN.strip())]
    found = [one for one in stack if _same(one.name) == _same(said)] or [
        one for one in stack if _lies_at(names, [*stack.around(one.id), one])
    ]
    if len(found) == 1:
        return found[0].id
    if found:
        raise Refusal(
            f"There are {how_many(len(found), 'system')} called {said}.",
            _offered(f"{path_of(stack, one)} ({one.id})" for one in found),
            "Say which by its path or its id.",
        )
    words = _same(said).split()
    like = [one for one in stack if any(word in _same(one.name) for word in words)] or stack.outermost()
    near = [path_of(stack, one) for one in like if one.scale is not Scale.PERSON]
    raise Refusal(f"There is no system called {said} here.", _offered(near), "Choose one that is there.")


def scale(said: str) -> Scale:
    """The scale of this word."""
    try:
        return Scale.of(said)
    except KeyError as unknown:
        words = ", ".join(one.word for one in Scale)
        raise Refusal(f"There is no scale called {said}.", try_next=f"The scales are: {words}.") from unknown


def cycle(here: Here, said: str) -> UUID:
    """The cycle in sight of this name or id."""
    return _one_of({one.id: one.name for one in cycles(here)}, said, "cycle")


def theme(here: Here, said: str) -> UUID:
    """The theme in sight of this name or id."""
    return _one_of(themes_in_sight(here), said, "theme")


def day(said: str) -> date:
    """A day written as 2026-03-31."""
    try:
        read = Focus.from_query({"from": [said]}).since
    except Refusal:
        read = None
    if read is None:
        raise Refusal(f"{said} is not a day that can be read here.", try_next="Write it as 2026-03-31.")
    return read


def _one_of(names: Mapping[UUID, str], said: str, what: str) -> UUID:
    known = _id(said)
    found = [one for one, name in names.items() if one == known or _same(name) == _same(said)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = _offered(str(one) for one in found)
        raise Refusal(f"There are {how_many(len(found), what)} called {said}.", ids, "Say which by its id.")
    raise Refusal(
        f"No {what} called {said} can be seen from here.",
        _offered(names.values()),
        "Choose another, or none." if names else "Leave it out.",
    )


def _lies_at(names: Sequence[str], path: Sequence[System]) -> bool:
    """Whether the path ends at the last name and leads through the others, in their order."""
    if _same(path[-1].name) != names[-1]:
        return False
    through = iter(path[:-1])
    return all(any(_same(one.name) == name for one in through) for name in names[:-1])


def _offered(names: Iterable[str]) -> str:
    there = list(names)
    more = f" and {len(there) - MOST_NAMED:,} more" if len(there) > MOST_NAMED else ""
    return f"There are: {'; '.join(there[:MOST_NAMED])}{more}." if there else ""


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
