"""Where do we stand, as the options said it? And how is that said back?"""

import argparse
from datetime import date
from typing import Any

from sensemaking.model.access import Viewer
from sensemaking.practice import in_words, named
from sensemaking.practice.here import Here, theme_names
from sensemaking.store import Store


def standing_at(store: Store, asked: argparse.Namespace) -> Here:
    """Here, as the options said it."""
    said = named.Said(
        asked.system,
        getattr(asked, "scale", ""),
        asked.cycle,
        asked.since,
        asked.until,
        tuple(asked.themes),
    )
    return named.standing_at(store, viewer(), said)


def viewer() -> Viewer:
    """Whoever sits here, today."""
    return Viewer(date.today())


def sentence(here: Here) -> str:
    """The focus in one sentence."""
    return "".join(words for words, _ in in_words.focus(here))


def data(here: Here) -> dict[str, Any]:
    """The focus for a program; what was not chosen is null, or empty."""
    focus, system = here.focus, here.stack.get(here.focus.system)
    return {
        "words": sentence(here),
        "system": {"id": system.id, "name": system.name, "scale": system.scale.word} if system else None,
        "scale": focus.scale.word if focus.scale else None,
        "cycle": focus.cycle,
        "from": focus.since,
        "to": focus.until,
        "themes": [{"id": theme, "name": theme_names(here)[theme]} for theme in focus.themes],
        "lens": focus.lens or None,
        "choice": focus.choice or None,
        "mark": focus.mark or None,
    }
