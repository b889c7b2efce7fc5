"""Noticing: keeping a story, a noticing or a measure, correcting it, and taking it back."""

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from uuid6 import uuid7

from sensemaking.model.observation import (
    Consent,
    Kind,
    Meaning,
    Observation,
    Question,
    Voice,
    Whose,
    refuse_what_is_not_whole,
)
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.room import Act
from sensemaking.model.scale import Scale
from sensemaking.practice.here import Here, measure_names, theme_names
from sensemaking.store import Receipt, rows

OURS = uuid5(NAMESPACE_URL, "sensemaking")

OBSERVATION = """
select id, version, system, kind, day, words, prompt, whose, cycle, experiment, teller, themes, measure, value,
    voice
from observations
where at_home
"""

OWN_CONSENT = "select quotable, travels, usable_until, reviewed from observations where at_home"

ANSWERED = "select distinct question from meanings"

OWN_MEANINGS = "select question, choice, number from meanings"


def new_id() -> UUID:
    """An id for something about to be kept; the same id twice is the same thing once."""
    return UUID(str(uuid7()))


def keep(here: Here, observation: Observation) -> Receipt:
    """Keep an observation, durably, under its own id; sending it again gives the same receipt.

    About someone else who has not agreed, it is neither quoted nor does it travel, whatever was chosen.
    A wider choice is kept, but waits at home until a second person has looked.
    """
    whole = _with_its_consent(observation)
    refuse_what_is_not_whole(whole)
    if whole.system not in here.stack:
        raise Refusal("There is nowhere to keep this yet.", try_next="Choose or make a system first.")
    return here.keep(whole.id, "observation kept", whole.id, rows.of_observation(whole))


def mine(here: Here, observation: UUID) -> Observation:
    """The observation as it stands now, to be corrected; only from where it was told."""
    home = here.unnarrowed()
    found = rows.records(home.ask(OBSERVATION, of=[observation]))
    if not found:
        raise Refusal(
            "This cannot be changed from here.",
            try_next="Stand where it was told; if it was taken back, it is gone from view.",
        )
    row, consent = found[0], rows.records(home.ask(OWN_CONSENT, of=[observation]))[0]
    until = consent["usable_until"]
    return Observation(
        id=row["id"],
        system=row["system"],
        kind=Kind(row["kind"]),
        day=row["day"].date(),
        words=row["words"],
        prompt=row["prompt"],
        whose=Whose(row["whose"]),
        cycle=row["cycle"],
        experiment=row["experiment"],
        teller=row["teller"],
        themes=tuple(row["themes"]),
        meanings=tuple(
            Meaning(m["question"], m["choice"], m["number"])
            for m in rows.records(home.ask(OWN_MEANINGS, of=[observation]))
        ),
        measure=row["measure"],
        value=row["value"],
        consent=Consent(
            Scale(int(consent["travels"])) if consent["travels"] is not None else None,
            bool(consent["quotable"]),
            until.date() if until is not None else None,
            bool(consent["reviewed"]),
        ),
        voice=Voice(row["voice"]) if row["voice"] else None,
        version=int(row["version"]),
    )


def correct(here: Here, observation: Observation) -> Receipt:
    """Keep a corrected form beside the earlier one, which is no longer shown.

    `observation.version` is the version that was corrected. Raises Overtaken if somebody else was
    quicker, and a Refusal if it was taken back meanwhile.
    """
    before = mine(here, observation.id)
    if before.version != observation.version:
        raise Overtaken("Somebody corrected this while you were writing.", try_next="Look at it again first.")
    whole = _with_its_consent(replace(observation, version=before.version + 1))
    refuse_what_is_not_whole(whole)
    added: dict[str, list[dict[str, object]]] = {
        **rows.of_observation(whole),
        "observation_ended": [_ended(before, "corrected")],
    }
    return here.keep(new_id(), "observation corrected", whole.id, added)


def take_back(here: Here, observation: UUID) -> Receipt:
    """Take an observation back: from now on nobody sees it, counts it or quotes it.

    Where it was written in a gathering, it goes from every screen of that gathering too.
    """
    before = mine(here, observation)
    written_in = here.store.read("written_in", observation=observation)["gathering"]
    events = [rows.of_event(new_id(), one, Act.TAKEN_BACK, observation, {}) for one in written_in]
    added = {"observation_ended": [_ended(before, "taken back")], "gathering_event": events}
    return here.keep(new_id(), "observation taken back", observation, added)


def _ended(before: Observation, reason: str) -> dict[str, object]:
    return {"observation": before.id, "version": before.version, "reason": reason}


def _with_its_consent(observation: Observation) -> Observation:
    consent = replace(observation.consent, reviewed=False)
    if observation.whose is Whose.SOMEONE_ELSE:
        consent = replace(consent, travels=None, quotable=False)
    return replace(observation, consent=consent, words=observation.words.strip())


def theme_named(here: Here, name: str) -> UUID:
    """The theme with this name, made if there is none; capitals and spaces do not tell themes apart."""
    plain = " ".join(name.split())
    if not plain:
        raise Refusal("A theme needs a name.")
    for known, known_name in theme_names(here).items():
        if known_name.casefold() == plain.casefold():
            return known
    theme = uuid5(OURS, f"theme {plain.casefold()}")
    _keep_once(here, theme, "theme", {"id": theme, "version": 1, "name": plain})
    return theme


def measure_named(here: Here, name: str, unit: str = "") -> UUID:
    """The measure with this name, made if there is none."""
    plain = " ".join(name.split())
    if not plain:
        raise Refusal("A measure needs a name.", try_next="Say what was counted or timed.")
    for known, known_name in measure_names(here).items():
        if known_name.casefold() == plain.casefold():
            return known
    measure = uuid5(OURS, f"measure {plain.casefold()}")
    _keep_once(here, measure, "measure", {"id": measure, "version": 1, "name": plain, "unit": unit.strip()})
    return measure


def questions(here: Here) -> list[Question]:
    """The questions answered about anything visible from this system, in the alphabet's order."""
    answered = set(here.unnarrowed().ask(ANSWERED)["question"])
    return [one for one in rows.questions(here.store.read("questions")) if one.id in answered]


def _keep_once(here: Here, thing: UUID, table: str, row: dict[str, object]) -> None:
    # The id comes from the name, so two people naming the same thing at once make one thing.
    here.keep(thing, f"{table} named", thing, {table: [row]})
