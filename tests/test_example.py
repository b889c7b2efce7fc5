"""The example, laid out by the product's own way in."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.map import PartKind
from sensemaking.model.scale import Scale
from sensemaking.practice import (
    board,
    bring_in,
    cards,
    carrying_over,
    challenges,
    changes,
    cycles,
    example,
    how_we_know,
    joining_cycles,
    look,
    past_gatherings,
    questions,
    remember,
    review,
    stewarding,
    welcome,
)
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here, standing
from sensemaking.practice.on_their_way import came_here
from sensemaking.screen.example import GATHERING
from sensemaking.store import Store, open_store

IDS = "select id from observations order by day, id"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("example") / "example.duckdb"
    parts: list[float] = []
    example.build(path, lambda part, _words: parts.append(part))
    assert parts == sorted(parts) and parts[-1] < 1
    assert list(path.parent.glob("making-*")) == []
    store = open_store(path)
    yield store
    store.close()


def at(store: Store, name: str) -> Here:
    here = standing(store, Viewer(example.LAST_DAY), Focus())
    system = next(one for one in here.stack if one.name == name)
    return here.at(Focus(system=system.id))


def test_it_stands_on_a_stack_from_a_country_to_a_persons_own_life(built: Store) -> None:
    scales = [system.scale for system in standing(built, Viewer(example.LAST_DAY), Focus()).stack]

    assert [scales.count(scale) for scale in reversed(Scale)][:3] == [1, 1, 2]
    assert scales.count(Scale.TEAM) > 10
    assert scales.count(Scale.PERSON) == 1


def test_its_comments_are_read_at_every_wider_scale_and_blank_ones_nowhere(built: Store) -> None:
    here = standing(built, Viewer(example.LAST_DAY), Focus())
    past = {one.file_name: one for one in bring_in.past(here)}["comments.csv"]

    assert past.rows_brought_in + past.rows_refused == 2812
    assert past.rows_refused >= 499
    assert welcome.gathered(here).stories >= past.rows_brought_in


def test_the_respondents_own_answer_is_their_meaning_and_the_analysts_judgement_is_not_there(
    built: Store,
) -> None:
    here = standing(built, Viewer(example.LAST_DAY), Focus())
    asked = set(here.ask("select distinct question_words from meanings")["question_words"])

    assert any("FFT" in words or "how" in words.lower() for words in asked)
    assert any("invented example" in words for words in asked)
    assert not any("sentiment" in words.lower() for words in asked)


def test_everything_invented_says_so_wherever_it_shows(built: Store) -> None:
    here = standing(built, Viewer(example.LAST_DAY), Focus())
    everywhere = [here.at(Focus(system=system.id)) for system in here.stack]

    known = {cycle.id: cycle for place in everywhere for cycle in cycles.cycles(place)}
    assert len(known) >= 6
    assert len({cycle.system for cycle in known.values()}) >= 4
    assert sum(cycle.follows is not None for cycle in known.values()) >= 2
    tried = [one for cycle in known for one in cycles.experiments(here, cycle)]
    readings = [one for place in everywhere for one in remember.all_readings(place)]
    assert len(readings) >= 8
    for words in (
        *(cycle.purpose for cycle in known.values()),
        *(one.hunch for one in tried),
        *(one.who for one in readings),
    ):
        assert "invented example" in words.lower()
    noticed = here.ask("select prompt from observations where cycle is not null")["prompt"]
    assert set(noticed) == {"Invented example"}


def test_each_reading_has_the_stories_it_rests_on_and_opens_the_view_it_was_read_from(built: Store) -> None:
    here = standing(built, Viewer(example.LAST_DAY), Focus())
    opened = 0
    for system in here.stack:
        home = here.at(Focus(system=system.id))
        for pattern in remember.patterns(home).values():
            assert pattern.observations
            assert len(cards.cards(home, pattern.observations)) == len(pattern.observations)
            lens = look.through(home.at(home.focus.narrowed(lens=pattern.lens)), pattern.choice)
            assert lens.tells
            opened += 1
    assert opened >= 8


def test_what_a_person_let_travel_is_read_in_the_team_and_no_wider(built: Store) -> None:
    person, team = at(built, "A person living with chronic pain"), None
    around = person.stack.around(person.system.id)
    team, organisation = (person.at(Focus(system=one.id)) for one in reversed(around[-2:]))

    own = set(person.ask(IDS)["id"])
    in_team, in_organisation = (own & set(place.ask(IDS)["id"]) for place in (team, organisation))

    assert in_organisation < in_team <= own


def test_on_its_map_nobody_touches_more_than_a_little_of_what_makes_the_outcome(built: Store) -> None:
    here = at(built, "Wendleshire")
    whole = mapping.drawn(here)
    assert all(one.words.startswith("Invented example") for one in whole.parts)
    outcome = whole.parts[0]
    assert "Foresight" in outcome.words
    assert all(link.goes_to == outcome.id for link in whole.links_of(outcome.id))
    factors = {one.id for one in whole.parts if one.kind is PartKind.FACTOR}
    for actor in (one for one in whole.parts if one.kind is PartKind.ACTOR):
        touched = factors & set(whole.beside[actor.id])
        assert touched and len(touched) * 5 < len(factors) and outcome.id not in touched
    assert len(whole.around(outcome.id, len(whole.parts)).parts) == len(whole.parts)
    told = [one.observation for one in whole.links if one.observation]
    assert told and set(mapping.behind(here, whole.links)) == set(told)


def test_two_groups_that_asked_the_same_were_answered_with_one_change_and_a_third_waits(built: Store) -> None:
    place, team = at(built, "Wendleshire"), at(built, "Adult mental health")
    came, waits = came_here(place)
    assert len(came.all) == 2 and [came.waits, waits.waits] == [False, True]
    assert waits.first.home == at(built, "South Wendle").system.id
    (change,) = changes.of_system(place)
    (back,) = challenges.answers_since(team, None)
    assert back.says == "Wendleshire answered: it was changed"
    assert back.answer.change == change.id and "Invented example" in change.words
    way = how_we_know.way_back(place, change.id)
    assert len(way.cards) == 4 and len(way.in_other_words) == 1 and not way.gone
    assert len(how_we_know.way_back(team, back.answer.id).readings[0]) == 2


def test_an_experiment_and_an_answer_lead_back_to_what_people_wrote(built: Store) -> None:
    for team, words in (("Offender health", "Ask the workshop"), ("High secure LD", "Ask at breakfast")):
        here = at(built, team)
        tried = next(one for one in how_we_know.can_be_asked_of(here) if words in one.words)
        assert how_we_know.way_back(here, tried.id).cards
    trust = at(built, "Wendle Valley Community Trust")
    answered = next(one for one in questions.answers(trust) if "on paper" in one.words)
    assert how_we_know.way_back(trust, answered.id).readings


def test_the_group_chose_a_reader_and_what_they_put_in_other_words_is_read_elsewhere_so(built: Store) -> None:
    team, place = at(built, "Adult mental health"), at(built, "Wendleshire")
    assert review.reviewer(team) == "a peer support worker" and review.waiting(team) == []
    words = "He was in the bath"
    assert any(words in one for one in team.ask("select words from observations")["words"])
    assert not any(words in one for one in place.ask("select words from observations")["words"])
    assert len(place.ask("select words from paraphrases")) == 1


def test_its_third_cycle_carries_over_asks_itself_over_time_and_has_met_another(built: Store) -> None:
    team = at(built, "Adult mental health")
    cycle = next(one for one in cycles.cycles(team) if one.name == "What counts as a conversation")
    assert len(carrying_over.carried(team, cycle.id)) == 4
    understood = questions.answers(team, "cycle.understood", cycle.id)
    assert len(understood) == 2 and understood[0].day < understood[1].day
    (meeting,) = joining_cycles.met(team, cycle)
    assert meeting.known and meeting.known.system.name == "Riverbend listening line"


def test_its_board_and_its_stewards_have_something_to_say(built: Store) -> None:
    place = at(built, "Wendleshire")
    seen = board.board(place)
    assert seen.guesses or seen.together
    assert stewarding.latest(place)
    voices = set(place.ask("select distinct voice from observations where voice is not null")["voice"])
    assert len(voices) >= 4


def test_laid_out_again_it_holds_the_same(built: Store, tmp_path: Path) -> None:
    example.build(tmp_path / "example.duckdb", lambda _part, _words: None)
    again = open_store(tmp_path / "example.duckdb")
    said = "select day, kind, words, prompt, value from observations order by all"
    try:
        first, second = (
            standing(store, Viewer(example.LAST_DAY), Focus()).ask(said) for store in (built, again)
        )
        assert first.equals(second)
    finally:
        again.close()


def test_it_remembers_one_real_gathering_whose_licence_is_said_wherever_the_examples_is(built: Store) -> None:
    (held,) = past_gatherings.held(at(built, "Albion"))
    assert held.name == "What is the best way to engage more young people in local scrutiny of policing?"
    assert (held.people, held.statements, held.begun) == (26, 39, date(2022, 7, 27))
    asked, more = remember.statements(at(built, "Albion"), held.id)
    assert len(asked) == remember.HANDFUL and more
    licence = "sub-licensed under CC BY 4.0 with Attribution to The Computational Democracy Project"
    source = (example.FILES / "SOURCE.md").read_text(encoding="utf-8")
    assert licence in source and licence in " ".join(GATHERING.split())
