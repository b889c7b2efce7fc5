"""A challenge worked out from what happened to it: whatever happens, in whatever order, by whomever."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.challenge import Act, Challenge, Event, Reply

CHALLENGE, OTHER, TEAM, PLACE, COUNTRY = (UUID(int=n) for n in range(1, 6))
BEGAN = datetime(2026, 3, 1, 10)

words = st.sampled_from(["The form asks twice.", "Why twice?", ""])
systems = st.sampled_from([TEAM, PLACE, COUNTRY])
stories = st.lists(st.sampled_from([UUID(int=100 + n) for n in range(3)]).map(str), max_size=3, unique=True)

TOLD: dict[Act, st.SearchStrategy[Any]] = {
    Act.BEGUN: st.fixed_dictionaries({"words": words, "needed": words}),
    Act.SENT: st.fixed_dictionaries(
        {"to": st.sampled_from([str(PLACE), str(COUNTRY)]), "words": words, "observations": stories}
    ),
    Act.ASKED_BACK: st.fixed_dictionaries({"words": words}),
    Act.SAID_MORE: st.fixed_dictionaries({"words": words}),
    Act.JOINED: st.fixed_dictionaries({"into": st.sampled_from([str(OTHER), str(CHALLENGE)])}),
    Act.ANSWERED: st.fixed_dictionaries(
        {"reply": st.sampled_from([one.value for one in Reply]), "words": words, "why": words}
    ),
    Act.READ: st.fixed_dictionaries({"until": st.integers(0, 30)}),
}


def event(number: int, act: Act, system: UUID, told: Mapping[str, Any]) -> Event:
    when = BEGAN + timedelta(days=number)
    return Event(UUID(int=10_000 + number), CHALLENGE, act, system, told, number, when)


@st.composite
def happenings(draw: st.DrawFn) -> list[Event]:
    """What happens to a challenge that a team began: any acts, by any system, in any order."""
    events = [event(1, Act.BEGUN, TEAM, {"words": "The form asks twice."})]
    for number in range(2, draw(st.integers(2, 30))):
        act = draw(st.sampled_from([*Act, Act.SENT, Act.ANSWERED]))
        events.append(event(number, act, draw(systems), draw(TOLD.get(act, st.just({})))))
    return events


def as_they_go(events: list[Event]) -> list[Challenge]:
    """The challenge after each event."""
    found = [Challenge(CHALLENGE)]
    for one in events:
        found.append(found[-1].after(one))
    return found[1:]


def as_kept(one: Event) -> Event:
    """The event once more as the store gives it back."""
    told = json.loads(json.dumps(dict(one.told), ensure_ascii=False))
    return Event(one.id, one.challenge, Act(one.act.value), one.system, told, one.sequence, one.recorded)


@given(happenings(), st.integers(0, 30))
def test_event_by_event_at_once_and_after_a_restart_it_is_the_same_challenge(
    events: list[Event], place: int
) -> None:
    at_once = Challenge(CHALLENGE).after_all(events)
    kept = [as_kept(one) for one in events]
    assert as_they_go(events)[-1] == at_once
    assert Challenge(CHALLENGE).after_all(events[:place]).after_all(kept[place:]) == at_once


@given(happenings())
def test_no_answer_is_ever_lost_and_each_is_of_the_system_it_was_sent_to(events: list[Event]) -> None:
    before: tuple[UUID, ...] = ()
    for happened, now in zip(events, as_they_go(events), strict=True):
        answers = tuple(one.id for one in now.answers)
        assert answers[: len(before)] == before
        if answers != before:
            assert happened.act is Act.ANSWERED and now.sent is not None and happened.system == now.sent.to
        before = answers


@given(happenings())
def test_what_somebody_else_did_in_its_groups_name_changes_nothing(events: list[Event]) -> None:
    before = Challenge(CHALLENGE)
    for happened, now in zip(events, as_they_go(events), strict=True):
        theirs = happened.act in (Act.SENT, Act.SAID_MORE, Act.READ, Act.TAKEN_BACK)
        if theirs and happened.system != TEAM:
            assert (now.sent, now.lines, now.unread, now.taken_back) == (
                before.sent, before.lines, before.unread, before.taken_back,
            )  # fmt: skip
        before = now


@given(happenings())
def test_taken_back_it_says_none_of_its_groups_words_and_stays_so(events: list[Event]) -> None:
    gone = False
    for now in as_they_go(events):
        assert now.taken_back or not gone
        gone = now.taken_back
        if gone:
            assert not now.words and not now.lines and not now.waits
            assert now.sent is None or (now.sent.words, now.sent.observations) == ("", ())


@given(happenings())
def test_it_waits_from_the_day_it_is_sent_until_something_comes_back(events: list[Event]) -> None:
    for now in as_they_go(events):
        assert now.waits is (now.sent is not None and not now.answers and not now.taken_back)
        assert now.home == TEAM and now.into != CHALLENGE


def test_what_was_read_stays_read_and_what_came_meanwhile_does_not() -> None:
    answer = {"reply": "being tried", "words": "Two teams ask once.", "why": "To see."}
    sent = {"to": str(PLACE), "words": "The form asks twice."}
    events = [
        event(1, Act.BEGUN, TEAM, {"words": "The form."}),
        event(2, Act.SENT, TEAM, sent),
        event(3, Act.ANSWERED, PLACE, answer),
        event(4, Act.ANSWERED, PLACE, answer | {"reply": "changed"}),
        event(5, Act.READ, TEAM, {"until": 3}),
    ]
    now = Challenge(CHALLENGE).after_all(events)
    assert [one.read for one in now.answers] == [True, False]
    assert [one.reply for one in now.unread] == [Reply.CHANGED]


def test_sent_elsewhere_what_was_said_with_the_first_reader_stays_there() -> None:
    sent = {"to": str(PLACE), "words": "The form asks twice."}
    events = [
        event(1, Act.BEGUN, TEAM, {"words": "The form."}),
        event(2, Act.SENT, TEAM, sent),
        event(3, Act.ASKED_BACK, PLACE, {"words": "Which form?"}),
        event(4, Act.JOINED, PLACE, {"into": str(OTHER)}),
        event(5, Act.SENT, TEAM, sent | {"to": str(COUNTRY)}),
    ]
    before, after = Challenge(CHALLENGE).after_all(events[:4]), Challenge(CHALLENGE).after_all(events)
    assert before.asked_back and before.into == OTHER
    assert after.sent is not None and (after.sent.to, after.lines, after.into) == (COUNTRY, (), None)
