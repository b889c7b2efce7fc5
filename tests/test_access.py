"""Who may do what, and where: every role, every action, at home and elsewhere."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from sensemaking.model.access import MAY, Action, Role, Viewer, refuse_unless
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import Stack, System

PLACE = System(uuid4(), Scale.PLACE, "The place")
TEAM = System(uuid4(), Scale.TEAM, "The team", PLACE.id)
STACK = Stack([PLACE, TEAM])


def may(role: Role, action: Action, system: UUID | None) -> bool:
    try:
        refuse_unless(Viewer(date(2026, 3, 1), role, system), action, TEAM, STACK)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_an_action_is_done_in_its_roles_at_the_system_it_belongs_to_and_nowhere_else(role, action):
    listed = role in MAY[action]
    assert may(role, action, TEAM.id) is listed
    assert may(role, action, PLACE.id) is False
    # A caretaker's is the one role that needs no system of its own.
    assert may(role, action, None) is (listed and role is Role.CARETAKER)


def test_what_is_not_listed_may_nobody(monkeypatch):
    monkeypatch.delitem(MAY, Action.READ_ANSWER)
    assert not any(may(role, Action.READ_ANSWER, TEAM.id) for role in Role)


def test_a_refusal_names_the_role_it_needs_and_where():
    viewer = Viewer(date(2026, 3, 1))
    with pytest.raises(Refusal, match="Say first in which role you act.*reviewer at The team"):
        refuse_unless(viewer, Action.REVIEW, TEAM, STACK)
    elsewhere = replace(viewer, role=Role.REVIEWER, system=PLACE.id)
    with pytest.raises(Refusal, match="You act as reviewer at The place.*stand at The team"):
        refuse_unless(elsewhere, Action.REVIEW, TEAM, STACK)


def test_the_audit_names_a_role_and_its_system(team):
    steward = replace(team.viewer, role=Role.STEWARD, system=team.system.id)
    assert team.viewer.actor == "caretaker"
    assert steward.actor == f"steward {team.system.id}"
