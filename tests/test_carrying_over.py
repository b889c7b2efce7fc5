"""What a cycle takes with it from the one it follows, and how one ends."""

from dataclasses import replace

import pytest

from sensemaking.model.cycle import Cycle, Experiment, Outcome
from sensemaking.model.pattern import Standing
from sensemaking.model.refusal import Refusal
from sensemaking.practice import carrying_over, challenges, cycle_ending, cycles, questions, remember
from sensemaking.practice.carrying_over import Kind
from sensemaking.practice.notice import new_id
from tests.a_stack import TODAY


def a_cycle(here, **more):
    return cycles.make_cycle(here, Cycle(new_id(), here.system.id, "Spring", **more))


@pytest.fixture
def earlier(team):
    """A cycle that left one of each."""
    cycle = a_cycle(team)
    remember.keep_reading(team, "It was the letter.", cycle=cycle.id)
    let_go = remember.keep_reading(team, "It was the moon.", cycle=cycle.id)
    remember.revisit(team, let_go.id, Standing.LET_GO, "")
    for name, became in (("Ring first", Outcome.CARRIED_ON), ("Ring last", Outcome.LET_GO)):
        cycles.make_experiment(team, Experiment(new_id(), cycle.id, name, became=became))
    questions.answer(team, questions.managing()[0], "We rang ten people.", cycle=cycle.id)
    challenges.begin(team, "Who decides on letters?", cycle=cycle.id)
    return cycle


def test_what_an_earlier_cycle_leaves_is_offered_and_what_was_let_go_is_not(team, earlier):
    assert [(one.kind, one.words) for one in carrying_over.offered(team, earlier.id)] == [
        (Kind.READING, "It was the letter."),
        (Kind.EXPERIMENT, "Ring first"),
        (Kind.ANSWER, "We rang ten people."),
        (Kind.CHALLENGE, "Who decides on letters?"),
    ]


def test_what_was_taken_along_reads_as_it_is_now_and_is_taken_once(team, earlier):
    things = [one.what for one in carrying_over.offered(team, earlier.id)]
    next = Cycle(new_id(), team.system.id, "Summer", follows=earlier.id)
    next = cycles.make_cycle(team, next, carrying_over.taken(next.id, things[:2], "Keep ringing."))
    carrying_over.carry(team, next, things)
    found = carrying_over.carried(team, next.id)
    assert [one.words for one in found] == [
        "It was the letter.",
        "Ring first",
        "Keep ringing.",
        "We rang ten people.",
        "Who decides on letters?",
    ]
    (answer,) = questions.answers(team, cycle=earlier.id)
    questions.take_back(team, answer)
    assert "We rang ten people." not in [one.words for one in carrying_over.carried(team, next.id)]


def test_a_wider_system_reads_what_was_carried_over_without_the_readings_made_closer_in(stack, earlier):
    team = stack["team"]
    things = [one.what for one in carrying_over.offered(team, earlier.id)]
    next = Cycle(new_id(), team.system.id, "Summer", follows=earlier.id)
    cycles.make_cycle(team, next, carrying_over.taken(next.id, things, ""))
    kinds = {one.kind for one in carrying_over.carried(stack["organisation"], next.id)}
    assert Kind.READING not in kinds and Kind.CHALLENGE not in kinds and Kind.EXPERIMENT in kinds


def test_a_cycle_with_open_challenges_names_them_before_it_ends_and_lets_them_travel_on(team, earlier):
    with pytest.raises(Refusal, match="One challenge of this cycle still waits.*Who decides on letters"):
        cycle_ending.end(team, earlier, TODAY)
    assert cycles.open_cycle(team, earlier.id).ended is None
    ended = cycle_ending.end(team, earlier, TODAY, travel_on=True)
    assert ended.ended == TODAY
    assert [one.words for one in challenges.ours(team)] == ["Who decides on letters?"]


def test_an_ended_cycle_can_be_taken_up_again_and_cannot_end_before_it_began(team):
    cycle = a_cycle(team, begun=TODAY)
    with pytest.raises(Refusal, match="end before it began"):
        cycle_ending.end(team, cycle, TODAY.replace(year=2021))
    ended = cycle_ending.end(team, cycle, TODAY)
    assert cycle_ending.go_on(team, ended) == replace(cycle, version=3)
