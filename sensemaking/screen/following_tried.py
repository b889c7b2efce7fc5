"""What was tried in several cycles, side by side by what was asked."""

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.question import OpenQuestion
from sensemaking.practice import questions, tried_together
from sensemaking.practice.here import Here
from sensemaking.practice.tried_together import Tried
from sensemaking.screen import choosing, composing, listening, show, where

TITLE = "What was tried, and what did it teach?"
HOW = "Side by side by"
PURPOSES, HUNCHES = "what the cycles ask", "what people hoped would help"
ABOUT = {
    PURPOSES: (
        "Together stand cycles that follow one another, and those whose purposes share words; all of it in the order it"
        " was written, whatever came of it."
    ),
    HUNCHES: (
        "Together stand hunches that share a word, which may mean something else to each; all of it in the order it was"
        " written, whatever came of it."
    ),
}
NOTHING = "Nothing has been tried in the cycles in sight."
NO_ANSWER = "Nobody has answered this in the cycles in sight."
NOTE = "Take this away as a note"
IN = "in “{cycle}”, {place}"
STORIES, NO_STORIES = "Its stories", "No story of it can be read from here."
READ = "Open this story"

AT_ONCE = 6
MORE, FAR = "Show more", "following.tried.far"


def side_by_side(here: Here) -> None:
    """Behind a fold, what was tried in all the cycles in sight, by hunch or by a management question."""
    if not where.cycles(here):
        return
    with st.expander(TITLE, key="following.side", on_change="rerun") as fold:
        if fold.open:
            asked = {one.key: one for one in questions.managing()}
            ways = {PURPOSES: PURPOSES, HUNCHES: HUNCHES}
            ways |= {key: one.words for key, one in asked.items()}
            chosen = st.selectbox(
                HOW, list(ways), format_func=choosing.apart(ways).__getitem__, key="following.side.by"
            )
            if chosen in asked:
                _by_question(here, asked[chosen])
            else:
                _together(here, chosen)


def _together(here: Here, by: str) -> None:
    found = tried_together.by_purpose(here) if by == PURPOSES else tried_together.by_hunch(here)
    if not found:
        show.nothing(NOTHING)
        return
    show.words(("quiet", ABOUT[by]), key=f"following.side.{by}")
    far = st.session_state.get(FAR, AT_ONCE)
    for nth, one in enumerate(found[:far]):
        show.words(*(("heading", asked) for asked in one.asked), key=f"following.side.{by}.{nth}")
        with st.container(key=f"beside-{nth}"):
            for tried in one.tried:
                with st.container(key=f"side-{nth}-{tried.experiment.id}"):
                    _one(here, tried)
    if len(found) > far:
        further = {FAR: far + AT_ONCE}
        st.button(MORE, on_click=st.session_state.update, args=(further,), key="following.tried.more")
    if st.button(NOTE, key="following.side.note"):
        composing.take_up(here, tried_together.note(here, found).id)


def _one(here: Here, tried: Tried) -> None:
    one = tried.experiment
    name, *more = show.experiment_in_words(one)
    place = IN.format(cycle=tried.cycle.name, place=tried.place)
    show.words(name, ("quiet", place), *more, key=f"side.words.{one.id}")
    with st.expander(STORIES, key=f"side.stories.{one.id}", on_change="rerun") as fold:
        if fold.open:
            found = tried_together.stories(here, one.id)
            if opened := show.cards(found, f"side.cards.{one.id}", READ):
                listening.open_story(opened)
            if not found:
                show.nothing(NO_STORIES)


def _by_question(here: Here, question: OpenQuestion) -> None:
    told = tried_together.by_question(here, question.key)
    if not told:
        show.nothing(NO_ANSWER)
        return
    with st.container(key="beside-question"):
        for cycle, answers in told:
            home = here.stack.get(cycle.system)
            blocks: list[show.Block] = [("smaller", cycle.name), ("quiet", home.name if home else "")]
            for one in answers:
                line = " · ".join(part for part in (one.who, Unit.DAY.words(one.day)) if part)
                blocks += [("quote", one.words), ("quiet", line)]
            with st.container(key=f"side-question-{cycle.id}"):
                show.words(*blocks, key=f"side.question.{cycle.id}")
    if st.button(NOTE, key="following.side.note"):
        composing.take_up(here, tried_together.note_of_answers(here, question).id)
