"""What rests on what: a change on a challenge, a challenge on a decision, an experiment on a reading.

Only ids are kept, and only ids come back: whoever shows what they name asks for it where they stand.
"""

from collections.abc import Iterable
from uuid import UUID

from sensemaking.practice.here import Here
from sensemaking.store import challenge_rows
from sensemaking.store.keeping import Rows


def rows_for(what: UUID, rests_on: Iterable[UUID]) -> dict[str, Rows]:
    """The rows that say what this rests on, by table, to be kept in the commit that keeps the thing itself."""
    return {"because": challenge_rows.of_because(what, rests_on)}


def rests_on(here: Here, what: UUID) -> list[UUID]:
    """What this rests on, in the order it was said; nothing where nobody said."""
    return list(here.store.read("because", what=what)["id"])
