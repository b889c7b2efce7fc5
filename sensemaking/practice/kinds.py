"""What have people brought? Observations, a table of systems, or a conversation; told apart by what is in the files."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from sensemaking.exchange import polis_in, systems_in, zip_in
from sensemaking.exchange.sheet import AS_IT_IS, How, Sheet
from sensemaking.model.refusal import Refusal
from sensemaking.practice import bring_in

# A summary has no headings: its first line is a key and its value like all others.
_SUMMARY = re.compile(rb'(\xef\xbb\xbf)?"?topic"?[,;\t]', re.IGNORECASE)


class Kind(StrEnum):
    """What files can hold; a receipt says which it was."""

    OBSERVATIONS = "observations"
    SYSTEMS = "systems"
    CONVERSATION = "conversation"


def unpacked(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The files with their names, those in a zip taken out of it. Raises a Refusal for a zip that cannot be."""
    every: list[tuple[str, bytes]] = []
    for name, data in files:
        every += zip_in.unpacked(name, data) if zip_in.is_zip_of_files(data) else [(name, data)]
    return every


def read(name: str, data: bytes, how: How = AS_IT_IS) -> Sheet:
    """One file as a sheet, however it is to be understood. Raises a Refusal for what cannot be read."""
    if _SUMMARY.match(data):
        how = replace(how, headings=False)
    return bring_in.preview(data, name, how)


def what_it_is(sheets: Sequence[Sheet]) -> Kind:
    """What these files together most likely are; whoever brings them may say otherwise."""
    if polis_in.is_conversation(sheets):
        return Kind.CONVERSATION
    if len(sheets) == 1 and systems_in.looks_like_systems(sheets[0]):
        return Kind.SYSTEMS
    return Kind.OBSERVATIONS


def the_only_one(sheets: Sequence[Sheet], kind: Kind) -> Sheet:
    """The sheet of files that are brought in one by one. Raises a Refusal where there are several."""
    if len(sheets) != 1:
        raise Refusal(
            f"These are {len(sheets)} files of {kind.value}; they come in one after the other.",
            try_next="Bring in one of them, then the next.",
        )
    return sheets[0]
