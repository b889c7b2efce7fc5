"""The map of a system as Kumu JSON: a blueprint as people write it, and as Kumu writes it out.

A blueprint names things plainly (`label`, `type`). What Kumu exports has an `_id`, keeps the same under `attributes` as
`element type` and `connection type`, and its connections name ids.
Source: docs.kumu.io/guides/import/blueprints, and exported projects in public repositories.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sensemaking.exchange.map_said import (
    NO_ENDS,
    NO_KIND_SAID,
    NO_NAME,
    Refused,
    Said,
    SaidLink,
    SaidPart,
    and_in_the_file,
    link_kind,
    part_kind,
    themes_in,
    together,
)
from sensemaking.model.map import LinkKind, Map, PartKind
from sensemaking.model.refusal import Refusal

OTHER_KINDS_OF_PART = (
    "What is neither called actor nor factor came as a factor; what it was called stands in its words."
)
OTHER_KINDS_OF_LINK = (
    "Links of other kinds came as “influences”; what they were called stands in their words."
)
NO_DIRECTION = "Links that had no direction go the way they are written."
NOT_AN_ENTRY = "it is no element or connection"
MARKS = ("delayed", "reversed")

Entry = Mapping[str, Any]


def is_json(data: bytes) -> bool:
    """Whether these bytes look like JSON rather than like a table."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read(name: str, data: bytes) -> Said:
    """What a Kumu file says about a map. Raises a Refusal where it cannot be read as one."""
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as unreadable:
        raise Refusal(
            f"{name} is not whole, or no JSON.", try_next="Export it again, and bring in that file."
        ) from unreadable
    if not isinstance(told, dict) or not {"elements", "connections"} & told.keys():
        raise Refusal(
            f"{name} has neither elements nor connections, as a map from Kumu has.",
            try_next="Export the project or the map as JSON, and bring in that file.",
        )
    said: list[Said] = []
    labels: dict[str, str] = {}
    for nth, element in enumerate(_listed(told.get("elements")), 1):
        where, entry = f"{name}, element {nth}", _flat(element)
        said.append(_part(where, entry, (_as_it_stands(element),)))
        if said[-1].parts and "_id" in entry:
            labels[str(entry["_id"])] = said[-1].parts[0].name
    for nth, connection in enumerate(_listed(told.get("connections")), 1):
        where, entry = f"{name}, connection {nth}", _flat(connection)
        said.append(_link(where, entry, labels, (_as_it_stands(connection),)))
    return together(said)


def written(drawn: Map, themes: Mapping[UUID, str]) -> bytes:
    """A map as a Kumu blueprint."""
    names = {one.id: one.name for one in drawn.parts}
    blueprint = {
        "elements": [
            {
                "label": one.name,
                "type": one.kind.value,
                "description": one.words,
                "tags": [themes[theme] for theme in one.themes if theme in themes],
            }
            for one in drawn.parts
        ],
        "connections": [
            {
                "from": names[one.goes_from],
                "to": names[one.goes_to],
                "type": one.kind.value,
                "label": one.words,
                "direction": "directed",
            }
            for one in drawn.links
        ],
    }
    return json.dumps(blueprint, ensure_ascii=False, indent=2).encode()


def _part(where: str, entry: Entry, cells: tuple[str, ...]) -> Said:
    name = " ".join(_text(entry.get("label")).split())
    if not name:
        return Said(refused=(Refused(where, NO_NAME if entry else NOT_AN_ENTRY, cells),))
    called, words = _text(entry.get("type")), _text(entry.get("description"))
    kind = part_kind(called)
    if kind is None and called:
        words = and_in_the_file(words, called)
    part = SaidPart(where, kind or PartKind.FACTOR, name, words, _tags(entry.get("tags")), cells)
    return Said(parts=(part,), notes=() if kind else (OTHER_KINDS_OF_PART,))


def _link(where: str, entry: Entry, labels: Mapping[str, str], cells: tuple[str, ...]) -> Said:
    one, other = (labels.get(_text(entry.get(end)), _text(entry.get(end))) for end in ("from", "to"))
    if not (one and other):
        return Said(refused=(Refused(where, NO_ENDS if entry else NOT_AN_ENTRY, cells),))
    called = _text(entry.get("type"))
    words = " ".join(filter(None, (_text(entry.get("label")), _text(entry.get("description")))))
    notes: list[str] = []
    kind = link_kind(called)
    if kind is None:
        kind = LinkKind.INFLUENCES
        words = and_in_the_file(words, called) if called else words
        notes.append(OTHER_KINDS_OF_LINK if called else NO_KIND_SAID)
    for mark in MARKS:
        words = and_in_the_file(words, mark) if entry.get(mark) is True else words
    direction = _text(entry.get("direction"))
    if direction == "undirected":
        notes.append(NO_DIRECTION)
    links = [SaidLink(where, one, kind, other, words, cells)]
    if direction == "mutual":
        links.append(SaidLink(where, other, kind, one, words, cells))
    return Said(links=tuple(links), notes=tuple(notes))


def _flat(entry: Any) -> dict[str, Any]:
    """An element or a connection with what Kumu nests under `attributes` in its plain place."""
    if not isinstance(entry, dict):
        return {}
    inner = entry.get("attributes")
    flat = {str(key).casefold(): value for key, value in entry.items() if key != "attributes"}
    for key, value in inner.items() if isinstance(inner, dict) else ():
        plain = str(key).casefold()
        flat.setdefault("type" if plain in ("element type", "connection type") else plain, value)
    return flat


def _listed(entries: Any) -> Iterable[Any]:
    return entries if isinstance(entries, list) else ()


def _tags(said: Any) -> tuple[str, ...]:
    if isinstance(said, list):
        return tuple(dict.fromkeys(" ".join(one.split()) for one in map(_text, said) if one.strip()))
    return themes_in(_text(said))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else f"{value}" if isinstance(value, int | float) else ""


def _as_it_stands(entry: Any) -> str:
    return json.dumps(entry, ensure_ascii=False)
