"""Ways to hold a gathering, as files: TOML that a facilitator can write, into a Format, or refused in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from sensemaking.exchange import toml_in
from sensemaking.model.agenda import LONGEST, SHORTEST, Doing, Format, Phase
from sensemaking.model.refusal import Refusal

FOLDER = Path(__file__).parents[2] / "data" / "formats"
"""Where the formats lie that come with the house; a new one is one more file there."""

LONGEST_FILE = 20_000
"""The most characters a format may have; the longest of ours has a seventh of that."""

MOST_PHASES = 40

LONGEST_TEXTS = {
    "name": 60,
    "about": 300,
    "source": 300,
    "parts": 40,
    "title": 40,
    "wall": 90,
    "phone": 300,
    "asks": 160,
}
"""How many characters each text may have; a wall is read from ten metres."""

_OF_A_FORMAT = ("name", "about", "source", "parts", "phase")
_OF_A_PHASE = ("does", "title", "minutes", "wall", "phone", "asks", "lens")
_DOINGS = [doing.value for doing in Doing]
_AFTER_A_REVEAL = (Doing.PILE, Doing.READ, Doing.RING_TRUE)


@dataclass(frozen=True)
class Found:
    """What a folder of formats holds, each by its file's name without the ending: those that can be held, in the
    order of those names, and why the others cannot.
    """

    formats: dict[str, Format]
    refused: dict[str, Refusal]


def found(lenses: Collection[str], folder: Path = FOLDER) -> Found:
    """The formats in a folder; `lenses` are the names a phase may look through. A broken file hides no other."""
    whole: dict[str, Format] = {}
    refused: dict[str, Refusal] = {}
    for path in sorted(folder.glob("[!.]*.toml")):
        try:
            whole[path.stem] = _read_once(toml_in.text(path, LONGEST_FILE), path.name, frozenset(lenses))
        except Refusal as why:
            refused[path.stem] = why
    return Found(whole, refused)


@lru_cache(maxsize=100)
def _read_once(text: str, file_name: str, lenses: Collection[str]) -> Format:
    """The same, read anew only where the file has changed: every gathering asks for all of them."""
    return read(text, file_name, lenses)


def read(text: str, file_name: str, lenses: Collection[str]) -> Format:
    """The format that a file of this text and name says; `lenses` are the names a phase may look through.

    Raises a Refusal that names the file, the phase by its number, the key, and what is allowed there.
    """
    told = toml_in.parsed(
        text, file_name, LONGEST_FILE, "format", "Choose the file that has the phases in it."
    )
    head = _Table(told, toml_in.short(file_name))
    head.refuse_other_keys(_OF_A_FORMAT, _OF_A_PHASE, "Move it below the [[phase]] that it belongs to.")
    name, about, source = (head.text(key) for key in ("name", "about", "source"))
    parts = head.texts("parts")
    if len(parts) == 1:
        raise head.refusal("“parts” names one part only.", "Name two or more, or take the line out.")
    phases = tuple(
        _phase(phase, number, head.where, lenses)
        for number, phase in enumerate(head.tables("phase", "phases", MOST_PHASES), 1)
    )
    _refuse_what_cannot_follow(head.where, phases)
    if parts and not any(phase.doing is Doing.REVEAL for phase in phases):
        raise head.refusal(
            "“parts” of the room are shown beside each other at a reveal, and there is none.",
            'Add a phase that does = "reveal", or take “parts” out.',
        )
    return Format(Path(file_name).stem, name, about, source, phases, parts)


class _Table(toml_in.Table):
    """The head of a format, or one of its phases."""

    LONGEST = LONGEST_TEXTS
    BECAUSE: ClassVar = {"wall": "A wall is read from ten metres; the rest can stand in “phone”."}
    MOST: ClassVar = {"asks": 6, "parts": 4}

    def minutes(self) -> int:
        """How long a phase lasts, as planned."""
        told = self.needed("minutes")
        allowed = f"It may be a whole number from {SHORTEST} to {LONGEST}, without quotation marks."
        if type(told) is not int:
            raise self.refusal("“minutes” is no whole number.", allowed)
        if not SHORTEST <= told <= LONGEST:
            raise self.refusal("“minutes” is longer or shorter than a phase can be.", allowed)
        return told


def _phase(told: dict[str, Any], number: int, file: str, lenses: Collection[str]) -> Phase:
    table = _Table(told, f"{file}, phase {number}")
    table.refuse_other_keys(_OF_A_PHASE, _OF_A_FORMAT, "Move it above the first [[phase]].")
    doing, wall = Doing(table.one_of("does", _DOINGS)), table.text("wall")
    if "lens" in told and doing is not Doing.LOOK:
        raise table.refusal("“lens” belongs to a phase that looks.", 'Take it out, or write does = "look".')
    return Phase(
        key=f"{number}-{doing.value.replace(' ', '-')}",
        doing=doing,
        title=table.text("title"),
        minutes=table.minutes(),
        wall=wall,
        phone=table.text("phone") if "phone" in told else wall,
        asks=table.texts("asks"),
        lens=table.one_of("lens", sorted(lenses)) if "lens" in told else "",
    )


def _refuse_what_cannot_follow(file: str, phases: Iterable[Phase]) -> None:
    """Refuses phases that would stand before nothing: what is shown was written, what is piled was shown."""
    written, done = 0, set[Doing]()
    for number, phase in enumerate(phases, 1):
        here = _Table({}, f"{file}, phase {number}")
        told = f"“does” cannot be “{phase.doing.value}” here:"
        if phase.doing.is_written:
            written = number
        elif phase.doing is Doing.REVEAL:
            if not written:
                raise here.refusal(
                    f"{told} nothing was written that it could show.",
                    'Put a phase that does = "notice" before it.',
                )
            written = 0
        elif phase.doing in _AFTER_A_REVEAL and Doing.REVEAL not in done:
            raise here.refusal(
                f"{told} nothing was revealed yet.", 'Put a phase that does = "reveal" before it.'
            )
        elif phase.doing is Doing.READ and Doing.PILE not in done:
            raise here.refusal(
                f"{told} there are no piles to read.", 'Put a phase that does = "pile" before it.'
            )
        done.add(phase.doing)
    if written:
        raise Refusal(
            f"{file}, phase {written}: what people write in it would never be shown.",
            try_next='Put a phase that does = "reveal" after it.',
        )
