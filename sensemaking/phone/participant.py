"""Who somebody is to a gathering: a random number that only their phone keeps, in a cookie signed for that gathering.

Everything else follows from that number by a one-way road: the id under which they joined, the number their answers
carry, and the mark by which this phone alone knows its own words again. Nothing kept in the store can be walked back
to it, nor from one contribution to the next, and the cookie never changes with what is sent: two tabs, a cut
connection or a retry cannot lose the right to take something back.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from sensemaking.model.room import Carries, Room
from sensemaking.phone.page import root
from sensemaking.practice.gather import LETTERS

THIRTY_DAYS = 30 * 24 * 60 * 60
SEED = 16
"""How many random bytes a participant is."""

LONGEST_WHO = 80
SIGN = 4
"""How many letters somebody who knocks shows to the facilitator."""


@dataclass(frozen=True)
class Participant:
    """Somebody in a gathering: `who` in words where it carries those, `part` where the room has parts.

    `told` says that they were told what their words carry; `knocks` that a code did not let them in.
    """

    seed: bytes
    who: str = ""
    part: str = ""
    told: bool = False
    knocks: bool = False

    @classmethod
    def new(cls, knocks: bool = False) -> Self:
        """Somebody who was never here before."""
        return cls(secrets.token_bytes(SEED), knocks=knocks)

    @property
    def id(self) -> UUID:
        """The id under which they joined; nothing else carries it."""
        return UUID(bytes=self._hashed(b"joined")[:16], version=4)

    @property
    def knock(self) -> UUID:
        """The id under which they knocked."""
        return UUID(bytes=self._hashed(b"knocked")[:16], version=4)

    @property
    def voter(self) -> str:
        """The number that their answers to statements carry; it links to nothing else."""
        return self._hashed(b"voter")[:12].hex()

    @property
    def sign(self) -> str:
        """What they show to the facilitator when they knock."""
        return "".join(LETTERS[byte % len(LETTERS)] for byte in self._hashed(b"sign")[:SIGN])

    def own(self, given: str) -> UUID:
        """The id of theirs that belongs to what a form gave as id; always the same one for the same.

        It has the form of a random id (UUID version 4): half of it is random, half shows this phone alone that it is
        its own. An id of theirs stays as it is.
        """
        try:
            if self.wrote(whole := UUID(given)):
                return whole
        except ValueError:
            pass
        return self._marked(self._hashed(b"id", given.encode("utf-8", "replace"))[:8])

    def wrote(self, id: UUID) -> bool:
        """Whether this id was made for this phone."""
        return hmac.compare_digest(id.bytes, self._marked(id.bytes[:8]).bytes)

    def may_enter(self, room: Room) -> bool:
        """Whether they are in: by the code, or because the facilitator let them."""
        return not self.knocks or self.knock in room.let_in

    def as_told(self, room: Room, who: str, part: str) -> "Participant":
        """The same one, told what their words carry, with what they chose of it."""
        carried = " ".join(who.split())[:LONGEST_WHO] if room.carries is not Carries.NOTHING else ""
        return replace(self, who=carried, part=part if part in room.parts else "", told=True)

    def _marked(self, half: bytes) -> UUID:
        plain = UUID(bytes=half + bytes(8), version=4).bytes[:8]
        return UUID(bytes=plain + self._hashed(b"mark", plain)[:8], version=4)

    def _hashed(self, what: bytes, of: bytes = b"") -> bytes:
        return hmac.digest(self.seed, what + b":" + of, "sha256")


def whose(request: Request, room: Room) -> Participant | None:
    """Who asks; None where their cookie is missing, forged, or of another gathering."""
    given = request.cookies.get(_name(room.id), "")
    try:
        return _read(_signer(room).loads(given)) if given and room.secret else None
    except (BadData, ValueError, TypeError, KeyError):
        return None


def remember(request: Request, answer: Response, room: Room, who: Participant) -> None:
    """Have the phone keep it for thirty days, by its own count of days: a clock that is wrong changes nothing."""
    told: dict[str, Any] = {"s": who.seed.hex(), "w": who.who, "p": who.part, "t": who.told, "k": who.knocks}
    value = _signer(room).dumps(told)
    answer.set_cookie(
        _name(room.id),
        str(value),
        max_age=THIRTY_DAYS,
        path=root(request) or "/",
        httponly=True,
        samesite="lax",
    )


def forget(request: Request, answer: Response, room: Room) -> None:
    """Have the phone forget it at once."""
    answer.delete_cookie(_name(room.id), path=root(request) or "/", httponly=True, samesite="lax")


def _read(told: Mapping[str, Any]) -> Participant:
    seed = bytes.fromhex(told["s"])
    return Participant(seed, str(told["w"]), str(told["p"]), bool(told["t"]), bool(told["k"]))


def _name(gathering: UUID) -> str:
    return f"room-{gathering.hex}"


def _signer(room: Room) -> URLSafeSerializer:
    return URLSafeSerializer(
        room.secret, salt=room.id.hex, serializer=json, signer_kwargs={"digest_method": sha256}
    )
