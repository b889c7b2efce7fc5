"""How is a part of a page made that Streamlit does not have? A folder here with its script and its style."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent


def heard() -> None:
    """Given as `on_..._change`: a component hands its state over only where somebody listens for it."""


@cache
def component(name: str) -> Any:
    """The mounting call of the component in the folder `name`, which holds `<name>.js` and `<name>.css`.

    People's words reach a component as data only, and its script shows them as text only.
    """
    return st.components.v2.component(f"sensemaking_{name}", css=_whole(name, "css"), js=_whole(name, "js"))


def _whole(name: str, kind: str) -> str:
    """What all components share, and then this one's own."""
    files = (HERE / f"shared.{kind}", HERE / name / f"{name}.{kind}")
    return "".join(file.read_text(encoding="utf-8") for file in files)
