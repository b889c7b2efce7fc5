"""How challenges and changes to business as usual lie in the tables, and what rests on what."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import pandas as pd

from sensemaking.model.challenge import Act, Event
from sensemaking.model.change import Change
from sensemaking.store.rows import records


def of_event(event: UUID, challenge: UUID, act: Act, system: UUID, told: Mapping[str, Any]) -> dict[str, Any]:
    """The row of something that happens to a challenge."""
    plain = json.dumps(told, ensure_ascii=False)
    return {"id": event, "challenge": challenge, "act": act.value, "system": system, "told": plain}


def events(frame: pd.DataFrame) -> list[Event]:
    """The events of a frame with the columns of the table, in its order."""
    return [
        Event(
            r["id"],
            r["challenge"],
            Act(r["act"]),
            r["system"],
            json.loads(r["told"]),
            int(r["sequence"]),
            r["recorded"].to_pydatetime(),
        )
        for r in records(frame)
    ]


def of_change(change: Change) -> dict[str, Any]:
    """The row of a change."""
    kept = ("id", "version", "system", "cycle", "day", "words")
    return {name: getattr(change, name) for name in kept}


def changes(frame: pd.DataFrame) -> list[Change]:
    """The changes of a frame with the columns of the table, in its order."""
    return [
        Change(r["id"], r["system"], r["day"].date(), r["words"], r["cycle"], int(r["version"]))
        for r in records(frame)
    ]


def of_because(what: UUID, rests_on: Iterable[UUID]) -> list[dict[str, Any]]:
    """The rows that say what a thing rests on, each once."""
    return [{"what": what, "rests_on": one} for one in dict.fromkeys(rests_on) if one != what]
