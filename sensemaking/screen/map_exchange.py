"""How does a map come in from files, and leave as one?"""

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from sensemaking.model.map import Map
from sensemaking.model.refusal import Refusal
from sensemaking.practice import map_files, note_pictures, take_away
from sensemaking.practice.here import Here
from sensemaking.practice.map_files import DryRun
from sensemaking.screen import composing, imports, map_hand, show

BRING, TAKE = "Bring a map in from a file", "Take the map away"
WHAT = (
    "A CSV with the columns kind, name, from, to, words and themes, as far as it has them; two, one of parts and one"
    " of links; or JSON from Kumu. What is on the map already is not made again."
)
CHOOSE = "Which file, or files?"
BRING_THESE = "Bring this in"
TAKE_REFUSED = "Take what would not come in, with the reasons (CSV)"
NOTE = "Into a note, as a picture"
AS_CSV, AS_KUMU = "As CSV", "As JSON for Kumu"
STORIES_STAY = (
    "The stories behind the links stay here; the files hold what people wrote on the map, and nothing else."
)
UNDO_WORDS = (
    "Everything that came onto the map with these files goes. What somebody has changed since stays, and so does a part"
    " that somebody drew another link to. It can be brought in again from your files."
)
TAKEN_OUT = "What came in with the files was taken out again."
NTH, CAME = "map.exchange.nth", "map.exchange.came"


def both_ways(here: Here, whole: Map, cycle: UUID | None) -> None:
    """Bringing a map in, and taking this one away, each behind a fold."""
    if whole.parts:
        with st.expander(TAKE, key="map.take", on_change="rerun") as fold:
            if fold.open:
                _take(here, whole, cycle)
    with st.expander(BRING, key="map.bring", on_change="rerun") as fold:
        if fold.open:
            _bring(here, cycle)


def _take(here: Here, whole: Map, cycle: UUID | None) -> None:
    show.words(("quiet", STORIES_STAY), key="map.take.stay")
    with st.container(horizontal=True):
        _download(AS_CSV, lambda: map_files.as_csv(here, whole), "map.csv", "text/csv")
        if st.button(NOTE, key="map.take.note"):
            at = here.at(here.focus.narrowed(cycle=cycle))
            composing.take_up(
                here, take_away.keep_note(here, note_pictures.as_note(at, note_pictures.MAP)).id
            )
        _download(AS_KUMU, lambda: map_files.as_kumu(here, whole), "map.json", "application/json")


def _download(words: str, made: Callable[[], bytes], name: str, kind: str) -> None:
    st.download_button(words, made, name, kind, on_click="ignore", key=f"map.take.{name}")


def _last_one_out(here: Here) -> None:
    """What came in last, in this visit, can be taken out again."""
    system, came = st.session_state.get(CAME, (None, None))
    if came is None or system != here.system.id:
        return
    show.words(("text", map_files.receipt(came)), key="map.came")
    with st.popover(imports.UNDO, key="map.came.undo"):
        show.words(("text", UNDO_WORDS), key="map.came.undo.words")
        if st.button(imports.UNDO_IT, key="map.came.undo.yes"):
            with show.refusals():
                map_files.take_out(here, came)
                del st.session_state[CAME]
                map_hand.kept(TAKEN_OUT)


def _bring(here: Here, cycle: UUID | None) -> None:
    _last_one_out(here)
    show.words(("quiet", WHAT), key="map.bring.what")
    nth = st.session_state.setdefault(NTH, 0)
    chosen = st.file_uploader(
        CHOOSE, ["csv", "json", "txt"], accept_multiple_files=True, key=f"map.bring.{nth}"
    )
    if not chosen:
        return
    files = [(one.name, one.getvalue()) for one in chosen]
    try:
        tried = map_files.dry_run(here, files, cycle)
        _tell(tried)
        if (tried.parts or tried.links) and st.button(BRING_THESE, type="primary", key="map.bring.these"):
            came = map_files.bring_in(here, files, cycle)
            st.session_state[NTH] = nth + 1
            st.session_state[CAME] = here.system.id, came
            map_hand.kept(map_files.receipt(came))
    except Refusal as refused:
        show.refusal(refused)


def _tell(tried: DryRun) -> None:
    show.words(*(("text", sentence) for sentence in tried.tells), key="map.bring.tells")
    if tried.refused:
        _download(TAKE_REFUSED, lambda: map_files.refused_file(tried), "map-refused.csv", "text/csv")
