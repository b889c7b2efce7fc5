"""Take the README's pictures of the example: `make pictures`, which writes them into `docs/`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from tests.browser.find_browser import find_browser  # noqa: E402
from tests.conftest import QUIETLY, Server  # noqa: E402

LAPTOP = {"width": 1366, "height": 900}
# The page, and something that is only there once it is whole.
PICTURES = {
    "welcome": ("", "Noticed lately"),
    "look": ("look?lens=themes", "What this cannot say"),
    "listen": ("listen", "Open this story"),
}


def main() -> None:
    """Serve the example from a folder of its own and photograph three pages at laptop size."""
    docs = PROJECT / "docs"
    docs.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "stores").start().wait_until_it_answers()
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIETLY))
        try:
            page = browser.new_context(viewport=LAPTOP, color_scheme="light").new_page()
            for name, (path, whole) in PICTURES.items():
                _take(page, f"{server.address}/{path}", whole, docs / f"{name}.png")
                print(f"docs/{name}.png")
        finally:
            browser.close()
            server.end()


def _take(page: Page, address: str, whole: str, picture: Path) -> None:
    page.goto(address)
    page.get_by_text(whole).first.wait_for(timeout=120_000)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.wait_for_timeout(1_500)  # fonts and charts settle
    page.screenshot(path=picture)


if __name__ == "__main__":
    main()
