"""Where do we stand, and what do we look at? As people say it."""

from collections.abc import Mapping
from datetime import date, timedelta

from sensemaking.charts.axes import Unit
from sensemaking.model.counting import in_words, listed
from sensemaking.model.gathering import Vote, of_ten
from sensemaking.model.system import System
from sensemaking.practice.cycles import cycles
from sensemaking.practice.here import Here, theme_names

OF_TEN, NOT_ANSWERED = "Of every ten, {said}.", "Nobody answered it."
RINGS_TRUE, NOT_FOR, NOT_SURE = "it rings true for {many}", "it is not for {many}", "{many} {are} not sure"
NOWHERE = "There is nowhere to stand here yet."


def focus(here: Here) -> list[tuple[str, bool]]:
    """The focus as one sentence in pieces; True marks what was chosen."""
    focus = here.focus
    if focus.system is None:
        return [(NOWHERE, False)]
    pieces: list[tuple[str, bool]] = [("Standing at ", False), (here.system.name, True)]
    if cycle := next((one for one in cycles(here) if one.id == focus.cycle), None) if focus.cycle else None:
        pieces += [(", in the cycle ", False), (f"“{cycle.name}”", True)]
    if focus.since or focus.until:
        pieces += [(", looking at ", False), (days(focus.since, focus.until), True)]
    elif not focus.themes:
        pieces.append((", looking at everything noticed so far", False))
    names = theme_names(here)
    for nth, theme in enumerate(focus.themes):
        pieces += [(", only " if nth == 0 else " or ", False), (f"“{names[theme]}”", True)]
    return [*pieces, (".", False)]


def days(since: date | None, until: date | None) -> str:
    """A period in words: whole months as months, else days."""
    if since and until:
        if since.day == 1 and (until + timedelta(days=1)).day == 1:
            first, last = Unit.MONTH.words(since), Unit.MONTH.words(until)
            if first == last:
                return last
            return f"{first.removesuffix(f' {until.year}')} to {last}"
        return (
            Unit.DAY.words(since) if since == until else f"{Unit.DAY.words(since)} to {Unit.DAY.words(until)}"
        )
    if since:
        return f"the days from {Unit.DAY.words(since)} on"
    return f"the days up to {Unit.DAY.words(until)}" if until else "all days"


def around(here: Here, system: System) -> str:
    """Where a system is: its scale and the system directly around it."""
    outer = here.stack.get(system.parent)
    return f"{system.scale.word} in {outer.name}" if outer else system.scale.word


def of_every_ten(votes: Mapping[Vote, int]) -> str:
    """How many of every ten people gave each answer, as a sentence."""
    words = {Vote.RINGS_TRUE: RINGS_TRUE, Vote.NOT_FOR_ME: NOT_FOR, Vote.NOT_SURE: NOT_SURE}
    said = [
        words[vote].format(many=in_words(many), are="is" if many == 1 else "are")
        for vote, many in of_ten(votes).items()
        if many
    ]
    return OF_TEN.format(said=listed(said)) if said else NOT_ANSWERED
