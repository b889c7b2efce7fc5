"""What people write in a gathering is only words on every surface that it reaches: none of it runs or asks anybody."""

import asyncio
import io
import json
import re
import socket
import threading
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx
import lxml.html
import pytest
import uvicorn
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, BrowserContext
from starlette.applications import Starlette

from sensemaking.door.fonts import FONTS
from sensemaking.door.headers import PROTECTIONS
from sensemaking.door.take import TAKE
from sensemaking.model.agenda import Doing
from sensemaking.model.focus import Focus
from sensemaking.model.room import Carries, Next
from sensemaking.model.scale import Scale
from sensemaking.phone.on_our_door import LIVE
from sensemaking.practice import (
    gather,
    gathering_note,
    looking_together,
    shelf,
    showing,
    stores,
    take_away,
    welcome,
)
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.practice.piles import LONGEST_NAME
from sensemaking.practice.shelf import Offer
from sensemaking.practice.showing import PICTURE, PILE, TOGETHER, Shown
from tests.a_gathering import phase
from tests.a_phone import Laptop, Phone, a_client
from tests.a_stack import a_stack

DATA = Path(__file__).parents[1] / "data" / "naughty-strings"
OURS = (DATA / "markup_that_runs.txt").read_text(encoding="utf-8").splitlines()
THEIRS = [one for one in json.loads((DATA / "blns.json").read_text("utf-8")) if "alert(" in one]
NASTY = [*OURS[:44], *THEIRS[:: len(THEIRS) // 16]][:60]
QUESTION = "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>"
SHORT = QUESTION[:80]
A_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0dc"
    "c59e70000000049454e44ae426082"
)
PHONES = 12
NEVER = "iframe object embed applet base frame portal marquee audio video template xss isindex math animate".split()
ADDRESSES = ("src", "href", "action", "formaction", "data", "poster", "background", "ping", "srcset")


@dataclass
class Held:
    """A gathering in which everything that can be written is markup, and how its surfaces are reached."""

    live: Live
    address: str
    offer: Offer
    phone: Phone | None = None

    def go_to(self, doing: Doing) -> None:
        gather.go_to(self.live, phase(self.live, doing))

    def on_the_wall(self) -> Iterator[str]:
        """The wall's path, for each thing that can be chosen for it in this phase."""
        room = self.live.room
        handfuls = [Shown(page=page) for page in range(1, 6)]
        one = room.standing_piles()[0][0].id
        for chosen in (*handfuls, Shown(PILE, one), Shown(PICTURE, room.pictures[0].id), Shown(TOGETHER)):
            showing.show(self.live, chosen, uuid4())
            yield f"/wall/{self.live.id}"

    def marks(self) -> list[str]:
        """The marks of what is looked at just now behind which something was told last."""
        seen = looking_together.seen(self.live)
        looking = self.live.room.now and self.live.room.now.doing is Doing.LOOK
        return [one.key for one in seen.marks[-2:]] if seen and looking else []

    def client(self) -> httpx.Client:
        """The first phone's own browser."""
        assert self.phone is not None
        return httpx.Client(base_url=self.address, cookies=self.phone.http.cookies, timeout=60)

    def paths(self) -> list[str]:
        """Where phones, wall, laptop and printer look just now."""
        room, one = self.live.room, f"/room/g/{self.live.id}"
        phones = [
            one,
            f"{one}/before",
            f"{one}/leave",
            *(f"{one}/words/{shown}" for shown in room.shown[:3]),
            *(f"{one}/stories?{urlencode({'mark': mark})}" for mark in self.marks()),
            "/room/",
        ]
        boards = [f"/wall/{self.live.id}", f"/lead/{self.live.id}"]
        papers = [f"/lead/{self.live.id}/print/{sheet}" for sheet in ("plan", "way-in", "cards?handful=3")]
        return [*phones, *boards, *papers]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A team whose name is markup too."""
    folder = tmp_path_factory.mktemp("injection")
    with pytest.MonkeyPatch.context() as patch, a_stack(folder) as stack:
        patch.setenv("SENSEMAKING_STORES", str(folder))
        around = stack["organisation"]
        made = welcome.make_system(around, SHORT, Scale.TEAM, around.system.id)
        yield around.at(Focus(system=made.id))
        stores.close_all()


@pytest.fixture(scope="module")
def held(team: Here) -> Iterator[Held]:
    app = Starlette(routes=[FONTS, TAKE, *LIVE], middleware=list(PROTECTIONS))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    listening = socket.create_server(("127.0.0.1", 0))
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    serving.start()
    live = gather.prepare(
        team, QUESTION, format="ninety_minutes", carries=Carries.ROLE, contact=" ".join(NASTY), roles=NASTY
    )
    held = Held(live, f"http://127.0.0.1:{listening.getsockname()[1]}", shelf.offer())
    with ThreadPoolExecutor(1) as apart:  # a browser that is open has the loop of this thread
        apart.submit(asyncio.run, everybody_writes(held)).result()
    yield held
    server.should_exit = True
    serving.join()


async def everybody_writes(held: Held) -> None:
    """Somebody for each string writes it wherever a phone lets them, and the facilitator wherever the laptop does."""
    phones = [Phone(a_client(held.address), patience=0.1) for _ in range(PHONES)]
    host = Laptop(a_client(held.address), held.live.id)
    noticed = phase(held.live, Doing.NOTICE)
    kinds = cycle(Next)

    async def send(phone: Phone, act: str, words: str, *more: tuple[str, str], **fields: str) -> None:
        given = {"words": words, **fields}
        which = {name: given.pop(name) for name in ("pile", "next") if name in given and act != "move"}
        await phone.send(phone.form(act, **which).anew(), *more, **given)

    async def write(phone: Phone, words: str) -> None:
        await send(phone, "write", words)

    def card(words: str) -> UUID:
        told = (one for one in held.live.room.in_the_open() if one.phase == noticed)
        return next(one.id for one in told if one.words == words.strip())

    async def pile(phone: Phone, words: str) -> None:
        await send(phone, "move", "", ("card", str(card(words))), pile="new")

    async def name(phone: Phone, words: str) -> None:
        await send(phone, "name", "", pile=str(held.live.room.pile_now(card(words))), name=words)

    async def read(phone: Phone, words: str) -> None:
        piles = {pile.name: pile.id for pile, _ in held.live.room.standing_piles()}
        await send(phone, "read", words, pile=str(piles[" ".join(words.split())[:LONGEST_NAME]]))

    async def decide(phone: Phone, words: str) -> None:
        await send(phone, "decide", words, next=next(kinds).value, needed=words)

    async def close(phone: Phone, words: str) -> None:
        await send(phone, "write", words, keep="on", quotable="on")

    async def all_of_them(do: Any) -> None:
        async def some(phone: Phone, words: Sequence[str]) -> None:
            await phone.open()
            for one in words:
                await do(phone, one)

        await asyncio.gather(*(some(phone, NASTY[nth::PHONES]) for nth, phone in enumerate(phones)))

    for phone, words in zip(phones, NASTY, strict=False):
        await phone.join(held.live.room.code, other=words)
    held.phone = phones[0]
    await host.act("go", phase=phase(held.live, Doing.EXPECT))
    await all_of_them(write)
    await host.act("go", phase=noticed)
    await all_of_them(write)
    await host.act("go", phase=phase(held.live, Doing.REVEAL))
    await host.act("look")
    await host.act("reveal")
    for words in NASTY:
        await host.act("put", id=str(uuid4()), words=words)
    for doing, do in (
        *((Doing.PILE, pile), (Doing.PILE, name), (Doing.READ, read)),
        *((Doing.DECIDE, decide), (Doing.CLOSE, close)),
    ):
        await host.act("go", phase=phase(held.live, doing))
        await all_of_them(do)
    await host.act("scribe", id=str(uuid4()), phase=noticed, words=QUESTION, who=QUESTION, by="a scribe")
    files = {"picture": ("x.png", A_PIXEL, "image/png")}
    told = {"event": str(uuid4()), "id": str(uuid4()), "words": SHORT}
    assert (await host.http.post(f"{host.path}/picture", files=files, data=told)).is_success
    for act in ("look", "reveal"):
        await host.act(act)


def wrong_with(html: str) -> list[str]:
    """What stands in a page that no template of ours puts there."""
    found = []
    for one in lxml.html.fromstring(html).iter():
        if not isinstance(one.tag, str):
            continue
        if one.tag in NEVER or (
            one.tag == "script" and not re.fullmatch(r"(/\w+)?/\w+\.js", one.get("src", ""))
        ):
            found.append(lxml.html.tostring(one, encoding="unicode")[:200])
        leads_away = one.get("http-equiv", "").lower() == "refresh" and one.get("content") not in ("10", "15")
        if one.tag == "meta" and leads_away:
            found.append(lxml.html.tostring(one, encoding="unicode"))
        for name, value in one.attrib.items():
            goes_elsewhere = name in ADDRESSES and not re.match(
                r"(?:/(?!/)|#|\?|data:(?:,$|image/|font/)|$)", value
            )
            if goes_elsewhere or name.startswith("on"):
                found.append(f"<{one.tag} {name}={value[:100]}>")
    return found


WRITTEN = (
    Doing.EXPECT,
    Doing.LOOK,
    Doing.NOTICE,
    Doing.REVEAL,
    Doing.PILE,
    Doing.READ,
    Doing.RING_TRUE,
    Doing.DECIDE,
    Doing.CLOSE,
)


@pytest.mark.parametrize("doing", WRITTEN)
def test_no_page_holds_anything_that_was_not_ours(held: Held, doing: Doing) -> None:
    held.go_to(doing)
    with held.client() as phone:
        for path in (*held.paths(), *held.on_the_wall()):
            answer = phone.get(path)
            assert answer.status_code == 200, path
            assert wrong_with(answer.text) == [], path
        for path in (f"/room/g/{held.live.id}", f"/wall/{held.live.id}", f"/lead/{held.live.id}"):
            main = phone.get(f"{path}/after/0", headers={"accept": "application/json"}).json()["main"]
            assert wrong_with(main) == [], path


def taken(held: Held, team: Here) -> dict[str, bytes]:
    """The note of the gathering in each format that it leaves in, by the route that it leaves by."""
    gather.end(held.live, team.viewer.today)
    note = take_away.open_note(team, gathering_note.id_of(held.live.id))
    held.offer.lay(team, note)
    with held.client() as phone:
        return {
            name: phone.get(f"/take/{held.offer.token}/{name}").raise_for_status().content
            for name in take_away.FORMATS
        }


def seen_by(context: BrowserContext, address: str) -> dict[str, list[str]]:
    """What the pages of a browser ask of others, complain about, and do by themselves, from here on."""
    seen: dict[str, list[str]] = {"asked": [], "complaints": [], "dialogs": []}

    def ask(request: Any) -> None:
        if not request.url.startswith((f"{address}/", "data:", "file://")):
            seen["asked"].append(request.url)

    context.on("request", ask)
    context.on(
        "console",
        lambda said: (
            seen["complaints"].append(f"{said.text} {said.location}") if said.type == "error" else None
        ),
    )
    context.on("weberror", lambda wrong: seen["complaints"].append(str(wrong.error)))
    context.on("dialog", lambda dialog: (seen["dialogs"].append(dialog.message), dialog.dismiss()))
    return seen


def test_nothing_runs_and_nobody_else_is_asked_on_any_surface(
    held: Held, team: Here, browser: Browser, tmp_path: Path
) -> None:
    assert held.phone is not None
    context = browser.new_context(locale="en-GB")
    context.add_cookies(
        [
            {"name": name, "value": value, "url": held.address}
            for name, value in held.phone.http.cookies.items()
        ]
    )
    seen = seen_by(context, held.address)
    page = context.new_page()

    def look_at(address: str) -> None:
        page.goto(address)
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
        assert page.evaluate("window.ran") is None, address
        assert page.url == address

    for doing in WRITTEN:
        held.go_to(doing)
        for path in (f"/room/g/{held.live.id}", f"/wall/{held.live.id}", f"/lead/{held.live.id}"):
            look_at(f"{held.address}{path}")
    for doing in (Doing.LOOK, Doing.PILE):
        held.go_to(doing)
        for path in (*held.paths(), *held.on_the_wall()):
            look_at(f"{held.address}{path}")
    files = taken(held, team)
    for name in ("html", "cards", "wall"):
        file = tmp_path / f"{name}.html"
        file.write_bytes(files[name])
        look_at(file.as_uri())
        assert wrong_with(files[name].decode()) == []
    for path in held.paths()[:3]:
        look_at(f"{held.address}{path}")
    context.close()

    assert seen == {"asked": [], "complaints": [], "dialogs": []}
    with zipfile.ZipFile(io.BytesIO(files["word"])) as word:
        assert not any(b'TargetMode="External"' in word.read(name) for name in word.namelist())
    read = MarkdownIt().parse(files["markdown"].decode())
    parts = [inner for one in read for inner in [one, *(one.children or ())]]
    assert [one for one in parts if one.type in ("html_block", "html_inline", "link_open", "image")] == []
