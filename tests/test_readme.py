"""What the README, CONTRIBUTING and ARCHITECTURE say is so."""

import ast
import re
import shlex
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from sensemaking.command import main
from sensemaking.model import refusal

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
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


def test_the_commands_without_a_page_do_what_they_are_said_to_do(tmp_path, monkeypatch, capsys):
    block = README.partition("## Without a page")[2].partition("```\n")[2].partition("```")[0]
    (tmp_path / "data").symlink_to(PROJECT / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SENSEMAKING_STORES", str(tmp_path))
    asked = [shlex.split(line)[3:] for line in block.splitlines()]
    assert [main(arguments) for arguments in asked] == [0] * 6
    assert (tmp_path / "note.md").read_text(encoding="utf-8").startswith("# ")
    assert "Standing at Adult mental health" in capsys.readouterr().out


def named_first(text: str) -> list[str]:
    """The names that the rows of a table begin with."""
    return re.findall(r"^\| `([\w.-]+)` \|", text, re.MULTILINE)


def imported() -> set[str]:
    """The libraries that our own code imports, by the names they are installed under."""
    files = [PROJECT / "app.py", *(PROJECT / "pages").glob("*.py"), *(PROJECT / "sensemaking").rglob("*.py")]
    modules = set()
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(str(node.module).partition(".")[0])
    installed = packages_distributions()
    theirs = modules - sys.stdlib_module_names - {"sensemaking"}
    return {installed[module][0].lower().replace("_", "-") for module in theirs}


def test_every_library_we_use_is_pinned_and_earns_its_line():
    direct = (PROJECT / "requirements.txt").read_text(encoding="utf-8").partition("\n\n")[0]
    pinned = set(re.findall(r"^([\w-]+)==", direct, re.MULTILINE))
    assert pinned == imported()
    assert named_first(ARCHITECTURE) == sorted(pinned)


def test_every_room_is_on_the_map():
    rooms = {f"{room.parent.name}/" for room in (PROJECT / "sensemaking").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| [1-5] \| `(\w+/)`", ARCHITECTURE, re.MULTILINE))


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
        (refusal.Undecided, "a file needs a decision first"),
    ],
)
def test_the_numbers_a_command_ends_with_are_as_told(kind, words):
    assert f"{kind.exit_code} {words}" in " ".join(CONTRIBUTING.split())
