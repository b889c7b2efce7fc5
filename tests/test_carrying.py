"""What a challenge carries: exactly what is shown before it is sent, and never more than consent lets be read there."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sensemaking.model.observation import Consent, Observation, Whose
from sensemaking.model.pattern import Pattern
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import carrying, challenges, notice, remember
from sensemaking.practice.carrying import Letter
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import came_here
from tests.a_stack import a_story, keep_all

Stack = dict[str, Here]
CANARY = "Canarybird"
FORM = "The form asks everything twice."
GOES = {"travels": Scale.PLACE, "reviewed": True}


def a_pattern(here: Here, told: str, *stories: UUID, name: str = "Twice the same") -> UUID:
    pattern = Pattern(
        new_id(), here.system.id, "themes", "", "What is talked about?", told, name=name, observations=stories
    )
    return remember.keep_pattern(here, pattern).id


def kept(here: Here, story: Observation) -> UUID:
    keep_all(here, [story])
    return story.id


def said_after(here: Here, table: str, **row: Any) -> None:
    """What is said of a story after it was told."""
    here.keep(new_id(), "said in a test", row["observation"], {table: [row]})


def letter_there(stack: Stack, at: str = "place") -> Letter:
    """What whoever stands there reads of the one challenge that came."""
    here = stack[at]
    (asked,) = came_here(here)
    assert asked.first.home is not None and asked.first.sent is not None
    return carrying.letter(here, asked.first.home, asked.first.sent)


def send(stack: Stack, *stories: UUID, named: bool = False, patterns: tuple[UUID, ...] = ()) -> UUID:
    challenge = challenges.begin(stack["team"], f"{CANARY} at home")
    to = stack["place"].system.id
    challenges.send(stack["team"], challenge, to, FORM, named=named, patterns=patterns, observations=stories)
    return challenge


def paraphrased(here: Here, story: UUID) -> Mapping[str, Any]:
    """A second look that put the words in other words."""
    said = {"observation": story, "version": 1, "reaches": int(Scale.PLACE), "who": "", "why": ""}
    return said | {"paraphrase": "Somebody filled in the same form twice."}


def test_what_is_shown_before_sending_is_exactly_what_is_read_there(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    goes, stays = (
        kept(team, a_story(team, "Mine may go.", **GOES)),
        kept(team, a_story(team, f"{CANARY} stays.")),
    )
    other = kept(team, a_story(team, f"{CANARY} in its own words.", travels=Scale.PLACE, quotable=False))
    said_after(team, "review", **paraphrased(team, other))
    pattern = a_pattern(team, "Forms are spoken of again and again. Of 12 tellers, five did.", goes, stays)
    packed = carrying.packed(team, place.system.id, FORM, True, [pattern], [goes, stays, other])
    before = carrying.letter(team, team.system.id, packed)
    send(stack, goes, stays, other, named=True, patterns=(pattern,))
    read = letter_there(stack)
    assert read == before
    assert (read.words, read.asks, read.gone) == (FORM, "The team", False)
    assert [(one.name, one.told) for one in read.patterns] == [
        ("Twice the same", "Forms are spoken of again and again.")
    ]
    assert [card.words for card in read.cards] == ["Mine may go."]
    assert read.paraphrases == ("Somebody filled in the same form twice.",)
    assert CANARY not in str(read)


def test_a_group_that_is_not_named_is_not_named_by_its_stories_either(stack: Stack) -> None:
    send(stack, kept(stack["team"], a_story(stack["team"], "Mine may go.", **GOES)))
    read = letter_there(stack)
    assert read.asks == "" and [card.place for card in read.cards] == [""]


def test_somebodys_own_life_is_never_named(stack: Stack) -> None:
    person = stack["person"]
    challenge = challenges.begin(person, "I tell it again each time.")
    challenges.send(person, challenge, stack["place"].system.id, "I tell it again each time.", named=True)
    assert letter_there(stack).asks == ""


def test_a_story_that_is_taken_back_or_kept_closer_in_is_gone_at_once_and_that_is_said(stack: Stack) -> None:
    team = stack["team"]
    back, narrowed = (kept(team, a_story(team, words, **GOES)) for words in ("One.", "Another."))
    send(stack, back, narrowed)
    assert not letter_there(stack).gone
    said_after(team, "consent_changed", observation=narrowed, travels=int(Scale.ORGANISATION), quotable=True)
    read = letter_there(stack)
    assert ([card.words for card in read.cards], read.gone) == (["One."], True)
    notice.take_back(team, back)
    read = letter_there(stack)
    assert (read.cards, read.gone) == ((), True)


def test_a_story_that_waited_for_a_second_look_is_read_there_once_it_was_made(stack: Stack) -> None:
    team = stack["team"]
    story = kept(team, a_story(team, "Mine may go.", travels=Scale.PLACE))
    send(stack, story)
    assert (letter_there(stack).cards, letter_there(stack).gone) == ((), False)
    said_after(team, "review", **{**paraphrased(team, story), "paraphrase": ""})
    assert [card.words for card in letter_there(stack).cards] == ["Mine may go."]


@pytest.mark.parametrize(
    ("consent", "whose", "waits_for"),
    [
        (Consent(None, True, None, False), Whose.MINE, "keeps it where it was told"),
        (Consent(Scale.ORGANISATION, True, None, True), Whose.MINE, "no further than its organisation"),
        (Consent(Scale.PLACE, True, None, False), Whose.MINE, "looked through it yet"),
        (Consent(Scale.PLACE, True, date(2022, 5, 1), True), Whose.MINE, "agreed to until 1 May 2022"),
        (Consent(Scale.PLACE, False, None, True), Whose.MINE, "in other words yet"),
        (Consent(Scale.PLACE, True, None, True), Whose.SOMEONE_ELSE, "has not agreed"),
    ],
)
def test_it_is_said_what_a_story_that_would_not_be_read_there_waits_for(
    stack: Stack, consent: Consent, whose: Whose, waits_for: str
) -> None:
    team = stack["team"]
    story = kept(team, replace(a_story(team), consent=consent, whose=whose))
    goes = kept(team, a_story(team, "Mine may go.", **GOES))
    packed = carrying.packed(team, stack["place"].system.id, FORM, False, [], [story, goes])
    ((waits,),) = [carrying.waits(team, packed)]
    assert waits.story == story and waits_for in waits.why
    assert [card.id for card in carrying.letter(team, team.system.id, packed).cards] == [goes]


def test_nothing_is_sent_along_that_is_not_here(stack: Stack) -> None:
    team, other = stack["team"], stack["other team"]
    elsewhere = kept(other, a_story(other, "Theirs."))
    for patterns, stories in (([a_pattern(other, "Theirs.")], []), ([], [elsewhere]), ([new_id()], [])):
        with pytest.raises(Refusal, match="not here any more"):
            carrying.packed(team, stack["place"].system.id, FORM, False, patterns, stories)


@pytest.mark.parametrize(
    ("told", "goes_along"),
    [
        ("It is spoken of more in autumn. By 12 of 30 tellers.", "It is spoken of more in autumn."),
        ("Three of them did. Most speak of the bus.", "Most speak of the bus."),
        ("In one of those places it is quiet.", ""),
        ("", ""),
    ],
)
def test_no_sentence_that_counts_what_was_told_at_home_goes_along(told: str, goes_along: str) -> None:
    assert carrying.without_counts(told) == goes_along


def test_nobody_writes_the_words_of_a_challenge_into_the_log(
    stack: Stack, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    challenge = send(stack)
    with pytest.raises(Refusal):
        challenges.send(stack["team"], challenge, stack["team"].system.id, f"{CANARY} on its way")
    challenges.take_back(stack["team"], challenge)
    assert CANARY not in caplog.text
    assert not any(CANARY in log.read_text() for log in tmp_path.rglob("*.log"))
