"""How answers to open questions, and those that people joined, lie in the tables, and back again."""

from typing import Any

import pandas as pd

from sensemaking.model.question import Answer, Joined
from sensemaking.store.rows import records


def of_answer(answer: Answer) -> dict[str, Any]:
    """The row of an answer."""
    return {
        "id": answer.id,
        "version": answer.version,
        "system": answer.system,
        "cycle": answer.cycle,
        "question": answer.question,
        "day": answer.day,
        "words": answer.words,
        "who": answer.who,
    }


def answers(frame: pd.DataFrame) -> list[Answer]:
    """The answers of a frame with the columns of the table, in its order."""
    return [
        Answer(
            id=r["id"],
            system=r["system"],
            question=r["question"],
            words=r["words"],
            day=r["day"].date(),
            cycle=r["cycle"],
            who=r["who"],
            version=int(r["version"]),
        )
        for r in records(frame)
    ]


def of_joined(joined: Joined) -> dict[str, Any]:
    """The row of answers put together."""
    return {
        "id": joined.id,
        "version": joined.version,
        "system": joined.system,
        "name": joined.name,
        "answers": list(joined.answers),
    }


def joined(frame: pd.DataFrame) -> list[Joined]:
    """The answers put together, of a frame with the columns of the table, in its order."""
    return [
        Joined(r["id"], r["system"], r["name"], tuple(r["answers"]), int(r["version"]))
        for r in records(frame)
    ]
