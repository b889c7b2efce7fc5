"""A small stack to stand on in tests: a country around a place, an organisation, two teams and a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Consent, Kind, Observation
from sensemaking.model.scale import Scale
from sensemaking.practice import notice, welcome
from sensemaking.practice.here import Here, standing
from sensemaking.store import open_store

TODAY = date(2022, 6, 1)


@contextmanager
def a_stack(folder: Path) -> Iterator[dict[str, Here]]:
    """Somewhere to stand for each name: country, place, organisation, team, other team, person."""
    store = open_store(folder / "ours.duckdb")
    nowhere = standing(store, Viewer(TODAY), Focus())
    around = None
    stack = {}
    for name, scale in (
        ("country", Scale.COUNTRY),
        ("place", Scale.PLACE),
        ("organisation", Scale.ORGANISATION),
        ("team", Scale.TEAM),
        ("person", Scale.PERSON),
    ):
        made = welcome.make_system(nowhere, f"The {name}", scale, around)
        stack[name], around = made, made.id
    stack["other team"] = welcome.make_system(nowhere, "Another team", Scale.TEAM, stack["organisation"].id)
    try:
        yield {name: nowhere.at(Focus(system=system.id)) for name, system in stack.items()}
    finally:
        store.close()


def a_story(
    here: Here,
    words: str = "We rang first, and everything went differently.",
    day: date = date(2022, 3, 1),
    travels: Scale | None = None,
    reviewed: bool = False,
    quotable: bool = True,
) -> Observation:
    """A story as its teller fills it in where we stand; not yet kept."""
    consent = Consent(travels, quotable, None, reviewed)
    return Observation(notice.new_id(), here.system.id, Kind.STORY, day, words, consent=consent)
