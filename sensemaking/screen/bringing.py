"""Which file has somebody in hand to bring in, and how far is it? Kept for the visit, whatever page is looked at.

Reading, trying and bringing in a large file takes seconds, so each is a job beside the page; the page only looks
how far it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import streamlit as st
from streamlit.typing import UploadedFile

from sensemaking.exchange.csv_in import AS_IT_IS, How, Sheet
from sensemaking.exchange.mapping import Mapping
from sensemaking.model.refusal import Refusal
from sensemaking.practice import bring_in
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked, DryRun
from sensemaking.practice.here import Here
from sensemaking.practice.jobs import Job
from sensemaking.practice.notice import new_id
from sensemaking.screen import show

READING, TRYING = "Reading {name}", "Trying {name}: nothing is kept"
BRINGING = "Bringing {name} in"
NOT_SAID = Refusal(
    "Nobody has said yet how far they may travel.", try_next="Choose it above, then bring them in."
)
GO_ON = "You can look at other pages meanwhile; it goes on, and this page will know."

Edits = dict[str, dict[str, str]]
"""What somebody changed in the guessed mapping: for a column's position, the parts and what they became."""


@dataclass
class InHand:
    """One file on its way in. `id` is the import's, so that asking twice brings it in once.

    `tried` is the mapping and the system the dry run was made for: after a change it has to be tried again.
    """

    id: UUID = field(default_factory=new_id)
    name: str = ""
    data: bytes = b""
    how: How = AS_IT_IS
    sheet: Sheet | None = None
    guessed: Mapping | None = None
    edits: Edits = field(default_factory=dict)
    tried: tuple[Mapping, UUID | None] | None = None
    dry: DryRun | None = None
    refused: Refusal | None = None
    doing: str = READING
    job: Job[Any] | None = None
    then: Callable[[Any], None] | None = None

    def begin(self, doing: str, job: Job[Any], then: Callable[[Any], None]) -> None:
        """Let a job go on beside the page; `then` takes what comes of it."""
        self.refused, self.doing, self.job, self.then = None, doing, job, then

    @property
    def leaves_no_choice(self) -> bool:
        """Whether a job is at work during which there is nothing to choose: reading, or bringing in."""
        return self.job is not None and self.doing != TRYING

    def was_tried(self, here: Here, mapping: Mapping) -> DryRun | None:
        """The dry run of exactly this, if there was one."""
        return self.dry if self.tried == (mapping, here.focus.system) else None

    def settle(self) -> None:
        """Take over what came of a job that is done."""
        if self.job and self.job.done and self.then:
            self.refused = self.job.refusal
            if not self.refused:
                self.then(self.job.result)
            self.job = self.then = None


def in_hand(here: Here) -> InHand:
    """The file in hand in this store; an empty hand where there is none."""
    hand: InHand = st.session_state.setdefault(_key(here), InHand())
    hand.settle()
    return hand


def take(here: Here, chosen: UploadedFile) -> None:
    """Take a file in hand and read it; what was in hand before is let go."""
    hand = InHand(name=chosen.name, data=chosen.getvalue())
    st.session_state[_key(here)] = hand
    _read(here, hand)


def read_again(here: Here, hand: InHand, how: How) -> None:
    """Read the same file another way. The columns are guessed anew, since they may be others."""
    hand.how, hand.sheet, hand.guessed, hand.edits, hand.dry = how, None, None, {}, None
    _read(here, hand)


def let_go(here: Here) -> None:
    """An empty hand: choose a file anew. Nothing was kept of the one before, or its receipt is in the list."""
    st.session_state[_key(here)] = InHand()


def try_dry(here: Here, hand: InHand, mapping: Mapping) -> None:
    """See what would come of it, with nothing kept."""

    def then(dry: DryRun) -> None:
        hand.dry, hand.tried = dry, (mapping, here.focus.system)

    sheet, hand.dry = _sheet(hand), None
    hand.begin(TRYING, Job(lambda tell: bring_in.dry_run(here, sheet, mapping)), then)


def bring(here: Here, hand: InHand, mapping: Mapping, asked: ConsentAsked | None) -> None:
    """Bring it in. A refusal leaves every choice as it is."""
    if asked is None:
        hand.refused = NOT_SAID
        return

    def then(receipt: BroughtIn) -> None:
        hand.sheet, hand.data = None, b""

    hand.begin(BRINGING, bring_in.start(here, _sheet(hand), mapping, asked, hand.id), then)


def refusal(hand: InHand) -> None:
    """What was refused last, until something else is tried."""
    if hand.refused:
        show.refusal(hand.refused)


@st.fragment(run_every=0.5)
def watch(hand: InHand) -> None:
    """How far the job is, until it is done; then the page is drawn anew with what came of it."""
    job = hand.job
    if job is None or job.done:
        st.rerun()
    else:
        show.words(("large", hand.doing.format(name=hand.name)), ("quiet", GO_ON), key="bringing.doing")
        st.progress(job.progress, text=show.plain(job.words))


def _read(here: Here, hand: InHand) -> None:
    def read() -> tuple[Sheet, Mapping]:
        sheet = bring_in.preview(hand.data, hand.name, hand.how)
        return sheet, bring_in.guess(sheet, here)

    def then(found: tuple[Sheet, Mapping]) -> None:
        hand.sheet, hand.guessed = found

    hand.begin(READING, Job(lambda tell: read()), then)


def _sheet(hand: InHand) -> Sheet:
    if hand.sheet is None:
        raise Refusal("There is no file in hand.", try_next="Choose one.")
    return hand.sheet


def _key(here: Here) -> str:
    return f"bring_in.{here.focus.store}"
