"""Arriving: a gathering begins with what came back to the group, what the last one made, and what came since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sensemaking.model.observation import Card
from sensemaking.model.pattern import Standing
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Decided, Next, Room
from sensemaking.practice import challenges, remember
from sensemaking.practice.cards import cards
from sensemaking.practice.challenges import CameBack
from sensemaking.practice.here import Here
from sensemaking.practice.live import PARTICIPANT, Live
from sensemaking.practice.passing_on import PassedOn, called, passed_on_to
from sensemaking.practice.remember import Read
from sensemaking.store import rows

A_HANDFUL = 6
"""So many readings, and so many stories, a room begins with."""

SINCE = """
select id from observations
where kind <> 'measure'
    and ($since::timestamp is null or recorded > $since::timestamp)
    and not list_contains($ours::uuid[], id)
order by day desc, id desc
"""


@dataclass(frozen=True)
class SentBack:
    """A line that another group sent back about a story of ours. `group` is empty where it has no name any more."""

    story: UUID
    words: str
    group: str


@dataclass(frozen=True)
class Arriving:
    """What a gathering begins with.

    `readings` are those of the last gathering here, else the latest ones, without what was let go; `stands` says how
    the room looked at some of them today. `noticed` is how many stories came since then, `cards` the latest of them.
    `decided` is what the last gathering would try, and let go. `passed_on` came from other groups, to be read aloud;
    `sent_back` are lines that came since about what we passed on, `answered` what came since to our challenges.
    """

    last: Room | None
    readings: tuple[Read, ...]
    stands: Mapping[UUID, Standing]
    noticed: int
    cards: tuple[Card, ...]
    decided: tuple[Decided, ...]
    passed_on: tuple[PassedOn, ...]
    sent_back: tuple[SentBack, ...]
    answered: tuple[CameBack, ...]


def arrive(gathering: Live) -> Arriving:
    """What this gathering begins with, as it is now."""
    room, here = gathering.room, gathering.here.unnarrowed()
    last = _last(here, gathering.id)
    since = last.ended if last else None
    came = list(here.ask(SINCE, since=since, ours=[str(one) for one in room.observed])["id"])
    return Arriving(
        last=last,
        readings=tuple(_readings(here, room, last)),
        stands={reading: Standing(standing) for reading, standing in room.revisited.items()},
        noticed=len(came),
        cards=tuple(cards(here, came[:A_HANDFUL])),
        decided=tuple(one for one in last.decided if one.next in (Next.TRY, Next.LET_GO)) if last else (),
        passed_on=tuple(passed_on_to(gathering)),
        sent_back=tuple(_sent_back(here, since)),
        answered=tuple(answered(here, gathering.id)),
    )


def answered(here: Here, gathering: UUID) -> list[CameBack]:
    """What came back to the group's challenges, in the order it came, since its last gathering but this one began.

    What comes while people gather, their next gathering opens with too.
    """
    last = _last(here, gathering)
    return challenges.answers_since(here.unnarrowed(), (last.began or last.ended) if last else None)


def revisit(gathering: Live, reading: UUID, standing: Standing, event: UUID, why: str = "") -> None:
    """The room says how a reading stands now: held, shifted or let go. Every earlier answer stays in its history."""
    here = gathering.here.unnarrowed()
    if standing is Standing.SO_FAR:
        raise Refusal("A reading is held, shifted or let go.", try_next="Choose one of the three.")
    if gathering.room.ended:
        raise Refusal("This gathering has ended.", try_next="Say it on the page that remembers.")
    if reading not in {one.id for one in remember.all_readings(here)}:
        raise Refusal("This reading was not made where you stand.", try_next="Choose one that was.")
    look = {"reading": reading, "day": here.viewer.today, "standing": standing.value, "why": why.strip()}
    told = {"standing": standing.value}
    added = {"reading_revisited": [look]}
    gathering.happen(Act.REVISITED, reading, told, event=event, added=added, actor=PARTICIPANT)


def _last(here: Here, gathering: UUID) -> Room | None:
    """The room of the gathering that ended last where we stand, but this one."""
    ended = here.store.read("gatherings_ended", system=here.focus.system)["gathering"]
    earlier = next((one for one in ended if one != gathering), None)
    # Not found by `live.at`: what is over need not stay in memory.
    return Live(here.store, earlier).room if earlier else None


def _readings(here: Here, room: Room, last: Room | None) -> list[Read]:
    made_now = {made.id for made in room.made}
    reads = [read for reads in remember.read_by_cycle(here).values() for read in reads]
    open_still = [
        read
        for read in sorted(reads, key=lambda read: str(read.reading.recorded))
        if read.reading.id not in made_now
        and (read.reading.standing is not Standing.LET_GO or read.reading.id in room.revisited)
    ]
    made_last = {made.id for made in last.made} if last else set()
    of_last = [read for read in open_still if read.reading.id in made_last]
    return of_last or open_still[-A_HANDFUL:]


def _sent_back(here: Here, since: datetime | None) -> list[SentBack]:
    lines = rows.events(here.store.read("lines_sent_back", system=here.focus.system))
    return [
        SentBack(line.subject, line.told["words"], called(here, UUID(line.told["by"])))
        for line in lines
        if since is None or line.recorded > since
    ]
