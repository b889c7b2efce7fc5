"""Whatever stands in a store, and whatever is searched for: every page answers, and stays usable."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest

from sensemaking import lenses
from sensemaking.model.observation import Form, Kind, Meaning, Observation
from sensemaking.model.refusal import Refusal
from sensemaking.practice import listen, look, notice
from sensemaking.practice.here import Here
from sensemaking.screen import chart
from sensemaking.screen.sorry import UNFORESEEN
from tests.by_the_front_door import come_in, said, words_on_cards

DAY = date(2022, 3, 1)
ODD_WORDS = (
    "x",
    "\U0001f642\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u05d4\u05d9\u05d5\u05dd \u05d4\u05ea\u05e7\u05e9\u05e8\u05e0\u05d5 \u202e abc",
    "unassigned \u0378 \uffff \U000e0fff \ue000",
    "\x1b[31mred\x07 \x01 tab\there",
    "=1+1 <script>alert(1)</script> **bold** $x$ :material/home:",
    "a" * 1_000_000,
)


def tell(here: Here, words: str = "We rang first.", day: date = DAY, **more: object) -> None:
    observation = Observation(notice.new_id(), here.system.id, Kind.STORY, day, words, **more)  # type: ignore[arg-type]
    notice.keep(here, observation)


def count(here: Here, day: date, value: float) -> None:
    measure = notice.measure_named(here, "Days", "days")
    notice.keep(
        here,
        Observation(notice.new_id(), here.system.id, Kind.MEASURE, day, measure=measure, value=value),
    )


def one_story(here: Here) -> None:
    tell(here)


def a_theme_on_every_story_of_one_day(here: Here) -> None:
    every, one = notice.theme_named(here, "Every"), notice.theme_named(here, "One")
    asked = uuid4()
    question = {
        "id": asked,
        "version": 1,
        "words": "How was it?",
        "form": Form.NUMBER.value,
        "low": "",
        "high": "",
    }
    here.keep(asked, "question kept", asked, {"question": [question]})
    for nth in range(30):
        themes = (every, one) if nth == 7 else (every,)
        tell(here, themes=themes, meanings=(Meaning(asked, number=3.0),))
        count(here, DAY, 2.0)


def words_from_everywhere_between_1900_and_2100(here: Here) -> None:
    for nth, words in enumerate(ODD_WORDS):
        tell(
            here,
            words,
            date(1900, 1, 1) if nth % 2 else date(2100, 12, 31),
            themes=(notice.theme_named(here, words[:80]),),
        )


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "_room", lambda **_: SimpleNamespace(found={"width": 600, "letters": 17}))


@pytest.mark.parametrize(
    "situation",
    [one_story, a_theme_on_every_story_of_one_day, words_from_everywhere_between_1900_and_2100],
    ids=lambda one: one.__name__,
)
def test_every_page_and_lens_answers_whatever_stands_in_the_store(
    team: Here, situation: Callable[[Here], None]
) -> None:
    situation(team)
    asked: list[tuple[str, dict[str, str]]] = [
        (page, {}) for page in ("welcome", "notice", "bring_in", "listen", "remember", "take_away")
    ]
    for lens in lenses.found():
        for choice in look.choices(team.at(team.focus.narrowed(lens=lens)))[:3]:
            asked.append(("look", {"lens": lens, "choice": choice.key}))
    for page, query in asked:
        door = come_in(page, system=str(team.focus.system), **query)
        assert UNFORESEEN.what not in said(door), (page, query)
        assert said(door).strip() or door.title, (page, query)


def test_words_come_back_as_they_were_written(team: Here) -> None:
    for words in ODD_WORDS:
        tell(team, words)
    assert sorted(card.words for card in listen.stories(team, "").cards) == sorted(ODD_WORDS)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_nobody_can_mean_is_refused_in_words(team: Here, day: date) -> None:
    with pytest.raises(Refusal):
        tell(team, day=day)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_refused_in_words(team: Here, value: float) -> None:
    with pytest.raises(Refusal):
        count(team, DAY, value)


def test_a_search_without_a_word_says_so_and_shows_every_story(team: Here) -> None:
    tell(team)
    door = come_in("listen", system=str(team.focus.system))
    door.text_input(key="listen.find").input("?!... --").run()
    assert listen.NO_WORDS in said(door)
    assert words_on_cards(door) == ["We rang first."]


def test_a_search_of_ten_thousand_characters_says_how_much_of_it_was_read(team: Here) -> None:
    tell(team)
    door = come_in("listen", system=str(team.focus.system))
    door.text_input(key="listen.find").input("rang " * 2_000).run()
    assert listen.TOO_LONG in said(door)
    assert words_on_cards(door) == ["We rang first."]
