"""Echo: what is new, comes back, has changed or has gone quiet, and what it claims of that."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
import pandas as pd
import pytest

from sensemaking.lenses import NOTHING_BEYOND_CHANCE, Seen, _chain, echo
from sensemaking.model.focus import Focus
from sensemaking.model.scale import Scale
from sensemaking.store import Store, open_store
from tests.seen_through import CANARY, LookedAt, days_from
from tests.test_claims import MOST_BREAKS, answers, breaks

SPRING, SUMMER, AUTUMN = date(2021, 3, 1), date(2021, 6, 1), date(2021, 9, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("echo") / "ours.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def at(store: Store) -> LookedAt:
    """A system with a chain of three cycles."""
    looked = LookedAt(store)
    follows = None
    for name, begun in (("Spring", SPRING), ("Summer", SUMMER), ("Autumn", AUTUMN)):
        follows = looked.cycle(name, begun, follows)
    return looked


def seen(at: LookedAt, choice: str = "") -> Seen:
    return echo.see(at.kept().ask, at.focus, choice)


def said(shown: Seen, name: str) -> list[str]:
    """What one row of the table says, cycle by cycle."""
    return list(shown.table.set_index(shown.table.columns[0]).loc[name])


def mark_of(shown: Seen, words: str) -> str:
    return next(mark.key for mark in shown.marks if mark.words.startswith(words))


def test_a_theme_is_heard_for_the_first_time_comes_back_and_is_heard_no_more(at):
    for begun, themes in ((SPRING, ["Access", "Food"]), (SUMMER, ["Food"]), (AUTUMN, ["Access", "Kindness"])):
        at.story(begun, themes)
    shown = seen(at)
    assert shown.title == "What comes back from “Spring” to “Autumn”?"
    assert list(shown.table.columns) == ["Theme", "Spring", "Summer", "Autumn"]
    assert said(shown, "Access") == ["heard", "not heard", "comes back"]
    assert said(shown, "Food") == ["heard", "comes back", "not heard"]
    assert said(shown, "Kindness") == ["not heard yet", "not heard yet", "heard for the first time"]
    assert NOTHING_BEYOND_CHANCE in shown.tells
    assert shown.claims == ()


def test_a_mark_opens_what_was_told_then_and_another_way_what_answered_the_same_without_it(at):
    access, food = at.story(SPRING, ["Access"]), at.story(SPRING, ["Food"])
    later = at.story(SUMMER, ["Food"])
    shown = seen(at)
    spring = mark_of(shown, "Access, Spring")
    assert [one for _, one in at.opened(echo.behind(shown, spring))] == [access]
    assert [one for _, one in at.opened(echo.other_way(shown, spring))] == [food]
    quiet = mark_of(shown, "Access, Summer")
    assert (
        echo.behind(shown, quiet).words
        == "Not heard in “Summer”. What spoke of “Access” last was told in “Spring”."
    )
    assert [one for _, one in at.opened(echo.behind(shown, quiet))] == [access]
    assert [one for _, one in at.opened(echo.other_way(shown, quiet))] == [later]


def test_a_story_belongs_to_the_cycle_it_names_else_to_the_one_that_was_running_there(at):
    other = at.cycle("Another", SPRING)
    named = next(row["id"] for row in at.rows["cycle"] if row["name"] == "Summer")
    team = at.within("Our team")
    theirs = at.cycle("Theirs", SPRING, system=team)
    in_summer = at.story(SPRING, ["Access"], cycle=named)
    of_the_team = at.story(SPRING, ["Access"], system=team, cycle=theirs)
    at.story(SPRING, ["Access"], cycle=other)
    at.story(SPRING - timedelta(1), ["Access"])
    shown = seen(at)
    assert [one for _, one in at.opened(echo.behind(shown, mark_of(shown, "Access, Summer")))] == [in_summer]
    assert [one for _, one in at.opened(echo.behind(shown, mark_of(shown, "Access, Spring")))] == [
        of_the_team
    ]


def test_what_was_new_is_claimed_where_chance_seldom_gives_it_and_ringed_in_words(at):
    for begun in (SPRING, SUMMER, AUTUMN):
        for day in days_from(begun, 20):
            at.story(day, ["Food"] if begun != AUTUMN else ["Joy", "Food"])
    shown = seen(at)
    (claim,) = shown.claims
    assert claim.words == "“Joy” is new in “Autumn”: nobody spoke of it earlier."
    assert said(shown, "Joy")[-1] == "new; beyond chance"
    assert "new" in set(shown.rows.loc[shown.rows["part"] == "label", "label"])
    assert shown.at_first == claim.mark == mark_of(shown, "Joy, Autumn")


def test_what_went_quiet_or_came_back_is_claimed_in_its_own_words(at):
    for begun, themes in ((SPRING, ["Access", "Food"]), (SUMMER, ["Food"]), (AUTUMN, ["Access", "Food"])):
        for day in days_from(begun, 25):
            at.story(day, themes)
    assert [claim.words for claim in seen(at).claims if "changed" not in claim.words] == [
        "“Access” has gone quiet in “Summer”: nobody who told then speaks of it.",
        "“Access” comes back in “Autumn”: more of those who told speak of it than earlier.",
    ]


def test_a_theme_in_other_company_has_changed(at):
    for begun in (SPRING, SUMMER):
        for nth, day in enumerate(days_from(begun, 40)):
            beside = "Food" if (nth < 20) == (begun == SPRING) else "Joy"
            at.story(day, ["Access", beside] if nth < 20 else [beside])
    words = [claim.words for claim in seen(at).claims]
    assert "“Access” has changed in “Summer”: it is told beside “Food” less often than earlier." in words


def test_a_theme_that_means_something_else_to_those_who_tell_it_has_changed(at):
    for begun in (SPRING, SUMMER):
        for nth, day in enumerate(days_from(begun, 40)):
            story = at.story(day, ["Access"] if nth % 2 else ["Food"])
            at.answer(story, "How was it?", "kind" if (begun == SPRING) == bool(nth % 2) else "hurried")
    words = [claim.words for claim in seen(at).claims]
    assert (
        "“Access” has changed in “Summer”: asked “How was it?”, those who speak of it answer “hurried” more often than "
        "earlier."
    ) in words


def test_a_teller_counts_once_in_a_cycle_however_often_they_tell(at):
    for begun in (SPRING, SUMMER):
        for day in days_from(begun, 20):
            at.story(day, ["Food"])
    for day in days_from(SUMMER, 30):
        at.story(day, ["Joy"], teller="one person")
    assert seen(at).claims == ()


def test_what_answers_another_question_is_not_set_beside_it(at):
    for begun, theme, prompt in ((SPRING, "Food", "What was good?"), (SUMMER, "Joy", "What next?")):
        for day in days_from(begun, 30):
            at.story(day, [theme], prompt=prompt)
    assert seen(at).claims == ()


def test_without_a_chain_the_times_between_cycles_are_looked_at(store):
    at = LookedAt(store)
    at.cycle("One", SUMMER)
    at.story(SPRING, ["Food"])
    at.story(SUMMER, ["Food"])
    shown = seen(at)
    assert list(shown.table.columns) == ["Theme", "Before “One” began", "One"]
    assert shown.choice == ""


def test_what_is_missing_is_said_kindly(store, at):
    plain = LookedAt(store)
    plain.story(SPRING, ["Food"])
    assert seen(plain).tells[0].startswith("No learning cycle has begun here yet")
    at.story(SPRING, ["Food"])
    assert "in one cycle only" in seen(at).tells[0]
    at.story(SUMMER)
    assert said(seen(at), "Food") == ["heard", "not heard"]
    assert "Nothing that can be read from here was told in “Autumn”." in seen(at).tells
    at.narrowed = {"cycle": uuid4()}
    assert echo.see(at.ask, at.focus, "").tells[0] in (_chain.ONE_CYCLE, _chain.NOTHING)


def test_a_phrase_is_shown_only_where_three_known_people_used_it_in_words_that_may_be_quoted(at):
    for nth, begun in enumerate((SPRING, SUMMER)):
        for who in range(3):
            at.story(
                begun, teller=f"{nth} {who}", words="The Duty Worker rang, and the waiting room was cold."
            )
        at.story(begun, teller=f"{nth} a", words="Blue door, blue door.")
        at.story(begun, words="Long corridor. Long corridor. Long corridor.")
        for who in range(3):
            at.story(begun, teller=f"{nth} {who}", words="Secret garden again.", quotable=False)
    at.story(SPRING, teller="x", words="Long corridor.")
    shown = seen(at, "~phrases")
    assert list(shown.table["Phrase"]) == ["duty worker rang", "room was cold", "waiting room"]
    duty = mark_of(shown, "duty worker rang, Summer")
    assert len(at.opened(echo.behind(shown, duty))) == 3
    assert len(at.opened(echo.other_way(shown, duty))) == 5
    assert CANARY not in shown.rows.to_json()


def test_beyond_home_phrases_are_not_read_and_what_only_one_system_says_is_not_named(store):
    at = LookedAt(store)
    team, other = at.within("Our team"), at.within("Their team")
    first = at.cycle("First", SPRING, system=team)
    at.cycle("Second", SUMMER, first, system=team)
    for begun in (SPRING, SUMMER):
        for who in range(4):
            at.story(
                begun, ["Only here", "Shared"], system=team, teller=str(who), words="The very long corridor."
            )
    at.story(SPRING, ["Shared"], system=other)
    shown = seen(at)
    assert list(shown.table["Theme"]) == ["Shared"]
    assert not echo.behind(shown, shown.at_first).counted
    assert seen(at, "~phrases").spec is None
    at.id = team
    assert list(seen(at).table["Theme"]) == ["Only here", "Shared"]
    assert "long corridor" in list(seen(at, "~phrases").table["Phrase"])


def test_somebodys_own_cycles_are_not_seen_from_afar(store):
    at = LookedAt(store)
    team = at.within("Our team")
    life = at.within("Sam", Scale.PERSON, team)
    at.cycle("And on", SUMMER, at.cycle("My week", SPRING, system=life), system=life)
    at.story(SPRING, ["Food"], system=life)
    assert len(echo.choices(at.kept().ask)) == 1
    at.id = team
    assert len(echo.choices(at.ask)) == 2


# What it claims, over copies of the example's own answers


def claimed(told: pd.DataFrame, nth: np.ndarray) -> tuple[str, ...]:
    """What the lens claims where these tellers told in these cycles."""
    ids = {UUID(int=at): name for at, name in enumerate(told.columns[3:], 1)}
    told = told.assign(nth=nth, question=told["prompt"])
    everybody = told.groupby(["nth", "question"], as_index=False).size().assign(item=None)
    by, item = np.nonzero(told[list(ids.values())].to_numpy())
    spoken = told.iloc[by][["nth", "question", "teller"]].assign(item=np.array(list(ids))[item])
    beside = spoken.merge(spoken, on=["nth", "question", "teller"], suffixes=("", "_beside"))
    beside = beside[beside["item"] != beside["item_beside"]].rename(columns={"item_beside": "beside"})
    of_item = ["nth", "question", "item"]
    frames = {
        echo._TOLD: pd.concat([everybody, spoken.groupby(of_item, as_index=False).size()]).rename(
            columns={"size": "tellers"}
        ),
        echo._COMPANY: beside.groupby([*of_item, "beside"], as_index=False)
        .size()
        .rename(columns={"size": "tellers"}),
        echo._MEANT: pd.DataFrame(columns=["nth", "question", "item", "asked", "answer", "tellers", "every"]),
        echo._NAMES: pd.DataFrame({"id": list(ids), "name": list(ids.values())}),
        _chain.ANYTHING_TOLD: pd.DataFrame({"id": [1]}),
        _chain._CYCLES: cycles(),
    }
    return tuple(
        claim.words for claim in echo.see(lambda sql, **_: frames[sql], Focus(system=UUID(int=99)), "").claims
    )


def cycles() -> pd.DataFrame:
    rows = [
        {"id": UUID(int=200 + nth), "name": f"Cycle {nth}", "begun": pd.Timestamp(2021, 6 + 3 * nth, 1)}
        | {"follows": UUID(int=199 + nth) if nth else None}
        for nth in range(3)
    ]
    return pd.DataFrame(rows).assign(system=UUID(int=99), stages=[[]] * 3, ended=None, place="Here")


def in_thirds(told: pd.DataFrame) -> np.ndarray:
    return pd.factorize(told["start"].dt.month.add(6) % 12 // 4, sort=True)[0]


def dealt(told: pd.DataFrame, chance: np.random.Generator) -> np.ndarray:
    nth = pd.Series(in_thirds(told), index=told.index)
    return nth.groupby(told["prompt"]).transform(lambda one: chance.permutation(one.to_numpy())).to_numpy()


def test_it_is_silent_where_tellers_are_dealt_anew_to_the_cycles_within_their_question():
    told = answers()
    assert breaks(lambda chance: claimed(told, dealt(told, chance))) <= MOST_BREAKS


def test_it_claims_what_was_planted_in_one_cycle():
    told = answers()
    chance = np.random.default_rng(3)
    nth = dealt(told, chance)
    planted = told.columns[5]
    there = (nth == 1) & (chance.random(len(told)) < 0.25)
    words = claimed(told.assign(**{planted: told[planted] | there}), nth)
    assert f"“{planted}” comes back in “Cycle 1”: more of those who told speak of it than earlier." in words
