"""How a screen follows a gathering: it asks for what came after the last event it saw, and waits for the answer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sensemaking.model.room import Room
from sensemaking.phone.page import KEEP_NOTHING
from sensemaking.practice.live import Live

LOOKS_AGAIN = 0.25
"""How many seconds pass between two looks for news."""

PATIENCE = 20.0
"""After so many seconds the answer is that nothing happened; proxies and phones cut off what waits longer."""

DRAWING = ThreadPoolExecutor(2, "drawing")
"""What draws screens anew when something happened. A whole room asks at once, and whoever sends something then, or
looks at another page, must not stand behind all of it."""


async def news(
    request: Request, gathering: Live, number: Callable[[Room], int], draw: Callable[[Room], str]
) -> Response:
    """What the screen shows once something came after event `{after}` of the path; 204 where nothing did in time.

    `number` says which event a screen of this kind saw last in a room, `draw` makes the HTML of its main part. As JSON:
    `{"number": 12, "main": "<h1>..."}`.
    """
    after: int = request.path_params["after"]
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    try:
        while number(room := await _now(gathering)) <= after and loop.time() < until:
            await asyncio.sleep(LOOKS_AGAIN)
    except asyncio.CancelledError:  # the server is ending; who follows asks again once it is back
        return Response(status_code=204, headers=KEEP_NOTHING)
    if number(room) <= after or await request.is_disconnected():
        return Response(status_code=204, headers=KEEP_NOTHING)
    main = await loop.run_in_executor(DRAWING, draw, room)
    return JSONResponse({"number": number(room), "main": main}, headers=KEEP_NOTHING)


async def _now(gathering: Live) -> Room:
    return await run_in_threadpool(lambda: gathering.room) if gathering.has_news else gathering.known
