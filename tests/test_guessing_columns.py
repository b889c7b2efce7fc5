"""What each column of a file is guessed to be, and why some are set aside."""

from datetime import date
from pathlib import Path

import pytest

from sensemaking.exchange.cell_words import asks_for_good, is_nothing, why_no_answer
from sensemaking.exchange.csv_in import read
from sensemaking.exchange.days import day_in, days_in
from sensemaking.exchange.guessing import guess
from sensemaking.exchange.mapping import (
    NOT_CHOSEN,
    Column,
    Mapping,
    Role,
    days_named,
    refuse_what_does_not_fit,
)
from sensemaking.exchange.numbers import number, numbers
from sensemaking.exchange.set_aside import CONTROL, DESCRIBES, IDENTIFIES, JUDGEMENT, why_set_aside
from sensemaking.exchange.sheet import Sheet
from sensemaking.exchange.wide import is_wide
from sensemaking.model.observation import Form
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[2] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="shared data not present")

STORIES = [
    "It took four calls before anyone rang back",
    "They listened to my mother and to me",
    "Nobody told us why",
]


def guessed(path: Path, standing: Scale | None = None) -> Mapping:
    return guess(read(path.read_bytes(), path.name), standing)


def column(mapping: Mapping, heading: str) -> Column:
    return next(one for one in mapping.columns if one.heading == heading)


def roles(mapping: Mapping, role: Role) -> list[str]:
    return [mapping.columns[at].heading for at in mapping.of(role)]


def of_columns(**cells: list[str]) -> Sheet:
    """A file with a column of stories, and these columns beside it."""
    many = max(len(found) for found in cells.values())
    table = {"words": [f"{STORIES[at % 3]} ({at})" for at in range(many)], **cells}
    lines = [table.keys(), *zip(*table.values(), strict=True)]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    return read(text.encode(), "file.csv")


def guess_of(heading: str, cells: list[str]) -> Column:
    return column(guess(of_columns(**{heading: cells}), None), heading)


def test_the_comments_of_a_trust_are_understood_without_any_help() -> None:
    mapping = guessed(EXAMPLE / "comments.csv")
    assert roles(mapping, Role.STORY) == ["FFT answer"]
    assert roles(mapping, Role.PROMPT) == ["FFT question"]
    assert roles(mapping, Role.DAY) == ["Date"]
    assert roles(mapping, Role.TELLER) == ["Respondent ID"]
    assert len(roles(mapping, Role.THEME)) == 48
    places = {mapping.columns[at].heading: mapping.columns[at].scale for at in mapping.of(Role.PLACE)}
    assert places == {
        "Country": Scale.COUNTRY,
        "Place": Scale.PLACE,
        "Organisation": Scale.ORGANISATION,
        "Team": Scale.TEAM,
    }
    answer = column(mapping, "FFT categorical answer")
    assert (answer.role, answer.form, answer.unknown) == (Role.MEANING, Form.NUMBER, ("7",))
    assert (answer.low, answer.high) == ("very good", "very poor")
    assert answer.ask == "Is 1 “very good” and 5 “very poor”? 7 is taken to mean not known."
    poles = mapping.columns[-1]
    assert (poles.role, poles.form, poles.low, poles.high) == (
        Role.MEANING,
        Form.BETWEEN,
        "they did",
        "we did",
    )
    assert poles.words == "Who decided what happened? (invented example)"
    reasons = {mapping.columns[at].heading: mapping.columns[at].reason for at in mapping.of(Role.SET_ASIDE)}
    assert reasons == {
        "Comment ID": "it numbers the rows",
        "Trust": "another column says the organisation",
        "Service type 1": "another column says the team",
        "Service type 2": "another column says the team",
        "Person identifiable info?": "it is empty throughout",
        "Comment sentiment": JUDGEMENT,
        "Not assigned": "it says that no theme could be given",
        "Labelling not possible": "it says that no theme could be given",
    }
    refuse_what_does_not_fit(mapping)


@needs_shared
def test_the_same_comments_raw_have_their_trust_as_organisation_and_the_finer_service_as_team() -> None:
    mapping = guessed(SHARED / "A-nhs-fft-nhft" / "fft_v6_nhft.csv")
    assert column(mapping, "Trust").scale is Scale.ORGANISATION
    team = column(mapping, "Service type 2")
    assert (team.scale, team.unknown) == (Scale.TEAM, ("5",))
    assert column(mapping, "Service type 1").reason == "another column says the team"


@needs_shared
def test_a_dashboard_export_has_three_nested_places_and_the_analysts_number_set_aside() -> None:
    mapping = guessed(SHARED / "A-nhs-dashboard-shape" / "test_data_50.csv")
    scales = [column(mapping, f"location_{number}").scale for number in (1, 2, 3)]
    assert scales == [Scale.PLACE, Scale.ORGANISATION, Scale.TEAM]
    assert column(mapping, "crit").reason == JUDGEMENT
    assert column(mapping, "ethnicity").reason == DESCRIBES
    assert column(mapping, "category").role is Role.THEMES
    assert column(mapping, "fft").unknown == ("9",)
    assert column(mapping, "pt_id").role is Role.TELLER


@needs_shared
def test_a_staff_survey_has_several_texts_each_with_its_question_and_closed_answers_as_choices() -> None:
    mapping = guessed(SHARED / "A-staff-cpd-survey" / "apha_cpd_survey.csv")
    assert column(mapping, "q21a_cpd_opps_sources_txt").words == "Cpd opps sources"
    assert len(mapping.of(Role.STORY)) == 6
    assert column(mapping, "q12a_cpd_time_at_work_cat").form is Form.CHOICE
    assert roles(mapping, Role.DAY) == ["form_started_dttm"]
    assert (mapping.home, mapping.home_scale) == ("apha cpd survey", Scale.ORGANISATION)


def test_counts_become_measures_and_what_counts_against_a_limit_stays_out() -> None:
    mapping = guessed(DATA / "ae-attendances" / "ae_attendances.csv")
    assert roles(mapping, Role.VALUE) == ["attendances", "admissions"]
    assert roles(mapping, Role.MEASURE) == ["type"]
    assert column(mapping, "breaches").reason == CONTROL
    assert column(mapping, "org_code").scale is Scale.ORGANISATION


def test_a_long_table_names_its_measure_in_several_columns() -> None:
    mapping = guessed(DATA / "weekly-deaths" / "ons_mortality.csv")
    assert roles(mapping, Role.MEASURE) == ["category_1", "category_2"]
    assert roles(mapping, Role.VALUE) == ["counts"]
    assert column(mapping, "week_no").reason == NOT_CHOSEN
    assert column(mapping, "category_1").ask.startswith("“Region” says that some of these are places.")


def test_names_beside_numbers_stay_out_until_somebody_says_that_they_are_no_people() -> None:
    text = "Name,Year,Count\nLeeds,2019,3\nHull,2019,4\nLeeds,2020,5\n"
    name = column(guess(read(text.encode(), "x.csv"), None), "Name")
    assert (name.role, name.assumed) == (Role.SET_ASIDE, True)


@needs_shared
def test_machine_written_answers_come_without_their_code() -> None:
    folder = SHARED / "A-themefinder-SYNTHETIC" / "generation"
    mapping = guessed(folder / "eval_sentiments.csv")
    assert roles(mapping, Role.STORY) == ["response"]
    assert column(mapping, "target_topics").reason == "it holds code, not words"


def test_an_invented_measure_is_understood_without_any_help() -> None:
    mapping = guessed(EXAMPLE / "measure.csv")
    assert roles(mapping, Role.VALUE) == ["Days from first call to first conversation (invented example)"]
    assert len(mapping.of(Role.PLACE)) == 4


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("Monthly target", CONTROL),
        ("KPI 4", CONTROL),
        ("RAG status", CONTROL),
        ("TeamScore", CONTROL),
        ("League position", CONTROL),
        ("staff_rating", JUDGEMENT),
        ("Sentiment", JUDGEMENT),
        ("CQC grade", JUDGEMENT),
        ("Surname", IDENTIFIES),
        ("E-mail", IDENTIFIES),
        ("email_address", IDENTIFIES),
        ("NHS number", IDENTIFIES),
        ("Date of birth", IDENTIFIES),
        ("Name", IDENTIFIES),
        ("Ethnicity", DESCRIBES),
        ("Wellbeing target", CONTROL),
        ("Sleep KPI", CONTROL),
        ("Your RAG status", CONTROL),
        ("% vs plan", CONTROL),
        ("On track", CONTROL),
        ("Keyworker", IDENTIFIES),
        ("Name of nurse", IDENTIFIES),
        ("Staff member", IDENTIFIES),
        ("Initials", IDENTIFIES),
        ("Staff rating of your progress", JUDGEMENT),
        ("Nurse's judgement of mood", JUDGEMENT),
        ("My pain score", ""),
        ("How do you rate your wellbeing?", ""),
        ("Team name", ""),
        ("Story", ""),
    ],
)
def test_a_heading_says_why_a_column_stays_out(heading: str, reason: str) -> None:
    assert why_set_aside(heading, ["1", "2"]) == reason


def test_a_column_of_traffic_light_colours_stays_out_whatever_it_is_called() -> None:
    assert why_set_aside("How it stands", ["Green", "Blue", "Red", "Amber"]) == CONTROL


def test_a_column_that_only_says_whether_a_target_was_met_is_no_theme() -> None:
    marked = {name: ["1", "0", "0", "1"] for name in ("Food", "Access", "Target met", "Being heard")}
    mapping = guess(of_columns(**marked), None)
    assert roles(mapping, Role.THEME) == ["Food", "Access", "Being heard"]
    assert column(mapping, "Target met").reason == CONTROL


@pytest.mark.parametrize("role", [Role.VALUE, Role.MEANING, Role.THEME])
def test_a_target_does_not_come_in_even_where_somebody_chooses_it(role: Role) -> None:
    mapping = guess(of_columns(**{"Monthly target": ["4", "5", "6"], "date": ["2021-03-01"] * 3}), None)
    refuse_what_does_not_fit(mapping)
    with pytest.raises(Refusal, match="“Monthly target” stays aside"):
        refuse_what_does_not_fit(mapping.with_column(1, role=role))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["ann@example.org", "b.c@example.com", ""], IDENTIFIES),
        (["SW1A 1AA", "M1 1AE", "not known"], IDENTIFIES),
        (["07700 900123", "020 7946 0018"], IDENTIFIES),
        (["943 476 5919", "9434765870"], IDENTIFIES),
        (["1234567890", "2345678901"], ""),
        (["Red", "Amber", "Green"], CONTROL),
        (["green", "blue"], ""),
    ],
)
def test_cells_say_why_a_column_stays_out_whatever_its_heading(cells: list[str], reason: str) -> None:
    assert why_set_aside("contact", cells) == reason


def test_a_persons_own_scale_comes_in_and_somebody_elses_does_not() -> None:
    cells = [str(1 + at % 5) for at in range(30)]
    assert guess_of("How is your pain today?", cells).role is Role.MEANING
    assert guess_of("Pain score", cells).role is Role.MEANING
    assert guess_of("Sentiment score", cells).role is Role.SET_ASIDE
    assert guess_of("Staff rating", cells).role is Role.SET_ASIDE


def test_a_place_under_a_heading_row_that_asks_where_is_a_place_and_a_question_with_a_comma_is_not() -> None:
    names = ["North", "South"] * 6
    assert guess_of("Where, Team", names).scale is Scale.TEAM
    assert guess_of("What would change, thinking of this team", names).role is Role.MEANING


def test_tags_in_one_cell_are_parted_by_what_stands_between_them() -> None:
    assert guess_of("Tags", ["waiting; being heard", "waiting", "trust; waiting"] * 4).separator == ";"
    assert guess_of("Themes", ["waiting|trust", "waiting"] * 6).separator == "|"
    assert guess_of("Topics", ["waiting, trust", "trust", "waiting", "trust, waiting"] * 6).separator == ","
    assert guess_of("Category", ["Food, drink and facilities", "Care"] * 6).separator == ""


WIDE = {
    "months in words": ("Jan 2020,Feb 2020,Mar 2020", date(2020, 1, 1), date(2020, 3, 1)),
    "months as spreadsheets show them": ("Dec-19,Jan-20,Feb-20", date(2019, 12, 1), date(2020, 2, 1)),
    "months as machines write them": ("2020-01,2020-02,2020-03", date(2020, 1, 1), date(2020, 3, 1)),
    "quarters": ("2019 Q4,2020 Q1,Q2 2020", date(2019, 10, 1), date(2020, 4, 1)),
    "weeks": ("w/c 06/01/2020,w/c 13/01/2020,w/c 20/01/2020", date(2020, 1, 6), date(2020, 1, 20)),
    "weeks that end": (
        "Week ending 10 Jan 2020,w/e 17 Jan 2020,WE: 24/01/2020",
        date(2020, 1, 10),
        date(2020, 1, 24),
    ),
    "numbered weeks": ("2020-W01,2020 week 2,Week 3 2020", date(2019, 12, 30), date(2020, 1, 13)),
    "days that spreadsheets count": ("43831,43862,43891", date(2020, 1, 1), date(2020, 3, 1)),
    "years": ("2018,2019,2020", date(2018, 1, 1), date(2020, 1, 1)),
    "years from April": ("2008-09,2009-10,2010-11", date(2008, 4, 1), date(2010, 4, 1)),
    "the month first": ("01/06/2020,01/13/2020,01/20/2020", date(2020, 1, 6), date(2020, 1, 20)),
}


@pytest.mark.parametrize(("headings", "first", "last"), WIDE.values(), ids=WIDE)
def test_headings_that_are_days_make_each_number_one_of_its_day(
    headings: str, first: date, last: date
) -> None:
    text = f"Trust,Measure,{headings},Total,Target\nOak,Calls,1,2,3,6,4\nElm,Visits,4,,x,4,4\n"
    mapping = guess(read(text.encode(), "file.csv"), None)
    found = [one.role for one in mapping.columns]
    assert found == [Role.PLACE, Role.MEASURE, *[Role.DATED] * 3, Role.SET_ASIDE, Role.SET_ASIDE]
    named = days_named(mapping)
    assert (named[0], named[-1]) == (first, last)
    assert not any(one.assumed for one in mapping.columns)
    refuse_what_does_not_fit(mapping)


@pytest.mark.parametrize(
    "headings",
    ["2020,Area,3", "Q1,Q2,Q3", "1,2,3", "Week 1,Week 2,Week 3", "Jan 2020,Feb 2020,Jan-20", "10001,99,5"],
)
def test_headings_that_name_no_days_or_too_few_are_headings_like_others(headings: str) -> None:
    assert not is_wide(headings.split(","))


def test_what_nobody_could_know_of_a_wide_table_is_asked() -> None:
    def assumed(text: str, name: str = "data.csv") -> dict[str, str]:
        mapping = guess(read(text.encode(), name), None)
        return {one.heading: one.ask for one in mapping.columns if one.assumed}

    days = "01/02/2020,01/03/2020,01/04/2020"
    asked = assumed(f"x,{days}\nLeeds,1,2,3\nHull,4,5,6\n")
    assert asked == {
        "x": "Are these what was measured, or places?",
        "01/02/2020": "Does the day or the month come first in 01/02/2020?",
    }
    assert "What do these numbers count?" in assumed(f"Trust,{days}\nOak,1,2,3\nElm,4,5,6\n")["01/02/2020"]
    assert "not people" in assumed("Name,2018,2019,2020\nAnn,1,2,3\nBo,4,5,6\n")["Name"]
    titled = guess(read(b"Calls answered\n\nTrust,2018,2019,2020\nOak,1,2,3\nElm,4,5,6\n", "x.csv"), None)
    assert {one.words for one in titled.columns if one.role is Role.DATED} == {"Calls answered"}


@pytest.mark.parametrize(
    "heading",
    [
        "4hr breaches",
        "% within 4 hours",
        "18 week breaches",
        "% of plan",
        "Per cent of plan",
        "4-hour standard",
    ]
    + ["Seen within 4 hrs", "Over 12 hours from decision to admit", "Planned", "six week waits", "Breached?"],
)
def test_what_counts_against_a_limit_stays_out_however_it_is_spelled(heading: str) -> None:
    assert why_set_aside(heading, ["3", "4"]) == CONTROL


@pytest.mark.parametrize(
    "heading", ["Care plan", "Days waited", "Admissions", "Hours of care", "Did you wait more than 4 hours?"]
)
def test_a_count_of_what_happened_is_no_target(heading: str) -> None:
    assert why_set_aside(heading, ["3", "4"]) == ""


def test_years_quarters_and_weeks_are_days_where_the_heading_says_so() -> None:
    for heading, cells in (
        ("Year", ["2019", "2020"]),
        ("Financial year", ["2010/11", "2011/12"]),
        ("Quarter", ["2020 Q1", "2020 Q2"]),
        ("Week", ["2020-W05", "2020-W06"]),
    ):
        assert guess_of(heading, cells).role is Role.DAY
    assert guess_of("Number", ["2019", "2020"]).role is not Role.DAY
    assert days_in(["2010/11", "", "2011/12"], True) == [date(2010, 4, 1), None, date(2011, 4, 1)]
    assert days_in(["2010/11", "2010/08"], True) == [date(2010, 11, 1), date(2010, 8, 1)]
    assert days_in(["2019", "2019 Q2", "2020-W01"], True) == [
        date(2019, 1, 1),
        date(2019, 4, 1),
        date(2019, 12, 30),
    ]


def test_a_table_can_hold_stories_and_measures_row_by_row() -> None:
    text = "Day,Words,Measure,Value\n2021-01-02,They rang me back the very next day,,\n2021-01-03,,Calls,3\n"
    mapping = guess(read(text.encode(), "both.csv"), None)
    assert [one.role for one in mapping.columns] == [Role.DAY, Role.STORY, Role.MEASURE, Role.VALUE]


def test_codes_tell_kinds_apart_and_measure_nothing() -> None:
    text = "Day,Type,Calls\n2021-01-02,1,30\n2021-01-03,2,31\n2021-01-04,1,32\n2021-01-05,2,33\n"
    mapping = guess(read(text.encode(), "calls.csv"), None)
    assert [one.role for one in mapping.columns] == [Role.DAY, Role.MEASURE, Role.VALUE]


def test_a_column_of_yes_and_no_tells_nobodys_name() -> None:
    assert why_set_aside("Twitter", ["Yes", "No"]) == ""
    assert why_set_aside("Twitter", ["@ann"]) == IDENTIFIES


def test_an_ambiguous_order_of_day_and_month_is_asked_and_a_clear_one_is_not() -> None:
    unclear = guess_of("Date", ["03/04/2021", "05/06/2021"])
    assert unclear.role is Role.DAY
    assert unclear.day_first
    assert unclear.ask == "Does the day or the month come first in 03/04/2021? Nothing in the file tells."
    american = guess_of("Date", ["03/24/2021", "05/06/2021"])
    assert (american.day_first, american.ask) == (False, "")
    mixed = guess_of("Date", ["24/03/2021", "13/04/2021", "05/16/2021", "05/06/2021"])
    assert mixed.day_first
    assert mixed.ask.startswith("Some dates here put the day first")


def test_a_lone_yes_or_no_column_is_not_a_theme() -> None:
    assert guess_of("hidden", ["1", "0", "", "1"]).role is Role.SET_ASIDE


def test_columns_of_places_are_not_guessed_twice_at_one_scale() -> None:
    sheet = of_columns(ward=["Oak", "Elm"] * 5, team=["North", "South"] * 5)
    mapping = guess(sheet, None)
    assert (column(mapping, "team").scale, column(mapping, "ward").role) == (Scale.TEAM, Role.SET_ASIDE)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021-06-02", date(2021, 6, 2)),
        ("2021-06-02T09:44:04Z", date(2021, 6, 2)),
        ("2022-07-15 09:44:04", date(2022, 7, 15)),
        ("2/6/2021", date(2021, 6, 2)),
        ("02.06.21", date(2021, 6, 2)),
        ("2-6-2021 23:59", date(2021, 6, 2)),
        ("20210602", date(2021, 6, 2)),
        ("2 June 2021", date(2021, 6, 2)),
        ("2nd of June 2021", date(2021, 6, 2)),
        ("Wed, 2 Jun 2021", date(2021, 6, 2)),
        ("June 2, 2021", date(2021, 6, 2)),
        ("02-Jun-21", date(2021, 6, 2)),
        ("June 2021", date(2021, 6, 1)),
        ("2021-06", date(2021, 6, 1)),
        ("29/02/2020", date(2020, 2, 29)),
        ("29/02/2021", None),
        ("31/04/2021", None),
        ("0/5/2021", None),
        ("1/1/0021", None),
        ("yesterday", None),
        ("12", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them_and_impossible_ones_are_not(cell: str, day: date | None) -> None:
    assert day_in(cell, day_first=True) == day


def test_the_month_comes_first_where_somebody_says_so() -> None:
    assert day_in("3/4/2021", day_first=False) == date(2021, 3, 4)
    assert day_in("13/4/2021", day_first=False) is None


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("12", 12.0),
        (" -3.5 ", -3.5),
        ("\u22127", -7.0),
        ("1,234.5", 1234.5),
        ("1 234", 1234.0),
        ("3,5", 3.5),
        ("0,125", 0.125),
        ("1.234,50", 1234.5),
        ("1.234.567", 1234567.0),
        ("1 234,5", 1234.5),
        ("1,234", 1234.0),
        ("12%", 12.0),
        ("1e3", 1000.0),
        ("1e999", None),
        ("nan", None),
        ("inf", None),
        ("1,23,4", None),
        ("x", None),
        ("", None),
        ("٣", None),
    ],
)
def test_numbers_are_read_as_people_write_them(cell: str, found: float | None) -> None:
    assert number(cell) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["0,5", "1,234", "1.234", "12", ""], [0.5, 1.234, 1234.0, 12.0, None]),
        (["0.5", "1,234", "1.234", "12", ""], [0.5, 1234.0, 1.234, 12.0, None]),
        (["0,5", "0.5", "1,234", "1.234"], [0.5, 0.5, 1234.0, 1.234]),
        (["1,234", "12"], [1234.0, 12.0]),
    ],
)
def test_what_other_cells_of_a_column_mean_by_a_comma_settles_it(
    cells: list[str], found: list[float]
) -> None:
    assert numbers(cells) == found


@pytest.mark.parametrize(
    "words", ["", "  ", "...", "-", "?!", "N/A", "n/a.", "Did not answer", "No comment.", "NULL"]
)
def test_what_says_nothing_is_no_answer(words: str) -> None:
    assert why_no_answer(words)


@pytest.mark.parametrize(
    "words", ["Nothing comes close to how kind they were", "Everything.", "👍", "Yes", "好"]
)
def test_short_answers_are_answers(words: str) -> None:
    assert why_no_answer(words) == ""


def test_nothing_is_no_answer_to_what_to_change_and_an_answer_to_what_was_good() -> None:
    assert is_nothing(" Nothing. ")
    assert not asks_for_good("What could we do better?")
    assert asks_for_good("What was good?")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ([Column("a")], "No column is a story or a measured number"),
        ([Column("a", Role.STORY)], "which day"),
        ([Column("a", Role.STORY), Column("b", Role.DAY), Column("c", Role.DAY)], "“b” and “c”"),
        (
            [Column("a", Role.STORY), Column("b", Role.DAY), Column("c", Role.MEASURE)],
            "none is the measured number",
        ),
        ([Column("a", Role.STORY), Column("b", Role.DAY), Column("c", Role.PLACE)], "Which scale is “c”"),
        (
            [Column("a", Role.STORY), Column("b", Role.DAY)]
            + [Column("c", Role.PLACE, scale=Scale.TEAM)] * 2,
            "2 columns are places at the scale team",
        ),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_what_is_missing(columns: list[Column], said: str) -> None:
    with pytest.raises(Refusal, match=said) as refusal:
        refuse_what_does_not_fit(Mapping(tuple(columns)))
    assert refusal.value.try_next
