"""A gathering begins with what the last one made, what came since, and how that stands now."""

from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.pattern import Standing
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Next
from sensemaking.practice import arriving, gather, notice, remember
from sensemaking.practice.here import Here
from tests.a_gathering import a_gathering, after_a_restart, decide, ended, pile, read, shown
from tests.a_stack import a_story

Stack = dict[str, Here]


def test_where_nobody_gathered_before_it_begins_with_what_was_noticed_and_read_so_far(team: Here) -> None:
    story = a_story(team)
    notice.keep(team, story)
    kept = remember.keep_reading(team, "It is the letter.")
    begins = arriving.arrive(gather.prepare(team, "What now?"))
    assert begins.last is None and begins.decided == () and begins.sent_back == ()
    assert [read.reading.id for read in begins.readings] == [kept.id]
    assert (begins.noticed, [card.id for card in begins.cards]) == (1, [story.id])


def test_it_begins_with_what_the_last_gathering_made_and_decided(team: Here) -> None:
    remember.keep_reading(team, "Older than that.")
    first = a_gathering(team)
    (bus,) = shown(first, "The bus.")
    made = pile(first, bus, name="Getting there")
    reading = read(first, made, "Nobody can get here.")
    differing = read(first, made, "Some can.", beside=reading)
    tried, let_go = decide(first, Next.TRY, "Ring first."), decide(first, Next.LET_GO, "The form.")
    decide(first, Next.ENABLE, "A telephone.")
    ended(first)
    begins = arriving.arrive(gather.prepare(team, "What now?"))
    assert begins.last is not None and begins.last.id == first.id
    ((whole,),) = [begins.readings]
    assert (whole.reading.id, [one.id for one in whole.differing]) == (reading, [differing])
    assert whole.pattern is not None and whole.pattern.name == "Getting there"
    assert [one.id for one in begins.decided] == [tried, let_go]


def test_what_was_noticed_since_is_what_came_after_the_last_gathering_ended(team: Here) -> None:
    notice.keep(team, a_story(team, "Before."))
    first = ended(a_gathering(team))
    since = a_story(team, "Since then, of an earlier day.", date(2020, 1, 1))
    notice.keep(team, since)
    now = a_gathering(team)
    shown(now, "Just now.")
    begins = arriving.arrive(now)
    assert (begins.noticed, [card.id for card in begins.cards]) == (1, [since.id])
    assert first.room.ended


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.SHIFTED, Standing.LET_GO])
def test_the_room_says_how_a_reading_stands_now_and_what_was_let_go_is_not_asked_again(
    team: Here, standing: Standing
) -> None:
    kept = remember.keep_reading(team, "It is the letter.")
    gathering, event = gather.prepare(team, "What now?"), uuid4()
    for _ in range(2):
        arriving.revisit(gathering, kept.id, standing, event, " Two more said so. ")
    begins = arriving.arrive(after_a_restart(gathering))
    assert begins.stands == {kept.id: standing}
    ((whole,),) = [begins.readings]
    ((look,),) = [whole.reading.history]
    assert (look.standing, look.why) == (standing, "Two more said so.")
    later = arriving.arrive(gather.prepare(team, "And then?"))
    assert bool(later.readings) is (standing is not Standing.LET_GO)


def test_how_a_reading_stands_is_never_guessed_and_never_said_of_somebody_elses(stack: Stack) -> None:
    gathering = gather.prepare(stack["team"], "What now?")
    elsewhere = remember.keep_reading(stack["other team"], "Theirs.")
    ours = remember.keep_reading(stack["team"], "Ours.")
    for reading, standing, said in (
        (ours.id, Standing.SO_FAR, "held, shifted or let go"),
        (elsewhere.id, Standing.HELD, "not made where"),
    ):
        with pytest.raises(Refusal, match=said):
            arriving.revisit(gathering, reading, standing, uuid4())
    assert arriving.arrive(gathering).stands == {}


def test_what_another_system_noticed_or_read_is_not_in_it(stack: Stack) -> None:
    notice.keep(stack["other team"], a_story(stack["other team"]))
    remember.keep_reading(stack["other team"], "Theirs.")
    begins = arriving.arrive(gather.prepare(stack["team"], "What now?"))
    assert (begins.readings, begins.noticed, begins.cards) == ((), 0, ())
