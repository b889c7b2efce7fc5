"""Who is learning about something like this elsewhere, and of what wider cycle is this a part?"""

from collections.abc import Sequence

import streamlit as st

from sensemaking.model.counting import listed
from sensemaking.model.cycle import Cycle, How, Met
from sensemaking.model.scale import Scale
from sensemaking.practice import joining_cycles
from sensemaking.practice.here import Here
from sensemaking.practice.joining_cycles import Elsewhere, Known, Meeting
from sensemaking.screen import following_hand as hands
from sensemaking.screen import show
from sensemaking.screen.following_hand import Hand

ASKING = "asking"

TITLE = "Who is learning about something like this elsewhere?"
ABOUT = (
    "Found by themes that may be read from around both, and by words the two purposes share. Nobody is named, and"
    " neither of you reads more of the other, until the other side agrees."
)
LOOK = "Look for somebody"
NOBODY = "Nobody elsewhere is seen to learn about something like this just now."
NOBODY_INVITATION = "Give themes to what you notice, and say in the purpose what it is about."
ELSEWHERE, ELSEWHERE_BARE = (
    "{scale} elsewhere is learning about {shared}.",
    "{scale} elsewhere is in a learning cycle too.",
)
WIDER, WIDER_BARE = (
    "The {scale} around us is learning about {shared}.",
    "The {scale} around us is in a learning cycle too.",
)
LINE, LINE_HINT = "A line to them", "What would you like to hear from them? Leave names out until they agree."
ASK, ASK_WIDER = "Ask to be introduced", "Ask to be part of it"
OFFERED = "They are asked. What they say stands here."
ASKED, ASKED_WIDER = "{who} You asked to be introduced.", "{who} You asked to be part of it."
ASKED_US, ASKED_US_WIDER = "{who} They ask to be introduced.", "{who} They ask to be part of your cycle."
THEY_WROTE, WE_WROTE = "They wrote: {words}", "You wrote: {words}"
AGREE, DECLINE = "Agree, and read each other's purpose", "Not now"
NO_LONGER, PART = "Ask no longer", "Go on separately"
MEETS, PART_OF, HAS_PART = (
    "Learning beside us: {name}, {place}",
    "We are part of: {name}, {place}",
    "Part of this: {name}, {place}",
)
WAITING = "Somebody asks to be introduced"
FOR = "For “{name}”"


def shown(here: Here, cycle: Cycle) -> None:
    """Whom a cycle of ours has met, who asked, and who could be asked."""
    st.header(TITLE)
    hands.receipt(here, f"joined.{cycle.id}")
    for meeting in joining_cycles.met(here, cycle):
        _met(here, meeting)
    if cycle.ended:
        return
    with st.expander(LOOK, key=f"joined.look.{cycle.id}", on_change="rerun") as looking:
        if looking.open:
            show.words(("quiet", ABOUT), key="joined.about")
            beside, wider = joining_cycles.alike(here, cycle), joining_cycles.around(here, cycle)
            _could_be_asked(here, cycle, beside, How.BESIDE)
            _could_be_asked(here, cycle, wider, How.WIDER)
            if not beside and not wider:
                show.nothing(NOBODY, NOBODY_INVITATION)


def asked_of_us(here: Here) -> None:
    """What waits for an answer from the system where we stand, whichever of its cycles was asked."""
    if waiting := joining_cycles.asked_of_us(here):
        st.header(WAITING)
        for meeting in waiting:
            show.words(
                ("quiet", FOR.format(name=meeting.ours.name)), key=f"joined.for.{meeting.introduction.id}"
            )
            _met(here, meeting)


def _met(here: Here, meeting: Meeting) -> None:
    one = meeting.introduction
    key = f"joined.{one.id}"
    with st.container(key=f"joined-{one.id}"), show.refusals():
        if meeting.known:
            show.words(*_known(meeting, meeting.known), key=key)
            _says(here, meeting, {PART: Met.ENDED})
            return
        wider = one.how is How.WIDER
        who = _who(meeting.elsewhere, wider and not meeting.asked_us)
        if meeting.asked_us:
            said, wrote = (ASKED_US_WIDER if wider else ASKED_US), THEY_WROTE
        else:
            said, wrote = (ASKED_WIDER if wider else ASKED), WE_WROTE
        line = wrote.format(words=one.words) if one.words else ""
        show.words(("text", said.format(who=who)), ("quote", line), key=key)
        ways = {AGREE: Met.AGREED, DECLINE: Met.DECLINED} if meeting.asked_us else {NO_LONGER: Met.ENDED}
        _says(here, meeting, ways)


def _says(here: Here, meeting: Meeting, ways: dict[str, Met]) -> None:
    one = meeting.introduction
    with st.container(horizontal=True):
        for label, standing in ways.items():
            if st.button(label, key=f"joined.{one.id}.{standing.value}"):
                joining_cycles.say(here, meeting.ours, one, standing)
                st.rerun()


def _could_be_asked(here: Here, cycle: Cycle, found: Sequence[Elsewhere], how: How) -> None:
    label = ASK if how is How.BESIDE else ASK_WIDER
    for one in found:
        place = f"ask.{one.cycle}"
        with st.container(key=f"ask-{one.cycle}"), show.refusals():
            show.words(("text", _who(one, how is How.WIDER)), key=place)
            hand: Hand[Cycle] | None = hands.held(ASKING, place)
            if hand is None:
                given = (ASKING, place, cycle, one.cycle)
                st.button(label, on_click=hands.take, args=given, key=f"{place}.begin")
                continue
            line = hands.words(here, hand, "line", LINE, LINE_HINT)
            if hands.pressed(hand, label):
                joining_cycles.offer(here, cycle, one.cycle, how, line, hand.id)
                hands.done(here, hand, f"joined.{cycle.id}", OFFERED)


def _who(one: Elsewhere, wider: bool) -> str:
    """A cycle elsewhere without its name: how wide its system is, and what it shares with ours."""
    bare, whole = (WIDER_BARE, WIDER) if wider else (ELSEWHERE_BARE, ELSEWHERE)
    scale = one.scale.word if wider else _a(one.scale)
    return (whole if one.shared else bare).format(scale=scale, shared=listed(one.shared))


def _a(scale: Scale) -> str:
    return f"{'An' if scale.word[0] in 'aeiou' else 'A'} {scale.word}"


def _known(meeting: Meeting, known: Known) -> list[show.Block]:
    """A cycle that was met, as both sides read it: its name and place, its purpose and what is tried in it."""
    if meeting.introduction.how is How.BESIDE:
        said = MEETS
    else:
        said = HAS_PART if meeting.asked_us else PART_OF
    name = said.format(name=known.cycle.name, place=known.system.name)
    tried = [block for one in known.experiments for block in show.experiment_in_words(one)]
    return [("smaller", name), *show.cycle_in_words(known.cycle)[1:], *tried]
