"""The wall: what everybody in the room sees, from ten metres away. It has no controls, and never scrolls."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Room
from sensemaking.phone import follow
from sensemaking.phone.clock import seconds_left
from sensemaking.phone.files import files
from sensemaking.phone.on_the_wall import number, wall
from sensemaking.phone.page import KEEP_NOTHING, filled, shown
from sensemaking.phone.way_in import way_in
from sensemaking.practice import live, pictures
from sensemaking.practice.live import Live

KEPT = {"cache-control": "private, max-age=86400, immutable"}


async def page(request: Request) -> Response:
    """The wall of a gathering as it is now."""
    return await run_in_threadpool(_page, request)


async def after(request: Request) -> Response:
    """The wall once something more happened."""
    try:
        gathering = await run_in_threadpool(live.find, request.path_params["gathering"])
    except Refusal as refused:
        return PlainTextResponse(f"{refused}\n", 404, KEEP_NOTHING)
    return await follow.news(request, gathering, number, lambda room: _drawn(request, gathering, room))


async def picture(request: Request) -> Response:
    """A picture that is kept with the gathering."""

    def found() -> Response:
        try:
            gathering = live.find(request.path_params["gathering"])
            media_type, content = pictures.content(gathering, request.path_params["picture"])
        except Refusal as refused:
            return PlainTextResponse(f"{refused}\n", 404, KEEP_NOTHING)
        return Response(content, media_type=media_type, headers=KEPT)

    return await run_in_threadpool(found)


def _page(request: Request) -> Response:
    try:
        gathering = live.find(request.path_params["gathering"])
    except Refusal as refused:
        return PlainTextResponse(f"{refused}\n", 404, KEEP_NOTHING)
    room = gathering.room
    return shown(request, "wall.html", room=room, **_filling(gathering, room))


def _drawn(request: Request, gathering: Live, room: Room) -> str:
    return filled(request, "wall_main.html", **_filling(gathering, room), room=room)


def _filling(gathering: Live, room: Room) -> dict[str, Any]:
    return {
        "wall": wall(gathering, room),
        "number": number(room),
        "left": seconds_left(room),
        "way": way_in(room),
    }


WALL = Mount(
    "/wall",
    routes=[
        Route("/{gathering:uuid}", page),
        Route("/{gathering:uuid}/after/{after:int}", after),
        Route("/{gathering:uuid}/picture/{picture:uuid}", picture),
        *files("live.css", "letters.css", "wall.css", "live.js"),
    ],
)
