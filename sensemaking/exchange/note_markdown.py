"""A note as Markdown: readable in any editor, and harmless in any program that draws Markdown.

A note's body is written in a small Markdown: headings, lists, block quotes, emphasis, rules, and line breaks.
Everything else (links, images, HTML, code) stays the text it is. What goes out is written afresh from what
was understood, so that no other program can understand more in it than we did.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

import pandas as pd
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sensemaking.charts.axes import Unit
from sensemaking.exchange.leaving import (
    Answered,
    Drawn,
    Empty,
    Gone,
    Part,
    Readings,
    Shown,
    Story,
    Words,
    levels,
)
from sensemaking.model.observation import Card
from sensemaking.model.pattern import Reading, Standing

NUMBERS = "How the charts were drawn, and their numbers"
MOST_COLUMNS = 6
TIMES = ("Day", "Week", "Month", "Year")
"""What the first column of a table is called that counts what was told."""
LEAST_FOLDED = 3
NONE_TOLD = "none told"
NOT_OURS = (
    "autolink", "backticks", "code", "entity", "fence", "html_block", "html_inline", "image", "lheading",
    "link", "reference",
)  # fmt: skip

_ALWAYS = re.compile(r"[\\`*_\[\]<>~|$]|&(?=#?\w+;)|(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_THE_START = re.compile(r"^(?:[#+\-=:]|\d{1,9}(?=[.)]))", re.MULTILINE)


def dialect() -> MarkdownIt:
    """The reader of a note's own text."""
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(list(NOT_OURS))


def as_text(words: str) -> str:
    """Somebody's words as plain lines: letter for letter, without control characters, blank edges and gaps."""
    kept = "".join(c for c in words.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or not _control(c))
    lines = [line.strip() for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character != "\t"


def escaped(words: str) -> str:
    """Words as Markdown that says exactly these words again, whatever signs are in them."""
    marked = _ALWAYS.sub(r"\\\g<0>", as_text(words))
    return _AT_THE_START.sub(lambda start: _start(start[0]), marked)


def _start(found: str) -> str:
    # Digits cannot be escaped: what makes a list of them is the sign after them.
    return f"{found}\\" if found[0].isdigit() else f"\\{found}"


def in_one_line(words: str) -> str:
    """Words as Markdown for a heading or the cell of a table."""
    return escaped(" ".join(as_text(words).split()))


def plain(markdown: str) -> str:
    """The writer's Markdown written afresh, with only what our dialect knows in it."""
    return "\n\n".join(_blocks(dialect().parse(markdown))) + "\n"


def write(note: Shown) -> str:
    """The whole note as Markdown, with the numbers behind its charts and the ids of what it quotes at the end."""
    around = [in_one_line(name) for name in reversed(note.around)]
    head = [
        f"# {in_one_line(note.title)}",
        f"{', in '.join([in_one_line(note.place), *around])}. {day(note.day)}.",
    ]
    tables = [block for part in note.parts if isinstance(part, Drawn) for block in _numbers(part)]
    if tables:
        tables = [f"## {NUMBERS}", *tables]
    leveled = zip(note.parts, levels(note.parts), strict=True)
    blocks = [
        *head,
        *(block for part, level in leveled for block in _part(part, level)),
        *tables,
        "---",
        *_foot(note),
    ]
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def day(when: object) -> str:
    """A day as people say it: 5 July 2021."""
    return Unit.DAY.words(pd.Timestamp(str(when)).date())


def _foot(note: Shown) -> list[str]:
    words = [in_one_line(checked_on(note))]
    if note.quotes:
        named = "\n".join(f"- {kind} {one}" for kind, one in note.quotes)
        words += ["What it quotes, so that whoever holds it can be told when something is taken back:", named]
    return words


def checked_on(note: Shown) -> str:
    """What whoever reads a file is told about the quotes in it."""
    return f"{note.reach} " * bool(note.reach) + (
        f"Taken away with Sensemaking on {day(note.checked)}. Everything quoted here was looked up that day and"
        " could be shared then. People may take their words back later: please do not keep more copies than you"
        " need, and ask for the note again before you pass it on."
    )


def _part(part: Part, level: int) -> list[str]:
    match part:
        case Words():
            return [part.markdown]
        case Story():
            return _story(part.card)
        case Drawn():
            return _drawn(part, level)
        case Readings():
            return _readings(part)
        case Answered():
            return _quoted(part.words, part.said)
        case Gone() | Empty():
            return [f"*{in_one_line(part.sentence)}*"]


def _story(card: Card) -> list[str]:
    return _quoted(card.words or card.measure, told(card))


def _lines(words: str) -> str:
    """Escaped words whose line breaks stay line breaks; a blank line parts two paragraphs."""
    paragraphs = escaped(words).split("\n\n")
    return "\n\n".join(paragraph.replace("\n", "\\\n") for paragraph in paragraphs)


def told(card: Card) -> list[str]:
    """When and where a story was told, what it is about, and what it means to its teller: a sentence each."""
    said = [
        ", ".join(filter(None, (card.place, day(card.day)))),
        f"Asked: {card.prompt}" if card.prompt else "",
        f"About {', '.join(card.themes)}" if card.themes else "",
        *card.meanings,
    ]
    return [part if part[-1] in ".?!" else f"{part}." for part in said if part]


def _drawn(part: Drawn, level: int) -> list[str]:
    head = [f"{'#' * level} {in_one_line(part.of.title)}"]
    if part.of.name:
        head.append(f"We called it: {in_one_line(part.of.name)}.")
    stories = [block for card in part.stories for block in _story(card)]
    return [*head, in_one_line(" ".join(part.tells)), *stories]


def _readings(part: Readings) -> list[str]:
    about = [f"About \u201c{in_one_line(part.about)}\u201d:"] if part.about else []
    each = [block for reading in part.readings for block in _quoted(reading.words, stands(reading))]
    return [*about, *each]


def _quoted(words: str, said: Iterable[str]) -> list[str]:
    """Somebody's words, and beneath them who said them, when and where."""
    quote = "\n".join(f"> {line}".rstrip() for line in _lines(words).split("\n"))
    return [quote, f"*{in_one_line(' '.join(said))}*"]


def stands(reading: Reading) -> list[str]:
    """Who said it and when, and how it stands: each earlier answer with its reason, oldest first."""
    said = ", ".join(filter(None, (reading.who, day(reading.day))))
    looks = [
        f"{look.standing.value.capitalize()} on {day(look.day)}{': ' + look.why.rstrip('. ') if look.why else ''}."
        for look in reading.history
    ]
    return [f"{said[0].upper()}{said[1:]}.", *(looks or [f"{Standing.SO_FAR.value.capitalize()}."])]


def _numbers(part: Drawn) -> list[str]:
    if not len(part.table):
        return []
    small = [in_one_line(" ".join(part.small_print))] if part.small_print else []
    return [f"### {in_one_line(part.of.title)}", *small, *(_table(one) for one in parted(part.table))]


def parted(table: pd.DataFrame) -> list[pd.DataFrame]:
    """A table in pieces that are no wider than paper, each with the first column; at least one.

    A long run of times in which none were told is one row.
    """
    table = _folded(table)
    rest = list(range(1, len(table.columns)))
    pieces = [rest[at : at + MOST_COLUMNS] for at in range(0, len(rest), MOST_COLUMNS)] or [[]]
    return [table.iloc[:, [0, *piece]] for piece in pieces]


def _folded(table: pd.DataFrame) -> pd.DataFrame:
    if len(table.columns) < 2 or table.columns[0] not in TIMES:
        return table
    rows: list[list[object]] = []
    for silent, run in groupby(table.itertuples(index=False), lambda row: not any(map(_says, row[1:]))):
        times = list(run)
        if silent and len(times) >= LEAST_FOLDED:
            rows.append(
                [_span(str(times[0][0]), str(times[-1][0])), NONE_TOLD, *[""] * (len(table.columns) - 2)]
            )
        else:
            rows += map(list, times)
    return pd.DataFrame(rows, columns=table.columns)


def _says(value: object) -> bool:
    return cell(value) not in ("", "0")


def _span(first: str, last: str) -> str:
    """March to June 2021; the year is said once where it is the same."""
    before, _, year = first.rpartition(" ")
    if before and last.endswith(f" {year}"):
        first = before
    return f"{first} to {last[0].lower()}{last[1:]}" if last.startswith("Week") else f"{first} to {last}"


def _table(table: pd.DataFrame) -> str:
    rows = [list(table.columns), *table.itertuples(index=False)]
    lines = [f"| {' | '.join(in_one_line(cell(value)) for value in row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(table.columns)}")
    return "\n".join(lines)


def cell(value: object) -> str:
    """One value of a table as people read it: nothing for nothing, no needless decimals."""
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:,.6g}"
    return "" if value is None or value is pd.NaT else str(value)


def _blocks(tokens: Sequence[Token]) -> list[str]:
    """The blocks of a parsed text, each written as Markdown."""
    blocks: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = end_of(tokens, at)
        inner = tokens[at + 1 : end]
        match token.type:
            case "heading_open":
                # Inside a list or a quote it would break the order of the headings: it is said strongly instead.
                words = _inline(inner)
                blocks.append(f"{'#' * int(token.tag[1])} {words}" if token.level == 0 else f"**{words}**")
            case "paragraph_open":
                blocks.append(_inline(inner))
            case "blockquote_open":
                blocks.append(_indented("\n\n".join(_blocks(inner)), "> ", "> "))
            case "bullet_list_open" | "ordered_list_open":
                blocks.append(_list(token, inner))
            case "hr":
                blocks.append("---")
        at = end + 1
    return [block for block in blocks if block]


def end_of(tokens: Sequence[Token], at: int) -> int:
    """Where what a token opens is closed again; its own place where it opens nothing."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += tokens[place].nesting
        if depth == 0:
            return place
    raise AssertionError("what is opened is closed")


def _list(opened: Token, tokens: Sequence[Token]) -> str:
    items: list[str] = []
    number = int(opened.attrGet("start") or 1)
    at = 0
    while at < len(tokens):
        end = end_of(tokens, at)
        mark = "- " if opened.type == "bullet_list_open" else f"{number + len(items)}. "
        gap = "\n" if tokens[at + 1].hidden else "\n\n"
        items.append(_indented(gap.join(_blocks(tokens[at + 1 : end])), mark, " " * len(mark)))
        at = end + 1
    return "\n".join(items)


def _indented(text: str, first: str, following: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        ((first if place == 0 else following) + line).rstrip() for place, line in enumerate(lines)
    )


def _inline(tokens: Iterable[Token]) -> str:
    signs = {"em_open": "*", "em_close": "*", "strong_open": "**", "strong_close": "**"}
    signs |= {"softbreak": "\\\n", "hardbreak": "\\\n"}  # Enter means a new line, in a plain box
    written: list[str] = []
    for token in tokens:
        for child in token.children or ():
            written.append(signs.get(child.type) or _ALWAYS.sub(r"\\\g<0>", child.content))
    return _AT_THE_START.sub(lambda start: _start(start[0]), "".join(written))
