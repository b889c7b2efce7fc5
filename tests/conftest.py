"""What the tests share: the real server on a free port with stores of its own, and a real browser."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from sensemaking.practice import stores
from sensemaking.practice.here import Here
from tests.a_stack import a_stack
from tests.browser.find_browser import find_browser

PROJECT = Path(__file__).parents[1]
# The processes that tests start read what the first of them compiled, whatever this shell is set to.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Tests do not watch the clock: on a busy machine an example may take long and still be right.
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")
expect.set_options(timeout=120_000)
# A browser that calls nobody by itself, so that whatever leaves this computer is ours.
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Server:
    """`python -m sensemaking serve` in a process of its own, with a folder of stores of its own."""

    stores: Path
    arguments: tuple[str, ...] = ("--port", "0")
    environment: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def start(self) -> "Server":
        """Start it; what it says is read with `wait_until_it_answers` or `end`."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sensemaking", "serve", *self.arguments],
            cwd=PROJECT,
            env=os.environ | {"SENSEMAKING_STORES": str(self.stores)} | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=(self.stores.parent / f"{self.stores.name}.stderr").open("w"),
            text=True,
        )
        return self

    def wait_until_it_answers(self) -> "Server":
        """Read what it prints until that is an address."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.address = found[0]
                return self
        raise AssertionError(f"The server ended with {self.process.wait()}: {self.complaints}")

    @property
    def complaints(self) -> str:
        """What it wrote to stderr so far."""
        return (self.stores.parent / f"{self.stores.name}.stderr").read_text()

    def end(self) -> int:
        """Ask it to end, and answer its exit code."""
        self.process.terminate()
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Here]]:
    """Somewhere to stand for each name, in a small store of our own that is open in this process."""
    monkeypatch.setenv("SENSEMAKING_STORES", str(tmp_path))
    with a_stack(tmp_path) as places:
        yield places
    stores.close_all()


@pytest.fixture
def team(stack: dict[str, Here]) -> Here:
    """The team of the small stack."""
    return stack["team"]


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store of our own with nowhere to stand in it yet."""
    monkeypatch.setenv("SENSEMAKING_STORES", str(tmp_path))
    stores.start_our_own()
    yield
    stores.close_all()


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Words in the boxes of the page, by field; AppTest cannot type into a component."""
    from sensemaking.screen import ask  # it makes components, which most tests do without

    boxes = {}
    monkeypatch.setattr(ask, "draft", lambda here, field, *_, **__: boxes.get(field))

    def write(field, words):
        boxes[field] = ask.Draft(uuid4(), words, ask.Receipt())

    return write


@pytest.fixture(scope="session")
def a_server() -> Iterator[Callable[..., Server]]:
    """Start servers as `a_server(folder, "--port", "0")`; whatever still runs at the end is ended."""
    started: list[Server] = []

    def start(stores: Path, *arguments: str, **environment: str) -> Server:
        server = Server(stores, arguments or ("--port", "0"), environment).start()
        started.append(server)
        return server

    yield start
    for server in started:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


@pytest.fixture(scope="session")
def server(a_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server with no store of anybody's yet: the first page lays out the example. Shared, so change nothing in it."""
    return a_server(tmp_path_factory.mktemp("served") / "stores").wait_until_it_answers()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    path = find_browser()
    assert path, "There is no Chromium to test with: python tests/browser/find_browser.py --get"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIETLY))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def same_window(browser: Browser) -> Iterator[BrowserContext]:
    """One window for all that `page` is given to: the house's own files are fetched and made ready in it once."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture
def page(same_window: BrowserContext) -> Iterator[Page]:
    """A page of somebody who was never here before: whatever they leave in the window is gone after them.

    It is the same page each time: a new one costs a second of work until it has made ready what this one has.
    """
    page = same_window.pages[0] if same_window.pages else same_window.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="null", color_scheme="light", reduced_motion="no-preference")
    yield page
    for left in same_window.pages[1:]:
        left.close()
    same_window.clear_cookies()
    page.evaluate(
        "() => { try { localStorage.clear(); sessionStorage.clear() } catch { /* nothing can be left */ } }"
    )
    # Whatever still runs in it ends, without leaving the process that holds what is ready.
    with contextlib.suppress(Error):
        page.goto("/".join([*page.url.split("/")[:3], "_stcore/health"]))


Heard = dict[str, list[Any]]


@pytest.fixture
def heard(page: Page) -> Heard:
    """What the page asks for, complains about and gets refused, from here on: requests, complaints, refused."""
    heard: Heard = {"requests": [], "complaints": [], "refused": []}
    page.on("request", lambda request: heard["requests"].append(request.url))
    page.on("console", lambda said: heard["complaints"].append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard["complaints"].append(str(error)))
    page.on(
        "response", lambda got: heard["refused"].append((got.status, got.url)) if got.status >= 400 else None
    )
    return heard
