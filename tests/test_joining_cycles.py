"""Cycles introduced to one another: what is told before the other side agreed, and what after that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.cycle import MAY_BECOME, Cycle, Experiment, How, Introduction, Met
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import cycles, joining_cycles, notice
from sensemaking.practice.notice import new_id
from tests.a_stack import a_story, keep_all

OURS = "To find out what waiting does to people once letters are sent."
THEIRS = "To learn what a letter says to whoever waits, and to Miriam."


def a_cycle(here, purpose=OURS, name="Spring"):
    return cycles.make_cycle(here, Cycle(new_id(), here.system.id, name, purpose))


@pytest.fixture
def two(stack):
    """A cycle of the team and one of the other team that are alike."""
    here, there = stack["team"], stack["other team"]
    return here, a_cycle(here), there, a_cycle(there, THEIRS, "Autumn at the door")


def themed(here, cycle, theme, travels):
    told = a_story(here, travels=travels, reviewed=True)
    told = replace(told, cycle=cycle.id, themes=(notice.theme_named(here, theme),))
    keep_all(here, [told])  # not by `notice.keep`, where a wider choice waits for a second look


def test_before_anybody_agreed_a_cycle_elsewhere_is_told_without_a_name(two):
    here, ours, _, theirs = two
    (found,) = joining_cycles.alike(here, ours)
    assert (found.cycle, found.scale, found.shared) == (theirs.id, Scale.TEAM, ("waiting", "letters"))


def test_one_word_in_common_may_be_chance_and_a_theme_they_may_not_show_is_none(stack):
    here, there = stack["team"], stack["other team"]
    ours, theirs = a_cycle(here, "To understand waiting."), a_cycle(there, "Who waits for us?")
    themed(here, ours, "the door", None)
    themed(there, theirs, "the door", None)
    assert joining_cycles.alike(here, ours) == []
    themed(there, theirs, "the door", Scale.ORGANISATION)
    (found,) = joining_cycles.alike(here, ours)
    assert found.shared == ("the door", "waiting")


def test_a_theme_of_theirs_that_is_not_ours_is_never_named(two):
    here, ours, there, theirs = two
    themed(there, theirs, "the night Miriam came", Scale.COUNTRY)
    assert joining_cycles.alike(here, ours)[0].shared == ("waiting", "letters")


def test_an_introduction_is_offered_agreed_and_ended_and_only_then_is_more_seen_or_seen_no_more(two):
    here, ours, there, theirs = two
    cycles.make_experiment(there, Experiment(new_id(), theirs.id, "Ring first"))
    joining_cycles.offer(here, ours, theirs.id, How.BESIDE, "We would like to hear of it.")
    (waiting,) = joining_cycles.met(here, ours)
    assert not waiting.known and not waiting.asked_us
    (asked,) = joining_cycles.asked_of_us(there)
    assert asked.known is None and asked.introduction.words == "We would like to hear of it."
    assert asked.elsewhere.shared == ("letter", "waits")
    joining_cycles.say(there, theirs, asked.introduction, Met.AGREED)
    assert joining_cycles.asked_of_us(there) == []
    for at, cycle, other in ((here, ours, "Autumn at the door"), (there, theirs, "Spring")):
        assert joining_cycles.met(at, cycle)[0].known.cycle.name == other
    (agreed,) = joining_cycles.met(here, ours)
    assert [one.name for one in agreed.known.experiments] == ["Ring first"]
    joining_cycles.say(here, ours, agreed.introduction, Met.ENDED)
    assert joining_cycles.met(here, ours) == joining_cycles.met(there, theirs) == []
    assert joining_cycles.alike(here, ours)


def test_what_was_declined_is_not_asked_again_by_either_side(two):
    here, ours, there, theirs = two
    joining_cycles.offer(here, ours, theirs.id, How.BESIDE)
    joining_cycles.say(there, theirs, joining_cycles.asked_of_us(there)[0].introduction, Met.DECLINED)
    assert joining_cycles.alike(here, ours) == joining_cycles.alike(there, theirs) == []
    with pytest.raises(Refusal, match="cannot be asked now"):
        joining_cycles.offer(here, ours, theirs.id, How.BESIDE)


def test_nobody_agrees_in_the_place_of_the_other_and_of_two_the_first_answer_stands(two):
    here, ours, there, theirs = two
    offered = joining_cycles.offer(here, ours, theirs.id, How.BESIDE)
    with pytest.raises(Refusal, match="Only the other side"):
        joining_cycles.say(here, ours, offered, Met.AGREED)
    with pytest.raises(Refusal, match="not ours to change"):
        joining_cycles.say(here, theirs, offered, Met.AGREED)
    joining_cycles.say(there, theirs, offered, Met.AGREED)
    with pytest.raises(Overtaken):
        joining_cycles.say(there, theirs, offered, Met.DECLINED)


def test_a_cycle_is_part_of_a_wider_one_once_the_wider_system_agreed(stack):
    here, place = stack["team"], stack["place"]
    ours, wider = a_cycle(here), a_cycle(place, "To house people sooner.", "Homes")
    themed(place, wider, "the door", None)
    themed(here, ours, "the door", None)
    (found,) = joining_cycles.around(here, ours)
    assert (found.cycle, found.scale, found.shared) == (wider.id, Scale.PLACE, ())
    joining_cycles.offer(here, ours, wider.id, How.WIDER)
    (asked,) = joining_cycles.asked_of_us(place)
    joining_cycles.say(place, wider, asked.introduction, Met.AGREED)
    assert joining_cycles.met(here, ours)[0].known.cycle.name == "Homes"


def test_nobodys_own_life_and_nothing_that_ended_is_offered(stack):
    here, person = stack["other team"], stack["person"]
    ours = a_cycle(here)
    a_cycle(person, OURS)
    ended = a_cycle(stack["team"], OURS)
    cycles.change_cycle(stack["team"], replace(ended, ended=here.viewer.today))
    assert joining_cycles.alike(here, ours) == []


@given(st.lists(st.tuples(st.sampled_from(["asking", "asked", "nobody"]), st.sampled_from(Met)), max_size=8))
def test_whatever_is_said_in_whatever_order_both_sides_had_a_say_before_it_was_agreed(said):
    sides = {"asking": new_id(), "asked": new_id(), "nobody": new_id()}
    one = Introduction(new_id(), sides["asking"], sides["asked"], How.BESIDE)
    agreed_by = None
    for side, standing in said:
        try:
            one.refuse_unless(sides[side], standing)
        except Refusal:
            continue
        agreed_by = side if standing is Met.AGREED else agreed_by
        one = replace(one, standing=standing)
    assert one.standing is not Met.AGREED or agreed_by == "asked"
    assert not MAY_BECOME[Met.DECLINED] and not MAY_BECOME[Met.ENDED]
