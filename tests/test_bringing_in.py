"""Bringing in: what comes in, what is refused, what is set aside, and nothing lost between the three."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.exchange.arranged import Known
from sensemaking.exchange.arranging import arrange
from sensemaking.exchange.csv_in import read
from sensemaking.exchange.given import named
from sensemaking.exchange.guessing import guess
from sensemaking.exchange.mapping import NOT_CHOSEN, Column, Mapping, Role
from sensemaking.exchange.receipt_files import harmless
from sensemaking.exchange.set_aside import IDENTIFIES, OLD_RECEIPT
from sensemaking.exchange.sheet import How, Sheet
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Consent, Form, Voice
from sensemaking.model.refusal import Refusal, Unwritable
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import bring_in, notice, welcome
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked, Suggested
from sensemaking.practice.here import Here, theme_names
from sensemaking.practice.jobs import Job, Tell
from sensemaking.store import Keep, Receipt, open_store
from tests.any_words import any_words

DATA = Path(__file__).parent / "data"
COMMENTS = Path(__file__).parents[1] / "data" / "example" / "comments.csv"
RAW = Path(__file__).parents[2] / "shared" / "data" / "A-nhs-fft-nhft" / "fft_v6_nhft.csv"
LOOKED = ConsentAsked(travels=Scale.COUNTRY, looked_through_by="Ann of the home team")

VISITS = """day,Organisation,Team,Respondent ID,What was good?,What could we do better?,Tags,How was it?,E-mail,note
2/3/2021,Wendle,Oak,R1,They rang me back,Nothing,waiting; trust,2,ann@example.org,=1+1
3/3/2021,Wendle,,R1,Nothing,More chairs please,trust,9,,-12
4/3/2021,Wendle,Unknown,R2,,,waiting,3,,
31/2/2021,Wendle,Oak,R3,The tea,,,1,,
5/3/2021,Wendle,Elm,R4,They stayed with us all night,Ring before you come,"[""waiting"", ""being heard""]",soon,,left
"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    """An empty store, with nowhere to stand yet."""
    store = open_store(tmp_path / "ours.duckdb")
    yield Here(store, Viewer(date(2022, 6, 1)), Focus())
    store.close()


def visits() -> Sheet:
    return bring_in.preview(VISITS.encode(), "visits.csv")


def visits_mapping(here: Here) -> Mapping:
    mapping = bring_in.guess(visits(), here)
    return mapping.with_column(7, role=Role.MEANING, words="How was it?", unknown=("9",))


def brought(here: Here, asked: ConsentAsked = LOOKED) -> BroughtIn:
    return bring_in.bring_in(here, visits(), visits_mapping(here), asked, uuid4())


def standing_at(here: Here, name: str) -> Here:
    found = next(system for system in here.stack if system.name == name)
    return here.at(Focus(system=found.id))


def words_at(here: Here, name: str) -> list[str]:
    frame = standing_at(here, name).ask("select words from observations order by day, words")
    return frame["words"].tolist()


def of_file(data: bytes | None) -> list[dict[str, str]]:
    assert data is not None
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def made_of(text: str, *columns: Column, **more: Any) -> tuple[Sheet, Mapping]:
    sheet = read(text.encode(), "file.csv")
    return sheet, Mapping(columns, home="Home", home_scale=Scale.ORGANISATION, **more)


def test_the_masked_comments_come_in_with_what_was_guessed(here: Here) -> None:
    sheet = bring_in.preview(COMMENTS.read_bytes(), "comments.csv")
    mapping = bring_in.guess(sheet, here)
    dry = bring_in.dry_run(here, sheet, mapping)
    assert not list(here.stack), "a dry run writes nothing"
    receipt = bring_in.bring_in(here, sheet, mapping, LOOKED, uuid4())
    assert (dry.rows, dry.rows_brought_in, dry.rows_refused) == (2812, 2095, 717)
    assert (receipt.rows_brought_in, receipt.rows_refused) == (2095, 717)
    assert receipt.rows_set_aside == dry.rows_set_aside
    country = standing_at(here, "Albion")
    seen = country.ask(
        "select count(*) as stories, count(distinct prompt) as prompts, count(distinct teller) as tellers,"
        " sum(len(themes)) as themes, min(day) as first, max(day) as last from observations"
    ).iloc[0]
    assert (seen["stories"], seen["prompts"], seen["themes"]) == (2095, 2, 3055)
    assert seen["tellers"] < 1507
    assert (seen["first"].date(), seen["last"].date()) == (dry.first_day, dry.last_day)
    answers = country.ask("select distinct number from meanings where form = 'a number' order by number")
    assert answers["number"].tolist() == [1, 2, 3, 4, 5]
    assert len(of_file(bring_in.refused_file(here, receipt.id))) == 717
    assert len(here.stack) == 31


@pytest.mark.skipif(not RAW.exists(), reason="shared data not present")
def test_the_raw_comments_come_in_just_as_many(here: Here) -> None:
    sheet = bring_in.preview(RAW.read_bytes(), RAW.name)
    receipt = bring_in.bring_in(here, sheet, bring_in.guess(sheet, here), LOOKED, uuid4())
    assert (receipt.rows_brought_in, receipt.rows_refused, receipt.stories) == (2095, 717, 2095)
    assert [system.name for system in here.stack.outermost()] == ["NHFT"]
    assert len(here.stack) == 29


def test_each_text_of_a_row_is_a_story_of_its_own_with_its_question(here: Here) -> None:
    receipt = brought(here)
    assert (receipt.rows_brought_in, receipt.stories) == (3, 5)
    told = standing_at(here, "Wendle").ask("select words, prompt from observations order by day, prompt desc")
    assert told.to_numpy().tolist() == [
        ["They rang me back", "What was good?"],
        ["Nothing", "What was good?"],
        ["More chairs please", "What could we do better?"],
        ["They stayed with us all night", "What was good?"],
        ["Ring before you come", "What could we do better?"],
    ]


def test_refused_rows_come_back_whole_with_the_reason_on_each(here: Here) -> None:
    refused = of_file(bring_in.refused_file(here, brought(here).id))
    assert [row["row in the file"] for row in refused] == ["4", "5"]
    assert refused[0]["why it was refused"] == "there is no answer in it: there are no words in it"
    assert refused[1]["why it was refused"] == "there is no such day: “31/2/2021” is not a day there is"
    assert [row["What was good?"] for row in refused] == ["", "The tea"]
    assert refused[0]["Tags"] == "waiting"


def test_refused_rows_that_somebody_mended_come_in_again_without_their_old_reasons(here: Here) -> None:
    data = bring_in.refused_file(here, brought(here).id)
    assert data is not None
    sheet = bring_in.preview(data.replace(b"31/2/2021", b"28/2/2021"), "refused.csv")
    mapping = bring_in.guess(sheet, here).with_column(4, role=Role.PLACE, scale=Scale.TEAM)
    assert [one.reason for one in mapping.columns[:2]] == [OLD_RECEIPT] * 2
    mapping = replace(
        mapping,
        columns=tuple(
            replace(one, role=Role.STORY) if one.heading == "What was good?" else one
            for one in mapping.columns
        ),
    )
    assert bring_in.dry_run(here, sheet, mapping).stories == 1


def test_what_tells_who_somebody_is_is_not_shown_as_an_example(here: Here) -> None:
    aside = {
        one.heading: one.examples for one in bring_in.dry_run(here, visits(), visits_mapping(here)).set_aside
    }
    assert aside["E-mail"] == ()
    assert aside["note"] == ("=1+1", "-12", "left")


def test_what_is_set_aside_comes_back_with_its_reason_and_its_row(here: Here) -> None:
    aside = of_file(bring_in.set_aside_file(here, brought(here).id))
    assert [row["row in the file"] for row in aside] == ["2", "3", "6"]
    found = {heading: [row[heading] for row in aside] for heading in aside[0]}
    assert found["E-mail (set aside: it could tell who somebody is)"] == ["ann@example.org", "", ""]
    assert found["note (set aside: nobody chose it)"] == ["'=1+1", "-12", "left"]
    assert found["How was it? (set aside: it means that there is no answer)"] == ["", "9", ""]
    assert found["How was it? (set aside: it is not a number)"] == ["", "", "soon"]
    assert found["What could we do better? (set aside: there is no answer in it)"] == ["Nothing", "", ""]


def test_what_is_set_aside_or_refused_is_in_no_table(tmp_path: Path) -> None:
    store = open_store(tmp_path / "ours.duckdb")
    brought(Here(store, Viewer(date(2022, 6, 1)), Focus()))
    store.close()
    with duckdb.connect(str(tmp_path / "ours.duckdb"), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()]
        held = "\n".join(str(connection.execute(f'select * from "{table}"').fetchall()) for table in tables)
    assert "They rang me back" in held
    for kept_out in ("ann@example.org", "The tea", "R1", "=1+1"):
        assert kept_out not in held


def test_two_answers_of_one_person_share_a_key_that_no_other_import_has(here: Here) -> None:
    brought(here)
    keys = standing_at(here, "Wendle").ask("select day, teller from observations")
    by_day = keys.groupby("day")["teller"].unique().tolist()
    assert [len(found) for found in by_day] == [1, 1, 1]
    assert by_day[0][0] == by_day[1][0] != by_day[2][0]
    brought(here)
    assert standing_at(here, "Wendle").ask("select distinct teller from observations").shape == (4, 1)


def test_a_row_of_several_stories_is_one_teller_where_no_column_says_who_told_it(here: Here) -> None:
    sheet, mapping = made_of(
        "day,good,better\n1/2/2021,One,Two\n1/2/2021,Three,Four\n1/2/2021,Five,\n",
        Column("day", Role.DAY),
        Column("good", Role.STORY),
        Column("better", Role.STORY),
    )
    bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    told = standing_at(here, "Home").ask("select words, teller from observations")
    teller = dict(zip(told["words"], told["teller"], strict=True))
    assert teller["One"] == teller["Two"] != teller["Three"] == teller["Four"]
    assert isinstance(teller["One"], str) and isinstance(teller["Three"], str)
    assert not isinstance(teller["Five"], str)


def test_places_that_are_blank_or_unknown_belong_to_the_wider_one(here: Here) -> None:
    brought(here, ConsentAsked())
    assert words_at(here, "Wendle") == ["More chairs please", "Nothing"]
    assert words_at(here, "Oak") == ["They rang me back"]
    assert {system.name for system in here.stack} == {"Wendle", "Oak", "Elm"}, "a refused row makes no system"


def test_the_same_places_are_found_again_and_not_made_twice(here: Here) -> None:
    brought(here)
    assert bring_in.dry_run(standing_at(here, "Wendle"), visits(), visits_mapping(here)).new_systems == ()


def test_rows_from_elsewhere_are_refused_where_we_stand(here: Here) -> None:
    welcome.make_system(here, "Another trust", Scale.ORGANISATION, None)
    dry = bring_in.dry_run(standing_at(here, "Another trust"), visits(), visits_mapping(here))
    assert dry.rows_brought_in == 0
    assert dry.refused[1].examples[0] == "Row 2: it comes from Wendle, which is not where we stand"


def test_next_months_file_finds_every_outermost_system_of_the_last_though_one_stands_at_one(
    here: Here,
) -> None:
    text = "Day,Team,Words\n2021-03-24,Oak,They rang me back\n2021-03-25,Elm,Nobody came\n"
    sheet, mapping = made_of(
        text,
        Column("Day", Role.DAY),
        Column("Team", Role.PLACE, scale=Scale.TEAM),
        Column("Words", Role.STORY),
    )
    mapping = mapping.at_home("", None)
    bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    there = standing_at(here, "Elm")
    assert bring_in.around(there, mapping) is None
    dry = bring_in.dry_run(there, sheet, mapping)
    assert (dry.rows_brought_in, dry.new_systems) == (2, ())
    nowhere = mapping.with_column(1, role=Role.SET_ASIDE)
    assert bring_in.around(there, nowhere) == there.system


def test_places_are_made_inside_the_system_where_we_stand(here: Here) -> None:
    place = welcome.make_system(here, "Wendleshire", Scale.PLACE, None)
    brought(standing_at(here, "Wendleshire"))
    around = {system.name: system.parent for system in here.stack}
    assert around["Wendle"] == place.id


def test_a_file_without_places_needs_somewhere_to_belong(here: Here) -> None:
    sheet = read(b"day,words\n1/2/2021,So it was\n", "our_spring walk.csv")
    mapping = bring_in.guess(sheet, here)
    mapping = replace(mapping, columns=(Column("day", Role.DAY), Column("words", Role.STORY)))
    assert (mapping.home, mapping.home_scale) == ("our spring walk", Scale.ORGANISATION)
    assert bring_in.dry_run(here, sheet, replace(mapping, home="")).refused[0].examples == (
        "Row 2: no place is given",
    )
    bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    assert words_at(here, "our spring walk") == ["So it was"]


def test_a_home_as_wide_as_the_outermost_system_stands_beside_it_and_within_one_it_is_refused(
    here: Here,
) -> None:
    shire = welcome.make_system(here, "Wendleshire", Scale.PLACE, None)
    welcome.make_system(here, "Wendle Trust", Scale.ORGANISATION, shire.id)
    sheet, mapping = made_of(
        "day,words\n1/2/2021,So it was\n", Column("day", Role.DAY), Column("words", Role.STORY)
    )
    there, within = standing_at(here, "Wendleshire"), standing_at(here, "Wendle Trust")
    assert bring_in.dry_run(there, sheet, mapping).new_systems == ((Scale.ORGANISATION, "Home"),)
    wider = replace(mapping, home_scale=Scale.COUNTRY)
    assert bring_in.dry_run(there, sheet, wider) == bring_in.dry_run(here, sheet, wider)
    with pytest.raises(Refusal, match="Home is not inside Wendle Trust"):
        bring_in.dry_run(within, sheet, wider)
    bring_in.bring_in(there, sheet, wider, ConsentAsked(), uuid4())
    assert {one.name for one in here.stack.outermost()} == {"Wendleshire", "Home"}
    assert bring_in.around(there, mapping.at_home("Wendleshire", Scale.PLACE)) is None
    assert bring_in.dry_run(there, sheet, mapping.at_home("Wendleshire", Scale.PLACE)).new_systems == ()


def test_one_day_can_stand_for_a_file_that_names_none(here: Here) -> None:
    sheet, mapping = made_of("words,x\nSo it was,1\n", Column("words", Role.STORY), Column("x"))
    with pytest.raises(Refusal, match="which day"):
        bring_in.dry_run(here, sheet, mapping)
    assert bring_in.dry_run(here, sheet, replace(mapping, day=date(2021, 5, 1))).first_day == date(2021, 5, 1)


def test_nothing_travels_that_nobody_looked_through(here: Here) -> None:
    with pytest.raises(Refusal, match="Nobody has looked through"):
        brought(here, ConsentAsked(travels=Scale.PLACE, looked_through_by="  "))
    assert bring_in.past(here) == []


def test_what_was_asked_once_holds_for_every_observation(here: Here) -> None:
    brought(here, LOOKED)
    assert len(words_at(here, "Wendle")) == 5
    brought(here, replace(LOOKED, quotable=False))
    assert len(words_at(here, "Wendle")) == 5 + 2, "what may only be told in other words stays at home"
    brought(here, replace(LOOKED, until=date(2022, 5, 31)))
    assert len(words_at(here, "Wendle")) == 5 + 2 + 2, "what ran out stays at home"


def test_themes_join_those_that_have_a_name_already(here: Here) -> None:
    waiting = notice.theme_named(here, "Waiting")
    assert bring_in.dry_run(here, visits(), visits_mapping(here)).new_themes == ("trust", "being heard")
    brought(here)
    told = standing_at(here, "Wendle").ask("select words, themes from observations order by day, words")
    with_waiting = [
        row.words for row in told.itertuples() if waiting in {UUID(str(one)) for one in row.themes}
    ]
    assert with_waiting == ["They rang me back", "Ring before you come", "They stayed with us all night"]


@pytest.mark.parametrize(
    ("cell", "separator", "found"),
    [
        ("waiting; trust ;waiting", ";", ["waiting", "trust"]),
        ("Food, drink", "", ["Food, drink"]),
        ('["a", "b"]', ";", ["a", "b"]),
        ("['a', 'b']", "", ["a", "b"]),
        ("[a, b", ",", ["[a", "b"]),
        ("n/a; trust", ";", ["trust"]),
        (" PTS\u00a0 - Patient  Transport ", "", ["PTS - Patient Transport"]),
        ("[" * 5000 + "]" * 5000, "", ["[" * 5000 + "]" * 5000]),
    ],
)
def test_themes_in_a_cell_are_told_apart(cell: str, separator: str, found: list[str]) -> None:
    assert named(cell, separator) == found


def test_a_mark_that_says_neither_yes_nor_no_is_set_aside(here: Here) -> None:
    sheet, mapping = made_of(
        "day,words,waiting\n1/2/2021,One,yes\n1/2/2021,Two,perhaps\n1/2/2021,Three,0\n",
        Column("day", Role.DAY),
        Column("words", Role.STORY),
        Column("waiting", Role.THEME),
    )
    aside = bring_in.dry_run(here, sheet, mapping).set_aside
    assert [(one.reason, one.examples) for one in aside] == [("it says neither yes nor no", ("perhaps",))]


def test_a_long_table_brings_in_each_measure_with_its_unit(here: Here) -> None:
    sheet, mapping = made_of(
        'day,what,value,unit\n1/2/2021,waiting,"1,200",days\n1/2/2021,calls,3.5,\n2/2/2021,calls,many,\n3/2/2021,calls,,\n',
        Column("day", Role.DAY),
        Column("what", Role.MEASURE),
        Column("value", Role.VALUE),
        Column("unit", Role.UNIT),
    )
    dry = bring_in.dry_run(here, sheet, mapping)
    assert dry.measured == ("waiting", "calls")
    assert dry.refused[0].examples == ("Row 4: “many” is not a number", "Row 5: “value” is empty")
    bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    kept = standing_at(here, "Home").ask(
        "select m.name, m.unit, o.value, o.kind from observations as o join measures as m on m.id = o.measure"
        " order by m.name"
    )
    assert kept.to_numpy().tolist() == [["calls", "", 3.5, "measure"], ["waiting", "days", 1200.0, "measure"]]


WIDE = """Trust,Measure,Jan 2020,Feb 2020,Mar 2020,Total,Note
Oak,Calls,1,2,3,6,left
Oak,Visits,4,,x,4,
Elm,4 hour breaches,7,8,9,24,
Elm,,1,2,3,6,
,,,,,0,
"""


def test_a_wide_table_brings_in_each_number_on_its_day_and_loses_no_cell(here: Here) -> None:
    sheet = read(WIDE.encode(), "wide.csv")
    dry = bring_in.dry_run(here, sheet, bring_in.guess(sheet, here))
    assert (dry.rows_brought_in, dry.measures, dry.measured) == (2, 4, ("Calls", "Visits"))
    assert {one.reason: one.examples for one in dry.refused} == {
        "there is no number in it": ("Row 5: nothing says what was measured",),
        "it counts against a target": ("Row 4: “4 hour breaches”",),
    }
    assert [(one.heading, one.reason, one.examples) for one in dry.set_aside] == [
        ("Mar 2020", "it is not a number", ("x",)),
        ("Total", NOT_CHOSEN, ("6", "4")),
        ("Note", NOT_CHOSEN, ("left",)),
    ]
    bring_in.bring_in(here, sheet, bring_in.guess(sheet, here), ConsentAsked(), uuid4())
    kept = standing_at(here, "Oak").ask(
        "select m.name, strftime(o.day, '%Y-%m-%d') as day, o.value from observations as o"
        " join measures as m on m.id = o.measure"
        " order by m.name, o.day"
    )
    assert kept.to_numpy().tolist() == [
        ["Calls", "2020-01-01", 1],
        ["Calls", "2020-02-01", 2],
        ["Calls", "2020-03-01", 3],
        ["Visits", "2020-01-01", 4],
    ]


def test_a_day_and_headings_that_are_days_are_one_too_many(here: Here) -> None:
    days = [Column(f"{month} 2020", Role.DATED, words="Calls") for month in ("Jan", "Feb")]
    sheet, mapping = made_of("day,Jan 2020,Feb 2020\n1/1/2020,1,2\n", Column("day", Role.DAY), *days)
    with pytest.raises(Refusal, match="“day” says the day, and 2 headings say one too"):
        bring_in.dry_run(here, sheet, mapping)
    with pytest.raises(Refusal, match="The heading “day” names no day"):
        bring_in.dry_run(here, sheet, mapping.with_column(0, role=Role.DATED))
    with pytest.raises(Refusal, match="Nothing says what the numbers under the days measure"):
        bring_in.dry_run(here, sheet, mapping.with_column(0, role=Role.SET_ASIDE).with_column(1, words=""))


def test_more_observations_than_can_come_in_at_once_are_refused(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sensemaking.exchange.arranging.MOST_OBSERVATIONS", 3)
    sheet = read(WIDE.encode(), "wide.csv")
    with pytest.raises(Refusal, match=r"wide.csv would come to 4 observations; 3 is the most"):
        bring_in.dry_run(here, sheet, bring_in.guess(sheet, here))


NEXT = """Team,Day,What happened?,How was it?,Waiting,Postcode
Oak,24/04/2021,They rang me back on the same day,2,1,SW1A 1AA
Elm,25/05/2021,Nobody came for three whole weeks,3,x,
"""
LAST = """Day,Team,What happened?,How was it?,Listening,Waiting
3/4/2021,Oak,They rang me back the very next day,1,1,
4/5/2021,Elm,Nobody came for three whole weeks,2,,1
5/6/2021,Oak,They sat down with me and asked,3,1,
"""


def last_time(here: Here, **more: Any) -> BroughtIn:
    sheet = read(LAST.encode(), "march.csv")
    mapping = bring_in.guess(sheet, here).with_column(3, low="hard", high="easy")
    return bring_in.bring_in(here, sheet, replace(mapping, **more), ConsentAsked(), uuid4())


def test_the_next_file_of_the_same_shape_is_read_as_the_last_one_was(here: Here) -> None:
    receipt = last_time(here, day=date(2021, 1, 1), cycle=uuid4(), experiment=uuid4())
    sheet = read(NEXT.encode(), "april.csv")
    suggested = bring_in.suggested(here, sheet)
    found = {one.heading: one for one in suggested.mapping.columns}
    assert suggested.like == receipt
    assert suggested.tells.startswith("Read as march.csv was on ")
    assert (found["How was it?"].low, found["How was it?"].high, found["How was it?"].ask) == (
        "hard",
        "easy",
        "",
    )
    assert found["Waiting"].role is Role.THEME
    assert (found["Postcode"].role, found["Postcode"].reason) == (Role.SET_ASIDE, IDENTIFIES)
    assert (suggested.mapping.day, suggested.mapping.cycle, suggested.mapping.experiment) == (
        None,
        None,
        None,
    )
    bring_in.undo(here, receipt.id)
    assert bring_in.suggested(here, sheet) == Suggested(suggested.fresh, suggested.fresh)


def test_a_file_of_another_shape_is_guessed(here: Here) -> None:
    last_time(here)
    sheet = read(b"Day,Team,Calls,Visits\n2021-01-02,Oak,3,4\n", "calls.csv")
    assert bring_in.suggested(here, sheet).like is None


def test_what_the_cells_no_longer_bear_out_is_asked_and_so_is_a_new_column(here: Here) -> None:
    sheet = read(LAST.encode(), "march.csv")
    mapping = bring_in.guess(sheet, here).with_column(0, day_first=False)
    bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    text = NEXT.replace(",1,SW1A 1AA", ",1,good").replace("x,", "perhaps,fair").replace("Postcode", "Mood")
    after = bring_in.suggested(here, read(text.encode(), "april.csv")).mapping
    found = {one.heading: one for one in after.columns}
    assert "here the day comes first" in found["Day"].ask and found["Day"].day_first
    assert found["Waiting"].ask == "Last time these said yes or no. What does “perhaps” mean?"
    assert found["Mood"].ask.startswith("This column is new.")
    asked = bring_in.undecided(here, sheet, after)
    assert any(said.startswith("“Waiting”: ") for said in asked)


def test_a_wide_table_is_remembered_though_its_days_are_others(here: Here) -> None:
    sheet = read(b"Trust,Jan 2020,Feb 2020,Mar 2020\nOak,1,2,3\n", "calls.csv")
    mapping = bring_in.guess(sheet, here)
    for at in mapping.of(Role.DATED):
        mapping = mapping.with_column(at, words="Calls", unit="people")
    bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    after = read(b"Trust,Feb 2020,Mar 2020,Apr 2020,May 2020\nOak,2,3,4,5\n", "calls again.csv")
    found = bring_in.suggested(here, after).mapping
    assert [(one.words, one.unit) for one in found.columns[1:]] == [("Calls", "people")] * 4


def test_a_clear_file_leaves_nothing_to_decide_and_another_says_what(here: Here) -> None:
    clear = read(b"Day,Team,What happened?\n2021-03-24,Oak,They rang me back the next day\n", "march.csv")
    assert bring_in.undecided(here, clear, bring_in.guess(clear, here)) == ()
    nowhere = read(b"Day,What happened?\n3/4/2021,They rang me back the very next day\n", "march.csv")
    mapping = bring_in.guess(nowhere, here)
    assert bring_in.undecided(here, nowhere, mapping) == (
        "“Day”: Does the day or the month come first in 3/4/2021? Nothing in the file tells.",
        "Nothing in march.csv says where it was told: name a system, and how wide it is.",
    )
    named = mapping.at_home("Wendle", Scale.PLACE).with_column(0, ask="", assumed=False)
    assert bring_in.undecided(here, nowhere, named) == ()
    nothing = read(b"Colour,Number\nred,7\nblue,8\n", "colours.csv")
    assert "No column is a story or a measured number yet." in " ".join(
        bring_in.undecided(here, nothing, bring_in.guess(nothing, here))
    )


def test_the_receipt_says_where_it_went_and_how_far_it_travels(here: Here) -> None:
    assert brought(here).tells[:3] == (
        "3 rows came in, as 5 stories.",
        "They went to Oak, Wendle and Elm; 3 systems made with them.",
        "They travel as far as the country.",
    )
    for asked in (ConsentAsked(), replace(LOOKED, quotable=False)):
        assert brought(here, asked).tells[1:3] == (
            "They went to Oak, Wendle and Elm.",
            "They stay where they were told.",
        )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["12/5/1921", "1/3/2021", "2/3/2021"], ["earliest day is 12 May 1921, 100 years before the next"]),
        (["1/3/2021", "2/3/2021", "12/5/2091"], ["latest day is 12 May 2091, 70 years after the one before"]),
        (["1/1/1900", "31/12/2100"], ["earliest day is 1 January 1900, 200 years before"]),
        (["1/1/1950", "1/1/1965", "1/1/1999", "1/1/2020"], []),
        (["1/3/2021"], []),
    ],
)
def test_a_day_far_from_all_others_is_asked_about_and_comes_in(
    here: Here, days: list[str], said: list[str]
) -> None:
    lines = "".join(f"{day},They rang me back\n" for day in days)
    sheet, mapping = made_of(f"day,words\n{lines}", Column("day", Role.DAY), Column("words", Role.STORY))
    dry = bring_in.dry_run(here, sheet, mapping)
    assert dry.stories == len(days)
    assert len(dry.far_off) == len(said)
    assert all(part in found for part, found in zip(said, dry.far_off, strict=True))
    assert all(found in dry.tells for found in dry.far_off)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("NaN", "“NaN” is not a number"),
        ("-inf", "“-inf” is not a number"),
        ("1e999", "“1e999” is not a number"),
        ("high", "“high” is not a number"),
        ("", "“value” is empty"),
    ],
)
def test_a_measure_that_is_no_number_is_refused_with_its_reason(here: Here, cell: str, why: str) -> None:
    text = f"day,value\n1/2/2021,{cell}\n2/2/2021,3\n"
    sheet, mapping = made_of(text, Column("day", Role.DAY), Column("value", Role.VALUE))
    dry = bring_in.dry_run(here, sheet, mapping)
    assert (dry.measures, dry.refused[0].examples) == (1, (f"Row 2: {why}",))


def test_stories_of_one_letter_and_of_a_million_come_in_and_longer_ones_are_refused(here: Here) -> None:
    text = f"day,words\n1/2/2021,x\n1/2/2021,{'y' * 1_000_000}\n1/2/2021,{'z' * 1_000_001}\n"
    sheet, mapping = made_of(text, Column("day", Role.DAY), Column("words", Role.STORY))
    dry = bring_in.dry_run(here, sheet, mapping)
    assert dry.stories == 2
    assert dry.refused[0].examples == ("Row 4: it is longer than 1,000,000 characters",)


def test_rows_that_are_all_the_same_all_come_in(here: Here) -> None:
    text = "day,words\n" + "1/2/2021,They rang me back\n" * 50
    sheet, mapping = made_of(text, Column("day", Role.DAY), Column("words", Role.STORY))
    assert bring_in.dry_run(here, sheet, mapping).stories == 50


def test_a_row_can_hold_a_story_and_several_measures(here: Here) -> None:
    sheet, mapping = made_of(
        "day,words,calls,visits,type\n1/2/2021,So it was,3,-2,2\n2/2/2021,,4,?,2\n",
        Column("day", Role.DAY),
        Column("words", Role.STORY),
        Column("calls", Role.VALUE, words="Calls"),
        Column("visits", Role.VALUE),
        Column("type", Role.MEASURE),
    )
    dry = bring_in.dry_run(here, sheet, mapping)
    assert (dry.rows_brought_in, dry.stories, dry.measures) == (2, 1, 3)
    assert dry.measured == ("Calls, type 2", "visits, type 2")
    assert [(one.heading, one.reason) for one in dry.set_aside] == [("visits", "it is not a number")]


def test_a_position_between_two_poles_stays_between_them(here: Here) -> None:
    sheet, mapping = made_of(
        "day,words,who\n1/2/2021,One,0\n1/2/2021,Two,0.75\n1/2/2021,Three,1.5\n",
        Column("day", Role.DAY),
        Column("words", Role.STORY),
        Column("who", Role.MEANING, words="Who decided?", form=Form.BETWEEN, low="they", high="we"),
    )
    receipt = bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())
    answers = standing_at(here, "Home").ask("select number, low, high from meanings order by number")
    assert answers.to_numpy().tolist() == [[0.0, "they", "we"], [0.75, "they", "we"]]
    assert (
        of_file(bring_in.set_aside_file(here, receipt.id))[0][
            "who (set aside: it lies beyond the two poles (0 to 1))"
        ]
        == "1.5"
    )


def test_undoing_takes_everything_of_one_import_out_and_leaves_the_rest(here: Here) -> None:
    first, second = brought(here), brought(here)
    bring_in.undo(here, first.id)
    assert len(words_at(here, "Wendle")) == 5
    assert bring_in.undo(here, first.id).sequence == bring_in.undo(here, first.id).sequence
    undone = {one.id: one.undone is not None for one in bring_in.past(here)}
    assert undone == {first.id: True, second.id: False}
    assert bring_in.refused_file(here, first.id) is None
    assert bring_in.refused_file(here, second.id) is not None
    with pytest.raises(Refusal, match="no such import"):
        bring_in.undo(here, uuid4())


def test_the_same_import_sent_twice_is_one(here: Here) -> None:
    import_id = uuid4()
    receipts = [bring_in.bring_in(here, visits(), visits_mapping(here), LOOKED, import_id) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert len(words_at(here, "Wendle")) == 5


def test_the_same_file_is_noticed_before_it_comes_in_again(here: Here) -> None:
    assert bring_in.dry_run(here, visits(), visits_mapping(here)).before == ()
    receipt = brought(here)
    dry = bring_in.dry_run(here, visits(), visits_mapping(here))
    assert dry.before == (receipt,)
    assert dry.tells[0].startswith("This file came in before, on ")
    bring_in.undo(here, receipt.id)
    assert bring_in.dry_run(here, visits(), visits_mapping(here)).before == ()


def test_what_stays_out_is_on_the_disk_before_anything_is_kept_and_gone_if_nothing_is(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = here.store.path.with_name("ours.duckdb.receipts")
    seen: list[list[str]] = []

    def keep(contribution: Keep) -> None:
        seen.append(sorted(file.name for file in (folder / str(contribution.id)).iterdir()))
        raise Unwritable("No room.")

    monkeypatch.setattr(here.store, "keep", keep)
    with pytest.raises(Unwritable):
        brought(here)
    assert seen == [["refused.csv", "set_aside.csv"]]
    assert list(folder.iterdir()) == []


def test_a_theme_that_somebody_names_meanwhile_does_not_stop_an_import(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = here.store.keep

    def somebody_is_quicker(contribution: Keep) -> Receipt:
        monkeypatch.setattr(here.store, "keep", keep)
        notice.theme_named(here, "Waiting")
        return keep(contribution)

    monkeypatch.setattr(here.store, "keep", somebody_is_quicker)
    assert brought(here).stories == 5
    assert sorted(theme_names(here).values()) == ["Waiting", "being heard", "trust"]


def test_a_disk_that_refuses_the_files_refuses_the_import(here: Here) -> None:
    here.store.path.with_name("ours.duckdb.receipts").write_text("in the way")
    with pytest.raises(Unwritable, match="nothing was brought in"):
        brought(here)
    assert bring_in.past(here) == []


def test_a_file_of_which_nothing_would_come_in_is_refused(here: Here) -> None:
    sheet, mapping = made_of(
        "day,words\n1/2/2021,N/A\n", Column("day", Role.DAY), Column("words", Role.STORY)
    )
    with pytest.raises(Refusal, match="Nothing in this file would come in"):
        bring_in.bring_in(here, sheet, mapping, ConsentAsked(), uuid4())


def test_the_job_says_how_far_it_is_and_ends_with_the_receipt(here: Here) -> None:
    job = bring_in.start(here, visits(), visits_mapping(here), LOOKED)
    job.wait()
    assert job.done
    assert job.refusal is None
    assert job.result is not None
    assert job.result.tells[0] == "3 rows came in, as 5 stories."
    assert (job.progress, job.words) == (1.0, "Done")


def test_a_job_that_is_refused_says_why_and_one_that_breaks_repeats_no_words() -> None:
    def refuse(tell: Tell) -> None:
        tell(0.5, "Half way")
        raise Refusal("Not like this.")

    def breaks(tell: Tell) -> None:
        raise ValueError("what somebody told us")

    refused, broken = Job(refuse), Job(breaks)
    refused.wait()
    broken.wait()
    assert refused.refusal is not None
    assert (str(refused.refusal), refused.progress, refused.words) == ("Not like this.", 0.5, "Half way")
    assert broken.done
    assert "what somebody told us" not in str(broken.refusal)


@pytest.mark.parametrize(
    ("cell", "harmless_cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+44 and more", "'+44 and more"),
        ("- a list", "'- a list"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("-12", "-12"),
        ("+3.5", "+3.5"),
        ("-1,200", "-1,200"),
        ("plain = words", "plain = words"),
        ("", ""),
    ],
)
def test_no_spreadsheet_takes_a_cell_for_a_formula_and_numbers_stay_numbers(
    cell: str, harmless_cell: str
) -> None:
    assert harmless(cell) == harmless_cell


def test_naughty_strings_come_in_letter_by_letter_as_words_places_and_themes(here: Here) -> None:
    naughty = json.loads((DATA / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["day", "words", "place", "theme"])
    writer.writerows([["1/2/2021", f"a {words}", f"p {words}", words] for words in naughty])
    sheet = bring_in.preview(out.getvalue().encode(), "=naughty<b>.csv", How("utf-8", ",", '"', True))
    _, mapping = made_of(
        "x\n1\n",
        Column("day", Role.DAY),
        Column("words", Role.STORY),
        Column("place", Role.PLACE, scale=Scale.TEAM),
        Column("theme", Role.THEMES),
    )
    receipt = bring_in.bring_in(here, sheet, mapping, LOOKED, uuid4())
    assert receipt.stories == len(naughty)
    kept = standing_at(here, "Home").ask("select words from observations")["words"]
    assert sorted(kept) == sorted(f"a {words}" for words in naughty)


cell = st.sampled_from(
    ["", " ", "yes", "no", "1", "7", "0.5", "1/2/2021", "31/02/2021", "Oak", "Unknown", "so; it [was"]
) | st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ROLES = (
    Column("c", Role.STORY, words="What?"),
    Column("c", Role.STORY),
    Column("c", Role.MEANING, words="How?", unknown=("7",)),
    Column("c", Role.MEANING, form=Form.CHOICE),
    Column("c", Role.MEANING, form=Form.BETWEEN),
    Column("c", Role.THEME),
    Column("c", Role.THEMES, separator=";"),
    Column("c", Role.VALUE),
    Column("c", Role.MEASURE),
    Column("c", Role.PLACE, scale=Scale.TEAM),
    Column("c", Role.TELLER),
    Column("c"),
)


a_day = st.sampled_from(["1/2/2021", "2 May 2021", "2021-05-03", "31/02/2021", ""])


@settings(deadline=None)  # a busy machine is no mistake
@given(
    st.lists(st.tuples(a_day, cell, cell, cell), min_size=1, max_size=8),
    st.tuples(st.sampled_from([ROLES[0], ROLES[7]]), st.sampled_from(ROLES), st.sampled_from(ROLES)),
)
def test_every_row_comes_in_or_is_refused_and_every_cell_is_used_or_set_aside(
    rows: list[tuple[str, ...]], roles: tuple[Column, ...]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["day", "a", "b", "c"], *rows])
    root = System(uuid4(), Scale.ORGANISATION, "Home")
    columns = (Column("day", Role.DAY), *roles)
    try:
        sheet = read(out.getvalue().encode(), "any.csv", How("utf-8", ",", '"', True, heading_rows=1))
        arranged = arrange(sheet, Mapping(columns), Known((root,), root), Consent(), uuid4())
    except Refusal:
        return
    comes_in = arranged.comes_in
    assert sheet.rows + sheet.blank_rows == len(rows)
    assert set(arranged.refusals.words) == {row for row in range(sheet.rows) if not comes_in[row]}
    assert arranged.observations.num_rows == arranged.stories + arranged.measures >= comes_in.sum()
    aside = {(one.column, int(row)) for one in arranged.aside for row in one.rows}
    assert all(comes_in[row] for _, row in aside)
    kept_words = arranged.observations["words"].to_pylist()
    cells_kept = {Role.STORY: 0, Role.VALUE: 0, Role.MEANING: 0}
    for at, column in enumerate(columns):
        for row in range(sheet.rows):
            text = sheet.columns[at].at(row)
            if not comes_in[row] or not text.strip():
                continue
            if column.role is Role.SET_ASIDE:
                assert (at, row) in aside
            elif (at, row) not in aside and column.role in cells_kept:
                cells_kept[column.role] += 1
                assert column.role is not Role.STORY or text in kept_words
    assert cells_kept[Role.STORY] == arranged.stories
    assert cells_kept[Role.VALUE] == arranged.measures
    if arranged.stories + arranged.measures == comes_in.sum():
        assert cells_kept[Role.MEANING] == arranged.meanings.num_rows


@settings(deadline=None)  # a busy machine is no mistake
@given(any_words(max_size=300))
def test_no_text_at_all_breaks_the_way_in(text: str) -> None:
    try:
        sheet = read(text.encode("utf-8", "surrogatepass"), "any.csv")
        mapping = guess(sheet, None)
        arranged = arrange(sheet, replace(mapping, day=date(2021, 1, 1)), Known(), Consent(), uuid4())
    except Refusal:
        return
    assert len(arranged.comes_in) == sheet.rows


@pytest.mark.parametrize("cell", ["CONSENT REVOKED", "consent_withdrawn", " Withdrew consent. "])
def test_a_row_that_says_its_teller_took_back_their_consent_stays_out_whatever_column_says_it(
    here: Here, cell: str
) -> None:
    sheet, mapping = made_of(
        f"Day,Age,What happened?\n2022-03-01,41,We rang first.\n2022-03-02,{cell},Mine.\n",
        Column("Day", Role.DAY),
        Column("Age"),
        Column("What happened?", Role.STORY),
    )
    dry = bring_in.dry_run(here, sheet, mapping)
    (refused,) = dry.refused
    assert refused.reason == "its teller took back their consent"
    assert "“Age”" in refused.examples[0]
    assert dry.rows_brought_in == 1


@pytest.mark.parametrize("asked", [replace(LOOKED, voice=Voice.BESIDE), LOOKED])
def test_as_whom_everybody_in_a_file_speaks_is_kept_with_each(here: Here, asked: ConsentAsked) -> None:
    sheet = bring_in.preview(b"comment\nThey rang.\nNobody rang.\n", "a.csv")
    mapping = Mapping(
        (Column("comment", Role.STORY),),
        home="Wendle",
        home_scale=Scale.PLACE,
        day=date(2022, 1, 1),
        voice=Voice.WORKS,
    )
    bring_in.bring_in(here, sheet, mapping, asked, uuid4())
    at = Here(here.store, here.viewer, Focus(system=next(iter(here.store.read("systems")["id"]))))
    assert set(at.ask("select voice from observations")["voice"]) == {asked.voice or Voice.WORKS}
