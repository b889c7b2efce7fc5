"""How do you know? From what came of it back to what people told, and from a story on to what became of it."""

from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.access import Role, Viewer
from sensemaking.model.challenge import Reply
from sensemaking.model.cycle import Cycle, Experiment
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Next
from sensemaking.model.scale import Scale
from sensemaking.model.way import Step
from sensemaking.practice import answering, became, challenges, changes, cycles, how_we_know, notice, remember
from sensemaking.practice import way as on_the_way
from sensemaking.practice.here import Here
from sensemaking.practice.on_their_way import came_here
from sensemaking.store import Store
from tests.a_gathering import QUESTION, a_gathering, decide, ended, pile, read, shown
from tests.a_stack import a_story, keep_all
from tests.by_the_front_door import come_in, said, words_on_cards


@pytest.fixture
def place(stack: dict[str, Here]) -> Here:
    return stack["place"]


def a_whole_way(team: Here, place: Here) -> dict[str, object]:
    """A gathering whose challenge went to the place with one story that may be read there, and was answered."""
    story = a_story(team, "The bus never comes before nine.", travels=Scale.COUNTRY, reviewed=True)
    keep_all(team, (story,))
    gathering = a_gathering(team)
    told, other = shown(gathering, "Nobody gets here before ten.", "We start without them.")
    lies = pile(gathering, told, other, name="late mornings")
    made = read(gathering, lies, "It is the timetable.")
    read(gathering, lies, "It is our opening hours.", beside=made)
    asked = decide(gathering, Next.CHALLENGE, "The buses must come earlier.", "the place's, really")
    tried = decide(gathering, Next.TRY, "We open at ten for a month.")
    ended(gathering, date(2022, 6, 1))
    challenges.send(team, asked, place.system.id, "Buses before nine?", observations=[story.id])
    steward = Here(place.store, Viewer(place.viewer.today, Role.STEWARD, place.system.id), place.focus)
    (came,) = came_here(steward)
    answering.answer(
        steward,
        asked,
        Reply.CHANGED,
        "The first bus comes at eight.",
        "Enough people asked.",
        seen=came.number,
    )
    return {
        "story": story.id,
        "told": told,
        "challenge": asked,
        "tried": tried,
        "reading": made,
        "pile": lies,
    }


def steps(way) -> list[Step]:
    return [one.step for one in way.things]


def test_a_decision_of_a_gathering_leads_back_to_what_was_made_of_it_and_to_who_was_there(team, place):
    whole = a_whole_way(team, place)
    way = how_we_know.way_back(team, whole["tried"])
    assert way.start.words == "We open at ten for a month."
    (group,) = way.readings
    assert [one.words for one in group] == ["It is the timetable.", "It is our opening hours."]
    assert [one.name for one in way.patterns] == ["late mornings"]
    assert {card.words for card in way.cards} == {"Nobody gets here before ten.", "We start without them."}
    assert [room.about for room in way.rooms] == [QUESTION]
    assert not way.gone


def test_what_came_back_leads_back_through_the_challenge_to_the_stories_that_went_along(team, place):
    whole = a_whole_way(team, place)
    ((back),) = challenges.answers_since(team, None)
    way = how_we_know.way_back(team, back.answer.id)
    assert way.start.step is Step.ANSWER
    assert steps(way) == [Step.CHALLENGE, Step.DECISION]
    assert "The bus never comes before nine." in {card.words for card in way.cards}
    assert way.readings
    assert whole["challenge"] in {one.id for one in way.things}


def test_where_it_was_sent_the_way_ends_at_what_was_sent(team, place):
    a_whole_way(team, place)
    (change,) = changes.of_system(place)
    way = how_we_know.way_back(place, change.id)
    assert steps(way) == [Step.CHALLENGE]
    assert way.things[0].words == "Buses before nine?"
    assert [card.words for card in way.cards] == ["The bus never comes before nine."]
    assert not way.readings
    assert not way.patterns
    assert not way.rooms
    assert way.elsewhere


def test_words_that_were_taken_back_are_gone_from_every_way_and_it_says_so(team, place):
    whole = a_whole_way(team, place)
    notice.take_back(team, whole["story"])
    ((back),) = challenges.answers_since(team, None)
    (change,) = changes.of_system(place)
    for way in (how_we_know.way_back(team, back.answer.id), how_we_know.way_back(place, change.id)):
        assert "The bus never comes before nine." not in {card.words for card in way.cards}
        assert way.gone


def test_a_story_leads_on_to_where_it_reached_and_what_came_of_it(team, place):
    whole = a_whole_way(team, place)
    on = became.became(team, whole["story"])
    assert on.reached == ("The organisation", "The place", "The country")
    assert {one.step for one in on.things} >= {Step.CHALLENGE, Step.ANSWER}
    on = became.became(team, whole["told"])
    assert [one.name for one in on.patterns] == ["late mornings"]
    assert [one.words for one in on.readings[0]] == ["It is the timetable.", "It is our opening hours."]
    assert {one.step for one in on.things} >= {Step.CHALLENGE, Step.ANSWER, Step.DECISION}


def test_a_story_that_nothing_was_made_of_says_so_kindly(team):
    story = a_story(team)
    notice.keep(team, story)
    assert not became.became(team, story.id).is_anything
    door = come_in("how_we_know", system=str(team.focus.system), of=str(story.id))
    assert "Nothing was made of it yet" in said(door)


def test_a_story_that_is_not_read_here_has_no_way_on(team, place):
    story = a_story(team)
    notice.keep(team, story)
    with pytest.raises(Refusal):
        became.became(place, story.id)


def test_what_nobody_said_can_be_said_later_but_never_in_a_circle(team):
    cycle = cycles.make_cycle(team, Cycle(uuid4(), team.system.id, "Mornings"))
    tried = cycles.make_experiment(team, Experiment(uuid4(), cycle.id, "Ring first"))
    assert not how_we_know.way_back(team, tried.id).is_said
    reading = remember.keep_reading(team, "They do not know when.")
    assert reading.id in how_we_know.could_rest_on(team, tried.id)
    how_we_know.say(team, tried.id, reading.id)
    ((found,),) = how_we_know.way_back(team, tried.id).readings
    assert found.id == reading.id
    change = changes.keep(team, "We ring first.", rests_on=[tried.id])
    with pytest.raises(Refusal, match="each of them"):
        how_we_know.say(team, tried.id, change.id)


def test_what_was_made_elsewhere_is_not_known_here(team, place):
    change = changes.keep(team, "We ring first.")
    assert how_we_know.way_back(place, change.id) is None
    door = come_in("how_we_know", system=str(place.focus.system), of=str(change.id))
    assert "This is not known where we stand." in said(door)


def test_the_page_offers_what_can_be_asked_about_and_shows_each_step(team, place):
    whole = a_whole_way(team, place)
    door = come_in("how_we_know", system=str(team.focus.system))
    assert "We open at ten for a month." in said(door)
    door = come_in("how_we_know", system=str(team.focus.system), of=str(whole["tried"]))
    headings = [one.value for one in door.header]
    assert headings == [
        "What was made of it",
        "What had been seen",
        "What people told",
        "Who was in the room",
    ]
    assert "It is the timetable." in words_on_cards(door)


def test_a_link_to_something_that_is_not_here_says_so_and_offers_what_is(team):
    door = come_in("how_we_know", system=str(team.focus.system), of=str(uuid4()))
    assert "This is not known where we stand." in said(door)
    assert "Nothing was changed, decided or tried here yet." in said(door)


def test_after_the_end_a_phone_reads_what_became_of_its_own_words(team, place):
    whole = a_whole_way(team, place)
    said_to_them = became.said(became.became(team, whole["told"]))
    assert said_to_them[:3] == [
        "It was put together with others as “late mornings”.",
        "It was read as: “It is the timetable.”",
        "It was read as: “It is our opening hours.”",
    ]
    assert "What came back: “The first bus comes at eight.”" in said_to_them


def test_what_is_known_is_kept_until_one_of_the_queries_it_is_made_of_would_answer_otherwise(
    team, place, monkeypatch
):
    a_whole_way(team, place)
    asked: set[str] = set()
    read = Store.read
    monkeypatch.setattr(
        Store, "read", lambda self, name, **given: asked.add(name) or read(self, name, **given)
    )
    for here in (team, place):
        on_the_way._known.__wrapped__(here.unnarrowed(), 0)
    assert asked <= set(on_the_way.READ)
    before = on_the_way.known(team)
    notice.keep(team, a_story(team, "Another story."))
    assert on_the_way.known(team) is before
    changes.keep(team, "We ring first.")
    assert on_the_way.known(team) is not before
