"""A gathering while it is held: the one place where what happens is kept, and where everybody finds what it came to.

Wall, laptop and phones all look at the same `Room` of the same `Live`; a server that starts again works it out anew.
"""

from collections.abc import Mapping
from datetime import date
from threading import Lock, RLock
from typing import Any
from uuid import UUID, uuid4

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Room
from sensemaking.practice import stores
from sensemaking.practice.here import Here
from sensemaking.store import Keep, Store, rows
from sensemaking.store.keeping import Rows

PARTICIPANT, FACILITATOR = "participant", "facilitator"

_lives: dict[UUID, "Live"] = {}
_finding = Lock()


class Live:
    """One gathering and the store it is kept in."""

    def __init__(self, store: Store, gathering: UUID) -> None:
        self.store, self.id = store, gathering
        self.one_at_a_time = RLock()
        """Held by whoever changes what depends on how things stand just now, so that nothing moves meanwhile."""
        self._catching_up = Lock()
        self._room = Room(gathering)
        self._known = 0

    @property
    def room(self) -> Room:
        """The room as it is now, every event that was kept included."""
        version = self.store.version
        with self._catching_up:
            if version > self._known:
                news = self.store.read("gathering_events", gathering=self.id, after=self._room.number)
                self._room = self._room.after_all(rows.events(news))
                self._known = version
            return self._room

    @property
    def known(self) -> Room:
        """The room as it was worked out last; asking costs nothing, and whatever is kept is known within a moment."""
        return self._room

    @property
    def has_news(self) -> bool:
        """Whether something was kept in the store since the room was worked out last; costs nothing to ask."""
        return self.store.version > self._known

    @property
    def here(self) -> Here:
        """Where the gathering is held, seen by whoever sits at its laptop today."""
        room = self.room
        return Here(self.store, Viewer(date.today()), Focus(system=room.system, cycle=room.cycle))

    def refuse_when_ended(self) -> None:
        """Raise a Refusal once the gathering has ended: what it made is kept as it was then."""
        if self.room.ended:
            raise Refusal("This gathering has ended.", try_next="What it made stands in its note.")

    def happen(
        self,
        act: Act,
        subject: UUID | None = None,
        told: Mapping[str, Any] | None = None,
        *,
        event: UUID | None = None,
        added: Mapping[str, Rows] | None = None,
        actor: str = FACILITATOR,
    ) -> Room:
        """Keep that this happened, durably, with the rows it adds elsewhere; the same event again happens once.

        Gives back the room as it is then. Raises the Refusals of `store.keep`.
        """
        event = event or uuid4()
        row = rows.of_event(event, self.id, act, subject or self.id, dict(told or {}))
        kept = {"gathering_event": [row], **(added or {})}
        self.store.keep(Keep(event, act.value, subject or self.id, kept, actor))
        return self.room


def at(store: Store, gathering: UUID) -> Live:
    """The gathering of this id in this store, whether anything happened in it yet or not."""
    with _finding:
        if (
            gathering not in _lives or _lives[gathering].store is not store
        ):  # closed and opened again meanwhile
            _lives[gathering] = Live(store, gathering)
        return _lives[gathering]


def find(gathering: UUID) -> Live:
    """The gathering of this id, in whichever open store; raises a Refusal where there is none."""
    held = stores.open_all().values()
    live = _lives.get(gathering)
    if live is not None and any(live.store is store for store in held):
        return live
    for store in held:
        if len(store.read("gathering_events", gathering=gathering, after=0)):
            return at(store, gathering)
    raise Refusal("This gathering is not here.", try_next="Ask the facilitator for the code again.")


def at_hand(gathering: UUID) -> Live | None:
    """The gathering of this id if somebody looked for it before; asking costs nothing."""
    return _lives.get(gathering)


def going_on() -> list[Live]:
    """Every gathering that was prepared and has not ended, in the stores this process holds."""
    held = stores.open_all().values()
    return [at(store, one) for store in held for one in store.read("gatherings_going_on")["gathering"]]
