"""A cycle's health: questions drawn from what is not there, at most a handful, never a number."""

import re
from dataclasses import replace
from datetime import timedelta

from sensemaking.model.cycle import Cycle, Experiment, How, Met, Stage
from sensemaking.model.observation import Voice
from sensemaking.practice import cycle_health, cycles, gather, joining_cycles, notice, questions, remember
from sensemaking.practice.cycle_health import A_HANDFUL, A_WHILE, WAYS, Sign
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from tests.a_stack import TODAY, a_story


def a_cycle(here, **more):
    named = Cycle(new_id(), here.system.id, "Spring", "To learn what waiting does once letters go.", **more)
    return cycles.make_cycle(here, named)


def asked(here, cycle):
    return [one.sign for one in cycle_health.health(here, cycle)]


def later(here, days):
    return Here(here.store, replace(here.viewer, today=here.viewer.today + timedelta(days)), here.focus)


def test_a_new_cycle_asks_a_handful_in_a_fixed_order_and_none_of_them_holds_a_number(team):
    found = cycle_health.health(team, a_cycle(team, begun=TODAY))
    assert len(found) == A_HANDFUL
    order = list(Sign)
    assert sorted(found, key=lambda one: order.index(one.sign)) == found
    assert not any(re.search(r"\d", one.words) for one in found)


def test_every_question_leads_somewhere():
    assert set(WAYS) == set(Sign)


def test_a_story_of_somebody_whose_life_it_is_quiets_the_question_unless_it_is_older_than_the_cycle(team):
    cycle = a_cycle(team, begun=TODAY - timedelta(30))
    told = replace(a_story(team, day=TODAY - timedelta(40)), voice=Voice.LIVES_IT)
    notice.keep(team, told)
    assert Sign.LIVED in asked(team, cycle)
    notice.keep(team, replace(told, id=new_id(), day=TODAY, voice=Voice.WORKS))
    assert Sign.LIVED in asked(team, cycle)
    notice.keep(team, replace(told, id=new_id(), day=TODAY))
    assert Sign.LIVED not in asked(team, cycle)


def test_a_reading_asks_who_would_see_it_differently_until_somebody_does(team):
    cycle = a_cycle(team)
    assert Sign.UNREAD in asked(team, cycle)
    first = remember.keep_reading(team, "It was the letter.", cycle=cycle.id)
    assert Sign.DIFFERS in asked(team, cycle)
    remember.keep_reading(team, "It was the bus.", beside=first.id)
    assert not {Sign.UNREAD, Sign.DIFFERS} & set(asked(team, cycle))


def test_several_roles_in_a_gathering_or_a_cycle_that_was_met_are_somebody_from_outside(stack):
    team, other = stack["team"], stack["other team"]
    cycle, theirs = a_cycle(team), a_cycle(other)
    assert Sign.OUTSIDE in asked(team, cycle)
    met = joining_cycles.offer(team, cycle, theirs.id, How.BESIDE)
    joining_cycles.say(other, theirs, met, Met.AGREED)
    assert Sign.OUTSIDE not in asked(team, cycle)

    at_theirs = other.at(other.focus.narrowed(cycle=theirs.id))
    joining_cycles.say(other, theirs, joining_cycles.met(other, theirs)[0].introduction, Met.ENDED)
    assert Sign.OUTSIDE in asked(other, theirs)
    gathering = gather.prepare(at_theirs, "What happened?", roles=["nurse", "resident"])
    gather.end(gathering, TODAY)
    assert Sign.OUTSIDE not in asked(other, theirs)


def test_a_gathering_of_this_cycle_is_a_day_to_make_sense_of_it_for_a_while(team):
    cycle = a_cycle(team)
    assert Sign.NO_DAY in asked(team, cycle)
    gathering = gather.prepare(team.at(team.focus.narrowed(cycle=cycle.id)), "What happened?")
    assert Sign.NO_DAY not in asked(team, cycle)
    gather.end(gathering, TODAY)
    assert Sign.NO_DAY not in asked(team, cycle)
    assert Sign.NO_DAY in asked(later(team, A_WHILE.days), cycle)


def settled(team, cycle):
    """What is asked first is there already, so that what is asked last can be seen."""
    first = remember.keep_reading(team, "It was the letter.", cycle=cycle.id)
    remember.keep_reading(team, "It was the bus.", beside=first.id)
    notice.keep(team, replace(a_story(team), voice=Voice.LIVES_IT))


def test_an_experiment_with_nothing_seen_is_named_and_one_that_was_let_go_is_not(team):
    cycle = a_cycle(team)
    settled(team, cycle)
    assert Sign.UNTRIED in asked(team, cycle)
    tried = cycles.make_experiment(team, Experiment(new_id(), cycle.id, "Ring first"))
    (unseen,) = (one for one in cycle_health.health(team, cycle) if one.sign is Sign.UNSEEN)
    assert unseen.experiment == tried and "“Ring first”" in unseen.words
    cycles.change_experiment(team, replace(tried, seen="They came."))
    assert not {Sign.UNTRIED, Sign.UNSEEN} & set(asked(team, cycle))


def test_a_stage_that_has_stood_for_a_while_asks_what_was_learned_in_it(team):
    cycle = a_cycle(team, begun=TODAY - A_WHILE, stages=(Stage.EXPLORE,))
    settled(team, cycle)
    assert Sign.STAGE in asked(team, cycle)
    fresh = a_cycle(team, begun=TODAY, stages=(Stage.EXPLORE,))
    assert Sign.STAGE not in asked(team, fresh)


def test_an_answer_to_how_the_system_was_understood_quiets_the_last_question(team):
    cycle = a_cycle(team)
    settled(team, cycle)
    assert Sign.UNDERSTOOD in asked(team, cycle)
    (question,) = (one for one in questions.managing() if one.key == cycle_health.UNDERSTOOD)
    questions.answer(team, question, "We rang ten people.", cycle=cycle.id)
    assert Sign.UNDERSTOOD not in asked(team, cycle)


def test_nothing_is_asked_of_a_cycle_that_ended_nor_by_anybody_wider(stack):
    team = stack["team"]
    cycle = a_cycle(team)
    assert cycle_health.health(stack["organisation"], cycle) == []
    assert cycle_health.health(team, cycles.change_cycle(team, replace(cycle, ended=TODAY))) == []


def test_a_persons_own_cycle_is_not_asked_for_the_people_served(stack):
    person = stack["person"]
    assert not {Sign.OUTSIDE, Sign.LIVED} & set(asked(person, a_cycle(person)))
