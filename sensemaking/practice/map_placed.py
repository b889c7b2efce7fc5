"""Where does everything on a map stand, in a picture so wide? Its boxes are as large as the names in them."""

from dataclasses import dataclass

from sensemaking.charts.map_layout import EDGE, Laid, lay_out
from sensemaking.exchange import fitting
from sensemaking.model.map import LinkKind, Map

LETTERS, SMALL, LEADING = 16.0, 14.0, 1.25
BESIDE_THE_WORDS, LEAST_HIGH = 24.0, 44.0

MOST_DRAWN = 60
"""As many parts as can be read in one picture; of more, those nearest to one of them."""


@dataclass(frozen=True)
class Placed:
    """A picture of a map: each part's name in lines, the size of its box, and where everything stands."""

    names: tuple[tuple[str, ...], ...]
    boxes: tuple[tuple[float, float], ...]
    laid: Laid


def placed(shown: Map, wide: float, ems: float) -> Placed:
    """A map in a picture so wide, whose names go on in the next line after so many times the size of their letters."""
    nth = {part.id: place for place, part in enumerate(shown.parts)}
    names = tuple(tuple(fitting.lines(one.name, ems)) for one in shown.parts)
    boxes = tuple(_size(lines) for lines in names)
    assert all(box[0] <= wide - 2 * EDGE for box in boxes)
    links = tuple((nth[one.goes_from], nth[one.goes_to], _word(one.kind)) for one in shown.links)
    return Placed(names, boxes, lay_out(boxes, links, wide))


def _size(lines: tuple[str, ...]) -> tuple[float, float]:
    longest = max((fitting.length(line) for line in lines), default=0.0)
    high = len(lines) * LETTERS * LEADING + BESIDE_THE_WORDS / 2
    return round(longest * LETTERS + BESIDE_THE_WORDS), round(max(LEAST_HIGH, high))


def _word(kind: LinkKind) -> tuple[float, float]:
    return round(fitting.length(kind.value) * SMALL) + 8.0, round(SMALL * LEADING)
