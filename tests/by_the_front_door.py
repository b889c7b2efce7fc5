"""Coming in by the front door without a browser: the pages as their script sees them, and what they hold."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

HOUSE = Path(__file__).parents[1] / "sensemaking" / "screen" / "house.py"
PAGES = HOUSE.parents[2] / "pages"

# Each AppTest would read what every installed package says of itself, to find components; once is enough for all.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def come_in(page: str = "welcome", **query: Any) -> AppTest:
    door = AppTest.from_file(str(HOUSE), default_timeout=60)
    for key, value in query.items():
        door.query_params[key] = value
    if page != "welcome":
        door.switch_page(str(PAGES / f"{page}.py"))
    door.run()
    assert not door.exception
    return door


def drawn(door: AppTest, name: str) -> list[dict[str, Any]]:
    """The data of every component of this name on the page."""
    protos = (one.proto for one in door.get("bidi_component"))
    return [json.loads(one.json) for one in protos if one.component_name == f"sensemaking_{name}"]


def said(door: AppTest) -> str:
    """Everything our own words components say."""
    return "\n".join(block["words"] for data in drawn(door, "words") for block in data["blocks"])


def sentence(door: AppTest) -> str:
    """Where we stand, as the frame says it."""
    small = next(data for data in drawn(door, "stack") if data["size"] == "small")
    return "".join(piece["words"] for piece in small["sentence"])


def words_on_cards(door: AppTest) -> list[str]:
    return [card["words"] for data in drawn(door, "cards") for card in data["cards"]]
