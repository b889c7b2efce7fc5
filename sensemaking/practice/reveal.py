"""Revealing: what was written in silence comes before the facilitator, shuffled, and then before everybody at once."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sensemaking.model.agenda import Doing
from sensemaking.model.observation import Consent, Kind, Observation, Whose
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Contribution, Room
from sensemaking.practice.live import Live
from sensemaking.store import rows


def open_now(room: Room) -> list[str]:
    """The phases whose words may come before the facilitator now, by key: never while people write or talk.

    In a look it is what was expected; from the reveal on all that was written, what came late included.
    """
    now = room.now
    if now is None or now.doing.is_written or now.doing in (Doing.TALK, Doing.ARRIVE):
        return []
    wanted = (Doing.EXPECT,) if now.doing is Doing.LOOK else (Doing.EXPECT, Doing.NOTICE, Doing.CLOSE)
    return [phase.key for phase in room.agenda.phases if phase.doing in wanted]


def look_through(gathering: Live, phase: str = "", event: UUID | None = None) -> Room:
    """Bring what waits, of one phase or of all, before the facilitator: shuffled, so that no place tells who wrote."""
    with gathering.one_at_a_time:
        waiting = [str(one) for one in gathering.room.waiting(phase)]
        secrets.SystemRandom().shuffle(waiting)
        return (
            gathering.happen(Act.LOOKED, told={"order": waiting}, event=event) if waiting else gathering.room
        )


def hold_aside(gathering: Live, id: UUID, event: UUID | None = None) -> Room:
    """Keep one contribution from the wall; its writer is told, and it is not lost."""
    with gathering.one_at_a_time:
        if id in gathering.room.shown:
            raise Refusal("Everybody has seen this already.", try_next="Speak with the room about it.")
        return gathering.happen(Act.HELD, id, event=event)


def let_back(gathering: Live, id: UUID, event: UUID | None = None) -> Room:
    """What was held aside may be shown after all, with the next reveal."""
    return gathering.happen(Act.RETURNED, id, event=event)


def reveal(gathering: Live, phases: Sequence[str] = (), event: UUID | None = None) -> Room:
    """Show everybody at once what was looked through and not held aside, of these phases or of all.

    What people noticed, or want kept at the close, becomes observations of the group's from here on, told by nobody
    in particular, that stay where they were told.
    """
    with gathering.one_at_a_time:
        room = gathering.room
        ready = room.ready(phases)
        noticed = [c for c in (room.contributions[one] for one in ready) if room.becomes_an_observation(c)]
        added: dict[str, list[dict[str, object]]] = {}
        for one in noticed:
            for table, kept in rows.of_observation(_observed(gathering, room, one)).items():
                added.setdefault(table, []).extend(kept)
        told = {"order": [str(one) for one in ready]}
        return gathering.happen(Act.REVEALED, told=told, event=event, added=added) if ready else room


def _observed(gathering: Live, room: Room, one: Contribution) -> Observation:
    if room.system is None:
        raise Refusal("This gathering is held nowhere.", try_next="Prepare it again.")
    phase = room.agenda.get(one.phase)
    asked = room.question if phase is None or phase.doing is Doing.NOTICE else phase.wall
    return Observation(
        id=one.id,
        system=room.system,
        kind=Kind.NOTICING,
        day=gathering.here.viewer.today,
        words=one.words,
        prompt=one.ask or asked,
        whose=Whose.SOMEONE_ELSE if one.about_someone_else else Whose.MINE,
        cycle=room.cycle,
        consent=Consent(quotable=one.quotable and not one.about_someone_else),
    )
