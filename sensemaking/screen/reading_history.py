"""What was read then, and what of it stands now? Readings as calm lines through time, on the page for remembering."""

from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.pattern import Standing
from sensemaking.practice import note_pictures, readings_in_time, take_away
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.readings_in_time import InTime, Line
from sensemaking.screen import composing, listening, show
from sensemaking.screen.component import component, heard

_history = component("history")
_sheet = component("sheet")

NOTE = "Take this into a note"
AS, PICTURE, TABLE = "How is it shown?", "As lines", "As a table"
OPEN, BEHIND, READ = "Open the stories behind it", "Behind “{words}”", "Open this story"
SHOWN, OPENED = "reading.history.as", "reading.history.opened"

KINDS = {
    Standing.SO_FAR: "so-far",
    Standing.HELD: "held",
    Standing.SHIFTED: "shifted",
    Standing.LET_GO: "let-go",
}


def shown(here: Here) -> None:
    """The readings of this system through time, once any was looked at again, and the stories behind one of them."""
    seen = readings_in_time.in_time(here)
    if seen is None:
        return
    st.header(readings_in_time.TITLE)
    show.words(("quiet", readings_in_time.how(seen)), key="reading.history.how")
    if st.session_state.get(SHOWN) == TABLE:
        rows = readings_in_time.as_rows(seen)
        _sheet(
            data={"label": readings_in_time.TITLE, "headings": readings_in_time.HEADINGS, "rows": rows},
            key="reading.history.sheet",
        )
    elif opened := _history(data=_drawn(seen), key="reading.history", on_opened_change=heard).opened:
        st.session_state[OPENED] = UUID(opened)
    st.segmented_control(
        AS, [PICTURE, TABLE], default=PICTURE, required=True, key=SHOWN, label_visibility="collapsed"
    )
    if st.button(NOTE, key="reading.history.note"):
        composing.take_up(
            here, take_away.keep_note(here, note_pictures.as_note(here, note_pictures.HISTORY)).id
        )
    line = next((one for one in seen.lines if one.reading.id == st.session_state.get(OPENED)), None)
    if line:
        _stories(here, line)


def _stories(here: Here, line: Line) -> None:
    show.words(("heading", BEHIND.format(words=line.reading.words)), key="reading.history.behind")
    if opened := show.cards(cards(here.unnarrowed(), line.stories), "reading.history.cards", READ):
        listening.open_story(opened)


def _drawn(seen: InTime) -> dict[str, object]:
    return {
        "open": OPEN,
        "since": seen.since,
        "until": seen.until,
        "cycles": [{"first": one.first, "last": one.last} for one in seen.cycles],
        "lines": [
            {
                "id": str(one.reading.id),
                "words": one.reading.words,
                "said": " · ".join(
                    filter(None, (one.reading.who, Unit.DAY.words(one.reading.day), one.cycle))
                ),
                "stories": bool(one.stories),
                "moments": [
                    {"place": moment.place, "kind": KINDS[moment.standing], "words": moment.words}
                    for moment in one.moments
                ],
            }
            for one in seen.lines
        ],
    }
