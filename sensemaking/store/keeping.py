"""Keeping: one writer thread, many waiting hands, and an answer only when the disk has it."""

import logging
import queue
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import duckdb
import pandas as pd
import pyarrow as pa

from sensemaking.model.refusal import Overtaken, Refusal, Unwritable
from sensemaking.store.ledger import Ledger

log = logging.getLogger(__name__)

Bulk = pd.DataFrame | pa.Table
Rows = Sequence[Mapping[str, Any]] | Bulk

LARGEST_GROUP = 256


@dataclass(frozen=True)
class Receipt:
    """Proof that something is kept: the sender's own id for it, its place in the order, when (UTC)."""

    id: UUID
    sequence: int
    recorded: datetime


@dataclass(frozen=True)
class Keep:
    """One contribution: rows to add, by table, all of them or none.

    `id` is made by whoever sends it, so that sending it again is the same contribution. `act` says what
    was done in a few words ("observation kept"), `subject` to which id, `actor` by whom; none of the
    three ever holds people's words. A column `recorded` is filled in by the writer.
    """

    id: UUID
    act: str
    subject: UUID
    rows: Mapping[str, Rows]
    actor: str = "caretaker"


@dataclass
class _Waiting:
    keep: Keep
    answer: Future[Receipt] = field(default_factory=Future)


def _plain(value: Any) -> Any:
    """A value as Arrow takes it: ids as text, tuples as lists."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _as_arrow(rows: Rows) -> pa.Table:
    if isinstance(rows, pa.Table):
        return rows
    if isinstance(rows, pd.DataFrame):
        return pa.Table.from_pandas(rows, preserve_index=False)
    return pa.Table.from_pylist([{name: _plain(value) for name, value in row.items()} for row in rows])


class Writer:
    """The one thread that writes. Gathers what waits into one transaction, one fsync of the ledger, then answers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, ledger: Ledger, sequence: int) -> None:
        self._cursor = connection.cursor()
        self._ledger = ledger
        self._sequence = sequence
        self._in_ledger = set(ledger.ids())
        self._queue: queue.Queue[_Waiting | None] = queue.Queue()
        self._last = datetime.min
        self._thread = threading.Thread(target=self._work, name="store writer", daemon=True)
        self._closing = threading.Lock()
        self._closed = False
        self._thread.start()

    @property
    def sequence(self) -> int:
        """The place of the newest contribution; grows with every commit."""
        return self._sequence

    def keep(self, keep: Keep) -> Receipt:
        """Add the rows and wait until they are durable; the same id again gives the same receipt.

        Raises Overtaken where a version exists already, Unwritable where the disk refuses, and leaves
        nothing behind in either case.
        """
        waiting = _Waiting(keep)
        with self._closing:
            if self._closed:
                raise Refusal("The store is closed.", try_next="Start Sensemaking again; nothing is lost.")
            self._queue.put(waiting)
        return waiting.answer.result()

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._cursor.close()

    def _work(self) -> None:
        while True:
            group, last_round = self._next_group()
            if group:
                try:
                    self._keep_group(group)
                except BaseException as broken:  # whatever it was, nobody may wait for ever
                    log.error("The writer met something unexpected: %s", type(broken).__name__)
                    for waiting in group:
                        if not waiting.answer.done():
                            waiting.answer.set_exception(_in_words(broken))
            if last_round:
                return

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        group: list[_Waiting] = []
        first = self._queue.get()
        if first is None:
            return group, True
        group.append(first)
        while len(group) < LARGEST_GROUP:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return group, True
            group.append(following)
        return group, False

    def _keep_group(self, group: list[_Waiting]) -> None:
        # DuckDB's COMMIT after a failed statement returns normally and keeps nothing, and there are no
        # savepoints: on any error the group is rolled back and each contribution tried by itself.
        try:
            receipts = self._commit([waiting.keep for waiting in group])
        except Exception as refused:
            if len(group) == 1:
                group[0].answer.set_exception(_in_words(refused))
            else:
                for waiting in group:
                    self._keep_group([waiting])
            return
        for waiting, receipt in zip(group, receipts, strict=True):
            waiting.answer.set_result(receipt)

    def _commit(self, keeps: list[Keep]) -> list[Receipt]:
        receipts = self._known([keep.id for keep in keeps])
        fresh: dict[UUID, Keep] = {}
        for keep in keeps:
            if keep.id not in receipts:
                fresh.setdefault(keep.id, keep)
        if fresh:
            recorded = max(datetime.now(UTC).replace(tzinfo=None), self._last)
            sequence = self._sequence
            rows: dict[str, list[pa.Table]] = {}
            for keep in fresh.values():
                sequence += 1
                receipts[keep.id] = Receipt(keep.id, sequence, recorded)
                for table, added in keep.rows.items():
                    if (arrow := _as_arrow(added)).num_rows:
                        rows.setdefault(table, []).append(arrow)
            rows["receipt"] = [_as_arrow([{"id": r.id, "sequence": r.sequence} for r in map(receipts.get, fresh) if r])]
            rows["event"] = [
                _as_arrow(
                    [
                        {"sequence": receipts[k.id].sequence, "act": k.act, "subject": k.subject, "actor": k.actor}
                        for k in fresh.values()
                    ]
                )
            ]
            self._transact(rows, recorded)
            self._sequence, self._last = sequence, recorded
        missing = [keep.id for keep in keeps if keep.id not in self._in_ledger]
        if missing:
            missing = list(dict.fromkeys(missing))
            self._ledger.add(missing)
            self._in_ledger.update(missing)
        return [receipts[keep.id] for keep in keeps]

    def _known(self, ids: list[UUID]) -> dict[UUID, Receipt]:
        found = self._cursor.execute(
            "select id, sequence, recorded from s.receipt where id in (select unnest($ids::uuid[]))",
            {"ids": [str(one) for one in ids]},
        ).fetchall()
        return {row[0]: Receipt(*row) for row in found}

    def _transact(self, rows: Mapping[str, list[pa.Table]], recorded: datetime) -> None:
        self._cursor.execute("begin transaction")
        try:
            for table, parts in rows.items():
                incoming = pa.concat_tables(parts, promote_options="permissive")
                columns = ", ".join(f'"{name}"' for name in incoming.column_names)
                self._cursor.register("incoming", incoming)
                self._cursor.execute(
                    f'insert into s."{table}" ({columns}, recorded) select {columns}, $recorded from incoming',
                    {"recorded": recorded},
                )
            self._cursor.execute("commit")
        except BaseException:
            try:
                self._cursor.execute("rollback")
            except duckdb.Error:
                log.warning("There was no transaction left to roll back.")
            raise
        finally:
            self._cursor.unregister("incoming")


def _in_words(broken: BaseException) -> Refusal:
    """What went wrong while writing, as a sentence for the person who waits."""
    if isinstance(broken, Refusal):
        return broken
    if isinstance(broken, duckdb.ConstraintException) and "uplicate key" in str(broken):
        return Overtaken(
            "Someone else changed this while you were writing.",
            try_next="Look at what they wrote, then keep yours again. Your words are still here.",
        )
    if isinstance(broken, duckdb.IOException | duckdb.FatalException | OSError):
        log.error("The disk refused a write: %s", type(broken).__name__)
        return Unwritable(
            "This could not be kept: the disk did not take it.",
            try_next="Nothing that was kept before is lost. Make room on the disk, then try again.",
        )
    log.error("A contribution was refused: %s", type(broken).__name__)
    return Refusal("This could not be kept.", try_next="Nothing else changed. Try again, or tell whoever looks after this.")
