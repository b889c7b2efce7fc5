"""A note as it leaves, in each kind of file, for tests that read what is in it."""

from sensemaking.model.note import Note
from sensemaking.practice.here import Here
from sensemaking.practice.take_away import FORMATS


def as_markdown(here: Here, note: Note) -> str:
    return FORMATS["markdown"].make(here, note).decode()


def as_html(here: Here, note: Note) -> str:
    return FORMATS["html"].make(here, note).decode()


def as_word(here: Here, note: Note) -> bytes:
    return FORMATS["word"].make(here, note)


def as_cards(here: Here, note: Note) -> str:
    return FORMATS["cards"].make(here, note).decode()


def as_wall(here: Here, note: Note) -> str:
    return FORMATS["wall"].make(here, note).decode()
