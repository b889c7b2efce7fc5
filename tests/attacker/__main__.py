"""`python -m tests.attacker --stores 10000`: attack so many synthetic stacks, and say what was found out."""

import argparse
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sensemaking.store import open_store
from tests.attacker import attack


def main() -> int:
    """1 where anything was found out."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stores", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    said = asked.parse_args()
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "ours.duckdb")
        found = attack(store, Random(said.seed), said.stores)
        store.close()
    print("\n".join(found) or f"Nothing was found out in {said.stores:,} stacks.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
