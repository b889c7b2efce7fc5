"""The door on the local network lets in what a gathering asked for, and nothing else."""

import http.client
import threading
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sensemaking.model.agenda import Doing
from sensemaking.model.refusal import Refusal
from sensemaking.phone import local_door
from sensemaking.phone.local_door import LocalDoor
from sensemaking.phone.routes import PHONE_ROUTES
from sensemaking.phone.way_in import way_in
from sensemaking.practice import gather
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from tests.a_gathering import a_gathering, go_to, pile, shown

# An address of this machine that is not the one it speaks to itself from: whoever asks there is "another device".
HERE = "127.0.0.2"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalDoor]:
    monkeypatch.setattr(local_door, "address_here", lambda: HERE)
    monkeypatch.setattr(local_door, "PORTS", [0])
    routes = [
        Route("/", lambda request: PlainTextResponse("join")),
        Route("/g/{gathering}", lambda request: PlainTextResponse("the phone's page")),
    ]
    door = LocalDoor(routes)
    yield door
    door.shut()


@pytest.fixture
def gathering(team: Here) -> Live:
    return gather.prepare(team, "What did we notice?")


def asked(at: str, path: str = "/", host: str = "") -> tuple[int, str, http.client.HTTPMessage]:
    address, _, port = at.rpartition(":")
    asking = http.client.HTTPConnection(address, int(port), timeout=30)
    asking.request("GET", path, headers={"host": host or at})
    answer = asking.getresponse()
    return answer.status, answer.read().decode(), answer.headers


def test_a_phone_reaches_the_gathering_whose_door_is_open_and_is_known_to_have_come(door, gathering):
    at = door.open_for(gathering)
    assert gathering.room.door == at and not gathering.room.reached
    assert asked(at)[:2] == (200, "join")
    assert asked(at, f"/g/{gathering.id}")[:2] == (200, "the phone's page")
    assert gathering.room.reached


def test_over_the_network_a_page_with_two_hundred_cards_to_pile_is_light(door, team):
    gathering = a_gathering(team)
    said = (
        uuid4().hex[: 8 + nth % 24] + " happened, and that more than once in a winter." for nth in range(200)
    )
    pile(gathering, *shown(gathering, *said)[:40], name="Some of it")
    go_to(gathering, Doing.PILE)
    real = LocalDoor(PHONE_ROUTES)
    try:
        at = real.open_for(gathering)
        with httpx.Client(base_url=f"http://{at}", timeout=60, follow_redirects=True) as phone:
            phone.post("/join", data={"code": gathering.room.code})
            phone.post(f"/g/{gathering.id}/before")
            carried = [
                phone.get(path) for path in (f"/g/{gathering.id}", "/live.css", "/phone.css", "/live.js")
            ]
    finally:
        real.shut()
    assert carried[0].text.count("data-card") == 200
    assert sum(one.num_bytes_downloaded for one in carried) < 50_000


def test_a_gathering_that_did_not_ask_for_a_door_is_not_behind_it(door, gathering, team):
    other = gather.prepare(team, "Something else")
    at = door.open_for(gathering)
    assert asked(at, f"/g/{other.id}")[0] == 403
    assert asked(at, f"/g/%{ord(str(other.id)[0]):x}{str(other.id)[1:]}")[0] == 403


@pytest.mark.parametrize(
    "path", ["/health", "/_stcore/health", "/lead", "/wall", "/room", "/take/a/b", "/.."]
)
def test_no_page_of_the_app_is_behind_the_door(door, gathering, path):
    assert asked(door.open_for(gathering), path)[0] == 404


def test_a_page_under_another_name_that_points_here_is_refused(door, gathering):
    at = door.open_for(gathering)
    assert asked(at, host="somewhere.example")[0] == 403
    assert asked(at, host="127.0.0.1")[0] == 403


def test_every_answer_forbids_what_is_not_ours(door, gathering):
    for path in ("/", "/nowhere"):
        headers = asked(door.open_for(gathering), path)[2]
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert headers["x-frame-options"] == "DENY" and "server" not in headers


def test_the_door_is_shut_when_the_last_gathering_that_needs_it_ends(door, gathering, team):
    other = gather.prepare(team, "Something else")
    at = door.open_for(gathering)
    assert door.open_for(other) == at
    gather.end(gathering, team.viewer.today)
    door.shut_if_not_needed()
    assert asked(at)[0] == 200
    door.close_for(other)
    with pytest.raises(OSError):
        asked(at)
    assert other.room.door == ""


def test_a_phone_reads_its_thanks_after_the_end_while_the_door_is_still_open(door, gathering, team):
    at = door.open_for(gathering)
    gather.end(gathering, team.viewer.today)
    assert asked(at, f"/g/{gathering.id}")[0] == 200


def test_a_server_that_starts_again_opens_the_same_door(door, gathering):
    at = door.open_for(gathering)
    door.shut()
    assert gathering.room.door == at
    door.reopen()
    assert asked(at)[0] == 200


def test_a_door_that_cannot_be_opened_again_does_not_keep_the_app_from_starting(door, gathering, monkeypatch):
    gather.door(gathering, "203.0.113.9:1")
    door.reopen()
    with pytest.raises(OSError):
        asked("127.0.0.2:1")


def test_a_computer_on_no_network_says_what_to_do(gathering, monkeypatch):
    def on_none():
        raise local_door.NO_NETWORK

    monkeypatch.setattr(local_door, "address_here", on_none)
    with pytest.raises(Refusal, match="on no network.*type for everybody on this laptop"):
        LocalDoor([]).open_for(gathering)
    assert gathering.room.door == ""


def test_another_network_than_before_gets_a_door_of_its_own(door, gathering, monkeypatch):
    before = door.open_for(gathering)
    monkeypatch.setattr(local_door, "address_here", lambda: "127.0.0.3")
    now = door.open_for(gathering)
    assert now.startswith("127.0.0.3:") and gathering.room.door == now
    assert asked(now)[0] == 200
    with pytest.raises(OSError):
        asked(before)


def test_many_phones_come_through_at_once(door, gathering):
    at = door.open_for(gathering)
    answers: list[int] = []
    phones = [threading.Thread(target=lambda: answers.append(asked(at)[0])) for _ in range(40)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert answers == [200] * 40


def test_the_way_in_carries_the_code_where_no_network_sees_it(door, gathering):
    assert way_in(gathering.room) is None
    at = door.open_for(gathering)
    way = way_in(gathering.room)
    assert way is not None and way.address == f"http://{at}"
    assert way.code.replace("-", "") == gathering.room.code
    assert way.qr.startswith("<svg") and "<script" not in way.qr
