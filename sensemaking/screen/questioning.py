"""How is an open question asked? Its words, what was answered before, and a box to answer it here and now."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.question import Answer, OpenQuestion
from sensemaking.model.refusal import Refusal
from sensemaking.practice import questions
from sensemaking.practice.here import Here
from sensemaking.screen import ask, choosing, show, where

EARLIER = "Earlier answers"
ANSWER = "Answer it here and now"
WHICH, NEW, GIVEN = "Which answer?", "A new answer", "The one of {day}: {words}"
WORDS, HINT = "As it is today", "A sentence or two. Later answers stand beside it, none replaces it."
WHO, WHO_HINT = "Who says so?", "a role or a name, or nothing"
KEEP, CHANGE, TAKE_BACK = "Keep this answer", "Keep it with these words", "Take this answer back"
KEPT, TAKEN_BACK = "Kept. It stands here with the earlier ones.", "Taken back. Nobody reads it any more."
OURS, SOURCE = "(Our own question.)", "Whose questions these are: {sources}"
ALL_OURS = "These questions are our own: our sources have none to ask here."
NO_WORDS = Refusal("There are no words yet.", try_next="One sentence is enough.")

AT_ONCE = 2
"""How many answers stand under a question at once, the latest; earlier ones are a press away."""

BEGINS = 70


def asked(here: Here, shown: Sequence[OpenQuestion], cycle: UUID | None = None) -> None:
    """Questions in the order given, each with what was answered before and, where it is ours to answer, a box.

    With a cycle they are asked of it, else of the system where we stand. At their end it is said whose they are.
    """
    each(here, shown, cycle)
    whose(shown)


def each(here: Here, shown: Sequence[OpenQuestion], cycle: UUID | None = None) -> None:
    """As `asked`, without saying at their end whose questions they are."""
    told: dict[str, list[Answer]] = {}
    for answer in questions.answers(here, cycle=cycle):
        told.setdefault(answer.question, []).append(answer)
    ours = cycle is None or any(
        one.id == cycle and one.system == here.system.id for one in where.cycles(here)
    )
    for question in shown:
        with st.container(key=f"question-{question.key.replace('.', '-')}-{cycle or ''}"):
            _said(question, told.get(question.key, []), cycle)
            if ours:
                _answered_now(here, question, told.get(question.key, []), cycle)


def whose(shown: Sequence[OpenQuestion]) -> None:
    """Whose questions these are: their sources, and which of them are our own."""
    sources = " ".join(dict.fromkeys(one.source for one in shown if one.source))
    said = SOURCE.format(sources=sources) if sources else ALL_OURS
    if shown:
        show.words(("quiet", said), key=f"question.source.{shown[0].key}")


def refused() -> None:
    """What cannot be asked because its file has a mistake in it."""
    for why in questions.found().refused.values():
        show.refusal(why)


def _said(question: OpenQuestion, answers: Sequence[Answer], cycle: UUID | None) -> None:
    key = f"question.{question.key}.{cycle}"
    earlier, last = answers[:-AT_ONCE], answers[-AT_ONCE:]
    beside = " ".join(filter(None, (question.example, OURS if question.ours else "")))
    show.words(("smaller", question.words), ("quiet", beside), key=key)
    if earlier:
        with st.expander(EARLIER, key=f"{key}.earlier", on_change="rerun") as fold:
            if fold.open:
                show.words(*_in_words(earlier), key=f"{key}.earlier.words")
    if last:
        show.words(*_in_words(last), key=f"{key}.last")


def _in_words(answers: Sequence[Answer]) -> list[show.Block]:
    blocks: list[show.Block] = []
    for one in answers:
        told = " · ".join(part for part in (one.who, Unit.DAY.words(one.day)) if part)
        blocks += [("quote", one.words), ("quiet", told)]
    return blocks


def _answered_now(here: Here, question: OpenQuestion, answers: Sequence[Answer], cycle: UUID | None) -> None:
    field = f"answer.{question.key}.{cycle or here.system.id}"
    with st.expander(ANSWER, key=field, on_change="rerun") as fold:
        if fold.open:
            with show.refusals():
                _form(here, question, answers, cycle, field)
    if receipt := st.session_state.pop(f"{field}.receipt", ""):
        show.receipt(receipt, key=f"{field}.said")


def _form(
    here: Here, question: OpenQuestion, answers: Sequence[Answer], cycle: UUID | None, field: str
) -> None:
    changed = _which(answers, field)
    # Each answer that is changed has a box of its own, so that no draft lands in the place of another's words.
    box = f"{field}.{changed.id}.{changed.version}" if changed else field
    draft = ask.draft(here, box, WORDS, HINT, start=changed.words if changed else "", short=True)
    who = st.text_input(
        WHO,
        changed.who if changed else "",
        placeholder=WHO_HINT,
        key=f"{box}.who.{st.session_state.get(f'{field}.round', '')}",
    )
    with st.container(horizontal=True):
        keep = st.button(CHANGE if changed else KEEP, type="primary", key=f"{field}.keep")
        back = changed and st.button(TAKE_BACK, key=f"{field}.back")
    if back and changed:
        questions.take_back(here, changed)
        _say(field, TAKEN_BACK)
    if keep and changed:
        questions.change_answer(here, changed, draft.words if draft else changed.words, who)
    elif keep:
        if draft is None:
            raise NO_WORDS
        questions.answer(here, question, draft.words, who, cycle, draft.id)
        st.session_state[f"{field}.round"] = draft.id
    if keep:
        if draft:
            ask.kept(draft)
        _say(field, KEPT)


def _which(answers: Sequence[Answer], field: str) -> Answer | None:
    """The earlier answer that is to be changed; None for a new one."""
    if not answers:
        return None
    known = {one.id: one for one in answers}
    given = {one.id: GIVEN.format(day=Unit.DAY.words(one.day), words=one.words) for one in answers}
    labels = choosing.beginnings({None: NEW, **given}, BEGINS)
    chosen: UUID | None = st.selectbox(
        WHICH,
        list(labels),
        format_func=labels.__getitem__,
        key=f"{field}.which.{answers[-1].id}.{sum(one.version for one in answers)}",
    )
    return known[chosen] if chosen else None


def _say(field: str, receipt: str) -> None:
    st.session_state[f"{field}.receipt"] = receipt
    st.rerun()
