"""A gathering over a real store: what is kept of it where, and what every act leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.agenda import Agenda, Doing
from sensemaking.model.cycle import Cycle
from sensemaking.model.gathering import Moderation, Vote
from sensemaking.model.pattern import PILE, Pattern
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.room import Act, Carries, Next
from sensemaking.practice import (
    contribute,
    cycles,
    gather,
    listen,
    live,
    look,
    notice,
    piles,
    remember,
    reveal,
    statements,
    take_away,
)
from sensemaking.practice.contribute import Where
from sensemaking.practice.here import Here
from tests.a_gathering import (
    QUESTION,
    a_gathering,
    after_a_restart,
    decide,
    ended,
    pile,
    read,
    show,
    shown,
    write,
)

Stack = dict[str, Here]
QUOTABLE = "select may_be_quoted, whose, kind, prompt, teller, reviewed, travels from observations"


def words_listened_to(here: Here) -> list[str]:
    return [card.words for card in listen.stories(here).cards]


# Preparing


def test_a_question_is_enough_and_asking_twice_prepares_it_once(team: Here) -> None:
    id = uuid4()
    first = gather.prepare(team, f"  {QUESTION}\n", id=id)
    again = gather.prepare(team, QUESTION, id=id)
    assert first is again
    assert (first.room.question, first.room.format, first.room.carries) == (
        QUESTION,
        "first_hour",
        Carries.NOTHING,
    )
    assert len(first.room.code) == gather.CODE_LENGTH and set(first.room.code) <= set(gather.LETTERS)
    assert [one.name for one in remember.gatherings(team)] == [QUESTION]
    assert first.room == after_a_restart(first).room


@pytest.mark.parametrize(
    ("question", "format", "said"),
    [
        (" ", "first_hour", "no question"),
        ("?" * 301, "first_hour", "longer than 300"),
        ("What?", "nine_hours", "no format"),
    ],
)
def test_what_cannot_be_prepared_is_refused_in_words(
    team: Here, question: str, format: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        gather.prepare(team, question, format=format)
    assert remember.gatherings(team) == []


def test_what_words_carry_stays_as_it_was_said_to_those_who_joined(team: Here) -> None:
    gathering = a_gathering(team)
    contribute.join(gathering, uuid4())
    same = {"format": gathering.room.format, "contact": "", "roles": []}
    with pytest.raises(Refusal, match="joined already"):
        gather.change(gathering, carries=Carries.NAME, **same)  # type: ignore[arg-type]
    assert gathering.room.carries is Carries.NOTHING
    assert gathering.room.contributions == {}


def test_an_agenda_that_changes_keeps_what_was_written(team: Here) -> None:
    gathering = a_gathering(team)
    kept = write(gathering, "We rang first.")
    phases = gathering.room.agenda.phases
    gather.rearrange(gathering, Agenda(tuple(reversed(phases))).skipping(phases[0].key, True))
    gather.rearrange(gathering, gathering.room.agenda.lasting(phases[0].key, phases[0].minutes + 5))
    assert gathering.room.now is not None and gathering.room.now.doing is Doing.NOTICE
    assert list(gathering.room.contributions) == [kept]
    assert [one.key for one in gathering.room.agenda.phases] == [one.key for one in reversed(phases)]


# Writing and revealing


def test_nothing_written_is_an_observation_or_seen_before_the_reveal(team: Here) -> None:
    gathering = a_gathering(team)
    write(gathering, "We rang first.")
    reveal.look_through(gathering)
    assert words_listened_to(team) == []
    assert gathering.room.in_the_open() == []


def test_what_is_revealed_is_an_observation_that_stays_where_it_was_told_and_has_no_teller(
    stack: Stack,
) -> None:
    team = stack["team"]
    shown(a_gathering(team), "We rang first.")
    assert words_listened_to(team) == ["We rang first."]
    assert words_listened_to(stack["organisation"]) == []
    (row,) = team.ask(QUOTABLE).to_dict("records")
    assert (row["kind"], row["whose"], row["prompt"], row["may_be_quoted"]) == (
        "noticing",
        "mine",
        QUESTION,
        True,
    )
    assert row["teller"] is None and not row["reviewed"]


def test_about_someone_else_and_where_its_writer_said_no_it_is_not_quotable(team: Here) -> None:
    gathering = a_gathering(team)
    write(gathering, "She cried.", about_someone_else=True)
    write(gathering, "I cried.", quotable=False)
    show(gathering)
    assert list(team.ask(QUOTABLE)["may_be_quoted"]) == [False, False]


def test_what_is_for_its_writer_alone_or_held_aside_or_expected_becomes_no_observation(team: Here) -> None:
    gathering = a_gathering(team)
    mine = write(gathering, "For me.", for_room=False)
    held = write(gathering, "Held.")
    expected = write(gathering, "I expect rain.", Doing.EXPECT)
    reveal.look_through(gathering)
    reveal.hold_aside(gathering, held)
    reveal.reveal(gathering)
    assert words_listened_to(team) == []
    assert [one.where for one in contribute.mine(gathering, [mine, held, expected])] == [
        Where.MINE,
        Where.HELD,
        Where.SHOWN,
    ]
    reveal.let_back(gathering, held)
    reveal.reveal(gathering)
    assert words_listened_to(team) == ["Held."]


def test_words_that_were_changed_after_the_look_wait_for_another_look(team: Here) -> None:
    gathering = a_gathering(team)
    changed = write(gathering, "We rang first.")
    reveal.look_through(gathering)
    key = gathering.room.contributions[changed].phase
    contribute.write(gathering, changed, "We never rang.", event=uuid4(), phase=key)
    reveal.reveal(gathering)
    assert words_listened_to(team) == [] and gathering.room.waiting() == [changed]
    show(gathering)
    assert words_listened_to(team) == ["We never rang."]


def test_what_comes_after_the_reveal_comes_before_the_facilitator_and_then_joins(team: Here) -> None:
    gathering = a_gathering(team)
    shown(gathering, "We rang first.")
    late = write(gathering, "I was still writing.")
    assert [one.id for one in gathering.room.in_the_open()] != [late]
    show(gathering)
    assert words_listened_to(team) and len(gathering.room.in_the_open()) == 2


def test_taken_back_after_the_reveal_it_is_gone_from_listening_and_looking_at_once(team: Here) -> None:
    gathering = a_gathering(team)
    gone, stays = shown(gathering, "The bus.", "The letter.")
    lying = pile(gathering, gone, stays, name="Getting there")
    rhythm = team.at(team.focus.narrowed(lens="rhythm"))
    seen = look.through(rhythm)
    assert look.behind(rhythm, seen, seen.marks[-1].key).how_many == 2
    contribute.take_back(gathering, gone)
    contribute.take_back(gathering, gone)
    assert words_listened_to(team) == ["The letter."]
    seen = look.through(rhythm)
    assert look.behind(rhythm, seen, seen.marks[-1].key).how_many == 1
    assert [one.id for one in gathering.room.lying_in(lying)] == [stays]
    assert [one.where for one in contribute.mine(gathering, [gone])] == [Where.GONE]


def test_what_was_taken_back_is_not_sent_again_by_a_phone_that_was_cut_off(team: Here) -> None:
    gathering = a_gathering(team)
    gone = write(gathering, "The bus.")
    contribute.take_back(gathering, gone)
    key = gathering.room.agenda.phases[0].key
    with pytest.raises(Refusal, match="taken back before"):
        contribute.write(gathering, gone, "The bus.", event=uuid4(), phase=key)
    show(gathering)
    assert words_listened_to(team) == []


def test_the_same_event_twice_happens_once(team: Here) -> None:
    gathering = a_gathering(team)
    id, event = uuid4(), uuid4()
    key = gathering.room.phase
    for _ in range(2):
        contribute.write(gathering, id, "We rang first.", event=event, phase=key)
    reveal.look_through(gathering)
    event = uuid4()
    for _ in range(2):
        reveal.reveal(gathering, event=event)
    here, event = uuid4(), uuid4()
    for _ in range(2):
        statements.put(gathering, here, "We ring too late.", event)
    kept = gathering.store.read("gathering_events", gathering=gathering.id, after=0)["act"]
    assert [list(kept).count(act.value) for act in (Act.WRITTEN, Act.REVEALED, Act.SAID)] == [1, 1, 1]
    assert words_listened_to(team) == ["We rang first."]


def test_two_facilitators_who_reveal_at_once_show_each_once(team: Here) -> None:
    gathering = a_gathering(team)
    ids = [write(gathering, f"Noticed {number}.") for number in range(12)]
    reveal.look_through(gathering)
    with ThreadPoolExecutor(4) as hands:
        for done in [hands.submit(reveal.reveal, gathering) for _ in range(4)]:
            done.result()
    assert sorted(gathering.room.shown) == sorted(ids)
    assert len(words_listened_to(team)) == 12


def test_what_contributions_carry_is_all_that_is_kept_of_their_writers(team: Here) -> None:
    silent = a_gathering(team)
    write(silent, "We rang.", who="Ada, a nurse")
    named = gather.prepare(team, QUESTION, carries=Carries.ROLE)
    gather.go_to(named, named.room.agenda.phases[1].key)
    said = write(named, "We rang.", who="  a nurse ")
    assert [one.who for one in silent.room.contributions.values()] == [""]
    assert named.room.contributions[said].who == "a nurse"


# Statements and answers


def test_a_statement_keeps_its_place_and_its_answers_though_it_is_taken_out(team: Here) -> None:
    gathering = a_gathering(team)
    first, second = uuid4(), uuid4()
    statements.put(gathering, first, "We ring too late.", uuid4())
    statements.put(gathering, second, "Letters frighten people.", uuid4())
    contribute.answer(gathering, first, Vote.RINGS_TRUE, "one", uuid4())
    contribute.answer(gathering, first, Vote.NOT_SURE, "one", uuid4())
    statements.take_out(gathering, first, uuid4())
    kept, more = remember.statements(team, gathering.id)
    assert [(one.id, one.place, one.moderation) for one in kept] == [
        (first, 1, Moderation.HELD_ASIDE),
        (second, 2, Moderation.ACCEPTED),
    ]
    assert not more and kept[0].votes == {Vote.RINGS_TRUE: 0, Vote.NOT_FOR_ME: 0, Vote.NOT_SURE: 1}
    with pytest.raises(Refusal, match="taken out"):
        contribute.answer(gathering, first, Vote.RINGS_TRUE, "two", uuid4())


# Ending


def test_it_ends_once_with_a_second_version_and_goes_on_nowhere(team: Here) -> None:
    gathering = a_gathering(team)
    gather.end(gathering, date(2026, 3, 1))
    room = gather.end(gathering, date(2026, 3, 2))
    (held,) = remember.gatherings(team)
    assert (held.version, held.ended, held.about) == (2, date(2026, 3, 1), "Ninety minutes")
    assert room.ended and gathering.id not in {one.id for one in live.going_on()}
    with pytest.raises(Refusal, match="ended"):
        write(gathering, "Too late.")


def test_every_pile_with_a_name_or_a_reading_becomes_a_pattern_of_what_lay_in_it(team: Here) -> None:
    gathering = a_gathering(team)
    bus, letter, tea, loose = shown(gathering, "The bus.", "The letter.", "Tea.", "By itself.")
    named = pile(gathering, bus, name="Getting there")
    unnamed = pile(gathering, letter)
    neither = pile(gathering, tea)
    first = read(gathering, unnamed, "It frightens people.")
    second = read(gathering, unnamed, "Only some.", beside=first)
    ended(gathering)
    kept = remember.patterns(team)
    assert set(kept) == {named, unnamed} and neither not in kept
    both = kept[named], kept[unnamed]
    assert [(one.lens, one.title, one.name, one.could_be_chance) for one in both] == [
        (PILE, QUESTION, "Getting there", True),
        (PILE, QUESTION, "", True),
    ]
    assert [one.observations for one in both] == [(bus,), (letter,)]
    ((whole,),) = remember.read_by_cycle(team).values()
    assert (whole.reading.id, [one.id for one in whole.differing]) == (first, [second])
    assert whole.pattern is not None and whole.pattern.id == unnamed
    assert [one.reading.id for one in remember.readings_that_hold(team, letter)] == [first]
    assert loose not in {one for pattern in kept.values() for one in pattern.observations}


def test_a_pile_that_was_merged_keeps_what_was_read_of_it_by_itself(team: Here) -> None:
    gathering = a_gathering(team)
    bus, letter, tea = shown(gathering, "The bus.", "The letter.", "Tea.")
    getting, reading, drinking = (
        pile(gathering, one, name=words)
        for one, words in ((bus, "Getting there"), (letter, "Reading"), (tea, "Tea"))
    )
    read(gathering, reading, "It frightens people.")
    piles.merge(gathering, drinking, reading, uuid4())
    piles.merge(gathering, reading, getting, uuid4())
    ended(gathering)
    kept = remember.patterns(team)
    assert set(kept) == {getting, reading}
    assert set(kept[getting].observations) == {bus, letter, tea}
    assert set(kept[reading].observations) == {letter, tea}


def test_what_we_will_try_becomes_an_experiment_of_the_cycle(team: Here) -> None:
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Winter"))
    gathering = a_gathering(team.at(team.focus.narrowed(cycle=cycle.id)))
    tried = decide(gathering, Next.TRY, "Ring first.")
    long = decide(gathering, Next.TRY, f"Ring {'everybody ' * 30}first.")
    for next in (Next.ENABLE, Next.CHALLENGE, Next.LET_GO):
        decide(gathering, next, "Something else.")
    ended(gathering)
    experiments = cycles.experiments(team, cycle.id)
    assert {one.id for one in experiments} == {tried, long}
    by_id = {one.id: one for one in experiments}
    assert by_id[tried].name == "Ring first." and len(by_id[long].name) <= 122
    assert by_id[long].actions.endswith("first.")
    assert len(gathering.room.decided) == 5


def test_without_a_cycle_nothing_is_tried_in_one_and_the_decisions_stay_the_gatherings(team: Here) -> None:
    gathering = a_gathering(team)
    tried = decide(gathering, Next.TRY, "Ring first.")
    ended(gathering)
    assert [one.id for one in after_a_restart(gathering).room.decided] == [tried]


def test_what_it_leaves_is_kept_together_or_not_at_all(team: Here) -> None:
    gathering = a_gathering(team)
    (bus,) = shown(gathering, "The bus.")
    lying = pile(gathering, bus, name="Getting there")
    remember.keep_pattern(team, Pattern(lying, team.system.id, PILE, "", "Somebody else's"))
    with pytest.raises(Overtaken):
        gather.end(gathering, date(2026, 3, 1))
    assert not gathering.room.ended and take_away.notes(team) == []
    assert remember.gatherings(team)[0].version == 1


def test_what_it_made_stays_as_it_was_when_it_ended_but_words_can_still_be_taken_back(team: Here) -> None:
    gathering = a_gathering(team)
    (bus,) = shown(gathering, "The bus.")
    made = pile(gathering, bus, name="Getting there")
    ended(gathering)
    for late in (
        lambda: piles.move(gathering, bus, None, uuid4()),
        lambda: piles.name(gathering, made, "Another name", uuid4()),
        lambda: read(gathering, made, "Too late."),
        lambda: decide(gathering, Next.TRY, "Too late."),
        lambda: statements.put(gathering, uuid4(), "Too late.", uuid4()),
    ):
        with pytest.raises(Refusal, match="has ended"):
            late()
    contribute.take_back(gathering, bus)
    assert words_listened_to(team) == []


def test_what_was_corrected_since_is_taken_back_by_its_phone_all_the_same(team):
    gathering = a_gathering(team)
    (told,) = shown(gathering, "Nobody rang.")
    notice.correct(team, replace(notice.mine(team, told), words="Nobody rang me."))
    contribute.take_back(gathering, told)
    with pytest.raises(Refusal):
        notice.mine(team, told)
