"""What stands on the wall just now? One thought at a time, worked out from the room alone."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from sensemaking.model.agenda import Doing, Phase
from sensemaking.model.room import Contribution, Made, Next, Picture, Pile, Room
from sensemaking.phone.laid_out import GAP, Area, Block, Laid, heading_high, laid_out, side_by_side
from sensemaking.practice import arriving, looking_together, showing, statements
from sensemaking.practice.live import Live
from sensemaking.practice.made_of_it import VOICES
from sensemaking.practice.showing import PICTURE, PILE, TOGETHER, Shown

WIDE, HIGH, SAID = 75.0, 37.0, 2.4
"""What is left of a sheet of 80 by 45 for what a phase says and shows, and how large what it says is set."""
SLIPS = 24.0
"""How wide what stands beside something else is."""
LEVELS = 8
"""In how many steps the room's silence fills: so few that nobody sees whose words just came."""
A_FEW = 6
"""How many people are thought to be there while none has joined by phone."""
DRAWN_WIDE, DRAWN_NARROW, LETTERS = 1150, 760, 1.6
"""How wide a chart is drawn, in its own pixels, and how large its letters are; a wall enlarges it."""


@dataclass(frozen=True)
class Handful:
    """What is on the wall of something that may be more than one wall full."""

    laid: Laid | None = None
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Drawn:
    """A lens's picture: its question, what it tells, and the chart on light and on dark paper, if there is one."""

    title: str
    tells: tuple[str, ...]
    light: Markup
    dark: Markup


@dataclass(frozen=True)
class Wall:
    """What stands on the wall: its kind names the part of wall_main.html that shows it."""

    kind: str
    handful: Handful = Handful()
    silence: int | None = None
    drawn: Drawn | None = None
    pile: Pile | None = None
    slips: Laid | None = None
    picture: Picture | None = None


def wall(gathering: Live, room: Room) -> Wall:
    """What the wall of this gathering shows in this room."""
    chosen = showing.shown(room)
    if room.ended:
        return Wall("thanks")
    if room.now is None:
        return Wall("welcome")
    if chosen.what == PICTURE:
        found = next((one for one in room.pictures if one.id == chosen.of), None)
        if found:
            return Wall("picture", picture=found)
    return _OF_PHASE.get(room.now.doing, _prompt)(gathering, room, chosen)


def number(room: Room) -> int:
    """The last event that changes the wall: while silence fills, any; else none that only its sender's phone shows.

    So a picture that takes its time to draw is not drawn anew for everybody who joins or answers meanwhile.
    """
    fills = room.now and (
        room.now.doing.is_written
        or (room.now.doing is Doing.RING_TRUE and showing.shown(room).what != TOGETHER)
    )
    return room.number if fills else room.common


def revealed_now(room: Room) -> list[Contribution]:
    """What this reveal is about: what was written since the one before it, and is in the open."""
    return [one for one in room.in_the_open() if one.phase in {phase.key for phase in written_before(room)}]


def written_before(room: Room) -> list[Phase]:
    """The phases of writing that lead to where the room is, since the reveal before; all of them where none do."""
    phases: list[Phase] = []
    for phase in room.agenda.phases:
        if phase.key == room.phase:
            break
        if phase.doing is Doing.REVEAL and not phase.skipped:
            phases = []
        elif phase.doing.is_written:
            phases.append(phase)
    return phases or [phase for phase in room.agenda.phases if phase.doing.is_written]


def fullness(given: int, wanted: int) -> int:
    """How full something is, from 0 to LEVELS: it is never quite full, so nobody waits for the last one."""
    return math.ceil(LEVELS * (1 - math.exp(-given / max(wanted, 1)))) if given else 0


def _prompt(gathering: Live, room: Room, chosen: Shown) -> Wall:
    return Wall("prompt")


def _arrive(gathering: Live, room: Room, chosen: Shown) -> Wall:
    """What came back to us, what was said last time, each reading with how it stands now, what was decided, and since.

    The latest of what was noticed since stands there too; a story passed on to us is read aloud, and is on no wall.
    """
    begins = arriving.arrive(gathering)
    blocks = [
        Block(
            (read.reading.words, *(other.words for other in read.differing)),
            read.pattern.name if read.pattern else "",
            begins.stands[read.reading.id].value if read.reading.id in begins.stands else "",
        )
        for read in begins.readings
    ]
    answered = [
        Block(
            tuple(filter(None, (WE_ASKED.format(words=one.asked), one.answer.words, one.answer.why))),
            one.says,
        )
        for one in begins.answered
    ]
    sent = [
        Block((line.words,), label=SENT_BACK.format(group=line.group or "Others"))
        for line in begins.sent_back
    ]
    decided = [
        Block(words, heading)
        for kind, heading in DECIDED_THEN.items()
        if (words := tuple(one.words for one in begins.decided if one.next is kind))
    ]
    came = tuple(card.words for card in begins.cards)
    since = [Block(came, SINCE if begins.last else SO_FAR)] if came else []
    laid = laid_out([*answered, *blocks, *sent, *decided, *since], _area(room))
    return Wall("cards", _page(laid, chosen.page)) if laid else _prompt(gathering, room, chosen)


def _silence(gathering: Live, room: Room, chosen: Shown) -> Wall:
    given = sum(one.phase == room.phase for one in room.contributions.values())
    return Wall("silence", silence=fullness(given, len(room.joined) or A_FEW))


def _reveal(gathering: Live, room: Room, chosen: Shown) -> Wall:
    told = revealed_now(room)
    if len(room.parts) > 1 and any(one.part for one in told):
        return Wall("cards", _side_by_side(room, told, chosen.page))
    return Wall("cards", _page(laid_out([_block(room, told, one) for one in told], _area(room)), chosen.page))


def _pile(gathering: Live, room: Room, chosen: Shown) -> Wall:
    piles = room.standing_piles()
    for pile, held in piles:
        if chosen.what == PILE and chosen.of == pile.id:
            blocks = [Block((one.words,)) for one in held]
            return Wall(
                "pile",
                _page(laid_out(blocks, _area(room, heading=pile.name or UNNAMED)), chosen.page),
                pile=pile,
            )
    blocks = [Block(tuple(one.words for one in held), pile.name) for pile, held in piles]
    loose = [Block((one.words,)) for one in room.to_pile()]
    return Wall("piles", _page(laid_out([*blocks, *loose], _area(room)), chosen.page))


def _read(gathering: Live, room: Room, chosen: Shown) -> Wall:
    piles = room.standing_piles()
    if not piles:
        return Wall("prompt")
    named = [one for one in piles if one[0].name] or piles
    pile, held = next((one for one in piles if one[0].id == chosen.of), named[0])
    slips = laid_out([Block(tuple(one.words for one in held))], _area(room, SLIPS, 1))
    readings = [Block((one.words,), label=one.who) for one in readings_of(room, pile)]
    area = replace(_area(room, WIDE - SLIPS - GAP, 2, pile.name or UNNAMED), fewest=min(2, len(readings)))
    handful = _page(laid_out(readings, area), chosen.page)
    return Wall("read", handful, pile=pile, slips=slips[0])


def readings_of(room: Room, pile: Pile) -> list[Made]:
    """What was made of a pile and of the piles that were merged into it, in the order of saying."""
    return [one for one in room.made if room.root(one.pile) == pile.id]


def _ring_true(gathering: Live, room: Room, chosen: Shown) -> Wall:
    if chosen.what == TOGETHER:
        beside = laid_out(_met_and_parted(gathering), _area(room, SLIPS, 1))
        return Wall("drawn", drawn=_drawn(gathering, bool(beside)), slips=beside[0] if beside else None)
    given = statements.given(gathering)
    return Wall("silence", silence=fullness(given, (len(room.joined) or A_FEW) * max(len(room.said), 1)))


def _met_and_parted(gathering: Live) -> list[Block]:
    """The statements on which we meet and those on which we part, in the order they were written; nobody's count."""
    seen = looking_together.seen(gathering)
    openings = seen.opens.get(seen.at_first, ()) if seen else ()
    told = [tuple(one.words for one in opening.statements) for opening in openings]
    return [Block(words, heading) for heading, words in zip(MEETING, told, strict=False) if words]


def _look(gathering: Live, room: Room, chosen: Shown) -> Wall:
    expected = tuple(one.words for one in looking_together.expected(room))
    beside = laid_out([Block(expected, "What we expected")], _area(room, SLIPS, 1)) if expected else []
    return Wall("drawn", drawn=_drawn(gathering, bool(beside)), slips=beside[0] if beside else None)


def _decide(gathering: Live, room: Room, chosen: Shown) -> Wall:
    said = {kind: tuple(one.words for one in room.decided if one.next is kind) for kind in Next}
    blocks = [Block(words, HEADINGS[kind]) for kind, words in said.items() if words]
    return Wall("cards", _page(laid_out(blocks, _area(room, columns=2)), chosen.page))


WE_ASKED = "We asked: {words}"
SENT_BACK = "{group} sent this back"
DECIDED_THEN = {Next.TRY: "We would try", Next.LET_GO: "We let go"}
SINCE, SO_FAR = "Noticed since then", "Noticed here so far"
TOO_FEW = "Too few of us have answered to say where our perspectives meet and where they part."
UNNAMED = "A pile without a name yet"
MEETING = ("Where we meet", "Where we part")
HEADINGS = {
    Next.TRY: "We will try",
    Next.ENABLE: "We need to be enabled",
    Next.CHALLENGE: "Beyond us to mend alone",
    Next.LET_GO: "We let go",
}
_OF_PHASE: dict[Doing, Callable[[Live, Room, Shown], Wall]] = {
    Doing.ARRIVE: _arrive,
    Doing.EXPECT: _silence,
    Doing.NOTICE: _silence,
    Doing.REVEAL: _reveal,
    Doing.PILE: _pile,
    Doing.READ: _read,
    Doing.RING_TRUE: _ring_true,
    Doing.LOOK: _look,
    Doing.DECIDE: _decide,
}


def _block(room: Room, told: Sequence[Contribution], one: Contribution) -> Block:
    """A contribution with, small, what tells it apart: which question it answers, where the room was asked several."""
    phases = {other.phase for other in told}
    asks = {other.ask for other in told}
    phase = room.agenda.get(one.phase)
    asked = one.ask if len(asks) > 1 and one.ask else phase.title if phase and len(phases) > 1 else ""
    return Block((one.words,), label=" · ".join(filter(None, (asked, one.who))))


def _side_by_side(room: Room, told: Sequence[Contribution], page: int) -> Handful:
    """What each part of the room wrote in a column of its own, all at one size."""
    parts = [[one for one in told if one.part == part] for part in (*room.parts, "")]

    def block(one: Contribution) -> Block:
        whole = _block(room, told, one)
        return replace(whole, label=" · ".join(filter(None, (one.part, whole.label))))

    groups = [[block(one) for one in part] for part in parts if part]
    return _page(side_by_side(groups, _area(room)), page)


def _drawn(gathering: Live, narrow: bool = False) -> Drawn | None:
    """What is looked at, drawn twice, since only the screen itself knows whether its paper is light or dark."""
    seen = looking_together.seen(gathering)
    if seen is None:
        return None
    wide = DRAWN_NARROW if narrow else DRAWN_WIDE
    tells = seen.tells
    if looking_together.place(gathering).focus.lens == VOICES:
        # A room that looks at itself is told what was found, never how many answered.
        tells = seen.tells[1:] if seen.spec is not None else (TOO_FEW,)
    light, dark = (looking_together.picture(gathering, wide, on_dark, LETTERS) for on_dark in (False, True))
    return Drawn(seen.title, tells[:1], Markup(light), Markup(dark))


def _area(room: Room, wide: float = WIDE, columns: int = 3, heading: str = "") -> Area:
    """Where things may lie under what the phase says, and under a heading of their own, if they have one."""
    said = room.now.wall if room.now else ""
    taken = heading_high(said, SAID, WIDE) + (heading_high(heading, SAID, wide) + 1 if heading else 0)
    return Area(wide, HIGH - taken, columns)


def _page(laid: Sequence[Laid], page: int) -> Handful:
    if not laid:
        return Handful()
    page = min(page, len(laid))
    return Handful(laid[page - 1], page, len(laid))
