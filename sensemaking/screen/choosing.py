"""How is each of several called in a list to choose from, so that nobody gets another one than they chose?

The browser sends back the label that was chosen. Of two that read alike Streamlit takes the last.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from os.path import commonprefix
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

FIRST_LETTERS = 20
"""How much of a beginning stands before the place where it begins to differ."""


def apart(names: Mapping[T, str]) -> dict[T, str]:
    """The same names in the same order, each of them once: those that read alike are numbered as they stand."""
    alike = Counter(names.values())
    taken = {name for name, times in alike.items() if times == 1}
    labels: dict[T, str] = {}
    numbers: Counter[str] = Counter()
    for one, name in names.items():
        labels[one] = name
        while alike[name] > 1 and (labels[one] == name or labels[one] in taken):
            numbers[name] += 1
            labels[one] = f"{name} ({numbers[name]})"
        taken.add(labels[one])
    return labels


def beginnings(whole: Mapping[T, str], most: int = 90) -> dict[T, str]:
    """How each of these words begins, each of them once: of those that begin alike, also where they begin to differ.

    Lists cut a long label off where the screen ends, so what differs stands near its beginning.
    """
    plain = {one: " ".join(words.split()) for one, words in whole.items()}
    labels = {one: shortened(words, most) for one, words in plain.items()}
    for alike in _alike(labels):
        shared = len(commonprefix([plain[one] for one in alike]))
        for one in alike:
            differs = plain[one].rfind(" ", 0, shared) + 1
            if differs > FIRST_LETTERS:
                begin = plain[one][:FIRST_LETTERS].rstrip()
                labels[one] = f"{begin} … {shortened(plain[one][differs:], most - FIRST_LETTERS)}"
    return apart(labels)


def shortened(words: str, most: int = 90) -> str:
    """How some words begin, on one line."""
    plain = " ".join(words.split())
    return plain if len(plain) <= most else f"{plain[:most].rstrip()} …"


def _alike(labels: Mapping[T, str]) -> list[list[T]]:
    """Those that read alike, together."""
    together: dict[str, list[T]] = {}
    for one, label in labels.items():
        together.setdefault(label, []).append(one)
    return [alike for alike in together.values() if len(alike) > 1]
