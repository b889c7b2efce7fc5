"""What is asked once about a whole file: how else to read it, where it belongs, how far it may travel."""

from dataclasses import replace
from uuid import UUID

import streamlit as st

from sensemaking.exchange.csv_in import DELIMITERS
from sensemaking.exchange.encoding import ENCODINGS
from sensemaking.exchange.layout import MOST_HEADING_ROWS
from sensemaking.exchange.mapping import Mapping, Role
from sensemaking.exchange.sheet import How, Sheet
from sensemaking.model.observation import Voice
from sensemaking.model.scale import Scale
from sensemaking.practice import bring_in
from sensemaking.practice.bring_in import ConsentAsked
from sensemaking.practice.cycles import experiments
from sensemaking.practice.here import Here
from sensemaking.screen import ask, bringing, choosing, show, where
from sensemaking.screen.bringing import InHand

ANOTHER_WAY, READ_AGAIN = "Read it another way", "Read it again"
WORKSHEET = "The worksheet is"
LETTERS, BETWEEN, HEADINGS = "The letters are", "Between two cells stands", "Is there a row of headings?"
HEADINGS_WORDS = {True: "yes", False: "no: every row is an answer"}
HEADING_ROW, HEADING_ROWS = "The headings begin in row", "and take so many rows"
CHOICES_GO = "The columns are guessed anew: what you chose for them begins again."

INTO = (
    "They go to {name}, or to the places that the file names, inside it. Look elsewhere above to change that."
)
TO_PLACES = "The places that the file names are made with it."
NAMED = "They go to a system of their own, made with them."
HOME, HOME_AROUND = "A system of their own?", "Something around all of these places?"
HOME_HINT = "leave empty if there is none"
HOME_SCALE = "How wide is it?"
DAY = "No column says which day it was. Which day stands for the whole file?"
CYCLE, NO_CYCLE = "Part of a learning cycle?", "no"
EXPERIMENT, NO_EXPERIMENT = "Part of an experiment?", "no"

FAR = "How far may they travel?"
FAR_HINT = "Choose what the people who told them agreed to"
NOT_FAR, AS_FAR = (
    "they stay where they were told: from wider systems nobody sees them",
    "as far as the {scale}",
)
QUOTED = "May their words be quoted?"
QUOTED_WORDS = {True: "Yes, word for word", False: "No: they are read where they were told, and stay there"}
SPEAK, NOT_SAID = "Who speaks in it?", "leave it open where there are several, or nobody knows"
UNTIL = "Until when? (leave empty if there is no end)"
LOOKED = "Who looked through them for names and places of people?"
LOOKED_HINT = "a name or a role; needed before they travel"


def another_way(here: Here, hand: InHand, sheet: Sheet) -> None:
    """The worksheet, the letters, the delimiter and the headings, as recognised, for whoever knows better."""
    with st.expander(ANOTHER_WAY, key="whole_file.another"):
        how, key = sheet.how, f"whole_file.{hand.id}.{sheet.how}"
        with st.container(horizontal=True):
            wanted = _worksheet(key, sheet) if sheet.sheets else _letters(key, how)
        with st.container(horizontal=True):
            headings = st.selectbox(
                HEADINGS,
                list(HEADINGS_WORDS),
                0 if how.headings else 1,
                format_func=HEADINGS_WORDS.__getitem__,
                key=f"{key}.headings",
            )
            row = rows = 0
            if headings:
                row = st.number_input(HEADING_ROW, 1, None, how.heading_row or 1, key=f"{key}.row")
                rows = st.number_input(
                    HEADING_ROWS, 1, MOST_HEADING_ROWS, how.heading_rows or 1, key=f"{key}.rows"
                )
        # On another worksheet the headings stand elsewhere, unless somebody said where just now.
        same_place = (headings, row, rows) == (how.headings, how.heading_row, how.heading_rows)
        if wanted.sheet == how.sheet or not same_place:
            wanted = replace(wanted, headings=headings, heading_row=row, heading_rows=rows)
        st.caption(CHOICES_GO)
        if st.button(READ_AGAIN, key=f"{key}.again"):
            bringing.read_again(here, hand, wanted)
            st.rerun()


def _worksheet(key: str, sheet: Sheet) -> How:
    at = sheet.sheets.index(sheet.how.sheet)
    return How(sheet=st.selectbox(WORKSHEET, sheet.sheets, at, key=f"{key}.sheet"))


def _letters(key: str, how: How) -> How:
    encodings, delimiters = list(ENCODINGS), list(DELIMITERS)
    encoding = st.selectbox(
        LETTERS,
        encodings,
        encodings.index(how.encoding) if how.encoding in encodings else None,
        format_func=ENCODINGS.__getitem__,
        key=f"{key}.encoding",
    )
    delimiter = st.selectbox(
        BETWEEN,
        delimiters,
        delimiters.index(how.delimiter) if how.delimiter in delimiters else None,
        format_func=DELIMITERS.__getitem__,
        key=f"{key}.delimiter",
    )
    return How(encoding or "", delimiter or "", how.quote)


def where_it_belongs(here: Here, hand: InHand, mapping: Mapping) -> Mapping:
    """What no column says: the system, the day, the cycle and the experiment."""
    key = f"whole_file.{hand.id}"
    places = bool(mapping.of(Role.PLACE))
    said = st.container()
    with st.container(horizontal=True):
        home = st.text_input(
            HOME_AROUND if places else HOME,
            mapping.home,
            placeholder=HOME_HINT,
            key=f"{key}.home",
            persist_state="session",
        ).strip()
        scale = None
        if home:
            scales = list(reversed(Scale))
            usual = mapping.home_scale or Scale.ORGANISATION
            scale = st.selectbox(
                HOME_SCALE,
                scales,
                scales.index(usual),
                format_func=lambda one: one.word,
                key=f"{key}.scale",
                persist_state="session",
            )
    mapping = replace(mapping, home=home, home_scale=scale)
    root = bring_in.around(here, mapping)
    into = INTO.format(name=root.name) if root else TO_PLACES if places else NAMED
    with said:
        show.words(("text", into), key=f"{key}.into")
    day = mapping.day
    if not mapping.of(Role.DAY) and (mapping.of(Role.STORY, Role.VALUE) or not mapping.of(Role.DATED)):
        day = ask.day(DAY, key=f"{key}.day", persist_state="session")
    cycle, experiment = _cycle(here, key)
    return replace(mapping, day=day, cycle=cycle, experiment=experiment)


def _cycle(here: Here, key: str) -> tuple[UUID | None, UUID | None]:
    cycles = where.cycle_names(here)
    if not cycles:
        return None, None
    with st.container(horizontal=True):
        labels = choosing.apart({None: NO_CYCLE, **cycles})
        cycle = st.selectbox(
            CYCLE,
            list(labels),
            format_func=labels.__getitem__,
            key=f"{key}.cycle",
            persist_state="session",
        )
        tried = {one.id: one.name for one in experiments(here, cycle)} if cycle else {}
        if not tried:
            return cycle, None
        labels = choosing.apart({None: NO_EXPERIMENT, **tried})
        experiment = st.selectbox(
            EXPERIMENT,
            list(labels),
            format_func=labels.__getitem__,
            key=f"{key}.experiment.{cycle}",
            persist_state="session",
        )
    return cycle, experiment


def how_far(hand: InHand) -> ConsentAsked | None:
    """Who speaks, how far it may travel, quoted or not, until when, and who looked; None until it is said how far."""
    key = f"whole_file.{hand.id}"
    far = {"": NOT_FAR} | {
        one.word: AS_FAR.format(scale=one.word) for one in Scale if one is not Scale.PERSON
    }
    travels = st.selectbox(
        FAR,
        list(far),
        None,
        format_func=choosing.apart(far).__getitem__,
        placeholder=FAR_HINT,
        key=f"{key}.far",
        persist_state="session",
    )
    quoted = st.radio(
        QUOTED,
        list(QUOTED_WORDS),
        format_func=QUOTED_WORDS.__getitem__,
        key=f"{key}.quoted",
        persist_state="session",
    )
    with st.container(horizontal=True):
        looked = st.text_input(LOOKED, placeholder=LOOKED_HINT, key=f"{key}.looked", persist_state="session")
        until = ask.day(UNTIL, key=f"{key}.until", persist_state="session")
    said = hand.guessed.voice if hand.guessed else None
    voice = st.selectbox(
        SPEAK,
        list(Voice),
        list(Voice).index(said) if said else None,
        placeholder=NOT_SAID,
        key=f"{key}.voice",
        persist_state="session",
    )
    if travels is None:
        return None
    return ConsentAsked(Scale.of(travels) if travels else None, quoted, until, looked, voice)
