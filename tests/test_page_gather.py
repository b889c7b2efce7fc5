"""The page that gathers: one question starts it, everything else can stay as it is."""

from uuid import uuid4

import pytest

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Carries
from sensemaking.practice import contribute, gather
from tests.by_the_front_door import come_in, said


def gathering_at(team):
    return come_in("gather", system=str(team.focus.system))


def test_in_an_empty_store_there_is_nowhere_to_gather(empty_store):
    assert "There is nowhere to gather yet." in said(come_in("gather"))


def test_one_question_and_one_button_start_a_first_hour(team):
    door = gathering_at(team)
    door.text_input(key="gather.question").input("What happened this week?")
    door.button(key="gather.start").click().run()
    (started,) = gather.held_here(team)
    assert started.room.question == "What happened this week?"
    assert started.room.format == "first_hour" and started.room.carries is Carries.NOTHING
    assert "What happened this week?" in said(door) and "Not begun yet · First hour" in said(door)


def test_starting_without_a_question_is_refused_in_words_and_starts_nothing(team):
    door = gathering_at(team)
    door.button(key="gather.start").click().run()
    assert "Write what you want to make sense of together." in said(door)
    assert gather.held_here(team) == []


def test_what_is_prepared_can_be_prepared_otherwise_until_it_begins(team):
    held = gather.prepare(team, "What now?")
    door = gathering_at(team)
    door.session_state[f"gather.more.{held.id}"] = True
    door.run()
    key = f"gather.{held.id}"
    door.selectbox(key=f"{key}.format").set_value("after_action_review")
    door.radio(key=f"{key}.carries").set_value(Carries.ROLE)
    door.text_area(key=f"{key}.roles").input("resident\n\n  nurse  ")
    door.text_input(key=f"{key}.contact").input("the host, by the door")
    door.button(key=f"{key}.keep").click().run()
    room = held.room
    assert (room.format, room.carries, room.roles) == (
        "after_action_review",
        Carries.ROLE,
        ("resident", "nurse"),
    )
    assert room.contact == "the host, by the door"
    assert [one.title for one in room.agenda.phases] == [
        one.title for one in gather.formats()["after_action_review"].phases
    ]


def test_what_words_carry_stays_once_somebody_has_joined(team):
    held = gather.prepare(team, "What now?")
    contribute.join(held, uuid4())
    with pytest.raises(Refusal, match="People have joined already"):
        gather.change(held, format="first_hour", carries=Carries.NAME, contact="", roles=())
    assert held.room.carries is Carries.NOTHING


def test_the_format_of_a_gathering_that_has_begun_stays(team):
    held = gather.prepare(team, "What now?")
    gather.go_to(held, held.room.agenda.phases[0].key)
    with pytest.raises(Refusal, match="This gathering has begun"):
        gather.change(held, format="read_blind", carries=Carries.NOTHING, contact="", roles=())
    assert held.room.format == "first_hour"


def test_a_gathering_that_has_ended_is_no_longer_offered_here(team):
    held = gather.prepare(team, "What now?")
    gather.end(held, team.viewer.today)
    assert gather.held_here(team) == []
    assert "What now?" not in said(gathering_at(team))


def test_a_gathering_of_another_place_is_not_offered_here(team, stack):
    gather.prepare(stack["other team"], "What about them?")
    assert "What about them?" not in said(gathering_at(team))
