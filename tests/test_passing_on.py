"""One story goes to another group, is read aloud there, and one line comes back to its teller."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from sensemaking.model.agenda import Doing
from sensemaking.model.refusal import Refusal
from sensemaking.practice import (
    arriving,
    contribute,
    gather,
    listen,
    look,
    notice,
    passing_on,
    reveal,
    take_away,
    welcome,
)
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.store.asking import RELATIONS
from tests import taken
from tests.a_gathering import a_gathering, after_a_restart, ended, shown, write

Stack = dict[str, Here]
CANARY = "Canarybird rang first."


def passed(stack: Stack, words: str = CANARY, to: str = "other team") -> tuple[Live, UUID]:
    """The team's gathering and a story of it that its teller passed on."""
    gathering = a_gathering(stack["team"])
    (story,) = shown(gathering, words)
    passing_on.pass_on(gathering, story, stack[to].focus.system, uuid4())
    return gathering, story


def read_aloud(here: Here) -> list[str]:
    """What the next gathering there begins with."""
    next_one = gather.prepare(here, "And now?")
    return [one.words for one in arriving.arrive(next_one).passed_on]


def everywhere(here: Here, but: str = "passed_on") -> str:
    """All the words that can be read, listened to, looked at or carried away where somebody stands."""
    every = [here.ask(f"select * from {relation}") for relation in RELATIONS if relation != but]
    said = [
        listen.stories(here).cards,
        welcome.lately(here),
        taken.as_markdown(here, take_away.compose(here)),
    ]
    for lens in ("rhythm", "themes"):
        said.append(look.through(here.at(here.focus.narrowed(lens=lens))))  # type: ignore[arg-type]
    return f"{[frame.to_dict() for frame in every]}{said}"


def test_a_story_reaches_the_next_gathering_of_the_group_that_was_named_and_no_other(stack: Stack) -> None:
    passed(stack)
    (told,) = arriving.arrive(gather.prepare(stack["other team"], "And now?")).passed_on
    assert (told.words, told.group, told.prompt) == (CANARY, "The team", "What did we notice this winter?")
    for name in ("team", "organisation", "place", "country", "person"):
        assert read_aloud(stack[name]) == []


def test_beyond_that_gathering_its_words_are_nowhere_but_at_home(stack: Stack) -> None:
    passed(stack)
    assert CANARY in everywhere(stack["team"])
    for name in ("other team", "organisation", "place", "country", "person"):
        assert "Canary" not in everywhere(stack[name])
    for name in ("team", "organisation", "place", "country", "person"):
        assert "Canary" not in f"{stack[name].ask('select * from passed_on').to_dict()}"


def test_nothing_is_passed_on_that_its_teller_did_not_agree_to(stack: Stack) -> None:
    gathering = a_gathering(stack["team"])
    shown(gathering, CANARY)
    assert read_aloud(stack["other team"]) == []


def test_taken_back_it_is_gone_from_the_other_group_at_once_and_no_line_can_reach_it(stack: Stack) -> None:
    gathering, story = passed(stack)
    there = gather.prepare(stack["other team"], "And now?")
    passing_on.send_back(there, story, "We know this.", uuid4())
    contribute.take_back(gathering, story)
    assert arriving.arrive(there).passed_on == ()
    assert "Canary" not in f"{stack['other team'].ask('select * from passed_on').to_dict()}"
    assert [one.heard for one in contribute.mine(gathering, [story])] == [""]
    assert arriving.arrive(gather.prepare(stack["team"], "Again?")).sent_back == ()
    with pytest.raises(Refusal, match="taken back"):
        passing_on.send_back(there, story, "Still there?", uuid4())
    with pytest.raises(Refusal, match="cannot go"):
        passing_on.pass_on(gathering, story, stack["other team"].focus.system, uuid4())


def test_its_teller_may_name_another_group_or_keep_it_here_after_all(stack: Stack) -> None:
    gathering, story = passed(stack)
    passing_on.pass_on(gathering, story, stack["place"].focus.system, uuid4())
    assert read_aloud(stack["other team"]) == [] and read_aloud(stack["place"]) == [CANARY]
    passing_on.pass_on(gathering, story, None, uuid4())
    assert read_aloud(stack["place"]) == [] and gathering.room.passed == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [({"about_someone_else": True}, "has not agreed"), ({"quotable": False}, "not quoted")],
)
def test_what_may_not_be_quoted_goes_nowhere(stack: Stack, more: dict[str, bool], said: str) -> None:
    gathering = a_gathering(stack["team"])
    story = write(gathering, CANARY, **more)
    reveal.look_through(gathering)
    reveal.reveal(gathering)
    with pytest.raises(Refusal, match=said):
        passing_on.pass_on(gathering, story, stack["other team"].focus.system, uuid4())


def test_what_was_not_shown_or_only_expected_goes_nowhere(stack: Stack) -> None:
    gathering = a_gathering(stack["team"])
    expected = write(gathering, CANARY, Doing.EXPECT)
    reveal.look_through(gathering)
    reveal.reveal(gathering)
    for story in (write(gathering, CANARY), expected, uuid4()):
        with pytest.raises(Refusal, match="cannot go"):
            passing_on.pass_on(gathering, story, stack["other team"].focus.system, uuid4())


def test_it_goes_to_a_group_that_is_there_never_to_somebodys_own_life_or_back_home(stack: Stack) -> None:
    gathering, story = passed(stack)
    named = {one.id for one in passing_on.groups(gathering)}
    assert named == {stack[name].focus.system for name in ("country", "place", "organisation", "other team")}
    for to in (stack["person"].focus.system, stack["team"].focus.system, uuid4()):
        with pytest.raises(Refusal, match="no such group"):
            passing_on.pass_on(gathering, story, to, uuid4())


def test_one_line_comes_back_to_its_teller_and_to_the_first_groups_next_gathering(stack: Stack) -> None:
    gathering, story = passed(stack)
    ended(gathering)
    there = gather.prepare(stack["other team"], "And now?")
    event = uuid4()
    for _ in range(2):
        passing_on.send_back(there, story, "  We know\nthis. ", event)
    (mine,) = contribute.mine(after_a_restart(gathering), [story])
    assert mine.heard == "We know this."
    (line,) = arriving.arrive(gather.prepare(stack["team"], "Again?")).sent_back
    assert (line.story, line.words, line.group) == (story, "We know this.", "Another team")


def test_a_story_that_was_answered_stands_in_that_gathering_and_in_no_later_one(stack: Stack) -> None:
    _, story = passed(stack)
    there = gather.prepare(stack["other team"], "And now?")
    passing_on.send_back(there, story, "We know this.", uuid4())
    passing_on.send_back(there, story, "We know this well.", uuid4())
    (still,) = arriving.arrive(there).passed_on
    assert still.line == "We know this well."
    assert read_aloud(stack["other team"]) == []


@pytest.mark.parametrize(("line", "said"), [(" ", "no words"), ("a" * 281, "at most 280")])
def test_a_line_is_a_line(stack: Stack, line: str, said: str) -> None:
    _, story = passed(stack)
    there = gather.prepare(stack["other team"], "And now?")
    with pytest.raises(Refusal, match=said):
        passing_on.send_back(there, story, line, uuid4())


def test_a_story_that_was_corrected_is_not_the_one_its_teller_let_go(stack: Stack) -> None:
    _, story = passed(stack)
    notice.correct(stack["team"], replace(notice.mine(stack["team"], story), words="Other words."))
    assert read_aloud(stack["other team"]) == []


def test_the_way_is_the_same_from_a_wider_group_to_one_closer_in(stack: Stack) -> None:
    gathering = a_gathering(stack["place"])
    (story,) = shown(gathering, CANARY)
    passing_on.pass_on(gathering, story, stack["team"].focus.system, uuid4())
    assert read_aloud(stack["team"]) == [CANARY]


@pytest.mark.parametrize("back", [True, False])
def test_the_screens_of_a_gathering_that_reads_it_aloud_are_drawn_again_when_it_goes(
    stack: Stack, back: bool
) -> None:
    gathering, story = passed(stack)
    there, elsewhere = gather.prepare(stack["other team"], "And now?"), gather.prepare(stack["place"], "And?")
    before = there.room.common, elsewhere.room.common
    if back:
        contribute.take_back(gathering, story)
    else:
        passing_on.pass_on(gathering, story, None, uuid4())
    assert there.room.common > before[0] and elsewhere.room.common == before[1]
    assert arriving.arrive(there).passed_on == ()
