"""A note as a Word document: headings, lists, quotes and tables that Word knows as such, and charts as pictures.

Its letters are Word's own (Georgia for people's words, Calibri for the rest), since a document is edited on machines
that do not have ours. The table of contents is a field that Word fills with page numbers when somebody asks it to;
until then it names the headings, each a link. Word is not told to do so by itself, because it would ask a question
of everyone who opens the document.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it.token import Token

from sensemaking.charts.style import LIGHT
from sensemaking.exchange import svg
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
from sensemaking.exchange.note_markdown import (
    NUMBERS,
    as_text,
    cell,
    checked_on,
    day,
    dialect,
    end_of,
    parted,
    stands,
    told,
)
from sensemaking.model.observation import Card

SERIF, SANS = "Georgia", "Calibri"
ROOM = Cm(16.5)
HIGHEST = Cm(21)
DEEPEST_LIST = 3
RULED_LINES = 3
SMALL, CALLED = "Small print", "What we called it"
CONTENTS = "What is in it"
NOT_OURS = ("thumbnail", "stylesWithEffects", "customXml")
# Word refuses a paragraph whose properties are not in its order.
AFTER_TURNING = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc",
    "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr",
)  # fmt: skip
INK, SOFT, LINE = LIGHT.ink[1:], LIGHT.soft[1:], LIGHT.line[1:]


def write(note: Shown) -> bytes:
    """The whole note as the bytes of a .docx file.

    Everything that people wrote goes in as text; only the writer's own harmless Markdown becomes form. A bookmark
    `story_<id>`, `pattern_<id>` and so on (the id without hyphens) stands at everything it quotes.
    """
    word = _Paper(Document())
    _prepare(word.document, note)
    word.say(note.title, "Title")
    word.say(f"{', in '.join([note.place, *reversed(note.around)])}. {day(note.day)}.", "Subtitle")
    contents = word.say("", "Normal")
    for part, level in zip(note.parts, levels(note.parts), strict=True):
        _part(word, part, level)
    tables = [part for part in note.parts if isinstance(part, Drawn) and len(part.table)]
    if tables:
        word.heading(NUMBERS, 2)
    for part in tables:
        word.heading(part.of.title, 3)
        if part.small_print:
            word.say(" ".join(part.small_print), SMALL)
        for table in parted(part.table):
            _table(word, table)
    _ruled(word.say(checked_on(note), SMALL), "top", 14)
    _contents(contents, word.headings)
    _footer(word.document, note.reach)
    saved = BytesIO()
    word.document.save(saved)
    return saved.getvalue()


@dataclass
class _Paper:
    """The document that is being written, and the headings that were put into it: words, level, bookmark."""

    document: WordDocument
    headings: list[tuple[str, int, str]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    lists: tuple[int, ...] = ()
    styles: dict[str, str] = field(default_factory=dict)

    def paragraph(self, style: str) -> Paragraph:
        """An empty paragraph. The library would look through all styles for each one."""
        if not self.styles:
            self.styles.update((one.name or "", one.style_id) for one in self.document.styles)
        made = self.document.add_paragraph()
        made._p.style = self.styles[style]
        return made

    def say(self, words: str, style: str) -> Paragraph:
        """One paragraph of these words, whose line breaks stay line breaks."""
        said = self.paragraph(style)
        _write(said, as_text(words))
        _turn(said)
        return said

    def heading(self, words: str, level: int) -> Paragraph:
        """A heading; level 2 is the first below the title."""
        said = self.paragraph(f"Heading {level - 1}")
        _write(said, " ".join(as_text(words).split()))
        self.listed(said, level)
        return said

    def listed(self, heading: Paragraph, level: int) -> None:
        """Take a heading into the table of contents."""
        _turn(heading)
        self.headings.append((heading.text, level, f"_Toc{len(self.headings) + 1:08d}"))
        self.mark(heading, heading, self.headings[-1][2])

    def mark(self, first: Paragraph, last: Paragraph, name: str) -> None:
        """A bookmark around some paragraphs; only the first of a name, as Word has it."""
        if name in self.marks:
            return
        self.marks.append(name)
        start = f'<w:bookmarkStart {nsdecls("w")} w:id="{len(self.marks)}" w:name="{name}"/>'
        first._p.insert(1 if first._p.pPr is not None else 0, parse_xml(start))
        last._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{len(self.marks)}"/>'))

    def list_of(self, bullets: bool, level: int, start: int) -> int:
        """The numbering of a list; one with numbers has its own, which begins where the list begins."""
        if not self.lists:
            self.lists = _lists(self.document)
        numbering = self.document.part.numbering_part.element
        known = next((one for one in numbering.num_lst if one.abstractNumId.val == self.lists[0]), None)
        if bullets and known is not None:
            return int(known.numId)
        made = numbering.add_num(self.lists[not bullets])
        if not bullets:
            made.add_lvlOverride(ilvl=level).add_startOverride(start)
        return int(made.numId)


def _part(word: _Paper, part: Part, level: int) -> None:
    match part:
        case Words():
            _blocks(word, dialect().parse(part.markdown))
        case Story():
            _story(word, part.card)
        case Drawn():
            _drawn(word, part, level)
        case Readings():
            if part.about:
                word.say(f"About \u201c{part.about}\u201d", CALLED)
            for reading in part.readings:
                _quote(word, f"reading_{reading.id.hex}", reading.words, stands(reading))
        case Answered():
            _quote(word, f"answer_{part.id.hex}", part.words, part.said)
        case Gone():
            word.say(part.sentence, "Normal").runs[0].italic = True
        case Empty():
            word.say(part.sentence, SMALL)
            for _ in range(RULED_LINES):
                _ruled(word.say("", "Normal"), "bottom", 1).paragraph_format.space_before = Pt(12)


def _story(word: _Paper, card: Card) -> None:
    _quote(word, f"story_{card.id.hex}", card.words or card.measure, told(card))


def _quote(word: _Paper, name: str, words: str, said: Sequence[str]) -> None:
    """Somebody's words, and beneath them who said them, when and where."""
    paragraphs = [word.say(one, "Quote") for one in as_text(words).split("\n\n")]
    for one in paragraphs:
        one.paragraph_format.space_after = Pt(4)
        one.paragraph_format.keep_with_next = one is paragraphs[-1]
    word.mark(paragraphs[0], paragraphs[-1], name)
    word.say(" ".join(" ".join(said).split()), "Caption")


def _drawn(word: _Paper, part: Drawn, level: int) -> None:
    first = word.heading(part.of.title, level)
    if part.of.name:
        word.say(f"We called it \u201c{part.of.name}\u201d", CALLED)
    tells = " ".join(part.tells)
    if part.spec is not None:
        title = part.of.title
        drawing = svg.draw(part.spec, part.rows, "chart", title, tells, part.of.mark)
        shown = word.document.add_paragraph()
        shown.paragraph_format.keep_with_next = True
        picture = shown.add_run().add_picture(BytesIO(svg.png(drawing)), width=ROOM)
        if picture.height > HIGHEST:
            picture.width, picture.height = Emu(int(picture.width * HIGHEST / picture.height)), HIGHEST
        described = picture._inline.docPr
        described.set("name", f"Chart {len(word.marks)}")
        described.set("descr", svg.writable(f"{title} {tells}"))
    word.mark(first, word.say(tells, "Normal"), f"{part.of.kind}_{part.of.id.hex}")
    for card in part.stories:
        _story(word, card)


# The writer's own words


def _blocks(word: _Paper, tokens: Sequence[Token], style: str = "Normal", depth: int = 0) -> list[Paragraph]:
    """The blocks of a parsed text as paragraphs of Word; inside lists and quotes in their style."""
    written: list[Paragraph] = []
    at = 0
    while at < len(tokens):
        token, end = tokens[at], end_of(tokens, at)
        inner = tokens[at + 1 : end]
        match token.type:
            case "heading_open" if token.level == 0:
                level = int(token.tag[1])
                heading = word.paragraph(f"Heading {level - 1}")
                _inline(heading, inner)
                word.listed(heading, level)
            case "heading_open" | "paragraph_open":
                said = word.paragraph(style)
                _inline(said, inner, strong=token.type == "heading_open")
                _turn(said)
                written.append(said)
            case "blockquote_open":
                written += _blocks(word, inner, "Quote", depth)
            case "bullet_list_open" | "ordered_list_open":
                _list(word, token, inner, depth + 1)
            case "hr":
                _ruled(word.say("", style), "bottom", 1)
        at = end + 1
    return written


def _list(word: _Paper, opened: Token, tokens: Sequence[Token], depth: int) -> None:
    bullets = opened.type == "bullet_list_open"
    level = f" {min(depth, DEEPEST_LIST)}" if depth > 1 else ""
    number = word.list_of(bullets, min(depth, DEEPEST_LIST) - 1, int(opened.attrGet("start") or 1))
    at = 0
    while at < len(tokens):
        end = end_of(tokens, at)
        item = _blocks(word, tokens[at + 1 : end], f"List Continue{level}", depth)
        if item:
            item[0]._p.style = word.styles[f"List {'Bullet' if bullets else 'Number'}{level}"]
            numbered = item[0]._p.get_or_add_pPr().get_or_add_numPr()
            numbered.get_or_add_ilvl().val = min(depth, DEEPEST_LIST) - 1
            numbered.get_or_add_numId().val = number
        at = end + 1


def _lists(document: WordDocument) -> tuple[int, int]:
    """A bulleted and a numbered list of several levels; the numbers that they are known by."""
    numbering = document.part.numbering_part.element
    first = max(int(one.get(qn("w:abstractNumId"))) for one in numbering.findall(qn("w:abstractNum"))) + 1
    for kind, (form, signs) in enumerate((("bullet", "•–•"), ("decimal", ("%1.", "%2.", "%3.")))):
        levels = "".join(
            f'<w:lvl w:ilvl="{nth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{sign}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{360 * (nth + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for nth, sign in enumerate(signs)
        )
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{first + kind}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        numbering.num_lst[0].addprevious(made)
    return first, first + 1


def _inline(paragraph: Paragraph, tokens: Iterable[Token], strong: bool = False) -> None:
    bold, italic = int(strong), 0
    for token in tokens:
        for child in token.children or ():
            match child.type:
                case "em_open" | "em_close":
                    italic += child.nesting
                case "strong_open" | "strong_close":
                    bold += child.nesting
                case "softbreak" | "hardbreak":
                    paragraph.add_run().add_break()
                case _:
                    run = _write(paragraph, child.content)
                    # Unsaid, the paragraph's style decides.
                    run.bold, run.italic = bold > 0 or None, italic > 0 or None


def _write(paragraph: Paragraph, words: str) -> Run:
    """Words as they are, without the signs that no XML can hold."""
    run = paragraph.add_run()
    for nth, line in enumerate(svg.writable(words).split("\n")):
        if nth:
            run.add_break()
        run.add_text(line)
    return run


def _turn(paragraph: Paragraph) -> None:
    """Let a paragraph that begins in a script written from right to left run that way."""
    strong = (unicodedata.bidirectional(sign) for sign in paragraph.text)
    if next((way for way in strong if way in ("L", "R", "AL")), "L") == "L":
        return
    form = paragraph._p.get_or_add_pPr()
    form.insert_element_before(parse_xml(f"<w:bidi {nsdecls('w')}/>"), *AFTER_TURNING)
    for run in paragraph.runs:
        run.font.rtl = True


# How the document looks


def _prepare(document: WordDocument, note: Shown) -> None:
    """Paper, letters, language, and whose document it is: nobody's."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.25)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2.2)
    known = document.core_properties
    known.author = known.last_modified_by = known.comments = known.keywords = ""
    known.title, known.language = svg.writable(note.title)[:255], "en-GB"
    known.created = known.modified = datetime.combine(note.checked, time())
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in NOT_OURS:
                del part.rels[name]
    _styles(document)
    settings = document.settings.element
    # The document is of today: otherwise Word calls it one in compatibility mode.
    for one in settings.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")
    for one in settings.iter(qn("w:themeFontLang")):
        one.set(qn("w:val"), "en-GB")


def _styles(document: WordDocument) -> None:
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name in (SMALL, CALLED, "toc 1", "toc 2"):
        made: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
    looks: dict[str, tuple[str, float, str, bool, float, float]] = {
        "Normal": (SANS, 11, INK, False, 0, 7),
        "Title": (SERIF, 27, INK, False, 0, 8),
        "Subtitle": (SANS, 11, SOFT, False, 0, 18),
        "Heading 1": (SANS, 16, INK, True, 26, 7),
        "Heading 2": (SANS, 13, INK, True, 18, 5),
        "Heading 3": (SANS, 11.5, INK, True, 14, 4),
        "Heading 4": (SANS, 11, INK, True, 12, 4),
        "Heading 5": (SANS, 11, INK, True, 12, 4),
        "Quote": (SERIF, 13, INK, False, 8, 8),
        "Caption": (SANS, 9.5, SOFT, False, 0, 12),
        SMALL: (SANS, 9.5, SOFT, False, 0, 6),
        CALLED: (SERIF, 12.5, INK, False, 2, 8),
        "toc 1": (SANS, 11, INK, False, 3, 0),
        "toc 2": (SANS, 10, SOFT, False, 1, 0),
    }
    for name, (letters, size, colour, bold, before, after) in looks.items():
        style: Any = styles[name]
        # The template's twin of it for single letters is blue and slanted; some readers mix the two.
        for twin in style.element.findall(qn("w:link")):
            style.element.remove(twin)
        _letters(style, letters)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.2
        form.widow_control = True
    for name in ("Quote", "Caption"):
        styles[name].paragraph_format.left_indent = Cm(0.6)
    styles["toc 2"].paragraph_format.left_indent = Cm(0.6)
    for name in (CALLED, "Heading 4", "Heading 5"):
        styles[name].paragraph_format.keep_with_next = True
    _edge(styles["Quote"].element.get_or_add_pPr(), "left", 18, LINE, 10)
    _edge(styles["Heading 1"].element.get_or_add_pPr(), "top", 6, INK, 8)
    title = styles["Title"].element.pPr
    title.remove(title.find(qn("w:pBdr")))
    subtitle = styles["Subtitle"].element.pPr
    subtitle.remove(subtitle.find(qn("w:numPr")))


def _letters(style: Any, name: str) -> None:
    """One typeface for every script that it has; Word finds another by itself for those that it has not."""
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    # Georgia and Calibri hold no Hebrew or Arabic; these are on every machine that has Word.
    fonts.set(qn("w:cs"), "Times New Roman" if name == SERIF else "Arial")
    style.font.cs_bold = style.font.cs_italic = None


def _ruled(paragraph: Paragraph, side: str, space: int) -> Paragraph:
    _edge(paragraph._p.get_or_add_pPr(), side, 4, LINE, space)
    return paragraph


def _edge(form: Any, side: str, width: int, colour: str, space: int) -> None:
    """A line at one side of a paragraph; the width in eighths of a point."""
    border = (
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'
        "</w:pBdr>"
    )
    form.insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", *AFTER_TURNING
    )


def _table(word: _Paper, table: pd.DataFrame) -> None:
    """A table whose first row is said again on every page; built as text, since there may be thousands of cells."""
    wide = ROOM.twips
    first = wide if len(table.columns) == 1 else int(wide * 0.3)
    rest = (wide - first) // max(1, len(table.columns) - 1)
    widths = [first, *[rest] * (len(table.columns) - 1)]
    rows = [_row(list(table.columns), heading=True)]
    rows += [_row([cell(value) for value in row]) for row in table.itertuples(index=False)]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in ("bottom", "insideH")
    )
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{wide}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    word.say("", SMALL)._p.addprevious(made)


def _row(cells: Sequence[object], heading: bool = False) -> str:
    form = "<w:trPr><w:cantSplit/>" + "<w:tblHeader/>" * heading + "</w:trPr>"
    letters = f"<w:rPr>{'<w:b/>' * heading}<w:sz w:val='18'/></w:rPr>"
    said = "".join(
        f"<w:tc><w:tcPr/><w:p><w:pPr><w:spacing w:before='20' w:after='20' w:line='240' w:lineRule='auto'/></w:pPr>"
        f"<w:r>{letters}<w:t xml:space='preserve'>{escape(svg.writable(' '.join(as_text(str(one)).split())))}</w:t>"
        "</w:r></w:p></w:tc>"
        for one in cells
    )
    return f"<w:tr>{form}{said}</w:tr>"


def _contents(place: Paragraph, headings: Sequence[tuple[str, int, str]]) -> None:
    """The field that Word makes the table of contents with, and what it shows until then."""
    shown = [one for one in headings if one[1] <= 3]
    if not shown:
        place._p.getparent().remove(place._p)
        return
    begins = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    entries = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="toc{level - 1}"/></w:pPr>{begins if nth == 0 else ""}'
        f'<w:hyperlink w:anchor="{mark}" w:history="1"><w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        "</w:hyperlink></w:p>"
        for nth, (words, level, mark) in enumerate(shown)
    )
    made = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias w:val={quoteattr(CONTENTS)}/><w:docPartObj>"
        '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>'
        f'{entries}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>'
    )
    place._p.getparent().replace(place._p, made)


def _footer(document: WordDocument, reach: str) -> None:
    """At the foot of each page how far its words may go, since pages are parted, and its number."""
    foot = document.sections[0].footer.paragraphs[0]
    foot.style = document.styles[SMALL]
    foot.paragraph_format.tab_stops.add_tab_stop(ROOM, WD_TAB_ALIGNMENT.RIGHT)
    _write(foot, as_text(reach))
    for content in (
        "<w:tab/>",
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        foot._p.append(parse_xml(f"<w:r {nsdecls('w')}>{content}</w:r>"))
