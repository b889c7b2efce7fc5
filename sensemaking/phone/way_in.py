"""How do people find the gathering with their phones? An address, a code to type, and a QR code that holds both."""

from dataclasses import dataclass
from functools import lru_cache

import segno

from sensemaking.model.room import Room


@dataclass(frozen=True)
class WayIn:
    """What is shown to people who join: `address` to type, `code` in two groups, `qr` as SVG of our own making."""

    address: str
    code: str
    qr: str


def way_in(room: Room) -> WayIn | None:
    """The way into this gathering from a phone; None while its door is shut.

    The code travels behind the `#` of the link, which no network in between gets to see in a request.
    """
    if not room.door:
        return None
    address, code = f"http://{room.door}", f"{room.code[:4]}-{room.code[4:]}"
    return WayIn(address, code, _drawn(f"{address}/#{code}"))


@lru_cache(maxsize=32)
def _drawn(link: str) -> str:
    drawn = segno.make(link, error="m", micro=False)
    # Dark on light whatever the page looks like: many phones do not read it the other way round.
    return drawn.svg_inline(border=3, dark="#000", light="#fff", omitsize=True, lineclass=None, svgclass="qr")
