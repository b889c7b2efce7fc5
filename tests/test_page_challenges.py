"""Challenges as the pages' scripts see them: marked, shown before they are sent, answered, and come back."""

from datetime import date, timedelta

import pytest

from sensemaking.model.access import Role
from sensemaking.model.challenge import Reply
from sensemaking.model.cycle import Cycle
from sensemaking.model.scale import Scale
from sensemaking.practice import answering, because, challenges, changes, cycles, notice, remember
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import came_here
from sensemaking.screen import challenging_answer, challenging_begin, challenging_send
from sensemaking.screen import challenging_words as words
from tests.a_stack import a_story, keep_all
from tests.by_the_front_door import come_in, said, words_on_cards
from tests.test_carrying import a_pattern
from tests.test_challenges import FORM, answer, sent, steward

ONCE = "It asks once from May on."


def at(here, page="stack", **query):
    return come_in(page, system=str(here.system.id), **query)


def unfold(door, key):
    door.session_state[key] = True
    door.run()
    assert not door.exception
    return door


def as_steward(door, here):
    door.button_group(key=f"stewarding.acting.{here.system.id}").set_value(Role.STEWARD).run()
    return press(door, f"stewarding.go_on.{here.system.id}")


def press(door, key):
    door.button(key=key).click().run()
    assert not door.exception
    return door


def test_first_it_is_asked_whether_permission_is_needed_and_then_kept_here(team, written):
    reading = remember.keep_reading(team, "It is the form.")
    about = team.system.id
    written(f"challenge.what.{about}", FORM)
    written(f"challenge.needed.{about}", "Only the place can change it.")
    door = unfold(at(team), f"challenge.begin.{about}")
    assert not [one for one in door.button if one.key == f"challenge.keep.{about}"]
    door.radio(key=f"challenge.so.{about}").set_value(challenging_begin.YES).run()
    door.multiselect(key=f"challenge.rests.{about}").set_value([reading.id]).run()
    press(door, f"challenge.keep.{about}")
    (ours,) = challenges.ours(team)
    assert (ours.words, ours.needed) == (FORM, "Only the place can change it.")
    assert challenging_begin.KEPT in said(door) and "not sent to anybody yet" in said(door)


def test_where_no_permission_is_needed_it_is_offered_as_an_experiment(team, written):
    cycle = cycles.make_cycle(team, Cycle(new_id(), team.system.id, "Forms"))
    written(f"challenge.what.{cycle.id}", "Ask once and see.")
    door = unfold(at(team, "cycles", cycle=str(cycle.id)), f"challenge.begin.{cycle.id}")
    door.radio(key=f"challenge.so.{cycle.id}").set_value(challenging_begin.NO).run()
    press(door, f"challenge.try.{cycle.id}")
    assert challenges.ours(team) == []
    assert [one.name for one in cycles.experiments(team, cycle.id)] == ["Ask once and see."]


def test_exactly_what_will_be_read_is_shown_and_which_stories_wait_and_for_what(stack):
    team, place = stack["team"], stack["place"]
    goes = a_story(team, "Mine may go.", travels=Scale.PLACE, reviewed=True)
    waits = a_story(team, "Mine may not yet.", travels=Scale.PLACE)
    keep_all(team, [goes, waits])
    pattern = a_pattern(team, "Forms are spoken of. By 12 tellers.", goes.id, waits.id)
    reading = remember.keep_reading(team, "It is the form.", pattern=pattern)
    challenge = challenges.begin(team, FORM, rests_on=[reading.id])
    door = unfold(at(team), f"ours.send.{challenge}")
    door.selectbox(key=f"send.to.{challenge}").set_value(place.system.id).run()
    door.multiselect(key=f"send.stories.{challenge}").set_value([goes.id, waits.id]).run()
    shown = said(door)
    assert "This is what The place will read" in shown and "They see a pattern: Twice the same" in shown
    assert "12 tellers" not in shown and words_on_cards(door) == ["Mine may go."]
    assert challenging_send.NOT_YET in shown and "looked through it yet" in shown
    assert "perhaps nobody looks there yet" in shown and challenging_send.NOT_NAMED_BUT in shown
    press(door, f"send.{challenge}")
    (asked,) = came_here(place)
    assert asked.first.sent is not None and asked.first.sent.observations == (goes.id, waits.id)
    assert "Sent to The place." in said(door) and "Nothing has come back yet." in said(door)
    there = at(place)
    assert FORM in said(there) and words_on_cards(there) == ["Mine may go."]


def test_a_story_that_was_taken_back_is_said_to_be_gone_at_once(stack):
    team, place = stack["team"], stack["place"]
    goes = a_story(team, "Mine may go.", travels=Scale.PLACE, reviewed=True)
    keep_all(team, [goes])
    sent(team, place, observations=[goes.id])
    assert words.GONE not in said(at(place))
    notice.take_back(team, goes.id)
    door = at(place)
    assert words.GONE in said(door) and words_on_cards(door) == []


def test_only_a_steward_is_offered_to_answer_and_the_answer_comes_back_to_be_read(stack, written):
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place, named=True)
    door = at(place)
    assert "The team asks" in said(door) and not [one for one in door.expander if one.label == "Answer"]
    as_steward(door, place)
    written(f"challenge.answer.{challenge}", ONCE)
    written(f"challenge.why.{challenge}", "Nobody needed it twice.")
    unfold(door, f"answer.{challenge}")
    press(door, f"answer.send.{challenge}")
    assert challenging_answer.SENT_BACK in said(door)
    assert [one.words for one in changes.of_system(place)] == [ONCE]
    home = at(team)
    assert "The place answered: it was changed" in said(home) and "Nobody needed it twice." in said(home)
    press(home, f"ours.read.{challenge}")
    assert ONCE not in said(home) and challenges.ours(team)[0].unread == ()


def test_a_second_steward_is_told_and_may_add_after_reading(stack, written):
    place = stack["place"]
    challenge = sent(stack["team"], place)
    door = unfold(as_steward(at(place), place), f"answer.{challenge}")
    answer(place, challenge, Reply.CANNOT, "It stays.", "The law asks for it.")
    written(f"challenge.answer.{challenge}", ONCE)
    press(door, f"answer.send.{challenge}")
    assert "Somebody else answered this while you were writing." in said(door) and "It stays." in said(door)
    press(door, f"answer.send.{challenge}")
    assert [one.answer.words for one in challenges.answers_since(stack["team"], None)] == ["It stays.", ONCE]


def test_whoever_answers_what_was_taken_back_meanwhile_is_told(stack):
    place = stack["place"]
    challenge = sent(stack["team"], place)
    door = unfold(as_steward(at(place), place), f"answer.{challenge}")
    challenges.take_back(stack["team"], challenge)
    assert challenging_answer.GONE in said(door.run())
    assert challenging_answer.GONE not in said(door.run())


def test_asked_back_it_is_said_at_home_and_they_say_more(stack, written):
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    written(f"challenge.ask.{challenge}", "Which form?")
    door = unfold(as_steward(at(place), place), f"ask.{challenge}")
    press(door, f"ask.send.{challenge}")
    home = at(team)
    assert "Asked back: Which form?" in said(home) and "wait for us" in said(home)
    written(f"challenge.more.{challenge}", "The one for housing.")
    press(unfold(home, f"ours.more.{challenge}"), f"ours.more.send.{challenge}")
    assert "Said more: The one for housing." in said(at(place))


def test_likeness_suggests_and_a_person_joins_and_takes_apart_again(stack):
    place = stack["place"]
    first = sent(stack["team"], place, "The housing form asks everything twice.")
    second = sent(stack["other team"], place, "People fill in the housing form twice.")
    door = unfold(as_steward(at(place), place), f"join.{second}")
    (offered,) = door.selectbox(key=f"join.with.{second}").options
    assert "both speak of" in offered and "housing" in offered
    press(door, f"join.send.{second}")
    assert [[one.id for one in asked.all] for asked in came_here(place)] == [[first, second]]
    assert challenging_answer.JOINED in said(door)
    press(unfold(door, f"join.{first}"), f"join.part.{first}")
    assert len(came_here(place)) == 2


def test_what_cannot_be_changed_there_either_is_taken_further_out(stack, written):
    place, country = stack["place"], stack["country"]
    challenge = sent(stack["team"], place)
    written(f"challenge.further.{challenge}", "The law asks for it twice.")
    door = unfold(as_steward(at(place), place), f"further.{challenge}")
    press(door, f"further.send.{challenge}")
    (ours,) = challenges.ours(place)
    challenges.send(place, ours.id, country.system.id, ours.words)
    assert "The place has taken it further out." in said(at(stack["team"]))
    assert FORM not in said(at(country)) and "The law asks for it twice." in said(at(country))


def test_nothing_of_it_is_on_any_page_in_between_or_beside(stack):
    challenge = sent(stack["team"], stack["place"])
    answering.ask_back(steward(stack["place"]), challenge, f"Canarybird: {FORM}")
    for name in ("organisation", "country", "other team", "person"):
        assert FORM not in said(at(stack[name]))


def test_a_cycle_shows_what_it_asks_and_what_changed_because_of_it_also_once_it_is_over(team, stack):
    cycle = cycles.make_cycle(team, Cycle(new_id(), team.system.id, "Forms", ended=date(2022, 5, 1)))
    challenge = challenges.begin(team, FORM, cycle=cycle.id)
    challenges.send(team, challenge, stack["place"].system.id, FORM)
    changes.keep(team, "We ring first now.", cycle=cycle.id)
    shown = said(at(team, "cycles", cycle=str(cycle.id)))
    assert FORM in shown and "Nothing has come back yet." in shown and "We ring first now." in shown


def test_a_change_is_kept_with_what_it_rests_on_said_again_and_taken_back(team, written):
    cycle = cycles.make_cycle(team, Cycle(new_id(), team.system.id, "Forms"))
    challenge = challenges.begin(team, FORM, cycle=cycle.id)
    written(f"challenge.change.{cycle.id}", ONCE)
    door = unfold(at(team, "cycles", cycle=str(cycle.id)), f"change.new.{cycle.id}")
    door.multiselect(key=f"change.rests.{cycle.id}").set_value([challenge]).run()
    press(door, f"change.keep.{cycle.id}")
    (made,) = changes.of_cycle(team, cycle.id)
    assert (made.words, because.rests_on(team, made.id)) == (ONCE, [challenge])
    written(f"challenge.again.{made.id}", "It asks once, everywhere.")
    press(unfold(door, f"change.again.{made.id}"), f"change.keep.{made.id}")
    assert "It asks once, everywhere." in said(door)
    press(unfold(door, f"change.again.{made.id}"), f"change.back.{made.id}")
    assert changes.of_cycle(team, cycle.id) == []


@pytest.mark.parametrize(
    ("since", "said_as"),
    [
        (date(2026, 11, 3), "It came on 3 November 2026."),
        (date(2026, 4, 30), "It has waited since spring 2026."),
        (date(2026, 8, 31), "It has waited since summer 2026."),
        (date(2025, 12, 1), "It has waited since winter 2025 to 2026."),
        (date(2026, 2, 28), "It has waited since winter 2025 to 2026."),
        (date(2025, 9, 1), "It has waited since autumn 2025."),
    ],
)
def test_how_long_it_waited_is_said_in_words_without_a_count(since, said_as):
    assert words.waited(since, date(2026, 11, 22)) == said_as
    assert words.waited(since, since + timedelta(days=42)).startswith("It came on")
