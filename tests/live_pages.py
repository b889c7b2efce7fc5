"""The live pages of a gathering as one app in this process: what a test comes in by where no server is needed."""

from starlette.applications import Starlette

from sensemaking.door.headers import PROTECTIONS
from sensemaking.phone.on_our_door import LIVE

HERE = "http://127.0.0.1"

LIVE_PAGES = Starlette(routes=LIVE, middleware=list(PROTECTIONS))
