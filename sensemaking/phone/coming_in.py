"""Coming in: the box for the code, the knock where codes are looked at no more, and what is said before writing."""

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Carries
from sensemaking.phone import joining
from sensemaking.phone.forms import text
from sensemaking.phone.joining import TooManyGuesses
from sensemaking.phone.page import KEEP_NOTHING, form_of, root, shown
from sensemaking.phone.participant import Participant, remember, whose
from sensemaking.practice import contribute, live
from sensemaking.practice.live import Live

LOOKS, LOOKS_AGAIN = 40, 0.5
"""How often a waiting phone's question is looked at before it is answered, and how many seconds lie between."""

NOT_NOW = "The code opens the door: type it here."


def door(request: Request) -> Response:
    """The box for the code; for somebody who knocked, the place where they wait."""
    inside, waiting = _places(request)
    if entered := _just_let_in(request, inside):
        return RedirectResponse(f"{root(request)}/g/{entered[0].id}", 303, KEEP_NOTHING)
    if waiting:
        return shown(request, "waiting.html", sign=waiting[0].sign)
    return _ask_for_the_code(request, inside=inside)


async def join(request: Request) -> Response:
    """A code was sent: in, if it is one of a gathering that is going on."""
    try:
        form = await form_of(request)
        return await run_in_threadpool(_let_in_by_code, request, text(form, "code"))
    except ClientDisconnect:
        return Response(status_code=400)
    except Refusal as refused:
        return await run_in_threadpool(_ask_for_the_code, request, refused=refused)


async def knock(request: Request) -> Response:
    """Somebody may not use the code any more: they wait before the door, with a sign to show."""
    try:
        await form_of(request)
        return await run_in_threadpool(_knock, request)
    except ClientDisconnect:
        return Response(status_code=400)
    except Refusal as refused:
        return await run_in_threadpool(_ask_for_the_code, request, refused=refused)


async def let_in_yet(request: Request) -> Response:
    """410 once somebody who waits before the door has something else to see; 204 where they wait on."""
    for _ in range(LOOKS):
        inside, waiting = await run_in_threadpool(_places, request)
        if not waiting or _just_let_in(request, inside):
            return Response(status_code=410, headers=KEEP_NOTHING)
        if await request.is_disconnected():
            break
        await asyncio.sleep(LOOKS_AGAIN)
    return Response(status_code=204, headers=KEEP_NOTHING)


def came_in(gathering: Live, who: Participant) -> None:
    """Somebody is in the room."""
    if who.id not in gathering.room.joined and not gathering.room.ended:
        contribute.join(gathering, who.id)


def ask_to_come_in(request: Request, gathering: Live, who: Participant, refused: str = "") -> Response:
    """What contributions carry here, who to speak to, and who one is where that is carried."""
    room = gathering.room
    given = {"room": room, "who": who, "refused": refused, "nothing": room.carries is Carries.NOTHING}
    given |= {"by_role": room.carries is Carries.ROLE, "post": f"{root(request)}/g/{room.id}/"}
    return shown(request, "phone/before.html", 422 if refused else 200, **given)


def _let_in_by_code(request: Request, code: str) -> Response:
    gathering = joining.by_code(code, _address(request))
    room = gathering.room
    known = whose(request, room)
    who = known if known and known.may_enter(room) else Participant.new()
    came_in(gathering, who)
    answer = RedirectResponse(f"{root(request)}/g/{room.id}", 303)
    remember(request, answer, room, who)
    return answer


def _knock(request: Request) -> Response:
    try:
        joining.GUESSES.refuse_too_many(_address(request))
    except TooManyGuesses:
        pass
    else:
        raise Refusal(NOT_NOW)
    going_on = live.going_on()
    doors = [one for one in going_on if one.room.door] or going_on
    if not doors:
        raise Refusal("No gathering is going on here.", try_next="Ask the facilitator.")
    known = [who for one in doors if (who := whose(request, one.room)) and who.knocks]
    who = known[0] if known else Participant.new(knocks=True)
    answer = RedirectResponse(f"{root(request)}/", 303)
    for one in doors:
        joining.knock(one, who.knock, who.sign)
        remember(request, answer, one.room, who)
    return answer


def _ask_for_the_code(
    request: Request, inside: list[Live] | None = None, refused: Refusal | None = None
) -> Response:
    may_knock = isinstance(refused, TooManyGuesses)
    status = 200 if refused is None else 429 if may_knock else 422
    given = {
        "refused": str(refused or ""),
        "may_knock": may_knock,
        "inside": [one.room for one in inside or []],
    }
    return shown(request, "join.html", status, **given)


def _places(request: Request) -> tuple[list[Live], list[Participant]]:
    """The gatherings this phone is in, and as whom it waits before the doors of others."""
    inside, waiting = [], []
    for one in live.going_on():
        who = whose(request, one.room)
        if who and who.may_enter(one.room):
            inside.append(one)
        elif who:
            waiting.append(who)
    return inside, waiting


def _just_let_in(request: Request, inside: list[Live]) -> list[Live]:
    """Those of these that the facilitator opened to somebody who knocked and is not inside yet."""
    known = ((one, whose(request, one.room)) for one in inside)
    return [one for one, who in known if who and who.knocks and who.id not in one.room.joined]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


JOINING: list[BaseRoute] = [
    Route("/", door),
    Route("/join", join, methods=["POST"]),
    Route("/knock", knock, methods=["POST"]),
    Route("/waiting/after/{after:int}", let_in_yet),
]
