"""How the map of a system lies in the tables, and back again."""

from typing import Any

import pandas as pd

from sensemaking.model.map import Link, LinkKind, Map, Part, PartKind
from sensemaking.store.rows import records


def of_part(part: Part) -> dict[str, Any]:
    """The row of a part."""
    plain = {name: getattr(part, name) for name in ("id", "version", "system", "cycle", "name", "words")}
    return plain | {"kind": part.kind.value, "themes": list(part.themes)}


def of_part_taken_off(part: Part) -> dict[str, Any]:
    """The row that takes a part off the map; its earlier versions stay."""
    return of_part(part) | {"version": part.version + 1, "name": "", "words": ""}


def of_link(link: Link) -> dict[str, Any]:
    """The row of a link."""
    kept = ("id", "version", "system", "cycle", "goes_from", "goes_to", "words", "observation")
    return {name: getattr(link, name) for name in kept} | {"kind": link.kind.value}


def of_link_taken_off(link: Link) -> dict[str, Any]:
    """The row that takes a link off the map; its earlier versions stay."""
    return of_link(link) | {"version": link.version + 1, "kind": "", "words": "", "observation": None}


def drawn(parts: pd.DataFrame, links: pd.DataFrame) -> Map:
    """The map that the rows of `queries/parts.sql` and `queries/links.sql` tell of."""
    return Map(
        tuple(
            Part(
                id=r["id"],
                system=r["system"],
                kind=PartKind(r["kind"]),
                name=r["name"],
                words=r["words"],
                themes=tuple(r["themes"]),
                cycle=r["cycle"],
                version=int(r["version"]),
            )
            for r in records(parts)
        ),
        tuple(
            Link(
                id=r["id"],
                system=r["system"],
                goes_from=r["goes_from"],
                kind=LinkKind(r["kind"]),
                goes_to=r["goes_to"],
                words=r["words"],
                observation=r["observation"],
                cycle=r["cycle"],
                version=int(r["version"]),
            )
            for r in records(links)
        ),
    )
