"""In which role does somebody act here? Asked where it matters, remembered for the visit, kept with what they do."""

from dataclasses import replace

import streamlit as st

from sensemaking.model.access import Role
from sensemaking.practice.here import Here
from sensemaking.screen import choosing, show

ROLES = "acting.roles"

LABEL = "I act here as"
HOW = "It holds at {place} for this visit, and is kept with what you do. No name is."
IN_WORDS = {
    Role.CARETAKER: "whoever looks after this computer",
    Role.TELLER: "the one whose words they are",
    Role.REVIEWER: "the reader our group chose",
    Role.STEWARD: "a steward of {place}",
}


def as_(here: Here, *roles: Role, key: str = "acting") -> Here:
    """Offer these roles at the system we stand at, and be here in the one that is chosen; else as before."""
    taken_on: dict[object, Role] = st.session_state.setdefault(ROLES, {})
    place = here.system
    earlier = taken_on.get(place.id)
    box = f"{key}.{place.id}"
    if box not in st.session_state:  # Streamlit forgets a choice whenever a page does not draw it
        st.session_state[box] = earlier if earlier in roles else None
    chosen = st.pills(
        LABEL,
        roles,
        format_func=choosing.apart(
            {role: show.plain(IN_WORDS[role].format(place=place.name)) for role in roles}
        ).__getitem__,
        key=box,
    )
    show.words(("quiet", HOW.format(place=place.name)), key=f"{box}.how")
    if chosen is None:
        return here
    taken_on[place.id] = chosen
    return Here(here.store, replace(here.viewer, role=chosen, system=place.id), here.focus)
