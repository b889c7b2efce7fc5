"""How is something kept, corrected and taken back? The parts of the form, and what was kept in this visit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.observation import Consent, Form, Kind, Meaning, Observation, Question, Voice, Whose
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import notice
from sensemaking.practice.cards import cards
from sensemaking.practice.cycles import experiments
from sensemaking.practice.here import Here, measures_in_sight, themes_in_sight
from sensemaking.screen import ask, choosing, show, where

ROUND, MINE, RECEIPT, CHANGING = "notice.round", "notice.mine", "notice.receipt", "notice.changing"

KEPT = "Kept at {place}, for {day}. {far} You can still correct it or take it back."
STAYS = "It stays here."
ABOUT_SOMEONE = "It is about someone else: it stays here and is not quoted until they agree."
WAITS = (
    "It may go as far as the {scale}; it waits here until somebody your group chose has read it"
    " for names and places."
)
CORRECTED, TAKEN_BACK = (
    "The correction is kept.",
    "Taken back. From now on nobody sees it, counts it or quotes it.",
)
KEPT_HERE = "Kept in this visit"
CHANGE, CORRECT = "Correct it or take it back", "Keep the correction"
TAKE_BACK, SURE, LEAVE = "Take it back", "Yes, take it back for good", "Leave it as it is"
ASK_SURE = "Nobody will see, count or quote it any more. It cannot be brought back."
BECAME = "See what becomes of it"
CORRECT_LABEL = "The words as they should be"

WHOSE = "Whose is it?"
WHOSE_WORDS = {
    Whose.MINE: "my own",
    Whose.SOMEONE_ELSE: "about someone else",
    Whose.AGREED: "about someone else, who agreed",
}
SPEAKS, NOT_SAID = "Who speaks?", "leave it open if you like"
DAY, THEMES, THEMES_HINT = "On which day?", "What is it about?", "Choose themes or write new ones"
CYCLE, NO_CYCLE = "Part of a learning cycle?", "no"
EXPERIMENT, NO_EXPERIMENT = "Part of an experiment?", "no"
MEANING = "What it means to whoever lived it"
NOT_ANSWERED, ENDS = "leave empty if it does not fit", "from {low} to {high}; leave empty if it does not fit"
ENDS_OF_LINE = "“{low}” is at the left end, “{high}” at the right"
FAR, FAR_AS, STAYS_HERE = "How far may it travel?", "as far as the {scale}", "it stays here"
FAR_HINT = (
    "A wider choice is kept, and waits here until somebody your group chose has read it for names and places."
)
QUOTED, UNTIL = "Its words may be quoted", "Until when? (leave empty for no end)"
MEASURED, MEASURED_HINT = "What was counted or timed?", "choose one, or write a new one"
UNIT, VALUE = "In what? (days, people, minutes)", "How many?"
NO_WORDS = Refusal("There are no words yet.", try_next="Write what you noticed, then keep it.")


@dataclass(frozen=True)
class Said:
    """An observation as far as it is filled in, and the names of its themes: new ones are made when it is kept."""

    observation: Observation
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """A measure by its name and unit, with the number that was found."""

    name: str
    unit: str
    value: float | None


def blank(here: Here) -> Observation:
    """A new observation where we stand, today, in the cycle we look at; its id lasts until it is kept."""
    key = new_key("id")
    fresh = st.session_state.setdefault(key, notice.new_id())
    return Observation(fresh, here.system.id, Kind.STORY, here.viewer.today, cycle=here.focus.cycle)


def speaking(voice: Voice) -> None:
    """Begin the form for something new with who speaks filled in."""
    st.session_state[new_key("about.voice")] = voice


def somebody_speaks() -> bool:
    """Whether it is said already who speaks, so that it must not be out of sight."""
    return st.session_state.get(new_key("about.voice")) is not None


def kind(label: str, names: Mapping[Kind, str]) -> Kind:
    """Which kind it is; a story unless somebody says otherwise."""
    return st.segmented_control(
        label,
        list(names),
        format_func=choosing.apart(names).__getitem__,
        default=Kind.STORY,
        required=True,
        key="notice.kind",
    )


def measured(here: Here) -> Measured:
    """What was measured, as filled in so far."""
    names = sorted(measures_in_sight(here).values(), key=str.casefold)
    name = st.selectbox(
        MEASURED, names, None, placeholder=MEASURED_HINT, accept_new_options=True, key=new_key("measure")
    )
    with st.container(horizontal=True):
        value = st.number_input(VALUE, value=None, key=new_key("value"))
        unit = st.text_input(UNIT, key=new_key("unit")) if name and name not in names else ""
    return Measured(name or "", unit, value)


def about(here: Here, begun: Observation, key: str) -> Said:
    """Everything else that may be said of an observation; whatever is left alone stays as it was begun."""
    # That somebody agreed is said on the page about consent; here it stays as it is.
    offered = (Whose.MINE, Whose.AGREED if begun.whose is Whose.AGREED else Whose.SOMEONE_ELSE)
    whose = st.radio(
        WHOSE,
        offered,
        offered.index(begun.whose),
        format_func=WHOSE_WORDS.__getitem__,
        horizontal=True,
        key=f"{key}.whose",
    )
    voice = st.selectbox(
        SPEAKS,
        list(Voice),
        list(Voice).index(begun.voice) if begun.voice else None,
        placeholder=NOT_SAID,
        key=f"{key}.voice",
    )
    day = ask.day(DAY, begun.day, key=f"{key}.day")
    known = themes_in_sight(here)
    themes = st.multiselect(
        THEMES,
        list(known.values()),
        [known[one] for one in begun.themes if one in known],
        placeholder=THEMES_HINT,
        accept_new_options=True,
        key=f"{key}.themes",
    )
    cycle, experiment = _cycle_and_experiment(here, begun, key)
    meanings = _meanings(here, begun, key)
    consent = how_far(here, begun.consent, key)
    observation = replace(
        begun,
        whose=whose or begun.whose,
        voice=voice,
        day=day or begun.day,
        cycle=cycle,
        experiment=experiment,
        meanings=meanings,
        consent=consent,
    )
    return Said(observation, tuple(themes))


def _cycle_and_experiment(here: Here, begun: Observation, key: str) -> tuple[UUID | None, UUID | None]:
    cycles = where.cycle_names(here)
    cycle = _one_of(CYCLE, NO_CYCLE, cycles, begun.cycle, f"{key}.cycle") if cycles else None
    tried = {one.id: one.name for one in experiments(here, cycle)} if cycle else {}
    experiment = (
        _one_of(EXPERIMENT, NO_EXPERIMENT, tried, begun.experiment, f"{key}.experiment") if tried else None
    )
    return cycle, experiment


def _one_of(label: str, none: str, names: dict[UUID, str], chosen: UUID | None, key: str) -> UUID | None:
    options = list(names)
    at = options.index(chosen) if chosen in options else None
    return st.selectbox(
        label, options, at, format_func=choosing.apart(names).__getitem__, placeholder=none, key=key
    )


def _meanings(here: Here, begun: Observation, key: str) -> tuple[Meaning, ...]:
    questions = notice.questions(here)
    if not questions:
        return ()
    st.header(MEANING)
    earlier = {meaning.question: meaning for meaning in begun.meanings}
    answers = (_answer(one, earlier.get(one.id), f"{key}.{one.id}") for one in questions)
    return tuple(answer for answer in answers if answer)


def _answer(asked: Question, earlier: Meaning | None, key: str) -> Meaning | None:
    label = show.plain(asked.words)
    if asked.form is Form.CHOICE:
        choice = st.text_input(
            label, earlier.choice or "" if earlier else "", placeholder=NOT_ANSWERED, key=key
        )
        return Meaning(asked.id, choice=choice.strip()) if choice.strip() else None
    if asked.form is Form.NUMBER:
        number = st.number_input(
            label, value=earlier.number if earlier else None, placeholder=_ends(asked), key=key
        )
        return Meaning(asked.id, number=number) if number is not None else None
    if not st.checkbox(label, earlier is not None, key=key):
        return None
    ends = ENDS_OF_LINE.format(low=asked.low, high=asked.high)
    with st.container(key=f"between-{key}", gap="xxsmall"):
        position = st.slider(
            f"{label}: {show.plain(ends)}",
            0,
            100,
            round(earlier.number * 100) if earlier and earlier.number is not None else 50,
            label_visibility="collapsed",
            key=f"{key}.between",
        )
        show.words(("pole", asked.low), ("pole", asked.high), key=f"{key}.ends")
    return Meaning(asked.id, number=position / 100)


def _ends(asked: Question) -> str:
    return ENDS.format(low=asked.low, high=asked.high) if asked.low and asked.high else NOT_ANSWERED


def how_far(here: Here, begun: Consent, key: str) -> Consent:
    """How far it may travel, whether its words may be quoted, and until when."""
    wider = [scale for scale in Scale if scale > here.system.scale]
    travels = st.selectbox(
        FAR,
        wider,
        wider.index(begun.travels) if begun.travels in wider else None,
        format_func=choosing.apart({one: FAR_AS.format(scale=one.word) for one in wider}).__getitem__,
        placeholder=STAYS_HERE,
        key=f"{key}.far",
    )
    if travels:
        st.caption(FAR_HINT)
    quotable = st.checkbox(QUOTED, begun.quotable, key=f"{key}.quoted")
    until = ask.day(UNTIL, begun.until, key=f"{key}.until")
    return Consent(travels, quotable, until, begun.reviewed)


def new_key(part: str) -> str:
    """The key of a part of the form for something new: another one each time, so that it begins empty."""
    return f"notice.{st.session_state.get(ROUND, 0)}.{part}"


def keep(here: Here, kind: Kind, draft: ask.Draft | None, number: Measured | None, said: Said) -> None:
    """Keep what was filled in, let the form go empty, and say where it went. Raises the Refusals of practice."""
    if draft is None and number is None:
        raise NO_WORDS
    whole = replace(said.observation, kind=kind, words=draft.words if draft else "")
    whole = replace(whole, id=draft.id if draft else whole.id)
    if number and number.name and number.value is not None:
        whole = replace(
            whole, measure=notice.measure_named(here, number.name, number.unit), value=number.value
        )
    notice.keep(here, _with_themes(here, whole, said.themes))
    if draft:
        ask.kept(draft)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.setdefault(MINE, []).insert(0, whole.id)
    st.session_state[RECEIPT] = KEPT.format(
        place=here.system.name, day=Unit.DAY.words(whole.day), far=_far(whole)
    )
    st.rerun()


def _with_themes(here: Here, whole: Observation, names: tuple[str, ...]) -> Observation:
    return replace(whole, themes=tuple(dict.fromkeys(notice.theme_named(here, name) for name in names)))


def _far(whole: Observation) -> str:
    if whole.whose is Whose.SOMEONE_ELSE:
        return ABOUT_SOMEONE
    return WAITS.format(scale=whole.consent.travels.word) if whole.consent.travels else STAYS


def last_receipt() -> None:
    """Say once where the last thing went."""
    if said := st.session_state.pop(RECEIPT, ""):
        show.receipt(said, key="notice.last")


def kept_in_this_visit(here: Here) -> None:
    """What was kept here in this visit, each of it to be corrected or taken back by a press."""
    home = here.unnarrowed()
    if not (shown := cards(home, st.session_state.get(MINE, []))):
        return
    st.header(KEPT_HERE)
    for card in shown:
        if show.cards([card], f"notice.card.{card.id}", CHANGE):
            change(card.id)
            st.rerun()
        where.way_back(BECAME, card.id)


def is_ours_to_change(here: Here, observation: UUID) -> bool:
    """Whether it was told where we stand: only there it can be corrected or taken back."""
    try:
        notice.mine(here, observation)
    except Refusal:
        return False
    return True


def change(observation: UUID) -> None:
    """Open the form that corrects an observation or takes it back."""
    st.session_state[CHANGING] = observation


def changing(here: Here) -> bool:
    """Show the form that changes an observation, if one is being changed."""
    observation: UUID | None = st.session_state.get(CHANGING)
    if observation is None:
        return False
    key = f"notice.change.{observation}"
    with st.container(border=True, key="changing"), show.refusals():
        before = notice.mine(here, observation)
        field = f"correct.{observation}.{before.version}"
        draft = ask.draft(here, field, CORRECT_LABEL, start=before.words)
        value = (
            st.number_input(VALUE, value=before.value, key=f"{key}.value")
            if before.kind is Kind.MEASURE
            else None
        )
        said = about(here, before, key)
        with st.container(horizontal=True):
            if st.button(CORRECT, type="primary", key=f"{key}.keep"):
                words = draft.words if draft else ""
                whole = replace(said.observation, words=words, value=value)
                notice.correct(here, _with_themes(here, whole, said.themes))
                if draft:
                    ask.kept(draft)
                _changed(CORRECTED)
            taking_back = st.popover(TAKE_BACK, key=f"{key}.back")
            st.button(LEAVE, on_click=_leave, key=f"{key}.leave")
        with taking_back:
            st.markdown(ASK_SURE)
            if st.button(SURE, key=f"{key}.sure"):
                notice.take_back(here, observation)
                _changed(TAKEN_BACK)
    return True


def _changed(said: str) -> None:
    _leave()
    st.session_state[RECEIPT] = said
    st.rerun()


def _leave() -> None:
    st.session_state[CHANGING] = None
