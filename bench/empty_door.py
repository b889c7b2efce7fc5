"""What the live pages cost without us: `python -m bench.empty_door` serves a gathering that does nothing.

Its pages are two lines long, what is sent to it is read and forgotten, and whoever follows is answered at once. It is
served as ours are, and asked by the same clients.
"""

import asyncio
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

PAGE = """<!doctype html><body data-follow="/after/" data-number="{number}">{main}</body>"""
MAIN = """<h1 data-phase="{phase}">Nothing</h1><form method="post" action="/write"><textarea name="words"></textarea>
<input type="hidden" name="event" value="01a20279-6b70-4732-b91a-fad31ebcad82"></form>"""
PATIENCE = 20.0


class Nothing:
    """How often it moved on, and to which phase."""

    def __init__(self) -> None:
        self.number, self.phase = 0, ""
        self.moved = asyncio.Condition()

    async def page(self, request: Request) -> Response:
        """The page."""
        return HTMLResponse(PAGE.format(number=self.number, main=self._main()))

    async def write(self, request: Request) -> Response:
        """Read it, and forget it."""
        await request.form()
        return JSONResponse({"kept": True})

    async def go(self, request: Request) -> Response:
        """Move on."""
        self.phase, self.number = str((await request.form())["phase"]), self.number + 1
        async with self.moved:
            self.moved.notify_all()
        return JSONResponse({"kept": True})

    async def after(self, request: Request) -> Response:
        """What came after, as soon as it comes."""
        async with self.moved:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.moved.wait_for(lambda: self.number > request.path_params["after"])
            except TimeoutError:
                return Response(status_code=204)
        return JSONResponse({"number": self.number, "main": self._main()})

    def _main(self) -> str:
        return MAIN.format(phase=self.phase)


def main() -> None:
    """Serve it, and print where."""
    nothing = Nothing()
    app = Starlette(
        routes=[
            Route("/after/{after:int}", nothing.after),
            Route("/write", nothing.write, methods=["POST"]),
            Route("/lead/{gathering}/go", nothing.go, methods=["POST"]),
            Route("/{any:path}", nothing.page),
        ]
    )
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
