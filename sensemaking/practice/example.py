"""The example: real masked comments, and an invented year of learning around them, laid out in a store of its own."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID, uuid5

from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle, Experiment, Outcome, Stage
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Consent, Kind, Observation, Voice, Whose
from sensemaking.model.pattern import Standing
from sensemaking.model.scale import Scale
from sensemaking.practice import (
    bring_conversation,
    bring_in,
    carrying_over,
    cycles,
    example_moves,
    kinds,
    look,
    map_files,
    notice,
    remember,
    welcome,
)
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here, standing
from sensemaking.practice.jobs import Tell
from sensemaking.store import Keep, Store, open_store, rows

FILES = Path(__file__).parents[2] / "data" / "example"
INVENTED = "invented example"
LAST_DAY = date(2022, 5, 31)
LOOKED_THROUGH_BY = "the makers of this example"
CONVERSATION, AGREES = "conversation", 1
MAP, MAPPED = "map.csv", "wendleshire"
_KEYS = UUID("5b0c8f0e-6f0a-4f0e-9d7b-5a1f3c2e7d10")

OWN_ANSWER = "FFT categorical answer"
HOW_IT_WAS = {"words": "How was it, overall?", "low": "1 very good", "high": "5 very poor"}

FIND_COMMENT = "select id from observations where words = $words and day = $day order by id limit 1"

Entry = dict[str, Any]


def build(path: Path, tell: Tell) -> None:
    """Lay the example out at `path`, from `data/example` by the product's own way in.

    It is made beside its place and moved there when whole, so that a half-made one is never opened.
    """
    making = path.with_name(f"making-{path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    for left_over in (*path.parent.glob(f"{making.name}*"), *path.parent.glob(f"{path.name}*")):
        rmtree(left_over) if left_over.is_dir() else left_over.unlink()
    store = open_store(making)
    try:
        _lay_out(store, tell)
    finally:
        store.close()
    for made in sorted(path.parent.glob(f"{making.name}*"), key=lambda file: file == making):
        made.rename(path.with_name(made.name.removeprefix("making-")))


def _lay_out(store: Store, tell: Tell) -> None:
    for number, name in enumerate(("comments.csv", "measure.csv")):
        _bring_in(store, name, partial(_part_of, tell, number))
    tell(0.85, "Following the cycles")
    told = tomllib.loads((FILES / "learning.toml").read_text(encoding="utf-8"))
    _Year(store, told).tell()
    tell(0.95, "Bringing in a gathering")
    _bring_in_a_gathering(store)


def _part_of(tell: Tell, number: int, part: float, words: str) -> None:
    tell(0.1 + 0.35 * (number + part), words)


def _bring_in(store: Store, name: str, tell: Tell) -> None:
    here = standing(store, Viewer(LAST_DAY), Focus())
    here = here.at(Focus())  # where each row belongs stands in the file
    sheet = bring_in.preview((FILES / name).read_bytes(), name)
    mapping = bring_in.guess(sheet, here)
    if OWN_ANSWER in sheet.headings:
        mapping = mapping.with_column(sheet.headings.index(OWN_ANSWER), **HOW_IT_WAS)
        mapping = replace(mapping, voice=Voice.LIVES_IT)
    asked = bring_in.ConsentAsked(travels=Scale.COUNTRY, looked_through_by=LOOKED_THROUGH_BY)
    bring_in.bring_in(here, sheet, mapping, asked, uuid5(_KEYS, name), tell)


def _bring_in_a_gathering(store: Store) -> None:
    """A real conversation as a gathering that was held at the widest system; SOURCE.md says whose it is."""
    sheets = [kinds.read(file.name, file.read_bytes()) for file in sorted((FILES / CONVERSATION).iterdir())]
    here = standing(store, Viewer(LAST_DAY), Focus())
    here = here.at(Focus(system=here.stack.outermost()[0].id))
    said = bring_conversation.read(sheets)
    chosen = replace(bring_conversation.guess(said), rings_true=AGREES)
    bring_conversation.bring_in(here, sheets, said, chosen, uuid5(_KEYS, CONVERSATION))


class _Year:
    """Tells what `learning.toml` holds; its keys become ids that are the same on every machine."""

    def __init__(self, store: Store, told: dict[str, list[Entry]]) -> None:
        self.store, self.told = store, told
        self.systems: dict[str, UUID] = {}
        self.comments = dict(_comments())

    def tell(self) -> None:
        for entry in self.told["system"]:
            self._system(entry)
        for entry in self.told["cycle"]:
            self._cycle(entry)
        for entry in self.told["experiment"]:
            self._experiment(entry)
        for entry in self.told["observation"]:
            self._observation(entry)
        for entry in self.told["reading"]:
            self._reading(entry)
        for entry in self.told["revisit"]:
            here = self._here(self._reading_of(entry)["system"], entry["day"])
            remember.revisit(here, _id(entry["reading"]), Standing(entry["standing"]), entry["why"])
        example_moves.tell(self.told, self._here, _id, _invented)
        self._map(self._here(MAPPED))

    def _map(self, here: Here) -> None:
        """The map of one system, with the stories that say so, where the file names one."""
        data = (FILES / MAP).read_bytes()
        map_files.bring_in(here, [(MAP, data)])
        drawn = mapping.drawn(here)
        links = {(one.goes_from, one.kind.value, one.goes_to): one for one in drawn.links}
        for row in csv.DictReader(data.decode("utf-8").splitlines()):
            if row["story"]:
                one, other = (drawn.named(row[end]) for end in ("from", "to"))
                assert one and other
                link = links[one.id, row["kind"], other.id]
                mapping.change_link(here, replace(link, observation=_id(row["story"])))

    def _here(self, system: str | None = None, day: date = LAST_DAY) -> Here:
        return Here(self.store, Viewer(day), Focus(system=self.systems[system] if system else None))

    def _system(self, entry: Entry) -> None:
        here, scale = self._here(), Scale.of(entry["scale"])
        for known in here.stack:
            if (known.scale, known.name) == (scale, entry["name"]):
                self.systems[entry["key"]] = known.id
                return
        parent = self.systems[entry["parent"]] if "parent" in entry else None
        self.systems[entry["key"]] = welcome.make_system(here, entry["name"], scale, parent).id

    def _cycle(self, entry: Entry) -> None:
        cycle = Cycle(
            _id(entry["key"]),
            self.systems[entry["system"]],
            entry["name"],
            _invented(entry["purpose"]),
            tuple(Stage(stage) for stage in entry["stages"]),
            entry["begun"],
            entry.get("ended"),
            _id(entry["follows"]) if "follows" in entry else None,
        )
        things = [_id(key) for key in entry.get("carries", [])]
        taken = carrying_over.taken(cycle.id, things, entry.get("carries_words", ""))
        cycles.make_cycle(self._here(entry["system"]), cycle, taken)

    def _experiment(self, entry: Entry) -> None:
        texts = {name: entry.get(name, "") for name in ("actions", "designed_with", "watching", "seen")}
        experiment = Experiment(
            _id(entry["key"]),
            _id(entry["cycle"]),
            entry["name"],
            _invented(entry.get("hunch", "")),
            **texts,
            became=Outcome(entry["became"]),
        )
        cycles.make_experiment(self._here(), experiment)

    def _observation(self, entry: Entry) -> None:
        here = self._here(entry["system"], entry["day"])
        travels = Scale.of(entry["travels"]) if "travels" in entry else None
        observation = Observation(
            id=_id(entry["key"]),
            system=here.system.id,
            kind=Kind(entry["kind"]),
            day=entry["day"],
            words=entry["words"],
            prompt=INVENTED.capitalize(),
            whose=Whose(entry.get("whose", Whose.MINE)),
            cycle=_id(entry["cycle"]) if "cycle" in entry else None,
            experiment=_id(entry["experiment"]) if "experiment" in entry else None,
            teller=str(uuid5(_KEYS, entry["teller"])) if "teller" in entry else None,
            themes=tuple(notice.theme_named(here, theme) for theme in entry.get("themes", [])),
            consent=Consent(travels, reviewed="looked_through_by" not in entry),
            voice=Voice(entry["voice"]),
        )
        # Not by `notice.keep`, where a wider choice waits: mostly the makers of the example are its second look.
        self.store.keep(
            Keep(observation.id, "observation kept", observation.id, rows.of_observation(observation))
        )

    def _reading(self, entry: Entry) -> None:
        here = self._here(entry["system"], entry["day"])
        cycle = _id(entry["cycle"]) if "cycle" in entry else None
        pattern = None if "beside" in entry else self._pattern(here, entry)
        remember.keep_reading(
            here,
            entry["words"],
            who=f"{entry['who']} ({INVENTED})",
            pattern=pattern,
            cycle=cycle,
            beside=_id(entry["beside"]) if "beside" in entry else None,
            reading=_id(entry["key"]),
        )

    def _pattern(self, here: Here, entry: Entry) -> UUID:
        themes = tuple(notice.theme_named(here, theme) for theme in entry.get("themes", []))
        where = here.at(
            replace(here.focus, since=entry["from"], until=entry["to"], themes=themes, lens=entry["lens"])
        )
        choice = str(notice.measure_named(here, entry["measure"])) if "measure" in entry else ""
        seen = look.through(where, choice)
        stories = tuple(
            found for comment in entry.get("rests_on", []) if (found := self._comment(here, comment))
        )
        if not stories and seen.marks:  # a measure rests on the stories of its last weeks
            stories = tuple(card.id for card in look.behind(where, seen, seen.marks[-1].key).cards)
        return remember.keep_pattern(where, look.as_pattern(where, seen, "", "", stories)).id

    def _comment(self, here: Here, comment: str) -> UUID | None:
        day, words = self.comments[comment]
        found = here.ask(FIND_COMMENT, words=words.strip(), day=day)["id"]
        return found.iloc[0] if len(found) else None

    def _reading_of(self, revisit: Entry) -> Entry:
        return next(entry for entry in self.told["reading"] if entry["key"] == revisit["reading"])


def _comments() -> Iterator[tuple[str, tuple[date, str]]]:
    """The day and words of each comment by its id, to find what a reading rests on."""
    with (FILES / "comments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day, month, year = (int(part) for part in row["Date"].split("/"))
            yield row["Comment ID"], (date(year, month, day), row["FFT answer"])


def _id(key: str) -> UUID:
    return uuid5(_KEYS, key)


def _invented(words: str) -> str:
    return f"{INVENTED.capitalize()}: {words}" if words else INVENTED.capitalize()
