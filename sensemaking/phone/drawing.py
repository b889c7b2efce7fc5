"""What a phone shows: the main part of its page, drawn from the room, from who looks, and from nothing else."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from markupsafe import escape
from starlette.requests import Request

from sensemaking.model.agenda import Doing, Phase
from sensemaking.model.gathering import Vote
from sensemaking.model.pattern import Standing
from sensemaking.model.question import Family
from sensemaking.model.room import Carries, Contribution, Made, Next, Room
from sensemaking.phone.clock import seconds_left
from sensemaking.phone.page import filled, root
from sensemaking.phone.participant import Participant
from sensemaking.practice import arriving, became, contribute, looking_together, passing_on, questions
from sensemaking.practice.arriving import Arriving
from sensemaking.practice.contribute import Mine, Where
from sensemaking.practice.live import Live

STANDINGS = (Standing.HELD, Standing.SHIFTED, Standing.LET_GO)

A_PAGE_OF_WORDS = 1200
"""So many characters of one contribution stand on a shared page; all of it is a press away."""

WHERE = {
    Where.MINE: "Kept, for you alone.",
    Where.KEPT: "Kept. Nobody sees it yet.",
    Where.HELD: "Kept. The facilitator set it aside for now, so it is not shown; it is not lost.",
    Where.SHOWN: "Shown to everybody.",
}
DECIDING = {
    Next.TRY: ("What we will try next", "Something small, and soon.", "What could we try?"),
    Next.ENABLE: (
        "What we need",
        "What would let us learn and act as we should? It stands on the board of the wider systems.",
        "What do we need, and from whom?",
    ),
    Next.CHALLENGE: (
        "A challenge to how things are done",
        "Something that we learned and cannot mend by ourselves. It travels to a wider system.",
        "What gets in the way?",
    ),
    Next.LET_GO: ("What we let go", "Something to stop, or to stop expecting.", "What can we let go?"),
}


class Typed(dict[str, str]):
    """What was typed into a form that was refused; nothing in every other field."""

    def __missing__(self, name: str) -> str:
        return ""


def main_part(
    request: Request,
    gathering: Live,
    who: Participant,
    *,
    typed: Mapping[str, str] | None = None,
    refused: str = "",
    again: str = "",
) -> str:
    """The HTML inside `<main>`; `typed` is a form that was refused, `again` the statement to answer again."""
    room = gathering.room
    given = common(request, gathering, who) | {"typed": Typed(typed or {}), "refused": refused}
    given |= {"stray": "", "unsent": _unsent(room)}
    template = _template(gathering, who, given, again)
    html = filled(request, template, **given)
    words = given["typed"]["words"]
    if words and str(escape(words)) not in html:  # its box is not on this page any more
        html = filled(request, template, **given | {"stray": words})
    return html


def _template(gathering: Live, who: Participant, given: dict[str, Any], again: str) -> str:
    """The template of what the room does now; what it needs is added to `given`."""
    room = gathering.room
    if room.ended:
        given |= {"became": _became(gathering, given["mine"])}
        return "phone/ended.html"
    if room.now is None:
        return "phone/soon.html"
    given |= {"left": seconds_left(room), "late": _late(room)}
    if room.now.doing is Doing.ARRIVE:
        given |= {"arrived": _arrived(gathering, gathering.store.version), "standings": STANDINGS}
    elif room.now.doing is Doing.LOOK:
        given |= _looking(gathering)
    elif room.now.doing is Doing.REVEAL:
        given |= {"shown": _revealed(room, who.part)}
    elif room.now.doing is Doing.RING_TRUE:
        given |= _ringing(gathering, who, again)
    elif room.now.doing is Doing.READ:
        given |= {"readings": _readings(room)}
    elif room.now.doing is Doing.DECIDE:
        given |= {"deciding": DECIDING, "enabling": enabling(gathering)}
    elif room.now.doing is Doing.CLOSE:
        given |= _passing_on(gathering, given["mine"])
    return "phone/main.html"


def common(request: Request, gathering: Live, who: Participant) -> dict[str, Any]:
    """What every page of a phone may speak of."""
    room = gathering.room
    return {
        "room": room,
        "who": who,
        "post": f"{root(request)}/g/{room.id}/",
        "mine": mine(gathering, who),
        "made_here": [one for one in room.made if who.wrote(one.id)],
        "blank": Typed(),
        "where": WHERE,
        "most": A_PAGE_OF_WORDS,
        "carries": room.carries is not Carries.NOTHING,
    }


def enabling(gathering: Live) -> list[str]:
    """What is asked at the scale of the gathering's system about what would enable it."""
    scale = gathering.here.system.scale
    return [one.words for one in questions.of_scale(scale) if one.family is Family.ENABLING]


def mine(gathering: Live, who: Participant) -> list[Mine]:
    """What this phone wrote and did not take back, in the order it was written, each with where it has got to."""
    written = (one for one in gathering.room.contributions if who.wrote(one))
    return [one for one in contribute.mine(gathering, written) if one.contribution]


def _became(gathering: Live, mine: list[Mine]) -> dict[UUID, list[str]]:
    """What became so far of each of these that the group has seen."""
    kept = gathering.room.kept_as_observations()
    return {one.id: became.said(became.became(gathering.here, one.id)) for one in mine if one.id in kept}


def asks_again_by_itself(room: Room) -> bool:
    """Whether a phone without a script may load this page again and again: nothing is written on it."""
    waiting = room.now is None or room.now.doing is Doing.TALK
    return waiting and not room.ended and _late(room) is None


def _unsent(room: Room) -> list[str]:
    """The boxes in which something may have been written that was never sent, as a phone knows them."""
    written = [phase for phase in room.agenda.phases if phase.key in room.begun and phase.doing.is_written]
    return [f"{phase.key}.{nth}" for phase in written for nth, _ in enumerate(phase.asks or ("",), 1)]


def _late(room: Room) -> Phase | None:
    """The phase in which people wrote last, if it is over: what was being written then can still be sent."""
    written = (room.agenda.get(key) for key in reversed(room.begun) if key != room.phase)
    return next((phase for phase in written if phase and phase.doing.is_written), None)


@lru_cache(maxsize=4)
def _arrived(gathering: Live, version: int) -> Arriving:
    # Every phone in the room shows the same: it is looked up once for each version of the store.
    return arriving.arrive(gathering)


def _passing_on(gathering: Live, mine: list[Mine]) -> dict[str, Any]:
    """Which of this phone's stories may go to another group, which groups there are, and what went where."""
    open_now = gathering.room.kept_as_observations()
    groups = {one.id: one.name for one in passing_on.groups(gathering)}
    stories = [
        told
        for one in mine
        if (told := one.contribution)
        and told.id in open_now
        and told.quotable
        and not told.about_someone_else
    ]
    passed = {one.story: groups.get(one.to, "") for one in gathering.room.passed}
    return {"stories": stories if groups else [], "groups": groups, "passed": passed}


def _looking(gathering: Live) -> dict[str, Any]:
    seen = looking_together.seen(gathering)
    return {
        "seen": seen,
        "stories": looking_together.handful(gathering, seen) if seen else None,
        "expected": looking_together.expected(gathering.room),
    }


def _revealed(room: Room, own: str) -> list[tuple[str, list[Contribution]]]:
    """What everybody may see, shuffled as it was revealed, under the part of the room and the question it answers.

    Where the room reads in parts, one's own comes first, whole.
    """
    groups = []
    for phase in room.agenda.phases:
        for part in sorted(("", *room.parts), key=lambda part: part != own):
            for ask in ("", *phase.asks):
                some = [
                    one
                    for one in room.in_the_open()
                    if one.phase == phase.key
                    and ask == (one.ask if one.ask in phase.asks else "")
                    and part == (one.part if one.part in room.parts else "")
                ]
                if some:
                    groups.append((phase, ask, part, some))
    several = len({phase.key for phase, _, _, _ in groups}) > 1
    return [
        (": ".join(filter(None, (part, ask or (phase.title if several else "")))), some)
        for phase, ask, part, some in groups
    ]


def _ringing(gathering: Live, who: Participant, again: str) -> dict[str, Any]:
    """The statement to answer now, and those answered before; in the order in which they were written."""
    answers = contribute.answers(gathering, who.voter)
    said = gathering.room.said
    open_now = [one for one in said if str(one.id) == again] or [one for one in said if one.id not in answers]
    answered = [(one, answers[one.id]) for one in said if one.id in answers]
    return {"statement": open_now[0] if open_now else None, "answered": answered, "votes": list(Vote)}


def _readings(room: Room) -> dict[UUID, list[Made]]:
    """What was made of each pile, by the pile it lies in now; each beside the others, in the order of writing."""
    found: dict[UUID, list[Made]] = {}
    for made in room.made:
        found.setdefault(room.root(made.pile), []).append(made)
    return found
