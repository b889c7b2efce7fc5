"""Bringing a map in from files and taking it away as one: CSV, or JSON as Kumu reads and writes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from uuid import UUID, uuid5

from sensemaking.exchange import kumu, map_csv
from sensemaking.exchange.map_said import Refused, Said, SaidLink, SaidPart, together
from sensemaking.model.counting import begun, how_many
from sensemaking.model.map import Link, LinkKind, Map, Part, same, whole_part, whole_words
from sensemaking.model.refusal import Refusal
from sensemaking.practice.here import Here, theme_names
from sensemaking.practice.map import drawn
from sensemaking.practice.notice import OURS, new_id, theme_named
from sensemaking.store import map_rows

MOST = 5_000
"""The most parts and links that files may hold together."""

EXAMPLES = 5
"""How many refused lines the dry run names; all of them are in their file."""

File = tuple[str, bytes]
Joined = tuple[UUID, LinkKind, UUID]

TWICE = "another part in the files has the same name and says something else"
UNKNOWN_END = "nothing on the map or in the files is called {name}"
TO_ITSELF = "a link joins two different parts"


@dataclass(frozen=True)
class DryRun:
    """What files would put on the map, with nothing written.

    `there` counts what is on the map already, or said twice, and is not made again. `themes` holds the names of the
    themes of the parts that have any.
    """

    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    there: int
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
    themes: dict[UUID, tuple[str, ...]]

    @property
    def tells(self) -> tuple[str, ...]:
        """The dry run in sentences."""
        said = [f"{begun(_came(self.parts, self.links))} would come onto the map."]
        if self.there:
            lines = begun(how_many(self.there, "line"))
            said.append(f"{lines} would make nothing new: that is on the map already.")
        if self.refused:
            lines = begun(how_many(len(self.refused), "line"))
            said.append(f"{lines} would not come in, each for a reason:")
            said += [f"{one.where}: {one.reason}." for one in self.refused[:EXAMPLES]]
        return (*said, *self.notes)


def read(files: Sequence[File]) -> Said:
    """What the files say together. Raises a Refusal for one that is no map."""
    said = together((kumu if kumu.is_json(data) else map_csv).read(name, data) for name, data in files)
    if len(said.parts) + len(said.links) > MOST:
        raise Refusal(
            f"These files hold more than {MOST:,} parts and links.",
            try_next="Nobody could read that together. Bring in the part of it that you want to talk about.",
        )
    return said


def dry_run(here: Here, files: Sequence[File], cycle: UUID | None = None) -> DryRun:
    """What would come onto the map of the system we stand at, and what would not and why."""
    return _Arranging(drawn(here), here.system.id, cycle).arrange(read(files))


def bring_in(here: Here, files: Sequence[File], cycle: UUID | None = None) -> DryRun:
    """Put what the files say onto the map, all that can come in or nothing. The same files again make nothing twice."""
    digest = sha256(
        b"\0".join(chain.from_iterable((name.encode(), data) for name, data in files))
    ).hexdigest()
    wanted = {theme for names in dry_run(here, files, cycle).themes.values() for theme in names}
    themes = {theme: theme_named(here, theme) for theme in sorted(wanted)}
    # Two people who bring the same in at the same moment read the same version, and send one contribution.
    id = uuid5(OURS, f"map {here.system.id} {digest} {here.store.version}")
    came = dry_run(here, files, cycle)
    if not (came.parts or came.links):
        raise Refusal(
            "Nothing in these files would come onto the map.",
            "It is there already." if came.there and not came.refused else "",
            "The map is as it was.",
        )
    parts = [
        replace(one, themes=tuple(themes[theme] for theme in came.themes.get(one.id, ())))
        for one in came.parts
    ]
    added = {
        "part": [map_rows.of_part(one) for one in parts],
        "link": [map_rows.of_link(one) for one in came.links],
    }
    here.keep(id, "map brought in", here.system.id, added)
    return replace(came, parts=tuple(parts))


def take_out(here: Here, came: DryRun) -> None:
    """Take out again what came in with files, as far as nobody has changed it since.

    A part that somebody drew another link to stays as well. Raises Overtaken where somebody is quicker.
    """
    now, theirs = drawn(here), {one.id for one in came.links}
    links = [one for one in now.links if one.id in theirs and one.version == 1]
    left = [one for one in now.links if one not in links]
    held = {end for one in left for end in (one.goes_from, one.goes_to)}
    parts = [
        now.by_id[one.id] for one in came.parts if one.id in now.by_id and now.by_id[one.id].version == 1
    ]
    gone = {
        "part": [map_rows.of_part_taken_off(one) for one in parts if one.id not in held],
        "link": [map_rows.of_link_taken_off(one) for one in links],
    }
    here.keep(new_id(), "map taken out again", here.system.id, gone)


def receipt(came: DryRun) -> str:
    """What came onto the map, in a sentence."""
    return f"{begun(_came(came.parts, came.links))} came onto the map."


def refused_file(came: DryRun) -> bytes:
    """What did not come in, with the reason on each, as CSV."""
    return map_csv.refused(came.refused)


def as_csv(here: Here, shown: Map) -> bytes:
    """A map as CSV. The stories behind its links stay here."""
    return map_csv.written(shown, theme_names(here))


def as_kumu(here: Here, shown: Map) -> bytes:
    """A map as a Kumu blueprint. The stories behind its links stay here."""
    return kumu.written(shown, theme_names(here))


def _came(parts: Sequence[Part], links: Sequence[Link]) -> str:
    return f"{how_many(len(parts), 'part')} and {how_many(len(links), 'link')}"


@dataclass
class _Arranging:
    """Puts what files say beside what is on the map."""

    before: Map
    system: UUID
    cycle: UUID | None
    parts: dict[str, Part] = field(default_factory=dict)
    links: dict[Joined, Link] = field(default_factory=dict)
    there: int = 0
    refused: list[Refused] = field(default_factory=list)
    themes: dict[UUID, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._drawn = {self._joined(one) for one in self.before.links}

    @staticmethod
    def _joined(link: Link) -> Joined:
        return link.goes_from, link.kind, link.goes_to

    def arrange(self, said: Said) -> DryRun:
        self.refused += said.refused
        for part in said.parts:
            self._part(part)
        for link in said.links:
            self._link(link)
        return DryRun(
            tuple(self.parts.values()),
            tuple(self.links.values()),
            self.there,
            tuple(self.refused),
            said.notes,
            self.themes,
        )

    def _part(self, said: SaidPart) -> None:
        try:
            name, words = whole_part(said.name, said.words)
        except Refusal as refused:
            self._refuse(said, str(refused))
            return
        twin = self.parts.get(same(name))
        if twin and (twin.kind, twin.words, self.themes.get(twin.id, ())) != (said.kind, words, said.themes):
            self._refuse(said, TWICE)
        elif twin or self.before.named(name):
            self.there += 1
        else:
            part = Part(new_id(), self.system, said.kind, name, words, (), self.cycle)
            self.parts[same(name)] = part
            if said.themes:
                self.themes[part.id] = said.themes

    def _link(self, said: SaidLink) -> None:
        one, other = (self._end(name) for name in (said.goes_from, said.goes_to))
        for name, end in ((said.goes_from, one), (said.goes_to, other)):
            if end is None:
                self._refuse(said, UNKNOWN_END.format(name=name))
                return
        assert one and other
        if one.id == other.id:
            self._refuse(said, TO_ITSELF)
            return
        try:
            words = whole_words(said.words)
        except Refusal as refused:
            self._refuse(said, str(refused))
            return
        link = Link(new_id(), self.system, one.id, said.kind, other.id, words, None, self.cycle)
        if self._joined(link) in self._drawn or self._joined(link) in self.links:
            self.there += 1
        else:
            self.links[self._joined(link)] = link

    def _end(self, name: str) -> Part | None:
        return self.before.named(name) or self.parts.get(same(name))

    def _refuse(self, said: SaidPart | SaidLink, reason: str) -> None:
        self.refused.append(Refused(said.where, reason, said.cells))
