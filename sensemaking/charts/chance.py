"""How much of what a lens sees would chance give? The arithmetic of claiming a difference, from counts."""

from collections.abc import Sequence

import numpy as np

FALSE_SHARE = 0.05
"""Of what is claimed, the share that may be expected to be chance."""


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
