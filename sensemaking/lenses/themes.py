"""Themes: what is talked about, and when?

Looks at the themes people gave to stories, over time, in small panels on one common scale and in the alphabet's
order; or at one theme as a run with its own usual variation. Opens the stories of a theme in a time.

Fools people when: a theme is given by one eager reader only; stories carry several themes, so panels overlap; a
panel of a few stories looks like a change; what nobody has a word for is not drawn.
"""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd

from sensemaking.charts import axes, marks
from sensemaking.charts.axes import Unit
from sensemaking.charts.chance import FALSE_SHARE, benjamini_hochberg, dealt_anew
from sensemaking.charts.run import Point, Run, counted, how_it_was_drawn
from sensemaking.charts.style import hue_of
from sensemaking.charts.variation import LEAST_POINTS
from sensemaking.lenses import (
    Ask,
    Choice,
    Claim,
    Mark,
    Opening,
    Seen,
    beyond_chance,
    read_choice,
    read_mark,
)
from sensemaking.model.counting import begun, how_many, in_words, listed, told_apart
from sensemaking.model.focus import Focus

NAME = "themes"
TITLE = "What is talked about, and when?"
CANNOT_SAY = (
    "It cannot say how much anything weighs in somebody's life, nor what nobody has found words for yet. "
    "A story may carry several themes or none, and a panel of few stories may look as it does by chance."
)
SILENT_UNDER = (
    "Suppose it were mere chance when a theme is spoken of: tellers, each with all the themes of what they told, are "
    "dealt anew to the times in which the same question was answered. Then this view claims nothing in at least "
    "nineteen of twenty such deals."
)

_SPAN = """
select min(day) as since, max(day) as until, count(*) as stories,
    count(*) filter (where len(themes) = 0) as bare
from observations where kind <> 'measure'
"""
_THEMES = """
select t.id, t.name
from (
    select distinct theme from (select unnest(themes) as theme from observations where kind <> 'measure')
) as given
join themes as t on t.id = given.theme
order by lower(t.name), t.id
"""
_CELLS = """
select c.theme, t.name, c.start, c.stories
from (
    select theme, start, count(*) as stories
    from (
        select unnest(themes) as theme, date_trunc($unit, day)::date as start
        from observations where kind <> 'measure'
    )
    group by theme, start
) as c
join themes as t on t.id = c.theme
order by lower(t.name), c.theme, c.start
"""
_ONE = """
select o.day, count(*) as stories, t.name
from observations as o
join themes as t on t.id = $theme::uuid
where o.kind <> 'measure' and list_contains(o.themes, t.id)
group by o.day, t.name
order by o.day
"""
_TELLERS = """
select start, prompt, count(*) as tellers
from (
    select distinct date_trunc($unit, day)::date as start, prompt, hash(coalesce(teller, id::varchar)) as teller
    from observations where kind <> 'measure'
)
group by start, prompt
"""
_SPOKE = """
select start, prompt, theme, count(*) as tellers
from (
    select distinct date_trunc($unit, day)::date as start, prompt, unnest(themes) as theme,
        hash(coalesce(teller, id::varchar)) as teller
    from observations where kind <> 'measure' and list_has_any(themes, $shown::uuid[])
)
where list_contains($shown::uuid[], theme)
group by start, prompt, theme
"""
_BEHIND = """
select id from observations
where kind <> 'measure' and day between $since::date and $until::date
    and ($theme::uuid is null or list_contains(themes, $theme::uuid))
order by day, id
"""
_SELDOM_BESIDE = """
with beside as (
    select id, day, unnest(themes) as other from observations
    where kind <> 'measure' and list_contains(themes, $theme::uuid)
),
often as (
    select other, count(*) as together from beside where other <> $theme::uuid group by other
),
of_that_time as (
    select b.id, b.day, min(o.together) as seldom
    from beside as b join often as o on o.other = b.other
    where b.day between $since::date and $until::date
    group by b.id, b.day
)
select id from (
    select id, day from of_that_time where seldom = (select min(seldom) from of_that_time)
    union all
    select id, day from observations
    where kind <> 'measure' and day between $since::date and $until::date
        and not list_contains(themes, $theme::uuid) and not exists (select 1 from of_that_time)
)
order by day, id
"""
_BARE = """
select id from observations
where kind <> 'measure' and day between $since::date and $until::date and len(themes) = 0
order by day, id
"""

MOST_PANELS = 12
FEW = 5

_RINGS = "A ring marks a time in which a theme was spoken of by more or fewer people than chance would give."
_GIVEN = "Themes are words that people gave to stories; one story may carry several."


def choices(ask: Ask) -> list[Choice]:
    """All themes together, then each one that is visible here, in the alphabet's order."""
    themes = ask(_THEMES)
    return [
        Choice("", "All themes"),
        *(Choice(str(one), str(name)) for one, name in zip(themes["id"], themes["name"], strict=True)),
    ]


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """A panel for each theme, or one theme's own run."""
    return _one(ask, choice) if choice else _all(ask)


def behind(seen: Seen, mark: str) -> Opening:
    """The stories that carry the theme in that time; all of that time where an area holds every theme."""
    chosen = read_mark(mark)
    theme = _theme(seen, chosen.of)
    carrying = f" and carries the theme {_name(seen, theme)}" if theme else ""
    return Opening(
        f"What was told {axes.when(chosen.time)}{carrying}.",
        _BEHIND,
        {"since": chosen.since, "until": chosen.until, "theme": theme},
    )


def other_way(seen: Seen, mark: str) -> Opening:
    """Stories of that time that carry the theme beside one it is seldom found with; of an area, those without any."""
    chosen = read_mark(mark)
    theme = _theme(seen, chosen.of)
    when: dict[str, Any] = {"since": chosen.since, "until": chosen.until}
    if theme is None:
        return Opening(f"Another way it went: told {axes.when(chosen.time)}, without any theme.", _BARE, when)
    return Opening(
        f"Another way it went: told {axes.when(chosen.time)}, with the theme {_name(seen, theme)} "
        "beside one it is most seldom found with; where there is none, without it.",
        _SELDOM_BESIDE,
        when | {"theme": theme},
    )


def _all(ask: Ask) -> Seen:
    span = ask(_SPAN).iloc[0]
    stories, bare = int(span["stories"]), int(span["bare"])
    if not stories:
        nothing = "Nothing has been told here yet. What happened this week that surprised you?"
        return Seen(NAME, TITLE, (nothing,))
    first, last = span["since"].date(), span["until"].date()
    unit = axes.unit_of(first, last, weeks=26)
    cells = ask(_CELLS, unit=unit.value)
    if cells.empty:
        told = f"{begun(how_many(stories, 'story'))} {_carry(stories)} no theme yet."
        return Seen(NAME, TITLE, (f"{told} Read a few together: what would you call what they speak of?",))
    often = cells.groupby("theme", sort=False)["stories"].sum()
    names = dict(zip(cells["theme"], cells["name"], strict=True))
    # How much is told chooses which themes have a panel; the alphabet orders them.
    spoken_of_most = set(often.sort_values(ascending=False, kind="stable").index[:MOST_PANELS])
    shown = [theme for theme in often.index if theme in spoken_of_most]
    called = dict(zip(shown, told_apart([str(names[theme]) for theme in shown]), strict=True))
    times = unit.each(first, last)
    runs = {}
    for theme, of_one in cells[cells["theme"].isin(shown)].groupby("theme", sort=False):
        counts = dict(zip((start.date() for start in of_one["start"]), of_one["stories"], strict=True))
        runs[theme] = counted({start: int(counts.get(start, 0)) for start in times}, unit, f"@{theme}")
    # A line through single stories would draw waves where there are only a few dots.
    joined = len(times) >= LEAST_POINTS and int(cells["stories"].max()) >= FEW
    tells = [f"{_panels(len(shown))} carry it, {unit} by {unit} {_from_to(unit, times)}."]
    claims = claimed(ask, unit, dict(zip(shown, (str(names[theme]) for theme in shown), strict=True)))
    ringed = {claim.mark for claim in claims}
    tells.append(beyond_chance(claims))
    if everywhere := [f"“{names[theme]}”" for theme in often.index if often[theme] == stories]:
        tells.append(f"Every story here carries {listed(everywhere)}.")
    if bare:
        tells.append(f"{begun(how_many(bare, 'story'))} of {stories:,} {_carry(bare)} no theme yet.")
    if more := len(often) - len(shown):
        tells.append(f"{begun(how_many(more, 'more theme'))} can be chosen by name.")
    return Seen(
        lens=NAME,
        title=f"What is talked about, {unit} by {unit}?",
        tells=tuple(tells),
        spec=marks.themes(joined),
        rows=pd.concat(
            [_panel(run, called[theme], str(names[theme]), ringed) for theme, run in runs.items()],
            ignore_index=True,
        ),
        table=pd.DataFrame(
            {called[theme]: [int(point.value) for point in run.points] for theme, run in runs.items()},
            index=pd.Index([begun(unit.words(start)) for start in times], name=begun(unit)),
        ).reset_index(),
        marks=tuple(
            Mark(point.mark, f"{called[theme]}, {_words(point, ringed)}")
            for theme, run in runs.items()
            for point in run.points
            if point.value or point.mark in ringed
        ),
        notes=(_GIVEN, _RINGS, "All panels have one common scale."),
        claims=claims,
    )


def _one(ask: Ask, choice: str) -> Seen:
    theme = read_choice(choice)
    told = ask(_ONE, theme=theme)
    if told.empty:
        return Seen(NAME, "When is this talked about?", ("No story here carries this theme.",), choice)
    name = str(told["name"].iloc[0])
    days = [day.date() for day in told["day"]]
    unit = axes.unit_of(days[0], days[-1])
    often: Counter[date] = Counter()
    for day, stories in zip(days, told["stories"], strict=True):
        often[unit.first(day)] += int(stories)
    run = counted(often, unit, f"@{theme}")
    first, last = Unit.DAY.words(days[0]), Unit.DAY.words(days[-1])
    span = f"between {first} and {last}" if first != last else f"on {first}"
    total = often.total()
    claims = claimed(ask, unit, {theme: name})
    return Seen(
        lens=NAME,
        title=f"When is “{name}” talked about, {unit} by {unit}?",
        tells=(
            f"{begun(how_many(total, 'story'))} {_carry(total)} the theme “{name}”, told {span}.",
            run.usually(floor=0),
            run.stands_out(),
            beyond_chance(claims),
        ),
        choice=choice,
        spec=marks.run(whole=True),
        rows=run.rows(name, floor=0),
        table=run.table(begun(unit), "Stories"),
        marks=tuple(Mark(*one) for one in run.marks()),
        notes=(*how_it_was_drawn([run]), _GIVEN),
        claims=claims,
    )


def claimed(ask: Ask, unit: Unit, names: dict[UUID, str]) -> tuple[Claim, ...]:
    """The times in which more or fewer tellers spoke of these themes than chance gives, theme by theme."""
    tellers, spoke = ask(_TELLERS, unit=unit.value), ask(_SPOKE, unit=unit.value, shown=list(names))
    times = pd.Index(tellers["start"].unique(), name="start").sort_values()
    prompts, shown = pd.Index(tellers["prompt"].unique(), name="prompt"), pd.Index(list(names), name="theme")
    told, often, here = (
        _added(tellers, times, prompts),
        _added(spoke, prompts, shown),
        _added(spoke, times, shown),
    )
    q = benjamini_hochberg(dealt_anew(told, often, here).ravel()).reshape(here.shape)
    usual = told @ (often / told.sum(axis=0)[:, None])
    claims = []
    for of, (theme, name) in enumerate(names.items()):
        for at in np.flatnonzero(q[:, of] <= FALSE_SHARE):
            start, spoken = times[at].date(), int(here[at, of])
            more = "more" if spoken > usual[at, of] else "less"
            of_all = f"{in_words(spoken)} of {how_many(int(told[at].sum()), 'teller')}"
            words = f"“{name}” was spoken of {more} {axes.when(unit.key(start))}, by {of_all}."
            claims.append(Claim(words, f"{unit.key(start)}@{theme}", float(q[at, of])))
    return tuple(claims)


def _added(counts: pd.DataFrame, rows: pd.Index, columns: pd.Index) -> np.ndarray:
    """A table of how many tellers there are of each of these, by the columns that the two are named after."""
    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    at = tuple(one.get_indexer(pd.Index(counts[one.name])) for one in (rows, columns))
    np.add.at(table, at, counts["tellers"].to_numpy(dtype=np.int64))
    return table


def _panel(run: Run, title: str, name: str, ringed: set[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "panel": marks.panel_title(title),
            "hue": hue_of(name),
            "start": [axes.milliseconds(point.day) for point in run.points],
            "stories": [int(point.value) for point in run.points],
            "claimed": [point.mark in ringed for point in run.points],
            "mark": [point.mark for point in run.points],
            "words": [_words(point, ringed) for point in run.points],
        }
    )


def _words(point: Point, ringed: set[str]) -> str:
    return f"{point.words}; beyond chance" if point.mark in ringed else point.words


def _theme(seen: Seen, of: UUID | None) -> UUID | None:
    return of or (read_choice(seen.choice) if seen.choice else None)


def _name(seen: Seen, theme: UUID) -> str:
    rows = seen.rows
    named = rows.loc[rows["mark"].str.endswith(f"@{theme}"), "panel"] if len(rows) else rows
    return f"“{' '.join(str(named.iloc[0]).split())}”" if len(named) else "chosen"


def _panels(many: int) -> str:
    if many == 1:
        return "One small chart, of the one theme there is, shows how many stories"
    return f"{begun(in_words(many))} small charts, one for each theme in the alphabet's order, show how many stories"


def _from_to(unit: Unit, times: list[date]) -> str:
    first, last = unit.spoken(times[0]), unit.spoken(times[-1])
    return f"from {first} to {last}" if len(times) > 1 else f"({first})"


def _carry(stories: int) -> str:
    return "carries" if stories == 1 else "carry"
