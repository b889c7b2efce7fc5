"""Nothing that may not be seen beyond home can be found out there, whatever is asked and compared."""

from pathlib import Path
from random import Random

import pytest

from sensemaking.store import Store, open_store, opening
from tests.attacker import attack

STACKS = 500


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(tmp_path / "ours.duckdb")
    yield opened
    opened.close()


@pytest.mark.timeout(900)  # thousands of questions: on a busy machine they take their time
def test_an_attacker_finds_out_nothing_in_five_hundred_stacks(store: Store) -> None:
    assert attack(store, Random(5), STACKS, every=STACKS) == []


LEAKS = {
    "a story that was told in other words is counted": (
        "case when now_quotable and paraphrase = '' then reaches end as reach",
        "now_travels as reach",
        "What was told in other words is counted.",
    ),
    "what is told after a system has moved is read where it lay before": (
        "and o.reach_said < w.until",
        "",
        "A story that was added shows at the scale 3, where it may not be seen.",
    ),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=list(LEAKS))
def test_an_attacker_finds_a_leak_that_was_planted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leak: tuple[str, str, str]
) -> None:
    views = tmp_path / "views"
    views.mkdir()
    for file in opening.VIEWS.glob("*.sql"):
        (views / file.name).write_text(file.read_text(encoding="utf-8").replace(*leak[:2]), encoding="utf-8")
    monkeypatch.setattr(opening, "VIEWS", views)
    leaking = open_store(tmp_path / "leaking.duckdb")
    found = attack(leaking, Random(7), 20)
    leaking.close()
    assert any("was added" in said for said in found)
    assert leak[2] in found
