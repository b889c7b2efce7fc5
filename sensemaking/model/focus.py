"""The focus: where we look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale

KEYS = ("store", "system", "scale", "cycle", "from", "to", "theme", "lens", "choice", "mark")
"""The names a focus has in a URL. `theme` may stand several times."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""The days anybody may look at or speak of."""


@dataclass(frozen=True)
class Focus:
    """Where we stand and what we look at: one system, the scale compared inside it, a cycle, days, themes.

    `since` and `until` are inclusive local days. `choice` and `mark` say what is chosen within the lens (a measure, a
    theme) and in its chart. A copied link holds the whole of it (`as_query`).
    """

    store: str = ""
    system: UUID | None = None
    scale: Scale | None = None
    cycle: UUID | None = None
    since: date | None = None
    until: date | None = None
    themes: tuple[UUID, ...] = ()
    lens: str = ""
    choice: str = ""
    mark: str = ""

    def narrowed(self, **changes: Any) -> "Focus":
        """The same focus with some parts changed."""
        return replace(self, **changes)

    def as_query(self) -> list[tuple[str, str]]:
        """The focus as pairs for a URL, in a fixed order, leaving out what is not chosen."""
        plain = (
            ("store", self.store),
            ("system", str(self.system or "")),
            ("scale", self.scale.word if self.scale else ""),
            ("cycle", str(self.cycle or "")),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            *(("theme", str(theme)) for theme in self.themes),
            ("lens", self.lens),
            ("choice", self.choice),
            ("mark", self.mark),
        )
        return [(key, value) for key, value in plain if value]

    def as_link(self) -> str:
        """The focus as the part of a link after the question mark."""
        return urlencode(self.as_query())

    @classmethod
    def from_query(cls, query: Mapping[str, list[str]]) -> "Focus":
        """The focus that a URL holds.

        Raises a Refusal that names the part which cannot be read; whoever catches it stands where
        the rest of the link points.
        """

        def first(key: str) -> str:
            return query[key][0] if query.get(key) else ""

        try:
            focus = cls(
                store=first("store"),
                system=UUID(first("system")) if first("system") else None,
                scale=Scale.of(first("scale")) if first("scale") else None,
                cycle=UUID(first("cycle")) if first("cycle") else None,
                since=_day(first("from")) if first("from") else None,
                until=_day(first("to")) if first("to") else None,
                themes=tuple(UUID(theme) for theme in query.get("theme", [])),
                lens=first("lens"),
                choice=first("choice"),
                mark=first("mark"),
            )
        except (ValueError, KeyError) as unreadable:
            raise Refusal(
                "This link has a part that cannot be read.",
                f"({unreadable})",
                "Ask for the link again, or choose where to stand.",
            ) from unreadable
        if focus.since and focus.until and focus.since > focus.until:
            raise Refusal("The first day is after the last.", try_next="Choose the days again.")
        return focus


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"a day is between {EARLIEST} and {LATEST}")
    return day
