"""Gatherings: a facilitated session, what was said in it as statements, and how people answered each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class Vote(StrEnum):
    """How somebody answers a statement."""

    RINGS_TRUE = "rings true"
    NOT_FOR_ME = "not for me"
    NOT_SURE = "not sure"


class Moderation(StrEnum):
    """What whoever looked after a gathering did with a statement; held aside, it keeps its votes."""

    ACCEPTED = "accepted"
    NOT_LOOKED_AT = "not looked at"
    HELD_ASIDE = "held aside"


@dataclass(frozen=True)
class Gathering:
    """One gathering held at a system; `begun` and `ended` are the first and last day it was answered on.

    `people` and `statements` count what the store holds of it. It is seen only where it was held.
    """

    id: UUID
    system: UUID
    name: str
    about: str = ""
    begun: date | None = None
    ended: date | None = None
    cycle: UUID | None = None
    people: int = 0
    statements: int = 0
    version: int = 1


@dataclass(frozen=True)
class Answered:
    """A statement and how each perspective answered it: their names, and how many people gave each answer."""

    words: str
    answers: tuple[tuple[str, Mapping[Vote, int]], ...]


def of_ten(votes: Mapping[Vote, int]) -> dict[Vote, int]:
    """How many of ten people gave each answer, as whole people that come to ten; nothing where nobody answered."""
    answered = sum(votes.values())
    if not answered:
        return {}
    exact = {vote: 10 * votes.get(vote, 0) / answered for vote in Vote}
    found = {vote: int(share) for vote, share in exact.items()}
    left = 10 - sum(found.values())
    for vote in sorted(Vote, key=lambda vote: found[vote] - exact[vote])[:left]:
        found[vote] += 1
    return found


@dataclass(frozen=True)
class Statement:
    """Something said in a gathering, in its writer's words; `place` is its place in the order of writing.

    `votes` counts people, each by their latest answer.
    """

    id: UUID
    place: int
    words: str
    moderation: Moderation = Moderation.ACCEPTED
    votes: Mapping[Vote, int] = field(default_factory=dict)
