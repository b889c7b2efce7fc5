"""Numbers as people write them in cells."""

import math
import re
from collections.abc import Iterable

_APART = " \u00a0\u2009\u202f"
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_POINT = re.compile(rf"[+-]?[1-9]\d{{0,2}}([,{_APART}]\d{{3}})+(\.\d+)?", re.ASCII)
_COMMA = re.compile(rf"[+-]?(\d+|[1-9]\d{{0,2}}([.{_APART}]\d{{3}})+)(,\d+)?", re.ASCII)
_NOT_WITH_POINT, _NOT_WITH_COMMA = re.compile(rf"[,{_APART}]"), re.compile(rf"[.{_APART}]")


def number(cell: str) -> float | None:
    """The number in a cell, or None: 12, -3.5, 1,234.5, 1.234,5, 3,5, 12%; nothing that is endless or no number.

    What can be read in two ways is read as with a decimal point: 1,234 is more than a thousand.
    """
    with_point, with_comma = _ways(cell)
    return with_comma if with_point is None else with_point


def numbers(cells: Iterable[str]) -> list[float | None]:
    """The numbers in the cells of one column.

    Where some cells make sense only with a decimal comma (0,5) and none only with a point, 1,234 has a comma too.
    """
    ways = [_ways(cell) for cell in cells]
    comma = any(one is None and other is not None for one, other in ways)
    point = any(other is None and one is not None for one, other in ways)
    if comma and not point:
        return [with_comma for _, with_comma in ways]
    return [with_comma if with_point is None else with_point for with_point, with_comma in ways]


def _ways(cell: str) -> tuple[float | None, float | None]:
    """The number where a point comes before the decimals, and where a comma does."""
    text = cell.strip().replace("\u2212", "-").removesuffix("%").rstrip()
    with_point = with_comma = None
    if _PLAIN.fullmatch(text) or _POINT.fullmatch(text):
        with_point = _finite(_NOT_WITH_POINT.sub("", text))
    if _COMMA.fullmatch(text):
        with_comma = _finite(_NOT_WITH_COMMA.sub("", text).replace(",", "."))
    return with_point, with_comma


def _finite(text: str) -> float | None:
    found = float(text)
    return found if math.isfinite(found) else None
