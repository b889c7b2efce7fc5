"""How does a note leave the room? `/take/<token>/<format>` answers with the file that a page offers just now."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sensemaking.model.refusal import Refusal
from sensemaking.practice import shelf

NOT_HERE = "This page is not open any more. Open it again, and take the note away from there.\n"
NOT_FROM_THERE = "This can be taken away from our own pages only.\n"
KEEP_NOTHING = {"cache-control": "no-store"}


def take(request: Request) -> Response:
    """The file to be saved; a sentence with 404 where no open page offers it, with 409 where it is refused.

    `?handful=7` takes a handful of stories drawn by that number.
    """
    # Browsers say where a link was followed; nobody else's page may even make one of our files appear.
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse(NOT_FROM_THERE, 403, KEEP_NOTHING)
    offer = shelf.find(request.path_params["token"])
    asked = request.query_params.get("handful", "")
    seed = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    try:
        taken = offer and offer.take(request.path_params["format"], seed)
    except Refusal as refused:
        return PlainTextResponse(f"{refused}\n", 409, KEEP_NOTHING)
    if not taken:
        return PlainTextResponse(NOT_HERE, 404, KEEP_NOTHING)
    return Response(
        taken.content,
        media_type=taken.media_type,
        headers=KEEP_NOTHING | {"content-disposition": _attachment(taken.name)},
    )


def _attachment(name: str) -> str:
    """The header that makes a browser save the file under this name, whatever script it is written in."""
    plain = name.encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


TAKE = Route("/take/{token}/{format}", take)
