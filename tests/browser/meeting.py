"""Meeting a page in a real browser: coming in, waiting until it has drawn itself, and whether everyone can use it."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.conftest import Server


def come_in(page: Page, server: Server, path: str = "") -> None:
    """Open a page and wait until it has drawn itself; the very first visit lays out the example."""
    page.goto(f"{server.address}/{path}")
    page.get_by_role("heading", level=1).first.wait_for()
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def assert_everyone_can_use(page: Page) -> None:
    """Nothing that keeps somebody out, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    faults = {one["id"]: one["nodes"][0]["html"] for one in found if one["impact"] != "minor"}
    assert faults == {}, json.dumps(faults, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0
