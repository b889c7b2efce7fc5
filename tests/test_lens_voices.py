"""Voices: perspectives where they hold up, and nowhere else; on real conversations beside what Polis found in them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score as alike

from sensemaking.charts import perspectives
from sensemaking.charts.perspectives import FEWEST_IN_EACH, UNANSWERED, Found
from sensemaking.lenses import Seen, voices
from sensemaking.model.gathering import Moderation, Vote, of_ten
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.store import Store, open_store
from tests.seen_through import LookedAt

POLIS = Path(__file__).parent / "data"
VOTE = {value: vote for vote, value in voices.VALUE.items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("voices") / "ours.duckdb")
    yield opened
    opened.close()


def conversation(name: str) -> tuple[np.ndarray, int, np.ndarray]:
    """People's answers to the statements that were not rejected, how many were, and the group Polis put each in."""
    people = pd.read_csv(POLIS / name / "participants-votes.csv")
    comments = pd.read_csv(POLIS / name / "comments.csv")
    rejected = set(comments.loc[comments["moderated"] == -1, "comment-id"].astype(str))
    numbers = [column for column in people.columns if column.isdigit()]
    shown = [number for number in numbers if number not in rejected]
    answers = people[shown].fillna(UNANSWERED).to_numpy(dtype=np.int8)
    return answers, len(numbers) - len(shown), people["group-id"].to_numpy(dtype=float)


def beside_polis(name: str) -> tuple[Found, float]:
    """What is found, and how alike it is (adjusted Rand) to the groups that Polis published."""
    answers, aside, published = conversation(name)
    found = perspectives.found(answers, aside)
    theirs = published[found.placed]
    known = ~np.isnan(theirs)
    return found, alike(theirs[known], found.group[known])


@pytest.mark.parametrize("name", ["polis-15-per-hour", "polis-brexit"])
def test_the_perspectives_agree_with_the_groups_that_polis_published(name):
    found, how_alike = beside_polis(name)
    assert found.groups == 2
    assert how_alike >= 0.75


def test_where_we_meet_is_where_the_groups_that_polis_published_meet():
    answers, aside, published = conversation("polis-brexit")
    found = perspectives.found(answers, aside)
    ours = np.full(len(answers), np.nan)
    ours[found.placed] = found.group
    meet = [
        set(
            perspectives.most_agreed(
                np.array([(answers[group == one] == 1).sum(axis=0) for one in (0, 1)]),
                np.array([(answers[group == one] != UNANSWERED).sum(axis=0) for one in (0, 1)]),
                6,
            )
        )
        for group in (ours, published)
    ]
    assert len(meet[0] & meet[1]) >= 5


def test_in_a_room_of_26_there_are_no_clear_groups():
    found, _ = beside_polis("polis-london")
    assert (found.groups, found.too_few) == (0, False)
    assert set(found.group) == {0}


def test_where_answers_are_dealt_anew_there_are_no_clear_groups():
    chance = np.random.default_rng(1)
    answers, aside, _ = conversation("polis-15-per-hour")
    copies = [perspectives.dealt_among_those_who_answered(answers, chance) for _ in range(6)]
    assert sum(bool(perspectives.found(copy, aside).groups) for copy in copies) <= 1


def two_minds(people: int, statements: int, chance: np.random.Generator, sure: float = 0.85) -> np.ndarray:
    """People of two minds, half of each, who answer as their own mind does so often."""
    mind = np.where(np.arange(people) < people // 2, 1, -1)[:, None]
    as_ever = chance.random((people, statements)) < sure
    turned = chance.choice([-1, 1], statements)
    return (np.where(as_ever, mind, -mind) * turned).astype(np.int8)


@pytest.mark.parametrize(("people", "statements"), [(20, 12), (60, 20), (3_000, 30)])
def test_perspectives_that_were_planted_are_found(people, statements):
    answers = two_minds(people, statements, np.random.default_rng(people))
    found = perspectives.found(answers, 0)
    assert found.groups == 2
    assert alike(np.arange(people) < people // 2, found.group) > 0.9


def test_a_handful_who_see_it_differently_is_no_perspective_while_it_is_less_than_five():
    answers = np.ones((40, 12), dtype=np.int8)
    answers[:4] = -1
    answers[np.random.default_rng(3).random(answers.shape) < 0.1] = 0
    found = perspectives.found(answers, 0)
    assert not found.groups or np.bincount(found.group).min() >= FEWEST_IN_EACH


ODD = {
    "one person": np.ones((1, 9)),
    "one statement": np.tile([[1], [-1]], (30, 1)),
    "everybody answers the same": np.ones((50, 12)),
    "nobody is sure": np.zeros((50, 12)),
    "nobody answers": np.full((50, 12), UNANSWERED),
    "nobody is there": np.empty((0, 12)),
    "nothing was said": np.empty((12, 0)),
    "two kinds of answers": np.repeat([[1] * 8, [-1] * 8], [3, 40], axis=0),
}


@pytest.mark.parametrize("answers", ODD.values(), ids=ODD)
@pytest.mark.filterwarnings("error")
def test_odd_answers_come_to_no_groups_without_a_warning(answers):
    found = perspectives.found(np.asarray(answers), 0)
    assert found.groups == 0
    assert np.isfinite(found.places).all()


def test_ten_thousand_people_are_looked_at():
    answers = two_minds(10_000, 40, np.random.default_rng(2))
    answers[np.random.default_rng(3).random(answers.shape) < 0.5] = UNANSWERED
    assert perspectives.found(answers, 0).groups == 2


def test_statements_are_chosen_by_group_informed_consensus_and_stand_in_the_order_of_writing():
    agree, answered = np.array([[9, 2, 8, 9], [3, 9, 8, 9]]), np.full((2, 4), 10)
    assert list(perspectives.most_agreed(agree, answered, 1)) == [3]
    assert list(perspectives.most_agreed(agree, answered, 4)) == [2, 3]


def test_what_tells_a_perspective_apart_is_what_chance_would_seldom_give_it():
    agree, disagree = np.array([[29, 15, 15], [1, 15, 14]]), np.array([[1, 15, 15], [29, 15, 16]])
    q = perspectives.telling(agree, disagree, agree + disagree)
    assert (q[:, 0] < 0.001).all()
    assert (q[:, 1:] > 0.5).all()
    assert list(perspectives.most_telling(q[0], 6)) == [0]


def test_an_outline_holds_everybody_in_it():
    places = np.random.default_rng(4).normal(size=(30, 2))
    along, low, high = perspectives.outline(places, 0.1)
    assert (np.diff(along) > 0).all()
    for x, y in places:
        assert np.interp(x, along, low) < y < np.interp(x, along, high)


@given(st.dictionaries(st.sampled_from(Vote), st.integers(0, 400)))
def test_of_ten_people_ten_answered_or_nobody(votes):
    assert sum(of_ten(votes).values()) == (10 if sum(votes.values()) else 0)
    assert all(votes.get(vote) for vote, many in of_ten(votes).items() if many)


# The lens, in a store


def gathered(
    at: LookedAt,
    answers: np.ndarray,
    name: str = "What helps?",
    aside: int = 0,
    begun: date | None = None,
    **more,
) -> UUID:
    """A gathering held at this system with these answers to its statements, so many more of them held aside."""
    gathering = uuid4()
    plain = {"system": at.id, "cycle": None, "about": "", "begun": begun, "ended": begun, "import": None}
    at._row("gathering", id=gathering, name=name, **(plain | more))
    for place in range(answers.shape[1] + aside):
        moderation = Moderation.ACCEPTED if place < answers.shape[1] else Moderation.HELD_ASIDE
        said = uuid4()
        words = f"{moderation} {place}"
        at._row(
            "statement", id=said, gathering=gathering, place=place, words=words, moderation=moderation.value
        )
        column = answers[:, place] if place < answers.shape[1] else np.ones(len(answers))
        for person, value in enumerate(column):
            if value != UNANSWERED:
                vote = {
                    "gathering": gathering,
                    "statement": said,
                    "person": str(person),
                    "vote": VOTE[value].value,
                }
                at.rows.setdefault("statement_vote", []).append(vote)
    return gathering


def seen_at(at: LookedAt, choice: str = "") -> Seen:
    return voices.see(at.ask, at.focus, choice)


def test_perspectives_are_drawn_named_and_open_the_statements_they_part_on(store):
    at = LookedAt(store)
    gathered(at, two_minds(30, 10, np.random.default_rng(7)), aside=2)
    seen = seen_at(at.kept())
    assert [mark.key for mark in seen.marks] == ["meet", "A", "B"]
    assert set(seen.rows["label"]) == {"", "Perspective A", "Perspective B"}
    assert {claim.mark for claim in seen.claims} == {"A", "B"}
    for mark in seen.marks:
        for opening in (voices.behind(seen, mark.key), voices.other_way(seen, mark.key)):
            places = [int(one.words.split()[-1]) for one in opening.statements]
            assert places == sorted(places)
            assert all(one.words.startswith("accepted") for one in opening.statements)
            assert at.opened(opening) == []
    assert voices.other_way(seen, "meet").statements
    assert "accepted" not in seen.rows.to_json() + seen.table.to_json()


def test_too_few_people_and_no_clear_groups_are_said_and_not_drawn(store):
    few, none = LookedAt(store), LookedAt(store)
    chance = np.random.default_rng(8)
    gathered(few, two_minds(8, 10, chance))
    gathered(none, chance.choice([-1, 0, 1], (40, 12)))
    seen = seen_at(few.kept())
    assert seen.spec is None and "Too few of us to say" in seen.tells[0]
    seen = seen_at(none.kept())
    assert "There are no clear groups" in seen.tells[1]
    assert set(seen.rows["part"]) == {"dot"} and not seen.claims
    assert [mark.words for mark in seen.marks] == ["All of us"]


def test_gatherings_are_chosen_in_the_order_they_were_held_and_the_latest_is_seen_first(store):
    at = LookedAt(store)
    answers = np.ones((12, 8))
    late = gathered(at, answers, "Aardvarks", begun=date(2022, 1, 1))
    early = gathered(at, answers, "Zebras", begun=date(2021, 1, 1))
    gathered(at, np.full((3, 3), UNANSWERED), "Nobody came")
    at.kept()
    assert [one.key for one in voices.choices(at.ask)] == ["", str(early), str(late)]
    assert seen_at(at).choice == str(late)
    assert "“Zebras”" in seen_at(at, str(early)).tells[0]


def test_a_gathering_is_seen_only_where_it_was_held_and_goes_with_its_import(store):
    at = LookedAt(store)
    undone = uuid4()
    gathered(at, np.ones((12, 8)), **{"import": undone})
    team = at.within("Our team")
    at.kept()
    assert seen_at(at).spec is not None
    inside = LookedAt(store, id=team)
    inside.rows = {}
    around = LookedAt(store)
    around._row("system", id=around.id, version=2, scale=int(Scale.COUNTRY), name="Around", parent=None)
    around.rows = {}
    for elsewhere in (inside, around):
        assert seen_at(elsewhere).tells == (voices.NOTHING,)
    at.rows = {"import_undone": [{"import": undone}]}
    at.kept()
    assert seen_at(at).tells == (voices.NOTHING,)


def test_the_latest_answer_of_a_person_counts(store):
    at = LookedAt(store)
    gathering = gathered(at, np.ones((12, 6)))
    said = at.rows["statement"][0]["id"]
    at.kept()
    again = {"gathering": gathering, "statement": said, "person": "3", "vote": Vote.NOT_FOR_ME.value}
    at.rows = {"statement_vote": [again]}
    at.kept()
    first = next(one for one in voices.behind(seen_at(at), "meet").statements if one.words == "accepted 0")
    assert first.answers == (("All of us", {Vote.RINGS_TRUE: 11, Vote.NOT_FOR_ME: 1, Vote.NOT_SURE: 0}),)


def test_a_mark_that_is_none_is_refused(store):
    at = LookedAt(store)
    gathered(at, np.ones((12, 8)))
    with pytest.raises(Refusal, match="no such mark"):
        voices.behind(seen_at(at.kept()), "C")
