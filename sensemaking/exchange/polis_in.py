"""A conversation exported from Polis: statements, and how people voted on them, whoever wrote the export.

Exporters differ in their headings, in how they write times, in which number means yes, and in whether ids begin
at 0 or 1. The latest vote of each person on each statement counts (its time is used for nothing else).
Source: compdemocracy/polis, `export.clj` and `server.ts`; compdemocracy/openData.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import numpy as np
import pyarrow as pa

from sensemaking.exchange.numbers import number
from sensemaking.exchange.set_aside import tokens
from sensemaking.exchange.sheet import Cells, Sheet
from sensemaking.model.gathering import Moderation, Vote
from sensemaking.model.observation import LONGEST_WORDS
from sensemaking.model.refusal import Refusal


class Part(StrEnum):
    """What a file of an export holds."""

    STATEMENTS = "the statements"
    VOTES = "the votes"
    PEOPLE = "how each person voted, as a table"
    SUMMARY = "the summary"
    OTHER = "something else"


_COMMENT = ("comment-id", "tid", "statement-id", "opinion-id")
_BODY = ("comment-body", "body", "txt", "text", "comment-text", "statement-text", "statement", "comment")
_VOTER = ("voter-id", "voter", "participant-id", "participant", "pid", "uid", "person", "author-id")
_VOTE = ("vote", "value", "vote-value")
_TIME = ("timestamp", "vote-timestamp", "created", "modified", "datetime", "date", "time")
_MODERATED = ("moderated", "mod", "moderation", "moderation-status")
_BESIDE_STATEMENTS = {*_MODERATED, "agrees", "disagrees", "passes", "author-id", "is-seed", "is-meta"}
_PEOPLES = {"group-id", "n-votes", "n-agree", "n-disagree", "n-comments"}
_ABOUT = ("conversation-description", "description", "about")
_SIGNS = {
    "agree": 1, "agreed": 1, "yes": 1, "for": 1, "disagree": -1, "disagreed": -1, "no": -1, "against": -1,
    "pass": 0, "passed": 0, "skip": 0, "unsure": 0, "not sure": 0,
}  # fmt: skip
_MODERATIONS = {
    "1": Moderation.ACCEPTED, "0": Moderation.NOT_LOOKED_AT, "": Moderation.NOT_LOOKED_AT, "-1": Moderation.HELD_ASIDE,
    "accepted": Moderation.ACCEPTED, "approved": Moderation.ACCEPTED, "accept": Moderation.ACCEPTED,
    "true": Moderation.ACCEPTED, "unmoderated": Moderation.NOT_LOOKED_AT, "rejected": Moderation.HELD_ASIDE,
    "reject": Moderation.HELD_ASIDE, "false": Moderation.HELD_ASIDE,
}  # fmt: skip

NO_STATEMENT, NO_VOTE, NO_WORDS, BROKEN, TWICE = (
    "it is a vote on a statement that is not there",
    "it is no vote",
    "there are no words in it",
    "the row could not be read whole",
    "there is a statement of this number already",
)
SUPERSEDED = "the same person voted again later"
GROUPED = "it is the machine's own grouping of people"
WHO = "it could tell who somebody is"
COUNTED = "it counts or repeats what the votes say"
WHEN = "the time of a vote is used only to find each person's latest"
ADDRESS = "it says where and how the conversation was shown"
NOT_CHOSEN = "nothing here has a place for it"


@dataclass(frozen=True)
class Plain:
    """One statement that tells most, with its counts both ways, to ask which way round the votes are.

    `ones` people gave it a 1 and `minus_ones` a -1, of `people` who answered at all.
    """

    words: str
    ones: int
    minus_ones: int
    people: int


@dataclass(frozen=True)
class Said:
    """One statement of an export: its number there, its words, what the moderators did, the row it stands in."""

    number: str
    words: str
    moderation: Moderation
    row: int


@dataclass(frozen=True)
class Refused:
    """A row that stays out: of which file, its place there, the kind of reason, its words, and its cells."""

    file: str
    number: int
    reason: str
    words: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Aside:
    """Cells or rows of a file that are kept in no table: under which heading, why, in which rows.

    `cells` says whether they go into the file of what was set aside: what only counts or repeats does not.
    """

    sheet: Sheet
    heading: str
    reason: str
    rows: np.ndarray
    column: int | None = None
    cells: bool = True


@dataclass(frozen=True)
class Conversation:
    """What an export holds, before anybody said which number means yes.

    `statements` stand in the order they were written. `votes` are three arrays of the same length: whose (a plain
    number from 0), on which statement (its place in `statements`), and the sign of that person's latest vote.
    `in_words` says that votes were written as words, so that nobody has to be asked which way round they are.
    `rows` counts the rows of all files, `rows_in` those that come in, `rows_aside` those of which nothing does.
    """

    name: str
    about: str
    statements: tuple[Said, ...]
    people: int
    votes: tuple[np.ndarray, np.ndarray, np.ndarray]
    begun: date | None
    ended: date | None
    in_words: bool
    rows: int
    rows_in: int
    rows_aside: int
    refused: tuple[Refused, ...]
    set_aside: tuple[Aside, ...]
    plain: Plain | None

    @property
    def undecided(self) -> bool:
        """Whether somebody has to say which number means yes."""
        return not self.in_words and bool(self.votes[2].any())


def plain_heading(heading: str) -> str:
    """A heading as the exporters mean it: "Comment ID", "comment_id" and "commentId" are all comment-id."""
    return "-".join(tokens(heading).split())


def part_of(sheet: Sheet) -> Part:
    """What a file of an export holds, by its headings."""
    heads = {plain_heading(heading) for heading in sheet.headings}
    names_statements = any(name in heads for name in _COMMENT)
    if names_statements and any(name in heads for name in _VOTER) and any(name in heads for name in _VOTE):
        return Part.VOTES
    if names_statements and any(name in heads for name in _BODY) and heads & _BESIDE_STATEMENTS:
        return Part.STATEMENTS
    if heads & {"participant", "participant-id"} and heads & _PEOPLES:
        return Part.PEOPLE
    if {"topic", "url", "voters", "views"} & {key for key, _ in _pairs(sheet)[:1]} and len(
        sheet.columns
    ) == 2:
        return Part.SUMMARY
    return Part.OTHER


def is_conversation(sheets: Sequence[Sheet]) -> bool:
    """Whether these files are an export of a conversation, or a part of one."""
    return any(part_of(sheet) in (Part.STATEMENTS, Part.VOTES, Part.PEOPLE) for sheet in sheets)


def _pairs(sheet: Sheet) -> list[tuple[str, str]]:
    """A summary's keys and values: it has no headings, so that the first pair may stand where they would."""
    lines = [*sheet.before, *([sheet.headings] if sheet.how.headings else []), *sheet.first(200)]
    return [(plain_heading(line[0]), line[1].strip()) for line in lines if len(line) > 1]


def read(sheets: Sequence[Sheet]) -> Conversation:
    """What the files of one export hold together. Raises a Refusal where the statements or the votes are missing."""
    return _Reading(sheets).whole()


class _Reading:
    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.parts = [part_of(sheet) for sheet in sheets]
        self.refused: list[Refused] = []
        self.aside: list[Aside] = []
        self.rows_in = self.rows_aside = 0
        self.people: dict[str, int] = {}
        self.in_words = self.in_numbers = False

    def _of(self, part: Part) -> list[Sheet]:
        return [sheet for sheet, known in zip(self.sheets, self.parts, strict=True) if known is part]

    def whole(self) -> Conversation:
        votes = self._of(Part.VOTES) or self._of(Part.PEOPLE)
        if not self._of(Part.STATEMENTS):
            raise Refusal(
                "The votes are here, but not the statements they were given to.",
                try_next="Choose comments.csv and votes.csv together, or the zip they came in.",
            )
        if not votes:
            raise Refusal(
                "The statements are here, but nobody’s votes on them.",
                try_next="Choose comments.csv and votes.csv together, or the zip they came in.",
            )
        statements = self._statements()
        place = {said.number: at for at, said in enumerate(statements)}
        cast = [
            (self._cast if part is Part.VOTES else self._laid_out)(sheet, place)
            for part, sheet in zip(self.parts, self.sheets, strict=True)
            if sheet in votes
        ]
        who, what, signs, days = self._latest([part for part in cast if len(part.rows)])
        name, about = self._summary()
        for sheet in self._of(Part.PEOPLE) if Part.VOTES in self.parts else []:
            self._people_again(sheet)
        for sheet in self._of(Part.OTHER):
            self._whole_aside(sheet, NOT_CHOSEN)
        for sheet in self.sheets:
            if sheet.before and part_of(sheet) is not Part.SUMMARY:
                self.aside.append(
                    Aside(sheet, "above the headings", NOT_CHOSEN, np.arange(len(sheet.before)), cells=False)
                )
        return Conversation(
            name,
            about,
            tuple(statements),
            len(np.unique(who)),
            (who, what, signs),
            min(days, default=None),
            max(days, default=None),
            self.in_words and not self.in_numbers,
            sum(
                sheet.rows + (part is Part.SUMMARY and bool(sheet.how.headings))
                for sheet, part in zip(self.sheets, self.parts, strict=True)
            ),
            self.rows_in,
            self.rows_aside,
            tuple(self.refused),
            tuple(self.aside),
            _telling(statements, what, signs),
        )

    def _refuse(self, sheet: Sheet, row: int, reason: str, words: str) -> None:
        cells = tuple(column.at(row) for column in sheet.columns)
        self.refused.append(Refused(sheet.name, int(sheet.numbers[row]), reason, words, cells))

    def _statements(self) -> list[Said]:
        found: list[tuple[float, float, int, Said]] = []
        taken: set[str] = set()
        for sheet in self._of(Part.STATEMENTS):
            number_at, body, moderated, time = (
                _column(sheet, names) for names in (_COMMENT, _BODY, _MODERATED, _TIME)
            )
            times = _times(time)
            kept: list[int] = []
            for row in range(sheet.rows):
                said = _number(number_at.at(row)) if number_at else ""
                words = body.at(row).strip() if body else ""
                if broken := sheet.broken.get(row) or sheet.apart.get(row):
                    self._refuse(sheet, row, BROKEN, broken)
                elif not words or not said:
                    self._refuse(sheet, row, NO_WORDS, "it has no words or no number")
                elif len(words) > LONGEST_WORDS:
                    self._refuse(sheet, row, NO_WORDS, f"more than {LONGEST_WORDS:,} letters")
                elif said in taken:
                    self._refuse(sheet, row, TWICE, f"number {said} stands in another row")
                else:
                    taken.add(said)
                    kept.append(row)
                    done = _moderation(moderated.at(row) if moderated else "")
                    order = number(said)
                    when = times[row] if times is not None else 0.0
                    one = Said(said, words, done, int(sheet.numbers[row]))
                    found.append((when, order if order is not None else 0.0, len(found), one))
            self.rows_in += len(kept)
            self._columns_aside(sheet, np.array(kept, dtype=np.int64), (number_at, body, moderated))
        if not found:
            raise Refusal("No statement in these files has any words.", try_next="Choose the export again.")
        return [one for _, _, _, one in sorted(found, key=lambda each: each[:3])]

    def _columns_aside(self, sheet: Sheet, rows: np.ndarray, used: Sequence[Cells | None]) -> None:
        """Every column that is not used is set aside, as far as it says anything."""
        for at, column in enumerate(sheet.columns):
            if any(column is one for one in used):
                continue
            filled = rows[[bool(column.at(row).strip()) for row in rows.tolist()]] if len(rows) else rows
            if not len(filled):
                continue
            reason = _why_aside(plain_heading(column.heading), part_of(sheet))
            self.aside.append(
                Aside(sheet, column.heading, reason, filled, at, cells=reason not in (COUNTED, WHEN))
            )

    def _whole_aside(self, sheet: Sheet, reason: str) -> None:
        self.rows_aside += sheet.rows
        self.aside.append(Aside(sheet, "all of it", reason, np.arange(sheet.rows)))

    def _people_again(self, sheet: Sheet) -> None:
        """The table of people beside the votes: its own grouping and other people’s numbers for them go aside."""
        self.rows_aside += sheet.rows
        for at, column in enumerate(sheet.columns):
            reason = _why_aside(plain_heading(column.heading), Part.PEOPLE)
            rows = np.flatnonzero(
                np.array([bool(v.strip()) for v in column.values], dtype=bool)[column.codes]
            )
            if reason != COUNTED and len(rows):
                self.aside.append(Aside(sheet, column.heading, reason, rows, at))
        self.aside.append(Aside(sheet, "all other columns", COUNTED, np.arange(sheet.rows), cells=False))

    def _person(self, said: str) -> int:
        return self.people.setdefault(_number(said), len(self.people))

    def _sign(self, cell: str) -> int | None:
        plain = " ".join(cell.split()).casefold()
        if plain in _SIGNS:
            self.in_words = True
            return _SIGNS[plain]
        found = number(plain)
        if found is None or found not in (-1, 0, 1):
            return None
        self.in_numbers = self.in_numbers or found != 0
        return int(found)

    def _cast(self, sheet: Sheet, place: Lookup[str, int]) -> "_Cast":
        """The votes of a file with one vote a row."""
        on, voter, vote = (_column(sheet, names) for names in (_COMMENT, _VOTER, _VOTE))
        time = _column(sheet, _TIME)
        if on is None or voter is None or vote is None:
            raise Refusal(f"{sheet.name} has no votes in it.", try_next="Choose votes.csv.")
        places = np.array([place.get(_number(value), -1) for value in on.values], dtype=np.int64)[on.codes]
        signs = np.array([_sign_or(self._sign(value)) for value in vote.values], dtype=np.int64)[vote.codes]
        people = np.array([self._person(v) if v.strip() else -1 for v in voter.values], dtype=np.int64)[
            voter.codes
        ]
        bad = np.zeros(sheet.rows, dtype=bool)
        for row, why in (*sheet.broken.items(), *sheet.apart.items()):
            bad[row] = True
            self._refuse(sheet, row, BROKEN, why)
        for wrong, reason, words in (
            (signs == _NO_SIGN, NO_VOTE, lambda row: f"“{vote.at(row)[:40]}” is no vote"),
            (people < 0, NO_VOTE, lambda row: "it does not say whose vote it is"),
            (places < 0, NO_STATEMENT, lambda row: f"there is no statement {on.at(row)[:40]}"),
        ):
            for row in np.flatnonzero(wrong & ~bad).tolist():
                self._refuse(sheet, row, reason, words(row))
            bad |= wrong
        rows = np.flatnonzero(~bad)
        self._columns_aside(sheet, rows, (on, voter, vote))
        times = _times(time)
        when = times[rows] if times is not None else np.zeros(len(rows))
        return _Cast(sheet, rows, people[rows], places[rows], signs[rows], when)

    def _laid_out(self, sheet: Sheet, place: Lookup[str, int]) -> "_Cast":
        """The votes of the table of people, a column for each statement: each person’s latest already."""
        person = _column(sheet, ("participant", "participant-id"))
        rows: list[int] = []
        people: list[int] = []
        places: list[int] = []
        signs: list[int] = []
        for at, column in enumerate(sheet.columns):
            on = place.get(_number(column.heading), -1)
            filled = np.flatnonzero(
                np.array([bool(v.strip()) for v in column.values], dtype=bool)[column.codes]
            )
            if column is person or not len(filled):
                continue
            if number(column.heading) is None:
                reason = _why_aside(plain_heading(column.heading), Part.PEOPLE)
                self.aside.append(Aside(sheet, column.heading, reason, filled, at, cells=reason != COUNTED))
                continue
            if on < 0:
                self.aside.append(Aside(sheet, column.heading, NO_STATEMENT, filled, at))
                continue
            for row in filled.tolist():
                sign = self._sign(column.at(row))
                if sign is None or row in sheet.broken or person is None or not person.at(row).strip():
                    self._refuse(sheet, row, NO_VOTE, "it holds something that is no vote")
                    continue
                rows.append(row)
                people.append(self._person(person.at(row)))
                places.append(on)
                signs.append(sign)
        self.rows_in += len(set(rows))
        self.rows_aside += sheet.rows - len(set(rows))
        of_row, who, what, sign_of = (
            np.array(each, dtype=np.int64) for each in (rows, people, places, signs)
        )
        return _Cast(sheet, of_row, who, what, sign_of, np.zeros(len(rows)), table=True)

    def _latest(self, cast: Sequence["_Cast"]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[date]]:
        """Each person’s latest vote on each statement; at the same time the later row counts."""
        if not cast:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing, []
        who, what, signs, when = (
            np.concatenate([getattr(one, part) for one in cast])
            for part in ("people", "places", "signs", "when")
        )
        order = np.lexsort((np.arange(len(who)), when, what, who))
        last = np.ones(len(order), dtype=bool)
        same = (who[order][1:] == who[order][:-1]) & (what[order][1:] == what[order][:-1])
        last[:-1] = ~same
        counts = np.zeros(len(who), dtype=bool)
        counts[order[last]] = True
        begin = 0
        for one in cast:
            mine = counts[begin : begin + len(one.rows)]
            begin += len(one.rows)
            if not one.table:
                self.rows_in += int(mine.sum())
                self.rows_aside += int((~mine).sum())
                if not mine.all():
                    self.aside.append(Aside(one.sheet, "earlier votes", SUPERSEDED, one.rows[~mine]))
        days = {_day(moment) for moment in (when[when > 0].min(initial=np.inf), when.max(initial=0))}
        return who[counts], what[counts], signs[counts], [day for day in days if day]

    def _summary(self) -> tuple[str, str]:
        name = about = ""
        for sheet in self._of(Part.SUMMARY):
            pairs = _pairs(sheet)
            used = 0
            for key, value in pairs:
                if key == "topic" and value:
                    name, used = value, used + 1
                elif key in _ABOUT and value:
                    about, used = value, used + 1
            self.rows_in += used
            self.rows_aside += len(pairs) - used
            self.aside.append(Aside(sheet, "address and counts", ADDRESS, np.arange(sheet.rows), cells=False))
        return name, about


@dataclass(frozen=True)
class _Cast:
    """Votes as they were cast: in which rows of a file, by whom, on which statement, their sign, and when."""

    sheet: Sheet
    rows: np.ndarray
    people: np.ndarray
    places: np.ndarray
    signs: np.ndarray
    when: np.ndarray
    table: bool = False


_NO_SIGN = 9


def _sign_or(sign: int | None) -> int:
    return _NO_SIGN if sign is None else sign


def _column(sheet: Sheet, names: Sequence[str]) -> Cells | None:
    """The first column, in the order of the names, that has one of them for its heading."""
    heads = {plain_heading(column.heading): column for column in reversed(sheet.columns)}
    return next((heads[name] for name in names if name in heads), None)


def _number(cell: str) -> str:
    """An id as plain text: 7, 7.0 and " 7" are one."""
    plain = cell.strip()
    found = number(plain)
    return str(int(found)) if found is not None and found == int(found) else plain


def _moderation(cell: str) -> Moderation:
    return _MODERATIONS.get(_number(cell).casefold(), Moderation.NOT_LOOKED_AT)


def _times(column: Cells | None) -> np.ndarray | None:
    """Seconds since 1970 for each row, 0 where no time can be read."""
    return np.array([_seconds(value) for value in column.values])[column.codes] if column else None


def _seconds(cell: str) -> float:
    plain = cell.strip()
    found = number(plain)
    if found is not None:
        # Exporters count thousandths of a second; some count seconds.
        return found / 1000 if found > 1e11 else found
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        # "Wed Jul 27 22:09:49 WIB 2022": the name of the zone is the exporter's own and is passed over.
        plain = re.sub(r" [A-Z]{2,5} (\d{4})$", r" \1", plain)
        try:
            moment = datetime.strptime(plain, "%a %b %d %H:%M:%S %Y")
        except ValueError:
            return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _day(seconds: float) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).date() if seconds > 0 else None
    except (OverflowError, OSError, ValueError):
        return None


def _why_aside(heading: str, part: Part) -> str:
    if heading in ("group-id", "group", "cluster", "group-informed-consensus"):
        return GROUPED
    if heading in (*_VOTER, "xid", "author", "email", "name", "hname", "ip"):
        return WHO
    if heading in _TIME:
        return WHEN
    if (
        heading.startswith("n-")
        or heading in ("agrees", "disagrees", "passes")
        or number(heading) is not None
    ):
        return COUNTED
    return NOT_CHOSEN


def _telling(statements: Sequence[Said], what: np.ndarray, signs: np.ndarray) -> Plain | None:
    """The statement that tells most about which way round the votes are: many people, nearly all one way."""
    ones = np.bincount(what[signs == 1], minlength=len(statements))
    minus = np.bincount(what[signs == -1], minlength=len(statements))
    passes = np.bincount(what[signs == 0], minlength=len(statements))
    both = ones + minus
    told = np.abs(ones - minus) / np.sqrt(np.maximum(both, 1))
    plain = np.array(
        [10 <= len(one.words) <= 200 and one.moderation is not Moderation.HELD_ASIDE for one in statements]
    )
    told = np.where(both > 0, told + 1e-6 * both, -1.0)
    best = int(np.argmax(np.where(plain, told + 1e6 * (told >= 0), told))) if len(statements) else 0
    if not both[best : best + 1].sum():
        return None
    return Plain(statements[best].words, int(ones[best]), int(minus[best]), int(both[best] + passes[best]))


def decide(conversation: Conversation, rings_true: int | None) -> int:
    """The number that means "rings true". Raises a Refusal that says what to decide where nobody has said it."""
    if rings_true in (1, -1):
        return rings_true
    if not conversation.undecided:
        return 1
    plain = conversation.plain
    shown = f"{plain.ones:,} voted 1 and {plain.minus_ones:,} voted -1 on “{plain.words}”" if plain else ""
    raise Refusal(
        "Exports differ in which number means yes, and nobody has said it for this one.",
        f"Of {plain.people:,} people, {shown}." if plain else "",
        "Say which of the two means that it rings true: 1 or -1.",
    )


def as_votes(conversation: Conversation, rings_true: int) -> pa.Table:
    """The votes as rows: on which statement (its place), an opaque key of the person, and the vote in words.

    The salt of the keys is thrown away, so that nobody can find the key of a person whose number they know.
    """
    who, what, signs = conversation.votes
    salt = secrets.token_bytes(32)
    most = int(who.max()) + 1 if len(who) else 0
    keys = [hashlib.blake2b(str(one).encode(), key=salt, digest_size=16).hexdigest() for one in range(most)]
    words = {rings_true: Vote.RINGS_TRUE, -rings_true: Vote.NOT_FOR_ME, 0: Vote.NOT_SURE}
    named = pa.array([words[sign].value for sign in (-1, 0, 1)])
    return pa.table(
        {
            "statement": pa.array(what),
            "person": pa.array(keys, pa.string()).take(pa.array(who)),
            "vote": named.take(pa.array(signs + 1)),
        }
    )
