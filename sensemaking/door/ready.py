"""When may the first person come in? When all that is slow is done: imports, and opening the stores."""

import gc
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Timer
from typing import Any

from starlette.concurrency import run_in_threadpool

import sensemaking
from sensemaking.model.refusal import Refusal
from sensemaking.practice import stores, take_away, trouble

log = logging.getLogger(__name__)

# Rooms whose modules may be imported before anyone asks. The screen is not among them: its house is a page.
ROOMS = ("charts", "text", "exchange", "lenses", "store", "practice")

AT_EASE = 15.0
"""How many seconds after the start what draws a note's charts is fetched: it holds up everybody for a second or two,
so it is done neither while the first page is awaited nor when somebody takes a note away."""

unready: list[str] = []
"""Sentences about what could not be made ready at start; /health repeats them."""


def make_ready() -> None:
    """Import what the pages need, open the stores and take what was built so far out of garbage collection.

    Raises the Refusal of a store that cannot be opened. Doing it twice is harmless.
    """
    trouble.keep_log(stores.folder())
    for module in pkgutil.walk_packages(sensemaking.__path__, "sensemaking."):
        if module.name.split(".")[1] in ROOMS:
            importlib.import_module(module.name)
    stores.open_all()
    # Half a million objects of pandas and Altair would otherwise be walked at every full collection.
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Ready before the first request, closed after the last one.

    What cannot be made ready does not shut the door: a sentence about it is on the page and at /health.
    """
    try:
        await run_in_threadpool(make_ready)
    except Refusal as refusal:
        log.error("%s", refusal)
    except Exception:
        log.exception("not everything could be made ready")
        unready.append("Not everything could be made ready at the start; the log says where it failed.")
    warming = Timer(AT_EASE, take_away.warm)
    warming.daemon = True
    warming.start()
    try:
        yield
    finally:
        warming.cancel()
        await run_in_threadpool(stores.close_all)
