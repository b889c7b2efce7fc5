"""How do you know? The way back from what was changed or decided to what people told, and on from a story."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sensemaking.model.observation import Card
from sensemaking.model.pattern import Pattern, Reading


class Step(StrEnum):
    """What can stand on the way, from what came of it back to what people made of it."""

    CHANGE = "a change to business as usual"
    ANSWER = "what came back"
    CHALLENGE = "a challenge to business as usual"
    EXPERIMENT = "an experiment"
    DECISION = "a decision"
    REPLY = "an answer to a question"


@dataclass(frozen=True)
class Thing:
    """One step on the way, in its own words; `beside` says more of it in a short line, `day` when it was.

    `cycle` and `gathering` are where it belongs, to open it there.
    """

    step: Step
    id: UUID
    words: str
    beside: str = ""
    day: date | None = None
    cycle: UUID | None = None
    gathering: UUID | None = None


@dataclass(frozen=True)
class Held:
    """A gathering on the way: what it was about, on which day, and who was in the room by role."""

    id: UUID
    about: str
    day: date | None
    roles: tuple[str, ...]


@dataclass(frozen=True)
class WayBack:
    """All that something rests on, as far as it can be seen from where we stand.

    `start` is what was asked about (None where that is a reading or a pattern), `things` what stands between it and the
    `readings`: changes first, decisions last. A reading is followed by those that differ from it. `sent` are patterns
    as they went along with a challenge, each its name and what was told of it; `cards` are the stories that can be
    read here, `in_other_words` what stands in the place of others. `gone`: there were stories that were taken back;
    `elsewhere`: there is more where it came from, which is not read here.
    """

    start: Thing | None
    things: tuple[Thing, ...] = ()
    readings: tuple[tuple[Reading, ...], ...] = ()
    patterns: tuple[Pattern, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()
    cards: tuple[Card, ...] = ()
    in_other_words: tuple[str, ...] = ()
    rooms: tuple[Held, ...] = ()
    gone: bool = False
    elsewhere: bool = False

    @property
    def is_said(self) -> bool:
        """Whether anybody said, or it can be seen, what it rests on."""
        told = (self.cards, self.in_other_words, self.gone, self.elsewhere)
        return any((self.things, self.readings, self.patterns, self.sent, *told))


@dataclass(frozen=True)
class Became:
    """What became of a story, as far as it can be seen from where we stand.

    `reached` are the wider systems where it is read, in its own or in other words; `heard` the lines that another group
    sent back about it. The rest is as in `WayBack`.
    """

    reached: tuple[str, ...] = ()
    passed_on_to: str = ""
    heard: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    readings: tuple[tuple[Reading, ...], ...] = ()
    things: tuple[Thing, ...] = ()

    @property
    def is_anything(self) -> bool:
        """Whether anything became of it yet that can be seen from here."""
        said = (self.reached, self.passed_on_to, self.heard, self.patterns, self.readings, self.things)
        return any(said)
