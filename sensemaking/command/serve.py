"""How is it started? `python -m sensemaking serve` answers on this computer and says where, once it does.

It runs uvicorn on a socket of ours. (`streamlit run app.py` serves the same, but opens a socket that does not
say it speaks TCP, so asyncio leaves Nagle's delay on and every rerun takes 40 ms longer.)
"""

import argparse
import errno
import http.client
import json
import os
import socket
import threading
from pathlib import Path

import uvicorn

from sensemaking.model.refusal import PortTaken, Refusal
from sensemaking.practice import stores

PROJECT = Path(__file__).parents[2]
THIS_COMPUTER = "127.0.0.1"
# Open pages are told that the server goes; one that does not let go in this time is cut off.
SECONDS_FOR_GOODBYE = 5


def do(asked: argparse.Namespace) -> None:
    """Answer until asked to stop."""
    # Streamlit takes its settings from the folder it is started in.
    os.chdir(PROJECT)
    serve(asked.store, asked.port, asked.address)


def serve(store: Path | None, port: int, address: str) -> None:
    """Answer until a KeyboardInterrupt (Ctrl-C; SIGTERM too, see `__main__`), then close the stores and raise it.

    Raises a Refusal, before anybody can come in, if the address is not this computer's own, the port is
    taken, or a store cannot be opened.
    """
    if store is not None:
        os.environ["SENSEMAKING_STORE"] = str(store)
    with _listen(address, port) as listening:
        try:
            for held in stores.open_all().values():
                held.warm()  # while all that pages need is imported
            threading.Thread(target=_say_where, args=listening.getsockname(), daemon=True).start()
            _answer(listening)
        finally:
            stores.close_all()


def _listen(address: str, port: int) -> socket.socket:
    if address not in (THIS_COMPUTER, "localhost"):
        raise Refusal(
            f"Sensemaking was not started on {address}: without sign-in it answers on this computer only.",
            try_next=f"Leave the address out, and it answers on {THIS_COMPUTER}.",
        )
    # Naming the protocol is what makes asyncio turn Nagle's delay off for every connection.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let two servers share one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((THIS_COMPUTER, port))
        listening.listen()
    except (OSError, OverflowError) as taken:
        listening.close()
        if isinstance(taken, OSError) and taken.errno == errno.EADDRINUSE:
            what = f"Something else answers on port {port} of this computer already."
            raise PortTaken(what, try_next="Close it, or choose another port, for example 8600.") from taken
        what = f"Port {port} cannot be opened on this computer."
        raise PortTaken(what, try_next="Choose one between 1024 and 65535, for example 8600.") from taken
    return listening


def _say_where(address: str, port: int) -> None:
    """Print the address once the app answers there. The socket listens already, so one question waits for it."""
    asking = http.client.HTTPConnection(address, port)
    try:
        asking.request("GET", "/health")
        wrong = json.loads(asking.getresponse().read())["wrong"]
    except OSError:
        return  # the server was stopped before it was ready
    for sentence in wrong:
        print(sentence, flush=True)
    print(f"Sensemaking answers at http://{address}:{port} (Ctrl-C ends it)", flush=True)


def _answer(listening: socket.socket) -> None:
    config = uvicorn.Config(
        "app:app",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Pages and browser are on one computer: compressing between them only takes time.
        ws_per_message_deflate=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=SECONDS_FOR_GOODBYE,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except SystemExit as failed:
        # uvicorn's way to say that the app did not start; its exit code would mean something else here.
        raise RuntimeError("the app did not start") from failed
