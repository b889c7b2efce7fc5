"""Walking the stack: what the systems closer in are noticing, and what came to us from other groups.

What is shared by several, only here or not heard yet is what people said and what may be read where we stand. It claims
nothing: no count is shown, no system is named, and nobody is listed for having said nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sensemaking.model.cycle import Cycle
from sensemaking.model.observation import Card, Kind, Voice
from sensemaking.practice.cards import cards, without_places
from sensemaking.practice.here import Here, theme_names
from sensemaking.practice.passing_on import called
from sensemaking.store import rows

SEVERAL = 3
"""In so many of the systems directly closer in a theme is shared by several; in two where no more than two speak."""

MOST_SHARED, MOST_ONLY = 12, 8
"""How many themes are named at once: of those that several share, the ones that most of them do."""

MOST_READ = 5
"""How many stories stand on the page for a theme; the others are a step away."""

NOTICED = """
with spoken as (
    select distinct system, nested_since, unnest(themes) as theme from observations where kind <> 'measure'
),
in_branches as (
    select distinct spoken.theme, around.place as branch
    from spoken join nested as around on around.system = spoken.system and around.since = spoken.nested_since
    where around.depth = 1
),
speaking as (select count(distinct branch) as branches from in_branches)
select t.theme, count(*) as branches, any_value(speaking.branches) as speaking
from in_branches as t cross join speaking
group by t.theme
order by t.theme
"""

HEARD = """
select distinct voice from observations where voice is not null
"""

TOLD_WITH = """
select o.id
from observations as o
where o.kind <> 'measure' and o.system <> $here::uuid and list_contains(o.themes, $theme::uuid)
order by o.day desc, o.id desc
limit $most
"""

PASSED_ON = """
select id, system, day, words, prompt, sequence from passed_on order by sequence, id
"""


@dataclass(frozen=True)
class Noticed:
    """What is noticed closer in, by theme, each in the alphabet's order.

    `shared` are themes that several of the systems directly closer in speak of, whatever is further in counted with
    them; `only` those that just one does, where others speak too. `more` says whether there are others of either kind.
    """

    shared: dict[UUID, str]
    only: dict[UUID, str]
    more: bool = False


def noticed(here: Here) -> Noticed:
    """What the systems closer in are noticing, as far as it may be read here, in the days we look at."""
    here = _widely(here)
    found = {row["theme"]: row for row in rows.records(here.ask(NOTICED))}
    several = min(SEVERAL, max(2, *(row["speaking"] for row in found.values()))) if found else SEVERAL
    shared = {theme: row["branches"] for theme, row in found.items() if row["branches"] >= several}
    # How many share a theme may choose what is named, and never in which order.
    chosen = sorted(shared, key=lambda theme: -shared[theme])[:MOST_SHARED]
    alone = [theme for theme, row in found.items() if row["branches"] == 1 and row["speaking"] > 1]
    only = dict(list(_named(here, alone).items())[:MOST_ONLY])
    return Noticed(_named(here, chosen), only, len(shared) > len(chosen) or len(alone) > len(only))


def only_here(here: Here, themes: Iterable[UUID]) -> bool:
    """Whether one of these themes is spoken of in one of the systems closer in alone: nobody is told here in which."""
    asked = set(themes)
    if not asked or not here.stack.closer_in(here.system.id):
        return False
    found = rows.records(_widely(here).ask(NOTICED))
    return any(row["theme"] in asked and row["branches"] == 1 and row["speaking"] > 1 for row in found)


def not_heard(here: Here) -> tuple[Voice, ...] | None:
    """The kinds of voice from whom nothing can be read where we stand; None where nobody said as whom they speak."""
    heard = set(_widely(here).ask(HEARD)["voice"])
    return tuple(voice for voice in Voice if voice not in heard) if heard else None


def stories_with(here: Here, theme: UUID, unnamed: bool) -> list[Card]:
    """The newest stories from closer in that this theme was given to; `unnamed` leaves out where they were told."""
    here = _widely(here)
    ids = list(here.ask(TOLD_WITH, here=str(here.system.id), theme=str(theme), most=MOST_READ)["id"])
    told = cards(here, ids)
    return without_places(told) if unnamed else told


def passed_on(here: Here) -> list[Card]:
    """The stories that other groups let come to the very system we stand at, in the order they came."""
    return [
        Card(
            id=row["id"],
            version=1,
            kind=Kind.STORY,
            words=row["words"],
            prompt=row["prompt"],
            day=row["day"].date(),
            place=called(here, row["system"]),
        )
        for row in rows.records(here.ask(PASSED_ON))
    ]


def own_cycles(here: Here) -> list[Cycle]:
    """The learning cycles of the very system we stand at, by when they began."""
    return rows.cycles(here.store.read("cycles", systems=[str(here.system.id)]))


def _widely(here: Here) -> Here:
    """The same system and days with no cycle or theme chosen: what is closer in has cycles and themes of its own."""
    return here.at(here.focus.narrowed(cycle=None, themes=()))


def _named(here: Here, themes: Sequence[UUID]) -> dict[UUID, str]:
    """These themes with their names, in the alphabet's order."""
    wanted = set(themes)
    return {theme: name for theme, name in theme_names(here).items() if theme in wanted}
