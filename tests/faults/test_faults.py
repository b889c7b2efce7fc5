"""The short form of `make faults`: the writing process is killed at random moments, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(0)
def test_nothing_acknowledged_is_lost_or_halved_when_the_process_is_killed() -> None:
    rounds = os.environ.get("ROUNDS", "30")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--rounds", rounds],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{rounds} rounds" in ended.stdout
