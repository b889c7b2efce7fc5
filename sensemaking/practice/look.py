"""Looking: what a lens shows at a focus, the stories behind it, and those that go another way."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sensemaking import lenses
from sensemaking.lenses import Choice, Lens, Opening, Seen
from sensemaking.model.gathering import Answered
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Pattern
from sensemaking.model.refusal import Refusal
from sensemaking.practice import stack, welcome
from sensemaking.practice.cards import cards, without_places
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id

FIRST_LENS = "rhythm"
"""Through which lens a page looks before anybody chose one: it has something to show wherever anything was told."""

AT_ONCE = 12
"""How many stories open at once; the rest are a press away."""

STAYS_CLOSER_IN = (
    "What is told closer in stays there unless it may travel: stand closer in to see what was told there."
)
HOW_MANY = "select count(*) as n from ({stories})"


@dataclass(frozen=True)
class Stories:
    """The stories behind a mark: what they are in words, the first of them, how many there are.

    Where their number is not to be `counted` aloud, it says only whether there are more. What was said in a gathering
    comes as `statements`, all of them, in the order they were written. `unnamed` are the stories of a theme that is
    spoken of in one system only: no card says where it was told, and none is opened any further.
    """

    words: str
    cards: tuple[Card, ...]
    how_many: int
    counted: bool
    statements: tuple[Answered, ...] = ()
    unnamed: bool = False


def lens_at(here: Here) -> Lens:
    """The lens of this focus, or the first to look through; raises a Refusal where the focus names no lens of ours."""
    found = lenses.found()
    name = here.focus.lens or FIRST_LENS
    if name not in found:
        raise Refusal(f"There is no lens called {name}.", try_next=f"There are: {', '.join(found)}.")
    return found[name]


def titles() -> dict[str, str]:
    """The lenses there are: their names and the question each one asks."""
    return {name: lens.TITLE for name, lens in lenses.found().items()}


def choices(here: Here) -> list[Choice]:
    """What can be chosen inside the lens here, such as one measure or one theme."""
    return list(lens_at(here).choices(here.ask))


def against(here: Here) -> list[Choice]:
    """What the choice of this focus can be put against, first by itself; nothing where the lens has no such way."""
    offers = getattr(lens_at(here), "against", None)
    return list(offers(here.ask, here.focus.choice)) if offers else []


def through(here: Here, choice: str = "") -> Seen:
    """What the lens of this focus shows here."""
    seen = lens_at(here).see(here.ask, here.focus, choice)
    if seen.spec is None and here.focus.system and here.stack.closer_in(here.focus.system):
        return replace(seen, tells=(*seen.tells, STAYS_CLOSER_IN))
    return seen


def behind(here: Here, seen: Seen, mark: str, most: int = AT_ONCE) -> Stories:
    """The stories behind a mark of what was seen, in the order they were told."""
    return _opened(here, lens_at(here).behind(seen, mark), most, _unnamed(here, seen, mark))


def another_way(here: Here, seen: Seen, mark: str, most: int = AT_ONCE) -> Stories:
    """The stories that go another way than the mark; each lens says how it finds them."""
    return _opened(here, lens_at(here).other_way(seen, mark), most, _unnamed(here, seen, mark))


def ids_behind(here: Here, seen: Seen, mark: str) -> list[UUID]:
    """The ids of every story behind a mark, in the order they were told; where none is, of those that went another way.

    A claim that fewer speak of something rests on the stories that do not.
    """
    lens = lens_at(here)
    openings = (opened(seen, mark) for opened in (lens.behind, lens.other_way))
    found = (list(here.ask(opening.sql, **opening.params)["id"]) for opening in openings)
    return next((ids for ids in found if ids), [])


def cells(seen: Seen) -> dict[str, list[Any]]:
    """What was seen as a table to read: its `headings`, and its `rows` as words, with nothing where nothing is."""
    rows = seen.table.astype(object).where(seen.table.notna(), "").to_numpy().tolist()
    return {
        "headings": [str(heading) for heading in seen.table.columns],
        "rows": [
            [f"{cell:,}" if isinstance(cell, int | float) else str(cell) for cell in row] for row in rows
        ],
    }


def records(seen: Seen) -> list[dict[str, Any]]:
    """What the chart is drawn from, row by row; None where nothing is."""
    rows = seen.rows.astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in rows.where(rows.notna(), None).to_dict("records")
    ]


def as_pattern(here: Here, seen: Seen, mark: str, name: str, stories: tuple[UUID, ...]) -> Pattern:
    """What was seen as a pattern to keep, with the focus it was seen at and the stories that were open.

    A focus without a last day is closed today, so that opening it later shows what was seen now.
    """
    last = welcome.gathered(here).last
    focus = here.focus.narrowed(
        until=here.focus.until or max(here.viewer.today, last or here.viewer.today), lens=seen.lens, store=""
    )
    return Pattern(
        id=new_id(),
        system=here.system.id,
        lens=seen.lens,
        focus=focus.as_link(),
        title=seen.title,
        told=" ".join(seen.tells),
        choice=seen.choice,
        mark=mark,
        name=" ".join(name.split()),
        could_be_chance=could_be_chance(seen, mark),
        observations=stories,
    )


def could_be_chance(seen: Seen, mark: str) -> bool:
    """Whether the lens claims nothing for this mark, so that a pattern seen there is marked as what it is."""
    return mark not in {claim.mark for claim in seen.claims}


def _unnamed(here: Here, seen: Seen, mark: str) -> bool:
    """Whether what is looked at is a theme of one system only, be it of those that a lens sets side by side."""
    if seen.scale and mark.startswith("@"):
        return True
    return stack.only_here(here, [*here.focus.themes, *_ids(seen.choice, mark.rpartition("@")[2])])


def _ids(*said: str) -> Iterator[UUID]:
    for one in said:
        with suppress(ValueError):
            yield UUID(one)


def _opened(here: Here, opening: Opening, most: int, unnamed: bool) -> Stories:
    first = here.ask(f"{opening.sql}\nlimit $most", **opening.params, most=most)["id"]
    how_many = here.ask(HOW_MANY.format(stories=opening.sql), **opening.params)["n"].iloc[0]
    found = cards(here, list(first))
    shown = tuple(without_places(found) if unnamed else found)
    return Stories(opening.words, shown, int(how_many), opening.counted, opening.statements, unnamed)
