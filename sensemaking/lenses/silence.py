"""Silence: who have we not heard?

Looks at kinds of voice, stages of a cycle and themes that were heard in earlier cycles and are not heard now, at kinds
of voice that were never heard, and at home at weeks without a word. Draws each as a hollow ring with the question it
asks; opens the last that was heard of it. Never says which systems are silent, and counts nobody.

Fools people when: they were heard and it may not be read from here; nobody said as whom they spoke; a theme was not
given though it was spoken of; nobody was there to be asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from sensemaking.charts import over_cycles
from sensemaking.charts.axes import Unit
from sensemaking.lenses import Ask, Choice, Mark, Opening, Seen, _chain
from sensemaking.lenses._chain import HEARD, Along
from sensemaking.model.chain import Link
from sensemaking.model.counting import begun, how_many, in_words, listed, told_apart
from sensemaking.model.cycle import Stage
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Voice
from sensemaking.model.refusal import Refusal

NAME = "silence"
TITLE = "Who have we not heard?"
CANNOT_SAY = (
    "It cannot say that nobody spoke: it says what can be read from here. Words that stay closer in, voices that were "
    "not named and what was said aloud and never written are not in it. Silence is no answer, and nobody owes us one."
)
SILENT_UNDER = (
    "This view claims nothing beyond chance, however often those who told are dealt anew, in twenty of twenty deals: "
    "that something is not heard is drawn as a question, and any of it may be chance."
)

_NAMES = "select t.id, t.name from themes as t order by lower(t.name), t.id"
_WHO = f"""{HEARD}
select nth, voice, null::uuid as theme, count(*) as tellers
from (select distinct nth, voice, who from heard) group by nth, voice
union all
select nth, null, theme, count(*)
from (select distinct nth, unnest(themes) as theme, who from heard) group by nth, theme
"""
_DAYS = f"{HEARD} select distinct day from heard where nth = $nth and at_home order by day"
_LATEST = """
select o.id from (
    select o.id, o.day from chosen as o qualify row_number() over (order by o.day desc, o.id desc) <= $latest
) as o
order by o.day, o.id
"""
_SPEAKS = """case
    when $voice::varchar is not null then voice = $voice::varchar
    when $theme::uuid is not null then list_contains(themes, $theme::uuid)
    else true
end"""
_LAST = f"""{HEARD},
chosen as (select id, day from heard where nth = $nth and coalesce({_SPEAKS}, false))
{_LATEST}"""
_INSTEAD = f"""{HEARD},
answered as (select distinct question from heard where nth = $nth and coalesce({_SPEAKS}, false)),
alike as (select id, day from heard where nth = $now and question in (select question from answered)),
chosen as (
    select id, day from alike
    union all
    select id, day from heard where nth = $now and not exists (select 1 from alike)
)
{_LATEST}"""
_BEFORE = f"""{HEARD},
chosen as (select id, day from heard where at_home and nth = $nth and day < $gap_begins::date)
{_LATEST}"""
_AFTER = f"""{HEARD}
select o.id from (
    select id, day from heard as o where at_home and nth = $nth and day > $gap_ends::date
    qualify row_number() over (order by o.day, o.id) <= $latest
) as o
order by o.day, o.id
"""

LATEST = 12
"""So many of the last stories are behind a ring."""

MOST_THEMES, MOST_GAPS, LEAST_WEEKS = 6, 3, 3
"""How many themes, and times without a word, are drawn; how many whole weeks such a time has at least."""

_LETTERS, _LINES = 38, 3

_STAGES = {
    Stage.SHARED_PURPOSE: "we asked again what this is for",
    Stage.UNDERSTAND: "we went back to understanding the system",
    Stage.CO_DESIGN: "we designed something together again",
    Stage.EXPLORE: "we tried something again, and asked",
    Stage.EMBED: "we asked what has become part of everyday work",
}
_FROM_HERE = (
    "This is what can be read from here; somebody may have spoken elsewhere. Any of it may be chance."
)
_NO_VOICES = (
    "Nobody here has said as whom they speak, so which kinds of voice are missing cannot be seen. It can be said when "
    "something is noticed."
)
_ALL_HEARD = "As far as can be read from here, whoever was heard earlier is heard now. Who was never asked?"
_HOW_VOICES = (
    "A kind of voice is as whom the teller says they speak. Where it was not said, it counts as none. Kinds that were "
    "never heard are drawn too, once anybody has said as whom they speak."
)
_HOW_STAGES = (
    "A cycle keeps the stages it says it is in, not their days. A stage counts as heard where a cycle names it and "
    "something was told in that cycle."
)
_HOW_WEEKS = (
    f"A time without a word is at least {in_words(LEAST_WEEKS)} whole weeks, between others with something told in the "
    "very system where you stand. It is shown to that system alone."
)


@dataclass(frozen=True)
class _Absent:
    """One thing that is not heard: what it is in words, whom to ask, when it was heard last, and what it opens."""

    key: str
    name: str
    asks: str
    last: str
    opens: tuple[Opening, Opening]

    @property
    def words(self) -> str:
        return f"{self.name}: {self.last}"


def choices(ask: Ask) -> list[Choice]:
    """Nothing is chosen here: nobody looks into the silences of a system from beyond it."""
    return [Choice("", TITLE)]


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """A hollow ring for each kind of voice, stage, theme or time that is not heard now."""
    looked = _chain.along(ask, focus, choice, at_home=True)

    def nothing(words: str) -> Seen:
        return Seen(NAME, TITLE, (words,), choice)

    if ask(_chain.ANYTHING_TOLD).empty:
        return nothing(_chain.NOTHING)
    if looked is None and choice:
        return nothing(_chain.NO_SUCH_CHAIN)
    if looked is None or focus.cycle:
        looked = _chain.so_far(focus)
    who = ask(_WHO, **looked.params)
    there = sorted(who["nth"].unique().tolist())
    if not there:
        return nothing("Nothing that can be read from here was told in these cycles. Whom could we ask?")
    now, before = there[-1], there[:-1]
    themes, more = _themes(ask, who, looked, now)
    absent = [
        *_voices(who, looked, now),
        *_stages(looked, now, before),
        *themes,
        *(_gaps(ask, looked, now) if looked.at_home else ()),
    ]
    if not absent:
        said = () if who["voice"].notna().any() else (_NO_VOICES,)
        return Seen(
            NAME, TITLE, (_ALL_HEARD if before else _nothing_earlier(looked.links[now]), *said), choice
        )
    heard = [begun(one) for one in Voice if one in set(who.loc[who["nth"] == now, "voice"].dropna())]
    tells = [
        f"{_rings(len(absent))} not heard {looked.links[now].when}. Each asks for somebody.",
        _FROM_HERE,
        f"Heard: {listed(heard).lower()}." if heard else "",
        "" if who["voice"].notna().any() else _NO_VOICES,
        f"{begun(how_many(more, 'more theme'))} that {'was' if more == 1 else 'were'} heard earlier cannot be read now."
        if more
        else "",
        *(f"Nothing that can be read from here was told {link.when}." for link in looked.links[now + 1 :]),
    ]
    return Seen(
        lens=NAME,
        title=TITLE,
        tells=tuple(filter(None, tells)),
        choice=looked.key,
        spec=over_cycles.absences(len(absent)),
        rows=pd.DataFrame([row for one in absent for row in _rows(one)]),
        table=pd.DataFrame(
            [(one.name, begun(one.last), one.asks) for one in absent],
            columns=["What is not heard", "Until when", "What it asks"],
        ),
        marks=tuple(Mark(one.key, one.words) for one in absent),
        notes=(_HOW_VOICES, _HOW_STAGES, *((_HOW_WEEKS,) if looked.at_home else ()), _chain.BELONGS),
        at_first=absent[0].key,
        opens={one.key: one.opens for one in absent},
    )


def behind(seen: Seen, mark: str) -> Opening:
    """The last that was heard of it."""
    return _both(seen, mark)[0]


def other_way(seen: Seen, mark: str) -> Opening:
    """What is heard in its place: told now, in answer to the same question; after weeks without a word, the next."""
    return _both(seen, mark)[1]


def _both(seen: Seen, mark: str) -> tuple[Opening, Opening]:
    if mark not in seen.opens:
        raise Refusal("This view has no such mark.", try_next="Choose another.")
    return seen.opens[mark]


def _voices(who: pd.DataFrame, looked: Along, now: int) -> Iterator[_Absent]:
    """The kinds of voice that are not heard now, once anybody has said as whom they speak."""
    said = who[who["voice"].notna()]
    if said.empty:
        return
    for voice in Voice:
        heard = said.loc[said["voice"] == voice, "nth"]
        if now not in set(heard):
            yield _absent(
                f"voice-{voice.name.lower().replace('_', '-')}",
                f"A voice: {voice}",
                f"we asked {voice}",
                looked,
                now,
                int(heard.max()) if len(heard) else None,
                voice=str(voice),
            )


def _stages(looked: Along, now: int, before: Sequence[int]) -> Iterator[_Absent]:
    """The stages that an earlier cycle names, in which something was told, and this one does not."""
    for stage in Stage:
        heard = [nth for nth in before if stage in looked.links[nth].stages]
        if heard and stage not in looked.links[now].stages:
            key, name = f"stage-{stage.name.lower().replace('_', '-')}", f"A stage: {stage}"
            yield _absent(key, name, _STAGES[stage], looked, now, heard[-1])


def _themes(ask: Ask, who: pd.DataFrame, looked: Along, now: int) -> tuple[list[_Absent], int]:
    """The themes that were heard earlier and are not heard now, in the alphabet's order; how many more there are.

    How many spoke of them chooses which.
    """
    given = who[who["theme"].notna()]
    earlier = given[~given["theme"].isin(set(given.loc[given["nth"] == now, "theme"]))]
    earlier = earlier[earlier["nth"] < now]
    often = earlier.groupby("theme")["tellers"].sum().sort_values(ascending=False, kind="stable")
    shown = set(often.index[:MOST_THEMES])
    if not shown:
        return [], 0
    names = [(one, str(name)) for one, name in ask(_NAMES).itertuples(index=False) if one in shown]
    titles = told_apart([name for _, name in names])
    last = earlier.groupby("theme")["nth"].max()
    found = [
        _absent(
            str(theme),
            f"A theme: {title}",
            f"we asked about “{title}” again",
            looked,
            now,
            int(last[theme]),
            theme=theme,
        )
        for (theme, _), title in zip(names, titles, strict=True)
    ]
    return found, len(often) - len(found)


def _gaps(ask: Ask, looked: Along, now: int) -> list[_Absent]:
    """The latest times of several whole weeks without a word, in the order of time."""
    days = [day.date() for day in ask(_DAYS, **looked.params, nth=now)["day"]]
    found = []
    for last, following in pairwise(days):
        since = last + timedelta(days=7 - last.weekday())
        until = following - timedelta(days=following.weekday() + 1)
        if (until - since).days + 1 >= 7 * LEAST_WEEKS:
            found.append(_gap(since, until, last, looked, now))
    return found[-MOST_GAPS:]


def _gap(since: date, until: date, last: date, looked: Along, now: int) -> _Absent:
    weeks = f"{Unit.DAY.words(since)} to {Unit.DAY.words(until)}"
    params = looked.params | {"nth": now, "latest": LATEST}
    return _Absent(
        f"weeks-{since.isoformat()}",
        f"A time: {weeks}",
        _asks(f"we asked about the weeks from {weeks}"),
        f"something was told on {Unit.DAY.words(last)}, and nothing after it for some weeks",
        (
            Opening("The last that was told before these weeks.", _BEFORE, params | {"gap_begins": since}),
            Opening(
                "Another way it went: the next that was told, after them.",
                _AFTER,
                params | {"gap_ends": until},
            ),
        ),
    )


def _absent(key: str, name: str, asks: str, looked: Along, now: int, last: int | None, **of: Any) -> _Absent:
    """Something that is not heard now, and was heard last in the link `last`; `of` is its voice or theme."""
    link = looked.links[last] if last is not None else None
    params = looked.params | {"voice": None, "theme": None, "latest": LATEST} | of
    params |= {"nth": -1 if last is None else last}
    heard = f"heard last {link.when}" if link else "not heard yet"
    behind = Opening(
        f"{name}. The last that was heard, told {link.when}." if link else f"{name}. Nobody yet, from here.",
        _LAST,
        params,
        counted=looked.at_home,
    )
    another = Opening(
        f"Another way it went: heard {looked.links[now].when}, in answer to the same question where there is any.",
        _INSTEAD,
        params | {"now": now},
        counted=looked.at_home,
    )
    return _Absent(key, name, _asks(asks), heard, (behind, another))


def _asks(what: str) -> str:
    return f"Whose story would we hear if {what}?"


def _rows(one: _Absent) -> list[dict[str, Any]]:
    empty = {"row": one.key, "area": 0.0, "mark": "", "words": "", "label": ""}
    asks = over_cycles.in_lines(one.asks, _LETTERS, _LINES)
    return [
        empty | {"part": "row", "rise": 0.14, "label": one.name},
        empty | {"part": "hollow", "rise": 0.34, "area": 620.0, "mark": one.key, "words": one.words},
        empty | {"part": "asks", "rise": 0.3, "label": asks},
    ]


def _rings(many: int) -> str:
    if many == 1:
        return "A hollow ring for the one kind of voice, stage, theme or time that is"
    return f"{begun(in_words(many))} hollow rings, one for each kind of voice, stage, theme or time that is"


def _nothing_earlier(link: Link) -> str:
    return (
        f"There is nothing earlier to set beside what was told {link.when}, so who is no longer heard cannot be seen "
        "yet. Who was not in the room?"
    )
