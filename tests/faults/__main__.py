"""Kill the process that writes, again and again, and compare what was acknowledged with what is there.

`python -m tests.faults --rounds N [--seed S]` forks one child a round. The child opens the store that the
earlier rounds left behind, compares, and then writes from several threads until it is killed at a random
moment, while opening too: single contributions, corrections, and bulk imports of thousands of rows. Every
contribution is written into a file before it is sent and into another once it is acknowledged.
"""

import argparse
import faulthandler
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pandas as pd

from sensemaking.store import Store, open_store
from tests.a_store import a_system, an_observation, keeping

BULK = 3000
# Of every sixty rounds these begin a store of their own, so that making one is interrupted too, and young stores and
# old ones are: they go through 5, 15 and 40 rounds.
BEGINNINGS = (0, 5, 20)
PATIENCE = 60  # seconds until a child that does not end is a failure of its own
LINE = 64  # the bytes of one line in the two files, written whole or not at all


class Diary:
    """A file of fixed-length lines that outlives the process: what was sent, or what was acknowledged."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, contribution: UUID, rows: int) -> None:
        os.write(self._file, f"{contribution} {rows}".ljust(LINE - 1).encode() + b"\n")


def lines(path: Path) -> dict[UUID, int]:
    """What a diary holds: how many rows each contribution has."""
    if not path.exists():
        return {}
    whole = path.read_text().splitlines()
    return {UUID(line.split()[0]): int(line.split()[1]) for line in whole if len(line) == LINE - 1}


def compare(store: Store, folder: Path) -> list[str]:
    """What is wrong with the store, in sentences. A row names its contribution in `teller`."""
    wrong = [f"Damage at opening: {sentence}" for sentence in store.damage]
    sent, acknowledged = lines(folder / "sent"), lines(folder / "acknowledged")
    with store._connection.cursor() as cursor:
        receipts = {one for (one,) in cursor.execute("select id from s.receipt").fetchall()}
        rows = dict(cursor.execute("select teller, count(*) from s.observation group by teller").fetchall())
        ended = cursor.execute(
            "select count(*) from s.observation as o where version > 1 and not exists (select 1 from"
            " s.observation_ended as e where e.observation = o.id and e.version = o.version - 1)"
        ).fetchone()
        double = cursor.execute("select count(*) - count(distinct sequence) from s.receipt").fetchone()
    for contribution in acknowledged.keys() - receipts:
        wrong.append(f"{contribution} was acknowledged and has no receipt.")
    for contribution, count in sent.items():
        here = rows.get(str(contribution), 0)
        if here not in (0, count):
            wrong.append(f"{contribution} is there in part: {here} of {count} rows.")
        if (here == count) != (contribution in receipts):
            wrong.append(f"{contribution} has rows without a receipt, or a receipt without rows.")
    if ended != (0,):
        wrong.append("A correction is there without the end of what it corrects.")
    if double != (0,):
        wrong.append("Two contributions have one place in the order.")
    return wrong


def write_for_ever(store: Store, system: UUID, folder: Path, seed: int) -> None:
    """One writer: mostly single stories and corrections, now and then a whole import."""
    chance = random.Random(seed)
    sent, acknowledged = Diary(folder / "sent"), Diary(folder / "acknowledged")
    mine: list[dict[str, Any]] = []
    while True:
        contribution = uuid4()
        what = chance.random()
        if what < 0.04:
            many = pd.DataFrame(
                [an_observation(system, "x" * 200, teller=str(contribution), themes=[]) for _ in range(BULK)]
            ).astype({"id": str, "system": str})
            keep, rows = keeping(id=contribution, observation=many), BULK
        elif what < 0.4 and mine:
            told = chance.choice(mine)
            told = told | {"version": told["version"] + 1, "teller": str(contribution)}
            end = {"observation": told["id"], "version": told["version"] - 1, "reason": "corrected"}
            mine = [told if one["id"] == told["id"] else one for one in mine]
            keep, rows = keeping(told, id=contribution, observation_ended=[end]), 1
        else:
            mine.append(
                told := an_observation(system, "a story " * chance.randrange(60), teller=str(contribution))
            )
            keep, rows = keeping(told, id=contribution), 1
        sent.write(contribution, rows)
        store.keep(keep)
        acknowledged.write(contribution, rows)


def child(folder: Path, seed: int, last: bool) -> int:
    """Open what the earlier rounds left, compare, and write until killed; answers 1 where something is wrong."""
    store = open_store(folder / "store")
    wrong = compare(store, folder)
    for sentence in wrong:
        print(sentence, flush=True)
    if last or wrong:
        store.close()
        return bool(wrong)
    system = a_system()
    store.keep(keeping(system, table="system"))
    for n in range(5):
        threading.Thread(
            target=write_for_ever, args=(store, system["id"], folder, seed * 10 + n), daemon=True
        ).start()
    (folder / "writing").touch()
    time.sleep(PATIENCE)
    return 1


def a_round(folder: Path, seed: int, last: bool = False) -> bool:
    """Fork, let it go on for a moment, kill it; whether all went well."""
    (folder / "writing").unlink(missing_ok=True)
    process = os.fork()
    if process == 0:
        try:
            faulthandler.enable()
            os._exit(child(folder, seed, last))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    chance = random.Random(seed)
    begun = time.monotonic()
    # One in eight is killed while it opens; the others some moments after they began to write.
    until_writing = chance.random() > 1 / 8
    moment = chance.uniform(0, 0.4)
    while not last and time.monotonic() - begun < PATIENCE:
        if os.waitpid(process, os.WNOHANG)[0]:
            print(f"Round with seed {seed}: the writer ended by itself.")
            return False
        if until_writing and (folder / "writing").exists():
            until_writing, begun = False, time.monotonic()
        if not until_writing and time.monotonic() - begun > moment:
            os.kill(process, signal.SIGKILL)
            break
        time.sleep(0.002)
    return last == (os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0)


def main() -> int:
    """Run the rounds; 0 where nothing acknowledged was lost, nothing was there by half, and every opening worked."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, fresh = Path(made), 0
        for n in range(chosen.rounds):
            if n % 60 in BEGINNINGS:
                fresh += 1
                folder = Path(made) / str(fresh)
                folder.mkdir()
            seed = chosen.seed + n
            ends = (n + 1) % 60 in BEGINNINGS
            if not a_round(folder, seed) or (ends and not a_round(folder, seed, last=True)):
                print(f"Round {n + 1} went wrong; --seed {chosen.seed} tries the same moments again.")
                return 1
        if not a_round(folder, chosen.seed, last=True):
            print("The last comparison went wrong.")
            return 1
        count = sum(len(lines(one / "acknowledged")) for one in Path(made).iterdir())
        print(f"{chosen.rounds} rounds, {count} contributions acknowledged, none lost, none by half.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
