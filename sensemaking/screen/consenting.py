"""How does somebody see how far their words may travel, where they have got to, change that, and take them back?"""

from dataclasses import replace
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.access import Role
from sensemaking.model.consent import Look, TakenAway
from sensemaking.model.counting import begun, listed
from sensemaking.model.observation import Card, Consent, Whose
from sensemaking.model.pattern import Pattern
from sensemaking.model.refusal import Refusal
from sensemaking.practice import consent, take_away
from sensemaking.practice.cards import cards
from sensemaking.practice.consent import Carried, GotTo, Said, State
from sensemaking.practice.here import Here
from sensemaking.screen import ask, noticing, show

STORY, RECEIPT = "consent.story", "consent.receipt"

BACK = "Back to the stories told here"
HOW = "How far these words may go"
WHOSE = {
    Whose.MINE: "the teller's own story",
    Whose.SOMEONE_ELSE: "about someone else, who has not agreed",
    Whose.AGREED: "about someone else, who agreed",
}
STAYS, FAR, OTHER, WAITS = (
    "it stays here",
    "it may go as far as the {far}",
    "it may go as far as the {far} in other words",
    "it may go as far as the {far}, once somebody your group chose has read it",
)
QUOTED = {True: "it may be quoted", False: "it is not quoted"}
UNTIL = "until {day}"
INSTEAD = "Elsewhere it is read only in these words:"
LOOKED = "{who} read it: {ends}."
ENDS_FAR, ENDS_OTHER = "it may go as far as the {far}", "it may go as far as the {far} in other words"
ENDS_STAYS = "it stays here for now, because: {why}"
AGREED = {True: "{who} agreed, on {day}.", False: "{who} said that they do not agree, on {day}."}

GOT_TO = "Where these words have got to"
NOWHERE = "They are read here and nowhere else."
READ_AT = "They can be read now in {places}."
IN_OTHER_WORDS_AT = "In other words they can be read now in {places}."
NOTE = "The note “{title}” of {place} has a place for them. It asks anew whenever somebody reads it."
FILE = (
    "“{title}” of {place} left with them on {day}, as {kind}."
    " It cannot be called back; whoever holds it can be asked."
)
KINDS = {
    "html": "a page to read and print",
    "word": "a Word document",
    "markdown": "a Markdown file",
    "cards": "story cards",
    "wall": "a sheet for the wall",
}
PATTERN_HERE = "What was seen here rests on them too: “{name}”."
PATTERN_THERE = "Something that was seen in {place} rests on them too: “{title}”"
CHALLENGE = "A challenge from {system} to {to} carries them."
PASSED_ON = "They were passed on to {group}, and are read aloud there when it gathers."
KEEP_FROM = "Keep them here after all"
SOMEWHERE = "a system that is not there any more"

CHANGE, KEEP = "Say it anew", "Keep it so from now on"
CHANGED = "From now on this is how far they go. What went further before is gone from there."
ACT_FIRST = "To change this or take it back, say first that you act as the one whose words they are."
PERSON = "Does the person it is about agree?"
PERSON_HOW = "Until they do, it is not quoted and does not travel."
SAID = {True: "They agree", False: "They do not agree, or no longer"}
WHO, WHO_HINT, DAY = "Who said so?", "she herself, his guardian", "On which day?"
KEEP_PERSON = "Keep what they said"
PERSON_KEPT = "What they said is kept, and holds at once."
TAKE_BACK, SURE = "Take it back", "Yes, take it back for good"
ASK_SURE = "Nobody will see, count or quote it any more. It cannot be brought back."
FILES_REMAIN = "These left with it before, so whoever holds them has to be asked:"
TAKEN_BACK = "Taken back. From now on nobody sees it, counts it or quotes it."


def with_their_states(here: Here, shown: list[Card]) -> list[Card]:
    """These cards with how it stands with each in place of what it means and of whether it may be quoted."""
    known = consent.states(here, [card.id for card in shown])
    return [
        replace(card, meanings=(in_words(known[card.id]),), quotable=True)
        for card in shown
        if card.id in known
    ]


def in_words(state: State) -> str:
    """Whose it is, how far it may go, quoted or not, and until when."""
    far = STAYS if state.travels is None else WAITS if state.waits else OTHER if state.in_other_words else FAR
    parts = [
        WHOSE[state.whose],
        far.format(far=state.travels.word if state.travels else ""),
        QUOTED[state.quotable and state.whose is not Whose.SOMEONE_ELSE],
        UNTIL.format(day=Unit.DAY.words(state.until)) if state.until else "",
    ]
    return begun("; ".join(part for part in parts if part)) + "."


def open_story(story: UUID) -> None:
    """Show how far one story goes and where it has got to."""
    st.session_state[STORY] = story


def receipt() -> None:
    """Say once what was kept last."""
    if said := st.session_state.pop(RECEIPT, ""):
        show.receipt(said, key="consent.receipt")


def in_hand(here: Here) -> bool:
    """Show the story that is open, all that is said of it and where it has got to; False where none is."""
    story: UUID | None = st.session_state.get(STORY)
    if story is None:
        return False
    st.button(BACK, on_click=_close, type="tertiary", key="consent.back")
    receipt()
    try:
        said, got_to = consent.said(here, story), consent.got_to(here, story)
    except Refusal as refused:
        show.refusal(refused)
        return True
    show.cards(cards(here.unnarrowed(), [story]), "consent.card", large=True)
    how, reached = st.columns(2, gap="large")
    with how:
        st.header(HOW)
        show.words(*[("text", line) for line in _lines(said)], key="consent.how")
        if said.state.in_other_words:
            show.words(("quiet", INSTEAD), ("quote", said.state.in_other_words), key="consent.instead")
        if here.viewer.role is Role.TELLER:
            _changes(here, said, got_to)
        else:
            show.words(("quiet", ACT_FIRST), key="consent.act")
    with reached:
        st.header(GOT_TO)
        show.words(*[("text", line) for line in _reached(here, got_to)], key="consent.reached")
        if got_to.passed_on_to and here.viewer.role is Role.TELLER:
            st.button(KEEP_FROM, on_click=consent.keep_from, args=(here, story), key="consent.keep_from")
    return True


def _lines(said: Said) -> list[str]:
    lines = [in_words(said.state)]
    if said.look:
        lines.append(LOOKED.format(who=begun(said.look.who), ends=_ends(said.look)))
    if said.agreement:
        one = said.agreement
        lines.append(AGREED[one.agrees].format(who=begun(one.who), day=Unit.DAY.words(one.day)))
    return lines


def _ends(look: Look) -> str:
    if look.reaches is None:
        return ENDS_STAYS.format(why=look.why.rstrip("."))
    return (ENDS_OTHER if look.in_other_words else ENDS_FAR).format(far=look.reaches.word)


def _reached(here: Here, got_to: GotTo) -> list[str]:
    lines = []
    if got_to.read_at:
        lines.append(READ_AT.format(places=listed([one.name for one in got_to.read_at])))
    if got_to.in_other_words_at:
        lines.append(IN_OTHER_WORDS_AT.format(places=listed([one.name for one in got_to.in_other_words_at])))
    lines += [
        *(NOTE.format(title=one.title, place=_place(here, one.system)) for one in got_to.notes),
        *(_file(here, one) for one in got_to.files),
        *(_pattern(here, one) for one in got_to.patterns),
        *(_challenge(one) for one in got_to.challenges),
        *([PASSED_ON.format(group=got_to.passed_on_to)] if got_to.passed_on_to else []),
    ]
    # A pattern of our own is here too, and nowhere else.
    left = got_to.read_at or got_to.in_other_words_at or got_to.files or got_to.passed_on_to
    return lines if left else [NOWHERE, *lines]


def _file(here: Here, one: TakenAway) -> str:
    kind = KINDS[one.kind] if one.kind in take_away.FORMATS else one.kind
    return FILE.format(
        title=one.title, place=_place(here, one.system), day=Unit.DAY.words(one.when), kind=kind
    )


def _pattern(here: Here, one: Pattern) -> str:
    if one.system == here.system.id:
        return PATTERN_HERE.format(name=one.name or one.title)
    return PATTERN_THERE.format(place=_place(here, one.system), title=one.title)


def _challenge(one: Carried) -> str:
    names = [system.name if system else SOMEWHERE for system in (one.system, one.to)]
    return CHALLENGE.format(system=names[0], to=names[1])


def _place(here: Here, system: UUID) -> str:
    found = here.stack.get(system)
    return found.name if found else SOMEWHERE


def _changes(here: Here, said: Said, got_to: GotTo) -> None:
    story = said.observation
    key = f"consent.{story.id}.{story.version}"
    if story.whose is not Whose.MINE:
        _person(here, story.id, key)
    if story.whose is not Whose.SOMEONE_ELSE:
        st.subheader(CHANGE)
        state = said.state
        now = Consent(state.travels, state.quotable, state.until)
        wanted = noticing.how_far(here, now, key)
        if st.button(KEEP, type="primary", disabled=wanted == now, key=f"{key}.keep"):
            with show.refusals():
                consent.change(here, story.id, wanted)
                _kept(CHANGED)
    with st.popover(TAKE_BACK, key=f"{key}.back"):
        remain: list[show.Block] = [("text", _file(here, one)) for one in got_to.files]
        show.words(("text", ASK_SURE), ("quiet", FILES_REMAIN if remain else ""), *remain, key=f"{key}.ask")
        if st.button(SURE, key=f"{key}.sure"):
            with show.refusals():
                consent.take_back(here, story.id)
                _close()
                _kept(TAKEN_BACK)


def _person(here: Here, story: UUID, key: str) -> None:
    st.subheader(PERSON)
    show.words(("quiet", PERSON_HOW), key=f"{key}.person")
    agrees = st.segmented_control(
        PERSON, list(SAID), format_func=SAID.__getitem__, label_visibility="collapsed", key=f"{key}.agrees"
    )
    with st.container(horizontal=True):
        who = st.text_input(WHO, placeholder=WHO_HINT, key=f"{key}.who")
        day = ask.day(DAY, here.viewer.today, key=f"{key}.day")
    if st.button(KEEP_PERSON, disabled=agrees is None, key=f"{key}.person.keep"):
        with show.refusals():
            consent.agree(here, story, bool(agrees), who, day)
            _kept(PERSON_KEPT)


def _kept(said: str) -> None:
    st.session_state[RECEIPT] = said
    st.rerun()


def _close() -> None:
    st.session_state[STORY] = None
