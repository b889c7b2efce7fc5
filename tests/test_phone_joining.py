"""Joining by code: forgiving of thumbs, slow for guessers, and a knock where the code opens nothing any more."""

from datetime import date

import pytest
from hypothesis import given

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, Carries
from sensemaking.phone import joining
from sensemaking.phone.joining import WRONG_A_MINUTE, WRONG_AN_HOUR, Guesses, TooManyGuesses
from sensemaking.practice import gather, live
from tests.any_words import any_words
from tests.by_phone import Phone

HERE = "192.168.0.7"


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(joining, "GUESSES", Guesses(clock))
    return clock


@pytest.fixture
def gathering(team, clock):
    return gather.prepare(team, "What did we notice?")


def guess(times, code="AAAAAAAA", address=HERE):
    for _ in range(times):
        with pytest.raises(Refusal):
            joining.by_code(code, address)


def slipped(code):
    return f" {code[:3].lower()}-{code[3:5]} – {code[5:]}. "


def test_a_code_opens_its_own_gathering_however_it_is_typed(gathering, team):
    other = gather.prepare(team, "Something else")
    for typed in (gathering.room.code, gathering.room.code.lower(), slipped(gathering.room.code)):
        assert joining.by_code(typed, HERE) is gathering
    assert joining.by_code(other.room.code, HERE) is other


@given(any_words(max_size=40))
def test_a_code_is_read_the_same_with_anything_between_its_letters(between):
    between = "".join(letter for letter in between if not joining.plain(letter))
    assert joining.plain(between.join("K7QMX3AB")) == "K7QMX3AB"


def test_the_eleventh_wrong_code_in_a_minute_is_not_looked_at_even_if_it_is_right(gathering, clock):
    guess(WRONG_A_MINUTE)
    with pytest.raises(TooManyGuesses):
        joining.by_code(gathering.room.code, HERE)
    assert joining.by_code(gathering.room.code, "192.168.0.8") is gathering
    clock.now += 61
    assert joining.by_code(gathering.room.code, HERE) is gathering


def test_the_right_code_makes_slips_of_the_thumb_forgotten(gathering):
    for _ in range(3):
        guess(WRONG_A_MINUTE - 1)
        joining.by_code(gathering.room.code, HERE)


def test_a_guesser_with_many_addresses_closes_the_code_for_everybody_for_an_hour(gathering, clock):
    for nth in range(WRONG_AN_HOUR):
        guess(1, address=f"10.0.{nth // 200}.{nth % 200}")
    with pytest.raises(TooManyGuesses):
        joining.by_code(gathering.room.code, "192.168.0.99")
    clock.now += 3601
    assert joining.by_code(gathering.room.code, "192.168.0.99") is gathering


def test_nothing_typed_is_no_guess_and_letters_of_any_script_are_only_wrong(gathering):
    for _ in range(WRONG_A_MINUTE + 1):
        with pytest.raises(Refusal, match="no code yet"):
            joining.by_code(" - ", HERE)
    guess(1, "ملاحظة")
    guess(1, "\ud800")
    assert joining.by_code(gathering.room.code, HERE) is gathering


def test_a_gathering_that_has_ended_is_not_joined_by_its_code(gathering):
    gather.end(gathering, date(2022, 6, 1))
    guess(1, gathering.room.code)


def test_after_too_many_guesses_one_knocks_and_the_facilitator_lets_in(gathering):
    phone = Phone().open()
    for _ in range(WRONG_A_MINUTE):
        assert phone.send("join", code="AAAAAAAA").status == 422
        assert "knock" not in phone.acts()
    assert phone.send("join", code=gathering.room.code).status == 429
    phone.send("knock")
    [(subject, sign)] = gathering.room.knocking.items()
    assert sign in phone.text and phone.heading == "You have knocked"
    assert phone.at(gathering).heading == "You have knocked"
    assert phone.news(gathering, 0).status_code == 403
    joining.let_in(gathering, subject)
    assert phone.browser.get("/room/waiting/after/0").status_code == 410
    assert phone.open().heading == "What did we notice?"
    assert phone.send("before").heading == "We begin soon."
    assert len(gathering.room.joined) == 1 and not gathering.room.knocking


def test_knocking_twice_is_one_knock_with_one_sign(gathering):
    phone = Phone().open()
    for _ in range(WRONG_A_MINUTE + 1):
        phone.send("join", code="AAAAAAAA")
    before = phone.form("knock")
    for _ in range(2):
        phone.browser.post(before[0])
    assert len(gathering.room.knocking) == 1


def test_nobody_knocks_who_may_still_use_the_code(gathering):
    phone = Phone()
    phone.browser.post("/room/knock")
    assert not gathering.room.knocking


def test_only_so_many_stand_before_the_door_at_once(gathering, monkeypatch):
    monkeypatch.setattr(joining, "MOST_KNOCKING", 1)
    guess(WRONG_A_MINUTE)
    first, second = Phone(HERE), Phone(HERE)
    for phone in (first, second):
        phone.open().send("join", code="AAAAAAAA")
        phone.send("knock")
    assert len(gathering.room.knocking) == 1
    assert "Many are waiting" in second.refusal


def test_whoever_never_knocked_is_not_let_in(gathering, team):
    joining.let_in(gathering, team.system.id)
    assert not gathering.room.let_in


def test_joining_keeps_one_event_and_coming_back_keeps_no_other(gathering):
    phone = Phone().join(gathering)
    for _ in range(2):
        phone.open().send("join", code=gathering.room.code)
    assert len(gathering.room.joined) == 1
    events = gathering.store.read("gathering_events", gathering=gathering.id, after=0)
    assert list(events["act"]).count(Act.JOINED.value) == 1


@pytest.mark.parametrize(
    ("carries", "said"),
    [
        (Carries.NOTHING, "What you write carries nothing of you. No name"),
        (Carries.ROLE, "What you write carries your role"),
        (Carries.NAME, "What you write carries your name"),
    ],
)
def test_what_words_carry_is_said_before_anybody_writes(team, clock, carries, said):
    held = gather.prepare(
        team, "What did we notice?", carries=carries, contact="Ana, at the desk", roles=["Nurse"]
    )
    gather.go_to(held, held.room.agenda.phases[1].key)
    phone = Phone().open().send("join", code=held.room.code)
    assert said in phone.text and "Ana, at the desk" in phone.text
    assert phone.acts() == {"before"}
    assert ("cannot be followed up" in phone.text) == (carries is Carries.NOTHING)
    assert "write" in phone.send("before").acts()


def test_a_phone_goes_back_to_the_gathering_it_is_in(gathering):
    phone = Phone().join(gathering)
    assert "Go back to “What did we notice?”" in phone.open().text
    assert live.find(gathering.id) is gathering
