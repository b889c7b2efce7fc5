"""Looking together: what a gathering looks at, drawn the same for the wall and for every phone."""

import logging
from functools import lru_cache
from threading import Lock

from sensemaking.charts.style import SANS
from sensemaking.exchange import svg
from sensemaking.lenses import Seen
from sensemaking.model.agenda import Doing
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Contribution, Room
from sensemaking.practice import look, made_of_it
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.practice.look import Stories

ON_A_PHONE = 320
"""How wide a picture is drawn for a phone, in pixels."""

A_FEW, FEWER = 5, 2
"""How many stories a phone shows of what was chosen, and how many that go another way."""

log = logging.getLogger(__name__)

_one_at_a_time = Lock()


def place(gathering: Live) -> Here:
    """Where the gathering looks in the phase it is in; where it asks what rings true, at itself."""
    here = made_of_it.focus_of(gathering)
    now = gathering.room.now
    if now and now.doing is Doing.RING_TRUE:
        return here.at(made_of_it.voices_of(gathering.room))
    lens = (now.lens if now else "") or here.focus.lens or look.FIRST_LENS
    chosen = {} if lens == here.focus.lens else {"choice": "", "mark": ""}
    return here.at(here.focus.narrowed(lens=lens, **chosen))


def seen(gathering: Live) -> Seen | None:
    """What the lens of this phase shows; None in a phase in which nothing is looked at, or where it cannot be."""
    now = gathering.room.now
    if now is None or now.doing not in (Doing.LOOK, Doing.RING_TRUE):
        return None
    return _seen(place(gathering))


def handful(gathering: Live, seen: Seen, mark: str = "") -> tuple[Stories, Stories] | None:
    """A few stories behind a mark, and one or two that go another way; None where there is nothing to open.

    Where none is given it is the one that was chosen for the room, or else the lens's own.
    """
    here = place(gathering)
    mark = mark or _mark(here, seen)
    if not mark:
        return None
    try:
        return look.behind(here, seen, mark, A_FEW), look.another_way(here, seen, mark, FEWER)
    except Exception:  # whatever goes wrong with a picture, the gathering goes on
        log.exception("the stories behind a picture could not be opened")
        return None


def picture(gathering: Live, wide: int = ON_A_PHONE, dark: bool = False, size: float = 1.0) -> str:
    """What is seen as SVG, so many pixels wide, its letters so large; empty where there is nothing to draw."""
    shown = seen(gathering)
    return "" if shown is None or shown.spec is None else _drawn(place(gathering), wide, dark, size)


def expected(room: Room) -> list[Contribution]:
    """What people expected to see, once it was revealed."""
    return [one for one in room.in_the_open() if room.doing_of(one) is Doing.EXPECT]


def _mark(here: Here, seen: Seen) -> str:
    return here.focus.mark or seen.at_first or (seen.marks[-1].key if seen.marks else "")


def _seen(here: Here) -> Seen | None:
    # Sixty phones ask for the same at the same moment: it is worked out once.
    with _one_at_a_time:
        return _seen_at(here, here.store.version)


def _drawn(here: Here, wide: int, dark: bool, size: float) -> str:
    with _one_at_a_time:
        return _drawn_at(here, here.store.version, wide, dark, size)


@lru_cache(maxsize=8)
def _seen_at(here: Here, version: int) -> Seen | None:
    try:
        return look.through(here, here.focus.choice)
    except Refusal:
        return None
    except Exception:  # as above
        log.exception("what is looked at together could not be worked out")
        return None


@lru_cache(maxsize=16)
def _drawn_at(here: Here, version: int, wide: int, dark: bool, size: float) -> str:
    shown = _seen_at(here, version)
    if shown is None or shown.spec is None:
        return ""
    told = " ".join(shown.tells)
    name = "seen-dark" if dark else "seen"
    try:
        drawn = svg.draw(
            shown.spec, shown.rows, name, shown.title, told, _mark(here, shown), wide, dark, size
        )
    except Exception:  # as above
        log.exception("a picture could not be drawn")
        return ""
    # A picture on a page has no letters but those of the device.
    return drawn.replace(f'"{SANS}"', f'"{SANS}, system-ui, sans-serif"')
