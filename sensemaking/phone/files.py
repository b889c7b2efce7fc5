"""The few files that live pages need: a browser keeps them for an hour, and then asks only whether they changed."""

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STATIC = Path(__file__).parent / "static"
AN_HOUR = "public, max-age=3600"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def files(*names: str) -> list[Route]:
    """A route for each of these files of ours, such as `/live.css`."""
    return [_route(name) for name in names]


def _route(name: str) -> Route:
    path = STATIC / name
    content = path.read_bytes()
    headers = {"cache-control": AN_HOUR, "etag": f'"{sha256(content).hexdigest()[:20]}"'}

    async def answer(request: Request) -> Response:
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=TYPES[path.suffix], headers=headers)

    return Route(f"/{name}", answer)
