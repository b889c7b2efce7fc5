"""The soft clock: how long a phase was meant to go on; when that is over, nothing happens."""

from datetime import UTC, datetime

from sensemaking.model.room import Room


def seconds_left(room: Room, now: datetime | None = None) -> int | None:
    """How much of the phase's time is left, less than nothing when it is over; None where no clock is shown."""
    if room.now is None or room.since is None or not room.clock:
        return None
    since = room.since if room.since.tzinfo else room.since.replace(tzinfo=UTC)
    passed = ((now or datetime.now(UTC)) - since).total_seconds()
    return round(room.now.minutes * 60 - passed)
