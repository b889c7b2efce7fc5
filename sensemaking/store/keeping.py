"""Keeping: one writer thread, many waiting hands, and an answer only when the disk has it."""

import logging
import queue
import threading
from collections.abc import Mapping, MutableMapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import duckdb
import pandas as pd
import pyarrow as pa

from sensemaking.model.refusal import Overtaken, Refusal, StoreDamaged, Unwritable
from sensemaking.store.ledger import Ledger

log = logging.getLogger(__name__)

Bulk: TypeAlias = pd.DataFrame | pa.Table
Rows: TypeAlias = Sequence[Mapping[str, Any]] | Bulk

LARGEST_GROUP = 256
"""The most contributions that share one commit."""


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
    three ever holds people's words. The columns `sequence` and `recorded` are filled in by the writer.
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


class Writer:
    """The one thread that writes: gathers what waits into one transaction, fsyncs the ledger once, answers.

    `touched` is where it says which table got rows last at which place in the order of keeping.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        ledger: Ledger,
        sequence: int,
        broken: threading.Event,
        touched: MutableMapping[str, int],
    ) -> None:
        self._cursor = connection.cursor()
        self._types = _column_types(self._cursor)
        self._ledger = ledger
        self._owed: list[UUID] = []  # committed, and not yet in the ledger
        self._sequence = sequence
        self._touched = touched
        self._broken = broken
        self._queue: queue.Queue[_Waiting | None] = queue.Queue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store writer", daemon=True)
        self._thread.start()

    @property
    def sequence(self) -> int:
        """The place of the newest contribution; grows with every commit."""
        return self._sequence

    def keep(self, keep: Keep) -> Receipt:
        """Add the rows and wait until they are durable; the same id again gives the same receipt.

        Raises Overtaken where a version exists already and Unwritable where the disk refuses; neither
        leaves half of anything behind, and sending the same contribution again is always safe.
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
        going = True
        while going:
            group = self._next_group()
            going = group[-1] is not None
            self._answer([waiting for waiting in group if waiting])

    def _next_group(self) -> list[_Waiting | None]:
        """What waits now, at least one; a None at its end says that nothing comes after it."""
        group = [self._queue.get()]
        while group[-1] is not None and len(group) < LARGEST_GROUP:
            try:
                group.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return group

    def _answer(self, group: list[_Waiting]) -> None:
        """Keep what waits and tell everyone how theirs went; the same id twice is one contribution."""
        keeps: dict[UUID, Keep] = {}
        for waiting in group:
            keeps.setdefault(waiting.keep.id, waiting.keep)
        answers: dict[UUID, Receipt | Exception] = {}
        try:
            self._keep_group(list(keeps.values()), answers)
            self._ledger.add(self._owed)
            self._owed.clear()
        except Exception as broken:  # whatever it was, nobody may wait for ever
            answers = dict.fromkeys(keeps, broken)
        for waiting in group:
            answer = answers[waiting.keep.id]
            if isinstance(answer, Receipt):
                waiting.answer.set_result(answer)
            else:
                waiting.answer.set_exception(self._in_words(answer))

    def _keep_group(self, keeps: list[Keep], answers: dict[UUID, Receipt | Exception]) -> None:
        if not keeps:
            return
        try:
            answers |= self._commit(keeps)
        except Exception as refused:
            # DuckDB's COMMIT after a failed statement returns normally and keeps nothing, and there are no
            # savepoints: the group was rolled back, and each contribution is tried by itself.
            if len(keeps) > 1:
                for keep in keeps:
                    self._keep_group([keep], answers)
            else:
                answers[keeps[0].id] = self._known(keeps[0]) or refused

    def _commit(self, keeps: list[Keep]) -> dict[UUID, Receipt]:
        recorded = datetime.now(UTC).replace(tzinfo=None)
        receipts = {k.id: Receipt(k.id, place, recorded) for place, k in enumerate(keeps, self._sequence + 1)}
        # Receipts go first: what is here already is found out before its rows are read.
        rows: dict[str, list[Mapping[str, Any]]] = {"receipt": [], "event": []}
        bulk: list[tuple[str, Bulk, Mapping[str, Any]]] = []
        for keep in keeps:
            filled: Mapping[str, Any] = {"sequence": receipts[keep.id].sequence, "recorded": recorded}
            rows["receipt"].append({"id": keep.id, **filled})
            rows["event"].append({"act": keep.act, "subject": keep.subject, "actor": keep.actor, **filled})
            for table, added in keep.rows.items():
                if not len(added):
                    continue
                if isinstance(added, pd.DataFrame | pa.Table):
                    bulk.append((table, added, filled))
                else:
                    rows.setdefault(table, []).extend({**row, **filled} for row in added)
        self._cursor.execute("begin transaction")
        try:
            for table, plain in rows.items():
                self._add(table, plain)
            for table, many, filled in bulk:
                self._add_bulk(table, many, filled)
            self._cursor.execute("commit")
        except BaseException:
            self._roll_back()
            raise
        self._come_to(self._sequence + len(keeps), keeps)
        self._owed += receipts
        return receipts

    def _come_to(self, sequence: int, keeps: list[Keep]) -> None:
        """Say which tables got rows, and only then that there is something new."""
        tables = {table for keep in keeps for table, added in keep.rows.items() if len(added)}
        self._touched.update(dict.fromkeys(tables, sequence))
        self._sequence = sequence

    def _add(self, table: str, rows: list[Mapping[str, Any]]) -> None:
        # One statement with a list for each column: for 50 rows at once twice as quick as going through
        # Arrow, and a tenth of what one statement a row takes.
        types = self._types[table]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        lists = ", ".join(f"unnest(${name}::{types[name]}[])" for name in columns)
        self._cursor.execute(
            f'insert into s."{table}" ({_quoted(columns)}) select {lists}',
            {name: [row.get(name) for row in rows] for name in columns},
        )

    def _add_bulk(self, table: str, rows: Bulk, filled: Mapping[str, Any]) -> None:
        types = self._types[table]
        incoming = (
            pa.Table.from_pandas(rows, preserve_index=False) if isinstance(rows, pd.DataFrame) else rows
        )
        cast = ", ".join(f'"{name}"::{types[name]}' for name in incoming.column_names)
        self._cursor.register("incoming", incoming)
        try:
            self._cursor.execute(
                f'insert into s."{table}" ({_quoted([*incoming.column_names, *filled])})'
                f" select {cast}, $sequence, $recorded from incoming",
                filled,
            )
        finally:
            self._cursor.unregister("incoming")

    def _roll_back(self) -> None:
        try:
            self._cursor.execute("rollback")
        except duckdb.Error as none:
            log.warning("There was no transaction left to roll back: %s", type(none).__name__)

    def _known(self, keep: Keep) -> Receipt | None:
        """The receipt of what is here already, from an earlier time or from a commit that only seemed to fail."""
        row = self._cursor.execute(
            "select id, sequence, recorded from s.receipt where id = $id", {"id": keep.id}
        ).fetchone()
        if row is None:
            return None
        known = Receipt(*row)
        if known.sequence > self._sequence:
            self._come_to(known.sequence, [keep])
            self._owed.append(keep.id)
        return known

    def _in_words(self, broken: Exception) -> Refusal:
        """What went wrong while writing, as a sentence for the person who waits. It never holds their words."""
        if isinstance(broken, Refusal):
            return broken
        log.error("A contribution was refused: %s", type(broken).__name__)
        if isinstance(broken, duckdb.ConstraintException) and "uplicate key" in str(broken):
            return Overtaken(
                "Someone else changed this while you were writing.",
                try_next="Look at what they wrote, then keep yours again. Your words are still here.",
            )
        if isinstance(broken, duckdb.FatalException | duckdb.InternalException):
            self._broken.set()
            return StoreDamaged(
                "The store has stopped taking anything in.",
                try_next="Start Sensemaking again, then keep this again; what was acknowledged is still there.",
            )
        # A COMMIT that finds no room raises a TransactionException that only says so in its text.
        if isinstance(broken, duckdb.IOException | OSError) or "Failed to commit" in str(broken):
            return Unwritable(
                "This could not be kept for certain: the disk did not take it.",
                try_next="Make room on the disk, then keep it again; it will not be there twice.",
            )
        return Refusal(
            "This could not be kept.",
            try_next="Nothing else changed. Try again, or tell whoever looks after this computer.",
        )


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _column_types(cursor: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The type of every column by table and name: nothing that is not in the schema gets into a statement."""
    types: dict[str, dict[str, str]] = {}
    for table, column, kind in cursor.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = 's'"
    ).fetchall():
        types.setdefault(table, {})[column] = kind
    return types
