"""Passing on: one story goes to another group, whose next gathering opens with it, and one line comes back.

Its teller agrees to that group by name, on the phone it was written on; that the facilitator looked through it before
it was shown is its second look. Its words reach that group alone, and only until they are taken back.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Room
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import live
from sensemaking.practice.here import Here
from sensemaking.practice.live import FACILITATOR, PARTICIPANT, Live
from sensemaking.store import rows

LONGEST_LINE = 280
"""The most characters of a line sent back: it is read on a phone."""

PASSED_ON = """
select id, system, gathering, day, words, prompt, answered
from passed_on
where answered is null or answered = $gathering
order by sequence, id
"""


@dataclass(frozen=True)
class PassedOn:
    """A story that another group let come to us: its words, what it was asked for, and our line back, if there is one.

    `group` is empty where a single person stands behind it, `gathering` the one it was told in.
    """

    id: UUID
    words: str
    prompt: str
    day: date
    group: str
    gathering: UUID
    line: str = ""


def groups(gathering: Live) -> list[System]:
    """The groups a story could go to, in the stack's order: every system but our own, and nobody's own life."""
    ours = gathering.room.system
    return [one for one in gathering.here.stack if one.id != ours and one.scale is not Scale.PERSON]


def called(here: Here, group: UUID) -> str:
    """What a group is called; empty where it is not there any more, or a single person stands behind it."""
    found = here.stack.get(group)
    return "" if found is None or found.scale is Scale.PERSON else found.name


def pass_on(gathering: Live, story: UUID, to: UUID | None, event: UUID) -> Room:
    """Its teller lets one story go to this group, or to another one instead; None keeps it here after all.

    Only whoever knows the contribution's id may ask for it. Raises a Refusal where it was not shown to everybody yet,
    is about someone else, may not be quoted, or where there is no such group.
    """
    with gathering.one_at_a_time:
        room = gathering.room
        if story not in room.kept_as_observations():
            raise Refusal(
                "This cannot go to another group now.",
                try_next="What everybody here has seen, and nobody took back, can.",
            )
        told = room.contributions[story]
        if told.about_someone_else:
            raise Refusal(
                "This is about someone else, who has not agreed.", try_next="Choose a story of your own."
            )
        if not told.quotable:
            raise Refusal(
                "Its writer asked that these words are not quoted.", try_next="Choose another story."
            )
        if to is not None and to not in {one.id for one in groups(gathering)}:
            raise Refusal("There is no such group here.", try_next="Choose one of those that are named.")
        before = went_to(room, story)
        agreed = {"to": str(to) if to else None}
        after = gathering.happen(Act.PASSED_ON, story, agreed, event=event, actor=PARTICIPANT)
    if before is not None and before != to:
        gone_from(gathering, before, story)
    return after


def went_to(room: Room, story: UUID) -> UUID | None:
    """The group that a story was passed on to, if it was."""
    return next((one.to for one in room.passed if one.story == story), None)


def gone_from(gathering: Live, group: UUID, story: UUID) -> None:
    """Have every screen of a gathering that this group holds just now drawn again, without the story that left it."""
    for id in gathering.store.read("gatherings_going_on")["gathering"]:
        other = live.at(gathering.store, id)
        if other.room.system == group:
            other.happen(Act.TAKEN_BACK, story, actor=PARTICIPANT)


def passed_on_to(gathering: Live) -> list[PassedOn]:
    """The stories that came to the group of this gathering and no earlier one answered, in the order of passing on."""
    here = gathering.here.unnarrowed()
    found = rows.records(here.ask(PASSED_ON, gathering=gathering.id))
    return [
        PassedOn(
            id=row["id"],
            words=row["words"],
            prompt=row["prompt"],
            day=row["day"].date(),
            group=called(here, row["system"]),
            gathering=row["gathering"],
            line=_line(gathering, row["gathering"], row["id"]) if row["answered"] else "",
        )
        for row in found
    ]


def send_back(gathering: Live, story: UUID, words: str, event: UUID) -> None:
    """Send one line back to whoever told a story that was passed on to us; sent again, the later one stands.

    It reaches its teller's phone and the next gathering of the group it was told in. Raises a Refusal where there are
    no words or too many, and where the story was taken back meanwhile.
    """
    line = " ".join(words.split())
    if not line:
        raise Refusal("There are no words yet.", try_next="One sentence to its teller is enough.")
    if len(line) > LONGEST_LINE:
        raise Refusal(f"A line has at most {LONGEST_LINE} characters.", try_next="Say it more shortly.")
    from_where = {one.id: one.gathering for one in passed_on_to(gathering)}
    if story not in from_where:
        raise Refusal("This story was taken back, so no line can reach it.")
    told = {"words": line, "by": str(gathering.room.system), "in": str(gathering.id)}
    first = live.at(gathering.store, from_where[story])
    first.happen(Act.HEARD, story, told, event=event, actor=FACILITATOR)


def _line(gathering: Live, told_in: UUID, story: UUID) -> str:
    line = live.at(gathering.store, told_in).room.heard.get(story)
    return line.words if line else ""
