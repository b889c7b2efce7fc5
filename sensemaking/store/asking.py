"""Asking: the one place where people's words leave the store."""

import json
import re
import threading
from collections.abc import Hashable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pandas as pd

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal, StoreDamaged, Unwritable

QUERIES = Path(__file__).parent / "queries"
TOLD = Path(__file__).parent / "told"

_VIEWER = "{'today': $_today::date}"
_FOCUS = (
    "{'system': $_system::uuid, 'cycle': $_cycle::uuid, 'since': $_since::date,"
    " 'until': $_until::date, 'themes': $_themes::uuid[]}"
)
# What does not narrow a focus is said before DuckDB plans: it then leaves out the condition, and the columns it reads.
_UNNARROWED = {"_cycle": "null", "_since": "null", "_until": "null", "_themes": "[]"}
# What a question may read, and how each relation comes to be at a focus, for a viewer.
RELATIONS = {
    "observations": f"select * from visible_observations({_VIEWER}, {_FOCUS})",
    "meanings": f"select * from visible_meanings({_VIEWER}, {_FOCUS})",
    "themes": "select id, name from main.themes",
    "measures": "select id, name, unit from main.measures",
    "systems": "select id, scale, name, parent from main.systems",
    "nested": f"select * from visible_nested({_FOCUS})",
    "statements": f"select * from visible_statements({_FOCUS})",
    "answers": f"select * from visible_answers({_FOCUS})",
    "passed_on": f"select * from visible_passed_on({_VIEWER}, {_FOCUS})",
    "paraphrases": f"select * from visible_paraphrases({_VIEWER}, {_FOCUS})",
    "cycles": f"select * from visible_cycles({_FOCUS})",
}
# What a question about a few observations reads in the place of all that was told: their rows are found by their ids
# alone and taken out by where they stand, a fifth of the time it takes to carry every column of a million past them.
# The limit never bites: it keeps DuckDB from asking the other conditions of every row first.
_FOUND = (
    "{0} as materialized (select * replace ({2}) from memory.{0}"
    " where rowid in (select rowid from memory.{0} where {1} in (select unnest($_of::uuid[])))"
    " limit 9000000000000000000)"
)
# The columns that take longest to carry, each with what stands there for a question that does not name it.
_LONG = {"words": "''", "folded": "''", "prompt": "''", "themes": "[]::uuid[]"}
# What brings `told`, `meant` and `nesting` up to a later commit, in this order, each where one of its tables got rows.
_CHANGES = {
    "ended": ("observation_ended",),
    "undone": ("import_undone",),
    "said_again": ("consent_changed", "agreed", "review", "spoken_by"),
    "added": ("observation",),
    "meant": ("meaning",),
    "nested": ("system", "system_ended"),
}
# What may stand where a table stands, beside these relations and the names a question's own `with` makes.
_HARMLESS_SHAPES = {"BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST", "PIVOT", "TABLE_FUNCTION"}
_HARMLESS_FUNCTIONS = {"unnest", "range", "generate_series"}

_PARAMETER, _TABLE = re.compile(r"\$[a-z_]+"), re.compile(r's\."?(\w+)"?')

HEAVIEST_SHARED = 1_000_000
"""How many values the shared answers may hold together, each answer counting a thousand more, until all are let go."""


@dataclass
class _Answer:
    """What was answered at a version, from these tables of the store where it was read from nothing else."""

    version: int
    tables: frozenset[str] | None
    rows: Future[pd.DataFrame] = field(default_factory=Future)
    weight: int = 1_000


class Asking:
    """Answers questions about what is visible. A fresh cursor for every call: a shared one mixes up its callers' rows.

    Screens of one room ask the same thing at once: they share one answer until something is kept; that of a query
    until one of the tables it reads gets a row. `touched` is the writer's: which table got rows last at which version.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, broken: threading.Event, touched: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._touched = touched
        self._broken = broken
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._told = 0
        self._beginning: threading.Thread | None = None
        self._version = 0
        self._weight = 0
        self._answers: dict[Hashable, _Answer] = {}
        self._tables: dict[str, frozenset[str] | None] = {}
        self._statements: dict[str, str] = {}
        self._long: dict[str, set[str]] = {}
        with connection.cursor() as cursor:
            self._taken = {
                name
                for (name,) in cursor.execute(
                    "select lower(name) from (select table_name as name from duckdb_tables()"
                    " union all select view_name from duckdb_views())"
                ).fetchall()
            }

    def ask(
        self,
        version: int,
        sql: str,
        viewer: Viewer,
        focus: Focus,
        of: Iterable[UUID] | None,
        params: Mapping[str, Any],
    ) -> pd.DataFrame:
        """The rows of a select over RELATIONS, as visible here; `of` some observations alone, where they are named.

        Parameters are `$named`. Raises ValueError for a statement that reads anything else.
        """
        given: dict[str, Any] = dict(params)
        statement = self._statement(sql)
        if "$_system" in statement:
            self._tell(version)
            looked: dict[str, Any] = {"_today": viewer.today, "_system": focus.system, "_cycle": focus.cycle}
            looked |= {"_since": focus.since, "_until": focus.until, "_themes": list(focus.themes)}
            if of is not None:
                looked["_of"] = sorted({str(one) for one in of})
                long = self._long[sql] | ({"themes"} if focus.themes else set())
                statement = statement.replace("with ", f"with {_of_these(long, statement)}, ", 1)
            for name, nothing in _UNNARROWED.items():
                if not looked[name]:
                    statement = statement.replace(f"${name}::", f"{nothing}::")
            given |= {name: value for name, value in looked.items() if f"${name}" in statement}
        return self._shared(version, statement, given)

    def read(self, version: int, name: str, params: Mapping[str, Any]) -> pd.DataFrame:
        """The rows of `queries/<name>.sql`: the stack, cycles, readings, never people's observations."""
        return self._shared(version, _query(name), params, self._reads(name))

    def changed(self, names: Iterable[str]) -> int:
        """The version at which a table that any of these queries reads got a row last; 0 since the start."""
        read = [self._reads(name) for name in names]
        return max(self._touched.get(one, 0) for tables in read for one in tables or ())

    def _shared(
        self, version: int, statement: str, given: Mapping[str, Any], tables: frozenset[str] | None = None
    ) -> pd.DataFrame:
        key = statement, tuple((name, _frozen(value)) for name, value in sorted(given.items()))
        with self._lock:
            if version > self._version or self._weight > HEAVIEST_SHARED:
                self._let_go(version)
            answer = self._answers.get(key)
            mine = answer is None or not self._holds(answer)
            if answer is None or mine:
                answer = self._answers[key] = _Answer(version, tables)
        if mine:
            try:
                answer.rows.set_result(self._fresh(statement, given))
            except BaseException as refused:
                answer.rows.set_exception(refused)
            with self._lock:
                if answer.rows.exception() and self._answers.get(key) is answer:
                    del self._answers[key]
                elif not answer.rows.exception():
                    answer.weight += answer.rows.result().size
                    self._weight += answer.weight
        return answer.rows.result().copy(deep=False)

    def _let_go(self, version: int) -> None:
        """Forget what holds no longer at this version; everything where it became too much."""
        too_much = self._weight > HEAVIEST_SHARED
        held = {} if too_much else {k: a for k, a in self._answers.items() if a.tables and self._holds(a)}
        self._answers, self._weight = held, sum(one.weight for one in held.values())
        self._version = max(version, self._version)

    def _holds(self, answer: "_Answer") -> bool:
        """Whether none of the tables it was read from got a row since; what `ask` answered goes with its version."""
        return all(self._touched.get(one, 0) <= answer.version for one in answer.tables or ())

    def _reads(self, name: str) -> frozenset[str] | None:
        """The store's tables that a query reads, also behind views; None where it reads anything else."""
        if name not in self._tables:
            with self._cursor() as cursor:
                found = cursor.get_table_names(_PARAMETER.sub("null", _query(name)), qualified=True)
            tables = [_TABLE.match(one) for one in found]
            self._tables[name] = frozenset(one[1] for one in tables if one) if all(tables) else None
        return self._tables[name]

    def begin(self, version: int) -> None:
        """Fill `told` while other things go on, so that whoever asks first waits less or not at all."""
        with self._lock:
            if self._beginning is None:
                self._beginning = threading.Thread(target=self._begin, args=(version,), daemon=True)
                self._beginning.start()

    def close(self) -> None:
        """Let what was begun come to its end."""
        if self._beginning:
            self._beginning.join()

    def _begin(self, version: int) -> None:
        # Whoever asks first tries again, and is told why it fails.
        with suppress(Refusal, duckdb.Error):
            self._tell(version)

    def _tell(self, version: int) -> None:
        """Bring `told`, from which `visible_observations` chooses, up to this version."""
        with self._telling:
            if version <= self._told:
                return
            between = {"since": self._told, "until": version}
            with self._cursor() as cursor:
                cursor.execute("begin transaction")
                for change, tables in _CHANGES.items():
                    if self._told and all(self._touched.get(one, 0) <= self._told for one in tables):
                        continue
                    done = cursor.execute(_change(change), between if "$since" in _change(change) else {})
                    if change == "said_again" and done.fetchall() != [(0,)]:
                        cursor.execute(_change("told_again"), between)
                cursor.execute("commit")
            self._told = version

    def _fresh(self, statement: str, given: Mapping[str, Any]) -> pd.DataFrame:
        with self._cursor() as cursor:
            return cursor.execute(statement, given).df()

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._connection.cursor() as cursor:
                yield cursor
        except (duckdb.IOException, duckdb.FatalException, duckdb.ConnectionException) as broken:
            raise self._in_words(broken) from broken

    def _in_words(self, broken: duckdb.Error) -> Refusal:
        if isinstance(broken, duckdb.ConnectionException):
            return Refusal("The store is closed.", try_next="Start Sensemaking again; nothing is lost.")
        if "No space left" in str(broken) or "File too large" in str(broken):
            return Unwritable(
                "The disk has no room to work this out.",
                try_next="Make room, then look again; nothing is lost.",
            )
        self._broken.set()
        return StoreDamaged(
            "A part of the store cannot be read any more.",
            try_next="Copy the store's files to a safe place as they are, then start Sensemaking again.",
        )

    def _statement(self, sql: str) -> str:
        """The whole statement a question becomes; raises ValueError if it reads what a question may not."""
        if sql not in self._statements:
            parsed = self._fresh("select json_serialize_sql($sql::varchar) as tree", {"sql": sql})
            tree: dict[str, Any] = json.loads(parsed["tree"][0])
            if tree["error"] or len(tree["statements"]) != 1:
                raise ValueError("A question is one select statement.")
            reading = _Reading(tree)
            if shadows := reading.makes & (self._taken | RELATIONS.keys()):
                raise ValueError(f"A question may not give its own meaning to {', '.join(sorted(shadows))}.")
            if strange := reading.strange | (reading.reads - reading.makes - RELATIONS.keys()):
                raise ValueError(
                    f"A question may read {', '.join(RELATIONS)}; this one also reads {', '.join(sorted(strange))}."
                )
            heads = [
                f"{name} as not materialized ({way})"
                for name, way in RELATIONS.items()
                if name in reading.reads
            ]
            head = f"with {', '.join(heads)} " if heads else ""
            self._long[sql] = reading.long
            self._statements[sql] = f"{head}select * from ({sql.strip().rstrip(';')}\n)"
        return self._statements[sql]


class _Reading:
    """What a parsed statement reads by a plain name, what its own `with` makes, and what no question may read.

    `long` are the columns among `_LONG` that it may read: those it names, or all where it takes every column or a row.
    """

    def __init__(self, tree: Any) -> None:
        self.reads: set[str] = set()
        self.makes: set[str] = set()
        self.strange: set[str] = set()
        self.long: set[str] = set()
        self._named: set[str] = set()
        self._tables: set[str] = set()
        self._walk(tree)
        takes_all = "*" in self._named or self._named & (self._tables | self.reads)
        self.long = _LONG.keys() & ({*_LONG} if takes_all else self._named)

    def _walk(self, node: Any) -> None:
        if isinstance(node, list):
            for one in node:
                self._walk(one)
        elif isinstance(node, dict):
            if {"type", "alias", "sample"} <= node.keys():
                self._stands_for_a_table(node)
                self._tables.add(node["alias"].lower())
            if node.get("class") == "STAR":
                self._named.add("*")
            elif node.get("class") == "COLUMN_REF":
                # A name alone may be a table's, and then stands for its rows; `t.words` names a column of it.
                self._named.add(node["column_names"][-1].lower())
            for entry in node.get("cte_map", {}).get("map", []):
                self.makes.add(entry["key"].lower())
            for one in node.values():
                self._walk(one)

    def _stands_for_a_table(self, node: dict[str, Any]) -> None:
        kind = node["type"]
        if kind == "BASE_TABLE":
            if node["catalog_name"] or node["schema_name"]:
                self.strange.add(".".join(filter(None, (node["schema_name"], node["table_name"]))))
            else:
                self.reads.add(node["table_name"].lower())
        elif kind == "TABLE_FUNCTION":
            if (function := node["function"]["function_name"].lower()) not in _HARMLESS_FUNCTIONS:
                self.strange.add(f"{function}()")
        elif kind not in _HARMLESS_SHAPES:
            self.strange.add(kind.replace("_", " ").lower())


def _of_these(long: set[str], statement: str) -> str:
    """The head of a question about a few observations that reads these of their longest columns."""
    instead = [f"{empty} as {one}" for one, empty in _LONG.items() if one not in long] or ["id as id"]
    told = _FOUND.format("told", "id", ", ".join(instead))
    meant = _FOUND.format("meant", "observation", "version as version")
    return f"{told}, {meant}" if "visible_meanings" in statement else told


def _frozen(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


@cache
def _change(name: str) -> str:
    return (TOLD / f"{name}.sql").read_text(encoding="utf-8")


@cache
def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
