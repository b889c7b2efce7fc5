"""How much of what a lens sees would chance give? The arithmetic of claiming a difference, from counts."""

from collections.abc import Sequence

import numpy as np

FALSE_SHARE = 0.05
"""Of what is claimed, the share that may be expected to be chance."""

_NEAR = 1.5
_FAR = 1e-9
_ROUNDING = 1e-12
_OF_NINETEEN_IN_TWENTY = 1.959964


def benjamini_hochberg(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """The q value of each p, in the given order: claim what has one of at most FALSE_SHARE.

    Source: Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995); adjusted values as in Yekutieli and Benjamini,
    J. Stat. Plan. Inference 82 (1999). Everything that was looked at has to be given, not only what is small.
    """
    given = np.asarray(p, dtype=float)
    order = np.argsort(given, kind="stable")
    steps = given[order] * len(given) / np.arange(1, len(given) + 1)
    found = np.empty(len(given))
    found[order] = np.minimum(1, np.minimum.accumulate(steps[::-1])[::-1])
    return found


def likely(spoke: np.ndarray, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Between which shares (0 to 1) does the share of so many tellers lie, nineteen times in twenty?

    `spoke` of `told` tellers, at least one; arrays that fit each other. Source: Wilson, J. Am. Stat. Assoc. 22 (1927).
    """
    z = _OF_NINETEEN_IN_TWENTY
    share = spoke / told
    middle = (share + z**2 / (2 * told)) / (1 + z**2 / told)
    reach = z * np.sqrt(share * (1 - share) / told + z**2 / (4 * told**2)) / (1 + z**2 / told)
    return np.maximum(middle - reach, 0), np.minimum(middle + reach, 1)


def dealt_anew(told: np.ndarray, spoke: np.ndarray, here: np.ndarray) -> np.ndarray:
    """How likely (p, two-sided) is it that chance takes a system as far from what it gives, for each theme?

    `told[system, stratum]` counts tellers, `spoke[stratum, theme]` those of them who speak of a theme, and
    `here[system, theme]` those who do so in a system: whole numbers. Chance deals the tellers of each stratum anew
    among the systems, each with all they speak of. That makes a cell a sum of hypergeometric counts, one a stratum;
    its chances are worked out exactly from the counts, which is what ever more shuffles would come to.

    Two kinds of cells are spared that, and neither lets more be claimed: one less than 1.5 standard deviations off
    has a p of 1; one that chance gives less than once in 1,000,000,000 times has an upper bound (Bernstein's, which
    holds for dealing too: Hoeffding, J. Am. Stat. Assoc. 58, 1963).
    """
    together = told.sum(axis=0)
    share = spoke / np.maximum(together, 1)[:, None]
    mixed = share * (1 - share)
    off = np.abs(here - told @ share)
    spread = np.sqrt((told * (together - told)) @ (mixed / np.maximum(together - 1, 1)[:, None]))
    at_most = 2 * np.exp(-(off**2) / np.maximum(2 * (told @ mixed + off / 3), _ROUNDING))
    found = np.where(at_most < _FAR, at_most + _ROUNDING, 1.0)
    logs = np.concatenate(([0.0], np.log(np.arange(1, together.max(initial=0) + 1)).cumsum()))
    for system, theme in np.argwhere((at_most >= _FAR) & (off > _NEAR * spread) & (spread > 0)):
        some = (told[system] > 0) & (spoke[:, theme] > 0)
        first, chances = _summed(told[system, some], spoke[some, theme], together[some], logs)
        seen = here[system, theme] - first
        tail = min(chances[: max(seen + 1, 0)].sum(), chances[max(seen, 0) :].sum())
        found[system, theme] = min(1, 2 * tail + _ROUNDING)
    return found


def _summed(
    told: np.ndarray, spoke: np.ndarray, together: np.ndarray, logs: np.ndarray
) -> tuple[int, np.ndarray]:
    """The chances of a sum of hypergeometric counts: the first count they are for, and one for each from there on.

    Counts so far out that they hardly ever happen (less than once in 1,000,000,000,000) are left out.
    """
    mean = told * spoke / together
    mixed = mean * (together - told) * (together - spoke) / together / np.maximum(together - 1, 1)
    least, most = np.maximum(0, told + spoke - together), np.minimum(told, spoke)
    reach = 10 * np.sqrt(mixed) + 20
    first, last = np.maximum(least, (mean - reach).astype(int)), np.minimum(most, (mean + reach).astype(int))
    reach_of_sum = 10 * np.sqrt(mixed.sum()) + 20
    lowest = max(int(least.sum()), int(mean.sum() - reach_of_sum))
    length = min(int(most.sum()), int(mean.sum() + reach_of_sum)) - lowest + 1
    size = 1 << (length - 1).bit_length()
    many = last - first + 1
    stratum = np.repeat(np.arange(len(many)), many)
    counts = np.arange(len(stratum)) - np.repeat(many.cumsum() - many - first, many)
    told, spoke, together = told[stratum], spoke[stratum], together[stratum]
    ways = logs[spoke] - logs[counts] - logs[spoke - counts]
    ways += logs[together - spoke] - logs[told - counts] - logs[together - spoke - told + counts]
    ways -= logs[together] - logs[told] - logs[together - told]
    each = np.zeros((len(many), size))
    # What lies further out than the sum ever does wraps around, and comes to nothing in the sum.
    np.add.at(each, (stratum, counts % size), np.exp(ways))
    # A product of transforms is the transform of the sum's chances.
    summed = np.fft.irfft(np.fft.rfft(each, axis=1).prod(axis=0), size)
    return lowest, np.maximum(np.roll(summed, -lowest)[:length], 0)
