"""Consent that travels: how far each story may go, where its words have got to, changing that, and taking it back.

Everything here happens at the story's home, in the role of its teller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sensemaking.model.access import Action, refuse_unless
from sensemaking.model.consent import Agreement, Look, TakenAway
from sensemaking.model.focus import Focus
from sensemaking.model.note import Note
from sensemaking.model.observation import Consent, Observation, Whose
from sensemaking.model.pattern import Pattern
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import live, notice, passing_on
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import consent_rows, rows

STATES = """
select id, whose, travels, quotable, usable_until, waits, in_other_words
from observations where at_home
"""

READ_AS_TOLD = "select 1 from observations"

READ_IN_OTHER_WORDS = "select 1 from paraphrases"

A_GROUP = "a group that is not there any more"
NOT_YET = "The person it is about has not agreed."
NOT_YET_TRY = "Until they do, it is not quoted and stays here. Record it here once they have said so."


@dataclass(frozen=True)
class State:
    """How it stands with a story told here.

    `waits`: somebody has still to look before it goes as far as it may. `in_other_words` is what is read elsewhere in
    its place, if anything is.
    """

    whose: Whose
    travels: Scale | None
    quotable: bool
    until: date | None
    waits: bool
    in_other_words: str


@dataclass(frozen=True)
class Said:
    """A story told here with all that was said of it; `look` and `agreement` are the latest there are."""

    observation: Observation
    state: State
    look: Look | None
    agreement: Agreement | None


@dataclass(frozen=True)
class Carried:
    """A challenge that carries a story: from which system to which; None where that is not there any more."""

    challenge: UUID
    system: System | None
    to: System | None


@dataclass(frozen=True)
class GotTo:
    """Where words have got to: who reads them beyond home now, what quotes or rests on them, who else was told them.

    `read_at` are wider systems that read the words, `in_other_words_at` those that read what stands in their place;
    both the nearest first. `files` left with the words in them and cannot be called back from here.
    """

    read_at: tuple[System, ...]
    in_other_words_at: tuple[System, ...]
    notes: tuple[Note, ...]
    files: tuple[TakenAway, ...]
    patterns: tuple[Pattern, ...]
    challenges: tuple[Carried, ...]
    passed_on_to: str = ""


def states(here: Here, observations: Sequence[UUID]) -> dict[UUID, State]:
    """How it stands with these stories, as far as they were told here, by id."""
    found = here.unnarrowed().ask(STATES, of=observations)
    return {row["id"]: _state(here, row) for row in rows.records(found)}


def said(here: Here, observation: UUID) -> Said:
    """What is said of a story; only where it was told. Raises a Refusal anywhere else and once it was taken back."""
    whole = notice.mine(here, observation)
    looks = consent_rows.looks(here.store.read("looks", observation=observation))
    agreements = consent_rows.agreements(here.store.read("agreements", observation=observation))
    return Said(
        observation=whole,
        state=states(here, [observation])[observation],
        look=next((one for one in looks if one.version == whole.version), None),
        agreement=agreements[0] if agreements and whole.whose is not Whose.MINE else None,
    )


def change(here: Here, observation: UUID, consent: Consent) -> None:
    """Say anew how far a story may travel, whether it may be quoted, and until when; it holds at once, everywhere.

    Going wider than was looked through for waits for a new look. Raises a Refusal while the story is about someone
    who has not agreed, unless it stays at home unquoted.
    """
    before = _mine(here, observation, Action.CHANGE_CONSENT)
    if before.whose is Whose.SOMEONE_ELSE and (consent.travels or consent.quotable):
        raise Refusal(NOT_YET, try_next=NOT_YET_TRY)
    row = consent_rows.of_consent(
        observation, replace(consent, travels=_wider_than(here.system.scale, consent.travels))
    )
    here.keep(new_id(), "consent changed", observation, {"consent_changed": [row]})


def agree(here: Here, observation: UUID, agrees: bool, who: str, day: date | None) -> None:
    """Record that the person a story is about agreed to it, or no longer agrees, by whom and on which day."""
    before = _mine(here, observation, Action.AGREE)
    if before.whose is Whose.MINE:
        raise Refusal("This is the teller's own story.", try_next="Say how far it may travel.")
    if not who.strip():
        raise Refusal("Nobody is named who said so.", try_next="For example: she herself, his guardian.")
    if day is None or day > here.viewer.today:
        raise Refusal("On which day they said so is missing, or still to come.", try_next="Choose the day.")
    said_so = Agreement(agrees, " ".join(who.split()), day)
    row = consent_rows.of_agreement(observation, said_so)
    act = "person agreed" if agrees else "person no longer agrees"
    here.keep(new_id(), act, observation, {"agreed": [row]})


def take_back(here: Here, observation: UUID) -> None:
    """Take a story back: from now on nobody sees, counts or quotes it. Ask `got_to` first which files hold it."""
    _mine(here, observation, Action.TAKE_BACK)
    passed_on = rows.records(here.store.read("passed_on_to", observation=observation))
    notice.take_back(here, observation)
    for row in passed_on:
        passing_on.gone_from(live.at(here.store, row["gathering"]), row["goes_to"], observation)


def keep_from(here: Here, observation: UUID) -> None:
    """Keep a story here after all that was passed on to another group."""
    _mine(here, observation, Action.CHANGE_CONSENT)
    for row in rows.records(here.store.read("passed_on_to", observation=observation)):
        passing_on.pass_on(live.at(here.store, row["gathering"]), observation, None, new_id())


def got_to(here: Here, observation: UUID) -> GotTo:
    """Where the words of a story told here have got to by now, asked of every system that is or was around."""
    notice.mine(here, observation)
    stack = here.stack
    around = set(here.store.read("around_then", system=here.system.id)["id"])
    wider = sorted((one for one in stack if one.id in around), key=lambda one: one.scale)
    seen_from = [(one, here.at(Focus(store=here.focus.store, system=one.id))) for one in wider]
    about = {"observation": observation}
    passed = rows.records(here.store.read("passed_on_to", **about))
    return GotTo(
        read_at=tuple(one for one, there in seen_from if len(there.ask(READ_AS_TOLD, of=[observation]))),
        in_other_words_at=tuple(
            one for one, there in seen_from if len(there.ask(READ_IN_OTHER_WORDS, of=[observation]))
        ),
        notes=tuple(rows.notes(here.store.read("notes_quoting", reference=f"{{story:{observation}}}"))),
        files=tuple(consent_rows.taken_away(here.store.read("taken_away", **about))),
        patterns=tuple(
            rows.patterns(
                here.store.read("patterns_resting_on", **about),
                here.store.read("patterns_behind", system=here.system.id),
            )
        ),
        challenges=tuple(
            Carried(row["challenge"], stack.get(row["system"]), stack.get(row["goes_to"]))
            for row in rows.records(here.store.read("challenges_carrying", **about))
        ),
        passed_on_to=passing_on.called(here, passed[0]["goes_to"]) or A_GROUP if passed else "",
    )


def _mine(here: Here, observation: UUID, action: Action) -> Observation:
    refuse_unless(here.viewer, action, here.system, here.stack)
    return notice.mine(here, observation)


def _state(here: Here, row: dict[str, Any]) -> State:
    travels = Scale(int(row["travels"])) if row["travels"] is not None else None
    wider = _wider_than(here.system.scale, travels)
    return State(
        whose=Whose(row["whose"]),
        travels=wider,
        quotable=bool(row["quotable"]),
        until=row["usable_until"].date() if row["usable_until"] is not None else None,
        waits=bool(row["waits"]) and wider is not None,
        in_other_words=row["in_other_words"] or "",
    )


def _wider_than(home: Scale, travels: Scale | None) -> Scale | None:
    return travels if travels and travels > home else None
