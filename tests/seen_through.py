"""Systems full of observations to look at through lenses, in one real store; each is its own, so they do not mix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pandas as pd

from sensemaking.lenses import Opening
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Form, Voice
from sensemaking.model.scale import Scale
from sensemaking.store import Keep, Store

CANARY = "CanaryWords"
"""Stands in every story's words; no lens may ever show it."""

VIEWER = Viewer(date(2026, 11, 22))


@dataclass
class LookedAt:
    """A system with what was observed in it. What it names (themes, measures, systems closer in) it makes."""

    store: Store
    name: str = "The system"
    id: UUID = field(default_factory=uuid4)
    narrowed: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._row("system", id=self.id, scale=int(Scale.COUNTRY), name=self.name, parent=None)

    def named(self, table: str, name: str, **more: Any) -> UUID:
        """The id of a theme, a measure or a system inside this one; made where there is none yet."""
        found = uuid5(self.id, f"{table} {name}")
        if all(row["id"] != found for row in self.rows.get(table, [])):
            self._row(table, id=found, name=name, **more)
        return found

    def within(self, name: str, scale: Scale = Scale.TEAM, parent: UUID | None = None) -> UUID:
        """The id of a system closer in."""
        return self.named("system", name, scale=int(scale), parent=parent or self.id)

    def story(
        self,
        day: date,
        themes: Sequence[str] = (),
        system: UUID | None = None,
        kind: str = "story",
        teller: str | None = None,
        **more: Any,
    ) -> UUID:
        """One story told on a day; `more` may name its `cycle`, its `prompt`, or its own `words`."""
        given = list(dict.fromkeys(self.named("theme", name) for name in themes))
        plain = {"kind": kind, "words": f"{CANARY} {day}", "themes": given, "teller": teller}
        return self._observation(day, system, **(plain | more))

    def cycle(self, name: str, begun: date | None, follows: UUID | None = None, **more: Any) -> UUID:
        """A learning cycle of the system; `more` may name another `system`, when it `ended` and its `stages`."""
        plain: dict[str, Any] = {"system": self.id, "purpose": "", "stages": [], "ended": None}
        made = uuid4()
        self._row("cycle", **(plain | {"id": made, "name": name, "begun": begun, "follows": follows} | more))
        return made

    def spoken_by(self, story: UUID, voice: Voice) -> None:
        """As whom the teller of a story speaks."""
        self.rows.setdefault("spoken_by", []).append({"observation": story, "voice": str(voice)})

    def answer(
        self,
        story: UUID,
        question: str,
        said: str | float,
        low: str = "",
        high: str = "",
        form: Form | None = None,
    ) -> UUID:
        """What a story means to its teller, by one question: in words, between two poles, or as a number."""
        form = form or (Form.CHOICE if isinstance(said, str) else Form.BETWEEN if low else Form.NUMBER)
        asked = uuid5(self.id, f"question {question}")
        if all(row["id"] != asked for row in self.rows.get("question", [])):
            self._row("question", id=asked, words=question, form=form.value, low=low, high=high)
        choice, number = (said, None) if form is Form.CHOICE else (None, float(said))
        self._row("meaning", observation=story, question=asked, choice=choice, number=number)
        return asked

    def value(self, day: date, value: float, measure: str = "Waiting", system: UUID | None = None) -> UUID:
        """One value of a measure noted on a day."""
        noted = self.named("measure", measure, unit="days")
        return self._observation(day, system, kind="measure", words=CANARY, measure=noted, value=value)

    def kept(self) -> "LookedAt":
        """The same, once the store has all of it."""
        self.store.keep(Keep(uuid4(), "observations kept", uuid4(), self.rows))
        self.rows = {}
        return self

    @property
    def focus(self) -> Focus:
        """Where we look."""
        return Focus(system=self.id, **self.narrowed)

    def ask(self, sql: str, **params: Any) -> pd.DataFrame:
        """What a lens is given to ask with."""
        return self.store.ask(sql, VIEWER, self.focus, **params)

    def opened(self, opening: Opening) -> list[tuple[date, UUID]]:
        """The day and id of the stories an opening leads to, in its order."""
        ids = list(self.ask(opening.sql, **opening.params)["id"])
        days = self.ask("select id, day, kind from observations where list_contains($ids, id)", ids=ids)
        assert set(days["kind"]) <= {"story", "noticing"}
        of = {one: day.date() for one, day in zip(days["id"], days["day"], strict=True)}
        return [(of[one], one) for one in ids]

    def _observation(self, day: date, system: UUID | None, **more: Any) -> UUID:
        made = uuid4()
        plain: dict[str, Any] = {
            "prompt": "", "whose": "mine", "cycle": None, "experiment": None, "teller": None, "themes": [],
            "measure": None, "value": None, "travels": int(Scale.COUNTRY), "quotable": True,
            "usable_until": None, "reviewed": True, "import": None,
        }  # fmt: skip
        self._row("observation", **(plain | {"id": made, "day": day, "system": system or self.id} | more))
        return made

    def _row(self, table: str, **columns: Any) -> None:
        self.rows.setdefault(table, []).append({"version": 1, **columns})


def days_from(first: date, count: int, step: int = 1) -> Iterable[date]:
    """So many days, so far apart."""
    return (first + timedelta(days=step * nth) for nth in range(count))
