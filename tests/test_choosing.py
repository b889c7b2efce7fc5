"""Labels to choose from: each its own, so that nobody gets another one than they chose."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.cycle import Cycle
from sensemaking.screen import choosing, where

NAMES = st.dictionaries(st.integers(), st.text(st.sampled_from("ab ()12"), max_size=6), max_size=9)


@given(NAMES)
def test_no_two_labels_read_alike_and_each_begins_with_its_name(names):
    labels = choosing.apart(names)
    assert list(labels) == list(names)
    assert len(set(labels.values())) == len(labels)
    assert all(labels[one].startswith(name) for one, name in names.items())


@given(NAMES)
def test_a_name_that_nothing_else_has_stays_as_it_is(names):
    alone = {one for one, name in names.items() if list(names.values()).count(name) == 1}
    assert {one: choosing.apart(names)[one] for one in alone} == {one: names[one] for one in alone}


@given(NAMES, st.integers(1, 4))
def test_no_two_beginnings_read_alike(whole, most):
    labels = choosing.beginnings(whole, most)
    assert list(labels) == list(whole)
    assert len(set(labels.values())) == len(labels)


def test_of_two_stories_that_begin_alike_stands_near_the_beginning_where_they_begin_to_differ():
    begin = "They rang on the second day and asked how we were, and how the day before it had been, "
    labels = choosing.beginnings(
        {1: f"{begin}which helped.", 2: f"{begin}which annoyed.", 3: "Nobody\nrang."}, 60
    )
    assert list(labels.values()) == [
        "They rang on the sec … helped.",
        "They rang on the sec … annoyed.",
        "Nobody rang.",
    ]


def test_what_is_the_same_to_the_last_word_is_numbered():
    assert choosing.beginnings({1: "Winter", 2: "Winter", 3: "Winter (1)"}) == {
        1: "Winter (2)",
        2: "Winter (3)",
        3: "Winter (1)",
    }


def test_only_cycles_that_are_called_the_same_stand_with_their_systems(stack):
    team, other = stack["team"].system, stack["other team"].system
    those = [
        Cycle(uuid4(), whose.id, name)
        for whose, name in ((team, "Winter"), (other, "Winter"), (team, "Spring"))
    ]
    names = where.cycle_names(stack["organisation"], those)
    assert list(names.values()) == [f"Winter, {team.name}", f"Winter, {other.name}", "Spring"]
