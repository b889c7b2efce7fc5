"""The map on its page, as the page's script sees it: empty, one part, many, and what is done with them."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from sensemaking.model.cycle import Cycle
from sensemaking.model.map import Link, LinkKind, Part, PartKind
from sensemaking.practice import cycles, notice
from sensemaking.practice import map as mapping
from sensemaking.screen import drawn_map, imports, map_drawer, map_exchange, map_forms, map_hand
from tests.a_stack import a_story
from tests.by_the_front_door import come_in, drawn, said, words_on_cards

PAGE = Path(__file__).parent / "map_page.py"


def the_map(here, **query) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    for key, value in {"system": here.focus.system, **query}.items():
        page.query_params[key] = str(value)
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if one.label == label).click().run()
    assert not page.exception
    return page


def a_part(here, name, kind=PartKind.FACTOR, **more):
    return mapping.add_part(here, Part(notice.new_id(), here.system.id, kind, name, **more))


def a_link(here, one, kind, other, **more):
    return mapping.add_link(here, Link(notice.new_id(), here.system.id, one.id, kind, other.id, **more))


@pytest.fixture
def linked(team):
    buses, getting_there = a_part(team, "Late buses"), a_part(team, "Getting to appointments")
    told = a_story(team, "The bus did not come, and then two did.", date(2022, 3, 1))
    notice.keep(team, told)
    link = a_link(team, buses, LinkKind.BLOCKS, getting_there, observation=told.id)
    return team, buses, getting_there, link, told


def open_on(page, part):
    page.session_state[map_hand.IN_HAND] = map_hand.InHand(map_hand.Doing.READ_PART, part.id)
    page.run()
    assert not page.exception
    return page


def test_where_nothing_is_drawn_the_page_invites_and_the_first_part_is_named_there(team):
    page = the_map(team)
    assert drawn_map.EMPTY in said(page)
    press(page, drawn_map.NAME)
    page.text_input[0].input("A week worth having")
    press(page, map_forms.KEEP)
    assert map_forms.KEPT_PART.format(name="A week worth having") in said(page)
    assert [one.name for one in mapping.drawn(team).parts] == ["A week worth having"]
    assert drawn_map.NOT_LINKED in said(page)
    (picture,) = drawn(page, "map")
    assert [part["label"] for part in picture["parts"]] == ["A week worth having, factor"]


def test_a_link_is_drawn_by_form_with_a_story_found_by_its_words(team):
    a_part(team, "Late buses"), a_part(team, "Getting to appointments")
    notice.keep(team, told := a_story(team, "The bus did not come, and then two did."))
    page = press(the_map(team), drawn_map.DRAW)
    hand = page.session_state[map_hand.IN_HAND]
    assert map_forms.KEEP in [one.label for one in page.button]
    press(page, map_forms.KEEP)
    assert str(map_forms.BOTH) in said(page)
    first, second = (one for one in page.selectbox if one.label in (map_forms.FROM, map_forms.TO))
    parts = {one.name: one.id for one in mapping.drawn(team).parts}
    first.set_value(parts["Late buses"])
    second.set_value(parts["Getting to appointments"]).run()
    next(one for one in page.radio if one.label == map_forms.DOES).set_value(LinkKind.BLOCKS).run()
    assert "Late buses block getting to appointments." in said(page)
    next(one for one in page.text_input if one.label == map_forms.STORY).input("then two").run()
    assert words_on_cards(page) == [told.words]
    page.session_state[map_hand.IN_HAND] = replace(hand, story=told.id)
    page.run()
    press(page, map_forms.KEEP)
    (link,) = mapping.drawn(team).links
    assert (link.kind, link.observation) == (LinkKind.BLOCKS, told.id)


def test_a_part_opens_onto_its_links_as_sentences_and_the_stories_that_say_so(linked):
    team, buses, _, _, told = linked
    page = open_on(the_map(team), buses)
    assert "Late buses block getting to appointments." in said(page)
    assert words_on_cards(page) == [told.words]


def test_a_story_that_was_taken_back_leaves_the_link_standing(linked):
    team, buses, _, _, told = linked
    notice.take_back(team, told.id)
    page = open_on(the_map(team), buses)
    assert "Late buses block getting to appointments." in said(page)
    assert map_forms.STORY_GONE in said(page) and words_on_cards(page) == []
    page.session_state["map.how"] = drawn_map.TABLE
    page.run()
    _, links = drawn(page, "sheet")
    assert links["rows"] == [["Late buses", "blocks", "Getting to appointments", "", map_forms.STORY_GONE]]


def test_a_part_is_changed_and_taken_off_with_its_links(linked):
    team, buses, _, _, _ = linked
    page = press(open_on(the_map(team), buses), map_drawer.CHANGE)
    page.text_input[0].input("Buses that come late")
    press(page, map_forms.KEEP)
    assert mapping.drawn(team).named("buses that come late").version == 2
    page = press(open_on(page, buses), map_drawer.TAKE_OFF)
    press(page, map_drawer.SURE)
    assert map_drawer.OFF in said(page)
    assert [one.name for one in mapping.drawn(team).parts] == ["Getting to appointments"]
    assert mapping.drawn(team).links == ()


def test_a_refused_form_says_why_and_keeps_what_was_written(linked):
    team, *_ = linked
    page = press(the_map(team), drawn_map.NAME)
    page.text_input[0].input("late  BUSES")
    press(page, map_forms.KEEP)
    assert "There is a part of this name on the map already." in said(page)
    assert page.text_input[0].value == "late  BUSES"


def test_whoever_was_slower_sees_what_the_other_wrote_and_may_keep_theirs_after_all(linked):
    team, buses, _, link, _ = linked
    page = press(open_on(the_map(team), buses), map_drawer.CHANGE)
    mapping.change_part(team, replace(buses, words="Since the autumn."))
    page.text_area[0].input("Every week.")
    press(page, map_forms.KEEP)
    assert map_forms.SAYS_NOW.format(words="“Late buses” Since the autumn.") in said(page)
    assert page.text_area[0].value == "Every week."
    press(page, map_forms.KEEP)
    assert mapping.drawn(team).by_id[buses.id].words == "Every week."
    page = press(open_on(page, buses), map_drawer.CHANGE_LINK)
    mapping.change_link(team, replace(link, words="Most mornings."))
    page.text_area[0].input("On market days.")
    press(page, map_forms.KEEP)
    assert "Late buses block getting to appointments. Most mornings." in said(page)
    press(page, map_forms.KEEP)
    (now,) = mapping.drawn(team).links
    assert (now.words, now.observation) == ("On market days.", link.observation)


def test_the_picture_is_narrowed_by_cycle_and_by_theme(linked):
    team, *_ = linked
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Winter"))
    theme = notice.theme_named(team, "Money")
    a_part(team, "The price of food", cycle=cycle.id), a_part(team, "Rent", themes=(theme,))
    (whole,) = drawn(the_map(team), "map")
    assert len(whole["parts"]) == 4
    page = the_map(team, cycle=cycle.id)
    (narrowed,) = drawn(page, "map")
    assert [part["label"] for part in narrowed["parts"]] == ["The price of food, factor"]
    page = the_map(team)
    page.multiselect[0].set_value([theme]).run()
    (narrowed,) = drawn(page, "map")
    assert [part["label"] for part in narrowed["parts"]] == ["Rent, factor"]


def test_of_more_parts_than_can_be_read_the_nearest_to_the_open_one_are_drawn(team):
    names = [f"Factor {nth}" for nth in range(drawn_map.MOST_DRAWN + 20)]
    parts = {name: Part(notice.new_id(), team.system.id, PartKind.FACTOR, name) for name in names}
    from sensemaking.store import map_rows

    rows = {"part": [map_rows.of_part(one) for one in parts.values()]}
    team.keep(notice.new_id(), "parts named", notice.new_id(), rows)
    last = parts[names[-1]]
    a_link(team, last, LinkKind.ENABLES, parts[names[0]])
    page = the_map(team)
    page.session_state[map_hand.OPEN] = last.id
    page.run()
    assert f"nearest to “{last.name}”" in said(page)
    (picture,) = drawn(page, "map")
    assert {str(last.id), str(parts[names[0]].id)} <= {part["id"] for part in picture["parts"]}
    assert len(picture["parts"]) <= drawn_map.MOST_DRAWN


def test_the_map_of_a_cycle_closer_in_is_seen_by_standing_there(stack, linked):
    team, *_ = linked
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Winter"))
    page = the_map(stack["organisation"], cycle=cycle.id)
    assert drawn_map.ELSEWHERE.format(name="The team") in said(page)
    assert drawn(page, "map") == []
    press(page, drawn_map.STAND_THERE.format(name="The team"))
    assert len(drawn(page, "map")) == 1


def test_a_person_s_map_is_nowhere_but_with_them(stack):
    a_part(stack["person"], "Leeks on a Tuesday")
    for wider in ("team", "organisation", "place", "country"):
        page = the_map(stack[wider])
        assert "Leeks" not in said(page) and drawn(page, "map") == []


def test_a_file_is_tried_before_it_comes_in(team):
    page = the_map(team)
    page.session_state["map.bring"] = True
    page.run()
    rows = (
        "kind,name,from,to\nactor,The bus company,,\nfactor,Late buses,,\nblocks,,The bus company,Nowhere\n"
    )
    page.file_uploader[0].upload("ours.csv", rows.encode(), "text/csv").run()
    assert "Two parts and no links would come onto the map." in said(page)
    assert "ours.csv, row 4: nothing on the map or in the files is called Nowhere." in said(page)
    assert mapping.drawn(team).parts == ()
    press(page, map_exchange.BRING_THESE)
    assert "Two parts and no links came onto the map." in said(page)
    assert len(mapping.drawn(team).parts) == 2
    press(page, imports.UNDO_IT)
    assert map_exchange.TAKEN_OUT in said(page)
    assert mapping.drawn(team).parts == ()


def test_the_map_goes_into_a_note_as_a_picture(linked):
    team, *_ = linked
    page = come_in("cycles", system=str(team.system.id))
    page.session_state["map.take"] = True
    page.run()
    press(page, map_exchange.NOTE)
    assert page.text_input[0].value == "Who and what is at work here? (The team)"
    assert "Rounded boxes are those who act" in said(page)


def test_ids_of_the_picture_are_those_of_the_map(linked):
    team, buses, getting_there, _, _ = linked
    (picture,) = drawn(the_map(team), "map")
    assert [UUID(part["id"]) for part in picture["parts"]] == [buses.id, getting_there.id]
    assert "Late buses block getting to appointments" in picture["parts"][0]["label"]
