"""The rules of looking, kept by every chart of every lens at many focuses. (Numbers: design rules of the product.)"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensemaking import lenses
from sensemaking.charts import marks, over_cycles, style
from sensemaking.charts.variation import HOW_IT_IS_WORKED_OUT, RULES_IN_WORDS, Rule, chance_in_words
from sensemaking.lenses import Seen
from sensemaking.store import Store, open_store
from tests.seen_through import CANARY, LookedAt

LENSES = lenses.found()
SPECS = {
    "run": marks.run(),
    "run of counts": marks.run(whole=True),
    "runs": marks.runs(),
    "stories": marks.stories(),
    "themes": marks.themes(joined=True),
    "few themes": marks.themes(joined=False),
    "on a scale": marks.placed(1, numbered=True),
    "between poles": marks.placed(1, numbered=False),
    "on a scale, in rows": marks.placed(3, numbered=True),
    "in words": marks.said(3, columns=False),
    "in words, twice": marks.said(3, columns=True),
    "two scales": marks.scatter(numbered=True, numbered_across=False),
    "differences": marks.differences(crowded=False),
    "differences of many": marks.differences(crowded=True),
    "perspectives": marks.voices(),
    "threads": over_cycles.threads(2),
    "absences": over_cycles.absences(2),
    "difference": marks.difference(2),
    "difference of three": marks.difference(3),
    "difference of four": marks.difference(4),
}
NEVER_SAID = re.compile(
    r"\b(targets?|kpis?|scor(e|es|ed|ing)|rat(ed|ings?)|rank(s|ed|ing)?|league|performance|insights?|analytics|users?"
    r"|submit|engagement|benchmark\w*|improv\w*|worse\w*|better|best|worst|top|bottom|good|bad|success\w*|fail\w*"
    r"|threshold\w*|red|green|amber|trend|up|down|above|below)\b",
    re.IGNORECASE,
)
MARKS_THAT_SAY_ENOUGH = {"rule", "tick", "bar", "arc"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("rules") / "ours.duckdb")
    yield opened
    opened.close()


def parts(spec: Any, key: str) -> Iterator[Any]:
    """Everything that stands under a key, anywhere in a spec."""
    if isinstance(spec, dict):
        if key in spec:
            yield spec[key]
        for one in spec.values():
            yield from parts(one, key)
    elif isinstance(spec, list):
        for one in spec:
            yield from parts(one, key)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_no_chart_puts_anything_in_the_order_of_a_value(spec):
    assert all(order is None for order in parts(spec, "sort"))
    assert not list(parts(spec, "order"))
    for facet in parts(spec, "facet"):
        assert facet["sort"] is None
    for transforms in parts(spec, "transform"):
        assert all(set(one) == {"filter"} for one in transforms)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_no_chart_draws_a_line_to_reach_or_a_bar_to_compare(spec):
    kinds = {mark["type"] for mark in parts(spec, "mark")}
    assert kinds
    assert not kinds & MARKS_THAT_SAY_ENOUGH
    assert not list(parts(spec, "datum"))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_no_chart_names_a_colour_and_only_a_theme_has_one(spec):
    assert not re.search(
        r"#[0-9a-f]{3}|\b(red|green|orange|blue|steelblue)\b|rgb", json.dumps(spec), re.IGNORECASE
    )
    assert {encoded["field"] for encoded in parts(spec, "color")} <= {"hue"}
    assert not list(parts(spec, "scheme"))
    assert all(legend is None for legend in parts(spec, "legend"))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_what_is_chosen_in_a_chart_comes_back_as_a_mark_or_an_area(spec):
    found = {param["name"]: param for params in parts(spec, "params") for param in params}
    chosen, area = found["chosen"], found.get("area")
    assert chosen["select"] == {"type": "point", "fields": ["mark"], "on": "click"}
    assert area is None or area["select"].items() >= {"type": "interval"}.items()
    over = area["select"]["encodings"] if area else []
    assert over in ([], ["x"], ["y"], ["x", "y"])
    fields = {
        encoded[axis]["field"]
        for encoded in parts(spec, "encoding")
        for axis in over
        if "field" in encoded.get(axis, {})
    }
    assert fields & {"start", "along", "row", "across"} or not over


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_chart_is_built_once_and_looks_as_the_paper_says(spec):
    assert "config" not in spec
    styles = {mark["style"] for mark in parts(spec, "mark")}
    for dark in (False, True):
        assert styles <= style.config(dark)["style"].keys()


def test_a_mean_never_stands_alone():
    for spec in (marks.run(), marks.runs()):
        styles = [mark["style"] for mark in parts(spec, "mark")]
        assert {"mean", "band"} <= set(styles)
        assert {"point", "small-point"} & set(styles)


@pytest.mark.parametrize("size", [1.0, 1.8])
@pytest.mark.parametrize("dark", [False, True])
def test_words_in_charts_are_large_enough_to_read(dark, size):
    sizes = [value for key in ("fontSize", "labelFontSize") for value in parts(style.config(dark, size), key)]
    assert len(sizes) >= 4
    assert min(sizes) >= 14 * size


def linear(colour: str) -> list[float]:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]


def luminance(colour: str) -> float:
    return sum(part * weight for part, weight in zip(linear(colour), (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# How people without one kind of cone see: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
}


def lab(colour: str, sight: str) -> list[float]:
    rgb = linear(colour)
    seen = [min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in SIGHTS[sight]]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, seen, strict=True)) for row in to_xyz]
    x, y, z = (
        (part / white) ** (1 / 3) if part / white > 0.008856 else 7.787 * part / white + 16 / 116
        for part, white in zip(xyz, (0.9505, 1, 1.089), strict=True)
    )
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("paper", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_the_six_colours_stay_apart_for_people_who_see_colours_differently(paper, sight):
    for one, other in combinations(paper.six, 2):
        apart = sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5
        assert apart > 20, (one, other)


@pytest.mark.parametrize("paper", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_everything_drawn_and_written_stands_out_from_its_paper(paper):
    for behind in (paper.paper, paper.card):
        assert contrast(paper.ink, behind) >= 7
        assert contrast(paper.soft, behind) >= 4.5
        assert contrast(paper.accent, behind) >= 4.5
    assert all(contrast(colour, paper.paper) >= 3 for colour in paper.six)


def test_no_lens_orders_stories_by_a_value():
    """Every `order by` of every lens names only time, names and ids."""
    allowed = {
        "day",
        "o.day",
        "id",
        "o.id",
        "t.id",
        "m.id",
        "lower(t.name)",
        "lower(m.name)",
        "lower(s.name)",
    }
    allowed |= {"c.theme", "c.start", "o.system", "o.sequence", "s.id", "s.scale desc"}
    allowed |= {"a.day", "a.observation", "lower(question_words)", "question"}
    allowed |= {"s.held", "place"}
    newest_first = {"o.day desc", "o.sequence desc", "o.id desc"}
    for file in sorted(Path(lenses.__file__).parent.glob("*.py")):
        for ordered in re.findall(
            r"order by ((?:lower\([\w.]+\)|[\w., ])+)", file.read_text(encoding="utf-8")
        ):
            named = {part.strip() for part in ordered.split(",")}
            assert named <= allowed or named <= newest_first, (file.name, ordered)


def test_words_of_lenses_and_rules_hold_nothing_that_judges():
    for lens in LENSES.values():
        for sentence in (lens.TITLE, lens.CANNOT_SAY):
            assert not NEVER_SAID.search(sentence), sentence
    for sentence in (HOW_IT_IS_WORKED_OUT, RULES_IN_WORDS, chance_in_words(30), *Rule):
        assert not NEVER_SAID.search(sentence), sentence


A_DAY = st.one_of(
    st.dates(date(2021, 1, 1), date(2021, 3, 1)),
    st.dates(date(2015, 1, 1), date(2025, 12, 31)),
    st.sampled_from([date(1900, 1, 1), date(2100, 12, 31)]),
)
A_STORY = st.tuples(
    A_DAY,
    st.lists(st.sampled_from(["Access", "Food", "being heard", "Zest", "Ärger"]), max_size=3, unique=True),
    st.sampled_from(["Duty team", "a place to go", "Östra"]),
)
A_VALUE = st.tuples(
    A_DAY,
    st.one_of(st.floats(), st.sampled_from([0.0, 1.0, 7.5])),
    st.sampled_from(["Duty team", "a place to go"]),
)


def one_spec_a_kind() -> list[dict[str, Any]]:
    """Every spec, however many rows it has room for."""
    return [{**spec, "height": 0} for spec in SPECS.values()]


def what_is_seen(at: LookedAt) -> Iterator[Seen]:
    for lens in LENSES.values():
        for choice in lens.choices(at.ask):
            seen = lens.see(at.ask, at.focus, choice.key)
            yield seen
            for mark in seen.marks[:1]:
                for opening in (lens.behind(seen, mark.key), lens.other_way(seen, mark.key)):
                    assert not NEVER_SAID.search(opening.words), opening.words
                    opened = at.opened(opening)
                    assert opened == sorted(opened)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    stories=st.lists(A_STORY, max_size=30),
    values=st.lists(A_VALUE, max_size=30),
    since=st.none() | st.dates(date(2020, 1, 1), date(2021, 2, 1)),
    days=st.integers(0, 900),
    cycles=st.lists(st.none() | st.dates(date(2020, 6, 1), date(2021, 6, 1)), max_size=4),
)
def test_every_lens_keeps_the_rules_at_every_focus(store, stories, values, since, days, cycles):
    at = LookedAt(store)
    follows = None
    for nth, begun in enumerate(cycles):
        follows = at.cycle(f"Cycle {nth}", begun, follows)
    for day, themes, team in stories:
        at.story(day, themes, system=at.within(team))
    for day, value, team in values:
        at.value(day, value, system=at.within(team))
    at.kept()
    if since:
        at.narrowed = {"since": since, "until": since + timedelta(days=days)}
    for seen in what_is_seen(at):
        assert seen.title.endswith("?")
        for sentence in (seen.title, *seen.tells, *seen.notes, *(mark.words for mark in seen.marks)):
            assert not NEVER_SAID.search(sentence), sentence
        shown = [seen.rows.to_json(), seen.table.to_json(), json.dumps(seen.spec), *seen.tells]
        assert CANARY not in " ".join(shown)
        assert seen.spec is None or {**seen.spec, "height": 0} in one_spec_a_kind()
        if "panel" in seen.rows:
            panels = list(dict.fromkeys(seen.rows["panel"]))
            assert panels == sorted(panels, key=str.lower)
        if len(seen.rows) and "high" in seen.rows:
            counts = seen.lens == "themes" or not seen.choice
            for _, run in seen.rows.groupby("panel"):
                usual = len(run) >= 12 and not (counts and (run["value"] > 0).mean() < 0.5)
                assert run["high"].notna().all() == usual
                assert run["high"].isna().all() != usual
                assert run["joined"].isna().all() != usual


def test_a_rule_that_is_broken_is_found():
    """The tests above can fail: each is shown a chart or a sentence that breaks its rule."""
    broken = {"mark": {"type": "rule"}, "encoding": {"y": {"sort": "-x"}, "color": {"field": "value"}}}
    with pytest.raises(AssertionError):
        test_no_chart_puts_anything_in_the_order_of_a_value(broken)
    with pytest.raises(AssertionError):
        test_no_chart_draws_a_line_to_reach_or_a_bar_to_compare(broken)
    with pytest.raises(AssertionError):
        test_no_chart_names_a_colour_and_only_a_theme_has_one(broken)
    assert NEVER_SAID.search("This team is above target.")
    same = replace(style.LIGHT, six=("#2F5D62",) * 6)
    with pytest.raises(AssertionError):
        test_the_six_colours_stay_apart_for_people_who_see_colours_differently(same, "usual")
