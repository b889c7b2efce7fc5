"""How do people find the gathering with their phones? An address, a code to type, and a QR code that holds both."""

from dataclasses import dataclass

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
    code = f"{room.code[:4]}-{room.code[4:]}"
    drawn = segno.make(f"http://{room.door}/#{code}", error="m", micro=False)
    # Dark on light whatever the page looks like: many phones do not read it the other way round.
    svg = drawn.svg_inline(border=3, dark="#000", light="#fff", omitsize=True, lineclass=None, svgclass="qr")
    return WayIn(f"http://{room.door}", code, svg)
