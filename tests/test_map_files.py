"""Maps as files: what comes in, what is refused and why, and that what is taken away comes in again as it was."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.exchange import kumu, map_csv
from sensemaking.exchange.kumu import OTHER_KINDS_OF_LINK, OTHER_KINDS_OF_PART
from sensemaking.model.focus import Focus
from sensemaking.model.map import Link, LinkKind, Map, Part, PartKind
from sensemaking.model.refusal import Refusal
from sensemaking.practice import bring_in, bring_systems, kinds, map_files, notice
from sensemaking.practice import map as mapping
from sensemaking.practice.here import theme_names

ONE = b"""kind,name,from,to,words,themes
actor,The bus company,,,Runs the 14,Money|Getting about
factor,Late buses,,,,
enables,,The bus company,Late buses,When drivers are off sick,
"""
PARTS = b"""Type,Label,Description,Tags
Organisation,The bus company,Runs the 14,Money|Getting about
factor,Late buses,,
"""
LINKS = b"From,To,Type,Label\nThe bus company,Late buses,enables,When drivers are off sick\n"
BLUEPRINT = {
    "elements": [
        {
            "label": "The bus company",
            "type": "Actor",
            "description": "Runs the 14",
            "tags": ["Money", "Getting about"],
        },
        {"label": "Late buses", "type": "factor"},
    ],
    "connections": [
        {
            "from": "The bus company",
            "to": "Late buses",
            "type": "enables",
            "label": "When drivers are off sick",
        }
    ],
}
EXPORTED = {
    "elements": [
        {
            "_id": "elem-1",
            "attributes": {
                "label": "The bus company",
                "element type": "Stakeholder",
                "description": "Runs the 14",
                "tags": ["Money", "Getting about"],
            },
        },
        {"_id": "elem-2", "attributes": {"label": "Late buses", "element type": "Variable"}},
    ],
    "connections": [
        {
            "_id": "conn-1",
            "from": "elem-1",
            "to": "elem-2",
            "direction": "directed",
            "delayed": False,
            "reversed": False,
            "attributes": {"connection type": "Enables", "label": "When drivers are off sick"},
        }
    ],
}


def as_json(told):
    return json.dumps(told).encode()


def in_words(here):
    """A map as what it says, whatever its ids."""
    whole, themes = mapping.drawn(here), theme_names(here)
    parts = [(one.kind, one.name, one.words, {themes[theme] for theme in one.themes}) for one in whole.parts]
    return parts, [(whole.in_words(one), one.words) for one in whole.links]


@pytest.mark.parametrize(
    "files",
    [
        [("map.csv", ONE)],
        [("parts.csv", PARTS), ("links.csv", LINKS)],
        [("links.csv", LINKS), ("parts.csv", PARTS)],
        [("kumu.json", as_json(BLUEPRINT))],
        [("kumu.json", b"\xef\xbb\xbf" + as_json(EXPORTED))],
    ],
    ids=["one CSV", "two CSVs", "links first", "a blueprint", "exported by Kumu"],
)
def test_the_same_map_comes_in_from_every_format_and_twice_makes_nothing_twice(team, files):
    came = map_files.bring_in(team, files)
    assert came.refused == ()
    said = in_words(team)
    assert said == (
        [
            (PartKind.ACTOR, "The bus company", "Runs the 14", {"Money", "Getting about"}),
            (PartKind.FACTOR, "Late buses", "", set()),
        ],
        [("The bus company enables late buses", "When drivers are off sick")],
    )
    again = map_files.dry_run(team, files)
    assert (again.parts, again.links, again.there) == ((), (), 3)
    with pytest.raises(Refusal, match="It is there already"):
        map_files.bring_in(team, files)
    assert in_words(team) == said


@pytest.mark.parametrize("away", [map_files.as_csv, map_files.as_kumu])
def test_a_map_taken_away_comes_in_elsewhere_as_it_was(stack, away):
    map_files.bring_in(stack["team"], [("map.csv", ONE)])
    taken = away(stack["team"], mapping.drawn(stack["team"]))
    map_files.bring_in(stack["other team"], [("taken", taken)])
    assert in_words(stack["other team"]) == in_words(stack["team"])


def test_two_who_bring_the_same_in_at_the_same_moment_make_it_once(team, monkeypatch):
    for theme in ("Money", "Getting about"):
        notice.theme_named(team, theme)
    before = mapping.drawn(team)
    version = team.store.version
    map_files.bring_in(team, [("map.csv", ONE)])
    monkeypatch.setattr(map_files, "drawn", lambda here: before)
    monkeypatch.setattr(type(team.store), "version", property(lambda store: version))
    map_files.bring_in(team, [("map.csv", ONE)])
    monkeypatch.undo()
    assert len(mapping.drawn(team).parts) == 2


ODD = b"""kind,name,from,to,words
actor,My sister,,,
tree,An oak,,,
,,,,Words alone
factor,,My sister,,
blocks,,My sister,Nowhere,
bends,,My sister,Sleep,
enables,,My sister,My sister,
factor,Sleep,,,
actor,my  SISTER,,,Says something else
factor,%s,,,
""" % (b"x" * 200)


def test_what_cannot_come_in_comes_back_with_its_reasons_and_the_rest_comes_in(team):
    came = map_files.bring_in(team, [("map.csv", ODD)])
    assert [one.name for one in mapping.drawn(team).parts] == ["My sister", "Sleep"]
    reasons = {one.where: one.reason for one in came.refused}
    assert reasons["map.csv, row 3"] == map_csv.NEITHER_KIND
    assert reasons["map.csv, row 4"] == map_csv.NO_NAME
    assert reasons["map.csv, row 5"] == map_csv.NO_ENDS
    assert reasons["map.csv, row 6"] == map_files.UNKNOWN_END.format(name="Nowhere")
    assert reasons["map.csv, row 7"] == map_csv.NO_SUCH_LINK
    assert reasons["map.csv, row 8"] == map_files.TO_ITSELF
    assert reasons["map.csv, row 10"] == map_files.TWICE
    assert "longer than" in reasons["map.csv, row 11"]
    told = list(csv.reader(io.StringIO(map_files.refused_file(came).decode("utf-8-sig"))))
    assert len(told) == 1 + len(came.refused)
    assert ["tree", "An oak"] in [row[2:4] for row in told]


def test_kinds_that_a_map_from_kumu_has_besides_stay_in_the_words(team):
    told = {
        "elements": [
            {"label": "Trust", "type": "Loop"},
            {"label": "Time"},
            "not an element",
            {"type": "Loop"},
        ],
        "connections": [
            {"from": "Trust", "to": "Time", "type": "+", "direction": "mutual", "delayed": True},
            {"from": "Trust", "to": "Nobody"},
            {"from": "Trust"},
        ],
    }
    came = map_files.bring_in(team, [("kumu.json", as_json(told))])
    parts, links = in_words(team)
    assert [words for _, _, words, _ in parts] == ["(in the file: Loop)", ""]
    assert links == [
        ("Trust influences time", "(in the file: +) (in the file: delayed)"),
        ("Time influences trust", "(in the file: +) (in the file: delayed)"),
    ]
    assert {OTHER_KINDS_OF_PART, OTHER_KINDS_OF_LINK} <= set(came.tells)
    assert [one.where for one in came.refused] == [
        f"kumu.json, {place}" for place in ("element 3", "element 4", "connection 3", "connection 2")
    ]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("map.csv", b"colour,size\nred,2\n", "neither a column called name"),
        ("map.json", b'{"elements": [', "not whole, or no JSON"),
        ("map.json", b'{"nodes": []}', "neither elements nor connections"),
        ("map.json", b"[1, 2]", "neither elements nor connections"),
        ("map.csv", b"", "empty"),
        ("map.csv", b"kind,name\n" + b"factor,Sleep\n" * (map_files.MOST + 1), "more than 5,000"),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_words(team, name, data, why):
    with pytest.raises(Refusal, match=why):
        map_files.bring_in(team, [(name, data)])
    assert mapping.drawn(team).parts == ()


def test_a_system_with_a_map_stays_though_the_list_it_came_in_with_is_taken_out_again(team):
    sheet = kinds.read("systems.csv", b"country,region\nElsewhere,The valley\nElsewhere,The hill\n")
    came = bring_systems.bring_in(team, sheet, bring_systems.guess(sheet), notice.new_id())
    valley = next(one for one in team.stack if one.name == "The valley")
    map_files.bring_in(team.at(Focus(system=valley.id)), [("map.csv", ONE)])
    bring_in.undo(team, came.id)
    assert {"Elsewhere", "The valley"} <= {one.name for one in team.stack}
    assert "The hill" not in {one.name for one in team.stack}


def test_nothing_in_the_csv_is_a_formula_to_a_spreadsheet():
    part = Part(notice.new_id(), notice.new_id(), PartKind.FACTOR, "=HYPERLINK(1)", "@SUM(1)")
    rows = list(csv.reader(io.StringIO(map_csv.written(Map((part,)), {}).decode("utf-8-sig"))))
    assert rows[1] == ["factor", "'=HYPERLINK(1)", "", "", "'@SUM(1)", ""]


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=20).map(
    lambda said: " ".join(said.split())
)
ODD_NAMES = ["=1+1", "'=x", "-5", "'-5", 'say "so"', "a,b", "a;b", "+44 20", "NULL", "Total"]
NAMED = st.tuples(st.sampled_from(PartKind), st.one_of(WORDS.filter(bool), st.sampled_from(ODD_NAMES)), WORDS)
JOINED = st.tuples(st.integers(0, 99), st.sampled_from(LinkKind), st.integers(0, 99), WORDS)


@given(st.lists(NAMED, min_size=1, unique_by=lambda one: one[1].casefold()), st.lists(JOINED, max_size=6))
def test_a_map_taken_away_says_the_same_when_it_is_read_again(named, joined):
    system = notice.new_id()
    parts = [Part(notice.new_id(), system, kind, name, words) for kind, name, words in named]
    ends = [(parts[a % len(parts)], kind, parts[b % len(parts)], words) for a, kind, b, words in joined]
    links = (Link(notice.new_id(), system, a.id, kind, b.id, words) for a, kind, b, words in ends)
    whole = Map(tuple(parts), tuple(links))
    for said in (
        map_csv.read("map.csv", map_csv.written(whole, {})),
        kumu.read("map.json", kumu.written(whole, {})),
    ):
        assert [(one.kind, one.name, one.words) for one in said.parts] == named
        assert [(one.goes_from, one.kind, one.goes_to, one.words) for one in said.links] == [
            (a.name, kind, b.name, words) for a, kind, b, words in ends
        ]
        assert said.refused == ()


def test_what_came_in_is_taken_out_again_but_for_what_people_went_on_with(team):
    came = map_files.bring_in(team, [("one.csv", ONE)])
    before = mapping.drawn(team)
    map_files.take_out(team, came)
    assert mapping.drawn(team) == Map()
    map_files.take_out(team, came)
    again = map_files.bring_in(team, [("one.csv", ONE)])
    now = mapping.drawn(team)
    assert [one.name for one in now.parts] == [one.name for one in before.parts]
    late, ours = now.named("Late buses"), Part(notice.new_id(), team.system.id, PartKind.FACTOR, "Sleep")
    mapping.add_part(team, ours)
    mapping.add_link(team, Link(notice.new_id(), team.system.id, late.id, LinkKind.BLOCKS, ours.id))
    map_files.take_out(team, again)
    left = mapping.drawn(team)
    assert [one.name for one in left.parts] == ["Late buses", "Sleep"]
    assert [one.kind for one in left.links] == [LinkKind.BLOCKS]
