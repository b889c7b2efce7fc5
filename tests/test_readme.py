"""What the README and CONTRIBUTING promise is so."""

import re
import subprocess
from pathlib import Path

import pytest

from sensemaking.model import refusal

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROMISED = sorted(set(re.findall(r"(?:`|^)make (\w+)", README + CONTRIBUTING, re.MULTILINE)))


def would_do(*asked: str) -> str:
    """What make would do for this, without doing it."""
    command = ["make", "--dry-run", "--always-make", *asked]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("word", PROMISED)
def test_a_make_command_that_is_named_exists(word):
    assert would_do(word)


def test_make_run_passes_on_which_store_and_where():
    done = would_do("run", "STORE=a folder/ours.duckdb", "PORT=8600")
    assert '-m sensemaking serve --store "a folder/ours.duckdb" --port "8600"' in done


def test_ci_runs_the_readmes_own_test_command_and_nothing_besides():
    assert "\nmake test\n" in README
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]


def test_without_make_the_same_requirements_and_the_same_app_are_named():
    assert "pip install -r requirements.txt" in README
    assert "streamlit run app.py" in README
    assert "requirements.txt" in would_do("run")


@pytest.mark.parametrize("linked", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README + CONTRIBUTING))))
def test_what_is_linked_is_there(linked):
    assert (PROJECT / linked).is_file()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (refusal.Refusal, "not an address of this computer"),
        (refusal.StoreHeld, "the store is open in another process"),
        (refusal.PortTaken, "the port is taken"),
        (refusal.StoreNewer, "the store was written by a newer version"),
        (refusal.Unwritable, "the folder or disk cannot be written"),
        (refusal.StoreDamaged, "the store is damaged"),
    ],
)
def test_the_numbers_a_command_ends_with_are_as_told(kind, words):
    assert f"{kind.exit_code} {words}" in " ".join(CONTRIBUTING.split())
