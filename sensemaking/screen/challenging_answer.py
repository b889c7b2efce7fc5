"""How does a steward read what came from closer in, ask back, join it with the same from elsewhere, and answer?"""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from sensemaking.model.access import Role
from sensemaking.model.challenge import Challenge, Reply
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import answering, carrying, challenges, on_their_way
from sensemaking.practice.here import Here
from sensemaking.practice.on_their_way import Asked
from sensemaking.screen import challenging_words as words
from sensemaking.screen import choosing, show, where

SEEN = "challenging.seen"

GONE = "What you were answering is not here any more: its group may have taken it back. Nobody else saw your words."
JOINED = "Joined: each of these asks the same, and one answer goes back to all of them."
ANSWER, ANSWER_MORE = "Answer", "Add an answer"
WHAT_OF_IT = "What becomes of it?"
REPLIES = {
    Reply.CHANGED: "We changed something",
    Reply.TRYING: "We are trying something",
    Reply.CANNOT: "It cannot be changed",
}
SAY = {
    Reply.CHANGED: "What is different now?",
    Reply.TRYING: "What is being tried?",
    Reply.CANNOT: "What stays as it is?",
}
WHY = "Why?"
AS_EXPERIMENT, NO_CYCLE = "Begin it as an experiment of one of our learning cycles?", "no"
SEND_BACK = "Send the answer back"
SENT_BACK = "Sent back to everybody who asked. It opens their next gathering."
ASK_BACK, ASK_WHAT, ASK = "Ask back", "What would you need to know first?", "Ask them"
ASKED = "Asked. Their answer comes here."
SAME, WITH = "Is it the same as another that waits?", "Join it with"
ALIKE = "{words} (both speak of: {shared})"
JOIN, PART = "Join them", "Take them apart again"
ARE_JOINED, ARE_APART = "Joined. They are answered together.", "Taken apart. Each is answered by itself."
FURTHER = "Take it further out"
FURTHER_WHAT = "What of it is not ours to change either?"
FURTHER_HOW = "It becomes a challenge of our own that rests on this one. It says only what you write."
BEGIN = "Begin our challenge"
BEGUN = "Begun. It stands with what we ask others, to be sent out from there."

LEAST_SHARED = 2
"""So many telling words two challenges share before it is said that they sound alike."""


def is_open(here: Here, those: Asked) -> bool:
    """Whether it waits for an answer, or is being answered on this screen though somebody else was quicker."""
    return any(one.waits or one.id in _in_hand(here) for one in those.all)


def say_what_is_gone(here: Here, came: Sequence[Asked]) -> None:
    """Tell whoever was answering something that its group took back meanwhile."""
    in_hand = _in_hand(here)
    for one in in_hand.keys() - {each.id for those in came for each in those.all}:
        del in_hand[one]
        show.words(("refusal", GONE), key=f"answer.gone.{one}")


def _in_hand(here: Here) -> dict[UUID, int]:
    """Up to where each challenge was read when its answer was begun, of those that came where we stand."""
    kept: dict[UUID, int] = st.session_state.setdefault(f"{SEEN}.{here.system.id}", {})
    return kept


def asked(here: Here, those: Asked) -> None:
    """One challenge, or several that were joined, with what was said so far; for a steward, what can be done."""
    first = those.first.id
    words.receipt(first)
    if len(those.all) > 1:
        show.words(("quiet", JOINED), key=f"answer.joined.{first}")
    for one in those.all:
        _one(here, one)
    words.answers(here, those.answers, f"answer.given.{first}")
    if here.viewer.role is not Role.STEWARD:
        return
    waits = is_open(here, those)
    words.fold(ANSWER if waits else ANSWER_MORE, f"answer.{first}", lambda: _answer(here, those))
    if waits:
        words.fold(ASK_BACK, f"ask.{first}", lambda: _ask_back(here, those))
        words.fold(SAME, f"join.{first}", lambda: _join(here, those))
        if challenges.could_go_to(here):
            words.fold(FURTHER, f"further.{first}", lambda: _further(here, those))


def _one(here: Here, one: Challenge) -> None:
    if one.home is None or one.sent is None:
        return
    words.letter(carrying.letter(here, one.home, one.sent), f"answer.{one.id}")
    since = words.waited(words.day(one.sent.when), here.viewer.today)
    show.words(*words.lines(one), ("quiet", since if one.waits else ""), key=f"answer.lines.{one.id}")


def _answer(here: Here, those: Asked) -> None:
    first = those.first.id
    # What was read when this was opened; whoever is overtaken reads what came meanwhile, and can add to it then.
    seen = _in_hand(here)
    seen.setdefault(first, those.number)
    reply = st.radio(WHAT_OF_IT, list(REPLIES), format_func=REPLIES.__getitem__, key=f"answer.reply.{first}")
    said = words.box(here, "answer", first, SAY[reply])
    why = words.box(here, "why", first, WHY)
    cycle = _cycle(here, first) if reply is Reply.TRYING else None
    if st.button(SEND_BACK, type="primary", key=f"answer.send.{first}"):
        try:
            answering.answer(
                here,
                first,
                reply,
                words.said(said),
                words.said(why),
                seen=seen[first],
                cycle=cycle,
                event=said.id if said else None,
            )
        except Overtaken:
            seen[first] = on_their_way.asked(here, first).number
            raise
        del seen[first]
        words.done(first, SENT_BACK, beside=here.system.id, answer=said, why=why)


def _cycle(here: Here, first: UUID) -> UUID | None:
    running = {
        one.id: one.name for one in where.cycles(here) if one.system == here.system.id and not one.ended
    }
    if not running:
        return None
    return st.selectbox(
        AS_EXPERIMENT,
        list(running),
        None,
        format_func=choosing.apart(running).__getitem__,
        placeholder=NO_CYCLE,
        key=f"answer.cycle.{first}",
    )


def _ask_back(here: Here, those: Asked) -> None:
    first = those.first.id
    to = first
    if len(those.all) > 1:
        names = choosing.beginnings({one.id: _words(one) for one in those.all})
        to = st.selectbox(
            ASK_BACK,
            list(names),
            format_func=names.__getitem__,
            key=f"ask.to.{first}",
            label_visibility="collapsed",
        )
    draft = words.box(here, "ask", first, ASK_WHAT)
    if st.button(ASK, type="primary", key=f"ask.send.{first}"):
        answering.ask_back(here, to, words.said(draft), draft.id if draft else None)
        words.done(first, ASKED, ask=draft)


def _join(here: Here, those: Asked) -> None:
    first = those.first.id
    near = {other.first.id: (other, shared) for other, shared in answering.others(here, those)}
    begin = choosing.beginnings({one: _words(other.first) for one, (other, _) in near.items()})
    others = choosing.apart({one: _said_of(begin[one], shared) for one, (_, shared) in near.items()})
    if others:
        into = st.selectbox(WITH, list(others), format_func=others.__getitem__, key=f"join.with.{first}")
        if st.button(JOIN, type="primary", key=f"join.send.{first}"):
            answering.join(here, first, into)
            words.done(on_their_way.asked(here, first).first.id, ARE_JOINED)
    elif len(those.all) == 1:
        raise Refusal("Nothing else waits here just now.")
    if len(those.all) > 1 and st.button(PART, key=f"join.part.{first}"):
        answering.part(here, first)
        words.done(first, ARE_APART)


def _said_of(said: str, shared: tuple[str, ...]) -> str:
    if len(shared) < LEAST_SHARED:
        return said
    return ALIKE.format(words=said, shared=", ".join(shared))


def _words(challenge: Challenge) -> str:
    return challenge.sent.words if challenge.sent else ""


def _further(here: Here, those: Asked) -> None:
    first = those.first.id
    show.words(("quiet", FURTHER_HOW), key=f"further.how.{first}")
    draft = words.box(here, "further", first, FURTHER_WHAT)
    if st.button(BEGIN, type="primary", key=f"further.send.{first}"):
        challenges.begin(
            here, words.said(draft), rests_on=[one.id for one in those.all], id=draft.id if draft else None
        )
        words.done(first, BEGUN, further=draft)
