"""Where do the letters come from? From files of ours, at `/fonts/...`: no browser of a reader asks a font host."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parents[1] / "screen" / "fonts"


class _KeptLong(StaticFiles):
    """Files that never change under their name: a browser asks once and keeps them for a year."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


FONTS = Mount("/fonts", app=_KeptLong(directory=FOLDER), name="fonts")
