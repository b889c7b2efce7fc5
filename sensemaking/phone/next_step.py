"""What is the one thing to do next? The facilitator's view says it on a single button, in words of what happens."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sensemaking.model.agenda import Doing, Phase
from sensemaking.model.room import Room
from sensemaking.practice import reveal, showing
from sensemaking.practice.showing import TOGETHER

TO_SEE = {
    Doing.REVEAL: ("Look through what was written", "Show together"),
    Doing.CLOSE: ("Look through what people want kept", "Keep it with the rest"),
}
"""The phases that are not over while something waits to be seen: what looking through it is called, and showing it."""


@dataclass(frozen=True)
class Step:
    """A button: which act of the facilitator's it is, its words, and what goes with it."""

    act: str
    words: str
    fields: Mapping[str, str] = field(default_factory=dict)


def next_step(room: Room, answered: bool) -> Step | None:
    """The next step in this room; `answered` is whether statements have answers yet. None once it has ended."""
    now = room.now
    if room.ended:
        return None
    if now is not None and now.doing in TO_SEE:
        look, show = TO_SEE[now.doing]
        if waits(room):
            return Step("look", look)
        if room.ready():
            return Step("reveal", show)
    if now is not None and now.doing is Doing.RING_TRUE:
        if not room.said and unsaid_names(room):
            return Step("put-names", "Put the names of the piles to the room")
        if answered and showing.shown(room).what != TOGETHER:
            return Step("show", "Show together what rings true", {"what": TOGETHER})
    following = room.following
    if following is None:
        return Step("end", "End and make the note")
    word = "Next" if now is not None else "Begin"
    return Step("go", f"{word}: {_small(following)}", {"phase": following.key})


def waits(room: Room) -> bool:
    """Whether something that may be looked through now has not been."""
    return any(room.waiting(phase) for phase in reveal.open_now(room))


def unsaid_names(room: Room) -> list[str]:
    """The names of piles that are not among the statements put to the room yet."""
    said = {one.words for one in room.said}
    return [pile.name for pile, _ in room.standing_piles() if pile.name and pile.name not in said]


def _small(phase: Phase) -> str:
    """The phase's title as the end of a sentence."""
    first, rest = phase.title[:1], phase.title[1:]
    return phase.title if rest[:1].isupper() else first.lower() + rest
