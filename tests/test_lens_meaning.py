"""Meaning: where tellers placed their stories, what opens where, and what goes together beyond chance."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pandas as pd
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.charts import areas, marks, piles, style
from sensemaking.lenses import NOTHING_BEYOND_CHANCE, Claim, Seen, meaning
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Form
from sensemaking.model.refusal import Refusal
from sensemaking.store import Store, open_store
from tests.seen_through import CANARY, LookedAt, days_from

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "example"
WORRY = Path(__file__).resolve().parents[2] / "shared" / "data" / "A-covid-worry-2020" / "worry_2020.csv"
DAY = date(2021, 6, 7)
WHO = "Who decided what happened?"
HOW_OFTEN = "How often does this happen?"
WORRIED = "How worried were you?"
COPIES, MOST_BREAKS = 100, 12
"""Of 100 copies five may break a silence that is kept in nineteen of twenty; the copies are the same at every run."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("meaning") / "ours.duckdb")
    yield opened
    opened.close()


def placed(at: LookedAt, positions: Sequence[float], question: str = WHO) -> list[UUID]:
    stories = [at.story(day) for day in days_from(DAY, len(positions))]
    for story, position in zip(stories, positions, strict=True):
        at.answer(story, question, position, "they did", "we did")
    return stories


def see(at: LookedAt, *questions: UUID) -> Seen:
    at.kept()
    return meaning.see(at.ask, at.focus, "~".join(str(one) for one in questions))


def opened(at: LookedAt, opening) -> list[UUID]:
    return [one for _, one in at.opened(opening)]


def dots(seen: Seen) -> pd.DataFrame:
    return seen.rows[seen.rows["part"] == "dot"]


def as_svg(seen: Seen) -> str:
    rows = json.loads(seen.rows.to_json(orient="records"))
    svg = vl_convert.vegalite_to_svg(
        json.dumps(seen.spec | {"datasets": {"rows": rows}, "config": style.config()})
    )
    assert "NaN" not in svg
    return svg


# What is said where little is known


def test_where_nobody_answered_it_says_so_kindly(store):
    at = LookedAt(store)
    at.story(DAY)
    seen = see(at)
    assert seen.spec is None
    assert seen.tells == ("Nobody has said yet what their story means to them.",)
    assert [one.key for one in meaning.choices(at.ask)] == [""]
    assert meaning.against(at.ask, "") == []


def test_one_answer_is_one_dot_and_has_no_spread(store):
    at = LookedAt(store)
    placed(at, [0.54])
    seen = see(at)
    assert len(dots(seen)) == 1
    assert seen.tells == ("One story carries an answer; each is a dot.",)
    assert "spread" not in set(seen.rows["part"])
    as_svg(seen)


@pytest.mark.parametrize("value", [0.0, 3.0, -1e99])
def test_answers_that_are_all_the_same_lie_at_one_place(store, value):
    at = LookedAt(store)
    for day in days_from(DAY, 30):
        asked = at.answer(at.story(day), WORRIED, value)
    seen = see(at, asked)
    assert "All of them lie at one place." in seen.tells
    assert len(dots(seen)) == 30
    assert len({mark.key for mark in seen.marks}) == 2
    as_svg(seen)
    assert len(opened(at, meaning.behind(seen, seen.marks[1].key))) == 30


def test_no_answer_that_is_no_number_is_drawn(store):
    at = LookedAt(store)
    for value in (float("nan"), float("inf"), -float("inf"), 1e300, 4.0):
        asked = at.answer(at.story(DAY), WORRIED, value)
    seen = see(at, asked)
    assert len(dots(seen)) == 1
    assert "Four stories were told without an answer to this question." in seen.tells
    as_svg(seen)


# One question


def test_between_two_poles_every_answer_is_a_dot_and_no_number_is_said(store):
    at = LookedAt(store)
    placed(at, [0.0, 0.05, 0.2, 0.5, 0.55, 0.7, 0.95, 1.0])
    at.story(DAY)
    seen = see(at)
    assert seen.title == f"“{WHO}”: how did those who told it answer?"
    assert seen.tells == (
        "Eight stories carry an answer; each is a dot.",
        "The middle half of the answers lies from “they did” to near “we did”; the median lies in the middle.",
        "One story was told without an answer to this question.",
    )
    assert len(dots(seen)) == 8
    assert [mark.words for mark in seen.marks] == [
        "Every answer: eight stories", "At “they did”: two stories", "Near “they did”: one story",
        "In the middle: two stories", "Near “we did”: one story", "At “we did”: two stories", "Left out: one story",
    ]  # fmt: skip
    assert not any(sign.isdigit() for mark in seen.marks for sign in mark.words)
    ends = seen.rows.set_index("part")
    assert (ends.loc["low", "label"], ends.loc["low", "along"]) == ("they did", 0.0)
    assert (ends.loc["high", "label"], ends.loc["high", "along"]) == ("we did", 1.0)


def test_the_spread_of_numbers_is_told_as_they_were_given(store):
    at = LookedAt(store)
    for value in (1, 2, 2, 3, 3, 3, 4, 5, 7):
        asked = at.answer(at.story(DAY), WORRIED, value, "", "", Form.NUMBER)
    seen = see(at, asked)
    assert "The middle half of the answers lies from 2 to 4; the median is 3." in seen.tells
    spread = seen.rows[seen.rows["part"] == "spread"].iloc[0]
    assert (spread["first"], spread["median"], spread["last"]) == (2, 3, 4)
    assert seen.table.to_dict("list") == {
        "Answer": ["1", "2", "3", "4", "5", "7", "Left out"],
        "Stories": [1, 2, 3, 1, 1, 1, 0],
    }


def test_answers_in_words_stand_in_the_alphabets_order_however_often_they_were_given(store):
    at = LookedAt(store)
    for said, often in (("we did", 1), ("25 to 44", 9), ("5 to 9", 2), ("they did", 30), ("Éva did", 3)):
        for _ in range(often):
            asked = at.answer(at.story(DAY), HOW_OFTEN, said)
    seen = see(at, asked)
    rows = seen.rows[seen.rows["part"] == "row"]
    assert list(rows["label"]) == ["“5 to 9”", "“25 to 44”", "“they did”", "“we did”", "“Éva did”"]
    assert len(dots(seen)) == 45
    for mark in seen.marks[1:-1]:
        assert len(opened(at, meaning.behind(seen, mark.key))) == (dots(seen)["mark"] == mark.key).sum()


def test_of_very_many_answers_in_words_the_others_stand_together_at_the_end(store):
    at = LookedAt(store)
    for nth in range(500):
        for _ in range(3 if nth < 20 else 1):
            asked = at.answer(at.story(DAY), HOW_OFTEN, f"answer {nth:03d}")
    seen = see(at, asked)
    rows = seen.rows[seen.rows["part"] == "row"]
    assert len(rows) == meaning.MOST_ROWS + 1
    assert list(rows["label"])[-1] == "488 other answers"
    assert "488 other answers, each given less often, stand together at the end." in seen.tells
    assert len(opened(at, meaning.behind(seen, meaning.OTHERS))) == 540 - 36
    assert len(opened(at, meaning.other_way(seen, meaning.OTHERS))) == 36
    as_svg(seen)


@pytest.mark.parametrize(
    "words",
    [
        "שלום עולם",
        "🙂🙃",
        "ܐܒܓ \u202e reversed",
        "x" * 5_000,
        "many words " * 500,
        "“quoted” & <b>marked</b>, a~b..c",
    ],
)
def test_whatever_words_a_question_and_its_answers_have_they_are_drawn_and_open(store, words):
    at = LookedAt(store)
    for position, said in ((0.1, words), (0.9, "other"), (0.5, words)):
        story = at.story(DAY)
        one = at.answer(story, f"{words}?", position, words, f"not {words}")
        two = at.answer(story, f"{words}: in words", said)
    for asked in ((one,), (two,), (one, two), (two, one)):
        seen = see(at, *asked)
        as_svg(seen)
        assert len(seen.title) < 400
        assert all(len(mark.words) < 400 for mark in seen.marks)
        assert len({mark.words for mark in seen.marks}) == len(seen.marks)
        for mark in seen.marks:
            assert words not in mark.key
            meaning.behind(seen, mark.key)
    assert len(opened(at, meaning.behind(see(at, two), dots(see(at, two))["mark"].iloc[0]))) in (1, 2)


def test_each_dot_opens_as_many_stories_as_it_says(store):
    at = LookedAt(store)
    chance = np.random.default_rng(3)
    placed(at, list(np.round(chance.random(60), 2)))
    seen = see(at)
    for mark, drawn in list(dots(seen).groupby("mark"))[::4]:
        assert len(opened(at, meaning.behind(seen, mark))) == len(drawn)


def test_the_other_way_is_what_lies_furthest_and_of_everything_what_was_left_out(store):
    at = LookedAt(store)
    stories = placed(at, [0.02, 0.1, 0.5, 0.9, 1.0])
    quiet = at.story(DAY)
    seen = see(at)
    assert opened(at, meaning.behind(seen, "0.0..0.1")) == stories[:2]
    assert opened(at, meaning.other_way(seen, "0.0..0.1")) == stories[3:]
    assert opened(at, meaning.behind(seen, meaning.EVERY)) == stories
    assert opened(at, meaning.other_way(seen, meaning.EVERY)) == [quiet]
    assert opened(at, meaning.behind(seen, meaning.LEFT)) == [quiet]
    assert opened(at, meaning.other_way(seen, meaning.LEFT)) == stories
    assert opened(at, meaning.other_way(seen, "0..1")) == [quiet]
    assert "furthest" in meaning.other_way(seen, "0..0.1").words
    assert meaning.behind(seen, "0.12..0.7").words == (
        "What was told by those who placed it from near “they did” to near “we did”."
    )


def test_a_measures_answers_and_a_question_answered_twice_count_no_story_twice(store):
    at = LookedAt(store)
    story = at.story(DAY)
    at.answer(story, WORRIED, 3)
    at.answer(story, WORRIED, 5)
    asked = at.answer(at.value(DAY, 4.0), WORRIED, 9)
    seen = see(at, asked)
    assert opened(at, meaning.behind(seen, meaning.EVERY)) == [story]
    assert "9" not in set(seen.table["Answer"])
    assert not any("without an answer to this question" in told for told in seen.tells)


# Two questions


def two(at: LookedAt, tellers: int, linked: bool, form: Form = Form.BETWEEN) -> tuple[UUID, UUID]:
    """Stories with two answers each, which go together or do not."""
    chance = np.random.default_rng(8)
    for nth in range(tellers):
        story = at.story(DAY, teller=f"teller {nth}")
        position = float(chance.random())
        other = position if linked else float(chance.random())
        one = at.answer(story, WHO, round(position, 2), "they did", "we did")
        said = (
            ["never", "often", "sometimes"][int(other * 2.999)] if form is Form.CHOICE else round(other * 8)
        )
        other_one = at.answer(story, HOW_OFTEN, said, form=form)
    return one, other_one


@pytest.mark.parametrize("form", [Form.CHOICE, Form.NUMBER])
def test_two_questions_are_drawn_against_each_other_and_every_mark_opens_what_it_counts(store, form):
    at = LookedAt(store)
    asked = two(at, 60, linked=False, form=form)
    seen = see(at, *asked)
    assert len(dots(seen)) == 60
    as_svg(seen)
    for mark, drawn in list(dots(seen).groupby("mark"))[::6]:
        assert len(opened(at, meaning.behind(seen, mark))) == len(drawn)
    counted = seen.table.drop(columns="Answer").to_numpy().sum()
    assert counted == 60
    assert NOTHING_BEYOND_CHANCE in seen.tells
    swapped = see(at, *reversed(asked))
    assert len(dots(swapped)) == 60
    assert CANARY not in seen.rows.to_json()


@pytest.mark.parametrize("form", [Form.CHOICE, Form.NUMBER])
def test_a_link_that_was_planted_is_claimed_and_opens_the_stories_where_it_shows(store, form):
    at = LookedAt(store)
    seen = see(at, *two(at, 120, linked=True, form=form))
    assert seen.claims
    assert {claim.mark for claim in seen.claims} <= {mark.key for mark in seen.marks}
    for claim in seen.claims:
        assert claim.q <= 0.05
        assert opened(at, meaning.behind(seen, claim.mark))
    assert "chance would give about" in seen.claims[0].words
    assert any("meetings of two answers, of 120 tellers." in told for told in seen.tells)


def test_one_teller_with_many_stories_makes_no_link(store):
    at = LookedAt(store)
    for _ in range(100):
        story = at.story(DAY, teller="the same")
        one = at.answer(story, WHO, 0.1, "they did", "we did")
        other = at.answer(story, HOW_OFTEN, "often")
    for nth in range(6):
        story = at.story(DAY, teller=f"another {nth}")
        at.answer(story, WHO, 0.9, "they did", "we did")
        at.answer(story, HOW_OFTEN, "never")
    seen = see(at, one, other)
    assert seen.claims == ()
    assert any("of seven tellers" in told for told in seen.tells)


def test_what_can_be_chosen_are_the_questions_and_each_against_every_other(store):
    at = LookedAt(store)
    asked = two(at, 3, linked=False)
    at.kept()
    assert [one.words for one in meaning.choices(at.ask)] == [HOW_OFTEN, WHO]
    assert [one.key for one in meaning.against(at.ask, f"{asked[0]}~{asked[1]}")] == [
        str(asked[0]),
        f"{asked[0]}~{asked[1]}",
    ]
    assert meaning.against(at.ask, "")[0].key == meaning.choices(at.ask)[0].key
    assert meaning.see(at.ask, at.focus, "").choice == meaning.choices(at.ask)[0].key
    assert meaning.see(at.ask, at.focus, f"{asked[0]}~{uuid4()}").spec is None
    with pytest.raises(Refusal, match="no such choice"):
        meaning.see(at.ask, at.focus, "~".join([str(asked[0])] * 3))


@pytest.mark.parametrize(
    "mark", ["nan..1", "0..inf", "1..", "a..b", "0..1,0..1,0..1", "often", "f" * 12, "", ","]
)
def test_a_mark_of_another_view_is_refused(store, mark):
    at = LookedAt(store)
    seen = see(at, *two(at, 8, linked=False))
    one = see(at, UUID(seen.choice.partition("~")[0]))
    for look in (meaning.behind, meaning.other_way):
        for view in (seen, one):
            with pytest.raises(Refusal, match="no such mark"):
                look(view, mark)


# What a picture holds


@settings(max_examples=25, deadline=None)
@given(
    numbers=st.lists(st.floats(-1e99, 1e99), min_size=1, max_size=60),
    many=st.integers(1, 400_000),
)
def test_whatever_answers_there_are_dots_stay_few_and_inside(numbers, many):
    seen = of_frame(pd.Series(numbers), None, each=many)
    drawn = dots(seen)
    assert len(drawn) <= piles.MOST_DOTS + len(numbers)
    assert np.isfinite(drawn[["along", "rise", "size"]].to_numpy()).all()
    assert drawn["rise"].between(0, 1).all()
    assert (drawn["size"] > 0).all()
    assert len(seen.marks) == len({mark.key for mark in seen.marks})


def test_with_very_many_stories_each_dot_is_several_and_who_stands_alone_still_has_one():
    values = pd.Series([*range(100), 1_000])
    seen = of_frame(values, None, each=9_000)
    assert len(dots(seen)) <= piles.MOST_DOTS
    assert seen.tells[0] == "909,000 stories carry an answer; each dot is up to 500 of them."
    assert (dots(seen)["along"] > 900).any()


def test_two_fine_scales_against_each_other_stay_few_dots():
    chance = np.random.default_rng(1)
    along, across = (
        pd.Series(np.round(chance.random(40_000), 2)),
        pd.Series(np.round(chance.random(40_000), 2)),
    )
    seen = of_frame(along, across, each=25)
    assert len(seen.rows) <= piles.MOST_DOTS + 20
    assert len(seen.marks) <= 27


@pytest.mark.parametrize(
    "selected", [{"along": [0.25, 0.1]}, {"along": [1, 2.5], "row": ["a1", "b2"]}, {"row": ["x"]}]
)
def test_an_area_that_was_drawn_is_read_back_from_its_key(selected):
    read = areas.parts(areas.key(selected))
    assert [list(part) for part in read] == [
        sorted(float(one) for one in part) if name != "row" else part for name, part in selected.items()
    ]


def test_an_area_in_a_link_is_drawn_on_the_chart_it_belongs_to():
    spec = marks.placed(3, numbered=True)
    assert areas.begun(spec, ["1.0..1.0,abc"], "1.0..1.0,abc") == {"chosen": [{"mark": "1.0..1.0,abc"}]}
    assert areas.begun(spec, ["", "1.0..1.0,abc"], "") == {}
    assert areas.begun(spec, [], "1..2.5,abc~def") == {"area": {"x": [1.0, 2.5], "y": ["abc", "def"]}}
    assert areas.begun(spec, [], "0.1..0.2") == {}
    assert areas.begun(spec, [], meaning.EVERY) == {}
    assert areas.begun(marks.run(), [], "2021-06-01/2021-06-03")["area"]["x"][0] == 1622505600000.0


# Chance


def counted(along: pd.Series, across: pd.Series | None, each: int = 1) -> pd.DataFrame:
    """These answers as the store counts them, each given so often."""
    answers = pd.DataFrame({"a": along} if across is None else {"a": along, "b": across})
    counts = answers.groupby(list(answers), as_index=False).size()
    frame = {"stories": counts["size"] * each, "tellers": counts["size"] * each}
    for name in answers:
        words = not pd.api.types.is_numeric_dtype(counts[name])
        known = {
            "words": f"{name}?",
            "form": str(Form.CHOICE if words else Form.NUMBER),
            "low": "",
            "high": "",
        }
        known |= (
            {"said": counts[name], "key": counts[name]}
            if words
            else {"since": counts[name], "until": counts[name]}
        )
        frame |= {f"{name}_{key}": value for key, value in known.items()}
    return pd.DataFrame(frame)


def of_frame(along: pd.Series, across: pd.Series | None, each: int = 1) -> Seen:
    """What is seen of these answers, as if the store had counted them."""
    frame = counted(along, across, each)
    answer_to = {
        meaning._STORIES: pd.DataFrame({"stories": [int(frame["stories"].sum())]}),
        meaning._QUESTIONS: pd.DataFrame({"question": [1, 2]}),
    }
    choice = str(UUID(int=1)) if across is None else f"{UUID(int=1)}~{UUID(int=2)}"
    return meaning.see(lambda sql, **_: answer_to.get(sql, frame), Focus(), choice)


def claims(along: pd.Series, across: pd.Series, questions: int) -> tuple[Claim, ...]:
    """What is claimed of these answers where there are so many questions to choose from."""
    frame = counted(along, across)
    asked = (meaning._asked(UUID(int=1), frame, name) for name in ("a_", "b_"))
    return meaning.claimed(lambda *_: pd.DataFrame(index=range(questions)), frame, *asked)[0]


def breaks(along: pd.Series, across: pd.Series) -> int:
    """In how many shuffled copies is a link claimed?"""
    chance = np.random.default_rng(22)
    dealt = (pd.Series(chance.permutation(across.to_numpy())) for _ in range(COPIES))
    return sum(bool(claims(along, copy, questions=2)) for copy in dealt)


def example() -> pd.DataFrame:
    """The example's real answers, the first of each person: how it was, and with which kind of service."""
    with (EXAMPLE / "comments.csv").open(encoding="utf-8", newline="") as file:
        told = pd.DataFrame(csv.DictReader(file)).drop_duplicates("Respondent ID").reset_index(drop=True)
    return pd.DataFrame(
        {"how": told["FFT categorical answer"].astype(float), "where": told["Service type 1"]}
    )


def test_it_is_silent_where_one_questions_answers_are_dealt_anew_among_the_tellers():
    told = example()
    assert breaks(told["how"], told["where"]) <= MOST_BREAKS


@pytest.mark.skipif(not WORRY.exists(), reason="shared data not present")
def test_it_is_silent_about_peoples_own_ratings_dealt_anew_and_claims_those_that_go_together():
    told = pd.read_csv(WORRY)[["worry", "anxiety"]].dropna().reset_index(drop=True).astype(float)
    assert breaks(told["worry"], told["anxiety"]) <= MOST_BREAKS
    assert claims(told["worry"], told["anxiety"], questions=9)


def test_a_link_planted_in_the_examples_answers_is_claimed_over_many_pairs():
    told = example()
    chance = np.random.default_rng(5)
    linked = np.where(told["how"] <= 1, 0.3, 0.7) + chance.normal(0, 0.3, len(told))
    assert claims(told["how"], pd.Series(np.clip(linked, 0, 1).round(2)), questions=12)
