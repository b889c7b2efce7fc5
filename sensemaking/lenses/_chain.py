"""What two lenses share: along which cycles they look, and which stories belong to each. No lens itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from sensemaking.lenses import Ask, Choice, read_choice
from sensemaking.model.chain import Link, between, chains, links_of
from sensemaking.model.counting import told_apart
from sensemaking.model.cycle import Cycle, Stage
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal

NOTHING = "Nothing has been told here yet. What happened this week that surprised you?"
ONE_CYCLE = "Only one cycle is looked at. Look at all of them, to see what was heard from one to the next."
NO_SUCH_CHAIN = "No cycles that follow one another can be seen from here by this link."
BELONGS = (
    "A story belongs to the cycle that it names. Where it names none of these, it belongs to the one that was running "
    "when it was told, if it was told in that cycle's system or closer in."
)

# What only one system speaks of stays unnamed beyond that system.
SHARED = """
select item from (select unnest(themes) as item, system from observations where kind <> 'measure')
group by item having count(distinct system) > 1
"""
ANYTHING_TOLD = "select id from observations where kind <> 'measure' limit 1"

_CYCLES = """
select s.id, s.system, s.name, s.stages, s.begun, s.ended, s.follows, p.name as place
from cycles as s join systems as p on p.id = s.system
order by lower(s.name), s.id
"""

# The stories of each link, before a select that reads `heard`. A story without a teller is somebody else's each time.
HEARD = """
with times as (
    select unnest($cycles::uuid[]) as cycle, unnest($systems::uuid[]) as system, unnest($since::date[]) as since,
        unnest($until::date[]) as until, unnest(range($many)) as nth
),
places as (
    select times.nth, nested.system, nested.since from times join nested on nested.place = times.system
),
told_then as (
    select o.id, o.system, o.nested_since, o.day, o.prompt, o.themes, o.voice, o.at_home, o.teller, named.nth as named,
        case when o.cycle is null or not list_contains($own::uuid[], o.cycle) then during.nth end as during
    from observations as o
    left join times as named on named.cycle = o.cycle
    left join times as during on o.day >= during.since and o.day <= during.until
    where o.kind <> 'measure'
),
heard as materialized (
    select t.id, t.day, hash(t.prompt) as question, t.themes, t.voice, t.at_home,
        hash(coalesce(t.teller, t.id::varchar)) as who, coalesce(t.named, places.nth) as nth
    from told_then as t
    left join places on places.nth = t.during and places.system = t.system and places.since = t.nested_since
    where t.named is not null or places.nth is not null
)
"""


@dataclass(frozen=True)
class Along:
    """The times that are looked at, one after the other; `params` is what HEARD asks for.

    `key` is the choice that leads here again; empty where the times lie between cycles that do not follow one another.
    `at_home`: all of them are of the system we stand at; `of_others`: none is, so that it is seen from beyond its home.
    """

    key: str
    links: tuple[Link, ...]
    params: dict[str, Any]
    at_home: bool
    of_others: bool


def choices(ask: Ask) -> list[Choice]:
    """Every chain of cycles in sight, in the alphabet's order of their last cycles; first the one looked at first."""
    found = chains(_cycles(ask))
    names = told_apart([f"“{chain[0].name}”, and on to “{chain[-1].name}”" for chain in found])
    first = Choice("", "The latest chain of cycles here" if found else "From cycle to cycle")
    return [first, *(Choice(str(chain[-1].id), name) for chain, name in zip(found, names, strict=True))]


def along(ask: Ask, focus: Focus, choice: str, at_home: bool = False) -> Along | None:
    """The chain of a choice; else that of the system we stand at, of one closer in, or the times between its cycles.

    Of several it is the one whose last cycle began last. None where there is no cycle to look along. `at_home`: only
    along cycles of the system we stand at.
    """
    wanted = read_choice(choice) if choice else None
    cycles = _cycles(ask)
    found = [chain for chain in chains(cycles) if wanted in (None, chain[-1].id)]
    found = [chain for chain in found if not at_home or chain[-1].system == focus.system]
    if found:
        chain = max(found, key=lambda chain: (chain[-1].system == focus.system, chain[-1].begun or date.min))
        return _along(str(chain[-1].id), links_of(chain), cycles, focus)
    own = [] if wanted else between([one for one in cycles if one.system == focus.system])
    return _along("", own, cycles, focus) if own else None


def so_far(focus: Focus) -> Along:
    """All that was told, as one time: for a system without cycles, or a focus on one of them."""
    if focus.system is None:
        raise Refusal("There is nowhere to look from.", try_next="Choose where to stand.")
    return _along("", [Link("so far", focus.system, since=date.min, until=date.max)], (), focus)


def _along(key: str, links: Sequence[Link], cycles: Sequence[Cycle], focus: Focus) -> Along:
    names = told_apart([link.name for link in links])
    links = [replace(link, name=name) for link, name in zip(links, names, strict=True)]
    systems = {link.system for link in links}
    params = {
        "cycles": [link.cycle for link in links],
        "systems": [link.system for link in links],
        "since": [link.since for link in links],
        "until": [link.until for link in links],
        "own": [one.id for one in cycles if one.system in systems],
        "many": len(links),
    }
    return Along(key, tuple(links), params, systems == {focus.system}, focus.system not in systems)


def _cycles(ask: Ask) -> list[Cycle]:
    return [
        Cycle(
            row["id"],
            row["system"],
            " ".join(str(row["name"]).split()),
            stages=tuple(Stage(one) for one in row["stages"]),
            begun=_day(row["begun"]),
            ended=_day(row["ended"]),
            follows=None if pd.isna(row["follows"]) else row["follows"],
        )
        for row in ask(_CYCLES).to_dict("records")
    ]


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
