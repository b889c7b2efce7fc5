"""What the forms of the facilitator's view ask for: `ACTS` by the last part of a form's path."""

from collections.abc import Callable
from datetime import date
from threading import Timer
from uuid import uuid5

from starlette.datastructures import FormData, UploadFile

from sensemaking.model.agenda import Agenda
from sensemaking.model.pattern import Standing
from sensemaking.model.room import By, Next
from sensemaking.phone import joining, piling
from sensemaking.phone.forms import UNREADABLE, an_id, as_id, event_of, text, ticked
from sensemaking.phone.local_door import LocalDoor
from sensemaking.phone.next_step import unsaid_names
from sensemaking.phone.routes import PHONE_ROUTES
from sensemaking.practice import (
    arriving,
    contribute,
    gather,
    passing_on,
    pictures,
    reveal,
    showing,
    statements,
)
from sensemaking.practice.live import FACILITATOR, Live
from sensemaking.practice.showing import Shown

Act = Callable[[Live, FormData], None]

DOOR = LocalDoor(PHONE_ROUTES)
"""The one door on the local network; the app opens it again after a start, and shuts it at its end."""

AFTERWARDS = 300.0
"""How many seconds after the end the door stays open: to hear that it ended, and to take something back at once."""


def _agenda(change: Callable[[Agenda, str, FormData], Agenda]) -> Act:
    """An act that keeps a changed agenda; two facilitators change it one after the other."""

    def act(gathering: Live, form: FormData) -> None:
        with gathering.one_at_a_time:
            changed = change(gathering.room.agenda, text(form, "phase"), form)
            gather.rearrange(gathering, changed, an_id(form, "event"))

    return act


def _moved(by: int) -> Act:
    def change(agenda: Agenda, phase: str, form: FormData) -> Agenda:
        keys = [one.key for one in agenda.phases]
        return agenda.moved(phase, keys.index(phase) + by if phase in keys else 0)

    return _agenda(change)


def _go(gathering: Live, form: FormData) -> None:
    gather.go_to(gathering, text(form, "phase"), an_id(form, "event"))


def _clock(gathering: Live, form: FormData) -> None:
    gather.show_clock(gathering, ticked(form, "shown"))


def _look(gathering: Live, form: FormData) -> None:
    event = an_id(form, "event")
    for phase in reveal.open_now(gathering.room):
        reveal.look_through(gathering, phase, uuid5(event, phase))


def _reveal(gathering: Live, form: FormData) -> None:
    reveal.reveal(gathering, event=an_id(form, "event"))


def _hold(gathering: Live, form: FormData) -> None:
    reveal.hold_aside(gathering, an_id(form, "one"), an_id(form, "event"))


def _let_back(gathering: Live, form: FormData) -> None:
    reveal.let_back(gathering, an_id(form, "one"), an_id(form, "event"))


def _show(gathering: Live, form: FormData) -> None:
    of, page = text(form, "of"), text(form, "page")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    chosen = Shown(text(form, "what"), as_id(of) if of else None, number)
    showing.show(gathering, Shown.of_words(chosen.as_words()), an_id(form, "event"))


def _scribe(gathering: Live, form: FormData) -> None:
    try:
        by = By(text(form, "by"))
    except ValueError:
        raise UNREADABLE from None
    contribute.write(
        gathering,
        an_id(form, "id"),
        text(form, "words"),
        event=event_of(form, text(form, "words")),
        phase=text(form, "phase"),
        ask=text(form, "ask"),
        about_someone_else=ticked(form, "about"),
        who=text(form, "who"),
        part=text(form, "part"),
        by=by,
    )


def _picture(gathering: Live, form: FormData) -> None:
    given = form.get("picture")
    content = given.file.read() if isinstance(given, UploadFile) else b""
    pictures.keep(gathering, an_id(form, "id"), content, text(form, "words"), an_id(form, "event"))


def _put(gathering: Live, form: FormData) -> None:
    statements.put(gathering, an_id(form, "id"), text(form, "words"), an_id(form, "event"))


def _put_names(gathering: Live, form: FormData) -> None:
    event = an_id(form, "event")
    for name in unsaid_names(gathering.room):
        statements.put(gathering, uuid5(event, name), name, uuid5(event, f"put {name}"))


def _take_out(gathering: Live, form: FormData) -> None:
    statements.take_out(gathering, an_id(form, "one"), an_id(form, "event"))


def _read(gathering: Live, form: FormData) -> None:
    contribute.read(
        gathering,
        an_id(form, "id"),
        an_id(form, "pile"),
        text(form, "words"),
        event=event_of(form, text(form, "words")),
        who=text(form, "who"),
        beside=an_id(form, "beside") if text(form, "beside") else None,
        by=By.SCRIBE,
    )


def _take_back(gathering: Live, form: FormData) -> None:
    contribute.take_back(gathering, an_id(form, "one"), an_id(form, "event"), By.SCRIBE)


def _take_back_reading(gathering: Live, form: FormData) -> None:
    contribute.take_back_reading(gathering, an_id(form, "one"), an_id(form, "event"), By.SCRIBE)


def _decide(gathering: Live, form: FormData) -> None:
    try:
        kind = Next(text(form, "next"))
    except ValueError:
        raise UNREADABLE from None
    contribute.decide(
        gathering,
        an_id(form, "id"),
        kind,
        text(form, "words"),
        event=event_of(form, text(form, "words"), text(form, "needed")),
        needed=text(form, "needed"),
        actor=FACILITATOR,
    )


def _undecide(gathering: Live, form: FormData) -> None:
    contribute.undecide(gathering, an_id(form, "one"), an_id(form, "event"))


def _revisit(gathering: Live, form: FormData) -> None:
    try:
        standing = Standing(text(form, "standing"))
    except ValueError:
        raise UNREADABLE from None
    arriving.revisit(gathering, an_id(form, "one"), standing, an_id(form, "event"))


def _send_back(gathering: Live, form: FormData) -> None:
    passing_on.send_back(gathering, an_id(form, "one"), text(form, "words"), an_id(form, "event"))


def _let_in(gathering: Live, form: FormData) -> None:
    joining.let_in(gathering, an_id(form, "one"))


def _open_door(gathering: Live, form: FormData) -> None:
    DOOR.open_for(gathering)


def _shut_door(gathering: Live, form: FormData) -> None:
    DOOR.close_for(gathering)


def _end(gathering: Live, form: FormData) -> None:
    gather.end(gathering, date.today(), an_id(form, "event"))
    shutting = Timer(AFTERWARDS, DOOR.shut_if_not_needed)
    shutting.daemon = True
    shutting.start()


def _minutes(agenda: Agenda, phase: str, form: FormData) -> Agenda:
    given = text(form, "minutes").strip()
    return agenda.lasting(phase, int(given) if given.isdecimal() and len(given) < 4 else 0)


def _longer(agenda: Agenda, phase: str, form: FormData) -> Agenda:
    found = agenda.get(phase)
    return agenda.lasting(phase, found.minutes + FIVE) if found else agenda


FIVE = 5
ACTS: dict[str, Act] = {
    "go": _go,
    "extend": _agenda(_longer),
    "earlier": _moved(-1),
    "later": _moved(1),
    "skip": _agenda(lambda agenda, phase, form: agenda.skipping(phase, True)),
    "take-in": _agenda(lambda agenda, phase, form: agenda.skipping(phase, False)),
    "minutes": _agenda(_minutes),
    "clock": _clock,
    "look": _look,
    "reveal": _reveal,
    "hold": _hold,
    "let-back": _let_back,
    "show": _show,
    "scribe": _scribe,
    "picture": _picture,
    "put": _put,
    "put-names": _put_names,
    "take-out": _take_out,
    "take-back": _take_back,
    "read": _read,
    "take-back-reading": _take_back_reading,
    "decide": _decide,
    "undecide": _undecide,
    "revisit": _revisit,
    "send-back": _send_back,
    "let-in": _let_in,
    "open-door": _open_door,
    "shut-door": _shut_door,
    "end": _end,
    **piling.ACTS,
}
"""What a form's path ends with, and what is done then."""
