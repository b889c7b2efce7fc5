"""How is something shown? People's words as cards, our own words as plain text, refusals as sentences."""

from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

import streamlit as st

from sensemaking.charts.style import hue_of
from sensemaking.model.observation import Card, Kind
from sensemaking.model.pattern import Reading
from sensemaking.model.refusal import Refusal
from sensemaking.model.system import System
from sensemaking.practice.here import Here
from sensemaking.screen import where
from sensemaking.screen.component import component

_words = component("words")
_cards = component("cards")
_stack = component("stack")

Block = tuple[
    Literal["title", "heading", "smaller", "large", "text", "quiet", "quote", "refusal", "receipt"], str
]

NOT_TO_BE_QUOTED = "Not to be quoted: it stays where it was told"
READ_ON = "Read on"
INVENTED = "Invented example"
STACK = {
    "label": "The stack: where we stand",
    "wider": "Wider:",
    "here": "where we stand",
    "find": "Find a system by its name",
}
AND_MORE = "and {more:,} more; find them by name"

# What one picture can hold and still be read; whoever stands among thousands finds the others by name.
MOST_BESIDE, MOST_INSIDE, MOST_FOUND, DRAWN_WITHOUT_FINDING = 8, 24, 12, 24


def words(*blocks: Block, key: str | None = None) -> None:
    """Headings and paragraphs that may hold names from the store: shown as text, never read as markup."""
    _words(data={"blocks": [{"kind": kind, "words": said} for kind, said in blocks]}, key=key)


def refusal(refused: Refusal) -> None:
    """What cannot be done, why, and what to try."""
    words(("refusal", str(refused)))


def receipt(said: str, key: str | None = None) -> None:
    """Where something went, for whoever just kept it."""
    words(("receipt", said), key=key)


def nothing(said: str, invitation: str = "") -> None:
    """An empty place, which invites."""
    words(("large", said), *([("quiet", invitation)] if invitation else []))  # type: ignore[list-item]


def cards(shown: Iterable[Card], key: str, open_words: str = "", large: bool = False) -> UUID | None:
    """Stories as cards in the order given; the id of the one somebody opened just now, where opening is offered."""
    drawn = [
        {
            "id": str(card.id),
            "words": card.words,
            "measure": card.measure,
            "lines": [line for line in (card.prompt, _told(card), *card.meanings) if line],
            "themes": [{"name": theme, "hue": hue_of(theme)} for theme in card.themes],
            "flag": "" if card.quotable else NOT_TO_BE_QUOTED,
        }
        for card in shown
    ]
    return _pile(drawn, key, open_words, large)


def readings(shown: Sequence[Reading], key: str, open_words: str = "") -> UUID | None:
    """Readings as cards of the same weight, in the order given; the id of the one somebody opened just now."""
    drawn = [
        {
            "id": str(one.id),
            "words": one.words,
            "measure": "",
            "lines": [_said(one)],
            "themes": [],
            "flag": "",
        }
        for one in shown
    ]
    return _pile(drawn, key, open_words, large=False)


def _pile(drawn: list[dict[str, object]], key: str, open_words: str, large: bool) -> UUID | None:
    data = {"cards": drawn, "open": open_words, "unfold": READ_ON, "large": large}
    opened = _cards(key=key, data=data, on_opened_change=_nothing_more).opened
    return UUID(opened) if opened else None


def _told(card: Card) -> str:
    kind = "A noticing" if card.kind is Kind.NOTICING else ""
    return " · ".join(part for part in (kind, where.day(card.day), card.place) if part)


def _said(one: Reading) -> str:
    said = one.standing.value[0].upper() + one.standing.value[1:]
    return " · ".join(
        part for part in (said, one.who, where.day(one.recorded) if one.recorded else "") if part
    )


def stack(here: Here, key: str) -> None:
    """The stack to stand on, drawn large. Whoever chooses a system stands there at once."""
    if here.focus.system is None:
        return
    found = st.session_state.get(key, {}).get("find") or ""
    data = _drawn(here) | {
        "size": "large",
        "find": len(here.stack) > DRAWN_WITHOUT_FINDING,
        "found": _found(here, found),
    }
    drawn = _stack(
        key=key, data=data, on_stand_change=lambda: _stand(key), on_find_change=_nothing_more
    )
    del drawn


def place(here: Here, key: str, tag: str, other: str) -> bool:
    """The stack drawn small with the focus in words, as it stands in the frame; True if the other store was asked for."""
    sentence = [{"words": piece, "strong": strong} for piece, strong in where.in_words(here)]
    data = _drawn(here) | {"size": "small", "sentence": sentence, "tag": tag, "other": other, "find": False}
    asked = _stack(
        key=key, data=data, on_stand_change=lambda: _stand(key), on_other_change=_nothing_more
    ).other
    return bool(asked)


def _stand(key: str) -> None:
    if chosen := st.session_state[key].stand:
        where.change(system=UUID(chosen))


def _drawn(here: Here) -> dict[str, object]:
    stack, me = here.stack, here.system
    beside, inside = stack.beside(me.id), stack.closer_in(me.id)
    return {
        "words": STACK,
        "here": _system(here, me),
        "path": [_system(here, one) for one in stack.around(me.id)],
        "beside": [_system(here, one) for one in beside[:MOST_BESIDE]],
        "beside_more": _more(len(beside) - MOST_BESIDE),
        "inside": [_system(here, one) for one in inside[:MOST_INSIDE]],
        "inside_more": _more(len(inside) - MOST_INSIDE),
    }


def _system(here: Here, one: System) -> dict[str, object]:
    within = len(here.stack.closer_in(one.id))
    return {"id": str(one.id), "name": one.name, "scale": one.scale.word, "within": within}


def _more(number: int) -> str:
    return AND_MORE.format(more=number) if number > 0 else ""


def _found(here: Here, typed: str) -> list[dict[str, object]]:
    wanted = typed.casefold().split()
    if not wanted:
        return []
    hits = [one for one in here.stack if all(part in one.name.casefold() for part in wanted)]
    return [
        {"id": str(one.id), "name": one.name, "around": around_in_words(here, one)} for one in hits[:MOST_FOUND]
    ]


def around_in_words(here: Here, one: System) -> str:
    """Where a system is: its scale and the system directly around it."""
    around = here.stack.get(one.parent)
    return f"{one.scale.word} in {around.name}" if around else one.scale.word


def _nothing_more() -> None:
    """A component tells its events only where somebody listens; what is done about them follows in the script."""
