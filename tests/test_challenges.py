"""A challenge goes out, and the change to business as usual, or why there is none, comes back."""

from dataclasses import replace
from threading import Thread
from uuid import UUID, uuid4

import pytest

from sensemaking.model.access import Role, Viewer
from sensemaking.model.challenge import Reply
from sensemaking.model.cycle import Cycle
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import answering, because, challenges, changes, cycles, welcome
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.practice.on_their_way import LONGEST, Asked, came_here
from sensemaking.store import rows
from tests.a_stack import TODAY

Stack = dict[str, Here]

FORM = "The form asks everything twice."


def steward(here: Here) -> Here:
    """The same place, looked at by its steward."""
    return Here(here.store, Viewer(TODAY, Role.STEWARD, here.system.id), here.focus)


def sent(here: Here, to: Here, words: str = FORM, **more: object) -> UUID:
    """A challenge that was begun here and sent there."""
    challenge = challenges.begin(here, f"At home: {words}", needed="Only the place can change it.")
    challenges.send(here, challenge, to.system.id, words, **more)  # type: ignore[arg-type]
    return challenge


def waiting(here: Here) -> Asked:
    (one,) = those_waiting(here)
    return one


def those_waiting(here: Here) -> list[Asked]:
    return [one for one in came_here(here) if one.waits]


def answer(
    here: Here, challenge: UUID, reply: Reply, words: str, why: str = "Because.", **more: object
) -> None:
    number = next(one.number for one in came_here(here) if challenge in {c.id for c in one.all})
    answering.answer(steward(here), challenge, reply, words, why, **{"seen": number, **more})  # type: ignore[arg-type]


def test_what_is_begun_stays_at_home_until_it_is_sent(stack: Stack) -> None:
    team = stack["team"]
    challenge = challenges.begin(team, FORM, needed="Only the place can change it.")
    (ours,) = challenges.ours(team)
    assert (ours.id, ours.words, ours.needed, ours.sent) == (
        challenge,
        FORM,
        "Only the place can change it.",
        None,
    )
    for name in ("organisation", "place", "country", "other team", "person"):
        assert challenges.ours(stack[name]) == those_waiting(stack[name]) == []


def test_it_waits_where_it_was_sent_and_is_seen_nowhere_in_between_or_further_out(stack: Stack) -> None:
    challenge = sent(stack["team"], stack["place"], named=True)
    asked = waiting(stack["place"]).first
    assert asked.id == challenge and asked.sent is not None and asked.sent.words == FORM
    assert (asked.words, asked.needed) == ("", ""), "what was said at home stays there"
    assert [one.id for one in challenges.ours(stack["team"]) if one.sent] == [challenge]
    for name in ("organisation", "country", "other team", "person"):
        assert those_waiting(stack[name]) == challenges.ours(stack[name]) == []


def test_it_only_goes_to_a_wider_system_around_its_own(stack: Stack) -> None:
    team = stack["team"]
    assert [one.id for one in challenges.could_go_to(team)] == [
        stack[name].system.id for name in ("organisation", "place", "country")
    ]
    challenge = challenges.begin(team, FORM)
    for name in ("team", "other team", "person"):
        with pytest.raises(Refusal, match="wider than ours"):
            challenges.send(team, challenge, stack[name].system.id, FORM)
    with pytest.raises(Refusal, match="not ours"):
        challenges.send(stack["other team"], challenge, stack["place"].system.id, FORM)


def test_a_steward_asks_back_and_those_who_asked_say_more(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    answering.ask_back(steward(place), challenge, "Which form?")
    assert challenges.ours(team)[0].asked_back
    challenges.say_more(team, challenge, "The one for housing.")
    asked = waiting(place).first
    assert [line.words for line in asked.lines] == ["Which form?", "The one for housing."]
    assert not asked.asked_back and asked.waits


def test_joined_with_the_same_from_elsewhere_one_answer_goes_back_to_every_group_that_asked(
    stack: Stack,
) -> None:
    place = stack["place"]
    first, second = sent(stack["team"], place), sent(stack["other team"], place, "Twice the same form.")
    third = sent(stack["organisation"], place, "Forms!")
    answering.join(steward(place), second, first)
    answering.join(steward(place), first, third)
    assert [one.id for one in waiting(place).all] == [first, second, third]
    answer(place, second, Reply.CHANGED, "It asks once from May on.")
    assert those_waiting(place) == []
    (change,) = changes.of_system(place)
    assert change.words == "It asks once from May on."
    assert because.rests_on(place, change.id) == sorted([first, second, third], key=str)
    for name, challenge in (("team", first), ("other team", second), ("organisation", third)):
        (back,) = challenges.answers_since(stack[name], None)
        assert (back.challenge.id, back.by, back.answer.words) == (challenge, "The place", change.words)
        assert (back.answer.reply, back.answer.why, back.answer.change) == (
            Reply.CHANGED,
            "Because.",
            change.id,
        )


def test_what_was_joined_can_be_parted_and_is_answered_by_itself(stack: Stack) -> None:
    place = stack["place"]
    first, second = sent(stack["team"], place), sent(stack["other team"], place)
    answering.join(steward(place), second, first)
    answering.join(steward(place), first, second)  # once more, the other way round: nothing happens
    answering.part(steward(place), first)
    assert [[one.id for one in asked.all] for asked in those_waiting(place)] == [[first], [second]]
    answer(place, first, Reply.CANNOT, "It stays.", "The law asks for it.")
    assert challenges.answers_since(stack["other team"], None) == []
    assert waiting(place).first.id == second


def test_what_is_being_tried_may_begin_an_experiment_in_a_cycle_there(stack: Stack) -> None:
    place, cycle = stack["place"], new_id()
    cycles.make_cycle(place, Cycle(cycle, place.system.id, "Forms"))
    challenge = sent(stack["team"], place)
    answer(place, challenge, Reply.TRYING, "Two teams ask once.", cycle=cycle)
    (tried,) = cycles.experiments(place, cycle)
    assert tried.name == "Two teams ask once."
    assert because.rests_on(place, tried.id) == [challenge]
    (back,) = challenges.answers_since(stack["team"], None)
    assert back.answer.experiment == tried.id
    with pytest.raises(Refusal, match="not a learning cycle of ours"):
        answer(place, challenge, Reply.TRYING, "More.", cycle=uuid4())


def test_two_stewards_at_once_the_second_is_told_and_may_add_theirs_after_reading(stack: Stack) -> None:
    place = steward(stack["place"])
    challenge = sent(stack["team"], place)
    seen, told = waiting(place).number, []

    def answers(words: str) -> None:
        try:
            answering.answer(place, challenge, Reply.CHANGED, words, seen=seen)
        except Overtaken as overtaken:
            told.append(str(overtaken))

    both = [Thread(target=answers, args=(words,)) for words in ("One.", "Another.")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    ((refused,), (asked,)) = told, came_here(place)
    assert "Your words are still here" in refused and len(asked.answers) == 1 and not asked.waits
    answering.answer(place, challenge, Reply.TRYING, "And this.", seen=asked.number)
    assert [back.answer.words for back in challenges.answers_since(stack["team"], None)][1:] == ["And this."]


def test_the_same_answer_sent_twice_is_one_answer(stack: Stack) -> None:
    place, event = stack["place"], uuid4()
    first, second = sent(stack["team"], place), sent(stack["other team"], place)
    answering.join(steward(place), second, first)
    seen = waiting(place).number
    for _ in range(2):
        answer(place, first, Reply.CHANGED, "It asks once.", seen=seen, event=event)
    assert len(challenges.answers_since(stack["team"], None)) == len(changes.of_system(place)) == 1


def test_only_a_steward_of_the_system_it_came_to_may_answer_ask_back_and_join(stack: Stack) -> None:
    place = stack["place"]
    first, second = sent(stack["team"], place), sent(stack["other team"], place)
    elsewhere = Here(place.store, Viewer(TODAY, Role.STEWARD, stack["country"].system.id), place.focus)
    for who in (place, elsewhere):
        for refused in (
            lambda who=who: answering.ask_back(who, first, "Which?"),
            lambda who=who: answering.join(who, first, second),
            lambda who=who: answering.part(who, first),
            lambda who=who: answering.answer(who, first, Reply.CHANGED, "Done.", seen=0),
        ):
            with pytest.raises(Refusal):
                refused()
    with pytest.raises(Refusal, match="not here any more"):
        answering.ask_back(steward(stack["organisation"]), first, "Which?")


def test_taken_back_it_is_gone_from_there_at_once_and_whoever_answers_is_told(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    seen = waiting(place).number
    challenges.take_back(team, challenge)
    assert came_here(place) == challenges.ours(team) == []
    with pytest.raises(Refusal, match="taken it back"):
        answering.answer(steward(place), challenge, Reply.CHANGED, "Done.", seen=seen)


def test_those_joined_with_one_that_was_taken_back_still_wait(stack: Stack) -> None:
    place = stack["place"]
    first, second = sent(stack["team"], place), sent(stack["other team"], place)
    answering.join(steward(place), second, first)
    challenges.take_back(stack["team"], first)
    assert [one.id for one in waiting(place).all] == [second]


def test_a_system_that_was_moved_or_renamed_still_answers_what_came_to_it(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    welcome.rename_system(place, place.system.id, "The new place")
    moved = replace(team.system, parent=stack["country"].system.id, version=2)
    team.keep(new_id(), "moved in a test", moved.id, {"system": [rows.of_system(moved)]})
    answer(place, challenge, Reply.CANNOT, "It stays.", "The law asks for it.")
    (back,) = challenges.answers_since(team, None)
    assert back.by == "The new place"


def test_sent_somewhere_else_before_it_was_answered_the_first_reader_sees_it_no_more(stack: Stack) -> None:
    team = stack["team"]
    challenge = sent(team, stack["organisation"])
    challenges.send(team, challenge, stack["place"].system.id, FORM)
    assert those_waiting(stack["organisation"]) == []
    answer(stack["place"], challenge, Reply.CANNOT, "It stays.")
    with pytest.raises(Refusal, match="answered already"):
        challenges.send(team, challenge, stack["country"].system.id, FORM)


def test_a_steward_takes_it_further_as_a_challenge_of_their_own_that_rests_on_it(stack: Stack) -> None:
    team, place, country = stack["team"], stack["place"], stack["country"]
    challenge = sent(team, place)
    assert not challenges.went_further(team, challenges.ours(team)[0])
    further = challenges.begin(place, "The law asks for it twice.", rests_on=[challenge])
    assert not challenges.went_further(team, challenges.ours(team)[0]), "begun is not sent"
    challenges.send(place, further, country.system.id, "The law asks for it twice.")
    assert challenges.went_further(team, challenges.ours(team)[0])
    assert waiting(country).first.id == further and waiting(place).first.id == challenge
    assert because.rests_on(place, further) == [challenge]
    assert FORM not in str(came_here(country))


def test_what_was_read_is_not_unread_and_what_came_later_is(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    answer(place, challenge, Reply.TRYING, "Two teams ask once.")
    challenges.read(team, challenge)
    answer(place, challenge, Reply.CHANGED, "Everybody asks once.")
    (ours,) = challenges.ours(team)
    assert [one.words for one in ours.unread] == ["Everybody asks once."]
    first = ours.answers[0]
    assert [one.answer.words for one in challenges.answers_since(team, first.when)] == [
        "Everybody asks once."
    ]


def test_a_cycle_that_was_closed_keeps_its_challenges_and_the_answer_still_comes(stack: Stack) -> None:
    team, place, cycle = stack["team"], stack["place"], new_id()
    made = cycles.make_cycle(team, Cycle(cycle, team.system.id, "Forms"))
    challenge = challenges.begin(team, FORM, cycle=cycle)
    challenges.send(team, challenge, place.system.id, FORM)
    cycles.change_cycle(team, replace(made, ended=TODAY))
    answer(place, challenge, Reply.CHANGED, "It asks once.")
    (ours,) = challenges.of_cycle(team, cycle)
    assert ours.answers[0].words == "It asks once."


@pytest.mark.parametrize(("words", "said"), [("  ", "no words yet"), ("a" * (LONGEST + 1), "longer than")])
def test_no_words_and_too_many_words_are_refused_in_words(stack: Stack, words: str, said: str) -> None:
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    for refused in (
        lambda: challenges.begin(team, words),
        lambda: challenges.send(team, challenge, place.system.id, words),
        lambda: challenges.say_more(team, challenge, words),
        lambda: answering.ask_back(steward(place), challenge, words),
        lambda: answer(place, challenge, Reply.CHANGED, words),
        lambda: changes.keep(team, words),
    ):
        with pytest.raises(Refusal, match=said):
            refused()


def test_that_something_cannot_be_changed_is_never_said_without_why(stack: Stack) -> None:
    challenge = sent(stack["team"], stack["place"])
    with pytest.raises(Refusal, match="why not"):
        answer(stack["place"], challenge, Reply.CANNOT, "It stays.", "  ")


def test_a_change_is_said_again_or_taken_back_and_only_by_whom_it_is(stack: Stack) -> None:
    place = stack["place"]
    made = changes.keep(place, "The form asks once.")
    again = changes.say_again(place, made, "It asks once, everywhere.", TODAY)
    assert [one.words for one in changes.of_system(place)] == ["It asks once, everywhere."]
    with pytest.raises(Overtaken):
        changes.say_again(place, made, "It asks once, here.", TODAY)
    with pytest.raises(Refusal, match="not made where you stand"):
        changes.take_back(stack["team"], again)
    changes.take_back(place, again)
    assert changes.of_system(place) == []
    with pytest.raises(Refusal, match="not come yet"):
        changes.keep(place, "Soon.", day=TODAY.replace(year=TODAY.year + 1))


def test_where_the_system_it_was_sent_to_is_gone_it_can_be_sent_somewhere_else(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    challenge = sent(team, place)
    gone = {"system": place.system.id, "import": uuid4()}
    team.keep(new_id(), "undone in a test", place.system.id, {"system_ended": [gone]})
    (ours,) = challenges.ours(team)
    assert ours.sent is not None and challenges.by(team, ours.sent.to) == ""
    challenges.send(team, challenge, stack["organisation"].system.id, FORM)
    assert waiting(stack["organisation"]).first.id == challenge


def test_it_is_known_where_perhaps_nobody_looks_yet(stack: Stack) -> None:
    team, place = stack["team"], stack["place"]
    assert challenges.nobody_yet(team, place.system.id)
    answering.ask_back(steward(place), sent(team, place), "Which form?")
    assert not challenges.nobody_yet(team, place.system.id)
