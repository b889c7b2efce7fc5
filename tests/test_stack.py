"""Walking the stack: what several share, what is only here, what is not heard, and what a page shows of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.cycle import Cycle, Stage
from sensemaking.model.focus import Focus
from sensemaking.model.observation import Voice
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.room import Next
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice import board, cycles, listen, look, notice, questions, stack, take_away, welcome
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import landscape, stacking, standing
from sensemaking.store import rows
from tests import taken
from tests.a_gathering import a_gathering, decide, ended
from tests.a_stack import a_stack, a_story, keep_all
from tests.by_the_front_door import come_in, drawn, said, words_on_cards

Places = dict[str, Here]


@pytest.fixture
def places(tmp_path, monkeypatch) -> Iterator[Places]:
    monkeypatch.setenv("SENSEMAKING_STORES", str(tmp_path))
    with a_stack(tmp_path) as places:
        yield places


def more_teams(places: Places, *names: str) -> list[Here]:
    organisation = places["organisation"]
    made = (welcome.make_system(organisation, name, Scale.TEAM, organisation.system.id) for name in names)
    return [organisation.at(Focus(system=one.id)) for one in made]


def told(here: Here, *themes: str, reaches: Scale | None = Scale.COUNTRY, voice: Voice | None = None) -> UUID:
    story = a_story(here, f"About {' and '.join(themes)}.", travels=reaches, reviewed=True)
    given = tuple(notice.theme_named(here, theme) for theme in themes)
    keep_all(here, [replace(story, themes=given, voice=voice)])
    return story.id


def test_what_several_speak_of_is_shared_and_what_one_speaks_of_is_only_here(places):
    third, fourth = more_teams(places, "A third team", "A fourth team")
    for team in (places["team"], places["other team"], third):
        told(team, "Waiting")
    told(places["team"], "Buses")
    told(places["other team"], "Forms")
    told(third, "Forms")
    told(fourth, "Waiting", reaches=None)
    found = stack.noticed(places["organisation"])
    assert list(found.shared.values()) == ["Waiting"]
    assert list(found.only.values()) == ["Buses"]
    assert not found.more


def test_where_only_two_speak_two_are_several(places):
    for team in (places["team"], places["other team"]):
        told(team, "Waiting")
    assert list(stack.noticed(places["organisation"]).shared.values()) == ["Waiting"]
    assert stack.noticed(places["place"]).shared == {}


def test_one_who_speaks_alone_is_not_called_the_only_one(places):
    told(places["team"], "Waiting")
    assert stack.noticed(places["organisation"]) == stack.Noticed({}, {})


def test_what_is_told_further_in_counts_with_the_system_directly_closer_in(places):
    told(places["person"], "Waiting")
    told(places["team"], "Waiting")
    assert stack.noticed(places["organisation"]).shared == {}
    told(places["other team"], "Waiting")
    assert list(stack.noticed(places["organisation"]).shared.values()) == ["Waiting"]


def test_what_may_not_be_read_here_is_neither_shared_nor_only_here(places):
    told(places["team"], "Waiting", "Secret", reaches=Scale.TEAM)
    told(places["other team"], "Waiting", reaches=None)
    assert stack.noticed(places["organisation"]) == stack.Noticed({}, {})


def test_themes_stand_in_the_alphabets_order_and_no_more_are_named_than_can_be_read(places):
    teams = [places["team"], places["other team"], *more_teams(places, "A third team")]
    names = [f"Theme {letter}" for letter in "QWERTYUIOPASDFG"]
    for team in teams:
        told(team, *names)
    found = stack.noticed(places["organisation"])
    assert list(found.shared.values()) == sorted(found.shared.values())
    assert len(found.shared) == stack.MOST_SHARED
    assert found.more


def test_stories_only_here_do_not_say_where_they_were_told(places):
    told(places["team"], "Buses")
    organisation = places["organisation"]
    theme = notice.theme_named(organisation, "Buses")
    assert [one.place for one in stack.stories_with(organisation, theme, unnamed=False)] == ["The team"]
    assert [one.place for one in stack.stories_with(organisation, theme, unnamed=True)] == [""]


def test_whoever_reads_by_a_theme_that_is_only_here_is_not_told_where_and_finds_no_way_there(places):
    told(places["team"], "Buses", "Waiting")
    told(places["other team"], "Waiting")
    for here, buses, waiting in (
        (places["organisation"], {""}, {"The team", "Another team"}),
        (places["team"], {"The team"}, {"The team"}),
    ):
        for name, where in (("Buses", buses), ("Waiting", waiting)):
            theme = notice.theme_named(here, name)
            narrowed = here.at(here.focus.narrowed(themes=(theme,)))
            assert {card.place for card in listen.stories(narrowed).cards} == where
            at = here.at(here.focus.narrowed(lens="themes"))
            seen = look.through(at)
            mark = next(one.key for one in seen.marks if one.key.endswith(f"@{theme}"))
            for shown in (look.behind(at, seen, mark), look.another_way(at, seen, mark)):
                assert shown.unnamed is (where == {""})
                assert not shown.unnamed or {card.place for card in shown.cards} <= {""}
    door = come_in("listen", system=str(places["organisation"].system.id), theme=str(theme))
    assert drawn(door, "cards")[0]["open"]
    buses = notice.theme_named(places["organisation"], "Buses")
    door = come_in("listen", system=str(places["organisation"].system.id), theme=str(buses))
    assert not drawn(door, "cards")[0]["open"]


def test_not_heard_are_kinds_of_voice_and_nobody_is_asked_before_anybody_said_as_whom_they_speak(places):
    organisation = places["organisation"]
    told(places["team"], "Waiting")
    assert stack.not_heard(organisation) is None
    told(places["team"], "Waiting", voice=Voice.WORKS)
    told(places["team"], "Waiting", voice=Voice.LIVES_IT, reaches=None)
    missing = stack.not_heard(organisation)
    assert missing == tuple(one for one in Voice if one is not Voice.WORKS)
    assert Voice.LIVES_IT not in (stack.not_heard(places["team"]) or ())


def themes_offered(door):
    return [one for one in door.button_group if one.key.startswith((stacking.SHARED_BY, stacking.ONLY_IN))]


def test_the_page_shows_what_is_noticed_and_opens_onto_its_stories(places):
    for team in (places["team"], places["other team"]):
        told(team, "Waiting")
    told(places["team"], "Buses")
    door = come_in("stack", system=str(places["organisation"].focus.system))
    assert stacking.SAID in said(door)
    shared, only = themes_offered(door)
    assert {tuple(one.options) for one in (shared, only)} == {("Waiting",), ("Buses",)}
    theme = notice.theme_named(places["team"], "Buses")
    only.set_value(theme).run()
    assert words_on_cards(door) == ["About Buses."]
    assert "The team" not in json.dumps(drawn(door, "cards"))
    shared = themes_offered(door)[0]
    shared.set_value(notice.theme_named(places["team"], "Waiting")).run()
    assert words_on_cards(door) == ["About Waiting."] * 2
    assert themes_offered(door)[1].value in (None, [])


def test_the_page_says_its_own_cycles_and_no_others(places):
    team, organisation = places["team"], places["organisation"]
    cycles.make_cycle(
        team, Cycle(new_id(), team.system.id, "Ringing first", stages=(Stage.EXPLORE, Stage.UNDERSTAND))
    )
    assert "Ringing first" in said(come_in("stack", system=str(team.focus.system)))
    assert "Ringing first" not in said(come_in("stack", system=str(organisation.focus.system)))


def test_a_question_of_the_scale_is_answered_on_the_page(places):
    place = places["place"]
    asked = questions.of_scale(Scale.PLACE)[0]
    door = come_in("stack", system=str(place.focus.system))
    assert asked.words in said(door)
    questions.answer(place, asked, "Waiting, nearly everywhere.", "the steward")
    door.run()
    assert "Waiting, nearly everywhere.\nthe steward" in said(door)
    door.session_state[f"answer.{asked.key}.{place.focus.system}"] = True
    door.run()
    assert not door.exception
    which = next(one for one in door.selectbox if one.label == "Which answer?")
    which.set_value(which.options and questions.answers(place)[0].id).run()
    door.button(key=f"answer.{asked.key}.{place.focus.system}.back").click().run()
    assert questions.answers(place) == []


def test_a_file_of_questions_with_a_mistake_is_named_and_the_others_are_asked(places, tmp_path, monkeypatch):
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "broken.toml").write_text("oops", encoding="utf-8")
    monkeypatch.setattr("sensemaking.exchange.questions_in.FOLDER", folder)
    door = come_in("stack", system=str(places["place"].focus.system))
    assert "broken.toml cannot be read as TOML." in said(door)


# The drawn stack.


def many(places: Places, number: int, scale: Scale = Scale.PLACE) -> Here:
    """A second country with so many systems inside it."""
    country = places["country"]
    other = welcome.make_system(country, "Another country", Scale.COUNTRY, None)
    made = [System(new_id(), scale, f"System {nth:04}", other.id) for nth in range(number)]
    one = new_id()
    country.keep(one, "systems made", one, {"system": [rows.of_system(each) for each in made]})
    return country.at(Focus(system=other.id))


def here_land(lands: Sequence[landscape.Land]) -> landscape.Land:
    """The land we stand in, wherever it is drawn."""
    for one in lands:
        if one["role"] == "here":
            return one
        if found := here_land(one["inside"]):  # type: ignore[arg-type]
            return found
    return {}


def buttons(lands: Sequence[landscape.Land]) -> int:
    return sum(1 + len(one["groups"]) + buttons(one["inside"]) for one in lands)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory) -> Iterator[Here]:
    with a_stack(tmp_path_factory.mktemp("crowded")) as places:
        yield many(places, 3_000)


def test_five_systems_are_drawn_whole(places):
    (country,) = landscape.lands(places["country"])
    assert buttons([country]) == 5  # the person's life is not in sight from here


def test_three_thousand_systems_are_drawn_in_groups_each_of_which_opens(crowded):
    reached: set[str] = set()

    def open_all(since: int, until: int | None) -> None:
        lands = landscape.lands(crowded, since, until)
        assert buttons(lands) <= 60
        land = here_land(lands)
        reached.update(one["name"] for one in land["inside"])  # type: ignore[index]
        for group in land["groups"]:  # type: ignore[attr-defined]
            first, last = group["key"].split(":")
            assert group["name"] == f"System {int(first):04} to System {int(last) - 1:04}"
            open_all(int(first), int(last))

    open_all(0, None)
    assert len(reached) == 3_000


def test_whoever_stands_among_thousands_sees_the_neighbours_of_the_alphabet(crowded):
    me = crowded.stack.closer_in(crowded.system.id)[1_500]
    around, *_ = [one for one in landscape.lands(crowded.at(Focus(system=me.id))) if one["inside"]]
    names = [one["name"] for one in around["inside"]]  # type: ignore[attr-defined]
    assert names == [f"System {nth:04}" for nth in range(1_496, 1_505)]
    assert str(around["more"]).startswith("and 2,991 more")


@given(since=st.integers(-5, 4_000), until=st.integers(-5, 4_000))
def test_a_stretch_that_is_not_there_draws_nothing_wrong(crowded, since, until):
    land = here_land(landscape.lands(crowded, since, until))
    assert len(land["inside"]) <= landscape.MOST_INSIDE  # type: ignore[arg-type]
    assert len(land["groups"]) <= landscape.MOST_INSIDE  # type: ignore[arg-type]


def test_what_is_inside_of_few_systems_is_drawn_with_them(places):
    country = many(places, 20)
    first = country.stack.closer_in(country.system.id)[0]
    for nth in range(20):
        welcome.make_system(country, f"Organisation {nth}", Scale.ORGANISATION, first.id)
    land = here_land(landscape.lands(country))
    assert [len(one["inside"]) for one in land["inside"]] == [20, *[0] * 19]  # type: ignore[index, attr-defined]


def test_the_page_opens_a_stretch_of_the_alphabet_only_where_it_was_opened(places):
    country = many(places, 100)
    door = come_in("stack", system=str(country.focus.system))
    door.session_state[standing.OPEN] = (country.focus.system, (0, 20))
    door.run()
    (large,) = [one for one in drawn(door, "stack") if one["size"] == "large"]
    assert len(here_land(large["lands"])["inside"]) == 20  # type: ignore[arg-type]
    door = come_in("stack", system=str(places["place"].focus.system))
    door.session_state[standing.OPEN] = (country.focus.system, (0, 20))
    door.run()
    (large,) = [one for one in drawn(door, "stack") if one["size"] == "large"]
    assert here_land(large["lands"])["groups"] == []


def test_the_stack_is_laid_out_anew_only_once_a_system_has_changed(places):
    team = places["team"]
    before = team.stack
    told(team, "Waiting")
    assert team.stack is before
    welcome.rename_system(team, team.system.id, "Another name")
    assert team.stack is not before
    assert team.system.name == "Another name"


# The enabling board.


def needs(here: Here, words: str) -> UUID:
    asked = next(one for one in questions.of_scale(here.system.scale) if "enabling" in one.key)
    return questions.answer(here, asked, words).id


def test_answers_that_speak_of_the_same_are_a_guess_until_people_name_them(places):
    organisation = places["organisation"]
    one = needs(places["team"], "A quiet room for half an hour after each visit.")
    other = needs(places["other team"], "Half an hour in a quiet place would do.")
    alone = needs(places["other team"], "To spend ten pounds without asking.")
    now = board.board(organisation)
    ((guess,), (left,)) = now.guesses, now.alone
    assert [given.answer.id for given in guess.given] == [other, one]
    assert set(guess.words) >= {"quiet", "half"}
    assert left.answer.id == alone
    joined = board.join(organisation, "  Time to  think ", [one, other])
    now = board.board(organisation)
    assert now.guesses == ()
    assert [(group.joined.name, [given.place for given in group.given]) for group in now.together] == [
        ("Time to think", ["The team", "Another team"])
    ]
    board.change(organisation, joined, "A quiet half-hour", [one, alone])
    with pytest.raises(Overtaken):
        board.change(organisation, joined, "Something else", [one])
    (group,) = board.board(organisation).together
    assert [given.answer.id for given in group.given] == [one, alone]
    board.change(organisation, group.joined, group.joined.name, [])
    assert board.board(organisation).together == ()


def test_what_one_system_said_twice_is_no_guess(places):
    for _ in range(2):
        needs(places["team"], "A quiet room for half an hour after each visit.")
    assert board.board(places["organisation"]).guesses == ()


def test_the_board_holds_nobodys_own_life_and_nothing_taken_back(places):
    needs(places["person"], "Somebody to ask.")
    gone = needs(places["team"], "A quiet room.")
    kept = needs(places["other team"], "A second phone.")
    organisation = places["organisation"]
    board.join(organisation, "Things", [gone, kept])
    (answer,) = questions.answers(places["team"])
    questions.take_back(places["team"], answer)
    assert [one.answer.words for one in board.board(organisation).given] == ["A second phone."]
    assert board.board(places["team"]).given == []


def test_nothing_is_put_together_without_a_name_or_with_itself_alone(places):
    one = needs(places["team"], "A quiet room.")
    for name, answers in (("", [one, one]), ("Rooms", [one, one]), ("Rooms", [one, new_id()])):
        with pytest.raises(Refusal):
            board.join(places["organisation"], name, answers)


def test_the_board_becomes_a_note_whose_words_are_text(places):
    needs(places["team"], "A *quiet* room <b>with</b> {story:x} heating.")
    organisation = places["organisation"]
    note = board.as_note(organisation)
    assert [kind for kind, _ in note.references()] == ["answer"]
    made = taken.as_html(organisation, take_away.open_note(organisation, note.id))
    assert "A *quiet* room &lt;b&gt;with&lt;/b&gt;" in made
    assert "The team" in made


def test_an_answer_taken_back_later_is_gone_from_the_note_of_the_board_and_that_is_said(places):
    organisation = places["organisation"]
    gone, kept = needs(places["team"], "A quiet room."), needs(places["other team"], "A second phone.")
    board.join(organisation, "Things", [gone, kept])
    note = board.as_note(organisation)
    (answer,) = questions.answers(places["team"])
    questions.take_back(places["team"], answer)
    for made in (taken.as_markdown(organisation, note), taken.as_html(organisation, note)):
        assert "A second phone." in made and "quiet room" not in made
        assert take_away.ANSWER_GONE in made and str(gone) not in made
    assert "A second phone." in str(take_away.view(organisation, note))


def test_what_a_gathering_decides_it_needs_is_an_answer_on_the_board_and_can_be_taken_back(places):
    team, organisation = places["team"], places["organisation"]
    cycle = cycles.make_cycle(team, Cycle(new_id(), team.system.id, "Forms"))
    for at, words in ((team, "A telephone."), (team.at(team.focus.narrowed(cycle=cycle.id)), "An hour.")):
        gathering = a_gathering(at)
        decide(gathering, Next.ENABLE, words)
        decide(gathering, Next.LET_GO, "The figure.")
        assert board.board(organisation).given == questions.answers(team)
        ended(gathering)
        (answer,) = questions.answers(team)
        (given,) = board.board(organisation).given
        assert (given.answer, given.place) == (answer, "The team")
        assert (answer.words, answer.cycle) == (words, at.focus.cycle)
        questions.take_back(team, answer)
    assert board.board(organisation).given == []


def test_the_board_is_shown_and_taken_away_from_the_page(places):
    needs(places["team"], "A quiet room for half an hour after each visit.")
    needs(places["other team"], "Half an hour in a quiet place would do.")
    door = come_in("stack", system=str(places["organisation"].focus.system))
    assert "quiet place" not in said(door)
    door.session_state["board"] = True
    door.run()
    assert not door.exception
    assert "Half an hour in a quiet place would do." in said(door)
    name = next(one for one in door.text_input if one.label == "What do they have in common?")
    name.set_value("Time to think")
    next(one for one in door.button if one.label == "Put them together under this name").click().run()
    assert not door.exception
    assert [one.joined.name for one in board.board(places["organisation"]).together] == ["Time to think"]
    door.button(key="board.note").click().run()
    assert [one.title for one in take_away.notes(places["organisation"])] == [
        "What is needed in The organisation"
    ]


def test_what_is_noticed_is_noticed_in_the_days_we_look_at(places):
    for team in (places["team"], places["other team"]):
        told(team, "Waiting")
    organisation = places["organisation"]
    later = organisation.at(organisation.focus.narrowed(since=date(2022, 4, 1)))
    assert stack.noticed(later).shared == {}
