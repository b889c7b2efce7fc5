"""Keeping: one contribution whole or not at all, the same one once, and a sentence when the disk refuses."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from sensemaking.model.refusal import Overtaken, Refusal, StoreDamaged, Unwritable
from sensemaking.store import Keep, Receipt, Store, open_store
from sensemaking.store import keeping as keeping_room
from sensemaking.store.ledger import Ledger
from tests.a_store import a_place_to_stand, an_observation, keeping, words_at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()


def held_back(store: Store, keeps: list[Keep]) -> list[Receipt | Exception]:
    """What each contribution is answered when all of them wait for the writer together: one group."""
    waiting = [keeping_room._Waiting(keep) for keep in keeps]
    store._writer._answer(waiting)
    return [one.answer.exception() or one.answer.result() for one in waiting]


def test_a_receipt_says_which_contribution_in_what_order_and_when(store: Store) -> None:
    system = a_place_to_stand(store)
    first, second = (keeping(an_observation(system)) for _ in range(2))
    receipts = [store.keep(first), store.keep(second)]
    assert [receipt.id for receipt in receipts] == [first.id, second.id]
    assert receipts[1].sequence == receipts[0].sequence + 1 == store.version
    now = datetime.now(UTC).replace(tzinfo=None)
    assert abs((now - receipts[0].recorded).total_seconds()) < 60


def test_the_same_contribution_sent_again_is_one_row_and_the_same_receipt(store: Store) -> None:
    system = a_place_to_stand(store)
    keep = keeping(an_observation(system, "once"))
    first = store.keep(keep)
    store.keep(keeping(an_observation(system, "another")))
    assert store.keep(keep) == first
    assert words_at(store, system) == ["once", "another"]


def test_the_same_contribution_sent_twice_at_once_is_one_row_and_the_same_receipt(store: Store) -> None:
    system = a_place_to_stand(store)
    keep = keeping(an_observation(system, "once"))
    ready = threading.Barrier(8)

    def send(_: int) -> Receipt:
        ready.wait()
        return store.keep(keep)

    with ThreadPoolExecutor(8) as room:
        receipts = set(room.map(send, range(8)))
    assert len(receipts) == 1
    one_group = held_back(store, [keep, keeping(an_observation(system, "new")), keep])
    assert one_group[0] == one_group[2] == receipts.pop()
    assert words_at(store, system) == ["once", "new"]


def test_it_is_one_contribution_also_after_opening_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    system = a_place_to_stand(store)
    keep = keeping(an_observation(system))
    first = store.keep(keep)
    store.close()
    store = open_store(tmp_path / "store")
    assert store.keep(keep) == first
    assert len(words_at(store, system)) == 1
    assert store.damage == []
    store.close()


def test_two_corrections_of_one_version_keep_the_first_and_tell_the_second(store: Store) -> None:
    system = a_place_to_stand(store)
    told = an_observation(system, "as told")
    store.keep(keeping(told))
    end = {"observation": told["id"], "version": 1, "reason": "corrected"}
    corrections = [
        keeping(told | {"version": 2, "words": words}, observation_ended=[end])
        for words in ("mine", "theirs")
    ]
    first, second = held_back(store, corrections)
    assert isinstance(first, Receipt)
    assert isinstance(second, Overtaken)
    assert words_at(store, system) == ["mine"]
    with pytest.raises(Overtaken):
        store.keep(corrections[1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": None},
        {"value": "no number"},
        {"no_such_column": 1},
        {'words") select 1; drop table s.observation; --': 1},
    ],
)
def test_one_that_fails_does_not_take_its_neighbours_along(store: Store, wrong: dict[str, Any]) -> None:
    system = a_place_to_stand(store)
    keeps = [keeping(an_observation(system, f"{n}")) for n in range(4)]
    keeps.insert(2, keeping(an_observation(system, "half"), an_observation(system, "wrong", **wrong)))
    answers = held_back(store, keeps)
    assert [isinstance(one, Receipt) for one in answers] == [True, True, False, True, True]
    assert isinstance(answers[2], Refusal)
    assert "wrong" not in str(answers[2])
    assert words_at(store, system) == ["0", "1", "2", "3"]


def test_a_table_that_is_not_in_the_schema_is_refused(store: Store) -> None:
    with pytest.raises(Refusal):
        store.keep(keeping({"id": uuid4()}, table='nothing"; drop table s.system; --'))


@pytest.mark.parametrize("shape", [pd.DataFrame, lambda columns: pa.table(columns)])
def test_many_rows_come_in_as_a_frame_or_an_arrow_table(store: Store, shape: Any) -> None:
    system, theme = a_place_to_stand(store), uuid4()
    rows = [an_observation(system, f"{n:04}", teller=None if n % 2 else "t") for n in range(2500)]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    columns |= {"id": [str(one) for one in columns["id"]], "system": [str(system)] * 2500}
    columns |= {"themes": [[str(theme)] if n == 2499 else [] for n in range(2500)]}
    receipt = store.keep(keeping(id=uuid4(), observation=shape(columns)))
    assert sorted(words_at(store, system)) == [f"{n:04}" for n in range(2500)]
    with store._connection.cursor() as cursor:
        assert cursor.execute("select distinct sequence from s.observation").fetchall() == [
            (receipt.sequence,)
        ]
        assert cursor.execute("select distinct unnest(themes) from s.observation").fetchall() == [(theme,)]


def test_a_clock_that_goes_backwards_changes_no_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    system = a_place_to_stand(store)

    class Clock(datetime):
        hours = iter([12, 13, 11, 2, 12])

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 3, 29, next(cls.hours), tzinfo=tz)

    monkeypatch.setattr(keeping_room, "datetime", Clock)
    receipts = [store.keep(keeping(an_observation(system, f"{n}"))) for n in range(5)]
    assert [receipt.recorded.hour for receipt in receipts] == [12, 13, 11, 2, 12]
    assert words_at(store, system) == ["0", "1", "2", "3", "4"]
    assert sorted(receipts, key=lambda receipt: receipt.sequence) == receipts


def test_where_the_ledger_cannot_be_written_nothing_is_acknowledged_and_a_retry_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "store")
    system = a_place_to_stand(store)
    keep = keeping(an_observation(system))
    with monkeypatch.context() as refusing:
        refusing.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        for _ in range(2):
            with pytest.raises(Unwritable, match="not be there twice"):
                store.keep(keep)
    assert str(keep.id) not in (tmp_path / "store.ledger").read_text()
    receipt = store.keep(keep)
    assert (tmp_path / "store.ledger").read_text().split().count(str(receipt.id)) == 1
    assert len(words_at(store, system)) == 1
    store.close()


def test_a_ledger_line_that_was_written_in_part_is_written_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.add([UUID(int=1)])
    ledger.close()
    with (tmp_path / "ledger").open("ab") as torn:
        torn.write(b"00000000-0000")
    ledger = Ledger(tmp_path / "ledger")
    ledger.add([UUID(int=2)])
    ledger.close()
    assert (tmp_path / "ledger").read_text().split() == [str(UUID(int=1)), str(UUID(int=2))]


def test_a_database_that_was_invalidated_refuses_everyone_in_words_and_says_it_is_broken(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Invalidated:
        def execute(self, *_: Any) -> None:
            raise duckdb.FatalException("database has been invalidated because of a previous fatal error")

        def close(self) -> None:
            pass

    system = a_place_to_stand(store)
    assert not store.broken
    monkeypatch.setattr(store._writer, "_cursor", Invalidated())
    answers = held_back(store, [keeping(an_observation(system)) for _ in range(3)])
    assert [type(answer) for answer in answers] == [StoreDamaged] * 3
    assert store.broken


def test_a_commit_that_only_seemed_to_fail_is_found_and_acknowledged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = a_place_to_stand(store)
    cursor = store._writer._cursor

    class Doubtful:
        def execute(self, statement: str, *more: Any) -> Any:
            done = cursor.execute(statement, *more)
            if statement == "commit":
                raise duckdb.IOException("nobody knows")
            return done

        def __getattr__(self, name: str) -> Any:
            return getattr(cursor, name)

    with monkeypatch.context() as doubtful:
        doubtful.setattr(store._writer, "_cursor", Doubtful())
        first = store.keep(keeping(an_observation(system, "first")))
    second = store.keep(keeping(an_observation(system, "second")))
    assert second.sequence == first.sequence + 1
    assert words_at(store, system) == ["first", "second"]
    ledger = store.path.with_name("store.ledger").read_text().split()
    assert ledger.count(str(first.id)) == ledger.count(str(second.id)) == 1


FILLS_THE_DISK = """
import os, resource, signal, sys
from pathlib import Path
from sensemaking.model.refusal import Unwritable
from sensemaking.store import open_store
from tests.a_store import a_place_to_stand, an_observation, keeping, words_at

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(Path(sys.argv[1]))
system = a_place_to_stand(store)
room = Path(sys.argv[1] + ".wal").stat().st_size + 40_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
kept, refused = [], 0
for n in range(60):
    try:
        store.keep(keeping(an_observation(system, f"{n} " + os.urandom(2000).hex())))
        kept.append(n)
    except Unwritable:
        refused += 1
read = [int(words.split()[0]) for words in words_at(store, system)]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
again = []
for n in range(100, 105):
    try:
        store.keep(keeping(an_observation(system, f"{n} more")))
        again.append(n)
    except Exception as refused_again:
        print("later:", type(refused_again).__name__, file=sys.stderr)
print(f"{kept}|{refused}|{read}|{again}|{store.broken}", flush=True)
os._exit(9)
"""


def test_a_full_disk_refuses_in_words_keeps_what_was_acknowledged_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store"
    ended = subprocess.run(
        [sys.executable, "-c", FILLS_THE_DISK, str(path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert ended.returncode == 9, ended.stderr
    kept, refused, read, again, broken = (eval(part) for part in ended.stdout.split("|"))
    assert kept and refused
    assert read == kept
    assert again or broken
    store = open_store(path)
    with store._connection.cursor() as cursor:
        rows = cursor.execute("select words from s.observation order by sequence").fetchall()
    assert store.damage == []
    assert [int(words.split()[0]) for (words,) in rows] == kept + again
    store.close()
