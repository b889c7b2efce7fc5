"""Rows as the store keeps them, for tests that stand right before it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Question
from sensemaking.store import Keep, Store

TODAY = date(2026, 3, 1)
VIEWER = Viewer(TODAY)


def a_system(scale: int = 2, parent: UUID | None = None) -> dict[str, Any]:
    return {"id": uuid4(), "version": 1, "scale": scale, "name": "A team", "parent": parent}


def an_observation(system: UUID, words: str = "We rang first.", **different: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "version": 1,
        "system": system,
        "kind": "story",
        "day": date(2026, 1, 5),
        "words": words,
        "prompt": "",
        "whose": "mine",
        "cycle": None,
        "experiment": None,
        "teller": None,
        "themes": [],
        "measure": None,
        "value": None,
        "travels": None,
        "quotable": True,
        "usable_until": None,
        "reviewed": False,
        "import": None,
    }
    return plain | different


def a_question(question: Question) -> dict[str, Any]:
    return {"version": 1, **vars(question)}


def keeping(*rows: dict[str, Any], table: str = "observation", id: UUID | None = None, **more: Any) -> Keep:
    """One contribution of rows of one table, and of other tables by name."""
    return Keep(id or uuid4(), "kept in a test", uuid4(), {table: list(rows), **more})


def a_place_to_stand(store: Store) -> UUID:
    """A team, kept; its id."""
    system = a_system()
    store.keep(keeping(system, table="system"))
    return system["id"]


def words_at(store: Store, system: UUID) -> list[str]:
    """Every word that can be read where one stands there, in the order of keeping."""
    found = store.ask("select words from observations order by sequence, id", VIEWER, Focus(system=system))
    return list(found["words"])
