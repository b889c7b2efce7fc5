"""What a group decides to challenge begins when its gathering ends, and what comes back opens its next gathering."""

from uuid import UUID

import pytest

from sensemaking.model.access import Role, Viewer
from sensemaking.model.agenda import Doing
from sensemaking.model.challenge import Reply
from sensemaking.model.cycle import Cycle
from sensemaking.model.room import Next
from sensemaking.practice import answering, arriving, because, challenges, cycles, gather, take_away
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import came_here
from tests.a_gathering import a_gathering, decide, ended, go_to, pile, read, shown
from tests.a_stack import TODAY
from tests.by_laptop import Laptop
from tests.by_phone import Phone

Stack = dict[str, Here]
FORM, ONCE, WHY = "The form asks everything twice.", "It asks once from May on.", "Nobody needed it twice."


def came_back(stack: Stack, challenge: UUID, words: str = ONCE) -> None:
    """The challenge goes out to the place, and this comes back."""
    team, place = stack["team"], stack["place"]
    if challenge not in {one.id for one in challenges.ours(team) if one.sent}:
        challenges.send(team, challenge, place.system.id, FORM)
    steward = Here(place.store, Viewer(TODAY, Role.STEWARD, place.system.id), place.focus)
    seen = max(one.number for one in came_here(place))
    answering.answer(steward, challenge, Reply.CHANGED, words, WHY, seen=seen)


def answered(gathering: Live) -> list[str]:
    return [one.answer.words for one in arriving.arrive(gathering).answered]


def test_what_was_decided_to_be_challenged_begins_at_the_end_and_rests_on_what_was_read(team: Here) -> None:
    cycle = new_id()
    cycles.make_cycle(team, Cycle(cycle, team.system.id, "Forms"))
    gathering = a_gathering(team.at(team.focus.narrowed(cycle=cycle)))
    made = read(gathering, pile(gathering, *shown(gathering, "Twice again.")), "It is the form.")
    challenge = decide(gathering, Next.CHALLENGE, FORM, needed="Only the place can change it.")
    tried = decide(gathering, Next.TRY, "Ring first.")
    enabled = decide(gathering, Next.ENABLE, "A telephone.")
    assert challenges.ours(team) == []
    ended(gathering)
    (ours,) = challenges.ours(team)
    assert (ours.id, ours.words, ours.needed) == (challenge, FORM, "Only the place can change it.")
    assert (ours.cycle, ours.gathering, ours.sent) == (cycle, gathering.id, None)
    assert [because.rests_on(team, one) for one in (challenge, tried, enabled)] == [[made], [made], []]


def test_a_gathering_opens_with_what_came_back_since_the_last_one(stack: Stack) -> None:
    team = stack["team"]
    first = a_gathering(team)
    challenge = decide(first, Next.CHALLENGE, FORM)
    ended(first)
    assert answered(gather.prepare(team, "Before?")) == []
    came_back(stack, challenge)
    now = gather.prepare(team, "What now?", format="ninety_minutes")
    (back,) = arriving.arrive(now).answered
    assert (back.asked, back.says) == (FORM, "The place answered: it was changed")
    assert (back.answer.words, back.answer.why) == (ONCE, WHY)
    go_to(now, Doing.ARRIVE)
    ended(now)
    assert answered(gather.prepare(team, "And then?")) == []
    came_back(stack, challenge, "And the other form too.")
    assert answered(gather.prepare(team, "And then?")) == ["And the other form too."]


def test_an_answer_that_comes_while_people_gather_opens_their_next_gathering(stack: Stack) -> None:
    team = stack["team"]
    challenge = challenges.begin(team, FORM)
    now = a_gathering(team, format="first_hour")
    came_back(stack, challenge)
    ended(now)
    assert answered(gather.prepare(team, "And then?")) == [ONCE]


@pytest.mark.parametrize("format", sorted(gather.formats()))
def test_whichever_way_a_gathering_is_held_it_has_a_place_for_what_came_back(
    stack: Stack, format: str
) -> None:
    team = stack["team"]
    without = [one.doing for one in gather.prepare(team, "What now?", format=format).room.agenda.phases]
    came_back(stack, challenges.begin(team, FORM))
    gathering = gather.prepare(team, "What now?", format=format)
    phases = [one.doing for one in gathering.room.agenda.phases]
    assert phases == (without if Doing.ARRIVE in without else [Doing.ARRIVE, *without])


def test_it_stands_on_the_wall_on_the_laptop_on_a_phone_and_in_the_note(stack: Stack) -> None:
    team = stack["team"]
    before = gather.prepare(team, "Before?")
    came_back(stack, challenges.begin(team, FORM))
    assert ONCE in Laptop(before).text, "it came after the agenda was made, and the facilitator can say so"
    now = gather.prepare(team, "What now?")
    go_to(now, Doing.ARRIVE)
    laptop, phone = Laptop(now), Phone().join(now).at(now)
    assert [one for one in laptop.on_the_wall() if ONCE in one]
    for words in (ONCE, WHY, FORM, "The place answered: it was changed"):
        assert words in laptop.text and words in laptop.wall().text_content()
        assert words in phone.text
    ended(now)
    (note,) = take_away.notes(team)
    came = note.body.index("## What came back to us")
    assert (
        note.body.index("## What we asked, where and how") < came < note.body.index("## What we cannot say")
    )
    assert "- The place answered: it was changed." in note.body and f"- {ONCE}" in note.body
