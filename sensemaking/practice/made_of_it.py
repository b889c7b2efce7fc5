"""What a gathering made of what it noticed: what of it becomes lasting when the gathering ends.

Its noticings became observations at the reveal, its readings were kept as they were written. At the end the piles they
rest on become patterns, the pictures it looked at too, and what it will try becomes experiments of its cycle.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs
from uuid import UUID, uuid5

from sensemaking import lenses
from sensemaking.model.agenda import Doing
from sensemaking.model.cycle import Experiment
from sensemaking.model.focus import Focus
from sensemaking.model.pattern import PILE, Pattern
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Next, Room
from sensemaking.practice import look
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.store import rows
from sensemaking.store.keeping import Rows

log = logging.getLogger(__name__)

VOICES = "voices"
"""The lens through which answers to statements are looked at."""

NOT_DRAWN = "The picture of “{title}” could not be drawn on that day: something went wrong with it."

LONGEST_NAME = 120
"""The most characters of an experiment's name; what was decided in more words stands whole in its actions."""


@dataclass(frozen=True)
class Looked:
    """What was looked at through one lens: the pattern that opens the same view, else what is said `instead` of it."""

    lens: str
    pattern: Pattern | None = None
    instead: str = ""


def kept(patterns: Sequence[Pattern], experiments: Sequence[Experiment]) -> dict[str, Rows]:
    """The rows of these, by table."""
    added: dict[str, list[dict[str, object]]] = {}
    for pattern in patterns:
        for table, some in rows.of_pattern(pattern).items():
            added.setdefault(table, []).extend(some)
    return {**added, "experiment": [rows.of_experiment(one) for one in experiments]}


def piles(room: Room) -> list[Pattern]:
    """Every pile with a name or a reading as a pattern with the pile's own id, in the order they were made.

    A pile that was merged into another keeps what was read of it by itself; without a reading it is part of the other.
    """
    if room.system is None:
        return []
    observed = room.kept_as_observations()
    read = {made.pile for made in room.made}
    found = []
    for pile in room.piles.values():
        lying = room.lying_in(pile.id)
        if pile.id in read or (pile.name and lying and pile.into is None):
            found.append(
                Pattern(
                    pile.id,
                    room.system,
                    PILE,
                    Focus(system=room.system, cycle=room.cycle).as_link(),
                    room.question,
                    name=pile.name,
                    observations=tuple(one.id for one in lying if one.id in observed),
                )
            )
    return found


def pictures(gathering: Live) -> list[Looked]:
    """What was looked at in the phases that were held, through their lenses; whatever goes wrong with one of them.

    Where statements were answered, where perspectives met and parted is one of them.
    """
    room, here = gathering.room, focus_of(gathering)
    looked = [phase for key in room.begun if (phase := room.agenda.get(key)) and phase.doing is Doing.LOOK]
    names = dict.fromkeys(phase.lens or here.focus.lens or look.FIRST_LENS for phase in looked)
    views = [here.focus.narrowed(lens=lens, choice="", mark="") for lens in names if lens != here.focus.lens]
    if here.focus.lens in names:
        views.insert(0, here.focus)
    if room.said:
        views.append(voices_of(room))
    return [_looked(room.id, here.at(focus)) for focus in views]


def voices_of(room: Room) -> Focus:
    """Where one sees how the statements of a gathering were answered."""
    return Focus(system=room.system, lens=VOICES, choice=str(room.id))


def experiments(room: Room) -> list[Experiment]:
    """What the group will try next, each as an experiment of the gathering's cycle; none where it has no cycle."""
    if room.cycle is None:
        return []
    return [experiment(one.id, room.cycle, one.words) for one in room.decided if one.next is Next.TRY]


def experiment(id: UUID, cycle: UUID, words: str) -> Experiment:
    """What is tried, in these words, as an experiment of a cycle; in many words it is named by the first of them."""
    name = " ".join(words.split())
    if len(name) <= LONGEST_NAME:
        return Experiment(id, cycle, name)
    return Experiment(id, cycle, f"{name[:LONGEST_NAME].rpartition(' ')[0]} …", actions=words)


def focus_of(gathering: Live) -> Here:
    """Where the gathering looks: the focus it was prepared with."""
    room, here = gathering.room, gathering.here
    return here.at(Focus.from_query(parse_qs(room.focus)).narrowed(system=room.system))


def _looked(gathering: UUID, here: Here) -> Looked:
    """What is seen there, as a pattern that is kept once for each gathering and lens where there is a picture."""
    lens = here.focus.lens
    try:
        seen = look.through(here, here.focus.choice)
        if seen.spec is None:
            return Looked(lens, instead=" ".join(seen.tells))
        pattern = look.as_pattern(here, seen, here.focus.mark, "", ())
    except Refusal as refused:
        return Looked(lens, instead=str(refused))
    except Exception:  # a gathering can always be ended
        log.exception("a picture of a gathering could not be drawn")
        return Looked(lens, instead=NOT_DRAWN.format(title=lenses.found()[lens].TITLE))
    return Looked(lens, replace(pattern, id=uuid5(gathering, f"looked at through {seen.lens}")))
