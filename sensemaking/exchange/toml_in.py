"""Files in TOML that people write and change by hand: read into tables, or refused in words."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar
from unicodedata import category

from sensemaking.model.refusal import Refusal


@dataclass(frozen=True)
class Table:
    """One table of a file, and where it stands, in words that a refusal begins with.

    Each kind of file says what fits: `LONGEST`, how many characters a text may have, with a reason where there is one
    (`BECAUSE`), and `MOST`, how many texts stand in a list; all by key.
    """

    told: dict[str, Any]
    where: str

    LONGEST: ClassVar[Mapping[str, int]] = {}
    BECAUSE: ClassVar[Mapping[str, str]] = {}
    MOST: ClassVar[Mapping[str, int]] = {}

    def refusal(self, what: str, try_next: str = "") -> Refusal:
        """What is wrong in this table, and what may stand there."""
        return Refusal(f"{self.where}: {what}", try_next=try_next)

    def refuse_other_keys(self, allowed: Collection[str], elsewhere: Collection[str], move: str) -> None:
        """Refuses a key that is not allowed here; `move` is what to do with one that belongs `elsewhere`."""
        for key in self.told:
            if key not in allowed:
                raise self.refusal(
                    f"“{short(key)}” is not known here.",
                    move if key in elsewhere else meant(key, allowed),
                )

    def needed(self, key: str) -> Any:
        """Whatever stands there; refused where nothing does."""
        if key not in self.told:
            raise self.refusal(f"“{key}” is missing.", f"Add a line that begins: {key} =")
        return self.told[key]

    def text(self, key: str) -> str:
        """A text, its white space evened out."""
        return self._words(key, self.needed(key))

    def text_or_none(self, key: str) -> str:
        """A text that may be left out, and is empty then."""
        return self.text(key) if key in self.told else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them twice; empty where the file says none."""
        if key not in self.told:
            return ()
        told = self.told[key]
        if not isinstance(told, list):
            raise self.refusal(f"“{key}” has to be a list.", f'Write it as: {key} = ["one", "another"]')
        if not 0 < len(told) <= self.MOST[key]:
            raise self.refusal(
                f"“{key}” has {len(told):,} in it.",
                f"It may have 1 to {self.MOST[key]}; or take the line out.",
            )
        texts = tuple(self._words(key, one) for one in told)
        if len({one.casefold() for one in texts}) < len(texts):
            raise self.refusal(f"“{key}” says the same twice.", "Take one of them out.")
        return texts

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """One of the words that are allowed there."""
        told = self.needed(key)
        if not isinstance(told, str):
            raise self.refusal(f"“{key}” has to be words.", meant("", allowed))
        if told not in allowed:
            raise self.refusal(f"“{key}” cannot be “{short(told)}”.", meant(told, allowed))
        return told

    def tables(self, key: str, what: str, most: int) -> list[dict[str, Any]]:
        """The tables that stand under `[[key]]`, in the file's order; `what` is what several of them are called."""
        told = self.told.get(key, [])
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise self.refusal(
                f"“{key}” has to be tables.",
                f"Begin each {key} with a line that says [[{key}]], with two brackets.",
            )
        if not told:
            raise self.refusal(f"there are no {what}.", f"Begin each {key} with a line that says [[{key}]].")
        if len(told) > most:
            raise self.refusal(f"there are {len(told):,} {what}.", f"There may be 1 to {most}.")
        return told

    def _words(self, key: str, told: Any) -> str:
        """One text with its white space evened out, so that a file may break its lines where it likes."""
        if not isinstance(told, str):
            raise self.refusal(f"“{key}” has to be words.", "Put them in straight double quotation marks.")
        words = " ".join(told.split())
        if not words.isprintable() and any(category(letter) in ("Cc", "Cs") for letter in words):
            raise self.refusal(f"“{key}” has a sign in it that nobody can see.", "Write that text again.")
        if not any(letter.isprintable() for letter in words.replace(" ", "")):
            raise self.refusal(f"“{key}” is empty.", "Write something between the quotation marks.")
        if len(words) > self.LONGEST[key]:
            because = f" {self.BECAUSE[key]}" if key in self.BECAUSE else ""
            raise self.refusal(
                f"“{key}” has {len(words):,} characters.", f"It may have {self.LONGEST[key]}.{because}"
            )
        return words


def text(path: Path, longest: int) -> str:
    """What a file says; a letter more than it may hold is enough to know that it is too long."""
    name = short(path.name)
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(longest + 1)
    except UnicodeDecodeError as unreadable:
        raise Refusal(
            f"{name}: the letters cannot be read.",
            try_next="Save it again as plain text, with UTF-8 letters.",
        ) from unreadable
    except OSError as unreadable:
        raise Refusal(
            f"{name}: the file cannot be opened.", try_next="Look whether it is a file, and yours to read."
        ) from unreadable


def parsed(text: str, file_name: str, longest: int, what: str, instead: str) -> dict[str, Any]:
    """A file's text as plain values; a longer one is refused as no `what`, with what to choose instead."""
    name = short(file_name)
    if len(text) > longest:
        raise Refusal(f"{name} is longer than {longest:,} characters, and no {what}.", try_next=instead)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as unreadable:
        last = f"at line {len(text.splitlines())}, the last"
        said = str(unreadable).replace("at end of document", last)
        known = isinstance(unreadable, tomllib.TOMLDecodeError)
        raise Refusal(
            f"{name} cannot be read as TOML.",
            f"({short(said, 160)})" if known else "(There are too many brackets or figures in it.)",
            'Put that line right. Every line is key = "words", with straight quotation marks.',
        ) from unreadable


def meant(key: str, allowed: Collection[str]) -> str:
    """What may stand there, the one nearest to what does stand there first."""
    near = get_close_matches(short(key), allowed, 1)
    return (f"Did you mean “{near[0]}”? " if near else "") + f"It may be: {', '.join(allowed)}."


def short(text: str, longest: int = 60) -> str:
    """A text from a file as a refusal may quote it."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: longest + 1])
    return shown if len(text) <= longest else shown[: longest - 1] + "…"
