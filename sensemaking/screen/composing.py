"""Which note is somebody writing? What goes into it, the box it is written in, and keeping it."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from secrets import randbelow
from uuid import UUID, uuid4

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.note import Note
from sensemaking.model.refusal import Refusal
from sensemaking.practice import shelf, take_away
from sensemaking.practice.here import Here
from sensemaking.practice.shelf import Offer
from sensemaking.practice.take_away import Choices, Shown
from sensemaking.screen import ask, choosing, quotes, show, where
from sensemaking.screen.component import component, heard

_picks, _take = component("picks"), component("take")

OFFER, SEED, TAKE = "take_away.offer", "take_away.handful", "composing.take"
CARDS, MOST_HANDFULS = "cards", 10_000

WHICH, NEW = "Which note?", "A new note"
NAMED = "{title} ({day})"
NOTE_TITLE = "What is it called?"
GOES_IN = "What goes in?"
WRITE = "Write it the way you would say it"
HOW = (
    "A line that begins with ## is a heading, one that begins with - is an item of a list, and *stars* make"
    " words stand out. What stands in {curly brackets} is a place for what was chosen: move it where it belongs."
)
KEEP = "Keep this note"
KEPT = "Kept on {day}. It is here whenever you come back, and so is every earlier version."
HANDFUL = "Story cards of a handful"
HANDFUL_HOW = "Up to eight stories from where we look, drawn by chance. The same link draws the same ones."
ANOTHER = "Draw another handful"
NOTHING = Refusal("There is nothing in the note yet.", try_next="A sentence is enough.")

READINGS, PATTERNS, STORIES = "Readings", "Patterns, as charts", "Stories that may be quoted"
ANSWERS, PICTURES = "What we answered to open questions", "Pictures"


@dataclass
class InHand:
    """The note somebody is writing. `start` is how it was composed or kept last; version 0 is not kept yet.

    `field` is the name of its box, which stays while it is kept, so that nobody is interrupted in writing.
    """

    start: Note
    field: str
    put: tuple[str, str] | None = None
    receipt: bool = False


def in_hand(here: Here) -> InHand:
    """The note in hand where we stand: the one the link names, or a new one, composed of the latest made here."""
    if named := where.note():
        with show.refusals():
            st.session_state[_key(here)] = _kept(here, named)
    if _key(here) not in st.session_state:
        st.session_state[_key(here)] = _new(here)
    hand: InHand = st.session_state[_key(here)]
    return hand


def take_up(here: Here, note: UUID) -> None:
    """Take a note in hand that was kept here, and walk to the page where it is written."""
    st.session_state[_key(here)] = _kept(here, note)
    where.go("take_away")


def choose_note(here: Here, hand: InHand) -> None:
    """The notes made here, newest first, and a new one."""
    kept = {note.id: note for note in take_away.notes(here)}
    if not kept:
        return
    # Another list whenever a note was kept: what the browser says of the list before is then about nothing.
    key = f"{_key(here)}.which.{len(kept)}"
    names = {one: NAMED.format(title=note.title, day=_day(note)) for one, note in kept.items()}
    labels = choosing.apart({None: NEW, **names})
    st.session_state[key] = hand.start.id if hand.start.id in kept else None

    def open_it() -> None:
        chosen: UUID | None = st.session_state[key]
        st.session_state[_key(here)] = _kept(here, chosen) if chosen else _new(here)

    st.selectbox(
        WHICH,
        list(labels),
        placeholder=NEW,
        format_func=labels.__getitem__,
        key=key,
        on_change=open_it,
    )


def write(here: Here, hand: InHand) -> Note:
    """Its title, what goes in, and the box; answers the note as it stands there now."""
    start, field = hand.start, hand.field
    there = _choices(here, here.store.path, here.store.version, here.focus.as_link())
    words = _words(there) | {
        one: given.answer.words for one, given in take_away.answered(here, start).items()
    }
    title = st.text_input(NOTE_TITLE, start.title, key=f"{field}.title", persist_state="session")
    goes_in = st.container()
    draft = ask.draft(here, field, WRITE, start=quotes.to_write(start.body, words), put=hand.put, live=True)
    show.words(("quiet", HOW), key="composing.how")
    if draft and not start.version and draft.id in {note.id for note in take_away.notes(here)}:
        # It was kept, and the browser was not told before the page was left, or drawn anew.
        _go_on(hand, take_away.open_note(here, draft.id), draft)
    known = [*words, *(one for _, one in start.references())]
    body = quotes.to_keep(draft.words, known) if draft else start.body
    note = replace(start, title=title, body=body)
    with goes_in, st.expander(GOES_IN, key="composing.goes_in", on_change="rerun") as asked:
        if asked.open:
            _choose(hand, note, there, words)
    if st.button(KEEP):
        with show.refusals():
            _keep(here, hand, note, draft)
    if hand.receipt and (title, body) == (hand.start.title, hand.start.body):
        show.receipt(KEPT.format(day=_day(hand.start)), key="composing.receipt")
    return note


def take(here: Here, note: Note, shown: Shown) -> None:
    """The note as files: links that give what the page shows at the moment they are followed."""
    offer = _offer()
    offer.lay(here, note)
    at = f"/take/{offer.token}"
    ways = [
        {"words": one.words, "how": one.how, "href": f"{at}/{one.name}"}
        for one in take_away.FORMATS.values()
        if one.name != CARDS or any(kind == "story" for kind, _ in shown.quotes)
    ]
    seed = st.session_state.setdefault(SEED, randbelow(MOST_HANDFULS))
    drawn = {"words": HANDFUL, "how": HANDFUL_HOW, "href": f"{at}/{CARDS}?handful={seed}"}
    asked = st.session_state.get(TAKE, {}).get("asked", "")
    _take(data={"ways": [*ways, drawn], "answered": asked}, key=TAKE, on_asked_change=heard)
    st.button(ANOTHER, on_click=_another_handful, type="tertiary", key="composing.another")


def _another_handful() -> None:
    st.session_state[SEED] = randbelow(MOST_HANDFULS)


def view(here: Here, note: Note) -> Shown:
    """The note as the group reads it here, looked up again whenever it or the store has changed."""
    written = (str(note.id), note.title, note.body, str(note.recorded))
    return _view(here, note, here.store.path, here.store.version, here.viewer.today, written)


@st.cache_resource(max_entries=32, show_spinner=False)
def _view(_here: Here, _note: Note, path: Path, version: int, today: date, written: tuple[str, ...]) -> Shown:
    return take_away.view(_here, _note)


@st.cache_resource(max_entries=32, show_spinner=False)
def _choices(_here: Here, path: Path, version: int, focus: str) -> Choices:
    return take_away.choices(_here)


def _words(there: Choices) -> dict[UUID, str]:
    """What everything that can go into a note says."""
    return {
        **{one.id: one.words for read in there.readings for one in (read.reading, *read.differing)},
        **{pattern.id: pattern.name or pattern.title for pattern in there.patterns},
        **{card.id: card.words for card in there.stories},
        **{one.id: one.words for one in there.answers},
        **{one.id: one.title for one in there.pictures},
    }


def _choose(hand: InHand, note: Note, there: Choices, words: dict[UUID, str]) -> None:
    offered = [
        *(("reading", read.reading.id) for read in there.readings),
        *(("pattern", pattern.id) for pattern in there.patterns),
        *(("story", card.id) for card in there.stories),
        *(("answer", one.id) for one in there.answers),
        *((one.kind, one.id) for one in there.pictures),
    ]
    inside = {one for _, one in note.references()}
    data = {
        "groups": [group for group in _groups(there) if group["items"]],
        "chosen": [str(one) for _, one in offered if one in inside],
    }
    ticked = _picks(key=f"composing.picks.{hand.field}", data=data, on_chosen_change=heard).chosen
    if ticked is not None:
        body = quotes.chosen(note.body, offered, {UUID(one) for one in ticked})
        hand.put = (str(uuid4()), quotes.to_write(body, words))
        st.rerun()


def _groups(there: Choices) -> list[dict[str, object]]:
    return [
        {
            "title": READINGS,
            "items": [
                _item(read.reading.id, read.reading.words, Unit.DAY.words(read.reading.day))
                for read in there.readings
            ],
        },
        {
            "title": PATTERNS,
            "items": [_item(one.id, one.name or one.title, one.told) for one in there.patterns],
        },
        {
            "title": STORIES,
            "voice": True,
            "items": [_item(card.id, card.words, Unit.DAY.words(card.day)) for card in there.stories],
        },
        {"title": PICTURES, "items": [_item(one.id, one.title, "") for one in there.pictures]},
        {
            "title": ANSWERS,
            "items": [_item(one.id, one.words, Unit.DAY.words(one.day)) for one in there.answers],
        },
    ]


def _item(one: UUID, words: str, small: str) -> dict[str, str]:
    return {"key": str(one), "words": words, "small": small}


def _keep(here: Here, hand: InHand, note: Note, draft: ask.Draft | None) -> None:
    if not note.body.strip():
        raise NOTHING
    if draft and not note.version:
        note = replace(note, id=draft.id)
    _go_on(hand, take_away.keep_note(here, note), draft)


def _go_on(hand: InHand, kept: Note, draft: ask.Draft | None) -> None:
    """Go on with what was kept just now: writing on makes its next version. Draws the page anew.

    Somebody may be writing on at this moment: nothing here may be broken off, else it became a second note.
    """
    hand.start, hand.put, hand.receipt = kept, None, True
    if draft:
        ask.kept(draft)
    st.rerun()


def _kept(here: Here, note: UUID) -> InHand:
    return InHand(take_away.open_note(here, note), f"note.{note}")


def _new(here: Here) -> InHand:
    """A note composed of the latest that was made here. Its draft belongs to where we stand."""
    start = take_away.compose(here)
    return InHand(start, f"note.new.{start.system}.{start.cycle}")


def _day(note: Note) -> str:
    return Unit.DAY.words(note.recorded.date()) if note.recorded else ""


def _offer() -> Offer:
    """What this visit offers to take away; it goes when the visit ends."""
    if OFFER not in st.session_state:
        st.session_state[OFFER] = shelf.offer()
    held: Offer = st.session_state[OFFER]
    return held


def _key(here: Here) -> str:
    focus = here.focus.narrowed(lens="", choice="", mark="", scale=None)
    return f"take_away.{focus.as_link()}"
