"""The note of a focus, carried out of the room as a file: the one its page would begin with, or one that was kept."""

import argparse
import sys
from pathlib import Path

from sensemaking.command import standing
from sensemaking.command.told import Told, in_one_line
from sensemaking.model.note import Note
from sensemaking.model.refusal import Refusal, Unwritable
from sensemaking.practice import stores, take_away
from sensemaking.practice.here import Here


def do(asked: argparse.Namespace) -> Told:
    """The note on the screen, or in the file that was named."""
    made = take_away.FORMATS.get(asked.format)
    if made is None:
        there = ", ".join(take_away.FORMATS)
        raise Refusal(f"A note is not taken away as {asked.format}.", try_next=f"There are: {there}.")
    with stores.opened(asked.store) as store:
        here = standing.standing_at(store, asked)
        note = _kept(here, asked.note) if asked.note else take_away.compose(here)
        if asked.handful is not None:
            note = take_away.handful(here, note, abs(asked.handful))
        whole = made.make(here, note)
        data = {
            "note": {"id": note.id, "title": note.title, "version": note.version},
            "focus": standing.data(here),
            "format": made.name,
            "media_type": made.media_type,
            "file_name": take_away.file_name(note, made),
        }
        if asked.out:
            _write(asked.out, whole)
            return Told([f"Written: {asked.out}"], data | {"file": asked.out}, store.damage)
        if not made.media_type.startswith("text/"):
            raise Refusal(
                f"A note as {made.name} is no text for a screen.",
                try_next=f"Say where to write it: --out {data['file_name']}",
            )
        text = whole.decode()
        if not asked.json and not sys.stdout.isatty():
            sys.stdout.buffer.write(whole)  # a file is the same whichever way it is taken
            return Told([], data, store.damage)
        return Told([text], data | {"text": text}, store.damage)


def _kept(here: Here, said: str) -> Note:
    """The note of this title or id; of several of one title, the newest."""
    wanted = in_one_line(said).casefold()
    kept = take_away.notes(here)
    for note in kept:
        if wanted in (str(note.id), in_one_line(note.title).casefold()):
            return note
    titles = "; ".join(in_one_line(note.title) for note in kept)
    raise Refusal(
        f"There is no note called {said} here.",
        f"There are: {titles}." if titles else "None was kept here yet.",
        "Stand where it was made.",
    )


def _write(path: Path, whole: bytes) -> None:
    try:
        path.write_bytes(whole)
    except OSError as refused:
        raise Unwritable(
            f"The note could not be written to {path}.", f"({refused.strerror})", "Choose another place."
        ) from refused
