"""Listening: reading stories, finding words in them, and opening one in its context."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.observation import Card
from sensemaking.model.refusal import Refusal
from sensemaking.practice import stack
from sensemaking.practice.cards import cards, without_places
from sensemaking.practice.cycles import cycles, experiments
from sensemaking.practice.here import Here
from sensemaking.practice.remember import Read, readings_that_hold
from sensemaking.store import rows
from sensemaking.text.words import LONGEST_SEARCH, search_for

A_PAGE = 20

NO_WORDS = "There is no word in what you are looking for, so every story is here."
TOO_LONG = f"We looked for its first {LONGEST_SEARCH} characters."

# The words are looked through once, for the page and for how many there are; a page of none is one row without an id.
STORIES = """
with found as materialized (
    select id, day from observations
    where kind <> 'measure' and (at_home or not $told_here)
        and (len($wanted::varchar[]) = 0 or list_bool_and(
            list_transform($wanted::varchar[], part -> contains(folded, part))))
        and (len($unwanted::varchar[]) = 0 or not list_bool_or(
            list_transform($unwanted::varchar[], part -> contains(folded, part))))
),
following as (
    select id, day from found
    where $day::date is null or (day, id) < ($day::date, $id::uuid)
    order by day desc, id desc
    limit $most
)
select how_many, id, day
from (select count(*) as how_many from found) left join following on true
order by day desc, id desc
"""

IN_OTHER_WORDS = "select words from paraphrases"

TOLD_IN = "select cycle, experiment from observations"


@dataclass(frozen=True)
class Place:
    """Where in the list a page ended: the next one begins after it."""

    day: date
    id: UUID


@dataclass(frozen=True)
class Page:
    """Some stories, newest day first; `following` is where to go on, None at the end.

    `unnamed` are the stories of a theme that is spoken of in one system closer in only: none says where it was told.
    """

    cards: tuple[Card, ...]
    following: Place | None
    how_many: int
    unnamed: bool = False


@dataclass(frozen=True)
class InContext:
    """A story with what it was part of and what was made of it."""

    card: Card
    cycle: Cycle | None
    experiment: Experiment | None
    readings: tuple[Read, ...]


def how_it_was_read(typed: str) -> str:
    """What became of a search that could not be read as it was written; nothing where it was."""
    if not search_for(typed):
        return NO_WORDS
    return TOO_LONG if len(typed) > LONGEST_SEARCH else ""


def stories(
    here: Here, typed: str = "", after: Place | None = None, most: int = A_PAGE, told_here: bool = False
) -> Page:
    """The stories and noticings at this focus that hold the words searched for, a page at a time.

    `told_here` leaves out what was told closer in.
    """
    search = search_for(typed)
    rows_found = rows.records(
        here.ask(
            STORIES,
            wanted=list(search.wanted),
            unwanted=list(search.unwanted),
            day=after.day if after else None,
            id=after.id if after else None,
            most=most + 1,
            told_here=told_here,
        )
    )
    how_many = rows_found[0]["how_many"]
    found = [row for row in rows_found if row["id"]]
    shown = found[:most]
    following = Place(shown[-1]["day"].date(), shown[-1]["id"]) if len(found) > most else None
    found_cards = cards(here, [row["id"] for row in shown])
    unnamed = not told_here and stack.only_here(here, here.focus.themes)
    return Page(tuple(without_places(found_cards) if unnamed else found_cards), following, how_many, unnamed)


def in_other_words(here: Here, most: int = A_PAGE) -> tuple[list[str], bool]:
    """What was told closer in and may be read here only as somebody else put it, and whether there is more of it.

    Nothing says who told it, where or when; where a focus is narrower than its system there is none.
    """
    words = list(here.ask(IN_OTHER_WORDS)["words"])
    return words[:most], len(words) > most


def open_story(here: Here, observation: UUID) -> InContext:
    """One story in its context; raises a Refusal where it is not visible here."""
    found = cards(here, [observation])
    if not found:
        raise Refusal(
            "This story cannot be read from here.",
            try_next="It may have been taken back, or it stays where it was told.",
        )
    told = rows.records(here.ask(TOLD_IN, of=[observation]))[0]
    cycle = next((one for one in cycles(here) if one.id == told["cycle"]), None)
    tried = experiments(here, cycle.id) if cycle else []
    return InContext(
        found[0],
        cycle,
        next((one for one in tried if one.id == told["experiment"]), None),
        tuple(readings_that_hold(here, observation)),
    )
