"""Everything live on the app's own door: phones' pages for this computer, the wall and the facilitator's view."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Mount

from sensemaking.model.refusal import Refusal
from sensemaking.phone.board import WALL
from sensemaking.phone.lead import LEAD
from sensemaking.phone.leading import DOOR
from sensemaking.phone.routes import PHONE_ROUTES

log = logging.getLogger(__name__)

LIVE: list[BaseRoute] = [Mount("/room", routes=PHONE_ROUTES), WALL, LEAD]


@asynccontextmanager
async def local_door() -> AsyncIterator[None]:
    """While the app is served, the door on the local network is open again for whom it was; after that it is shut."""
    try:
        await run_in_threadpool(DOOR.reopen)
    except Refusal as refusal:  # of a store that cannot be opened; its own page says so too
        log.error("%s", refusal)
    try:
        yield
    finally:
        await run_in_threadpool(DOOR.shut)
