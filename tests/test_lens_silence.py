"""Silence: who was heard earlier and is not heard now, and what it never says."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from sensemaking.lenses import Seen, silence
from sensemaking.model.observation import Voice
from sensemaking.model.scale import Scale
from sensemaking.store import Store, open_store
from tests.seen_through import LookedAt, days_from

SPRING, SUMMER = date(2021, 3, 1), date(2021, 6, 7)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("silence") / "ours.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def at(store: Store) -> LookedAt:
    """A system with a cycle that follows another."""
    looked = LookedAt(store)
    first = looked.cycle("Spring", SPRING, stages=["understand the system", "explore"])
    looked.cycle("Summer", SUMMER, first, stages=["explore"])
    return looked


def seen(at: LookedAt) -> Seen:
    return silence.see(at.kept().ask, at.focus, "")


def spoken(at: LookedAt, day: date, voice: Voice, **more: object) -> UUID:
    story = at.story(day, **more)  # type: ignore[arg-type]
    at.spoken_by(story, voice)
    return story


def absent(shown: Seen) -> list[str]:
    return [mark.words for mark in shown.marks]


def mark_of(shown: Seen, words: str) -> str:
    return next(mark.key for mark in shown.marks if mark.words.startswith(words))


def test_a_theme_and_a_stage_that_were_heard_and_are_not_heard_now_ask_for_somebody(at):
    food = at.story(SPRING, ["Food", "Access"])
    access = at.story(SUMMER, ["Access"])
    shown = seen(at)
    assert absent(shown) == [
        "A stage: understand the system: heard last in “Spring”",
        "A theme: Food: heard last in “Spring”",
    ]
    assert list(shown.table["What it asks"]) == [
        "Whose story would we hear if we went back to understanding the system?",
        "Whose story would we hear if we asked about “Food” again?",
    ]
    mark = mark_of(shown, "A theme: Food")
    assert [one for _, one in at.opened(silence.behind(shown, mark))] == [food]
    assert [one for _, one in at.opened(silence.other_way(shown, mark))] == [access]


def test_kinds_of_voice_are_missing_once_anybody_said_as_whom_they_speak(at):
    at.story(SPRING)
    at.story(SUMMER)
    assert not any("voice" in words for words in absent(seen(at)))
    assert silence._NO_VOICES in seen(at).tells
    lived = spoken(at, SPRING, Voice.LIVES_IT)
    spoken(at, SUMMER, Voice.WORKS)
    shown = seen(at)
    assert absent(shown)[:4] == [
        "A voice: somebody whose life it is: heard last in “Spring”",
        "A voice: family, a friend or a neighbour: not heard yet",
        "A voice: somebody from another organisation: not heard yet",
        "A voice: somebody who leads or commissions: not heard yet",
    ]
    assert "Heard: somebody who works with them." in shown.tells
    assert [one for _, one in at.opened(silence.behind(shown, "voice-lives-it"))] == [lived]
    assert at.opened(silence.behind(shown, "voice-leads")) == []
    assert len(at.opened(silence.other_way(shown, "voice-leads"))) == 2


def test_every_ring_is_hollow_and_nothing_is_counted(at):
    spoken(at, SPRING, Voice.LIVES_IT, themes=["Food"])
    spoken(at, SUMMER, Voice.WORKS)
    shown = seen(at)
    assert set(shown.rows["part"]) == {"row", "hollow", "asks"}
    assert shown.rows.loc[shown.rows["part"] == "hollow", "area"].nunique() == 1
    assert not any(letter.isdigit() for letter in " ".join([*shown.tells, *absent(shown)]))
    assert shown.claims == ()


def test_at_home_weeks_without_a_word_are_drawn_and_open_what_was_told_around_them(at):
    for day in days_from(SUMMER, 3, step=7):
        at.story(day)
    last, following = at.story(date(2021, 6, 23)), at.story(date(2021, 7, 30))
    shown = seen(at)
    (mark,) = [mark for mark in shown.marks if mark.words.startswith("A time")]
    assert mark.words.startswith("A time: 28 June 2021 to 25 July 2021: something was told on 23 June 2021")
    assert last in [one for _, one in at.opened(silence.behind(shown, mark.key))]
    assert [one for _, one in at.opened(silence.other_way(shown, mark.key))] == [following]


def test_nobody_sees_from_beyond_which_system_was_silent_or_when(store):
    at = LookedAt(store)
    team = at.within("Our team")
    first = at.cycle("First", SPRING, system=team)
    at.cycle("Second", SUMMER, first, system=team)
    at.story(SPRING, ["Food"], system=team)
    at.story(SUMMER, system=team)
    at.story(date(2021, 9, 30), system=team)
    shown = seen(at)
    assert shown.spec is None
    assert "Our team" not in " ".join(shown.tells) and "First" not in " ".join(shown.tells)
    assert silence.see(at.ask, at.focus, str(first)).spec is None
    at.id = team
    assert len(absent(seen(at))) == 2


def test_without_a_cycle_it_says_that_there_is_nothing_earlier(store):
    at = LookedAt(store)
    at.story(SPRING, ["Food"])
    shown = seen(at)
    assert shown.spec is None
    assert shown.tells[0].startswith("There is nothing earlier to set beside what was told so far")


def test_where_everybody_is_still_heard_it_asks_who_never_was(at):
    at.story(SPRING, ["Food"])
    at.cycle(
        "Autumn", date(2021, 9, 1), at.rows["cycle"][-1]["id"], stages=["understand the system", "explore"]
    )
    at.story(date(2021, 9, 1), ["Food"])
    assert seen(at).tells[0] == silence._ALL_HEARD


def test_many_themes_are_drawn_a_few_at_a_time_in_the_order_of_the_alphabet(at):
    at.story(SPRING, [f"Theme {nth}" for nth in range(9)])
    at.story(SUMMER)
    shown = seen(at)
    drawn = [words for words in absent(shown) if words.startswith("A theme")]
    assert len(drawn) == silence.MOST_THEMES
    assert drawn == sorted(drawn)
    assert "Three more themes that were heard earlier cannot be read now." in shown.tells


def test_a_persons_own_silences_are_theirs(store):
    at = LookedAt(store)
    life = at.within("Sam", Scale.PERSON, at.within("Our team"))
    for day in (SPRING, date(2021, 5, 30)):
        at.story(day, system=life)
    assert seen(at).spec is None
    at.id = life
    assert len(absent(seen(at))) == 1
