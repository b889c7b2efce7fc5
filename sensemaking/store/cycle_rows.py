"""How what a cycle was, carries over and is joined with lies in the tables, and back again."""

from datetime import UTC, date
from typing import Any

import pandas as pd

from sensemaking.model.cycle import Carried, Cycle, How, Introduction, Met
from sensemaking.store.rows import cycles, records


def versions(frame: pd.DataFrame) -> list[tuple[date, Cycle]]:
    """The versions of a cycle with the columns of the table, each with the local day it was kept on."""
    days = [
        recorded.to_pydatetime().replace(tzinfo=UTC).astimezone().date() for recorded in frame["recorded"]
    ]
    return list(zip(days, cycles(frame), strict=True))


def of_carried(carried: Carried) -> dict[str, Any]:
    """The row of something a cycle takes with it."""
    return {"cycle": carried.cycle, "what": carried.what, "words": carried.words}


def carried(frame: pd.DataFrame) -> list[Carried]:
    """What cycles take with them, of a frame with the columns of the table."""
    return [Carried(r["cycle"], r["what"], r["words"]) for r in records(frame)]


def of_introduction(introduction: Introduction) -> dict[str, Any]:
    """The row of an introduction as it stands in this version."""
    plain = ("id", "version", "cycle", "other", "words")
    told = {"how": introduction.how.value, "standing": introduction.standing.value}
    return {name: getattr(introduction, name) for name in plain} | told


def introductions(frame: pd.DataFrame) -> list[Introduction]:
    """The introductions of a frame with the columns of the table."""
    return [
        Introduction(
            r["id"], r["cycle"], r["other"], How(r["how"]), r["words"], Met(r["standing"]), int(r["version"])
        )
        for r in records(frame)
    ]
