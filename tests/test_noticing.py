"""Noticing: what is kept, how far it goes, and how it is corrected and taken back."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.observation import Form, Kind, Meaning, Observation, Question, Voice, Whose
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import listen, notice, welcome
from sensemaking.practice.here import Here, measures_in_sight, theme_names, themes_in_sight
from tests.a_stack import TODAY, a_story
from tests.a_store import a_question

Stack = dict[str, Here]


def words_at(here: Here) -> list[str]:
    return [card.words for card in listen.stories(here).cards]


def test_a_story_is_read_where_it_was_told_and_nowhere_else(stack: Stack) -> None:
    notice.keep(stack["team"], a_story(stack["team"]))

    assert len(words_at(stack["team"])) == 1
    assert not any(words_at(stack[name]) for name in stack if name != "team")


def test_keeping_the_same_story_twice_keeps_it_once_and_gives_the_same_receipt(stack: Stack) -> None:
    story = a_story(stack["team"])

    assert notice.keep(stack["team"], story) == notice.keep(stack["team"], story)
    assert welcome.gathered(stack["team"]).stories == 1


def test_a_wider_choice_waits_at_home_until_somebody_has_looked(stack: Stack) -> None:
    story = a_story(stack["team"], travels=Scale.COUNTRY, reviewed=True)

    notice.keep(stack["team"], story)

    assert words_at(stack["organisation"]) == []
    assert notice.mine(stack["team"], story.id).consent.travels is Scale.COUNTRY


def test_a_story_about_someone_else_is_not_quoted_and_does_not_travel(stack: Stack) -> None:
    story = replace(a_story(stack["team"], travels=Scale.PLACE), whose=Whose.SOMEONE_ELSE)

    notice.keep(stack["team"], story)

    kept = notice.mine(stack["team"], story.id).consent
    assert (kept.travels, kept.quotable) == (None, False)


def test_a_correction_replaces_what_is_shown_and_keeps_what_was_said_about_it(stack: Stack) -> None:
    team = stack["team"]
    question = Question(uuid4(), "Who decided?", Form.BETWEEN, "they did", "we did")
    team.keep(uuid4(), "question named", question.id, {"question": [a_question(question)]})
    story = replace(
        a_story(team),
        themes=(notice.theme_named(team, "Being heard"),),
        meanings=(Meaning(question.id, None, 0.05),),
    )
    notice.keep(team, story)

    notice.correct(team, replace(notice.mine(team, story.id), words="We rang twice."))

    (card,) = listen.stories(team).cards
    assert card.words == "We rang twice."
    assert card.themes == ("Being heard",)
    assert card.meanings == ("Who decided? “they did”",)


def test_two_corrections_at_once_lose_neither(stack: Stack) -> None:
    team, story = stack["team"], a_story(stack["team"])
    notice.keep(team, story)
    first = second = notice.mine(team, story.id)
    notice.correct(team, replace(first, words="Mine."))

    with pytest.raises(Overtaken, match="while you were writing"):
        notice.correct(team, replace(second, words="Theirs."))

    assert words_at(team) == ["Mine."]


def test_what_is_taken_back_is_neither_read_nor_counted_nor_corrected(stack: Stack) -> None:
    team, story = stack["team"], a_story(stack["team"])
    notice.keep(team, story)
    before = notice.mine(team, story.id)

    notice.take_back(team, story.id)

    assert words_at(team) == []
    assert welcome.gathered(team).stories == 0
    with pytest.raises(Refusal, match="cannot be changed"):
        notice.correct(team, before)


def test_someone_elsewhere_cannot_take_back_what_was_told_here(stack: Stack) -> None:
    story = a_story(stack["team"])
    notice.keep(stack["team"], story)

    with pytest.raises(Refusal, match="cannot be changed from here"):
        notice.take_back(stack["other team"], story.id)


def test_nothing_is_kept_without_words_or_a_number(stack: Stack) -> None:
    team = stack["team"]

    with pytest.raises(Refusal, match="no words"):
        notice.keep(team, a_story(team, words="  \n "))
    with pytest.raises(Refusal, match="a number"):
        measure = notice.measure_named(team, "Days waited")
        notice.keep(team, Observation(notice.new_id(), team.system.id, Kind.MEASURE, TODAY, measure=measure))


def test_a_theme_is_the_same_theme_however_it_is_written(stack: Stack) -> None:
    team = stack["team"]

    assert notice.theme_named(team, "Being heard") == notice.theme_named(team, " being  HEARD ")
    assert list(theme_names(team).values()) == ["Being heard"]


def test_themes_measures_and_questions_are_offered_only_where_something_seen_carries_them(
    stack: Stack,
) -> None:
    team, country = stack["team"], stack["country"]
    theme, measure = notice.theme_named(team, "Being heard"), notice.measure_named(team, "Days waited")
    question = Question(uuid4(), "Who decided?", Form.CHOICE)
    team.keep(uuid4(), "question named", question.id, {"question": [a_question(question)]})
    assert not (themes_in_sight(team) or measures_in_sight(team) or notice.questions(team))

    story = replace(a_story(team), themes=(theme,), meanings=(Meaning(question.id, choice="we did"),))
    notice.keep(team, story)
    notice.keep(
        team, Observation(notice.new_id(), team.system.id, Kind.MEASURE, TODAY, measure=measure, value=1)
    )

    much_later = team.at(team.focus.narrowed(since=date(2030, 1, 1)))
    for here in (team, much_later):
        assert themes_in_sight(here) == {theme: "Being heard"}
        assert measures_in_sight(here) == {measure: "Days waited"}
        assert notice.questions(here) == [question]
    assert not (themes_in_sight(country) or measures_in_sight(country) or notice.questions(country))
    assert themes_in_sight(country.at(country.focus.narrowed(themes=(theme,)))) == {theme: "Being heard"}
    assert notice.theme_named(country, "being heard") == theme


def test_a_measure_stands_on_its_card_with_its_number(stack: Stack) -> None:
    team = stack["team"]
    measure = notice.measure_named(team, "Days waited", "days")
    kept = Observation(notice.new_id(), team.system.id, Kind.MEASURE, TODAY, measure=measure, value=3.5)

    notice.keep(team, kept)

    assert listen.open_story(team, kept.id).card.measure == "Days waited: 3.5"


def test_as_whom_somebody_speaks_is_kept_corrected_and_left_open_again(stack: Stack) -> None:
    team = stack["team"]
    story = replace(a_story(team), voice=Voice.BESIDE)
    notice.keep(team, story)
    assert list(team.ask("select voice from observations")["voice"]) == [Voice.BESIDE]

    notice.correct(team, replace(notice.mine(team, story.id), voice=Voice.LIVES_IT))
    assert notice.mine(team, story.id).voice is Voice.LIVES_IT

    notice.correct(team, replace(notice.mine(team, story.id), voice=None))
    assert notice.mine(team, story.id).voice is None
