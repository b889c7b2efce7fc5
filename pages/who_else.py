"""Who else works this way: the places and bodies that our sources name, each with what tells of it."""

import streamlit as st

from sensemaking.model.starting import Group
from sensemaking.practice import starting
from sensemaking.screen import show, where

TITLE = "Who else works this way?"
HOW = (
    "These are the places and bodies that our sources name, and no more than they say of them. Nobody is named as a"
    " person. Where to look is written as plain words: nothing on this page asks for anything outside it."
)
GROUPS = {
    Group.PLACES: "Places",
    Group.COUNTRIES: "Countries",
    Group.WORLD: "The world",
    Group.HELP: "Who can help",
}
TOLD_IN = "Told in “{title}”, {by} ({found})"
NEXT = "Back to where we stand"

st.title(TITLE)
show.words(("quiet", HOW), key="who_else.how")
bodies = starting.who_else()
for column, groups in zip(
    st.columns(2, gap="large"), ((Group.PLACES,), (Group.COUNTRIES, Group.WORLD, Group.HELP)), strict=True
):
    with column:
        for group in groups:
            said: list[show.Block] = [("heading", GROUPS[group])]
            for one in (body for body in bodies if body.group is group):
                told = [TOLD_IN.format(title=it.title, by=it.by, found=it.found) for it in one.documents]
                said += [("smaller", one.name), ("text", one.tells), ("quiet", "\n".join(told))]
            show.words(*said, key=f"who_else.{group}")
where.next_step(NEXT, "welcome")
