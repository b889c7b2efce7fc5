"""Consent that travels: said anew, looked through, followed to where it got, and taken back at once everywhere."""

from dataclasses import replace
from datetime import date

import pytest

from sensemaking.model.access import Role
from sensemaking.model.observation import Consent, Observation, Whose
from sensemaking.model.pattern import Pattern
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import consent, listen, notice, remember, review, take_away
from sensemaking.practice.here import Here
from sensemaking.practice.review import Waiting
from tests import taken
from tests.a_gathering import a_gathering, shown
from tests.a_stack import TODAY, a_story

Stack = dict[str, Here]
WIDE = Consent(Scale.PLACE)


def acting(here: Here, role: Role) -> Here:
    return Here(here.store, replace(here.viewer, role=role, system=here.system.id), here.focus)


def words_at(here: Here) -> list[str]:
    return [card.words for card in listen.stories(here).cards]


@pytest.fixture
def teller(stack: Stack) -> Here:
    return acting(stack["team"], Role.TELLER)


@pytest.fixture
def reader(stack: Stack) -> Here:
    """Whom the team chose to read before words travel."""
    review.choose(stack["team"], "our peer worker", confirmed=True)
    return acting(stack["team"], Role.REVIEWER)


def told(here: Here, words: str = "They rang first.", consent: Consent = WIDE, **more: object) -> Observation:
    story = replace(a_story(here, words), consent=consent, **more)
    notice.keep(here, story)
    return story


def opened(reader: Here, story: Observation) -> Waiting:
    return review.open_one(reader, story.id)


def test_words_wait_until_they_are_read_and_travel_as_far_as_they_were_read_for(stack, reader, teller):
    story = told(teller)
    assert review.waiting(reader) == [story.id]
    assert not any(words_at(stack[name]) for name in ("organisation", "place"))

    review.may_travel(reader, opened(reader, story), Scale.ORGANISATION)

    assert words_at(stack["organisation"]) == [story.words]
    assert words_at(stack["place"]) == []
    assert review.waiting(reader) == []
    assert consent.got_to(teller, story.id).read_at == (stack["organisation"].system,)


def test_in_other_words_only_those_are_read_elsewhere_unnamed_and_never_counted(stack, reader, teller):
    story = told(teller)
    review.in_other_words(reader, opened(reader, story), Scale.PLACE, "Somebody was rung first.")

    for name in ("organisation", "place"):
        assert words_at(stack[name]) == []
        assert listen.in_other_words(stack[name]) == (["Somebody was rung first."], False)
        assert len(stack[name].ask("select * from paraphrases").columns) == 2
    assert listen.in_other_words(stack["country"]) == ([], False)
    assert words_at(stack["team"]) == [story.words]
    assert consent.said(teller, story.id).state.in_other_words == "Somebody was rung first."


def test_in_other_words_there_is_nothing_where_a_focus_is_narrower_than_its_system(stack, reader, teller):
    review.in_other_words(reader, opened(reader, told(teller)), Scale.PLACE, "Somebody was rung first.")
    place = stack["place"]
    for narrower in ({"since": date(2020, 1, 1)}, {"until": TODAY}, {"themes": (notice.new_id(),)}):
        assert listen.in_other_words(place.at(place.focus.narrowed(**narrower))) == ([], False)


def test_what_stays_at_home_says_why_to_its_teller(stack, reader, teller):
    story = told(teller)
    review.stays(reader, opened(reader, story), "Everybody here would know who it was.")
    assert words_at(stack["organisation"]) == []
    assert review.waiting(reader) == []
    look = consent.said(teller, story.id).look
    assert look is not None
    assert (look.who, look.why) == ("our peer worker", "Everybody here would know who it was.")


def test_a_correction_and_a_wider_consent_each_ask_for_a_new_look(stack, reader, teller):
    story = told(teller)
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    consent.change(teller, story.id, Consent(Scale.COUNTRY))
    assert review.waiting(reader) == [story.id]
    assert words_at(stack["place"]) == [story.words] and words_at(stack["country"]) == []

    review.may_travel(reader, opened(reader, story), Scale.COUNTRY)
    assert words_at(stack["country"]) == [story.words]

    notice.correct(teller, replace(notice.mine(teller, story.id), words="They rang Priya first."))
    assert review.waiting(reader) == [story.id]
    assert words_at(stack["organisation"]) == []


@pytest.mark.parametrize(
    "narrower",
    [Consent(None), Consent(Scale.PLACE, quotable=False), Consent(Scale.PLACE, until=date(2022, 5, 31))],
)
def test_a_narrower_consent_holds_at_once(stack, reader, teller, narrower):
    story = told(teller)
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    consent.change(teller, story.id, narrower)
    assert words_at(stack["place"]) == []
    assert words_at(stack["team"]) == [story.words]


def test_whoever_looks_last_has_said_it_also_of_what_came_in_with_a_file(stack, reader, teller):
    story = replace(a_story(teller), consent=Consent(Scale.ORGANISATION, reviewed=True))
    from tests.a_stack import keep_all

    keep_all(teller, [story])
    assert words_at(stack["organisation"]) == [story.words]
    consent.change(teller, story.id, WIDE)
    review.stays(reader, opened(reader, story), "It names a street.")
    assert words_at(stack["organisation"]) == []


def test_about_someone_else_it_is_neither_quoted_nor_travels_until_that_person_agrees(stack, reader, teller):
    story = told(teller, whose=Whose.SOMEONE_ELSE)
    with pytest.raises(Refusal, match="has not agreed"):
        consent.change(teller, story.id, WIDE)

    consent.agree(teller, story.id, True, " she  herself ", date(2022, 5, 2))
    consent.change(teller, story.id, WIDE)
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    assert words_at(stack["place"]) == [story.words]
    agreement = consent.said(teller, story.id).agreement
    assert agreement is not None
    assert (agreement.who, agreement.day) == ("she herself", date(2022, 5, 2))

    consent.agree(teller, story.id, False, "she herself", date(2022, 5, 3))
    assert words_at(stack["place"]) == []
    assert len(teller.ask("select 1 from observations where may_be_quoted")) == 0
    assert review.waiting(reader) == []


def test_what_an_agreement_needs_is_asked_for(teller):
    own, other = told(teller), told(teller, whose=Whose.SOMEONE_ELSE)
    for story, who, day in ((own, "she", TODAY), (other, " ", TODAY), (other, "she", None)):
        with pytest.raises(Refusal):
            consent.agree(teller, story.id, True, who, day)
    with pytest.raises(Refusal, match="still to come"):
        consent.agree(teller, other.id, True, "she", date(2022, 6, 2))


def test_only_the_teller_at_home_changes_consent_and_only_whom_the_group_chose_reads(stack, teller):
    story = told(teller)
    caretaker, elsewhere = stack["team"], acting(stack["place"], Role.TELLER)
    for here in (caretaker, acting(stack["team"], Role.STEWARD), elsewhere):
        with pytest.raises(Refusal):
            consent.change(here, story.id, Consent())
        with pytest.raises(Refusal):
            consent.take_back(here, story.id)
    with pytest.raises(Refusal, match="Nobody has been chosen"):
        review.open_one(acting(stack["team"], Role.REVIEWER), story.id)
    review.choose(teller, "our peer worker", confirmed=True)
    for here in (caretaker, teller, acting(stack["place"], Role.REVIEWER)):
        with pytest.raises(Refusal):
            review.open_one(here, story.id)


def test_a_reader_is_never_somebodys_manager_nor_looks_after_a_wider_system(stack):
    with pytest.raises(Refusal, match="manager"):
        review.choose(stack["team"], "the team's manager", confirmed=False)
    for who in ("Pat, the line manager of the team", "the Director", "our head of service"):
        with pytest.raises(Refusal, match="whom the group trusts"):
            review.choose(stack["team"], who, confirmed=True)
    with pytest.raises(Refusal, match="Nobody is named"):
        review.choose(stack["team"], " ", confirmed=True)
    assert review.reviewer(stack["team"]) == ""


def test_a_reader_lets_nothing_go_wider_than_its_teller_does(stack, reader, teller):
    story = told(teller)
    for far in (Scale.COUNTRY, Scale.TEAM):
        with pytest.raises(Refusal, match="as far as the place, and no wider"):
            review.may_travel(reader, opened(reader, story), far)


def test_words_that_are_not_to_be_quoted_go_in_other_words_only(stack, reader, teller):
    story = told(teller, consent=Consent(Scale.PLACE, quotable=False))
    with pytest.raises(Refusal, match="not quoted"):
        review.may_travel(reader, opened(reader, story), Scale.PLACE)
    for same in ("", "they  rang FIRST."):
        with pytest.raises(Refusal):
            review.in_other_words(reader, opened(reader, story), Scale.PLACE, same)
    review.in_other_words(reader, opened(reader, story), Scale.PLACE, "A first call.")
    assert listen.in_other_words(stack["place"]) == (["A first call."], False)


def test_what_is_changed_while_somebody_reads_is_read_again_first(stack, reader, teller):
    story = told(teller)
    seen = opened(reader, story)
    notice.correct(teller, replace(notice.mine(teller, story.id), words="Her name is Miriam."))
    with pytest.raises(Overtaken):
        review.may_travel(reader, seen, Scale.PLACE)
    assert words_at(stack["place"]) == []


def test_hints_know_the_systems_of_the_stack_and_the_list_a_group_keeps(stack, reader, teller):
    names = teller.store.path.with_name(teller.store.path.name + review.NAMES_FILE)
    names.write_text("\ufeffmiriam\n\n", encoding="utf-8")
    story = told(teller, "then miriam rang another team on 07700 900123")
    found = [one.found for one in opened(reader, story).hints]
    assert found == ["miriam", "another team", "07700 900123"]
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    assert words_at(stack["place"]) == [story.words]


def test_where_words_have_got_to_names_notes_files_and_patterns(stack, reader, teller):
    story, other = told(teller), told(teller, "Nobody rang.")
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    team = stack["team"]
    pattern = Pattern(notice.new_id(), team.system.id, "rhythm", "", "When?", observations=(story.id,))
    remember.keep_pattern(team, pattern)
    note = replace(take_away.compose(team), title="Ours", body=f"{{story:{story.id}}}")
    kept = take_away.keep_note(team, note)
    take_away.FORMATS["word"].make(team, kept)

    got_to = consent.got_to(teller, story.id)

    assert [one.name for one in got_to.read_at] == ["The organisation", "The place"]
    assert [(one.title, one.kind, one.note) for one in got_to.files] == [("Ours", "word", kept.id)]
    assert [one.id for one in got_to.notes] == [kept.id]
    assert [one.id for one in got_to.patterns] == [pattern.id]
    assert consent.got_to(teller, other.id) == consent.GotTo((), (), (), (), (), ())


def test_a_file_remembers_only_what_it_quoted_and_no_file_is_remembered_that_quotes_nothing(stack, teller):
    quoted, not_to_be = told(teller), told(teller, "Not this.", Consent(quotable=False))
    body = f"{{story:{quoted.id}}}\n\n{{story:{not_to_be.id}}}"
    note = replace(take_away.compose(teller), title="Ours", body=body)
    for made in take_away.FORMATS.values():
        assert "Not this." not in made.make(teller, note).decode("utf-8", "ignore")
    take_away.FORMATS["markdown"].make(teller, replace(note, body="Nothing."))
    assert len(consent.got_to(teller, quoted.id).files) == len(take_away.FORMATS)
    assert consent.got_to(teller, not_to_be.id).files == ()


def test_what_is_taken_back_is_gone_everywhere_at_once_and_its_files_were_known_before(stack, reader, teller):
    story = told(teller)
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    note = replace(take_away.compose(teller), title="Ours", body=f"{{story:{story.id}}}")
    take_away.FORMATS["html"].make(teller, note)
    assert len(consent.got_to(teller, story.id).files) == 1

    consent.take_back(teller, story.id)

    assert not any(words_at(here) for here in stack.values())
    with pytest.raises(Refusal, match="gone from view"):
        consent.got_to(teller, story.id)


@pytest.mark.parametrize("withdraw", ["changed", "agreement", "other words", "taken back"])
def test_what_is_changed_while_a_note_is_written_is_not_in_the_file_and_the_file_says_so(
    stack, reader, teller, withdraw
):
    story = told(teller, "Canarybird rang.", whose=Whose.SOMEONE_ELSE)
    consent.agree(teller, story.id, True, "she herself", TODAY)
    consent.change(teller, story.id, WIDE)
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    place = stack["place"]
    note = replace(take_away.compose(place), title="Ours", body=f"{{story:{story.id}}}")
    write = take_away.FORMATS["markdown"].make
    assert b"Canarybird" in write(place, note)

    if withdraw == "changed":
        consent.change(teller, story.id, Consent(Scale.PLACE, quotable=False))
    elif withdraw == "agreement":
        consent.agree(teller, story.id, False, "she herself", TODAY)
    elif withdraw == "other words":
        consent.change(teller, story.id, Consent(Scale.COUNTRY))
        review.in_other_words(reader, opened(reader, story), Scale.COUNTRY, "Somebody rang.")
    else:
        consent.take_back(teller, story.id)

    left = write(place, note).decode()
    assert "Canarybird" not in left
    assert take_away.STORY_GONE in left


def test_a_pattern_says_that_a_story_it_rests_on_was_taken_back(stack, teller):
    story, other = told(teller, consent=Consent()), told(teller, "Nobody rang.", Consent())
    pattern = Pattern(
        notice.new_id(), teller.system.id, "rhythm", "", "When?", observations=(story.id, other.id)
    )
    kept = remember.keep_pattern(teller, pattern)
    note = replace(take_away.compose(teller), title="Ours", body=f"{{pattern:{kept.id}}}")
    assert remember.NOT_ALL not in taken.as_markdown(teller, note)

    consent.take_back(teller, story.id)

    assert remember.still_readable(teller, [kept]) == {other.id}
    assert remember.NOT_ALL in taken.as_markdown(teller, note)


def test_what_was_told_in_a_gathering_goes_from_its_screens_too_when_it_is_taken_back(stack, teller):
    gathering = a_gathering(stack["team"], "What did we notice?")
    (story,) = shown(gathering, "Canarybird sang.")
    consent.take_back(teller, story)
    assert story not in gathering.room.contributions
    assert words_at(teller) == []


def test_what_is_done_is_kept_with_the_role_it_was_done_in(stack, reader, teller):
    story = told(teller)
    review.may_travel(reader, opened(reader, story), Scale.PLACE)
    with teller.store._connection.cursor() as cursor:
        acts = dict(cursor.execute("select act, actor from s.event").fetchall())
    assert acts["second look"] == f"reviewer {teller.system.id}"
    assert acts["reviewer chosen"] == "caretaker"
