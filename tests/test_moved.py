"""A system moves in mid-life: what was told stays read where it was told, and what is told now where it lies now."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from sensemaking.lenses import contrast, found
from sensemaking.model.access import Role, Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Consent
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import consent, look, notice, review, welcome
from sensemaking.practice import stack as walking
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import make
from sensemaking.store import open_store, opening, rows
from tests.a_stack import a_story, keep_all
from tests.a_store import an_observation, keeping
from tests.by_the_front_door import come_in, said

Stack = dict[str, Here]
SEEN = "select id from observations order by sequence"


def told(here: Here, theme: str = "", reaches: Scale = Scale.COUNTRY) -> UUID:
    story = a_story(here, f"About {theme or 'something'}.", travels=reaches, reviewed=True)
    keep_all(here, [replace(story, themes=(notice.theme_named(here, theme),) if theme else ())])
    return story.id


def seen(here: Here) -> list[UUID]:
    return list(here.ask(SEEN)["id"])


def inside(here: Here, name: str, scale: Scale) -> Here:
    """Another system inside this one."""
    return here.at(Focus(system=welcome.make_system(here, name, scale, here.system.id).id))


@pytest.fixture
def another(stack: Stack) -> Here:
    """Another place of the country, into which an organisation may move."""
    return inside(stack["country"], "Another place", Scale.PLACE)


def test_what_was_told_is_read_where_it_was_told_and_what_is_told_from_then_on_where_its_system_lies(
    stack: Stack, another: Here
) -> None:
    before = told(stack["person"])
    moved = welcome.move_system(stack["organisation"], another.system.id)
    assert moved.version == 2
    around = [one.name for one in another.stack.around(stack["person"].system.id)]
    assert around == ["The country", "Another place", "The organisation", "The team"]
    after = told(stack["person"])
    assert seen(stack["place"]) == [before]
    assert seen(another) == [after]
    for name in ("person", "team", "organisation", "country"):
        assert seen(stack[name]) == [before, after]


def test_a_system_that_was_put_in_the_wrong_place_is_read_as_if_it_had_always_lain_in_the_right_one(
    stack: Stack, another: Here
) -> None:
    before = told(stack["person"])
    welcome.move_system(stack["organisation"], another.system.id, put_right=True)
    after = told(stack["person"])
    assert seen(stack["place"]) == []
    assert seen(another) == [before, after]


def test_what_was_told_before_a_move_stays_where_it_was_whatever_is_put_right_or_put_around_later(
    stack: Stack, another: Here
) -> None:
    team, organisation = stack["team"], stack["organisation"]
    first, wrong, right = (
        told(team),
        inside(another, "Wrong", Scale.ORGANISATION),
        inside(another, "Right", Scale.ORGANISATION),
    )
    welcome.move_system(team, wrong.system.id)
    second = told(team)
    welcome.rename_system(team, team.system.id, "Renamed")
    welcome.move_system(team, right.system.id, put_right=True)
    assert (seen(organisation), seen(wrong), seen(right)) == ([first], [], [second])
    assert (seen(stack["place"]), seen(another)) == ([first], [second])
    wider = inside(stack["country"], "A third place", Scale.PLACE)
    welcome.move_system(right, wider.system.id)
    assert (seen(stack["place"]), seen(another), seen(wider)) == ([first], [second], [])
    assert seen(stack["country"]) == [first, second]


def test_what_is_put_around_a_system_anew_reads_what_was_told_before_it_had_a_name(stack: Stack) -> None:
    alone = stack["team"].at(
        Focus(system=welcome.make_system(stack["team"], "A team alone", Scale.TEAM, None).id)
    )
    before = told(alone)
    made = welcome.put_around(alone, "A co-operative", Scale.ORGANISATION)
    assert seen(alone.at(Focus(system=made.id))) == [before]
    welcome.put_around(alone.at(Focus(system=made.id)), "The place", Scale.PLACE)
    assert seen(stack["place"]) == [before]


def test_a_store_from_before_systems_moved_keeps_what_was_put_around_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = {"id": new_id(), "version": 1, "scale": 2, "name": "A team", "parent": None}
    around = {"id": new_id(), "version": 1, "scale": 3, "name": "Around it", "parent": None}
    story = an_observation(alone["id"], travels=5, reviewed=True, quotable=True)
    before = opening.migrations()[:5]
    with monkeypatch.context() as then:
        then.setattr(opening, "migrations", lambda: before)
        then.setattr(opening, "VIEWS", tmp_path / "none")
        store = open_store(tmp_path / "store")
        store.keep(keeping(alone, table="system", observation=[story]))
        store.keep(keeping(around, alone | {"version": 2, "parent": around["id"]}, table="system"))
        store.close()
    store = open_store(tmp_path / "store")
    assert seen(Here(store, Viewer(date(2026, 6, 1)), Focus(system=around["id"]))) == [story["id"]]
    store.close()


def test_into_one_that_was_there_already_a_system_moves(stack: Stack, another: Here) -> None:
    team = stack["team"]
    elsewhere = inside(stack["country"], "Elsewhere", Scale.ORGANISATION)
    before = told(team)
    welcome.put_around(team, "Elsewhere", Scale.ORGANISATION)
    assert team.system.parent == elsewhere.system.id
    assert (seen(elsewhere), seen(stack["organisation"])) == ([], [before])


def test_whoever_corrects_words_leaves_them_where_they_were_and_whoever_lets_them_go_anew_means_those_around_now(
    stack: Stack, another: Here
) -> None:
    team = stack["team"]
    corrected, let_go = told(team), told(team)
    welcome.move_system(stack["organisation"], another.system.id)
    notice.correct(team, replace(notice.mine(team, corrected), words="In better words."))
    review.choose(team, "our peer worker", confirmed=True)
    reader = Here(team.store, replace(team.viewer, role=Role.REVIEWER, system=team.system.id), team.focus)
    review.may_travel(reader, review.open_one(reader, corrected), Scale.COUNTRY)
    teller = Here(team.store, replace(reader.viewer, role=Role.TELLER), team.focus)
    consent.change(teller, let_go, Consent(Scale.PLACE))
    assert (seen(stack["place"]), seen(another)) == ([corrected], [let_go])


def test_a_teller_learns_of_everybody_who_reads_it_also_of_those_that_are_not_around_any_more(
    stack: Stack, another: Here
) -> None:
    story = told(stack["team"])
    welcome.move_system(stack["organisation"], another.system.id)
    read_at = consent.got_to(stack["team"], story).read_at
    assert [one.name for one in read_at] == ["The organisation", "The place", "The country"]


def test_what_a_moved_system_shared_stays_shared_with_those_that_were_beside_it(
    stack: Stack, another: Here
) -> None:
    team, organisation = stack["team"], stack["organisation"]
    for name in ("team", "other team"):
        told(stack[name], "Waiting")
    welcome.move_system(team, inside(another, "Elsewhere", Scale.ORGANISATION).system.id)
    told(team, "Buses")
    assert list(walking.noticed(organisation).shared.values()) == ["Waiting"]
    assert walking.noticed(organisation).only == {}
    # From the country both are one story of two places: what was told then belongs to the place it was told in.
    found = walking.noticed(stack["country"])
    assert (list(found.shared.values()), sorted(found.only.values())) == ([], ["Buses", "Waiting"])


def test_systems_are_set_side_by_side_as_they_lay_when_it_was_told(stack: Stack, another: Here) -> None:
    team = stack["team"]
    for name in ("team", "other team"):
        for nth in range(12):
            told(stack[name], "Waiting" if name == "team" or nth < 6 else "Buses")
    welcome.move_system(team, inside(another, "Elsewhere", Scale.ORGANISATION).system.id)
    for _ in range(12):
        told(team, "Ringing")
    at = stack["organisation"]
    seen_side_by_side = look.through(at.at(Focus(system=at.system.id, lens=contrast.NAME)))
    assert {"The team", "Another team"} <= set(map(str, seen_side_by_side.table.to_numpy().ravel()))
    assert "Ringing" not in str(seen_side_by_side.table)
    from_the_country = look.through(
        stack["country"].at(Focus(system=stack["country"].system.id, lens=contrast.NAME))
    )
    assert "Another place" in str(from_the_country.table)


def test_every_lens_has_something_to_say_where_all_that_was_told_has_moved_away(
    stack: Stack, another: Here
) -> None:
    story = told(stack["team"], "Waiting")
    welcome.move_system(stack["organisation"], None)
    place = stack["place"]
    assert seen(place) == [story]
    for name in found():
        assert look.through(place.at(Focus(system=place.system.id, lens=name))).tells


def test_a_system_moves_to_where_nothing_is_wider_and_back(stack):
    team = stack["team"]
    welcome.move_system(team, None)
    assert team.stack.around(team.system.id) == []
    welcome.move_system(team, stack["organisation"].system.id)
    assert team.system.version == 3
    assert team.stack.around(team.system.id)[-1].name == "The organisation"


@pytest.mark.parametrize("into", ["person", "team", "organisation", "place"])
def test_a_parent_that_would_make_a_circle_is_refused_and_the_stack_stays(stack, into):
    place = stack["place"]
    before = [(one.id, one.parent) for one in place.stack]
    with pytest.raises(Refusal, match="come round to itself"):
        welcome.move_system(place, stack[into].system.id)
    assert [(one.id, one.parent) for one in place.stack] == before


def test_a_system_does_not_move_into_one_that_is_not_wider_or_not_there(stack):
    with pytest.raises(Refusal, match="cannot sit inside"):
        welcome.move_system(stack["team"], stack["other team"].system.id)
    with pytest.raises(Refusal, match="not in the store"):
        welcome.move_system(stack["team"], new_id())


def test_nothing_is_moved_before_it_is_said_where_to(stack):
    team = stack["team"]
    door = come_in(system=str(team.system.id))
    door.session_state["welcome.make"] = True
    door.run()
    door.selectbox(key=make.WHAT).select(make.MOVE).run()
    move = next(button for button in door.button if button.label == make.MOVE_IT)
    move.click().run()
    assert make.NOT_CHOSEN in said(door)
    assert team.system.parent == stack["organisation"].system.id


@pytest.mark.parametrize("meant", [make.MOVED, make.PUT_RIGHT])
def test_whoever_moves_a_system_says_whether_it_had_only_been_put_in_the_wrong_place(
    stack: Stack, another: Here, meant: str
) -> None:
    before = told(stack["team"])
    elsewhere = inside(another, "Elsewhere", Scale.ORGANISATION)
    door = come_in(system=str(stack["team"].system.id))
    door.session_state["welcome.make"] = True
    door.run()
    door.selectbox(key=make.WHAT).select(make.MOVE).run()
    into = next(one for one in door.selectbox if one.label == make.MOVE_INTO)
    into.select_index(next(nth for nth, name in enumerate(into.options) if name.startswith("Elsewhere")))
    next(one for one in door.radio if one.label == make.HOW_MEANT).set_value(meant)
    next(button for button in door.button if button.label == make.MOVE_IT).click().run()
    assert stack["team"].system.parent == elsewhere.system.id
    reads = (seen(stack["organisation"]), seen(elsewhere))
    assert reads == (([before], []) if meant == make.MOVED else ([], [before]))


def test_of_two_who_move_a_system_at_once_the_second_is_told(stack):
    team = stack["team"]
    before = team.system
    welcome.move_system(team, stack["place"].system.id)
    row = rows.of_system(replace(before, parent=None, version=2))
    with pytest.raises(Overtaken):
        team.keep(new_id(), "system moved", before.id, {"system": [row]})
