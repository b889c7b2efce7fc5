"""How are systems, cycles and experiments made and changed? The forms behind the first page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

import streamlit as st

from sensemaking.model.cycle import Cycle, Experiment, Outcome, Stage
from sensemaking.model.scale import Scale
from sensemaking.practice import in_words, welcome
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import ask, show, where

WHAT = "make.what"
WHICH = "make.which"

NAME = "What is it called?"
NAME_FIRST = "Name the place you want to learn in"
NAME_EXAMPLE = "for example: the Riverside team"
HOW_WIDE = "How wide is it?"
AROUND = "Is there something wider around it? (leave empty if not)"
AROUND_EXAMPLE = "for example: Wendleshire"
AROUND_SCALE = "How wide is that?"
STAND_HERE = "Stand here"
WHAT_TO_DO = "What would you like to do?"
INSIDE, RENAME = "Make a system inside {name}", "Rename {name}"
PUT_AROUND = "Put a wider system around {name}"
MOVE = "Move {name}, with all that is closer in, to another place in the stack"
MOVE_INTO, INTO_NONE = "What is it part of from now on?", "nothing wider"
MOVED_HOW = (
    "What was told stays where it was told. From now on it is seen from the systems that are then around it, and no"
    " longer from those around it now, as far as its consent reaches. Where it was before is kept."
)
MOVE_IT = "Move it"
BEGIN_CYCLE, CHANGE_CYCLE = "Begin a learning cycle at {name}", "Change a learning cycle"
BEGIN_EXPERIMENT, CHANGE_EXPERIMENT = "Begin an experiment", "Change an experiment"
MAKE, KEEP = "Make it", "Keep this"
WHICH_CYCLE, WHICH_EXPERIMENT = "Which cycle?", "Which experiment?"
PURPOSE = "What do you want to learn, and for whom?"
STAGES = "Where is it? (several are fine: cycles are messy)"
BEGUN, ENDED = "Begun", "Ended (leave empty while it runs)"
FOLLOWS, FOLLOWS_NOTHING = "Does it follow an earlier cycle?", "no"
HUNCH = "The hunch: what do you think might help?"
ACTIONS = "What do you do?"
DESIGNED_WITH = "Who designed it, with whom?"
WATCHING = "What would you watch?"
SEEN = "What did you see?"
BECAME = "What became of it?"
NO_CYCLE = "There is no learning cycle to be seen from here yet. Begin one first."
NO_EXPERIMENT = "Nothing has been tried in this cycle yet. Begin an experiment first."


def first_system(here: Here) -> None:
    """The inviting beginning of an empty store: one name, and what is around it."""
    with st.form("make.first", border=False):
        name = st.text_input(NAME_FIRST, placeholder=NAME_EXAMPLE)
        scale = _scale(HOW_WIDE, list(Scale), Scale.TEAM)
        around = st.text_input(AROUND, placeholder=AROUND_EXAMPLE)
        wider = _scale(AROUND_SCALE, [one for one in Scale if one > Scale.PERSON], Scale.PLACE)
        if st.form_submit_button(STAND_HERE, type="primary"):
            with show.refusals():
                parent = welcome.make_system(here, around, wider, None).id if around.strip() else None
                _stand(welcome.make_system(here, name, scale, parent).id)


def anything(here: Here) -> None:
    """Make or change a system, a cycle or an experiment, one at a time."""
    forms: dict[str, Callable[[Here], None]] = {
        INSIDE: _inside,
        RENAME: _rename,
        PUT_AROUND: _put_around,
        MOVE: _move,
        BEGIN_CYCLE: _begin_cycle,
        CHANGE_CYCLE: _change_cycle,
        BEGIN_EXPERIMENT: _begin_experiment,
        CHANGE_EXPERIMENT: _change_experiment,
    }
    if here.system.scale is Scale.PERSON:
        del forms[INSIDE]
    if here.system.scale is Scale.COUNTRY:
        del forms[PUT_AROUND], forms[MOVE]
    chosen = st.selectbox(
        WHAT_TO_DO, list(forms), format_func=lambda f: f.format(name=here.system.name), key=WHAT
    )
    with show.refusals():
        forms[chosen](here)


def _stand(system: UUID) -> None:
    where.change(system=system)
    st.rerun()


def _scale(label: str, scales: Sequence[Scale], usual: Scale) -> Scale:
    return st.selectbox(label, scales, scales.index(usual), format_func=lambda scale: scale.word)


def _inside(here: Here) -> None:
    closer = [one for one in reversed(Scale) if one < here.system.scale]
    with st.form("make.inside", border=False):
        name = st.text_input(NAME)
        scale = _scale(HOW_WIDE, closer, closer[0])
        if st.form_submit_button(MAKE, type="primary"):
            _stand(welcome.make_system(here, name, scale, here.system.id).id)


def _rename(here: Here) -> None:
    with st.form(f"make.rename.{here.system.id}", border=False):
        name = st.text_input(NAME, here.system.name)
        if st.form_submit_button(KEEP, type="primary"):
            welcome.rename_system(here, here.system.id, name)
            st.rerun()


def _put_around(here: Here) -> None:
    wider = [one for one in Scale if one > here.system.scale]
    with st.form("make.around", border=False):
        name = st.text_input(NAME)
        scale = _scale(HOW_WIDE, wider, wider[0])
        if st.form_submit_button(MAKE, type="primary"):
            welcome.put_around(here, name, scale)
            st.rerun()


def _move(here: Here) -> None:
    around = {one.id: f"{one.name}, {in_words.around(here, one)}" for one in welcome.could_be_around(here)}
    with st.form(f"make.move.{here.system.id}", border=False):
        parent = st.selectbox(
            MOVE_INTO,
            list(around),
            None,
            format_func=around.__getitem__,
            placeholder=INTO_NONE,
        )
        st.caption(MOVED_HOW)
        if st.form_submit_button(MOVE_IT, type="primary"):
            welcome.move_system(here, parent)
            st.rerun()


def _begin_cycle(here: Here) -> None:
    if filled := _cycle(here, Cycle(new_id(), here.system.id, "", begun=here.viewer.today), "new"):
        welcome.make_cycle(here, filled)
        st.rerun()


def _change_cycle(here: Here) -> None:
    if (chosen := _which_cycle(here)) and (filled := _cycle(here, chosen, str(chosen.id))):
        welcome.change_cycle(here, filled)
        st.rerun()


def _which_cycle(here: Here) -> Cycle | None:
    known = {one.id: one for one in where.cycles(here)}
    if not known:
        show.nothing(NO_CYCLE)
        return None
    return known[
        st.selectbox(WHICH_CYCLE, list(known), format_func=lambda one: known[one].name, key=f"{WHICH}.cycle")
    ]


def _cycle(here: Here, cycle: Cycle, key: str) -> Cycle | None:
    """The cycle as somebody filled it in just now, or None."""
    earlier = {
        one.id: one.name for one in where.cycles(here) if one.system == cycle.system and one.id != cycle.id
    }
    choices = list(earlier)
    with st.form(f"make.cycle.{key}", border=False):
        name = st.text_input(NAME, cycle.name)
        purpose = st.text_area(PURPOSE, cycle.purpose, height=96)
        stages = st.multiselect(STAGES, list(Stage), cycle.stages, format_func=lambda stage: stage.value)
        with st.container(horizontal=True):
            begun, ended = ask.day(BEGUN, cycle.begun), ask.day(ENDED, cycle.ended)
        follows = st.selectbox(
            FOLLOWS,
            choices,
            choices.index(cycle.follows) if cycle.follows in choices else None,
            format_func=earlier.__getitem__,
            placeholder=FOLLOWS_NOTHING,
        )
        if not st.form_submit_button(KEEP, type="primary"):
            return None
    in_order = tuple(stage for stage in Stage if stage in stages)
    return replace(
        cycle, name=name, purpose=purpose, stages=in_order, begun=begun, ended=ended, follows=follows
    )


def _begin_experiment(here: Here) -> None:
    if (cycle := _which_cycle(here)) and (
        filled := _experiment(Experiment(new_id(), cycle.id, ""), str(cycle.id))
    ):
        welcome.make_experiment(here, filled)
        st.rerun()


def _change_experiment(here: Here) -> None:
    if not (cycle := _which_cycle(here)):
        return
    known = {one.id: one for one in welcome.experiments(here, cycle.id)}
    if not known:
        show.nothing(NO_EXPERIMENT)
        return
    chosen = st.selectbox(
        WHICH_EXPERIMENT, list(known), format_func=lambda one: known[one].name, key=f"{WHICH}.experiment"
    )
    if filled := _experiment(known[chosen], str(chosen)):
        welcome.change_experiment(here, filled)
        st.rerun()


def _experiment(experiment: Experiment, key: str) -> Experiment | None:
    """The experiment as somebody filled it in just now, or None."""
    outcomes = list(Outcome)
    with st.form(f"make.experiment.{key}", border=False):
        name = st.text_input(NAME, experiment.name)
        hunch = st.text_area(HUNCH, experiment.hunch, height=96)
        actions = st.text_area(ACTIONS, experiment.actions, height=96)
        designed_with = st.text_input(DESIGNED_WITH, experiment.designed_with)
        watching = st.text_input(WATCHING, experiment.watching)
        seen = st.text_area(SEEN, experiment.seen, height=96)
        became = st.selectbox(
            BECAME, outcomes, outcomes.index(experiment.became), format_func=lambda outcome: outcome.value
        )
        if not st.form_submit_button(KEEP, type="primary"):
            return None
    return replace(
        experiment,
        name=name,
        hunch=hunch,
        actions=actions,
        designed_with=designed_with,
        watching=watching,
        seen=seen,
        became=became,
    )
