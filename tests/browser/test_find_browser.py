"""Which browser the tests find, and where they look for one when there is none."""

from pathlib import Path

import pytest

from tests.browser import find_browser


def put(folder: Path, name: str, does: str) -> str:
    """A program of this name that does only this."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """The only folder that programs are looked for in; Playwright keeps none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SENSEMAKING_BROWSER", raising=False)
    monkeypatch.setattr(find_browser, "ON_A_MAC", str(tmp_path / "{0}.app"))
    monkeypatch.setattr(find_browser, "_kept_by_playwright", lambda: str(tmp_path / "kept"))
    return tmp_path


def test_a_chromium_on_the_path_is_taken(programs):
    chromium = put(programs, "chromium", "exit 0")
    assert find_browser.find_browser() == chromium


def test_a_headless_shell_goes_before_a_whole_chromium(programs):
    put(programs, "chromium", "exit 0")
    shell = put(programs, "chromium-headless-shell", "exit 0")
    assert find_browser.find_browser() == shell


def test_the_shell_that_playwright_keeps_goes_before_its_whole_chromium(programs, monkeypatch):
    kept, shells = programs / "chromium-12" / "linux", programs / "chromium_headless_shell-12" / "linux"
    kept.mkdir(parents=True)
    shells.mkdir(parents=True)
    chromium = put(kept, "chrome", "exit 0")
    monkeypatch.setattr(find_browser, "_kept_by_playwright", lambda: chromium)
    assert find_browser.find_browser() == chromium
    shell = put(shells, "chrome-headless-shell", "exit 0")
    assert find_browser.find_browser() == shell


def test_one_that_does_not_start_is_passed_over(programs):
    put(programs, "chromium-browser", "echo Please get it from the shop; exit 1")
    kept = put(programs, "kept", "exit 0")
    assert find_browser.find_browser() == kept


def test_the_one_that_was_named_goes_first(programs, monkeypatch):
    put(programs, "chromium", "exit 0")
    monkeypatch.setenv("SENSEMAKING_BROWSER", named := put(programs, "my own", "exit 0"))
    assert find_browser.find_browser() == named


def test_playwrights_own_is_fetched_before_debians(programs, monkeypatch):
    monkeypatch.setattr(find_browser.sys, "executable", put(programs, "python", f": > {programs}/kept.asked"))
    put(programs, "apt-get", f"[ -e {programs}/kept.asked ] && /bin/cp {programs}/works {programs}/chromium")
    put(programs, "works", "exit 0")
    monkeypatch.setattr(find_browser.os, "geteuid", lambda: 0)
    assert find_browser.get_browser() == str(programs / "chromium")


def test_where_debian_has_no_shell_its_whole_chromium_is_installed(programs, monkeypatch):
    monkeypatch.setattr(find_browser.sys, "executable", put(programs, "python", "exit 1"))
    put(
        programs,
        "apt-get",
        f"""case "$*" in
    *chromium) /bin/cp {programs}/works {programs}/chromium;;
    *headless-shell) exit 100;;
    esac""",
    )
    put(programs, "works", "exit 0")
    monkeypatch.setattr(find_browser.os, "geteuid", lambda: 0)
    assert find_browser.get_browser() == str(programs / "chromium")


def test_debians_is_left_alone_by_whoever_may_not_install(programs, monkeypatch):
    monkeypatch.setattr(find_browser.sys, "executable", put(programs, "python", "exit 1"))
    put(programs, "apt-get", f": > {programs}/asked")
    monkeypatch.setattr(find_browser.os, "geteuid", lambda: 1000)
    assert find_browser.get_browser() is None
    assert not (programs / "asked").exists()
