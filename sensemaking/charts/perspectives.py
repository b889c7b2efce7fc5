"""Do people's answers fall into perspectives? Where each of them stands in a plane, and which groups hold up.

People are placed and grouped as Polis does it (github.com/compdemocracy/polis, folder `math`; Small et al., Recerca
26, 2021): PCA of who answered which statement how, what was not answered standing at its statement's mean; whoever
answered little moved outwards to make up for it; k-means in that plane. Statements held aside count as answered at
their mean by everybody, which is what Polis comes to by setting them to zero.

Unlike there, groups are told apart only where they hold up: further apart than in every copy in which the answers to
each statement were dealt anew among those who gave them, found again when people are drawn anew, and of some size.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sensemaking.charts.chance import FALSE_SHARE, benjamini_hochberg, dealt_anew

UNANSWERED = 9
"""Stands where somebody did not answer; answers are 1 (rings true), 0 (not sure) and -1 (not for me)."""

FEWEST_ANSWERS, FEWEST_IN_EACH, MOST_GROUPS = 7, 5, 5
COPIES, REDRAWN = 19, 20
"""Being further apart than each of 19 copies happens by chance once in twenty times."""

STEADY = 0.5
"""How far groups have to be found again (the mean adjusted Rand index, 0 by chance and 1 when all are the same)."""

MOST_LOOKED_AT = 1_000
"""Whether groups hold up is tried on so many people at most, drawn by chance: that is enough to tell."""

_SEED = 22


@dataclass(frozen=True, eq=False)
class Found:
    """Where people stand, and the perspectives that hold up.

    `placed` says who of all people is in the plane; the others answered too little. `places` are theirs (two columns),
    `group` is the perspective of each, counted along the plane from 0; without `groups` there is one, of everybody.
    """

    placed: np.ndarray
    places: np.ndarray
    group: np.ndarray
    groups: int

    @property
    def too_few(self) -> bool:
        """Whether there are too few people in the plane for two groups."""
        return len(self.places) < 2 * FEWEST_IN_EACH


def found(answers: np.ndarray, aside: int) -> Found:
    """The perspectives in these answers (people by statements), when so many other statements were held aside."""
    given = np.ascontiguousarray(answers, dtype=np.int8)
    return _found(given.tobytes(), given.shape[0], given.shape[1], aside)


@lru_cache(maxsize=16)
def _found(given: bytes, people: int, statements: int, aside: int) -> Found:
    # A past gathering stays as it was, whatever else is kept meanwhile: its answers are what it is known by.
    answers = np.frombuffer(given, dtype=np.int8).reshape(people, statements)
    often = (answers != UNANSWERED).sum(axis=1)
    placed = (often >= min(FEWEST_ANSWERS, statements)) & (often > 0)
    enough = answers[placed]
    places = _Plane(enough, aside).places(enough) if len(enough) else np.empty((0, 2))
    nobody_apart = Found(placed, places, np.zeros(len(places), dtype=int), 0)
    if nobody_apart.too_few:
        return nobody_apart
    from threadpoolctl import threadpool_limits

    # So little work is done sooner by one thread than by several that wait for each other.
    with threadpool_limits(1):
        return _told_apart(enough, aside, nobody_apart)


def _told_apart(answers: np.ndarray, aside: int, nobody_apart: Found) -> Found:
    # Chance is drawn over people in the order of their answers: the keys they are kept by are random, and say nothing.
    order = np.lexsort(answers.T[::-1])
    if not (groups := _holding_up(answers[order], aside)):
        return nobody_apart
    placed, places = nobody_apart.placed, nobody_apart.places
    labels = np.empty(len(places), dtype=int)
    labels[order] = _k_means(places[order], groups).labels_
    group, smallest = _ordered(labels, places)
    # What held up among those looked at may still leave a small group when everybody is there.
    return Found(placed, places, group, groups) if smallest >= FEWEST_IN_EACH else nobody_apart


class _Plane:
    """The plane in which these people's answers lie furthest apart."""

    def __init__(self, answers: np.ndarray, aside: int) -> None:
        from sklearn.decomposition import (
            PCA,  # it takes seconds, which only those who look through here wait for
        )

        known = answers != UNANSWERED
        self._aside = aside
        self._mean = np.where(known, answers, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        from_mean = np.where(known, answers - self._mean, 0)
        self._axes = np.zeros((2, answers.shape[1]))
        if from_mean.any():
            many = min(2, *answers.shape)
            self._axes[:many] = PCA(many, svd_solver="covariance_eigh").fit(from_mean).components_

    def places(self, answers: np.ndarray) -> np.ndarray:
        """Where people stand in it, a row of two numbers for each."""
        known = answers != UNANSWERED
        every = answers.shape[1] + self._aside
        outwards = np.sqrt(every / (known.sum(axis=1) + self._aside))
        return (np.where(known, answers - self._mean, 0) @ self._axes.T) * outwards[:, None]


def _holding_up(answers: np.ndarray, aside: int) -> int:
    """How many groups hold up among these people; 0 where none do.

    Of two to five it is the number whose silhouette (Rousseeuw 1987) is furthest beyond what is usual for that many
    groups where answers are dealt anew, in the way of the gap statistic (Tibshirani, Walther and Hastie 2001).
    """
    chance = np.random.default_rng(_SEED)
    if len(answers) > MOST_LOOKED_AT:
        answers = answers[chance.choice(len(answers), MOST_LOOKED_AT, replace=False)]
    apart = [_apart(answers, aside)]
    if np.isnan(apart[0]).all():
        return 0
    apart += [_apart(dealt_among_those_who_answered(answers, chance), aside) for _ in range(COPIES)]
    told_apart = np.ma.masked_invalid(np.array(apart))
    beyond = told_apart - told_apart.mean(axis=0)
    furthest = beyond.max(axis=1).filled(-np.inf)
    if furthest[0] <= furthest[1:].max():
        return 0
    groups = 2 + int(beyond[0].argmax())
    return groups if _found_again(answers, aside, groups, chance) >= STEADY else 0


def _apart(answers: np.ndarray, aside: int) -> np.ndarray:
    """How far apart two to five groups are (the mean silhouette); not a number where one of them would be too small."""
    from sklearn.metrics import pairwise_distances, silhouette_samples

    places = _Plane(answers, aside).places(answers)
    far = pairwise_distances(places)
    np.fill_diagonal(far, 0)
    apart = np.full(MOST_GROUPS - 1, np.nan)
    different = len(np.unique(places.round(9), axis=0))
    for groups in range(2, min(MOST_GROUPS, different) + 1):
        group = _k_means(places, groups).labels_
        if np.bincount(group, minlength=groups).min() >= FEWEST_IN_EACH:
            apart[groups - 2] = silhouette_samples(far, group, metric="precomputed").mean()
    return apart


def dealt_among_those_who_answered(answers: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The same answers to each statement, dealt anew among those who answered it."""
    dealt = answers.copy()
    for statement in range(answers.shape[1]):
        who = np.flatnonzero(answers[:, statement] != UNANSWERED)
        dealt[who, statement] = answers[chance.permutation(who), statement]
    return dealt


def _found_again(answers: np.ndarray, aside: int, groups: int, chance: np.random.Generator) -> float:
    """How alike groups are that are found among people drawn anew (some twice, some not at all)."""
    from sklearn.metrics import adjusted_rand_score as alike

    group = _k_means(_Plane(answers, aside).places(answers), groups).labels_
    again = []
    for _ in range(REDRAWN):
        drawn = answers[chance.integers(0, len(answers), len(answers))]
        plane = _Plane(drawn, aside)
        found_in = _k_means(plane.places(drawn), groups)
        again.append(alike(group, found_in.predict(plane.places(answers))))
    return float(np.mean(again))


def _k_means(places: np.ndarray, groups: int) -> Any:
    from sklearn.cluster import KMeans

    return KMeans(groups, n_init=5, random_state=_SEED).fit(places)


def _ordered(group: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, int]:
    """The groups counted along the plane, and how many people are in the smallest."""
    along = [places[group == one, 0].mean() for one in range(group.max() + 1)]
    return np.argsort(np.argsort(along))[group], int(np.bincount(group).min())


def outline(places: np.ndarray, beside: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A soft outline around these places, so far beside them: along, and there its lower and its higher edge."""
    lower, higher = (
        places[(places @ outwards.T).argmax(axis=0)] + beside * outwards
        for outwards in (
            np.column_stack([np.cos(turns), np.sin(turns)])
            for turns in (np.linspace(-np.pi, 0, 90), np.linspace(np.pi, 0, 90))
        )
    )
    along = np.unique(np.concatenate([lower[:, 0], higher[:, 0]]))
    return along, np.interp(along, *lower.T), np.interp(along, *higher.T)


def most_agreed(agree: np.ndarray, answered: np.ndarray, most: int) -> np.ndarray:
    """The statements that ring true for most of every perspective, at most so many, in the order they were written.

    `agree[perspective, statement]` and `answered[...]` count people. They are chosen by group-informed consensus: the
    product, over perspectives, of how likely it is that somebody there agrees.
    """
    likely = _likely(agree, answered)
    return _chosen(likely.prod(axis=0), np.all(likely > 0.5, axis=0), most)


def divided(agree: np.ndarray, disagree: np.ndarray, answered: np.ndarray, most: int) -> np.ndarray:
    """The statements on which these people (one row of counts) are most divided, in the order they were written.

    At least a quarter of those who answered say it rings true, and at least a quarter that it is not for them.
    """
    both = np.minimum(agree, disagree)
    return _chosen(
        _likely(agree, answered) * _likely(disagree, answered), (both > 0) & (4 * both >= answered), most
    )


def apart_on(agree: np.ndarray, answered: np.ndarray, telling: np.ndarray, most: int) -> np.ndarray:
    """Of the statements that tell some perspective apart, those on which perspectives lie furthest from each other."""
    likely = _likely(agree, answered)
    return _chosen(likely.max(axis=0) - likely.min(axis=0), telling, most)


def telling(agree: np.ndarray, disagree: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """How likely chance makes a perspective answer a statement so differently from the others: q for each cell.

    Chance deals the answers to each statement anew among those who gave them, whatever their perspective. The same
    answers made the perspectives, so this chooses what tells them apart; it does not show that they are there.
    """
    statements = agree.shape[1]
    spoke = np.hstack([np.diag(agree.sum(axis=0)), np.diag(disagree.sum(axis=0))])
    p = dealt_anew(answered, spoke, np.hstack([agree, disagree]))
    q = benjamini_hochberg(p.ravel()).reshape(p.shape)
    return np.minimum(q[:, :statements], q[:, statements:])


def most_telling(q: np.ndarray, most: int) -> np.ndarray:
    """The statements that one perspective answers most differently from the others, in the order they were written."""
    return _chosen(-q, q <= FALSE_SHARE, most)


def _likely(some: np.ndarray, answered: np.ndarray) -> np.ndarray:
    return (1 + some) / (2 + answered)


def _chosen(value: np.ndarray, possible: np.ndarray, most: int) -> np.ndarray:
    """The possible statements with the highest value: a value chooses, the order of writing orders."""
    by_value = np.argsort(-value, kind="stable")
    return np.sort(by_value[possible[by_value]][:most])
