"""Contrast: systems side by side, counted by tellers, silent under chance, and kind to whoever told."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import comb
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4, uuid5

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.charts.chance import dealt_anew, likely
from sensemaking.lenses import NOTHING_BEYOND_CHANCE, Seen, contrast
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import notice
from sensemaking.screen import chart
from sensemaking.store import Store, open_store
from tests.a_stack import a_story, keep_all
from tests.by_the_front_door import come_in, said, words_on_cards
from tests.seen_through import CANARY, LookedAt

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "example" / "comments.csv"
COPIES = 100
MOST_BREAKS = 12
"""Of 100 copies five may break a silence that is kept in nineteen of twenty. More than twelve would by chance be two
cases of a thousand; and the copies are the same at every run."""


@dataclass(frozen=True)
class Told:
    """Tellers, one a row: the system each told in, what they were asked (one number), and the themes they speak of."""

    system: np.ndarray
    asked: np.ndarray
    speaks: np.ndarray

    def dealt(self, chance: np.random.Generator) -> "Told":
        """The same tellers, each whole, dealt to other systems among those who were asked the same."""
        system = self.system.copy()
        for asked in np.unique(self.asked):
            those = np.flatnonzero(self.asked == asked)
            system[those] = chance.permutation(system[those])
        return replace(self, system=system)

    def seen(self, choice: str = "") -> Seen:
        """What the lens shows of them, from the counts that the store would answer with."""
        _, asked = np.unique(self.asked, return_inverse=True)
        many, strata = self.speaks.shape[1] + 1, asked.max() + 1
        teller, theme = np.nonzero(np.column_stack([self.speaks, np.ones(len(asked))]))
        cells = np.bincount((self.system[teller] * strata + asked[teller]) * many + theme)
        there = np.flatnonzero(cells)
        tellers = pd.DataFrame(
            {
                "place": there // many // strata,
                "stratum": there // many % strata,
                "theme": np.append(np.arange(many - 1), -1)[there % many],
                "tellers": cells[there],
            }
        )
        systems, themes = range(self.system.max() + 1), range(self.speaks.shape[1])
        answers = {
            contrast._SCALES: pd.DataFrame({"scale": [2, 3], "places": [len(systems), 1], "here": 3}),
            contrast._TELLERS: tellers,
            contrast._PLACES: pd.DataFrame(
                {
                    "id": [place(one) for one in systems],
                    "name": [f"Team {one:03d}" for one in systems],
                    "around": None,
                }
            ),
            contrast._THEMES: pd.DataFrame(
                {"id": [theme_of(one) for one in themes], "name": [f"Theme {one:02d}" for one in themes]}
            ),
        }
        return contrast.see(lambda sql, **_: answers[sql], Focus(system=uuid4()), choice)


def place(nth: int) -> UUID:
    return UUID(int=1_000 + int(nth))


def theme_of(nth: int) -> UUID:
    return UUID(int=5_000 + int(nth))


def real() -> Told:
    """The tellers of the example's real comments, of all teams but the blank one."""
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        told = [row for row in csv.DictReader(file) if row["Team"] and row["FFT answer"].strip()]
    named = list(told[0])
    themes = named[named.index("Not assigned") + 1 : named.index("Country")]
    teams = sorted({row["Team"] for row in told})
    asked: dict[tuple[str, str], set[str]] = defaultdict(set)
    spoken: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in told:
        teller = row["Team"], row["Respondent ID"]
        asked[teller].add(row["FFT question"])
        spoken[teller] |= {nth for nth, theme in enumerate(themes) if row[theme] == "1"}
    sets = sorted({tuple(sorted(one)) for one in asked.values()})
    return Told(
        np.array([teams.index(team) for team, _ in asked]),
        np.array([sets.index(tuple(sorted(one))) for one in asked.values()]),
        np.array([[nth in spoken[teller] for nth in range(len(themes))] for teller in asked]),
    )


def made(chance: np.random.Generator, tellers: int, systems: int, themes: int = 12, asked: int = 1) -> Told:
    """Tellers who speak of each theme as often wherever they tell, whatever they were asked."""
    shares = chance.dirichlet(np.full(systems, 20.0))
    return Told(
        chance.choice(systems, tellers, p=shares),
        chance.integers(0, asked, tellers),
        chance.random((tellers, themes)) < chance.uniform(0.02, 0.5, themes),
    )


def breaks(copy: Callable[[np.random.Generator], Told], copies: int = COPIES) -> int:
    """In how many of the copies something is claimed."""
    chance = np.random.default_rng(22)
    return sum(bool(copy(chance).seen().claims) for _ in range(copies))


# Beyond chance


def one_by_one(told: np.ndarray, spoke: np.ndarray, here: np.ndarray) -> np.ndarray:
    """The same chances in the plainest way: every sum of every way to deal."""
    found = np.ones(here.shape)
    for system, theme in np.ndindex(here.shape):
        chances = np.ones(1)
        for many, speak, all_of in zip(told[system], spoke[:, theme], told.sum(axis=0), strict=True):
            ways = [comb(speak, one) * comb(all_of - speak, many - one) for one in range(many + 1)]
            chances = np.convolve(chances, [way / comb(all_of, many) for way in ways])
        at = here[system, theme]
        found[system, theme] = min(1, 2 * min(chances[: at + 1].sum(), chances[at:].sum()))
    return found


@given(st.integers(0, 2**32), st.integers(2, 4), st.integers(1, 4), st.sampled_from([3, 12, 40]))
def test_chances_are_those_of_every_way_to_deal_the_tellers(seed, systems, strata, most):
    chance = np.random.default_rng(seed)
    told = chance.integers(0, most, (systems, strata))
    spoke = chance.binomial(told.sum(axis=0)[:, None], chance.random((strata, 2)))
    least = np.maximum(0, told[:, :, None] + spoke - told.sum(axis=0)[:, None])
    most_there = np.minimum(told[:, :, None], spoke)
    here = chance.integers(least, most_there, endpoint=True).sum(axis=1)
    exact, found = one_by_one(told, spoke, here), dealt_anew(told, spoke, here)
    worked_out = (found < 1) & (found > 1e-8)
    assert np.allclose(found[worked_out], exact[worked_out], atol=1e-9)
    assert (exact[found == 1] > 0.05).all()
    assert (found >= exact - 1e-9).all()


def test_a_share_lies_where_wilson_says():
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    lower, upper = likely(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]))
    assert lower.round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert upper.round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_contrast_is_silent_where_real_tellers_are_dealt_anew():
    told = real()
    assert told.seen().claims
    assert breaks(told.dealt) <= MOST_BREAKS


def often_told(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sixty tellers in six systems who tell up to forty times, each again and again of the same few things."""
    stories = np.minimum(chance.zipf(1.4, 60), 40)
    speaks = chance.random((60, 12)) < 0.15
    return chance.integers(0, 6, 60), stories, speaks


def test_contrast_is_silent_where_people_tell_many_times_and_counting_rows_would_not_be():
    def by_teller(chance: np.random.Generator) -> Told:
        system, stories, speaks = often_told(chance)
        return Told(system, np.floor(4 * np.log2(stories)), speaks)

    def by_row(chance: np.random.Generator) -> Told:
        system, stories, speaks = often_told(chance)
        return Told(np.repeat(system, stories), np.zeros(stories.sum()), np.repeat(speaks, stories, axis=0))

    assert breaks(by_teller) <= MOST_BREAKS
    assert breaks(by_row, 40) > 30


def test_contrast_is_silent_where_systems_were_asked_different_questions():
    def asked(chance: np.random.Generator) -> Told:
        system = chance.integers(0, 4, 600)
        question = (chance.random(600) < np.where(system == 0, 0.9, 0.2)).astype(int)
        often = np.where(question[:, None] == 1, 0.6, 0.1)
        return Told(system, question, chance.random((600, 8)) < often)

    assert breaks(asked, 100) <= 12
    assert breaks(lambda chance: replace(asked(chance), asked=np.zeros(600)), 20) == 20


@pytest.mark.parametrize(("systems", "tellers"), [(2, 300), (8, 1_000), (30, 3_000)])
def test_what_was_planted_is_found_and_named(systems, tellers):
    found = 0
    for seed in range(10):
        chance = np.random.default_rng(seed)
        told = made(chance, tellers, systems, asked=3)
        told.speaks[:, 5] = chance.random(tellers) < 0.15
        told.speaks[told.system == 1, 5] |= chance.random((told.system == 1).sum()) < 0.4
        claims = told.seen().claims
        planted = [claim for claim in claims if claim.mark == f"{place(1)}@{theme_of(5)}"]
        assert all(
            claim.words == "More people in Team 001 than elsewhere speak of “Theme 05”." for claim in planted
        )
        found += bool(planted)
        assert all(claim.q <= 0.05 for claim in claims)
    assert found >= 9


def test_what_is_claimed_is_drawn_though_other_themes_are_told_more():
    chance = np.random.default_rng(3)
    told = made(chance, 2_000, 5, themes=30)
    told.speaks[:, 29] = (told.system == 2) & (chance.random(2_000) < 0.2)
    told.speaks[:20, 29] = True
    seen = told.seen()
    assert "Theme 29" in set(seen.rows["theme"])
    assert f"{place(2)}@{theme_of(29)}" in {claim.mark for claim in seen.claims}
    assert seen.rows["theme"].nunique() == 12
    assert any("18 more themes can be chosen by name." in sentence for sentence in seen.tells)
    order = list(dict.fromkeys(seen.rows["theme"]))
    assert order == sorted(order)


def test_the_page_says_how_many_places_were_looked_at_and_what_chance_would_give():
    seen = made(np.random.default_rng(1), 900, 6, themes=20).seen()
    assert (
        "We looked at 120 meetings of a team with a theme. Taken one by one, about six of them would stand out by "
        "chance alone." in seen.tells
    )
    assert any("Benjamini and Hochberg" in note and "120 meetings together" in note for note in seen.notes)
    assert NOTHING_BEYOND_CHANCE in seen.tells
    assert not seen.claims and not seen.rows["claimed"].any()
    assert seen.at_first == f"@{theme_of(0)}"


@pytest.mark.parametrize("systems", [3, 30, 300])
def test_systems_keep_the_stacks_order_and_names_find_room_however_many_there_are(systems):
    chance = np.random.default_rng(systems)
    told = made(chance, 20 * systems, systems)
    told.speaks[told.system < 12, 3] = True
    seen = told.seen()
    for _, panel in seen.rows.groupby("panel"):
        assert list(panel["name"]) == sorted(panel["name"])
        written = panel.loc[panel["label"] != "", "written"]
        assert len(written) <= 8
        assert written.diff().dropna().min() > 0.1 or len(written) < 2
        assert written.between(0, 1).all()
    if systems == 3:
        assert (seen.rows["label"] == seen.rows["name"]).all()
    assert len(seen.marks) <= contrast.MOST_LISTED + 12
    one = told.seen(str(theme_of(3)))
    assert len(one.rows) == len(one.marks) - 1
    assert ("label" in str(one.spec)) == (systems == 300) or "name" in str(one.spec)


# From the store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("contrast") / "ours.duckdb")
    yield opened
    opened.close()


def tell(
    at: LookedAt,
    system: UUID | None,
    themes: Sequence[str] = (),
    teller: str | None = None,
    asked: str = "",
    many: int = 1,
) -> list[UUID]:
    given = [at.named("theme", name) for name in themes]
    return [
        at._observation(
            date(2021, 6, 1), system, kind="story", words=CANARY, themes=given, teller=teller, prompt=asked
        )
        for _ in range(many)
    ]  # fmt: skip


def two_teams(at: LookedAt) -> tuple[UUID, UUID]:
    """Nine people told in one team, nine in another; some in both speak of access."""
    north, south = at.within("North"), at.within("South")
    for nth in range(9):
        tell(at, north, ["Access"] if nth < 6 else ["Food"])
        tell(at, south, ["Access"] if nth < 3 else ["Food"])
    return north, south


def looked(at: LookedAt, choice: str = "") -> Seen:
    return contrast.see(at.kept().ask, at.focus, choice)


def share_of(seen: Seen, theme: str, name: str) -> tuple[float, float]:
    row = seen.rows[(seen.rows["theme"] == theme) & (seen.rows["name"] == name)].iloc[0]
    return row["share"], row["elsewhere"]


def test_each_system_stands_beside_the_share_elsewhere(store):
    at = LookedAt(store)
    two_teams(at)
    seen = looked(at)
    assert share_of(seen, "Access", "North") == (0.67, 0.33)
    assert share_of(seen, "Access", "South") == (0.33, 0.67)
    assert seen.title == "Where do teams differ in what is spoken of?"
    assert seen.scales == (Scale.TEAM,) and seen.scale is Scale.TEAM
    assert list(seen.table.columns) == ["Team", "Access", "Food"]


def test_a_teller_counts_once_however_often_they_told(store):
    at = LookedAt(store)
    north, _ = two_teams(at)
    for system in (north, at.within("South")):
        tell(at, system, ["Access"], teller="somebody", many=12)
        tell(at, system, ["Food"], teller="somebody else", many=12)
    seen = looked(at)
    assert share_of(seen, "Access", "North") == (0.64, 0.36)
    assert not seen.claims


def test_the_share_elsewhere_is_that_of_people_who_answered_the_same_questions(store):
    at = LookedAt(store)
    north, south = at.within("North"), at.within("South")
    for nth in range(12):
        tell(at, north, ["Access"] if nth % 2 else ["Food"], asked="What was hard?")
        tell(at, south, ["Access"] if nth % 2 else ["Food"], asked="What was hard?")
    for _ in range(40):
        tell(at, south, ["Joy"], asked="What was easy?")
    seen = looked(at)
    assert share_of(seen, "Access", "North") == (0.5, 0.5)
    assert share_of(seen, "Access", "South") == (0.5, 0.5)
    assert "Joy" not in set(seen.rows["theme"])


def test_what_is_told_closer_in_counts_to_the_system_around_it_and_nobodys_life_is_named(store):
    at = LookedAt(store)
    north, south = two_teams(at)
    life = at.within("Sam", Scale.PERSON, north)
    for _ in range(9):
        tell(at, life, ["Access"])
    seen = looked(at)
    assert share_of(seen, "Access", "North")[0] == 0.83
    shown = (
        seen.rows.to_json() + seen.table.to_json() + " ".join((*seen.tells, *(m.words for m in seen.marks)))
    )
    assert "Sam" not in shown and str(life) not in shown
    access = at.named("theme", "Access")
    assert len(at.opened(contrast.behind(seen, f"{north}@{access}"))) == 15
    assert at.opened(contrast.behind(seen, f"{life}@{access}")) == []


@pytest.mark.parametrize("scale", [None, Scale.PERSON])
def test_peoples_own_lives_are_never_compared(store, scale):
    at = LookedAt(store)
    team = at.within("North")
    for name in ("Sam", "Kim"):
        for _ in range(9):
            tell(at, at.within(name, Scale.PERSON, team), ["Access" if name == "Sam" else "Food"])
    at.kept()
    at.id = team
    at.narrowed = {"scale": scale}
    seen = looked(at)
    assert seen.spec is None and seen.scales == ()
    assert seen.tells == (contrast._LIVES,)
    with pytest.raises(Refusal):
        contrast.behind(seen, f"{at.within('Sam')}@{at.named('theme', 'Access')}")


def test_the_next_scale_with_something_beside_it_is_compared_or_the_one_that_was_chosen(store):
    at = LookedAt(store)
    trust = at.within("The trust", Scale.ORGANISATION)
    for name in ("East", "West"):
        around = at.within(f"The {name}", Scale.PLACE)
        for team in ("One", "Two"):
            for nth in range(8):
                tell(at, at.within(f"{name} {team}", Scale.TEAM, around), ["Access"] if nth % 2 else ["Food"])
    tell(at, trust, ["Access"])
    seen = looked(at)
    assert (seen.scales, seen.scale) == ((Scale.PLACE, Scale.ORGANISATION, Scale.TEAM), Scale.PLACE)
    assert list(dict.fromkeys(seen.rows["name"])) == ["The East", "The West"]
    at.narrowed = {"scale": Scale.TEAM}
    assert list(dict.fromkeys(looked(at).rows["name"])) == ["East One", "East Two", "West One", "West Two"]
    at.narrowed = {"scale": Scale.ORGANISATION}
    assert looked(at).tells == (
        "Only one organisation is heard from here, so there is nothing to set beside it.",
    )


def test_what_is_spoken_of_in_one_system_only_stands_without_its_name(store):
    at = LookedAt(store)
    north, south = two_teams(at)
    east = at.within("East")
    for _ in range(20):
        tell(at, east, ["Bread", "Food"])
        tell(at, north, ["Food"])
        tell(at, south, ["Food"])
    seen = looked(at)
    bread = seen.rows[seen.rows["theme"] == "Bread"]
    assert list(bread["name"]) == ["One team, unnamed"]
    assert list(bread["at"]) == [0.5]
    (claim,) = (claim for claim in seen.claims if "Bread" in claim.words)
    assert claim.words == "“Bread” is spoken of in one team and in no other."
    assert claim.mark == f"@{at.named('theme', 'Bread')}"
    assert len(at.opened(contrast.behind(seen, claim.mark))) == 20
    named = [m.words for m in seen.marks if "Bread" in m.words]
    assert named == ["Bread, in all teams"]
    table = seen.table.set_index("Team")["Bread"]
    assert [name for name, cell in table.items() if cell] == ["One team, unnamed"]
    assert "What is spoken of in one team only stands without its name here." in seen.tells


def test_a_mark_opens_its_stories_and_another_way_those_without_it_in_answer_to_the_same_question(store):
    at = LookedAt(store)
    north, south = at.within("North"), at.within("South")
    with_it, without = [], []
    for _ in range(6):
        with_it += tell(at, north, ["Access"], asked="What was hard?")
        without += tell(at, north, ["Food"], asked="What was hard?")
        tell(at, north, ["Food"], asked="What was easy?")
        tell(at, south, ["Food"], asked="What was hard?")
        tell(at, south, ["Food"], asked="What was easy?")
    (elsewhere,) = tell(at, at.within("East"), ["Access"], asked="What was easy?")
    seen = looked(at)
    access = at.named("theme", "Access")
    behind, other = contrast.behind(seen, f"{north}@{access}"), contrast.other_way(seen, f"{north}@{access}")
    assert behind.words == "What was told in North and carries the theme “Access”."
    assert {one for _, one in at.opened(behind)} == set(with_it)
    assert {one for _, one in at.opened(other)} == set(without)
    assert not behind.counted and not other.counted
    nobody = contrast.other_way(seen, f"{south}@{access}")
    assert at.opened(contrast.behind(seen, f"{south}@{access}")) == []
    assert {one for _, one in at.opened(nobody)} == {*with_it, elsewhere}
    assert "where nobody there speaks of it, told elsewhere" in nobody.words
    assert contrast.behind(seen, f"@{access}").counted


def test_nothing_says_how_much_any_system_told(store):
    at = LookedAt(store)
    north, south = two_teams(at)
    seen = looked(at)
    assert not {"tellers", "told", "stories", "count"} & set(seen.rows.columns)
    for column in ("share", "lower", "upper", "elsewhere"):
        assert (seen.rows[column] == seen.rows[column].round(2)).all()


def test_systems_of_few_tellers_are_not_drawn_and_not_named(store):
    at = LookedAt(store)
    two_teams(at)
    tell(at, at.within("A small team"), ["Access"])
    seen = looked(at)
    assert "A small team" not in seen.rows.to_json() + seen.table.to_json() + " ".join(seen.tells)
    assert any(sentence.startswith("One team is not drawn") for sentence in seen.tells)


def nothing_closer_in(at: LookedAt) -> str:
    tell(at, None, ["Access"])
    return contrast._ALONE


def one_system(at: LookedAt) -> str:
    tell(at, at.within("North"), ["Access"])
    return "Only one team is heard from here, so there is nothing to set beside it."


def no_theme(at: LookedAt) -> str:
    for name in ("North", "South"):
        tell(at, at.within(name), many=9)
    return "What was told in these teams carries no theme yet."


def one_teller(at: LookedAt) -> str:
    for name in ("North", "South"):
        tell(at, at.within(name), ["Access"], teller="somebody", many=9)
    return "In no two teams have as many as five people answered the same question equally often"


def different_questions(at: LookedAt) -> str:
    for name in ("North", "South"):
        tell(at, at.within(name), ["Access"], asked=f"How is it in {name}?", many=9)
    return "In no two teams have as many as five people answered the same question equally often"


@pytest.mark.parametrize(
    "situation",
    [nothing_closer_in, one_system, no_theme, one_teller, different_questions],
    ids=lambda one: one.__name__,
)
def test_where_there_is_nothing_to_compare_something_kind_is_said(store, situation):
    at = LookedAt(store)
    expected = situation(at)
    seen = looked(at)
    assert seen.spec is None
    assert len(seen.tells) == 1 and seen.tells[0].startswith(expected)


def test_a_theme_on_every_story_is_no_difference(store):
    at = LookedAt(store)
    for name in ("North", "South"):
        tell(at, at.within(name), ["Access"], many=30)
    seen = looked(at)
    assert not seen.claims
    assert set(seen.rows["share"]) == set(seen.rows["elsewhere"]) == {1.0}


def test_systems_of_the_same_name_are_told_apart_by_the_one_around_them(store):
    at = LookedAt(store)
    for around in ("East", "West"):
        team = uuid5(at.id, around)
        at._row(
            "system", id=team, name="Duty team", scale=int(Scale.TEAM), parent=at.within(around, Scale.PLACE)
        )
        tell(at, team, ["Access"], many=9)
    at.narrowed = {"scale": Scale.TEAM}
    assert sorted(looked(at).rows["name"]) == ["Duty team, East", "Duty team, West"]


# On the page


@pytest.fixture
def organisation(stack, monkeypatch):
    monkeypatch.setattr(chart, "_room", lambda **_: SimpleNamespace(found={"width": 600, "letters": 17}))
    for name, often in (("team", 24), ("other team", 2)):
        here = stack[name]
        waiting, kindness = notice.theme_named(here, "Waiting"), notice.theme_named(here, "Kindness")
        told = (a_story(here, f"{name} {nth}", travels=Scale.COUNTRY, reviewed=True) for nth in range(30))
        keep_all(
            here,
            (replace(one, themes=(waiting,) if nth < often else (kindness,)) for nth, one in enumerate(told)),
        )
    return stack["organisation"]


def test_the_page_opens_what_is_beyond_chance_and_counts_for_no_team(organisation):
    door = come_in("look", system=str(organisation.focus.system), lens="contrast")
    assert "Where do teams differ in what is spoken of?" in said(door)
    assert "More people in Another team than elsewhere speak of “Kindness”." in said(door)
    assert words_on_cards(door)
    assert "The first 6 are open, in the order they were told; there are more." in said(door)


def test_where_there_is_nothing_to_compare_the_page_offers_to_stand_wider(organisation, stack):
    door = come_in("look", system=str(stack["team"].focus.system), lens="contrast")
    assert contrast._ALONE in said(door)
    (wider,) = [one for one in door.button if one.label.startswith("Stand wider, in ")]
    wider.click().run()
    assert door.query_params["system"] == str(organisation.focus.system)
    assert "Where do teams differ" in said(door)


def test_the_scale_that_is_compared_can_be_chosen_and_stands_in_the_link(organisation, stack):
    door = come_in("look", system=str(stack["country"].focus.system), lens="contrast")
    scale = door.selectbox(key="look.scale")
    assert list(scale.options) == ["Places side by side", "Organisations side by side", "Teams side by side"]
    assert scale.value is Scale.TEAM
    scale.set_value(Scale.PLACE).run()
    assert door.query_params["scale"] == "place"
    assert "Only one place is heard from here" in said(door)
    door.selectbox(key="look.scale").set_value(Scale.TEAM).run()
    assert "Where do teams differ" in said(door)
