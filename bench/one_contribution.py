"""How long one durable contribution takes when fifty people send at once, against group commit alone.

`python -m bench.one_contribution` prints p50 and p95 of both, and their ratio. The floor is the same queue,
the same grouping and the same insert into one table, without receipts, events and ledger; the reach is a p95
of at most twice the floor's (design: one contribution, acknowledged, 50 writers at once). The two take turns,
so that a busy machine slows both.
"""

import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from sensemaking.store import Keep, open_store
from sensemaking.store.opening import migrations

WRITERS = 50
EACH = 20
TURNS = 5


def a_row() -> dict[str, Any]:
    """A story of some 300 characters, ready for the table."""
    return {
        "id": uuid4(),
        "version": 1,
        "system": uuid4(),
        "kind": "story",
        "day": "2026-03-01",
        "words": "We rang first, and everything went differently. " * 6,
        "prompt": "What happened?",
        "whose": "mine",
        "themes": [uuid4(), uuid4()],
        "quotable": True,
        "reviewed": False,
    }


class Floor:
    """Group commit and nothing else."""

    def __init__(self, path: Path) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(f"attach '{path}' as s (storage_version 'v1.5.0')")
        self._connection.execute("use s")
        for _, _, file in migrations():
            self._connection.execute(file.read_text(encoding="utf-8"))
        kinds = self._connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = 'observation'"
        ).fetchall()
        self._kinds = dict(kinds)
        self._queue: queue.Queue[tuple[dict[str, Any], Future[None]]] = queue.Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def keep(self, row: dict[str, Any]) -> None:
        """Wait until the row is committed."""
        done: Future[None] = Future()
        self._queue.put((row, done))
        done.result()

    def _work(self) -> None:
        names = [*a_row(), "sequence", "recorded"]
        lists = ", ".join(f"unnest(${name}::{self._kinds[name]}[])" for name in names)
        statement = f"insert into observation ({', '.join(names)}) select {lists}"
        while True:
            group = [self._queue.get()]
            while not self._queue.empty():
                group.append(self._queue.get())
            rows = [row | {"sequence": 1, "recorded": "2026-03-01"} for row, _ in group]
            self._connection.execute("begin transaction")
            self._connection.execute(statement, {name: [row[name] for row in rows] for name in names})
            self._connection.execute("commit")
            for _, done in group:
                done.set_result(None)


def all_at_once(keep: Callable[[dict[str, Any]], object]) -> list[float]:
    """The seconds each contribution took, with every writer sending its next one as soon as it has an answer."""
    took: list[float] = []
    ready = threading.Barrier(WRITERS)

    def write() -> None:
        rows = [a_row() for _ in range(EACH)]
        ready.wait()
        for row in rows:
            begun = time.perf_counter()
            keep(row)
            took.append(time.perf_counter() - begun)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return took


def measured(turns: int = TURNS) -> dict[str, list[float]]:
    """The seconds each contribution took, in the store and by group commit alone ("floor"), taking turns."""
    times: dict[str, list[float]] = {"floor": [], "store": []}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store")
        floor = Floor(Path(folder) / "floor")

        def keep(row: dict[str, Any]) -> None:
            store.keep(Keep(uuid4(), "observation kept", row["id"], {"observation": [row]}))

        for turn in range(turns + 1):
            for name, way in (("floor", floor.keep), ("store", keep)):
                took = all_at_once(way)
                times[name] += took if turn else []  # the first turn only warms up
        store.close()
    return times


def main() -> None:
    """Measure both in turns and print what came out."""
    p95 = {}
    for name, took in measured().items():
        p95[name] = statistics.quantiles(took, n=20)[18]
        print(f"{name}: p50 {statistics.median(took) * 1000:.1f} ms, p95 {p95[name] * 1000:.1f} ms")
    print(f"p95 of the store is {p95['store'] / p95['floor']:.2f} times the floor's (reach: at most 2)")


if __name__ == "__main__":
    main()
