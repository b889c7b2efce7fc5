"""How a file was read, as a TOML file: written for people, read again, and refused in words."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.exchange.csv_in import read
from sensemaking.exchange.guessing import guess
from sensemaking.exchange.mapping import NOT_CHOSEN, Column, Mapping, Role
from sensemaking.exchange.mapping_file import as_toml, from_toml
from sensemaking.exchange.set_aside import IDENTIFIES, why_set_aside
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.observation import Form
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
VISITS = """Day,Team,What happened?,How was it?,E-mail
3/4/2021,Oak,They rang me back and asked how I was,2,ann@example.org
4/4/2021,Elm,Nobody rang for three whole weeks,4,bo@example.org
5/4/2021,Oak,The letter came before the call,1,
"""


def visits() -> Sheet:
    return read(VISITS.encode(), "visits.csv")


def read_as(text: str) -> Mapping:
    return from_toml(text, visits())


@pytest.mark.parametrize("name", ["comments.csv", "measure.csv"])
def test_a_guess_written_down_and_read_again_is_the_same_and_asks_nothing_more(name: str) -> None:
    sheet = read((EXAMPLE / name).read_bytes(), name)
    mapping = guess(sheet, None)
    written = as_toml(mapping)
    assert written.count("# Please look:") == sum(bool(column.ask) for column in mapping.columns)
    again = from_toml(written, sheet)
    assert as_toml(again) == "\n".join(
        line for line in written.split("\n") if not line.startswith("# Please look:")
    )
    assert [one.role for one in again.columns] == [one.role for one in mapping.columns]


def test_only_what_is_not_plain_is_written() -> None:
    mapping = Mapping((Column("Day", Role.DAY), Column("b", Role.THEME), Column("c")))
    assert tomllib.loads(as_toml(mapping)) == {"columns": {"Day": "day", "b": "theme"}}


def test_a_home_that_nobody_named_is_not_written_and_the_cycle_belongs_to_one_file_only() -> None:
    mapping = guess(read(b"day,words\n1/2/2021,So it was and so it will be\n", "walk.csv"), None)
    assert mapping.home_guessed
    assert "home" not in tomllib.loads(as_toml(mapping))
    named = mapping.at_home("Wendle", Scale.PLACE)
    told = tomllib.loads(as_toml(named))
    assert (told["home"], told["home_scale"]) == ("Wendle", "place")


def test_a_mapping_can_be_written_by_hand_in_a_few_lines() -> None:
    mapping = read_as(
        'home = "Wendle"\nhome_scale = "Place"\n[columns]\nday = "day"\n"what  HAPPENED?" = "story"\n'
        '"How was it?" = { is = "meaning", not_known = 9, low = "hard", high = "easy" }\n'
    )
    assert [one.role for one in mapping.columns] == [
        Role.DAY,
        Role.SET_ASIDE,
        Role.STORY,
        Role.MEANING,
        Role.SET_ASIDE,
    ]
    assert mapping.columns[3].unknown == ("9",)
    assert (mapping.home, mapping.home_scale) == ("Wendle", Scale.PLACE)
    assert [one.reason for one in mapping.columns if one.role is Role.SET_ASIDE] == [NOT_CHOSEN, IDENTIFIES]


def test_headings_that_are_days_are_one_entry_whichever_days_the_next_file_has() -> None:
    text = '[days]\nmeasure = "Visits"\nunit = "people"\n[columns]\nTeam = { is = "place", scale = "team" }\n'
    sheet = read(b"Team,Jan 2020,Feb 2020,Mar 2020,Apr 2020\nOak,1,2,3,4\n", "wide.csv")
    mapping = from_toml(text, sheet)
    assert mapping.of(Role.DATED) == [1, 2, 3, 4]
    assert {(one.words, one.unit) for one in mapping.columns[1:]} == {("Visits", "people")}
    assert tomllib.loads(as_toml(mapping)) == tomllib.loads(text)
    without = mapping.with_column(2, role=Role.SET_ASIDE, reason=NOT_CHOSEN)
    assert from_toml(as_toml(without), sheet).of(Role.DATED) == [1, 3, 4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns]\nDay = "day', "at line 2"),
        ("[columns]\nDay = day\n", "at line 2"),
        ('[columns]\nDay = "day"\nDay = "story"\n', "line 3"),
        ("[" * 5000, "cannot be read"),
        ('colums = "x"', "Did you mean “columns”"),
        ('[columns]\nDai = "day"\n', "visits.csv has no heading “Dai”. The nearest is “Day”"),
        ('[columns]\nzzzzzzz = "day"\n', "no heading “zzzzzzz”. Change"),
        ('[columns]\nDay = "dya"\n', "“Day” cannot be “dya”. Did you mean “day”?"),
        ("[columns]\nDay = 3\n", "It may be: story, prompt, day"),
        ('[columns]\nDay = { first = "month" }\n', "What “Day” is, is not said"),
        (
            '[columns]\nDay = { is = "day", frist = "month" }\n',
            "“frist” of “Day” is not known. Did you mean “first”",
        ),
        ('[columns]\nDay = { is = "day", scale = "team" }\n', "It may be: first"),
        ('[columns]\nTeam = { is = "teller", scale = "team" }\n', "Nothing more is said of it"),
        (
            '[columns]\nTeam = { is = "place", scale = "city" }\n',
            "person, team, organisation, place, country",
        ),
        ('[columns]\nDay = "day"\nDAY = "day"\n', "are one and the same column"),
        ("columns = 3\n", "has to be a table"),
        ('day = "the first of May"\n', "day is no day"),
        ('home = ["a"]\n', "home has to be words"),
        ("home_scale = 3\n", "It may be: person"),
        ("x" * 1_000_001, "no mapping file"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_place_and_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_as(text)
    assert said in str(refusal.value)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
heading = words.map(lambda text: " ".join(text.split())).filter(
    lambda text: bool(text) and not why_set_aside(text, [])
)
unknown = st.lists(words, max_size=2).map(tuple)
column = st.one_of(
    st.builds(Column, heading, st.sampled_from([Role.PROMPT, Role.TELLER, Role.MEASURE, Role.UNIT])),
    st.builds(Column, heading, st.just(Role.STORY), words=words),
    st.builds(Column, heading, st.just(Role.DAY), day_first=st.booleans()),
    st.builds(Column, heading, st.just(Role.PLACE), scale=st.sampled_from(Scale), unknown=unknown),
    st.builds(Column, heading, st.just(Role.THEME), words=words),
    st.builds(Column, heading, st.just(Role.THEMES), separator=words),
    st.builds(
        Column,
        heading,
        st.just(Role.MEANING),
        words=words,
        form=st.sampled_from(Form),
        low=words,
        high=words,
        unknown=unknown,
    ),
    st.builds(Column, heading, st.sampled_from([Role.VALUE, Role.DATED]), words=words, unit=words),
    st.builds(Column, heading, st.just(Role.SET_ASIDE), reason=words),
    st.builds(
        Column, st.sampled_from(["Jan 2020", "Feb 2020", "3/4/2021"]), st.just(Role.DATED), words=words
    ),
    st.builds(Column, st.sampled_from(["Mar 2020", "2020 Q4"]), st.just(Role.SET_ASIDE)),
)


@given(
    st.lists(column, max_size=6, unique_by=lambda one: one.heading),
    st.none() | st.dates(),
    words,
    st.sampled_from(Scale),
)
def test_every_mapping_written_down_is_read_again_as_it_was(
    columns: list[Column], day: date | None, home: str, scale: Scale
) -> None:
    mapping = Mapping(tuple(columns), day=day).at_home(home, scale)
    cells = tuple(Cells(one.heading, [], []) for one in columns)  # type: ignore[arg-type]
    sheet = replace(visits(), columns=cells)
    again = from_toml(as_toml(mapping), sheet)
    assert replace(again, columns=()) == replace(mapping, columns=())
    for before, after in zip(mapping.columns, again.columns, strict=True):
        if before.role in (Role.THEME, Role.MEANING) and before.words == before.heading:
            before = replace(before, words="")
        assert after == before
