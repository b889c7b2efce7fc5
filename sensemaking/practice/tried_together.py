"""What was tried in several cycles and what did it teach? Side by side by what was asked, never by what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sensemaking.charts.axes import Unit
from sensemaking.exchange.note_markdown import in_one_line
from sensemaking.model.counting import listed
from sensemaking.model.cycle import Cycle, Experiment, in_chains
from sensemaking.model.note import Note
from sensemaking.model.observation import Card
from sensemaking.model.question import Answer, OpenQuestion
from sensemaking.practice import questions, take_away
from sensemaking.practice.cards import cards
from sensemaking.practice.cycles import all_experiments, cycles
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.text.likeness import alike

MOST_STORIES, IN_A_NOTE = 12, 2

STORIES = """
select id from observations
where experiment = $experiment and kind <> 'measure'
order by day desc, id desc
limit $most
"""

TITLE = "What was tried, side by side: {place}, {month}"
CANNOT_SAY = (
    "What was tried stands together because of what was asked, in the order it was written. It says nothing about what"
    " would help somewhere else."
)
SHARED, ALONE = "Hunches that speak of {words}", "Hunches that stand by themselves"


@dataclass(frozen=True)
class Tried:
    """An experiment with the cycle it was tried in, and what that cycle's system is called."""

    experiment: Experiment
    cycle: Cycle
    place: str


@dataclass(frozen=True)
class Together:
    """What stands side by side, and what was asked there, as people wrote it or as the words they share."""

    asked: tuple[str, ...]
    tried: tuple[Tried, ...]


def by_purpose(here: Here) -> list[Together]:
    """What was tried in the cycles in sight, by what the cycles ask: their purposes.

    Cycles that follow one another ask together, and so do those whose purposes share several words. In the order in
    which it was written: what became of it has no say in where it stands.
    """
    chains = in_chains(cycles(here))
    groups = alike([" ".join(f"{one.name}. {one.purpose}" for one in chain) for chain in chains])
    beside = {place for places, _ in groups for place in places}
    whole = [(places[0], places) for places, _ in groups]
    whole += [(place, [place]) for place in range(len(chains)) if place not in beside]
    tried = _tried(here)
    found = []
    for _, places in sorted(whole):
        of = {one.id: one for place in places for one in chains[place]}
        asked = dict.fromkeys(one.purpose or one.name for one in of.values())
        found.append(Together(tuple(asked), tuple(one for one in tried if one.cycle.id in of)))
    return [one for one in found if one.tried]


def by_hunch(here: Here) -> list[Together]:
    """What was tried in the cycles in sight, those together whose hunches share a word; the others come last.

    In the order in which it was written: what became of it has no say in where it stands.
    """
    tried = _tried(here)
    groups = alike([f"{one.experiment.name}. {one.experiment.hunch}" for one in tried], at_least=1)
    beside = {place for places, _ in groups for place in places}
    alone = tuple(one for place, one in enumerate(tried) if place not in beside)
    found = [
        Together((SHARED.format(words=listed(words)),), tuple(tried[place] for place in places))
        for places, words in groups
    ]
    return [*found, *([Together((ALONE,), alone)] if alone else [])]


def by_question(here: Here, question: str) -> list[tuple[Cycle, Sequence[Answer]]]:
    """What the cycles in sight answered to one management question, each with its answers, the earliest first."""
    told = ((cycle, questions.answers(here, question, cycle.id)) for cycle in cycles(here))
    return [(cycle, answers) for cycle, answers in told if answers]


def stories(here: Here, experiment: UUID, most: int = MOST_STORIES) -> list[Card]:
    """What was noticed in an experiment, as far as it can be read from here, newest day first."""
    return cards(here, list(here.ask(STORIES, experiment=experiment, most=most)["id"]))


def note(here: Here, together: Sequence[Together]) -> Note:
    """What was tried side by side, as a note to go on with; it is kept."""
    parts = [take_away.where_we_stood(here)]
    for one in together:
        parts += [f"## {in_one_line(asked)}" for asked in one.asked]
        for tried in one.tried:
            parts.append(_in_a_note(tried))
            parts += [f"{{story:{card.id}}}" for card in stories(here, tried.experiment.id, IN_A_NOTE)]
    parts += ["## What we cannot say", CANNOT_SAY]
    title = TITLE.format(place=here.system.name, month=Unit.MONTH.words(here.viewer.today))
    return take_away.keep_note(
        here, Note(new_id(), here.system.id, title, "\n\n".join(parts) + "\n", version=0)
    )


def note_of_answers(here: Here, question: OpenQuestion) -> Note:
    """What the cycles in sight answered to one question, as a note to go on with; it is kept.

    It refers to the answers, so that what is taken back later is gone from it too.
    """
    parts = [take_away.where_we_stood(here)]
    for cycle, answers in by_question(here, question.key):
        parts += [f"## {in_one_line(cycle.name)}", *(f"{{answer:{one.id}}}" for one in answers)]
    return take_away.keep_note(
        here, Note(new_id(), here.system.id, question.words, "\n\n".join(parts) + "\n", version=0)
    )


def _in_a_note(tried: Tried) -> str:
    one = tried.experiment
    said = [
        f"**{in_one_line(one.name)}**, in “{in_one_line(tried.cycle.name)}” ({in_one_line(tried.place)})",
        *(f"{label} {in_one_line(words)}" for label, words in _in_words(one)),
    ]
    return "\n".join(f"- {line}" if nth else f"{line}\n" for nth, line in enumerate(said))


def _in_words(one: Experiment) -> list[tuple[str, str]]:
    told = (
        ("The hunch:", one.hunch),
        ("What was done:", one.actions),
        ("What was seen:", one.seen),
        ("What became of it:", one.became.value),
    )
    return [(label, words) for label, words in told if words]


def _tried(here: Here) -> list[Tried]:
    of = {cycle.id: cycle for cycle in cycles(here)}
    return [
        Tried(one, of[one.cycle], home.name)
        for one in all_experiments(here, list(of.values()))
        if (home := here.stack.get(of[one.cycle].system))
    ]
