"""Who and what is at work in this system? The map a group draws of it: as a picture, as a table, part by part."""

from uuid import UUID

import streamlit as st

from sensemaking.model.counting import begun, how_many
from sensemaking.model.map import Map
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here
from sensemaking.practice.map_placed import MOST_DRAWN
from sensemaking.screen import (
    choosing,
    map_drawer,
    map_exchange,
    map_forms,
    map_hand,
    map_picture,
    show,
    where,
)
from sensemaking.screen.component import component

_sheet = component("sheet")

ABOUT = "Nobody makes an outcome alone. What plays a part in it, and what does what?"
EMPTY = "Nobody has drawn what is at work here yet."
EMPTY_INVITATION = "Begin with what matters to somebody. Then: who touches it, and what else does?"
ELSEWHERE = "The map of {name} is seen by standing there."
STAND_THERE = "Stand at {name}"
NAME, DRAW = "Name an actor or a factor", "Draw a link"
FIND, FIND_HINT = "Open a part", "by its name"
CYCLE, ANY_CYCLE = "From which learning cycle?", "all of it"
THEMES, ANY_THEME = "Only these themes", "any theme"
PICTURE, TABLE, HOW = "Picture", "Table", "How it is shown"
NOTHING_NARROWED = "Nothing on the map is from there. Choose something else to see the rest of it."
SAID = "{parts}, {links} between them."
AROUND = "The whole map has {parts}. Here are the {most} nearest to “{name}”; open another to see what is around it."
NOT_LINKED = "No link is drawn yet."
PARTS_HEADINGS = ["Actor or factor", "Name", "Said about it", "Themes"]
LINKS_HEADINGS = ["From", "does what", "To", "Said about it", "Story"]
STORY_HERE, STORY_GONE = "a story says so", map_forms.STORY_GONE
TABLE_OF_PARTS, TABLE_OF_LINKS = "The parts of the map", "The links on the map"


def shown(here: Here, cycle: UUID | None = None) -> None:
    """The map of the system we stand at, with everything a group does with it; of a cycle, where one is given.

    The map of another system's cycle is seen by standing there.
    """
    st.header(mapping.TITLE)
    home = next((one.system for one in where.cycles(here) if one.id == cycle), here.system.id)
    if home != here.system.id:
        _elsewhere(here, home)
        return
    whole = mapping.drawn(here)
    map_hand.last_receipt()
    if whole.parts:
        show.words(("quiet", ABOUT), key="map.about")
        _narrowed_and_drawn(here, whole, cycle)
    else:
        show.nothing(EMPTY, EMPTY_INVITATION)
        st.button(NAME, on_click=map_hand.name_part, type="primary", key="map.name")
    map_exchange.both_ways(here, whole, cycle)
    map_drawer.in_hand(here, cycle)


def _elsewhere(here: Here, home: UUID) -> None:
    if (system := here.stack.get(home)) is not None:
        show.nothing(ELSEWHERE.format(name=system.name))
        st.button(
            show.plain(STAND_THERE.format(name=system.name)),
            on_click=where.change,
            kwargs={"system": home},
            key="map.stand",
        )


def _narrowed_and_drawn(here: Here, whole: Map, cycle: UUID | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="map-choices"):
        narrowed = _narrowed(here, whole, cycle)
        _find(narrowed)
        how = st.segmented_control(
            HOW, [PICTURE, TABLE], default=PICTURE, required=True, key="map.how", label_visibility="collapsed"
        )
    if not narrowed.parts:
        show.nothing(NOTHING_NARROWED)
    elif how == TABLE:
        _table(here, narrowed)
    else:
        _picture(narrowed)
    with st.container(horizontal=True):
        st.button(NAME, on_click=map_hand.name_part, key="map.name")
        if len(whole.parts) > 1:
            st.button(DRAW, on_click=map_hand.draw_link, key="map.draw")


def _narrowed(here: Here, whole: Map, cycle: UUID | None) -> Map:
    """The map of the cycle and the themes chosen, where there is anything to choose."""
    used = {part.cycle for part in whole.parts} | {link.cycle for link in whole.links}
    names = where.cycle_names(here, (one for one in where.cycles(here) if one.id in used))
    if names:
        at = list(names).index(cycle) if cycle in names else None
        chosen = st.selectbox(
            CYCLE,
            list(names),
            at,
            format_func=choosing.apart(names).__getitem__,
            placeholder=ANY_CYCLE,
            key=f"map.cycle.{cycle}",
        )
        whole = whole.of_cycle(chosen) if chosen else whole
    carried = {theme for one in whole.parts for theme in one.themes}
    themes = {theme: name for theme, name in mapping.themes(here).items() if theme in carried}
    if themes:
        wanted = st.multiselect(
            THEMES,
            list(themes),
            format_func=choosing.apart(themes).__getitem__,
            placeholder=ANY_THEME,
            key="map.themes",
        )
        whole = whole.of_themes(wanted) if wanted else whole
    return whole


def _find(narrowed: Map) -> None:
    names = {one.id: one.name for one in sorted(narrowed.parts, key=lambda one: one.name.casefold())}
    st.session_state[map_hand.FOUND] = None
    st.selectbox(
        FIND,
        list(names),
        None,
        format_func=choosing.apart(names).__getitem__,
        placeholder=FIND_HINT,
        key=map_hand.FOUND,
        on_change=map_hand.open_found,
    )


def _picture(narrowed: Map) -> None:
    chosen = map_hand.last_open()
    chosen = chosen if chosen in narrowed.by_id else None
    drawn, said = narrowed, _counted(narrowed)
    if len(narrowed.parts) > MOST_DRAWN:
        middle = chosen or max(narrowed.parts, key=lambda one: len(narrowed.beside[one.id])).id
        drawn = narrowed.around(middle, MOST_DRAWN)
        said = AROUND.format(
            parts=how_many(len(narrowed.parts), "part"), most=MOST_DRAWN, name=narrowed.by_id[middle].name
        )
    show.words(("quiet", said), key="map.said")
    aside = map_hand.in_hand() is not None
    hear = (map_hand.open_part, map_hand.draw_link)
    map_picture.picture(drawn, said, "map.picture", *hear, chosen, aside)


def _counted(drawn: Map) -> str:
    parts = begun(how_many(len(drawn.parts), "part"))
    if not drawn.links:
        return f"{parts}. {NOT_LINKED}"
    return SAID.format(parts=parts, links=how_many(len(drawn.links), "link"))


def _table(here: Here, drawn: Map) -> None:
    """The map as two tables: what stands on it, and what does what."""
    themes, told = mapping.themes(here), mapping.behind(here, drawn.links)
    parts = [
        [
            one.kind.value,
            one.name,
            one.words,
            ", ".join(themes[theme] for theme in one.themes if theme in themes),
        ]
        for one in drawn.parts
    ]
    links = [
        [
            drawn.by_id[one.goes_from].name,
            one.kind.value,
            drawn.by_id[one.goes_to].name,
            one.words,
            "" if one.observation is None else STORY_HERE if one.observation in told else STORY_GONE,
        ]
        for one in drawn.links
    ]
    _sheet(data={"label": TABLE_OF_PARTS, "headings": PARTS_HEADINGS, "rows": parts}, key="map.table.parts")
    if links:
        _sheet(
            data={"label": TABLE_OF_LINKS, "headings": LINKS_HEADINGS, "rows": links}, key="map.table.links"
        )
