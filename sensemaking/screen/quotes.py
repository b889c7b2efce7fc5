"""How does a quote stand in the box a note is written in? By what it is and its first words, never as a bare id.

`{story “Waiting, waiting, waiting! Sent…” 69eb85de}` in the box is `{story:…}` with the whole id in the note.
"""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from sensemaking.model.note import KINDS, REFERENCE

Quote = tuple[str, UUID]

WRITTEN = re.compile(r"\{(" + "|".join(KINDS) + r")\b[^{}\n]*?([0-9a-f]{8})\}")
FIRST_WORDS = 6
HEADINGS = {
    "pattern": "What we noticed",
    "reading": "What we make of it",
    "story": "In people's own words",
    "answer": "What we answered",
    "history": "What we made of it, then and now",
    "map": "Who and what is at work here",
}
"""Where a quote goes that is put into a note with none of its kind."""


def to_write(body: str, words: Mapping[UUID, str]) -> str:
    """A note's body as it stands in the box; `words` are what the quotes say, as far as it is known."""
    return REFERENCE.sub(lambda found: _written(found[1], UUID(found[2]), words), body)


def to_keep(written: str, known: Iterable[UUID]) -> str:
    """What stands in the box as a note's body.

    A quote of something that is not known any more becomes one of nothing, so that none of its words stay.
    """
    ids = {_tail(one): one for one in known}

    def reference(found: re.Match[str]) -> str:
        return f"{{{found[1]}:{ids.get(found[2], UUID(int=int(found[2], 16)))}}}"

    return WRITTEN.sub(reference, written)


def chosen(body: str, offered: Iterable[Quote], wanted: set[UUID]) -> str:
    """The body with exactly the wanted ones of what is offered in it; nothing else in it is touched.

    What goes leaves no gap behind; what comes stands behind the last of its kind.
    """
    for kind, one in offered:
        quote = f"{{{kind}:{one}}}"
        if one not in wanted:
            body = re.sub(rf"^[ \t]*{re.escape(quote)}[ \t]*\n\n?", "", body, flags=re.MULTILINE)
            body = body.replace(quote, "")
        elif quote not in body:
            body = _added(body, kind, quote)
    return body


def _added(body: str, kind: str, quote: str) -> str:
    lines = body.rstrip().split("\n")
    places = [at for at, line in enumerate(lines) if f"{{{kind}:" in line]
    if not places:
        places = [at for at, line in enumerate(lines) if line.lstrip("# ").strip() == HEADINGS[kind]]
    if not places:
        lines += ["", f"## {HEADINGS[kind]}"]
        places = [len(lines) - 1]
    lines[places[-1] + 1 : places[-1] + 1] = ["", quote]
    return "\n".join(lines) + "\n"


def _written(kind: str, one: UUID, words: Mapping[UUID, str]) -> str:
    plain = re.sub(r"[{}]", "", words.get(one, "")).split()
    more = "…" if len(plain) > FIRST_WORDS else ""
    said = f" “{' '.join(plain[:FIRST_WORDS])}{more}”" if plain else ""
    return f"{{{kind}{said} {_tail(one)}}}"


def _tail(one: UUID) -> str:
    return one.hex[-8:]
