"""The door: Streamlit's pages, our plain routes and our headers as one ASGI app.

`make run` serves it with uvicorn, `streamlit run app.py` without; both from the project's folder.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from sensemaking.door import ready
from sensemaking.door.fonts import FONTS
from sensemaking.door.headers import PROTECTIONS
from sensemaking.door.health import HEALTH
from sensemaking.door.take import TAKE
from sensemaking.phone.on_our_door import LIVE, local_door
from sensemaking.screen.sorry import say_sorry


@asynccontextmanager
async def lifespan(served: Any) -> AsyncIterator[None]:
    """Ready before the first visit, and whoever is in a gathering finds its door open again."""
    async with ready.lifespan(served), local_door():
        yield


app = st.App(
    Path(__file__).parent / "sensemaking" / "screen" / "house.py",
    routes=[HEALTH, FONTS, TAKE, *LIVE],
    middleware=PROTECTIONS,
    lifespan=lifespan,
    on_script_error=say_sorry,
)
