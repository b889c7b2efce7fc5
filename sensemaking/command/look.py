"""What can be seen from here through a lens: what it tells, what it claims, and the stories behind a mark."""

import argparse
from collections.abc import Iterable, Mapping
from typing import Any

from sensemaking.command import standing
from sensemaking.command.told import Told, in_one_line, part, story, story_data, table
from sensemaking.lenses import Claim, Seen
from sensemaking.model.counting import how_many
from sensemaking.model.gathering import of_ten
from sensemaking.model.refusal import Refusal
from sensemaking.practice import look, stores
from sensemaking.practice.here import Here
from sensemaking.practice.in_words import of_every_ten
from sensemaking.practice.look import Stories


def do(asked: argparse.Namespace) -> Told:
    """What a lens shows; without one, which there are."""
    if not asked.lens:
        titles = look.titles()
        return Told(table(["lens", "question"], list(titles.items())), {"lenses": titles})
    with stores.opened(asked.store) as store:
        here = standing.standing_at(store, asked)
        here = here.at(here.focus.narrowed(lens=asked.lens))
        choices = {choice.key: choice.words for choice in look.choices(here)}
        here = here.at(here.focus.narrowed(choice=_key(choices, asked.choice)))
        seen = look.through(here, here.focus.choice)
        marks = {mark.key: mark.words for mark in seen.marks}
        here = here.at(here.focus.narrowed(mark=_key(marks, asked.mark)))
        return _told(here, seen, choices, asked.most)


def _told(here: Here, seen: Seen, choices: Mapping[str, str], most: int) -> Told:
    lens, mark = look.lens_at(here), here.focus.mark
    behind = {claim.mark: look.ids_behind(here, seen, claim.mark) for claim in seen.claims}
    opened = [open_(here, seen, mark, most) for open_ in (look.behind, look.another_way)] if mark else []
    lines = [
        in_one_line(seen.title),
        standing.sentence(here),
        "",
        *map(in_one_line, seen.tells),
        *part("Beyond chance", map(_claim, seen.claims)),
        *_table(seen),
        *(line for stories in opened for line in _stories(stories)),
        *part("What this cannot say", [lens.CANNOT_SAY, lens.SILENT_UNDER]),
        *part("How it was drawn", seen.notes),
        *part("To choose from, with --choice", ["; ".join(words for key, words in choices.items() if key)]),
        *part("To see the stories behind a mark", [_for_example(seen)]),
    ]
    data = {
        "lens": seen.lens,
        "title": seen.title,
        "focus": standing.data(here),
        "tells": seen.tells,
        "claims": [
            {"words": one.words, "q": one.q, "mark": one.mark, "observations": behind[one.mark]}
            for one in seen.claims
        ],
        "rows": look.records(seen),
        "table": look.cells(seen),
        "marks": [{"key": one.key, "words": one.words} for one in seen.marks],
        "choices": [{"key": key, "words": words} for key, words in choices.items()],
        "notes": seen.notes,
        "cannot_say": lens.CANNOT_SAY,
        "silent_under": lens.SILENT_UNDER,
    }
    if opened:
        data |= {"stories": _stories_data(opened[0]), "another_way": _stories_data(opened[1])}
    return Told(lines, data, here.store.damage)


def _key(names: Mapping[str, str], said: str) -> str:
    """The key that somebody means by it or by its words; what is unknown is left to the lens to refuse."""
    wanted = in_one_line(said).casefold()
    found = [key for key, words in names.items() if in_one_line(words).casefold() == wanted]
    if said in names or not found:
        return said
    if len(found) > 1:
        raise Refusal(
            f"Several are called {said}.", f"There are: {', '.join(found)}.", "Say which by its key."
        )
    return found[0]


def _claim(claim: Claim) -> str:
    return f"{in_one_line(claim.words)} (--mark {claim.mark}; q {claim.q:.2g})"


def _table(seen: Seen) -> list[str]:
    cells = look.cells(seen)
    return ["", *table(cells["headings"], cells["rows"])] if cells["rows"] else []


def _for_example(seen: Seen) -> str:
    if not seen.marks:
        return ""
    last = seen.marks[-1]
    return f"for example --mark {last.key} ({in_one_line(last.words)})"


def _stories(stories: Stories) -> Iterable[str]:
    shown = len(stories.cards)
    yield from ("", in_one_line(stories.words))
    if shown < stories.how_many:
        some = (
            f"{shown} of {how_many(stories.how_many, 'story')}" if stories.counted else f"The first {shown}"
        )
        yield f"{some}, in the order they were told; --most opens more."
    for card in stories.cards:
        yield from story(card)
    for said in stories.statements:
        yield f"  {in_one_line(said.words)}"
        yield from (f"    {name}: {of_every_ten(votes)}" for name, votes in said.answers)


def _stories_data(stories: Stories) -> dict[str, Any]:
    return {
        "words": stories.words,
        "how_many": stories.how_many if stories.counted else None,
        "stories": [story_data(card) for card in stories.cards],
        "statements": [
            {"words": said.words, "of_ten": {name: of_ten(votes) for name, votes in said.answers}}
            for said in stories.statements
        ],
    }
