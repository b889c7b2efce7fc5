"""What does the drawn stack hold? A small one whole; of thousands the way to where we stand, by the alphabet."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from sensemaking.model.system import System
from sensemaking.practice.here import Here

Land = dict[str, object]

DRAWN_WHOLE = 30
"""A stack of so many systems is drawn whole."""

MOST_INSIDE, MOST_BESIDE, MOST_FURTHER_IN = 36, 8, 40
"""What one picture can hold and still be read: names or groups of names, neighbours, and what is inside of those."""

LONGEST_IN_A_GROUP = 18

AND_MORE = "and {more:,} more; find them by name, or stand wider"
FROM_TO, ALL = "{first} to {last}", "All of them"


def lands(here: Here, since: int = 0, until: int | None = None) -> list[Land]:
    """The outermost lands of the picture, each with what is drawn inside of it.

    Of very many systems closer in, those between two places of the alphabet are drawn, or groups of them.
    """
    if len(here.stack) <= DRAWN_WHOLE:
        return [_whole(here, one) for one in here.stack.outermost()]
    stack, me = here.stack, here.system
    beside, more = _neighbours(here)
    at = beside.index(me)
    drawn = [land(here, one) for one in beside]
    drawn[at] |= _inside(here, since, until)
    for around in reversed(stack.around(me.id)):
        drawn, more = [land(here, around) | {"inside": drawn, "more": more}], ""
    return drawn


def land(here: Here, one: System) -> Land:
    """One system as it is drawn, with nothing inside of it yet."""
    me = here.system
    role = "here" if one.id == me.id else "beside" if one.parent == me.parent else ""
    return {
        "id": str(one.id),
        "name": one.name,
        "scale": one.scale.word,
        "role": role,
        "inside": [],
        "groups": [],
        "all": "",
        "more": "",
    }


def _whole(here: Here, one: System) -> Land:
    return land(here, one) | {"inside": [_whole(here, inner) for inner in _closer_in(here, one.id)]}


def _closer_in(here: Here, system: UUID) -> list[System]:
    return here.in_sight(here.stack.closer_in(system))


def _neighbours(here: Here) -> tuple[list[System], str]:
    """The system we stand at among those nearest to it in the stack's order, and how many more there are, in words."""
    me, around = here.system, here.stack.around(here.system.id)
    every = _closer_in(here, around[-1].id) if around else here.in_sight(here.stack.outermost())
    since = max(0, min(every.index(me) - MOST_BESIDE // 2, len(every) - MOST_BESIDE - 1))
    shown = every[since : since + MOST_BESIDE + 1]
    return shown, AND_MORE.format(more=len(every) - len(shown)) if len(every) > len(shown) else ""


def _inside(here: Here, since: int, until: int | None) -> Land:
    """What is drawn inside where we stand: every system closer in, or those of one stretch of the alphabet."""
    every = _closer_in(here, here.system.id)
    since = max(0, min(since, len(every)))
    until = len(every) if until is None else max(since, min(until, len(every)))
    window = every[since:until]
    if len(window) > MOST_INSIDE:
        return {"groups": _groups(every, since, until), "all": ALL if len(window) < len(every) else ""}
    further = [_closer_in(here, one.id) for one in window]
    if sum(map(len, further)) > MOST_FURTHER_IN:
        further = [[] for _ in window]
    inside = [
        land(here, one) | {"inside": [land(here, inner) for inner in inner_ones]}
        for one, inner_ones in zip(window, further, strict=True)
    ]
    return {"inside": inside, "all": ALL if len(window) < len(every) else ""}


def _groups(every: Sequence[System], since: int, until: int) -> list[dict[str, str]]:
    """A stretch of systems in groups of about the same size, each called by its first and its last."""
    many = until - since
    parts = min(MOST_INSIDE, -(-many // MOST_INSIDE))
    cuts = [since + many * nth // parts for nth in range(parts + 1)]
    return [
        {
            "key": f"{first}:{after}",
            "name": FROM_TO.format(first=_short(every[first].name), last=_short(every[after - 1].name)),
            "scale": every[first].scale.plural,
        }
        for first, after in pairwise(cuts)
    ]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_IN_A_GROUP else f"{name[: LONGEST_IN_A_GROUP - 1].rstrip()}…"
