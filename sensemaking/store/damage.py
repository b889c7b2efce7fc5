"""A store that is not whole: what is missing is said by name; what is damaged is set aside, never deleted.

All of it happens before DuckDB rewrites anything: attaching a store and letting go of it again without a
checkpoint leaves its files as they were.
"""

import glob
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import duckdb
import numpy as np
import pyarrow as pa

from sensemaking.store.ledger import LINE

log = logging.getLogger(__name__)

ENDINGS = ("", ".wal", ".ledger")
"""What belongs to a store, by what follows its name: the file itself, DuckDB's write-ahead log, the ledger."""

MOST_NAMED = 20
"""How many missing receipts a sentence names; a file beside the store names them all."""


def beside(path: Path, ending: str) -> Path:
    """The file of a store with this ending after the store's own name."""
    return path.with_name(path.name + ending)


@dataclass(frozen=True)
class Comparison:
    """The ledger against the store: what only the ledger knows, what only the store knows, lines that are no ids."""

    lost: list[UUID]
    unlisted: list[UUID]
    unreadable: int


def compare(connection: duckdb.DuckDBPyConnection, receipts: str, ledger: Path) -> Comparison:
    """What was acknowledged against `receipts`, a relation with `id`; a million take about half a second."""
    connection.register("line", _lines(ledger))
    try:
        one_sided = connection.execute(
            "with listed as (select try_cast(left(line, 36) as uuid) as id from line)"
            f" select listed.id, receipt.id from listed full join {receipts} as receipt on receipt.id = listed.id"
            " where listed.id is null or receipt.id is null"
        ).fetchall()
    finally:
        connection.unregister("line")
    return Comparison(
        lost=sorted(lost for lost, _ in one_sided if lost),
        unlisted=[unlisted for _, unlisted in one_sided if unlisted],
        unreadable=sum(lost is None and unlisted is None for lost, unlisted in one_sided),
    )


def _lines(ledger: Path) -> pa.Table:
    """The ledger's whole lines as one column of text, whatever their bytes are."""
    found = np.fromfile(ledger, dtype=np.uint8) if ledger.exists() else np.empty(0, dtype=np.uint8)
    count = len(found) // LINE
    found[found > 127] = ord("?")
    ends = pa.py_buffer(np.arange(count + 1, dtype=np.int64) * LINE)
    return pa.table({"line": pa.LargeStringArray.from_buffers(count, ends, pa.py_buffer(found))})


def set_aside(path: Path, moving: tuple[str, ...]) -> list[Path]:
    """Keep a store's files under names that say they are damaged: those with `moving` endings go, others are copied."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    kept = []
    for ending in ENDINGS:
        if (file := beside(path, ending)).exists():
            aside = beside(path, f"{ending}.damaged-{stamp}")
            if ending in moving:
                file.rename(aside)
            else:
                shutil.copyfile(file, aside)
            kept.append(aside)
    return kept


def earlier(path: Path) -> list[str]:
    """The names under which files of this store were set aside before."""
    return sorted(file.name for file in path.parent.glob(f"{glob.escape(path.name)}*.damaged-*"))


def mend(path: Path, opens: Callable[[Path], bool]) -> list[Path]:
    """Put the longest beginning of a broken write-ahead log in its place, and answer what was set aside.

    Nothing is answered, and nothing changed, where the store does not open even without its log. `opens`
    tries a store and leaves it as it is. DuckDB opens with any whole beginning of a log, so where it
    stops being readable is found by halving, on a copy.
    """
    if not beside(path, ".wal").exists():
        return []
    copy = beside(path, ".mending")
    copied_log = beside(copy, ".wal")
    whole = beside(path, ".wal").read_bytes()
    copied_log.unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    if not opens(copy):
        copy.unlink()
        return []
    readable, broken = 0, len(whole)
    while broken - readable > 1:
        middle = (readable + broken) // 2
        copied_log.write_bytes(whole[:middle])
        if opens(copy):
            readable = middle
        else:
            broken = middle
    copied_log.write_bytes(whole[:readable])
    aside = set_aside(path, moving=("", ".wal"))
    copied_log.rename(beside(path, ".wal"))
    copy.rename(path)
    return aside


def missing(path: Path, lost: list[UUID]) -> str:
    """A sentence that names what was acknowledged and is not there; every name goes into a file beside the store."""
    log.error("%d acknowledged contributions are missing from a store.", len(lost))
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    names = [str(one) for one in lost]
    listing = beside(path, f".missing-{stamp}.txt")
    listing.write_text("\n".join(names) + "\n", encoding="ascii")
    which = (
        "1 contribution that was acknowledged is"
        if len(lost) == 1
        else f"{len(lost)} contributions that were acknowledged are"
    )
    few = ", ".join(names[:MOST_NAMED]) + (" and more" if len(lost) > MOST_NAMED else "")
    return (
        f"{which} missing from the store {path.name}: {few}. The file {listing.name} names every one;"
        " a copy of the store from an earlier day may still hold them."
    )
