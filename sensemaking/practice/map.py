"""Mapping a system: naming its actors and factors, linking them, and the stories that say so.

A map belongs to the system it was drawn at and is read by standing there, nowhere else.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sensemaking.model.map import Link, Map, Part, linked_already, whole_part, whole_words
from sensemaking.model.observation import Card
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import listen
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here, theme_names, themes_in_sight
from sensemaking.practice.notice import new_id
from sensemaking.store import map_rows

TITLE = "Who and what is at work here?"

STORIES_OFFERED = 12


def drawn(here: Here) -> Map:
    """The whole map of the system we stand at."""
    system = here.system.id
    return map_rows.drawn(
        here.store.read("parts", system=system),
        here.store.read("links", system=system),
    )


def themes(here: Here) -> dict[UUID, str]:
    """The themes to offer for a part, by id in the alphabet's order: those in sight, and those on the map."""
    carried = {theme for part in drawn(here).parts for theme in part.themes}
    known = themes_in_sight(here).keys() | carried
    return {theme: name for theme, name in theme_names(here).items() if theme in known}


def stories(here: Here, typed: str) -> tuple[Card, ...]:
    """Stories that can be read here and hold the words typed, the newest first: one of them may say why a link is."""
    return listen.stories(here.unnarrowed(), typed, most=STORIES_OFFERED).cards


def behind(here: Here, links: Iterable[Link]) -> dict[UUID, Card]:
    """The story behind each link, by the story's id, as far as it may be read here."""
    told = dict.fromkeys(one.observation for one in links if one.observation)
    return {card.id: card for card in cards(here.unnarrowed(), list(told))}


def add_part(here: Here, part: Part) -> Part:
    """Put a part on the map; its id is made by whoever fills the form in."""
    whole = _whole_part(here, replace(part, system=here.system.id, version=1))
    here.keep(whole.id, "part named", whole.id, {"part": [map_rows.of_part(whole)]})
    return whole


def change_part(here: Here, part: Part) -> Part:
    """Keep a changed part as its next version; raises Overtaken if somebody else was quicker."""
    _as_it_was(drawn(here).by_id.get(part.id), part.version)
    whole = _whole_part(here, replace(part, version=part.version + 1))
    here.keep(new_id(), "part changed", whole.id, {"part": [map_rows.of_part(whole)]})
    return whole


def take_off_part(here: Here, part: Part) -> None:
    """Take a part off the map, and the links that begin or end at it; what they were stays in the history."""
    map_now = drawn(here)
    _as_it_was(map_now.by_id.get(part.id), part.version)
    gone = {
        "part": [map_rows.of_part_taken_off(part)],
        "link": [map_rows.of_link_taken_off(one) for one in map_now.links_of(part.id)],
    }
    here.keep(new_id(), "part taken off the map", part.id, gone)


def add_link(here: Here, link: Link) -> Link:
    """Draw a link; its id is made by whoever fills the form in."""
    whole = _whole_link(here, replace(link, system=here.system.id, version=1))
    here.keep(whole.id, "link drawn", whole.id, {"link": [map_rows.of_link(whole)]})
    return whole


def change_link(here: Here, link: Link) -> Link:
    """Keep a changed link as its next version; raises Overtaken if somebody else was quicker."""
    before = _link_now(here, link)
    whole = _whole_link(here, replace(link, version=link.version + 1), before.observation)
    here.keep(new_id(), "link changed", whole.id, {"link": [map_rows.of_link(whole)]})
    return whole


def take_off_link(here: Here, link: Link) -> None:
    """Take a link off the map; what it was stays in the history."""
    _link_now(here, link)
    here.keep(new_id(), "link taken off the map", link.id, {"link": [map_rows.of_link_taken_off(link)]})


def _whole_part(here: Here, part: Part) -> Part:
    name, words = whole_part(part.name, part.words)
    known = drawn(here).named(name)
    if known and known.id != part.id:
        raise Refusal(
            "There is a part of this name on the map already.",
            try_next="Open that one, or give this one another name.",
        )
    return replace(part, name=name, words=words)


def _whole_link(here: Here, link: Link, before: UUID | None = None) -> Link:
    map_now = drawn(here)
    if not {link.goes_from, link.goes_to} <= map_now.by_id.keys():
        raise Refusal(
            "One of the two is not on the map any more.", try_next="Choose both again; nothing else changed."
        )
    if link.goes_from == link.goes_to:
        raise Refusal("A link joins two different parts.", try_next="Choose another one at its end.")
    if linked_already(map_now.links, link):
        raise Refusal(
            "This link is on the map already.",
            try_next="Open one of its two parts to say more about it.",
        )
    # A story that was behind it before stays named, though it may have gone from view in the meantime.
    if link.observation not in (None, before) and not cards(here.unnarrowed(), [link.observation]):
        raise Refusal(
            "This story cannot be read from here any more.",
            try_next="Choose another, or draw the link without one.",
        )
    return replace(link, words=whole_words(link.words))


def _link_now(here: Here, link: Link) -> Link:
    now = next((one for one in drawn(here).links if one.id == link.id), None)
    _as_it_was(now, link.version)
    assert now is not None
    return now


def _as_it_was(now: Part | Link | None, version: int) -> None:
    if now is None or now.version != version:
        raise Overtaken(
            "Somebody changed this while you were writing.",
            try_next="Look at it again, then keep yours; nothing else changed.",
        )
