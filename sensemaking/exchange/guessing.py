"""A first guess at a mapping: what each column of a file most likely is, and what nobody could know."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath

from sensemaking.exchange import wide
from sensemaking.exchange.cell_words import NO, YES, folded, is_not_known
from sensemaking.exchange.days import is_either, looks_like_a_day, order_in, period_in, two_years_in, year_in
from sensemaking.exchange.mapping import NOT_CHOSEN, Column, Mapping, Role
from sensemaking.exchange.numbers import number
from sensemaking.exchange.set_aside import (
    CODE,
    CONTROL,
    DESCRIBES,
    EMPTY,
    IDENTIFIES,
    NOT_A_THEME,
    OTHER_DAY,
    ROW_NUMBER,
    is_control,
    is_no_theme,
    is_own,
    tokens,
    why_set_aside,
)
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.observation import Form
from sensemaking.model.scale import Scale

_SAMPLE = 400
_PLACES = {
    Scale.COUNTRY: "country nation",
    Scale.PLACE: "place region area borough district county town city locality location neighbourhood icb ics"
    " authority parish",
    Scale.ORGANISATION: "organisation organization org trust provider hospital company charity council agency school",
    Scale.TEAM: "team service ward unit department dept directorate clinic division specialty site practice",
}
_PEOPLE = (
    "respondent|participant|person|patient|pt|user|client|resident|member|teller|author|narrator|interviewee"
)
_TELLER = re.compile(
    rf" ({_PEOPLE}) (id|no|number|code|key|ref|reference|identifier) | (respondent|participant) $"
)
_ROW = re.compile(r" (id|no|number|ref|key|uuid|guid) $|^ (index|row) $")
_NO_HEADING = re.compile(r"^ column \d+ $")
_PROMPT = re.compile(r" (question|prompt|eliciting question|e ?question) ")
_THEMES = re.compile(
    r" (themes?|tags?|topics?|labels?|keywords?|category|categories|codes|subjects?) (\d )?$"
)
_TEXT = re.compile(
    r" (comments?|text|txt|answers?|story|stories|feedback|responses?|words|narrative|verbatim|quote|suggestions?"
    r"|s ?text|story text) "
)
_ASKS = re.compile(
    r"^ (q\d+[a-z]?|how|what|did|do|does|is|are|was|were|have|has|would|will|can|could|who|which|why|where) "
)
_ANSWER = re.compile(r" (fft|likely|satisf\w+|recommend|scale|experience|how|answer|helpful|easy|agree) ")
_CALENDAR = re.compile(r" (week|month|year|quarter|day|hour|id|code|version|lat|long|index) ")
_PERIOD = re.compile(r" (years?|fy|quarters?|periods?|weeks?|time) ")
_REMARKS = re.compile(r" (notes?|footnotes?|remarks?|sources?) ")
_KIND = re.compile(r" (type|kind|group|class|category|code|band|arm|stratum|strata) ")
_MEASURE = re.compile(r" (measure|metric|indicator|series|variable|what was measured) ")
_VALUE = re.compile(r"^ (values?|count|counts|number|n|total|amount|y) $")
_NO_NAME = re.compile(
    r"((the|my|our|a|new|final|copy|of|data|export|sheet|file|book|table|untitled|download|report|upload|wide|test)"
    r"[\s\d().]*)+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_POLES = re.compile(
    r"(?P<asked>.*\?)?\s*(?P<low>[^?]+?)\s*(?:<-+>|↔|⟷)\s*(?P<high>[^(]+?)\s*(?P<note>\([^)]*\))?\s*"
)


@dataclass(frozen=True)
class _Look:
    """One column, looked at: its words, and what kind of cells stand in it."""

    cells: Cells
    rows: int

    @cached_property
    def heading(self) -> str:
        return self.cells.heading

    @cached_property
    def words(self) -> str:
        return tokens(self.heading)

    @cached_property
    def filled(self) -> dict[str, int]:
        """The different cells that say something, and how many rows hold each."""
        found: dict[str, int] = {}
        for value, count in zip(self.cells.values, self.cells.counts().tolist(), strict=True):
            if count and not is_not_known(value):
                found[value] = count
        return found

    @cached_property
    def sample(self) -> list[str]:
        values = list(self.filled)
        return values[:: max(1, len(values) // _SAMPLE)][:_SAMPLE]

    @cached_property
    def folded_values(self) -> set[str]:
        return {folded(value) for value in self.cells.values} if len(self.cells.values) < 40 else set()

    @cached_property
    def many(self) -> int:
        return sum(self.filled.values())

    def share(self, test: Callable[[str], object]) -> float:
        return sum(bool(test(value)) for value in self.sample) / len(self.sample) if self.sample else 0.0

    @cached_property
    def numeric(self) -> float:
        return self.share(lambda value: number(value) is not None)

    @cached_property
    def daily(self) -> float:
        return self.share(looks_like_a_day)

    @cached_property
    def wordy(self) -> float:
        return self.share(lambda value: len(_WORD.findall(value)) >= 4 or len(value) >= 60)

    @cached_property
    def repeats(self) -> bool:
        return len(self.filled) <= 0.5 * self.many

    @cached_property
    def asks(self) -> bool:
        return self.heading.rstrip().endswith("?") or _ASKS.search(self.words) is not None

    @cached_property
    def names_a_place(self) -> bool:
        """Whether the lowest of several heading rows is the bare word for a place, as Team is under Where."""
        *above, lowest = self.heading.split(", ")
        said = set(tokens(lowest).split())
        return bool(above and said) and any(said <= set(words.split()) for words in _PLACES.values())

    @cached_property
    def one_hot(self) -> bool:
        """Whether the cells only say yes or leave it."""
        values = self.folded_values
        return bool(values & YES) and values <= YES | NO and bool(values & NO)

    @cached_property
    def says_yes_and_no(self) -> bool:
        return (
            self.one_hot
            and bool({"yes", "y"} & self.folded_values)
            and bool({"no", "n"} & self.folded_values)
        )


def guess(sheet: Sheet, standing: Scale | None) -> Mapping:
    """The mapping a file most likely needs; `standing` is the scale of the system we stand at, if any.

    What the cells cannot say is asked in the column's `ask`. What is not recognised is set aside.
    """
    looks = [_Look(cells, sheet.rows) for cells in sheet.columns]
    columns = [_one(look) for look in looks]
    columns = _themes(looks, columns)
    columns = _one_of(Role.DAY, columns, looks, _best_day, OTHER_DAY)
    columns = _one_of(Role.PROMPT, columns, looks, lambda found: found[0], NOT_CHOSEN)
    columns = _one_of(Role.TELLER, columns, looks, lambda found: found[0], NOT_CHOSEN)
    columns = _places(looks, columns)
    if dated := _under_days(looks):
        columns = _wide(sheet, looks, columns, dated)
    else:
        columns = _stories_or_measures(looks, columns)
    home = standing is None and not any(column.role is Role.PLACE for column in columns)
    return Mapping(
        tuple(columns),
        home=_plain_name(sheet) if home else "",
        home_scale=Scale.ORGANISATION if home else None,
        home_guessed=home,
    )


def _plain_name(sheet: Sheet) -> str:
    return " ".join(re.sub(r"[_-]+", " ", PurePath(sheet.name).stem).split())


def _aside(look: _Look, reason: str) -> Column:
    return Column(look.heading, reason=reason)


def _is_aside(column: Column, *reasons: str) -> bool:
    return column.role is Role.SET_ASIDE and column.reason in reasons


def plain_question(heading: str) -> str:
    """A heading such as q12a_time_at_work_cat as words to ask with: Time at work."""
    text = heading
    if "_" in heading and " " not in heading:
        text = re.sub(r"^q\d+[a-z]?_", "", text, flags=re.IGNORECASE)
        text = re.sub(r"_(cat|txt|ind|n|text)$", "", text).replace("_", " ")
    text = " ".join(re.sub(r"\bfft\b", "FFT", text).split())
    return text[:1].upper() + text[1:]


def _one(look: _Look) -> Column:
    """What a column is by itself; others may still change it."""
    if not look.filled and not look.one_hot:
        return _aside(look, EMPTY)
    if look.one_hot and not look.says_yes_and_no:
        if is_no_theme(look.heading):
            return _aside(look, NOT_A_THEME)
        if is_control(look.heading):
            return _aside(look, CONTROL)
        return Column(look.heading, Role.THEME)
    if poles := _poles(look):
        return poles
    if look.share(lambda value: value.lstrip()[:2] in ("[{", "{'", '{"', "{\n")) > 0.5:
        return _aside(look, CODE)
    if reason := why_set_aside(look.heading, look.sample):
        return _aside(look, reason)
    if look.daily > 0.8 or (_PERIOD.search(look.words) and look.share(_is_period) > 0.8):
        return _day(look)
    if _TELLER.search(look.words):
        return Column(look.heading, Role.TELLER)
    numbered = _ROW.search(look.words) or (_NO_HEADING.search(look.words) and look.numeric > 0.9)
    if len(look.filled) == look.many > 1 and numbered:
        return _aside(look, ROW_NUMBER)
    if look.repeats and (
        _PROMPT.search(look.words) or look.share(lambda value: value.rstrip().endswith("?")) > 0.5
    ):
        return Column(look.heading, Role.PROMPT)
    if (not look.asks or look.names_a_place) and look.numeric < 0.5 and (scale := _scale(look)):
        return Column(look.heading, Role.PLACE, scale=scale, unknown=_stray_codes(look))
    if _is_text(look):
        return Column(look.heading, Role.STORY)
    if _THEMES.search(look.words) and look.numeric < 0.5:
        return Column(look.heading, Role.THEMES, separator=_separator(look))
    return _answer(look)


def _is_period(cell: str) -> bool:
    return (year_in(cell) or two_years_in(cell) or period_in(cell)) is not None


def _is_text(look: _Look) -> bool:
    if look.numeric > 0.5 or " title " in look.words:
        return False
    if _TEXT.search(look.words):
        return look.wordy >= 0.1
    return look.wordy >= 0.3 and len(look.filled) > 0.2 * look.many


def _poles(look: _Look) -> Column | None:
    """A heading that names two poles, over positions from 0 to 1."""
    found = _POLES.fullmatch(look.heading)
    if not found or look.numeric < 0.8 or any(not 0 <= (number(v) or 0) <= 1 for v in look.sample):
        return None
    asked = " ".join(filter(None, (found["asked"], found["note"]))) or look.heading
    return Column(
        look.heading,
        Role.MEANING,
        words=asked,
        form=Form.BETWEEN,
        low=found["low"].strip(),
        high=found["high"],
    )


def _day(look: _Look) -> Column:
    day_first, month_first = order_in(list(look.filled))
    ask = ""
    either = next((value.strip() for value in look.filled if is_either(value)), "")
    if either and day_first and month_first:
        ask = "Some dates here put the day first and some the month. Those that fit neither way are refused."
    elif either and not day_first and not month_first:
        ask = f"Does the day or the month come first in {either}? Nothing in the file tells."
    return Column(look.heading, Role.DAY, day_first=day_first >= month_first, ask=ask, assumed=bool(ask))


def _answer(look: _Look) -> Column:
    """A teller's own answer, where the heading and the cells speak for one."""
    words = plain_question(look.heading)
    speaks = look.asks or is_own(look.heading) or _ANSWER.search(look.words) is not None
    numbers = sorted({found for value in look.filled if (found := number(value)) is not None})
    if speaks and look.numeric > 0.8 and 3 <= len(numbers) <= 12 and all(n == int(n) for n in numbers):
        return _scale_answer(look, words, [int(n) for n in numbers])
    if speaks and look.numeric < 0.2 and 2 <= len(look.filled) <= 15 and look.repeats:
        return Column(look.heading, Role.MEANING, words=words, form=Form.CHOICE)
    return _aside(look, NOT_CHOSEN)


def _scale_answer(look: _Look, words: str, numbers: list[int]) -> Column:
    unknown: list[int] = []
    while len(numbers) > 3 and numbers[-1] - numbers[-2] > 1:
        unknown.insert(0, numbers.pop())
    low, high = ("very good", "very poor") if " fft " in look.words and 7 in unknown else ("", "")
    ask = f"What do {numbers[0]} and {numbers[-1]} mean?"
    if low:
        ask = f"Is {numbers[0]} “{low}” and {numbers[-1]} “{high}”?"
    if unknown:
        ask += f" {' and '.join(map(str, unknown))} {'is' if len(unknown) == 1 else 'are'} taken to mean not known."
    return Column(
        look.heading,
        Role.MEANING,
        words=words,
        low=low,
        high=high,
        unknown=tuple(map(str, unknown)),
        ask=ask,
        assumed=bool(low or unknown),
    )


def _scale(look: _Look) -> Scale | None:
    if look.wordy > 0.5 and not look.repeats:
        return None
    for scale, words in _PLACES.items():
        if set(look.words.split()) & set(words.split()):
            return scale
    return None


def _stray_codes(look: _Look) -> tuple[str, ...]:
    """Bare numbers among names: codes that nobody gave a name."""
    codes = [value for value in look.filled if number(value) is not None]
    return tuple(codes) if len(codes) * 5 <= len(look.filled) else ()


def _separator(look: _Look) -> str:
    if look.share(lambda value: value.strip().startswith("[")) > 0.5:
        return ";"
    for separator in (";", "|", "\n"):
        if sum(separator in value for value in look.sample) > 0.02 * len(look.sample):
            return separator
    commas = look.share(lambda value: "," in value)
    parts = {part.strip() for value in look.filled for part in value.split(",")}
    return "," if commas > 0.05 and len(parts) < len(look.filled) else ""


def _themes(looks: list[_Look], columns: list[Column]) -> list[Column]:
    """Yes-and-no columns together are themes; one by itself is not. Empty ones among them are too."""
    found = [at for at, look in enumerate(looks) if look.one_hot and not look.says_yes_and_no]
    if len(found) == 1 and columns[found[0]].role is Role.THEME:
        columns[found[0]] = _aside(looks[found[0]], why_set_aside(looks[found[0]].heading, []) or NOT_CHOSEN)
    elif found:
        for at in range(found[0], found[-1]):
            if _is_aside(columns[at], EMPTY):
                columns[at] = Column(looks[at].heading, Role.THEME)
    spoken = [
        at for at, look in enumerate(looks) if look.says_yes_and_no and _is_aside(columns[at], NOT_CHOSEN)
    ]
    if len(spoken) > 1:
        for at in spoken:
            columns[at] = Column(looks[at].heading, Role.THEME)
    return columns


def _one_of(
    role: Role, columns: list[Column], looks: list[_Look], best: Callable[[list[_Look]], _Look], reason: str
) -> list[Column]:
    """Keep the best of several columns that play the same part; the others are set aside."""
    found = [look for look, column in zip(looks, columns, strict=True) if column.role is role]
    if len(found) < 2:
        return columns
    kept = best(found)
    return [
        _aside(look, reason) if column.role is role and look is not kept else column
        for look, column in zip(looks, columns, strict=True)
    ]


def _best_day(found: list[_Look]) -> _Look:
    def liking(look: _Look) -> tuple[bool, bool, int]:
        named = any(word in look.words for word in (" date ", " day ", " when ", " period ", " month "))
        machine = any(word in look.words for word in (" upload ", " edit ", " end ", " ended ", " modified "))
        return named, not machine, look.many

    return max(found, key=liking)


def _places(looks: list[_Look], columns: list[Column]) -> list[Column]:
    """One column a scale. A heading that is the scale's own word comes first, then the finest of several."""
    places = [at for at, column in enumerate(columns) if column.role is Role.PLACE]
    taken: dict[Scale, int] = {}
    for at in places:
        if (word := looks[at].words.strip()) in {scale.word for scale in Scale}:
            taken[Scale.of(word)] = at
    families: dict[str, list[int]] = {}
    for at in places:
        if at not in taken.values():
            families.setdefault(re.sub(r" \d+ $", "", looks[at].words), []).append(at)
    for family in sorted(families.values(), key=len):
        free = [scale for scale in Scale if scale not in taken and scale is not Scale.PERSON]
        if len(family) == 1:
            wanted = columns[family[0]].scale
            if wanted in free and wanted:
                taken[wanted] = family[0]
            continue
        wider = [scale for scale in free if not any(scale >= other for other in taken)]
        for at, scale in zip(reversed(family), wider or free, strict=False):
            taken[scale] = at
    for at in places:
        given = [scale for scale, place in taken.items() if place == at]
        if not given:
            named = columns[at].scale
            columns[at] = _aside(looks[at], f"another column says the {named.word if named else 'place'}")
        else:
            unsure = looks[at].words.split()[-1].isdigit()
            ask = f"Taken as the {given[0].word}. Is it?" if unsure else ""
            columns[at] = replace(columns[at], scale=given[0], ask=ask, assumed=unsure)
    return columns


def _under_days(looks: list[_Look]) -> list[int]:
    """The columns whose headings are days, if there are several and mostly numbers stand in them."""
    headings = [look.heading for look in looks]
    if not wide.is_wide(headings):
        return []
    day_first, _ = wide.order_of(headings)
    found = [at for at, day in enumerate(wide.days(headings, day_first)) if day]
    cells = [cell for at in found for cell in looks[at].sample[:20]]
    return found if sum(number(cell) is not None for cell in cells) > 0.5 * len(cells) else []


def _wide(sheet: Sheet, looks: list[_Look], columns: list[Column], dated: list[int]) -> list[Column]:
    """One row for each place or measure, one column for each day: what the rows are, and what the numbers are."""
    day_first, clear = wide.order_of([look.heading for look in looks])
    for at, look in enumerate(looks):
        column = columns[at]
        if at in dated:
            continue
        if column.role is Role.DAY:
            columns[at] = _aside(look, OTHER_DAY)
        elif " unit " in look.words or " units " in look.words:
            columns[at] = Column(look.heading, Role.UNIT)
        elif _is_aside(column, NOT_CHOSEN, DESCRIBES) or column.role in (
            Role.STORY,
            Role.THEMES,
            Role.MEANING,
            Role.PROMPT,
        ):
            labels = look.numeric < 0.5 and not _TEXT.search(look.words) and not _REMARKS.search(look.words)
            columns[at] = Column(look.heading, Role.MEASURE) if labels else _aside(look, NOT_CHOSEN)
    measures = [at for at, column in enumerate(columns) if column.role is Role.MEASURE]
    if not any(column.role is Role.PLACE for column in columns):
        for at in measures:
            if not _MEASURE.search(looks[at].words):
                ask = "Are these what was measured, or places?"
                columns[at] = replace(columns[at], ask=ask, assumed=True)
    if not measures:
        columns = _names_may_be_places(columns)
    name = "" if measures else _named_above(sheet)
    asks = []
    if not measures:
        asks.append("What do these numbers count?" + (f" Taken to be “{name}”." if name else ""))
    if not clear:
        first = next(looks[at].heading for at in dated if is_either(looks[at].heading))
        asks.append(f"Does the day or the month come first in {first}?")
    for at in dated:
        columns[at] = Column(looks[at].heading, Role.DATED, words=name, day_first=day_first)
    columns[dated[0]] = replace(
        columns[dated[0]], ask=" ".join(asks), assumed=not clear or not (name or measures)
    )
    return columns


def _named_above(sheet: Sheet) -> str:
    """What a line above the headings, or else the file's name, calls the numbers; "" where it says nothing."""
    lines = [" ".join(cell for cell in line if cell.strip()) for line in sheet.before]
    for said in (*lines[:1], _plain_name(sheet)):
        name = " ".join(said.split())
        if _WORD.search(name) and len(name) <= 120 and not _NO_NAME.fullmatch(name):
            return name
    return ""


def _stories_or_measures(looks: list[_Look], columns: list[Column]) -> list[Column]:
    """With stories, their questions; without any, the numbers and what they measure."""
    stories = [at for at, column in enumerate(columns) if column.role is Role.STORY]
    loose = [
        at
        for at, column in enumerate(columns)
        if _is_aside(column, NOT_CHOSEN) or column.role is Role.MEANING
    ]
    numeric = [
        at
        for at in loose
        # In a column that says it counts, other cells stand for what is not known or not told.
        if looks[at].numeric > (0.4 if _VALUE.search(looks[at].words) else 0.9)
        and not _CALENDAR.search(looks[at].words)
    ]
    plain = [at for at in numeric if _VALUE.search(looks[at].words)]
    if stories:
        prompted = any(column.role is Role.PROMPT for column in columns)
        for at in stories:
            if not prompted and (len(stories) > 1 or looks[at].asks):
                columns[at] = replace(columns[at], words=plain_question(looks[at].heading))
        # A table may hold stories and measures, row by row, if it says which measure a number is of.
        named = [at for at in loose if at not in plain and _MEASURE.search(looks[at].words)]
        for at in [*plain, *named] if plain and named else ():
            columns[at] = Column(looks[at].heading, Role.VALUE if at in plain else Role.MEASURE)
        return columns
    if not plain and any(column.role is Role.DAY for column in columns):
        plain = [at for at in numeric if not _is_kind(looks[at])]
    for at in plain:
        named_so = "" if _VALUE.search(looks[at].words) else plain_question(looks[at].heading)
        unit = "%" if looks[at].share(lambda value: value.rstrip().endswith("%")) > 0.5 else ""
        columns[at] = Column(looks[at].heading, Role.VALUE, words=named_so, unit=unit)
    for at, look in enumerate(looks):
        free = _is_aside(columns[at], NOT_CHOSEN, DESCRIBES) or columns[at].role in (
            Role.THEME,
            Role.THEMES,
            Role.MEANING,
        )
        if not plain or at in plain or not free or _CALENDAR.search(look.words):
            continue
        if " unit " in look.words:
            columns[at] = Column(look.heading, Role.UNIT)
        elif _MEASURE.search(look.words) or _is_kind(look) or (_tells_apart(look) and not look.one_hot):
            columns[at] = Column(look.heading, Role.MEASURE)
        elif columns[at].role is Role.THEME:
            columns[at] = _aside(look, NOT_CHOSEN)
    columns = _names_may_be_places(columns) if plain else columns
    return _with_places_among_measures(looks, columns)


def _is_kind(look: _Look) -> bool:
    """Whether the column tells kinds apart by codes, which are numbers and measure nothing."""
    return look.numeric > 0.5 and look.repeats and len(look.filled) <= 20 and bool(_KIND.search(look.words))


def _tells_apart(look: _Look) -> bool:
    return look.repeats and len(look.filled) <= 100 and look.numeric < 0.9


def _names_may_be_places(columns: list[Column]) -> list[Column]:
    """Where numbers have no place, a column set aside for its names may be the one that says it."""
    names = [at for at, column in enumerate(columns) if _is_aside(column, IDENTIFIES)]
    if names and not any(column.role is Role.PLACE for column in columns):
        ask = "If these are places, or what was measured, and not people: choose so."
        columns[names[0]] = replace(columns[names[0]], ask=ask, assumed=True)
    return columns


def _with_places_among_measures(looks: list[_Look], columns: list[Column]) -> list[Column]:
    """Where what was measured is named in several columns, some of it may be places: asked, and nothing lost."""
    named = [at for at, column in enumerate(columns) if column.role is Role.MEASURE]
    places = {word for words in _PLACES.values() for word in words.split()}
    for at in named if len(named) > 1 else ():
        if kinds := [value for value in looks[at].filled if folded(value) in places]:
            ask = f"“{kinds[0]}” says that some of these are places. They stay in the name of what was measured."
            columns[at] = replace(columns[at], ask=ask)
    return columns
