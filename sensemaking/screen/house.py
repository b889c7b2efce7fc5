"""The house: the pages, and the frame round each of them. Streamlit runs this file for every page and every change."""

from pathlib import Path

import streamlit as st

from sensemaking.screen import frame
from sensemaking.screen.sorry import say_sorry
from sensemaking.screen.where import PAGES

HERE = Path(__file__).parent

# A new page is one file and one line. The first one is where people arrive.
TITLES = {
    "welcome": "Welcome",
    "stack": "Stack",
    "notice": "Notice",
    "bring_in": "Bring in",
    "look": "Look",
    "listen": "Listen",
    "cycles": "Cycles",
    "gather": "Gather",
    "remember": "Remember",
    "take_away": "Take away",
    "consent": "Consent",
}

# What one comes to by a link beside the thing it is about.
FROM_A_LINK = {"how_we_know": "How do you know?", "who_else": "Who else works this way?"}

st.set_page_config("Sensemaking", str(HERE / "icon.svg"), layout="wide", initial_sidebar_state="collapsed")
st.html(HERE / "paper.css")
page = st.navigation(
    [
        st.Page(PAGES / f"{name}.py", title=title, default=name == "welcome")
        for name, title in (TITLES | FROM_A_LINK).items()
    ],
    position="hidden",
)
try:
    if frame.draw(TITLES, page.title):
        page.run()
except Exception as unforeseen:  # whatever it was, the frame stays and no traceback is shown
    say_sorry(unforeseen)
