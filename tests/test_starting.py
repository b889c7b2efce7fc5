"""The starting kit: a first cycle, one thing at a time, resumable; and who else works this way."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sensemaking.exchange import starting_in
from sensemaking.model.cycle import Experiment, Stage
from sensemaking.model.question import Family
from sensemaking.model.refusal import Refusal
from sensemaking.model.starting import Keeps
from sensemaking.practice import cycle_health, cycles, gather, notice, questions, starting
from sensemaking.practice.cycle_health import Sign
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from tests.a_stack import a_story
from tests.by_the_front_door import come_in, said

NAMED_BY_SOURCES = (
    "Plymouth",
    "Plymouth Alliance",
    "Gateshead",
    "Lancashire",
    "Liverpool Combined Authority",
    "Scottish Government",
    "Healthcare Improvement Scotland",
    "Finnish National Agency for Education",
    "United Nations Development Programme",
    "Centre for Public Impact",
    "Human Learning Systems Collaborative",
    "Basis",
)
PERMISSION = [one.key for one in questions.found().questions if one.family is Family.PERMISSION]
PEOPLE = ("Lowe", "Badman", "Wallace", "Mark Smith", "Buchanan", "Vandenbroeck")


@pytest.fixture
def team(stack: dict[str, Here]) -> Here:
    return stack["team"]


def press(door: AppTest, label: str) -> AppTest:
    next(button for button in door.button if button.label == label).click().run()
    assert not door.exception
    return door


def write(door: AppTest, label: str, words: str) -> None:
    next(box for box in (*door.text_input, *door.text_area) if box.label == label).input(words)


def kept(here: Here, *but: Keeps) -> None:
    """A first cycle of this system, without some of what it leaves behind."""
    cycle = starting.begin_cycle(here, "Who rings first", "", new_id())
    if Keeps.EXPERIMENT not in but:
        starting.begin_to_try(here, cycle, Experiment(new_id(), cycle.id, "The same voice"))
    if Keeps.ANSWER not in but:
        for step in starting.steps():
            if step.keeps is Keeps.ANSWER:
                questions.answer(here, starting.question(step), "We asked.", cycle=cycle.id)
    if Keeps.DAY not in but:
        starting.choose_day(here, starting.so_far(here), here.viewer.today, "", new_id())


def test_it_asks_every_prompt_on_making_room_and_ends_with_a_cycle_an_experiment_and_a_day():
    steps = starting.steps()
    asked = [step.asks for step in steps if step.asks]
    assert set(PERMISSION) <= set(asked)
    assert len(PERMISSION) == 5
    assert [step.keeps for step in steps[:2]] == [Keeps.PLACE, Keeps.CYCLE]
    assert steps[-1].keeps is Keeps.DAY
    assert {step.keeps for step in steps} == set(Keeps)


def test_what_is_answered_is_there_at_once_and_the_next_thing_is_asked(team):
    passed = []
    while step := starting.next_step(starting.so_far(team)):
        so_far = starting.so_far(team)
        passed.append(step.key)
        if step.keeps is Keeps.CYCLE:
            starting.begin_cycle(team, "Who rings first", "To learn.", new_id())
        elif step.keeps is Keeps.ANSWER:
            questions.answer(team, starting.question(step), "We asked.", cycle=so_far.cycle.id)
        elif step.keeps is Keeps.EXPERIMENT:
            starting.begin_to_try(team, so_far.cycle, Experiment(new_id(), so_far.cycle.id, "Ring first"))
        else:
            starting.choose_day(team, so_far, team.viewer.today, "two of us", new_id())
    assert passed == [step.key for step in starting.steps()[1:]]
    assert starting.so_far(team).is_whole


def test_a_day_chosen_is_a_gathering_prepared_for_it_and_the_cycle_no_longer_asks_for_one(team):
    kept(team, Keeps.DAY)
    so_far = starting.so_far(team)
    day = team.viewer.today + timedelta(days=21)
    assert Sign.NO_DAY in {one.sign for one in cycle_health.health(team, so_far.cycle)}
    starting.choose_day(team, so_far, day, "the people we visit", new_id())
    so_far = starting.so_far(team)
    assert so_far.day.begun == day
    (held,) = gather.held_here(team)
    assert held.room.question == "What did we notice when we tried “The same voice”?"
    assert Sign.NO_DAY not in {one.sign for one in cycle_health.health(team, so_far.cycle)}
    (answer,) = questions.answers(team, starting.SENSE, so_far.cycle.id)
    assert "with the people we visit" in answer.words


def test_a_day_that_has_passed_is_refused_and_nothing_is_prepared(team):
    kept(team, Keeps.DAY)
    with pytest.raises(Refusal, match="passed"):
        starting.choose_day(team, starting.so_far(team), team.viewer.today - timedelta(days=1), "", new_id())
    assert gather.held_here(team) == []


def test_a_cycle_explores_once_something_is_tried_in_it(team):
    kept(team)
    (cycle,) = cycles.cycles(team)
    assert Stage.EXPLORE in cycle.stages


def test_whoever_puts_the_cycle_off_is_asked_only_what_needs_none(team):
    later, asked = {"cycle"}, []
    while step := starting.next_step(starting.so_far(team), later):
        asked.append(step.asks)
        later.add(step.key)
    assert asked == PERMISSION


def test_an_empty_store_leads_through_a_first_cycle_one_thing_at_a_time(empty_store):
    door = press(come_in(), "Begin a first cycle with us")
    assert "Begin with them, however few they are." in said(door)
    assert "Not now" not in [button.label for button in door.button]
    write(door, "What is it called?", "Riverside team")
    press(door, "Keep this")
    write(door, "In a few words", "Who rings first")
    press(door, "Keep this")
    assert "The cycle: Who rings first" in said(door)
    assert "What has been done to understand the system?" in said(door)
    while "Try" not in [header.value for header in door.header]:
        press(door, "Not now")
    write(door, "What would you try?", "The same voice")
    press(door, "Keep this")
    assert "Do you really need permission?" in said(door)
    while "Make sense of it together" not in [header.value for header in door.header]:
        press(door, "Not now")
    press(door, "Keep this")
    assert "There is no day yet" in said(door)
    press(door, "Not now")
    assert "This is as far as you wanted to go now." in said(door)
    again = press(press(come_in(), "Go on with your first cycle, one thing at a time"), "Not now")
    assert "How do we know?" in said(again)


def test_it_is_left_at_any_time_and_offered_again_until_something_was_noticed(stack):
    team = stack["team"]
    door = press(come_in(system=str(team.system.id)), "Go on with your first cycle, one thing at a time")
    press(door, "Leave it here for now")
    assert "A place to look together" in [title.value for title in door.title]
    notice.keep(team, a_story(team))
    labels = [button.label for button in come_in(system=str(team.system.id)).button]
    assert "Go on with your first cycle, one thing at a time" not in labels


def test_with_the_day_it_has_begun_and_says_what_there_is_and_what_comes_next(team):
    kept(team, Keeps.DAY)
    door = press(come_in(system=str(team.system.id)), "Go on with your first cycle, one thing at a time")
    next(one for one in door.date_input if one.label == "On which day?").set_value(date(2090, 5, 4))
    press(door, "Keep this")
    assert "You have begun" in [header.value for header in door.header]
    assert starting.so_far(team).is_whole
    for words in ("What you try: The same voice", "The day: 4 May 2090", "Now notice what happens."):
        assert words in said(door)


def test_every_place_and_body_that_our_sources_name_is_there_with_its_document_and_no_person_is(empty_store):
    bodies = starting.who_else()
    told = "\n".join(f"{one.name} {one.tells} {one.documents}" for one in bodies)
    assert [name for name in NAMED_BY_SOURCES if name not in told] == []
    assert [name for name in PEOPLE if name in told] == []
    page = said(come_in("who_else"))
    for one in bodies:
        assert one.documents
        assert f"{one.name}\n{one.tells}\nTold in “{one.documents[0].title}”" in page
    assert not re.search(r"https?:", page)


@pytest.mark.parametrize(
    ("file", "wrong", "why"),
    [
        (starting_in.STEPS, 'key = "a"\nkeeps = "hope"', "“keeps” cannot be “hope”"),
        (starting_in.STEPS, 'key = "a"\nkeeps = "answer"\ntitle = "A"\nwords = "B"', "“asks” is missing"),
        (starting_in.WHO_ELSE, 'name = "A"\ngroup = "places"\ntells = "B"', "“documents” names none"),
    ],
)
def test_a_mistake_in_a_file_is_refused_with_its_place(tmp_path: Path, file, wrong, why):
    entry = "step" if file == starting_in.STEPS else "body"
    document = '[[document]]\nkey = "d"\ntitle = "T"\nby = "B"\nfound = "F"\n'
    (tmp_path / file).write_text(f"{document if entry == 'body' else ''}[[{entry}]]\n{wrong}\n")
    read = starting_in.steps if entry == "step" else starting_in.who_else
    with pytest.raises(Refusal, match=f"{entry} 1.*{why}"):
        read(tmp_path)
