"""Scripted phones, walls and laptops: what a browser does with a live page, as a plain HTTP client.

A screen reads its page, sends the forms that stand on it with their own hidden ids, sends them again with the same ids
until they are answered, and asks for what came after the last event it saw. Faults, replays and measurements are driven
by them.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx
import lxml.html

NEWS = {"accept": "application/json"}
A_FORM = {"content-type": "application/x-www-form-urlencoded"}
LONG = httpx.Timeout(60.0)
"""A screen that follows is answered within twenty seconds, and a server that starts keeps everybody waiting."""

OWN = re.compile(r'<section aria-labelledby="sent">.*?</section>', re.DOTALL)
WORDS = re.compile(r'<p class="words">(.*?)</p>', re.DOTALL)
WAY_IN = re.compile("<strong>(http://[^<]+)</strong>")


class Refused(Exception):
    """The room said no, in these words."""


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and the fields it would send if nobody touched it."""

    action: str
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)

    def having(self, **values: str) -> bool:
        """Whether it would send these."""
        return all((name, value) in self.fields for name, value in values.items())

    def anew(self) -> "Form":
        """The same form with ids of its own, as if it had been drawn again."""
        fields = [(name, str(uuid4()) if name in ("event", "id") else value) for name, value in self.fields]
        return Form(self.action, self.id, fields)

    def filled(self, *more: tuple[str, str], **words: str) -> str:
        """What is sent once these fields say this; `more` are fields that stand in it several times, and its button."""
        kept = [(name, value) for name, value in self.fields if name not in words]
        return urlencode([*kept, *words.items(), *more])


@dataclass
class Page:
    """What a script finds on a page: its forms, and what its body says about following."""

    forms: list[Form]
    body: dict[str, str]


def read(html: str) -> Page:
    """The forms of a page, or of its main part, in the order in which they stand there."""
    page = lxml.html.fromstring(f"<div>{html}</div>" if "<body" not in html else html)
    forms = [Form(one.action or "", one.get("id", ""), _fields(one)) for one in page.forms]
    body = page.find("body")
    told = body.attrib if body is not None else {}
    return Page(forms, {name.removeprefix("data-"): value for name, value in told.items()})


def _fields(form: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.form_values() if value is not None]


class Screen:
    """A page that follows a gathering. `missed` counts how often it was not answered, and asked again."""

    def __init__(self, http: httpx.AsyncClient, path: str, patience: float = 1.0) -> None:
        self.http, self.path, self.patience = http, path, patience
        self.html, self.number, self.failures, self.missed = "", 0, 0, 0
        self._follow = ""
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page as it was shown last."""
        if self._page is None:
            self._page = read(self.html)
        return self._page

    async def open(self) -> Self:
        """Load the page, as after a reload."""
        answer = await self._until_answered("GET", self.path)
        self._show(answer.text)
        self.number, self._follow = int(self.page.body.get("number", 0)), self.page.body.get("follow", "")
        return self

    def forms(self, act: str, **values: str) -> Iterator[Form]:
        """The forms on the page that ask for this act and would send these values."""
        return (one for one in self.page.forms if one.action.endswith(f"/{act}") and one.having(**values))

    def form(self, act: str, **values: str) -> Form:
        """The first of them."""
        for one in self.forms(act, **values):
            return one
        raise LookupError(f"There is no form for {act} on this page.")

    async def send(self, form: Form, *more: tuple[str, str], **words: str) -> None:
        """Send a form until it is answered, each time with the same ids; raises Refused where it is refused."""
        body = form.filled(*more, **words)
        while True:
            answer = await self._until_answered("POST", form.action, content=body, headers=NEWS | A_FORM)
            try:
                told = answer.json()
            except ValueError:
                await self._pause()
                continue
            if not told.get("kept") and not told.get("to"):
                raise Refused(told.get("refused", ""))
            return

    async def post(self, form: Form, *more: tuple[str, str], **words: str) -> None:
        """Send a form as a phone without a script does, and land on the page that answers it."""
        body = form.filled(*more, **words)
        answer = await self._until_answered("POST", form.action, content=body, headers=A_FORM)
        self._show(answer.text)

    async def follow(self) -> bool:
        """Ask once for what came after the last event seen; whether anything was shown anew."""
        answer = await self._until_answered("GET", f"{self._follow}{self.number}", headers=NEWS)
        if answer.status_code == 204:
            return False
        if answer.status_code != 200:  # the page that is loaded again says why
            await self.open()
            return True
        news: dict[str, Any] = answer.json()
        self.number = news["number"]
        self._show(news["main"])
        return True

    def _show(self, html: str) -> None:
        self.html, self._page = html, None

    async def _until_answered(self, method: str, path: str, **more: Any) -> httpx.Response:
        while True:
            try:
                answer = await self.http.request(method, path, **more)
                if answer.status_code < 500:
                    self.failures = 0
                    return answer
            except httpx.TransportError:
                pass
            await self._pause()

    async def _pause(self) -> None:
        self.failures += 1
        self.missed += 1
        await asyncio.sleep(min(self.patience * self.failures, 8 * self.patience) * (0.5 + random.random()))


class Phone(Screen):
    """A phone in the room: it keeps its own cookies, and knows which of its words it was told are kept."""

    def __init__(self, http: httpx.AsyncClient, root: str = "/room", patience: float = 1.0) -> None:
        super().__init__(http, f"{root}/", patience)
        self.root = root
        self.kept: list[str] = []

    async def join(self, code: str, **who: str) -> Self:
        """Come in by the code, read what words carry here, and say who one is where they carry that."""
        await self.open()
        form = self.form("join")
        answer = await self._until_answered(
            "POST", form.action, content=form.filled(code=code), headers=A_FORM
        )
        self._show(answer.text)
        before = self.form("before")
        self.path = before.action.removesuffix("/before")
        await self.post(before, **who)
        return await self.open()

    async def write(self, words: str, **more: str) -> None:
        """Write this in the first box that stands there."""
        await self.send(self.form("write"), words=words, **more)
        self.kept.append(words)

    def own(self) -> Counter[str]:
        """What it shows of its own words, and how often."""
        mine = OWN.search(self.html)
        return Counter(unescape(words) for words in WORDS.findall(mine[0])) if mine else Counter()


class Laptop(Screen):
    """The facilitator's view of a gathering. Its acts are sent as its forms would, each an event of its own."""

    def __init__(self, http: httpx.AsyncClient, gathering: UUID, patience: float = 1.0) -> None:
        super().__init__(http, f"/lead/{gathering}", patience)

    async def act(self, act: str, **fields: str) -> None:
        """Do this, such as "go" to a phase; raises Refused where it is refused."""
        await self.send(Form(f"{self.path}/{act}", fields=[("event", str(uuid4()))]), **fields)

    async def let_phones_in(self) -> tuple[str, str]:
        """The address that phones come in by, and what stands before their paths there.

        That is the door on the local network; where there is no network, the app's own.
        """
        try:
            await self.act("open-door")
        except Refused:
            return str(self.http.base_url), "/room"
        await self.open()
        way = WAY_IN.search(self.html)
        assert way is not None
        return way[1], ""


def a_client(address: str, **more: Any) -> httpx.AsyncClient:
    """A device of its own, with no cookies yet, that speaks to this address."""
    # Without the certificates of the whole world: they are read from the disk for every client.
    return httpx.AsyncClient(base_url=address, timeout=LONG, follow_redirects=True, verify=False, **more)
