"""Somebody who explores `look` in a browser, as a plain client of the page's own socket."""

import asyncio
import json
import time
from contextlib import suppress
from itertools import cycle
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

A_LOOK = 1.0
"""So many seconds somebody looks at what a lens shows, before they take the next one."""

LENSES = ("rhythm", "themes", "contrast", "meaning")
ROOM = {"found": {"width": 900, "letters": 17}}
"""How much room a browser says that it has, and how large its letters are."""


class Looking:
    """One person who goes from lens to lens. `took` holds the seconds until each page was run through."""

    def __init__(self, address: str, system: str) -> None:
        self._address = address.replace("http://", "ws://")
        self._system = system
        self._room = ""
        self._browser: ClientConnection | None = None
        self.took: list[float] = []

    async def begin(self) -> Self:
        """Open the page, and look through every lens once."""
        at = f"{self._address}/_stcore/stream"
        self._browser = await connect(at, subprotocols=["streamlit"], max_size=None, open_timeout=120)
        for lens in LENSES:
            await self.look(lens)
        return self

    async def go_on(self, enough: asyncio.Event) -> list[float]:
        """Look through one lens after the other, each for a moment, until it is enough; the seconds each took."""
        self.took = []
        for lens in cycle(LENSES):
            await self.look(lens)
            with suppress(TimeoutError):
                await asyncio.wait_for(enough.wait(), A_LOOK)
            if enough.is_set():
                break
        return self.took

    async def look(self, lens: str) -> None:
        """Ask for the page, and wait until it was run through."""
        assert self._browser is not None
        asking = BackMsg()
        asking.rerun_script.query_string = f"system={self._system}&lens={lens}"
        asking.rerun_script.page_name = "look"
        if self._room:
            asking.rerun_script.widget_states.widgets.add(id=self._room, json_value=json.dumps(ROOM))
        begun = time.perf_counter()
        await self._browser.send(asking.SerializeToString())
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "script_finished":
            said = await self._browser.recv()
            assert isinstance(said, bytes)
            answer.ParseFromString(said)
            element = answer.delta.new_element.bidi_component
            if element.component_name.endswith("sensemaking_room"):
                self._room = element.id
        self.took.append(time.perf_counter() - begun)
