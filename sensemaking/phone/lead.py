"""The facilitator's view: everything that is not on the wall, and one obvious next step. It needs no phones at all."""

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from sensemaking.model.agenda import Doing, Phase
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import By, Carries, Next, Room
from sensemaking.phone import follow
from sensemaking.phone.board import picture
from sensemaking.phone.clock import seconds_left
from sensemaking.phone.drawing import DECIDING, STANDINGS, Typed, enabling
from sensemaking.phone.files import files
from sensemaking.phone.forms import text
from sensemaking.phone.leading import ACTS
from sensemaking.phone.next_step import next_step, unsaid_names, waits
from sensemaking.phone.on_the_wall import HEADINGS, Wall, readings_of, wall
from sensemaking.phone.page import KEEP_NOTHING, done, filled, form_of, root, shown
from sensemaking.phone.paper import PAPER
from sensemaking.phone.way_in import way_in
from sensemaking.practice import arriving, gathering_note, live, reveal, showing, statements
from sensemaking.practice.live import Live

NO_SUCH_ACT = Refusal(
    "This form asks for something that is not done here.", try_next="Open the page again, and try once more."
)


async def page(request: Request) -> Response:
    """The facilitator's view as it is now."""
    try:
        gathering = await run_in_threadpool(live.find, request.path_params["gathering"])
    except Refusal as refused:
        return _not_here(refused)
    return await run_in_threadpool(_page, request, gathering)


async def after(request: Request) -> Response:
    """The facilitator's view once something more happened."""
    try:
        gathering = await run_in_threadpool(live.find, request.path_params["gathering"])
    except Refusal as refused:
        return _not_here(refused)
    return await follow.news(
        request, gathering, lambda room: room.number, lambda room: _drawn(request, gathering, room)
    )


async def act(request: Request) -> Response:
    """What a form of the view asks for."""
    try:
        gathering = await run_in_threadpool(live.find, request.path_params["gathering"])
    except Refusal as refused:
        return _not_here(refused)
    typed: dict[str, str] = {}

    def do() -> None:
        if problem is not None:
            raise problem
        if request.path_params["act"] != "end":  # a view that was open elsewhere may not know yet
            gathering.refuse_when_ended()
        ACTS[request.path_params["act"]](gathering, form)

    problem: Refusal | None = None
    try:
        form = await form_of(request)
        typed = {name: text(form, name) for name in form}
        problem = None if request.path_params["act"] in ACTS else NO_SUCH_ACT
    except ClientDisconnect:  # the rest of it never came
        return Response(status_code=400)
    except Refusal as refused:
        problem = refused
    back = f"{root(request)}/{gathering.id}"
    return await done(request, do, lambda refused: _page(request, gathering, typed, refused), back)


def _page(
    request: Request, gathering: Live, typed: Mapping[str, str] | None = None, refused: str = ""
) -> Response:
    room = gathering.room
    filling = _filling(request, gathering, room, typed, refused)
    return shown(request, "lead.html", 422 if refused else 200, **filling)


def _drawn(request: Request, gathering: Live, room: Room) -> str:
    return filled(request, "lead_main.html", **_filling(request, gathering, room, None, ""))


def _filling(
    request: Request, gathering: Live, room: Room, typed: Mapping[str, str] | None, refused: str
) -> dict[str, Any]:
    doing = room.now.doing if room.now else None
    answered = doing is Doing.RING_TRUE and bool(statements.given(gathering))
    return {
        "room": room,
        "post": f"{root(request)}/{room.id}/",
        "typed": Typed(typed or {}),
        "refused": refused,
        "step": next_step(room, answered),
        "left": seconds_left(room),
        "way": way_in(room),
        # What takes its time to draw is drawn for the wall only.
        "wall": Wall("drawn") if doing in (Doing.LOOK, Doing.RING_TRUE) else wall(gathering, room),
        "chosen": showing.shown(room),
        "waits": waits(room),
        "opens": bool(reveal.open_now(room)),
        "written": any(one.phase == room.phase for one in room.contributions.values()),
        "answered": answered,
        "names_left": unsaid_names(room),
        "scribed": _scribed(room),
        "note": gathering_note.link(gathering) if room.ended else "",
        "carries": room.carries is not Carries.NOTHING,
        "by": By,
        "arriving": arriving.arrive(gathering) if doing is Doing.ARRIVE else None,
        # Before it begins too: an answer may come after the agenda was made.
        "answers": arriving.answered(gathering.here, room.id) if doing in (None, Doing.ARRIVE) else (),
        "standings": STANDINGS,
        "readings": {pile.id: readings_of(room, pile) for pile, _ in room.standing_piles()},
        "deciding": DECIDING,
        "enabling": enabling(gathering) if doing is Doing.DECIDE else [],
        "headings": HEADINGS,
        "decided": {kind: [one for one in room.decided if one.next is kind] for kind in Next},
    }


def _scribed(room: Room) -> Phase | None:
    """The phase that words typed in here belong to: this one, or the last in which people wrote."""
    if room.now is not None and (room.now.doing.is_written or room.now.doing is Doing.CLOSE):
        return room.now
    written = (room.agenda.get(key) for key in reversed(room.begun))
    return next((phase for phase in written if phase and phase.doing.is_written), None)


def _not_here(refused: Refusal) -> Response:
    return PlainTextResponse(f"{refused}\n", 404, KEEP_NOTHING)


LEAD = Mount(
    "/lead",
    routes=[
        Route("/{gathering:uuid}", page),
        Route("/{gathering:uuid}/after/{after:int}", after),
        Route("/{gathering:uuid}/picture/{picture:uuid}", picture),
        PAPER,
        Route("/{gathering:uuid}/{act}", act, methods=["POST"]),
        *files("live.css", "letters.css", "lead.css", "paper.css", "live.js", "piles.js"),
    ],
)
