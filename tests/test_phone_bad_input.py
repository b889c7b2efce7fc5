"""What may come from a phone: double taps, cut connections, odd words, forged ids. Nothing is lost or doubled."""

import socket
import threading
import time
from contextlib import closing
from datetime import date
from uuid import uuid4

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from sensemaking.model.agenda import Doing
from sensemaking.phone import page
from sensemaking.phone.acts import ACTS
from sensemaking.phone.routes import PHONE_ROUTES
from sensemaking.practice import contribute, gather, reveal
from tests.by_phone import AS_NEWS, ROOT, Phone, words_of

RIGHT_TO_LEFT = "قالت: لم يسألني أحد من قبل"
NOBODY_S = "369630c8-39db-4235-aecf-f0fb3f32c6b8"
FORMULA = '=HYPERLINK("http://elsewhere.example")'
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} **bold**"


@pytest.fixture
def gathering(team):
    gathering = gather.prepare(team, "What did we notice?")
    phase = next(one for one in gathering.room.agenda.phases if one.doing is Doing.NOTICE)
    gather.go_to(gathering, phase.key)
    return gathering


@pytest.fixture
def phone(gathering):
    return Phone().join(gathering).at(gathering)


def sent(phone, times=1, **fields):
    """The same form sent several times, as by a thumb that trembles; the answers."""
    action, filled = phone.form("write")
    return [phone.browser.post(action, data=filled | fields, headers=AS_NEWS) for _ in range(times)]


def test_a_double_tap_is_one_contribution(phone, gathering):
    answers = sent(phone, 3, words="They rang back.")
    assert [one.json() for one in answers] == [{"kept": True}] * 3
    assert list(words_of(gathering).values()) == ["They rang back."]


def test_two_tabs_of_one_phone_are_two_contributions_and_both_are_its_own(phone, gathering):
    other_tab = Phone()
    other_tab.browser.cookies = phone.browser.cookies
    other_tab.at(gathering)
    phone.send("write", words="From the first tab.")
    other_tab.send("write", words="From the second tab.")
    assert phone.at(gathering).cards == ["From the first tab.", "From the second tab."]
    assert len(gathering.room.joined) == 1


def test_going_back_and_writing_something_else_changes_the_words_and_loses_none_silently(phone, gathering):
    sent(phone, words="The first words.")
    assert sent(phone, words="Other words.")[0].json() == {"kept": True}
    assert list(words_of(gathering).values()) == ["Other words."]


def test_what_was_cut_off_in_the_middle_is_kept_once_when_it_is_sent_again(phone, gathering):
    action, fields = phone.form("write")
    body = "&".join(f"{name}={value}" for name, value in (fields | {"words": "Cut"}).items())
    cookie = "; ".join(f"{name}={value}" for name, value in phone.browser.cookies.items())
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=[Mount(ROOT, routes=PHONE_ROUTES)]), log_config=None)
    )
    listening = socket.create_server(("127.0.0.1", 0))
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    try:
        with closing(socket.create_connection(listening.getsockname())) as cut:
            head = f"POST {action} HTTP/1.1\r\nhost: a\r\ncookie: {cookie}\r\ncontent-length: {len(body)}\r\n"
            head += "content-type: application/x-www-form-urlencoded\r\n\r\n"
            cut.sendall((head + body[: len(body) // 2]).encode())
        assert not gathering.room.contributions
    finally:
        server.should_exit = True
        serving.join()
    sent(phone, 2, words="Cut")
    assert list(words_of(gathering).values()) == ["Cut"]


def test_what_was_taken_back_stays_gone_when_a_phone_sends_it_again(phone, gathering):
    action, fields = phone.form("write")
    phone.send("write", words="They rang back.")
    phone.send("take-back")
    again = phone.browser.post(action, data=fields | {"words": "They rang back, again."}, headers=AS_NEWS)
    assert again.status_code == 409 and "taken back" in again.json()["refused"]
    assert not gathering.room.contributions


def test_a_phone_whose_clock_is_wrong_by_a_year_joins_and_follows_all_the_same(gathering, monkeypatch):
    a_year_later = time.time() + 366 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: a_year_later)
    phone = Phone().join(gathering)
    assert "about 10 minutes" in phone.text
    phone.send("write", words="They rang back.")
    assert phone.at(gathering).cards == ["They rang back."]


def test_a_hundred_kilobytes_are_kept_and_shown_a_page_at_a_time(phone, gathering):
    long = "It took the whole winter. " * 4000
    phone.send("write", words=long)
    assert list(words_of(gathering).values()) == [long.strip()]
    assert len(phone.answer.content) < 10_000
    [link] = phone.page.xpath("//a[text()='Read all of it']/@href")
    assert long.strip() in phone.browser.get(link).text
    stranger = Phone("192.168.0.8").join(gathering)
    assert stranger.browser.get(link).status_code == 404
    reveal.look_through(gathering)
    reveal.reveal(gathering)
    assert long.strip() in stranger.browser.get(link).text


def test_what_is_too_long_is_refused_in_words_and_stands_in_the_box_still(phone, gathering):
    too_long = "a" * 150_000
    phone.send("write", words=too_long, **{"for": "me"})
    assert phone.status == 422 and "longer than 120,000 characters" in phone.refusal
    [box] = phone.page.xpath("//textarea")
    assert box.text == too_long
    assert phone.page.xpath("//input[@name='for'][@checked]/@value") == ["me"]
    assert not gathering.room.contributions


def test_a_form_that_is_far_too_large_is_not_read(phone, gathering, monkeypatch):
    monkeypatch.setattr(page, "LARGEST_FORM", 1000)
    [answer] = sent(phone, words="a" * 2000)
    assert answer.status_code == 409 and answer.json()["refused"] == page.TOO_LARGE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\x00\x07\x1b[31m", "one\ntwo[31m"),
        (RIGHT_TO_LEFT, RIGHT_TO_LEFT),
        (FORMULA, FORMULA),
        (MARKUP, MARKUP),
        ("👩‍👩‍👧‍👦 é e\u0301", "👩‍👩‍👧‍👦 é e\u0301"),
    ],
)
def test_words_of_every_kind_are_kept_letter_for_letter_and_shown_as_words(phone, gathering, typed, kept):
    phone.send("write", words=typed)
    assert list(words_of(gathering).values()) == [kept]
    assert phone.cards == [kept]
    assert not phone.page.xpath("//main//script | //main//img")


@pytest.mark.parametrize("blank", ["", "  \n\t ", "\x00"])
def test_nothing_written_is_refused_kindly(phone, gathering, blank):
    phone.send("write", words=blank)
    assert phone.status == 422 and "There are no words yet." in phone.refusal


@pytest.mark.parametrize("left_out", ["event", "id"])
def test_a_form_without_an_id_keeps_nothing_and_loses_nothing(phone, gathering, left_out):
    action, fields = phone.form("write")
    del fields[left_out]
    answer = phone.browser.post(action, data=fields | {"words": "They rang back."})
    assert answer.status_code == 422 and "They rang back." in answer.text
    assert not gathering.room.contributions


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"name"}))
def test_ids_that_are_none_are_refused_in_words(phone, gathering, act):
    before = gathering.room.number
    whole = {"event": str(uuid4()), "id": str(uuid4()), "vote": "rings true", "standing": "held"}
    for name in ("event", "id", "pile", "statement", "reading", "beside", "into", "card", "to"):
        for odd in ("not an id", "../../etc", "", "0" * 10_000):
            fields = whole | {name: odd}
            answer = phone.browser.post(f"{ROOT}/g/{gathering.id}/{act}", data=fields, headers=AS_NEWS)
            assert answer.status_code == 409 and answer.json()["refused"], (name, odd)
    assert gathering.room.number == before


def test_an_act_that_is_none_is_refused(phone, gathering):
    assert phone.browser.post(f"{ROOT}/g/{gathering.id}/count-everybody", data={}).status_code == 422


@pytest.mark.parametrize(
    "path", ["/g/nonsense", f"/g/{NOBODY_S}", f"/g/{NOBODY_S}/leave", "/g/%3Cscript%3E/before"]
)
def test_a_gathering_that_is_not_here_is_said_to_be_not_here(phone, path):
    assert phone.open(path).status == 404
    assert "not here" in phone.refusal


def test_without_a_cookie_every_page_and_form_leads_to_the_code(gathering):
    stranger = Phone()
    for path in ("", "/before", "/leave", f"/words/{uuid4()}"):
        assert stranger.open(f"/g/{gathering.id}{path}").heading == "Join the gathering"
    assert stranger.news(gathering, 0).status_code == 403
    assert stranger.browser.get(f"{ROOT}/g/{gathering.id}/picture").status_code == 403
    for act in ("write", "before", "leave"):
        answer = stranger.browser.post(f"{ROOT}/g/{gathering.id}/{act}", data={"words": "x"})
        assert "Join the gathering" in answer.text
    assert not gathering.room.contributions


def test_a_forged_cookie_and_one_of_another_gathering_open_nothing(phone, gathering, team):
    other = gather.prepare(team, "Something else")
    [(name, value)] = phone.browser.cookies.items()
    for forged in ("nonsense", value[:-2] + "xx", "", "a" * 3000):
        phone.browser.cookies.clear()
        phone.browser.cookies.set(name, forged, domain="testserver.local", path=ROOT)
        assert phone.at(gathering).heading == "Join the gathering"
    phone.browser.cookies.set(f"room-{other.id.hex}", value, domain="testserver.local", path=ROOT)
    assert phone.at(other).heading == "Join the gathering"


def test_nobody_takes_back_or_overwrites_what_another_phone_wrote(phone, gathering):
    phone.send("write", words="They rang back.")
    [id] = gathering.room.contributions
    stranger = Phone("192.168.0.8").join(gathering).at(gathering)
    form = {"event": str(uuid4()), "id": str(id)}
    answer = stranger.browser.post(f"{ROOT}/g/{gathering.id}/take-back", data=form, headers=AS_NEWS)
    assert "not written on this phone" in answer.json()["refused"]
    stranger.send("write", words="Something else.", id=str(id))
    assert sorted(words_of(gathering).values()) == ["Something else.", "They rang back."]


def test_another_page_cannot_send_our_forms(phone, gathering):
    action, fields = phone.form("write")
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://elsewhere.example"},
        {"origin": "null"},
    ):
        answer = phone.browser.post(action, data=fields | {"words": "Not ours."}, headers=headers)
        assert page.NOT_FROM_HERE in answer.text
    assert not gathering.room.contributions


def test_after_the_end_nothing_more_is_written_and_the_words_are_not_lost(phone, gathering):
    action, fields = phone.form("write")
    gather.end(gathering, date(2022, 6, 1))
    answer = phone.browser.post(action, data=fields | {"words": "Too late."}, headers=AS_NEWS)
    assert answer.status_code == 409 and "has ended" in answer.json()["refused"]
    assert "Too late." in phone.browser.post(action, data=fields | {"words": "Too late."}).text


def test_what_goes_wrong_inside_is_no_traceback_on_a_phone(phone, gathering, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("inside")

    monkeypatch.setattr(contribute, "write", broken)
    phone.send("write", words="They rang back.")
    assert page.WENT_WRONG in phone.refusal and "inside" not in phone.text
