"""The page that looks, as its script sees it: stories behind every mark at once, and what people make of it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from sensemaking import lenses
from sensemaking.charts import style
from sensemaking.charts.marks import ROWS
from sensemaking.model.cycle import Cycle
from sensemaking.model.observation import Kind, Observation
from sensemaking.practice import cycles, look, notice, remember
from sensemaking.screen import chart
from tests.a_stack import a_story, keep_all
from tests.by_the_front_door import come_in, drawn, said, words_on_cards

FIRST = date(2022, 1, 3)
HOSTILE = "<b>Waiting</b> **long** :red[x]"


@pytest.fixture
def team(stack, monkeypatch):
    """A team with sixteen weeks of stories under two themes and a measure; week nine holds most of them."""
    monkeypatch.setattr(chart, "_room", lambda **_: SimpleNamespace(found={"width": 600, "letters": 17}))
    here = stack["team"]
    waiting, ringing = notice.theme_named(here, HOSTILE), notice.theme_named(here, "Ringing first")
    measure = notice.measure_named(here, "Days until somebody rang", "days")
    noticed = []
    for week in range(16):
        day = FIRST + timedelta(weeks=week)
        for nth in range(9 if week == 8 else 1 + week % 2):
            themes = (waiting,) if nth % 2 else (ringing,)
            noticed.append(
                Observation(
                    notice.new_id(),
                    here.system.id,
                    Kind.STORY,
                    day,
                    f"Week {week} story {nth}.",
                    themes=themes,
                )
            )
        noticed.append(
            Observation(
                notice.new_id(),
                here.system.id,
                Kind.MEASURE,
                day,
                measure=measure,
                value=20.0 + week % 3 - (6 if week == 12 else 0),
            )
        )
    keep_all(here, noticed)
    return here


def look_at(team, **query):
    return come_in("look", system=str(team.focus.system), **query)


def choice_of(team, lens, words):
    here = team.at(team.focus.narrowed(lens=lens))
    return next(one.key for one in look.choices(here) if one.words == words)


def test_whatever_is_looked_at_its_stories_are_open_at_once(team):
    for lens in lenses.found():
        for choice in look.choices(team.at(team.focus.narrowed(lens=lens))):
            door = look_at(team, lens=lens, choice=choice.key)
            kindly = ("nothing closer in to compare", "Nobody has said yet", "No gathering with answers")
            kindly += ("No learning cycle has begun here yet", "There is nothing earlier to set beside")
            assert words_on_cards(door) or any(words in said(door) for words in kindly), (lens, choice.words)


def test_what_stands_out_is_opened_first_and_named_in_words(team):
    door = look_at(team, lens="rhythm")
    assert "What was told in the week of 28 February 2022." in said(door)
    assert words_on_cards(door) == [f"Week 8 story {nth}." for nth in range(chart.AT_ONCE)]
    assert "6 of nine stories are open, in the order they were told." in said(door)


def test_more_stories_are_a_press_away(team):
    door = look_at(team, lens="rhythm")
    door.button(key="look.more").click().run()
    assert len(words_on_cards(door)) == 9


def test_a_mark_chosen_from_the_list_opens_its_stories_and_stands_in_the_link(team):
    door = look_at(team, lens="rhythm")
    door.selectbox(key="look.mark").select_index(2).run()
    assert words_on_cards(door) == ["Week 2 story 0."]
    assert door.query_params["mark"] == "2022-W03"
    door.run()
    assert words_on_cards(door) == ["Week 2 story 0."]


def test_a_link_opens_the_same_lens_choice_and_mark(team):
    choice = choice_of(team, "rhythm", "Days until somebody rang")
    door = look_at(team, lens="rhythm", choice=choice, mark=f"2022-W02@{team.focus.system}")
    assert "How does “Days until somebody rang” (days) move?" in said(door)
    assert words_on_cards(door) == ["Week 1 story 0.", "Week 1 story 1."]


def test_another_lens_leaves_what_was_chosen_behind(team):
    choice = choice_of(team, "rhythm", "Days until somebody rang")
    door = look_at(team, lens="rhythm", choice=choice, mark="2022-W02")
    door.segmented_control(key="look.lens").set_value("themes").run()
    assert door.query_params["lens"] == "themes"
    assert "choice" not in door.query_params and "mark" not in door.query_params
    assert "What is talked about" in said(door)


def test_looking_elsewhere_leaves_the_mark_behind_and_keeps_the_measure(team):
    choice = choice_of(team, "rhythm", "Days until somebody rang")
    door = look_at(team, lens="rhythm", choice=choice, mark=f"2022-W02@{team.focus.system}")
    door.session_state["where.elsewhere"] = True
    door.run()
    door.date_input(key="where.from").set_value(date(2022, 2, 1)).run()
    assert door.query_params["choice"] == choice
    assert "mark" not in door.query_params
    assert "Week 1 story 0." not in words_on_cards(door)


def test_another_way_it_went_is_offered_and_says_how_it_was_found(team):
    door = look_at(team, lens="rhythm")
    door.segmented_control(key="look.way").set_value(chart.OTHERWISE).run()
    assert "Another way it went:" in said(door)
    assert words_on_cards(door) and "Week 8 story 0." not in words_on_cards(door)
    door.selectbox(key="look.mark").select_index(2).run()
    assert words_on_cards(door) == ["Week 2 story 0."]


def test_the_same_is_there_as_a_table_of_plain_text(team):
    door = look_at(team, lens="themes")
    door.segmented_control(key="look.how").set_value(chart.TABLE).run()
    (table,) = drawn(door, "sheet")
    assert set(table["headings"]) >= {"Ringing first", HOSTILE}
    assert all(isinstance(cell, str) for row in table["rows"] for cell in row)
    assert not door.get("vega_lite_chart")


def test_the_chart_says_in_words_what_it_shows_and_wears_our_paper(team):
    door = look_at(team, lens="rhythm")
    proto = door.get("vega_lite_chart")[0].proto
    spec = json.loads(proto.spec)
    assert proto.alt.startswith("When do we notice, week by week?") and "What was happening?" in proto.alt
    assert spec["config"] == json.loads(json.dumps(style.config(dark=False)))
    assert "story 0" not in str(proto)


def test_on_a_wall_the_letters_of_the_chart_grow_with_those_of_the_page(team, monkeypatch):
    monkeypatch.setattr(chart, "_room", lambda **_: SimpleNamespace(found={"width": 900, "letters": 23}))
    spec = json.loads(look_at(team, lens="rhythm").get("vega_lite_chart")[0].proto.spec)
    assert spec["config"]["axis"]["labelFontSize"] == style.config(size=23 / 17)["axis"]["labelFontSize"] > 14


def test_the_charts_kept_for_everyone_are_not_changed_by_showing_them(team):
    for lens in ("rhythm", "themes"):
        seen = look.through(team.at(team.focus.narrowed(lens=lens)))
        before = json.dumps(seen.spec)
        look_at(team, lens=lens)
        assert json.dumps(seen.spec) == before


def test_nothing_is_worked_out_again_when_the_page_runs_again(team, monkeypatch):
    seen, through = [], look.through
    monkeypatch.setattr(look, "through", lambda *given: seen.append(given) or through(*given))
    door = look_at(team, lens="rhythm")
    door.run()
    door.selectbox(key="look.mark").select_index(2).run()
    assert len(seen) == 1


def test_panels_stand_side_by_side_as_far_as_they_fit(team):
    seen = look.through(team.at(team.focus.narrowed(lens="themes")))
    columns = {width: chart._fitted(seen, width, size)["columns"] for width, size in ((340, 1), (600, 1))}
    assert columns == {340: 2, 600: 2}
    assert chart._fitted(seen, 340, 2.2)["columns"] == 1


def test_in_one_column_a_few_panels_come_before_the_stories_and_the_others_when_asked_for(team, monkeypatch):
    named = [notice.theme_named(team, f"Theme {nth}") for nth in range(6)]
    keep_all(team, [replace(a_story(team, "So it was.", FIRST), themes=(theme,)) for theme in named])
    at = team.at(team.focus.narrowed(lens="themes"))
    seen = look.through(at)
    narrow, last = chart._fitted(seen, 300, 1), seen.rows["mark"].iloc[-1]
    panels = seen.rows["panel"].unique()
    few = chart._first_panels(narrow, last)["datasets"][ROWS]
    assert list(few["panel"].unique()) == [*panels[:3], panels[-1]]
    assert chart._first_panels(chart._fitted(seen, 600, 1), last) is None

    monkeypatch.setattr(chart, "_room", lambda **_: SimpleNamespace(found={"width": 300, "letters": 17}))
    door = look_at(team, lens="themes")
    assert door.button(key="look.unfold").label == "Show all eight small charts"
    door.button(key="look.unfold").click().run()
    assert "look.unfold" not in [one.key for one in door.button]


def test_what_this_cannot_say_and_the_rules_used_are_on_the_page(team):
    door = look_at(team, lens="rhythm")
    assert lenses.found()["rhythm"].CANNOT_SAY in said(door)
    assert "2.66 times the mean moving range" in said(door)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"lens": "nonsense"}, "There is no lens called nonsense."),
        ({"lens": "rhythm", "choice": "nonsense"}, "This view has no such choice."),
        ({"lens": "rhythm", "mark": "nonsense"}, "This view has no such mark."),
    ],
)
def test_a_broken_link_is_refused_in_words_and_another_view_is_one_press_away(team, query, sentence):
    door = look_at(team, **query)
    assert sentence in said(door)
    door.segmented_control(key="look.lens").set_value("themes").run()
    assert sentence not in said(door) and words_on_cards(door)


def test_where_nothing_was_told_the_page_invites(team):
    door = look_at(team, **{"from": "1999-01-01", "to": "1999-02-01"})
    assert "Nothing has been told here yet. What happened this week that surprised you?" in said(door)
    assert [link.proto.label for link in door.get("page_link")][-1] == "Say what you noticed"


def test_in_an_empty_store_there_is_nowhere_to_look_from(empty_store):
    assert "There is nowhere to look from yet." in said(come_in("look"))


def test_one_story_is_enough_to_look_at(stack):  # noqa: F811
    notice.keep(stack["team"], a_story(stack["team"]))
    for lens in lenses.found():
        assert not look_at(stack["team"], lens=lens).exception


def test_a_reading_is_kept_at_once_with_its_evidence(team, written):
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Ringing first"))
    door = look_at(team, lens="rhythm")
    written("reading", "They all came back in the same week.")
    door.text_input(key="reading.name.").input("the full week")
    door.text_input(key="reading.who.").input("a nurse")
    door.selectbox(key="reading.cycle").select_index(1)
    door.button(key="reading.keep").click().run()
    assert "Kept as one reading so far." in said(door)
    ((of, (read,)),) = remember.read_by_cycle(team).items()
    assert (of, read.reading.who, read.reading.words) == (
        cycle.id,
        "a nurse",
        "They all came back in the same week.",
    )
    assert (read.pattern.name, read.pattern.lens, read.pattern.mark) == (
        "the full week",
        "rhythm",
        "2022-W09",
    )
    assert len(read.pattern.observations) == chart.AT_ONCE
    assert "mark=2022-W09" in read.pattern.focus and "lens=rhythm" in read.pattern.focus


def test_once_a_reading_is_kept_the_page_asks_who_would_see_it_differently(team, written):
    door = look_at(team, lens="rhythm")
    written("reading", "It was the letter.")
    door.button(key="reading.keep").click().run()
    ((_, (first,)),) = remember.read_by_cycle(team).items()
    assert "Who would see it differently?" in [one.value for one in door.subheader]
    written(f"differ.{first.reading.id}", "It was the bus.")
    door.button(key=f"differ.{first.reading.id}.keep").click().run()
    ((_, (read,)),) = remember.read_by_cycle(team).items()
    assert [one.words for one in read.differing] == ["It was the bus."]
    assert words_on_cards(door)[-2:] == ["It was the letter.", "It was the bus."]


def test_a_reading_without_words_is_refused(team):
    door = look_at(team, lens="rhythm")
    door.button(key="reading.keep").click().run()
    assert "There are no words yet." in said(door)
    assert remember.read_by_cycle(team) == {}
