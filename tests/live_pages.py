"""The live pages of a gathering as one app in this process: what a test comes in by where no server is needed."""

from starlette.applications import Starlette
from starlette.routing import Mount

from sensemaking.phone.board import WALL
from sensemaking.phone.lead import LEAD
from sensemaking.phone.routes import PHONE_ROUTES

HERE = "http://127.0.0.1"

LIVE_PAGES = Starlette(routes=[Mount("/room", routes=PHONE_ROUTES), WALL, LEAD])
