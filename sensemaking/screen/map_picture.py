"""How is the map of a system drawn? As boxes and lines that stand where their links put them, the same every time."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import streamlit as st

from sensemaking.model.counting import how_many
from sensemaking.model.map import LinkKind, Map, Part
from sensemaking.practice.map_placed import LETTERS, SMALL, placed
from sensemaking.screen.component import component

_map = component("map")

ROOMS = ((1080, 9.5), (700, 9.0), (330, 7.0))
"""How wide a picture may be, and after how many times the size of its letters a name goes on in the next line."""
WORDS = {
    "skip": "Go past the picture",
    "actor": "somebody who acts",
    "factor": "something that is so",
    LinkKind.INFLUENCES: "influences",
    LinkKind.ENABLES: "enables",
    LinkKind.BLOCKS: "blocks",
}
READ_OUT = 4
"""How many of a part's links are read out where it is met; all of them stand where it is opened."""


def picture(
    shown: Map,
    label: str,
    key: str,
    opened: Callable[[UUID], None],
    joined: Callable[[UUID, UUID], None],
    chosen: UUID | None = None,
    aside: bool = False,
) -> None:
    """The map drawn, with the part that was opened last marked.

    `opened` hears of the part somebody opens, `joined` of two between which they drew a line. `aside` is whether
    something beside the picture has the keyboard.
    """
    nth = {part.id: place for place, part in enumerate(shown.parts)}
    data = {
        "label": label,
        "words": WORDS,
        "size": LETTERS,
        "small": SMALL,
        "aside": aside,
        "chosen": str(chosen) if chosen else "",
        "parts": [
            {"id": str(one.id), "kind": one.kind.value, "label": _read_out(shown, one)} for one in shown.parts
        ],
        "links": [
            {
                "from": nth[one.goes_from],
                "to": nth[one.goes_to],
                "kind": one.kind.value,
                "word": WORDS[one.kind],
            }
            for one in shown.links
        ],
        "layouts": [_laid(shown, wide, ems) for wide, ems in ROOMS],
    }

    def hear_opened() -> None:
        if part := st.session_state[key].opened:
            opened(UUID(part))

    def hear_joined() -> None:
        if ends := st.session_state[key].joined:
            joined(UUID(ends[0]), UUID(ends[1]))

    _map(key=key, data=data, on_opened_change=hear_opened, on_joined_change=hear_joined)


def _read_out(shown: Map, part: Part) -> str:
    links = shown.links_of(part.id)
    said = [shown.in_words(one) for one in links[:READ_OUT]]
    more = len(links) - len(said)
    if more:
        said.append(f"And {how_many(more, 'link')} more")
    return ". ".join((f"{part.name}, {part.kind.value}", *said))


def _laid(shown: Map, wide: int, ems: float) -> dict[str, Any]:
    """Everything's place in a picture so wide."""
    at = placed(shown, wide, ems)
    return {
        "wide": at.laid.wide,
        "high": at.laid.high,
        "rows": at.laid.rows,
        "places": at.laid.places,
        "boxes": [
            {"wide": box[0], "high": box[1], "words": lines}
            for box, lines in zip(at.boxes, at.names, strict=True)
        ],
        "lines": [
            {"start": one.start, "bend": one.bend, "end": one.end, "word": one.word} for one in at.laid.lines
        ],
    }
