"""What speed is measured with: a made-up store that is shaped like real ones, and pages timed on it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.many import TODAY, country, lay_out
from bench.table import _by_size, _pages
from bench.usual_look import SCRIPT
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.practice import look
from sensemaking.practice.here import Here
from sensemaking.store import open_store

MANY = 1_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up store, closed."""
    path = tmp_path_factory.mktemp("bench") / "made.duckdb"
    lay_out(path, MANY)
    return path


def test_a_made_up_store_holds_every_kind_of_consent_and_what_was_taken_back(made):
    store = open_store(made)
    here = Here(store, Viewer(TODAY), Focus(system=country(store)))
    visible = here.ask("select kind, whose, travels, len(themes) as themes, teller from observations")
    store.close()
    assert 0.5 * MANY < len(visible) < 0.85 * MANY
    assert {"story", "noticing", "measure"} == set(visible["kind"])
    assert {"mine", "about someone else, who agreed"} < set(visible["whose"])  # the third at home only
    assert set(visible["themes"]) == {0, 1, 2, 3, 4}
    assert visible["teller"].nunique() < visible["teller"].count()


def test_a_page_that_is_measured_becomes_a_row(made):
    done = subprocess.run(
        [sys.executable, "-m", "bench.pages", str(made), "--times", "1", "--only", "welcome", "look, themes"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    usual = {"again": 1.0, "first": 1.0, "memory": 1e6}
    for table in (_pages({MANY: found}), _by_size({MANY: found}, {MANY: usual})):
        assert len({line.count("|") for line in table.splitlines()}) == 1
    assert found["pages"].keys() == {"welcome", "look, themes"}
    assert all(one["queries"][0] > 0 for one in found["pages"].values())


def test_the_usual_way_draws_the_same_counts_as_the_lens(made):
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_string(SCRIPT.format(path=str(made)), default_timeout=60).run()
    assert not page.exception
    usual = page.session_state["cells"].groupby("theme")["stories"].sum()
    store = open_store(made)
    seen = look.through(Here(store, Viewer(TODAY), Focus(system=country(store), lens="themes")))
    store.close()
    ours = seen.table.drop(columns=seen.table.columns[0]).sum()
    assert len(ours) == 12
    same = set(ours.index) & set(usual.index)
    assert len(same) >= 11  # of two themes spoken of equally often either may be drawn
    assert all(ours[theme] == usual[theme] for theme in same)
