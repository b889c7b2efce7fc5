"""Is this a file like the one before? How an earlier one was read, taken over as far as this one's cells allow."""

from dataclasses import replace

from sensemaking.exchange import wide
from sensemaking.exchange.cell_words import NO, NOT_KNOWN, YES, folded
from sensemaking.exchange.days import order_in
from sensemaking.exchange.mapping import NOT_CHOSEN, Column, Mapping, Role
from sensemaking.exchange.numbers import number
from sensemaking.exchange.places import same
from sensemaking.exchange.set_aside import CODE, IDENTIFIES
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.scale import Scale

_ONCE = (Role.DAY, Role.PROMPT, Role.TELLER, Role.UNIT)


def remembered(sheet: Sheet, earlier: Mapping, guess: Mapping, standing: Scale | None) -> Mapping | None:
    """The earlier mapping for this file, or None where the file is of another shape.

    Two of three headings have to be the same, in any order; headings that are days may be others each time. A
    column that is new is taken as `guess` has it, and asks. What the cells no longer bear out asks too. One day for
    the whole file, a cycle and an experiment belong to the one file and are not taken over.
    """
    dated = next((earlier.columns[at] for at in earlier.of(Role.DATED)), None)
    headings = [same(heading) for heading in sheet.headings]
    days = wide.days(sheet.headings, dated.day_first) if dated else [None] * len(headings)
    known = {same(one.heading): one for one in earlier.columns if one.role is not Role.DATED}
    there = {heading for heading, day in zip(headings, days, strict=True) if not day or heading in known}
    both = there & set(known)
    told = {known[heading].role for heading in both}
    says_something = bool(told & {Role.STORY, Role.VALUE}) or (dated is not None and any(days))
    if len(both) * 3 < max(len(there), len(known)) * 2 or not says_something:
        return None
    columns: list[Column] = []
    for at, heading in enumerate(headings):
        if heading in known:
            before = replace(known[heading], heading=sheet.headings[at])
            columns.append(_borne_out(before, guess.columns[at], sheet.columns[at]))
        elif dated and days[at]:
            columns.append(replace(dated, heading=sheet.headings[at], ask="", assumed=False))
        else:
            columns.append(guess.columns[at])
    new = [at for at, heading in enumerate(headings) if heading not in known and not days[at]]
    for at in new:
        columns[at] = _new(columns[at], [one for other, one in enumerate(columns) if other != at])
    mapping = Mapping(tuple(columns))
    if earlier.home and earlier.home_scale and (standing is None or earlier.home_scale < standing):
        return mapping.at_home(earlier.home, earlier.home_scale)
    return replace(mapping, home=guess.home, home_scale=guess.home_scale, home_guessed=guess.home_guessed)


def _new(column: Column, others: list[Column]) -> Column:
    """A column that was not there before: what it is taken for is asked, and nothing is two things at once."""
    taken = {one.role for one in others if one.role in _ONCE} | {
        one.scale for one in others if one.role is Role.PLACE
    }
    if column.role in taken or (column.role is Role.PLACE and column.scale in taken):
        column = Column(column.heading, reason="another column says it already")
    if column.role is Role.SET_ASIDE and column.reason != NOT_CHOSEN:
        return column
    if column.role is Role.SET_ASIDE:
        return replace(column, ask="This column is new. It stays out unless you choose what it is.")
    return replace(column, ask=f"This column is new. {column.ask}".strip(), assumed=True)


def _borne_out(column: Column, guess: Column, cells: Cells) -> Column:
    """The column as it was read before, with a question where this file's cells speak against it."""
    doubt, plain = _doubt(column, guess, cells), replace(column, ask="", assumed=False)
    if column.role is Role.SET_ASIDE:
        return replace(plain, reason=guess.reason) if guess.reason == IDENTIFIES else plain
    if doubt and column.role is Role.DAY and guess.role is Role.DAY:
        plain = replace(plain, day_first=guess.day_first)
    return replace(plain, ask=doubt, assumed=bool(doubt))


def _doubt(column: Column, guess: Column, cells: Cells) -> str:
    filled = [value for value in cells.values if folded(value) not in NOT_KNOWN]
    if guess.role is Role.SET_ASIDE and guess.reason in (IDENTIFIES, CODE):
        return f"Last time this came in. Now {guess.reason}: shall it?"
    match column.role:
        case Role.DAY:
            day_first, month_first = order_in(filled)
            if (month_first > day_first) if column.day_first else (day_first > month_first):
                first = "month" if column.day_first else "day"
                return f"Last time it was the other way round: here the {first} comes first. Is it so?"
            if filled and guess.role is not Role.DAY:
                return "Last time these were days. Are they still?"
        case Role.THEME:
            if strange := [value for value in filled if folded(value) not in YES | NO]:
                return f"Last time these said yes or no. What does “{strange[0][:60]}” mean?"
        case Role.VALUE:
            if filled and sum(number(value) is not None for value in filled) * 2 < len(filled):
                return "Last time these were numbers. Are they still?"
        case Role.PLACE | Role.MEANING if guess.role is column.role:
            if more := [value for value in guess.unknown if value not in column.unknown]:
                return f"Does {' or '.join(more)} mean not known? Last time it did not stand here."
    return ""
