"""How often does plain chance trip a rule? Simulates runs in which nothing happens, and prints the table
that sensemaking/charts/variation.py keeps.

    python bench/chance_of_a_rule.py
"""

import random

from sensemaking.charts.variation import band, unusual

LENGTHS = (12, 16, 20, 24, 30, 36, 48, 60, 80, 120, 240, 400)


def share_of_runs_that_trip(points: int, runs: int, seed: int) -> float:
    """The share (0 to 1) of runs of steady, independent, normally scattered points with a marked point."""
    chance = random.Random(seed)
    tripped = 0
    for _ in range(runs):
        values = [chance.gauss(0, 1) for _ in range(points)]
        tripped += any(unusual(values, band(values)))
    return tripped / runs


if __name__ == "__main__":
    for length in LENGTHS:
        share = share_of_runs_that_trip(length, runs=max(2_000, 240_000 // length), seed=2026)
        print(f"    ({length}, {share:.2f}),")
