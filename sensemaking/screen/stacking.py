"""How is a system shown from where we stand in it? Its cycles, what is noticed closer in, and what came to it."""

from uuid import UUID

import streamlit as st

from sensemaking.model.counting import begun
from sensemaking.model.cycle import Cycle
from sensemaking.model.question import Family
from sensemaking.practice import questions, stack
from sensemaking.practice.here import Here
from sensemaking.screen import choosing, listening, questioning, show, where

CYCLES, NO_CYCLE = "What are we learning just now?", "No learning cycle is running here."
EARLIER = "Earlier learning cycles"
FOLLOW, BEGIN = "Follow our learning cycles", "Begin a learning cycle"

CLOSER_IN = "What are they noticing closer in?"
SAID = (
    "These are themes that people gave to what they said, as far as it may be read here. No more is claimed: what"
    " several speak of may be chance, and where nothing was said there may be a reason. Choose one to read the stories."
)
SHARED, NO_SHARED = "Shared by several", "No theme is shared by several yet."
ONLY, NO_ONLY = "Only here", "No theme was given in one place alone."
ONLY_HOW = "Seen in one place only. Beyond its home nobody says in which."
MORE = "There are more themes than are named here; looking at themes shows them all."
NOT_HEARD = "Not heard yet"
NOBODY_SAID_WHO = "Nobody has said yet as whom they speak. It can be said whenever something is noticed."
ASK_THEM = "Nothing of theirs can be read here. Whom could we ask, and how would they like to be asked?"
ALL_HEARD = "Every kind of voice has been heard."
NOTHING_CLOSER = "Nothing was told closer in that may be read here and that a theme was given to."
READ, LISTEN, LOOK = "Open this story", "Read all that was said with it", "Look at it together"

PASSED = "Which stories did other groups pass on to us?"

QUESTIONS = "What do we ask ourselves as {scale}?"
FAMILIES = {Family.LEARNING_FROM: "Learning from", Family.ENABLING: "Enabling"}

SHARED_BY, ONLY_IN = "stack.shared", "stack.only"


def cycles(here: Here) -> None:
    """The learning cycles of where we stand, with their stages: those that run, and behind a fold the others."""
    every = stack.own_cycles(here)
    running = [one for one in every if not one.ended]
    earlier = [one for one in every if one.ended]
    st.header(CYCLES)
    if running:
        show.words(*_in_words(running), key="stack.cycles")
    else:
        show.words(("quiet", NO_CYCLE), key="stack.cycles")
    if earlier:
        with st.expander(EARLIER, key="stack.cycles.earlier", on_change="rerun") as fold:
            if fold.open:
                show.words(*_in_words(earlier), key="stack.cycles.earlier.words")
    with st.container(key="stack-ways-cycles"):
        where.link(FOLLOW if every else BEGIN, "cycles")


def _in_words(cycles: list[Cycle]) -> list[show.Block]:
    return [block for one in cycles for block in show.cycle_in_words(one)]


def noticing(here: Here) -> None:
    """What is shared by several, only here and not heard yet; what was said with the theme chosen stands under it."""
    if here.stack.closer_in(here.system.id):
        found = stack.noticed(here)
        there = found.shared or found.only
        st.header(CLOSER_IN)
        show.words(("quiet", SAID if there else NOTHING_CLOSER), key="stack.said")
        if there:
            with st.container(key="stack-themes"):
                _themes(here, SHARED_BY, SHARED, found.shared, NO_SHARED)
                _themes(here, ONLY_IN, ONLY, found.only, NO_ONLY, ONLY_HOW)
            if found.more:
                show.words(("quiet", MORE), key="stack.more")
    _not_heard(here)


def _themes(here: Here, key: str, title: str, themes: dict[UUID, str], none: str, how: str = "") -> None:
    """Themes to choose one of, and its stories; choosing one lets go of the one chosen elsewhere."""
    show.words(("smaller", title), ("quiet", how if themes else none), key=f"{key}.title")
    if not themes:
        return

    def let_go() -> None:
        other = ONLY_IN if key == SHARED_BY else SHARED_BY
        st.session_state.pop(f"{other}.{here.system.id}", None)

    chosen: UUID | None = st.pills(
        title,
        list(themes),
        format_func=choosing.apart({one: show.plain(name) for one, name in themes.items()}).__getitem__,
        label_visibility="collapsed",
        key=f"{key}.{here.system.id}",
        on_change=let_go,
    )
    if chosen is not None:
        _stories(here, chosen, unnamed=key == ONLY_IN)


def _stories(here: Here, theme: UUID, unnamed: bool) -> None:
    """The newest stories with this theme; where they may be named, they open, and all of them are a step away."""
    told = stack.stories_with(here, theme, unnamed)
    if opened := show.cards(told, f"stack.stories.{theme}", "" if unnamed else READ):
        listening.open_story(opened)
    if not unnamed:
        at = here.focus.narrowed(cycle=None, themes=(theme,), choice="", mark="")
        with st.container(key="stack-ways-stories", horizontal=True):
            where.link(LISTEN, "listen", at.narrowed(lens=""))
            where.link(LOOK, "look", at.narrowed(lens="rhythm"))


def _not_heard(here: Here) -> None:
    missing = stack.not_heard(here)
    if missing is None:
        said: list[show.Block] = [("quiet", NOBODY_SAID_WHO)]
    elif not missing:
        said = [("quiet", ALL_HEARD)]
    else:
        said = [("text", "\n".join(begun(voice) for voice in missing)), ("quiet", ASK_THEM)]
    show.words(("smaller", NOT_HEARD), *said, key="stack.not_heard")


def asked(here: Here) -> None:
    """The *learning from* and the *enabling* questions of this scale, to be answered here and now."""
    scale = here.system.scale
    st.header(QUESTIONS.format(scale=scale.one))
    questioning.refused()
    of_scale = questions.of_scale(scale)
    for column, (family, name) in zip(st.columns(2, gap="large"), FAMILIES.items(), strict=True):
        with column:
            st.subheader(name)
            questioning.each(here, [one for one in of_scale if one.family is family])
    questioning.whose(of_scale)


def passed_on(here: Here) -> None:
    """The stories that other groups let come to us; nothing where there are none."""
    if came := stack.passed_on(here):
        st.header(PASSED)
        show.cards(came, "stack.passed_on")
