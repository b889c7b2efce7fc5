"""Remembering: readings, those that differ, and how they stand later."""

from uuid import uuid4

import pytest

from sensemaking.model.cycle import Cycle
from sensemaking.model.pattern import Pattern, Standing
from sensemaking.model.refusal import Refusal
from sensemaking.practice import cycles, notice, remember
from sensemaking.practice.here import Here

Stack = dict[str, Here]


def test_a_reading_is_one_reading_so_far_from_the_moment_it_is_written(team: Here) -> None:
    reading = remember.keep_reading(team, "People wait because the letter frightens them.")

    (kept,) = remember.read_by_cycle(team)[None]
    assert (kept.reading.id, kept.reading.standing) == (reading.id, Standing.SO_FAR)


def test_readings_that_differ_stand_beside_the_first_however_they_answer_each_other(team: Here) -> None:
    first = remember.keep_reading(team, "It is the letter.", who="a nurse")
    second = remember.keep_reading(team, "It is the bus.", beside=first.id)
    third = remember.keep_reading(team, "It is both.", beside=second.id)

    (kept,) = remember.read_by_cycle(team)[None]
    assert kept.reading.id == first.id
    assert [reading.id for reading in kept.differing] == [second.id, third.id]


def test_each_later_look_at_a_reading_stays_in_its_history(team: Here) -> None:
    reading = remember.keep_reading(team, "It is the letter.")
    remember.revisit(team, reading.id, Standing.HELD, "Two more said so.")
    remember.revisit(team, reading.id, Standing.LET_GO, "The letter was changed and they still wait.")

    (kept,) = remember.all_readings(team)
    assert [look.standing for look in kept.history] == [Standing.HELD, Standing.LET_GO]
    assert kept.standing is Standing.LET_GO


def test_readings_are_listed_by_cycle_and_a_focus_on_one_leaves_out_the_others(team: Here) -> None:
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Spring"))
    remember.keep_reading(team, "Outside any cycle.")
    remember.keep_reading(team, "In spring.", cycle=cycle.id)

    assert set(remember.read_by_cycle(team)) == {None, cycle.id}
    assert set(remember.read_by_cycle(team.at(team.focus.narrowed(cycle=cycle.id)))) == {cycle.id}


def test_keeping_a_reading_twice_under_its_own_id_keeps_it_once(team: Here) -> None:
    mine = notice.new_id()
    remember.keep_reading(team, "Once.", reading=mine)
    remember.keep_reading(team, "Once.", reading=mine)

    assert len(remember.all_readings(team)) == 1


def test_an_empty_reading_and_an_unknown_one_are_refused_in_words(team: Here) -> None:
    with pytest.raises(Refusal, match="no words"):
        remember.keep_reading(team, " ")
    with pytest.raises(Refusal, match="not made where you stand"):
        remember.revisit(team, notice.new_id(), Standing.HELD, "")


def test_a_pattern_remembers_whether_a_lens_claimed_more_than_chance_for_it(stack: Stack) -> None:
    team = stack["team"]
    kept = [
        remember.keep_pattern(
            team, Pattern(uuid4(), team.system.id, "rhythm", "", "When?", could_be_chance=could)
        )
        for could in (True, False)
    ]
    assert [remember.patterns(team)[one.id].could_be_chance for one in kept] == [True, False]
