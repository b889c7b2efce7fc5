"""Who is looking."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Viewer:
    """Whoever sits here. On this computer that is the caretaker, and visibility follows the focus alone.

    `today` is the viewer's local day: consent that ran out before it no longer lets words travel.
    """

    today: date
    role: str = "caretaker"
