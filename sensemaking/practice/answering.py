"""Answering: what the steward of a wider system does with the challenges that came there."""

from typing import Any
from uuid import UUID, uuid5

from sensemaking.model.access import Action, refuse_unless
from sensemaking.model.challenge import Act, Reply
from sensemaking.model.change import Change
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import because, made_of_it, on_their_way
from sensemaking.practice.cycles import cycles
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import Asked, asked
from sensemaking.store import challenge_rows, rows
from sensemaking.text.likeness import in_common


def others(here: Here, those: Asked) -> list[tuple[Asked, tuple[str, ...]]]:
    """What else waits here, in the order it came, each with the telling words it shares with this: a guess, no more."""
    return [
        (other, in_common(_sent_words(those), _sent_words(other)))
        for other in on_their_way.came_here(here)
        if other != those and other.waits
    ]


def ask_back(here: Here, challenge: UUID, words: str, event: UUID | None = None) -> None:
    """Ask those who sent this something before it is answered."""
    refuse_unless(here.viewer, Action.ASK_BACK, here.system, here.stack)
    said = on_their_way.worded(words)
    with on_their_way.one_at_a_time:
        one = next(one for one in asked(here, challenge).all if one.id == challenge)
        on_their_way.happen(here, Act.ASKED_BACK, [one], {"words": said}, event)


def join(here: Here, challenge: UUID, into: UUID, event: UUID | None = None) -> None:
    """Put a challenge that came here, with all it was joined with, to another that asks the same."""
    refuse_unless(here.viewer, Action.JOIN_CHALLENGES, here.system, here.stack)
    with on_their_way.one_at_a_time:
        those, others = asked(here, challenge), asked(here, into)
        if those != others:
            ids = {one.id for one in those.all}
            root = next(one for one in those.all if one.into not in ids)
            on_their_way.happen(here, Act.JOINED, [root], {"into": str(others.first.id)}, event)


def part(here: Here, challenge: UUID, event: UUID | None = None) -> None:
    """Take apart again all that this one was joined with; each is answered by itself from now on."""
    refuse_unless(here.viewer, Action.JOIN_CHALLENGES, here.system, here.stack)
    with on_their_way.one_at_a_time:
        on_their_way.happen(here, Act.PARTED, asked(here, challenge).all, {}, event)


def answer(
    here: Here,
    challenge: UUID,
    reply: Reply,
    words: str,
    why: str = "",
    *,
    seen: int,
    cycle: UUID | None = None,
    event: UUID | None = None,
) -> None:
    """Answer a challenge that came here, and every one that it was joined with, in one go.

    A change that was made is kept as a `Change` of ours that rests on them; what is being tried becomes an experiment
    of `cycle`, where one is given. `seen` is the `Asked.number` that was read before this was written. Raises Overtaken
    where somebody else answered since then: nothing is lost, and it can be added to theirs.
    """
    refuse_unless(here.viewer, Action.ANSWER_CHALLENGE, here.system, here.stack)
    event = event or new_id()
    said = on_their_way.worded(words, "what you answer")
    if reply is Reply.CANNOT and not why.strip():
        raise Refusal(
            "It does not say why not.", try_next="Those who asked want to know; one sentence is enough."
        )
    if cycle is not None and cycle not in {one.id for one in cycles(here) if one.system == here.system.id}:
        raise Refusal("This is not a learning cycle of ours.", try_next="Choose one of those named.")
    with on_their_way.one_at_a_time:
        those = asked(here, challenge)
        if uuid5(event, str(challenge)) in {one.id for each in those.all for one in each.answers}:
            return
        if any(one.number > seen for one in those.answers):
            raise Overtaken(
                "Somebody else answered this while you were writing.",
                try_next="Read their answer. Your words are still here, and can be added to it.",
            )
        made, added = _made_of(here, those, reply, said, event, cycle)
        told = {"reply": reply.value, "words": said, "why": on_their_way.no_longer(why.strip())} | made
        added |= on_their_way.happened(here, Act.ANSWERED, those.all, told, event)
        here.keep(event, "challenge answered", those.first.id, added)


def _sent_words(those: Asked) -> str:
    return "\n".join(one.sent.words for one in those.all if one.sent)


def _made_of(
    here: Here, those: Asked, reply: Reply, words: str, event: UUID, cycle: UUID | None
) -> tuple[dict[str, str], dict[str, Any]]:
    """What an answer makes beside itself: its id, for the answer to name, and its rows."""
    rests_on = [one.id for one in those.all]
    if reply is Reply.CHANGED:
        change = Change(uuid5(event, "change"), here.system.id, here.viewer.today, words, cycle)
        return {"change": str(change.id)}, {
            "change": [challenge_rows.of_change(change)],
            **because.rows_for(change.id, rests_on),
        }
    if reply is Reply.TRYING and cycle is not None:
        tried = made_of_it.experiment(uuid5(event, "experiment"), cycle, words)
        return {"experiment": str(tried.id)}, {
            "experiment": [rows.of_experiment(tried)],
            **because.rows_for(tried.id, rests_on),
        }
    return {}, {}
