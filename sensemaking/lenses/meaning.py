"""Meaning: what did it mean to those who told it?

Looks at the tellers' own answers about their stories: one question between two poles, on a scale of its own or in
words, every answer a dot, with its spread; or two questions against each other. Opens the stories of a place, of
an area that was drawn over the picture, and of those who left the question out.

Fools people when: only those answered who had time to; a scale's middle holds both "neither" and "I do not want to
say"; the question leads; one person told many stories; two questions go together because of a third.
"""

import re
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd

from sensemaking.charts import areas, marks, piles
from sensemaking.charts.chance import FALSE_SHARE, benjamini_hochberg, dealt_anew
from sensemaking.lenses import Ask, Choice, Claim, Mark, Opening, Seen, beyond_chance, read_choice
from sensemaking.model.counting import about, begun, how_many, in_words, told_apart
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Form
from sensemaking.model.refusal import Refusal

NAME = "meaning"
TITLE = "What did it mean to those who told it?"
CANNOT_SAY = (
    "It cannot say what anybody would have answered who was not asked or left the question out, nor why two answers "
    "go together. A place on a scale is the teller's own: two people may mean different things by the same place."
)
SILENT_UNDER = (
    "Of one question this view claims nothing. Suppose it were mere chance which two answers go together: the answers "
    "to one of two questions are dealt anew among the tellers. Then it claims nothing in at least nineteen of twenty "
    "such deals, whichever two of all the questions here are looked at."
)

_QUESTIONS = """
select question, question_words as words from (select distinct question, question_words from meanings)
order by lower(question_words), question
"""
_STORIES = "select count(*) as stories from observations where kind <> 'measure'"
_ANSWERED = "(isfinite({one}.number) and abs({one}.number) < 1e100 or {one}.choice is not null)"
_ONE = f"""
with they_meant as materialized (
    select number, choice, question_words, form, low, high from meanings as a
    where question = $along::uuid and kind <> 'measure' and {_ANSWERED.format(one="a")}
),
ends as (select min(number) as least, max(number) as most from they_meant)
select choice as a_said, left(md5(choice), 12) as a_key, min(number) as a_since, max(number) as a_until,
    any_value(question_words) as a_words, any_value(form) as a_form, any_value(low) as a_low, any_value(high) as a_high,
    count(*) as stories
from they_meant, ends
group by choice, round((number - least) / nullif(most - least, 0) * 2000)
"""
_TWO = f"""
with they_meant as materialized (
    select a.number as a_number, a.choice as a_said, a.question_words as a_words, a.form as a_form, a.low as a_low,
        a.high as a_high, b.number as b_number, b.choice as b_said, b.question_words as b_words, b.form as b_form,
        b.low as b_low, b.high as b_high,
        a.teller is null or row_number() over (partition by a.teller order by a.day, a.observation) = 1 as first
    from meanings as a join meanings as b on b.observation = a.observation
    where a.question = $along::uuid and b.question = $across::uuid and a.kind <> 'measure'
        and {_ANSWERED.format(one="a")} and {_ANSWERED.format(one="b")}
),
ends as (
    select min(a_number) as a_least, max(a_number) as a_most, min(b_number) as b_least, max(b_number) as b_most
    from they_meant
)
select a_said, left(md5(a_said), 12) as a_key, min(a_number) as a_since, max(a_number) as a_until,
    any_value(a_words) as a_words, any_value(a_form) as a_form, any_value(a_low) as a_low, any_value(a_high) as a_high,
    b_said, left(md5(b_said), 12) as b_key, min(b_number) as b_since, max(b_number) as b_until,
    any_value(b_words) as b_words, any_value(b_form) as b_form, any_value(b_low) as b_low, any_value(b_high) as b_high,
    count(*) as stories, count(*) filter (first) as tellers
from they_meant, ends
group by a_said, b_said, round((a_number - a_least) / nullif(a_most - a_least, 0) * 200),
    round((b_number - b_least) / nullif(b_most - b_least, 0) * 200)
"""
# How far an answer lies from a stretch of its scale, in parts of that scale, or from some words: 0 within, 1 outside.
_APART = """case when {one}.choice is null
        then greatest(${name}_low::double - {one}.number, {one}.number - ${name}_high::double, 0) / ${name}_wide::double
    when list_contains(${name}_said::varchar[], left(md5({one}.choice), 12))
        or ${name}_others and not list_contains(${name}_shown::varchar[], left(md5({one}.choice), 12)) then 0
    else 1 end"""
_PLACED_ONE = f"""placed as (
    select a.observation as id, min(a.day) as day, min({_APART.format(one="a", name="along")}) as apart
    from meanings as a
    where a.question = $along::uuid and a.kind <> 'measure' and {_ANSWERED.format(one="a")}
    group by a.observation
)"""
_PLACED_TWO = f"""placed as (
    select a.observation as id, min(a.day) as day,
        min({_APART.format(one="a", name="along")} + {_APART.format(one="b", name="across")}) as apart
    from meanings as a join meanings as b on b.observation = a.observation
    where a.question = $along::uuid and b.question = $across::uuid and a.kind <> 'measure'
        and {_ANSWERED.format(one="a")} and {_ANSWERED.format(one="b")}
    group by a.observation
)"""
_BEHIND = "with {placed} select id from placed where apart = 0 order by day, id"
_LEFT_OUT = """with {placed} select id from observations
where kind <> 'measure' and id not in (select id from placed) order by day, id"""
_FURTHEST = """
with {placed}, far as (select id, day from placed where apart > 0 and apart >= 0.8 * (select max(apart) from placed))
select id from (
    select id, day from far
    union all
    select id, day from observations
    where kind <> 'measure' and id not in (select id from placed) and not exists (select 1 from far)
)
order by day, id
"""

MOST_ROWS = 12
MOST_TOLD, MOST_CELLS = 6, 1_500
FEWEST_FOR_SPREAD = 5
FEW_ANSWERS = 1_000
POLE_LETTERS = 22
LEAST_REACH, MOST_REACH, SMALLEST_APART, LARGEST_APART = 7.0, 40.0, 3.0, 10.0
EVERY, LEFT, OTHERS, ONLY = "all", "left-out", "others", "only"

_ROOM = piles.WIDTH - 2 * marks.PADDING
_FOOT = 3
_QUARTERS = (0.25, 0.5, 0.75)
_BEGINS_WITH = re.compile(r"\d+(?:\.\d+)?")
_COLUMNS = [
    "part", "row", "along", "across", "rise", "size", "first", "median", "last", "lower", "higher", "label", "mark",
    "words",
]  # fmt: skip
_PILED = "How high dots are piled has no meaning of its own; it only keeps them apart."
_MIDDLE_HALF = "The soft band holds the middle half of the answers, and the line in it is the median."
_IN_ORDER = "Answers in words stand in the alphabet's order."
_TELLERS = (
    "For what goes beyond chance each teller counts once, by the first of their stories with both answers; "
    "a story without a known teller counts as somebody else's."
)


@dataclass(frozen=True)
class _Zone:
    """A part of a scale, or one answer in words: its key in a mark, and its name."""

    key: str
    words: str


@dataclass(frozen=True, eq=False)
class _Asked:
    """One question and where its answers lie, for each row of a frame of counts.

    `place` is where a row's dots are piled, `zone` the coarser part it is told and counted by; `centres` and `places`
    belong to the places, `zones` to the zones. Answers in words lie each at a place of their own.
    """

    id: UUID
    words: str
    form: Form
    low: str
    high: str
    values: np.ndarray
    place: np.ndarray
    centres: np.ndarray
    places: list[_Zone]
    zone: np.ndarray
    zones: list[_Zone]
    step: float = 1.0

    @property
    def in_words(self) -> bool:
        return self.form is Form.CHOICE

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where its scale is drawn."""
        if self.form is Form.BETWEEN:
            return 0.0, 1.0
        least, most = float(self.centres.min()), float(self.centres.max())
        around = 0.0 if least < most else max(1.0, abs(least))
        return least - around, most + around

    def did(self, where: str, beside: bool = False) -> str:
        """What those did who answered there, to stand behind "those who"; `beside` another question, with its words."""
        verb = {Form.CHOICE: "chose", Form.BETWEEN: "placed it", Form.NUMBER: "said"}[self.form]
        return f"{verb} {where} (“{_short(self.words, 60)}”)" if beside else f"{verb} {where}"

    def reach(self, low: float, high: float) -> str:
        """A stretch of its scale in words; a number between poles would be read as a mark out of ten."""
        if self.form is Form.NUMBER:
            return about(low) if low == high else f"from {about(low)} to {about(high)}"
        first, last = _fifth(low), _fifth(high)
        if first == last:
            return _at_fifth(first, self.low, self.high)
        return f"from {_fifths(self.low, self.high)[first]} to {_fifths(self.low, self.high)[last]}"


@dataclass(frozen=True, eq=False)
class _SeenHere(Seen):
    """What is seen, with the questions it was laid out by: along the picture, and across it."""

    asked: tuple[_Asked, ...] = ()


def choices(ask: Ask) -> list[Choice]:
    """Every question that was answered about what is visible here, in the alphabet's order."""
    asked = ask(_QUESTIONS)
    names = told_apart([_short(str(words), 90) for words in asked["words"]])
    found = [Choice(str(one), name) for one, name in zip(asked["question"], names, strict=True)]
    return found or [Choice("", TITLE)]


def against(ask: Ask, choice: str) -> list[Choice]:
    """By itself, or against every other question, in the alphabet's order."""
    every = choices(ask)
    first = choice.partition("~")[0] or every[0].key
    others = [Choice(f"{first}~{one.key}", f"against: {one.words}") for one in every if one.key != first]
    return [Choice(first, "by itself"), *others] if others else []


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """Where tellers placed their stories by one question, or by two."""
    asked = [read_choice(one) for one in choice.split("~")] if choice else []
    if len(asked) > 2:
        raise Refusal("This view has no such choice.", try_next="Choose one question, or two.")
    stories = int(ask(_STORIES)["stories"].iloc[0])
    if not stories:
        return Seen(
            NAME, TITLE, ("Nothing has been told here yet. What happened this week that surprised you?",)
        )
    if not asked:
        first = choices(ask)[0].key
        if not first:
            return Seen(NAME, TITLE, ("Nobody has said yet what their story means to them.",))
        asked = [UUID(first)]
    if len(asked) == 2 and asked[0] != asked[1]:
        return _two(ask, stories, asked[0], asked[1])
    return _one(ask, stories, asked[0])


def behind(seen: Seen, mark: str) -> Opening:
    """The stories of those who answered there."""
    read = _read(seen, mark)
    if mark == LEFT:
        return Opening("What was told without this answer.", read.left_out, read.params)
    return Opening(f"What was told by those who {read.did}.", read.there, read.params)


def other_way(seen: Seen, mark: str) -> Opening:
    """The stories that were placed furthest from there; where none lies elsewhere, those without an answer."""
    read = _read(seen, mark)
    if mark == LEFT:
        return Opening("Another way it went: told with an answer.", read.there, read.params)
    if mark == EVERY:
        return Opening("Another way it went: told without this answer.", read.left_out, read.params)
    words = "Another way it went: answered furthest from there; where nobody did, told without this answer."
    return Opening(words, read.furthest, read.params)


@dataclass(frozen=True)
class _Reading:
    """A mark's key taken apart: what those did who are there, and the SQL of the stories there and elsewhere."""

    did: str
    there: str
    left_out: str
    furthest: str
    params: dict[str, Any]


def _read(seen: Seen, mark: str) -> _Reading:
    """Raises a Refusal for a key that this view has not."""
    try:
        if not isinstance(seen, _SeenHere):
            raise ValueError("nothing is drawn here")
        every: list[areas.Part | None] = [None for _ in seen.asked]
        parts = every if mark in (EVERY, LEFT) else [*every, *areas.parts(mark)][-len(every) :]
        if mark.count(",") >= len(parts):
            raise ValueError("more parts than questions")
        within = [_within(one, part, len(parts) > 1) for one, part in zip(seen.asked, parts, strict=True)]
    except ValueError as unreadable:
        raise Refusal("This view has no such mark.", try_next="Choose another.") from unreadable
    params: dict[str, Any] = {}
    for name, one, (where, _) in zip(("along", "across"), seen.asked, within, strict=False):
        params |= {name: one.id} | {f"{name}_{key}": value for key, value in where.items()}
    did = " and ".join(said for _, said in within if said) or "answered"
    placed = _PLACED_ONE if len(parts) == 1 else _PLACED_TWO
    there, left_out, furthest = (sql.format(placed=placed) for sql in (_BEHIND, _LEFT_OUT, _FURTHEST))
    return _Reading(did, there, left_out, furthest, params)


def _within(asked: _Asked, part: areas.Part | None, beside: bool) -> tuple[dict[str, Any], str]:
    """A part of a key as parameters, and what those did who answered there; None is wherever they answered."""
    least, most = asked.ends
    where: dict[str, Any] = {"low": -1e100, "high": 1e100, "wide": most - least}
    where |= {"said": [], "others": part is None, "shown": []}
    if part is None:
        return where, ""
    if asked.in_words:
        names = {one.key: one.words for one in asked.places}
        keys = [str(one) for one in part if one in names]
        if len(keys) < len(part):
            raise ValueError("no answer of this question")
        where |= {"said": keys, "others": OTHERS in keys, "shown": list(names)}
        return where, asked.did(" or ".join(names[key] for key in keys), beside)
    low, high = part[0], part[-1]
    if not (isinstance(low, float) and isinstance(high, float)):
        raise ValueError("no stretch of a scale")
    return where | {"low": low, "high": high}, asked.did(asked.reach(low, high), beside)


def _one(ask: Ask, stories: int, question: UUID) -> Seen:
    counts = ask(_ONE, along=question)
    if counts.empty:
        title = "How was this answered by those who told it?"
        return Seen(NAME, title, ("Nobody here has answered this question yet.",), str(question))
    answered = int(counts["stories"].sum())
    asked = _asked(question, counts, "a_", piles.OWN_STEPS if answered <= FEW_ANSWERS else piles.MOST_STEPS)
    several = piles.each_stands_for(np.bincount(asked.place, counts["stories"]))
    rows, spec, spread = (_said if asked.in_words else _placed)(asked, None, counts, several)
    zones = np.bincount(asked.zone, counts["stories"])
    left = stories - answered
    return _SeenHere(
        lens=NAME,
        title=f"“{_short(asked.words, 160)}”: how did those who told it answer?",
        tells=(
            f"{_carry(answered, 'an answer')}; {_each(several)}.",
            *spread,
            *_others(asked),
            *_left_out(left, "an answer to this question"),
        ),
        choice=str(question),
        spec=spec,
        rows=rows,
        table=pd.DataFrame(
            {
                "Answer": [*(begun(one.words) for one in asked.zones), "Left out"],
                "Stories": [*map(int, zones), max(left, 0)],
            }
        ),
        marks=(
            Mark(EVERY, f"Every answer: {how_many(answered, 'story')}"),
            *(
                Mark(one.key, f"{begun(one.words)}: {how_many(int(many), 'story')}")
                for one, many in zip(asked.zones, zones, strict=True)
            ),
            *_left_mark(left),
        ),
        notes=_rules(asked),
        at_first=EVERY,
        asked=(asked,),
    )


def _two(ask: Ask, stories: int, first: UUID, second: UUID) -> Seen:
    counts = ask(_TWO, along=first, across=second)
    if counts.empty:
        title = "How do these two questions go together?"
        nobody = "Nobody here has answered both of these questions about one story yet."
        return Seen(NAME, title, (nobody,), f"{first}~{second}")
    asked, order = [_asked(first, counts, "a_"), _asked(second, counts, "b_")], ["a_", "b_"]
    # A scale lies along the picture; answers in words have its rows.
    if asked[0].in_words and not asked[1].in_words:
        asked, order = asked[::-1], order[::-1]
    along, across = asked
    answered, left = int(counts["stories"].sum()), stories - int(counts["stories"].sum())
    both = along.place * len(across.places) + across.place
    if len(np.unique(both)) > MOST_CELLS:
        along, across = (
            _asked(one.id, counts, before, piles.OWN_STEPS)
            for one, before in zip((along, across), order, strict=True)
        )
        both = along.place * len(across.places) + across.place
    several = piles.each_stands_for(np.bincount(both, counts["stories"]))
    draw = _scattered if not across.in_words else _said if along.in_words else _placed
    rows, spec, spread = draw(along, across, counts, several)
    zones = _crossing(counts["stories"], along.zone, across.zone, len(along.zones), len(across.zones))
    claims, looked_at = claimed(ask, counts, along, across)
    how = (
        f"From left to right: “{_short(along.words, 160)}”; {'a row each' if across.in_words else 'upwards'}: "
        f"“{_short(across.words, 160)}”."
    )
    return _SeenHere(
        lens=NAME,
        title="How do two answers of those who told it go together?",
        tells=(
            f"{_carry(answered, 'both answers')}; {_each(several)}. {how}",
            *spread,
            beyond_chance(claims),
            looked_at,
            *_others(along),
            *_others(across),
            *_left_out(left, "an answer to one of the two questions, or to both"),
        ),
        choice=f"{along.id}~{across.id}",
        spec=spec,
        rows=rows,
        table=_crossed(zones, along, across),
        marks=(
            Mark(EVERY, f"Every answer: {how_many(answered, 'story')}"),
            *(
                Mark(
                    f"{one.key},{other.key}",
                    f"{begun(one.words)}, {other.words}: {how_many(int(many), 'story')}",
                )
                for one, of_one in zip(along.zones, zones, strict=True)
                for other, many in zip(across.zones, of_one, strict=True)
                if many
            ),
            *_left_mark(left),
        ),
        notes=(*dict.fromkeys((*_rules(along), *_rules(across))), _TELLERS),
        claims=claims,
        at_first=claims[0].mark if claims else EVERY,
        asked=(along, across),
    )


def claimed(ask: Ask, counts: pd.DataFrame, along: _Asked, across: _Asked) -> tuple[tuple[Claim, ...], str]:
    """Where two answers meet more often than chance gives, and how much was looked at.

    Chance deals one question's answers anew among the tellers. Anybody could have chosen another two questions, so
    what is left of chance is counted over all of them.
    """
    tellers = _crossing(counts["tellers"], along.zone, across.zone, len(along.zones), len(across.zones))
    questions = len(ask(_QUESTIONS))
    pairs = max(questions * (questions - 1) // 2, 1)
    of_along, of_across, every = tellers.sum(axis=1), tellers.sum(axis=0), max(int(tellers.sum()), 1)
    found = dealt_anew(of_along[:, None], of_across[None, :], tellers)
    q = np.minimum(1, benjamini_hochberg(found.ravel()) * pairs).reshape(tellers.shape)
    usual = np.outer(of_along, of_across) / every
    claims = []
    for at, other in np.argwhere((q <= FALSE_SHARE) & (tellers > usual)):
        one, two, many = along.zones[at], across.zones[other], int(tellers[at, other])
        words = (
            f"Of {how_many(int(of_along[at]), 'teller')} who {along.did(one.words, True)}, {in_words(many)} "
            f"{across.did(two.words, True)}; chance would give about {about(round(float(usual[at, other]), 1))}."
        )
        claims.append(Claim(words, f"{one.key},{two.key}", float(q[at, other])))
    looked_at = (
        f"We looked at {how_many(tellers.size, 'meeting')} of two answers, of {how_many(every, 'teller')}."
    )
    if pairs > 1:
        looked_at += (
            f" Any two questions could have been chosen here, so chance is reckoned over all {pairs:,} pairs."
        )
    return tuple(claims), looked_at


def _asked(question: UUID, counts: pd.DataFrame, before: str, most: int = piles.MOST_STEPS) -> _Asked:
    """The question with the places of its answers; `before` stands before the names of its columns."""
    words, form, low, high = (
        str(counts[f"{before}{part}"].iloc[0]) for part in ("words", "form", "low", "high")
    )
    about_it = question, " ".join(words.split()), Form(form), _short(low, 60), _short(high, 60)
    if about_it[2] is Form.CHOICE:
        return _in_words(about_it, counts, before)
    since, until = (counts[f"{before}{edge}"].to_numpy(dtype=float) for edge in ("since", "until"))
    between = about_it[2] is Form.BETWEEN
    least, greatest = (0.0, 1.0) if between else (float(since.min()), float(since.max()))
    step = piles.steps(np.unique([least, *since, greatest]), most)
    nth = np.round((since - least) / step).astype(int) if step else np.zeros(len(since), dtype=int)
    there, place = np.unique(nth, return_inverse=True)
    if between:
        zone_of = np.array([_fifth(value) for value in since])
    elif len(there) <= MOST_ROWS:
        zone_of = nth
    else:
        zone_of = np.minimum(((since - least) / (greatest - least) * 5).astype(int), 4)
    parts, zone = np.unique(zone_of, return_inverse=True)
    at = np.minimum(least + there * step, greatest)
    bare = _Asked(*about_it, since, place, at, [], zone, [], step)
    return _Asked(
        *about_it,
        since,
        place,
        at,
        _stretches(bare, place, len(there), since, until),
        zone,
        _stretches(bare, zone, len(parts), since, until),
        step,
    )


def _stretches(
    asked: _Asked, part: np.ndarray, many: int, since: np.ndarray, until: np.ndarray
) -> list[_Zone]:
    """Each part of a scale by the answers in it, the first and the last."""
    ends = [(float(since[part == one].min()), float(until[part == one].max())) for one in range(many)]
    return [_Zone(areas.stretch(*edges), asked.reach(*edges)) for edges in ends]


def _in_words(about_it: tuple[UUID, str, Form, str, str], counts: pd.DataFrame, before: str) -> _Asked:
    said, keys = counts[f"{before}said"].astype(str), counts[f"{before}key"].astype(str)
    often = counts.groupby(said)["stories"].sum()
    # How often an answer is given chooses which answers have a row; the alphabet orders them.
    shown = sorted(often.sort_values(ascending=False, kind="stable").index[:MOST_ROWS], key=_alphabet)
    nth = {one: at for at, one in enumerate(shown)}
    place = said.map(lambda one: nth.get(one, len(shown))).to_numpy(dtype=int)
    key_of = dict(zip(said, keys, strict=True))
    names = told_apart([f"“{_short(one, 60)}”" for one in shown])
    places = [_Zone(key_of[one], name) for one, name in zip(shown, names, strict=True)]
    if more := len(often) - len(shown):
        places.append(_Zone(OTHERS, f"{how_many(more, 'other answer')}"))
    at = np.arange(len(places), dtype=float)
    return _Asked(*about_it, place.astype(float), place, at, places, place, places)


def _placed(
    along: _Asked, across: _Asked | None, counts: pd.DataFrame, several: int
) -> tuple[pd.DataFrame, dict[str, Any], list[str]]:
    """A scale with its answers piled where they were placed; a row for each answer in words to another question."""
    rows, row = (
        (across.places, across.place) if across else ([_Zone(ONLY, "")], np.zeros(len(counts), dtype=int))
    )
    tall, head = (marks.ROW, marks.ROW_NAME) if across else (marks.ALONE, 0)
    least, most = along.ends
    each_pixel = (most - least) / _ROOM
    wide, room = 0.92 * (along.step / each_pixel if along.step else _ROOM / 2), tall - head - _FOOT
    stories = _crossing(counts["stories"], along.place, row, len(along.places), len(rows))
    dots = np.ceil(stories / several).astype(int)
    apart = piles.pitch(dots, wide, room)
    drawn, told = _poles(along, "low", "high", "along"), []
    for nth, name in enumerate(rows):
        drawn.append({"part": "row", "row": name.key, "rise": head / 2 / tall, "label": name.words})
        here = row == nth
        if found := _middle_half(along, along.values[here], counts["stories"].to_numpy()[here]):
            first, median, last, words = found
            drawn.append({"part": "spread", "row": name.key, "first": first, "median": median, "last": last})
            told.append(f"{begun(name.words)}: {words}" if across else begun(words))
        for at in np.flatnonzero(dots[:, nth]):
            place = along.places[at]
            aside, high = piles.piled(dots[at, nth], apart, wide, room)
            key = f"{place.key},{name.key}" if across else place.key
            said = f"{name.words}, {place.words}" if across else place.words
            drawn += _dots(
                key,
                f"{begun(said)}: {how_many(int(stories[at, nth]), 'story')}",
                {"row": name.key},
                {"along": along.centres[at] + aside * each_pixel, "rise": 1 - (high + _FOOT) / tall},
            )
    spec = marks.placed(len(rows), along.form is Form.NUMBER)
    return _sized(drawn, apart), spec, told if len(told) <= MOST_TOLD else []


def _said(
    along: _Asked, across: _Asked | None, counts: pd.DataFrame, several: int
) -> tuple[pd.DataFrame, dict[str, Any], list[str]]:
    """Answers in words, a row of dots for each; a column for each answer in words to another question."""
    rows, row = (across.places, across.place) if across else (along.places, along.place)
    columns, column = (along.places, along.place) if across else ([], np.zeros(len(counts), dtype=int))
    wide, room = _ROOM / max(len(columns), 1) * (0.9 if across else 1), marks.ROW - marks.ROW_NAME - _FOOT
    stories = _crossing(counts["stories"], column, row, max(len(columns), 1), len(rows))
    dots = np.ceil(stories / several).astype(int)
    apart = piles.pitch(dots, wide, room) if across else piles.pitch(dots, room, wide)
    drawn: list[dict[str, Any]] = []
    for name in rows:
        head = marks.ROW_NAME / 2 / marks.ROW
        drawn.append({"part": "row", "row": name.key, "rise": head, "label": name.words})
    for at in range(len(stories)):
        middle = (at + 0.5) / len(stories) if across else 0
        if across:
            drawn.append({"part": "column", "along": middle, "label": columns[at].words})
        for nth in np.flatnonzero(dots[at]):
            name = rows[nth]
            lay = piles.piled if across else piles.flowing
            aside, high = lay(dots[at, nth], apart, wide, room)
            key = f"{columns[at].key},{name.key}" if across else name.key
            said = f"{columns[at].words}, {name.words}" if across else name.words
            drawn += _dots(
                key,
                f"{begun(said)}: {how_many(int(stories[at, nth]), 'story')}",
                {"row": name.key},
                {"along": middle + aside / _ROOM, "rise": 1 - (high + _FOOT) / marks.ROW},
            )
    return _sized(drawn, apart), marks.said(len(rows), across is not None), []


def _scattered(
    along: _Asked, across: _Asked, counts: pd.DataFrame, several: int
) -> tuple[pd.DataFrame, dict[str, Any], list[str]]:
    """Two scales against each other, what has the same two answers wound around its place."""
    ends, other_ends = along.ends, across.ends
    each_pixel, each_other = (ends[1] - ends[0]) / _ROOM, (other_ends[1] - other_ends[0]) / marks.SCATTERED
    stories = _crossing(counts["stories"], along.place, across.place, len(along.places), len(across.places))
    dots = np.ceil(stories / several).astype(int)
    reach = (_reach(along, each_pixel), _reach(across, each_other))
    apart = 1.77 * np.sqrt(reach[0] * reach[1] / dots.max())
    apart = min(max(apart, SMALLEST_APART), LARGEST_APART)
    drawn = _poles(along, "low", "high", "along") + _poles(across, "lower", "higher", "across")
    weights = counts["stories"].to_numpy()
    told: list[str] = []
    spread: dict[str, Any] = {}
    for one, edges in ((along, ("first", "last")), (across, ("lower", "higher"))):
        if found := _middle_half(one, one.values, weights):
            spread |= {edges[0]: found[0], edges[1]: found[2]}
            told.append(f"“{_short(one.words, 60)}”: {found[3]}")
    if spread:
        drawn.append({"part": "spread"} | spread)
    for at, other in np.argwhere(dots):
        one, two = along.places[at], across.places[other]
        aside, high = piles.around(dots[at, other], apart, reach)
        drawn += _dots(
            f"{one.key},{two.key}",
            f"{begun(one.words)}, {two.words}: {how_many(int(stories[at, other]), 'story')}",
            {},
            {
                "along": along.centres[at] + aside * each_pixel,
                "across": across.centres[other] + high * each_other,
            },
        )
    spec = marks.scatter(along.form is Form.NUMBER, across.form is Form.NUMBER)
    return _sized(drawn, apart), spec, told


def _reach(asked: _Asked, each_pixel: float) -> float:
    """How far (in pixels) dots of the same answer may lie from their place before they reach into the next."""
    return max(min(0.48 * asked.step / each_pixel if asked.step else MOST_REACH, MOST_REACH), LEAST_REACH)


def _dots(mark: str, words: str, same: dict[str, Any], places: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """A row for each dot of one pile."""
    whole = same | {"part": "dot", "mark": mark, "words": words}
    return [whole | dict(zip(places, where, strict=True)) for where in zip(*(places.values()), strict=True)]


def _poles(asked: _Asked, low: str, high: str, axis: str) -> list[dict[str, Any]]:
    """The ends of a scale and the teller's words for them, in lines that leave room for each other."""
    named = zip((low, high), asked.ends, (asked.low, asked.high), strict=True)
    lines = POLE_LETTERS if axis == "along" else 10_000
    return [
        {"part": part, axis: end, "label": "\n".join(wrap(words, lines, max_lines=3, placeholder="…"))}
        for part, end, words in named
    ]


def _sized(drawn: list[dict[str, Any]], apart: float) -> pd.DataFrame:
    """The rows of a chart; a column that this picture needs but has nothing to put in is empty."""
    rows = pd.DataFrame(drawn, columns=_COLUMNS)
    rows["size"] = piles.size(apart)
    names = ("label", "mark", "words", "row")
    return rows.assign(**{name: rows[name].astype(object).where(rows[name].notna(), "") for name in names})


def _middle_half(
    asked: _Asked, values: np.ndarray, stories: np.ndarray
) -> tuple[float, float, float, str] | None:
    """The first quarter's end, the median and the last quarter's beginning, and the same in words."""
    if stories.sum() < FEWEST_FOR_SPREAD:
        return None
    order = np.argsort(values, kind="stable")
    before = np.cumsum(stories[order])
    first, median, last = (
        float(values[order][np.searchsorted(before, part * before[-1])]) for part in _QUARTERS
    )
    half = asked.reach(first, last) if asked.form is Form.BETWEEN or first != last else f"at {about(first)}"
    middle = f"lies {asked.reach(median, median)}" if asked.form is Form.BETWEEN else f"is {about(median)}"
    if values.min() == values.max():
        return first, median, last, "all of them lie at one place."
    return first, median, last, f"the middle half of the answers lies {half}; the median {middle}."


def _crossing(stories: pd.Series, one: np.ndarray, other: np.ndarray, many: int, others: int) -> np.ndarray:
    """How many stories lie at each place of one question and of the other."""
    table = np.zeros((many, others), dtype=np.int64)
    np.add.at(table, (one, other), stories.to_numpy(dtype=np.int64))
    return table


def _crossed(zones: np.ndarray, along: _Asked, across: _Asked) -> pd.DataFrame:
    """The table of two questions: a line for each part of the one that lies across, a column for each of the other."""
    names = told_apart([begun(one.words) for one in along.zones])
    lines = pd.Series([begun(one.words) for one in across.zones], name="Answer", dtype=object)
    return pd.concat([lines, pd.DataFrame(zones.T, columns=names)], axis=1)


def _left_out(left: int, what: str) -> tuple[str, ...]:
    was = "was" if left == 1 else "were"
    return (f"{begun(how_many(left, 'story'))} {was} told without {what}.",) if left > 0 else ()


def _left_mark(left: int) -> tuple[Mark, ...]:
    return (Mark(LEFT, f"Left out: {how_many(left, 'story')}"),) if left > 0 else ()


def _others(asked: _Asked) -> tuple[str, ...]:
    if not asked.in_words or asked.places[-1].key != OTHERS:
        return ()
    return (f"{begun(asked.places[-1].words)}, each given less often, stand together at the end.",)


def _rules(asked: _Asked) -> tuple[str, ...]:
    return (_IN_ORDER,) if asked.in_words else (_MIDDLE_HALF, _PILED)


def _each(several: int) -> str:
    return "each is a dot" if several == 1 else f"each dot is up to {several:,} of them"


def _carry(stories: int, what: str) -> str:
    return f"{begun(how_many(stories, 'story'))} {'carries' if stories == 1 else 'carry'} {what}"


def _fifth(position: float) -> int:
    """Which of five parts a position between two poles lies in, as cards say it too."""
    return (
        0
        if position < 0.1
        else 1
        if position < 0.4
        else 2
        if position <= 0.6
        else 3
        if position <= 0.9
        else 4
    )


def _fifths(low: str, high: str) -> tuple[str, ...]:
    one, other = (f"“{low}”" if low else "the one end"), (f"“{high}”" if high else "the other end")
    return one, f"near {one}", "the middle", f"near {other}", other


def _at_fifth(nth: int, low: str, high: str) -> str:
    words = _fifths(low, high)[nth]
    return words if nth in (1, 3) else f"in {words}" if nth == 2 else f"at {words}"


def _alphabet(answer: str) -> tuple[int, float, str, str]:
    """The alphabet's order, in which a number at the beginning counts as one: 2 to 5 before 18 to 24."""
    begins = _BEGINS_WITH.match(answer)
    return (0 if begins else 1, float(begins[0]) if begins else 0.0, answer.casefold(), answer)


def _short(words: str, most: int) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"
