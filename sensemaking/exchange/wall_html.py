"""A sheet for the wall: the question, the pattern, a few stories, every reading, and empty room to write by hand.

One sheet of A3 for each pattern, to be read by people who stand two metres away from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from sensemaking.charts.style import SANS
from sensemaking.exchange import one_file, svg
from sensemaking.exchange.fitting import POINT, Box, fit, high
from sensemaking.exchange.leaving import Drawn, Part, Readings, Shown, Story
from sensemaking.exchange.note_markdown import as_text, stands
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Reading

# Millimetres inside the edges of a sheet of A3, and points: what can be read from two metres is 24 or more.
WIDE, HIGH = 388.0, 268.0
GAP = 12.0
BOTTOM = 78.0
TITLE = Box(WIDE - 90, 34, (46, 40, 34, 28), 1.12)
LOOKING = 118.0
TELLS = Box(160, 54, (24, 21, 18), 1.4, SANS)
TELLS_BENEATH = replace(TELLS, wide=WIDE, high=36)
STORIES = Box(WIDE - GAP - TELLS.wide, LOOKING, (34, 30, 27, 24))
ALONE = (22.0, 20.0, 18.0)
"""Sizes for one story that is longer, rather than none."""
READINGS = (24.0, 21.0, 18.0, 16.0)
ROOM_TO_WRITE = 130.0
NARROWEST_READING = 72.0
TOLD, TOLD_LEADING = 12.0, 1.4
BETWEEN, INSIDE = 9.0, 12.0
MOST_STORIES = 3
CHART, WIDE_CHART = 540, 1000
"""How many pixels wide a chart is drawn: few, so that its letters come out large."""
TALL = 400


@dataclass(frozen=True)
class Sheet:
    """One sheet of A3. Sizes are in points, the height of the chart in millimetres; the rest has a sheet behind."""

    title: str
    title_size: float
    chart: Markup | None = None
    chart_high: float = 0.0
    wide: bool = False
    tells: str = ""
    tells_size: float = TELLS.sizes[-1]
    tells_more: str = ""
    stories: tuple[Card, ...] = ()
    size: float = STORIES.sizes[-1]
    readings: tuple[Reading, ...] = ()
    reading_size: float = READINGS[-1]
    on_another: tuple[Card | Reading, ...] = ()


@dataclass
class _About:
    """What belongs on one sheet: a pattern, the stories quoted beside it, and what people make of it."""

    drawn: Drawn | None = None
    stories: list[Card] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)


def write(note: Shown) -> str:
    """A sheet for each pattern of a note, or one for a note without any, as one HTML file that prints on A3.

    A sheet shows the first few of its stories that fit at a size to be read from afar, and all readings, in one
    size, and beneath the chart as many sentences as can be read with them. What does not fit is never cut: it stands
    on a sheet behind.
    """
    sheets = [_sheet(note, about, nth) for nth, about in enumerate(_sorted(note.parts))]
    return one_file.render("wall", note, sheets=sheets)


def _sorted(parts: Sequence[Part]) -> list[_About]:
    """What the note says, by pattern; stories and readings of none come to the first sheet."""
    of_none = _About()
    patterns: list[_About] = []
    beside = of_none
    for part in parts:
        match part:
            case Drawn():
                beside = _About(part, list(part.stories))
                patterns.append(beside)
            case Story() if part.card.words.strip():
                beside.stories.append(part.card)
            case Readings():
                of = next((one for one in patterns if _is_about(part, one)), of_none)
                of.readings += part.readings
                beside = of_none
            case _:
                beside = of_none
    if not patterns:
        return [of_none]
    for one in patterns:
        one.stories = one.stories or of_none.stories
    patterns[0].readings += of_none.readings
    return patterns


def _is_about(part: Readings, one: _About) -> bool:
    return one.drawn is not None and part.readings[0].pattern == one.drawn.of.id


def _sheet(note: Shown, about: _About, nth: int) -> Sheet:
    title = " ".join(as_text(about.drawn.of.title if about.drawn else note.title).split())
    sheet = Sheet(title, fit(title, TITLE).size)
    wide = bool(about.drawn and _needs_all_the_width(about.drawn))
    box = STORIES if about.drawn else replace(STORIES, wide=(WIDE - GAP) / 2, high=2 * (LOOKING - BETWEEN))
    if about.drawn:
        beneath = TELLS_BENEATH if wide else TELLS
        tells, more = _first_told(about.drawn.tells, beneath)
        size = fit(tells, beneath).size
        sheet = replace(
            sheet,
            wide=wide,
            chart=_chart(about.drawn, nth, WIDE_CHART if wide else CHART),
            chart_high=max(LOOKING / 2, LOOKING - 4 - high(tells, beneath, size)),
            tells=tells,
            tells_size=size,
            tells_more=more,
        )
    if wide:
        return _with_readings(replace(sheet, on_another=tuple(about.stories[:MOST_STORIES])), about.readings)
    stories, size = _few(about.stories, box)
    if not stories and about.stories:
        stories, size = _few(about.stories[:1], replace(box, sizes=ALONE))
    sheet = replace(sheet, stories=stories, size=size, on_another=() if stories else tuple(about.stories[:1]))
    return _with_readings(sheet, about.readings)


def _first_told(tells: Sequence[str], box: Box) -> tuple[str, str]:
    """As many of the sentences as fit, but the first in any case; and the others."""
    said = [" ".join(one.split()) for one in tells]
    many = len(said)
    while many > 1 and high(" ".join(said[:many]), box, box.sizes[-1]) > box.high:
        many -= 1
    return " ".join(said[:many]), " ".join(said[many:])


def _with_readings(sheet: Sheet, readings: Sequence[Reading]) -> Sheet:
    """Beside each other in one size; where they do not fit so, all of them on the sheet behind."""
    if (size := _side_by_side(readings)) is not None:
        return replace(sheet, readings=tuple(readings), reading_size=size)
    return replace(sheet, on_another=(*sheet.on_another, *readings))


def _needs_all_the_width(drawn: Drawn) -> bool:
    """Small panels beside each other, or a long list, can be read from afar only if nothing stands beside them."""
    spec: dict[str, Any] = drawn.spec or {}
    return "facet" in spec or (isinstance(spec.get("height"), int | float) and spec["height"] > TALL)


def _chart(drawn: Drawn, nth: int, wide: int) -> Markup | None:
    if drawn.spec is None:
        return None
    told = " ".join(drawn.tells)
    return Markup(svg.draw(drawn.spec, drawn.rows, f"chart-{nth}", drawn.of.title, told, drawn.of.mark, wide))


def _few(stories: Sequence[Card], box: Box) -> tuple[tuple[Card, ...], float]:
    """As many as fit, at most a few, in their order; then the largest size at which those fit."""
    few: list[Card] = []
    for card in stories:
        if len(few) < MOST_STORIES and _story_high([*few, card], box, box.sizes[-1]) <= box.high:
            few.append(card)
    size = next((one for one in box.sizes if _story_high(few, box, one) <= box.high), box.sizes[-1])
    return tuple(few), size


def _story_high(stories: Sequence[Card], box: Box, size: float) -> float:
    told = TOLD * POINT * TOLD_LEADING
    return sum(high(as_text(card.words), box, size) + told + BETWEEN for card in stories) - BETWEEN


def _side_by_side(readings: Sequence[Reading]) -> float | None:
    """The one size at which all of them stand beside each other; None where none does."""
    if not readings:
        return READINGS[0]
    wide = (WIDE - ROOM_TO_WRITE - GAP * len(readings)) / len(readings) - INSIDE
    if wide + INSIDE < NARROWEST_READING:
        return None
    for size in READINGS:
        box = Box(wide, 0, (), 1.35)
        small = Box(wide, 0, (), TOLD_LEADING, SANS)
        if all(
            high(as_text(one.words), box, size) + high(" ".join(stands(one)), small, TOLD) + INSIDE + 4
            <= BOTTOM
            for one in readings
        ):
            return size
    return None
