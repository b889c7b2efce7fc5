"""Numbers as people write them in cells."""

import math
import re

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([, \u00a0\u2009]\d{3})+(\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


def number(cell: str) -> float | None:
    """The number in a cell, or None: 12, -3.5, 1,234.5, 3,5, 12%; nothing that is endless or not a number."""
    text = cell.strip().replace("\u2212", "-").removesuffix("%").rstrip()
    if _PLAIN.fullmatch(text):
        found = float(text)
    elif _THOUSANDS.fullmatch(text):
        found = float(re.sub(r"[, \u00a0\u2009]", "", text))
    elif _COMMA.fullmatch(text):
        found = float(text.replace(",", "."))
    else:
        return None
    return found if math.isfinite(found) else None
