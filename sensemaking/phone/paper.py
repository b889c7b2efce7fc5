"""What is printed for a gathering: a plan on one page, story cards, and a sheet that shows phones the way in."""

from collections.abc import Callable
from random import randrange
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sensemaking.model.refusal import Refusal
from sensemaking.phone.page import KEEP_NOTHING, shown
from sensemaking.phone.way_in import way_in
from sensemaking.practice import gather, live, take_away
from sensemaking.practice.live import Live


def plan(request: Request, gathering: Live) -> Response:
    """The agenda on one page, each phase with how long after the beginning it starts."""
    room = gathering.room
    phases, begins = [], 0
    for phase in room.agenda.phases:
        if not phase.skipped:
            phases.append((_clock(begins), phase))
            begins += phase.minutes
    return shown(
        request,
        "plan.html",
        room=room,
        place=gathering.here.system.name,
        format=gather.formats().get(room.format),
        phases=phases,
        ends=_clock(begins),
    )


def way(request: Request, gathering: Live) -> Response:
    """The address, the code and the QR code, large enough for a table; while the door is shut, how to open it."""
    return shown(request, "way_in.html", room=gathering.room, way=way_in(gathering.room))


def cards(request: Request, gathering: Live) -> Response:
    """A handful of stories, four to a page; `?handful=7` draws it by that number, the same for everybody."""
    seed = request.query_params.get("handful", "")
    if not (seed.isdecimal() and len(seed) < 10):
        return RedirectResponse(f"{request.url.path}?handful={randrange(1, 1000)}", 303)
    here = gathering.here
    drawn = take_away.handful(here, take_away.compose(here), int(seed))
    return HTMLResponse(take_away.FORMATS["cards"].make(here, drawn), headers=KEEP_NOTHING)


SHEETS: dict[str, Callable[[Request, Live], Response]] = {"plan": plan, "cards": cards, "way-in": way}


def paper(request: Request) -> Response:
    """The sheet asked for; a sentence where there is none, or no story for it."""
    sheet = SHEETS.get(request.path_params["sheet"])
    try:
        gathering = live.find(UUID(str(request.path_params["gathering"])))
        if sheet is not None:
            return sheet(request, gathering)
    except Refusal as refused:
        return PlainTextResponse(f"{refused}\n", 409, KEEP_NOTHING)
    return PlainTextResponse("There is no such sheet to print.\n", 404, KEEP_NOTHING)


PAPER = Route("/{gathering:uuid}/print/{sheet}", paper)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
