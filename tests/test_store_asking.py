"""Questions to the store: what they may read, who gets which rows, and what happens when nothing can be read."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pandas as pd
import pytest

from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal, StoreDamaged
from sensemaking.store import Keep, Store, open_store
from sensemaking.store.asking import QUERIES
from sensemaking.store.opening import MIGRATIONS, VIEWS
from tests.a_store import VIEWER, a_place_to_stand, an_observation, keeping, words_at


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("asking") / "store")
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()


# Each of these would read, or hide what it reads, past `observations` and its like.
FORBIDDEN = [
    "select * from s.observation",
    "select * from s.main.observation",
    "select * from observation",
    "select * from main.readings",
    "select * from readings",
    "select * from Readings",
    "select * from observations, s.observation",
    "select (select max(words) from s.observation) as words from observations",
    "select * from observations where words in (select words from s.observation)",
    "select * from observations where exists (from s.observation)",
    "with observations as (select * from s.observation) select * from observations",
    "with observations as (select 1 as words) select words from observations",
    "with Observations as (select 1 as words) select words from observations",
    "with systems as (select * from observations) select * from systems",
    'with "s.observation" as (select 1) select * from s.observation',
    "with readings as (select 1) select * from readings",
    "select * from (with readings as (select 1) select * from readings), readings",
    "with recursive r as (select words from s.observation union all select words from r) select * from r",
    "select * from visible_observations({'today': current_date}, {'system': null})",
    "select * from query('select * from s.observation')",
    "select * from query_table('s.observation')",
    "select * from query_table(['observations'])",
    "select * from json_execute_serialized_sql(json_serialize_sql('select * from s.observation'))",
    "select * from (describe readings)",
    "select * from (summarize s.observation)",
    "select * from (show tables)",
    "show tables",
    "summarize observations",
    "select * from duckdb_tables()",
    "select * from duckdb_tables",
    "select * from sqlite_master",
    "select * from information_schema.tables",
    "select * from pragma_table_info('s.observation')",
    "select * from pragma_storage_info('s.observation')",
    "select * from read_text('/etc/hostname')",
    "select * from read_csv('store.ledger')",
    "select * from '/etc/hostname'",
    "select * from 'store.csv'",
    "select * from glob('*')",
    "from observations semi join s.observation using (id)",
    "select * from observations /* */ , /* */ s /**/ . /**/ observation",
    "select * from observations -- \n union all by name select * from s.observation",
    "select * from observations union select words from s.observation",
    "select 1; select * from s.observation",
    "select 1) union all (select words from s.observation",
    "copy (select 1) to 'away.csv'",
    "attach 'other.db'",
    "pragma database_list",
    "set threads = 1",
    "insert into s.observation select * from s.observation",
    "delete from s.observation",
    "create table memory.main.observations as select 1",
    "drop view systems",
    "explain select * from observations",
    "call pragma_version()",
    "",
    "select",
]


@pytest.mark.parametrize("question", FORBIDDEN)
def test_a_question_that_reads_anything_else_is_refused(one_store: Store, question: str) -> None:
    system = a_place_to_stand(one_store)
    with pytest.raises(ValueError):
        one_store.ask(question, VIEWER, Focus(system=system))


ALLOWED = [
    "select count(*) as n from observations",
    "SELECT count(*) AS n FROM Observations;",
    "-- a remark first\nwith a as (select id from observations) select count(*) as n from a -- and one last",
    "with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) select count(*) - 2 as n from r",
    "select count(*) as n from observations as o, unnest([o.id]) as u(x)",
    "select count(distinct s.id) as n from systems as s join observations as o on o.system = s.id",
    "with a as (with b as (from observations) from b) select count(*) as n from a",
    "select n from (values (1)) as v(n)",
    "select $n::int as n",
]


@pytest.mark.parametrize("question", ALLOWED)
def test_a_question_over_what_is_visible_is_answered(one_store: Store, question: str) -> None:
    system = a_place_to_stand(one_store)
    one_store.keep(keeping(an_observation(system)))
    params = {"n": 1} if "$n" in question else {}
    assert list(one_store.ask(question, VIEWER, Focus(system=system), **params)["n"]) == [1]


def test_a_parameter_named_like_a_column_or_like_one_of_ours_changes_nothing(one_store: Store) -> None:
    home, elsewhere = a_place_to_stand(one_store), a_place_to_stand(one_store)
    one_store.keep(keeping(an_observation(home, "at home"), an_observation(elsewhere, "elsewhere")))
    found = one_store.ask(
        "select words from observations where $words = 'no column' and $system = 'neither'",
        VIEWER,
        Focus(system=home),
        words="no column",
        system="neither",
        _system=elsewhere,
    )
    assert list(found["words"]) == ["at home"]


def test_rows_come_in_the_order_that_was_asked_for(one_store: Store) -> None:
    system = a_place_to_stand(one_store)
    one_store.keep(keeping(*(an_observation(system, f"{n % 97:03}") for n in range(5000))))
    found = one_store.ask("select words from observations order by words desc", VIEWER, Focus(system=system))
    assert list(found["words"]) == sorted(found["words"], reverse=True)


def test_many_who_ask_at_once_never_receive_the_rows_of_another(one_store: Store) -> None:
    homes = [a_place_to_stand(one_store) for _ in range(8)]
    one_store.keep(keeping(*(an_observation(home, f"told at {home}") for home in homes)))
    ready = threading.Barrier(len(homes))

    def ask(home: object) -> set[str]:
        ready.wait()
        read: set[str] = set()
        for n in range(15):  # a number that differs, so that no answer is shared
            found = one_store.ask("select words, $n as n from observations", VIEWER, Focus(system=home), n=n)
            read |= set(found["words"])
        return read

    with ThreadPoolExecutor(len(homes)) as room:
        answers = list(room.map(ask, homes))
    assert answers == [{f"told at {home}"} for home in homes]


def test_those_who_ask_the_same_share_one_answer_until_something_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = a_place_to_stand(store)
    worked_out: list[str] = []
    fresh = store._asking._fresh

    def watched(statement: str, params: Mapping[str, Any]) -> pd.DataFrame:
        worked_out.extend([statement] if "visible_observations" in statement else [])
        return fresh(statement, params)

    monkeypatch.setattr(store._asking, "_fresh", watched)
    with ThreadPoolExecutor(8) as room:
        list(room.map(lambda _: words_at(store, system), range(30)))
    assert len(worked_out) == 1
    store.keep(keeping(an_observation(system, "new")))
    assert words_at(store, system) == ["new"]
    assert len(worked_out) == 2


def test_a_query_is_worked_out_anew_once_a_table_it_reads_gets_a_row_and_not_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = a_place_to_stand(store)
    worked_out: list[str] = []
    fresh = store._asking._fresh
    monkeypatch.setattr(
        store._asking, "_fresh", lambda sql, given: worked_out.append(sql) or fresh(sql, given)
    )

    def names() -> list[str]:
        return list(store.read("themes")["name"])

    assert names() == []
    store.keep(keeping(an_observation(system, "new")))
    assert names() == []
    assert len(worked_out) == 1
    store.keep(keeping({"id": uuid4(), "version": 1, "name": "Waiting"}, table="theme"))
    assert names() == ["Waiting"]
    rows = pd.DataFrame({"id": [uuid4()], "version": [1], "name": ["Buses"]})
    store.keep(Keep(uuid4(), "brought in", uuid4(), {"theme": rows}))
    assert sorted(names()) == ["Buses", "Waiting"]
    assert len(worked_out) == 3


@pytest.mark.parametrize("query", sorted(path.stem for path in QUERIES.glob("*.sql")))
def test_every_table_that_a_query_reads_is_known_also_behind_views(one_store: Store, query: str) -> None:
    views = dict(
        re.findall(r"(?s)create or replace view (\w+) as(.*?);", (VIEWS / "1_latest.sql").read_text())
    )
    ahead = [re.sub(r"--.*", "", (QUERIES / f"{query}.sql").read_text())]
    reads: set[str] = set()
    while ahead:
        text = ahead.pop()
        reads |= set(re.findall(r"\bs\.(\w+)\b(?= |\n|$|\))", text)) & one_store._writer._types.keys()
        named = re.findall(r"\b(?:from|join)\s+(?!s\.)(\w+)\b", text)
        ahead += [views[name] for name in named if name in views and views[name] != text]
    known = one_store._asking._reads(query)
    assert known is not None
    assert reads <= known


def test_changing_an_answer_changes_nobody_elses(one_store: Store) -> None:
    system = a_place_to_stand(one_store)
    one_store.keep(keeping(an_observation(system, "as told")))
    mine = one_store.ask("select words from observations", VIEWER, Focus(system=system))
    mine.loc[0, "words"] = "as I would have it"
    theirs = one_store.ask("select words from observations", VIEWER, Focus(system=system))
    assert list(theirs["words"]) == ["as told"]


def test_a_failed_question_is_not_remembered(store: Store) -> None:
    system = a_place_to_stand(store)
    for _ in range(2):
        with pytest.raises(duckdb.Error):
            store.ask("select no_such_column from observations", VIEWER, Focus(system=system))
    assert store._asking._answers == {}
    assert not store.broken


def test_a_store_got_ready_beforehand_answers_like_any_other_and_closes_whole(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    system = a_place_to_stand(store)
    store.keep(keeping(an_observation(system, "as told")))
    store.close()

    open_store(tmp_path / "store").warm()
    open_store(tmp_path / "store").close()
    again = open_store(tmp_path / "store")
    again.warm()
    again.keep(keeping(an_observation(system, "told later")))

    assert set(words_at(again, system)) == {"as told", "told later"}
    again.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    system = a_place_to_stand(store)
    store.close()
    with pytest.raises(Refusal, match="closed"):
        words_at(store, system)
    with pytest.raises(Refusal, match="closed"):
        store.keep(keeping(an_observation(system)))


def test_a_part_that_cannot_be_read_is_said_and_turns_the_store_broken(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unreadable:
        def cursor(self) -> None:
            raise duckdb.IOException("Corrupt database file: computed checksum 1 does not match 2")

    monkeypatch.setattr(store._asking, "_connection", Unreadable())
    with pytest.raises(StoreDamaged, match="cannot be read"):
        store.read("systems")
    assert store.broken


@pytest.mark.parametrize("file", sorted(QUERIES.glob("*.sql")), ids=lambda file: file.stem)
def test_a_named_query_is_no_way_round_what_is_visible(file: Path) -> None:
    answer = duckdb.execute("select json_serialize_sql($sql::varchar)", {"sql": file.read_text()}).fetchone()
    assert answer
    tree = json.loads(answer[0])
    assert not tree["error"], tree
    read = set(re.findall(r'"table_name": ?"(\w+)"', json.dumps(tree)))
    assert not read & {"observation", "meaning"}


def test_the_schema_has_no_word_that_judges() -> None:
    never = r"target|kpi|score|rating|performance|\brag\b|rank|league|insight"
    for file in [*MIGRATIONS.glob("*.sql"), *VIEWS.glob("*.sql"), *QUERIES.glob("*.sql")]:
        assert not re.search(never, file.read_text(), re.IGNORECASE), file.name
