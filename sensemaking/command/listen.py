"""What did people say? Their stories as text, and those that hold the words searched for."""

import argparse
from datetime import date
from uuid import UUID

from sensemaking.command import standing
from sensemaking.command.told import Told, story, story_data
from sensemaking.model.counting import begun, how_many
from sensemaking.model.refusal import Refusal
from sensemaking.practice import listen, stores
from sensemaking.practice.listen import Place

NOTHING = "No story here holds these words."
NOBODY = "Nobody has told a story here yet."


def do(asked: argparse.Namespace) -> Told:
    """The stories that hold these words, the newest first, a page at a time."""
    typed = " ".join(asked.words)
    with stores.opened(asked.store) as store:
        here = standing.standing_at(store, asked)
        page = listen.stories(here, typed, _place(asked.after) if asked.after else None, asked.most)
        on = f"{page.following.day.isoformat()}/{page.following.id}" if page.following else None
        count = f"{begun(how_many(page.how_many, 'story'))}, the newest first."
        lines = [
            standing.sentence(here),
            *([beside] if typed and (beside := listen.how_it_was_read(typed)) else []),
            count if page.cards else NOTHING if typed.strip() else NOBODY,
            *(line for card in page.cards for line in story(card)),
            *(["", f"There are more: --after {on}"] if on else []),
        ]
        data = {
            "words": typed,
            "focus": standing.data(here),
            "how_many": page.how_many,
            "stories": [story_data(card) for card in page.cards],
            "after": on,
        }
        return Told(lines, data, store.damage)


def _place(said: str) -> Place:
    day, _, id = said.partition("/")
    try:
        return Place(date.fromisoformat(day), UUID(id))
    except ValueError as unreadable:
        raise Refusal(
            f"No page ended at {said}.", try_next="Take the place that the page before named."
        ) from unreadable
