"""How is a challenge sent out? Exactly what the wider system will read is shown before."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from sensemaking.model.challenge import Challenge
from sensemaking.model.scale import Scale
from sensemaking.practice import because, carrying, challenges, remember
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.screen import challenging_words as words
from sensemaking.screen import choosing, show, where

SEND = "Send it out"
NO_WIDER = "There is no wider system around us yet. Make one on the first page, then send it there."
TO = "To whom?"
WRITE = "In words for whoever reads it there"
WRITE_HINT = "They were not there. Say what you see, what it does to people, and what would have to change."
NAMED = "They may know that it is us: {name}"
NEVER_NAMED = "They will not learn whose it is: somebody’s own life is never named."
PATTERNS, PATTERNS_HINT = "Which patterns go along?", "patterns kept here"
STORIES, STORIES_HINT = "Which stories go along?", "stories behind them, and of the cycle"
WILL_READ = "This is what {to} will read"
NOT_NAMED_BUT = "You are not named. Who looks for these stories there may still find where they were told."
NOT_YET = "Not read there yet"
LATER = "What goes along is looked up anew each time: these are read there once nothing holds them back."
TO_CONSENT = "See what waits for consent or a second look"
NOBODY = "Nothing was ever kept at {to}, so perhaps nobody looks there yet. Tell them that something waits."
SENT = "Sent to {to}. The answer comes back here, and opens your next gathering."


def form(here: Here, challenge: Challenge) -> None:
    """Choose to whom, in which words and with what; see what will be read; send it."""
    wider = {one.id: one.name for one in challenges.could_go_to(here)}
    if not wider:
        show.words(("quiet", NO_WIDER), key=f"send.no-wider.{challenge.id}")
        return
    to = st.selectbox(
        TO, list(wider), format_func=choosing.apart(wider).__getitem__, key=f"send.to.{challenge.id}"
    )
    draft = words.box(here, "send", challenge.id, WRITE, WRITE_HINT, start=challenge.words)
    named = False
    if here.system.scale is Scale.PERSON:
        show.words(("quiet", NEVER_NAMED), key=f"send.never.{challenge.id}")
    else:
        label = show.plain(NAMED.format(name=here.system.name))
        named = st.checkbox(label, key=f"send.named.{challenge.id}")
    patterns, stories = _goes_along(here, challenge)
    packed = carrying.packed(here, to, words.said(draft, challenge.words), named, patterns, stories)
    read = carrying.letter(here, here.system.id, packed)
    with st.container(border=True, key=f"send-preview-{challenge.id}"):
        show.words(("quiet", WILL_READ.format(to=wider[to])), key=f"send.will.{challenge.id}")
        words.letter(read, f"send.letter.{challenge.id}")
    if not read.asks and (read.cards or read.paraphrases):
        show.words(("quiet", NOT_NAMED_BUT), key=f"send.unnamed.{challenge.id}")
    _waits(here, challenge, carrying.waits(here, packed))
    if challenges.nobody_yet(here, to):
        show.words(("quiet", NOBODY.format(to=wider[to])), key=f"send.nobody.{challenge.id}")
    if st.button(SEND, type="primary", key=f"send.{challenge.id}"):
        challenges.send(
            here,
            challenge.id,
            to,
            packed.words,
            named=named,
            patterns=patterns,
            observations=stories,
            event=draft.id if draft else None,
        )
        words.done(challenge.id, SENT.format(to=wider[to]), send=draft)


def _goes_along(here: Here, challenge: Challenge) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """The patterns and stories somebody chose; at first the patterns that what it rests on was read of."""
    kept = remember.patterns(here)
    rests_on = set(because.rests_on(here, challenge.id))
    read = {one.pattern for one in remember.all_readings(here) if one.id in rests_on}
    patterns: Sequence[UUID] = ()
    if kept:
        patterns = st.multiselect(
            PATTERNS,
            list(kept),
            [one for one in kept if one in read | rests_on],
            format_func=choosing.beginnings(
                {one: found.name or found.title for one, found in kept.items()}
            ).__getitem__,
            placeholder=PATTERNS_HINT,
            key=f"send.patterns.{challenge.id}",
        )
    offered = {one.id: one for one in carrying.could_go_along(here, challenge.cycle, patterns)}
    stories: Sequence[UUID] = ()
    if offered:
        stories = st.multiselect(
            STORIES,
            list(offered),
            format_func=choosing.beginnings({one: story.words for one, story in offered.items()}).__getitem__,
            placeholder=STORIES_HINT,
            key=f"send.stories.{challenge.id}",
        )
    return patterns, stories


def _waits(here: Here, challenge: Challenge, waits: Sequence[carrying.Waits]) -> None:
    if not waits:
        return
    found = {one.id: one.words for one in cards(here.unnarrowed(), [one.story for one in waits])}
    blocks: list[show.Block] = [("smaller", NOT_YET), ("quiet", LATER)]
    for one in waits:
        blocks += [("quote", choosing.shortened(found.get(one.story, ""))), ("quiet", one.why)]
    show.words(*blocks, key=f"send.waits.{challenge.id}")
    where.link(TO_CONSENT, "consent")
