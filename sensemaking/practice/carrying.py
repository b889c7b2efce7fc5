"""What a challenge carries: its own words, patterns, and what consent lets be read where it goes. Nothing else leaves.

Stories go along as ids and are looked for where whoever reads stands, each time anew: what is taken back, or kept
closer in after all, is gone from there at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sensemaking.charts.axes import Unit
from sensemaking.model.challenge import Carried, Sent
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Card, Whose
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import remember
from sensemaking.practice.cards import cards, readable, without_places
from sensemaking.practice.here import Here
from sensemaking.store import rows

IN_OTHER_WORDS = "select id, words from paraphrases"
CONSENT = "select id, whose, travels, quotable, usable_until, reviewed from observations"

OF_CYCLE = """
select id from observations where kind <> 'measure' and cycle = $cycle order by day desc, id desc limit $most
"""

MOST_OFFERED = 40
"""So many stories behind patterns, and so many of a cycle, are offered to go along."""

SENTENCE = re.compile(r"(?<=[.!?])\s+")
COUNTED = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b|\bone of\b", re.IGNORECASE
)

NOT_AGREED = "It is about somebody who has not agreed."
STAYS = "Its teller lets it go no further than {far}."
STAYS_HERE = "Its teller keeps it where it was told."
RAN_OUT = "It was agreed to until {day}."
NOT_LOOKED = "Nobody has looked through it yet for names, places and dates."
NOT_LOOKED_SO_FAR = "It was looked through for a reader closer in than that."
NOT_QUOTED = "Its words may not be quoted, and nobody has put it in other words yet."


@dataclass(frozen=True)
class Letter:
    """A challenge as it is read where it was sent.

    `asks` is what those who ask are called; empty where they chose not to be named. `cards` and `paraphrases` are the
    stories that can be read there now. `gone` says that a story which could be read there no longer can.
    """

    words: str
    asks: str = ""
    patterns: tuple[Carried, ...] = ()
    cards: tuple[Card, ...] = ()
    paraphrases: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True)
class Waits:
    """A story that would not be read where a challenge goes, and what it waits for."""

    story: UUID
    why: str


def could_go_along(here: Here, cycle: UUID | None, patterns: Sequence[UUID]) -> list[Card]:
    """The stories behind these patterns and the latest of this cycle, as far as they can be read here."""
    home, kept = here.unnarrowed(), remember.patterns(here)
    behind = [story for one in patterns for story in kept[one].observations][:MOST_OFFERED]
    of_cycle = list(home.ask(OF_CYCLE, cycle=cycle, most=MOST_OFFERED)["id"]) if cycle else []
    return [one for one in cards(home, list(dict.fromkeys([*behind, *of_cycle]))) if one.words]


def packed(
    here: Here, to: UUID, words: str, named: bool, patterns: Sequence[UUID], observations: Sequence[UUID]
) -> Sent:
    """What would be sent from here, as it stands now.

    Raises a Refusal where a pattern was not kept here or a story cannot be read here.
    """
    kept = remember.patterns(here)
    chosen = list(dict.fromkeys(observations))
    known = set(here.unnarrowed().ask(CONSENT, of=chosen)["id"])
    if any(one not in kept for one in patterns) or any(one not in known for one in chosen):
        raise Refusal(
            "Something that was chosen is not here any more.",
            try_next="Choose again what goes along; your words are still here.",
        )
    reached = _reached(_there(here, to), chosen)
    return Sent(
        to=to,
        words=words,
        when=datetime.now(UTC).replace(tzinfo=None),
        named=named and here.system.scale is not Scale.PERSON,
        patterns=tuple(
            Carried(one.id, one.name or one.title, without_counts(one.told))
            for one in (kept[id] for id in dict.fromkeys(patterns))
        ),
        observations=tuple(chosen),
        reached=tuple(one for one in chosen if one in reached),
    )


def letter(here: Here, home: UUID, sent: Sent, most: int | None = None) -> Letter:
    """What is read of this where it was sent, just now. `here` may stand anywhere: it is looked at from there.

    `most` is how many of its stories are wanted as cards; all of them where it is not said.
    """
    there = _there(here, sent.to)
    asks = there.stack.get(home)
    as_told = readable(there, sent.observations)
    found = cards(there, [one for one in sent.observations if one in as_told][:most])
    instead = _in_other_words(there, sent.observations)
    return Letter(
        words=sent.words,
        asks=asks.name if asks and sent.named and asks.scale is not Scale.PERSON else "",
        patterns=sent.patterns,
        # Where a story was told would say who asks.
        cards=tuple(found if sent.named else without_places(found)),
        paraphrases=tuple(instead.values()),
        gone=any(one not in as_told and one not in instead for one in sent.reached),
    )


def waits(here: Here, sent: Sent) -> list[Waits]:
    """Which of the chosen stories would not be read there, and what each of them waits for, in the order given."""
    reached = _reached(_there(here, sent.to), sent.observations)
    asked = here.unnarrowed().ask(CONSENT, of=sent.observations)
    consent = {row["id"]: row for row in rows.records(asked)}
    scale = here.stack.get(sent.to)
    return [
        Waits(one, _why(here, consent[one], scale.scale if scale else Scale.COUNTRY))
        for one in sent.observations
        if one not in reached and one in consent
    ]


def without_counts(told: str) -> str:
    """What a lens told, without the sentences that count what was told at home."""
    return " ".join(one for one in SENTENCE.split(told) if not COUNTED.search(one))


def _why(here: Here, consent: dict[str, object], to: Scale) -> str:
    travels, until = consent["travels"], consent["usable_until"]
    if consent["whose"] == Whose.SOMEONE_ELSE.value:
        return NOT_AGREED
    if travels is None:
        return STAYS_HERE
    if int(str(travels)) < to:
        return STAYS.format(far=_far(Scale(int(str(travels)))))
    if until is not None and until.date() < here.viewer.today:  # type: ignore[attr-defined]
        return RAN_OUT.format(day=Unit.DAY.words(until.date()))  # type: ignore[attr-defined]
    if not consent["reviewed"]:
        return NOT_LOOKED
    return NOT_LOOKED_SO_FAR if consent["quotable"] else NOT_QUOTED


def _far(scale: Scale) -> str:
    return f"the {scale.word}" if scale is Scale.COUNTRY else f"its {scale.word}"


def _there(here: Here, reader: UUID) -> Here:
    return here.at(Focus(store=here.focus.store, system=reader))


def _reached(there: Here, observations: Sequence[UUID]) -> set[UUID]:
    """Which of these can be read there, as they are or in other words."""
    return readable(there, observations) | _in_other_words(there, observations).keys()


def _in_other_words(there: Here, observations: Sequence[UUID]) -> dict[UUID, str]:
    """What is read there in the place of some of these, in an order that says nothing of when they were told."""
    found = rows.records(there.ask(IN_OTHER_WORDS, of=observations)) if observations else []
    return {row["id"]: row["words"] for row in found}
