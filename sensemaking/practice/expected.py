"""What a gathering expected to see before it looked, as its note quotes it.

It never becomes an observation, and nothing counts it; so its words come from the gathering's own room, each time the
note is seen: what was taken back is not there.
"""

from sensemaking.model.agenda import Doing
from sensemaking.model.note import Note, id_of
from sensemaking.model.observation import Card, Kind
from sensemaking.model.room import Contribution, Room
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live


def may_be_quoted(room: Room) -> list[Contribution]:
    """What everybody saw of what was expected, and its writer lets the note quote, in the order it was revealed in."""
    return [
        one
        for one in room.in_the_open()
        if room.doing_of(one) is Doing.EXPECT and one.quotable and not one.about_someone_else
    ]


def cards(home: Here, note: Note) -> list[Card]:
    """The same as cards, for the note of a gathering that was held where we stand; none for any other note."""
    ended = home.store.read("gatherings_ended", system=home.focus.system)["gathering"]
    held = next((one for one in ended if id_of(one) == note.id), None)
    if held is None:
        return []
    # Not found by `live.at`: what is over need not stay in memory.
    room = Live(home.store, held).room
    day = room.began.date() if room.began else home.viewer.today
    return [
        Card(one.id, 1, Kind.NOTICING, one.words, _asked(room, one), day, home.system.name)
        for one in may_be_quoted(room)
    ]


def _asked(room: Room, one: Contribution) -> str:
    phase = room.agenda.get(one.phase)
    return one.ask or (phase.wall if phase else "")
