"""A large store, made up: `python -m bench.many PATH --observations 1000000` (about a minute for a million).

What it holds has the shape of real stores. A country holds 12 places, 150 organisations, 900 teams and 60 people's
own lives, a few of which tell most; words follow one another as in the example's comments, from two to 3,000 letters,
with a long tail of rare words; themes are skewed, and differ a little by place and much by question; tellers answer
more than once; days of eight years have seasons and weekends. There are measures, tellers' own answers and voices,
chains of cycles, experiments, readings, imports and two undone ones, corrections, what was taken back, and every kind
of consent. The same seed makes the same store, but for the moments of keeping. Everything goes through the store's own
keeping.
"""

import argparse
import csv
import time
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import pyarrow as pa

from sensemaking.lenses import Seen
from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle, Experiment, Stage
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Form, Kind, Question, Voice, Whose
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import look, remember
from sensemaking.practice.here import Here
from sensemaking.store import Keep, Store, open_store, rows

EXAMPLE = Path(__file__).parents[1] / "data" / "example" / "comments.csv"
OURS = UUID("0d3c1c1e-4f0b-4f0e-8d7b-6a1f3c2e7d10")

FIRST, DAYS = date(2018, 1, 1), 8 * 365 + 2
TODAY = FIRST + timedelta(days=DAYS)
PLACES, ORGANISATIONS, TEAMS, LIVES = 12, 150, 900, 60
TOLD_HERE, FILES, UNDONE = 6, 14, 2
"""How many times something is kept from here, and from files; a few small files more were taken out again."""

PROMPTS = ("What was good?", "What could we do better?", "What happened this week?")
SHORT = (
    "No.",
    "Yes",
    "All good",
    "Nothing",
    "N/a.",
    "Very kind",
    "The wait",
    "None at all",
    "See above",
    "👍🏽 👍🏽",
)
MEASURES = (
    ("Days until somebody rang", "days"),
    ("People who came", ""),
    ("Hours with a neighbour", "hours"),
)
QUESTIONS = (
    ("Who decided what happened?", Form.BETWEEN, "they did", "we did", 0.40),
    ("Was it about the past or what comes next?", Form.BETWEEN, "the past", "what comes next", 0.30),
    ("How did it feel?", Form.CHOICE, "", "", 0.35),
    ("How did it go for you?", Form.NUMBER, "1 very well", "5 very badly", 0.45),
)
FEELINGS = ("hopeful", "tired", "heard", "alone", "proud")
READINGS = (
    "It is the first call that decides whether people come back.",
    "We hear most when we have just asked; the quiet months may be ours and not theirs.",
    "What people call waiting is often not knowing.",
    "Where somebody stayed the same, people speak of trust.",
)


def lay_out(path: Path, observations: int, seed: int = 2026) -> None:
    """Make a store of so many observations at `path`, where there is none yet."""
    store = open_store(path)
    try:
        made = _Made(store, observations, np.random.default_rng(seed))
        made.stack_and_names()
        for nth, (many, from_file) in enumerate(_parts(observations)):
            made.bulk(nth, many, from_file)
        made.undo_imports()
        made.readings()
    finally:
        store.close()


def country(store: Store) -> UUID:
    """The widest system, where everything that may travel is seen."""
    return next(one for one in rows.systems(store.read("systems")) if one.parent is None).id


def _parts(observations: int) -> list[tuple[int, bool]]:
    """How many observations are kept at a time, and whether they came in a file."""
    small = observations // 100
    left = observations - UNDONE * small
    cuts = [left * nth // (TOLD_HERE + FILES) for nth in range(TOLD_HERE + FILES + 1)]
    large = [until - since for since, until in pairwise(cuts)]
    return [(many, nth >= TOLD_HERE) for nth, many in enumerate(large)] + [(small, True)] * UNDONE


@dataclass
class _Words:
    """One long text whose stretches, from one sentence's beginning to another's end, are stories."""

    text: str
    ends: np.ndarray

    @classmethod
    def made(cls, chance: np.random.Generator, sentences: int) -> "_Words":
        """Sentences whose words follow one another as in the example's comments, with rare ones among them."""
        with EXAMPLE.open(encoding="utf-8", newline="") as file:
            comments = [row["FFT answer"] for row in csv.DictReader(file)]
        following: dict[str, list[str]] = {}
        beginnings = []
        for comment in comments:
            if len(words := comment.split()) > 1:
                beginnings.append(words[0])
                for word, after in pairwise(words):
                    following.setdefault(word, []).append(after)
        parts, ends, length = [], [], 0
        picks = iter(chance.random(sentences * 40).tolist())
        rare = iter(_ODD_SYLLABLES[i] for i in chance.integers(len(_ODD_SYLLABLES), size=sentences * 3))
        for _ in range(sentences):
            words = [beginnings[int(next(picks) * len(beginnings))]]
            while words[-1] in following and len(words) < 30 and not words[-1].endswith((".", "!", "?")):
                after = following[words[-1]]
                words.append(after[int(next(picks) * len(after))])
            if next(picks) < 0.05:
                words.insert(1, next(rare) + next(rare) + next(rare))
            sentence = " ".join(words).rstrip(".,;:") + (". " if words[-1][-1] not in "!?" else " ")
            parts.append(sentence)
            length += len(sentence)
            ends.append(length)
        return cls("".join(parts), np.array(ends))

    def stories(self, chance: np.random.Generator, many: int) -> list[str]:
        """So many stories, most of them short, some of 3,000 characters, some of one word."""
        lengths = np.clip(np.exp(chance.normal(4.95, 1.0, many)), 3, 3_000)
        first = chance.integers(len(self.ends) - 4_000, size=many)
        since = self.ends[first]
        last = np.searchsorted(self.ends, since + lengths, side="right") - 1
        until = self.ends[np.maximum(last, first + 1)] - 1
        words = [self.text[a:b][:3_000] for a, b in zip(since.tolist(), until.tolist(), strict=True)]
        for nth in np.flatnonzero(chance.random(many) < 0.03):
            words[nth] = SHORT[nth % len(SHORT)]
        return words


_ODD_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "el", "in", "or", "u", "eth", "os")]


class _Made:
    """What is made up, a part at a time, each drawn from one chain of chance."""

    def __init__(self, store: Store, observations: int, chance: np.random.Generator) -> None:
        self.store, self.all, self.chance = store, observations, chance
        self.words = _Words.made(chance, min(5_000 + observations, 120_000))
        self.systems: list[System] = []
        self.cycles: list[Cycle] = []
        self.imports: list[UUID] = []
        self.kept = 0

    def stack_and_names(self) -> None:
        """The stack, the themes, measures and questions there are, and the cycles with what was tried in them."""
        self._systems()
        with EXAMPLE.open(encoding="utf-8", newline="") as file:
            headings = next(csv.reader(file))
        self.themes = [_id(f"theme {name}") for name in headings[12:62]]
        named = [
            {"id": theme, "version": 1, "name": name}
            for theme, name in zip(self.themes, headings[12:62], strict=True)
        ]
        self._keep("themes named", theme=named)
        self.measures = [_id(f"measure {name}") for name, _ in MEASURES]
        self._keep(
            "measures named",
            measure=[
                {"id": one, "version": 1, "name": name, "unit": unit}
                for one, (name, unit) in zip(self.measures, MEASURES, strict=True)
            ],
        )
        self.questions = [
            Question(_id(f"question {words}"), words, form, low, high)
            for words, form, low, high, _ in QUESTIONS
        ]
        self._keep("questions asked", question=[{"version": 1, **vars(one)} for one in self.questions])
        self._cycles()
        self._skews()

    def _systems(self) -> None:
        albion = System(_id("country"), Scale.COUNTRY, "Albion")
        stack: dict[Scale, list[System]] = {Scale.COUNTRY: [albion]}
        for scale, many, name in (
            (Scale.PLACE, PLACES, "Shire"),
            (Scale.ORGANISATION, ORGANISATIONS, "Trust"),
            (Scale.TEAM, TEAMS, "Team"),
            (Scale.PERSON, LIVES, "Somebody"),
        ):
            around = stack[Scale(scale + 1)]
            # The first ones are the largest, so that a few hold most of what is inside them.
            parents = np.floor(len(around) * self.chance.random(many) ** 1.6).astype(int)
            stack[scale] = [
                System(_id(f"{name} {nth}"), scale, f"{name} {nth + 1}", around[parent].id)
                for nth, parent in enumerate(parents)
            ]
        self.systems = [one for scale in sorted(stack, reverse=True) for one in stack[scale]]
        self._keep("stack made", system=[rows.of_system(one) for one in self.systems])
        shares = {
            Scale.COUNTRY: 0.002,
            Scale.PLACE: 0.02,
            Scale.ORGANISATION: 0.06,
            Scale.TEAM: 0.9,
            Scale.PERSON: 0.018,
        }
        weights = [
            shares[one.scale] * share
            for scale in sorted(stack, reverse=True)
            for one, share in zip(stack[scale], _skewed(len(stack[scale])), strict=True)
        ]
        self.told_in = np.array(weights) / sum(weights)
        by_id = {one.id: one for one in self.systems}
        place_of = {one.id: nth for nth, one in enumerate(stack[Scale.PLACE], 1)}

        def place(one: System | None) -> int:
            while one is not None and one.id not in place_of:
                one = by_id.get(one.parent) if one.parent else None
            return place_of[one.id] if one else 0

        self.place = np.array([place(one) for one in self.systems])

    def _cycles(self) -> None:
        """A chain of three years in each of the systems that tell most; every cycle holds two experiments."""
        self.cycle_of = np.full((len(self.systems), DAYS // 365 + 1), -1)
        experiments = []
        for system in np.argsort(-self.told_in, kind="stable")[:80]:
            for year in (5, 6, 7):
                begun = date(FIRST.year + year, 1, 1)
                cycle = Cycle(
                    _id(f"cycle {system} {year}"),
                    self.systems[system].id,
                    f"Learning together {begun.year}",
                    "To hear earlier what people need.",
                    (Stage.UNDERSTAND, Stage.EXPLORE),
                    begun,
                    date(FIRST.year + year, 12, 31),
                    follows=self.cycles[-1].id if year > 5 else None,
                )
                self.cycle_of[system, year] = len(self.cycles)
                self.cycles.append(cycle)
                experiments += [
                    Experiment(_id(f"{cycle.id} {name}"), cycle.id, name, "It may help to be asked.")
                    for name in ("Ringing first", "One name to ask for")
                ]
        self._keep("cycles begun", cycle=[rows.of_cycle(one) for one in self.cycles])
        self._keep("experiments begun", experiment=[rows.of_experiment(one) for one in experiments])

    def _skews(self) -> None:
        """How often each theme is spoken of, by place and by question asked; and how much is told on each day."""
        often = _skewed(len(self.themes))
        by_prompt = self.chance.lognormal(0, 0.6, (len(PROMPTS), 1, len(often)))
        by_place = self.chance.lognormal(0, 0.15, (1, PLACES + 1, len(often)))
        self.spoken_of = np.cumsum(often * by_prompt * by_place, axis=2)
        self.spoken_of /= self.spoken_of[:, :, -1:]
        day = np.arange(DAYS)
        season = 1 + 0.3 * np.cos(2 * np.pi * (day - 20) / 365.25)
        weekend = np.where((day + FIRST.weekday()) % 7 >= 5, 0.35, 1.0)
        told = (1 + day / DAYS) * season * weekend
        self.told_on = np.cumsum(told) / told.sum()

    def bulk(self, nth: int, many: int, from_file: bool) -> None:
        """So many observations at once, told here or brought in from a file."""
        chance = self.chance
        system = np.searchsorted(np.cumsum(self.told_in), chance.random(many)).clip(max=len(self.systems) - 1)
        day = np.searchsorted(self.told_on, chance.random(many)).clip(max=DAYS - 1)
        kind = chance.choice(3, many, p=(0.80, 0.15, 0.05))
        measured = kind == 2
        prompt = chance.choice(len(PROMPTS), many, p=(0.4, 0.4, 0.2))
        ids = _ids(chance, many, self.kept)
        corrected, taken_back = many // 200, many // 100
        version = np.ones(many, dtype=np.int32)
        if corrected:  # the last ones are what became of the first ones
            version[-corrected:] = 2
            system[-corrected:] = system[:corrected]
            ids = pa.concat_arrays([ids[:-corrected], ids[:corrected]])
        words = self.words.stories(chance, many)
        for row in np.flatnonzero(measured):
            words[row] = ""
        someone_else = chance.random(many) < 0.05
        cycle = np.where(
            (chance.random(many) < 0.5) & ~measured, self.cycle_of[system, np.minimum(day // 365, 7)], -1
        )
        until = (chance.integers(365, 17 * 365, many) + np.datetime64(FIRST, "D").astype(int)).astype(
            np.int32
        )
        travels = chance.choice(np.array([0, 2, 3, 4, 5]), many, p=(0.06, 0.02, 0.03, 0.04, 0.85))
        travels = np.where(someone_else, 0, travels)
        themes, given = self._themes(ids, version, np.where(measured, -1, prompt), self.place[system])
        brought_in = _id(f"import {nth}") if from_file else None
        observation = pa.table(
            {
                "id": ids,
                "version": version,
                "system": _names([one.id for one in self.systems], system),
                "kind": _names([Kind.STORY, Kind.NOTICING, Kind.MEASURE], kind),
                "day": pa.array((day + np.datetime64(FIRST, "D").astype(int)).astype(np.int32), pa.date32()),
                "words": pa.array(words, pa.string()),
                "prompt": _names([*PROMPTS, ""], np.where(measured, len(PROMPTS), prompt)),
                "whose": _names([Whose.MINE, Whose.SOMEONE_ELSE, Whose.AGREED], self._whose(someone_else)),
                "cycle": _names([one.id for one in self.cycles], cycle),
                "teller": self._tellers(system, many),
                "themes": themes,
                "measure": _names(self.measures, np.where(measured, system % len(MEASURES), -1)),
                "value": pa.array(chance.normal(20 + system % 7, 4).round(1), mask=~measured),
                "travels": pa.array(travels.astype(np.int16), mask=travels == 0),
                "quotable": (chance.random(many) < 0.96) & ~someone_else,
                "usable_until": pa.array(until, pa.int32(), mask=chance.random(many) >= 0.04).cast(
                    pa.date32()
                ),
                "reviewed": chance.random(many) < 0.97,
                "import": pa.repeat(pa.scalar(str(brought_in) if brought_in else None, pa.string()), many),
            }
        )
        added: dict[str, Any] = {
            "observation": observation,
            "theme_given": given,
            "meaning": self._meanings(ids, version, ~measured),
            "spoken_by": self._voices(ids, ~measured),
            "observation_ended": pa.table(
                {
                    "observation": ids[:taken_back],
                    "version": pa.repeat(pa.scalar(1, pa.int32()), taken_back),
                    "reason": ["corrected"] * corrected + ["taken back"] * (taken_back - corrected),
                }
            ),
        }
        if brought_in:
            self.imports.append(brought_in)
            added["import"] = [
                {
                    "id": brought_in,
                    "file_name": f"comments {nth + 1}.csv",
                    "mapping": "{}",
                    "rows_brought_in": many,
                    "rows_refused": 0,
                    "rows_set_aside": 0,
                    "looked_through_by": "two of us",
                }
            ]
        self._keep("file brought in" if brought_in else "observations kept", **added)
        self.kept += many

    def _whose(self, someone_else: np.ndarray) -> np.ndarray:
        agreed = self.chance.random(len(someone_else)) < 0.05
        return np.where(someone_else, 1, np.where(agreed, 2, 0))

    def _tellers(self, system: np.ndarray, many: int) -> pa.Array:
        """Who told it: some once, some often, nobody named in every fifth."""
        people = np.maximum(1, self.told_in[system] * self.all / 2.2)
        nth = np.floor(people * self.chance.random(many) ** 1.7).astype(int)
        named = self.chance.random(many) >= 0.2
        return pa.array(
            [
                f"teller-{where}-{who}" if given else None
                for where, who, given in zip(system.tolist(), nth.tolist(), named.tolist(), strict=True)
            ],
            pa.string(),
        )

    def _themes(
        self, ids: pa.Array, version: np.ndarray, prompt: np.ndarray, place: np.ndarray
    ) -> tuple[pa.Array, pa.Table]:
        """Up to four different themes each; none where the prompt is -1."""
        wanted = self.chance.choice(5, len(ids), p=(0.15, 0.40, 0.28, 0.12, 0.05))
        drawn = np.full((len(ids), 4), -1)
        for question in range(len(PROMPTS)):
            for around in range(PLACES + 1):
                at = np.flatnonzero((prompt == question) & (place == around))
                drawn[at] = np.searchsorted(
                    self.spoken_of[question, around], self.chance.random((len(at), 4))
                )
        for nth in range(4):
            again = (drawn[:, :nth] == drawn[:, nth : nth + 1]).any(axis=1)
            drawn[again | (nth >= wanted), nth] = -1
        carried = drawn >= 0
        many = carried.sum(axis=1)
        chosen = _names(self.themes, drawn[carried])
        given = pa.table(
            {
                "observation": ids.take(pa.array(np.repeat(np.arange(len(ids)), many))),
                "version": np.repeat(version, many),
                "theme": chosen,
                "giver": pa.repeat(pa.scalar("file", pa.string()), len(chosen)),
            }
        )
        offsets = pa.array(np.concatenate([[0], np.cumsum(many)]).astype(np.int32))
        return pa.ListArray.from_arrays(offsets, chosen), given

    def _voices(self, ids: pa.Array, told: np.ndarray) -> pa.Table:
        """As whom a third of the tellers speak; those who lead least often."""
        chance = self.chance.spawn(1)[0]
        at = np.flatnonzero(told & (chance.random(len(ids)) < 0.33))
        voice = chance.choice(len(Voice), len(at), p=(0.5, 0.2, 0.2, 0.08, 0.02))
        return pa.table({"observation": ids.take(pa.array(at)), "voice": _names([*Voice], voice)})

    def _meanings(self, ids: pa.Array, version: np.ndarray, told: np.ndarray) -> pa.Table:
        """The tellers' own answers; a place between two poles leans to one side or the other."""
        chance, parts = self.chance, []
        for question, (*_, share) in zip(self.questions, QUESTIONS, strict=True):
            at = np.flatnonzero(told & (chance.random(len(ids)) < share))
            many = len(at)
            choice: pa.Array = pa.nulls(many, pa.string())
            number: pa.Array = pa.nulls(many, pa.float64())
            if question.form is Form.CHOICE:
                choice = _names(list(FEELINGS), chance.choice(5, many, p=(0.3, 0.25, 0.2, 0.15, 0.1)))
            elif question.form is Form.BETWEEN:
                leans = np.where(chance.random(many) < 0.6, chance.beta(2, 5, many), chance.beta(6, 2, many))
                number = pa.array(leans.round(2))
            else:
                number = pa.array(chance.choice(5, many, p=(0.45, 0.25, 0.12, 0.08, 0.10)) + 1.0)
            parts.append(
                pa.table(
                    {
                        "observation": ids.take(pa.array(at)),
                        "version": version[at],
                        "question": pa.repeat(pa.scalar(str(question.id), pa.string()), many),
                        "choice": choice,
                        "number": number,
                    }
                )
            )
        return pa.concat_tables(parts)

    def undo_imports(self) -> None:
        """Two of the files were taken out again."""
        for one in self.imports[-UNDONE:]:
            self._keep("import undone", import_undone=[{"import": one}])

    def readings(self) -> None:
        """What people made of it, in the country and in one system of each scale closer in."""
        seen: dict[Scale, System] = {}
        for one in self.systems:
            seen.setdefault(one.scale, one)
        for scale in (Scale.COUNTRY, Scale.PLACE, Scale.ORGANISATION, Scale.TEAM):
            for nth, lens in enumerate(("rhythm", "themes")):
                focus = Focus(system=seen[scale].id, lens=lens)
                here = Here(self.store, Viewer(TODAY), focus)
                shown = look.through(here)
                pattern = remember.keep_pattern(
                    here, look.as_pattern(here, shown, "", "", _behind(here, shown))
                )
                for words in READINGS[2 * nth : 2 * nth + 2]:
                    remember.keep_reading(here, words, pattern=pattern.id)

    def _keep(self, act: str, **added: Any) -> None:
        what = _id(f"{act} {self.kept} {sorted(added)} {added.get('import_undone', '')}")
        self.store.keep(Keep(what, act, what, added))


def _behind(here: Here, shown: Seen) -> tuple[UUID, ...]:
    if not shown.marks:
        return ()
    return tuple(card.id for card in look.behind(here, shown, shown.marks[-1].key).cards)


def _id(name: str) -> UUID:
    return uuid5(OURS, name)


def _ids(chance: np.random.Generator, many: int, after: int) -> pa.Array:
    """Ids of version 7 in their own order, as text without hyphens."""
    raw = np.frombuffer(chance.bytes(16 * many), dtype=np.uint8).reshape(many, 16).copy()
    order = (np.arange(after, after + many, dtype=np.uint64) + np.uint64(1_600_000_000_000)).astype(">u8")
    raw[:, :6] = order.view(np.uint8).reshape(many, 8)[:, 2:]
    raw[:, 6] = 0x70 | (raw[:, 6] & 0x0F)
    raw[:, 8] = 0x80 | (raw[:, 8] & 0x3F)
    offsets = pa.py_buffer(np.arange(0, 32 * many + 1, 32, dtype=np.int32))
    return pa.StringArray.from_buffers(many, offsets, pa.py_buffer(raw.tobytes().hex().encode()))


def _names(names: list[Any], which: np.ndarray) -> pa.Array:
    """The names at these places, as text; nothing where the place is -1."""
    return pa.array([str(name) for name in names], pa.string()).take(pa.array(which, mask=which < 0))


def _skewed(many: int) -> np.ndarray:
    """Shares that fall as in Zipf's law, of 1 together."""
    shares = 1 / (np.arange(many) + 3.0)
    return shares / shares.sum()


def main() -> None:
    """Make one and say how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--observations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    if asked.path.exists():
        parser.error(f"{asked.path} is there already; choose another place, or take it away first")
    begun = time.perf_counter()
    lay_out(asked.path, asked.observations, asked.seed)
    size = asked.path.stat().st_size / 1e6
    print(f"{asked.observations:,} observations in {time.perf_counter() - begun:.0f} s, {size:.0f} MB")


if __name__ == "__main__":
    main()
