"""Pictures that a note can hold beside patterns: what was read in time, and the map of what is at work.

They are drawn anew whenever the note is seen or taken away, from what stands then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from uuid import UUID, uuid5

import pandas as pd

from sensemaking.charts import map_drawn, readings
from sensemaking.charts.axes import milliseconds
from sensemaking.exchange.leaving import Drawn, Picture
from sensemaking.model.map import Map, PartKind
from sensemaking.model.note import Note
from sensemaking.model.pattern import Standing
from sensemaking.practice import map as mapping
from sensemaking.practice import readings_in_time
from sensemaking.practice.cycles import cycles
from sensemaking.practice.here import Here
from sensemaking.practice.map_placed import MOST_DRAWN, placed
from sensemaking.practice.notice import new_id
from sensemaking.practice.readings_in_time import InTime, Line

HISTORY, MAP = "history", "map"
KINDS = (HISTORY, MAP)
TITLES = {HISTORY: readings_in_time.TITLE, MAP: mapping.TITLE}
NAMED = "{title} ({place})"

LETTERS, LINES = 42, 3
"""How many letters of a reading stand in a line of its picture, and in how many lines; the table has all of it."""

WORDS_AT, LINE, BENEATH = -0.06, 0.82, 0.05
"""Where in its row a reading's words begin and its line runs, and how far beneath the line a shift is."""

PRINTED, EMS = 640, 9.0
"""How wide a map is drawn, and after how many times the size of its letters a name goes on in the next line."""

STANDS = {
    Standing.SO_FAR: readings.WRITTEN,
    Standing.HELD: readings.HELD,
    Standing.SHIFTED: readings.SHIFTED,
    Standing.LET_GO: readings.LET_GO,
}
PARTS = {PartKind.ACTOR: "is somebody who acts", PartKind.FACTOR: "is something that is so"}
MAP_HEADINGS = ["What plays a part", "does what", "to what", "Said about it"]
MAP_TELLS = (
    "Rounded boxes are those who act, the others what is so. A broken line influences, a whole one enables, a dotted"
    " one blocks."
)
NEAREST = "Here are the {most} parts nearest to “{name}”; the table has all of them."
MAP_SAYS = "It holds what people named and what they say is so, and nothing else: what nobody has named is not on it."
HISTORY_SAYS = "What stands here is what was said of each reading. It does not say which of them is right."


@dataclass(frozen=True)
class Made:
    """A picture, and the stories that lie behind it."""

    drawn: Drawn
    behind: tuple[UUID, ...]


def there(here: Here) -> Iterator[Picture]:
    """The pictures that can go into a note of this focus."""
    if readings_in_time.in_time(here):
        yield picture(here, HISTORY)
    if _map(here).parts:
        yield picture(here, MAP)


def picture(here: Here, kind: str) -> Picture:
    """The picture of this kind, of the system we stand at or of the cycle looked at; its id follows from theirs."""
    return Picture(kind, uuid5(here.focus.cycle or here.system.id, kind), TITLES[kind])


def as_note(here: Here, kind: str) -> Note:
    """A note with this picture in it, to be written on; not kept yet (version 0)."""
    of = picture(here, kind)
    title = NAMED.format(title=of.title, place=here.system.name)
    return Note(new_id(), here.system.id, title, f"{{{kind}:{of.id}}}\n", here.focus.cycle, version=0)


def made(home: Here, kind: str, id: UUID) -> Made | None:
    """The picture of this id as it is now; None where there is nothing to draw."""
    for cycle in (None, *(one.id for one in cycles(home))):
        at = home.at(home.focus.narrowed(cycle=cycle))
        if (of := picture(at, kind)).id == id:
            return _of_map(of, _map(at)) if kind == MAP else _of_readings(of, readings_in_time.in_time(at))
    return None


def _map(here: Here) -> Map:
    whole = mapping.drawn(here)
    return whole.of_cycle(here.focus.cycle) if here.focus.cycle else whole


def _of_readings(of: Picture, seen: InTime | None) -> Made | None:
    if seen is None:
        return None
    rows = [row for nth, line in enumerate(seen.lines) for row in _rows_of(f"{nth}", line, seen)]
    drawn = Drawn(
        of,
        (readings_in_time.how(seen),),
        readings.through_time(len(seen.lines)),
        pd.DataFrame(rows),
        pd.DataFrame(readings_in_time.as_rows(seen), columns=readings_in_time.HEADINGS),
        (HISTORY_SAYS,),
    )
    return Made(drawn, tuple(dict.fromkeys(one for line in seen.lines for one in line.stories)))


def _rows_of(row: str, line: Line, seen: InTime) -> Iterator[dict[str, Any]]:
    words = "\n".join(wrap(line.reading.words, LETTERS, max_lines=LINES, placeholder=" …"))
    yield {"part": "row", "row": row, "rise": WORDS_AT, "label": words}
    for one in seen.cycles:
        yield _span("band", row, milliseconds(one.since), milliseconds(one.until), LINE)
    for moment, then in zip(line.moments, (*line.moments[1:], None), strict=True):
        if moment.standing is not Standing.LET_GO:
            ends = milliseconds(then.day if then else seen.last)
            yield _span("piece", row, milliseconds(moment.day), ends, _rise(moment.standing))
    for moment in line.moments:
        at = milliseconds(moment.day)
        yield _span(STANDS[moment.standing], row, at, at, _rise(moment.standing))


def _span(part: str, row: str, start: float, end: float, rise: float) -> dict[str, Any]:
    return {"part": part, "row": row, "start": start, "end": end, "rise": rise, "label": ""}


def _rise(standing: Standing) -> float:
    return LINE + BENEATH * (standing is Standing.SHIFTED)


def _of_map(of: Picture, whole: Map) -> Made | None:
    if not whole.parts:
        return None
    shown, more = whole, ""
    if len(whole.parts) > MOST_DRAWN:
        middle = max(whole.parts, key=lambda one: len(whole.beside[one.id]))
        shown, more = whole.around(middle.id, MOST_DRAWN), NEAREST.format(most=MOST_DRAWN, name=middle.name)
    at = placed(shown, PRINTED, EMS)
    parts = [(one.kind.value, "\n".join(name)) for one, name in zip(shown.parts, at.names, strict=True)]
    rows = map_drawn.rows(at.laid, at.boxes, parts, [one.kind.value for one in shown.links])
    said = [[one.name, PARTS[one.kind], "", one.words] for one in whole.parts]
    said += [
        [whole.by_id[one.goes_from].name, one.kind.value, whole.by_id[one.goes_to].name, one.words]
        for one in whole.links
    ]
    drawn = Drawn(
        of,
        tuple(filter(None, (MAP_TELLS, more))),
        map_drawn.boxes_and_lines(at.laid.wide, at.laid.high),
        pd.DataFrame(rows),
        pd.DataFrame(said, columns=MAP_HEADINGS),
        (MAP_SAYS,),
    )
    return Made(drawn, tuple(dict.fromkeys(one.observation for one in whole.links if one.observation)))
