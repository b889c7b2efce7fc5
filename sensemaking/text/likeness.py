"""Which words do two texts have in common? Plain enough to be said: it is those words, and nothing else."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from sensemaking.text.words import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"(?:^|[.!?:;…]|\n)\W*$")
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s")
SHORTEST = 4
"""Letters a word must have to say something by itself, without its ending."""
FEW = 5
"""A word that no more texts than these have tells them from others, however few there are."""
SAY_LITTLE = frozenset(
    """about after again also always another anybody around autumn because been before being between both cannot could
    cycle does doing done down each else enough even ever every everybody find first from further going good
    have having help here herself himself into itself just keep kind know learn learning less like little look
    made make makes making many might more most much must need needs never nobody nothing often once only other
    others over people perhaps really same should some somebody someone something soon spring still such summer
    take than that their theirs them themselves then there these they thing things think this those though time
    together tried until upon used using very want wants week were what when where whether which while whom
    whose will winter with within without work would year your yours""".split()
)


def in_common(one: str, other: str, among: Sequence[str] = ()) -> tuple[str, ...]:
    """The words of the first text that the second has too, each once, as the first has them.

    Endings, capitals and accents do not count; nor do short words, those that nearly every text has, numbers, and
    what is written like a name, with a capital inside a sentence. Of many texts (`among`), nor does what more than a
    quarter of them have.
    """
    theirs = _telling(other).keys() - _often([_telling(text) for text in among])
    return tuple(word for stem, word in _telling(one).items() if stem in theirs)


def alike(texts: Sequence[str], at_least: int = 2) -> list[tuple[list[int], list[str]]]:
    """Texts that speak of the same, each in one group at most: their places, and the words by which they were found.

    Every text of a group has `at_least` so many words in common with its first one, not counting those that more than a
    quarter of many texts have. What is in no group is like no other.
    """
    telling = [_telling(text) for text in texts]
    plain = _often(telling)
    free = dict.fromkeys(range(len(texts)))
    groups = []
    for first in range(len(texts)):
        if first not in free:
            continue
        mine = telling[first].keys() - plain
        shared = {at: mine & telling[at].keys() for at in free if at > first}
        like = [at for at, stems in shared.items() if len(stems) >= at_least]
        if like:
            group = [first, *like]
            for at in group:
                del free[at]
            found = set().union(*(shared[at] for at in like))
            groups.append((group, [word for stem, word in telling[first].items() if stem in found]))
    return groups


def _often(telling: Sequence[Mapping[str, str]]) -> set[str]:
    """What more than a quarter of many texts have."""
    many = Counter(stem for one in telling for stem in one)
    return {stem for stem, times in many.items() if times > max(FEW, len(telling) // 4)}


def _telling(text: str) -> dict[str, str]:
    """The words that tell what a text is about, by what they are compared by, in its order."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if match[0][0].isupper() and not _SENTENCE.search(text[: match.start()][-40:]):
            continue
        if word not in SAY_LITTLE and len(stem := _stem(word)) >= SHORTEST:
            found.setdefault(stem, word)
    return found


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word
