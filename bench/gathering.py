"""How a gathering holds up: how long phones wait for "kept", and for what happens in the room.

    python -m bench.gathering STORE [--seconds 60]

The server is a process of its own and serves a copy of the store; phones, wall and facilitator are plain HTTP clients
in this process, on the same cores. Everybody follows, and each phone sends one contribution at some moment of a minute,
while the facilitator moves on six times and shows everything at the end. What the same clients wait for at a door that
does nothing stands beside it.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import UUID, uuid4

from bench.crowd import Room, Waited, held
from bench.looking import Looking
from bench.markdown import Rows, ms, within
from bench.markdown import table as markdown
from sensemaking.model.access import Viewer
from sensemaking.model.agenda import Doing
from sensemaking.model.focus import Focus
from sensemaking.model.scale import Scale
from sensemaking.practice import gather
from sensemaking.practice.here import standing
from sensemaking.store import open_store

PROJECT = Path(__file__).parents[1]
FEW, MANY = 60, 200
TEN, IN_EACH = 10, 20
AT_EASE = 25.0
"""After so many seconds a server has fetched all that it fetches by itself."""


def prepared(path: Path, many: int) -> tuple[UUID, list[Room]]:
    """So many gatherings that have begun to write, held by one team of this store."""
    store = open_store(path)
    try:
        nowhere = standing(store, Viewer(date.today()), Focus())
        team = next(one for one in nowhere.stack if one.scale is Scale.TEAM)
        here = nowhere.at(Focus(system=team.id))
        rooms = []
        for _ in range(many):
            live = gather.prepare(here, "What did we notice this winter?", format="ninety_minutes")
            phases = {one.doing.value: one.key for one in live.room.agenda.phases}
            gather.go_to(live, phases[Doing.NOTICE.value])
            rooms.append(Room(live.id, live.room.code, phases))
        return team.id, rooms
    finally:
        store.close()


@contextmanager
def served(*command: str) -> Iterator[tuple[str, int]]:
    """A server of this command: its address and its process."""
    with tempfile.TemporaryDirectory() as stores:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=PROJECT,
            env=os.environ | {"SENSEMAKING_STORES": stores},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found[0], server.pid
                    return
            raise RuntimeError(f"{command} ended with {server.wait()}")
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()


async def at_ours(address: str, team: UUID, rooms: list[Room], seconds: float) -> dict[str, Waited]:
    """A few, a few while somebody looks, and many; and somebody who looks while nobody gathers."""
    looking = await Looking(address, str(team)).begin()
    enough = asyncio.Event()
    alone = asyncio.create_task(looking.go_on(enough))
    await asyncio.sleep(max(seconds / 2, AT_EASE))
    enough.set()
    return {
        "looking": Waited(looked=await alone),
        "few": await held(address, rooms[0], FEW, seconds),
        "few, looked at": await held(address, rooms[1], FEW, seconds, looking),
        "many": await held(address, rooms[2], MANY, seconds),
    }


async def at_nothing(address: str, seconds: float) -> dict[str, Waited]:
    """The same at a door that does nothing."""
    room = Room(uuid4(), "", {"talk": "talk", "notice": "notice"})
    return {
        name: await held(address, room, phones, seconds) for name, phones in (("few", FEW), ("many", MANY))
    }


async def ten(address: str, process: int, team: UUID, rooms: list[Room], seconds: float) -> list[int]:
    """Bytes of memory once somebody has looked and nobody has gathered, after one gathering, and after ten."""
    await asyncio.sleep(AT_EASE)
    await Looking(address, str(team)).begin()
    memory = [_memory(process)]
    for nth, room in enumerate(rooms, 1):
        await held(address, room, IN_EACH, seconds)
        if nth in (1, len(rooms)):
            memory.append(_memory(process))
    return memory


def _memory(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024


def measured(store: Path, seconds: float) -> dict[str, Any]:
    """Everything: by "ours" and "nothing" what was waited for, and "memory"."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ours.duckdb"
        copyfile(store, copy)
        copyfile(f"{store}.ledger", f"{copy}.ledger")
        team, rooms = prepared(copy, 3 + TEN)
        ours = ("sensemaking", "serve", "--store", str(copy), "--port", "0")
        with served(*ours) as (address, _):
            here = asyncio.run(at_ours(address, team, rooms[:3], seconds))
        with served("bench.empty_door") as (address, _):
            nothing = asyncio.run(at_nothing(address, seconds))
        with served(*ours) as (address, process):
            memory = asyncio.run(ten(address, process, team, rooms[3:], seconds / 6))
    return {"ours": here, "nothing": nothing, "memory": memory}


def table(found: dict[str, Any]) -> str:
    """What was measured, as Markdown, each beside the door that does nothing and what is asked of it."""
    ours, nothing = found["ours"], found["nothing"]
    rows: Rows = [["", "ours: p50 / p95 / p99", "a door that does nothing", "asked for"]]
    asked = {"few": (FEW, "p95 1 s, p99 3 s", "p95 3 s"), "many": (MANY, "p99 6 s", "")}
    for name, (phones, kept, moved) in asked.items():
        rows += [
            [f"{phones} phones: until “kept”, ms", _three(ours[name].kept), _three(nothing[name].kept), kept],
            [
                f"{phones} phones and 3 screens: until a phase is seen, ms",
                _three(ours[name].moved),
                _three(nothing[name].moved),
                moved,
            ],
            [f"{phones} phones: until all that was written is seen, ms", _three(ours[name].shown), "", ""],
        ]
    meanwhile = ours["few, looked at"]
    rows += [
        [f"{FEW} phones while somebody looks: until “kept”, ms", _three(meanwhile.kept), "", ""],
        [
            "`look` meanwhile, ms",
            _three(meanwhile.looked),
            f"nobody gathers: {_three(ours['looking'].looked)}",
            "p95 2 s",
        ],
    ]
    wrong = {
        name: f"{one.lost} lost, {one.doubled} doubled, {one.missed} asked again"
        for name, one in ours.items()
        if one.kept
    }
    rows += [[f"{name}", words, "", "none"] for name, words in wrong.items()]
    before, one, all = (round(size / 1e6) for size in found["memory"])
    rows.append(
        [
            f"memory after {TEN} gatherings of {IN_EACH}, MB",
            f"{all} ({all - before:+d}; after one {one - before:+d})",
            f"before, looked at: {before}",
            "+50",
        ]
    )
    return markdown(rows)


def _three(seconds: Sequence[float]) -> str:
    return " / ".join(ms(within(share, seconds)) for share in (0.5, 0.95, 0.99)) if seconds else ""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--seconds", type=float, default=60, help="how long people write")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} when it began\n")
    print(table(measured(asked.store, asked.seconds)))


if __name__ == "__main__":
    main()
