"""How is a note shown on a page? Its parts in order, as the group reads it where it was made."""

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.exchange.note_markdown import dialect
from sensemaking.practice.take_away import Answered, Drawn, Empty, Gone, Part, Readings, Shown, Story, Words
from sensemaking.screen import chart, show

STAYS = "It is read here only: in the note that is taken away a sentence says that it stays at home."
CALLED = "We called it: {name}."
ABOUT = "About “{about}”"
PLACE = "{place}. {day}."


def shown(note: Shown, key: str) -> None:
    """The whole note: its title, where it was made, and its parts."""
    place = ", in ".join((note.place, *reversed(note.around)))
    said = PLACE.format(place=place, day=Unit.DAY.words(note.day))
    show.words(("heading", note.title), ("quiet", said), key=f"{key}.head")
    # A part keeps its name while words come and go around it, so that a chart is not drawn again for each sentence.
    names = [_name(part) for part in note.parts]
    for nth, part in enumerate(note.parts):
        _part(part, f"{key}.{names[nth]}.{names[:nth].count(names[nth])}")


def _name(part: Part) -> str:
    match part:
        case Story():
            return str(part.card.id)
        case Drawn():
            return f"{part.of.kind}.{part.of.id}"
        case Readings():
            return str(part.readings[0].id)
        case Answered():
            return str(part.id)
        case _:
            return type(part).__name__


def _part(part: Part, key: str) -> None:
    match part:
        case Words():
            # Only headings, lists and emphasis are left in it; Streamlit's own markdown would read more into it.
            st.html(dialect().render(part.markdown))
        case Story():
            show.cards([part.card], key)
            if part.stays:
                show.words(("quiet", STAYS), key=f"{key}.stays")
        case Drawn():
            _drawn(part, key)
        case Readings():
            if part.about:
                show.words(("quiet", ABOUT.format(about=part.about)), key=f"{key}.about")
            show.readings(part.readings, key)
        case Answered():
            show.words(("quote", part.words), ("quiet", " ".join(part.said)), key=key)
        case Gone() | Empty():
            show.words(("quiet", part.sentence), key=key)


def _drawn(part: Drawn, key: str) -> None:
    called = CALLED.format(name=part.of.name) if part.of.name else ""
    show.words(
        ("smaller", part.of.title), ("text", called), ("text", " ".join(part.tells)), key=f"{key}.told"
    )
    if part.spec is not None:
        chart.still(part, f"{key}.chart")
    show.words(*(("quiet", said) for said in part.small_print), key=f"{key}.small")
    if part.stories:
        show.cards(part.stories, f"{key}.stories")
