"""The arithmetic of a run: compared with two other implementations, and at its edges."""

import csv
import gzip
import importlib.util
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.charts import variation
from sensemaking.charts.variation import Rule, band, by_chance, unusual

DATA = Path(__file__).parent / "data"
PTD = DATA / "ptd-expected"
PROCESSBEHAVIOR = DATA / "processbehavior-expected"

# NHSRplotthedots words the same rules with a direction; the direction is not ours to say.
RULES = {
    "Common Cause": None,
    "Above UCL": Rule.OUTSIDE,
    "Below LCL": Rule.OUTSIDE,
    "7 Point Trend (Increasing)": Rule.TREND,
    "7 Point Trend (Decreasing)": Rule.TREND,
    "2 in 3 Above CL": Rule.NEAR_THE_EDGE,
    "2 in 3 Below CL": Rule.NEAR_THE_EDGE,
    "7 Points Above CL": Rule.ONE_SIDE,
    "7 Points Below CL": Rule.ONE_SIDE,
}
CASES = {
    ("screened", "breaches"): 2437,
    ("unscreened", "breaches"): 2437,
    ("unscreened", "performance"): 2437,
    ("unscreened", "attendances"): 2437,
    ("unscreened_fix12", "breaches"): 2437,
    ("unscreened_rebase_2018-04-01", "breaches"): 2437,
}


def runs_of(case: str, measure: str) -> Iterator[list[dict[str, str]]]:
    """Each organisation's run of one case in the order of time; a rebased run is two."""
    runs: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with gzip.open(PTD / "ae_expected.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if (row["case"], row["measure"]) == (case, measure):
                runs[row["org_code"], row["rebase_group"]].append(row)
    for run in runs.values():
        yield sorted(run, key=lambda row: row["period"])


@pytest.mark.parametrize(("case", "measure"), CASES)
def test_every_limit_and_flag_equals_those_of_the_nhs_package(case, measure):
    compared = 0
    for run in runs_of(case, measure):
        values = [float(row["value"]) for row in run]
        usual = band(values[:12] if case == "unscreened_fix12" else values, screened=case == "screened")
        for row, rule in zip(run, unusual(values, usual), strict=True):
            assert usual.mean == pytest.approx(float(row["mean_col"]), abs=1e-9, rel=0)
            assert usual.low == pytest.approx(float(row["lpl"]), abs=1e-9, rel=0)
            assert usual.high == pytest.approx(float(row["upl"]), abs=1e-9, rel=0)
            assert rule == RULES[row["special_cause_type"]], (row["org_code"], row["period"])
            compared += 1
    assert compared == CASES[case, measure]


def test_every_published_snapshot_of_the_nhs_package_is_reproduced():
    cases: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    with (PTD / "snapshot_cases.csv").open() as file:
        for row in csv.DictReader(file):
            cases[row["case"], row["f"], row["rebase_group"]].append(row)
    assert {case for case, _, _ in cases} >= {"r1", "r2", "r3"}
    for (case, _, _), run in cases.items():
        values = [float(row["y"]) for row in run]
        fixed = [float(row["fix_y"]) for row in run if row["fix_y"] != "NA"]
        usual = band(fixed, screened=case != "r3")
        assert (usual.mean, usual.low, usual.high) == pytest.approx(
            tuple(float(run[0][name]) for name in ("mean_col", "lpl", "upl")), abs=1e-9
        ), case
        assert unusual(values, usual) == [RULES[row["special_cause_type"]] for row in run], case


@pytest.mark.parametrize("vector", json.loads((PTD / "rule_vectors.json").read_text()), ids=str)
def test_each_rule_answers_as_the_recorded_calls_of_the_nhs_package(vector):
    """48 calls: where runs of seven end, which points they hold, and two in three near one edge."""
    given_values, expected = vector["args"], vector["expected"]
    name = vector["fn"][0]
    if name == "ptd_seven_point_one_side_mean":
        assert [abs(end) for end in variation.ends_of_one_side(given_values["v"])] == expected
    elif name == "ptd_seven_point_trend":
        assert variation.ends_of_trends(given_values["y"]) == expected
    elif name == "ptd_part_of_seven_trend":
        assert variation.whole_runs(given_values["v"]) == expected
    elif name == "ptd_two_in_three":
        sides = given_values.get("rtm", [])
        close = given_values["v"]
        sides = sides * len(close) if len(sides) == 1 else sides
        assert variation.near_one_edge([bool(one) for one in close], sides) == expected
    else:
        # The package joins the two vectors; `unusual` does it where it gathers the rules.
        assert name == "ptd_part_of_two_in_three"
        assert [
            int(bool(a and b)) for a, b in zip(given_values["v"], given_values["x"], strict=True)
        ] == expected


@pytest.mark.parametrize(
    ("case", "points"),
    [
        ("missing_values", 45),
        ("paired_xmr_r", 104),
        ("pathological_ordering", 32),
        ("single_obs_strata", 36),
        ("unstratified_small", 15),
    ],
)
def test_bands_and_points_outside_equal_those_of_processbehavior(case, points):
    """Its cases hold missing values, scrambled order, one observation in a stratum, and few points."""
    with (PROCESSBEHAVIOR / case / "X_data.csv").open() as file:
        rows = list(csv.DictReader(file))
    statistics = json.loads((PROCESSBEHAVIOR / case / "X_statistics.json").read_text())
    values = [float(row["y"]) for row in rows]
    usual = band(values, screened=False)
    assert usual.mean == pytest.approx(statistics["center"], abs=0.002)
    assert usual.low == pytest.approx(statistics["lpl"], abs=0.002)
    assert usual.high == pytest.approx(statistics["upl"], abs=0.002)
    outside = [(value > usual.high) - (value < usual.low) for value in values]
    assert outside == [int(row["beyond_limits"]) for row in rows]
    assert len(rows) == points


def test_screening_leaves_a_single_jump_out_of_the_band_and_says_so():
    steady = [10.0, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 90]
    assert band(steady, screened=False).left_out == 0
    usual = band(steady)
    assert usual.left_out == 1
    assert usual.high - usual.mean == pytest.approx(2.66)
    assert unusual(steady, usual)[-1] is Rule.OUTSIDE


@given(st.floats(-1e12, 1e12), st.integers(1, 60))
def test_the_same_value_again_and_again_has_no_band_and_nothing_unusual(value, points):
    values = [value] * points
    usual = band(values)
    assert (usual.low, usual.mean, usual.high) == (value, value, value)
    assert unusual(values, usual) == [None] * points


@given(st.lists(st.floats(-1e99, 1e99), min_size=1, max_size=60))
def test_the_band_is_finite_and_around_the_mean_whatever_the_values(values):
    usual = band(values)
    assert usual.low <= usual.mean <= usual.high
    assert math.isfinite(usual.low)
    assert math.isfinite(usual.high)
    assert len(unusual(values, usual)) == len(values)


@given(st.lists(st.integers(-1000, 1000), min_size=12, max_size=40))
def test_turned_upside_down_the_same_points_are_unusual(values):
    """Neutral: nothing about a rule knows which way would be welcome."""
    turned = [-value for value in values]
    assert unusual(values, band(values)) == unusual(turned, band(turned))


def test_the_chance_that_is_told_is_what_a_simulation_finds():
    bench = Path(__file__).parents[1] / "bench" / "chance_of_a_rule.py"
    spec = importlib.util.spec_from_file_location("chance_of_a_rule", bench)
    simulation = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(simulation)
    for points in (12, 24, 42, 60):
        found = simulation.share_of_runs_that_trip(points, runs=500, seed=7)
        assert by_chance(points) == pytest.approx(found, abs=0.07), points


def test_longer_runs_trip_a_rule_by_chance_more_often():
    told = [by_chance(points) for points in range(1, 1000)]
    assert told == sorted(told)
    assert told[11] < 0.1 < 0.9 < told[-1] < 1
