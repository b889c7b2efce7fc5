"""Who is learning about something like this elsewhere? Cycles introduced to one another, once the other side agrees.

Before that, either side reads of the other only how wide it is and which words it shares with our own: names of themes
whose stories may be read by the system around both, and words that stand in the name or purpose of both. After that
each reads the other's purpose and what is tried there. Stories stay where consent lets them be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sensemaking.model.cycle import Cycle, Experiment, How, Introduction, Met
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.model.system import System
from sensemaking.practice.cycles import cycles, refuse_elsewhere
from sensemaking.practice.here import Here, theme_names
from sensemaking.practice.notice import new_id
from sensemaking.store import cycle_rows, rows
from sensemaking.text.likeness import in_common

MOST_OFFERED = 6
"""So many cycles elsewhere are offered at once."""

ENOUGH_WORDS = 2
"""So many words two purposes share before that alone says they are alike: one may be chance."""

THEMES_OF = """
select cycle, list(distinct theme) as themes
from (select cycle, unnest(themes) as theme from observations where cycle is not null)
group by cycle
"""


@dataclass(frozen=True)
class Elsewhere:
    """A cycle somewhere else as it is told before it agreed: how wide its system is, and what it shares with ours."""

    cycle: UUID
    scale: Scale
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A cycle somewhere else as it is told once both sides agreed."""

    cycle: Cycle
    system: System
    experiments: tuple[Experiment, ...]


@dataclass(frozen=True)
class Meeting:
    """An introduction as one side sees it: `ours` is its own cycle, `asked_us` whether the other side asked."""

    introduction: Introduction
    ours: Cycle
    elsewhere: Elsewhere
    known: Known | None = None

    @property
    def asked_us(self) -> bool:
        """Whether the other side asked, so that it is ours to agree."""
        return self.introduction.other == self.ours.id


def alike(here: Here, cycle: Cycle) -> list[Elsewhere]:
    """Running cycles elsewhere that share themes or enough words with this one and were not met yet.

    A handful: those that share most, in no order that says where they are. Nobody's own life is ever offered.
    """
    refuse_elsewhere(here, cycle)
    away = set(here.stack.within(here.system.id)) | set(here.stack.around(here.system.id))
    others = [one for one in _may_be_met(here, cycle) if _home(here, one) not in away]
    found = [one for one in _described(here, cycle, others) if one.shared]
    most = sorted(found, key=lambda one: -len(one.shared))[:MOST_OFFERED]
    return [one for one in found if one in most]


def around(here: Here, cycle: Cycle) -> list[Elsewhere]:
    """The running cycles of the wider systems around us that were not met yet, the nearest first."""
    refuse_elsewhere(here, cycle)
    wider = [one.id for one in here.stack.around(here.system.id)]
    others = [one for one in _may_be_met(here, cycle) if one.system in wider]
    return _described(here, cycle, sorted(others, key=lambda one: -wider.index(one.system)))


def offer(
    here: Here, cycle: Cycle, other: UUID, how: How, words: str = "", id: UUID | None = None
) -> Introduction:
    """Ask to be introduced. The other side reads these words and what the two share, and agrees or not.

    `id` is made by whoever asks, so that asking twice asks once. Raises a Refusal for a cycle that cannot be met.
    """
    choices = alike(here, cycle) if how is How.BESIDE else around(here, cycle)
    if other not in {one.cycle for one in choices}:
        raise Refusal(
            "This cycle cannot be asked now.",
            try_next="It may have ended, or one of you has asked already. Look again.",
        )
    kept = Introduction(id or new_id(), cycle.id, other, how, words.strip())
    _keep(here, kept, "introduction offered", kept.id)
    return kept


def say(here: Here, ours: Cycle, introduction: Introduction, standing: Met) -> Introduction:
    """Agree, decline, or end it, as the side whose turn it is. Raises Overtaken where somebody was quicker."""
    refuse_elsewhere(here, ours)
    introduction.refuse_unless(ours.id, standing)
    kept = replace(introduction, standing=standing, version=introduction.version + 1)
    _keep(here, kept, f"introduction {standing.value}", new_id())
    return kept


def met(here: Here, cycle: Cycle) -> list[Meeting]:
    """The introductions of a cycle of ours that are offered or agreed, in the order they were offered."""
    refuse_elsewhere(here, cycle)
    kept = [one for one in _introductions(here, [cycle]) if one.standing in (Met.OFFERED, Met.AGREED)]
    others = {one.id: one for one in _named(here, [one.across_from(cycle.id) for one in kept])}
    told = {one.cycle: one for one in _described(here, cycle, others.values())}
    return [
        Meeting(one, cycle, told[other], _known(here, others[other]) if one.standing is Met.AGREED else None)
        for one in kept
        if (other := one.across_from(cycle.id)) in told
    ]


def asked_of_us(here: Here) -> list[Meeting]:
    """The introductions that wait for an answer from the system where we stand, in the order they were offered."""
    ours = {one.id: one for one in cycles(here) if one.system == here.system.id}
    asked = {one.other for one in _introductions(here, list(ours.values())) if one.standing is Met.OFFERED}
    return [
        meeting
        for id, one in ours.items()
        if id in asked
        for meeting in met(here, one)
        if meeting.asked_us and meeting.introduction.standing is Met.OFFERED
    ]


def _keep(here: Here, introduction: Introduction, act: str, id: UUID) -> None:
    here.keep(id, act, introduction.id, {"cycle_joined": [cycle_rows.of_introduction(introduction)]})


def _introductions(here: Here, of: Sequence[Cycle]) -> list[Introduction]:
    ids = [str(one.id) for one in of]
    return cycle_rows.introductions(here.store.read("cycles_joined", cycles=ids)) if ids else []


def _named(here: Here, ids: Iterable[UUID]) -> list[Cycle]:
    return rows.cycles(here.store.read("cycles_named", cycles=[str(one) for one in ids]))


def _may_be_met(here: Here, cycle: Cycle) -> list[Cycle]:
    """The running cycles of others, but nobody's own life, and none that was asked or asked us before.

    What was ended may be asked again; what was declined may not.
    """
    before = {
        one.across_from(cycle.id) for one in _introductions(here, [cycle]) if one.standing is not Met.ENDED
    }
    return [one for one in _running(here) if one.id not in before and one.system != cycle.system]


def _running(here: Here) -> list[Cycle]:
    """Every running cycle but those of somebody's own life."""
    every = rows.cycles(here.store.read("cycles_running"))
    return [one for one in every if (home := _home(here, one)) and home.scale is not Scale.PERSON]


def _home(here: Here, cycle: Cycle) -> System | None:
    return here.stack.get(cycle.system)


def _known(here: Here, other: Cycle) -> Known | None:
    home = _home(here, other)
    tried = rows.experiments(here.store.read("experiments", cycles=[str(other.id)]))
    return Known(other, home, tuple(tried)) if home else None


def _described(here: Here, ours: Cycle, others: Iterable[Cycle]) -> list[Elsewhere]:
    """How these cycles are told before they agreed, in the order given; without those whose system is gone."""
    names = theme_names(here)
    our_themes = _themes_at(here, here.system.id).get(ours.id, set())
    every = [_words(one) for one in _running(here)]
    found = []
    for other in others:
        if (home := _home(here, other)) is None:
            continue
        between = _around_both(here, home)
        theirs = _themes_at(here, between).get(other.id, set()) if between else set()
        shared = [name for theme, name in names.items() if theme in our_themes & theirs]
        words = in_common(_words(ours), _words(other), every)
        if shared or len(words) >= ENOUGH_WORDS:
            shared += [word for word in words if word not in {name.casefold() for name in shared}]
        found.append(Elsewhere(other.id, home.scale, tuple(shared)))
    return found


def _words(cycle: Cycle) -> str:
    return f"{cycle.name}. {cycle.purpose}"


def _around_both(here: Here, other: System) -> UUID | None:
    """The nearest system around the other that is also around where we stand, or is where we stand.

    Never the other's own home: what may be read there need not have been let go from there.
    """
    path = [one.id for one in here.stack.around(other.id)]
    ours = [one.id for one in (*here.stack.around(here.system.id), here.system)]
    return next((one for one in reversed(ours) if one in path), None)


def _themes_at(here: Here, system: UUID) -> dict[UUID, set[UUID]]:
    """The themes of each cycle's observations, as far as they may be read at this system."""
    there = here.at(Focus(store=here.focus.store, system=system))
    return {row["cycle"]: set(row["themes"]) for row in rows.records(there.ask(THEMES_OF))}
