"""How a beginning is asked for, as files: the steps of a first cycle, and who else works this way; or why not."""

from pathlib import Path
from typing import Any

from sensemaking.exchange import toml_in
from sensemaking.model.starting import Body, Document, Group, Keeps, Step

FOLDER = Path(__file__).parents[2] / "data" / "starting"

STEPS, WHO_ELSE = "first_cycle.toml", "who_else.toml"

LONGEST_FILE = 20_000
"""The most characters a file may have; the longest of ours has a fifth of that."""

MOST = 60

_LONGEST = {
    "key": 40,
    "title": 60,
    "words": 200,
    "asks": 80,
    "source": 300,
    "name": 80,
    "tells": 300,
    "by": 80,
    "found": 80,
    "documents": 40,
}


class _Table(toml_in.Table):
    """The head of a file, or one of its entries."""

    LONGEST = _LONGEST
    MOST = {"documents": 6}


def steps(folder: Path = FOLDER) -> list[Step]:
    """The steps of a first cycle, in the file's order.

    Raises a Refusal that names the file, the step by its number, the key, and what is allowed there.
    """
    head = _read(folder / STEPS, ("source", "step"))
    found: list[Step] = []
    for where in _entries(head, "step", ("key", "keeps", "title", "words", "asks")):
        keeps = Keeps(where.one_of("keeps", [one.value for one in Keeps]))
        asks = where.text("asks") if keeps is Keeps.ANSWER else ""
        step = Step(where.text("key"), keeps, where.text("title"), where.text("words"), asks)
        if step.key in {one.key for one in found}:
            raise where.refusal(f"“key” is “{step.key}” once more.", "Give each step a key of its own.")
        found.append(step)
    return found


def who_else(folder: Path = FOLDER) -> list[Body]:
    """Who else works this way, in the file's order; raises a Refusal as `steps` does."""
    head = _read(folder / WHO_ELSE, ("document", "body"))
    documents = {
        where.text("key"): Document(where.text("title"), where.text("by"), where.text("found"))
        for where in _entries(head, "document", ("key", "title", "by", "found"))
    }
    bodies = []
    for where in _entries(head, "body", ("name", "group", "tells", "documents")):
        named = where.texts("documents")
        if not named or any(one not in documents for one in named):
            known = ", ".join(documents)
            raise where.refusal("“documents” names none that is in this file.", f"It may have: {known}.")
        bodies.append(
            Body(
                where.text("name"),
                Group(where.one_of("group", [one.value for one in Group])),
                where.text("tells"),
                tuple(documents[one] for one in named),
            )
        )
    return bodies


def _read(path: Path, keys: tuple[str, ...]) -> _Table:
    told: dict[str, Any] = toml_in.parsed(
        toml_in.text(path, LONGEST_FILE), path.name, LONGEST_FILE, "file to begin with", "Make it shorter."
    )
    head = _Table(told, path.name)
    head.refuse_other_keys(keys, (), "")
    return head


def _entries(head: _Table, name: str, keys: tuple[str, ...]) -> list[_Table]:
    found = []
    for number, one in enumerate(head.tables(name, f"entries called {name}", MOST), 1):
        table = _Table(one, f"{head.where}, {name} {number}")
        table.refuse_other_keys(keys, (), "")
        found.append(table)
    return found
