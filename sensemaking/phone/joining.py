"""Joining: by the code that stands on the wall; where it was guessed at too often, by knocking.

Guesses are counted in memory, by address and over all: a server that starts again begins anew, and nobody's address is
kept anywhere.
"""

import hmac
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from threading import Lock
from uuid import UUID

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act
from sensemaking.practice import live
from sensemaking.practice.gather import CODE_LENGTH
from sensemaking.practice.live import FACILITATOR, PARTICIPANT, Live

WRONG_A_MINUTE = 10
"""How many wrong codes one address may send in a minute; the right one makes them forgotten."""

WRONG_AN_HOUR = 600
"""How many wrong codes all addresses together may send in an hour."""

MOST_ADDRESSES = 10_000
MOST_KNOCKING = 40
"""How many may stand before one door at once: more signs than that no facilitator can compare."""

MINUTE, HOUR = 60.0, 3600.0


class TooManyGuesses(Refusal):
    """Codes are not looked at any more for now: who wants to come in knocks."""


class Guesses:
    """How often codes were guessed wrongly of late. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._of: dict[str, deque[float]] = {}
        self._all: deque[float] = deque()

    def refuse_too_many(self, address: str) -> None:
        """Raise TooManyGuesses where this address, or everybody together, guessed too often."""
        with self._lock:
            now = self._clock()
            mine = self._of.get(address, deque())
            if len(_since(mine, now - MINUTE)) >= WRONG_A_MINUTE:
                raise TooManyGuesses(
                    "This code was tried too often from here.",
                    try_next="Wait a minute and try it again, or knock.",
                )
            if len(_since(self._all, now - HOUR)) >= WRONG_AN_HOUR:
                raise TooManyGuesses(
                    "Somebody has been guessing codes, so the code opens nothing for now.",
                    try_next="Knock, and the facilitator lets you in.",
                )

    def was_wrong(self, address: str) -> None:
        """Somebody at this address sent a code of no gathering."""
        with self._lock:
            if len(self._of) >= MOST_ADDRESSES:
                self._of.clear()  # the count over all still holds
            self._of.setdefault(address, deque()).append(self._clock())
            self._all.append(self._clock())

    def was_right(self, address: str) -> None:
        """Somebody at this address knew a code: what went wrong before were slips of a thumb."""
        with self._lock:
            self._of.pop(address, None)


GUESSES = Guesses()


def plain(code: str) -> str:
    """A code as it was meant: without spaces, hyphens and the like, in capitals."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())


def by_code(code: str, address: str, guesses: Guesses | None = None) -> Live:
    """The gathering of this code; raises a Refusal where there is none, TooManyGuesses after too many wrong ones."""
    guesses = guesses or GUESSES
    given = plain(code)
    if not given:
        raise Refusal("There is no code yet.", try_next="Type the letters and digits that stand on the wall.")
    guesses.refuse_too_many(address)
    # Every code is compared to its end, so that how long it takes says nothing.
    fitting = [one for one in live.going_on() if _same(given, one.room.code)]
    if not fitting:
        guesses.was_wrong(address)
        raise Refusal(
            "This is not the code of a gathering that is going on.",
            try_next=f"Look at the wall again: it has {CODE_LENGTH} letters and digits.",
        )
    guesses.was_right(address)
    return fitting[0]


def knock(gathering: Live, subject: UUID, sign: str) -> None:
    """Somebody waits before the door and shows this sign; knocking again changes nothing."""
    room = gathering.room
    if subject in room.knocking or subject in room.let_in:
        return
    if len(room.knocking) >= MOST_KNOCKING:
        raise Refusal("Many are waiting at the door.", try_next="Go to the facilitator and ask to be let in.")
    gathering.happen(Act.KNOCKED, subject, {"sign": sign}, event=subject, actor=PARTICIPANT)


def let_in(gathering: Live, subject: UUID) -> None:
    """The facilitator lets in who showed a sign; twice is once. Who never knocked is not let in."""
    with gathering.one_at_a_time:
        if subject in gathering.room.knocking:
            gathering.happen(Act.LET_IN, subject, actor=FACILITATOR)


def _same(given: str, code: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), code.encode())


def _since(times: deque[float], then: float) -> deque[float]:
    while times and times[0] <= then:
        times.popleft()
    return times
