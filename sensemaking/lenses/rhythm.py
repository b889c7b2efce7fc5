"""Rhythm: when do we notice, and how does a measure move?

Looks at the days of what was told, or at the values of one measure, as runs of points with their own usual
variation (an XmR chart, neutral). Shows which points stand out, asks what was happening, and opens the stories
of that time.

Fools people when: few notice and one busy meeting looks like a wave; the first and the last week or month hold
only a part; a measure's values are not one process (many people's values in one run); a long run trips a rule by
plain chance, which the notes put into numbers.

Source: Wheeler's XmR chart with the rules of NHS England's Making Data Count (see charts/variation.py).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from sensemaking.charts import axes, marks
from sensemaking.charts.axes import Unit
from sensemaking.charts.chance import FALSE_SHARE, benjamini_hochberg
from sensemaking.charts.chance_in_time import Stretch, furthest_stretch, of_times
from sensemaking.charts.run import Point, Run, counted, how_it_was_drawn
from sensemaking.charts.variation import LEAST_POINTS, side
from sensemaking.lenses import (
    Ask,
    Choice,
    Chosen,
    Claim,
    Mark,
    Opening,
    Seen,
    beyond_chance,
    read_choice,
    read_mark,
)
from sensemaking.model.counting import begun, how_many, in_words, listed, number, told_apart
from sensemaking.model.focus import Focus

NAME = "rhythm"
TITLE = "When do we notice, and how does a measure move?"
CANNOT_SAY = (
    "It cannot say why anything happened, nor that one thing led to another. How often people tell something "
    "says when they had time and reason to tell, not how life went. An unusual point may be chance."
)
SILENT_UNDER = (
    "Suppose it were mere chance when something was told: each day, with all that was told on it, is dealt to another "
    "day of the same time, and the values of a measure are dealt anew to its times. Then this view claims nothing in "
    "at least nineteen of twenty such deals."
)

_DAYS = """
select day, count(*) as stories from observations where kind <> 'measure' group by day order by day
"""
_MEASURES = """
select m.id, m.name
from (select distinct measure from observations where kind = 'measure') as seen
join measures as m on m.id = seen.measure
order by lower(m.name), m.id
"""
# Values from people's own lives are drawn at home and directly around it.
_LAY = "join nested as lay on lay.place = o.system and lay.system = o.system and lay.since = o.nested_since"
_VALUES = f"""
select o.system, s.name as place, p.name as around, o.day, o.value,
    count(*) over (partition by o.system) as in_all
from observations as o
join systems as s on s.id = o.system
{_LAY}
left join systems as p on p.id = s.parent
where o.kind = 'measure' and o.measure = $measure::uuid
    and isfinite(o.value) and abs(o.value) < 1e100
    and (s.scale > 1 or lay.depth <= 1)
qualify row_number() over (partition by o.system order by o.day desc, o.sequence desc, o.id desc) <= $most
order by s.scale desc, lower(s.name), o.system, o.day, o.sequence, o.id
"""
_MEASURE = f"""
select m.name, m.unit,
    count(*) filter (where isfinite(o.value) is not true or abs(o.value) >= 1e100) as unreadable,
    count(*) filter (where lay.scale = 1 and lay.depth > 1) as of_lives
from observations as o
{_LAY}
join measures as m on m.id = o.measure
where o.kind = 'measure' and o.measure = $measure::uuid
group by m.name, m.unit
"""
_BEHIND = """
select id from observations
where kind <> 'measure' and day between $since::date and $until::date
    and ($system::uuid is null or system = $system::uuid)
order by day, id
"""
_NONE = "select id from observations where false order by day, id"
_NEAREST = """
with times as (
    select unnest($since::date[]) as since, unnest($until::date[]) as until, unnest(range($many)) as nth
),
heard as (
    select o.id, o.day, t.nth
    from observations as o
    join times as t on o.day between t.since and t.until
    where o.kind <> 'measure' and ($system::uuid is null or o.system = $system::uuid)
)
select id from heard where nth = (select min(nth) from heard) order by day, id
"""

MOST_VALUES = 400
MOST_PANELS = 12
MOST_TIMES = 24
ROOM_FOR_STORIES = 240

_COUNTS_ARE_NOT_LIFE = "The points count what people told, not how life went."
_PART = "The first and the last point may hold only part of their time."
_NO_OTHER_WAY = "There is no time here that went another way."
_SEPARATE = "Stories here are stories and noticings; each measure has a run of its own."


def choices(ask: Ask) -> list[Choice]:
    """When we notice, then every measure that is visible here, in the alphabet's order."""
    measures = ask(_MEASURES)
    return [
        Choice("", "When we notice"),
        *(Choice(str(one), str(name)) for one, name in zip(measures["id"], measures["name"], strict=True)),
    ]


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """When something was told in all of the focus, or how one measure moves, system by system."""
    return _measure(ask, focus, choice) if choice else _noticing(ask)


def behind(seen: Seen, mark: str) -> Opening:
    """The stories told in that time; for a measure, in the system whose value it is."""
    chosen = read_mark(mark)
    return Opening(
        f"What was told {axes.when(chosen.time)}.",
        _BEHIND,
        {"since": chosen.since, "until": chosen.until, "system": chosen.of},
    )


def other_way(seen: Seen, mark: str) -> Opening:
    """Stories of the nearest time that went otherwise: quieter or busier, or when the measure moved back."""
    chosen = read_mark(mark)
    if seen.rows.empty:
        return Opening(_NO_OTHER_WAY, _NONE)
    rows = seen.rows[seen.rows["mark"].str.endswith(f"@{chosen.of}")] if chosen.of else seen.rows
    ways = rows.groupby("mark", sort=False)["way"].first().items()
    went = {read_mark(str(one)): float(way) for one, way in ways}
    here = [way for time, way in went.items() if _apart(time, chosen) == 0]
    way = sum(here) / len(here) if here else 0.0
    others = [
        time
        for time, its in went.items()
        if _apart(time, chosen) > 0 and (its * way < 0 or (way == 0 and its != 0))
    ]
    others.sort(key=lambda time: (_apart(time, chosen), time.since))
    if seen.choice:
        return Opening(
            "Another way it went: told at the nearest time when the measure moved the other way.",
            _NEAREST,
            {
                "since": [time.since for time in others[:MOST_TIMES]],
                "until": [time.until for time in others[:MOST_TIMES]],
                "many": len(others[:MOST_TIMES]),
                "system": chosen.of,
            },
        )
    told = set(rows.loc[rows["value"] > 0, "mark"])
    nearest = next((time for time in others if time.time in told), None)
    if nearest is None:
        return Opening(_NO_OTHER_WAY, _NONE)
    how = "fewer" if way > 0 else "more" if way < 0 else "fewer or more"
    return Opening(
        f"Another way it went: told {axes.when(nearest.time)}, the nearest time with {how} stories than the mean.",
        _BEHIND,
        {"since": nearest.since, "until": nearest.until, "system": None},
    )


def _noticing(ask: Ask) -> Seen:
    told = ask(_DAYS)
    if told.empty:
        nothing = "Nothing has been told here yet. What happened this week that surprised you?"
        return Seen(NAME, "When do we notice?", (nothing,))
    by_day = {day.date(): int(stories) for day, stories in zip(told["day"], told["stories"], strict=True)}
    days = list(by_day)
    unit = axes.unit_of(days[0], days[-1])
    often: Counter[date] = Counter()
    for day, stories in by_day.items():
        often[unit.first(day)] += stories
    run = counted(often, unit)
    claims = _fuller_or_quieter(by_day, run, unit)
    total = often.total()
    one_by_one = run.usual is None and total <= ROOM_FOR_STORIES and max(often.values()) <= marks.HIGHEST_PILE
    first, last = Unit.DAY.words(days[0]), Unit.DAY.words(days[-1])
    span = f"between {first} and {last}" if first != last else f"on {first}"
    was = "was" if total == 1 else "were"
    mean = total / len(run.points)
    return Seen(
        lens=NAME,
        title=f"When do we notice, {unit} by {unit}?",
        tells=(
            f"{begun(how_many(total, 'story'))} {was} told {span}; "
            + ("each is a dot." if one_by_one else f"each point is one {unit}."),
            *(() if one_by_one else (run.usually(floor=0),)),
            run.stands_out(),
            beyond_chance(claims),
            _COUNTS_ARE_NOT_LIFE,
        ),
        spec=marks.stories() if one_by_one else marks.run(whole=True),
        rows=_with_ways(
            _piles(run) if one_by_one else run.rows(floor=0),
            {point.mark: side(point.value, mean) for point in run.points},
        ),
        table=run.table(begun(unit), "Stories"),
        marks=tuple(Mark(*one) for one in run.marks()),
        notes=(*how_it_was_drawn([run]), _PART, _SEPARATE),
        claims=claims,
    )


def _measure(ask: Ask, focus: Focus, choice: str) -> Seen:
    measure = read_choice(choice)
    about = ask(_MEASURE, measure=measure)
    values = ask(_VALUES, measure=measure, most=MOST_VALUES)
    left_out = _left_out(about)
    if values.empty:
        nothing = "There is no value of this measure to see from here. Choose another, or stand elsewhere."
        return Seen(NAME, "How does this measure move?", (nothing, *left_out), choice)
    name, unit = str(about["name"].iloc[0]), str(about["unit"].iloc[0]).strip()
    systems = list(values.groupby("system", sort=False))
    shown = systems[:MOST_PANELS]
    runs = [_values(str(system), of_one, unit) for system, of_one in shown]
    places = _places([of_one.iloc[0] for _, of_one in shown])
    several = len(runs) > 1
    long = [place for place, (_, one) in zip(places, shown, strict=True) if one["in_all"].iloc[0] > len(one)]
    if several:
        lead = f"“{name}” in {in_words(len(systems))} systems: a panel each, on its own scale."
        tells = [lead, *(f"{place}: {run.stands_out()}" for place, run in zip(places, runs, strict=True))]
    else:
        tells = [_noted(name, runs[0], places[0]), runs[0].usually(), runs[0].stands_out()]
    if more := len(systems) - len(shown):
        tells.append(f"Stand closer in to see {how_many(more, 'more system')}.")
    if long:
        tells.append(f"Only the latest {MOST_VALUES} values are drawn of {listed(long)}.")
    panels = list(zip(runs, places, strict=True))
    claims = _stretches(panels)
    tells.append(beyond_chance(claims))
    return Seen(
        lens=NAME,
        title=f"How does “{name}”{f' ({unit})' if unit else ''} move?",
        tells=(*tells, *left_out),
        choice=choice,
        spec=marks.runs() if several else marks.run(),
        rows=pd.concat(
            [_with_ways(run.rows(place), _moves(run)) for run, place in panels], ignore_index=True
        ),
        table=pd.concat(
            [_table(run, name, place if several else "") for run, place in panels], ignore_index=True
        ),
        marks=tuple(
            Mark(mark, f"{place}, {words}" if several else words)
            for run, place in panels
            for mark, words in run.marks()
        ),
        notes=how_it_was_drawn(runs),
        claims=claims,
    )


def _fuller_or_quieter(by_day: dict[date, int], run: Run, unit: Unit) -> tuple[Claim, ...]:
    """The times, and the one stretch of times, in which more or less was told than days dealt anew would bring."""
    first, last = min(by_day), max(by_day)
    times = of_times(by_day, unit)
    each_day = sum(by_day.values()) / (last.toordinal() - first.toordinal() + 1)
    found = []
    for point, p in zip(run.points, times.values(), strict=True):
        days = unit.last(point.first).toordinal() - point.first.toordinal() + 1
        more = "More" if point.value > each_day * days else "Less"
        found.append((f"{more} was told {axes.when(point.mark)}: {point.what}.", point.mark, p))
    whole = [point for point in run.points if first <= point.first and unit.last(point.first) <= last]
    if stretch := _stretch(whole):
        area = _area(whole, stretch)
        words = (
            f"{'More' if stretch.higher else 'Less'} was told {axes.when(area)} than in the rest of the time."
        )
        found.append((words, area, stretch.p))
    return _claimed(found)


def _stretches(panels: Sequence[tuple[Run, str]]) -> tuple[Claim, ...]:
    """The stretches of runs that lie higher or lower than the same values in another order would."""
    found = []
    for run, place in panels:
        if stretch := _stretch(run.points):
            area = _area(run.points, stretch)
            where = f"In {place} the" if len(panels) > 1 else "The"
            how = "higher" if stretch.higher else "lower"
            words = f"{where} values lay {how} {axes.when(area)} than in the rest of the time."
            found.append((words, f"{area}@{read_mark(run.points[0].mark).of}", stretch.p))
    return _claimed(found)


def _stretch(points: Sequence[Point]) -> Stretch | None:
    long_enough = LEAST_POINTS <= len(points) <= MOST_VALUES
    return furthest_stretch([point.value for point in points]) if long_enough else None


def _area(points: Sequence[Point], stretch: Stretch) -> str:
    """The time of a stretch as the key of an area."""
    first, last = points[stretch.first], points[stretch.last]
    return f"{first.first.isoformat()}/{last.unit.last(last.first).isoformat()}"


def _claimed(found: Sequence[tuple[str, str, float]], ways: int = 1) -> tuple[Claim, ...]:
    """What is left of what was found (words, mark, p) once all that was looked at, in so many ways, is counted."""
    q = np.minimum(1, ways * benjamini_hochberg([p for _, _, p in found]))
    return tuple(
        Claim(words, mark, float(left))
        for (words, mark, _), left in zip(found, q, strict=True)
        if left <= FALSE_SHARE
    )


def _piles(run: Run) -> pd.DataFrame:
    """A row for every single story, piled up where it was told."""
    return pd.DataFrame(
        [
            {
                "start": axes.milliseconds(point.day),
                "nth": nth + 0.5,
                "value": point.value,
                "mark": point.mark,
                "words": point.words,
            }
            for point in run.points
            for nth in range(int(point.value))
        ]
    )


def _with_ways(rows: pd.DataFrame, ways: dict[str, int]) -> pd.DataFrame:
    """The rows with the way each time went (-1, 0 or 1), from which `other_way` finds its opposite."""
    return rows.assign(way=rows["mark"].map(ways))


def _moves(run: Run) -> dict[str, int]:
    """Which way a measure moved to reach each time; of several values at one time the last move counts."""
    moves = {run.points[0].mark: 0}
    for before, point in pairwise(run.points):
        moves[point.mark] = side(point.value, before.value)
    return moves


def _values(system: str, values: pd.DataFrame, unit_words: str) -> Run:
    """Every value a point of its own, several of one day too, in the order in which they were kept."""
    days = [day.date() for day in values["day"]]
    unit = axes.unit_between(days)
    points = []
    for day, value in zip(days, values["value"], strict=True):
        first = unit.first(day)
        what = f"{number(value)} {unit_words}".strip()
        points.append(Point(day, float(value), f"{unit.key(first)}@{system}", unit, first, what))
    return Run.of(points)


def _places(firsts: list[pd.Series]) -> list[str]:
    """The systems' names; with the wider system's where two are called the same, numbered where that is too."""
    names = [str(one["place"]) for one in firsts]
    return told_apart(
        [
            f"{name}, {one['around']}" if names.count(name) > 1 and isinstance(one["around"], str) else name
            for name, one in zip(names, firsts, strict=True)
        ]
    )


def _noted(name: str, run: Run, place: str) -> str:
    many = len(run.points)
    times = {1: "once", 2: "twice"}.get(many, f"{in_words(many)} times")
    first, last = run.points[0].spoken, run.points[-1].spoken
    span = f"between {first} and {last}" if first != last else f"({first})"
    return f"“{name}” was noted {times} in {place} {span}."


def _table(run: Run, name: str, place: str) -> pd.DataFrame:
    table = run.table("Time", begun(name))
    if place:
        table.insert(0, "System", place)
    return table


def _left_out(counts: pd.DataFrame) -> tuple[str, ...]:
    """What is not drawn and why, as sentences."""
    unreadable, of_lives = int(counts["unreadable"].sum()), int(counts["of_lives"].sum())
    said = []
    if unreadable:
        what = f"{begun(how_many(unreadable, 'value'))} {'is' if unreadable == 1 else 'are'} not drawn:"
        said.append(f"{what} no number, or one too large.")
    if of_lives:
        said.append("Values from people's own lives closer in are not drawn from here.")
    return tuple(said)


def _apart(time: Chosen, chosen: Chosen) -> int:
    """How many days lie between two times; 0 where they meet."""
    return max((time.since - chosen.until).days, (chosen.since - time.until).days, 0)
