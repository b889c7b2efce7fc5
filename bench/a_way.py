"""A whole way to ask "how do you know?" about, kept in a store that is measured, and a stack as wide as a country's.

A place decides in a gathering what it cannot mend alone; that rests on two readings, whose patterns have two hundred
stories each; it goes to the country with two hundred more, and is answered there with a change.
"""

from dataclasses import replace
from uuid import UUID

from sensemaking.lenses import Seen
from sensemaking.model.access import Role
from sensemaking.model.challenge import Reply
from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.focus import Focus
from sensemaking.model.room import Next
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import (
    answering,
    challenges,
    changes,
    contribute,
    cycles,
    gather,
    how_we_know,
    look,
    remember,
)
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import came_here
from sensemaking.store import rows

SYSTEMS = 3_000
BEHIND = 200
"""So many stories stand behind each pattern, and go along with the challenge."""

STORIES = "select id from observations where kind <> 'measure' order by hash(id) limit $most"


def widen(here: Here) -> None:
    """Add teams until the stack holds as many systems as a country with its places and organisations."""
    around = [one for one in here.stack if one.scale is Scale.ORGANISATION]
    missing = SYSTEMS - len(list(here.stack))
    added = [
        System(new_id(), Scale.TEAM, f"Team {nth + 1} of the rest", around[nth % len(around)].id)
        for nth in range(missing)
    ]
    if added:
        here.keep(
            new_id(), "systems made", here.system.id, {"system": [rows.of_system(one) for one in added]}
        )


def laid(country: Here) -> dict[str, tuple[UUID, UUID]]:
    """Keep one whole way; where to stand and what to ask about, by what is asked about."""
    home = next(one for one in country.stack.closer_in(country.system.id) if one.scale is Scale.PLACE)
    place = country.at(Focus(system=home.id))
    stories = list(place.ask(STORIES, most=3 * BEHIND)["id"])
    readings = [_read(place, stories[nth * BEHIND : (nth + 1) * BEHIND]) for nth in (0, 1)]
    cycle = cycles.make_cycle(place, Cycle(new_id(), home.id, "Who rings back?"))
    tried = cycles.make_experiment(place, Experiment(new_id(), cycle.id, "Ring first"), readings)
    asked = _decided(place)
    for one in readings:
        how_we_know.say(place, asked, one)
    challenges.send(place, asked, country.system.id, "Who answers at night?", observations=stories[-BEHIND:])
    steward = replace(country, viewer=replace(country.viewer, role=Role.STEWARD, system=country.system.id))
    came = next(one for one in came_here(steward) if asked in {each.id for each in one.all})
    answering.answer(steward, asked, Reply.CHANGED, "There is a night line.", seen=came.number)
    answer = next(one for one in challenges.ours(place) if one.id == asked).answers[0]
    return {
        "a change": (country.system.id, changes.of_system(country)[-1].id),
        "an answer": (home.id, answer.id),
        "a challenge": (home.id, asked),
        "an experiment": (home.id, tried.id),
        "a story": (home.id, stories[0]),
    }


def _read(place: Here, stories: list[UUID]) -> UUID:
    """A pattern with these stories behind it, read, and read otherwise; the first reading."""
    where = place.at(place.focus.narrowed(lens="themes"))
    seen = Seen("themes", "What is spoken of at night?", ("The phone is spoken of at night.",))
    pattern = remember.keep_pattern(where, look.as_pattern(where, seen, "The phone", "", tuple(stories)))
    first = remember.keep_reading(place, "It is the night that is long.", pattern=pattern.id)
    remember.keep_reading(place, "It is the day before it.", beside=first.id)
    return first.id


def _decided(place: Here) -> UUID:
    """What a gathering decided to ask of a wider system, and its end."""
    gathering = gather.prepare(place, "What keeps us awake?")
    gather.go_to(gathering, gathering.room.agenda.phases[-2].key)
    decided = new_id()
    contribute.decide(gathering, decided, Next.CHALLENGE, "The nights need a phone.", event=new_id())
    gather.end(gathering, place.viewer.today)
    return decided
