"""How long it takes from the command to the first page, on a store that is there and for an app that shows nothing."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PROJECT = Path(__file__).parents[1]
EMPTY = """
import streamlit as st
from pathlib import Path

app = st.App(Path(__file__).with_name("page.py"))
"""
NOTHING = "import streamlit as st\nst.title('Nothing here')"
SERVE_EMPTY = """
import socket, uvicorn
listening = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config("app:app", log_config=None)).run(sockets=[listening])
"""


def ours(store: Path) -> float:
    """Seconds until the first page of this store was run through, as `make run` starts it."""
    command = [sys.executable, "-m", "sensemaking", "serve", "--store", str(store), "--port", "0"]
    return _first_page(command, PROJECT)


def empty() -> float:
    """The same for an app of one title."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.py").write_text(EMPTY)
        Path(folder, "page.py").write_text(NOTHING)
        return _first_page([sys.executable, "-c", SERVE_EMPTY], Path(folder))


def _first_page(command: list[str], folder: Path) -> float:
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as stores:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"SENSEMAKING_STORES": stores},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if found := re.search(r"127\.0\.0\.1:\d+", line):
                    _look_at_it(f"ws://{found[0]}/_stcore/stream")
                    return time.perf_counter() - begun
            raise RuntimeError(f"{command} ended with {server.wait()}")
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


def _look_at_it(address: str) -> None:
    """Be a browser until the first page was run through; the server may still be getting ready."""
    with connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=120) as browser:
        asking = BackMsg()
        asking.rerun_script.query_string = ""
        browser.send(asking.SerializeToString())
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "script_finished":
            answer.ParseFromString(browser.recv(timeout=120))
