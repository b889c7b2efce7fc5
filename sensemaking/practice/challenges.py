"""Challenges to business as usual: begun where people learned something they cannot mend alone, and sent further out.

What becomes of one where it was sent is `practice/answering.py`; who sees it at all, `practice/on_their_way.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sensemaking.model.access import Action, refuse_unless
from sensemaking.model.challenge import Act, Answer, Challenge, Reply
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Next, Room
from sensemaking.model.system import System
from sensemaking.practice import because, carrying, on_their_way
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import known
from sensemaking.store import challenge_rows
from sensemaking.store.keeping import Rows

REPLIES = {
    Reply.CHANGED: "it was changed",
    Reply.CANNOT: "it cannot be changed",
    Reply.TRYING: "it is being tried",
}
ANSWERED = "{by} answered: {reply}"


@dataclass(frozen=True)
class CameBack:
    """An answer that came back to the group that asked, and what the system that gave it is called."""

    challenge: Challenge
    answer: Answer
    by: str

    @property
    def asked(self) -> str:
        """What was asked, in the words that were sent."""
        return self.challenge.sent.words if self.challenge.sent else ""

    @property
    def says(self) -> str:
        """Who answered, and what the answer says of business as usual, in half a sentence."""
        return ANSWERED.format(by=self.by or "They", reply=REPLIES[self.answer.reply])


def begin(
    here: Here,
    words: str,
    *,
    needed: str = "",
    cycle: UUID | None = None,
    rests_on: Iterable[UUID] = (),
    id: UUID | None = None,
) -> UUID:
    """Mark what was learned here and cannot be mended here; nothing leaves. The challenge's id.

    `needed` is what was said to "Do you really need permission?". `rests_on` are the readings, patterns, stories,
    decisions or other challenges it comes from. `id` is made by whoever asks, so that asking twice begins it once.
    """
    kept = id or new_id()
    told = {
        "words": on_their_way.worded(words),
        "needed": needed.strip(),
        "cycle": str(cycle) if cycle else None,
    }
    row = challenge_rows.of_event(kept, kept, Act.BEGUN, here.system.id, told)
    here.keep(kept, "challenge begun", kept, {"challenge_event": [row], **because.rows_for(kept, rests_on)})
    return kept


def of_gathering(room: Room) -> dict[str, Rows]:
    """The rows of what a group decided to challenge, by table: it begins when their gathering ends.

    It, and what they will try, rests on what they made of what they saw.
    """
    if room.system is None:
        return {}
    made = [one.id for one in room.made]
    events, rests = [], []
    for one in room.decided:
        if one.next is Next.CHALLENGE:
            told = {"words": one.words, "needed": one.needed, "gathering": str(room.id)}
            told |= {"cycle": str(room.cycle)} if room.cycle else {}
            events.append(challenge_rows.of_event(one.id, one.id, Act.BEGUN, room.system, told))
        if one.next in (Next.CHALLENGE, Next.TRY):
            rests += challenge_rows.of_because(one.id, made)
    return {"challenge_event": events, "because": rests}


def could_go_to(here: Here) -> list[System]:
    """The wider systems around us, the nearest first."""
    return list(reversed(here.stack.around(here.system.id)))


def nobody_yet(here: Here, to: UUID) -> bool:
    """Whether nothing was ever kept or done at this system, so that perhaps nobody looks there."""
    return to not in set(here.store.read("kept_where")["system"])


def send(
    here: Here,
    challenge: UUID,
    to: UUID,
    words: str,
    *,
    named: bool = False,
    patterns: Sequence[UUID] = (),
    observations: Sequence[UUID] = (),
    event: UUID | None = None,
) -> None:
    """Send a challenge of ours to a wider system, in words written for whoever reads it there.

    Nothing else goes with it than `carrying.letter` shows. A person's own life is never named, whatever was chosen.
    """
    refuse_unless(here.viewer, Action.SEND_CHALLENGE, here.system, here.stack)
    sent = carrying.packed(here, to, on_their_way.worded(words), named, patterns, observations)
    with on_their_way.one_at_a_time:
        mine = _one_of_ours(here, challenge)
        if to not in {one.id for one in could_go_to(here)}:
            raise Refusal(
                "It can only go to a system that is wider than ours.", try_next="Choose one around us."
            )
        if mine.answers:
            raise Refusal(
                "This was answered already.",
                try_next="Begin another one that rests on it, and send that further out.",
            )
        told = {
            "to": str(to),
            "words": sent.words,
            "named": sent.named,
            "patterns": [one.as_told() for one in sent.patterns],
            "observations": [str(one) for one in sent.observations],
            "reached": [str(one) for one in sent.reached],
        }
        on_their_way.happen(here, Act.SENT, [mine], told, event)


def say_more(here: Here, challenge: UUID, words: str, event: UUID | None = None) -> None:
    """Say more to the system that a challenge of ours was sent to, because it asked or without that."""
    said = on_their_way.worded(words)
    with on_their_way.one_at_a_time:
        mine = _one_of_ours(here, challenge)
        if mine.sent is None:
            raise Refusal("This was not sent yet.", try_next="Send it out first.")
        on_their_way.happen(here, Act.SAID_MORE, [mine], {"words": said}, event)


def read(here: Here, challenge: UUID, event: UUID | None = None) -> None:
    """Those who asked have read what came back so far."""
    refuse_unless(here.viewer, Action.READ_ANSWER, here.system, here.stack)
    with on_their_way.one_at_a_time:
        mine = _one_of_ours(here, challenge)
        on_their_way.happen(here, Act.READ, [mine], {"until": mine.number}, event)


def take_back(here: Here, challenge: UUID, event: UUID | None = None) -> None:
    """Take a challenge of ours back, with what was answered: at once it is gone from where it was sent."""
    refuse_unless(here.viewer, Action.SEND_CHALLENGE, here.system, here.stack)
    with on_their_way.one_at_a_time:
        on_their_way.happen(here, Act.TAKEN_BACK, [_one_of_ours(here, challenge)], {}, event)


def ours(here: Here) -> list[Challenge]:
    """The challenges that began where we stand, sent or not, in the order they began; none that was taken back."""
    return [one for one in known(here).values() if one.home == here.system.id and not one.taken_back]


def of_cycle(here: Here, cycle: UUID) -> list[Challenge]:
    """Those of ours that began in this cycle, in the order they began."""
    return [one for one in ours(here) if one.cycle == cycle]


def answers_since(here: Here, when: datetime | None) -> list[CameBack]:
    """What came back to us after this moment (UTC), or ever, in the order it came."""
    back = [CameBack(one, answer, by(here, answer.by)) for one in ours(here) for answer in one.answers]
    return sorted(
        (one for one in back if when is None or one.answer.when > when), key=lambda one: one.answer.number
    )


def by(here: Here, system: UUID) -> str:
    """What the system that was asked is called now; empty where it is not there any more."""
    found = here.stack.get(system)
    return found.name if found else ""


def went_further(here: Here, challenge: Challenge) -> bool:
    """Whether the system it was sent to sent out a challenge of its own that rests on it."""
    reader = challenge.sent.to if challenge.sent else None
    return bool(len(here.store.read("went_further", challenge=challenge.id, reader=reader)))


def _one_of_ours(here: Here, challenge: UUID) -> Challenge:
    """A challenge that began where we stand; raises a Refusal where it did not, or was taken back."""
    for one in ours(here):
        if one.id == challenge:
            return one
    raise Refusal("This challenge is not ours to send, or was taken back.", try_next="Stand where it began.")
