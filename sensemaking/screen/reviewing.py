"""How does whoever the group chose read what may travel? One story at a time, with hints, and three ways to end."""

from uuid import UUID

import streamlit as st

from sensemaking.model.counting import begun, how_many
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import review
from sensemaking.practice.here import Here
from sensemaking.practice.review import Waiting
from sensemaking.screen import ask, choosing, show
from sensemaking.text.hints import Hint

LATER, RECEIPT = "reviewing.later", "reviewing.receipt"

TITLE = "May this travel as it is?"
HOW = (
    "Read it as somebody would who knows the people in it. Could they tell who it is, or where and when it was? You"
    " say it for the words as they stand now: if they are corrected or may go further, they wait here again."
)
NOTHING = "Nothing waits to be read."
NOTHING_INVITATION = "Words wait here when their teller lets them go further than home."
WAIT, ONE_WAITS = (
    "{stories} wait to be read, the one that was told first before the others.",
    "One story waits to be read.",
)
FAR = "Its teller lets it go as far as the {far}."
NOT_QUOTED = "Its teller asked that it is not quoted, so it can only go in other words."
HINTS = "Worth a thought"
HINTS_HOW = "A machine found these. It misses much, and much of what it finds is harmless."
NO_HINTS = "The machine found nothing here. That does not mean that there is nothing."
END = "How does it end?"
TRAVELS, OTHER, STAYS = "It may travel", "Only in other words", "It stays at home"
AS_FAR = "As far as"
OTHER_WORDS = "The words that travel in its place"
OTHER_HINT = "What matters in it, without who, where and when. It is never shown as anybody's own words."
WHY, WHY_HINT = "Why?", "Its teller can read this"
KEEP = "Keep this"
LATER_WORDS = "Another one first"
KEPT = "Kept. It holds at once."

WHO_READS = "Who reads before words travel?"
CHOSEN = "The group here chose: {who}."
NOBODY_YET = "Nobody yet. Until then nothing that was noticed here goes further."
CHOOSE_LABEL, CHOOSE_HINT = "Whom does the group choose?", "our peer worker, two of us together"
NEVER = (
    "Somebody whom those who told trust with it. Never anybody's line manager, and never anybody who looks after a"
    " wider system."
)
CONFIRM = "It is neither"
CHOOSE = "Choose them"


def who_reads(here: Here) -> None:
    """Whom the group here chose to read before words travel, and a way to choose somebody else."""
    who = review.reviewer(here)
    st.header(WHO_READS)
    show.words(("text", CHOSEN.format(who=who) if who else NOBODY_YET), key="reviewing.who")
    with st.popover(CHOOSE_LABEL, key="reviewing.choose"):
        show.words(("text", NEVER), key="reviewing.never")
        named = st.text_input(CHOOSE_LABEL, placeholder=CHOOSE_HINT, key="reviewing.named")
        confirmed = st.checkbox(CONFIRM, key="reviewing.confirmed")
        if st.button(CHOOSE, type="primary", key="reviewing.keep"):
            with show.refusals():
                review.choose(here, named, confirmed)
                st.rerun()


def queue(here: Here, group: Here) -> None:
    """The story that waits longest, or another one first, and the three ways to end.

    Where nobody was chosen to read, the `group` says here whom it chooses: no reader chooses themselves.
    """
    if not review.reviewer(here):
        who_reads(group)
        return
    if said := st.session_state.pop(RECEIPT, ""):
        show.receipt(said, key="reviewing.receipt")
    with show.refusals():
        waits = review.waiting(here)
        if not waits:
            show.nothing(NOTHING, NOTHING_INVITATION)
            return
        later: list[UUID] = st.session_state.setdefault(LATER, [])
        seen = review.open_one(here, min(waits, key=lambda one: (one in later, later.count(one))))
        st.header(TITLE)
        show.words(("quiet", _how_many(len(waits))), ("text", HOW), key="reviewing.how")
        words, aside = st.columns([7, 5], gap="large")
        with words:
            show.cards([seen.card], f"reviewing.{seen.observation.id}", large=True)
            _end(here, seen)
            if len(waits) > 1:
                st.button(LATER_WORDS, on_click=later.append, args=(seen.observation.id,), type="tertiary")
        with aside:
            show.words(("text", FAR.format(far=seen.far.word)), key="reviewing.far")
            st.subheader(HINTS)
            hints(seen.hints, "reviewing.hints")


def _how_many(waits: int) -> str:
    return ONE_WAITS if waits == 1 else WAIT.format(stories=begun(how_many(waits, "story")))


def hints(found: tuple[Hint, ...], key: str) -> None:
    """What the machine found, as sentences; nothing is held up by them."""
    lines: list[show.Block] = [("text", str(one)) for one in found]
    show.words(*(lines + [("quiet", HINTS_HOW)] if found else [("quiet", NO_HINTS)]), key=key)


def _end(here: Here, seen: Waiting) -> None:
    story = seen.observation
    key = f"reviewing.{story.id}.{story.version}"
    ends = [TRAVELS, OTHER, STAYS] if story.consent.quotable else [OTHER, STAYS]
    if not story.consent.quotable:
        show.words(("quiet", NOT_QUOTED), key=f"{key}.quoted")
    end = st.segmented_control(END, ends, key=f"{key}.end")
    if end == TRAVELS:
        far = _far(here, seen, key)
        if st.button(KEEP, type="primary", key=f"{key}.keep"):
            review.may_travel(here, seen, far)
            _kept()
    elif end == OTHER:
        draft = ask.draft(here, f"reviewing.{story.id}", OTHER_WORDS, OTHER_HINT, live=True)
        if draft:
            hints(review.about(here, draft.words), f"{key}.hints")
        far = _far(here, seen, key)
        if st.button(KEEP, type="primary", key=f"{key}.keep"):
            review.in_other_words(here, seen, far, draft.words if draft else "")
            if draft:
                ask.kept(draft)
            _kept()
    elif end == STAYS:
        why = st.text_input(WHY, placeholder=WHY_HINT, key=f"{key}.why")
        if st.button(KEEP, type="primary", key=f"{key}.keep"):
            review.stays(here, seen, why)
            _kept()


def _far(here: Here, seen: Waiting, key: str) -> Scale:
    wider = [scale for scale in Scale if here.system.scale < scale <= seen.far]
    far = st.segmented_control(
        AS_FAR,
        wider,
        default=seen.far,
        format_func=choosing.apart({one: f"the {one.word}" for one in wider}).__getitem__,
        required=True,
        key=f"{key}.far",
    )
    if far is None:
        raise Refusal("How far is not said yet.", try_next="Choose it above.")
    return far


def _kept() -> None:
    st.session_state[RECEIPT] = KEPT
    st.rerun()
