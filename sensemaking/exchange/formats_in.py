"""Ways to hold a gathering, as files: TOML that a facilitator can write, into a Format, or refused in words."""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import category

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

_MOST = {"asks": 6, "parts": 4}
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
            whole[path.stem] = read(_text(path), path.name, lenses)
        except Refusal as why:
            refused[path.stem] = why
    return Found(whole, refused)


def read(text: str, file_name: str, lenses: Collection[str]) -> Format:
    """The format that a file of this text and name says; `lenses` are the names a phase may look through.

    Raises a Refusal that names the file, the phase by its number, the key, and what is allowed there.
    """
    told = _parsed(text, file_name)
    head = _Table(told, _short(file_name))
    head.refuse_other_keys(_OF_A_FORMAT, _OF_A_PHASE, "Move it below the [[phase]] that it belongs to.")
    name, about, source = (head.text(key) for key in ("name", "about", "source"))
    parts = head.texts("parts")
    if len(parts) == 1:
        raise head.refusal("“parts” names one part only.", "Name two or more, or take the line out.")
    phases = tuple(_phase(phase, number, head.where, lenses) for number, phase in enumerate(_phases(head), 1))
    _refuse_what_cannot_follow(head.where, phases)
    if parts and not any(phase.doing is Doing.REVEAL for phase in phases):
        raise head.refusal(
            "“parts” of the room are shown beside each other at a reveal, and there is none.",
            'Add a phase that does = "reveal", or take “parts” out.',
        )
    return Format(Path(file_name).stem, name, about, source, phases, parts)


@dataclass(frozen=True)
class _Table:
    """One table of a file, and where it stands, in words that a refusal begins with."""

    told: dict[str, Any]
    where: str

    def refusal(self, what: str, try_next: str = "") -> Refusal:
        return Refusal(f"{self.where}: {what}", try_next=try_next)

    def refuse_other_keys(self, allowed: Collection[str], elsewhere: Collection[str], move: str) -> None:
        """Refuses a key that is not allowed here; `move` is what to do with one that belongs `elsewhere`."""
        for key in self.told:
            if key not in allowed:
                raise self.refusal(
                    f"“{_short(key)}” is not known here.",
                    move if key in elsewhere else _meant(key, allowed),
                )

    def needed(self, key: str) -> Any:
        if key not in self.told:
            raise self.refusal(f"“{key}” is missing.", f"Add a line that begins: {key} =")
        return self.told[key]

    def text(self, key: str) -> str:
        return self._words(key, self.needed(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them twice; empty where the file says none."""
        if key not in self.told:
            return ()
        told = self.told[key]
        if not isinstance(told, list):
            raise self.refusal(f"“{key}” has to be a list.", f'Write it as: {key} = ["one", "another"]')
        if not 0 < len(told) <= _MOST[key]:
            raise self.refusal(
                f"“{key}” has {len(told):,} in it.", f"It may have 1 to {_MOST[key]}; or take the line out."
            )
        texts = tuple(self._words(key, one) for one in told)
        if len({one.casefold() for one in texts}) < len(texts):
            raise self.refusal(f"“{key}” says the same twice.", "Take one of them out.")
        return texts

    def minutes(self) -> int:
        told = self.needed("minutes")
        allowed = f"It may be a whole number from {SHORTEST} to {LONGEST}, without quotation marks."
        if type(told) is not int:
            raise self.refusal("“minutes” is no whole number.", allowed)
        if not SHORTEST <= told <= LONGEST:
            raise self.refusal("“minutes” is longer or shorter than a phase can be.", allowed)
        return told

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        told = self.needed(key)
        if not isinstance(told, str):
            raise self.refusal(f"“{key}” has to be words.", _meant("", allowed))
        if told not in allowed:
            raise self.refusal(f"“{key}” cannot be “{_short(told)}”.", _meant(told, allowed))
        return told

    def _words(self, key: str, told: Any) -> str:
        """One text with its white space evened out, so that a file may break its lines where it likes."""
        if not isinstance(told, str):
            raise self.refusal(f"“{key}” has to be words.", "Put them in straight double quotation marks.")
        words = " ".join(told.split())
        if any(category(letter) in ("Cc", "Cs") for letter in words):
            raise self.refusal(f"“{key}” has a sign in it that nobody can see.", "Write that text again.")
        if not any(letter.isprintable() for letter in words.replace(" ", "")):
            raise self.refusal(f"“{key}” is empty.", "Write something between the quotation marks.")
        if len(words) > LONGEST_TEXTS[key]:
            because = (
                " A wall is read from ten metres; the rest can stand in “phone”." if key == "wall" else ""
            )
            raise self.refusal(
                f"“{key}” has {len(words):,} characters.", f"It may have {LONGEST_TEXTS[key]}.{because}"
            )
        return words


def _text(path: Path) -> str:
    """What a file says; a letter more than it may hold is enough to know that it is too long."""
    name = _short(path.name)
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(LONGEST_FILE + 1)
    except UnicodeDecodeError as unreadable:
        raise Refusal(
            f"{name}: the letters cannot be read.",
            try_next="Save it again as plain text, with UTF-8 letters.",
        ) from unreadable
    except OSError as unreadable:
        raise Refusal(
            f"{name}: the file cannot be opened.", try_next="Look whether it is a file, and yours to read."
        ) from unreadable


def _parsed(text: str, file_name: str) -> dict[str, Any]:
    name = _short(file_name)
    if len(text) > LONGEST_FILE:
        raise Refusal(
            f"{name} is longer than {LONGEST_FILE:,} characters, and no format.",
            try_next="Choose the file that has the phases in it.",
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as unreadable:
        last = f"at line {len(text.splitlines())}, the last"
        said = str(unreadable).replace("at end of document", last)
        known = isinstance(unreadable, tomllib.TOMLDecodeError)
        raise Refusal(
            f"{name} cannot be read as TOML.",
            f"({_short(said, 160)})" if known else "(There are too many brackets or figures in it.)",
            'Put that line right. Every line is key = "words", with straight quotation marks.',
        ) from unreadable


def _phases(head: _Table) -> list[dict[str, Any]]:
    """The tables of the phases, in the file's order."""
    told = head.told.get("phase", [])
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise head.refusal(
            "“phase” has to be tables.",
            "Begin each phase with a line that says [[phase]], with two brackets.",
        )
    if not told:
        raise head.refusal("there are no phases.", "Begin each phase with a line that says [[phase]].")
    if len(told) > MOST_PHASES:
        raise head.refusal(f"there are {len(told):,} phases.", f"There may be 1 to {MOST_PHASES}.")
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


def _meant(key: str, allowed: Collection[str]) -> str:
    near = get_close_matches(_short(key), allowed, 1)
    return (f"Did you mean “{near[0]}”? " if near else "") + f"It may be: {', '.join(allowed)}."


def _short(text: str, longest: int = 60) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: longest + 1])
    return shown if len(text) <= longest else shown[: longest - 1] + "…"
