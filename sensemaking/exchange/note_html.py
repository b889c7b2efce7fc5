"""A note as one HTML file that opens anywhere and prints well: letters and charts inside, nothing from outside."""

from markupsafe import Markup

from sensemaking.exchange import one_file, svg
from sensemaking.exchange.leaving import Drawn, Shown, levels
from sensemaking.exchange.note_markdown import NUMBERS


def write(note: Shown) -> str:
    """The whole note as the text of one HTML file, to be kept as UTF-8.

    Everything that people wrote goes in as text; only the writer's own harmless Markdown becomes markup. The
    ids of what it quotes stand in its head, in a meta element named "sensemaking-quotes".
    """
    drawings = [
        _drawing(part, place) if isinstance(part, Drawn) else None for place, part in enumerate(note.parts)
    ]
    parts = list(zip(note.parts, levels(note.parts), drawings, strict=True))
    return one_file.render("note", note, parts=parts, numbers=NUMBERS)


def _drawing(part: Drawn, place: int) -> Markup | None:
    if part.spec is None:
        return None
    # What the drawing holds was escaped by the writer of XML, and only shapes and letters were left in it.
    return Markup(
        svg.draw(
            part.spec,
            part.rows,
            f"chart-{place}",
            part.of.title,
            " ".join(part.tells),
            part.of.mark,
        )
    )
