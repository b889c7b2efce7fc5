"""The note of a gathering: its question, what was noticed and made of it, what was decided, and what it cannot say.

What somebody may take back stands in it as a reference, never as a copy, so that it is checked at every view and every
export. What was held aside and what people kept for themselves is not in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sensemaking import lenses
from sensemaking.charts.axes import Unit
from sensemaking.exchange import formats_in
from sensemaking.exchange.note_markdown import in_one_line
from sensemaking.model.agenda import Doing
from sensemaking.model.note import REFERENCE, Note
from sensemaking.model.note import id_of as id_of
from sensemaking.model.pattern import Pattern
from sensemaking.model.room import Carries, Contribution, Next, Room
from sensemaking.practice import arriving, expected, look, made_of_it, take_away
from sensemaking.practice.live import Live
from sensemaking.practice.made_of_it import VOICES, Looked
from sensemaking.store import rows
from sensemaking.store.keeping import Rows

BESIDE_A_PILE = 5
"""How many of the stories in a pile stand beside it: the first, in the shuffled order they were shown in."""

BY_THEMSELVES = 8
"""How many of the stories that lie in no pile are quoted."""

ASKED = "We asked: {question}"
HELD, THIS_WAY = "We gathered on {day}.", "We did it this way: {format}."
CHALLENGED = "We had asked: {words}"
ROLES = "In the room were: {roles}."
PASSED = "We pass this on to {group}, to be read aloud there."
NEEDED = "{words} (whose permission is really needed: {needed})"
BESIDE_DECISIONS = {
    Next.TRY: "What we will try next",
    Next.ENABLE: "What we need to be enabled",
    Next.CHALLENGE: "What is a challenge to business as usual",
    Next.LET_GO: "What we let go",
}

NOT_THERE = "What those would say who were not in the room."
NOT_AMONG = "What those would say who were not in the room. In it were: {roles}."
CHANCE = (
    "Whether others would make the same piles. These were made by hand in one gathering, and could be chance."
)
NO_NAMES = "Who wrote what: no name was kept with any of these words."
NAMES_STAY = "Who wrote what: what people said of themselves in the room stays there."
NOT_ALL = "All that was noticed: only some of it stands here."


def link(gathering: Live) -> str:
    """The way to the page on which a gathering's note is edited and taken away."""
    focus = made_of_it.focus_of(gathering).focus
    return f"/take_away?{focus.as_link()}&note={id_of(gathering.id)}"


def note(gathering: Live, day: date, piles: Sequence[Pattern], pictures: Sequence[Looked]) -> Note:
    """The note as it is kept when the gathering ends on this day, with what it made its patterns of."""
    room = gathering.room
    said = [
        ("What we asked, where and how", _held(gathering, day)),
        ("What came back to us", _came_back(gathering)),
        ("What we looked at", [_looked(one) for one in pictures if one.lens != VOICES]),
        ("What we expected to see", _expected(room)),
        ("What we noticed, and what we make of it", _piled(room, piles)),
        ("What lay by itself", _stories(room, _by_themselves(room), BY_THEMSELVES)),
        ("How what we said before stands now", [f"{{reading:{one}}}" for one in room.revisited]),
        ("What rang true, or did not, in the order it was written", _rang_true(room, pictures)),
        *_decided(room),
        ("What we pass on", _passed(gathering)),
        ("What we go with", _stories(room, _closing(room), BY_THEMSELVES)),
        ("Pictures we kept", [_listed(one.says for one in room.pictures)]),
    ]
    parts = [
        *((heading, blocks) for heading, blocks in said if any(blocks)),
        ("Questions we are left with", []),
        ("What we cannot say", [_listed(_cannot_say(room, pictures))]),
    ]
    body = (
        "\n\n".join("\n\n".join(filter(None, [f"## {heading}", *blocks])) for heading, blocks in parts) + "\n"
    )
    return Note(id_of(room.id), gathering.here.system.id, room.question, body, room.cycle)


def without(gathering: Live, words: str) -> dict[str, Rows]:
    """The row by which the note says these words no more among its statements; none where it does not say them."""
    notes = take_away.notes(gathering.here.unnarrowed())
    kept = next((one for one in notes if one.id == id_of(gathering.id)), None)
    line = f"{_listed([words])}\n"
    if kept is None or line not in kept.body:
        return {}
    after = replace(kept, body=kept.body.replace(line, "", 1), version=kept.version + 1)
    return {"note": [rows.of_note(after)]}


def _held(gathering: Live, day: date) -> list[str]:
    room = gathering.room
    format = formats_in.found(look.titles()).formats.get(room.format)
    said = [
        HELD.format(day=Unit.DAY.words(day)),
        THIS_WAY.format(format=_said(format.name)) if format else "",
        take_away.where_we_stood(made_of_it.focus_of(gathering)),
        ROLES.format(roles=_roles(room)) if room.roles else "",
    ]
    return [ASKED.format(question=_said(room.question)), " ".join(filter(None, said))]


def _came_back(gathering: Live) -> list[str]:
    """What we had challenged, and the answer that this gathering opened with."""
    return [
        _listed(
            filter(
                None, (CHALLENGED.format(words=one.asked), f"{one.says}.", one.answer.words, one.answer.why)
            )
        )
        for one in arriving.answered(gathering.here, gathering.id)
    ]


def _roles(room: Room) -> str:
    return ", ".join(_said(role) for role in room.roles)


def _piled(room: Room, piles: Sequence[Pattern]) -> list[str]:
    """Each pile with some of what lies in it and with what was read of it, differing readings with the same weight."""
    blocks = []
    quoted: set[UUID] = set()
    for pile in piles:
        lying = [one for one in room.lying_in(pile.id) if one.id not in quoted]
        blocks += [f"{{pattern:{pile.id}}}", *_stories(room, lying, BESIDE_A_PILE)]
        # Those that differ stand with the first as long as it is there, and by themselves once it is taken back.
        blocks += [f"{{reading:{made.id}}}" for made in room.made if made.pile == pile.id]
        quoted |= {one.id for one in lying[:BESIDE_A_PILE]}
    return blocks


def _looked(one: Looked) -> str:
    """The picture, or what is said in its place."""
    return f"{{pattern:{one.pattern.id}}}" if one.pattern else _said(one.instead)


def _expected(room: Room) -> list[str]:
    return [f"{{story:{one.id}}}" for one in expected.may_be_quoted(room)[:BY_THEMSELVES]]


def _rang_true(room: Room, pictures: Sequence[Looked]) -> list[str]:
    """The statements, and where perspectives meet and part: as a picture, or why there is none to draw."""
    if not room.said:
        return []
    return [
        _listed(one.words for one in room.said),
        *(_looked(one) for one in pictures if one.lens == VOICES),
    ]


def _stories(room: Room, those: Iterable[Contribution], most: int) -> list[str]:
    """The first of these that became observations and may be quoted, as references."""
    observed = room.kept_as_observations()
    quotable = [one.id for one in those if one.id in observed and one.quotable and not one.about_someone_else]
    return [f"{{story:{one}}}" for one in quotable[:most]]


def _by_themselves(room: Room) -> list[Contribution]:
    return [one for one in room.loose() if room.doing_of(one) is not Doing.CLOSE]


def _closing(room: Room) -> list[Contribution]:
    return [one for one in room.loose() if room.doing_of(one) is Doing.CLOSE]


def _decided(room: Room) -> list[tuple[str, list[str]]]:
    def words(next: Next) -> list[str]:
        return [
            NEEDED.format(words=one.words, needed=one.needed) if one.needed else one.words
            for one in room.decided
            if one.next is next
        ]

    return [(heading, [_listed(words(next))]) for next, heading in BESIDE_DECISIONS.items()]


def _passed(gathering: Live) -> list[str]:
    stack = gathering.here.stack
    blocks = []
    for passed in gathering.room.passed:
        if (group := stack.get(passed.to)) is not None:
            blocks += [PASSED.format(group=_said(group.name)), f"{{story:{passed.story}}}"]
    return blocks


def _cannot_say(room: Room, pictures: Sequence[Looked]) -> list[str]:
    found = lenses.found()
    no_names = NO_NAMES if room.carries is Carries.NOTHING else NAMES_STAY
    looked = [found[one.lens] for one in pictures if one.pattern]
    return [
        NOT_AMONG.format(roles=", ".join(room.roles)) if room.roles else NOT_THERE,
        *([no_names, NOT_ALL] if room.observed else []),
        *([CHANCE] if room.piles else []),
        *(f"{lens.TITLE} {lens.CANNOT_SAY}" for lens in looked),
    ]


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {_said(sentence)}" for sentence in sentences)


def _said(words: str) -> str:
    """Somebody's words as Markdown that says exactly these words, and quotes nothing though it may look like it."""
    return REFERENCE.sub(lambda like: like[0].replace(":", r"\:"), in_one_line(words))
