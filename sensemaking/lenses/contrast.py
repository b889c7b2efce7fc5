"""Contrast: where do the systems at this scale differ in what is spoken of?

Looks at the share of those who told who speak of each theme, system by system, in the stack's own order, each with
its uncertainty, beside the share elsewhere. What is told closer in counts to the system around it; people's own lives
are never compared. Names a difference only where it survives a check against chance over every place where a system
and a theme meet. A theme that is spoken of in one system only is shown without that system's name.

A teller counts once in a system, however often they told there, and speaks of a theme if any of their stories there
carries it; somebody who told in two systems counts once in each; a story without a teller is a teller of its own.
Tellers are set beside those who answered the same questions equally often, so that neither a question that only some
systems asked nor people who tell a lot look like a difference.

Fools people when: one eager reader gave a theme in one system and nobody did in another; who was asked differs
from system to system; a difference is real and small, and nothing is named; few people told.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd

from sensemaking.charts import marks
from sensemaking.charts.chance import FALSE_SHARE, benjamini_hochberg, dealt_anew, likely
from sensemaking.charts.style import hue_of
from sensemaking.lenses import (
    MOST_CLAIMS_TOLD,
    Ask,
    Choice,
    Claim,
    Mark,
    Opening,
    Seen,
    beyond_chance,
    read_choice,
)
from sensemaking.model.counting import begun, how_many, in_words, listed, told_apart
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

NAME = "contrast"
TITLE = "Where do systems differ in what is spoken of?"
CANNOT_SAY = (
    "It cannot say why people speak of different things, nor that one place is as another should be. Who was asked, "
    "by whom and when differs too. What is seldom told may still matter most."
)
SILENT_UNDER = (
    "Suppose it were mere chance who told in which system: those who told are dealt out among the systems by lot, each "
    "with all that they said, and only among those who answered the same questions equally often. Then this view "
    "claims nothing in at least nineteen of twenty such deals."
)

# Every story counts to what was around its system when it was told.
_AROUND = "join nested as around on around.system = o.system and around.since = o.nested_since"

_SCALES = f"""
select around.scale, count(distinct around.place) as places,
    (select scale from systems where id = $here::uuid) as here
from (select distinct system, nested_since from observations where kind <> 'measure') as o
{_AROUND}
group by around.scale
"""
# A stratum is the same for tellers who answered the same questions equally often; from eight times on, about so.
_TELLERS = f"""
with heard as (
    select around.place, hash(o.prompt) as question, o.themes,
        hash(around.place, case when o.teller is null then hash(o.id) else hash(o.teller) end) as who
    from observations as o {_AROUND}
    where o.kind <> 'measure' and around.scale = $scale
),
tellers as materialized (
    select who, any_value(place) as place,
        sum(hash(question, floor(4 * log2(stories))) // 4294967296)::double as stratum
    from (
        select who, question, any_value(place) as place, count(*) as stories from heard group by who, question
    )
    group by who
),
speaking as (select distinct who, theme from (select who, unnest(themes) as theme from heard)),
counted as (
    select place, stratum, null::uuid as theme, count(*) as tellers from tellers group by place, stratum
    union all
    select place, stratum, theme, count(*) from speaking join tellers using (who) group by place, stratum, theme
)
select list_position($places::uuid[], place) - 1 as place, stratum,
    coalesce(list_position($themes::uuid[], theme) - 1, -1) as theme, tellers
from counted
"""
_PLACES = """
select s.id, s.name, p.name as around
from systems as s left join systems as p on p.id = s.parent
where s.scale = $scale
order by lower(s.name), s.id
"""
_THEMES = """
select t.id, t.name
from (
    select distinct theme from (select unnest(themes) as theme from observations where kind <> 'measure')
) as given
join themes as t on t.id = given.theme
order by lower(t.name), t.id
"""
_BEHIND = f"""
select o.id
from observations as o {_AROUND}
where o.kind <> 'measure' and around.scale = $scale and list_contains(o.themes, $theme::uuid)
    and ($place::uuid is null or around.place = $place::uuid)
order by o.day, o.id
"""
_WITHOUT = f"""
with heard as (
    select o.id, o.day, o.prompt, around.place, list_contains(o.themes, $theme::uuid) as speaks
    from observations as o {_AROUND}
    where o.kind <> 'measure' and around.scale = $scale
),
here as (select * from heard where $place::uuid is null or place = $place::uuid),
asked as (select distinct prompt from here where speaks)
select o.id
from (
    select id, day from here where not speaks and prompt in (select prompt from asked)
    union all
    select id, day from heard where speaks and not exists (select 1 from asked)
) as o
order by o.day, o.id
"""

LEAST_TELLERS = 5
"""With fewer than this, a system's own share says more about single people than about what is spoken of there."""

MOST_PANELS, MOST_NAMED, MOST_ON_AN_AXIS, MOST_LISTED = 12, 5, 40, 400
"""How many themes have a panel, how many systems are named in each, or on one theme's axis; how long a list may be."""

_ROOM_FOR_A_NAME, _FURTHEST_FROM_ITS_MARK = 0.11, 0.06
_NAMES_IN_A_PANEL = 8

_ALONE = "There is nothing closer in to compare here. Stand wider, and look at the systems side by side."
_LIVES = "Closer in from here are people's own lives, and those are not compared with one another."
_NOTHING = "Nothing has been told here yet. What happened this week that surprised you?"
_HOW = (
    "A teller counts once in a system, however often they told there, and speaks of a theme if any of their stories "
    "there carries it. A story without a teller counts as a teller of its own."
)
_BESIDE = (
    "Elsewhere are the other systems at this scale: the share there among those who answered the same questions "
    "equally often. What only one system was asked is not set beside anything, and is left out."
)
_BAND = (
    "The soft band is where the share lies nineteen times in twenty if those who told are a few of many (Wilson's "
    "interval). With many bands side by side, some miss the line by chance alone."
)
_SYSTEM_ORDER = (
    "Systems stand in the alphabet's order, which is the same in every small chart; none is before another."
)


@dataclass(frozen=True, eq=False)
class _Compared:
    """Systems and themes set side by side; each number is of tellers. `q` says what is left of chance.

    `share`, `elsewhere`, `lower` and `upper` are from 0 to 1; all arrays are [system, theme], their names in order.
    """

    scale: Scale
    places: list[tuple[UUID, str]]
    themes: list[tuple[UUID, str]]
    share: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    elsewhere: np.ndarray
    often: np.ndarray
    q: np.ndarray
    only_here: np.ndarray
    looked_at: int
    too_few: int

    @property
    def claimed(self) -> np.ndarray:
        """Which cells are beyond chance."""
        return np.asarray(self.q <= FALSE_SHARE)


def choices(ask: Ask) -> list[Choice]:
    """All themes together, then each one that is visible here, in the alphabet's order."""
    themes = ask(_THEMES)
    return [
        Choice("", "All themes"),
        *(Choice(str(one), str(name)) for one, name in zip(themes["id"], themes["name"], strict=True)),
    ]


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """The systems at the focus's scale side by side, for every theme in a small chart or for one theme by name."""
    chosen = read_choice(choice) if choice else None
    told = ask(_SCALES, here=focus.system)
    if told.empty:
        return Seen(NAME, TITLE, (_NOTHING,), choice)
    found = {Scale(int(one)): int(many) for one, many in zip(told["scale"], told["places"], strict=True)}
    closer_in = [one for one in sorted(found, reverse=True) if one < int(told["here"].iloc[0])]
    scales = tuple(one for one in closer_in if one is not Scale.PERSON)
    # The next one closer in; past a single system, which has nothing beside it, to where there are several.
    scale = focus.scale or next((one for one in scales if found[one] > 1), next(iter(scales), None))

    def nothing(words: str, stand_wider: bool = False) -> Seen:
        known = scale if scale in scales else None
        return Seen(NAME, TITLE, (words,), choice, scales=scales, scale=known, stand_wider=stand_wider)

    if scale is Scale.PERSON or (scale is None and closer_in):
        return nothing(_LIVES, stand_wider=True)
    if scale is None:
        return nothing(_ALONE, stand_wider=True)
    if scale not in scales:
        return nothing(f"Nothing that is visible from here was told in a {scale.word} closer in.")
    if found[scale] == 1:
        return nothing(
            f"Only one {scale.word} is heard from here, so there is nothing to set beside it.", True
        )
    compared = _compared(ask, scale)
    if isinstance(compared, str):
        return nothing(compared)
    if chosen and all(theme != chosen for theme, _ in compared.themes):
        return nothing("None of those who can be set side by side here speaks of this theme.")
    return _drawn(compared, chosen, scales)


def behind(seen: Seen, mark: str) -> Opening:
    """The stories of that system, closer in included, that carry the theme; of all of them where none is named."""
    return _opening(seen, mark, "What was told{there} and carries the theme {theme}.", _BEHIND)


def other_way(seen: Seen, mark: str) -> Opening:
    """Stories of that system without the theme, though they answer a question in answer to which others carry it."""
    words = "Another way it went: told{there} in answer to the same question, without the theme {theme}"
    elsewhere = "; where nobody there speaks of it, told elsewhere and with it"
    return _opening(seen, mark, f"{words}{elsewhere if mark[:1] != '@' else ''}.", _WITHOUT)


def _opening(seen: Seen, mark: str, words: str, sql: str) -> Opening:
    place, at, theme = mark.partition("@")
    try:
        of, where = UUID(theme), UUID(place) if place else None
    except ValueError as unreadable:
        raise Refusal("This view has no such mark.", try_next="Choose another.") from unreadable
    if seen.scale is None or not at:
        raise Refusal("This view has no such mark.", try_next="Choose another.")
    rows = seen.rows
    named = rows.loc[rows["mark"].str.endswith(f"@{theme}"), "theme"]
    here = rows.loc[rows["mark"].str.startswith(f"{where}@"), "name"]
    there = f" in {here.iloc[0]}" if len(here) else " there" if where else ""
    return Opening(
        words.format(there=there, theme=f"“{named.iloc[0]}”" if len(named) else "chosen"),
        sql,
        {"scale": int(seen.scale), "theme": of, "place": where},
        counted=where is None,
    )


def _compared(ask: Ask, scale: Scale) -> _Compared | str:
    """The systems of a scale set side by side, or in words why they cannot be."""
    systems, given = ask(_PLACES, scale=int(scale)), ask(_THEMES)
    counts = ask(_TELLERS, scale=int(scale), places=list(systems["id"]), themes=list(given["id"]))
    heard, place = np.unique(counts["place"], return_inverse=True)
    systems = systems.iloc[heard]
    places = list(zip(systems["id"], _told_apart(systems), strict=True))
    themes = [(one, str(name)) for one, name in zip(given["id"], given["name"], strict=True)]
    theme = counts["theme"].to_numpy()
    speaking = theme >= 0
    if not speaking.any():
        return (
            f"What was told in these {scale.plural} carries no theme yet. Read a few stories together: what would "
            "you call what they speak of?"
        )
    stratum, strata = pd.factorize(counts["stratum"])
    tellers, spoken = counts["tellers"].to_numpy(), counts["tellers"][speaking].to_numpy()
    of_place, of_stratum, theme = place[speaking], stratum[speaking], theme[speaking]
    told = _added(place[~speaking], stratum[~speaking], tellers[~speaking], (len(places), len(strata)))
    in_places = _added(of_place, theme, spoken, (len(places), len(themes)))
    # What only one system was asked has nothing beside it.
    beside = (told > 0).sum(axis=0) > 1
    told = told * beside
    spoken = spoken * beside[of_stratum]
    here = _added(of_place, theme, spoken, (len(places), len(themes)))
    spoke = _added(of_stratum, theme, spoken, (len(strata), len(themes)))
    enough = told.sum(axis=1) >= LEAST_TELLERS
    if enough.sum() < 2:
        return (
            f"In no two {scale.plural} have as many as {in_words(LEAST_TELLERS)} people answered the same question "
            "equally often, so there is nothing yet to set side by side."
        )
    used = here[enough].sum(axis=0) > 0
    if not used.any():
        return f"Those who can be set side by side in these {scale.plural} speak of no theme yet."
    per_other = told / np.maximum(told.sum(axis=0) - told, 1)
    others = per_other @ spoke
    np.subtract.at(others, (of_place, theme), per_other[of_place, of_stratum] * spoken)
    # Systems of few tellers are not looked at, but are elsewhere to all others: together they are one more.
    chance = dealt_anew(_with_the_rest(told, enough), spoke, _with_the_rest(here, enough))[:-1]
    looked_at = spoke.sum(axis=0) > 0
    q = np.ones_like(chance)
    q[:, looked_at] = benjamini_hochberg(chance[:, looked_at].ravel()).reshape(len(chance), -1)
    many = told[enough].sum(axis=1)[:, None]
    lower, upper = likely(here[enough], many)
    return _Compared(
        scale,
        [one for one, there in zip(places, enough, strict=True) if there],
        [one for one, there in zip(themes, used, strict=True) if there],
        share=(here[enough] / many)[:, used],
        lower=lower[:, used],
        upper=upper[:, used],
        elsewhere=np.clip(others[enough] / many, 0, 1)[:, used],
        often=here.sum(axis=0)[used],
        q=q[:, used],
        only_here=(np.count_nonzero(in_places, axis=0) == 1)[used],
        looked_at=int(enough.sum() * looked_at.sum()),
        too_few=int((~enough).sum()),
    )


def _added(rows: np.ndarray, columns: np.ndarray, counts: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A table of whole numbers from what is counted in its cells."""
    added = np.zeros(shape, dtype=np.int64)
    np.add.at(added, (rows, columns), counts)
    return added


def _with_the_rest(counts: np.ndarray, enough: np.ndarray) -> np.ndarray:
    return np.vstack([counts[enough], counts[~enough].sum(axis=0)])


def _drawn(all_of: _Compared, chosen: UUID | None, scales: tuple[Scale, ...]) -> Seen:
    scale, themes = all_of.scale, all_of.themes
    claims = _claims(all_of, chosen)
    beyond = all_of.claimed.sum(axis=0) > 0
    if chosen:
        shown = [at for at, (theme, _) in enumerate(themes) if theme == chosen]
    else:
        # What is claimed and how much is told choose which themes have a panel; the alphabet orders them.
        first = sorted(range(len(themes)), key=lambda at: (not beyond[at], -int(all_of.often[at])))
        shown = sorted(first[:MOST_PANELS])
    names = told_apart([themes[at][1] for at in shown])
    cells = [cell for at, name in zip(shown, names, strict=True) for cell in _cells(all_of, at, name)]
    on_an_axis = (
        chosen is not None and not all_of.only_here[shown[0]] and len(all_of.places) <= MOST_ON_AN_AXIS
    )
    question = f"Where do {scale.plural} differ in what is spoken of?"
    return Seen(
        NAME,
        f"Where do {scale.plural} differ in how many speak of “{names[0]}”?" if chosen else question,
        tuple(
            told
            for told in (
                _what_is_drawn(all_of, len(shown), chosen is not None),
                _beyond_chance(all_of, claims, chosen is not None),
                _looked_at(all_of.looked_at, scale),
                *_left_out(all_of, shown, chosen),
            )
            if told
        ),
        str(chosen) if chosen else "",
        marks.difference(len(all_of.places))
        if on_an_axis
        else marks.differences(len(all_of.places) > MOST_NAMED * 2),
        rows=pd.DataFrame(cells),
        table=_table(all_of, cells, names),
        marks=_marks(cells, all_of, chosen is not None),
        notes=(_HOW, _BESIDE, _BAND, _SYSTEM_ORDER, _by_chance(all_of.looked_at, scale)),
        claims=claims,
        at_first=claims[0].mark if claims else f"@{themes[shown[0]][0]}",
        scales=scales,
        scale=scale,
    )


def _claims(all_of: _Compared, chosen: UUID | None) -> tuple[Claim, ...]:
    """What is beyond chance, theme by theme in the alphabet's order and system by system in the stack's."""
    claims = []
    word = all_of.scale.word
    for at, (theme, name) in enumerate(all_of.themes):
        claimed = all_of.claimed[:, at]
        if not claimed.any() or (chosen and theme != chosen):
            continue
        if all_of.only_here[at]:
            words = f"“{name}” is spoken of in one {word} and in no other."
            claims.append(Claim(words, f"@{theme}", float(all_of.q[:, at].min())))
            continue
        for nth in np.flatnonzero(claimed):
            place, called = all_of.places[nth]
            many = "More" if all_of.share[nth, at] > all_of.elsewhere[nth, at] else "Fewer"
            words = f"{many} people in {called} than elsewhere speak of “{name}”."
            claims.append(Claim(words, f"{place}@{theme}", float(all_of.q[nth, at])))
    return tuple(claims)


def _beyond_chance(all_of: _Compared, claims: tuple[Claim, ...], one_theme: bool) -> str:
    """What is claimed, as one sentence: each difference while they are few, else the themes that have any."""
    themes = [f"“{name}”" for at, (_, name) in enumerate(all_of.themes) if all_of.claimed[:, at].any()]
    if one_theme or len(claims) <= MOST_CLAIMS_TOLD:
        return beyond_chance(claims)
    more = len(themes) - MOST_CLAIMS_TOLD
    named = [*themes[:MOST_CLAIMS_TOLD], *([how_many(more, "more theme")] if more > 0 else [])]
    return (
        f"Beyond what chance would give, {all_of.scale.plural} differ in how many speak of {listed(named)}; rings mark "
        "where."
    )


def _cells(all_of: _Compared, at: int, title: str) -> list[dict[str, Any]]:
    """The rows of one theme: a system each, in the stack's order; of a theme of one system only, that one unnamed."""
    theme, called = all_of.themes[at]
    panel = marks.panel_title(title)
    many, unnamed = len(all_of.places), bool(all_of.only_here[at])
    names = [name for _, name in all_of.places]
    keys = [f"{place}@{theme}" for place, _ in all_of.places]
    claimed = all_of.claimed[:, at].tolist()
    shares = [
        of_all[:, at].round(2).tolist()
        for of_all in (all_of.share, all_of.lower, all_of.upper, all_of.elsewhere)
    ]
    drawn = [
        ((nth + 0.5) / many, 0.3 / many, *one)
        for nth, one in enumerate(zip(names, keys, claimed, *shares, strict=True))
    ]
    if unnamed:
        alone = int(all_of.share[:, at].argmax())
        name = f"One {all_of.scale.word}, unnamed"
        drawn = [(0.5, 0.1, name, f"@{theme}", any(claimed), *(values[alone] for values in shares))]
    cells = []
    for middle, reach, system, mark, beyond, share, lower, upper, elsewhere in drawn:
        said = (
            f"{_percent(share)} of those who told ({_percent(lower, upper)}), {_percent(elsewhere)} elsewhere"
        )
        cells.append(
            {
                "panel": panel,
                "theme": called,
                "hue": hue_of(called),
                "name": system,
                "at": middle,
                "begin": middle - reach,
                "end": middle + reach,
                "share": share,
                "lower": lower,
                "upper": upper,
                "elsewhere": elsewhere,
                "claimed": beyond,
                "label": system if unnamed or beyond or many <= MOST_NAMED else "",
                "mark": mark,
                "words": f"{begun(title)}, {system}: {said}{'; beyond chance' if beyond else ''}",
            }
        )
    return _with_room(cells, float(all_of.upper.max()))


def _with_room(cells: list[dict[str, Any]], furthest: float) -> list[dict[str, Any]]:
    """The rows of a panel with a place for each name that finds one beside its mark, and beneath the one before."""
    labelled: list[dict[str, Any]] = []
    written: list[float] = []
    for cell in cells:
        if not cell["label"]:
            continue
        place = max(cell["at"], written[-1] + _ROOM_FOR_A_NAME if written else 0)
        if len(labelled) == _NAMES_IN_A_PANEL or place - cell["at"] > _FURTHEST_FROM_ITS_MARK:
            cell["label"] = ""
            continue
        labelled.append(cell)
        written.append(place)
    latest = 1 - _ROOM_FOR_A_NAME / 2
    for nth in range(len(written) - 1, -1, -1):
        written[nth] = min(written[nth], latest)
        latest = written[nth] - _ROOM_FOR_A_NAME
    at = {id(cell): place for cell, place in zip(labelled, written, strict=True)}
    return [
        cell | {"written": at.get(id(cell), cell["at"]), "leftwards": cell["share"] > 0.5 * furthest}
        for cell in cells
    ]


def _marks(cells: list[dict[str, Any]], all_of: _Compared, one_theme: bool) -> tuple[Mark, ...]:
    """The marks to choose from: each theme in all systems, then system by system where the list stays short enough."""
    listed = one_theme or len(cells) <= MOST_LISTED
    found: dict[str, str] = {}
    for cell in cells:
        of_theme = f"@{cell['mark'].partition('@')[2]}"
        found.setdefault(of_theme, f"{begun(' '.join(cell['panel'].split()))}, in all {all_of.scale.plural}")
        if of_theme != cell["mark"] and (listed or cell["claimed"]):
            found[cell["mark"]] = cell["words"]
    return tuple(Mark(key, words) for key, words in found.items())


def _table(all_of: _Compared, cells: list[dict[str, Any]], names: list[str]) -> pd.DataFrame:
    """A row a system, a column a theme; of a theme of one system only, in a row of its own."""
    kept: dict[str, dict[str, str]] = {name: {} for _, name in all_of.places}
    for cell in cells:
        share = f"{_percent(cell['share'])} ({_percent(cell['lower'], cell['upper'])})"
        beyond = "; beyond chance" if cell["claimed"] else ""
        theme = " ".join(cell["panel"].split())
        kept.setdefault(cell["name"], {})[theme] = f"{share}, elsewhere {_percent(cell['elsewhere'])}{beyond}"
    rows = [[name, *(themes.get(" ".join(of.split()), "") for of in names)] for name, themes in kept.items()]
    return pd.DataFrame(rows, columns=[begun(all_of.scale.word), *names])


def _what_is_drawn(all_of: _Compared, panels: int, one_theme: bool) -> str:
    each = (
        f"Each dot is a {all_of.scale.word}: the further right it lies, the more of those who told there speak of "
        f"{'this' if one_theme else 'it'}. The short line is the share elsewhere. The soft band is how much is left "
        "open, and long where we know little."
    )
    if one_theme:
        return each
    many = (
        "One small chart, of the one theme there is"
        if panels == 1
        else f"{begun(in_words(panels))} small charts, one for each theme"
    )
    return f"{many}. {each}"


def _looked_at(cells: int, scale: Scale) -> str:
    return (
        f"We looked at {how_many(cells, 'meeting')} of a {scale.word} with a theme. Taken one by one, about "
        f"{in_words(max(1, round(cells * FALSE_SHARE)))} of them would stand out by chance alone."
    )


def _by_chance(cells: int, scale: Scale) -> str:
    return (
        f"A difference is named only if it stands out from what chance gives when those who told are dealt out among "
        f"the {scale.plural} by lot, over all {how_many(cells, 'meeting')} together (Benjamini and Hochberg, at 5 "
        "percent): of what is named so, about one in twenty may still be chance."
    )


def _left_out(all_of: _Compared, shown: list[int], chosen: UUID | None) -> list[str]:
    """What is not drawn, and why, as sentences."""
    said = []
    if all_of.too_few:
        some = how_many(all_of.too_few, all_of.scale.word)
        does = "is" if all_of.too_few == 1 else "are"
        said.append(
            f"{begun(some)} {does} not drawn: fewer than {in_words(LEAST_TELLERS)} people told there who can be set "
            "beside others."
        )
    if any(all_of.only_here[at] for at in shown):
        said.append(f"What is spoken of in one {all_of.scale.word} only stands without its name here.")
    if not chosen and (more := len(all_of.themes) - len(shown)):
        said.append(f"{begun(how_many(more, 'more theme'))} can be chosen by name.")
    return said


def _told_apart(places: pd.DataFrame) -> list[str]:
    """The systems' names; with the wider system's where two are called the same, numbered where that is too."""
    names = [str(name) for name in places["name"]]
    return told_apart(
        [
            f"{name}, {around}" if names.count(name) > 1 and isinstance(around, str) else name
            for name, around in zip(names, places["around"], strict=True)
        ]
    )


def _percent(share: float, until: float | None = None) -> str:
    if until is None:
        return f"{share:.0%}"
    return f"{share * 100:.0f} to {until:.0%}"
