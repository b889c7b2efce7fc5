"""Opening: who may, what a crash in the middle of anything leaves, and what is said about a store that is not whole."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import duckdb
import pytest

from sensemaking.model.refusal import Refusal, StoreDamaged, StoreHeld, StoreNewer, Unwritable
from sensemaking.store import Store, open_store, opening
from sensemaking.store.damage import beside
from tests.a_store import a_place_to_stand, a_system, an_observation, keeping, words_at

ROOT = Path(__file__).parents[1]


def in_a_child(work: Callable[[], None]) -> int:
    """Fork, do the work, and say how the child ended: 0, or minus the signal that ended it."""
    process = os.fork()
    if process == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def crashed_store(path: Path, contributions: int = 12, checkpoint_after: int = 4) -> list[UUID]:
    """A store whose process was killed: some in its file, the rest in its log; the ids in their order."""
    ids = [uuid4() for _ in range(contributions)]

    def work() -> None:
        store = open_store(path)
        system = a_system()
        store.keep(keeping(system, table="system", id=ids[0]))
        for n, one in enumerate(ids[1:], 1):
            if n == checkpoint_after:
                store._connection.execute("checkpoint s")
            store.keep(keeping(an_observation(system["id"], f"{n} " + "words " * 50), id=one))
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_child(work) == -signal.SIGKILL
    return ids


def kept_in(store: Store) -> set[UUID]:
    with store._connection.cursor() as cursor:
        rows = {one for (one,) in cursor.execute("select id from s.receipt").fetchall()}
        things = cursor.execute(
            "select (select count(*) from s.observation) + (select count(*) from s.system)"
        ).fetchone()
    assert things == (len(rows),), "something is there without its receipt, or the other way round"
    return rows


def fingerprint(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_one_path_is_one_store_in_a_process(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    assert open_store(tmp_path / "." / "store") is store
    store.close()
    assert [file.name for file in tmp_path.iterdir()] != []
    assert not beside(tmp_path / "store", ".wal").exists()


def test_a_crash_loses_nothing_and_is_no_damage(tmp_path: Path) -> None:
    ids = crashed_store(tmp_path / "store")
    store = open_store(tmp_path / "store")
    assert kept_in(store) == set(ids)
    assert store.damage == []
    store.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["store", "store.ledger"]


def test_a_second_process_is_told_who_holds_the_store(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    # Reading the files here would let go of the lock.
    files = {file.name: (file.stat().st_size, file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    other = (
        "import sys; from pathlib import Path; from sensemaking.store import open_store\n"
        "from sensemaking.model.refusal import Refusal\n"
        "try: open_store(Path(sys.argv[1]))\n"
        "except Refusal as refused: print(refused); sys.exit(refused.exit_code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", other, str(tmp_path / "store")], capture_output=True, text=True, cwd=ROOT
    )
    assert ended.returncode == StoreHeld.exit_code == 3, ended.stderr
    assert str(os.getpid()) in ended.stdout
    assert "Traceback" not in ended.stderr
    reading_only = f"import duckdb; duckdb.connect({str(tmp_path / 'store')!r}, read_only=True)"
    assert subprocess.run([sys.executable, "-c", reading_only], capture_output=True).returncode != 0
    assert files == {file.name: (file.stat().st_size, file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    store.close()


@pytest.mark.parametrize("crashed", [False, True])
def test_a_store_from_a_newer_version_is_refused_and_not_touched(tmp_path: Path, crashed: bool) -> None:
    path = tmp_path / "store"

    def work() -> None:
        store = open_store(path)
        store.keep(keeping(a_system(), table="system"))
        with store._connection.cursor() as cursor:
            cursor.execute("insert into s.migration values (900, 'from later', now()::timestamp)")
        if crashed:
            os.kill(os.getpid(), signal.SIGKILL)
        store.close()

    in_a_child(work)
    assert beside(path, ".wal").exists() == crashed
    before = fingerprint(tmp_path)
    with pytest.raises(StoreNewer, match="900") as refused:
        open_store(path)
    assert refused.value.exit_code == 5
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize("what", ["a table", "a database", "a folder", "a letter"])
def test_what_is_no_store_is_refused_and_not_touched(tmp_path: Path, what: str) -> None:
    path = tmp_path / "comments"
    if what == "a table":
        path.write_text("when,comment\n2026-01-01,Good\n" * 2000)
    elif what == "a letter":
        path.write_text("Dear all")
    elif what == "a folder":
        path.mkdir()
    else:
        with duckdb.connect(path) as other:
            other.execute("create table theirs as select 1 as n")
    before = None if what == "a folder" else fingerprint(tmp_path)
    with pytest.raises(Refusal, match="not a store") as refused:
        open_store(path)
    assert refused.value.exit_code == 2
    assert before is None or fingerprint(tmp_path) == before


@pytest.mark.parametrize("size", [0, 4096, 8192])
def test_a_store_whose_making_was_cut_short_is_made_again(tmp_path: Path, size: int) -> None:
    path = tmp_path / "store"
    with duckdb.connect(path):
        pass
    with path.open("r+b") as file:
        file.truncate(size)
    store = open_store(path)
    a_place_to_stand(store)
    assert store.damage == []
    store.close()


def test_a_folder_that_cannot_be_made_or_written_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in the way").write_text("a file")
    with pytest.raises(Unwritable, match="may not write") as refused:
        open_store(tmp_path / "in the way" / "store")
    assert refused.value.exit_code == 6
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests may write anywhere
    with pytest.raises(Unwritable, match="may not write"):
        open_store(tmp_path / "store")


def test_no_room_for_a_new_store_is_refused_in_words(tmp_path: Path) -> None:
    tried = (
        "import resource, signal, sys; from pathlib import Path; from sensemaking.store import open_store\n"
        "from sensemaking.model.refusal import Refusal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: open_store(Path(sys.argv[1]))\n"
        "except Refusal as refused: print(refused); sys.exit(refused.exit_code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", tried, str(tmp_path / "store")], capture_output=True, text=True, cwd=ROOT
    )
    assert (ended.returncode, ended.stderr) == (6, ""), ended.stderr
    assert "no room" in ended.stdout
    store = open_store(tmp_path / "store")
    a_place_to_stand(store)
    store.close()


class Waiting:
    """A connection that says when a statement is to come, which is after the one before it, and waits for leave."""

    def __init__(self, connection: Any, tell: int, leave: int) -> None:
        self._connection, self._tell, self._leave = connection, tell, leave

    def execute(self, *statement: Any) -> Any:
        os.write(self._tell, b".")
        os.read(self._leave, 1)
        return self._connection.execute(*statement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def before_every_statement(path: Path) -> Iterator[dict[str, bytes]]:
    """Open a store in a child; its files while the child stands still before each statement, by name.

    They are what killing it there would leave. It is killed where nobody asks for more.
    """
    told, tell = os.pipe()
    leave, give = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(told)
        os.close(give)
        attached = opening._attached
        opening._attached = lambda path: Waiting(attached(path), tell, leave)
        try:
            open_store(path)
            os._exit(0)
        except BaseException:
            os._exit(1)
    os.close(tell)
    os.close(leave)
    try:
        while os.read(told, 1):
            yield {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
            os.write(give, b".")
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(told)
        os.close(give)


STEPS = len(opening.migrations())
LATER_STEPS = {
    f"{STEPS + 1:03}_a_column_more.sql": "alter table system add column colour varchar default 'sand';\n"
    "create table tried (id uuid not null, primary key (id));\ninsert into tried select id from system;",
    f"{STEPS + 2:03}_a_table_less.sql": "drop table tried;\nalter table theme add column since date;",
}


def shape(path: Path) -> tuple[int, list[Any]]:
    """How far a store's own history says it has come, and the columns it has."""
    with duckdb.connect(path, read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal order by all"
        ).fetchall()
        if not columns:
            return 0, []
        step = connection.execute("select max(number) from migration").fetchone()
    return (step[0] if step else 0), columns


@pytest.mark.timeout(600)
@pytest.mark.parametrize("begin", [0, 1])
def test_a_migration_killed_before_or_after_any_statement_leaves_the_old_shape_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: int
) -> None:
    steps = tmp_path / "steps"
    shutil.copytree(opening.MIGRATIONS, steps)
    for name, text in LATER_STEPS.items():
        (steps / name).write_text(text)
    monkeypatch.setattr(opening, "MIGRATIONS", steps)
    whole = opening.migrations()
    pristine, path = tmp_path / "from" / "store", tmp_path / "to" / "store"
    pristine.parent.mkdir()

    def opened_at(step: int, at: Path) -> None:
        monkeypatch.setattr(opening, "migrations", lambda: whole[:step])
        if step < STEPS:  # today's views read what came later
            monkeypatch.setattr(opening, "VIEWS", tmp_path / "none")
        store = open_store(at)
        if at == pristine:
            a_place_to_stand(store)
        store.close()

    shapes: list[list[Any]] = [[]]
    for step in range(1, len(whole) + 1):
        assert in_a_child(partial(opened_at, step, tmp_path / f"shape {step}")) == 0
        shapes.append(shape(tmp_path / f"shape {step}")[1])
    if begin:
        assert in_a_child(partial(opened_at, begin, pristine)) == 0

    def open_and_look() -> None:
        store = open_store(path)
        with store._connection.cursor() as cursor:
            found = cursor.execute("select count(*) from systems").fetchone()
        assert found == (1 if begin else 0,)
        assert store.damage == []
        store.close()

    stops: list[int] = []
    before: dict[str, bytes] = {}
    for nth, left in enumerate(before_every_statement(pristine), 1):
        if left == before:
            continue  # nothing reached the disk since: it would open as it did
        before = left
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir()
        for name, content in left.items():
            (path.parent / name).write_bytes(content)
        reached, columns = shape(path) if path.exists() else (0, [])
        assert columns == shapes[reached], f"statement {nth}: between two shapes"
        stops.append(reached)
        done = reached == len(whole) and not beside(path, ".wal").exists()
        assert in_a_child(open_and_look) == 0, f"statement {nth}: it does not open, or not whole"
        assert shape(path) == (len(whole), shapes[-1])
        if done:
            break
    assert sorted(set(stops)) == list(range(begin, len(whole) + 1))
    assert stops == sorted(stops)


@pytest.mark.parametrize("reached", range(1, STEPS + 1))
def test_a_store_of_every_earlier_shape_opens_with_what_it_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: int
) -> None:
    earlier = opening.migrations()[:reached]
    with monkeypatch.context() as then:
        then.setattr(opening, "migrations", lambda: earlier)
        if reached < STEPS:  # today's views read what came later
            then.setattr(opening, "VIEWS", tmp_path / "none")
        store = open_store(tmp_path / "store")
        system = a_place_to_stand(store)
        store.close()
    store = open_store(tmp_path / "store")
    assert list(store.read("systems")["id"]) == [system]
    assert store.damage == []
    store.close()


def damaged(path: Path, ids: list[UUID], harm: Callable[[], None]) -> tuple[set[UUID], list[str]]:
    """Harm a crashed store, open it, check what must hold whatever the harm; what is there, what was said."""
    harm()
    files = [beside(path, ending) for ending in ("", ".wal", ".ledger")]
    found = {file.read_bytes() for file in files if file.exists()}
    try:
        store = open_store(path)
    except StoreDamaged as refused:
        assert refused.exit_code == 7
        here: set[UUID] = set()
        said = [str(refused)]
        assert not path.exists()
    else:
        here, said = kept_in(store), store.damage
        lost = [one for one in ids if one not in here]
        assert all(str(one) in " ".join(said) for one in lost), "a loss that nobody was told of"
        after = store.keep(keeping(an_observation(uuid4())))
        store.close()
        again = open_store(path)
        assert again.damage == [], "what was said once is said again"
        assert kept_in(again) == here | {after.id}
        again.close()
    if said:
        aside = {file.read_bytes() for file in path.parent.glob("*.damaged-*")}
        assert [len(content) for content in found - aside if content] == [], "not all was set aside"
    return here, said


def flip(file: Path, at: int, count: int = 1) -> None:
    content = bytearray(file.read_bytes())
    content[at : at + count] = bytes(byte ^ 0x10 for byte in content[at : at + count])
    file.write_bytes(content)


@pytest.mark.parametrize("kind", ["cut short", "flipped", "zeroed", "lost", "overwritten"])
def test_a_damaged_log_is_never_silent_and_what_can_be_read_is_kept(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    pristine = tmp_path / "pristine"
    pristine.mkdir()
    ids = crashed_store(pristine / "store")
    size = (pristine / "store.wal").stat().st_size
    seen = set()
    for n in range(1 if kind == "lost" else 5):
        shutil.copytree(pristine, tmp_path / str(n))
        path = tmp_path / str(n) / "store"
        log_file, at = beside(path, ".wal"), chance.randrange(size)

        def harm(log_file: Path = log_file, at: int = at) -> None:
            if kind == "cut short":
                os.truncate(log_file, at)
            elif kind == "flipped":
                flip(log_file, at)
            elif kind == "lost":
                log_file.unlink()
            else:
                content = bytearray(log_file.read_bytes())
                length = min(300, size - at)
                content[at : at + length] = (
                    chance.randbytes(length) if kind == "overwritten" else bytes(length)
                )
                log_file.write_bytes(content)

        before = log_file.read_bytes()
        here, said = damaged(path, ids, harm)
        assert set(ids[:4]) <= here, "what was in the file itself is there whatever happens to the log"
        assert list(here) and here == set(ids[: len(here)]), "an earlier one is missing before a later one"
        changed = not log_file.exists() or before != log_file.read_bytes()
        assert changed
        assert said or here == set(ids)
        seen.add(len(here))
    assert kind == "lost" or len(seen) > 1, "how much is kept should depend on where the harm is"


@pytest.mark.parametrize("kind", ["flipped", "lost", "emptied"])
def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    pristine = tmp_path / "pristine"
    pristine.mkdir()
    ids = crashed_store(pristine / "store")
    for n in range(5 if kind == "flipped" else 1):
        shutil.copytree(pristine, tmp_path / str(n))
        path = tmp_path / str(n) / "store"
        harms: dict[str, Callable[[], None]] = {
            "flipped": lambda path=path: flip(path, chance.randrange(3 * 4096), 40),
            "lost": lambda path=path: path.unlink(),
            "emptied": lambda path=path: os.truncate(path, 0),
        }
        here, said = damaged(path, ids, harms[kind])
        assert said or here == set(ids)
        if here != set(ids):
            assert any("aside" in sentence for sentence in said)


@pytest.mark.parametrize("kind", ["cut short", "flipped"])
def test_a_file_damaged_where_its_words_are_says_so_at_the_latest_when_they_are_read(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "pristine").mkdir()
    pristine = tmp_path / "pristine" / "store"
    store = open_store(pristine)
    system = a_place_to_stand(store)
    whole = [f"{n} {hashlib.sha512(bytes([n % 251])).hexdigest() * 20}" for n in range(1500)]
    store.keep(keeping(*(an_observation(system, words) for words in whole)))
    store.close()
    size, chance, said = pristine.stat().st_size, random.Random(kind), 0
    for n in range(8):
        shutil.copytree(pristine.parent, tmp_path / str(n))
        path = tmp_path / str(n) / "store"
        at = chance.randrange(3 * 4096, size)
        os.truncate(path, at) if kind == "cut short" else flip(path, at)
        try:
            store = open_store(path)
        except StoreDamaged:
            said += 1
            continue
        try:
            assert sorted(words_at(store, system)) == sorted(whole), "words changed or went without a word"
        except StoreDamaged:
            said += 1
            assert store.broken
        finally:
            store.close()
    assert said > 0


def test_after_a_store_was_set_aside_whole_the_next_one_says_that_it_begins_empty(tmp_path: Path) -> None:
    path = tmp_path / "store"
    crashed_store(path)
    os.truncate(path, 5000)
    with pytest.raises(StoreDamaged, match="nothing was deleted"):
        open_store(path)
    store = open_store(path)
    assert "begins empty" in store.damage[0]
    assert ".damaged-" in store.damage[0]
    store.close()


def test_every_missing_receipt_is_named_in_a_file_when_they_are_many(tmp_path: Path) -> None:
    path = tmp_path / "store"
    ids = crashed_store(path, contributions=40)
    beside(path, ".wal").unlink()
    store = open_store(path)
    lost = set(ids) - kept_in(store)
    assert len(lost) == 36
    (listing,) = tmp_path.glob("*.missing-*.txt")
    assert {UUID(line) for line in listing.read_text().split()} == lost
    assert listing.name in store.damage[0]
    assert "36 contributions" in store.damage[0]
    store.close()


def test_a_ledger_with_unreadable_lines_is_said_and_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "store"
    ids = crashed_store(path)
    flip(beside(path, ".ledger"), 37 * 3, 37 * 2)
    here, said = damaged(path, ids, lambda: None)
    assert here == set(ids)
    assert any("ledger" in sentence for sentence in said)


def test_a_ledger_that_is_gone_begins_again_with_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "store"
    ids = crashed_store(path)
    beside(path, ".ledger").unlink()
    open_store(path).close()
    assert set(beside(path, ".ledger").read_text().split()) == {str(one) for one in ids}


def test_what_a_killed_process_spilled_is_cleared_away(tmp_path: Path) -> None:
    spill = tmp_path / ".store.spill"
    spill.mkdir()
    (spill / "words.tmp").write_text("someone's words")
    store = open_store(tmp_path / "store")
    assert not (spill / "words.tmp").exists()
    store.close()
    assert not spill.exists()


def test_an_open_store_can_reach_no_other_file_and_not_be_loosened(tmp_path: Path) -> None:
    (tmp_path.parent / "elsewhere.csv").write_text("a\n1\n")
    store = open_store(tmp_path / "store")
    for attempt in (
        f"select * from read_csv('{tmp_path.parent}/elsewhere.csv')",
        f"copy (select 1) to '{tmp_path.parent}/away.csv'",
        f"attach '{tmp_path.parent}/other.db'",
        "set enable_external_access = true",
        "set memory_limit = '1 TiB'",
        "install httpfs",
    ):
        with pytest.raises(duckdb.Error), store._connection.cursor() as cursor:
            cursor.execute(attempt)
    with store._connection.cursor() as cursor:
        row = cursor.execute("select current_setting('memory_limit')").fetchone()
    assert row and row[0] != duckdb.execute("select current_setting('memory_limit')").fetchone()[0]
    store.close()
