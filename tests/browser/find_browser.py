"""Which Chromium do the browser tests drive? One that is installed; `--get` installs one where there is none.

In this order: SENSEMAKING_BROWSER, a headless shell on the PATH, a Chromium or Chrome there, what Playwright
keeps; with `--get` also Playwright's download (five minutes at most), then, as root, Debian's package. A headless
shell goes first: it shows the same pages, and a whole Chromium spends five times as long on opening an empty one.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = "/Applications/{0}.app/Contents/MacOS/{0}"
SECONDS_TO_DOWNLOAD = 300
SECONDS_TO_INSTALL = 600


def find_browser() -> str | None:
    """The path of a Chromium that starts, or None."""
    return next((path for path in _places() if _starts(path)), None)


def get_browser() -> str | None:
    """As `find_browser`; where there is none, try to install one first."""
    return find_browser() or _from_playwright() or _from_debian()


def _places() -> Iterator[str]:
    if named := os.environ.get("SENSEMAKING_BROWSER"):
        yield named
    yield from filter(None, map(shutil.which, SHELLS + NAMES))
    yield from (ON_A_MAC.format(name) for name in ("Chromium", "Google Chrome"))
    kept = _kept_by_playwright()
    yield from _shells_beside(kept)
    yield kept


def _kept_by_playwright() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _shells_beside(kept: str) -> Iterator[str]:
    """Playwright names only its whole Chromium; the shell of the same number has a folder beside it."""
    if folder := re.match(r"(.+[/\\])chromium-(\d+)[/\\]", kept):
        shells = Path(folder[1]).glob(f"chromium_headless_shell-{folder[2]}/*/chrome-headless-shell*")
        yield from map(str, shells)


def _starts(path: str) -> bool:
    """Ubuntu has a chromium-browser that only points to a shop, and a download may lack the system's libraries."""
    try:
        return Path(path).is_file() and _run([path, "--version"], seconds=30, quiet=True)
    except OSError:
        return False


def _from_playwright() -> str | None:
    print("No Chromium here; fetching the one Playwright keeps (five minutes at most).", flush=True)
    get = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    _run(get, SECONDS_TO_DOWNLOAD, quiet=True)
    return find_browser()


def _from_debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    print("That did not work; installing Debian's.", flush=True)
    _run(["apt-get", "-qq", "update"], SECONDS_TO_INSTALL)
    for package in (SHELLS[0], NAMES[0]):
        install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", package]
        if _run(install, SECONDS_TO_INSTALL):
            break
    return find_browser()


def _run(command: list[str], seconds: int, quiet: bool = False) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    shown = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            command, timeout=seconds, env=environment, stdin=subprocess.DEVNULL, stdout=shown, stderr=shown
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    if not (get_browser() if "--get" in sys.argv else find_browser()):
        sys.exit(
            "The tests need a Chromium or Chrome, and none could be found or installed. Install one "
            "(on Debian: apt install chromium-headless-shell), or say where it is: "
            "SENSEMAKING_BROWSER=/path/to/chromium make test"
        )
