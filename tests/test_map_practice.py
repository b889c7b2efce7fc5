"""What a map holds and what it refuses; who sees it; how it is narrowed and said in sentences."""

from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.map import LONGEST_NAME, Link, LinkKind, Map, Part, PartKind
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import map as mapping
from sensemaking.practice import notice
from tests.a_stack import a_story


def a_part(here, name, kind=PartKind.FACTOR, **more):
    return mapping.add_part(here, Part(notice.new_id(), here.system.id, kind, name, **more))


def a_link(here, one, kind, other, **more):
    return mapping.add_link(here, Link(notice.new_id(), here.system.id, one.id, kind, other.id, **more))


def drawn(*names, links=()):
    """A map that is in no store: factors by name (actors begin with a capital "The"), links as (from, kind, to)."""
    system = uuid4()
    kinds = [PartKind.ACTOR if name.startswith("The ") else PartKind.FACTOR for name in names]
    parts = {name: Part(uuid4(), system, kind, name) for name, kind in zip(names, kinds, strict=True)}
    joined = (Link(uuid4(), system, parts[one].id, kind, parts[other].id) for one, kind, other in links)
    return Map(tuple(parts.values()), tuple(joined))


@pytest.mark.parametrize(
    ("one", "kind", "other", "sentence"),
    [
        (
            "Late buses",
            LinkKind.BLOCKS,
            "Getting to appointments",
            "Late buses block getting to appointments",
        ),
        ("late buses", LinkKind.BLOCKS, "getting out", "Late buses block getting out"),
        ("The bus", LinkKind.ENABLES, "Seeing friends", "The bus enables seeing friends"),
        ("Cost of buses", LinkKind.INFLUENCES, "Sleep", "Cost of buses influences sleep"),
        ("Rent and food", LinkKind.INFLUENCES, "The council", "Rent and food influence the council"),
        ("Stress", LinkKind.BLOCKS, "NHS letters", "Stress blocks NHS letters"),
        ("Children", LinkKind.ENABLES, "a garden", "Children enable a garden"),
    ],
)
def test_a_link_is_said_as_a_sentence(one, kind, other, sentence):
    whole = drawn(one, other, links=[(one, kind, other)])
    assert whole.in_words(whole.links[0]) == sentence


def test_a_link_without_both_its_parts_is_no_part_of_the_map():
    whole = drawn("a", "b", links=[("a", LinkKind.ENABLES, "b")])
    assert Map(whole.parts[:1], whole.links).links == ()


def test_around_a_part_are_its_neighbours_first_then_theirs():
    names = ["far", "near", "middle", "beside", "alone"]
    ways = [("middle", "near"), ("beside", "middle"), ("near", "far")]
    whole = drawn(*names, links=[(one, LinkKind.ENABLES, other) for one, other in ways])
    middle = whole.named("middle").id
    assert [one.name for one in whole.around(middle, 1).parts] == ["middle"]
    assert [one.name for one in whole.around(middle, 3).parts] == ["near", "middle", "beside"]
    assert [one.name for one in whole.around(middle, 60).parts] == ["far", "near", "middle", "beside"]
    assert len(whole.around(middle, 3).links) == 2


def test_what_was_drawn_in_a_cycle_comes_with_the_parts_it_joins(team):
    cycle = uuid4()
    before, within = a_part(team, "Before"), a_part(team, "Within", cycle=cycle)
    a_part(team, "Elsewhere")
    a_link(team, before, LinkKind.ENABLES, within, cycle=cycle)
    narrowed = mapping.drawn(team).of_cycle(cycle)
    assert [one.name for one in narrowed.parts] == ["Before", "Within"]
    assert len(narrowed.links) == 1


def test_what_is_sent_twice_is_kept_once(team):
    part = Part(notice.new_id(), team.system.id, PartKind.ACTOR, "My sister")
    mapping.add_part(team, part)
    mapping.add_part(team, part)
    assert [one.name for one in mapping.drawn(team).parts] == ["My sister"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("  ", "It needs a name."), ("x" * (LONGEST_NAME + 1), "longer than"), (" LATE  buses", "of this name")],
)
def test_a_name_that_cannot_stand_is_refused(team, name, why):
    a_part(team, "Late buses")
    with pytest.raises(Refusal, match=why):
        a_part(team, name)


def test_a_link_that_cannot_stand_is_refused(team):
    one, other = a_part(team, "One"), a_part(team, "Other")
    a_link(team, one, LinkKind.BLOCKS, other)
    with pytest.raises(Refusal, match="on the map already"):
        a_link(team, one, LinkKind.BLOCKS, other)
    with pytest.raises(Refusal, match="two different parts"):
        a_link(team, one, LinkKind.BLOCKS, one)
    with pytest.raises(Refusal, match="not on the map any more"):
        a_link(team, one, LinkKind.BLOCKS, Part(uuid4(), one.system, PartKind.ACTOR, "Nobody"))
    with pytest.raises(Refusal, match="cannot be read from here"):
        a_link(team, other, LinkKind.BLOCKS, one, observation=uuid4())
    a_link(team, one, LinkKind.ENABLES, other)
    assert len(mapping.drawn(team).links) == 2


def test_whoever_was_slower_is_told_and_loses_nothing(team):
    part = a_part(team, "Late buses")
    link = a_link(team, part, LinkKind.BLOCKS, a_part(team, "Getting out"))
    mapping.change_part(team, part)
    mapping.change_link(team, link)
    for change in (mapping.change_part, mapping.take_off_part):
        with pytest.raises(Overtaken):
            change(team, part)
    for change in (mapping.change_link, mapping.take_off_link):
        with pytest.raises(Overtaken):
            change(team, link)


def test_what_is_taken_off_leaves_the_map_with_its_links_and_may_be_named_again(team):
    part = a_part(team, "Late buses")
    a_link(team, part, LinkKind.BLOCKS, a_part(team, "Getting out"))
    mapping.take_off_part(team, part)
    assert [one.name for one in mapping.drawn(team).parts] == ["Getting out"]
    assert mapping.drawn(team).links == ()
    a_part(team, "Late buses")


def test_a_link_may_be_changed_though_its_story_is_gone(team):
    notice.keep(team, told := a_story(team))
    link = a_link(team, a_part(team, "One"), LinkKind.BLOCKS, a_part(team, "Other"), observation=told.id)
    notice.take_back(team, told.id)
    changed = mapping.change_link(team, link)
    assert changed.observation == told.id
    assert mapping.behind(team, [changed]) == {}


def test_a_story_is_found_by_its_words_though_the_focus_is_narrower(team):
    notice.keep(team, told := a_story(team, "The bus did not come.", date(2022, 3, 1)))
    narrow = team.at(team.focus.narrowed(since=date(2022, 5, 1)))
    assert [card.id for card in mapping.stories(narrow, "bus")] == [told.id]
    link = a_link(
        narrow, a_part(narrow, "One"), LinkKind.BLOCKS, a_part(narrow, "Other"), observation=told.id
    )
    assert list(mapping.behind(narrow, [link])) == [told.id]


def test_a_map_is_seen_only_where_it_was_drawn(stack):
    for name, here in stack.items():
        a_part(here, f"drawn at {name}")
    for name, here in stack.items():
        assert [one.name for one in mapping.drawn(here).parts] == [f"drawn at {name}"]


def test_a_theme_of_a_part_is_offered_where_the_map_is_and_nowhere_else(stack):
    team = stack["team"]
    theme = notice.theme_named(team, "Money")
    a_part(team, "Rent", themes=(theme,))
    assert mapping.themes(team) == {theme: "Money"}
    assert mapping.themes(stack["organisation"]) == {}
