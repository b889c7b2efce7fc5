"""A room full of people with phones, as plain HTTP clients: what each of them waits for."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from bench.looking import Looking
from sensemaking.model.agenda import Doing
from tests.a_phone import Laptop, Phone, Screen, a_client

MOVES = 6
PATIENCE = 120.0
"""Whoever has not seen something after so many seconds will not see it."""


@dataclass
class Room:
    """A gathering to be held: its id, its code, and the keys of its phases by what is done in them."""

    id: UUID
    code: str
    phases: dict[str, str]


@dataclass
class Waited:
    """The seconds waited for a receipt, for a phase and for what is shown; how often something went wrong."""

    kept: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)
    missed: int = 0
    lost: int = 0
    doubled: int = 0


@dataclass
class Awaited:
    """What screens should show: who has not shown it yet, and how long each took from now on."""

    words: str
    waited: list[float]
    by: set[Screen]
    by_all: asyncio.Event = field(default_factory=asyncio.Event)
    since: float = field(default_factory=time.perf_counter)

    def saw(self, screen: Screen) -> None:
        """Something new is on this screen."""
        if screen in self.by and self.words in screen.html:
            self.waited.append(time.perf_counter() - self.since)
            self.by.discard(screen)
            if not self.by:
                self.by_all.set()


class Everybody:
    """All screens of one gathering: the phones, and a wall, a facilitator's view and one more of it."""

    def __init__(self, address: str, room: Room, phones: int) -> None:
        self.room = room
        self.host = Laptop(a_client(address), room.id)
        paths = (f"/wall/{room.id}", f"/lead/{room.id}", f"/lead/{room.id}")
        self.boards = [Screen(a_client(address), path) for path in paths]
        self.phones: list[Phone] = []
        self._address, self._many = address, phones
        self.waited = Waited()
        self.awaited: Awaited | None = None

    @property
    def screens(self) -> list[Screen]:
        """Every screen that follows."""
        return [*self.boards, *self.phones]

    async def come_in(self) -> None:
        """Everybody opens their page; phones come in by the code, a few at a time."""
        few = asyncio.Semaphore(10)
        address, root = await self.host.let_phones_in() if self.room.code else (self._address, "")
        self.phones = [Phone(a_client(address), root) for _ in range(self._many)]

        async def join(phone: Phone) -> None:
            async with few:
                await (phone.join(self.room.code) if self.room.code else phone.open())

        await asyncio.gather(*(join(one) for one in self.phones))
        await asyncio.gather(*(one.open() for one in self.boards))

    async def write(self, seconds: float) -> None:
        """Each phone sends one contribution at some moment, while the room moves on."""
        async with asyncio.TaskGroup() as group:
            following = [group.create_task(self._follow(one)) for one in self.screens]
            writing = [group.create_task(self._write(one, random.uniform(0, seconds))) for one in self.phones]
            for nth in range(MOVES):
                await asyncio.sleep(seconds / MOVES)
                await self.move(("talk", "notice")[nth % 2])
            await asyncio.gather(*writing)
            if self.room.code:
                await self.show()
            for task in following:
                task.cancel()
        self.waited.missed = sum(one.missed for one in [*self.screens, self.host])

    async def move(self, doing: str) -> None:
        """Go to a phase, and wait until every screen shows it."""
        key = self.room.phases[doing]
        await self._seen(f'data-phase="{key}"', self.waited.moved, ["go"], self.screens, phase=key)

    async def show(self) -> None:
        """Show everything that was written, and wait until every phone shows it."""
        await self.move(Doing.REVEAL.value)
        await self._seen('class="card arrives"', self.waited.shown, ["look", "reveal"], self.phones)

    async def compare(self) -> None:
        """What every phone was told is kept is what it shows, each once."""
        for phone in self.phones:
            own, kept = (await phone.open()).own(), Counter(phone.kept)
            self.waited.lost += (kept - own).total()
            self.waited.doubled += (own - kept).total()

    async def leave(self) -> None:
        """Close every connection."""
        await asyncio.gather(*(one.http.aclose() for one in [*self.screens, self.host]))

    async def _write(self, phone: Phone, moment: float) -> None:
        await asyncio.sleep(moment)
        begun = time.perf_counter()
        await phone.write(f"They rang back the same day, and it was enough. ({uuid4()})")
        self.waited.kept.append(time.perf_counter() - begun)
        await phone.open()
        self._saw(phone)

    async def _follow(self, screen: Screen) -> None:
        while True:
            if await screen.follow():
                self._saw(screen)

    async def _seen(
        self, words: str, waited: list[float], acts: Sequence[str], screens: Sequence[Screen], **fields: str
    ) -> None:
        """Do the last of these acts, and wait until all these screens show the words."""
        for act in acts[:-1]:
            await self.host.act(act)
        self.awaited = Awaited(words, waited, set(screens))
        await self.host.act(acts[-1], **fields)
        async with asyncio.timeout(PATIENCE):
            await self.awaited.by_all.wait()

    def _saw(self, screen: Screen) -> None:
        if self.awaited is not None:
            self.awaited.saw(screen)


async def held(
    address: str, room: Room, phones: int, seconds: float, looking: Looking | None = None
) -> Waited:
    """One gathering from coming in to the last comparison; somebody may look at something else meanwhile."""
    everybody = Everybody(address, room, phones)
    await everybody.come_in()
    enough = asyncio.Event()
    exploring = asyncio.create_task(looking.go_on(enough)) if looking else None
    await everybody.write(seconds)
    enough.set()
    if exploring:
        everybody.waited.looked = await exploring
    if room.code:
        await everybody.compare()
        await everybody.host.act("end")
    await everybody.leave()
    return everybody.waited
