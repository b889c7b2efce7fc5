"""What was said in a past gathering, what came of it, and how was it answered? A handful of statements at a time."""

from collections.abc import Sequence

import streamlit as st

from sensemaking.charts.axes import Unit
from sensemaking.model.counting import begun, how_many, in_words
from sensemaking.model.gathering import Answered, Gathering, Moderation, Statement, Vote, of_ten
from sensemaking.model.room import Next
from sensemaking.practice import past_gatherings, remember
from sensemaking.practice.here import Here
from sensemaking.practice.in_words import of_every_ten
from sensemaking.practice.past_gatherings import Left
from sensemaking.screen import composing, show
from sensemaking.screen.component import component

_statements = component("statements")

HELD, PUT = "{people} answered {statements}", "{statements} put to the room"
PILES, DECIDED = "What belonged together: {names}.", "{next}: {words}"
UNNAMED = "a pile without a name"
NOTE = "Open its note"
NOTHING_LEFT = "Nothing was piled, decided or put to the room."
ON, FROM_TO = "On {day}", "From {first} to {last}"
READ = "Read {name}"
NEXT, BEFORE = "Read the next ones", "Read the ones before"
ONE_DOT, DOTS = "A dot is one person.", "A dot is {each} people; a smaller one is fewer."
ORDER = "They stand in the order in which they were written."
NOBODY = "nobody"
FLAGS = {
    Moderation.HELD_ASIDE: "It was held aside by those who looked after the gathering.",
    Moderation.NOT_LOOKED_AT: "Nobody had looked through it yet.",
}

TENTHS = (
    "A dot is one of every ten who answered there: full where it rings true, a ring where it is not for them."
)

MOST_DOTS = 60


def shown(here: Here, gatherings: list[Gathering]) -> None:
    """Each gathering with when it was and how many answered; opened, what came of it and its statements."""
    for gathering in gatherings:
        with st.container(key=f"gathering-{gathering.id}"):
            said: list[show.Block] = [("smaller", gathering.name), ("text", _held(gathering))]
            show.words(*said, ("quiet", gathering.about), key=f"gathering.words.{gathering.id}")
            label = READ.format(name=show.plain(f"“{gathering.name}”"))
            with st.expander(label, key=f"gathering.open.{gathering.id}", on_change="rerun") as opened:
                if opened.open:
                    left = past_gatherings.left(here, gathering.id)
                    if left:
                        _left(here, gathering, left)
                    if gathering.statements:
                        _read(here, gathering)


def _held(gathering: Gathering) -> str:
    """When it was, and how many answered, as far as anybody did."""
    when = ""
    if gathering.begun and gathering.ended:
        first, last = Unit.DAY.words(gathering.begun), Unit.DAY.words(gathering.ended)
        when = ON.format(day=first) if first == last else FROM_TO.format(first=first, last=last)
    statements = how_many(gathering.statements, "statement")
    if gathering.people:
        people = f"{in_words(gathering.people)} {'person' if gathering.people == 1 else 'people'}"
        said = HELD.format(people=people, statements=statements)
    else:
        said = PUT.format(statements=statements) if gathering.statements else ""
    return begun(": ".join(filter(None, (when, said)))) + "."


def _left(here: Here, gathering: Gathering, left: Left) -> None:
    """What belonged together in the group's words, what they decided, and the way to the note."""
    key = f"gathering.left.{gathering.id}"
    names = "; ".join(f"“{pile.name}”" if pile.name else UNNAMED for pile in left.piles)
    decided = [
        DECIDED.format(next=begun(next.value), words="; ".join(one.words.rstrip(". ") for one in found))
        for next in Next
        if (found := [one for one in left.decided if one.next is next])
    ]
    said: list[show.Block] = [("text", PILES.format(names=names))] if names else []
    said += [("text", f"{one}.") for one in decided]
    if not said and not gathering.statements:
        said = [("quiet", NOTHING_LEFT)]
    show.words(*said, key=key)
    if left.note and st.button(NOTE, key=f"{key}.note"):
        composing.take_up(here, left.note.id)


def _read(here: Here, gathering: Gathering) -> None:
    """A handful of its statements, and ways to the ones before and after."""
    key = f"gathering.after.{gathering.id}"
    passed: list[int] = st.session_state.get(key, [])
    handful, more = remember.statements(here, gathering.id, passed[-1] if passed else 0)
    each = _each(gathering.people)
    dot = ONE_DOT if each == 1 else DOTS.format(each=in_words(each))
    show.words(("quiet", f"{ORDER} {dot}"), key=f"gathering.how.{gathering.id}")
    drawn = [_drawn(one) for one in handful]
    _statements(data={"statements": drawn, "each": each}, key=f"gathering.statements.{gathering.id}")
    with st.container(horizontal=True):
        if passed:
            before = {key: passed[:-1]}
            st.button(BEFORE, on_click=st.session_state.update, args=(before,), key=f"{key}.before")
        if more:
            further = {key: [*passed, handful[-1].place]}
            st.button(NEXT, on_click=st.session_state.update, args=(further,), key=f"{key}.next")


def side_by_side(answered: Sequence[Answered], key: str) -> None:
    """Statements with how each perspective answered them, as so many of ten: none weighs more than another."""
    drawn = [
        {
            "words": one.words,
            "flag": "",
            "answers": [],
            "perspectives": [
                {
                    "name": name,
                    "said": of_every_ten(votes),
                    "dots": {vote.value.replace(" ", "-"): many for vote, many in of_ten(votes).items()},
                }
                for name, votes in one.answers
            ],
        }
        for one in answered
    ]
    show.words(("quiet", f"{ORDER} {TENTHS}"), key=f"{key}.how")
    _statements(data={"statements": drawn, "each": 1}, key=key)


def _each(people: int) -> int:
    """How many people a dot stands for, so that the fullest picture stays a picture: 1, 2, 5, 10, 20 ..."""
    rounded = (step * 10**power for power in range(9) for step in (1, 2, 5))
    return next(each for each in rounded if people <= each * MOST_DOTS)


def _drawn(statement: Statement) -> dict[str, object]:
    return {
        "words": statement.words,
        "flag": FLAGS.get(statement.moderation, ""),
        "answers": [
            {
                "words": vote.value,
                "kind": vote.value.replace(" ", "-"),
                "count": statement.votes[vote],
                "people": in_words(statement.votes[vote]) if statement.votes[vote] else NOBODY,
            }
            for vote in Vote
        ],
    }
