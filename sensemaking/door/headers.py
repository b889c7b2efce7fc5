"""What may a browser do with our pages, and who may ask for them at all?

`PROTECTIONS` wraps every answer, Streamlit's own ones included (used by app.py).
"""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The one inline script of Streamlit 1.67's index.html (it sets window.prerenderReady). The browser test
# fails when a newer Streamlit writes another one.
STREAMLIT_INLINE_SCRIPT = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # blob: is how Streamlit loads the script of a component of ours.
        f"script-src 'self' blob: {STREAMLIT_INLINE_SCRIPT}",
        # Streamlit and Vega write their styles into the page.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

# Streamlit answers these to anyone who asks; nobody here needs them.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")

OUR_NAMES = ("127.0.0.1", "localhost")


class WithHeaders:
    """Every answer carries `HEADERS`, or what it says more strictly itself; what is `CLOSED` is not found."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with our headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] == "http" and scope["path"].startswith(CLOSED):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


class OnThisComputer:
    """Only this computer may ask, by its own name, however the server was started.

    The address the request arrived at must be loopback (so `uvicorn --host 0.0.0.0` opens nothing), and the
    name asked for must be ours (so no web page can reach us under a name of its own that points here).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, or say that only this computer may ask."""
        if scope["type"] == "lifespan" or (_arrived_at_loopback(scope) and _asked_by_our_name(scope)):
            await self.app(scope, receive, send)
        else:
            sentence = "Sensemaking answers on the computer it runs on only, at http://127.0.0.1."
            await PlainTextResponse(sentence, status_code=403)(scope, receive, send)


def _arrived_at_loopback(scope: Scope) -> bool:
    server = scope.get("server")
    try:
        return server is not None and ipaddress.ip_address(server[0]).is_loopback
    except ValueError:
        return False


def _asked_by_our_name(scope: Scope) -> bool:
    name, _, _ = Headers(scope=scope).get("host", "").partition(":")
    return name in OUR_NAMES


PROTECTIONS = (Middleware(WithHeaders), Middleware(OnThisComputer))
