"""Numbers as people read them in a sentence."""

import math
from collections.abc import Sequence
from decimal import Decimal

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def in_words(count: int) -> str:
    """A whole number of things: up to twelve in words, above in digits; none is "no"."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def how_many(count: int, one: str) -> str:
    """A number of things with their name: "no stories", "one story", "12,345 stories"."""
    several = one[:-1] + "ies" if one.endswith("y") and one[-2] not in "aeiou" else one + "s"
    return f"{in_words(count)} {one if count == 1 else several}"


def number(value: float) -> str:
    """A measured number as it was given: 12,649 or 0.0625; a very large or small one as 6.02e+23."""
    if value and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.10g}"
    return f"{Decimal(f'{value:.10g}'):,f}"


def about(value: float) -> str:
    """A number that was worked out, no finer than it is known: 43.6, 1,235, 0.0625."""
    if not value or not 1e-4 <= abs(value) < 1e15:
        return number(float(f"{value:.3g}"))
    return number(float(f"{value:.{max(3, math.floor(math.log10(abs(value))) + 1)}g}"))


def listed(names: Sequence[str]) -> str:
    """Names in a row: "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def told_apart(names: Sequence[str]) -> list[str]:
    """The same names, with a number behind those that occur more than once: "Duty team (2)"."""
    names = list(names)
    return [
        f"{name} ({names[: at + 1].count(name)})" if names.count(name) > 1 else name
        for at, name in enumerate(names)
    ]


def begun(sentence: str) -> str:
    """The sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]
