"""A phone without a screen: it keeps its cookies, reads its page's forms, and sends them as a browser would."""

from typing import Any
from uuid import UUID

import lxml.html
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from sensemaking.phone.routes import PHONE_ROUTES
from sensemaking.practice.live import Live

ROOT = "/room"
AS_NEWS = {"accept": "application/json"}


class Phone:
    """One phone, at an address of its own, in front of the phones' routes."""

    def __init__(self, address: str = "192.168.0.7") -> None:
        app = Starlette(routes=[Mount(ROOT, routes=PHONE_ROUTES)])
        self.browser = TestClient(app, base_url="http://testserver", client=(address, 50000))
        self.page: Any = None
        self.status = 0

    def open(self, path: str = "/") -> "Phone":
        """Load a page of the room."""
        return self._arrived(self.browser.get(f"{ROOT}{path}"))

    def join(self, gathering: Live) -> "Phone":
        """Type the code, read what is said, and go on."""
        self.open().send("join", code=gathering.room.code)
        return self.send("before")

    def at(self, gathering: Live) -> "Phone":
        """Load the phone's page again."""
        return self.open(f"/g/{gathering.id}")

    def send(self, act: str, nth: int = 0, *, more: dict[str, Any] | None = None, **fields: Any) -> "Phone":
        """Fill in one of the page's forms of this act, and send it."""
        action, filled = self.form(act, nth)
        return self._arrived(self.browser.post(action, data=filled | fields | (more or {})))

    def form(self, act: str, nth: int = 0) -> tuple[str, dict[str, Any]]:
        """Where a form of the page goes, and what it holds before anybody fills it in."""
        found = [form for form in self.page.forms if (form.action or "").endswith(f"/{act}")]
        fields = {name: value for name, value in found[nth].form_values() if value is not None}
        return found[nth].action, fields

    def nth_holding(self, act: str, words: str) -> int:
        """Which of the page's forms of this act holds these words already."""
        found = [form for form in self.page.forms if (form.action or "").endswith(f"/{act}")]
        return next(nth for nth, form in enumerate(found) if words in dict(form.form_values()).values())

    def acts(self) -> set[str]:
        """What the forms of the page ask for."""
        return {form.action.rpartition("/")[2] for form in self.page.forms if form.action}

    def news(self, gathering: Live, after: int) -> Any:
        """The answer to what came after an event."""
        return self.browser.get(f"{ROOT}/g/{gathering.id}/after/{after}", headers=AS_NEWS)

    @property
    def text(self) -> str:
        """Everything the page says."""
        return " ".join(self.page.find("body").text_content().split())

    @property
    def cards(self) -> list[str]:
        """The words on the page that people wrote."""
        return [one.text_content().strip() for one in self.page.find_class("words")]

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.find(".//h1").text_content().strip()

    @property
    def refusal(self) -> str:
        """What was refused, in words."""
        return " ".join(one.text_content() for one in self.page.xpath("//*[@role='alert']"))

    def _arrived(self, answer: Any) -> "Phone":
        self.status, self.answer = answer.status_code, answer
        self.page = lxml.html.fromstring(answer.text) if answer.text else None
        return self


def words_of(gathering: Live) -> dict[UUID, str]:
    """What was written in a gathering, by id."""
    return {one.id: one.words for one in gathering.room.contributions.values()}
