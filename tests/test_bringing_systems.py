"""A table of systems becomes part of the stack: what is guessed, made, found again, refused and taken out again."""

import csv
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from sensemaking.exchange import systems_in
from sensemaking.exchange.systems_in import Part, Plan
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import bring_in, bring_systems, kinds, welcome
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked
from sensemaking.practice.here import Here, standing
from sensemaking.practice.kinds import Kind
from sensemaking.store import Store, open_store

COUNCILS = Path(__file__).parents[2] / "shared" / "data" / "F-uk-local-authorities"
PATH = """country,region,council,also known as,end date,replaced by
England,South West,Bristol,City of Bristol;Bristol City Council,,
England,South West,Dorset,,,
England,South West,Poole,,2019-04-01,Bristol
England,North West,Cumbria,,2023-04-01,"Bristol,Dorset"
Wales,,Cardiff,Caerdydd,,
"""
PARENTS = """code,name,part of,type
A,Britain,,country
B,The North,A,region
C,The trust,B,trust
D,Duty team,C,team
E,Duty team,C,team
F,Lost team,Z,team
G,One,H,region
H,Two,G,region
I,A region in a team,D,region
J,,C,team
K,Night team,The trust,team
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "ours.duckdb")


def here(store: Store, **focus: object) -> Here:
    return standing(store, Viewer(date(2026, 3, 1)), Focus(**focus))


def brought_in(store: Store, text: str, plan: Plan | None = None) -> BroughtIn:
    sheet = kinds.read("systems.csv", text.encode())
    return bring_systems.bring_in(here(store), sheet, plan or bring_systems.guess(sheet), uuid4())


def around(at: Here, name: str) -> list[str]:
    (found,) = [one for one in at.stack if one.name == name]
    return [f"{one.name} {one.scale.word}" for one in (*at.stack.around(found.id), found)]


def test_a_path_of_columns_is_told_from_what_people_said_and_needs_no_question():
    sheet = kinds.read("councils.csv", PATH.encode())
    assert kinds.what_it_is([sheet]) is Kind.SYSTEMS
    plan = bring_systems.guess(sheet)
    assert bring_systems.undecided(plan) == ()
    assert [(told.part, told.scale) for told in plan.columns[:2]] == [
        (Part.LEVEL, Scale.COUNTRY),
        (Part.LEVEL, Scale.PLACE),
    ]
    assert plan.scale is Scale.ORGANISATION
    stories = kinds.read("told.csv", b"Day,Team,Story\n2022-03-01,North,They rang first and all went well.\n")
    assert kinds.what_it_is([stories]) is Kind.OBSERVATIONS


def test_a_path_of_columns_becomes_a_stack_with_the_nearest_wider_system_around(store):
    receipt = brought_in(store, PATH)
    at = here(store)
    assert around(at, "Bristol") == ["England country", "South West place", "Bristol organisation"]
    assert around(at, "Cardiff") == ["Wales country", "Cardiff organisation"]
    assert (receipt.kind, receipt.rows_brought_in, receipt.rows_refused) == ("systems", 4, 1)
    assert "7 new systems" not in receipt.tells[0] and "6 new systems" in receipt.tells[0]
    refused = (bring_in.refused_file(at, receipt.id) or b"").decode("utf-8-sig")
    assert "it has ended: Cumbria ended (2023-04-01) and became Bristol,Dorset" in refused


def test_the_same_file_again_makes_nothing(store):
    brought_in(store, PATH)
    before = len(here(store).stack)
    again = brought_in(store, PATH)
    assert len(here(store).stack) == before
    assert "no new systems, 3 that are there already" in again.tells[0]


@pytest.mark.parametrize("called", ["Bristol", "City of Bristol", "bristol  city council", "Poole"])
def test_what_is_brought_in_later_finds_a_system_by_any_name_it_has_or_had(store, called):
    brought_in(store, PATH)
    at = here(store)
    (england,) = [one.id for one in at.stack if one.name == "England"]
    at, systems = here(store, system=england), len(at.stack)
    data = f"Day,Organisation,What happened?\n2022-03-01,{called},They rang first and everything went well.\n"
    sheet = bring_in.preview(data.encode(), "told.csv")
    bring_in.bring_in(
        at, sheet, bring_in.guess(sheet, at), ConsentAsked(Scale.COUNTRY, looked_through_by="Ada"), uuid4()
    )
    at = here(store, system=england)
    assert len(at.stack) == systems
    found = at.ask("select s.name from observations as o join systems as s on s.id = o.system")
    assert list(found["name"]) == ["Bristol"]


def test_a_system_is_found_by_the_name_it_had_before_it_was_renamed(store):
    brought_in(store, PATH)
    (bristol,) = [one.id for one in here(store).stack if one.name == "Bristol"]
    welcome.rename_system(here(store), bristol, "Bristol and around")
    before = len(here(store).stack)
    brought_in(store, "country,region,council\nEngland,South West,Bristol\nEngland,South West,Dorset\n")
    assert len(here(store).stack) == before


def test_names_and_parents_by_code_or_name_each_row_with_its_reason_where_it_stays_out(store):
    sheet = kinds.read("systems.csv", PARENTS.encode())
    plan = bring_systems.guess(sheet)
    assert kinds.what_it_is([sheet]) is Kind.SYSTEMS
    assert bring_systems.undecided(plan) == ()
    found = bring_systems.dry_run(here(store), sheet, plan)
    assert [one.name for one in found.made] == [
        "Britain",
        "The North",
        "The trust",
        "Duty team",
        "Night team",
    ]
    said = {row: one.reason for one in found.refused for row in one.rows}
    assert said == {
        6: systems_in.TWICE,
        7: systems_in.NO_PARENT,
        8: systems_in.CIRCLE,
        9: systems_in.CIRCLE,
        10: systems_in.NOT_WIDER,
        11: systems_in.NO_NAME,
    }
    assert len(here(store).stack) == 0


def test_without_a_column_of_scales_each_further_in_is_one_scale_closer_once_the_widest_is_said(store):
    sheet = kinds.read("tree.csv", b"name,parent\nBritain,\nNorth,Britain\nTrust,North\nTeam,Trust\n")
    plan = bring_systems.guess(sheet)
    with pytest.raises(Refusal, match="How wide are the ones that are part of nothing"):
        bring_systems.dry_run(here(store), sheet, plan)
    brought_in(
        store,
        "name,parent\nBritain,\nNorth,Britain\nTrust,North\nTeam,Trust\n",
        Plan(plan.columns, Scale.COUNTRY),
    )
    assert around(here(store), "Team") == [
        "Britain country",
        "North place",
        "Trust organisation",
        "Team team",
    ]


def test_a_row_that_stands_twice_and_a_team_without_a_scale_stay_out_by_themselves(store):
    teams = "".join(f"Team {at},team,The trust\n" for at in range(20))
    brought_in(
        store,
        "name,scale,part of\nThe city,place,\nThe trust,organisation,The city\n"
        f" The  trust ,organisation,the city\n{teams}Nobody said,,The trust\n",
    )
    (city,) = here(store).stack.outermost()
    (trust,) = here(store).stack.closer_in(city.id)
    assert len(here(store).stack.closer_in(trust.id)) == 20
    assert "Nobody said" not in {one.name for one in here(store).stack}


def test_an_organisation_called_like_the_place_around_it_is_part_of_that_place(store):
    brought_in(
        store,
        "name,scale,part of\nPlymstone,place,\nPlymstone,organisation,Plymstone\nHousing,team,Plymstone\n",
    )
    assert [(one.name, one.scale) for one in here(store).stack] == [
        ("Plymstone", Scale.PLACE),
        ("Plymstone", Scale.ORGANISATION),
    ]


def test_a_chain_of_thousands_and_a_circle_of_thousands_are_answered(store):
    chain = "name,parent\nn0,\n" + "".join(f"n{at},n{at - 1}\n" for at in range(1, 3_000))
    plan = Plan((systems_in.Told("name", Part.NAME), systems_in.Told("parent", Part.PARENT)), Scale.COUNTRY)
    found = bring_systems.dry_run(here(store), kinds.read("chain.csv", chain.encode()), plan)
    assert (len(found.made), found.rows_refused) == (5, 2_995)
    circle = kinds.read("circle.csv", chain.replace("n0,\n", "n0,n2999\n").encode())
    (refused,) = bring_systems.dry_run(here(store), circle, plan).refused
    assert (refused.reason, refused.how_many) == (systems_in.CIRCLE, 3_000)


def test_what_is_part_of_nothing_goes_inside_where_we_stand_only_where_it_is_closer_in(store):
    place = welcome.make_system(here(store), "Wendleshire", Scale.PLACE, None)
    brought_in(store, "id,trust name\n1,North Trust\n2,South Trust\n3,East Trust\n")
    assert around(here(store, system=place.id), "North Trust") == [
        "Wendleshire place",
        "North Trust organisation",
    ]
    brought_in(store, "id,country name\n1,Britain\n2,France\n3,Spain\n")
    assert around(here(store), "France") == ["France country"]


def test_taken_out_again_the_systems_go_where_nothing_else_stands_in_them(store):
    receipt = brought_in(store, PATH)
    (cardiff,) = [one.id for one in here(store).stack if one.name == "Cardiff"]
    team = welcome.make_system(here(store), "A team", Scale.TEAM, cardiff)
    bring_in.undo(here(store), receipt.id)
    assert {one.name for one in here(store).stack} == {"Wales", "Cardiff", "A team"}
    assert [one.name for one in here(store).stack.around(team.id)] == ["Wales", "Cardiff"]
    assert here(store).stack.get(cardiff).also == ()
    brought_in(store, PATH)
    assert around(here(store), "Bristol") == ["England country", "South West place", "Bristol organisation"]


def test_every_row_is_brought_in_or_refused_and_what_nobody_chose_is_set_aside_in_a_file(store):
    text = PARENTS.replace("type", "type,colour").replace(
        "\nK,Night team,The trust,team", "\nK,Night team,The trust,team,=1+1"
    )
    receipt = brought_in(store, text)
    assert receipt.rows_brought_in + receipt.rows_refused == 11
    aside = (bring_in.set_aside_file(here(store), receipt.id) or b"").decode("utf-8-sig")
    assert aside.splitlines() == ["row in the file,colour (set aside: nobody chose it)", "12,'=1+1"]


@pytest.mark.skipif(not COUNCILS.exists(), reason="skipped: shared data not present")
def test_the_councils_of_the_united_kingdom_come_in_with_their_former_names(store):
    data = (COUNCILS / "uk_local_authorities_current.csv").read_bytes()
    sheet = kinds.read("uk_local_authorities_current.csv", data)
    assert kinds.what_it_is([sheet]) is Kind.SYSTEMS
    receipt = bring_systems.bring_in(here(store), sheet, bring_systems.guess(sheet), uuid4())
    at = here(store)
    assert around(at, "Cumberland") == ["England country", "North West place", "Cumberland organisation"]
    (cumberland,) = [one for one in at.stack if one.name == "Cumberland"]
    assert {"Allerdale", "Carlisle", "CBD"} <= set(cumberland.also)
    assert receipt.rows_brought_in + receipt.rows_refused == sheet.rows == 470
    assert receipt.rows_refused == 27


def pasted(rows: int) -> tuple[str, dict[str, set[int]]]:
    """A table pasted from a spreadsheet, a tenth of its teams with a mistake, and the rows of each kind of mistake."""
    lines = ["code\tname\tpart of\ttype", "C\tAlbion\t\tcountry"]
    lines += [f"P{nth}\tPlace {nth}\tC\tplace" for nth in range(100)]
    lines += [f"O{nth}\tOrganisation {nth}\tP{nth % 100}\torganisation" for nth in range(2_000)]
    first = len(lines) + 1  # the number of the first team's row, as a spreadsheet counts
    names = [f"Team {nth}" for nth in range(rows - len(lines) + 1)]
    parents, scales = [f"O{nth % 2_000}" for nth in range(len(names))], ["team"] * len(names)
    wrong: dict[str, set[int]] = {}
    for at in range(0, len(names) - 3, 10):
        kind = list(MISTAKES)[at // 10 % len(MISTAKES)]
        wrong.setdefault(kind, set()).add(first + at)
        if kind == "itself":
            parents[at] = f"T{at}"
        elif kind == "a circle":
            parents[at : at + 3] = f"T{at + 1}", f"T{at + 2}", f"T{at}"
            wrong[kind] |= {first + at + 1, first + at + 2}
        elif kind == "nobody knows it":
            parents[at] = "The moon"
        elif kind == "too wide":
            scales[at] = "place"
        elif kind == "twice":
            parents[at], names[at] = parents[at - 1], names[at - 1]
        else:
            names[at] = " "
    rest = zip(names, parents, scales, strict=True)
    lines += [f"T{nth}\t{name}\t{parent}\t{scale}" for nth, (name, parent, scale) in enumerate(rest)]
    return "\n".join(lines) + "\n", wrong


MISTAKES = {
    "itself": systems_in.CIRCLE,
    "a circle": systems_in.CIRCLE,
    "nobody knows it": systems_in.NO_PARENT,
    "too wide": systems_in.NOT_WIDER,
    "twice": systems_in.TWICE,
    "no name": systems_in.NO_NAME,
}


def test_of_ten_thousand_systems_pasted_with_mistakes_every_row_comes_in_or_comes_back_with_its_reason(store):
    text, wrong = pasted(10_000)
    sheet = kinds.read("pasted.tsv", text.encode())
    assert kinds.what_it_is([sheet]) is Kind.SYSTEMS
    receipt = bring_systems.bring_in(here(store), sheet, bring_systems.guess(sheet), uuid4())
    assert receipt.rows_brought_in + receipt.rows_refused == sheet.rows == 10_000
    refused = list(
        csv.DictReader(
            (bring_in.refused_file(here(store), receipt.id) or b"").decode("utf-8-sig").splitlines()
        )
    )
    reasons = {int(row["row in the file"]): row["why it was refused"] for row in refused}
    for kind, rows in wrong.items():
        assert {reasons.pop(row).partition(":")[0] for row in rows} == {MISTAKES[kind]}, kind
    assert reasons == {}
    stack = here(store).stack
    assert len(stack) == receipt.rows_brought_in
    assert all(stack.get(one.parent).scale > one.scale for one in stack if one.parent)
    bring_in.undo(here(store), receipt.id)
    assert len(here(store).stack) == 0
