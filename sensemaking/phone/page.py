"""A page of ours: a template filled in, everything in it escaped, and how a form of it is answered."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sensemaking.model.refusal import Refusal

log = logging.getLogger(__name__)

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["new_id"] = lambda: str(uuid4())

KEEP_NOTHING = {"cache-control": "no-store"}
POLICY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # A form tells where it comes from: without it, a plain local network would not know our own pages.
    "referrer-policy": "same-origin",
}
"""What a browser may do with a live page: nothing that stands in the page itself runs or styles anything."""
LARGEST_FORM = 8_000_000
"""The most bytes a form may bring: a photograph of a flipchart and a few words."""

NOT_FROM_HERE = "This came from another page than ours, so nothing was done."
TOO_LARGE = "This is more than can be sent at once. Send a smaller picture, or the words in two parts."
WENT_WRONG = "Something went wrong here, and nothing was lost. Try it again."


def root(request: Request) -> str:
    """What stands before every path of ours: nothing on the local network's door, the mount's path on the app's own."""
    return str(request.scope.get("root_path", ""))


def filled(request: Request, template: str, **given: Any) -> str:
    """The template as HTML."""
    return TEMPLATES.get_template(template).render(root=root(request), **given)


def shown(request: Request, template: str, status: int = 200, **given: Any) -> HTMLResponse:
    """The template as an answer that no browser keeps."""
    return HTMLResponse(filled(request, template, **given), status, KEEP_NOTHING | POLICY)


def wants_news(request: Request) -> bool:
    """Whether a script of ours asks, which puts the answer into the page itself."""
    return "application/json" in request.headers.get("accept", "")


def from_our_own_page(request: Request) -> bool:
    """Whether a form was sent from a page of ours. On a plain local network browsers say only the origin."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def form_of(request: Request) -> FormData:
    """What a form of ours brought; raises a Refusal where it came from elsewhere or is too much."""
    if not from_our_own_page(request):
        raise Refusal(NOT_FROM_HERE)
    if int(request.headers.get("content-length") or LARGEST_FORM + 1) > LARGEST_FORM:
        raise Refusal(TOO_LARGE)
    return await request.form(max_files=1, max_fields=200, max_part_size=LARGEST_FORM)


async def done(
    request: Request, do: Callable[[], None], draw: Callable[[str], Response], back: str
) -> Response:
    """Do what a form asks, off the server's own thread, and answer it.

    A script gets news of the page as JSON, everybody else is sent `back`; `draw(refusal)` is the page again, with what
    was typed, where it is refused.
    """
    try:
        await run_in_threadpool(do)
    except Refusal as refused:
        said = str(refused)
    except Exception:  # nobody's phone shows a traceback
        log.exception("a form could not be answered")
        said = WENT_WRONG
    else:
        return (
            JSONResponse({"kept": True}, headers=KEEP_NOTHING)
            if wants_news(request)
            else RedirectResponse(back, 303)
        )
    if wants_news(request):
        return JSONResponse({"refused": said}, 409, KEEP_NOTHING)
    return await run_in_threadpool(draw, said)
