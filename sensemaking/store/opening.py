"""Opening a store: one process, one file, its history of shapes, and a look at whether anything was lost."""

import logging
import os
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import StoreDamaged, StoreHeld, StoreNewer, Unwritable
from sensemaking.store.asking import Asking
from sensemaking.store.keeping import Keep, Receipt, Writer
from sensemaking.store.ledger import Ledger

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
VIEWS = Path(__file__).parent / "views"

_open: dict[Path, "Store"] = {}
_opening = threading.Lock()


class Store:
    """An open store. Ask it and give it things to keep from any thread; only `sensemaking.store` sees DuckDB.

    `damage` holds a sentence for everything that was found wrong at opening; normally it is empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection, self.damage = _connect(path)
        ledger = Ledger(_beside(path, ".ledger"))
        self.damage += _compare(self._connection, ledger, path)
        _put_views(self._connection)
        _lock_down(self._connection, path)
        found = self._connection.execute("select coalesce(max(sequence), 0) from s.event").fetchone()
        self._ledger = ledger
        self._writer = Writer(self._connection, ledger, found[0] if found else 0)
        self._asking = Asking(self._connection)

    @property
    def version(self) -> int:
        """Grows with every commit: what was asked at one version stays true until the next."""
        return self._writer.sequence

    def keep(self, keep: Keep) -> Receipt:
        """Add rows and wait until the disk has them; see `keeping.Writer.keep`."""
        return self._writer.keep(keep)

    def ask(self, sql: str, viewer: Viewer, focus: Focus, **params: Any) -> pd.DataFrame:
        """Rows over what this viewer may see at this focus; see `asking.Asking.ask`."""
        return self._asking.ask(self.version, sql, viewer, focus, params)

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Rows of a named query about the stack, cycles or readings; see `asking.Asking.read`."""
        return self._asking.read(name, params)

    def close(self) -> None:
        """Finish what waits, write everything into the one file, and let go of it."""
        with _opening:
            _open.pop(self.path, None)
            self._writer.close()
            self._connection.execute("checkpoint s")
            self._connection.close()
            self._ledger.close()


def open_store(path: Path) -> Store:
    """The store at this path, made if there is none; the same object for the same path in one process.

    Raises StoreHeld, StoreNewer, Unwritable or StoreDamaged, each a sentence.
    """
    path = Path(path).resolve()
    with _opening:
        if path not in _open:
            _open[path] = Store(path)
        return _open[path]


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _connect(path: Path) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise PermissionError
    except OSError as refused:
        raise Unwritable(
            f"Sensemaking may not write in {path.parent}.",
            try_next="Choose another folder for the store, or ask whoever looks after this computer.",
        ) from refused
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": False})
    try:
        # Macros and views live in this in-memory database: an attached PostgreSQL could not hold them.
        where = str(path).replace("'", "''")
        connection.execute(f"attach '{where}' as s (storage_version 'v1.5.0')")
        _migrate(connection)
    except duckdb.Error as broken:
        connection.close()
        raise _in_words(broken, path) from broken
    except BaseException:
        connection.close()
        raise
    return connection, []


def _in_words(broken: duckdb.Error, path: Path) -> Exception:
    said = str(broken)
    if "lock" in said and "Conflicting" in said:
        holder = re.search(r"PID (\d+)", said)
        return StoreHeld(
            f"The store {path.name} is already open in another process"
            + (f" (number {holder[1]})." if holder else "."),
            try_next="Close the other one, or open another store with STORE=path.",
        )
    if "version number" in said:
        return StoreNewer(
            f"The store {path.name} was written by a newer version than this one.",
            try_next="Use the newer Sensemaking to open it; the file was not touched.",
        )
    if "No space left" in said or "File too large" in said:
        return Unwritable(
            "The disk has no room for the store.", try_next="Make room, then start again; nothing is lost."
        )
    kept = set_aside(path)
    return StoreDamaged(
        f"The store {path.name} cannot be read.",
        f"Its files were set aside as {', '.join(kept)} and nothing was deleted.",
        "Start again for an empty store, or put a copy of the store in its place first.",
    )


def set_aside(path: Path) -> list[str]:
    """Give the store's files new names that say they are damaged, and answer those names; deletes nothing."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    names = []
    for ending in ("", ".wal", ".ledger"):
        file = _beside(path, ending)
        if file.exists():
            file.rename(aside := _beside(path, f"{ending}.damaged-{stamp}"))
            names.append(aside.name)
    return names


def migrations() -> list[tuple[int, str, Path]]:
    """The numbered migrations in order: number, name and file."""
    found = sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
    return [(int(file.name[:3]), file.stem[4:].replace("_", " "), file) for file in found]


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table if not exists s.migration"
        " (number integer primary key, name varchar not null, applied timestamp not null)"
    )
    row = connection.execute("select coalesce(max(number), 0) from s.migration").fetchone()
    reached = row[0] if row else 0
    ours = migrations()
    if reached > ours[-1][0]:
        raise StoreNewer(
            "This store was written by a newer version than this one.",
            f"(It is at step {reached}; this version knows {ours[-1][0]}.)",
            "Use the newer Sensemaking to open it; the file was not changed.",
        )
    for number, name, file in ours:
        if number <= reached:
            continue
        connection.execute("use s")
        connection.execute("begin transaction")
        for statement in connection.extract_statements(file.read_text(encoding="utf-8")):
            connection.execute(statement)
        connection.execute(
            "insert into s.migration values ($number, $name, $now)",
            {"number": number, "name": name, "now": datetime.now(UTC).replace(tzinfo=None)},
        )
        connection.execute("commit")
        connection.execute("use memory")
        # A crash between a change of shape and the next checkpoint has kept stores from opening again.
        connection.execute("checkpoint s")


def _compare(connection: duckdb.DuckDBPyConnection, ledger: Ledger, path: Path) -> list[str]:
    """Sentences about acknowledged contributions that the store no longer has, after keeping a copy of what is there."""
    try:
        acknowledged = set(ledger.ids())
    except ValueError:
        return ["The ledger of receipts has lines that cannot be read; the store itself opened."]
    present = {row[0] for row in connection.execute("select id from s.receipt").fetchall()}
    lost = sorted(acknowledged - present, key=str)
    if not lost:
        return []
    log.error("%d acknowledged contributions are missing from the store.", len(lost))
    named = ", ".join(str(one) for one in lost[:20]) + (" and more" if len(lost) > 20 else "")
    return [
        f"{len(lost)} contributions that were acknowledged are no longer in the store {path.name}"
        f" (receipts {named})."
    ]


def _put_views(connection: duckdb.DuckDBPyConnection) -> None:
    for file in sorted(VIEWS.glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))


def _lock_down(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """No statement may read or write any other file, and no later one may change that."""
    folder = str(path.parent).replace("'", "''")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 4 << 30
    connection.execute(f"set memory_limit = '{memory * 4 // 10 >> 20} MiB'")
    connection.execute(f"set temp_directory = '{folder}/.{path.name}.spill'")
    connection.execute(f"set allowed_directories = ['{folder}']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
