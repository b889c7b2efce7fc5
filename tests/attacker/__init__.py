"""An automated attacker who asks everything that can be asked beyond home, and compares the answers.

Two stores differ in one story only, which may not be seen where the attacker stands: it is there or not, or taken back.
Whatever is asked there, in every narrowing, must be answered alike; so there is nothing to subtract one answer from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sensemaking import lenses
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.store import Keep, Store
from tests.a_store import an_observation

Rows = dict[str, list[dict[str, Any]]]

TODAY = date(2026, 6, 1)
DAYS = [TODAY - timedelta(days=n) for n in (1, 40, 90)]
WIDER = (5, 4, 3)

ASKED = (
    "select kind, count(*) as many, sum(length(words)) as words, min(day) as first, max(day) as last"
    " from observations group by kind order by kind",
    "select words from paraphrases order by words",
)
"""What the attacker asks; days, cycles and themes come with the focus."""

MEANT = "select question_words, count(*) as many, sum(number) as sum from meanings group by question_words"


class Laid:
    """A stack of one country, place, organisation and three teams with stories of every consent, under ids of its own.

    One of the teams has gone elsewhere by the time the attacker asks: `moves` are the rows that say so.
    """

    def __init__(self, chance: Random, number: int) -> None:
        self.chance, self._next = chance, (number + 1) << 64
        self.cycles, self.themes = [self.id() for _ in range(2)], [self.id() for _ in range(2)]
        self.question = self.id()
        self.systems: dict[int, UUID] = {}
        rows: Rows = {"system": []}
        around = None
        for scale in (5, 4, 3, 2):
            around = self._system(rows, scale, around)
        self.teams = [self.systems[2], *(self._system(rows, 2, self.systems[3]) for _ in range(2))]
        self.gone = self.teams[-1]
        self.moves: Rows = {"system": [rows["system"][-1] | {"version": 2, "parent": None}]}
        question = {"id": self.question, "version": 1, "words": "How was it?", "form": "a number"}
        rows["question"] = [question | {"low": "", "high": ""}]
        for _ in range(chance.randint(3, 9)):
            add(rows, self.a_story())
        self.rows = rows

    def id(self) -> UUID:
        """Another id of this stack."""
        self._next += 1
        return UUID(int=self._next)

    def a_story(self, *homes: UUID) -> Rows:
        """The rows of a story of one of these teams with any consent, looked through in any way or not at all."""
        chance, id = self.chance, self.id()
        story = an_observation(
            chance.choice(homes or self.teams),
            f"Secret {id}",
            id=id,
            day=chance.choice(DAYS),
            cycle=chance.choice([None, *self.cycles]),
            themes=chance.sample(self.themes, chance.randint(0, 2)),
            teller=chance.choice([None, "somebody"]),
            whose=chance.choice(["mine", "mine", "mine", "about someone else"]),
            travels=chance.choice([None, 3, 4, 5, 5]),
            quotable=chance.random() < 0.7,
            usable_until=chance.choice([None, None, TODAY - timedelta(days=1)]),
            reviewed=chance.random() < 0.4,
        )
        meaning = {"observation": id, "version": 1, "question": self.question, "choice": None}
        rows = {"observation": [story], "meaning": [meaning | {"number": float(chance.randint(1, 5))}]}
        if chance.random() < 0.5:
            words = chance.choice(["", f"In other words {id}"])
            look = {
                "observation": id,
                "version": 1,
                "reaches": chance.choice([None, 3, 4, 5]),
                "paraphrase": words,
            }
            rows["review"] = [look | {"why": "", "who": "our peer worker"}]
        return rows

    def focuses(self, scale: int) -> Iterator[Focus]:
        """Every narrowing there is where the attacker stands."""
        days = [None, *DAYS]
        themes = [(), *((one,) for one in self.themes)]
        for cycle, since, until, theme in product([None, *self.cycles], days, days, themes):
            if not (since and until and since > until):
                yield Focus(system=self.systems[scale], cycle=cycle, since=since, until=until, themes=theme)

    def _system(self, rows: Rows, scale: int, parent: UUID | None) -> UUID:
        made = self.id()
        rows["system"].append(
            {"id": made, "version": 1, "scale": scale, "name": f"{scale}", "parent": parent}
        )
        self.systems.setdefault(scale, made)
        return made


def add(rows: Rows, more: Rows) -> None:
    """Put these rows to those."""
    for table, added in more.items():
        rows.setdefault(table, []).extend(added)


def may_be_read(laid: Laid, story: Rows, scale: int) -> bool:
    """Whether its words, or others in their place, may be read at a scale beyond home now: the rules in other words."""
    (told,), looks = story["observation"], story.get("review", [])
    if told["system"] == laid.gone:
        return False
    looked_for = looks[0]["reaches"] if looks else told["travels"] if told["reviewed"] else None
    if told["whose"] == "about someone else" or (told["usable_until"] and told["usable_until"] < TODAY):
        return False
    if not told["quotable"] and not (looks and looks[0]["paraphrase"]):
        return False
    return scale <= min(told["travels"] or 0, looked_for or 0)


def answers(store: Store, plan: "Plan") -> list[Any]:
    """All answers the attacker gets: of a whole plan also about meanings, and through the lenses unnarrowed."""
    viewer, asked = Viewer(TODAY), (*ASKED, MEANT) if plan.whole else ASKED
    got: list[Any] = [
        str(store.ask(sql, viewer, focus).to_dict("list")) for focus in plan.focuses for sql in asked
    ]
    if plan.whole:
        at = plan.focuses[0]
        for lens in lenses.found().values():
            seen = lens.see(lambda sql, **more: store.ask(sql, viewer, at, **more), at, "")
            got.append(
                (seen.title, seen.tells, str(seen.rows.to_dict("list")), str(seen.table.to_dict("list")))
            )
    return got


def attack(store: Store, chance: Random, stacks: int, every: int = 100) -> list[str]:
    """What the attacker found out in so many synthetic stacks: a sentence for each difference that should not be there.

    Each is asked in one narrowing or in none; each of the `every`th in many, about everything and through every lens.
    A fifth of them are asked once more when the story is taken back.
    """
    laid = [Laid(chance, number) for number in range(stacks)]
    _keep(store, *(one.rows for one in laid))
    _keep(store, *(one.moves for one in laid))
    plans = [_plan(one, chance, whole=not number % every) for number, one in enumerate(laid)]
    before = [answers(store, plan) for plan in plans]
    _keep(store, *(plan.hidden for plan in plans))
    found = [
        _found("added", plan)
        for plan, told in zip(plans, before, strict=True)
        if answers(store, plan) != told
    ]
    ended = [
        {"observation": p.hidden["observation"][0]["id"], "version": 1, "reason": "taken back"} for p in plans
    ]
    _keep(store, {"observation_ended": ended})
    again = list(zip(plans, before, strict=True))[::5]
    found += [_found("taken back", plan) for plan, told in again if answers(store, plan) != told]
    return found + [said for plan in plans[::5] for said in _isolated(store, plan)]


def _found(what: str, plan: "Plan") -> str:
    return f"A story that was {what} shows at the scale {plan.scale}, where it may not be seen."


@dataclass(frozen=True)
class Plan:
    """One story that may not be seen where the attacker stands, and where they ask."""

    hidden: Rows
    scale: int
    focuses: Sequence[Focus]
    whole: bool


def _plan(laid: Laid, chance: Random, whole: bool) -> Plan:
    scale, homes = chance.choice(WIDER), chance.choice([laid.teams, [laid.gone]])
    hidden = laid.a_story(*homes)
    while may_be_read(laid, hidden, scale):
        hidden = laid.a_story(*homes)
    everywhere = list(laid.focuses(scale))
    asked = (
        [everywhere[0], *chance.sample(everywhere, 15)]
        if whole
        else [chance.choice([everywhere[0], chance.choice(everywhere)])]
    )
    return Plan(hidden, scale, asked, whole)


def _isolated(store: Store, plan: Plan) -> list[str]:
    """Whether counting could tell one of those told in other words apart: where narrowed, or among what is counted."""
    viewer, at, said = Viewer(TODAY), plan.focuses[-1], []
    wide = Focus(system=at.system)
    if at != wide and len(store.ask("select 1 from paraphrases", viewer, at)):
        said.append(f"A narrowed focus at the scale {plan.scale} shows what was told in other words.")
    if len(store.ask("select 1 from paraphrases as p join observations as o on o.id = p.id", viewer, wide)):
        said.append("What was told in other words is counted.")
    return said


def _keep(store: Store, *several: Rows) -> None:
    together: Rows = {}
    for rows in several:
        add(together, rows)
    store.keep(Keep(uuid4(), "kept in a test", uuid4(), together))
