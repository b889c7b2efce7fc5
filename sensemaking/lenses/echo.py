"""Echo: what comes back, cycle after cycle?

Looks at themes, or at phrases of two and three words, along cycles that follow one another: in which of them each is
heard for the first time, comes back, has changed (it is told beside other themes, or means something else to those who
tell it) or has gone quiet. Opens what was told in that cycle; where something has gone quiet, the last that was heard.

Fools people when: another question was asked in the later cycle; other people were there to be asked; whoever gave
themes read differently later; a word has a new fashion and the thing has not changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import md5
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from sensemaking.charts import over_cycles
from sensemaking.charts.axes import MONTHS
from sensemaking.charts.chance import FALSE_SHARE, benjamini_hochberg, dealt_anew, likely
from sensemaking.charts.style import hue_of
from sensemaking.lenses import Ask, Choice, Claim, Mark, Opening, Seen, _chain, beyond_chance
from sensemaking.lenses._chain import HEARD, Along
from sensemaking.model.chain import Link
from sensemaking.model.counting import begun, how_many, in_words, told_apart
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.text import words as reading

NAME = "echo"
TITLE = "What comes back, cycle after cycle?"
CANNOT_SAY = (
    "It cannot say why something comes back or is heard no more: it may be settled, or people may be tired of saying "
    "it, or others were asked. What has gone quiet here may be spoken of elsewhere. Phrases are read word by word, "
    "without knowing what they mean."
)
SILENT_UNDER = (
    "Suppose it were mere chance in which cycle something was told: tellers, each with all that they said, are dealt "
    "anew to the cycles in which the same question was answered. Then this view claims nothing in at least nineteen of "
    "twenty such deals."
)

_NAMES = "select t.id, t.name from themes as t order by lower(t.name), t.id"
_TOLD = f"""{HEARD}
select nth, question, item, count(*) as tellers
from (
    select distinct nth, question, null::uuid as item, who from heard
    union all
    select distinct nth, question, unnest(themes) as item, who from heard
)
group by nth, question, item
"""
_COMPANY = f"""{HEARD}
select nth, question, item, beside, count(*) as tellers
from (
    select distinct nth, question, who, item, unnest(themes) as beside
    from (select nth, question, who, themes, unnest(themes) as item from heard where len(themes) > 1)
)
where item <> beside
group by nth, question, item, beside
"""
_MEANT = f"""{HEARD},
said as materialized (
    select observation, question as asked, question_words, high, choice, number
    from meanings where choice is not null or isfinite(number)
),
asked as (
    select asked, any_value(question_words) as words, any_value(high) as high, median(number) as middle
    from said group by asked
),
they_meant as materialized (
    select distinct h.nth, h.question, h.who, said.asked,
        case when said.choice is not null then said.choice when said.number > asked.middle then '' end as answer,
        unnest(h.themes) as item
    from said join heard as h on h.id = said.observation join asked on asked.asked = said.asked
)
select counted.*, asked.words, asked.high
from (
    select nth, question, item, asked, null::varchar as answer, count(distinct who) as tellers, true as every
    from they_meant group by nth, question, item, asked
    union all
    select nth, question, item, asked, answer, count(*), false
    from they_meant where answer is not null group by nth, question, item, asked, answer
) as counted
join asked on asked.asked = counted.asked
"""
# Only from words that may be quoted, of tellers who are known to be different: what few people said stays theirs.
_PHRASES = f"""{HEARD},
quotes as materialized (
    select h.nth, h.question, h.who, regexp_extract_all(lower(replace(o.words, '’', '''')), $word) as said
    from observations as o join heard as h on h.id = o.id
    where o.teller is not null and o.may_be_quoted and hash(o.id) % $every::uint64 = 0
),
tokens as materialized (
    select nth, question, who, said[i] as first, said[i + 1] as second, said[i + 2] as third
    from (select nth, question, who, said, unnest(range(1, len(said))) as i from quotes)
),
words as (select distinct unnest(said) as word from quotes),
inside as materialized (select word from words where regexp_matches(word, '^[\\p{{L}}\\p{{N}}]')),
edges as materialized (
    select word from words
    where regexp_matches(word, '^\\p{{L}}.') and word not in (select unnest($small::varchar[]))
),
begun as materialized (select * from tokens semi join edges on edges.word = first),
telling as (
    select distinct nth, question, who, first || ' ' || second as item
    from begun semi join edges on edges.word = second
    union all
    select distinct nth, question, who, first || ' ' || second || ' ' || third
    from begun semi join inside on inside.word = second semi join edges on edges.word = third
),
shared as (select item from telling group by item having count(distinct who) >= $least)
select nth, question, item, count(*) as tellers
from telling semi join shared using (item) group by nth, question, item
"""
_THEME_BEHIND = f"""{HEARD}
select id from heard where nth = $nth and list_contains(themes, $item::uuid) order by day, id
"""
_THEME_WITHOUT = f"""{HEARD},
spoken as (select id, day, nth, question, list_contains(themes, $item::uuid) as speaks from heard),
asked as (select distinct question from spoken where speaks),
here as (select id, day from spoken where nth = $nth and not speaks and question in (select question from asked))
select id from (
    select id, day from here
    union all
    select id, day from spoken where speaks and nth <> $nth and $elsewhere and not exists (select 1 from here)
)
order by day, id
"""
_SPEAKS = """contains(
        ' ' || array_to_string(regexp_extract_all(lower(replace(o.words, '’', '''')), $word), ' ') || ' ',
        ' ' || $item || ' '
    )"""
_PHRASE_BEHIND = f"""{HEARD}
select o.id from observations as o join heard as h on h.id = o.id where h.nth = $nth and {_SPEAKS}
order by o.day, o.id
"""
_PHRASE_WITHOUT = f"""{HEARD},
spoken as (
    select o.id, o.day, h.nth, h.question, {_SPEAKS} as speaks from observations as o join heard as h on h.id = o.id
),
asked as (select distinct question from spoken where speaks),
here as (select id, day from spoken where nth = $nth and not speaks and question in (select question from asked))
select id from (
    select id, day from here
    union all
    select id, day from spoken where speaks and nth <> $nth and $elsewhere and not exists (select 1 from here)
)
order by day, id
"""

PHRASES = "phrases"
LEAST_TELLERS = 3
"""So many different people have to have used a phrase before it is shown."""

FEWEST = 5
"""With fewer tellers than this, in all the cycles together, a theme beside another is not looked at."""

MOST_LOOKED_AT, MOST_THREADS, MOST_READ = 60, 12, 20_000
"""How many themes or phrases are looked at, those that most people speak of; how many are drawn; stories read."""

_NAMED_COLUMNS = 3
_LETTERS = {1: 22, 2: 20, 3: 14}

_GIVEN = "Themes are words that people gave to stories; one story may carry several."
_WORD_BY_WORD = (
    "A phrase is two or three words that stand beside one another. It neither begins nor ends with a small word such "
    f"as “the”. It is shown only where {in_words(LEAST_TELLERS)} people or more, known to be different, used it in "
    "words that may be quoted: what fewer say could tell who they are."
)
_DISC = (
    "A disc is as large as the part of those who told in that cycle who speak of it; its soft edge says how large that "
    "part may be if they are a few of many (Wilson's interval). A broken ring: not heard in that cycle any more."
)
_BEFORE = (
    "Each cycle is set beside all before it, among those who answered the same question. “Changed” is told beside "
    "other themes than before, or answered otherwise by those who tell it: every theme beside it and every answer is "
    "looked at."
)


class _Kind(StrEnum):
    """What a claim is, as it stands beside its mark."""

    NEW = "new"
    BACK = "comes back"
    QUIET = "gone quiet"
    LESS = "quieter"
    CHANGED = "changed"


@dataclass(frozen=True)
class _Told:
    """One thing that is beyond chance: of which item, in which link, what, in a sentence."""

    item: Any
    nth: int
    kind: _Kind
    words: str
    q: float


def choices(ask: Ask) -> list[Choice]:
    """The chains of cycles in sight, in the alphabet's order of their last cycles."""
    return _chain.choices(ask)


def against(ask: Ask, choice: str) -> list[Choice]:
    """Along the same cycles, in themes or in phrases."""
    first = choice.partition("~")[0]
    return [Choice(first, "in themes"), Choice(f"{first}~{PHRASES}", "in phrases")]


def see(ask: Ask, focus: Focus, choice: str) -> Seen:
    """A thread for each theme or phrase, along the cycles."""
    of, _, what = choice.partition("~")
    if what not in ("", PHRASES):
        raise Refusal("This view has no such choice.", try_next="Choose themes, or phrases.")
    looked = _chain.along(ask, focus, of)

    def nothing(words: str) -> Seen:
        return Seen(NAME, TITLE, (words,), choice)

    if ask(_chain.ANYTHING_TOLD).empty:
        return nothing(_chain.NOTHING)
    if focus.cycle:
        return nothing(_chain.ONE_CYCLE)
    if looked is None:
        return nothing(
            _chain.NO_SUCH_CHAIN
            if of
            else "No learning cycle has begun here yet, so nothing can come back from one to the next. When one begins "
            "and says which it follows, this shows what returns."
        )
    told = ask(_TOLD, **looked.params)
    everybody, spoken = told[told["item"].isna()], told[told["item"].notna()]
    there = sorted(everybody["nth"].unique().tolist())
    if len(there) < 2:
        return nothing(
            "What can be read from here was told in one cycle only, and nothing can come back in one."
        )
    if what:
        if looked.of_others:
            return nothing(
                "What people said word by word is read at home. Stand in that system, or look at themes."
            )
        every = max(1, int(everybody["tellers"].sum()) // MOST_READ)
        read = {"word": reading.READ, "small": list(reading.SMALL), "least": LEAST_TELLERS, "every": every}
        spoken = _without_parts(ask(_PHRASES, **looked.params, **read))
        if spoken.empty:
            return nothing(
                f"No phrase was used by {in_words(LEAST_TELLERS)} different people yet. Look at themes."
            )
        names = {item: str(item) for item in sorted(spoken["item"].unique())}
        chances = _Chances(there, everybody, spoken, names, looked.links)
        return _drawn(looked, chances, chances.found(), True, every)
    if looked.of_others:
        spoken = spoken[spoken["item"].isin(set(ask(_chain.SHARED)["item"]))]
    if spoken.empty:
        return nothing(
            "What was told here carries no theme yet that can be named. Read a few stories together: what would you "
            "call what they speak of?"
        )
    used, of_all = set(spoken["item"]), ask(_NAMES)
    names = {one: str(name) for one, name in zip(of_all["id"], of_all["name"], strict=True) if one in used}
    chances = _Chances(there, everybody, spoken, names, looked.links)
    found = chances.found(ask(_COMPANY, **looked.params), ask(_MEANT, **looked.params))
    return _drawn(looked, chances, found, False, 1)


def behind(seen: Seen, mark: str) -> Opening:
    """What was told in that cycle and speaks of it; where it has gone quiet, the last that did."""
    return _both(seen, mark)[0]


def other_way(seen: Seen, mark: str) -> Opening:
    """What was told in that cycle in answer to the same question, without it."""
    return _both(seen, mark)[1]


def _both(seen: Seen, mark: str) -> tuple[Opening, Opening]:
    if mark not in seen.opens:
        raise Refusal("This view has no such mark.", try_next="Choose another.")
    return seen.opens[mark]


def _without_parts(spoken: pd.DataFrame) -> pd.DataFrame:
    """Phrases, but for those that are only ever a part of a longer one."""
    often = spoken.groupby("item")["tellers"].sum()
    parts = set()
    for item, tellers in often.items():
        words = str(item).split()
        if len(words) == 3:
            shorter = (" ".join(words[:2]), " ".join(words[1:]))
            parts |= {one for one in shorter if often.get(one) == tellers}
    return spoken[~spoken["item"].isin(parts)]


class _Chances:
    """Tellers by link, question and item, and what of it is beyond chance.

    `told` is [link, question], `spoke` [link, question, item], whole numbers; only links in which anything was told.
    """

    def __init__(
        self,
        there: Sequence[int],
        everybody: pd.DataFrame,
        spoken: pd.DataFrame,
        names: dict[Any, str],
        links: Sequence[Link],
    ) -> None:
        often = spoken.groupby("item")["tellers"].sum()
        # How many speak of it chooses what is looked at, which no dealing changes; the alphabet orders it.
        most = set(often.sort_values(ascending=False, kind="stable").index[:MOST_LOOKED_AT])
        self.names = {item: name for item, name in names.items() if item in most}
        self.left_out = len(often) - len(self.names)
        self.links = [links[nth] for nth in there]
        self.nth = pd.Index(there)
        self.questions = pd.Index(everybody["question"].unique())
        self.items = pd.Index(list(self.names), dtype=object)
        everybody, spoken = (
            self._coded(everybody, "nth", "question"),
            self._coded(spoken, "nth", "question", "item"),
        )
        self.told = _table(everybody, ("nth", self.nth), ("question", self.questions))
        self.spoke = _table(spoken, ("nth", self.nth), ("question", self.questions), ("item", self.items))
        self.often = self.spoke.sum(axis=1)

    def _coded(self, counts: pd.DataFrame, *columns: str) -> pd.DataFrame:
        """The same counts with places in the place of what stands there; without what is not looked at."""
        known = {"nth": self.nth, "question": self.questions, "item": self.items, "beside": self.items}
        coded = counts.assign(**{one: known[one].get_indexer(pd.Index(counts[one])) for one in columns})
        return coded[(coded[list(columns)] >= 0).all(axis=1)]

    def found(self, company: pd.DataFrame | None = None, meant: pd.DataFrame | None = None) -> list[_Told]:
        """What is beyond chance over everything that was looked at, in the order of the items and of the cycles."""
        looked = self._heard()
        looked += self._in_company(company) if company is not None else []
        looked += self._meant(meant) if meant is not None else []
        q = benjamini_hochberg([p for p, _ in looked])
        claimed = [
            _Told(*what, float(one)) for one, (_, what) in zip(q, looked, strict=True) if one <= FALSE_SHARE
        ]
        place = {item: at for at, item in enumerate(self.items)}
        return sorted(claimed, key=lambda one: (place[one.item], one.nth))

    def _heard(self) -> list[tuple[float, tuple[Any, int, _Kind, str]]]:
        looked = []
        for nth in range(1, len(self.links)):
            p, more, here = _beside_before(self.told, self.spoke, nth)
            for at, (item, name) in enumerate(self.names.items()):
                before, now = int(here[0, at]), int(here[1, at])
                if before + now:
                    kind, words = _heard_in_words(before, now, bool(more[at]))
                    said = f"“{name}” {words.format(when=self.links[nth].when)}"
                    looked.append((float(p[at]), (item, nth, kind, said)))
        return looked

    def _in_company(self, company: pd.DataFrame) -> list[tuple[float, tuple[Any, int, _Kind, str]]]:
        looked = []
        company = self._coded(company, "nth", "question", "item", "beside")
        for item, name in self.names.items():
            told = self.spoke[:, :, self.items.get_loc(item)]
            of_item = company[company["item"] == self.items.get_loc(item)]
            spoke = _table(of_item, ("nth", self.nth), ("question", self.questions), ("beside", self.items))
            for nth, p, at, more in _furthest(told, spoke, self.often > 0):
                how = "more often" if more else "less often"
                said = (
                    f"“{name}” has changed {self.links[nth].when}: it is told beside “{self.names[self.items[at]]}” "
                    f"{how} than earlier."
                )
                looked.append((p, (item, nth, _Kind.CHANGED, said)))
        return looked

    def _meant(self, meant: pd.DataFrame) -> list[tuple[float, tuple[Any, int, _Kind, str]]]:
        looked = []
        meant = self._coded(meant, "nth", "question", "item")
        for (at_item, _), answers in meant.groupby(["item", "asked"], sort=True):
            item = self.items[at_item]
            every, said = answers[answers["every"]], answers[~answers["every"]]
            told = _table(every, ("nth", self.nth), ("question", self.questions))
            answer_of, choices_of = pd.factorize(said["answer"], sort=True)
            spoke = _table(
                said.assign(answer=answer_of),
                ("nth", self.nth),
                ("question", self.questions),
                ("answer", choices_of),
            )
            asked, high = str(answers["words"].iloc[0]), str(answers["high"].iloc[0])
            for nth, p, at, more in _furthest(told, spoke):
                how = "more often" if more else "less often"
                answer = f"answer “{choices_of[at]}”"
                if not choices_of[at]:
                    answer = f"place it towards “{high}”" if high else "give the larger numbers"
                words = (
                    f"“{self.names[item]}” has changed {self.links[nth].when}: asked “{asked}”, those who speak of it "
                    f"{answer} {how} than earlier."
                )
                looked.append((p, (item, nth, _Kind.CHANGED, words)))
        return looked


def _heard_in_words(before: int, now: int, more: bool) -> tuple[_Kind, str]:
    if not before:
        return _Kind.NEW, "is new {when}: nobody spoke of it earlier."
    if more:
        return _Kind.BACK, "comes back {when}: more of those who told speak of it than earlier."
    if now:
        return _Kind.LESS, "is quieter {when}: fewer of those who told speak of it than earlier."
    return _Kind.QUIET, "has gone quiet {when}: nobody who told then speaks of it."


def _beside_before(
    told: np.ndarray, spoke: np.ndarray, nth: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each column: the chance (p) that a link differs so from all before it, whether it has more, and the counts.

    `told` is [link, question], `spoke` [link, question, column]; the counts are [before or now, column].
    """
    two = np.stack([told[:nth].sum(axis=0), told[nth]])
    speaking = np.stack([spoke[:nth].sum(axis=0), spoke[nth]])
    here = speaking.sum(axis=1)
    every = speaking.sum(axis=0)
    usual = two[1] @ (every / np.maximum(two.sum(axis=0), 1)[:, None])
    return dealt_anew(two, every, here)[1], here[1] > usual, here


def _furthest(
    told: np.ndarray, spoke: np.ndarray, there: np.ndarray | None = None
) -> list[tuple[int, float, int, bool]]:
    """For each link in which it is told again, the column that lies furthest from before: link, p, column, more.

    Its p is that of the furthest of so many columns (Bonferroni). `there` says of [link, column] what is heard at all:
    beside what is new itself, or has gone quiet, nothing else has changed.
    """
    found = []
    for nth in range(1, len(told)):
        if told[:nth].sum() < FEWEST or told[nth].sum() < FEWEST:
            continue
        looked = spoke[: nth + 1].sum(axis=(0, 1)) >= FEWEST
        if there is not None:
            looked &= there[:nth].any(axis=0) & there[nth]
        if looked.any():
            p, more, _ = _beside_before(told, spoke[:, :, looked], nth)
            at = int(p.argmin())
            of_all = int(np.flatnonzero(looked)[at])
            found.append((nth, min(1.0, float(p[at]) * len(p)), of_all, bool(more[at])))
    return found


def _table(counts: pd.DataFrame, *axes: tuple[str, Any]) -> np.ndarray:
    """How many tellers there are of each, along these axes: a column of places, and all that has a place there."""
    table = np.zeros(tuple(len(index) for _, index in axes), dtype=np.int64)
    at = tuple(counts[column].to_numpy(dtype=np.int64) for column, _ in axes)
    np.add.at(table, at, counts["tellers"].to_numpy(dtype=np.int64))
    return table


def _drawn(looked: Along, chances: _Chances, found: list[_Told], phrases: bool, every: int) -> Seen:
    links, items = chances.links, list(chances.names)
    beyond: dict[tuple[Any, int], list[_Told]] = {}
    for one in found:
        beyond.setdefault((one.item, one.nth), []).append(one)
    drawn = _chosen(chances, {one.item for one in found})
    shown = [item for item in items if item in drawn]
    titles = dict(zip(shown, told_apart([chances.names[item] for item in shown]), strict=True))
    threads = [_Thread(item, titles[item], chances, beyond, phrases) for item in shown]
    many = chances.told.sum(axis=1)
    rows = [*_heads(links, bool(looked.key)), *(row for one in threads for row in one.rows(many))]
    claims = tuple(
        Claim(one.words, threads[shown.index(one.item)].key(one.nth), one.q)
        for one in found
        if one.item in titles
    )
    opens = {key: openings for one in threads for key, openings in one.opens(looked).items()}
    named = "phrase" if phrases else "theme"
    tells = [
        f"{_threads(len(shown), named)} {_from_to(links, bool(looked.key))}: a disc where it is heard, a broken ring "
        "where it is heard no more.",
        beyond_chance(claims),
        *_left_out(len(items) + chances.left_out - len(shown), named, every),
        *_silent_links(looked.links, links),
    ]
    first = claims[0].mark if claims else threads[0].marks()[-1].key
    return Seen(
        lens=NAME,
        title=f"What comes back from {links[0].quoted} to {links[-1].quoted}?" if looked.key else TITLE,
        tells=tuple(tells),
        choice=f"{looked.key}~{PHRASES}" if phrases else looked.key,
        spec=over_cycles.threads(len(shown)),
        rows=pd.DataFrame(rows, columns=_COLUMNS),
        table=_in_words(threads, links, named),
        marks=tuple(mark for one in threads for mark in one.marks()),
        notes=(_WORD_BY_WORD if phrases else _GIVEN, _DISC, _BEFORE, _chain.BELONGS),
        claims=claims,
        at_first=first,
        opens=opens,
    )


def _chosen(chances: _Chances, claimed: set[Any]) -> set[Any]:
    """The items that are drawn: those of which something is claimed, then by turns what is new, quiet and coming back.

    How many speak of it chooses among these; it orders nothing.
    """
    of_kind: dict[str, list[Any]] = {"claimed": [], "quiet": [], "new": [], "back": []}
    for at in np.argsort(-chances.often.sum(axis=0), kind="stable"):
        item, spoke = chances.items[at], chances.often[:, at] > 0
        kind = "quiet" if not spoke[-1] else "new" if not spoke[:-1].any() else "back"
        of_kind["claimed" if item in claimed else kind].append(item)
    claimed_first = of_kind.pop("claimed")
    by_turns = (one for turn in zip_longest(*of_kind.values()) for one in turn if one is not None)
    return set([*claimed_first, *by_turns][:MOST_THREADS])


_COLUMNS = ["part", "row", "along", "rise", "area", "hue", "piece", "mark", "words", "label"]


class _Thread:
    """One theme or phrase along the cycles that were told in."""

    def __init__(
        self,
        item: Any,
        title: str,
        chances: _Chances,
        beyond: dict[tuple[Any, int], list[_Told]],
        phrase: bool,
    ) -> None:
        at = chances.items.get_loc(item)
        self.item, self.name, self.title, self.phrase = item, chances.names[item], title, phrase
        self.links, self.nth = chances.links, chances.nth
        self.spoke = chances.often[:, at]
        self.first = int(np.flatnonzero(self.spoke)[0])
        self.beyond = {nth: beyond.get((item, nth), []) for nth in range(len(self.links))}
        self.of = md5(str(item).encode(), usedforsecurity=False).hexdigest()[:12] if phrase else str(item)

    def key(self, nth: int) -> str:
        """The mark of this thread in a link."""
        return f"{self.links[nth].cycle or 'before'}@{self.of}"

    def said(self, nth: int) -> str:
        """What it is in a link: heard for the first time, coming back, not heard; and whether beyond chance."""
        if nth < self.first:
            return "not heard yet"
        plain = "heard" if nth == 0 else "heard for the first time" if nth == self.first else "comes back"
        plain = plain if self.spoke[nth] else "not heard"
        claimed = ", ".join(dict.fromkeys(one.kind for one in self.beyond[nth]))
        return f"{claimed}; beyond chance" if claimed else plain

    def marks(self) -> list[Mark]:
        """What can be opened: every link from the one in which it is first heard."""
        return [
            Mark(self.key(nth), f"{self.title}, {link.name}: {self.said(nth)}")
            for nth, link in enumerate(self.links)
            if nth >= self.first
        ]

    def rows(self, many: np.ndarray) -> list[dict[str, Any]]:
        """What is drawn of it; `many` tellers told in each link."""
        hue = 0 if self.phrase else hue_of(self.name)
        drawn: list[dict[str, Any]] = [{"part": "row", "rise": 0.12, "label": self.title}]
        _, upper = likely(self.spoke, many)
        piece = 0
        for nth in range(self.first, len(self.links)):
            here = {"along": _place(nth, len(self.links)), "rise": 0.56, "hue": hue, "mark": self.key(nth)}
            here["words"] = f"{self.title}, {self.links[nth].name}: {self.said(nth)}"
            if not self.spoke[nth]:
                piece += 1
                drawn.append(here | {"part": "hollow", "area": 150.0})
            else:
                share = float(self.spoke[nth] / many[nth])
                drawn.append({"part": "thread", "piece": f"{self.of} {piece}"} | here | {"mark": ""})
                halo = over_cycles.LARGEST * float(upper[nth])
                drawn.append(here | {"part": "halo", "area": halo, "mark": ""})
                drawn.append(
                    here | {"part": "dot", "area": max(over_cycles.SMALLEST, over_cycles.LARGEST * share)}
                )
            if claimed := list(dict.fromkeys(str(one.kind) for one in self.beyond[nth])):
                drawn.append(here | {"part": "label", "label": ", ".join(claimed), "mark": ""})
        empty = {"along": 0.0, "area": 0.0, "hue": 0, "piece": "", "mark": "", "words": "", "label": ""}
        return [empty | {"row": self.of} | row for row in drawn]

    def opens(self, looked: Along) -> dict[str, tuple[Opening, Opening]]:
        """What is behind each of its marks, and what goes another way."""
        behind, without = (
            (_PHRASE_BEHIND, _PHRASE_WITHOUT) if self.phrase else (_THEME_BEHIND, _THEME_WITHOUT)
        )
        params = looked.params | {"item": self.item} | ({"word": reading.READ} if self.phrase else {})
        found = {}
        last = self.first
        for nth in range(self.first, len(self.links)):
            heard = bool(self.spoke[nth])
            last = nth if heard else last
            when, name = self.links[nth].when, f"“{self.title}”"
            words = f"What was told {when} and speaks of {name}."
            if not heard:
                words = f"Not heard {when}. What spoke of {name} last was told {self.links[last].when}."
            another = f"Another way it went: told {when}, in answer to the same question, without {name}"
            another += "; where there is none, told at another time and with it." if heard else "."
            there = {"nth": int(self.nth[nth])}
            found[self.key(nth)] = (
                Opening(words, behind, params | {"nth": int(self.nth[last])}, counted=looked.at_home),
                Opening(another, without, params | there | {"elsewhere": heard}, counted=looked.at_home),
            )
        return found


def _heads(links: Sequence[Link], follow: bool) -> list[dict[str, Any]]:
    """The first row: the names of the cycles, or where there are many when they began."""
    empty = {"row": "", "rise": 0.5, "area": 0.0, "hue": 0, "piece": "", "mark": "", "words": ""}
    heads = [empty | {"part": "row", "along": 0.0, "label": ""}]
    for nth, link in enumerate(links):
        heads.append(
            empty | {"part": "column", "along": _place(nth, len(links)), "label": _head(link, len(links))}
        )
    return heads


def _head(link: Link, many: int) -> str:
    if many > _NAMED_COLUMNS and link.cycle and link.since:
        return f"{MONTHS[link.since.month - 1][:3]}\n{link.since.year}"
    return over_cycles.in_lines(link.name, _LETTERS.get(many, 7), 3)


def _place(nth: int, many: int) -> float:
    return (nth + 0.5) / many


def _in_words(threads: Sequence[_Thread], links: Sequence[Link], named: str) -> pd.DataFrame:
    said = {begun(link.name): [one.said(nth) for one in threads] for nth, link in enumerate(links)}
    return pd.DataFrame({begun(named): [one.title for one in threads]} | said)


def _threads(many: int, named: str) -> str:
    if many == 1:
        return f"One thread, of the one {named} there is, runs"
    return f"{begun(in_words(many))} threads, one for each {named} in the alphabet's order, run"


def _from_to(links: Sequence[Link], follow: bool) -> str:
    through = f"through {how_many(len(links), 'cycle' if follow else 'time')}"
    return f"{through}, from {links[0].quoted} to {links[-1].quoted}"


def _left_out(more: int, named: str, every: int) -> list[str]:
    told = []
    if more:
        told.append(f"{begun(how_many(more, f'more {named}'))} {'is' if more == 1 else 'are'} not drawn.")
    if every > 1:
        told.append(f"Phrases are read from one of {in_words(every)} stories, chosen by lot.")
    return told


def _silent_links(every: Sequence[Link], told: Sequence[Link]) -> list[str]:
    quiet = [link for link in every if link not in told]
    return [f"Nothing that can be read from here was told {link.when}." for link in quiet]
