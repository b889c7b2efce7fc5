"""Listening: pages of stories, the words searched for, and a story in its context."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.pattern import Pattern
from sensemaking.model.refusal import Refusal
from sensemaking.practice import cycles, listen, notice, remember
from sensemaking.practice.here import Here
from sensemaking.text.words import search_for
from tests.a_stack import a_story
from tests.any_words import any_words

Stack = dict[str, Here]


def found(here: Here, typed: str) -> list[str]:
    return sorted(card.words for card in listen.stories(here, typed).cards)


def test_a_search_wants_every_word_and_any_spelling_of_an_accent(stack: Stack) -> None:
    team = stack["team"]
    for words in ("The Café was calm", "The cafe was loud", "It’s calm here"):
        notice.keep(team, a_story(team, words))

    assert found(team, "CAFE") == ["The Café was calm", "The cafe was loud"]
    assert found(team, "café calm") == ["The Café was calm"]
    assert found(team, '"was calm"') == ["The Café was calm"]
    assert found(team, "calm -cafe") == ["It’s calm here"]
    assert found(team, "it's") == ["It’s calm here"]


@pytest.mark.parametrize("typed", ["", "   ", "...", "-", '"', '""', "- -", "?!"])
def test_a_search_of_only_punctuation_asks_for_nothing(typed: str) -> None:
    assert not search_for(typed)


def test_signs_that_mean_something_to_a_database_are_only_signs(stack: Stack) -> None:
    team = stack["team"]
    notice.keep(team, a_story(team, "100% better_off"))
    notice.keep(team, a_story(team, "1000 worse"))

    assert found(team, "100%") == ["100% better_off"]
    assert found(team, "better_off") == ["100% better_off"]
    assert found(team, "'; drop table observation; --") == []


@given(any_words(max_size=300))
def test_any_search_can_be_read(typed: str) -> None:
    search = search_for(typed)

    assert all(any(letter.isalnum() for letter in part) for part in search.wanted + search.unwanted)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(stack: Stack) -> None:
    team = stack["team"]
    for number in range(7):
        notice.keep(
            team, a_story(team, f"story {number}", day=date(2022, 3, 1) + timedelta(days=number // 3))
        )

    read: list[str] = []
    after = None
    while True:
        page = listen.stories(team, after=after, most=2)
        assert page.how_many == 7
        read += [card.words for card in page.cards]
        after = page.following
        if after is None:
            break

    assert sorted(read) == [f"story {number}" for number in range(7)]


def test_a_story_opens_with_its_cycle_its_experiment_and_what_was_made_of_it(stack: Stack) -> None:
    team = stack["team"]
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Spring"))
    experiment = cycles.make_experiment(team, Experiment(notice.new_id(), cycle.id, "Ring first"))
    story = replace(a_story(team), cycle=cycle.id, experiment=experiment.id)
    notice.keep(team, story)
    kept = Pattern(
        notice.new_id(), team.system.id, "themes", "", "What is spoken of?", observations=(story.id,)
    )
    remember.keep_pattern(team, kept)
    reading = remember.keep_reading(team, "Ringing first changes the visit.", pattern=kept.id)

    opened = listen.open_story(team, story.id)

    assert (opened.cycle, opened.experiment) == (cycle, experiment)
    assert [read.reading.id for read in opened.readings] == [reading.id]


def test_a_story_that_stays_at_home_cannot_be_opened_from_elsewhere(stack: Stack) -> None:
    story = a_story(stack["team"])
    notice.keep(stack["team"], story)

    with pytest.raises(Refusal, match="cannot be read from here"):
        listen.open_story(stack["organisation"], story.id)
