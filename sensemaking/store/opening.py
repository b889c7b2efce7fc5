"""Opening a store: one process, one file, its history of shapes, and a look at whether anything was lost."""

import errno
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pandas as pd

from sensemaking.model.access import Viewer
from sensemaking.model.counting import listed
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal, StoreDamaged, StoreHeld, StoreNewer, Unwritable
from sensemaking.store.asking import Asking
from sensemaking.store.damage import ENDINGS, beside, compare, earlier, mend, missing, set_aside
from sensemaking.store.keeping import LARGEST_GROUP, Keep, Receipt, Writer
from sensemaking.store.ledger import Ledger

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
VIEWS = Path(__file__).parent / "views"

DUCKDB_HEADER = 4096
"""The bytes of each of the three headers that DuckDB writes first into a new file."""

OBSERVATIONS = """
select count(distinct o.id) from s.observation as o
anti join s.observation_ended as e on e.observation = o.id and e.version = o.version
anti join s.import_undone as u on u.import = o.import
"""

_open: dict[Path, "Store"] = {}
_opening = threading.Lock()


class Store:
    """An open store. Ask it and give it things to keep from any thread; only `sensemaking.store` sees DuckDB.

    `damage` holds a sentence for everything that was found wrong at opening; normally it is empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage: list[str] = []
        self._broken = threading.Event()
        try:
            self._connection, self._ledger = _opened(path, self.damage)
        except (duckdb.Error, OSError) as broken:
            raise _refusal(broken, path) from broken
        try:
            _migrate(self._connection, path)
            for file in sorted(VIEWS.glob("*.sql")):
                self._connection.execute(file.read_text(encoding="utf-8"))
            _lock_down(self._connection, path)
            newest = self._connection.execute("select coalesce(max(sequence), 0) from s.receipt").fetchone()
            touched: dict[str, int] = {}
            self._asking = Asking(self._connection, self._broken, touched)
            self._writer = Writer(
                self._connection, self._ledger, newest[0] if newest else 0, self._broken, touched
            )
        except BaseException as broken:
            self._connection.close()
            self._ledger.close()
            if isinstance(broken, duckdb.Error | OSError):
                raise _refusal(broken, path) from broken
            raise

    @property
    def version(self) -> int:
        """Grows with every commit: what was asked at one version stays true until the next."""
        return self._writer.sequence

    @property
    def broken(self) -> bool:
        """Whether the store has stopped working since it was opened; only opening it again can help."""
        return self._broken.is_set()

    def keep(self, keep: Keep) -> Receipt:
        """Add rows and wait until the disk has them; see `keeping.Writer.keep`."""
        return self._writer.keep(keep)

    def ask(
        self, sql: str, viewer: Viewer, focus: Focus, of: Iterable[UUID] | None = None, **params: Any
    ) -> pd.DataFrame:
        """Rows over what this viewer may see at this focus; see `asking.Asking.ask`."""
        return self._asking.ask(self.version, sql, viewer, focus, of, params)

    def read(self, name: str, **params: Any) -> pd.DataFrame:
        """Rows of a named query about the stack, cycles or readings; see `asking.Asking.read`."""
        return self._asking.read(self.version, name, params)

    def changed(self, *names: str) -> int:
        """Differs from before once what any of these named queries reads has changed: to keep what was made of it."""
        return self._asking.changed(names)

    def warm(self) -> None:
        """Get ready for the first question while other things go on; see `asking.Asking.begin`."""
        self._asking.begin(self.version)

    def close(self) -> None:
        """Finish what waits, write everything into the one file, and let go of it."""
        with _opening:
            _open.pop(self.path, None)
            self._writer.close()
            self._asking.close()
            try:
                self._connection.execute("checkpoint s")
            except duckdb.Error as still:
                # Someone is still reading, or the disk is full: the log stays, and the next opening reads it.
                log.warning("The store was closed with its log beside it: %s", type(still).__name__)
            self._connection.close()
            self._ledger.close()
            shutil.rmtree(_spill(self.path), ignore_errors=True)


def open_store(path: Path) -> Store:
    """The store at this path, made if there is none; the same object for the same path in one process.

    Raises StoreHeld, StoreNewer, Unwritable or StoreDamaged, each a sentence, and a plain Refusal for a
    file that is no store. While it is open nothing else in this process may open the file, not even to
    read it: closing it again would let go of the lock that keeps other processes out (as POSIX has it).
    """
    path = Path(path).resolve()
    with _opening:
        if path not in _open:
            _open[path] = Store(path)
        return _open[path]


@dataclass(frozen=True)
class Examined:
    """What a store looks like from outside: how far its shape has come, of how far; how many observations it holds.

    `wrong` holds a sentence for whatever is not as it should be.
    """

    step: int
    newest: int
    observations: int
    wrong: tuple[str, ...]


def examine(path: Path) -> Examined:
    """Look at a store without changing anything, read every table of it through, and let go of it again.

    Raises the Refusals of `open_store`, but nothing is set aside.
    """
    path = Path(path).resolve()
    with _opening:
        if path in _open:
            raise StoreHeld(f"The store {path.name} is open in this very process.")
        try:
            _refuse_what_is_no_store(path)
            connection = duckdb.connect(":memory:", config={"python_enable_replacements": False})
            try:
                where = str(path).replace("'", "''")
                connection.execute(f"attach '{where}' as s (type duckdb, read_only)")
                return _examined(connection, path)
            finally:
                connection.close()
        except (duckdb.Error, OSError) as broken:
            if isinstance(broken, OSError):
                raise _refusal(broken, path) from broken
            raise _words(broken, path) or StoreDamaged(
                f"The store {path.name} cannot be read whole.",
                try_next="Copy its files to a safe place; then open it: what can be read is kept, the rest set aside.",
            ) from broken


def _examined(connection: duckdb.DuckDBPyConnection, path: Path) -> Examined:
    step, newest = _reached(connection, path), migrations()[-1][0]
    if step == 0:
        return Examined(0, newest, 0, ())
    if broken := _not_readable(connection):
        tables = "the table" if len(broken) == 1 else "the tables"
        said = (
            f"The store {path.name} opens, but not all of it can be read: bytes have changed on the disk in {tables}"
            f" {listed(broken)}. Copy its files to a safe place; a copy from an earlier day may still be whole."
        )
        return Examined(step, newest, 0, (said,))
    found = compare(connection, "s.receipt", beside(path, ".ledger"))
    wrong = []
    if found.lost:
        many = (
            "1 contribution that was acknowledged is"
            if len(found.lost) == 1
            else (f"{len(found.lost):,} contributions that were acknowledged are")
        )
        wrong.append(f"{many} missing from the store {path.name}; the next opening names them in a file.")
    if found.unreadable:
        wrong.append(f"{found.unreadable} lines of the ledger of {path.name} could not be read.")
    if before := earlier(path):
        wrong.append(f"Of {path.name}, files were set aside as damaged: {', '.join(before)}.")
    row = connection.execute(OBSERVATIONS).fetchone()
    return Examined(step, newest, int(row[0]) if row else 0, tuple(wrong))


def _not_readable(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that cannot be read to their end. DuckDB holds each block against its checksum as it reads it.

    What only finds rows again by their ids is not read: it would be noticed when something is kept.
    """
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 's' order by table_name"
    ).fetchall()
    broken = []
    for (table,) in tables:
        try:
            connection.execute(f'select max(hash(columns(*))) from s."{table}"').fetchone()
        except duckdb.Error:
            broken.append(str(table))
    return broken


def _opened(path: Path, damage: list[str]) -> tuple[duckdb.DuckDBPyConnection, Ledger]:
    """The store attached and its ledger, with what was found wrong added to `damage`; no shape changed yet."""
    _refuse_what_is_no_store(path)
    aside: list[Path] = []
    if not path.exists():
        if before := earlier(path):
            damage.append(f"This store begins empty. What was set aside before is {', '.join(before)}.")
        if beside(path, ".wal").exists() or beside(path, ".ledger").exists():
            # DuckDB would delete a log whose store is gone.
            aside = set_aside(path, moving=(".wal",))
            damage.append(f"The store {path.name} itself was gone.")
    try:
        connection = _attached(path)
    except duckdb.Error as broken:
        if _never_began(path):
            path.unlink()
        elif _words(broken, path) is None and (aside := mend(path, _opens)):
            damage.append(f"The write-ahead log of {path.name} could be read only in part.")
        else:
            raise
        connection = _attached(path)
    try:
        new = _reached(connection, path) == 0
        receipts = "(select null::uuid as id, 0 as sequence where false)" if new else "s.receipt"
        found = compare(connection, receipts, beside(path, ".ledger"))
        if (found.lost or found.unreadable) and not aside:
            connection.close()
            aside = set_aside(path, moving=())
            connection = _attached(path)
        if found.lost:
            damage.append(missing(path, found.lost))
        if found.unreadable:
            damage.append(f"{found.unreadable} lines of the ledger of {path.name} could not be read.")
        if aside:
            names = ", ".join(file.name for file in aside)
            damage.append(f"The files as they were found are set aside as {names}; nothing was deleted.")
            # What was reported as missing is not reported again: the ledger begins again with what is here.
            kept = connection.execute(f"select id from {receipts} order by sequence").fetchall()
            return connection, Ledger.begun_again(beside(path, ".ledger"), [id for (id,) in kept])
        ledger = Ledger(beside(path, ".ledger"))
        if len(found.unlisted) > LARGEST_GROUP:
            damage.append(
                f"The ledger of {path.name} did not name {len(found.unlisted)} contributions that are in the store;"
                " it does now. If others were lost with them, nobody can say which."
            )
        # Committed just before a crash, and not acknowledged: what is here is vouched for from now on.
        ledger.add(found.unlisted)
        return connection, ledger
    except BaseException:
        connection.close()
        raise


def _attached(path: Path) -> duckdb.DuckDBPyConnection:
    """The store's file as `s`, beside an in-memory database for macros and views: PostgreSQL could not hold those."""
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": False})
    try:
        # Only `Store.close` and DuckDB's own threshold write the log into the file: whoever merely looks,
        # finds something wrong and lets go, changes nothing.
        connection.execute("pragma disable_checkpoint_on_shutdown")
        where = str(path).replace("'", "''")
        connection.execute(f"attach '{where}' as s (type duckdb, storage_version 'v1.5.0')")
    except BaseException:
        connection.close()
        raise
    return connection


def _opens(path: Path) -> bool:
    try:
        _attached(path).close()
    except duckdb.Error:
        return False
    return True


def _refuse_what_is_no_store(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "no permission to write")
    if path.is_dir() or (
        path.exists() and not beside(path, ".ledger").exists() and not _looks_like_one(path)
    ):
        raise _no_store(path)


def _looks_like_one(path: Path) -> bool:
    with path.open("rb") as file:
        beginning = file.read(12)
    return not beginning or beginning[8:] == b"DUCK"


def _never_began(path: Path) -> bool:
    """Whether the process that was making this store was killed before anything could be kept in it."""
    return path.stat().st_size < 3 * DUCKDB_HEADER and not any(beside(path, e).exists() for e in ENDINGS[1:])


def _no_store(path: Path) -> Refusal:
    return Refusal(
        f"{path.name} is not a store of Sensemaking.",
        try_next="Nothing was changed. Choose another path for the store, such as stores/ours.duckdb.",
    )


def _reached(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """How far the store's shape has come, 0 for a new one; refuses one that is not ours or is newer than this."""
    tables = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 's'"
        ).fetchall()
    }
    if "migration" not in tables:
        if tables:
            raise _no_store(path)
        return 0
    row = connection.execute("select coalesce(max(number), 0) from s.migration").fetchone()
    reached = int(row[0]) if row else 0
    if reached > migrations()[-1][0]:
        raise StoreNewer(
            f"The store {path.name} was written by a newer version than this one.",
            f"(It is at step {reached}; this version knows {migrations()[-1][0]}.)",
            "Use the newer Sensemaking to open it; the file was not changed.",
        )
    return reached


def _refusal(broken: duckdb.Error | OSError, path: Path) -> Refusal:
    """Why the store does not open, as a sentence; by now nothing holds its files, and damaged ones are set aside."""
    if isinstance(broken, OSError):
        if broken.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            return _no_room()
        return _not_allowed(path)
    if said := _words(broken, path):
        return said
    names = ", ".join(file.name for file in set_aside(path, moving=ENDINGS))
    return StoreDamaged(
        f"The store {path.name} cannot be read.",
        f"Its files were set aside as {names} and nothing was deleted.",
        "Put a copy of the store in its place and start again, or start again for an empty store.",
    )


def _words(broken: duckdb.Error, path: Path) -> Refusal | None:
    """The refusal that DuckDB's error stands for; None where it says that the files themselves are damaged."""
    said = str(broken)
    if "Conflicting lock" in said or "Could not set lock" in said:
        holder = re.search(r"PID (\d+)", said)
        return StoreHeld(
            f"The store {path.name} is already open in another process"
            + (f" (its number is {holder[1]})." if holder else "."),
            try_next="Close the other one, or open another store.",
        )
    if "version number" in said:
        return StoreNewer(
            f"The store {path.name} was written by a newer version than this one.",
            try_next="Use the newer Sensemaking to open it; the file was not changed.",
        )
    if "No space left" in said or "File too large" in said:
        return _no_room()
    if "Permission denied" in said or "Read-only file system" in said:
        return _not_allowed(path)
    if (
        isinstance(broken, duckdb.IOException | duckdb.FatalException | duckdb.InternalException)
        or "WAL" in said
    ):
        return None
    return Refusal(
        f"The store {path.name} could not be opened.",
        f"({type(broken).__name__})",
        "Nothing in it was changed. Tell whoever looks after this computer.",
    )


def _no_room() -> Refusal:
    return Unwritable(
        "The disk has no room for the store.", try_next="Make room, then start again; nothing is lost."
    )


def _not_allowed(path: Path) -> Refusal:
    return Unwritable(
        f"Sensemaking may not write in {path.parent}.",
        try_next="Choose another folder for the store, or ask whoever looks after this computer.",
    )


def migrations() -> list[tuple[int, str, Path]]:
    """The numbered migrations in order: number, name and file."""
    found = sorted(MIGRATIONS.glob("[0-9][0-9][0-9]_*.sql"))
    return [(int(file.name[:3]), file.stem[4:].replace("_", " "), file) for file in found]


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the store's shape to the newest, one transaction a step, and put all of it into the one file."""
    reached = _reached(connection, path)
    for number, name, file in migrations():
        if number <= reached:
            continue
        connection.execute("begin transaction")
        connection.execute("use s")
        connection.execute(
            "create table if not exists s.migration"
            " (number integer primary key, name varchar not null, applied timestamp not null)"
        )
        for statement in connection.extract_statements(file.read_text(encoding="utf-8")):
            connection.execute(statement)
        connection.execute(
            "insert into s.migration values ($number, $name, $now)",
            {"number": number, "name": name, "now": datetime.now(UTC).replace(tzinfo=None)},
        )
        connection.execute("use memory")
        connection.execute("commit")
        # A crash between a change of shape and the next checkpoint has kept stores from opening again.
        connection.execute("checkpoint s")
    if beside(path, ".wal").exists():
        # After a crash nothing is written behind a log whose end may be torn.
        connection.execute("checkpoint s")


def _lock_down(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """No statement may read or write any other file, and no later one may change that."""
    # DuckDB finds out what the machine, or the container, has: it would take four fifths of the memory, and
    # pages need room beside it; it takes as many threads as there are processors.
    row = connection.execute("select current_setting('memory_limit')").fetchone()
    amount, unit = str(row[0] if row else "4 GiB").split()
    connection.execute(f"set memory_limit = '{float(amount) / 2:.1f} {unit}'")
    shutil.rmtree(_spill(path), ignore_errors=True)  # a killed process leaves people's words in it
    spill, folder = (str(one).replace("'", "''") for one in (_spill(path), path.parent))
    connection.execute(f"set temp_directory = '{spill}'")
    connection.execute(f"set allowed_directories = ['{folder}']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _spill(path: Path) -> Path:
    return path.with_name(f".{path.name}.spill")
