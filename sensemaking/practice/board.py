"""The enabling board: what the systems closer in say they need, put together where it is alike and named by people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sensemaking.exchange.note_markdown import in_one_line
from sensemaking.model.counting import listed
from sensemaking.model.note import Note
from sensemaking.model.question import Joined
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.practice import take_away
from sensemaking.practice.here import Here
from sensemaking.practice.needed import Given, given
from sensemaking.practice.notice import new_id
from sensemaking.store import answer_rows
from sensemaking.text import likeness

LONGEST_NAME = 80

NOTE_TITLE = "What is needed in {place}"
NOTE_ASKED = "We read what the systems closer in answered to the questions of what would enable them."
NOTE_ALONE = "Not put together with others"


@dataclass(frozen=True)
class Together:
    """Answers that people put together and named."""

    joined: Joined
    given: tuple[Given, ...]


@dataclass(frozen=True)
class Guess:
    """Answers that may be about the same, since they have these words in common; nobody has said so yet."""

    given: tuple[Given, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Board:
    """What the systems closer in say they need: put together by people, guessed to be alike, and the rest."""

    together: tuple[Together, ...]
    guesses: tuple[Guess, ...]
    alone: tuple[Given, ...]

    @property
    def given(self) -> list[Given]:
        """All of it, as it stands on the board."""
        in_groups = (one.given for group in (self.together, self.guesses) for one in group)
        return [*(one for group in in_groups for one in group), *self.alone]


def board(here: Here) -> Board:
    """The board as it stands here: answers in the stack's order, and for each system the earliest first."""
    every = {one.answer.id: one for one in given(here)}
    kept = answer_rows.joined(here.store.read("answers_joined", system=here.focus.system))
    together = [
        Together(one, tuple(every[answer] for answer in one.answers if answer in every)) for one in kept
    ]
    placed = {one.answer.id for group in together for one in group.given}
    free = [one for one in every.values() if one.answer.id not in placed]
    guesses = [
        Guess(tuple(free[at] for at in places), tuple(words))
        for places, words in likeness.alike([one.answer.words for one in free])
        if len({free[at].answer.system for at in places}) > 1
    ]
    guessed = {one.answer.id for guess in guesses for one in guess.given}
    return Board(
        tuple(one for one in together if one.given),
        tuple(guesses),
        tuple(one for one in free if one.answer.id not in guessed),
    )


def join(here: Here, name: str, answers: Iterable[UUID], id: UUID | None = None) -> Joined:
    """Put answers together under a name; raises a Refusal for no name, and for fewer than two on the board."""
    made = Joined(id or new_id(), here.system.id, _name(name), _on_the_board(here, answers))
    if len(made.answers) < 2:
        raise Refusal("There is nothing to put together yet.", try_next="Choose two answers or more.")
    here.keep(made.id, "answers put together", made.id, {"answers_joined": [answer_rows.of_joined(made)]})
    return made


def change(here: Here, joined: Joined, name: str, answers: Iterable[UUID]) -> Joined:
    """Keep another name for answers put together, or others among them; with none left they lie apart again.

    Raises Overtaken where somebody else was quicker.
    """
    kept = answer_rows.joined(here.store.read("answers_joined", system=here.focus.system))
    standing = next((one for one in kept if one.id == joined.id), None)
    if standing is None or standing.version != joined.version:
        raise Overtaken("Somebody changed this while you were reading.", try_next="Look at it again first.")
    changed = replace(
        standing, name=_name(name), answers=_on_the_board(here, answers), version=standing.version + 1
    )
    here.keep(
        new_id(), "answers put together", changed.id, {"answers_joined": [answer_rows.of_joined(changed)]}
    )
    return changed


def as_note(here: Here) -> Note:
    """The board as a note, kept, to be written on and taken away."""
    now = board(here)
    blocks = [NOTE_ASKED]
    for group in now.together:
        blocks += [f"## {in_one_line(group.joined.name)}", *_quoted(group.given)]
    apart = [*(one for guess in now.guesses for one in guess.given), *now.alone]
    if apart:
        blocks += [f"## {NOTE_ALONE}", *_quoted(apart)]
    title = NOTE_TITLE.format(place=here.system.name)
    return take_away.keep_note(
        here, Note(new_id(), here.system.id, title, "\n\n".join(blocks) + "\n", version=0)
    )


def in_common(guess: Guess) -> str:
    """The words by which a guess was made, as people say them."""
    return listed([f"“{word}”" for word in guess.words])


def _on_the_board(here: Here, answers: Iterable[UUID]) -> tuple[UUID, ...]:
    there = {one.answer.id for one in given(here)}
    return tuple(one for one in dict.fromkeys(answers) if one in there)


def _name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise Refusal("It needs a name.", try_next="Say in a few words what these have in common.")
    if len(plain) > LONGEST_NAME:
        raise Refusal(f"A name has at most {LONGEST_NAME} characters.", try_next="Say it more shortly.")
    return plain


def _quoted(given: Sequence[Given]) -> list[str]:
    """A reference to each, so that what is taken back later is gone from the note too."""
    return [f"{{answer:{one.answer.id}}}" for one in given]
