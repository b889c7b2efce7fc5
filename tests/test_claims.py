"""What the lenses claim: nothing where only chance is at work, at the rate they name, and what was planted."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.charts.axes import Unit
from sensemaking.charts.chance import benjamini_hochberg
from sensemaking.charts.chance_in_time import furthest_stretch
from sensemaking.lenses import NOTHING_BEYOND_CHANCE, Claim, Seen, found, rhythm, themes
from sensemaking.model.focus import Focus

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "example"
COPIES = 60
MOST_BREAKS = 8
"""Of 60 copies three may break a silence that is kept in nineteen of twenty. More than eight would by chance be three
cases of a thousand; and the copies are the same at every run."""
MEASURE, HOME = UUID(int=7), UUID(int=8)


def days_told() -> Counter[date]:
    """How much was told on each day of the example's real comments."""
    with (EXAMPLE / "comments.csv").open(encoding="utf-8", newline="") as file:
        return Counter(datetime.strptime(row["Date"], "%d/%m/%Y").date() for row in csv.DictReader(file))


def days_dealt(chance: np.random.Generator, told: Counter[date]) -> Counter[date]:
    """The same days, each with all that was told on it, dealt to other days of the same time."""
    first, last = min(told), max(told)
    every = [first + timedelta(nth) for nth in range((last - first).days + 1)]
    return Counter(
        {day: told[every[other]] for day, other in zip(every, chance.permutation(len(every)), strict=True)}
    )


def rhythm_of(told: Counter[date]) -> Seen:
    days = sorted(day for day in told if told[day])
    frame = pd.DataFrame({"day": pd.to_datetime(days), "stories": [told[day] for day in days]})
    return rhythm.see(lambda sql, **params: frame, Focus(), "")


def rhythm_of_values(values: list[float]) -> Seen:
    first = date(2021, 6, 7)
    days = pd.to_datetime([first + timedelta(7 * nth) for nth in range(len(values))])
    of_values = pd.DataFrame({"day": days, "value": values}).assign(
        system=HOME, place="Here", around=None, in_all=len(values)
    )
    about = pd.DataFrame({"name": ["Days"], "unit": [""], "unreadable": [0], "of_lives": [0]})
    return rhythm.see(
        lambda sql, **params: of_values if "most" in params else about, Focus(system=HOME), str(MEASURE)
    )


def answers() -> pd.DataFrame:
    """Who carried which of the example's commonest themes in which month, in answer to which question."""
    with (EXAMPLE / "comments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = list(rows[0])[list(rows[0]).index("Not assigned") + 1 :]
    told = pd.DataFrame(
        {
            "start": pd.to_datetime([row["Date"] for row in rows], format="%d/%m/%Y")
            .to_period("M")
            .start_time,
            "prompt": [row["FFT question"] for row in rows],
            "teller": [row["Respondent ID"] for row in rows],
        }
        | {name: [row[name] == "1" for row in rows] for name in named}
    )
    often = told[named].sum()
    told = told.drop(columns=often.index[often < 60])
    return told.groupby(["start", "prompt", "teller"], as_index=False).any()


def themes_of(told: pd.DataFrame, start: np.ndarray) -> tuple[Claim, ...]:
    """What the lens claims where these tellers told in these months."""
    names = list(told.columns[3:])
    told = told.assign(start=start)
    ids = {UUID(int=nth): name for nth, name in enumerate(names)}
    tellers = told[["start", "prompt"]].assign(tellers=1)
    spoken_by, theme = np.nonzero(told[names].to_numpy())
    spoke = tellers.iloc[spoken_by].assign(theme=np.array(list(ids))[theme])
    return themes.claimed(lambda sql, **params: spoke if "shown" in params else tellers, Unit.MONTH, ids)


def breaks(copy: Callable[[np.random.Generator], tuple[Claim, ...]]) -> int:
    """In how many of the copies something is claimed."""
    chance = np.random.default_rng(22)
    return sum(bool(copy(chance)) for _ in range(COPIES))


def test_every_lens_names_the_shuffle_under_which_it_is_silent_and_how_often_it_is_not():
    for lens in found().values():
        assert "twenty" in lens.SILENT_UNDER, lens.NAME


def test_rhythm_is_silent_where_days_are_dealt_anew():
    told = days_told()
    assert breaks(lambda chance: rhythm_of(days_dealt(chance, told)).claims) <= MOST_BREAKS


def test_rhythm_is_silent_where_the_values_of_a_measure_are_dealt_anew():
    with (EXAMPLE / "measure.csv").open(encoding="utf-8", newline="") as file:
        values = [float(list(row.values())[-1]) for row in csv.DictReader(file)]
    assert breaks(lambda chance: rhythm_of_values(chance.permutation(values).tolist()).claims) <= MOST_BREAKS


def test_themes_are_silent_where_tellers_are_dealt_anew_within_their_question():
    told = answers()

    def copy(chance: np.random.Generator) -> tuple[Claim, ...]:
        start = told.groupby("prompt")["start"].transform(
            lambda of_one: chance.permutation(of_one.to_numpy())
        )
        return themes_of(told, start.to_numpy())

    assert breaks(copy) <= MOST_BREAKS


def test_themes_claim_the_month_in_which_a_theme_was_planted():
    told = answers()
    chance = np.random.default_rng(4)
    start = told.groupby("prompt")["start"].transform(lambda of_one: chance.permutation(of_one.to_numpy()))
    planted, month = told.columns[5], pd.Timestamp(2021, 10, 1)
    there = (start == month).to_numpy() & (chance.random(len(told)) < 0.3)
    (claim,) = themes_of(told.assign(**{planted: told[planted] | there}), start.to_numpy())
    assert claim.mark == f"2021-10@{UUID(int=2)}"
    assert claim.words.startswith(f"“{planted}” was spoken of more in October 2021, by ")


def test_rhythm_claims_nothing_where_one_day_of_forms_makes_a_month_tall():
    told = Counter({date(2021, 1, 1) + timedelta(nth): 3 for nth in range(0, 720, 2)})
    told[date(2021, 9, 30)] = 60
    assert rhythm_of(told).claims == ()
    assert NOTHING_BEYOND_CHANCE in rhythm_of(told).tells


def test_rhythm_claims_the_month_in_which_more_was_told_on_many_days():
    chance = np.random.default_rng(5)
    told = Counter({date(2021, 1, 1) + timedelta(nth): int(chance.poisson(3)) for nth in range(700)})
    told.update({date(2021, 11, 1) + timedelta(nth): 3 for nth in range(30)})
    (claim,) = (claim for claim in rhythm_of(told).claims if "/" not in claim.mark)
    assert claim.mark == "2021-11"
    assert claim.words.startswith("More was told in November 2021")


def test_rhythm_claims_a_season_in_which_less_was_told():
    chance = np.random.default_rng(7)
    told = Counter({date(2021, 1, 1) + timedelta(nth): int(chance.poisson(4)) for nth in range(700)})
    for nth in range(120):
        told[date(2021, 5, 1) + timedelta(nth)] //= 3
    (claim,) = (claim for claim in rhythm_of(told).claims if "/" in claim.mark)
    assert claim.words.startswith("Less was told from 1 May 2021")


def test_rhythm_claims_where_a_measure_moved_and_stayed_and_opens_the_stories_of_that_time():
    chance = np.random.default_rng(6)
    seen = rhythm_of_values([*chance.normal(20, 3, 24), *chance.normal(29, 3, 12)])
    (claim,) = seen.claims
    assert "higher" in claim.words
    assert rhythm.behind(seen, claim.mark).params["since"] >= date(2021, 11, 1)
    assert rhythm.behind(seen, claim.mark).params["system"] == HOME


@given(st.lists(st.floats(0, 1), max_size=40))
def test_a_q_is_no_smaller_than_its_p_and_keeps_its_order(p):
    q = benjamini_hochberg(p)
    assert (q >= np.array(p) * (1 - 1e-12)).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= 0).all()


def test_q_values_are_those_of_a_worked_example():
    # Benjamini and Hochberg 1995, section 4: fifteen p values, of which their procedure rejects the first four.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]  # fmt: skip  # noqa: E501
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=60))
def test_whatever_values_there_are_a_stretch_is_found_or_there_is_none(values):
    stretch = furthest_stretch(values)
    if stretch:
        assert 0 <= stretch.first < stretch.last < len(values)
        assert 0 < stretch.p <= 1
