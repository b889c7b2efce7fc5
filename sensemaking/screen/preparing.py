"""How is a gathering started and prepared? One question; and, folded away, everything that can be chosen besides."""

from dataclasses import dataclass

import streamlit as st

from sensemaking.model.agenda import Format
from sensemaking.model.counting import in_words
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Carries, Room
from sensemaking.practice import gather, look
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.practice.notice import new_id
from sensemaking.screen import choosing, show, where

ID = "gather.id"

QUESTION = "Our question"
EXAMPLE = "for example: What happened when we rang people before their first visit?"
HOW = "It begins with a first hour: talk in pairs, write, see it together, make piles, say what we will try next."
START = "Start from this question"
MORE = "Prepare more (all of it can stay as it is)"
FORMAT = "How do we go about it?"
MINUTES = "About {minutes} minutes · {source}"
CARRIES = "What do people's words carry?"
CARRIED = {
    Carries.NOTHING: "Nothing: nobody, ourselves included, can ever tell who wrote what",
    Carries.ROLE: "A role, such as “neighbour” or “nurse”",
    Carries.NAME: "A name, as each person types it",
}
CARRIES_HINT = "It is said on every phone before anybody writes, and stays once the first phone has joined."
ROLES = "Who is in the room? Roles, not names, one on each line"
ROLES_EXAMPLE = "resident\npractitioner\nmanager"
CONTACT = "Whom can somebody turn to if something worries them?"
CONTACT_EXAMPLE = "a person in the room, or a telephone number"
LOOKED_AT = "Where a part of it looks at something, it looks through “{lens}” {where}."
WHERE_WE_STAND = "at what can be seen from here"
KEEP = "Keep these choices"
KEPT = "Kept."
LEAD, WALL = "Open the facilitator's view", "Open the wall"
CHOOSE_CARDS = "Choose the stories for cards"
PRINTS = {
    "Print a one-page plan": "plan",
    "Print a handful of story cards": "cards",
    "Print the way in": "way-in",
}
BEFORE = "Not begun yet · {format}, about {minutes} minutes"
NOW = "Going on: {phase}"
AGENDA = "{minutes} min · {title}: {wall}"
MENDED = "{file} is not offered: {refusal}"


@dataclass(frozen=True)
class Choices:
    """What somebody chose about a gathering besides its question."""

    format: str = gather.FIRST_FORMAT
    carries: Carries = Carries.NOTHING
    contact: str = ""
    roles: tuple[str, ...] = ()


def begin(here: Here) -> None:
    """One question and one button; the rest behind a fold."""
    question = st.text_input(QUESTION, placeholder=EXAMPLE, key="gather.question")
    start = st.container()
    st.caption(HOW)
    with st.expander(MORE, key="gather.more"):
        chosen = _choices(Choices(), "gather.new", begun=False)
        show.words(("quiet", _looked_at(here.focus)), key="gather.focus")
    with start, show.refusals():
        if st.button(START, type="primary", key="gather.start"):
            id = st.session_state.setdefault(ID, new_id())
            gather.prepare(
                here,
                question,
                format=chosen.format,
                carries=chosen.carries,
                contact=chosen.contact,
                roles=chosen.roles,
                id=id,
            )
            del st.session_state[ID]
            st.rerun()


def shown(gathering: Live) -> None:
    """A gathering with the ways into it, what to print for it, and what was prepared."""
    room = gathering.room
    here = f"/lead/{gathering.id}"
    with st.container(key=f"gathering-now-{gathering.id}"):
        show.words(("large", room.question), ("quiet", _stage(room)), key=f"gather.said.{gathering.id}")
        with st.container(horizontal=True):
            st.link_button(LEAD, here, type="primary")
            st.link_button(WALL, f"/wall/{gathering.id}")
        with st.container(horizontal=True):
            for words, path in PRINTS.items():
                st.link_button(words, f"{here}/print/{path}", type="tertiary")
            where.link(CHOOSE_CARDS, "take_away")
        with st.expander(MORE, key=f"gather.more.{gathering.id}", on_change="rerun") as opened:
            if opened.open:
                _change(gathering, room)


def _change(gathering: Live, room: Room) -> None:
    before = Choices(room.format, room.carries, room.contact, room.roles)
    key = f"gather.{gathering.id}"
    _agenda(room)
    chosen = _choices(before, key, begun=bool(room.phase))
    if st.button(KEEP, key=f"{key}.keep"):
        with show.refusals():
            gather.change(
                gathering,
                format=chosen.format,
                carries=chosen.carries,
                contact=chosen.contact,
                roles=chosen.roles,
            )
            show.receipt(KEPT, key=f"{key}.kept")


def _choices(before: Choices, key: str, begun: bool) -> Choices:
    there = gather.formats()
    names = {before.format: before.format} if before.format not in there else {}
    labels = choosing.apart(names | {key: format.name for key, format in there.items()})
    keys = list(labels)
    format = st.selectbox(
        FORMAT,
        keys,
        keys.index(before.format),
        format_func=labels.__getitem__,
        key=f"{key}.format",
        disabled=begun,
    )
    if format in there:
        show.words(*_about(there[format]), key=f"{key}.about")
    for file, refusal in gather.formats_refused().items():
        show.refusal(Refusal(MENDED.format(file=file, refusal=refusal)))
    carries = st.radio(
        CARRIES,
        list(Carries),
        list(Carries).index(before.carries),
        format_func=CARRIED.__getitem__,
        key=f"{key}.carries",
        help=CARRIES_HINT,
    )
    roles = st.text_area(ROLES, "\n".join(before.roles), placeholder=ROLES_EXAMPLE, key=f"{key}.roles")
    contact = st.text_input(CONTACT, before.contact, placeholder=CONTACT_EXAMPLE, key=f"{key}.contact")
    return Choices(format, carries or before.carries, contact, tuple(roles.splitlines()))


def _about(format: Format) -> list[show.Block]:
    minutes = MINUTES.format(minutes=in_words(format.minutes), source=format.source)
    return [("text", " ".join(format.about.split())), ("quiet", minutes)]


def _agenda(room: Room) -> None:
    phases = [phase for phase in room.agenda.phases if not phase.skipped]
    lines = [AGENDA.format(minutes=one.minutes, title=one.title, wall=one.wall) for one in phases]
    show.words(*(("text", line) for line in lines), key=f"gather.agenda.{room.id}")


def _looked_at(focus: Focus) -> str:
    lens = look.titles().get(focus.lens or look.FIRST_LENS, "")
    return LOOKED_AT.format(lens=lens, where=WHERE_WE_STAND)


def _stage(room: Room) -> str:
    if room.now:
        return NOW.format(phase=room.now.title)
    there = gather.formats().get(room.format)
    minutes = sum(phase.minutes for phase in room.agenda.phases if not phase.skipped)
    return BEFORE.format(format=there.name if there else room.format, minutes=in_words(minutes))
