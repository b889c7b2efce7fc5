"""Learning Cycles: what they follow, where they stood, what is tried in them, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.cycle import Cycle, Experiment, Stage, in_chains, path_to, stood
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import because, cycles, remember
from sensemaking.practice.notice import new_id

HOME = UUID(int=1)
DAY = date(2022, 1, 1)

many_cycles = st.lists(st.none() | st.integers(0, 11), max_size=12).map(
    lambda follows: [
        Cycle(UUID(int=nth), HOME, str(nth), follows=None if of is None else UUID(int=of))
        for nth, of in enumerate(follows)
    ]
)
several_stages = st.lists(st.sampled_from(Stage), unique=True, max_size=3).map(tuple)


def a_cycle(here, name="Spring", **more):
    return cycles.make_cycle(here, Cycle(new_id(), here.system.id, name, **more))


@given(many_cycles)
def test_every_cycle_stands_once_in_one_chain_whatever_follows_what(given_cycles):
    found = in_chains(given_cycles)
    assert sorted(one.name for chain in found for one in chain) == sorted(one.name for one in given_cycles)


@given(many_cycles)
def test_a_cycle_stands_in_the_chain_of_the_one_it_follows_and_behind_it(given_cycles):
    place = {
        one.id: (nth, at) for nth, chain in enumerate(in_chains(given_cycles)) for at, one in enumerate(chain)
    }
    for one in given_cycles:
        path = path_to(one.id, given_cycles)
        round_and_round = path[-1].follows in {step.id for step in path}
        if one.follows in place and not round_and_round:
            assert place[one.follows][0] == place[one.id][0]
            assert place[one.follows][1] < place[one.id][1]


@given(st.lists(st.tuples(st.integers(0, 9), several_stages), min_size=1, max_size=12))
def test_a_history_never_goes_back_and_never_says_the_same_twice(said):
    versions = [
        (DAY + timedelta(days=day), Cycle(HOME, HOME, "A", stages=stages, begun=DAY + timedelta(days=4)))
        for day, stages in said
    ]
    history = stood(versions)
    days = [one.since for one in history]
    assert days == sorted(days)
    assert all(set(one.stages) != set(next.stages) for one, next in zip(history, history[1:], strict=False))
    assert set(history[-1].stages) == set(versions[-1][1].stages)


def test_a_cycle_written_down_later_counts_from_the_day_it_began():
    written_down = Cycle(HOME, HOME, "A", stages=(Stage.EXPLORE,), begun=date(2022, 1, 1))
    moved = replace(written_down, stages=(Stage.EMBED,))
    history = stood([(date(2022, 3, 1), written_down), (date(2022, 3, 1), moved)])
    assert [one.since for one in history] == [date(2022, 1, 1), date(2022, 3, 1)]


def test_a_stage_may_return_and_what_was_chosen_in_error_on_the_same_day_leaves_no_trace():
    plain = Cycle(HOME, HOME, "A")
    explore, understand = (Stage.EXPLORE,), (Stage.UNDERSTAND,)
    said = [(1, understand), (3, (Stage.EMBED,)), (3, explore), (5, explore), (9, understand)]
    history = stood((date(2022, 1, day), replace(plain, stages=stages)) for day, stages in said)
    assert [(one.since.day, one.stages) for one in history] == [
        (1, understand),
        (3, explore),
        (9, understand),
    ]


def test_a_cycle_that_would_end_before_it_began_is_refused_and_nothing_is_kept(team):
    with pytest.raises(Refusal, match="end before it began"):
        a_cycle(team, begun=date(2022, 3, 2), ended=date(2022, 3, 1))
    assert cycles.cycles(team) == []


def test_a_cycle_cannot_follow_itself_straight_or_by_way_of_others(team):
    first = a_cycle(team, "First")
    second = a_cycle(team, "Second", follows=first.id)
    third = a_cycle(team, "Third", follows=second.id)
    with pytest.raises(Refusal, match="cannot follow itself"):
        cycles.change_cycle(team, replace(first, follows=first.id))
    with pytest.raises(Refusal, match="already follows this one"):
        cycles.change_cycle(team, replace(first, follows=third.id))


def test_the_second_of_two_who_change_a_cycle_at_once_is_told_and_the_first_ones_words_stand(team):
    cycle = a_cycle(team)
    cycles.change_cycle(team, replace(cycle, purpose="To find out who rings."))
    with pytest.raises(Overtaken):
        cycles.change_cycle(team, replace(cycle, purpose="To find out who waits."))
    assert cycles.open_cycle(team, cycle.id).purpose == "To find out who rings."


def test_nobody_goes_on_with_the_cycle_of_others(stack):
    cycle = a_cycle(stack["team"])
    assert cycles.open_cycle(stack["organisation"], cycle.id) == cycle
    with pytest.raises(Refusal, match="Stand at The team"):
        cycles.change_cycle(stack["organisation"], replace(cycle, name="Ours now"))
    with pytest.raises(Refusal, match="cannot be seen from here"):
        cycles.open_cycle(stack["other team"], cycle.id)


def test_an_experiment_says_what_it_rests_on_and_says_it_once(team):
    cycle = a_cycle(team)
    first, second = (
        remember.keep_reading(team, words).id for words in ("It was the letter.", "It was the bus.")
    )
    tried = cycles.make_experiment(team, Experiment(new_id(), cycle.id, "Ring first"), [first])
    cycles.change_experiment(team, replace(tried, seen="It helped."), [first, second])
    assert because.rests_on(team, tried.id) == [first, second]
    assert [one.seen for one in cycles.experiments(team, cycle.id)] == ["It helped."]
