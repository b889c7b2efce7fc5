"""How figures are printed: tables in Markdown, times in milliseconds."""

import math
import statistics
from collections.abc import Sequence

Rows = list[Sequence[object]]


def table(rows: Rows) -> str:
    """The rows as a table whose first row is its head."""
    lines = [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]])


def middle(seconds: Sequence[float]) -> float:
    """The median."""
    return statistics.median(seconds)


def within(share: float, seconds: Sequence[float]) -> float:
    """The least time that this share of them stayed within."""
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1]


def p95(seconds: Sequence[float]) -> float:
    """The time that nineteen of twenty stayed within."""
    return within(0.95, seconds)


def spread(seconds: Sequence[float]) -> str:
    """Their p50 / p95, in milliseconds."""
    return f"{ms(middle(seconds))} / {ms(p95(seconds))}"


def ms(seconds: float) -> str:
    """Milliseconds, with a decimal where there are few."""
    return f"{seconds * 1000:,.0f}" if seconds >= 0.01 else f"{seconds * 1000:.1f}"


def mb(size: float) -> str:
    """Megabytes of this many bytes."""
    return f"{size / 1e6:,.0f}"
