"""How does a table of systems become part of the stack? Its columns, what it would look like, and bringing it in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import streamlit as st

from sensemaking.exchange.sheet import Sheet
from sensemaking.exchange.systems_in import Part, Plan
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import Stack, System
from sensemaking.practice import bring_systems
from sensemaking.practice.bring_systems import DryRun
from sensemaking.practice.here import Here
from sensemaking.screen import bringing, imports, mapping, show, standing, whole_file
from sensemaking.screen.bringing import InHand
from sensemaking.screen.component import component, heard

_columns = component("columns")

COLUMNS = "What is in it?"
HOW = "We guessed. Change what is not right; what nobody chose is set aside, in a file of its own."
WORDS = {"role": "What does it tell?", "cells": "Some cells"}
TELLS, ASIDE, ONE_ASIDE = "What it tells", "{n:,} columns set aside", "One column set aside"
SCALE, NO_SCALE = "How wide are they?", "choose"
NAMED = "How wide are the systems it names?"
OUTERMOST = "How wide are those that are part of nothing? Each further in is one scale closer."
MEANS = "“{words}” means"
INSIDE = "What is part of nothing goes inside {name}, where we stand, as far as it is closer in."
NOTHING_AROUND = "What is part of nothing becomes a widest system of its own."
OUTCOME = "What would come of it?"
STACK, STACK_WORDS = "systems.stack", "The stack as it would be"
THERE = "{scale}, there already"
AND_MORE = "and {more:,} more"
BRING = "Bring it in"

MOST_DRAWN, FEW_DRAWN = (6, 8, 6, 4, 2), (3, 3, 3, 2, 1)
"""So many systems are drawn inside one, from the widest in, and in a large stack; the others are counted in words."""

LARGE = 60
"""A stack of more systems than these would push what stays out of the file, and bringing it in, far down the page."""


def look_through(here: Here, hand: InHand, sheet: Sheet, guessed: Plan) -> None:
    """The table's columns, the stack it would make, what stays out, and bringing it in."""
    mapping.first_rows(sheet)
    st.button(bringing.ANOTHER, on_click=bringing.let_go, args=(here,))
    whole_file.another_way(here, hand, sheet)
    st.header(COLUMNS)
    st.markdown(HOW)
    plan = _scales(hand, _told(hand, sheet, guessed))
    around = here.stack.get(here.focus.system)
    said = INSIDE.format(name=around.name) if around else NOTHING_AROUND
    show.words(("quiet", said), key="systems.inside")
    st.header(OUTCOME)
    if hand.job:
        bringing.watch(hand)
        return
    bringing.refusal(hand)
    try:
        found = _tried(here, hand, sheet, plan)
    except Refusal as undecided:
        show.refusal(undecided)
        return
    imports.in_sentences(found.tells)
    standing.drawn(_lands(found.stack, {one.id for one in found.made}), STACK_WORDS, STACK)
    imports.stays_out(found.refused, found.set_aside)
    if found.rows_brought_in and st.button(BRING, type="primary"):
        bringing.bring_systems_in(here, hand, plan)
        st.rerun()


def _tried(here: Here, hand: InHand, sheet: Sheet, plan: Plan) -> DryRun:
    """The dry run of exactly this, worked out once."""
    key, asked = f"systems.{hand.id}.tried", (plan, here.focus.system, here.store.version)
    if st.session_state.get(key, (None, None))[0] != asked:
        st.session_state[key] = asked, bring_systems.dry_run(here, sheet, plan)
    found: DryRun = st.session_state[key][1]
    return found


def _told(hand: InHand, sheet: Sheet, guessed: Plan) -> Plan:
    """Every column with what it tells, to be changed."""
    key = f"systems.{hand.id}.{sheet.how}"
    if edits := st.session_state.get(key, {}).get("edits"):
        hand.edits = {at: dict(said) for at, said in edits.items()}
    plan = follow(guessed, hand.edits)
    aside = guessed.of(Part.SET_ASIDE)
    telling = [at for at in range(len(guessed.columns)) if at not in aside]
    title = ASIDE.format(n=len(aside)) if len(aside) > 1 else ONE_ASIDE
    groups = [
        {"key": name, "title": words, "folded": folded, "lines": [_line(sheet, plan, at) for at in columns]}
        for name, words, columns, folded in (
            ("told", TELLS, telling, False),
            ("aside", title, aside, bool(telling)),
        )
        if columns
    ]
    roles = [[part.name, part.value] for part in Part]
    data = {"file": key, "words": WORDS, "roles": roles, "edits": hand.edits, "groups": groups}
    _columns(key=key, data=data, on_edits_change=heard)
    return plan


def follow(guessed: Plan, edits: bringing.Edits) -> Plan:
    """The guessed plan with what somebody changed in it."""
    plan = guessed
    for at, said in edits.items():
        column = plan.columns[int(at)]
        part = Part[said["role"]] if "role" in said else column.part
        scale = (Scale.of(said["scale"]) if said["scale"] else None) if "scale" in said else column.scale
        plan = plan.with_column(int(at), part, scale if part is Part.LEVEL else None)
    return plan


def _line(sheet: Sheet, plan: Plan, at: int) -> dict[str, Any]:
    column = plan.columns[at]
    scales = [["", NO_SCALE], *([scale.word, scale.word] for scale in reversed(Scale))]
    scale = {
        "name": "scale",
        "label": SCALE,
        "options": scales,
        "value": column.scale.word if column.scale else "",
    }
    return {
        "at": at,
        "short": False,
        "heading": column.heading,
        "cells": mapping.some_cells(sheet, at),
        "role": column.part.name,
        "why": "",
        "ask": "",
        "fields": [scale] if column.part is Part.LEVEL else [],
    }


def _scales(hand: InHand, plan: Plan) -> Plan:
    """How wide the systems are, where the columns do not say it."""
    key = f"systems.{hand.id}"
    if plan.of(Part.SCALE):
        with st.container(horizontal=True):
            chosen = tuple(
                (
                    words,
                    _choose(show.plain(MEANS.format(words=words)), scale, f"{key}.means.{words}"),
                )
                for words, scale in plan.scales
            )
        return replace(plan, scales=chosen)
    label = OUTERMOST if plan.of(Part.PARENT) else NAMED
    return replace(plan, scale=_choose(label, plan.scale, f"{key}.named"))


def _choose(label: str, guessed: Scale | None, key: str) -> Scale | None:
    scales = list(reversed(Scale))
    chosen: Scale | None = st.selectbox(
        label,
        scales,
        scales.index(guessed) if guessed else None,
        format_func=lambda one: one.word,
        placeholder=NO_SCALE,
        key=key,
        persist_state="session",
    )
    return chosen


def _lands(stack: Stack, made: set[UUID]) -> list[dict[str, object]]:
    """The systems a table names as the drawn stack takes them, a few of each and the others counted."""
    most = FEW_DRAWN if len(stack) > LARGE else MOST_DRAWN
    return [_land(stack, one, made, most[1:]) for one in stack.outermost()[: most[0]]]


def _land(stack: Stack, one: System, made: set[UUID], most: Sequence[int]) -> dict[str, object]:
    inside = stack.closer_in(one.id)
    drawn = inside[: most[0]] if most else []
    more = len(inside) - len(drawn)
    return {
        "id": str(one.id),
        "name": one.name,
        "scale": one.scale.word if one.id in made else THERE.format(scale=one.scale.word),
        "role": "",
        "inside": [_land(stack, inner, made, most[1:]) for inner in drawn],
        "groups": [],
        "all": "",
        "more": AND_MORE.format(more=more) if more else "",
    }
