"""Chains of cycles: which cycle follows which, and which days belong to each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sensemaking.model.cycle import Cycle, Stage

MOST_LINKS = 8
"""So many cycles of a chain are looked at, the latest: more than a picture holds side by side."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Link:
    """One time along a chain: a cycle and its days, or the days before the first one (then `cycle` is None).

    `since` and `until` are inclusive, and no two links of a chain share a day; None: no day is known to be its own.
    """

    name: str
    system: UUID
    cycle: UUID | None = None
    since: date | None = None
    until: date | None = None
    stages: tuple[Stage, ...] = ()

    @property
    def quoted(self) -> str:
        """Its name as it stands in a sentence."""
        return f"“{self.name}”" if self.cycle else self.name

    @property
    def when(self) -> str:
        """When that was, as it stands in a sentence: in a cycle, or before it."""
        return f"in {self.quoted}" if self.cycle else self.name


def chains(cycles: Sequence[Cycle]) -> list[tuple[Cycle, ...]]:
    """Every chain of two and more cycles that follow one another, each from its first to its last.

    There is one for each cycle that nothing follows, in the order given. Cycles that follow in a circle are in none.
    """
    known = {one.id: one for one in cycles}
    followed = {one.follows for one in cycles}
    found = []
    for last in cycles:
        if last.id not in followed:
            chain = [last]
            while (
                before := known.get(chain[0].follows) if chain[0].follows else None
            ) and before not in chain:
                chain.insert(0, before)
            if len(chain) > 1:
                found.append(tuple(chain))
    return found


def links_of(chain: Sequence[Cycle]) -> list[Link]:
    """A chain's cycles with their days: each day belongs to the latest cycle that had begun and not ended by then."""
    return _apart([_link(one, one.ended or date.max) for one in chain])[-MOST_LINKS:]


def between(cycles: Sequence[Cycle]) -> list[Link]:
    """The times between the beginnings of one system's cycles: before the first, and from each to the next.

    For a system whose cycles do not follow one another; empty where none says when it began.
    """
    begun = sorted((one for one in cycles if one.begun), key=lambda one: (one.begun or date.max, one.id))
    if not begun:
        return []
    before = Link(f"before “{begun[0].name}” began", begun[0].system, since=date.min, until=date.max)
    return _apart([before, *(_link(one, date.max) for one in begun)])[-MOST_LINKS:]


def _link(cycle: Cycle, until: date) -> Link:
    since, last = (cycle.begun, until) if cycle.begun else (None, None)
    return Link(cycle.name, cycle.system, cycle.id, since, last, cycle.stages)


def _apart(links: Sequence[Link]) -> list[Link]:
    """The same links, each ending at the latest on the day before a later one begins."""
    found: list[Link] = []
    first = date.max
    for link in reversed(links):
        if link.since and link.until:
            until = min(link.until, first - _A_DAY) if first < date.max else link.until
            first = min(first, link.since)
            link = (
                replace(link, until=until) if until >= link.since else replace(link, since=None, until=None)
            )
        found.insert(0, link)
    return found
