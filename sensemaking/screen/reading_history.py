"""What was read then, and what of it stands now? Readings as calm lines through time, on the page for remembering."""

from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.counting import listed
from sensemaking.model.pattern import Standing
from sensemaking.practice import readings_in_time
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.readings_in_time import InTime, Line
from sensemaking.screen import listening, show
from sensemaking.screen.component import component, heard

_history = component("history")
_sheet = component("sheet")

TITLE = "What was read then, and now?"
HOW = (
    "Each line is a reading, in the order they were written. A ring: it was written. A full dot: held. {more}"
)
MORE = "A dot beneath the line: shifted. A broken ring: let go, and its line ends."
BANDS = "Soft bands are the cycles {names}."
BAND = "The soft band is the cycle {names}."
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
    st.header(TITLE)
    show.words(("quiet", _how(seen)), key="reading.history.how")
    if st.session_state.get(SHOWN) == TABLE:
        rows = readings_in_time.as_rows(seen)
        _sheet(
            data={"label": TITLE, "headings": readings_in_time.HEADINGS, "rows": rows},
            key="reading.history.sheet",
        )
    elif opened := _history(data=_drawn(seen), key="reading.history", on_opened_change=heard).opened:
        st.session_state[OPENED] = UUID(opened)
    st.segmented_control(
        AS, [PICTURE, TABLE], default=PICTURE, required=True, key=SHOWN, label_visibility="collapsed"
    )
    line = next((one for one in seen.lines if one.reading.id == st.session_state.get(OPENED)), None)
    if line:
        _stories(here, line)


def _stories(here: Here, line: Line) -> None:
    show.words(("heading", BEHIND.format(words=line.reading.words)), key="reading.history.behind")
    if opened := show.cards(cards(here.unnarrowed(), line.stories), "reading.history.cards", READ):
        listening.open_story(opened)


def _how(seen: InTime) -> str:
    names = listed([f"“{one.name}”" for one in seen.cycles])
    bands = (BAND if len(seen.cycles) == 1 else BANDS).format(names=names) if names else ""
    return f"{HOW.format(more=MORE)} {bands}".strip()


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
