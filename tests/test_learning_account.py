"""A learning account: composed from the record for whoever asks for a return, with nothing in it that could be one."""

from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.cycle import Cycle, Experiment, Outcome
from sensemaking.model.pattern import Standing
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import (
    challenges,
    changes,
    cycles,
    learning_account,
    notice,
    questions,
    remember,
    take_away,
)
from sensemaking.practice.here import Here
from tests import taken
from tests.a_gathering import a_gathering, ended, pile, read, shown
from tests.a_stack import a_story, keep_all
from tests.by_the_front_door import come_in, drawn, said
from tests.test_page_remember import a_pattern


@pytest.fixture
def organisation(stack: dict[str, Here]) -> Here:
    return stack["organisation"]


def an_account(team: Here, reader: Here) -> str:
    return learning_account.compose(team, reader.system.id).body


def test_it_says_what_was_tried_noticed_changed_and_is_needed(team, organisation):
    cycle = cycles.make_cycle(team, Cycle(uuid4(), team.system.id, "Mornings"))
    tried = Experiment(uuid4(), cycle.id, "Ring first", "They come if we ring", became=Outcome.CHANGED)
    cycles.make_experiment(team, tried)
    reading = remember.keep_reading(team, "They do not know when.", cycle=cycle.id)
    changes.keep(team, "We ring first.", cycle=cycle.id, rests_on=[tried.id])
    asked = challenges.begin(team, "We may not ring.", cycle=cycle.id)
    challenges.send(team, asked, organisation.system.id, "May teams ring people?")
    body = an_account(team, organisation)
    assert "“Mornings”" in body
    assert "- Ring first (changed). They come if we ring." in body
    assert f"{{reading:{reading.id}}}" in body
    assert "We ring first." in body
    assert "May teams ring people? (we have asked, and wait for an answer)" in body
    assert "We may not ring." not in body


def test_what_nobody_answered_yet_is_what_is_not_known(team, organisation):
    cycle = cycles.make_cycle(team, Cycle(uuid4(), team.system.id, "Mornings"))
    first, second, *_ = questions.managing()
    answer = questions.answer(team, first, "We sat with ten people.", cycle=cycle.id)
    note = learning_account.compose(team, organisation.system.id)
    body = taken.as_markdown(team, note)
    assert "We sat with ten people." in body and f"Asked: {first.words}" in body
    questions.take_back(team, answer)
    assert "We sat with ten people." not in taken.as_markdown(team, note)
    body = note.body
    assert f"- {second.words}\n" in body
    assert f"- {first.words}\n" not in body


def test_no_chart_and_no_count_is_in_it(team, organisation):
    pattern = a_pattern(team, "the quiet before the letters")
    remember.keep_reading(team, "It is the letters.", pattern=pattern.id)
    note = learning_account.compose(team, organisation.system.id)
    assert "the quiet before the letters" in note.body
    assert {kind for kind, _ in note.references()} <= {"reading", "story", "answer"}
    assert pattern.told not in note.body


def test_only_stories_that_its_reader_may_read_are_in_it(team, organisation, stack):
    far = a_story(team, "As far as the place.", travels=Scale.PLACE, reviewed=True)
    near = a_story(team, "It stays here.")
    keep_all(team, (far, near))
    pattern = a_pattern(team)
    both = remember.keep_pattern(
        team, type(pattern)(**{**pattern.__dict__, "id": notice.new_id(), "observations": (near.id, far.id)})
    )
    remember.keep_reading(team, "It is the letters.", pattern=both.id)
    body = an_account(team, organisation)
    assert str(far.id) in body
    assert str(near.id) not in body
    assert str(far.id) not in an_account(team, stack["country"])


def test_what_was_let_go_is_no_part_of_it(team, organisation):
    reading = remember.keep_reading(team, "It was the letter.")
    remember.revisit(team, reading.id, Standing.LET_GO, "")
    assert str(reading.id) not in an_account(team, organisation)


def test_it_is_for_a_wider_system_and_nobody_else(team, stack):
    with pytest.raises(Refusal, match="no wider system"):
        learning_account.compose(team, stack["other team"].system.id)


def test_with_nothing_kept_it_still_says_what_it_is_and_what_is_not_known(team, organisation):
    body = an_account(team, organisation)
    assert "No learning cycle has begun here yet." in body
    assert "What those would say whom we have not heard." in body


def test_it_leaves_as_a_note_like_any_other(team, organisation):
    gathering = a_gathering(team)
    (told,) = shown(gathering, "We start without them.")
    read(gathering, pile(gathering, told, name="late mornings"), "It is the timetable.")
    ended(gathering, date(2022, 6, 1))
    kept = take_away.keep_note(team, learning_account.compose(team, organisation.system.id))
    html = taken.as_html(team, kept)
    assert "It is the timetable." in html
    assert "late mornings" in html


def test_the_page_offers_it_and_takes_it_in_hand(team, organisation):
    door = come_in("take_away", system=str(team.focus.system))
    door.session_state["account"] = True
    door.run()
    door.button(key="account.compose").click().run()
    assert not door.exception
    assert any("an account for The organisation" in box.value for box in door.text_input)
    (draft,) = drawn(door, "draft")
    assert "This is an account of learning" in draft["start"]
    assert "the note is still empty" not in said(door)
