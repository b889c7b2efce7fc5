"""A lens in which something unforeseen goes wrong: the gathering is held, ended and remembered all the same."""

import logging
from datetime import date
from uuid import uuid4

import pytest

from sensemaking.exchange import svg
from sensemaking.exchange.leaving import Drawn
from sensemaking.model.agenda import Doing
from sensemaking.practice import gathering_note, look, statements, take_away, trouble
from tests.a_gathering import a_gathering, ended, go_to, shown
from tests.by_laptop import Laptop
from tests.by_phone import Phone

CANARY = "Kanarienvogel"
DAY = date(2022, 6, 1)


class Unforeseen(Exception):
    pass


def fails(*args, **kwargs):
    raise Unforeseen(CANARY)


@pytest.fixture
def gathering(team):
    gathering = a_gathering(team)
    shown(gathering, "The bus.", "The door.")
    return gathering


def told(record):
    """What the log says of an error: kinds and places."""
    return trouble.places(record.exc_info[1])


@pytest.mark.parametrize(("module", "name"), [(look, "through"), (look, "behind"), (svg, "draw")])
def test_every_screen_is_drawn_and_the_log_says_what_it_was_and_where(
    module, name, gathering, monkeypatch, caplog
):
    laptop, phone = Laptop(gathering), Phone().join(gathering)
    monkeypatch.setattr(module, name, fails)
    with caplog.at_level(logging.ERROR):
        go_to(gathering, Doing.LOOK)
        assert laptop.look().status == 200 and laptop.next_step
        assert laptop.wall().find_class("said-first")
        assert phone.at(gathering).status == 200 and phone.open(f"/g/{gathering.id}/picture").status == 200
    assert "Unforeseen" in told(caplog.records[-1])
    assert "looking_together.py" in told(caplog.records[-1])


def test_the_gathering_ends_and_its_note_says_which_picture_could_not_be_drawn(
    team, gathering, monkeypatch, caplog
):
    statements.put(gathering, uuid4(), "Time matters more.", uuid4())
    go_to(gathering, Doing.LOOK)
    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(look, "through", fails)
        ended(gathering, DAY)
    assert gathering.room.ended
    note = take_away.open_note(team, gathering_note.id_of(gathering.id))
    titles = look.titles()
    for lens in ("rhythm", "voices"):
        assert f"The picture of “{titles[lens]}” could not be drawn on that day" in note.body
    assert "Time matters more." in note.body and CANARY not in note.body
    assert all("Unforeseen" in told(one) and CANARY not in told(one) for one in caplog.records)


def test_a_note_is_whole_but_for_a_picture_that_fails_later(team, gathering, monkeypatch):
    go_to(gathering, Doing.LOOK)
    ended(gathering, DAY)
    note = take_away.open_note(team, gathering_note.id_of(gathering.id))
    monkeypatch.setattr(look, "through", fails)
    (drawn,) = [part for part in take_away.view(team, note).parts if isinstance(part, Drawn)]
    assert drawn.spec is None and drawn.tells == (take_away.WENT_WRONG,)
