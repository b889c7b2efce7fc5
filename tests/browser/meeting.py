"""Meeting a page in a real browser: coming in, waiting until it has drawn itself, and whether everyone can use it."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Locator, Page

from tests.conftest import Server

# True once the page's script has ended and nothing was drawn for a third of a second: a script that ends may be
# followed by the next one at once, and one that was asked for takes a moment to begin.
QUIET = """() => {
    const now = performance.now()
    if (window.lastDrawn === undefined) {
        window.lastDrawn = now
        new MutationObserver(() => { window.lastDrawn = performance.now() })
            .observe(document, {subtree: true, childList: true, characterData: true})
    }
    const running = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'notRunning'
    if (running) window.lastDrawn = now
    return now - window.lastDrawn > 330
}"""


# A phone, a laptop and a wall.
SCREENS = ((390, 844), (1366, 768), (1920, 1080))


def come_in(page: Page, server: Server, path: str = "") -> None:
    """Open a page and wait until it has drawn itself; the very first visit lays out the example."""
    page.goto(f"{server.address}/{path}")
    page.get_by_role("heading", level=1).first.wait_for()
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end and what it drew stands still."""
    page.wait_for_function(QUIET, polling=50)


def place_of(part: Locator) -> FloatRect:
    """Where a part of the page stands, once it stands: a page that is being drawn may take it out for a moment."""
    settle(part.page)
    part.scroll_into_view_if_needed()
    place = part.bounding_box()
    assert place, f"{part} is not on the page"
    return place


def assert_everyone_can_use(page: Page) -> None:
    """On a phone, a laptop and a wall, light and dark, nothing keeps somebody out or is wider than the screen.

    A page that is opened on a phone in the dark looks the same, to the last dot, as one that got there from a laptop.
    """
    before = page.viewport_size
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate("window.lastDrawn = performance.now()")  # what just changed is drawn in a moment
            settle(page)
            _everyone_can_use(page)
    if before:
        page.set_viewport_size(before)


def _everyone_can_use(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    faults = {one["id"]: one["nodes"][0]["html"] for one in found if one["impact"] != "minor"}
    assert faults == {}, json.dumps(faults, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0
