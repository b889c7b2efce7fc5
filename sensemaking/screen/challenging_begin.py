"""How does a group mark what it learned and cannot mend by itself? First it is asked whether it needs permission."""

from uuid import UUID

import streamlit as st

from sensemaking.practice import challenges, cycles, made_of_it, remember
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.screen import ask, choosing, show, where
from sensemaking.screen import challenging_words as words

BEGIN = "Mark what we learned and cannot mend by ourselves"
WHAT = "What is in the way, that others would have to change?"
WHAT_HINT = "for example: The form asks people the same things twice, and only the place can change it."
PERMISSION = "Do you really need permission?"
PERMISSION_HINT = "In your own words: whose, for what, and what would happen if you simply tried?"
SO, YES, NO = "So:", "Yes: others have to change something", "No: we can try it ourselves"
RESTS, RESTS_HINT = "What did we make of it before? (leave empty if nothing)", "readings kept here"
KEEP, TRY = "Keep it as a challenge", "Begin it as an experiment"
WHICH_CYCLE = "In which learning cycle?"
NO_CYCLE = "An experiment belongs to a learning cycle, and none is running here. Begin one first."
KEPT = "Kept here, and nowhere else yet. Send it out when you are ready."
TRIED = "Begun as an experiment of that cycle. You can say there what you will watch."


def form(here: Here, cycle: UUID | None) -> None:
    """Begin a challenge, of this cycle or of none; where no permission is needed, an experiment instead."""
    about = cycle or here.system.id
    words.receipt(about)
    words.fold(BEGIN, f"challenge.begin.{about}", lambda: _form(here, cycle, about))


def _form(here: Here, cycle: UUID | None, about: UUID) -> None:
    what = words.box(here, "what", about, WHAT, WHAT_HINT)
    needed = words.box(here, "needed", about, PERMISSION, PERMISSION_HINT)
    so = st.radio(SO, [YES, NO], index=None, key=f"challenge.so.{about}")
    if so == YES:
        readings = choosing.beginnings({one.id: one.words for one in remember.all_readings(here)})
        rests_on = (
            st.multiselect(
                RESTS,
                list(readings),
                format_func=readings.__getitem__,
                placeholder=RESTS_HINT,
                key=f"challenge.rests.{about}",
            )
            if readings
            else []
        )
        if st.button(KEEP, type="primary", key=f"challenge.keep.{about}"):
            challenges.begin(
                here,
                words.said(what),
                needed=words.said(needed),
                cycle=cycle,
                rests_on=rests_on,
                id=what.id if what else None,
            )
            words.done(about, KEPT, what=what, needed=needed)
    elif so == NO:
        _try(here, cycle, about, what, needed)


def _try(
    here: Here, cycle: UUID | None, about: UUID, what: ask.Draft | None, needed: ask.Draft | None
) -> None:
    running = {
        one.id: one.name for one in where.cycles(here) if one.system == here.system.id and not one.ended
    }
    if not running:
        show.words(("quiet", NO_CYCLE), key=f"challenge.no-cycle.{about}")
        return
    ids = list(running)
    chosen = st.selectbox(
        WHICH_CYCLE,
        ids,
        ids.index(cycle) if cycle in ids else 0,
        format_func=choosing.apart(running).__getitem__,
        key=f"challenge.try-in.{about}",
    )
    if st.button(TRY, type="primary", key=f"challenge.try.{about}"):
        tried = made_of_it.experiment(what.id if what else new_id(), chosen, words.said(what))
        cycles.make_experiment(here, tried)
        words.done(about, TRIED, what=what, needed=needed)
