"""How is a challenge shown: what was sent, what was asked back, what came back, and how long it has waited?"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.challenge import Act, Answer, Challenge
from sensemaking.practice.carrying import Letter
from sensemaking.practice.challenges import ANSWERED, REPLIES, by
from sensemaking.practice.here import Here
from sensemaking.screen import ask, show, where

RECEIPT = "challenging.receipt"

ASKS, UNNAMED = "{asks} asks", "A group closer in asks"
PATTERN = "They see a pattern: {name}"
IN_OTHER_WORDS = "Told in other words:"
GONE = "A story that was here was taken back, or stays closer in now."
CAME, WAITED = "It came on {day}.", "It has waited since {season}."
ASKED_BACK, SAID_MORE = "Asked back: {words}", "Said more: {words}"
HOW_KNOWN = "How do we know?"

LONG = timedelta(days=42)
SEASONS = ("winter", "spring", "summer", "autumn")


def letter(read: Letter, key: str) -> None:
    """What is read where it was sent, and nothing else."""
    blocks: list[show.Block] = [
        ("smaller", ASKS.format(asks=read.asks) if read.asks else UNNAMED),
        ("quote", read.words),
    ]
    for one in read.patterns:
        blocks += [("quiet", PATTERN.format(name=one.name)), ("text", one.told)]
    if read.paraphrases:
        blocks += [("quiet", IN_OTHER_WORDS), *(("quote", one) for one in read.paraphrases)]
    if read.gone:
        blocks.append(("quiet", GONE))
    show.words(*blocks, key=f"{key}.words")
    if read.cards:
        show.cards(read.cards, f"{key}.cards")


def lines(challenge: Challenge) -> list[show.Block]:
    """What was asked back and said more, in the order it was said."""
    words = {Act.ASKED_BACK: ASKED_BACK, Act.SAID_MORE: SAID_MORE}
    return [("text", words[line.act].format(words=line.words)) for line in challenge.lines]


def answers(here: Here, given: Iterable[Answer], key: str, known: bool = False) -> None:
    """What came back and why, in the order it came; where wanted with the way to how it is known."""
    for one in given:
        said: list[show.Block] = [
            ("smaller", ANSWERED.format(by=by(here, one.by) or "They", reply=REPLIES[one.reply])),
            ("text", one.words),
            ("text", one.why),
            ("quiet", Unit.DAY.words(day(one.when))),
        ]
        show.words(*said, key=f"{key}.{one.id}")
        if known:
            where.way_back(HOW_KNOWN, one.id)


def waited(since: date, today: date) -> str:
    """How long something has waited, in words: its day, and once that is long ago, its season."""
    if not is_long(since, today):
        return CAME.format(day=Unit.DAY.words(since))
    return WAITED.format(season=season(since))


def is_long(since: date, today: date) -> bool:
    """Whether it is so long ago that a season says it better than a day."""
    return today - since > LONG


def season(day: date) -> str:
    """The season of a day in the northern half of the earth; a winter has both its years."""
    name = SEASONS[day.month % 12 // 3]
    if name != "winter":
        return f"{name} {day.year}"
    began = day.year if day.month == 12 else day.year - 1
    return f"winter {began} to {began + 1}"


def day(when: datetime) -> date:
    """The local day of a moment (UTC)."""
    return when.replace(tzinfo=UTC).astimezone().date()


def fold(label: str, key: str, draw: Callable[[], None]) -> None:
    """Something behind a fold, drawn once it is opened; what is refused in it is said there."""
    with st.expander(label, key=key, on_change="rerun") as opened:
        if opened.open:
            with show.refusals():
                draw()


def done(about: UUID, receipt: str, beside: UUID | None = None, **drafts: ask.Draft | None) -> None:
    """Let these boxes about a challenge go empty, say once beside it or something else what was kept, draw anew."""
    for draft in drafts.values():
        if draft:
            ask.kept(draft)
    st.session_state[RECEIPT] = (beside or about, receipt)
    st.rerun()


def receipt(about: UUID) -> None:
    """Say once, beside this, what was kept."""
    of, said = st.session_state.get(RECEIPT, (None, ""))
    if of == about:
        del st.session_state[RECEIPT]
        show.receipt(said, key=f"challenging.receipt.{about}")


def box(here: Here, field: str, about: UUID, label: str, hint: str = "", start: str = "") -> ask.Draft | None:
    """A box about this challenge whose draft is kept on the device until `done` names it."""
    return ask.draft(here, f"challenge.{field}.{about}", label, hint, start=start, short=True)


def said(draft: ask.Draft | None, start: str = "") -> str:
    """The words in a box; those it began with where nothing else was written."""
    return draft.words if draft else start
