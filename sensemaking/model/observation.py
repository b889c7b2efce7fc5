"""Observations: the raw evidence people leave, with what it means to them and how far it may travel."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from uuid import UUID

from sensemaking.model.focus import EARLIEST, LATEST
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

LONGEST_WORDS = 1_000_000
"""The most characters one story may have."""


class Kind(StrEnum):
    """What an observation is."""

    STORY = "story"
    NOTICING = "noticing"
    MEASURE = "measure"


class Whose(StrEnum):
    """Whose story it is: about someone else it is not quoted and stays at home until that person agrees."""

    MINE = "mine"
    SOMEONE_ELSE = "about someone else"
    AGREED = "about someone else, who agreed"


class Voice(StrEnum):
    """As whom somebody speaks: how close they are to the life that it is about."""

    LIVES_IT = "somebody whose life it is"
    BESIDE = "family, a friend or a neighbour"
    WORKS = "somebody who works with them"
    ELSEWHERE = "somebody from another organisation"
    LEADS = "somebody who leads or commissions"


class Form(StrEnum):
    """How a question about a story's meaning is answered."""

    CHOICE = "a choice"
    BETWEEN = "between two poles"
    NUMBER = "a number"


@dataclass(frozen=True)
class Question:
    """A question about what a story means, answered by its teller.

    For BETWEEN, `low` and `high` name the poles (positions run 0 to 1); for NUMBER they say what
    the ends of the teller's scale mean.
    """

    id: UUID
    words: str
    form: Form
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Meaning:
    """One teller's answer to one question: a choice in words, or a number (a position is 0 to 1)."""

    question: UUID
    choice: str | None = None
    number: float | None = None


@dataclass(frozen=True)
class Consent:
    """How far an observation may travel, whether its words may be quoted, and until when.

    `travels` None means it stays where it was told. A wider choice waits at home until `reviewed`.
    Words that may only be paraphrased stay at home as well: beyond it their paraphrase is read, once somebody has
    written one, and nothing is counted.
    """

    travels: Scale | None = None
    quotable: bool = True
    until: date | None = None
    reviewed: bool = False


@dataclass(frozen=True)
class Observation:
    """A story, a noticing or a measure, made in a system, by someone, on a day.

    `teller` is an opaque key that only says "the same person again"; None stores no teller at all. `voice` None: nobody
    said as whom they speak. `prompt` is the question the words answer. `value` and `measure` belong to Kind.MEASURE.
    """

    id: UUID
    system: UUID
    kind: Kind
    day: date
    words: str = ""
    prompt: str = ""
    whose: Whose = Whose.MINE
    cycle: UUID | None = None
    experiment: UUID | None = None
    teller: str | None = None
    themes: tuple[UUID, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    measure: UUID | None = None
    value: float | None = None
    consent: Consent = Consent()
    voice: Voice | None = None
    version: int = 1


@dataclass(frozen=True)
class Card:
    """A story as a page shows it: the words first, then when and where as far as consent allows.

    `place` is the system's name (empty where the viewer stands beyond it and may not know it).
    `meanings` are ready sentences such as "How did it go for you? 2 of 5".
    """

    id: UUID
    version: int
    kind: Kind
    words: str
    prompt: str
    day: date
    place: str
    themes: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    measure: str = ""
    quotable: bool = True
    recorded: datetime | None = None


def refuse_what_is_not_whole(observation: Observation) -> None:
    """Raise a Refusal for an observation that says nothing, or says too much to keep."""
    if observation.kind is Kind.MEASURE:
        if observation.measure is None or observation.value is None:
            raise Refusal("A measure needs a name and a number.", try_next="Fill in both, then keep it.")
        if not isfinite(observation.value):
            raise Refusal(
                "This number is none that can be drawn.", try_next="Write it in digits, then keep it."
            )
    elif not observation.words.strip():
        raise Refusal("There are no words yet.", try_next="Write what you noticed, then keep it.")
    if not EARLIEST <= observation.day <= LATEST:
        raise Refusal(
            f"The day is not between {EARLIEST.year} and {LATEST.year}.", try_next="Choose the day again."
        )
    if len(observation.words) > LONGEST_WORDS:
        raise Refusal(
            f"This is longer than {LONGEST_WORDS:,} characters, the most one story may have.",
            try_next="Keep it as two stories.",
        )
