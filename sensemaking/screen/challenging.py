"""Challenges to business as usual where we stand: what waits here, what we asked, and what came back."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.access import Role
from sensemaking.model.challenge import Challenge
from sensemaking.model.scale import Scale
from sensemaking.practice import carrying, challenges
from sensemaking.practice.here import Here
from sensemaking.practice.on_their_way import Asked, came_here
from sensemaking.practice.stewarding import has_stewards
from sensemaking.screen import (
    acting,
    challenging_answer,
    challenging_begin,
    challenging_send,
    changing,
    show,
    where,
)
from sensemaking.screen import challenging_words as words

WAITING = "What is asked of us from closer in?"
ANSWERED = "What was asked and answered before"
CAME_BACK = "What do we ask of others, and what came back?"
NOTHING_ASKED = "Nothing is asked of a wider system from here."
OF_CYCLE = "What does this cycle ask of others?"
NOT_SENT = "Begun on {day}, and not sent to anybody yet."
SENT = "Sent to {to} on {day}."
NOTHING_YET = "Nothing has come back yet."
WAITS = "It is with {to}. {waited}"
SENT_GONE = "The system it was sent to is not here any more. Send it somewhere else, or take it back."
WENT_FURTHER = "{to} has taken it further out."
THEY_ASK = "They asked back, and wait for us."
NEEDED = "Whose permission it really needs: {needed}"
READ_IT = "We have read this"
READ_BEFORE = "Read before"
WHAT_THEY_READ = "What they read there"
SEND, SAY_MORE, TAKE_BACK = "Send it out", "Say more", "Take it back"
MORE, SEND_MORE, SAID_MORE = "What else should they know?", "Send it to them", "Sent to them."
TAKE_BACK_HOW = (
    "It is gone from where it was sent at once, with all it carried, and no answer comes any more. What others answered"
    " goes from here too."
)
SURE, TAKEN_BACK = "Take this challenge back", "Taken back."


def waiting(here: Here) -> None:
    """What came here from closer in: first what waits for an answer, in the order it came, then what was answered."""
    came = came_here(here)
    challenging_answer.say_what_is_gone(here, came)
    if not came:
        return
    waits = [one for one in came if challenging_answer.is_open(here, one)]
    before = [one for one in came if one not in waits]
    st.header(WAITING)
    words.receipt(here.system.id)
    if not has_stewards(here.system):  # elsewhere the page has asked already
        here = acting.as_(here, Role.STEWARD, key="challenging.acting")
    for one in waits:
        with st.container(border=True, key=f"asked-{one.first.id}"):
            challenging_answer.asked(here, one)
    if before:
        words.fold(ANSWERED, f"challenging.answered.{here.system.id}", lambda: _answered(here, before))


def _answered(here: Here, before: Sequence[Asked]) -> None:
    for one in before:
        with st.container(border=True, key=f"asked-{one.first.id}"):
            challenging_answer.asked(here, one)


def came_back(here: Here) -> None:
    """What we ask of wider systems, in the order we began it, each with what came back; and a way to ask."""
    if here.system.scale is Scale.COUNTRY:
        return
    st.header(CAME_BACK)
    words.receipt(here.system.id)
    ours = challenges.ours(here)
    if not ours:
        show.words(("quiet", NOTHING_ASKED), key="challenging.nothing")
    for one in ours:
        _ours(here, one)
    challenging_begin.form(here, None)


def of_cycle(here: Here, cycle: UUID) -> None:
    """What a cycle of ours asks of others, what came back, and what changed; nothing of anybody else's cycle."""
    ours = {one.id: one for one in where.cycles(here) if one.system == here.system.id}
    if cycle not in ours:
        return
    st.header(OF_CYCLE)
    words.receipt(here.system.id)
    for one in challenges.of_cycle(here, cycle):
        _ours(here, one)
    challenging_begin.form(here, cycle)
    changing.of_cycle(here, ours[cycle])


def _ours(here: Here, one: Challenge) -> None:
    reader = here.stack.get(one.sent.to) if one.sent else None
    with st.container(border=True, key=f"ours-{one.id}"):
        words.receipt(one.id)
        said: list[show.Block] = [
            ("quote", one.sent.words if one.sent else one.words),
            ("quiet", _stands(here, one)),
            ("quiet", NEEDED.format(needed=one.needed) if one.needed else ""),
        ]
        if reader and challenges.went_further(here, one):
            said.append(("quiet", WENT_FURTHER.format(to=reader.name)))
        said += words.lines(one)
        said.append(("quiet", THEY_ASK if one.asked_back and one.waits else ""))
        show.words(*said, key=f"ours.{one.id}")
        words.answers(here, one.unread, f"ours.came.{one.id}", known=True)
        if one.unread and st.button(READ_IT, type="primary", key=f"ours.read.{one.id}"):
            challenges.read(here, one.id)
            st.rerun()
        _folds(here, one, reader is not None)


def _folds(here: Here, one: Challenge, reader: bool) -> None:
    """What else can be read of it and done with it, each behind a fold."""
    if read := [answer for answer in one.answers if answer.read]:
        words.fold(
            READ_BEFORE,
            f"ours.before.{one.id}",
            lambda: words.answers(here, read, f"ours.earlier.{one.id}", known=True),
        )
    if one.sent and reader:
        words.fold(WHAT_THEY_READ, f"ours.letter.{one.id}", lambda: _letter(here, one))
        words.fold(SAY_MORE, f"ours.more.{one.id}", lambda: _say_more(here, one))
    elif not one.answers:
        words.fold(SEND, f"ours.send.{one.id}", lambda: challenging_send.form(here, one))
    words.fold(TAKE_BACK, f"ours.back.{one.id}", lambda: _take_back(here, one))


def _letter(here: Here, one: Challenge) -> None:
    if one.sent:
        words.letter(carrying.letter(here, here.system.id, one.sent), f"ours.letter.{one.id}")


def _say_more(here: Here, one: Challenge) -> None:
    draft = words.box(here, "more", one.id, MORE)
    if st.button(SEND_MORE, type="primary", key=f"ours.more.send.{one.id}"):
        challenges.say_more(here, one.id, words.said(draft), draft.id if draft else None)
        words.done(one.id, SAID_MORE, more=draft)


def _take_back(here: Here, one: Challenge) -> None:
    show.words(("quiet", TAKE_BACK_HOW), key=f"ours.back.how.{one.id}")
    if st.button(SURE, key=f"ours.back.sure.{one.id}"):
        challenges.take_back(here, one.id)
        words.done(one.id, TAKEN_BACK, beside=here.system.id)


def _stands(here: Here, one: Challenge) -> str:
    """Where it is on its way, and how long it has waited there."""
    if one.sent is None:
        return NOT_SENT.format(day=Unit.DAY.words(words.day(one.begun))) if one.begun else ""
    reader = challenges.by(here, one.sent.to)
    if not reader:
        return SENT_GONE
    since = words.day(one.sent.when)
    if one.waits and words.is_long(since, here.viewer.today):
        return WAITS.format(to=reader, waited=words.waited(since, here.viewer.today))
    said = SENT.format(to=reader, day=Unit.DAY.words(since))
    return f"{said} {NOTHING_YET}" if one.waits else said
