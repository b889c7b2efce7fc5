"""A phone is known again by its gathering, and nothing that is kept leads back to it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from sensemaking.model.room import Carries, Room
from sensemaking.phone.participant import Participant, remember, whose

ROOM = Room(uuid4(), secret="a secret of this gathering", parts=("Door side", "Window side"))


def asking(cookies="", root="/room"):
    headers = [(b"cookie", cookies.encode())]
    return Request({"type": "http", "headers": headers, "root_path": root, "method": "GET", "path": "/"})


def cookie_of(who, room=ROOM):
    answer = Response()
    remember(asking(), answer, room, who)
    return answer.headers["set-cookie"]


@given(st.uuids(version=4))
def test_an_id_of_a_form_becomes_this_phones_own_and_stays_it(given_id):
    who, other = Participant.new(), Participant.new()
    own = who.own(str(given_id))
    assert own == who.own(str(given_id)) == who.own(str(own))
    assert own.version == 4
    assert who.wrote(own) and not other.wrote(own) and not who.wrote(given_id)
    assert other.own(str(own)) != own


@pytest.mark.parametrize("odd", ["", "not an id", "\ud800", "0" * 5000])
def test_what_is_no_id_becomes_one_that_is_the_same_each_time(odd):
    who = Participant.new()
    assert isinstance(who.own(odd), UUID) and who.own(odd) == who.own(odd)


def test_what_is_kept_of_somebody_shares_nothing():
    who = Participant.new()
    kept = {who.id.hex, who.knock.hex, who.own(str(uuid4())).hex, who.own(str(uuid4())).hex, who.voter}
    assert len({one[:8] for one in kept}) == len(kept)
    assert not any(who.seed.hex() in one for one in kept)


def test_the_cookie_brings_back_the_same_participant():
    who = Participant.new().as_told(replace(ROOM, carries=Carries.ROLE), "  Nurse,\n at night ", "Door side")
    cookie = cookie_of(who)
    assert whose(asking(cookie.partition(";")[0]), ROOM) == who
    assert (who.who, who.part, who.told) == ("Nurse, at night", "Door side", True)


def test_the_cookie_is_for_the_room_alone_and_out_of_reach_of_scripts():
    cookie = cookie_of(Participant.new()).lower()
    for part in ("httponly", "samesite=lax", "path=/room", "max-age=2592000"):
        assert part in cookie.split("; ")


def test_a_cookie_that_was_changed_or_is_of_another_gathering_says_nothing():
    value = cookie_of(Participant.new()).partition(";")[0]
    name, _, signed = value.partition("=")
    other = replace(ROOM, id=uuid4())
    assert whose(asking(f"{name}={signed[:-3]}AAA"), ROOM) is None
    assert whose(asking(f"{name}=nonsense"), ROOM) is None
    assert whose(asking(f"room-{other.id.hex}={signed}"), other) is None
    assert whose(asking(f"{name}={signed}"), replace(ROOM, secret="another")) is None
    assert whose(asking(f"{name}={signed}"), replace(ROOM, secret="")) is None


def test_a_gathering_that_carries_nothing_keeps_no_name_even_if_one_is_sent():
    assert Participant.new().as_told(ROOM, "Ana", "Nowhere").who == ""
    assert Participant.new().as_told(ROOM, "Ana", "Nowhere").part == ""


@pytest.mark.parametrize("name", ["Ana", "آنا", "👩‍👩‍👧‍👦" * 40, "<b>" * 100])
def test_the_longest_name_in_any_script_fits_into_a_cookie(name):
    who = Participant.new().as_told(replace(ROOM, carries=Carries.NAME), name, "")
    cookie = cookie_of(who)
    assert len(cookie) < 4000
    assert whose(asking(cookie.partition(";")[0]), ROOM) == who
