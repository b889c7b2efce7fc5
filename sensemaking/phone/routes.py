"""The phones' pages: mounted at /room on the app's own door, and at the root of the one on the local network.

Every page works with forms and reloads alone.
"""

from collections.abc import Mapping
from functools import partial
from gzip import compress
from uuid import UUID

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sensemaking.model.agenda import Doing
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Room
from sensemaking.phone import drawing
from sensemaking.phone.acts import ACTS
from sensemaking.phone.coming_in import JOINING, ask_to_come_in, came_in
from sensemaking.phone.files import files
from sensemaking.phone.follow import news
from sensemaking.phone.forms import UNREADABLE, as_id, text
from sensemaking.phone.page import KEEP_NOTHING, done, form_of, root, shown, wants_news
from sensemaking.phone.participant import Participant, forget, remember, whose
from sensemaking.practice import live, looking_together
from sensemaking.practice.live import Live


def phone(request: Request) -> Response:
    """The phone's page: what it shows depends on where the gathering has got to."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    gathering, who = found
    if not who.told:
        return ask_to_come_in(request, gathering, who)
    return _page(request, gathering, who)


async def after(request: Request) -> Response:
    """What the phone shows once something happened that every phone shows; 403 for a phone that is not in."""
    found = await _soon_found(request)
    if isinstance(found, Response):
        return Response(status_code=403, headers=KEEP_NOTHING)
    gathering, who = found
    draw = partial(_drawn_again, request, gathering, who)
    return await news(request, gathering, lambda room: room.common, draw)


async def act(request: Request) -> Response:
    """What a form on the phone asks for."""
    found = await _soon_found(request)
    try:
        form = await form_of(request)
        do = ACTS[request.path_params["act"]]
    except (Refusal, KeyError) as refused:
        said = str(refused if isinstance(refused, Refusal) else UNREADABLE)
        return await _refused(request, found, said, {})
    except ClientDisconnect:  # the rest of it never came; the phone sends it again
        return Response(status_code=400)
    if isinstance(found, Response):
        return await _refused(request, found, "", {})
    gathering, who = found
    typed = {name: text(form, name) for name in form}
    back = f"{_home(request, gathering.id)}{'/leave' if 'leaving' in form else ''}"
    return await done(
        request,
        lambda: do(gathering, who, form),
        lambda refused: _page(request, gathering, who, typed, refused),
        back,
    )


def before(request: Request) -> Response:
    """What this gathering carries, and who one is in it; asked before anything is written, and changed here."""
    found = _found(request)
    return found if isinstance(found, Response) else ask_to_come_in(request, *found)


async def ready(request: Request) -> Response:
    """Keep on the phone who somebody is here, and let them begin."""
    found = await run_in_threadpool(_found, request)
    form = await _form(request)
    if isinstance(found, Response):
        return found
    if isinstance(form, Response):
        return form
    gathering, who = found
    room = gathering.room
    role = text(form, "other").strip() or text(form, "who")
    told = who.as_told(room, role, text(form, "part"))
    if room.parts and not told.part:
        return await run_in_threadpool(ask_to_come_in, request, gathering, told, "Choose where you sit.")
    answer = RedirectResponse(_home(request, gathering.id), 303)
    remember(request, answer, room, told)
    return answer


def leaving(request: Request) -> Response:
    """Before the phone forgets: what was written here can be taken back."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    return shown(request, "phone/leave.html", **drawing.common(request, *found), typed={}, refused="")


async def leave(request: Request) -> Response:
    """The phone forgets this gathering; what it wrote stays unless it was taken back."""
    found = await run_in_threadpool(_found, request)
    form = await _form(request)
    if isinstance(found, Response):
        return found
    if isinstance(form, Response):
        return form
    answer = shown(request, "phone/left.html", room=found[0].room)
    forget(request, answer, found[0].room)
    return answer


def whole(request: Request) -> Response:
    """All the words of one contribution: of one that everybody may see, or of one's own."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    gathering, who = found
    room = gathering.room
    try:
        one = room.contributions.get(as_id(request.path_params["one"]))
    except Refusal:
        one = None
    if one is None or not (one.id in room.shown or who.wrote(one.id)):
        return _nothing(request, Refusal("These words are not here, or were taken back."))
    changing = one.id not in room.shown and not room.ended
    return shown(
        request, "phone/whole.html", **drawing.common(request, gathering, who), one=one, changing=changing
    )


def stories(request: Request) -> Response:
    """The stories behind one mark of what is looked at just now; the phone's page where there is no such mark."""
    found = _found(request)
    if isinstance(found, Response):
        return found
    gathering, who = found
    now = gathering.room.now
    seen = looking_together.seen(gathering) if now and now.doing is Doing.LOOK else None
    mark = next(
        (one for one in (seen.marks if seen else ()) if one.key == request.query_params.get("mark")), None
    )
    if seen is None or mark is None:
        return RedirectResponse(_home(request, gathering.id), 303, KEEP_NOTHING)
    opened = looking_together.handful(gathering, seen, mark.key)
    given = drawing.common(request, gathering, who)
    return shown(request, "phone/stories.html", **given, seen=seen, mark=mark, stories=opened)


def picture(request: Request) -> Response:
    """What is looked at together, as SVG; on dark paper for `?dark`."""
    found = _found(request)
    if isinstance(found, Response):
        return Response(status_code=403)
    drawn = looking_together.picture(found[0], dark="dark" in request.query_params)
    headers = KEEP_NOTHING | {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(compress(drawn.encode(), 6), media_type="image/svg+xml", headers=headers)


def _found(request: Request) -> tuple[Live, Participant] | Response:
    """The gathering that is asked for and who asks; else where to send them."""
    try:
        gathering = live.find(as_id(request.path_params["gathering"]))
    except Refusal as refused:
        gone = "This gathering is not here." if refused is UNREADABLE else str(refused)
        return _nothing(request, Refusal(gone))
    room = gathering.room
    who = whose(request, room)
    if who is None or not who.may_enter(room):
        return RedirectResponse(f"{root(request)}/", 303, KEEP_NOTHING)
    if who.knocks:
        came_in(gathering, who)
    return gathering, who


async def _soon_found(request: Request) -> tuple[Live, Participant] | Response:
    """The same, without waiting for a thread where the room is known as it is: a whole room asks at once."""
    try:
        at_hand = live.at_hand(as_id(request.path_params["gathering"]))
    except Refusal:
        at_hand = None
    if at_hand is not None and not at_hand.has_news:
        return _found(request)
    return await run_in_threadpool(_found, request)


def _page(
    request: Request,
    gathering: Live,
    who: Participant,
    typed: Mapping[str, str] | None = None,
    refused: str = "",
) -> Response:
    room = gathering.room
    again = request.query_params.get("again", "")
    main = drawing.main_part(request, gathering, who, typed=typed, refused=refused, again=again)
    given = {
        "room": room,
        "main": Markup(main),
        "asks_again": drawing.asks_again_by_itself(room) and not refused,
    }
    return shown(request, "phone.html", 422 if refused else 200, **given)


def _drawn_again(request: Request, gathering: Live, who: Participant, _room: Room) -> str:
    return drawing.main_part(request, gathering, who)


async def _form(request: Request) -> FormData | Response:
    try:
        return await form_of(request)
    except Refusal as refused:
        return _nothing(request, refused, 403)
    except ClientDisconnect:
        return Response(status_code=400)


async def _refused(
    request: Request, found: tuple[Live, Participant] | Response, said: str, typed: Mapping[str, str]
) -> Response:
    """The answer to a form that is not even read: as news for a script, as the page for everybody else."""

    def refuse() -> None:
        raise Refusal(said)

    def draw(refused: str) -> Response:
        return found if isinstance(found, Response) else _page(request, *found, typed, refused)

    if isinstance(found, Response) and not wants_news(request):
        return found
    return await done(request, refuse, draw, "")


def _nothing(request: Request, refused: Refusal, status: int = 404) -> Response:
    return shown(request, "phone/nothing.html", status, refused=str(refused))


def _home(request: Request, gathering: UUID) -> str:
    return f"{root(request)}/g/{gathering}"


PHONE_ROUTES: list[BaseRoute] = [
    *JOINING,
    *files("live.css", "phone.css", "live.js"),
    Route("/g/{gathering}", phone),
    Route("/g/{gathering}/before", before),
    Route("/g/{gathering}/leave", leaving),
    Route("/g/{gathering}/stories", stories),
    Route("/g/{gathering}/picture", picture),
    Route("/g/{gathering}/words/{one}", whole),
    Route("/g/{gathering}/after/{after:int}", after),
    Route("/g/{gathering}/before", ready, methods=["POST"]),
    Route("/g/{gathering}/leave", leave, methods=["POST"]),
    Route("/g/{gathering}/{act}", act, methods=["POST"]),
]
