"""Voices: where do our perspectives meet, and where do they part?

Looks at how people answered the statements of one gathering: everybody a dot in a plane, who answered alike close
together, and perspectives told apart where they hold up (`charts.perspectives`). Opens the statements on which they
meet or part, and those that tell a perspective from the others.

Fools people when: a group is taken for a kind of people; somebody between two groups is taken for one of either; a
perspective of many is taken for the one that is right; what was never written as a statement is forgotten.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sensemaking.charts import marks, perspectives, piles
from sensemaking.charts.axes import Unit
from sensemaking.charts.chance import FALSE_SHARE
from sensemaking.charts.perspectives import FEWEST_ANSWERS, FEWEST_IN_EACH, UNANSWERED, Found
from sensemaking.lenses import Ask, Choice, Claim, Mark, Opening, Seen, beyond_chance, read_choice
from sensemaking.model.counting import begun, how_many, in_words, told_apart
from sensemaking.model.focus import Focus
from sensemaking.model.gathering import Answered, Moderation, Vote
from sensemaking.model.refusal import Refusal

NAME = "voices"
TITLE = "Where do our perspectives meet, and where do they part?"
CANNOT_SAY = (
    "It cannot say who is right, nor what those think who did not answer, nor what nobody wrote as a statement. "
    "A perspective is a way of answering these statements on that day, not a kind of people, and whoever stands "
    "between two of them belongs to neither."
)
SILENT_UNDER = (
    "Suppose nobody's answer to one statement had to do with their answer to another: the answers to each statement "
    "are dealt anew among those who answered it. Then this view says that there are no clear groups in at least "
    "nineteen of twenty such deals."
)

_HELD = """
select distinct s.gathering, s.name, s.begun, s.held
from statements as s semi join answers as a on a.statement = s.id
order by s.held
"""
_SAID = """
select id, words, moderation from statements
where gathering = $gathering::uuid and id in (select statement from answers)
order by place, id
"""
_ANSWERED = """
select statement, person, vote from answers where gathering = $gathering::uuid
"""

MOST_SHOWN = 6
"""So many statements are opened at once: few enough to read together."""

MOST_DRAWN = 3_000
MEET = "meet"
VALUE = {Vote.RINGS_TRUE: 1, Vote.NOT_SURE: 0, Vote.NOT_FOR_ME: -1}
_ALL = "All of us"
_COLUMNS = ["part", "of", "along", "across", "low", "high", "size", "mark", "words", "label"]

NOTHING = (
    "No gathering with answers to its statements was held here yet. What would you put to the room, to hear for whom "
    "it rings true?"
)
_NO_GROUPS = "There are no clear groups: who answers one statement alike often answers another differently."
_AS_POLIS = (
    "People are placed and grouped as Polis does it: by the two directions in which answers differ most (PCA), and by "
    "k-means. Right and left, far and near to an edge mean nothing by themselves."
)
_HOLD_UP = (
    "Groups are told apart where they lie further from each other than in each of 19 copies with answers dealt anew, "
    f"are found again when people are drawn anew, and have at least {in_words(FEWEST_IN_EACH)} people each."
)
_CHOSEN = (
    "Where we meet: statements that ring true for most of every perspective, chosen by group-informed consensus. What "
    "tells a perspective from the others: answers that chance would seldom give it, at five percent over all of them."
)
_IN_ORDER = "Statements stand in the order in which they were written; those held aside are left out."


def choices(ask: Ask) -> list[Choice]:
    """The gatherings held here that have answers, in the order they were held; at first it is the latest."""
    held = ask(_HELD)
    names = told_apart([_named(name, begun) for name, begun in zip(held["name"], held["begun"], strict=True)])
    found = [Choice(str(one), name) for one, name in zip(held["gathering"], names, strict=True)]
    return [Choice("", "The latest gathering"), *found]


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """Everybody in a plane, and the perspectives that hold up."""
    wanted = read_choice(choice) if choice else None
    held = ask(_HELD)
    if wanted:
        held = held[held["gathering"] == wanted]
    if held.empty:
        return Seen(NAME, TITLE, (NOTHING,), choice)
    gathering = held.iloc[-1]
    said = ask(_SAID, gathering=gathering["gathering"])
    shown = said[said["moderation"] != Moderation.HELD_ASIDE].reset_index(drop=True)
    answers = _table(ask(_ANSWERED, gathering=gathering["gathering"]), shown)
    found = perspectives.found(answers, len(said) - len(shown))
    names = [f"Perspective {letter}" for letter in "ABCDE"[: found.groups]] or [_ALL]
    votes = _votes(answers, found)
    opens, claims = _opened(list(shown["words"]), names, votes)
    begins = (
        f"In “{' '.join(str(gathering['name']).split())}”, {_people(len(answers))} answered "
        f"{how_many(len(shown), 'statement')}."
    )
    if found.too_few:
        return Seen(NAME, TITLE, (f"{begins} {_too_few(len(shown))}",), choice, opens=opens)
    drawn, left_out = _drawn(found, names)
    tells = [f"{begins} Each dot is one of us; who answered alike stands close together."]
    tells += [beyond_chance(claims) if claims else f"{_NO_GROUPS} {beyond_chance(())}"]
    if away := len(answers) - len(found.places):
        tells.append(f"{begun(_people(away))} answered too little to be placed: {_enough(len(shown))}.")
    if left_out:
        tells.append(f"{left_out:,} more of us are not drawn, so that single dots can be told apart.")
    return Seen(
        lens=NAME,
        title=TITLE,
        tells=tuple(tells),
        choice=str(gathering["gathering"]),
        spec=marks.voices(),
        rows=drawn,
        table=_in_numbers(names, votes, opens),
        marks=(
            Mark(MEET, "Where we meet" if found.groups else _ALL),
            *(Mark(name[-1], f"What tells {name} from the others") for name in names[: found.groups]),
        ),
        notes=(_AS_POLIS, _HOLD_UP, _CHOSEN, _IN_ORDER),
        claims=claims,
        at_first=MEET,
        opens=opens,
    )


def behind(seen: Seen, mark: str) -> Opening:
    """The statements on which we meet, or those that tell a perspective from the others."""
    return _both(seen, mark)[0]


def other_way(seen: Seen, mark: str) -> Opening:
    """The statements on which we part, or those on which a perspective is divided in itself."""
    return _both(seen, mark)[1]


def _both(seen: Seen, mark: str) -> tuple[Opening, Opening]:
    if mark not in seen.opens:
        raise Refusal("This view has no such mark.", try_next="Choose another.")
    return seen.opens[mark]


def _table(answered: pd.DataFrame, shown: pd.DataFrame) -> np.ndarray:
    """Everybody's answers: people by statements, UNANSWERED where there is none."""
    answered = answered[answered["statement"].isin(set(shown["id"]))]
    who, people = pd.factorize(answered["person"], sort=True)
    table = np.full((len(people), len(shown)), UNANSWERED, dtype=np.int8)
    statement = pd.Index(shown["id"]).get_indexer(pd.Index(answered["statement"]))
    table[who, statement] = answered["vote"].map(VALUE).to_numpy(dtype=np.int8)
    return table


def _votes(answers: np.ndarray, found: Found) -> Mapping[Vote, np.ndarray]:
    """How many people of each perspective gave each answer to each statement; of everybody, where there is none."""
    together = [answers[found.placed][found.group == one] for one in range(found.groups)] or [answers]
    return {
        vote: np.array([(some == value).sum(axis=0) for some in together]) for vote, value in VALUE.items()
    }


def _opened(
    said: Sequence[str], names: Sequence[str], votes: Mapping[Vote, np.ndarray]
) -> tuple[dict[str, tuple[Opening, Opening]], tuple[Claim, ...]]:
    """What is behind each mark and what goes another way; and what is claimed of each perspective."""
    agree, disagree = votes[Vote.RINGS_TRUE], votes[Vote.NOT_FOR_ME]
    answered = sum(votes.values(), np.zeros_like(agree))

    def opening(words: str, chosen: np.ndarray) -> Opening:
        words = words if len(chosen) else f"{words} There is no such statement."
        return Opening(words, statements=tuple(_answered(said[at], names, votes, at) for at in chosen))

    meet = perspectives.most_agreed(agree, answered, MOST_SHOWN)
    if len(names) == 1:
        split = perspectives.divided(agree[0], disagree[0], answered[0], MOST_SHOWN)
        return {
            MEET: (
                opening("What rings true for most of us.", meet),
                opening("Another way it went: statements on which we are divided.", split),
            )
        }, ()
    q = perspectives.telling(agree, disagree, answered)
    tells_apart = q <= FALSE_SHARE
    apart = perspectives.apart_on(agree, answered, np.any(tells_apart, axis=0), MOST_SHOWN)
    opens = {
        MEET: (
            opening("Where we meet: what rings true for most of every perspective.", meet),
            opening("Another way it went: where our perspectives part.", apart),
        )
    }
    claims = []
    for at, name in enumerate(names):
        telling = perspectives.most_telling(q[at], MOST_SHOWN)
        split = perspectives.divided(agree[at], disagree[at], answered[at], MOST_SHOWN)
        opens[name[-1]] = (
            opening(f"What tells {name} from the others.", telling),
            opening(f"Another way it went: statements on which {name} is divided in itself.", split),
        )
        many = int(tells_apart[at].sum())
        words = f"{name} answers {how_many(many, 'statement')} of {len(said):,} differently from the others."
        claims.append(Claim(words, name[-1], 1 / (perspectives.COPIES + 1)))
    return opens, tuple(claims)


def _answered(words: str, names: Sequence[str], votes: Mapping[Vote, np.ndarray], at: int) -> Answered:
    return Answered(
        words,
        tuple((name, {vote: int(votes[vote][nth, at]) for vote in Vote}) for nth, name in enumerate(names)),
    )


def _drawn(found: Found, names: Sequence[str]) -> tuple[pd.DataFrame, int]:
    """A row for each person, and for each perspective its outline and its name; and how many people are left out."""
    middle, half = _frame(found.places)
    at = (found.places - middle) / half
    some = np.arange(len(at))
    if len(at) > MOST_DRAWN:
        some = np.sort(np.random.default_rng(0).choice(len(at), MOST_DRAWN, replace=False))
    apart = float(np.clip(piles.LARGEST * np.sqrt(piles.FEW_DOTS / len(some)), 4, piles.LARGEST))
    # Who answered exactly alike stands at one place, and around it so that everybody is seen.
    _, place = np.unique(at[some].round(6), axis=0, return_inverse=True)
    rows: list[dict[str, Any]] = []
    for one in range(found.groups):
        edge = zip(*perspectives.outline(at[found.group == one], 0.06), strict=True)
        rows += [
            {"part": "outline", "of": names[one], "along": x, "low": low, "high": high}
            for x, low, high in edge
        ]
    for one in range(place.max() + 1):
        together = some[place == one]
        aside, high = piles.around(len(together), apart, (apart * len(together), apart * len(together)))
        for person, right, up in zip(together, aside, high, strict=True):
            of = names[found.group[person]]
            rows.append(
                {
                    "part": "dot",
                    "of": of,
                    "along": at[person, 0] + right * marks.EACH_PIXEL,
                    "across": at[person, 1] + up * marks.EACH_PIXEL,
                    "size": piles.size(apart),
                    "mark": of[-1] if found.groups else MEET,
                    "words": f"One of us, {of}" if found.groups else "One of us",
                }
            )
    for one in range(found.groups):
        here = at[found.group == one]
        rows.append(
            {
                "part": "name",
                "of": names[one],
                "along": here[:, 0].mean(),
                "across": here[:, 1].max() + 0.08,
                "label": names[one],
            }
        )
    drawn = pd.DataFrame(rows, columns=_COLUMNS)
    empty = ("of", "mark", "words", "label")
    drawn = drawn.assign(
        **{name: drawn[name].astype(object).where(drawn[name].notna(), "") for name in empty}
    )
    return drawn, len(at) - len(some)


def _frame(places: np.ndarray) -> tuple[np.ndarray, float]:
    """The middle of the plane, and what is one in the picture, so that everybody is in it and near stays near."""
    low, high = places.min(axis=0), places.max(axis=0)
    half = (high - low) / 2 / (marks.VOICES_WIDE * 0.9, 0.8)
    return (low + high) / 2, float(half.max()) or 1.0


def _in_numbers(
    names: Sequence[str], votes: Mapping[Vote, np.ndarray], opens: Mapping[str, tuple[Opening, Opening]]
) -> pd.DataFrame:
    """For each perspective, how many statements ring true for most of it, and on how many it is divided."""
    agree, disagree = votes[Vote.RINGS_TRUE], votes[Vote.NOT_FOR_ME]
    answered = sum(votes.values(), np.zeros_like(agree))
    most = (2 * agree > answered).sum(axis=1)
    against = (2 * disagree > answered).sum(axis=1)
    return pd.DataFrame(
        {
            "Whose": list(names),
            "Statements that ring true for most": most,
            "Not for most": against,
            "Neither": agree.shape[1] - most - against,
        }
    )


def _named(name: str, begun: Any) -> str:
    plain = " ".join(str(name).split())
    return plain if pd.isna(begun) else f"{plain} ({Unit.DAY.words(pd.Timestamp(begun).date())})"


def _people(many: int) -> str:
    return "one person" if many == 1 else f"{in_words(many)} people"


def _enough(statements: int) -> str:
    if statements <= FEWEST_ANSWERS:
        return "it takes an answer to each of them"
    return f"it takes answers to {in_words(FEWEST_ANSWERS)} of them"


def _too_few(statements: int) -> str:
    return (
        "Too few of us to say whether there are perspectives: it takes "
        f"{in_words(2 * FEWEST_IN_EACH)} people, and {_enough(statements)}."
    )
