"""Ways of looking: one module a lens. A lens asks for what is visible at a focus, and answers with a chart, with
sentences, and with the way to the stories behind every mark.

To add one, write a module here that has what `Lens` names. Its SQL is a constant at its head, reads only
`observations`, `meanings`, `themes`, `measures`, `systems`, `cycles`, `statements` and `answers` (visible at this
focus, to this viewer), and takes `$named` parameters. Nothing is ordered by a value; titles are questions; rows hold no
words of any story or statement, but for phrases that several people share. A module whose name begins with _ is no
lens: it holds what several of them need.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

import pandas as pd

from sensemaking.charts import axes
from sensemaking.model.counting import in_words
from sensemaking.model.focus import Focus
from sensemaking.model.gathering import Answered
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

MOST_CLAIMS_TOLD = 4
"""How many claims a sentence holds; the others stand in the chart and in the list of marks."""

_NO_STORY = "select id from observations where false"

Ask = Callable[..., pd.DataFrame]
"""`ask(sql, **params)`: rows over the visible relations at the focus that is looked at."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen inside a lens, such as one measure; the key "" is what it shows at first."""

    key: str
    words: str


@dataclass(frozen=True)
class Mark:
    """One mark of a chart that opens onto stories; `words` say it to whoever chooses from a list."""

    key: str
    words: str


@dataclass(frozen=True)
class Claim:
    """What a lens says is there beyond chance: a sentence, the mark that opens onto its stories, and its q value.

    `q` is what is left of chance after everything that was looked at: of claims with a q of 5 percent or less, at
    most one in twenty is expected to be chance (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995).
    """

    words: str
    mark: str
    q: float


@dataclass(frozen=True)
class Opening:
    """The way to some stories: what they are, and SQL that selects their `id` in the order of day and id.

    How many there are is not `counted` where that would say how much one system contributed. A lens that looks at what
    was said in a gathering opens `statements` in the place of stories, in the order they were written.
    """

    words: str
    sql: str = _NO_STORY
    params: dict[str, Any] = field(default_factory=dict)
    counted: bool = True
    statements: tuple[Answered, ...] = ()


@dataclass(frozen=True, eq=False)
class Seen:
    """What a lens shows at a focus.

    `title` is a question. `tells` are sentences, the first of which stands in for the chart. `spec` is Vega-Lite
    for the named data "rows" (shared: do not change it; None where there is nothing to draw), without a config:
    `charts.style.config` gives it its paper. `table` is the same in words and numbers with readable headings.
    `notes` name the rules that were used and what chance would do. `claims` are what is there beyond chance, in
    the order of the chart; where there are none, people may still name what they see.

    `at_first` is the mark that is open before anybody chose one; where it is empty, the page opens the last time.
    `scales` are those whose systems a lens can compare here, widest first, and `scale` the one it does. `stand_wider`:
    there is nothing to draw here, and there would be from the system around. `opens` has what is behind a mark, and
    what goes another way, where a lens knows it already when it looks.
    """

    lens: str
    title: str
    tells: tuple[str, ...]
    choice: str = ""
    spec: dict[str, Any] | None = None
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    at_first: str = ""
    scales: tuple[Scale, ...] = ()
    scale: Scale | None = None
    stand_wider: bool = False
    opens: Mapping[str, tuple[Opening, Opening]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """A mark's key taken apart: its time as a key of `charts.axes`, the days of it, and what else it belongs to."""

    time: str
    since: date
    until: date
    of: UUID | None


def read_mark(mark: str) -> Chosen:
    """What a key says: a time or an area of time (`charts.axes.area`), and after an @ the id it belongs to.

    Raises a Refusal for anything else.
    """
    time, _, of = mark.partition("@")
    try:
        since, until = axes.days(time)
        return Chosen(time, since, until, UUID(of) if of else None)
    except ValueError as unreadable:
        raise Refusal("This view has no such mark.", try_next="Choose another.") from unreadable


def read_choice(choice: str) -> UUID:
    """The id that a choice is. Raises a Refusal for anything else."""
    try:
        return UUID(choice)
    except ValueError as unreadable:
        raise Refusal("This view has no such choice.", try_next="Choose another.") from unreadable


class Lens(Protocol):
    """What every lens module has. `see` answers for every focus, with something kind where there is nothing.

    `behind` opens the stories of a mark and `other_way` those that do not fit it, by a rule of the lens that its
    words say; both take the key of a mark, or of an area that can be drawn over the chart, and raise a Refusal for
    a key they cannot read. `SILENT_UNDER` tells people the shuffle under which the lens claims nothing, and how
    often it breaks that silence; tests/test_claims.py holds every lens to it. A lens may also have
    `against(ask, choice) -> list[Choice]`: what a choice can be put against, first that choice by itself.
    """

    NAME: str
    TITLE: str
    CANNOT_SAY: str
    SILENT_UNDER: str

    def choices(self, ask: Ask) -> list[Choice]:
        """What can be chosen here, first the view at the beginning, then in the alphabet's order."""

    def see(self, ask: Ask, focus: Focus, choice: str) -> Seen:
        """What this lens shows at this focus."""

    def behind(self, seen: Seen, mark: str) -> Opening:
        """The stories behind a mark."""

    def other_way(self, seen: Seen, mark: str) -> Opening:
        """The stories that go another way than this mark."""


NOTHING_BEYOND_CHANCE = (
    "All of this could also be chance. If you see something in it, name it all the same: it is kept, and marked "
    "“could be chance”."
)


def beyond_chance(claims: Sequence[Claim]) -> str:
    """What is claimed, as one sentence of what a lens tells; where nothing is, that people may still name it."""
    if not claims:
        return NOTHING_BEYOND_CHANCE
    told = [claim.words for claim in claims[:MOST_CLAIMS_TOLD]]
    if left := len(claims) - len(told):
        told.append(f"And {in_words(left)} more.")
    return f"This goes beyond what chance would give. {' '.join(told)}"


@cache
def found() -> dict[str, Lens]:
    """Every lens there is, by name, in the alphabet's order."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {lens.NAME: lens for lens in sorted(cast("list[Lens]", modules), key=lambda lens: lens.NAME)}
