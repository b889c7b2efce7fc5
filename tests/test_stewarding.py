"""A steward's own learning stands on the stack before they read anybody else's; it is no lock."""

import pytest

from sensemaking.model.access import Role
from sensemaking.practice import challenges, cycles, questions, stewarding
from sensemaking.practice.here import Here
from tests.by_the_front_door import come_in, said

WAITS = "The form must not ask twice."
CURIOUS = "What happens before anybody rings us."


@pytest.fixture
def place(stack: dict[str, Here]) -> Here:
    team, place = stack["team"], stack["place"]
    challenges.send(team, challenges.begin(team, "The form."), place.system.id, WAITS)
    return place


def as_steward(here: Here):
    door = come_in("stack", system=str(here.system.id))
    door.button_group(key=f"stewarding.acting.{here.system.id}").set_value(Role.STEWARD).run()
    assert not door.exception
    return door


def test_the_stewardship_questions_stand_before_what_comes_from_closer_in_and_one_press_goes_on(place):
    assert WAITS in said(come_in("stack", system=str(place.system.id)))
    door = as_steward(place)
    for one in questions.stewardship():
        assert one.words in said(door)
    assert WAITS not in said(door)
    door.button(key=f"stewarding.go_on.{place.system.id}").click().run()
    assert WAITS in said(door)
    assert questions.stewardship()[1].words not in said(door)


def test_once_answered_they_are_folded_with_the_latest_answer_in_sight(place):
    first, other = questions.stewardship()[:2]
    questions.answer(place, first, "How people find us.")
    questions.answer(place, other, CURIOUS)
    door = as_steward(place)
    assert CURIOUS in said(door) and WAITS in said(door)
    assert "How people find us." not in said(door)
    assert stewarding.latest(place).words == CURIOUS


def test_a_steward_begins_a_cycle_of_their_own_where_they_stand(place):
    door = as_steward(place)
    box = next(one for one in door.text_input if one.label == "What is your own cycle called?")
    box.input("What I stopped managing")
    next(one for one in door.button if one.label == "Begin my own cycle").click().run()
    (own,) = [one for one in cycles.cycles(place) if one.system == place.system.id]
    assert own.name == "What I stopped managing"
    assert own.name in said(door) and "Your cycle is kept." in said(door)
    assert "Begin my own cycle" not in [one.label for one in door.button]


@pytest.mark.parametrize("scale", ["person", "team"])
def test_nobody_is_asked_for_stewardship_where_no_cycles_are_looked_after(scale, stack):
    door = come_in("stack", system=str(stack[scale].system.id))
    assert not [one for one in door.button_group if (one.key or "").startswith("stewarding")]
