"""Asking: the one place where people's words leave the store."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus

QUERIES = Path(__file__).parent / "queries"

# What a question may read, and how each relation comes to be at a focus, for a viewer.
_VISIBLE = {
    "observations": "select * from visible_observations({viewer}, {focus})",
    "meanings": "select * from visible_meanings({viewer}, {focus})",
    "themes": "select id, name from main.themes",
    "measures": "select id, name, unit from main.measures",
    "systems": "select id, scale, name, parent from main.systems",
}
_VIEWER = "{'today': $_today::date}"
_FOCUS = (
    "{'system': $_system::uuid, 'cycle': $_cycle::uuid, 'since': $_since::date,"
    " 'until': $_until::date, 'themes': $_themes::uuid[]}"
)
_HARMLESS_FUNCTIONS = {"unnest", "range", "generate_series"}


class Asking:
    """Answers questions about what is visible. A fresh cursor for every call: a shared one mixes up its callers' rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        # Screens of one room ask the same thing at once: they share one answer until something is kept.
        self._answer = lru_cache(maxsize=512)(self._fresh_answer)

    def ask(
        self, version: int, sql: str, viewer: Viewer, focus: Focus, params: dict[str, Any]
    ) -> pd.DataFrame:
        """The rows of a select over `observations`, `meanings`, `themes`, `measures` and `systems`, as visible here.

        Parameters are `$named`. Raises ValueError for a statement that reads anything else.
        """
        frozen = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(params.items()))
        where = Focus(
            system=focus.system, cycle=focus.cycle, since=focus.since, until=focus.until, themes=focus.themes
        )
        return self._answer(version, sql, viewer, where, frozen).copy(deep=False)

    def read(self, name: str, params: dict[str, Any]) -> pd.DataFrame:
        """The rows of `queries/<name>.sql`: the stack, cycles, readings, never people's observations."""
        with self._connection.cursor() as cursor:
            return cursor.execute(_query(name), params).df()

    def _fresh_answer(
        self, version: int, sql: str, viewer: Viewer, focus: Focus, params: tuple[tuple[str, Any], ...]
    ) -> pd.DataFrame:
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in params}
        given |= {"_today": viewer.today, "_system": focus.system}
        given |= {"_cycle": focus.cycle, "_since": focus.since, "_until": focus.until}
        given |= {"_themes": list(focus.themes)}
        with self._connection.cursor() as cursor:
            relations = _relations(cursor, sql)
            head = "with " + ", ".join(
                f"{name} as not materialized ({_VISIBLE[name].format(viewer=_VIEWER, focus=_FOCUS)})"
                for name in relations
            )
            body = sql.strip()
            rest = re.sub(r"^with\s", ", ", body, flags=re.IGNORECASE) if _starts_with(body) else " " + body
            return cursor.execute(head + rest, given).df()


def _starts_with(sql: str) -> bool:
    return re.match(r"with\s", sql, re.IGNORECASE) is not None


@lru_cache(maxsize=None)
def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _relations(cursor: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The visible relations a statement reads, in a fixed order; raises ValueError if it reads any other."""
    read, made = _tables(cursor, sql)
    if strangers := read - made - _VISIBLE.keys():
        raise ValueError(f"A question may read {', '.join(_VISIBLE)}; this one also reads {', '.join(strangers)}.")
    return [name for name in _VISIBLE if name in read - made] or ["observations"]


_KNOWN: dict[str, tuple[set[str], set[str]]] = {}


def _tables(cursor: duckdb.DuckDBPyConnection, sql: str) -> tuple[set[str], set[str]]:
    if sql not in _KNOWN:
        answer = cursor.execute("select json_serialize_sql($sql::varchar)", {"sql": sql}).fetchone()
        tree = json.loads(answer[0]) if answer else {"error": True}
        if tree["error"] or len(tree["statements"]) != 1:
            raise ValueError("A question is one select statement.")
        read: set[str] = set()
        made: set[str] = set()
        _walk(tree, read, made)
        _KNOWN[sql] = (read, made)
    return _KNOWN[sql]


def _walk(node: Any, read: set[str], made: set[str]) -> None:
    """Gather the tables a parsed statement reads and the names its own `with` makes."""
    if isinstance(node, list):
        for one in node:
            _walk(one, read, made)
    elif isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            read.add(".".join(filter(None, (node["catalog_name"], node["schema_name"], node["table_name"]))))
        elif node.get("type") == "TABLE_FUNCTION" and node["function"]["function_name"] not in _HARMLESS_FUNCTIONS:
            read.add(node["function"]["function_name"] + "()")
        if "cte_map" in node:
            made.update(entry["key"] for entry in node["cte_map"]["map"])
        for one in node.values():
            _walk(one, read, made)
