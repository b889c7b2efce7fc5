"""The room worked out from what happened in it: whatever happens, in whatever order."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.agenda import Agenda, Doing, Phase
from sensemaking.model.pattern import Standing
from sensemaking.model.room import Act, By, Carries, Contribution, Event, Next, Room

GATHERING, TEAM, CYCLE = (UUID(int=n) for n in (1, 2, 3))
IDS = [UUID(int=100 + n) for n in range(4)]
PILES = [UUID(int=200 + n) for n in range(4)]
PHASES = [
    Phase(key, doing, key, 5, "What?").as_told()
    for key, doing in (("expecting", Doing.EXPECT), ("writing", Doing.NOTICE), ("piling", Doing.PILE))
]
BEGAN = datetime(2026, 3, 1, 10, tzinfo=UTC)

words = st.sampled_from(["We rang first.", "Nobody came.", "The letter.", ""])
contributions, piles = st.sampled_from(IDS), st.sampled_from(PILES)
anything = st.sampled_from([*IDS, *PILES, GATHERING])
phases = st.sampled_from([phase["key"] for phase in PHASES] + ["gone"])
orders = st.lists(contributions.map(str), max_size=6)

TOLD: dict[Act, st.SearchStrategy[Any]] = {
    Act.PREPARED: st.fixed_dictionaries(
        {},
        optional={
            "question": words,
            "carries": st.sampled_from([one.value for one in Carries]),
            "roles": st.lists(words, max_size=2),
            "system": st.sampled_from([str(TEAM), None]),
            "phases": st.lists(st.sampled_from(PHASES), max_size=3),
        },
    ),
    Act.AGENDA: st.fixed_dictionaries({"phases": st.lists(st.sampled_from(PHASES), max_size=3)}),
    Act.DOORS: st.fixed_dictionaries({"at": words}),
    Act.PHASE: st.fixed_dictionaries({"phase": phases}),
    Act.CLOCK: st.fixed_dictionaries({"shown": st.booleans()}),
    Act.KNOCKED: st.fixed_dictionaries({"sign": words}),
    Act.WRITTEN: st.fixed_dictionaries(
        {"phase": phases, "words": words, "for_room": st.booleans(), "by": st.sampled_from([*By])}
    ),
    Act.LOOKED: st.fixed_dictionaries({"order": orders}),
    Act.REVEALED: st.fixed_dictionaries({"order": orders}),
    Act.MOVED: st.fixed_dictionaries({"pile": st.none() | piles.map(str)}),
    Act.NAMED: st.fixed_dictionaries({"name": words}),
    Act.MERGED: st.fixed_dictionaries({"into": piles.map(str)}),
    Act.READ: st.fixed_dictionaries({"pile": piles.map(str), "words": words, "beside": st.none()}),
    Act.SAID: st.fixed_dictionaries({"words": words}),
    Act.DECIDED: st.fixed_dictionaries({"next": st.sampled_from([*Next]), "words": words}),
    Act.REVISITED: st.fixed_dictionaries({"standing": st.sampled_from([*Standing])}),
    Act.SHOWN: st.fixed_dictionaries({"what": words}),
    Act.PASSED_ON: st.fixed_dictionaries({"to": st.none() | st.just(str(TEAM))}),
    Act.HEARD: st.fixed_dictionaries({"words": words, "by": st.just(str(TEAM))}),
    Act.ATTACHED: st.fixed_dictionaries({"says": words}),
}
OFTEN = (Act.WRITTEN, Act.LOOKED, Act.REVEALED, Act.MOVED, Act.MERGED, Act.HELD, Act.TAKEN_BACK)


def event(number: int, act: Act, subject: UUID, told: Mapping[str, Any]) -> Event:
    when = BEGAN + timedelta(seconds=number)
    return Event(UUID(int=10_000 + number), GATHERING, act, subject, told, number, when)


@st.composite
def happenings(draw: st.DrawFn, acts: tuple[Act, ...] = (*Act, *OFTEN, *OFTEN)) -> list[Event]:
    """What happens in a gathering that was prepared: any acts, done to anything, in any order."""
    events = [event(1, Act.PREPARED, GATHERING, {"question": "What?", "phases": PHASES})]
    for number in range(2, draw(st.integers(2, 30))):
        act = draw(st.sampled_from(acts))
        fitting = piles if act in (Act.NAMED, Act.MERGED, Act.PARTED) else contributions
        told = draw(TOLD.get(act, st.just({})))
        events.append(event(number, act, draw(st.one_of(fitting, fitting, anything)), told))
    return events


def rooms(events: list[Event]) -> list[Room]:
    """The room after each event."""
    found = [Room(GATHERING)]
    for one in events:
        found.append(found[-1].after(one))
    return found[1:]


def of_what_was_kept(one: Event) -> Event:
    """The event once more as the store gives it back."""
    told = json.loads(json.dumps(dict(one.told), ensure_ascii=False))
    return Event(one.id, one.gathering, Act(one.act.value), one.subject, told, one.sequence, one.recorded)


@given(happenings())
def test_whatever_happens_nothing_that_was_shown_is_lost_but_by_taking_it_back(events: list[Event]) -> None:
    shown: set[UUID] = set()
    for happened, room in zip(events, rooms(events), strict=True):
        if happened.act is Act.TAKEN_BACK:
            shown.discard(happened.subject)
        open_now = [one.id for one in room.in_the_open()]
        assert shown <= set(open_now) and len(open_now) == len(set(open_now))
        lying = [one.id for _, held in room.standing_piles() for one in held]
        assert sorted([*lying, *(one.id for one in room.loose())], key=str) == sorted(open_now, key=str)
        shown = set(open_now)


@given(happenings(), st.integers(0, 30))
def test_event_by_event_at_once_and_after_a_restart_it_is_the_same_room(
    events: list[Event], place: int
) -> None:
    at_once = Room(GATHERING).after_all(events)
    kept = [of_what_was_kept(one) for one in events]
    assert rooms(events)[-1] == at_once
    assert Room(GATHERING).after_all(kept) == at_once
    assert Room(GATHERING).after_all(events[:place]).after_all(kept[place:]) == at_once
    assert at_once.number == events[-1].sequence and at_once.common <= at_once.number


@given(happenings())
def test_nobody_sees_what_was_not_revealed_what_was_held_aside_or_what_is_for_its_writer_alone(
    events: list[Event],
) -> None:
    before = Room(GATHERING)
    for happened, room in zip(events, rooms(events), strict=True):
        appeared = {one.id for one in room.in_the_open()} - {one.id for one in before.in_the_open()}
        if appeared:
            assert happened.act is Act.REVEALED
        for one in appeared:
            assert one in before.looked and one not in before.held and before.contributions[one].for_room
            assert room.contributions[one] == before.contributions[one]
        before = room


@given(happenings())
def test_what_was_taken_back_never_comes_back(events: list[Event]) -> None:
    gone: set[UUID] = set()
    for happened, room in zip(events, rooms(events), strict=True):
        gone |= {happened.subject} if happened.act is Act.TAKEN_BACK else set()
        everywhere = {
            *room.contributions, *room.waiting(), *room.heard, *room.kept_as_observations(),
            *(one.id for one in (*room.in_the_open(), *room.before_the_wall())), *(one.story for one in room.passed),
        }  # fmt: skip
        assert not gone & everywhere


@given(happenings())
def test_words_that_were_written_anew_are_looked_through_anew(events: list[Event]) -> None:
    seen: dict[UUID, str] = {}
    for happened, room in zip(events, rooms(events), strict=True):
        if happened.act is Act.LOOKED:
            seen |= {
                one.id: one.words for one in room.before_the_wall() if str(one.id) in happened.told["order"]
            }
        assert all(seen[one.id] == one.words for one in room.in_the_open())


def revealed(*ids: UUID) -> list[Event]:
    """A gathering in which these were written and shown."""
    events = [event(1, Act.PREPARED, GATHERING, {"question": "What?", "phases": PHASES})]
    for one in ids:
        events.append(event(len(events) + 1, Act.WRITTEN, one, {"phase": "writing", "words": "We rang."}))
    order = {"order": [str(one) for one in ids]}
    events.append(event(len(events) + 1, Act.LOOKED, GATHERING, order))
    return [*events, event(len(events) + 1, Act.REVEALED, GATHERING, order)]


@st.composite
def pilings(draw: st.DrawFn) -> list[Event]:
    """Several hands that pile at once what was revealed."""
    events = revealed(*IDS)
    for _ in range(draw(st.integers(1, 25))):
        act = draw(st.sampled_from([Act.MOVED, Act.MOVED, Act.MERGED, Act.PARTED, Act.NAMED]))
        subject = draw(contributions if act is Act.MOVED else piles)
        events.append(event(len(events) + 1, act, subject, draw(TOLD.get(act, st.just({})))))
    return events


@given(pilings())
def test_the_last_move_of_a_contribution_wins(events: list[Event]) -> None:
    moved = {one.subject: one.told["pile"] for one in events if one.act is Act.MOVED}
    room = Room(GATHERING).after_all(events)
    assert {one: str(room.pile_of[one]) if one in room.pile_of else None for one in moved} == moved


@given(pilings())
def test_no_merge_makes_a_circle(events: list[Event]) -> None:
    for room in rooms(events):
        for pile in room.piles:
            seen = {pile}
            while (into := room.piles[pile].into) is not None:
                assert into not in seen
                seen.add(into)
                pile = into


@given(pilings())
def test_merges_undone_give_back_exactly_what_came_from_where(events: list[Event]) -> None:
    room = Room(GATHERING).after_all(events)
    undone = room
    for number, pile in enumerate(room.piles, room.number + 1):
        undone = undone.after(event(number, Act.PARTED, pile, {}))
    moved = {one.subject: one.told["pile"] for one in events if one.act is Act.MOVED}
    lies = {str(pile.id): {one.id for one in held} for pile, held in undone.standing_piles()}
    assert lies == {pile: {one for one, to in moved.items() if to == pile} for pile in moved.values() if pile}
    names = {one.subject: one.told["name"] for one in events if one.act is Act.NAMED}
    assert all(pile.name in ("", names.get(pile.id)) for pile in undone.piles.values())


def test_a_statement_keeps_the_place_in_which_it_was_put_though_another_was_taken_out() -> None:
    first, second, third = IDS[:3]
    room = Room(GATHERING)
    for number, (act, one) in enumerate(
        [(Act.SAID, first), (Act.SAID, second), (Act.UNSAID, first), (Act.SAID, third), (Act.SAID, first)], 1
    ):
        room = room.after(event(number, act, one, {"words": f"{one}"}))
    assert room.placed == (first, second, third)
    assert [one.id for one in room.said] == [second, third]


def test_what_contributions_carry_is_not_changed_behind_those_who_joined() -> None:
    room = Room(GATHERING).after(event(1, Act.PREPARED, GATHERING, {"carries": Carries.NOTHING.value}))
    room = room.after(event(2, Act.JOINED, IDS[0], {}))
    assert room.after(event(3, Act.PREPARED, GATHERING, {"carries": "a name"})).carries is Carries.NOTHING


@pytest.mark.parametrize(
    ("doing", "kept"), [(Doing.NOTICE, True), (Doing.CLOSE, True), (Doing.EXPECT, False)]
)
def test_only_what_was_noticed_or_kept_at_the_close_becomes_an_observation(doing: Doing, kept: bool) -> None:
    phases = [Phase("writing", doing, "Write", 5, "What?").as_told()]
    events = [event(1, Act.PREPARED, GATHERING, {"phases": phases}), *revealed(IDS[0])[1:]]
    room = Room(GATHERING).after_all(events)
    assert room.kept_as_observations() == ({IDS[0]} if kept else set())
    assert room.after(event(9, Act.AGENDA, GATHERING, {"phases": []})).kept_as_observations() == (
        {IDS[0]} if kept else set()
    )


def test_what_was_only_expected_is_not_put_on_piles_with_what_was_noticed():
    expected, noticed = IDS[:2]
    agenda = Agenda(tuple(Phase.from_told(phase) for phase in PHASES))
    written = {
        expected: Contribution(expected, "expecting", "Rain."),
        noticed: Contribution(noticed, "writing", "Sun."),
    }
    room = Room(GATHERING, agenda=agenda, contributions=written, shown=(expected, noticed))
    assert [one.id for one in room.loose()] == [expected, noticed]
    assert [one.id for one in room.to_pile()] == [noticed]
