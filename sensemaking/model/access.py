"""Who is looking, and who may do what. On this computer whoever sits there says in which role they act."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sensemaking.model.refusal import Refusal
from sensemaking.model.system import Stack, System


class Role(StrEnum):
    """In which role somebody acts. The value is how the audit and pages name it."""

    CARETAKER = "caretaker"
    TELLER = "teller"
    REVIEWER = "reviewer"
    STEWARD = "steward"


class Action(StrEnum):
    """What not everybody may do. The value is what a refusal calls it: "to <value>"."""

    CHANGE_CONSENT = "say how far these words may travel"
    TAKE_BACK = "take these words back"
    AGREE = "say whether the person agrees"
    CHOOSE_REVIEWER = "choose who reads before words travel"
    REVIEW = "read what may travel"
    SEND_CHALLENGE = "send a challenge out"
    READ_ANSWER = "read an answer"
    ASK_BACK = "ask back"
    JOIN_CHALLENGES = "join challenges"
    ANSWER_CHALLENGE = "answer a challenge"
    ANSWER_QUESTION = "answer a question"


ANYBODY = frozenset(Role)

MAY: dict[Action, frozenset[Role]] = {
    Action.CHANGE_CONSENT: frozenset({Role.TELLER}),
    Action.TAKE_BACK: frozenset({Role.TELLER}),
    Action.AGREE: frozenset({Role.TELLER}),
    Action.CHOOSE_REVIEWER: frozenset({Role.TELLER, Role.CARETAKER}),
    Action.REVIEW: frozenset({Role.REVIEWER}),
    Action.SEND_CHALLENGE: ANYBODY,
    Action.READ_ANSWER: ANYBODY,
    Action.ASK_BACK: frozenset({Role.STEWARD}),
    Action.JOIN_CHALLENGES: frozenset({Role.STEWARD}),
    Action.ANSWER_CHALLENGE: frozenset({Role.STEWARD}),
    Action.ANSWER_QUESTION: ANYBODY,
}
"""In which roles each action may be done; what is not listed may nobody."""


@dataclass(frozen=True)
class Viewer:
    """Whoever sits here. What they may see follows from the focus alone, what they may do from their role.

    `today` is the viewer's local day: consent that ran out before it no longer lets words travel. `role` is taken on at
    `system` and holds there only; a caretaker acts wherever they stand.
    """

    today: date
    role: Role = Role.CARETAKER
    system: UUID | None = None

    @property
    def actor(self) -> str:
        """Who the audit says it was: a role and the system it was taken on at, never a name."""
        return f"{self.role} {self.system}" if self.system else self.role.value


def refuse_unless(viewer: Viewer, action: Action, home: System, stack: Stack) -> None:
    """Raise a Refusal unless this viewer may do this at `home`: where words were told, or a system that is asked."""
    if viewer.role not in MAY.get(action, frozenset()):
        roles = " or ".join(role for role in Role if role in MAY.get(action, frozenset()))
        raise Refusal(
            "Say first in which role you act.",
            try_next=f"To {action} is for a {roles} at {home.name}." if roles else "",
        )
    if viewer.system not in (None, home.id) or (viewer.system is None and viewer.role is not Role.CARETAKER):
        taken_on = stack.get(viewer.system)
        raise Refusal(
            f"You act as {viewer.role} at {taken_on.name}."
            if taken_on
            else "Say first in which role you act.",
            try_next=f"To {action}, stand at {home.name} and take the role on there.",
        )
