"""Gathering: preparing a gathering, opening its door, moving through its agenda, and ending it."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import Any
from uuid import UUID

from sensemaking.exchange import formats_in
from sensemaking.model.agenda import Agenda, Doing, Format, Phase
from sensemaking.model.gathering import Gathering
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Carries, Room
from sensemaking.practice import arriving, challenges, gathering_note, live, look, made_of_it, needed
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.practice.notice import new_id
from sensemaking.store import rows
from sensemaking.store.keeping import Rows

FIRST_FORMAT = "first_hour"
"""How a gathering is held where nobody chose."""

CAME_BACK = Phase(
    "came back",
    Doing.ARRIVE,
    "Open with the answer",
    minutes=5,
    wall="We asked, and this came back.",
    phone="Read what was answered to what we had asked. What does it change for us?",
)
"""What a gathering opens with where an answer to a challenge came, and its format has no place of its own for it."""

LETTERS = "ABCDEFGHJKMNPQRTUVWXY346789"
"""What codes are made of: no letter or digit that could be taken for another."""

CODE_LENGTH = 8
LONGEST_QUESTION = 300


def held_here(here: Here) -> list[Live]:
    """The gatherings that are prepared or going on where we stand, the newest first."""
    ours = [
        one for one in live.going_on() if one.store is here.store and one.room.system == here.focus.system
    ]
    return list(reversed(ours))


def formats() -> dict[str, Format]:
    """The ways to hold a gathering, by key; the first hour comes first, the others in the alphabet's order."""
    found = formats_in.found(look.titles()).formats
    return dict(sorted(found.items(), key=lambda one: (one[0] != FIRST_FORMAT, one[1].name)))


def formats_refused() -> dict[str, Refusal]:
    """The files of formats that cannot be read, with what to mend, by name."""
    return formats_in.found(look.titles()).refused


def prepare(
    here: Here,
    question: str,
    *,
    format: str = FIRST_FORMAT,
    carries: Carries = Carries.NOTHING,
    contact: str = "",
    roles: Sequence[str] = (),
    id: UUID | None = None,
) -> Live:
    """A gathering of its own about this question, held where we stand; nothing has begun in it yet.

    `id` is made by whoever asks, so that asking twice prepares it once. Raises a Refusal where there is no question,
    no such format, or nowhere to stand.
    """
    asked = " ".join(question.split())
    if not asked:
        raise Refusal("There is no question yet.", try_next="Write what you want to make sense of together.")
    if len(asked) > LONGEST_QUESTION:
        raise Refusal(
            f"The question is longer than {LONGEST_QUESTION} characters.",
            try_next="Make it one that a room can remember.",
        )
    chosen = _format(format)
    held = Gathering(
        id or new_id(), here.system.id, asked, chosen.name, here.viewer.today, cycle=here.focus.cycle
    )
    told = {
        "question": asked,
        **_as_told(chosen, here, held.id),
        "system": str(held.system),
        "cycle": str(held.cycle) if held.cycle else None,
        "focus": here.focus.as_link(),
        "carries": carries.value,
        "contact": " ".join(contact.split()),
        "roles": _roles(roles),
        "code": "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)),
        "secret": secrets.token_urlsafe(32),
    }
    gathering = live.at(here.store, held.id)
    gathering.happen(Act.PREPARED, told=told, event=held.id, added={"gathering": [rows.of_gathering(held)]})
    return gathering


def change(
    gathering: Live, *, format: str, carries: Carries, contact: str, roles: Sequence[str], focus: str = ""
) -> None:
    """Prepare it otherwise, before it begins.

    Raises a Refusal once a phase has begun where the format changes, and once the first phone has joined where what
    contributions carry does: that was said to people before they wrote.
    """
    room = gathering.room
    if carries is not room.carries and room.joined:
        raise Refusal(
            "People have joined already, and were told what their words carry.",
            try_next="It stays as it was said to them; the next gathering can choose again.",
        )
    told: dict[str, Any] = {
        "carries": carries.value,
        "contact": " ".join(contact.split()),
        "roles": _roles(roles),
    }
    if format != room.format:
        if room.phase or room.ended:
            raise Refusal("This gathering has begun.", try_next="Change its agenda instead, phase by phase.")
        told |= _as_told(_format(format), gathering.here, gathering.id)
    gathering.happen(Act.PREPARED, told=told | ({"focus": focus} if focus else {}))


def rearrange(gathering: Live, agenda: Agenda, event: UUID | None = None) -> None:
    """Keep another agenda: phases moved, skipped, taken in, longer or shorter. What was written stays."""
    told = {"phases": [phase.as_told() for phase in agenda.phases]}
    gathering.happen(Act.AGENDA, told=told, event=event)


def go_to(gathering: Live, phase: str, event: UUID | None = None) -> Room:
    """Begin a phase, whichever it is; phases are soft, so one may also go back."""
    if gathering.room.agenda.get(phase) is None:
        raise Refusal(
            "This phase is not on the agenda.", try_next="Open the agenda again; it may have changed."
        )
    gathering.refuse_when_ended()
    return gathering.happen(Act.PHASE, told={"phase": phase}, event=event)


def show_clock(gathering: Live, shown: bool) -> None:
    """Show the clock on the wall, or hide it."""
    gathering.happen(Act.CLOCK, told={"shown": shown})


def door(gathering: Live, at: str) -> None:
    """Keep at which address phones reach the room; nothing closes the door."""
    gathering.happen(Act.DOORS, told={"at": at})


def reached(gathering: Live) -> None:
    """A phone came through the door: it is worth asking people to join."""
    if not gathering.room.reached:
        gathering.happen(Act.REACHED)


def end(gathering: Live, day: date, event: UUID | None = None) -> Room:
    """End it on this day: the door closes, what it made becomes lasting, and its note is kept. Twice is once.

    The gathering, the patterns, experiments and challenges it leaves and its note are kept together or not at all.
    """
    pictures = made_of_it.pictures(gathering)  # may take seconds, and nobody who writes waits for it
    with gathering.one_at_a_time:
        room = gathering.room
        if room.ended or room.system is None:
            return room
        began = gathering.store.read("gatherings", system=room.system)
        kept = next(one for one in rows.gatherings(began) if one.id == gathering.id)
        held = formats().get(room.format)
        first = room.began.replace(tzinfo=UTC).astimezone().date() if room.began else day
        last = replace(
            kept,
            about=held.name if held else kept.about,
            begun=min(first, day),
            ended=day,
            version=kept.version + 1,
        )
        piles = made_of_it.piles(room)
        note = gathering_note.note(gathering, day, piles, pictures)
        looked = [one.pattern for one in pictures if one.pattern]
        added: dict[str, Rows] = {
            "gathering": [rows.of_gathering(last)],
            "note": [rows.of_note(note)],
            **made_of_it.kept([*piles, *looked], made_of_it.experiments(room)),
            **challenges.of_gathering(room),
            **needed.of_gathering(room, day),
        }
        return gathering.happen(Act.ENDED, event=event, added=added)


def _format(key: str) -> Format:
    there = formats()
    if key not in there:
        raise Refusal(f"There is no format called {key}.", try_next=f"There are: {', '.join(there)}.")
    return there[key]


def _as_told(format: Format, here: Here, gathering: UUID) -> dict[str, Any]:
    phases = [phase.as_told() for phase in format.phases]
    if all(one.doing is not Doing.ARRIVE for one in format.phases) and arriving.answered(here, gathering):
        phases.insert(0, CAME_BACK.as_told())
    return {"format": format.key, "parts": list(format.parts), "phases": phases}


def _roles(roles: Sequence[str]) -> list[str]:
    return [" ".join(role.split()) for role in roles if role.strip()]
