"""Is it well? `/health` says so in JSON, without a word of anybody's."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sensemaking.door.ready import unready
from sensemaking.model.refusal import Refusal
from sensemaking.practice import stores


def health(_request: Request) -> Response:
    """200 and the version number of each open store; 503 and the sentences of what is wrong.

    `{"ok": true, "stores": {"ours": 12}, "wrong": []}`. A version grows with everything that is kept.
    """
    wrong = list(unready)
    try:
        held = stores.open_all()
    except Refusal as refusal:
        held = {}
        wrong.append(str(refusal))
    wrong += [sentence for store in held.values() for sentence in store.damage]
    answer = {
        "ok": not wrong,
        "stores": {name: store.version for name, store in held.items()},
        "wrong": wrong,
    }
    return JSONResponse(answer, status_code=503 if wrong else 200, headers={"cache-control": "no-store"})


HEALTH = Route("/health", health)
