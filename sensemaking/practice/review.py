"""The second look: somebody whom the home group chose reads what may travel, before it does, one story at a time."""

import re
from dataclasses import dataclass, replace
from uuid import UUID

from sensemaking.model.access import Action, refuse_unless
from sensemaking.model.consent import Look
from sensemaking.model.observation import LONGEST_WORDS, Card, Observation
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import notice
from sensemaking.practice.cards import cards
from sensemaking.practice.here import Here
from sensemaking.practice.notice import new_id
from sensemaking.store import consent_rows
from sensemaking.text.hints import Hint, hints

# The scale we stand at is widest for nobody, so that what goes no further than home waits for nobody either.
WAITING = """
select id from observations
where at_home and waits and travels > $scale and (usable_until is null or usable_until >= $today)
order by sequence, id
"""

NAMES_FILE = ".names.txt"

LONGEST_NAMES_FILE = 1_000_000

# Whoever is described so is not asked, whatever is ticked beside it.
IN_CHARGE = re.compile(r"\b(?:managers?|supervisors?|directors?|commissioners?|head of)\b", re.IGNORECASE)

NOBODY = Refusal(
    "Nobody has been chosen yet to read before words travel.", try_next="Say first whom your group chose."
)


@dataclass(frozen=True)
class Waiting:
    """A story that waits for a second look: as far as `far` its teller lets it go, and what a reader may stumble on."""

    observation: Observation
    card: Card
    far: Scale
    hints: tuple[Hint, ...]


def reviewer(here: Here) -> str:
    """Whom the group here chose to read before words travel, in their words; empty while it is nobody."""
    chosen = here.store.read("reviewer", system=here.system.id)["who"]
    return str(chosen.iloc[0]) if len(chosen) else ""


def choose(here: Here, who: str, confirmed: bool) -> None:
    """Say whom the group here chose. `confirmed`: it is nobody's manager, and nobody who looks after a wider system."""
    refuse_unless(here.viewer, Action.CHOOSE_REVIEWER, here.system, here.stack)
    named = " ".join(who.split())
    if not named:
        raise Refusal("Nobody is named.", try_next="A few words are enough: our peer worker.")
    if not confirmed:
        raise Refusal(
            "It may not be somebody's manager, nor anybody who looks after a wider system.",
            try_next="Choose somebody else, or say below that it is neither.",
        )
    if IN_CHARGE.search(named):
        raise Refusal(
            f"“{named}” sounds like somebody's manager, or like somebody who looks after a wider system.",
            try_next="Choose somebody else whom the group trusts, and say who they are to you.",
        )
    chosen = {"system": here.system.id, "who": named}
    here.keep(new_id(), "reviewer chosen", here.system.id, {"reviewer": [chosen]})


def waiting(here: Here) -> list[UUID]:
    """The stories told here that wait for a second look, in the order they were kept."""
    home = here.unnarrowed()
    found = home.ask(WAITING, scale=int(here.system.scale), today=here.viewer.today)
    return list(found["id"])


def open_one(here: Here, observation: UUID) -> Waiting:
    """A story that waits, as whoever looks reads it; raises a Refusal where it waits no longer."""
    _refuse_unless_reader(here)
    if observation not in waiting(here):
        raise Refusal("This waits no longer.", try_next="Go on with the next one.")
    whole = notice.mine(here, observation)
    if whole.consent.travels is None:
        raise Refusal("This stays where it was told.", try_next="Go on with the next one.")
    (card,) = cards(here.unnarrowed(), [observation])
    return Waiting(whole, card, whole.consent.travels, about(here, f"{whole.prompt}\n{whole.words}".strip()))


def about(here: Here, words: str) -> tuple[Hint, ...]:
    """What in these words might tell who somebody is, or where and when it was. Only hints: nothing is held up."""
    systems = {name for one in here.stack for name in (one.name, *one.also)}
    return hints(words, systems | _names_kept(here))


def may_travel(here: Here, seen: Waiting, far: Scale) -> None:
    """These words may be read as far as this scale."""
    if not seen.observation.consent.quotable:
        raise Refusal(
            "Its teller asked that these words are not quoted.", try_next="Put it in other words instead."
        )
    _look(here, seen, Look(seen.observation.version, far, False, "", ""))


def in_other_words(here: Here, seen: Waiting, far: Scale, words: str) -> None:
    """Only these other words may be read as far as this scale; those that were told stay at home."""
    said = words.strip()
    if not said:
        raise Refusal("There are no other words yet.", try_next="One sentence is enough.")
    if len(said) > LONGEST_WORDS:
        raise Refusal(f"This is longer than {LONGEST_WORDS:,} characters.", try_next="Say it more shortly.")
    if " ".join(said.split()).casefold() == " ".join(seen.observation.words.split()).casefold():
        raise Refusal(
            "These are the same words.", try_next="Put it in others, or let these travel as they are."
        )
    _look(here, seen, Look(seen.observation.version, far, True, "", ""), said)


def stays(here: Here, seen: Waiting, why: str) -> None:
    """It stays at home for now, and its teller can read why."""
    if not why.strip():
        raise Refusal("Its teller should learn why.", try_next="A few words are enough.")
    _look(here, seen, Look(seen.observation.version, None, False, " ".join(why.split()), ""))


def _look(here: Here, seen: Waiting, look: Look, words: str = "") -> None:
    who = _refuse_unless_reader(here)
    story = seen.observation
    if look.reaches is not None and not here.system.scale < look.reaches <= seen.far:
        raise Refusal(f"Its teller lets it go as far as the {seen.far.word}, and no wider.")
    now = notice.mine(here, story.id)
    if (now.version, now.consent, now.whose) != (story.version, story.consent, story.whose):
        raise Overtaken(
            "Its teller changed this while you were reading.",
            try_next="Read it once more; what you wrote is still here.",
        )
    row = consent_rows.of_look(story.id, replace(look, who=who), words)
    here.keep(new_id(), "second look", story.id, {"review": [row]})


def _refuse_unless_reader(here: Here) -> str:
    refuse_unless(here.viewer, Action.REVIEW, here.system, here.stack)
    if not (who := reviewer(here)):
        raise NOBODY
    return who


def _names_kept(here: Here) -> set[str]:
    """The names in the list that a group may keep beside its store, one a line; none where there is no such file."""
    path = here.store.path
    listed = path.with_name(path.name + NAMES_FILE)
    try:
        with listed.open(encoding="utf-8-sig", errors="replace") as file:
            lines = file.read(LONGEST_NAMES_FILE).splitlines()
    except FileNotFoundError:
        return set()
    return {line.strip() for line in lines if line.strip()}
