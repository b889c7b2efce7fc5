"""How a group that has nothing yet begins: the steps of a first cycle, and who else works this way."""

from dataclasses import dataclass
from enum import StrEnum


class Keeps(StrEnum):
    """What a step leaves behind. The value is the word that files use."""

    PLACE = "place"
    CYCLE = "cycle"
    ANSWER = "answer"
    EXPERIMENT = "experiment"
    DAY = "day"


@dataclass(frozen=True)
class Step:
    """One thing that is asked on the way into a first cycle; `asks` is the key of the question it answers."""

    key: str
    keeps: Keeps
    title: str
    words: str
    asks: str = ""


class Group(StrEnum):
    """Where those who work this way are. The value is the word that files use."""

    PLACES = "places"
    COUNTRIES = "countries"
    WORLD = "world"
    HELP = "help"


@dataclass(frozen=True)
class Document:
    """What tells of somebody who works this way; `found` is where it can be found, as text."""

    title: str
    by: str
    found: str


@dataclass(frozen=True)
class Body:
    """A place or an organisation that works this way, and what its documents tell of it."""

    name: str
    group: Group
    tells: str
    documents: tuple[Document, ...]
