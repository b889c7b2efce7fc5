"""Which file has somebody in hand to bring in, and how far is it? Kept for the visit, whatever page is looked at.

Reading, trying and bringing in a large file takes seconds, so each is a job beside the page; the page only looks
how far it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import streamlit as st
from streamlit.typing import UploadedFile

from sensemaking.exchange.mapping import Mapping
from sensemaking.exchange.polis_in import Conversation
from sensemaking.exchange.sheet import AS_IT_IS, How, Sheet
from sensemaking.exchange.systems_in import Plan
from sensemaking.model.refusal import Refusal
from sensemaking.practice import bring_conversation, bring_in, bring_systems, kinds
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked, DryRun, Suggested
from sensemaking.practice.here import Here
from sensemaking.practice.jobs import Job, Tell
from sensemaking.practice.kinds import Kind
from sensemaking.practice.notice import new_id
from sensemaking.screen import show

READING, TRYING = "Reading {name}", "Trying {name}: nothing is kept"
BRINGING = "Bringing {name} in"
NOT_SAID = Refusal(
    "Nobody has said yet how far they may travel.", try_next="Choose it above, then bring them in."
)
NOTHING_IN_HAND = Refusal("There is no file in hand.", try_next="Choose one.")
ANOTHER = "Choose another file"
GO_ON = "You can look at other pages meanwhile; it goes on, and this page will know."

Edits = dict[str, dict[str, str]]
"""What somebody changed in the guessed mapping: for a column's position, the parts and what they became."""


@dataclass
class InHand:
    """What is on its way in. `id` is the import's, so that asking twice brings it in once.

    `files` is what was chosen, `kind` what it is taken for: as somebody said (`said`), else as it looks. Files that
    come in one by one wait in `waiting`; `unread` says why some could not be read. A table of systems has a `plan`,
    a conversation all its `sheets` at once.

    `guessed` is the mapping to begin with: as an earlier file or a mapping file has it where `read_as` says so, else
    `fresh`, the guess from this file alone. `tried` is the mapping and the system the dry run was made for: after a
    change it has to be tried again.
    """

    id: UUID = field(default_factory=new_id)
    files: Sequence[tuple[str, bytes]] = ()
    waiting: Sequence[tuple[str, bytes]] = ()
    unread: Sequence[Refusal] = ()
    kind: Kind | None = None
    said: Kind | None = None
    plan: Plan | None = None
    sheets: Sequence[Sheet] = ()
    conversation: Conversation | None = None
    name: str = ""
    data: bytes = b""
    how: How = AS_IT_IS
    sheet: Sheet | None = None
    guessed: Mapping | None = None
    fresh: Mapping | None = None
    read_as: str = ""
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

    def begin_with(self, mapping: Mapping, read_as: str = "") -> None:
        """Begin the columns anew with this mapping. Nothing came in under the id yet; a new one empties all fields."""
        self.id, self.guessed, self.read_as = new_id(), mapping, read_as
        self.edits, self.dry, self.refused = {}, None, None

    def begin_anew(self) -> None:
        """Forget how it was understood; what was chosen stays."""
        self.sheet = self.guessed = self.plan = self.conversation = self.dry = None
        self.sheets, self.edits = (), {}

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


def take(here: Here, chosen: Sequence[UploadedFile]) -> None:
    """Take files in hand and read them; what was in hand before is let go."""
    _take(here, [(one.name, one.getvalue()) for one in chosen])


def go_on(here: Here, hand: InHand) -> None:
    """Take the next of the files that wait in hand."""
    _take(here, hand.waiting[:1], hand.waiting[1:], hand.kind)


def _take(
    here: Here,
    files: Sequence[tuple[str, bytes]],
    waiting: Sequence[tuple[str, bytes]] = (),
    said: Kind | None = None,
) -> None:
    hand = InHand(files=files, waiting=waiting, said=said, name=", ".join(name for name, _ in files))
    st.session_state[_key(here)] = hand
    _read(here, hand)


def understand(here: Here, hand: InHand, kind: Kind) -> None:
    """Take what is in hand for something else than it looks like."""
    hand.said = kind
    hand.begin_anew()
    _read(here, hand)


def read_again(here: Here, hand: InHand, how: How) -> None:
    """Read the same file another way. The columns are guessed anew, since they may be others."""
    hand.how = how
    hand.begin_anew()
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

    hand.begin(BRINGING, bring_in.start(here, _sheet(hand), mapping, asked, hand.id), _came_in(hand))


def bring_systems_in(here: Here, hand: InHand, plan: Plan) -> None:
    """Bring a table of systems in, as this plan reads it."""
    sheet, id = _sheet(hand), hand.id

    def work(tell: Tell) -> BroughtIn:
        return bring_systems.bring_in(here, sheet, plan, id, tell)

    hand.begin(BRINGING, Job(work), _came_in(hand))


def bring_conversation_in(here: Here, hand: InHand, choices: bring_conversation.Choices) -> None:
    """Bring a conversation in, as a gathering that was held where we stand."""
    sheets, conversation, id = hand.sheets, hand.conversation, hand.id

    def work(tell: Tell) -> BroughtIn:
        if conversation is None:
            raise NOTHING_IN_HAND
        return bring_conversation.bring_in(here, sheets, conversation, choices, id, tell)

    hand.begin(BRINGING, Job(work), _came_in(hand))


def _came_in(hand: InHand) -> Callable[[BroughtIn], None]:
    def then(receipt: BroughtIn) -> None:
        hand.begin_anew()
        hand.files, hand.data = (), b""

    return then


def refusal(hand: InHand) -> None:
    """What was refused last, until something else is tried."""
    if hand.refused:
        show.refusal(hand.refused)


def choose(here: Here, hand: InHand, label: str, types: Sequence[str]) -> None:
    """Choose files; several at once are read together."""
    if files := st.file_uploader(label, types, accept_multiple_files=True, key=f"bring_in.{hand.id}"):
        take(here, files)
        st.rerun()


@st.fragment(run_every=0.5)
def watch(hand: InHand) -> None:
    """How far the job is, until it is done; then the page is drawn anew with what came of it."""
    job = hand.job
    if job is None or job.done:
        st.rerun()
    else:
        show.words(("large", hand.doing.format(name=hand.name)), ("quiet", GO_ON), key="bringing.doing")
        st.progress(job.progress, text=show.plain(job.words))


@dataclass(frozen=True)
class _Understood:
    """What was read of some files, and how they can be understood."""

    files: Sequence[tuple[str, bytes]]
    sheets: Sequence[Sheet]
    unread: Sequence[Refusal]
    kind: Kind
    suggested: Suggested | None = None
    plan: Plan | None = None
    conversation: Conversation | None = None


def _read(here: Here, hand: InHand) -> None:
    files, how, said = hand.files, hand.how, hand.said

    def then(found: _Understood) -> None:
        hand.files, hand.unread, hand.kind, hand.sheet = (
            found.files,
            found.unread,
            found.kind,
            found.sheets[0],
        )
        hand.plan, hand.sheets, hand.conversation = found.plan, found.sheets, found.conversation
        if found.kind is not Kind.CONVERSATION:
            hand.waiting = (*found.files[1:], *hand.waiting)
            hand.files = found.files[:1]
            hand.name, hand.data = hand.files[0]
        if found.suggested:
            hand.guessed, hand.fresh = found.suggested.mapping, found.suggested.fresh
            hand.read_as = found.suggested.tells

    hand.begin(READING, Job(lambda tell: _understood(here, files, how, said)), then)


def _understood(here: Here, files: Sequence[tuple[str, bytes]], how: How, said: Kind | None) -> _Understood:
    read: list[tuple[str, bytes]] = []
    sheets: list[Sheet] = []
    unread: list[Refusal] = []
    for name, data in kinds.unpacked(files):
        try:
            sheets.append(kinds.read(name, data, how))
            read.append((name, data))
        except Refusal as refused:
            unread.append(refused)
    if not sheets:
        raise unread[0]
    kind = said or kinds.what_it_is(sheets)
    found = _Understood(read, sheets, unread, kind)
    if kind is Kind.CONVERSATION:
        return replace(found, conversation=bring_conversation.read(sheets))
    if kind is Kind.SYSTEMS:
        return replace(found, plan=bring_systems.guess(sheets[0]))
    return replace(found, suggested=bring_in.suggested(here, sheets[0]))


def _sheet(hand: InHand) -> Sheet:
    if hand.sheet is None:
        raise NOTHING_IN_HAND
    return hand.sheet


def _key(here: Here) -> str:
    return f"bring_in.{here.focus.store}"
