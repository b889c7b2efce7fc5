"""Contributing: what somebody with a phone, a scribe or a colleague on a call brings into a gathering.

Nothing here knows who anybody is. Whoever knows a contribution's id may change it, be told of it, or take it back.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from sensemaking.model.gathering import Vote
from sensemaking.model.pattern import Reading
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, By, Carries, Contribution, Made, Next, Room
from sensemaking.practice import gathering_note, passing_on, statements
from sensemaking.practice.live import FACILITATOR, PARTICIPANT, Live
from sensemaking.store import rows
from sensemaking.store.keeping import Rows

LONGEST = 120_000
"""The most characters one contribution may have: many pages, and no more than a poor network carries."""

LONGEST_NAME = 80

STANDS = "select version from observations where at_home"


class Where(StrEnum):
    """How far words have got on their way to the wall, as their writer is told."""

    MINE = "kept, for you alone"
    KEPT = "kept"
    HELD = "held aside"
    SHOWN = "shown"
    GONE = "taken back"


@dataclass(frozen=True)
class Mine:
    """One of a writer's own contributions, where it has got to, and the line another group sent back about it."""

    id: UUID
    where: Where
    contribution: Contribution | None = None
    heard: str = ""


def join(gathering: Live, participant: UUID) -> None:
    """Somebody is in the room. The id is made for this and kept with nothing they write."""
    gathering.refuse_when_ended()
    if participant not in gathering.room.joined:
        gathering.happen(Act.JOINED, participant, event=participant, actor=PARTICIPANT)


def write(
    gathering: Live,
    id: UUID,
    words: str,
    *,
    event: UUID,
    phase: str,
    ask: str = "",
    for_room: bool = True,
    quotable: bool = True,
    about_someone_else: bool = False,
    who: str = "",
    part: str = "",
    by: By = By.PHONE,
) -> Contribution:
    """Keep what somebody wrote, or wrote again until it was shown; kept once however often the same event is sent.

    `id` is a random one (UUID version 4), so that it tells nothing of when. Raises a Refusal where there are no words
    or too many, where it is shown already, and where the gathering has ended.
    """
    said = _clean(words)
    if not said:
        raise Refusal("There are no words yet.", try_next="Write what you want to say, then keep it.")
    if len(said) > LONGEST:
        raise Refusal(
            f"This is longer than {LONGEST:,} characters, the most one contribution may have.",
            try_next="Keep it in two parts; it is still in the box.",
        )
    told: dict[str, Any] = {"phase": phase, "words": said, "ask": ask, "for_room": for_room}
    told |= {"quotable": quotable, "about_someone_else": about_someone_else, "by": by.value, "part": part}
    told["who"] = " ".join(_clean(who).split())[:LONGEST_NAME] if _carries(gathering.room) else ""
    with gathering.one_at_a_time:
        room = gathering.room
        gathering.refuse_when_ended()
        if room.agenda.get(phase) is None:
            raise Refusal(
                "This part of the gathering is not there any more.", try_next="Look what is happening now."
            )
        if id in room.shown and id in room.contributions:
            if room.contributions[id].words == said:
                return room.contributions[id]
            raise Refusal(
                "Everybody has seen this already.", try_next="Write it anew, or take the first one back."
            )
        actor = _actor(by)
        # What is there already may be looked through and revealed just now; what is new need not wait for others.
        if again := id in room.contributions:
            after = gathering.happen(Act.WRITTEN, id, told, event=event, actor=actor)
    if not again:
        after = gathering.happen(Act.WRITTEN, id, told, event=event, actor=actor)
    if id not in after.contributions:
        raise Refusal(
            "This was taken back before.", try_next="Write it anew, and it gets a place of its own."
        )
    return after.contributions[id]


def take_back(gathering: Live, id: UUID, event: UUID | None = None, by: By = By.PHONE) -> None:
    """What was written goes from every screen at once, before the reveal as after it; again changes nothing."""
    with gathering.one_at_a_time:
        room = gathering.room
        if id not in room.contributions:
            return
        refuse_elsewhere(room.contributions[id].by, by)
        # Corrected later, it has more than one version: whichever stands is taken back.
        stands = rows.records(gathering.here.unnarrowed().ask(STANDS, of=[id]))
        ended = [{"observation": id, "version": one["version"], "reason": "taken back"} for one in stands]
        added = {"observation_ended": ended} if id in room.kept_as_observations() else {}
        went_to = passing_on.went_to(room, id)
        gathering.happen(Act.TAKEN_BACK, id, event=event, added=added, actor=_actor(by))
    if went_to is not None:
        passing_on.gone_from(gathering, went_to, id)


def mine(gathering: Live, ids: Iterable[UUID]) -> list[Mine]:
    """Where each of these has got to, in the order given."""
    room = gathering.room
    lines = {one: line.words for one, line in room.heard.items()}
    return [Mine(one, _where(room, one), room.contributions.get(one), lines.get(one, "")) for one in ids]


def answer(gathering: Live, statement: UUID, vote: Vote, voter: str, event: UUID) -> None:
    """Keep how somebody answers a statement; answering again replaces it. `voter` is a random number of theirs."""
    room = gathering.room
    gathering.refuse_when_ended()
    if statement not in {one.id for one in room.said}:
        raise Refusal("This statement was taken out.", try_next="Go on with the next one.")
    cast = {"gathering": gathering.id, "statement": statement, "person": voter, "vote": vote.value}
    gathering.happen(
        Act.ANSWERED, statement, event=event, added={"statement_vote": [cast]}, actor=PARTICIPANT
    )


def answers(gathering: Live, voter: str) -> dict[UUID, Vote]:
    """How somebody answered so far, by statement."""
    found = gathering.store.read("answers_of", gathering=gathering.id, person=voter)
    return {row["statement"]: Vote(row["vote"]) for row in rows.records(found)}


def decide(
    gathering: Live,
    id: UUID,
    next: Next,
    words: str,
    *,
    event: UUID,
    needed: str = "",
    actor: str = PARTICIPANT,
) -> None:
    """Keep one thing the group decides, in its own words; the same id again says it anew."""
    gathering.refuse_when_ended()
    told = {"next": next.value, "words": _short(words), "needed": " ".join(_clean(needed).split())}
    gathering.happen(Act.DECIDED, id, told, event=event, actor=actor)


def undecide(gathering: Live, id: UUID, event: UUID) -> None:
    """Take out what was decided; that it was said stays among what happened."""
    gathering.refuse_when_ended()
    gathering.happen(Act.UNDECIDED, id, event=event)


def read(
    gathering: Live,
    id: UUID,
    pile: UUID,
    words: str,
    *,
    event: UUID,
    who: str = "",
    beside: UUID | None = None,
    by: By = By.PHONE,
) -> None:
    """Keep what somebody makes of a pile, at once, as one reading so far; `beside` is the one it differs from.

    The same id again says it anew, of the same pile and beside the same one.
    """
    said = _short(words)
    with gathering.one_at_a_time:
        room = gathering.room
        gathering.refuse_when_ended()
        if pile not in room.piles:
            raise Refusal("This pile is not there any more.", try_next="Choose a pile that is.")
        if id in room.unread:
            raise Refusal("This was taken back before.", try_next="Write it anew.")
        carried = " ".join(_clean(who).split())[:LONGEST_NAME] if _carries(room) else ""
        before = next((one for one in room.made if one.id == id), None)
        if before:
            refuse_elsewhere(before.by, by)
            made = replace(before, words=said, who=carried, version=before.version + 1)
        else:
            first = next((one for one in room.made if one.id == beside), None)
            differs = (first.beside or first.id) if first else None
            made = Made(id, pile, said, carried, differs, by=by)
        told = {
            "pile": str(made.pile),
            "words": said,
            "who": carried,
            "beside": str(made.beside) if made.beside else None,
            "by": made.by.value,
        }
        added = _reading(gathering, made)
        gathering.happen(Act.READ, id, told, event=event, added=added, actor=_actor(by))


def take_back_reading(gathering: Live, id: UUID, event: UUID, by: By = By.PHONE) -> None:
    """What somebody made of a pile goes from every screen and from what lasts, after the end too.

    A statement that was put to the room in its words goes with it.
    """
    with gathering.one_at_a_time:
        made = next((one for one in gathering.room.made if one.id == id), None)
        if made is not None:
            refuse_elsewhere(made.by, by)
            # A version without words is how a reading is said to be there no more (store/views/1_latest.sql).
            added = _reading(gathering, replace(made, words="", who="", version=made.version + 1))
            if gone := statements.without(gathering, id):
                added |= gone | gathering_note.without(gathering, made.words)
            gathering.happen(Act.UNREAD, id, event=event, added=added, actor=_actor(by))


def refuse_elsewhere(written_by: By, by: By) -> None:
    """Raise a Refusal where what came from a phone is changed on the laptop, or the other way round."""
    if (written_by is By.PHONE) != (by is By.PHONE):
        raise Refusal("This was not written here.", try_next="Where it was written, it can be changed.")


def _reading(gathering: Live, made: Made) -> dict[str, Rows]:
    here = gathering.here
    kept = Reading(
        id=made.id,
        system=here.system.id,
        words=made.words,
        day=here.viewer.today,
        pattern=made.pile,
        cycle=gathering.room.cycle,
        beside=made.beside,
        who=made.who,
        version=made.version,
    )
    return {"reading": [rows.of_reading(kept)]}


def _where(room: Room, id: UUID) -> Where:
    if id not in room.contributions:
        return Where.GONE
    if id in room.shown:
        return Where.SHOWN
    if not room.contributions[id].for_room:
        return Where.MINE
    return Where.HELD if id in room.held else Where.KEPT


def _actor(by: By) -> str:
    return PARTICIPANT if by is By.PHONE else FACILITATOR


def _carries(room: Room) -> bool:
    return room.carries is not Carries.NOTHING


def _short(words: str) -> str:
    said = _clean(words)
    if not said:
        raise Refusal("There are no words yet.", try_next="Write them, then keep them.")
    if len(said) > LONGEST:
        raise Refusal(f"This is longer than {LONGEST:,} characters.", try_next="Say it in fewer words.")
    return said


def _clean(words: str) -> str:
    """Somebody's words letter for letter, without what no page, file or database can carry."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
