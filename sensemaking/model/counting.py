"""Numbers as people read them in a sentence."""

import math
from collections.abc import Sequence

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def in_words(count: int) -> str:
    """A whole number of things: up to twelve in words, above in digits; none is "no"."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def how_many(count: int, one: str, several: str = "") -> str:
    """A number of things with their name: "no stories", "one story", "12,345 stories"."""
    several = several or (one[:-1] + "ies" if one.endswith("y") and one[-2] not in "aeiou" else one + "s")
    return f"{in_words(count)} {one if count == 1 else several}"


def number(value: float) -> str:
    """A measured number: as short as it is exact enough to read, such as 12,649 or 0.0625 or 6e+23."""
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if not -4 <= size < 15:
        return f"{value:.3g}"
    text = f"{value:,.{max(0, 3 - size)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
