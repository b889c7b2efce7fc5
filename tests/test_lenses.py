"""The lenses: what every one of them keeps to, and what each shows, tells and opens."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import cycle
from uuid import uuid4

import pandas as pd
import pytest
import vl_convert

from sensemaking import lenses
from sensemaking.charts import axes, style
from sensemaking.charts.axes import Unit
from sensemaking.charts.variation import Rule
from sensemaking.lenses import Seen, rhythm, themes, voices
from sensemaking.model.observation import Voice
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.store import Store, open_store
from tests.seen_through import CANARY, LookedAt, days_from

LENSES = lenses.found()
NOTHING_TOLD = "Nothing has been told here yet. What happened this week that surprised you?"
INVITES = {"voices": voices.NOTHING}
AREAS = {"contrast": None, "echo": None, "meaning": "-1000..1000", "silence": None, "voices": None}
"""An area that holds everything, where it is not one of time; None where no area can be drawn."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("lenses") / "ours.duckdb")
    yield opened
    opened.close()


def nothing(at: LookedAt) -> None:
    """An empty system."""


def one_story(at: LookedAt) -> None:
    at.story(date(2021, 6, 7), ["Access"])


def one_story_without_a_theme(at: LookedAt) -> None:
    at.story(date(2021, 6, 7))


def all_on_one_day(at: LookedAt) -> None:
    for _ in range(30):
        at.story(date(2021, 6, 7), ["Access", "Food"])
        at.value(date(2021, 6, 7), 4.0)


def all_the_same(at: LookedAt) -> None:
    for day in days_from(date(2021, 1, 4), 20, step=7):
        at.story(day, ["Access"])
        at.value(day, 0.1)


def from_1900_to_2100(at: LookedAt) -> None:
    at.story(date(1900, 1, 1), ["Long ago"])
    at.story(date(2100, 12, 31), ["Far ahead"])
    at.value(date(1900, 1, 1), 1.0)
    at.value(date(2100, 12, 31), 2.0)


def first_and_last_days_there_are(at: LookedAt) -> None:
    for day in (date.min, date.max):
        at.story(day, ["Access"])
        at.value(day, 3.0)


def numbers_that_are_none(at: LookedAt) -> None:
    for day, value in zip(
        days_from(date(2021, 1, 1), 20),
        cycle([float("nan"), float("inf"), -float("inf"), 1e300, 2.0]),
        strict=False,
    ):
        at.value(day, value)


def fifty_themes_in_36_months(at: LookedAt) -> None:
    for month, first in enumerate(pd.date_range("2019-01-01", periods=36, freq="MS")):
        for nth in range(50):
            if (month + nth) % 3 == 0:
                at.story(first.date(), [f"Theme {nth:02d}"])


def a_year_in_several_systems(at: LookedAt) -> None:
    for nth, name in enumerate(["Duty team", "Évora team", "a small team"]):
        team = at.within(name)
        for at_day, day in enumerate(days_from(date(2021, 1, 4), 40, step=7)):
            at.value(day, float((at_day * 7 + nth) % 5), system=team)
            at.story(day, [["Access", "Food", "Kindness"][at_day % 3]], system=team)
            at.story(day, system=team, kind="noticing")


def a_chain_of_cycles(at: LookedAt) -> None:
    first = at.cycle("First", date(2021, 1, 4), stages=["explore"])
    second = at.cycle("Second", date(2021, 6, 1), first, stages=["co-design"])
    at.cycle("Second", date(2021, 9, 1), second)
    for nth, day in enumerate(days_from(date(2021, 1, 4), 50, step=7)):
        story = at.story(day, [["Access", "Food"][nth % 2], *(["Kindness"] if nth > 40 else ["Waiting"])])
        at.spoken_by(story, Voice.WORKS if nth > 30 else Voice.LIVES_IT)
        at.story(day, ["Joy"], system=at.within("Our team"))


def cycles_that_follow_nothing(at: LookedAt) -> None:
    for name, month in (("One", 2), ("Another", 5)):
        at.cycle(name, date(2021, month, 1))
    for nth, day in enumerate(days_from(date(2021, 1, 4), 8, step=35)):
        at.story(day, ["Access", "Food"][: 1 + nth % 2])


SITUATIONS = [
    nothing, one_story, one_story_without_a_theme, all_on_one_day, all_the_same, from_1900_to_2100,
    first_and_last_days_there_are, numbers_that_are_none, fifty_themes_in_36_months, a_year_in_several_systems,
    a_chain_of_cycles, cycles_that_follow_nothing,
]  # fmt: skip


def columns_drawn(spec: object) -> set[str]:
    """Every column a spec encodes or filters by."""
    if isinstance(spec, list):
        return set().union(*(columns_drawn(one) for one in spec)) if spec else set()
    if not isinstance(spec, dict):
        return set()
    found = {spec["field"]} if isinstance(spec.get("field"), str) else set()
    if isinstance(spec.get("filter"), str):
        found |= {part.split()[0].strip("!") for part in spec["filter"].split("datum.")[1:]}
    return found.union(*(columns_drawn(one) for one in spec.values()))


def with_rows(seen: Seen) -> str:
    """The chart as it is shown: its spec, its rows and a paper."""
    rows = json.loads(seen.rows.to_json(orient="records"))
    assert seen.spec is not None
    return json.dumps(seen.spec | {"datasets": {"rows": rows}, "config": style.config()})


def views(at: LookedAt) -> Iterator[tuple[lenses.Lens, Seen]]:
    """What every lens shows: at first, and for the first of its choices."""
    for lens in LENSES.values():
        for choice in lens.choices(at.ask)[:2]:
            yield lens, lens.see(at.ask, at.focus, choice.key)


def test_the_lenses_are_found_by_name_in_the_order_of_the_alphabet():
    assert list(LENSES) == sorted(LENSES)
    for name, lens in LENSES.items():
        assert name == lens.NAME
        assert lens.TITLE.endswith("?")
        assert "cannot say" in lens.CANNOT_SAY


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_every_lens_draws_tells_and_opens_whatever_there_is(store, situation):
    at = LookedAt(store)
    situation(at)
    at.kept()
    for lens, seen in views(at):
        assert seen.lens == lens.NAME
        assert seen.title.endswith("?")
        assert seen.tells
        assert all(sentence[-1] in ".?" for sentence in (*seen.tells, *seen.notes))
        keys = [mark.key for mark in seen.marks]
        assert len(set(keys)) == len(keys)
        assert len({mark.words for mark in seen.marks}) == len(keys)
        if seen.spec is None:
            assert seen.rows.empty
            assert not keys
            for look in (lens.behind, lens.other_way):
                with suppress(Refusal):
                    assert len(at.opened(look(seen, "2021-06-07"))) <= 1
            continue
        assert columns_drawn(seen.spec) - {"panel", "words"} <= set(seen.rows.columns)
        assert columns_drawn(seen.spec) <= set(seen.rows.columns)
        assert len(seen.table)
        if len(seen.rows) < 2_000:
            assert vl_convert.vegalite_to_svg(with_rows(seen)).startswith("<svg")
        area = AREAS.get(seen.lens, "1000-01-01/2999-12-31")
        for mark in dict.fromkeys([keys[0], keys[len(keys) // 2], keys[-1], area or keys[0]]):
            behind = at.opened(lens.behind(seen, mark))
            assert behind == sorted(behind)
            other_way = at.opened(lens.other_way(seen, mark))
            assert other_way == sorted(other_way)
            assert len(set(other_way)) == len(other_way)
            assert not (
                seen.choice == "" and set(behind) & set(other_way) and "@" not in mark and "/" not in mark
            )


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_no_words_of_any_story_and_no_id_but_in_marks_leave_with_a_chart(store, situation):
    at = LookedAt(store)
    situation(at)
    at.kept()
    for _, seen in views(at):
        shown = " ".join(
            [seen.title, *seen.tells, *seen.notes, seen.table.to_json(), *(m.words for m in seen.marks)]
        )
        assert CANARY not in shown
        if seen.spec is not None:
            assert CANARY not in with_rows(seen)
            assert str(at.id) not in seen.rows.drop(columns="mark").to_json()


@pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)
@pytest.mark.parametrize(
    "unreadable", ["", "yesterday", "2021-13", "2021-W60", "2021-06@nobody", "2021-06-01/", "@"]
)
def test_a_mark_that_cannot_be_read_is_refused_in_words(store, lens, unreadable):
    at = LookedAt(store)
    one_story(at)
    seen = lens.see(at.kept().ask, at.focus, "")
    for look in (lens.behind, lens.other_way):
        with pytest.raises(Refusal, match="no such mark"):
            look(seen, unreadable)


@pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)
def test_a_choice_that_is_not_there_is_refused_or_answered_kindly(store, lens):
    at = LookedAt(store).kept()
    with pytest.raises(Refusal, match="no such choice"):
        lens.see(at.ask, at.focus, "nothing of ours")
    seen = lens.see(at.ask, at.focus, str(uuid4()))
    assert seen.spec is None
    assert seen.tells


@pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)
def test_where_nothing_was_told_a_lens_invites(store, lens):
    at = LookedAt(store).kept()
    seen = lens.see(at.ask, at.focus, "")
    assert seen.tells == (INVITES.get(lens.NAME, NOTHING_TOLD),)


# Rhythm


def test_with_few_times_every_story_is_a_dot_and_nothing_is_called_usual(store):
    at = LookedAt(store)
    for day in [date(2021, 6, 7), date(2021, 6, 7), date(2021, 6, 9)]:
        at.story(day)
    seen = rhythm.see(at.kept().ask, at.focus, "")
    assert len(seen.rows) == 3
    assert "low" not in seen.rows
    assert seen.tells[0] == "Three stories were told between 7 June 2021 and 9 June 2021; each is a dot."
    assert seen.tells[1] == "With three points we cannot say yet what is usual; that takes twelve."
    assert [mark.words for mark in seen.marks] == [
        "7 June 2021: two stories",
        "8 June 2021: no stories",
        "9 June 2021: one story",
    ]


def test_quiet_weeks_are_points_too(store):
    at = LookedAt(store)
    for day in days_from(date(2021, 1, 4), 11, step=14):
        at.story(day)
    seen = rhythm.see(at.kept().ask, at.focus, "")
    assert len(seen.rows) == 21
    assert list(seen.rows["value"][:3]) == [1, 0, 1]


def test_after_a_long_silence_nothing_is_called_usual_and_no_point_stands_out(store):
    at = LookedAt(store)
    for nth, day in enumerate(days_from(date(2021, 6, 7), 50, step=7)):
        for _ in range(5 + nth % 3):
            at.story(day)
    at.story(date(2026, 11, 22))
    seen = rhythm.see(at.kept().ask, at.focus, "")
    assert "Most of these times were quiet, so we cannot say what is usual." in seen.tells
    assert not seen.rows["unusual"].any()
    assert seen.rows["high"].isna().all()
    assert len(seen.rows) == 66


def test_a_time_that_stands_out_asks_what_was_happening_and_names_rules_and_chance(store):
    at = LookedAt(store)
    for nth, day in enumerate(days_from(date(2021, 1, 4), 20, step=7)):
        for _ in range(60 if day == date(2021, 3, 1) else 1 + 7 * (nth % 2)):
            at.story(day)
    seen = rhythm.see(at.kept().ask, at.focus, "")
    assert (
        "One point of 20 stands out from the usual variation: the week of 1 March 2021. What was happening?"
        in seen.tells
    )
    assert list(seen.rows.loc[seen.rows["unusual"], "label"]) == ["1 March"]
    assert f"Week of 1 March 2021: 60 stories; {Rule.OUTSIDE}" in [mark.words for mark in seen.marks]
    assert any("2.66" in note and "3.267" in note for note in seen.notes)
    assert any("Making Data Count" in note for note in seen.notes)
    assert any("run of 20 points" in note and "about two of ten" in note for note in seen.notes)
    behind = rhythm.behind(seen, "2021-W09")
    assert behind.words == "What was told in the week of 1 March 2021."
    assert len(at.opened(behind)) == 60
    other_way = rhythm.other_way(seen, "2021-W09")
    assert other_way.words == (
        "Another way it went: told in the week of 15 February 2021, "
        "the nearest time with fewer stories than the mean."
    )
    assert {day for day, _ in at.opened(other_way)} == {date(2021, 2, 15)}


def test_each_mark_opens_as_many_stories_as_it_counts(store):
    at = LookedAt(store)
    a_year_in_several_systems(at)
    seen = rhythm.see(at.kept().ask, at.focus, "")
    counts = zip(seen.rows["mark"], seen.rows["value"], strict=True)
    for mark, value in list(counts)[::5]:
        assert len(at.opened(rhythm.behind(seen, mark))) == value


def test_an_area_of_time_opens_all_its_stories(store):
    at = LookedAt(store)
    for day in days_from(date(2021, 6, 1), 10):
        at.story(day)
    seen = rhythm.see(at.kept().ask, at.focus, "")
    drawn = [axes.milliseconds(date(2021, 6, 3)) + 5e6, axes.milliseconds(date(2021, 6, 6)) + 9e6]
    area = axes.area(drawn[::-1])
    assert area == "2021-06-03/2021-06-06"
    opening = rhythm.behind(seen, area)
    assert opening.words == "What was told from 3 June 2021 to 6 June 2021."
    assert len(at.opened(opening)) == 4


def test_a_measure_is_a_run_of_its_single_values_and_two_of_one_day_stay_two(store):
    at = LookedAt(store)
    for day, value in zip(days_from(date(2021, 6, 1), 6), [3, 5, 4, 5, 3, 4], strict=True):
        at.value(day, value)
        at.value(day, value + 1)
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert seen.title == "How does “Waiting” (days) move?"
    assert sorted(seen.rows["value"]) == [3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6]
    assert seen.rows["low"].notna().all()
    assert seen.marks[0].words == "1 June 2021: 3 and 4"
    assert len(seen.marks) == 6


def test_stories_behind_a_measure_are_those_of_its_system_and_its_time(store):
    at = LookedAt(store)
    ours, theirs = at.within("Our team"), at.within("Their team")
    for month in range(1, 7):
        for team in (ours, theirs):
            at.value(date(2021, month, 1), [4, 6, 8, 5, 3, 7][month - 1], system=team)
            at.story(date(2021, month, 15), system=team)
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert list(dict.fromkeys(seen.rows["panel"])) == ["Our team", "Their team"]
    march = rhythm.behind(seen, f"2021-03@{ours}")
    assert [day for day, _ in at.opened(march)] == [date(2021, 3, 15)]
    fell = rhythm.other_way(seen, f"2021-03@{ours}")
    assert "moved the other way" in fell.words
    assert [day for day, _ in at.opened(fell)] == [date(2021, 4, 15)]


def test_systems_come_in_the_stacks_order_whatever_their_values(store):
    at = LookedAt(store)
    for nth, name in enumerate(["Zebra", "apple", "Mango"]):
        at.value(date(2021, 1, 1), float([5, 1, 9][nth]), system=at.within(name))
    at.value(date(2021, 1, 1), 3.0, system=at.within("A wide place", Scale.PLACE))
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert list(seen.rows["panel"]) == ["A wide place", "apple", "Mango", "Zebra"]


def test_systems_of_the_same_name_keep_a_panel_each(store):
    at = LookedAt(store)
    for place in ("North", "South"):
        around = at.within(place, Scale.PLACE)
        team = uuid4()
        at._row("system", id=team, name="Duty team", scale=int(Scale.TEAM), parent=around)
        at.value(date(2021, 1, 1), 1.0, system=team)
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert sorted(seen.rows["panel"]) == ["Duty team, North", "Duty team, South"]


def test_nobodys_own_life_is_a_panel_from_afar(store):
    at = LookedAt(store)
    team = at.within("Our team")
    life = at.within("Sam", Scale.PERSON, team)
    at.value(date(2021, 1, 1), 5.0, system=team)
    at.value(date(2021, 1, 1), 6.0, system=life)
    at.kept()
    choice = rhythm.choices(at.ask)[1].key
    afar = rhythm.see(at.ask, at.focus, choice)
    assert "Sam" not in afar.rows.to_json() + afar.table.to_json() + " ".join(afar.tells)
    assert any("own lives" in sentence for sentence in afar.tells)
    at.id = team
    beside = rhythm.see(at.ask, at.focus, choice)
    assert list(beside.rows["panel"]) == ["Our team", "Sam"]


def test_values_that_are_no_numbers_are_left_out_and_said(store):
    at = LookedAt(store)
    numbers_that_are_none(at)
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert list(seen.rows["value"]) == [2.0] * 4
    assert "16 values are not drawn: no number, or one too large." in seen.tells


def test_of_very_many_values_the_latest_are_drawn_and_that_is_said(store):
    at = LookedAt(store)
    for day in days_from(date(2019, 1, 1), rhythm.MOST_VALUES + 5):
        at.value(day, 1.0)
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert len(seen.rows) == rhythm.MOST_VALUES
    assert seen.marks[0].words == "6 January 2019: 1 days"
    assert "Only the latest 400 values are drawn of The system." in seen.tells


def test_the_same_value_again_and_again_has_nothing_unusual(store):
    at = LookedAt(store)
    all_the_same(at)
    seen = rhythm.see(at.kept().ask, at.focus, rhythm.choices(at.ask)[1].key)
    assert not seen.rows["unusual"].any()
    assert (seen.rows["low"] == seen.rows["high"]).all()


# Themes


def test_themes_come_in_the_order_of_the_alphabet_and_say_what_carries_none(store):
    at = LookedAt(store)
    for name, often in (("zeal", 9), ("Access", 1), ("kindness", 5)):
        for day in days_from(date(2021, 6, 1), often):
            at.story(day, [name])
    at.story(date(2021, 6, 1))
    at.story(date(2021, 6, 2))
    seen = themes.see(at.kept().ask, at.focus, "")
    assert list(dict.fromkeys(seen.rows["panel"])) == ["Access", "kindness", "zeal"]
    assert list(seen.table.columns) == ["Day", "Access", "kindness", "zeal"]
    assert "Two stories of 17 carry no theme yet." in seen.tells
    assert [choice.words for choice in themes.choices(at.ask)] == ["All themes", "Access", "kindness", "zeal"]


def test_what_themes_claim_is_ringed_where_it_is_drawn_even_where_nobody_spoke_of_it(store):
    at = LookedAt(store)
    for month in range(1, 7):
        for nth in range(20):
            at.story(date(2021, month, 1 + nth), ["Access" if month == 3 or nth < 2 else "Food"])
    seen = themes.see(at.kept().ask, at.focus, "")
    ringed = seen.rows[seen.rows["claimed"]]
    assert set(ringed["mark"]) == {claim.mark for claim in seen.claims} <= {mark.key for mark in seen.marks}
    assert set(ringed["panel"]) == {"Access", "Food"} and (ringed["stories"] == 0).any()
    assert ringed["words"].str.endswith("; beyond chance").all()


def test_a_theme_on_every_story_and_stories_without_any_are_told(store):
    at = LookedAt(store)
    at.story(date(2021, 6, 1), ["Access"])
    at.story(date(2021, 6, 1), ["Access", "Food"])
    assert "Every story here carries “Access”." in themes.see(at.kept().ask, at.focus, "").tells
    bare = LookedAt(store)
    one_story_without_a_theme(bare)
    seen = themes.see(bare.kept().ask, bare.focus, "")
    assert seen.spec is None
    assert "One story carries no theme yet." in seen.tells[0]


def test_at_most_twelve_themes_have_a_panel_and_the_others_can_be_chosen(store):
    at = LookedAt(store)
    fifty_themes_in_36_months(at)
    seen = themes.see(at.kept().ask, at.focus, "")
    panels = list(dict.fromkeys(seen.rows["panel"]))
    assert len(panels) == 12
    assert panels == sorted(panels)
    assert "38 more themes can be chosen by name." in seen.tells
    assert len(themes.choices(at.ask)) == 51
    chosen = themes.see(at.ask, at.focus, themes.choices(at.ask)[50].key)
    assert chosen.title == "When is “Theme 49” talked about, month by month?"
    assert "Most of these times were quiet, so we cannot say what is usual." in chosen.tells


def test_a_mark_opens_the_stories_of_its_theme_in_its_time(store):
    at = LookedAt(store)
    a_year_in_several_systems(at)
    seen = themes.see(at.kept().ask, at.focus, "")
    counts = zip(seen.rows["mark"], seen.rows["stories"], strict=True)
    for mark, stories in list(counts)[::5]:
        assert len(at.opened(themes.behind(seen, mark))) == stories
    january = next(mark for mark in seen.marks if mark.words.startswith("Kindness, January 2021"))
    assert (
        themes.behind(seen, january.key).words
        == "What was told in January 2021 and carries the theme “Kindness”."
    )


def test_another_way_is_the_theme_beside_one_it_is_seldom_found_with(store):
    at = LookedAt(store)
    for _ in range(3):
        at.story(date(2021, 6, 1), ["Access", "Food"])
    odd = at.story(date(2021, 6, 2), ["Access", "Joy"])
    at.story(date(2021, 6, 3), ["Access"])
    quiet = at.story(date(2021, 6, 3), ["Food"])
    seen = themes.see(at.kept().ask, at.focus, "")
    access = at.named("theme", "Access")
    assert [one for _, one in at.opened(themes.other_way(seen, f"2021-06-01/2021-06-30@{access}"))] == [odd]
    assert [one for _, one in at.opened(themes.other_way(seen, f"2021-06-03@{access}"))] == [quiet]


def test_the_same_theme_has_the_same_colour_everywhere():
    assert style.hue_of("Access") == style.hue_of("  access ")
    assert {style.hue_of(f"Theme {nth}") for nth in range(200)} == set(range(6))


# How time is cut and named


@pytest.mark.parametrize(
    ("unit", "day", "key", "words", "days"),
    [
        (Unit.DAY, date(2021, 7, 5), "2021-07-05", "5 July 2021", 1),
        (Unit.WEEK, date(2021, 7, 7), "2021-W27", "week of 5 July 2021", 7),
        (Unit.WEEK, date(2021, 1, 2), "2020-W53", "week of 28 December 2020", 7),
        (Unit.MONTH, date(2024, 2, 29), "2024-02", "February 2024", 29),
        (Unit.YEAR, date(2021, 7, 7), "2021", "2021", 365),
        (Unit.YEAR, date(1, 7, 7), "0001", "1", 365),
    ],
)
def test_a_time_has_a_key_that_is_read_back_and_words_people_say(unit, day, key, words, days):
    first = unit.first(day)
    assert (unit.key(first), unit.words(first)) == (key, words)
    since, until = axes.days(key)
    assert (since, (until - since).days + 1) == (first, days)
    assert since <= day <= until


@pytest.mark.parametrize("unit", Unit)
def test_units_follow_each_other_without_gap_to_the_last_day_there_is(unit):
    for since, until in (
        (date(2019, 12, 28), date(2021, 3, 1)),
        (date(9999, 1, 1), date.max),
        (date.min, date(2, 1, 1)),
    ):
        starts = unit.each(since, until)
        assert starts[0] <= since
        assert unit.last(starts[-1]) >= until
        for earlier, later in zip(starts, starts[1:], strict=False):
            assert (later - unit.last(earlier)).days == 1
