"""The map of a system: the actors and factors that people named, and the links they drew between them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from sensemaking.model.counting import begun
from sensemaking.model.refusal import Refusal

LONGEST_NAME, LONGEST_SAID = 120, 2_000
"""The most characters a part's name may have, and what is said about a part or a link."""


class PartKind(StrEnum):
    """What a part is: somebody who acts, or something that is so."""

    ACTOR = "actor"
    FACTOR = "factor"


class LinkKind(StrEnum):
    """What one part does to another. None of the three is good or bad: what is blocked may be harm."""

    INFLUENCES = "influences"
    ENABLES = "enables"
    BLOCKS = "blocks"


@dataclass(frozen=True)
class Part:
    """An actor or a factor that people named; `cycle` is the learning cycle they named it in, if they did in one."""

    id: UUID
    system: UUID
    kind: PartKind
    name: str
    words: str = ""
    themes: tuple[UUID, ...] = ()
    cycle: UUID | None = None
    version: int = 1


@dataclass(frozen=True)
class Link:
    """What people say one part does to another; `observation` is the story that says so, where there is one."""

    id: UUID
    system: UUID
    goes_from: UUID
    kind: LinkKind
    goes_to: UUID
    words: str = ""
    observation: UUID | None = None
    cycle: UUID | None = None
    version: int = 1


@dataclass(frozen=True)
class Map:
    """The parts of one system and the links between them, each in the order people named them.

    A link whose parts are not both here is no part of the map.
    """

    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()
    by_id: Mapping[UUID, Part] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {one.id: one for one in self.parts}
        both = (one for one in self.links if one.goes_from in by_id and one.goes_to in by_id)
        object.__setattr__(self, "by_id", by_id)
        object.__setattr__(self, "links", tuple(both))

    @cached_property
    def beside(self) -> Mapping[UUID, tuple[UUID, ...]]:
        """The parts linked with each part, whichever way, in the order they were named."""
        linked: dict[UUID, set[UUID]] = {one.id: set() for one in self.parts}
        for link in self.links:
            linked[link.goes_from].add(link.goes_to)
            linked[link.goes_to].add(link.goes_from)
        return {one: tuple(other.id for other in self.parts if other.id in linked[one]) for one in linked}

    def named(self, name: str) -> Part | None:
        """The part of this name; capitals and spaces do not tell parts apart."""
        return self._by_name.get(same(name))

    @cached_property
    def _by_name(self) -> Mapping[str, Part]:
        return {same(one.name): one for one in reversed(self.parts)}

    def links_of(self, part: UUID) -> tuple[Link, ...]:
        """The links that begin or end at this part."""
        return tuple(one for one in self.links if part in (one.goes_from, one.goes_to))

    def of_cycle(self, cycle: UUID) -> "Map":
        """What was named and drawn in a cycle, with whatever those links join."""
        links = tuple(one for one in self.links if one.cycle == cycle)
        ends = {end for one in links for end in (one.goes_from, one.goes_to)}
        return Map(tuple(one for one in self.parts if one.cycle == cycle or one.id in ends), links)

    def of_themes(self, themes: Collection[UUID]) -> "Map":
        """The parts that carry one of these themes, and the links between them."""
        return Map(tuple(one for one in self.parts if not set(themes).isdisjoint(one.themes)), self.links)

    def around(self, part: UUID, most: int) -> "Map":
        """At most so many parts: this one, the parts linked with it, those linked with them, and so on."""
        near = dict.fromkeys((part,))
        for one in (waiting := list(near)):
            fresh = [other for other in self.beside[one] if other not in near]
            near |= dict.fromkeys(fresh)
            waiting += fresh
        kept = set(list(near)[:most])
        return Map(tuple(one for one in self.parts if one.id in kept), self.links)

    def in_words(self, link: Link) -> str:
        """A link as a sentence: "Late buses block getting to appointments"."""
        one, other = self.by_id[link.goes_from], self.by_id[link.goes_to]
        does = link.kind.value.removesuffix("s") if _several(one.name) else link.kind.value
        return f"{begun(one.name)} {does} {_within(other)}"


def whole_part(name: str, words: str) -> tuple[str, str]:
    """A part's name and what is said about it as they are kept; raises a Refusal for a name that is none."""
    plain = " ".join(name.split())
    if not plain:
        raise Refusal("It needs a name.", try_next="A few words are enough; it can be changed later.")
    if len(plain) > LONGEST_NAME:
        raise Refusal(
            f"This name is longer than {LONGEST_NAME} characters.",
            try_next="Give it a short name, and say the rest underneath.",
        )
    return plain, whole_words(words)


def whole_words(words: str) -> str:
    """What is said about a part or a link as it is kept; raises a Refusal where it is too long."""
    plain = words.strip()
    if len(plain) > LONGEST_SAID:
        raise Refusal(
            f"This is longer than {LONGEST_SAID:,} characters.",
            try_next="Say it shorter here; a story has room for all of it.",
        )
    return plain


def same(name: str) -> str:
    """What two names have in common that name the same part."""
    return " ".join(name.split()).casefold()


def linked_already(links: Iterable[Link], link: Link) -> bool:
    """Whether another of these links says the same of the same two parts."""
    said = (link.goes_from, link.kind, link.goes_to)
    return any((one.goes_from, one.kind, one.goes_to) == said and one.id != link.id for one in links)


_SEVERAL = {"people", "children", "men", "women", "police", "staff"}
_ONE_THOUGH_S = ("ss", "us", "is", "news")
_BEFORE_ITS_NOUN = (
    " of ",
    " in ",
    " at ",
    " on ",
    " from ",
    " for ",
    " with ",
    " to ",
    " that ",
    " who ",
    ", ",
)
_SMALL_INSIDE = {"The", "A", "An", "My", "Our", "Your", "Their", "His", "Her", "People", "Family", "Friends"}


def _several(name: str) -> bool:
    """Whether a name most likely means several, so that the sentence says "late buses block", "the bus blocks"."""
    noun = f"{name.casefold()} "
    for follows in _BEFORE_ITS_NOUN:
        noun = noun.partition(follows)[0]
    words = noun.split()
    if "and" in words:
        return True
    last = words[-1] if words else ""
    return last in _SEVERAL or (last.endswith("s") and not last.endswith(_ONE_THOUGH_S))


def _within(part: Part) -> str:
    """A name as it stands inside a sentence: a factor's first word small, an actor's as people wrote it."""
    first, _, rest = part.name.partition(" ")
    if part.kind is PartKind.ACTOR and first not in _SMALL_INSIDE:
        return part.name
    if first[1:].islower() or first == "A":
        return f"{first[:1].lower()}{first[1:]} {rest}".rstrip()
    return part.name
