"""What lies in the drawer beside the map: a part with its links and the stories that say so, or a form."""

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from sensemaking.model.map import Link, Map, Part
from sensemaking.model.observation import Card
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here, theme_names
from sensemaking.screen import listening, map_forms, map_hand, show, where
from sensemaking.screen.map_forms import KINDS, STORY_GONE
from sensemaking.screen.map_hand import Doing, InHand

DRAWER, WIDE = "On the map", 560
NAMED_IN = "named in {cycle}"
NO_LINKS = "No link of it is drawn yet."
LINKS = "What it does, and what is done to it"
READ = "Open this story"
LINK_IT, CHANGE, TAKE_OFF = "Draw a link from it", "Change it", "Take it off the map"
SURE, LEAVE = "Yes, take it off, and its links with it", "Leave it"
CHANGE_LINK, TAKE_OFF_LINK = "Change this link", "Take this link off"
GO_TO = "Go to “{name}”"
OFF = "Taken off the map. What it was stays in its history."


def in_hand(here: Here, cycle: UUID | None) -> None:
    """The drawer, where anything is in hand."""
    if map_hand.in_hand():
        _drawer(here, cycle)


@st.dialog(DRAWER, width=WIDE, position="right", on_dismiss=map_hand.close)
def _drawer(here: Here, cycle: UUID | None) -> None:
    if (hand := map_hand.in_hand()) is None:
        return
    forms: dict[Doing, Callable[[Here, Map, InHand, UUID | None], None]] = {
        Doing.READ_PART: _read,
        Doing.NAME_PART: map_forms.name,
        Doing.CHANGE_PART: map_forms.change,
        Doing.TAKE_OFF_PART: _take_off,
        Doing.DRAW_LINK: map_forms.draw,
        Doing.CHANGE_LINK: map_forms.redraw,
    }
    with show.refusals():
        forms[hand.doing](here, mapping.drawn(here), hand, cycle)


def _read(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    part = map_forms.part_in_hand(whole, hand)
    links = whole.links_of(part.id)
    blocks: list[show.Block] = [("heading", part.name), ("quiet", _small(here, part)), ("text", part.words)]
    show.words(*blocks, key="map.part")
    with st.container(horizontal=True):
        st.button(LINK_IT, on_click=map_hand.draw_link, args=(part.id,), type="primary", key="map.part.link")
        st.button(
            CHANGE,
            on_click=map_hand.take,
            args=(Doing.CHANGE_PART, part.id, part.version),
            key="map.part.change",
        )
        st.button(
            TAKE_OFF,
            on_click=map_hand.take,
            args=(Doing.TAKE_OFF_PART, part.id),
            type="tertiary",
            key="map.part.off",
        )
    told = mapping.behind(here, links)
    show.words(("smaller", LINKS), ("quiet", "" if links else NO_LINKS), key="map.part.links")
    for link in links:
        _link(here, whole, part, link, told)


def _small(here: Here, part: Part) -> str:
    cycle = next((one.name for one in where.cycles(here) if one.id == part.cycle), "")
    themes = theme_names(here)
    said = [KINDS[part.kind], NAMED_IN.format(cycle=cycle) if cycle else ""]
    return " · ".join(filter(None, [*said, *(themes[one] for one in part.themes if one in themes)]))


def _link(here: Here, whole: Map, part: Part, link: Link, told: dict[UUID, Card]) -> None:
    key, other = f"map.link.{link.id}", link.goes_to if link.goes_from == part.id else link.goes_from
    story = told.get(link.observation) if link.observation else None
    with st.container(key=f"map-link-{link.id}"):
        show.words(
            ("text", f"{whole.in_words(link)}."),
            ("quiet", link.words),
            ("quiet", STORY_GONE if link.observation and not story else ""),
            key=f"{key}.words",
        )
        if story and show.cards([story], f"{key}.story", READ):
            map_hand.close()
            listening.open_story(story.id)
        with st.container(horizontal=True):
            go = show.plain(GO_TO.format(name=whole.by_id[other].name))
            st.button(go, on_click=map_hand.open_part, args=(other,), type="tertiary", key=f"{key}.go")
            change = (Doing.CHANGE_LINK, link.id, link.version, link.observation)
            st.button(CHANGE_LINK, on_click=map_hand.take, args=change, type="tertiary", key=f"{key}.change")
            if st.button(TAKE_OFF_LINK, type="tertiary", key=f"{key}.off"):
                mapping.take_off_link(here, link)
                st.rerun()


def _take_off(here: Here, whole: Map, hand: InHand, cycle: UUID | None) -> None:
    part = map_forms.part_in_hand(whole, hand)
    show.words(
        ("heading", part.name), *(("text", f"{whole.in_words(one)}.") for one in whole.links_of(part.id))
    )
    if st.button(SURE, type="primary", key="map.off.sure"):
        mapping.take_off_part(here, part)
        map_hand.kept(OFF)
    st.button(LEAVE, on_click=map_hand.open_part, args=(part.id,), key="map.off.leave")
