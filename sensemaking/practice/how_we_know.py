"""How do you know? From a change, a decision or an answer back to what people told and who was in the room.

Each step is shown as far as it can be seen from where we stand. What was taken back, or stays where it was made, is
said.
"""

from collections.abc import Iterable
from uuid import UUID

from sensemaking.model.refusal import Refusal
from sensemaking.model.way import Step, Thing, WayBack
from sensemaking.practice import because, carrying, way
from sensemaking.practice.cards import cards, readable
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.way import Edges, Known

AT_ONCE = 12
"""So many stories stand on the page at once; the pattern they are behind opens all of them."""

ASKED_OF = (Step.CHANGE, Step.ANSWER, Step.DECISION, Step.EXPERIMENT, Step.REPLY)


def can_be_asked_of(here: Here) -> list[Thing]:
    """The changes, answers, decisions and experiments of the system where we stand, each kind in its order."""
    known = way.known(here)
    found = known.in_order(known.things)
    decided = {one.id for one in found if one.step is Step.DECISION}
    return [
        one for one in found if one.step in ASKED_OF and (one.step is Step.DECISION or one.id not in decided)
    ]


def way_back(here: Here, of: UUID) -> WayBack | None:
    """All that this rests on; None where it is not known where we stand.

    `of` is a change, an answer that came back, a challenge, an experiment, a decision, an answer to a question, a
    reading or a pattern.
    """
    known = way.known(here)
    asked = known.things.get(of, ())
    if not asked and of not in known.first and of not in known.patterns:
        return None
    ids = _followed(here, known, of)
    start = asked[0] if asked else None
    return _seen(here, known, start, ids)


def say(here: Here, what: UUID, rests_on: UUID) -> None:
    """Say what something rests on; raises a Refusal where that rests on it already."""
    known = way.known(here)
    if what not in known.things or (rests_on not in known.things and rests_on not in known.first):
        raise Refusal("This is not known where we stand.", try_next="Stand where it was made.")
    if what in _followed(here, known, rests_on):
        raise Refusal(
            "Then each of them would rest on the other.", try_next="Choose what was there before it."
        )
    here.keep(new_id(), "said what it rests on", what, because.rows_for(what, [rests_on]))


def could_rest_on(here: Here, what: UUID) -> dict[UUID, str]:
    """What this may be said to rest on, in words: the readings made here, and other steps before it."""
    known = way.known(here)
    own = min(way.ORDER.index(one.step) for one in known.things[what]) if what in known.things else 0
    found = {one[0].id: one[0].words for one in known.readings.values()}
    for one in known.in_order(known.things):
        if one.id != what and way.ORDER.index(one.step) > own:
            found.setdefault(one.id, one.words)
    return found


def _followed(here: Here, known: Known, of: UUID) -> list[UUID]:
    """Everything that this rests on, step by step, in the order it is come to, itself first."""
    reached: dict[UUID, None] = {}
    said: Edges = {}
    ahead = [of]
    while ahead:
        reached.update(dict.fromkeys(ahead))
        said |= way.rests_on(here, (one for one in ahead if one not in said))
        said |= _made_in_the_room(here, known, (one for one in ahead if not said[one]))
        further = [other for one in ahead for other in (*said[one], *_plainly(known, one))]
        ahead = [one for one in dict.fromkeys(further) if one not in reached]
    return list(reached)


def _made_in_the_room(here: Here, known: Known, ids: Iterable[UUID]) -> Edges:
    """What was decided rests, where nobody said more, on what was made of it in the same room."""
    rooms = {
        one: thing.gathering
        for one in ids
        for thing in known.things.get(one, ())
        if thing.step is Step.DECISION and thing.gathering
    }
    made = way.read_in(here, set(rooms.values()))
    return {one: made[room] for one, room in rooms.items() if room in made}


def _plainly(known: Known, one: UUID) -> Iterable[UUID]:
    """What rests on what by its own nature: an answer on what was asked, a reading on its pattern."""
    for challenge in known.challenges.values():
        if any(answer.id == one for answer in challenge.answers):
            yield challenge.id
    first = known.first.get(one)
    if first:
        yield first
        yield from (each.pattern for each in known.readings[first] if each.pattern)


def _seen(here: Here, known: Known, start: Thing | None, ids: list[UUID]) -> WayBack:
    home = here.unnarrowed()
    things = tuple(one for one in known.in_order(ids) if one != start)
    readings = dict.fromkeys(known.first[one] for one in ids if one in known.first)
    patterns = [known.patterns[one] for one in ids if one in known.patterns]
    sent = [
        (one.home, one.sent)
        for id in ids
        if (one := known.challenges.get(id)) is not None and one.home and one.sent
    ]
    letters = [carrying.letter(home, asks, one, AT_ONCE) for asks, one in sent if asks != here.system.id]
    carried = [story for asks, one in sent if asks == here.system.id for story in one.observations]
    resolved = {*known.things, *known.first, *known.patterns}
    left = [one for one in ids if one not in resolved]
    behind = [story for pattern in patterns for story in pattern.observations]
    stories = list(dict.fromkeys((*carried, *left, *behind)))
    read_here = readable(here, stories)
    shown = cards(home, [one for one in stories if one in read_here][:AT_ONCE])
    gone = {one for one in (*carried, *behind) if one not in read_here} | _taken_back(here, left)
    sent_cards = [card for letter in letters for card in letter.cards]
    said = [one for one in (*ids, *stories) if one not in gone]
    return WayBack(
        start=start,
        things=things,
        readings=tuple(known.readings[one] for one in readings),
        patterns=tuple(patterns),
        sent=tuple((one.name, one.told) for letter in letters for one in letter.patterns),
        cards=(*shown, *sent_cards),
        in_other_words=tuple(dict.fromkeys(words for letter in letters for words in letter.paraphrases)),
        rooms=way.rooms_of(here, said),
        gone=bool(gone) or any(letter.gone for letter in letters),
        elsewhere=bool(letters) or any(one not in read_here and one not in gone for one in left),
    )


def _taken_back(here: Here, stories: list[UUID]) -> set[UUID]:
    asked = [str(one) for one in stories]
    return set(here.store.read("gone_of", ids=asked)["id"]) if asked else set()
