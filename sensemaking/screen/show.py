"""How is something shown? People's words as cards, our own words as plain text, refusals as sentences."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.charts.style import hue_of
from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.observation import Card, Kind
from sensemaking.model.pattern import Reading
from sensemaking.model.refusal import Refusal
from sensemaking.practice import in_words
from sensemaking.practice.cycles import experiments
from sensemaking.practice.here import Here
from sensemaking.screen import where
from sensemaking.screen.component import component, heard

_words = component("words")
_cards = component("cards")

Block = tuple[
    Literal["title", "heading", "smaller", "large", "text", "quiet", "pole", "quote", "refusal", "receipt"],
    str,
]

MARKUP = re.compile(r"([\\`*_\[\]<>$~:@]|(?<=www)\.)")

NOT_TO_BE_QUOTED = "Not to be quoted: it stays where it was told"
ASKED = "asked “{prompt}”"
SINCE = "since {day}"
READ_ON = "Read on"
CYCLES = "Learning cycles running now"
NO_CYCLES = "No learning cycle is running here."
ALL_CYCLES, MOST_CYCLES = "All learning cycles in sight, with what was tried", 4
TRIED = "Tried: {name} ({became})"
HUNCH, ACTIONS, WITH = "The hunch:", "What was done:", "Designed with:"
WATCHING, SEEN, BECAME = "Watching:", "What was seen:", "What became of it:"


def words(*blocks: Block, key: str | None = None) -> None:
    """Headings and paragraphs that may hold names from the store: shown as text, never read as markup.

    Without a key the same words cannot stand twice on one page.
    """
    _words(data={"blocks": [{"kind": kind, "words": said} for kind, said in blocks if said]}, key=key)


def plain(said: str) -> str:
    """Words from the store as a widget's label, which Streamlit would otherwise read as markup."""
    return MARKUP.sub(r"\\\1", said)


def refusal(refused: Refusal) -> None:
    """What cannot be done, why, and what to try."""
    words(("refusal", str(refused)))


@contextmanager
def refusals() -> Iterator[None]:
    """Whatever is refused within is said in its place, and the rest of the page goes on."""
    try:
        yield
    except Refusal as refused:
        refusal(refused)


def receipt(said: str, key: str | None = None) -> None:
    """Where something went, for whoever just kept it."""
    words(("receipt", said), key=key)


def nothing(said: str, invitation: str = "") -> None:
    """An empty place, which invites."""
    words(("large", said), ("quiet", invitation))


def cards(shown: Iterable[Card], key: str, open_words: str = "", large: bool = False) -> UUID | None:
    """Stories as cards in the order given; the id of the one somebody opened just now, where opening is offered."""
    drawn = [
        {
            "id": str(card.id),
            "words": card.words,
            "measure": card.measure,
            "lines": [line for line in (_told(card), *card.meanings) if line],
            "themes": [{"name": theme, "hue": hue_of(theme)} for theme in card.themes],
            "flag": "" if card.quotable else NOT_TO_BE_QUOTED,
        }
        for card in shown
    ]
    return _pile(drawn, key, open_words, large)


def readings(shown: Sequence[Reading], key: str) -> None:
    """Readings as cards of the same weight, in the order given."""
    drawn = [
        {
            "id": str(one.id),
            "words": one.words,
            "measure": "",
            "lines": [_said(one)],
            "themes": [],
            "flag": "",
        }
        for one in shown
    ]
    _pile(drawn, key, "", large=False)


def _pile(drawn: Sequence[Mapping[str, object]], key: str, open_words: str, large: bool) -> UUID | None:
    data = {"cards": drawn, "open": open_words, "unfold": READ_ON, "large": large}
    opened = _cards(key=key, data=data, on_opened_change=heard).opened
    return UUID(opened) if opened else None


def _told(card: Card) -> str:
    kind = "A noticing" if card.kind is Kind.NOTICING else ""
    return " · ".join(part for part in (kind, Unit.DAY.words(card.day), card.place, _asked(card)) if part)


def _asked(card: Card) -> str:
    return ASKED.format(prompt=card.prompt) if card.prompt else ""


def _said(one: Reading) -> str:
    said = one.standing.value[0].upper() + one.standing.value[1:]
    return " · ".join(part for part in (said, one.who, Unit.DAY.words(one.day)) if part)


def cycles(here: Here, shown: Sequence[Cycle], tried: bool = False) -> None:
    """Learning cycles with what they are for, and if wanted with what was tried in them, in the order given."""
    blocks: list[Block] = []
    for cycle in shown:
        system = here.stack.get(cycle.system)
        blocks += cycle_in_words(cycle, system.name if system and system.id != here.focus.system else "")
        if tried:
            blocks += [("text", _tried(one)) for one in experiments(here, cycle.id)]
    words(*blocks)


def cycles_in_sight(here: Here) -> None:
    """The learning cycles that are running, and behind a fold all of them with what was tried."""
    every = where.cycles(here)
    running = [cycle for cycle in every if not cycle.ended]
    st.header(CYCLES)
    if running:
        cycles(here, running[:MOST_CYCLES])
    else:
        nothing(NO_CYCLES)
    if every:
        with st.expander(ALL_CYCLES, key="cycles.all", on_change="rerun") as fold:
            if fold.open:
                cycles(here, every, tried=True)


def cycle_in_words(cycle: Cycle, place: str = "") -> list[Block]:
    """A cycle's name, what it is for, where it is, and when it was."""
    days = in_words.days(cycle.begun, cycle.ended) if cycle.ended else ""
    if cycle.begun and not cycle.ended:
        days = SINCE.format(day=Unit.DAY.words(cycle.begun))
    stages = ", ".join(stage.value for stage in cycle.stages)
    blocks: list[Block] = [("smaller", cycle.name)]
    if cycle.purpose:
        blocks.append(("text", cycle.purpose))
    return [*blocks, ("quiet", " · ".join(part for part in (place, days, stages) if part))]


def experiment_in_words(tried: Experiment) -> list[Block]:
    """An experiment's hunch, what was done and with whom, what was watched, seen, and what became of it."""
    asked = (
        (HUNCH, tried.hunch),
        (ACTIONS, tried.actions),
        (WITH, tried.designed_with),
        (WATCHING, tried.watching),
        (SEEN, tried.seen),
        (BECAME, tried.became.value),
    )
    return [("smaller", tried.name), *(("text", f"{label} {said}") for label, said in asked if said)]


def _tried(one: Experiment) -> str:
    return TRIED.format(name=one.name, became=one.became.value)
