"""How is told what a file came to? The dry run, the receipt, what stayed out as files, and taking it out again."""

from collections.abc import Callable, Sequence

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.exchange import mapping_file
from sensemaking.exchange.mapping import Mapping
from sensemaking.model.counting import begun, how_many, listed
from sensemaking.practice import bring_in
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked, DryRun, Refused, SetAside
from sensemaking.practice.here import Here
from sensemaking.screen import bringing, show
from sensemaking.screen.bringing import InHand

TRY, BRING = "Try it dry", "Bring it in"
SAVE = "Save how it is read (TOML)"
SAVED = "Save how it was read (TOML)"
REFUSED, ASIDE, MADE = "Refused, each row with its reason", "Set aside", "Made or named with it"
CELLS = "{cells} in “{heading}”: {reason}."
FOR_EXAMPLE = "For example: {examples}"
NOTHING_REFUSED, NOTHING_ASIDE = "No row would be refused.", "Nothing would be set aside."
SYSTEMS, NEW_THEMES = "{scales}: {names}.", "Themes: {names}."
QUESTIONS, MEASURES = "The tellers' own answers to: {names}.", "Measures: {names}."
TAKE_REFUSED, TAKE_ASIDE = "Take the refused rows (CSV)", "Take what was set aside (CSV)"
EARLIER = "{name}, {day}: {rows} came in, {refused} refused."
TAKEN_OUT = "{name}, {day}: taken out again on {undone}."
UNDO, UNDO_IT = "Take it out again", "Yes, take all of it out"
UNDO_WORDS = (
    "Everything that came in with this file goes: nobody sees, counts or quotes it any more, and its files of"
    " refused rows are deleted. The systems it made go with it where nothing else stands in them; themes stay."
    " It can be brought in again from your file."
)
MOST_NAMES = 60


def try_and_bring(here: Here, hand: InHand, mapping: Mapping, asked: ConsentAsked | None) -> None:
    """Try it dry first; what was tried exactly as it is chosen now can be brought in."""
    tried = hand.was_tried(here, mapping)
    if tried:
        dry(tried)
    bringing.refusal(hand)
    with st.container(horizontal=True):
        if tried and st.button(BRING, type="primary"):
            bringing.bring(here, hand, mapping, asked)
            st.rerun()
        if not tried and st.button(TRY, type="primary"):
            bringing.try_dry(here, hand, mapping)
            st.rerun()
        _save(SAVE, lambda: mapping, hand.name, f"imports.save.{hand.id}")


def dry(found: DryRun) -> None:
    """What would come in, be refused and be set aside, with reasons, counts and examples."""
    outcome(found.tells, found.refused, found.set_aside)
    if made := _made(found):
        with st.expander(MADE, key="imports.made"):
            show.words(*(("text", said) for said in made), key="imports.made.words")


def outcome(tells: Sequence[str], rows_refused: Sequence[Refused], cells_aside: Sequence[SetAside]) -> None:
    """What would come of files in sentences, and what would stay out, with reasons, counts and examples."""
    in_sentences(tells)
    stays_out(rows_refused, cells_aside)


def in_sentences(tells: Sequence[str]) -> None:
    """What would come of files, the most important first."""
    show.words(
        *(("large" if nth == 0 else "text", said) for nth, said in enumerate(tells)), key="imports.dry"
    )


def stays_out(rows_refused: Sequence[Refused], cells_aside: Sequence[SetAside]) -> None:
    """What would be refused and what set aside, with reasons, counts and examples."""
    with st.container(key="imports-outcome"):
        blocks: list[show.Block] = [("smaller", REFUSED)]
        for refused in rows_refused:
            blocks.append(("text", f"{begun(refused.reason)}: {how_many(refused.how_many, 'row')}."))
            blocks.append(("quiet", "\n".join(refused.examples)))
        if not rows_refused:
            blocks.append(("text", NOTHING_REFUSED))
        blocks.append(("smaller", ASIDE))
        for aside in cells_aside:
            cells = begun(how_many(aside.cells, "cell"))
            blocks.append(("text", CELLS.format(cells=cells, heading=aside.heading, reason=aside.reason)))
            if aside.examples:
                blocks.append(("quiet", FOR_EXAMPLE.format(examples=" · ".join(aside.examples))))
        if not cells_aside:
            blocks.append(("text", NOTHING_ASIDE))
        show.words(*blocks, key="imports.outcome")


def _made(found: DryRun) -> list[str]:
    said = []
    for scale in dict.fromkeys(scale for scale, _ in found.new_systems):
        names = [name for one, name in found.new_systems if one is scale]
        word = scale.word if len(names) == 1 else scale.plural
        said.append(SYSTEMS.format(scales=begun(word), names=_listed(names)))
    for words, there in (
        (NEW_THEMES, found.new_themes),
        (QUESTIONS, found.questions),
        (MEASURES, found.measured),
    ):
        if there:
            said.append(words.format(names=_listed(there)))
    return said


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return listed([*names[:MOST_NAMES], *([f"{more:,} more"] if more > 0 else [])])


def receipt(here: Here, got: BroughtIn) -> None:
    """What came in and what stayed out, and what stayed out as files."""
    show.receipt("\n".join(got.tells), key=f"imports.receipt.{got.id}")
    _what_can_be_done(here, got)


def _what_can_be_done(here: Here, got: BroughtIn) -> None:
    """Its files, read from the disk only when somebody takes them, and taking all of it out again."""
    stem = got.file_name.rsplit(".", 1)[0]
    with st.container(horizontal=True):
        if got.has_refused:
            st.download_button(
                TAKE_REFUSED,
                lambda: bring_in.refused_file(here, got.id) or b"",
                f"refused-{stem}.csv",
                "text/csv",
                on_click="ignore",
                key=f"imports.refused.{got.id}",
            )
        if got.has_set_aside:
            st.download_button(
                TAKE_ASIDE,
                lambda: bring_in.set_aside_file(here, got.id) or b"",
                f"set-aside-{stem}.csv",
                "text/csv",
                on_click="ignore",
                key=f"imports.aside.{got.id}",
            )
        if got.kind == "observations":
            _save(SAVED, lambda: bring_in.mapping_of(here, got.id), got.file_name, f"imports.save.{got.id}")
        with st.popover(UNDO, key=f"imports.undo.{got.id}"):
            show.words(("text", UNDO_WORDS), key=f"imports.undo.words.{got.id}")
            st.button(UNDO_IT, on_click=_undo, args=(here, got), key=f"imports.undo.yes.{got.id}")


def _save(label: str, mapping: Callable[[], Mapping], name: str, key: str) -> None:
    """The mapping as a file, written only when somebody takes it."""
    st.download_button(
        label,
        lambda: mapping_file.as_toml(mapping()).encode(),
        f"{name.rsplit('.', 1)[0]}-mapping.toml",
        "application/toml",
        on_click="ignore",
        key=key,
    )


def earlier(here: Here, past: list[BroughtIn]) -> None:
    """What was brought in before, the newest first, each to be taken out again as a whole."""
    for got in past:
        with st.container(key=f"imports-earlier-{got.id}"):
            day = Unit.DAY.words(got.recorded.date())
            if got.undone:
                undone = Unit.DAY.words(got.undone.date())
                show.words(("quiet", TAKEN_OUT.format(name=got.file_name, day=day, undone=undone)))
                continue
            rows, refused = how_many(got.rows_brought_in, "row"), how_many(got.rows_refused, "row")
            said = EARLIER.format(name=got.file_name, day=day, rows=rows, refused=refused)
            show.words(("text", said), key=f"imports.said.{got.id}")
            _what_can_be_done(here, got)


def _undo(here: Here, got: BroughtIn) -> None:
    bring_in.undo(here, got.id)
