"""The door: Streamlit's pages, our plain routes and our headers as one ASGI app.

`make run` serves it with uvicorn, `streamlit run app.py` without; both from the project's folder.
"""

from pathlib import Path

import streamlit as st

from sensemaking.door.fonts import FONTS
from sensemaking.door.headers import PROTECTIONS
from sensemaking.door.health import HEALTH
from sensemaking.door.ready import lifespan
from sensemaking.door.take import TAKE
from sensemaking.screen.sorry import say_sorry

app = st.App(
    Path(__file__).parent / "sensemaking" / "screen" / "house.py",
    routes=[HEALTH, FONTS, TAKE],
    middleware=PROTECTIONS,
    lifespan=lifespan,
    on_script_error=say_sorry,
)
