"""Challenges on their way: those that began or came where we stand, and the one way in which something happens to them.

Only its home and the system it was sent to last ever see a challenge. In between, and anywhere else, there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID, uuid5

from sensemaking.model.challenge import Act, Answer, Challenge, Event
from sensemaking.model.refusal import Refusal
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import challenge_rows
from sensemaking.store.keeping import Rows

LONGEST = 4_000
"""The most characters that are sent, asked, said or answered at once: two pages."""

one_at_a_time = Lock()
"""Held by whoever changes what depends on how a challenge stands just now, so that nothing moves meanwhile."""


@dataclass(frozen=True)
class Asked:
    """What waits at the system it was sent to: one challenge, or several that a steward joined, as they came.

    `number` is the place of what happened last to any of them: whoever answers says with it what they had seen.
    """

    all: tuple[Challenge, ...]

    @property
    def first(self) -> Challenge:
        """The one that came first; all of them are answered together."""
        return self.all[0]

    @property
    def number(self) -> int:
        """The place of what happened last to any of them."""
        return max(one.number for one in self.all)

    @property
    def waits(self) -> bool:
        """Whether any of them waits for an answer."""
        return any(one.waits for one in self.all)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was answered so far, each once, in the order of answering."""
        said = {one.number: one for asked in self.all for one in asked.answers}
        return tuple(said[key] for key in sorted(said))


def known(here: Here) -> dict[UUID, Challenge]:
    """The challenges that began or came where we stand, by id, in the order of what happened to them first."""
    events_of: dict[UUID, list[Event]] = {}
    for event in challenge_rows.events(here.store.read("challenges", system=here.system.id)):
        events_of.setdefault(event.challenge, []).append(event)
    return {one: Challenge(one).after_all(events) for one, events in events_of.items()}


def came_here(here: Here) -> list[Asked]:
    """What came to us from closer in, those that were joined together, in the order they came."""
    came = sorted(
        (one for one in known(here).values() if _is_sent_to(one, here.system.id)),
        key=lambda one: one.sent.when,  # type: ignore[union-attr]
    )
    by_id = {one.id: one for one in came}
    together: dict[UUID, list[Challenge]] = {}
    for one in came:
        together.setdefault(_root(by_id, one), []).append(one)
    return [Asked(tuple(all)) for all in together.values()]


def asked(here: Here, challenge: UUID) -> Asked:
    """What came here with this challenge in it; raises a Refusal where it is not here, or not any more."""
    for one in came_here(here):
        if challenge in {each.id for each in one.all}:
            return one
    raise Refusal(
        "This challenge is not here any more: its group may have taken it back.",
        try_next="Nothing of yours is lost; look at what waits now.",
    )


def happen(
    here: Here, act: Act, those: Sequence[Challenge], told: Mapping[str, Any], event: UUID | None
) -> None:
    """Keep that we did this to each of these challenges; the same event again happens once."""
    event = event or new_id()
    here.keep(event, f"challenge {act.value}", those[0].id, happened(here, act, those, told, event))


def happened(
    here: Here, act: Act, those: Sequence[Challenge], told: Mapping[str, Any], event: UUID
) -> dict[str, Rows]:
    """The same act done to each of these, by table; each event's id follows from what was sent in."""
    done = (
        challenge_rows.of_event(uuid5(event, str(one.id)), one.id, act, here.system.id, told) for one in those
    )
    return {"challenge_event": list(done)}


def worded(words: str, what: str = "what it is") -> str:
    """The words as they are kept; raises a Refusal where there are none or too many of them."""
    said = words.strip()
    if not said:
        raise Refusal("There are no words yet.", try_next=f"Write {what}; one sentence is enough.")
    return no_longer(said)


def no_longer(said: str) -> str:
    """The same words; raises a Refusal where they are too many."""
    if len(said) > LONGEST:
        raise Refusal(
            f"This is longer than {LONGEST:,} characters.",
            try_next="Say the heart of it here; stories and patterns can go along. Your words are still here.",
        )
    return said


def _is_sent_to(challenge: Challenge, system: UUID) -> bool:
    return challenge.sent is not None and challenge.sent.to == system and not challenge.taken_back


def _root(by_id: Mapping[UUID, Challenge], one: Challenge) -> UUID:
    """The challenge that this one was put to in the end; itself where it was not, or its group took that one back."""
    while one.into is not None and one.into in by_id:
        one = by_id[one.into]
    return one.id
