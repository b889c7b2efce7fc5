"""How is each of several called in a list to choose from, so that nobody gets another one than they chose?

The browser sends back the label that was chosen. Of two that read alike Streamlit takes the last.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


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
    """How each of these words begins, each of them once: as much more of those that begin alike as tells them apart."""
    labels = {one: shortened(words, most) for one, words in whole.items()}
    longest, alike = max(map(len, whole.values()), default=0), _alike(labels)
    while alike and most < longest:
        most *= 2
        labels |= {one: shortened(whole[one], most) for one in alike}
        alike = _alike(labels)
    return apart(labels)


def shortened(words: str, most: int = 90) -> str:
    """How some words begin, on one line."""
    plain = " ".join(words.split())
    return plain if len(plain) <= most else f"{plain[:most].rstrip()} …"


def _alike(labels: Mapping[T, str]) -> list[T]:
    times = Counter(labels.values())
    return [one for one, label in labels.items() if times[label] > 1]
