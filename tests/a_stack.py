"""A small stack to stand on in tests: a country around a place, an organisation, two teams and a person."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Consent, Kind, Observation
from sensemaking.model.scale import Scale
from sensemaking.practice import notice, welcome
from sensemaking.practice.here import Here, standing
from sensemaking.store import open_store, rows

TODAY = date(2022, 6, 1)


Fill = Callable[[dict[str, Here]], None]


@contextmanager
def a_stack(folder: Path, fill: Fill | None = None) -> Iterator[dict[str, Here]]:
    """Somewhere to stand for each name: country, place, organisation, team, other team, person.

    What `fill` keeps there is kept once a process, however many stacks are filled with it.
    """
    laid_out, systems = _filled(fill) if fill else _laid_out()
    shutil.copytree(laid_out.name, folder, dirs_exist_ok=True)
    store = open_store(folder / "ours.duckdb")
    try:
        yield {name: Here(store, Viewer(TODAY), Focus(system=id)) for name, id in systems.items()}
    finally:
        store.close()


@cache
def _filled(fill: Fill) -> tuple[TemporaryDirectory[str], dict[str, UUID]]:
    folder = TemporaryDirectory(prefix="a-filled-stack-")
    with a_stack(Path(folder.name)) as stack:
        fill(stack)
    return folder, _laid_out()[1]


@cache
def _laid_out() -> tuple[TemporaryDirectory[str], dict[str, UUID]]:
    """The folder of a closed store that holds the stack, and the id of each system in it.

    It is made once a process: copying it costs a fraction of making it.
    """
    folder = TemporaryDirectory(prefix="a-stack-")
    store = open_store(Path(folder.name) / "ours.duckdb")
    nowhere = standing(store, Viewer(TODAY), Focus())
    systems: dict[str, UUID] = {}
    for name, said, scale, around in (
        ("country", "The country", Scale.COUNTRY, None),
        ("place", "The place", Scale.PLACE, "country"),
        ("organisation", "The organisation", Scale.ORGANISATION, "place"),
        ("team", "The team", Scale.TEAM, "organisation"),
        ("person", "The person", Scale.PERSON, "team"),
        ("other team", "Another team", Scale.TEAM, "organisation"),
    ):
        parent = systems[around] if around else None
        systems[name] = welcome.make_system(nowhere, said, scale, parent).id
    store.close()
    return folder, systems


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


def keep_all(here: Here, observations: Iterable[Observation]) -> None:
    """Keep many observations at once, as they are: each by itself would take longer than what the test is about."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for one in observations:
        for table, added in rows.of_observation(one).items():
            kept.setdefault(table, []).extend(added)
    id = notice.new_id()
    here.keep(id, "observations kept", id, kept)
