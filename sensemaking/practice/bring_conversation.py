"""Bringing in a conversation: from a Polis export to a gathering that was held, its statements and its votes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

import pyarrow as pa
import pyarrow.compute as pc

from sensemaking.charts.axes import Unit
from sensemaking.exchange import kept_out, polis_in
from sensemaking.exchange.new_ids import new_ids
from sensemaking.exchange.polis_in import Conversation, Plain
from sensemaking.exchange.sheet import Sheet
from sensemaking.model.gathering import Gathering, Moderation
from sensemaking.model.refusal import Refusal
from sensemaking.practice.bring_in import BroughtIn, Came, Refused, SetAside, keep_import, past
from sensemaking.practice.here import Here
from sensemaking.practice.jobs import Tell
from sensemaking.store import rows

KIND = "conversation"
NAMELESS = "A conversation"
_EXAMPLES = 3


@dataclass(frozen=True)
class Choices:
    """What somebody says about a conversation: its name, which number means "rings true", and its cycle.

    `rings_true` is 1 or -1; None where nobody has said it yet.
    """

    name: str = ""
    rings_true: int | None = None
    cycle: UUID | None = None


@dataclass(frozen=True)
class DryRun:
    """What an export would come to, with nothing written."""

    rows: int
    rows_brought_in: int
    rows_refused: int
    rows_set_aside: int
    came_as: str
    refused: tuple[Refused, ...]
    set_aside: tuple[SetAside, ...]
    before: tuple[BroughtIn, ...]

    @property
    def tells(self) -> tuple[str, ...]:
        """The dry run in sentences."""
        said = [
            f"This conversation came in before, on {Unit.DAY.words(earlier.recorded)}:"
            " bringing it in again keeps everything twice."
            for earlier in self.before[:1]
        ]
        said.append(f"Of {self.rows:,} rows, {self.rows_brought_in:,} would come in, as {self.came_as}.")
        if self.rows_refused:
            said.append(f"{self.rows_refused:,} would be refused.")
        if self.rows_set_aside:
            said.append(f"{self.rows_set_aside:,} would be set aside.")
        return tuple(said)


def read(sheets: Sequence[Sheet]) -> Conversation:
    """What the files of an export hold together. Raises a Refusal where statements or votes are missing."""
    return polis_in.read(sheets)


def guess(conversation: Conversation) -> Choices:
    """The conversation's own name; which way round its votes are is never guessed, unless they are words."""
    return Choices(conversation.name or NAMELESS, None if conversation.undecided else 1)


def plain_statement(conversation: Conversation) -> Plain | None:
    """One statement that tells most, with its counts both ways, to ask which way round the votes are."""
    return conversation.plain


def undecided(conversation: Conversation, choices: Choices) -> tuple[str, ...]:
    """What somebody has to decide before it can come in with nobody looking; () where it is clear."""
    try:
        polis_in.decide(conversation, choices.rings_true)
    except Refusal as refusal:
        return (str(refusal),)
    return ()


def dry_run(here: Here, sheets: Sequence[Sheet], conversation: Conversation, choices: Choices) -> DryRun:
    """What would come in, be refused and be set aside. Raises a Refusal while it is undecided which vote means yes."""
    polis_in.decide(conversation, choices.rings_true)
    digest = _digest(sheets)
    return DryRun(
        conversation.rows,
        conversation.rows_in,
        len(conversation.refused),
        conversation.rows_aside,
        _came_as(conversation),
        _refused(conversation),
        _set_aside(conversation),
        tuple(one for one in past(here) if one.digest == digest and one.undone is None),
    )


def bring_in(
    here: Here,
    sheets: Sequence[Sheet],
    conversation: Conversation,
    choices: Choices,
    id: UUID,
    tell: Tell = lambda part, words: None,
) -> BroughtIn:
    """Keep the conversation as a gathering that was held where we stand, all of it or none; the receipt.

    People become opaque keys that mean nothing outside this gathering. Raises a Refusal where there is nowhere
    to stand, or while it is undecided which vote means yes.
    """
    for earlier in past(here):
        if earlier.id == id:
            return earlier
    rings_true = polis_in.decide(conversation, choices.rings_true)
    gathering = Gathering(
        uuid5(id, KIND),
        here.system.id,
        " ".join(choices.name.split()) or conversation.name or NAMELESS,
        conversation.about,
        conversation.begun,
        conversation.ended,
        choices.cycle,
    )
    tell(0.3, "Laying out the votes")
    ids = new_ids(len(conversation.statements))
    votes = polis_in.as_votes(conversation, rings_true)
    cast = pa.table(
        {
            "gathering": pa.repeat(pa.scalar(str(gathering.id)), len(votes)),
            "statement": pa.array(ids, pa.string()).take(
                pc.cast(votes["statement"].combine_chunks(), pa.int64())
            ),
            "person": votes["person"],
            "vote": votes["vote"],
        }
    )
    statements = [
        {
            "id": one_id,
            "version": 1,
            "gathering": gathering.id,
            "place": place,
            "words": said.words,
            "moderation": said.moderation.value,
        }
        for place, (one_id, said) in enumerate(zip(ids, conversation.statements, strict=True), 1)
    ]
    came = Came(
        id,
        ", ".join(sheet.name for sheet in sheets),
        {
            "kind": KIND,
            "digest": _digest(sheets),
            "came_as": _came_as(conversation),
            "conversation": {"name": gathering.name, "rings_true": rings_true},
        },
        conversation.rows_in,
        len(conversation.refused),
        conversation.rows_aside,
        kept_out.refused_votes(conversation),
        kept_out.set_aside_votes(conversation),
    )
    tell(0.7, "Keeping the gathering")
    kept = {
        "gathering": [rows.of_gathering(gathering, id)],
        "statement": statements,
        "statement_vote": cast,
    }
    return keep_import(here, came, kept)


def _digest(sheets: Sequence[Sheet]) -> str:
    return hashlib.sha256("".join(sorted(sheet.digest for sheet in sheets)).encode()).hexdigest()


def _came_as(conversation: Conversation) -> str:
    """What the rows become, in words."""
    held = sum(one.moderation is Moderation.HELD_ASIDE for one in conversation.statements)
    said = [
        "one gathering",
        f"{len(conversation.statements):,} statements" + (f" ({held:,} of them held aside)" if held else ""),
        f"{len(conversation.votes[0]):,} votes of {conversation.people:,} people",
    ]
    return f"{said[0]} with {said[1]} and {said[2]}"


def _refused(conversation: Conversation) -> tuple[Refused, ...]:
    reasons = dict.fromkeys(one.reason for one in conversation.refused)
    found = []
    for reason in reasons:
        these = [one for one in conversation.refused if one.reason == reason]
        examples = tuple(f"{one.file}, row {one.number:,}: {one.words}" for one in these[:_EXAMPLES])
        found.append(Refused(reason, len(these), examples, tuple(one.number for one in these)))
    return tuple(found)


def _set_aside(conversation: Conversation) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(
            f"{aside.sheet.name}: {aside.heading}",
            aside.reason,
            len(aside.rows),
            ()
            if aside.column is None or kept_out.identifies(aside.reason)
            else tuple(
                dict.fromkeys(
                    aside.sheet.columns[aside.column].at(row)[:120] for row in aside.rows[:20].tolist()
                )
            )[:_EXAMPLES],
            tuple(aside.sheet.numbers[aside.rows].tolist()) if aside.cells else (),
        )
        for aside in conversation.set_aside
    )
