"""How the words of the model lie in the tables, and back again."""

import json
from typing import Any
from uuid import UUID

import pandas as pd

from sensemaking.model.cycle import Cycle, Experiment, Outcome, Stage
from sensemaking.model.gathering import Gathering, Moderation, Statement, Vote
from sensemaking.model.note import Note
from sensemaking.model.observation import Form, Observation, Question
from sensemaking.model.pattern import Pattern, Reading, Revisit, Standing
from sensemaking.model.room import Act, Event
from sensemaking.model.scale import Scale
from sensemaking.model.system import System


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as plain dicts, with None wherever there is nothing."""
    if frame.empty:
        return []
    names = [str(name) for name in frame.columns]
    columns = (_plain(column) for _, column in frame.items())
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: "pd.Series[Any]") -> list[Any]:
    # For the few rows of most answers, asking pandas what is missing takes longer than all the rest.
    return [None if _is_missing(value) else value for value in column.tolist()]


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def of_system(system: System) -> dict[str, Any]:
    """The row of a system."""
    return {
        "id": system.id,
        "version": system.version,
        "scale": int(system.scale),
        "name": system.name,
        "parent": system.parent,
    }


def systems(frame: pd.DataFrame) -> list[System]:
    """The systems of a frame with columns id, version, scale, name, parent, also (its other names as a list)."""
    return [
        System(
            r["id"],
            Scale(r["scale"]),
            r["name"],
            r["parent"],
            int(r["version"]),
            tuple(name for name in r["also"] if name != r["name"]),
        )
        for r in records(frame)
    ]


def of_cycle(cycle: Cycle) -> dict[str, Any]:
    """The row of a cycle."""
    return {
        "id": cycle.id,
        "version": cycle.version,
        "system": cycle.system,
        "name": cycle.name,
        "purpose": cycle.purpose,
        "stages": [stage.value for stage in cycle.stages],
        "begun": cycle.begun,
        "ended": cycle.ended,
        "follows": cycle.follows,
    }


def cycles(frame: pd.DataFrame) -> list[Cycle]:
    """The cycles of a frame with the columns of the table."""
    return [
        Cycle(
            r["id"],
            r["system"],
            r["name"],
            r["purpose"],
            tuple(Stage(stage) for stage in r["stages"]),
            _day(r["begun"]),
            _day(r["ended"]),
            r["follows"],
            int(r["version"]),
        )
        for r in records(frame)
    ]


def _day(value: Any) -> Any:
    return None if value is None else pd.Timestamp(value).date()


def of_experiment(experiment: Experiment) -> dict[str, Any]:
    """The row of an experiment."""
    return {
        "id": experiment.id,
        "version": experiment.version,
        "cycle": experiment.cycle,
        "name": experiment.name,
        "hunch": experiment.hunch,
        "actions": experiment.actions,
        "designed_with": experiment.designed_with,
        "watching": experiment.watching,
        "seen": experiment.seen,
        "became": experiment.became.value,
    }


def experiments(frame: pd.DataFrame) -> list[Experiment]:
    """The experiments of a frame with the columns of the table."""
    texts = ("name", "hunch", "actions", "designed_with", "watching", "seen")
    return [
        Experiment(
            id=r["id"],
            cycle=r["cycle"],
            **{name: r[name] for name in texts},
            became=Outcome(r["became"]),
            version=int(r["version"]),
        )
        for r in records(frame)
    ]


def questions(frame: pd.DataFrame) -> list[Question]:
    """The questions of a frame with the columns of the table."""
    return [Question(r["id"], r["words"], Form(r["form"]), r["low"], r["high"]) for r in records(frame)]


def of_observation(observation: Observation) -> dict[str, list[dict[str, Any]]]:
    """The rows of an observation by table: itself, its themes and who gave them, the teller's meanings and voice."""
    version = {"observation": observation.id, "version": observation.version}
    return {
        "observation": [
            {
                "id": observation.id,
                "version": observation.version,
                "system": observation.system,
                "kind": observation.kind.value,
                "day": observation.day,
                "words": observation.words,
                "prompt": observation.prompt,
                "whose": observation.whose.value,
                "cycle": observation.cycle,
                "experiment": observation.experiment,
                "teller": observation.teller,
                "themes": list(observation.themes),
                "measure": observation.measure,
                "value": observation.value,
                "travels": int(observation.consent.travels) if observation.consent.travels else None,
                "quotable": observation.consent.quotable,
                "usable_until": observation.consent.until,
                "reviewed": observation.consent.reviewed,
                "import": None,
            }
        ],
        "theme_given": [{**version, "theme": theme, "giver": "teller"} for theme in observation.themes],
        "meaning": [
            {**version, "question": meaning.question, "choice": meaning.choice, "number": meaning.number}
            for meaning in observation.meanings
        ],
        # Said again with every later version, so that a voice can be left open once more.
        "spoken_by": [{"observation": observation.id, "voice": observation.voice or ""}]
        if observation.voice or observation.version > 1
        else [],
    }


def of_pattern(pattern: Pattern) -> dict[str, list[dict[str, Any]]]:
    """The rows of a pattern by table: itself as its first version, and the observations behind it in order."""
    texts = ("lens", "focus", "title", "told", "choice", "mark", "name")
    return {
        "pattern": [
            {"id": pattern.id, "version": 1, "system": pattern.system}
            | {name: getattr(pattern, name) for name in texts}
        ],
        "pattern_claimed": [] if pattern.could_be_chance else [{"pattern": pattern.id}],
        "pattern_observation": [
            {"pattern": pattern.id, "observation": observation, "place": place}
            for place, observation in enumerate(pattern.observations)
        ],
    }


def patterns(frame: pd.DataFrame, behind: pd.DataFrame) -> list[Pattern]:
    """The patterns of a frame, with the observations that a second frame (pattern, observation) names in order."""
    observations: dict[UUID, list[UUID]] = {}
    for row in records(behind):
        observations.setdefault(row["pattern"], []).append(row["observation"])
    plain = ("lens", "focus", "title", "told", "choice", "mark", "name", "could_be_chance")
    return [
        Pattern(
            id=r["id"],
            system=r["system"],
            **{name: r[name] for name in plain},
            observations=tuple(observations.get(r["id"], ())),
        )
        for r in records(frame)
    ]


def of_reading(reading: Reading) -> dict[str, Any]:
    """The row of a reading."""
    return {
        "id": reading.id,
        "version": reading.version,
        "system": reading.system,
        "pattern": reading.pattern,
        "cycle": reading.cycle,
        "beside": reading.beside,
        "day": reading.day,
        "words": reading.words,
        "who": reading.who,
    }


def readings(frame: pd.DataFrame, revisits: pd.DataFrame) -> list[Reading]:
    """The readings of a frame in its order, each with the later looks that a second frame holds, oldest first."""
    history: dict[UUID, list[Revisit]] = {}
    for row in records(revisits):
        look = Revisit(Standing(row["standing"]), row["why"], row["day"].date())
        history.setdefault(row["reading"], []).append(look)
    return [
        Reading(
            id=r["id"],
            system=r["system"],
            words=r["words"],
            day=r["day"].date(),
            pattern=r["pattern"],
            cycle=r["cycle"],
            beside=r["beside"],
            who=r["who"],
            recorded=r["recorded"],
            history=tuple(history.get(r["id"], ())),
            version=int(r["version"]),
        )
        for r in records(frame)
    ]


def of_note(note: Note) -> dict[str, Any]:
    """The row of a note."""
    return {
        "id": note.id,
        "version": note.version,
        "system": note.system,
        "cycle": note.cycle,
        "title": note.title,
        "body": note.body,
    }


def notes(frame: pd.DataFrame) -> list[Note]:
    """The notes of a frame with the columns of the table."""
    return [
        Note(
            r["id"],
            r["system"],
            r["title"],
            r["body"],
            r["cycle"],
            r["recorded"],
            int(r["version"]),
        )
        for r in records(frame)
    ]


def of_gathering(gathering: Gathering, import_id: UUID | None = None) -> dict[str, Any]:
    """The row of a gathering, and of which import it is."""
    kept = ("id", "version", "system", "cycle", "name", "about", "begun", "ended")
    return {name: getattr(gathering, name) for name in kept} | {"import": import_id}


def gatherings(frame: pd.DataFrame) -> list[Gathering]:
    """The gatherings of a frame with the columns of the table, people and statements."""
    return [
        Gathering(
            r["id"],
            r["system"],
            r["name"],
            r["about"],
            _day(r["begun"]),
            _day(r["ended"]),
            r["cycle"],
            int(r["people"]),
            int(r["statements"]),
            int(r["version"]),
        )
        for r in records(frame)
    ]


def statements(frame: pd.DataFrame) -> list[Statement]:
    """The statements of a frame with columns id, place, words, moderation and a count for each vote."""
    return [
        Statement(
            r["id"],
            int(r["place"]),
            r["words"],
            Moderation(r["moderation"]),
            {vote: int(r[vote.name.lower()]) for vote in Vote},
        )
        for r in records(frame)
    ]


def of_event(event: UUID, gathering: UUID, act: Act, subject: UUID, told: dict[str, Any]) -> dict[str, Any]:
    """The row of something that happens in a gathering."""
    plain = json.dumps(told, ensure_ascii=False)
    return {"id": event, "gathering": gathering, "act": act.value, "subject": subject, "told": plain}


def events(frame: pd.DataFrame) -> list[Event]:
    """The events of a frame with the columns of the table, in its order."""
    return [
        Event(
            r["id"],
            r["gathering"],
            Act(r["act"]),
            r["subject"],
            json.loads(r["told"]),
            int(r["sequence"]),
            r["recorded"].to_pydatetime(),
        )
        for r in records(frame)
    ]


def names(frame: pd.DataFrame) -> dict[UUID, str]:
    """Names by id, in the frame's order."""
    return {r["id"]: r["name"] for r in records(frame)}
