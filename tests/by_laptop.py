"""The laptop and the wall of a gathering without a screen: pages loaded, forms sent as a browser would."""

from typing import Any
from uuid import UUID

import lxml.html
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sensemaking.door.headers import PROTECTIONS
from sensemaking.phone.on_our_door import LIVE
from sensemaking.practice.live import Live

AS_NEWS = {"accept": "application/json"}


def a_client() -> TestClient:
    app = Starlette(routes=LIVE, middleware=list(PROTECTIONS))
    return TestClient(app, base_url="http://127.0.0.1:8501", follow_redirects=True)


class Laptop:
    """The facilitator's view in one window, and the wall in another."""

    def __init__(self, gathering: Live) -> None:
        self.browser = a_client()
        self.gathering = gathering
        self.path = f"/lead/{gathering.id}"
        self.status = 0
        self.look()

    def look(self) -> "Laptop":
        """Load the facilitator's view."""
        return self._arrived(self.browser.get(self.path))

    def send(self, act: str, nth: int = 0, files: Any = None, **fields: Any) -> "Laptop":
        """Fill in one of the view's forms of this act, and send it."""
        action, filled = self.form(act, nth)
        return self._arrived(self.browser.post(action, data=filled | fields, files=files))

    def press(self, words: str) -> "Laptop":
        """Press the button that says this."""
        return self._arrived(self._pressed(words))

    def post(self, act: str, **fields: Any) -> "Laptop":
        """Send what no form of the view holds."""
        return self._arrived(self.browser.post(f"{self.path}/{act}", data=fields))

    def form(self, act: str, nth: int = 0) -> tuple[str, dict[str, Any]]:
        """Where a form of the view goes, and what it holds before anybody fills it in."""
        found = [form for form in self.page.forms if form.action.endswith(f"/{act}")]
        return found[nth].action, _fields(found[nth])

    def acts(self) -> set[str]:
        """What the forms of the view ask for."""
        return {form.action.rpartition("/")[2] for form in self.page.forms}

    @property
    def next_step(self) -> list[str]:
        """The words of every primary button there is."""
        return [" ".join(one.text_content().split()) for one in self.page.find_class("first")]

    @property
    def text(self) -> str:
        """Everything the view says."""
        return " ".join(self.page.find("body").text_content().split())

    @property
    def refusal(self) -> str:
        """What the view was refused with."""
        return " ".join(one.text_content() for one in self.page.xpath("//*[@role='alert']"))

    def wall(self) -> Any:
        """The wall, as a page."""
        return lxml.html.fromstring(self.browser.get(f"/wall/{self.gathering.id}").text)

    def on_the_wall(self) -> list[str]:
        """The words of people that stand on the wall."""
        return [one.text_content() for one in self.wall().find_class("words")]

    def _pressed(self, words: str) -> Any:
        for form in self.page.forms:
            for button in form.xpath(".//button"):
                if " ".join(button.text_content().split()) == words:
                    named = {button.get("name"): button.get("value")} if button.get("name") else {}
                    return self.browser.post(form.action, data=_fields(form) | named)
        raise AssertionError(f"There is no button that says {words}.")

    def _arrived(self, answer: Any) -> "Laptop":
        self.status = answer.status_code
        self.page = lxml.html.fromstring(answer.text)
        return self


def _fields(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.form_values() if value is not None}


def everything(laptop: Laptop) -> str:
    """Every answer that the wall and the view give: pages, and news for a script."""
    id: UUID = laptop.gathering.id
    pages = (f"/wall/{id}", f"/lead/{id}")
    news = (f"{page}/after/0" for page in pages)
    return "".join(laptop.browser.get(one, headers=AS_NEWS).text for one in (*pages, *news))
