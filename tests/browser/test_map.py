"""A group adds to the map of its system in a real browser: by form, with the keyboard, and with a pointer."""

from collections.abc import Iterator

import pytest

from sensemaking.model.map import Link, LinkKind, Part, PartKind
from sensemaking.practice import map as mapping
from sensemaking.practice import notice
from tests.a_stack import a_stack
from tests.browser.meeting import assert_everyone_can_use, come_in, settle
from tests.conftest import Server

HOSTILE = "<img src=x onerror=alert(1)> **late** buses"


@pytest.fixture
def served(a_server, tmp_path) -> Iterator[tuple[Server, str]]:
    folder = tmp_path / "stores"
    folder.mkdir()
    with a_stack(folder) as stack:
        team = stack["team"]
        one, other = (
            mapping.add_part(team, Part(notice.new_id(), team.system.id, PartKind.FACTOR, name))
            for name in (HOSTILE, "Getting out")
        )
        mapping.add_link(team, Link(notice.new_id(), team.system.id, one.id, LinkKind.BLOCKS, other.id))
        at_the_team = f"cycles?system={team.system.id}"
    server = a_server(folder).wait_until_it_answers()
    yield server, at_the_team
    server.end()


def test_the_map_is_walked_read_and_added_to(page, served, heard):
    server, at_the_team = served
    come_in(page, server, at_the_team)
    picture = page.get_by_role("group", name="parts, one link")
    late, out = (
        picture.get_by_role("button", name=name) for name in (f"{HOSTILE}, factor", "Getting out, factor")
    )
    late.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.locator(".part:focus", has_text="Getting out").wait_for()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.get_by_text(f"{HOSTILE} block getting out.").wait_for()
    assert_everyone_can_use(page)
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    page.locator(".part:focus", has_text="Getting out").wait_for()

    page.get_by_role("button", name="Name an actor or a factor").click()
    drawer.get_by_role("textbox", name="What is it called?").fill("My sister")
    drawer.get_by_text("Somebody who acts").click()
    drawer.get_by_role("button", name="Keep this").click()
    page.get_by_role("status").get_by_text("“My sister” is on the map.").wait_for()
    sister = page.get_by_role("button", name="My sister, actor")
    sister.wait_for()
    settle(page)

    out.first.evaluate("part => part.scrollIntoView({block: 'center'})")
    begun, ended = sister.bounding_box(), out.first.bounding_box()
    page.mouse.move(begun["x"] + begun["width"] / 2, begun["y"] + begun["height"] / 2)
    page.mouse.down()
    page.mouse.move(ended["x"] + ended["width"] / 2, ended["y"] + ended["height"] / 2, steps=8)
    page.mouse.up()
    drawer.get_by_text("enables", exact=True).click()
    drawer.get_by_text("My sister enables getting out.").wait_for()
    settle(page)
    drawer.get_by_role("button", name="Keep this").click()
    page.get_by_role("status").get_by_text("On the map: My sister enables getting out.").wait_for()
    assert_everyone_can_use(page)
    assert page.locator("img[src=x]").count() == 0
    assert heard["complaints"] == [] or all("404" in one for one in heard["complaints"])
