"""How is a cycle begun, changed, moved among its stages, and brought to an end?"""

from dataclasses import replace
from functools import partial
from uuid import UUID

import streamlit as st

from sensemaking.model.cycle import Cycle, Stage
from sensemaking.practice import carrying_over, cycle_ending, cycles
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import ask, choosing, show, where
from sensemaking.screen import following_hand as hands
from sensemaking.screen.following_hand import Hand

NEW, CHANGE, STAGE, END, CARRY = "new", "change", "stage", "end", "carry"

BEGIN = "Begin a learning cycle at {name}"
NAME, NAME_HINT = "What is it called?", "for example: Who rings first"
PURPOSE, PURPOSE_HINT = "What do you want to learn, and for whom?", "A sentence that you would say aloud."
STAGES = "Where is it now? (several are fine, and so is going back: cycles are messy)"
BEGUN = "Begun"
FOLLOWS, FOLLOWS_NOTHING = "Does it follow an earlier cycle?", "no"
TAKES, LEAVES_NOTHING = "What does it take along?", "That cycle left nothing that can be seen from here."
ALONG, ALONG_HINT = "In your own words", "What you would not want to learn a second time."
KEEP, KEEP_STAGE, KEEP_ALONG = "Keep this", "Keep where it is", "Take these along"
ENDED = "On which day did it end?"
STILL_OPEN = "Not answered yet: “{words}”"
TRAVEL_ON = "They travel on without it: what is answered comes back to {name}"
END_IT = "End it on this day"
KEPT_NEW, KEPT, KEPT_END = (
    "The cycle is kept.",
    "The change is kept, and so is how it was before.",
    "It has come to an end; nothing in it is lost.",
)
KEPT_ALONG = "It takes that along."


def begin(here: Here, place: str) -> None:
    """The form for a new cycle, and once it is kept, the cycle opened."""
    hand: Hand[Cycle] | None = hands.held(NEW, place)
    if hand is None:
        words = show.plain(BEGIN.format(name=here.system.name))
        opened = Cycle(new_id(), here.system.id, "", begun=here.viewer.today, follows=_latest(here))
        given = (NEW, place, opened, here.system.id)
        st.button(words, type="primary", on_click=hands.take, args=given, key=f"{place}.begin")
        return
    with st.container(border=True, key="following-new"), show.refusals():
        filled = replace(_fields(here, hand), stages=_stages(hand))
        things, words = _along(here, hand, filled.follows) if filled.follows else ([], "")
        if hands.pressed(hand, KEEP):
            kept = cycles.make_cycle(here, filled, carrying_over.taken(filled.id, things, words))
            where.change(cycle=kept.id)
            hands.done(here, hand, str(kept.id), KEPT_NEW)


def change(here: Here, cycle: Cycle, place: str) -> None:
    """The form that changes a cycle, where it is open."""
    hand: Hand[Cycle] | None = hands.held(CHANGE, place)
    if hand is None:
        return
    with st.container(border=True, key="following-change"), show.refusals():
        hands.theirs(hand, show.cycle_in_words)
        filled = _fields(here, hand)
        if hands.pressed(hand, KEEP):
            _keep(here, hand, filled)
            hands.done(here, hand, str(cycle.id), KEPT)


def stage(here: Here, cycle: Cycle, place: str) -> None:
    """The form that says where a cycle is now, where it is open."""
    hand: Hand[Cycle] | None = hands.held(STAGE, place)
    if hand is None:
        return
    with st.container(border=True, key="following-stage"), show.refusals():
        hands.theirs(hand, show.cycle_in_words)
        stages = _stages(hand)
        if hands.pressed(hand, KEEP_STAGE):
            _keep(here, hand, replace(hand.opened, stages=stages))
            hands.done(here, hand, str(cycle.id), KEPT)


def end(here: Here, cycle: Cycle, place: str) -> None:
    """The form that brings a cycle to an end, where it is open; it names what still waits for an answer."""
    hand: Hand[Cycle] | None = hands.held(END, place)
    if hand is None:
        return
    with st.container(border=True, key="following-end"), show.refusals():
        hands.theirs(hand, show.cycle_in_words)
        day = ask.day(ENDED, here.viewer.today, key=hand.key("ended"))
        waiting = cycle_ending.still_open(here, cycle)
        on = False
        if waiting:
            open_still: list[show.Block] = [("text", STILL_OPEN.format(words=one.words)) for one in waiting]
            show.words(*open_still, key=hand.key("open"))
            label = show.plain(TRAVEL_ON.format(name=here.system.name))
            on = st.checkbox(label, key=hand.key("on"))
        if hands.pressed(hand, END_IT):
            keeper = partial(cycle_ending.end, here, day=day or here.viewer.today, travel_on=on)
            hands.keep(hand, hand.opened, keeper, partial(cycles.open_cycle, here, cycle.id))
            hands.done(here, hand, str(cycle.id), KEPT_END)


def carry(here: Here, cycle: Cycle, place: str) -> None:
    """The form that takes more along from the cycle that this one follows, where it is open."""
    hand: Hand[Cycle] | None = hands.held(CARRY, place)
    if hand is None or cycle.follows is None:
        return
    with st.container(border=True, key="following-carry"), show.refusals():
        things, words = _along(here, hand, cycle.follows)
        if hands.pressed(hand, KEEP_ALONG):
            carrying_over.carry(here, cycle, things, words, hand.id)
            hands.done(here, hand, place, KEPT_ALONG)


def _keep(here: Here, hand: Hand[Cycle], filled: Cycle) -> None:
    now = partial(cycles.open_cycle, here, filled.id)
    hands.keep(hand, filled, partial(cycles.change_cycle, here), now)


def _fields(here: Here, hand: Hand[Cycle]) -> Cycle:
    """The cycle as it is filled in, but for its stages."""
    opened = hand.opened
    name = st.text_input(NAME, opened.name, placeholder=NAME_HINT, key=hand.key("name"))
    purpose = hands.words(here, hand, "purpose", PURPOSE, PURPOSE_HINT, opened.purpose)
    begun = ask.day(BEGUN, opened.begun, key=hand.key("begun"))
    earlier = where.cycle_names(here, (one for one in where.cycles(here) if one.id != opened.id))
    follows = opened.follows
    if earlier:
        follows = st.selectbox(
            FOLLOWS,
            list(earlier),
            list(earlier).index(follows) if follows in earlier else None,
            format_func=choosing.apart(earlier).__getitem__,
            placeholder=FOLLOWS_NOTHING,
            key=hand.key("follows"),
        )
    return replace(opened, name=name, purpose=purpose, begun=begun, follows=follows)


def _stages(hand: Hand[Cycle]) -> tuple[Stage, ...]:
    chosen = st.pills(
        STAGES,
        list(Stage),
        selection_mode="multi",
        default=list(hand.opened.stages),
        format_func=lambda one: one.value,
        key=hand.key("stages"),
    )
    return tuple(one for one in Stage if one in chosen)


def _along(here: Here, hand: Hand[Cycle], earlier: UUID) -> tuple[list[UUID], str]:
    """What the earlier cycle left, as far as it is ticked, and words besides."""
    there = carrying_over.offered(here, earlier)
    before = {one.what for one in carrying_over.carried(here, hand.opened.id)}
    show.words(("smaller", TAKES), ("quiet", "" if there else LEAVES_NOTHING), key=hand.key("along"))
    ticked = [
        one.what
        for one in there
        if one.what and one.what not in before
        if st.checkbox(show.plain(f"{one.words} ({one.kind.value})"), key=hand.key(str(one.what)))
    ]
    return ticked, hands.words(here, hand, "along", ALONG, ALONG_HINT)


def _latest(here: Here) -> UUID | None:
    """The cycle of ours that a new one most likely follows: the one that began last."""
    ours = [one for one in where.cycles(here) if one.system == here.system.id]
    return ours[-1].id if ours else None
