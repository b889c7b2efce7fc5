"""What is tried in a cycle, on what does it rest, and what was seen?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import streamlit as st

from sensemaking.model.cycle import Cycle, Experiment, Outcome
from sensemaking.model.refusal import Refusal
from sensemaking.practice import because, challenges, cycles, remember
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import choosing, show, where
from sensemaking.screen import following_hand as hands
from sensemaking.screen.following_hand import Hand

NEW, CHANGE = "new experiment", "experiment"
TITLE = "What is being tried?"
NOTHING = "Nothing has been tried in this cycle yet."
NOTHING_INVITATION = "An experiment is small: a hunch, something to do for a while, and what you would watch."
BEGIN, GO_ON = "Try something", "Say what was seen, or change it"
NAME, NAME_HINT = "What is it called?", "for example: Ring before the first visit"
HUNCH, HUNCH_HINT = "The hunch: what do you think might help?", "It may turn out otherwise."
ACTIONS = "What do you do?"
DESIGNED_WITH, DESIGNED_HINT = "Who designed it, with whom?", "roles, not names"
WATCHING = "What would you watch?"
SEEN, SEEN_HINT = "What did you see?", "What happened, and what surprised you."
BECAME = "What became of it?"
RESTS_ON, RESTS_HINT = "Which reading or decision does it rest on?", "none, or choose some"
RESTS = "It rests on: {what}"
A_READING, A_CHALLENGE, AN_EXPERIMENT = "the reading “{words}”", "the challenge “{words}”", "trying “{words}”"
KNOW = "How do you know?"
KEEP, KEPT, KEPT_CHANGE = "Keep this", "The experiment is kept.", "The change is kept."


def shown(here: Here, cycle: Cycle, ours: bool) -> None:
    """The experiments of a cycle in the order they were written, and where it is ours the forms for them."""
    place = f"tried.{cycle.id}"
    st.header(TITLE)
    tried = cycles.experiments(here, cycle.id)
    if not tried:
        show.nothing(NOTHING, NOTHING_INVITATION)
    known = _known(here)
    with st.container(key="following-tried"):
        for one in tried:
            with st.container(key=f"tried-{one.id}"):
                _told(here, one, known)
                if ours:
                    where.way_back(KNOW, one.id)
                    changing(here, one, f"tried.{one.id}")
    hands.receipt(here, place)
    if ours:
        beginning(here, cycle, place)


def beginning(here: Here, cycle: Cycle, place: str, label: str = BEGIN) -> None:
    """The button for a new experiment, or the form it opened."""
    hand: Hand[Experiment] | None = hands.held(NEW, place)
    if hand is None:
        opened = Experiment(new_id(), cycle.id, "")
        st.button(label, on_click=hands.take, args=(NEW, place, opened, cycle.id), key=f"{place}.begin")
        return
    with st.container(border=True, key="following-experiment"), show.refusals():
        filled, rests_on = _fields(here, hand)
        if hands.pressed(hand, KEEP):
            cycles.make_experiment(here, filled, rests_on)
            hands.done(here, hand, place, KEPT)


def changing(here: Here, tried: Experiment, place: str, label: str = GO_ON) -> None:
    """The button that goes on with an experiment, or the form it opened."""
    hands.receipt(here, place)
    hand: Hand[Experiment] | None = hands.held(CHANGE, place)
    if hand is None:
        st.button(label, on_click=hands.take, args=(CHANGE, place, tried), key=f"{place}.change")
        return
    with st.container(border=True, key="following-experiment"), show.refusals():
        hands.theirs(hand, show.experiment_in_words)
        filled, rests_on = _fields(here, hand)
        if hands.pressed(hand, KEEP):
            keeper = partial(cycles.change_experiment, here, rests_on=rests_on)
            hands.keep(hand, filled, keeper, partial(_now, here, tried))
            hands.done(here, hand, place, KEPT_CHANGE)


def _told(here: Here, one: Experiment, known: Mapping[UUID, str]) -> None:
    rests_on = [known[id] for id in because.rests_on(here, one.id) if id in known]
    rests: list[show.Block] = [("quiet", RESTS.format(what="; ".join(rests_on)))] if rests_on else []
    show.words(*show.experiment_in_words(one), *rests, key=f"tried.words.{one.id}")


def _now(here: Here, tried: Experiment) -> Experiment:
    for one in cycles.experiments(here, tried.cycle):
        if one.id == tried.id:
            return one
    raise Refusal("This experiment cannot be seen from here.")


def _fields(here: Here, hand: Hand[Experiment]) -> tuple[Experiment, Sequence[UUID]]:
    """The experiment as it is filled in, and what else it rests on."""
    opened, outcomes = hand.opened, list(Outcome)
    name = st.text_input(NAME, opened.name, placeholder=NAME_HINT, key=hand.key("name"))
    hunch = hands.words(here, hand, "hunch", HUNCH, HUNCH_HINT, opened.hunch)
    actions = hands.words(here, hand, "actions", ACTIONS, start=opened.actions)
    designed = st.text_input(
        DESIGNED_WITH, opened.designed_with, placeholder=DESIGNED_HINT, key=hand.key("with")
    )
    watching = st.text_input(WATCHING, opened.watching, key=hand.key("watching"))
    seen, became = opened.seen, opened.became
    if hand.what == CHANGE:
        seen = hands.words(here, hand, "seen", SEEN, SEEN_HINT, opened.seen)
        became = st.selectbox(
            BECAME,
            outcomes,
            outcomes.index(opened.became),
            format_func=lambda one: one.value,
            key=hand.key("became"),
        )
    known = _known(here)
    before = because.rests_on(here, opened.id)
    rests_on: list[UUID] = []
    if offered := [one for one in known if one not in before and one != opened.id]:
        rests_on = st.multiselect(
            RESTS_ON,
            offered,
            format_func=choosing.beginnings({one: known[one] for one in offered}).__getitem__,
            placeholder=RESTS_HINT,
            key=hand.key("rests"),
        )
    filled = replace(
        opened,
        name=name,
        hunch=hunch,
        actions=actions,
        designed_with=designed,
        watching=watching,
        seen=seen,
        became=became,
    )
    return filled, rests_on


def _known(here: Here) -> dict[UUID, str]:
    """What an experiment can rest on and that can be read from here, in words: readings first, then what was decided.

    What a gathering decided is an experiment, or a challenge.
    """
    readings = remember.all_readings(here)
    tried = cycles.all_experiments(here, cycles.cycles(here))
    return (
        {one.id: A_READING.format(words=one.words) for one in readings}
        | {one.id: A_CHALLENGE.format(words=one.words) for one in challenges.ours(here)}
        | {one.id: AN_EXPERIMENT.format(words=one.name) for one in tried}
    )
