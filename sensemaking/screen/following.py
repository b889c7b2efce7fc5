"""Which cycles are in sight, and how is the one that is open? Its purpose, its stages, and what it asks now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.counting import begun, listed
from sensemaking.model.cycle import Cycle, Stood, in_chains
from sensemaking.practice import carrying_over, cycle_ending, cycles, questions
from sensemaking.practice.here import Here
from sensemaking.screen import following_asks, following_forms, following_joined, questioning, show, where
from sensemaking.screen import following_hand as hands

RUNNING, OVER = "Running now", "Came to an end"
BEFORE = "It goes on from what was learned before:"
NONE = "No learning cycle has begun here yet."
NONE_INVITATION = (
    "Begin where you already work and learn: understand what goes on, try something small, talk about it."
)
MORE = "Show more"
BACK = "All cycles in sight"
FOLLOWS, FOLLOWED = "It follows “{name}”", "It is followed by “{name}”"
STAND = "Stand at {name} to go on with it"
NO_STAGE = "Nobody has said yet where it is."
STOOD, STANDS = "{stages} from {first} to {last}", "{stages} since {first}"
UNSAID = "no stage"
NOTICED = "Say what you noticed in it"
MOVE, CHANGE, END, GO_ON = "Say where it is now", "Change it", "Bring it to an end", "Take it up again"
CARRIED = "What did it take along?"
CARRIED_NOTHING = "Nothing was said to be taken along from the cycle before it."
CARRY = "Take something more along"
CARRIED_AS = "{words} ({kind})"
QUESTIONS = "What is asked of it over time"

AT_ONCE = 12
"""So many chains of cycles stand on the page at once; the others are a press away."""

FAR = "following.far"


def open_one(here: Here) -> Cycle | None:
    """The cycle that is open: the one the focus names."""
    return next((one for one in where.cycles(here) if one.id == here.focus.cycle), None)


def all_in_sight(here: Here) -> None:
    """The cycles in sight, each with those that follow it: first those of which one is running."""
    every = where.cycles(here)
    following_joined.asked_of_us(here)
    if not every:
        show.nothing(NONE, NONE_INVITATION)
    following_forms.begin(here, "list")
    chains = in_chains(every)
    running = [chain for chain in chains if not all(one.ended for one in chain)]
    over = [chain for chain in chains if chain not in running]
    left = far = st.session_state.get(FAR, AT_ONCE)
    for title, some in ((RUNNING, running), (OVER, over)):
        if some[:left]:
            st.header(title)
        with st.container(key=f"chains-{title.split()[0].lower()}"):
            for chain in some[:left]:
                _chain(here, chain)
        left -= len(some[:left])
    if len(chains) > far:
        st.button(MORE, on_click=st.session_state.update, args=({FAR: far + AT_ONCE},), key="following.more")


def _chain(here: Here, chain: Sequence[Cycle]) -> None:
    """A chain of cycles: those that run, else those that nothing follows, and behind them those that were before."""
    followed = {one.follows for one in chain}
    latest = [one for one in chain if not one.ended] or [one for one in chain if one.id not in followed]
    before = [one for one in reversed(chain) if one not in latest]
    with st.container(key=f"chain-{chain[0].id}"):
        for one in latest:
            with st.container(key=f"cycle-{'over' if one.ended else 'running'}-{one.id}"):
                _open(one, show.plain(one.name), "chain")
                _, *more = show.cycle_in_words(one, _place(here, one))
                show.words(*more, key=f"following.cycle.{one.id}")
        if before:
            show.words(("quiet", BEFORE), key=f"following.before.{chain[0].id}")
        for one in before:
            with st.container(key=f"cycle-before-{one.id}"):
                _open(one, show.plain(one.name), "chain")
                _, *more = show.cycle_in_words(replace(one, purpose="", stages=()), _place(here, one))
                show.words(*more, key=f"following.cycle.{one.id}")


def opened(here: Here, cycle: Cycle) -> None:
    """One cycle: what it is for and where it is, beside what it asks now; and the forms that go on with it."""
    ours = cycle.system == here.system.id
    st.button(BACK, on_click=where.change, kwargs={"cycle": None}, type="tertiary", key="following.back")
    told, asks = st.columns([7, 5], gap="large")
    with told:
        _told(here, cycle)
        hands.receipt(here, str(cycle.id))
        if ours:
            _go_on(here, cycle)
            where.next_step(NOTICED, "notice")
        else:
            _stand_there(here, cycle)
        _carried(here, cycle)
        _asked_over_time(here, cycle)
    with asks:
        if ours:
            following_asks.shown(here, cycle)


def _carried(here: Here, cycle: Cycle) -> None:
    """What it took along from the cycle it follows, and taking along more."""
    if cycle.follows is None:
        return
    st.header(CARRIED)
    place = f"carried.{cycle.id}"
    blocks: list[show.Block] = [
        ("text", CARRIED_AS.format(words=one.words, kind=one.kind.value))
        for one in carrying_over.carried(here, cycle.id)
    ]
    show.words(*(blocks or [("quiet", CARRIED_NOTHING)]), key=place)
    hands.receipt(here, place)
    if cycle.system == here.system.id:
        _button(CARRY, following_forms.CARRY, place, cycle)
        following_forms.carry(here, cycle, place)


def _asked_over_time(here: Here, cycle: Cycle) -> None:
    """The management questions with what was answered so far."""
    with st.expander(QUESTIONS, key=following_asks.QUESTIONS_OPEN, on_change="rerun") as fold:
        if fold.open:
            with st.container(key="over-time"):
                questioning.asked(here, questions.managing(), cycle.id)


def _told(here: Here, cycle: Cycle) -> None:
    (_, name), *more = show.cycle_in_words(replace(cycle, stages=()), _place(here, cycle))
    history = _history(cycles.where_it_stood(here, cycle.id), cycle)
    show.words(("title", name), *more, ("text", history or NO_STAGE), key="following.told")
    every = where.cycles(here)
    around = [
        *((FOLLOWS, one) for one in every if one.id == cycle.follows),
        *((FOLLOWED, one) for one in every if one.follows == cycle.id),
    ]
    if around:
        with st.container(key="following-around", horizontal=True):
            for words, one in around:
                _open(one, show.plain(words.format(name=one.name)), "around")


def _history(stood: Sequence[Stood], cycle: Cycle) -> str:
    """Where it stood and since when, as one line of words and days."""
    last = [one.since - timedelta(days=1) for one in stood[1:]]
    ends = [*last, cycle.ended] if stood else []
    said = []
    for one, until in zip(stood, ends, strict=True):
        stages = listed([stage.value for stage in one.stages]) or UNSAID
        words = STOOD if until else STANDS
        first, to = Unit.DAY.words(one.since), Unit.DAY.words(until) if until else ""
        said.append(words.format(stages=stages, first=first, last=to))
    whole = begun(" · ".join(said))
    return whole if any(one.stages for one in stood) else ""


def _go_on(here: Here, cycle: Cycle) -> None:
    place = str(cycle.id)
    with st.container(horizontal=True):
        if cycle.ended:
            with show.refusals():
                if st.button(GO_ON, key="following.go_on"):
                    cycle_ending.go_on(here, cycle)
                    st.rerun()
        else:
            _button(MOVE, following_forms.STAGE, place, cycle)
            _button(END, following_forms.END, place, cycle)
        _button(CHANGE, following_forms.CHANGE, place, cycle)
    following_forms.stage(here, cycle, place)
    following_forms.end(here, cycle, place)
    following_forms.change(here, cycle, place)


def _stand_there(here: Here, cycle: Cycle) -> None:
    if home := here.stack.get(cycle.system):
        there = {"system": home.id, "cycle": cycle.id}
        st.button(show.plain(STAND.format(name=home.name)), on_click=where.change, kwargs=there)


def _button(label: str, what: str, place: str, cycle: Cycle) -> None:
    st.button(label, on_click=hands.take, args=(what, place, cycle), key=f"following.{what}")


def _open(cycle: Cycle, label: str, place: str) -> None:
    # A link of Streamlit's to the page one is on does not write the address, and the next change would undo it.
    opening = {"cycle": cycle.id}
    key = f"following.{place}.{cycle.id}"
    st.button(label, on_click=where.change, kwargs=opening, type="tertiary", key=key)


def _place(here: Here, cycle: Cycle) -> str:
    """What the system of a cycle is called, where we stand elsewhere."""
    home = here.stack.get(cycle.system)
    return home.name if home and home.id != here.system.id else ""
