"""What is well here and what is not? For whoever looks after this computer; nothing is changed by looking."""

import http.client
import json
import os
import platform
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sensemaking.model.counting import how_many
from sensemaking.model.refusal import PortTaken, Refusal, StoreHeld, Unwritable
from sensemaking.practice import stores
from sensemaking.practice.trouble import LOG_NAME
from sensemaking.store import examine

PROJECT = Path(__file__).parents[2]
THIS_COMPUTER = "127.0.0.1"
LEAST_ROOM = 500_000_000
"""Bytes free on the disk, under which it is time to make room."""

_PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
_TROUBLE = re.compile(r"^(\d{4}-\d\d-\d\d) [\d:,]+ (?:ERROR|CRITICAL) ", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, in a sentence. `exit_code` is 0 where it is well, else that of its Refusal."""

    about: str
    words: str
    exit_code: int = 0


def examined(store: Path | None, port: int) -> Iterator[Check]:
    """Everything that is looked at, one after another: of the stores this one, else those in the stores' folder."""
    yield _python()
    yield _packages(PROJECT / "requirements.txt")
    folder = store.parent if store else stores.folder()
    yield from _folder(folder)
    named = [store] if store else [stores.path_of(name) for name in (stores.OURS, stores.EXAMPLE)]
    there = [path for path in named if path.exists()]
    for path in there:
        yield from _store(path)
    if store and not there:
        yield Check("store", f"There is no store at {store}.", Refusal.exit_code)
    elif not there:
        yield Check("store", "There is no store yet; the first start lays out the example.")
    yield _log(stores.folder() / LOG_NAME)
    yield _port(port)


def _python() -> Check:
    return Check("python", f"Python {platform.python_version()} will do.")


def _packages(pinned: Path) -> Check:
    if not pinned.exists():
        return Check("packages", "There is no requirements.txt to compare the packages with.", 2)
    wanted: dict[str, list[str]] = {}
    for name, number in _PINNED.findall(pinned.read_text(encoding="utf-8")):
        wanted.setdefault(name, []).append(number)
    different = []
    for name, numbers in wanted.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            different.append(f"{name} is missing")
            continue
        if found not in numbers:
            different.append(f"{name} is {found}, not {' or '.join(numbers)}")
    if different:
        said = "; ".join(different)
        return Check("packages", f"{said}. `pip install -r requirements.txt` puts that right.", 2)
    return Check("packages", f"{len(wanted)} packages are as requirements.txt names them.")


def _folder(folder: Path) -> Iterator[Check]:
    there = folder
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK | os.X_OK):
        yield Check("folder", f"Sensemaking may not write in {there}.", Unwritable.exit_code)
    elif there != folder:
        yield Check("folder", f"The folder {folder} is not there yet; it is made when it is needed.")
    elif os.name != "nt" and folder.stat().st_mode & 0o077:
        yield Check(
            "folder",
            f"Stores can be kept in {folder}. Other accounts of this computer may look into it;"
            f" `chmod 700` on that folder keeps them out.",
        )
    else:
        yield Check("folder", f"Stores can be kept in {folder}, and no other account can look into it.")
    free = shutil.disk_usage(there).free
    room = f"{free / 1e9:,.1f} GB are free where the stores lie"
    if free < LEAST_ROOM:
        yield Check("room", f"Only {room}: make room before more is kept.", Unwritable.exit_code)
    else:
        yield Check("room", f"{room}.")


def _store(path: Path) -> Iterator[Check]:
    try:
        found = examine(path)
    except StoreHeld as held:
        # Whoever has the pages open is well; the pages themselves say what is not.
        yield Check("store", f"{held.what} Nothing more can be said about it from here.")
        return
    except Refusal as refusal:
        yield Check("store", str(refusal), refusal.exit_code)
        return
    for sentence in found.wrong:
        yield Check("store", sentence, 7)
    if found.wrong:
        return
    grows = f" It is at step {found.step} and grows to {found.newest} when it is opened."
    yield Check(
        "store",
        f"The store {path.name} can be read from end to end and its ledger agrees with it:"
        f" {how_many(found.observations, 'observation')}." + (grows if found.step < found.newest else ""),
    )


def _log(path: Path) -> Check:
    if not path.exists():
        return Check("log", "Nothing unforeseen was written down: there is no log yet.")
    try:
        days = _TROUBLE.findall(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return Check("log", f"The log {path} cannot be read.", Unwritable.exit_code)
    if not days:
        return Check("log", f"Nothing unforeseen stands in {path}.")
    last = datetime.fromisoformat(days[-1])
    many = how_many(len(days), "entry")
    return Check("log", f"{path} holds {many} of trouble, the last of {last.day} {last:%B %Y}.")


def _port(port: int) -> Check:
    try:
        with socket.socket() as listening:
            if os.name != "nt":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((THIS_COMPUTER, port))
    except (OSError, OverflowError):
        return _who_answers(port)
    return Check("port", f"Port {port} is free.")


def _who_answers(port: int) -> Check:
    """Whether it is Sensemaking that has the port, and what it says of itself."""
    asking = http.client.HTTPConnection(THIS_COMPUTER, port, timeout=3)
    try:
        asking.request("GET", "/health")
        said = json.loads(asking.getresponse().read(100_000))
        wrong = [str(sentence) for sentence in said["wrong"]]
    except (OSError, OverflowError, http.client.HTTPException, ValueError, LookupError, TypeError):
        words = f"Port {port} is taken or not allowed: `serve` would need another, such as --port 8600."
        return Check("port", words, PortTaken.exit_code)
    finally:
        asking.close()
    if wrong:
        return Check("port", f"Sensemaking answers on port {port} and says: {' '.join(wrong)}", 7)
    return Check("port", f"Sensemaking answers on port {port}, and it is well.")
