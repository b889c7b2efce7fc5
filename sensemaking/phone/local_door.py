"""The door on the local network: the phones' pages of gatherings that asked for it, and nothing else.

It is opened by one button and closed when the last gathering that needs it ends. It has a socket and a thread of its
own, so that no page of the app can ever be asked for through it. The address is kept with the gathering: a server that
starts again opens the same door, and the phones in the room notice nothing but a few seconds.
"""

import ipaddress
import logging
import socket
import threading
from collections.abc import Sequence
from urllib.parse import unquote
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Room
from sensemaking.practice import gather, live
from sensemaking.practice.live import Live

log = logging.getLogger(__name__)

PORTS = range(8502, 8512)
"""Where the door is put, the first that is free: a port with a name is easier to let through than a random one."""

NOBODY_S_NETWORK = "192.0.2.1"
"""An address of no machine (RFC 5737): which of ours would speak to it is asked, and nothing is sent."""

KEPT_OPEN = 60
"""For how many seconds a phone that says nothing keeps its connection: on a poor network a new one costs patience."""

STOPPING = 5.0
"""How many seconds a closing door waits for those who are just being answered."""

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

NOT_FROM_HERE = """<!doctype html><html lang="en-GB"><meta name="viewport" content="width=device-width">
<title>Not here just now</title><p>This gathering cannot be reached from here just now. Ask the facilitator.</p></html>
"""

NO_NETWORK = Refusal(
    "This computer is on no network that phones could reach it by.",
    try_next="Join the room's Wi-Fi and try again, or type for everybody on this laptop.",
)


class LocalDoor:
    """The one door of this process; open while a gathering needs it."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = routes
        self._changing = threading.Lock()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._at = ""
        self.awaited = False
        """Whether a gathering still waits for its first phone."""

    def open_for(self, gathering: Live) -> str:
        """Open it, where it is not open yet, and keep its address with the gathering, such as "192.168.0.7:8502".

        Raises a Refusal where this computer is on no network, or no port of it is free.
        """
        with self._changing:
            here = address_here()
            if self._at.rpartition(":")[0] != here:
                self._shut()  # another network than before: the old address leads nowhere
                self._open(_listening(here, PORTS))
            at = self._at
        if gathering.room.door != at:
            gather.door(gathering, at)
        self.awaited = True
        return at

    def close_for(self, gathering: Live) -> None:
        """This gathering needs it no longer; it is shut unless another one does."""
        if gathering.room.door:
            gather.door(gathering, "")
        self.shut_if_not_needed()

    def shut_if_not_needed(self) -> None:
        """Shut it unless a gathering that goes on needs it."""
        if not any(one.room.door for one in live.going_on()):
            self.shut()

    def reopen(self) -> None:
        """After a start: open it again, where it was, if a gathering that goes on needs it."""
        for at in {one.room.door for one in live.going_on()} - {""}:
            address, _, port = at.rpartition(":")
            try:
                with self._changing:
                    self._open(_listening(address, [int(port)]))
                self.awaited = True
            except (Refusal, ValueError):
                log.warning("the door on the local network could not be opened where it was")

    def came_through(self) -> None:
        """A phone came through: every gathering whose door it is knows that phones can reach it."""
        self.awaited = False
        for one in live.going_on():
            if one.room.door:
                gather.reached(one)

    def shut(self) -> None:
        """Shut it, whoever needs it."""
        with self._changing:
            self._shut()

    def _open(self, listening: socket.socket) -> None:
        self._shut()
        address, port = listening.getsockname()
        self._at = f"{address}:{port}"
        # A venue's network is poor: what is said again and again on a page is sent once.
        middleware = [
            Middleware(OnlyWhatIsOpen, door=self, at=self._at),
            Middleware(GZipMiddleware, compresslevel=5),
        ]
        app = Starlette(routes=list(self._routes), middleware=middleware)
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_keep_alive=KEPT_OPEN,
            timeout_graceful_shutdown=int(STOPPING),
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="local door", daemon=True
        )
        self._thread.start()

    def _shut(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(STOPPING + 2)
        self._server = self._thread = None
        self._at = ""


class OnlyWhatIsOpen:
    """Lets through what was asked for by the door's own address, of gatherings whose door is open; adds our headers."""

    def __init__(self, app: ASGIApp, door: LocalDoor, at: str) -> None:
        self.app, self.door, self.at = app, door, at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the phones' pages do, or say that this is not here."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] != "http":
            return
        if Headers(scope=scope).get("host") != self.at or not await _is_open(scope["path"]):
            refusal = HTMLResponse(NOT_FROM_HERE, 403)
            await refusal(scope, receive, send_with_headers)
            return
        client = scope.get("client")
        if self.door.awaited and client and client[0] != self.at.rpartition(":")[0]:
            await run_in_threadpool(self.door.came_through)
        await self.app(scope, receive, send_with_headers)


def address_here() -> str:
    """This computer's own address on the network it is on. Raises a Refusal where it is on none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((NOBODY_S_NETWORK, 9))
            found = str(asking.getsockname()[0])
        except OSError:
            raise NO_NETWORK from None
    if ipaddress.ip_address(found).is_loopback or found == "0.0.0.0":
        raise NO_NETWORK
    return found


async def _is_open(path: str) -> bool:
    """Whether a path may be asked for from the network: of a gathering while its door is open, and after its end."""
    for part in unquote(path).split("/"):
        try:
            gathering = UUID(part)
        except ValueError:
            continue
        at_hand = live.at_hand(gathering)
        # Every phone asks here every few seconds: where the room is known, nobody waits for a thread.
        if at_hand is not None and at_hand.known.number:
            return _reachable(at_hand.known)
        return await run_in_threadpool(_has_a_door, gathering)
    return True


def _has_a_door(gathering: UUID) -> bool:
    try:
        return _reachable(live.find(gathering).room)
    except Refusal:
        return False


def _reachable(room: Room) -> bool:
    """After the end too, while the door is still open: thanks are read, and something may be taken back."""
    return bool(room.door or room.ended)


def _listening(address: str, ports: Sequence[int] | range) -> socket.socket:
    for port in ports:
        # Naming the protocol is what makes asyncio turn Nagle's delay off for every connection.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address, port))
            listening.listen(512)
            return listening
        except OSError:
            listening.close()
    raise Refusal(
        "No door could be opened on this network.",
        try_next="Close other programs that serve pages, or type for everybody on this laptop.",
    )
