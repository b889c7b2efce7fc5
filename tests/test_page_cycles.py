"""The page that follows cycles, as its script sees it: the list, one cycle open, its forms and whom it meets."""

from dataclasses import replace
from datetime import date

import pytest

from sensemaking.model.cycle import Cycle, Experiment, How, Outcome, Stage
from sensemaking.model.observation import Voice
from sensemaking.practice import (
    because,
    carrying_over,
    challenges,
    cycles,
    joining_cycles,
    notice,
    questions,
    remember,
    take_away,
    tried_together,
)
from sensemaking.practice.notice import new_id
from sensemaking.screen import (
    following,
    following_asks,
    following_experiments,
    following_forms,
    following_hand,
    following_joined,
    following_tried,
)
from tests.a_stack import a_story
from tests.by_the_front_door import come_in, drawn, said, words_on_cards

PURPOSE = "To learn what waiting does once letters go."


def follow(here, cycle=None, **query):
    more = {"cycle": str(cycle.id)} if cycle else {}
    return come_in("cycles", system=str(here.focus.system), **more, **query)


def a_cycle(here, name="Who rings first", **more):
    return cycles.make_cycle(here, Cycle(new_id(), here.system.id, name, **more))


def press(door, label):
    next(one for one in door.button if one.label == label).click().run()
    assert not door.exception
    return door


def labels(door):
    return [one.label for one in door.button]


def test_where_no_cycle_has_begun_the_page_invites(team):
    door = follow(team)
    assert following.NONE in said(door)
    assert "Begin a learning cycle at The team" in labels(door)


def test_in_an_empty_store_there_is_nowhere_to_learn(empty_store):
    assert "There is nowhere to learn anything yet." in said(come_in("cycles"))


def test_a_cycle_is_begun_and_stands_open(team, written):
    door = press(follow(team), "Begin a learning cycle at The team")
    door.text_input[0].input("Who rings first")
    written(f"following.new.{team.system.id}.purpose", PURPOSE)
    door.pills[0].set_value([Stage.EXPLORE, Stage.UNDERSTAND])
    press(door, following_forms.KEEP)
    (kept,) = cycles.cycles(team)
    assert (kept.name, kept.purpose, kept.stages) == (
        "Who rings first",
        PURPOSE,
        (Stage.UNDERSTAND, Stage.EXPLORE),
    )
    assert door.query_params["cycle"] == str(kept.id)
    assert following_forms.KEPT_NEW in said(door) and PURPOSE in said(door)


def test_a_cycle_without_a_name_is_refused_and_what_was_filled_in_stays(team, written):
    door = press(follow(team), "Begin a learning cycle at The team")
    written(f"following.new.{team.system.id}.purpose", PURPOSE)
    press(door, following_forms.KEEP)
    assert "It needs a name." in said(door)
    door.text_input[0].input("Spring")
    press(door, following_forms.KEEP)
    assert [one.purpose for one in cycles.cycles(team)] == [PURPOSE]


def test_a_new_cycle_follows_the_last_one_and_takes_along_what_is_ticked(team):
    earlier = a_cycle(team)
    remember.keep_reading(team, "It was the letter.", cycle=earlier.id)
    challenges.begin(team, "Who decides on letters?", cycle=earlier.id)
    door = press(follow(team), "Begin a learning cycle at The team")
    door.text_input[0].input("Who rings next")
    assert [one.label for one in door.checkbox] == [
        "It was the letter. (a reading)",
        "Who decides on letters? (an open challenge)",
    ]
    door.checkbox[1].check()
    press(door, following_forms.KEEP)
    kept = next(one for one in cycles.cycles(team) if one.follows == earlier.id)
    assert [one.words for one in carrying_over.carried(team, kept.id)] == ["Who decides on letters?"]
    assert "Who decides on letters? (an open challenge)" in said(door)
    assert "It follows “Who rings first”" in labels(door)
    assert "It is followed by “Who rings next”" in labels(follow(team, earlier))


def test_chains_with_a_running_cycle_come_first_and_of_many_some_are_a_press_away(team):
    over = a_cycle(team, "Long over", begun=date(2020, 1, 1), ended=date(2020, 3, 1))
    a_cycle(team, "Second", begun=date(2020, 4, 1), ended=date(2020, 5, 1))
    a_cycle(team, "Third", begun=date(2022, 1, 1), follows=over.id)
    for nth in range(following.AT_ONCE):
        a_cycle(team, f"Cycle {nth:02}", begun=date(2022, 2, 1))
    door = follow(team)
    named = [one for one in labels(door) if one in {cycle.name for cycle in cycles.cycles(team)}]
    assert named[:3] == ["Third", "Long over", "Cycle 00"] and "Second" not in named
    press(door, following.MORE)
    assert "Second" in labels(door) and following.OVER in [one.value for one in door.header]


def test_where_a_cycle_stands_is_said_on_its_page_and_kept(team):
    cycle = a_cycle(team, begun=date(2022, 3, 1), stages=(Stage.UNDERSTAND,))
    door = press(follow(team, cycle), following.MOVE)
    door.pills[0].set_value([Stage.UNDERSTAND, Stage.SHARED_PURPOSE])
    press(door, following_forms.KEEP_STAGE)
    assert cycles.open_cycle(team, cycle.id).stages == (Stage.SHARED_PURPOSE, Stage.UNDERSTAND)
    assert "Understand the system from 1 March 2022 to" in said(door)
    assert "shared purpose and understand the system since" in said(door)


def test_the_second_of_two_reads_what_the_first_wrote_and_keeps_only_what_they_changed(team, written):
    cycle = a_cycle(team, purpose="To learn.")
    door = press(follow(team, cycle), following.CHANGE)
    cycles.change_cycle(team, replace(cycle, name="Who rings", purpose="To find out who waits."))
    written(f"following.change.{cycle.id}.purpose", PURPOSE)
    press(door, following_forms.KEEP)
    assert "Someone else changed this while you were writing." in said(door)
    assert following_hand.THEIRS in said(door) and "To find out who waits." in said(door)
    press(door, following_forms.KEEP)
    now = cycles.open_cycle(team, cycle.id)
    assert (now.name, now.purpose, now.version) == ("Who rings", PURPOSE, 3)


def test_a_form_that_is_left_changes_nothing(team):
    cycle = a_cycle(team)
    door = press(follow(team, cycle), following.CHANGE)
    door.text_input[0].input("Another name")
    press(door, following_hand.LEAVE)
    assert cycles.cycles(team) == [cycle] and not door.text_input


def test_a_cycle_with_an_open_challenge_ends_once_it_is_said_that_it_travels_on(team):
    cycle = a_cycle(team)
    challenges.begin(team, "Who decides on letters?", cycle=cycle.id)
    door = press(follow(team, cycle), following.END)
    press(door, following_forms.END_IT)
    assert "One challenge of this cycle still waits for an answer: “Who decides on letters?”" in said(door)
    door.checkbox[0].check()
    press(door, following_forms.END_IT)
    assert cycles.open_cycle(team, cycle.id).ended
    press(door, following.GO_ON)
    assert cycles.open_cycle(team, cycle.id).ended is None


def test_an_experiment_is_begun_with_what_it_rests_on_and_gone_on_with(team, written):
    cycle = a_cycle(team)
    reading = remember.keep_reading(team, "It was the letter.", cycle=cycle.id)
    door = follow(team, cycle)
    door.button(key=f"tried.{cycle.id}.begin").click().run()
    door.text_input[0].input("Ring first")
    written(f"following.new experiment.{cycle.id}.hunch", "They would not be afraid.")
    door.multiselect[0].select(reading.id)
    press(door, following_experiments.KEEP)
    (tried,) = cycles.experiments(team, cycle.id)
    assert (tried.hunch, because.rests_on(team, tried.id)) == ("They would not be afraid.", [reading.id])
    assert "It rests on: the reading “It was the letter.”" in said(door)
    press(door, following_experiments.GO_ON)
    written(f"following.experiment.{tried.id}.seen", "They came.")
    door.selectbox[0].set_value(Outcome.CARRIED_ON)
    press(door, following_experiments.KEEP)
    (tried,) = cycles.experiments(team, cycle.id)
    assert (tried.seen, tried.became) == ("They came.", Outcome.CARRIED_ON)


def test_a_question_a_cycle_asks_leads_to_the_form_that_answers_it(team):
    cycle = a_cycle(team)
    door = press(follow(team, cycle), following_asks.TO_DO[following_asks.Sign.UNTRIED])
    door.text_input[0].input("Ring first")
    press(door, following_experiments.KEEP)
    assert [one.name for one in cycles.experiments(team, cycle.id)] == ["Ring first"]
    assert "Nothing is being tried yet" not in said(door)


def test_to_write_down_what_somebody_served_says_it_is_filled_in_who_speaks(team):
    cycle = a_cycle(team)
    door = press(follow(team, cycle), following_asks.TO_DO[following_asks.Sign.LIVED])
    assert [one.value for one in door.title] == ["What did you notice?"]
    assert door.selectbox(key="notice.0.about.voice").value is Voice.LIVES_IT
    assert door.selectbox(key="notice.0.about.cycle").value == cycle.id


def test_from_wider_a_cycle_is_read_and_not_asked_nor_changed(stack):
    cycle = a_cycle(stack["team"], purpose=PURPOSE)
    door = follow(stack["organisation"], cycle)
    assert PURPOSE in said(door) and following_asks.ASKS not in [one.value for one in door.header]
    assert not {following.CHANGE, following.MOVE, following.END, following_experiments.BEGIN} & set(
        labels(door)
    )
    press(door, "Stand at The team to go on with it")
    assert following.CHANGE in labels(door)


def test_an_introduction_is_asked_for_agreed_and_then_both_read_each_other(stack, written):
    team, other = stack["team"], stack["other team"]
    ours, theirs = a_cycle(team, purpose=PURPOSE), a_cycle(other, "At the door", purpose=PURPOSE)
    door = follow(team, ours)
    door.session_state[f"joined.look.{ours.id}"] = True
    door.run()
    assert "A team elsewhere is learning about waiting and letters." in said(door)
    assert "At the door" not in said(door) and "Another team" not in said(door)
    press(door, following_joined.ASK)
    written(f"following.asking.{theirs.id}.line", "How do you begin?")
    press(door, following_joined.ASK)
    assert "You asked to be introduced." in said(door) and "At the door" not in said(door)
    there = follow(other)
    assert "They wrote: How do you begin?" in said(there)
    assert "The team" not in said(there) and "Who rings first" not in said(there)
    press(there, following_joined.AGREE)
    assert "Learning beside us: Who rings first, The team" in said(follow(other, theirs))
    assert "Learning beside us: At the door, Another team" in said(follow(team, ours))


def test_management_questions_are_asked_of_the_open_cycle(team):
    cycle = a_cycle(team)
    questions.answer(team, questions.managing()[0], "We rang ten people.", cycle=cycle.id)
    door = follow(team, cycle)
    door.session_state[following_asks.QUESTIONS_OPEN] = True
    door.run()
    assert "What has been done to understand the system?" in said(door)
    assert "We rang ten people." in said(door)


@pytest.fixture
def tried(stack):
    """Two experiments with hunches alike in two teams, and one by itself."""
    found = []
    for place, name, hunch, became in (
        ("team", "Ring first", "Waiting for letters makes people afraid.", Outcome.LET_GO),
        ("other team", "Call before", "People are afraid while they wait for a letter.", Outcome.CARRIED_ON),
        ("team", "Open the door", "Somebody might come in.", Outcome.TRYING),
    ):
        here = stack[place]
        cycle = a_cycle(here, f"The cycle of {name}")
        found.append(cycles.make_experiment(here, Experiment(new_id(), cycle.id, name, hunch, became=became)))
    return found


def side_by_side(here):
    door = follow(here)
    door.session_state["following.side"] = True
    door.run()
    assert not door.exception
    return door


def test_what_was_tried_stands_side_by_side_by_its_hunches_whatever_came_of_it(stack, tried):
    door = side_by_side(stack["organisation"])
    door.selectbox(key="following.side.by").set_value(following_tried.HUNCHES).run()
    words = said(door)
    assert "Hunches that speak of waiting, letters and afraid" in words
    places = [
        words.index(part) for part in ("Ring first", "Call before", "Hunches that stand by", "Open the")
    ]
    assert places == sorted(places)


def test_cycles_that_follow_one_another_or_ask_alike_stand_together_by_what_they_ask(stack):
    team, other = stack["team"], stack["other team"]
    first = a_cycle(team, "First", purpose="What does waiting do once letters go?")
    second = a_cycle(team, "Second", purpose="Who opens the door?", follows=first.id)
    third = a_cycle(other, "Third", purpose="What do letters do to those who wait?")
    fourth = a_cycle(other, "Fourth", purpose="Where is the garden?")
    for cycle, name in ((fourth, "Dig"), (third, "Write"), (second, "Knock"), (first, "Ring")):
        cycles.make_experiment(team, Experiment(new_id(), cycle.id, name))
    found = tried_together.by_purpose(stack["organisation"])
    assert [[one.experiment.name for one in together.tried] for together in found] == [
        ["Write", "Knock", "Ring"],
        ["Dig"],
    ]
    assert set(found[0].asked) == {first.purpose, second.purpose, third.purpose}


def test_an_experiment_side_by_side_opens_its_stories(stack, tried):
    team = stack["team"]
    told = replace(a_story(team), cycle=tried[0].cycle, experiment=tried[0].id)
    notice.keep(team, told)
    door = side_by_side(team)
    door.session_state[f"side.stories.{tried[0].id}"] = True
    door.run()
    assert words_on_cards(door) == [told.words]


def test_side_by_side_leaves_as_a_note(stack, tried):
    door = side_by_side(stack["organisation"])
    door.button(key="following.side.note").click().run()
    assert not door.exception
    assert door.title[0].value != "What are we trying to learn?"
    assert "What was tried, side by side: The organisation" in door.text_input[0].value


def test_answers_to_one_management_question_stand_side_by_side(stack):
    team, other = stack["team"], stack["other team"]
    question = questions.managing()[0]
    for here, words in ((team, "We rang ten people."), (other, "We sat in the waiting room.")):
        questions.answer(here, question, words, cycle=a_cycle(here, f"At {here.system.name}").id)
    door = side_by_side(stack["organisation"])
    door.selectbox(key="following.side.by").set_value(question.key).run()
    assert "We rang ten people." in said(door) and "We sat in the waiting room." in said(door)
    door.button(key="following.side.note").click().run()
    assert not door.exception
    assert door.text_input[0].value == question.words
    assert "We rang ten people." in said(door)
    questions.take_back(team, *questions.answers(team))
    organisation = stack["organisation"]
    left = str(take_away.view(organisation, *take_away.notes(organisation)))
    assert "We rang ten people." not in left and "We sat in the waiting room." in left


def test_words_from_the_store_stay_words(team):
    cycle = a_cycle(team, "**Bold** :red[x] <b>y</b>", purpose="<script>alert(1)</script>")
    door = follow(team)
    assert r"\*\*Bold\*\* \:red\[x\] \<b\>y\</b\>" in labels(door)
    title = next(block for data in drawn(follow(team, cycle), "words") for block in data["blocks"])
    assert title["words"] == cycle.name


def test_the_introductions_of_somebody_elses_cycle_are_not_shown_from_wider(stack):
    team, other = stack["team"], stack["other team"]
    ours, theirs = a_cycle(team, purpose=PURPOSE), a_cycle(other, "At the door", purpose=PURPOSE)
    joining_cycles.offer(team, ours, theirs.id, How.BESIDE, "How do you begin?")
    assert "How do you begin?" not in said(follow(stack["organisation"], theirs))


def test_sixty_cycles_are_a_page_that_can_be_read(team):
    for nth in range(60):
        a_cycle(team, f"Cycle {nth:02}", begun=date(2022, 1, 1))
    door = follow(team)
    shown = [one for one in labels(door) if one.startswith("Cycle ")]
    assert shown == [f"Cycle {nth:02}" for nth in range(following.AT_ONCE)]
    for _ in range(4):
        press(door, following.MORE)
    assert len([one for one in labels(door) if one.startswith("Cycle ")]) == 60
    assert following.MORE not in labels(door)
