"""Starting, refusing to start, and ending: what somebody at a terminal meets."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pytest

from sensemaking.command.serve import _listen
from sensemaking.door.headers import OnThisComputer
from sensemaking.model.refusal import PortTaken, Refusal, StoreHeld, StoreNewer, Unwritable
from sensemaking.practice import trouble
from sensemaking.store import open_store

PROJECT = Path(__file__).parents[1]


def said_and_code(stores: Path, *arguments: str) -> tuple[str, int]:
    """What `serve` says when it cannot start, and the exit code it ends with."""
    done = subprocess.run(
        [sys.executable, "-m", "sensemaking", "serve", "--port", "0", *arguments],
        cwd=PROJECT,
        env=os.environ | {"SENSEMAKING_STORES": str(stores)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == ""
    return done.stderr, done.returncode


def ask(server, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def assert_one_sentence(said: str) -> None:
    assert said.count("\n") == 1
    assert "Traceback" not in said and "Error" not in said
    assert said.strip().endswith(".")


def test_a_port_in_use_is_refused_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said, code = said_and_code(tmp_path / "stores", "--port", str(port))
    assert_one_sentence(said)
    assert str(port) in said
    assert code == PortTaken.exit_code == 4


def test_a_port_that_does_not_exist_is_refused_in_a_sentence():
    with pytest.raises(PortTaken, match="Choose one between"):
        _listen("127.0.0.1", 99999)


def test_the_whole_network_as_an_address_is_refused_in_a_sentence(tmp_path):
    said, code = said_and_code(tmp_path / "stores", "--address", "0.0.0.0")
    assert_one_sentence(said)
    assert "on this computer only" in said
    assert code == Refusal.exit_code == 2


@pytest.mark.parametrize("address", ["192.168.1.20", "::", "", "example.org", "127.0.0.1.example.org"])
def test_any_address_but_this_computers_own_is_refused(address):
    with pytest.raises(Refusal, match="on this computer only"):
        _listen(address, 0)


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a file").write_text("not a folder")
    said, code = said_and_code(tmp_path / "stores", "--store", str(tmp_path / "a file" / "ours.duckdb"))
    assert_one_sentence(said)
    assert code == Unwritable.exit_code == 6


def test_a_log_that_cannot_be_written_does_not_hide_the_sentence(tmp_path):
    (tmp_path / "a file").write_text("not a folder")
    said, code = said_and_code(
        tmp_path / "a file" / "stores", "--store", str(tmp_path / "a file" / "ours.duckdb")
    )
    assert_one_sentence(said)
    assert code == Unwritable.exit_code


def test_a_store_that_another_process_holds_is_refused_in_a_sentence(a_server, tmp_path):
    store = tmp_path / "ours.duckdb"
    first = a_server(tmp_path / "stores", "--port", "0", "--store", str(store)).wait_until_it_answers()
    said, code = said_and_code(tmp_path / "other", "--store", str(store))
    assert first.end() == 0
    assert_one_sentence(said)
    assert str(first.process.pid) in said
    assert code == StoreHeld.exit_code == 3


def test_a_store_from_a_newer_version_is_refused_in_a_sentence(tmp_path):
    store = tmp_path / "ours.duckdb"
    write_from_the_future(store)
    before = store.read_bytes()
    said, code = said_and_code(tmp_path / "stores", "--store", str(store))
    assert_one_sentence(said)
    assert "newer" in said
    assert code == StoreNewer.exit_code == 5
    assert store.read_bytes() == before


def write_from_the_future(store: Path) -> None:
    """A store that has been through a migration which this version does not know."""
    open_store(store).close()
    with duckdb.connect(store) as future:
        future.execute(
            "insert into migration select * replace (999 as number) from migration where number = 1"
        )


def test_the_address_is_printed_only_once_it_answers(server):
    assert ask(server, "/health")[0] == 200
    assert ask(server, "/")[0] == 200


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT])
def test_it_tells_its_health_and_asked_to_stop_closes_the_store_and_ends_well(
    request_to_stop, a_server, tmp_path
):
    store = tmp_path / "ours.duckdb"
    served = a_server(tmp_path / "stores", "--port", "0", "--store", str(store)).wait_until_it_answers()
    status, headers, health = ask(served, "/health")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert health == b'{"ok":true,"stores":{"ours":0},"wrong":[]}'
    served.process.send_signal(request_to_stop)
    assert served.process.wait(30) == 0
    assert served.complaints == ""
    assert store.exists()
    assert not store.with_name("ours.duckdb.wal").exists()


def test_asked_to_stop_while_it_starts_it_ends_well(a_server, tmp_path):
    served = a_server(tmp_path / "stores", "--port", "0", "--store", str(tmp_path / "ours.duckdb"))
    # The log is the first thing it makes; most of the start is still to come.
    while not (tmp_path / "stores" / trouble.LOG_NAME).exists():
        assert served.process.poll() is None
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    assert served.complaints == ""


def test_streamlit_run_opens_the_same_door(a_server, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"SENSEMAKING_STORES": str(tmp_path / "stores")}
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    ) as streamlit:
        assert streamlit.stdout is not None
        for line in streamlit.stdout:
            if f"127.0.0.1:{port}" in line:
                break
        connection = http.client.HTTPConnection("127.0.0.1", port)
        answered = None
        while answered is None:
            assert streamlit.poll() is None
            try:
                connection.request("GET", "/health")
                answered = connection.getresponse()
            except ConnectionRefusedError:
                connection.close()
        assert answered.status == 200
        assert "frame-ancestors 'none'" in answered.headers["content-security-policy"]
        streamlit.terminate()


@pytest.mark.parametrize(
    "path", ["/", "/look", "/health", "/fonts/SourceSerif4-Regular.woff2", "/_stcore/metrics"]
)
def test_every_answer_carries_the_headers(path, server):
    _, headers, _ = ask(server, path)
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_nobody_needs_is_closed(path, server):
    assert ask(server, path)[0] == 404


def test_a_name_that_is_not_ours_is_refused(server):
    status, _, body = ask(server, "/health", Host="rebound.example")
    assert status == 403
    assert b"stores" not in body


def test_fonts_are_asked_for_once_a_year(server):
    status, headers, body = ask(server, "/fonts/AtkinsonHyperlegible-Regular.woff2")
    assert (status, headers["content-type"]) == (200, "font/woff2")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert body[:4] == b"wOF2"


def test_no_file_but_a_font_is_served_with_the_fonts(server):
    for path in ("/fonts/../sorry.py", "/fonts/%2e%2e/sorry.py", "/fonts/..%2f..%2fdoor%2fheaders.py"):
        assert ask(server, path)[0] in (400, 404)


def run(doing: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it, in a thread of its own: a real browser in the same process has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, doing).result()


def test_connections_send_at_once_without_nagles_delay():
    async def connected() -> int:
        sends_at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            sends_at_once.set_result(
                writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            )
            writer.close()

        with _listen("127.0.0.1", 0) as listening:
            address = listening.getsockname()
            async with await asyncio.start_server(met, sock=listening):
                _, writer = await asyncio.open_connection(*address)
                writer.close()
                return await sends_at_once

    assert run(connected())


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("arrived_at", "asked_for", "let_in"),
    [
        ("127.0.0.1", b"127.0.0.1:8501", True),
        ("127.0.0.1", b"localhost:8501", True),
        ("192.168.1.20", b"192.168.1.20:8501", False),
        ("192.168.1.20", b"localhost:8501", False),
        ("127.0.0.1", b"rebound.example:8501", False),
        ("127.0.0.1", b"localhost.rebound.example", False),
        ("127.0.0.1", b"", False),
        (None, b"localhost", False),
    ],
)
def test_only_this_computer_by_its_own_name_is_let_in(kind, arrived_at, asked_for, let_in):
    inside: list[str] = []
    told: list[str] = []

    async def app(scope, receive, send):
        inside.append(scope["type"])

    async def send(message):
        told.append(message["type"])

    scope = {
        "type": kind,
        "server": arrived_at and (arrived_at, 8501),
        "headers": [(b"host", asked_for)],
        "extensions": {"websocket.http.response": {}},
    }
    run(OnThisComputer(app)(scope, None, send))
    assert bool(inside) is let_in
    assert bool(told) is not let_in


def test_the_log_tells_where_an_error_was_and_none_of_its_words(tmp_path):
    script = (
        "import logging, sys; from pathlib import Path; from sensemaking.practice.trouble import keep_log\n"
        "keep_log(Path(sys.argv[1]))\n"
        "try:\n"
        "    try:\n        {}['what Ana told us']\n"
        "    except KeyError as error:\n        raise ValueError('what Ana told us') from error\n"
        "except ValueError:\n    logging.getLogger('any').exception('a page failed')\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT, check=True)
    written = (tmp_path / trouble.LOG_NAME).read_text()
    assert "a page failed" in written and "KeyError\nwhich led to" in written and "ValueError" in written
    assert "Ana" not in written


def test_the_settings_are_those_the_promises_need():
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["enableStaticServing"] is False
    assert settings["server"]["maxUploadSize"] <= 50
