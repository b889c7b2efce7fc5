"""How do people's words fit on a wall that never scrolls? In columns, as large as they can be, a handful at a time.

A wall is a sheet of 80 by 45 of its own units (`rem` in wall.css), however many pixels it has, so what fits is worked
out once, from the widths of our own letters, and is the same on every wall. Units here are those of the sheet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sensemaking.charts.style import SANS
from sensemaking.exchange.fitting import POINT, Box, fit, high

LEADING = 1.3
GAP = 1.25
"""Between two columns, and between a block and the one under it where there is room enough."""
BETWEEN = 0.75
"""Between two things in one block, the line that parts them included."""
LABEL = 1.7
"""The size of what stands small in a block; no letter on a wall is smaller."""
LONGEST = 1_500
"""No column holds so many characters, so no more are measured."""
BOLD = 1.08
"""How much wider bold letters are than those that are measured."""


@dataclass(frozen=True)
class Block:
    """One sheet of paper on the wall: some things people said, perhaps under a heading, perhaps with a small label.

    `more` is whether something of it did not fit and is on people's phones only.
    """

    things: tuple[str, ...]
    heading: str = ""
    label: str = ""
    more: bool = False


@dataclass(frozen=True)
class Size:
    """How large words are set, and in how many columns; `name` is its class in wall.css.

    `edge` is how far words stand from the edge of their block on every side, its line included; `gap` parts blocks.
    """

    name: str
    words: float
    columns: int
    edge: float = 1.25
    gap: float = GAP


SIZES = (
    Size("huge", 4.0, 1),
    Size("large", 3.0, 2),
    Size("big", 2.4, 2),
    Size("middle-sized", 2.1, 3),
    Size("small-sized", LABEL, 3),
    Size("tight", LABEL, 3, edge=0.75, gap=0.625),
)
"""The sizes there are, largest first."""


@dataclass(frozen=True)
class Area:
    """Where blocks may lie, and in at most how many columns, and at least."""

    wide: float
    high: float
    columns: int = 3
    fewest: int = 1


@dataclass(frozen=True)
class Laid:
    """A handful of blocks in columns, at one size."""

    size: Size
    columns: tuple[tuple[Block, ...], ...]

    @property
    def more(self) -> bool:
        """Whether something of it did not fit."""
        return any(block.more for column in self.columns for block in column)


def laid_out(blocks: Sequence[Block], area: Area) -> list[Laid]:
    """The blocks together, at the largest size that holds all of them; else in handfuls, at the smallest.

    They stand about in the order given, and no word is broken in two that need not be. Where they come in handfuls, the
    heaps of several things come first, and of each as much as lets all of them stand together.
    """
    kept = [_measured(block) for block in blocks]
    if not kept:
        return []
    longest = _longest_word(kept)
    for size in SIZES:
        size = _within(size, area)
        if _breaks(longest, size, area):
            continue
        for order in (kept, _tall_first(kept, size, area)):
            whole = _filled(order, size, area)
            if len(whole) == 1 and not whole[0].more:
                return whole
    smallest = _within(SIZES[-1], area)
    heaps = _heaps([block for block in kept if len(block.things) > 1], smallest, area)
    return _filled([*heaps, *(block for block in kept if len(block.things) == 1)], smallest, area)


def _heaps(heaps: Sequence[Block], size: Size, area: Area) -> list[Block]:
    """Of each heap as much as lets all of them stand together: one thing more of each in turn, as long as it goes."""
    most = [1] * len(heaps)
    growing = set(range(len(heaps)))
    while growing:
        for n in sorted(growing):
            tried = [*most[:n], most[n] + 1, *most[n + 1 :]]
            whole = most[n] == len(heaps[n].things)
            if whole or len(_filled([*map(_first, heaps, tried)], size, area)) > 1:
                growing.discard(n)
            else:
                most = tried
    return [*map(_first, heaps, most)]


def side_by_side(groups: Sequence[Sequence[Block]], area: Area) -> list[Laid]:
    """Each group in a column of its own, all at one size, the largest that holds all; else in handfuls."""
    column = Area((area.wide - GAP * (len(groups) - 1)) / len(groups), area.high, 1)
    kept = [[_measured(block) for block in group] for group in groups]
    for size in SIZES:
        size = replace(size, columns=1)
        each = [_filled(group, size, column) for group in kept]
        if all(len(laid) == 1 and not laid[0].more for laid in each):
            break
    pages = range(max(len(laid) for laid in each))
    size = replace(size, columns=len(groups))
    return [Laid(size, tuple(laid[n].columns[0] if n < len(laid) else () for laid in each)) for n in pages]


def heading_high(words: str, size: float, wide: float) -> float:
    """How high some words of ours, or the name of a pile, stand in bold letters of this size."""
    return high(words, Box(wide / BOLD, 1.0, (size / POINT,), LEADING, SANS), size / POINT)


def _within(size: Size, area: Area) -> Size:
    return replace(size, columns=max(min(size.columns, area.columns), area.fewest))


def _filled(blocks: Sequence[Block], size: Size, area: Area) -> list[Laid]:
    """Handfuls of columns: each block in the emptiest column of the first handful that has room for it.

    So a few blocks stand side by side, and what is short fills what longer ones leave.
    """
    wide = _column(size, area)
    handfuls: list[list[list[Block]]] = []
    filled: list[list[float]] = []
    for block in blocks:
        fitting = _cut(block, size, wide, area.high)
        needed = _high(fitting, size, wide)
        page = next((n for n, high in enumerate(filled) if min(high) + needed <= area.high), len(filled))
        if page == len(filled):
            handfuls.append([[] for _ in range(size.columns)])
            filled.append([0.0] * size.columns)
        column = filled[page].index(min(filled[page]))
        handfuls[page][column].append(fitting)
        filled[page][column] += needed + size.gap
    return [Laid(size, tuple(map(tuple, columns))) for columns in handfuls]


def _column(size: Size, area: Area) -> float:
    """How wide the words in one column are."""
    return (area.wide - GAP * (size.columns - 1)) / size.columns - 2 * size.edge


def _tall_first(blocks: Sequence[Block], size: Size, area: Area) -> list[Block]:
    """What is high before what is low, so that columns come out even."""
    return sorted(blocks, key=lambda block: -_high(block, size, _column(size, area)))


def _longest_word(blocks: Sequence[Block]) -> str:
    words = (word for block in blocks for said in (block.heading, *block.things) for word in said.split())
    return max(words, key=len, default="")


def _breaks(word: str, size: Size, area: Area) -> bool:
    """Whether a word is broken in two in a column of this size, but is not in one of the smallest."""

    def broken(size: Size) -> bool:
        return _lines_high(word, size.words, _column(size, area)) > size.words * LEADING * 1.5

    return broken(size) and not broken(_within(SIZES[-1], area))


def _high(block: Block, size: Size, wide: float) -> float:
    things = sum(_lines_high(one, size.words, wide) for one in block.things)
    between = BETWEEN * (len(block.things) - 1 + bool(block.heading and block.things))
    heading = heading_high(block.heading, size.words, wide) if block.heading else 0.0
    small = LABEL * LEADING * (bool(block.label) + block.more)
    return 2 * size.edge + things + max(between, 0) + heading + small


def _lines_high(words: str, size: float, wide: float) -> float:
    return high(words, Box(wide, 1.0, (size / POINT,), LEADING), size / POINT)


def _cut(block: Block, size: Size, wide: float, most: float) -> Block:
    """The block as far as a whole column holds it: its first things, and of a single long one its first lines."""
    if _high(block, size, wide) <= most:
        return block
    while len(block.things) > 1:
        block = _first(block, len(block.things) - 1)
        if _high(block, size, wide) <= most:
            return block
    empty = _high(replace(block, things=(), more=True), size, wide)
    room = Box(wide, most - empty - BETWEEN, (size.words / POINT,), LEADING)
    words = fit(block.things[0], room).pieces[0]
    while _high(cut := replace(block, things=(f"{words} …",), more=True), size, wide) > most and words:
        words = words[:-2].rstrip()
    return cut


def _first(block: Block, most: int) -> Block:
    return replace(block, things=block.things[:most], more=block.more or len(block.things) > most)


def _measured(block: Block) -> Block:
    return replace(block, things=tuple(_in_lines(one) for one in block.things))


def _in_lines(words: str) -> str:
    """The words with single line breaks, and no longer than any column."""
    short = words if len(words) <= LONGEST else words[:LONGEST] + " …"
    return re.sub(r"[ \t]*\n\s*", "\n", short).strip()
