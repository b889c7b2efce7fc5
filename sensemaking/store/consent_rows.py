"""How consent that was said after the telling lies in the tables, and back again."""

from typing import Any
from uuid import UUID

import pandas as pd

from sensemaking.model.consent import Agreement, Look, TakenAway
from sensemaking.model.observation import Consent
from sensemaking.model.scale import Scale
from sensemaking.store.rows import records


def of_consent(observation: UUID, consent: Consent) -> dict[str, Any]:
    """The row of a consent as it is from now on."""
    return {
        "observation": observation,
        "travels": int(consent.travels) if consent.travels else None,
        "quotable": consent.quotable,
        "usable_until": consent.until,
    }


def of_agreement(observation: UUID, agreement: Agreement) -> dict[str, Any]:
    """The row of what the person a story is about says to it."""
    return {
        "observation": observation,
        "agrees": agreement.agrees,
        "who": agreement.who,
        "day": agreement.day,
    }


def agreements(frame: pd.DataFrame) -> list[Agreement]:
    """The agreements of a frame with columns agrees, who and day, in its order."""
    return [Agreement(bool(r["agrees"]), r["who"], r["day"].date()) for r in records(frame)]


def of_look(observation: UUID, look: Look, paraphrase: str = "") -> dict[str, Any]:
    """The row of a second look; `paraphrase` is what travels in the words' place, where they themselves do not."""
    return {
        "observation": observation,
        "version": look.version,
        "reaches": int(look.reaches) if look.reaches else None,
        "paraphrase": paraphrase,
        "why": look.why,
        "who": look.who,
    }


def looks(frame: pd.DataFrame) -> list[Look]:
    """The second looks of a frame with columns version, reaches, in_other_words, why and who, in its order."""
    return [
        Look(
            int(r["version"]),
            Scale(int(r["reaches"])) if r["reaches"] is not None else None,
            bool(r["in_other_words"]),
            r["why"],
            r["who"],
        )
        for r in records(frame)
    ]


def of_taken_away(file: UUID, taken: TakenAway) -> dict[str, Any]:
    """The row of a file that leaves."""
    return {
        "id": file,
        "system": taken.system,
        "note": taken.note,
        "title": taken.title,
        "kind": taken.kind,
        "quotes": list(taken.quotes),
    }


def taken_away(frame: pd.DataFrame) -> list[TakenAway]:
    """The files of a frame with columns system, note, title, kind and recorded, in its order; not what they quote."""
    return [
        TakenAway(r["system"], r["title"], r["kind"], r["recorded"].to_pydatetime(), r["note"])
        for r in records(frame)
    ]
