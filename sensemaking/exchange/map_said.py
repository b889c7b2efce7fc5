"""What a file says about the map of a system, whatever its format: parts, links, and what could not be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from sensemaking.model.map import LinkKind, PartKind

ACTORS = frozenset(
    "actor actors person people organisation organization stakeholder group team agency institution community".split()
)
FACTORS = frozenset("factor factors variable condition cause driver outcome".split())
LINKS = {
    **dict.fromkeys(("influences", "influence", "affects", "shapes"), LinkKind.INFLUENCES),
    **dict.fromkeys(("enables", "enable", "supports", "helps"), LinkKind.ENABLES),
    **dict.fromkeys(("blocks", "block", "hinders", "prevents"), LinkKind.BLOCKS),
}
BETWEEN_THEMES = "|"
NO_NAME = "it has no name"
NO_ENDS = "it does not say what it goes from and to"
NO_KIND_SAID = "Where no kind of link was said, it came as “influences”."


@dataclass(frozen=True)
class SaidPart:
    """A part as a file has it; `where` says in words at which place, `cells` repeats what stands there."""

    where: str
    kind: PartKind
    name: str
    words: str
    themes: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SaidLink:
    """A link as a file has it: its ends by their names."""

    where: str
    goes_from: str
    kind: LinkKind
    goes_to: str
    words: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """What a file says that does not come in, and why not."""

    where: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """All that one or several files say. `notes` tells in sentences how some of it was understood."""

    parts: tuple[SaidPart, ...] = ()
    links: tuple[SaidLink, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()


def together(them: Iterable[Said]) -> Said:
    """What all of these say, in their order; a note that stands in several is said once."""
    every = list(them)
    return Said(
        tuple(part for one in every for part in one.parts),
        tuple(link for one in every for link in one.links),
        tuple(refused for one in every for refused in one.refused),
        tuple(dict.fromkeys(note for one in every for note in one.notes)),
    )


def part_kind(word: str) -> PartKind | None:
    """The kind of part a word names; None where it names neither."""
    plain = word.strip().casefold()
    return PartKind.ACTOR if plain in ACTORS else PartKind.FACTOR if plain in FACTORS else None


def link_kind(word: str) -> LinkKind | None:
    """The kind of link a word names; None where it names none of the three."""
    return LINKS.get(word.strip().casefold())


def themes_in(cell: str) -> tuple[str, ...]:
    """The themes in a cell, parted by upright bars, or by semicolons where there are none."""
    parted = cell.split(BETWEEN_THEMES if BETWEEN_THEMES in cell else ";")
    return tuple(dict.fromkeys(plain for one in parted if (plain := " ".join(one.split()))))


def and_in_the_file(words: str, kept: str) -> str:
    """Words with what else the file said, which has no place of its own on the map."""
    return " ".join(part for part in (words.strip(), f"(in the file: {kept})") if part)
