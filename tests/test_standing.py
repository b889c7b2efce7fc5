"""Standing somewhere: the stack, what is in sight, and a focus that a link carries."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.cycle import Cycle, Experiment, Stage
from sensemaking.model.focus import EARLIEST, LATEST, Focus
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import cycles, notice, remember, welcome
from sensemaking.practice.here import Here, standing

Stack = dict[str, Here]


@given(
    system=st.none() | st.uuids(),
    scale=st.none() | st.sampled_from(Scale),
    days=st.lists(st.dates(EARLIEST, LATEST), max_size=2).map(sorted),
    themes=st.lists(st.uuids(), max_size=3),
    lens=st.sampled_from(["", "rhythm", "themes"]),
)
def test_a_copied_link_opens_the_same_view(
    system: UUID | None, scale: Scale | None, days: list[date], themes: list[UUID], lens: str
) -> None:
    since, until = (days + [None, None])[:2] if len(days) < 2 else days
    focus = Focus("ours", system, scale, None, since, until, tuple(themes), lens)

    assert Focus.from_query(parse_qs(focus.as_link())) == focus


@pytest.mark.parametrize(
    "link",
    [
        "system=nonsense",
        "scale=galaxy",
        "from=31-12-2021",
        "from=0001-01-01",
        "to=9999-12-31",
        "theme=x",
        "from=2022-02-02&to=2022-01-01",
    ],
)
def test_a_broken_link_is_refused_in_a_sentence(link: str) -> None:
    with pytest.raises(Refusal, match="cannot be read|after the last"):
        Focus.from_query(parse_qs(link))


def test_a_link_to_a_system_that_is_gone_stands_at_the_outermost_one(stack: Stack) -> None:
    country = stack["country"]

    assert standing(country.store, country.viewer, Focus(system=UUID(int=7))).system.name == "The country"


def test_an_empty_store_has_nowhere_to_stand_and_says_so(stack: Stack, tmp_path: Path) -> None:
    here = stack["team"].at(Focus())

    with pytest.raises(Refusal, match="nowhere to stand"):
        _ = here.system


def test_nobody_walks_from_a_wider_scale_into_a_persons_life(stack: Stack) -> None:
    in_sight = {name: {system.name for system in here.systems_in_sight()} for name, here in stack.items()}

    assert "The person" in in_sight["team"] and "The person" in in_sight["person"]
    assert not any("The person" in in_sight[name] for name in ("country", "place", "organisation"))


def test_a_system_sits_only_inside_a_wider_one(stack: Stack) -> None:
    with pytest.raises(Refusal, match="cannot sit inside"):
        welcome.make_system(stack["team"], "Inside out", Scale.PLACE, stack["team"].system.id)
    with pytest.raises(Refusal, match="needs a name"):
        welcome.make_system(stack["team"], "  ", Scale.PERSON, stack["team"].system.id)


def test_systems_come_in_the_alphabets_order_and_a_new_name_takes_its_place(stack: Stack) -> None:
    organisation = stack["organisation"]
    names = [system.name for system in organisation.stack.closer_in(organisation.system.id)]
    assert names == ["Another team", "The team"]

    welcome.rename_system(organisation, stack["team"].system.id, "A first team")

    names = [system.name for system in organisation.stack.closer_in(organisation.system.id)]
    assert names == ["A first team", "Another team"]


def test_a_wider_system_can_be_put_around_one_that_is_there(stack: Stack) -> None:
    team, organisation = stack["team"], stack["organisation"].system
    alone = welcome.make_system(team, "A team alone", Scale.TEAM, None)

    found = welcome.put_around(team.at(Focus(system=alone.id)), "the ORGANISATION", Scale.ORGANISATION)
    assert found.id == organisation.id
    assert team.stack.around(alone.id)[-1] == organisation

    beside = welcome.make_system(team, "A team in the place", Scale.TEAM, stack["place"].system.id)
    made = welcome.put_around(team.at(Focus(system=beside.id)), "A co-operative", Scale.ORGANISATION)
    around = [one.name for one in team.stack.around(beside.id)]
    assert around == ["The country", "The place", made.name]


def test_what_is_put_around_must_fit_between(stack: Stack) -> None:
    with pytest.raises(Refusal, match="cannot sit inside"):
        welcome.put_around(stack["organisation"], "Narrow", Scale.TEAM)
    with pytest.raises(Refusal, match="cannot sit inside"):
        welcome.put_around(stack["organisation"], "A second place", Scale.PLACE)


def test_a_cycle_keeps_its_stages_in_any_order_and_its_changes_as_versions(stack: Stack) -> None:
    team = stack["team"]
    stages = (Stage.EXPLORE, Stage.UNDERSTAND)
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Spring", "To learn", stages))

    changed = cycles.change_cycle(team, replace(cycle, name="Late spring"))

    assert cycles.cycles(team) == [changed]
    assert changed.stages == stages
    with pytest.raises(Overtaken):
        cycles.change_cycle(team, replace(cycle, name="Early spring"))


def test_experiments_belong_to_their_cycle(stack: Stack) -> None:
    team = stack["team"]
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Spring"))
    tried = cycles.make_experiment(
        team, Experiment(notice.new_id(), cycle.id, "Ring first", hunch="It helps.")
    )
    changed = cycles.change_experiment(team, replace(tried, seen="It helped twice."))

    assert cycles.experiments(team, cycle.id) == [changed]


def test_whoever_comes_back_stands_where_people_last_said_what_they_make_of_it(stack: Stack) -> None:
    team = stack["team"]
    remember.keep_reading(team, "It is the letter.")

    assert standing(team.store, team.viewer, Focus()).system == team.system
