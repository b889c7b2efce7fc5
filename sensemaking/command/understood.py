"""What would files come to, with what the options say? Observations, a table of systems, or a conversation."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from sensemaking.command.told import in_one_line
from sensemaking.exchange import mapping_file
from sensemaking.exchange.mapping import Mapping, Role
from sensemaking.exchange.sheet import Sheet
from sensemaking.model.refusal import Refusal, Undecided
from sensemaking.practice import bring_conversation, bring_in, bring_systems, named, welcome
from sensemaking.practice.bring_conversation import Choices
from sensemaking.practice.bring_in import BroughtIn, ConsentAsked
from sensemaking.practice.here import Here
from sensemaking.practice.kinds import Kind, the_only_one
from sensemaking.practice.notice import new_id

PLACE = "--system NAME says where they were told, or --home NAME with --home-scale SCALE."
DAY = "--day 2026-03-31 says which day it was."
COLUMN = (
    "--save-mapping M.toml writes down what was guessed, each column by its heading; put it right where it says"
    " “Please look”, and use it with --mapping M.toml."
)
WIDE = "--scale SCALE says how wide the systems are that the table names."
RINGS_TRUE = "--rings-true 1, or --rings-true -1, says which vote means that a statement rings true."
STAYS = "It is seen only where it was held: from wider systems nobody sees it."


class Dry(Protocol):
    """What every kind of dry run says."""

    @property
    def tells(self) -> tuple[str, ...]:
        """It in sentences."""

    @property
    def rows_brought_in(self) -> int:
        """How many rows would come in."""

    @property
    def refused(self) -> tuple[bring_in.Refused, ...]:
        """Which rows would stay out."""

    @property
    def set_aside(self) -> tuple[bring_in.SetAside, ...]:
        """Which cells would stay out."""

    @property
    def before(self) -> tuple[BroughtIn, ...]:
        """The receipts of the same, where it came in before."""


@dataclass(frozen=True)
class Understood:
    """Files, understood and decided: what they come to, and how they are kept. `agreed` is said on the receipt."""

    kind: Kind
    dry: Dry
    keep: Callable[[Here], BroughtIn]
    made: dict[str, Any]
    agreed: tuple[str, ...] = ()
    consent: dict[str, Any] | None = None
    like: str = ""


def understand(here: Here, asked: argparse.Namespace, sheets: Sequence[Sheet], kind: Kind) -> Understood:
    """What these sheets come to. Raises Undecided for what only people can say."""
    if kind is Kind.CONVERSATION:
        return _conversation(here, asked, sheets)
    sheet = the_only_one(sheets, kind)
    return _systems(here, asked, sheet) if kind is Kind.SYSTEMS else _observations(here, asked, sheet)


def mapping_for(here: Here, asked: argparse.Namespace, sheet: Sheet) -> tuple[Mapping, str]:
    """How observations are read, with what the options say; and whether that is as an earlier file was."""
    like = ""
    if asked.mapping:
        mapping = mapping_file.from_toml(_text(asked.mapping), sheet)
    else:
        suggested = bring_in.suggested(here, sheet)
        mapping = suggested.mapping
        if suggested.like:
            like = f"It is read as {in_one_line(suggested.like.file_name)} was before."
    if asked.home:
        mapping = mapping.at_home(asked.home, named.scale(asked.home_scale) if asked.home_scale else None)
    elif asked.system and mapping.home_guessed:
        mapping = mapping.at_home("", None)
    if asked.day:
        mapping = replace(mapping, day=named.day(asked.day))
    if asked.cycle:
        mapping = replace(mapping, cycle=named.cycle(here, asked.cycle))
    return mapping, like


def agreed(asked: argparse.Namespace) -> ConsentAsked:
    """What the people who told them agreed to; raises a Refusal where nobody looked before they travel."""
    said = ConsentAsked(
        named.scale(asked.travels) if asked.travels else None,
        not asked.paraphrase_only,
        named.day(asked.until) if asked.until else None,
        asked.looked_through_by,
    )
    said.consent()
    return said


def _observations(here: Here, asked: argparse.Namespace, sheet: Sheet) -> Understood:
    consent = agreed(asked)
    mapping, like = mapping_for(here, asked, sheet)
    if decisions := bring_in.undecided(here, sheet, mapping):
        place = not mapping.of(Role.PLACE) and not asked.system and not asked.home
        day = not mapping.of(Role.DAY, Role.DATED) and mapping.day is None
        how = [*([PLACE] if place else []), *([DAY] if day else [])]
        raise _undecided([sheet], decisions, *how, *([COLUMN] if len(decisions) > len(how) else []))
    dry = bring_in.dry_run(here, sheet, mapping)
    return Understood(
        Kind.OBSERVATIONS,
        dry,
        lambda at: bring_in.bring_in(at, sheet, mapping, consent, new_id()),
        {
            "systems": [{"scale": scale.word, "name": name} for scale, name in dry.new_systems],
            "themes": dry.new_themes,
            "questions": dry.questions,
            "measures": dry.measured,
        },
        consent={
            "travels": consent.travels.word if consent.travels else None,
            "may_be_quoted": consent.quotable,
            "until": consent.until,
        },
        like=like,
    )


def _systems(here: Here, asked: argparse.Namespace, sheet: Sheet) -> Understood:
    plan = bring_systems.guess(sheet)
    if asked.scale:
        plan = replace(plan, scale=named.scale(asked.scale))
    if decisions := bring_systems.undecided(plan):
        raise _undecided([sheet], decisions, WIDE)
    dry = bring_systems.dry_run(here, sheet, plan)
    return Understood(
        Kind.SYSTEMS,
        dry,
        lambda at: bring_systems.bring_in(at, sheet, plan, new_id()),
        {"systems": [{"scale": one.scale.word, "name": one.name} for one in dry.made]},
    )


def _conversation(here: Here, asked: argparse.Namespace, sheets: Sequence[Sheet]) -> Understood:
    conversation = bring_conversation.read(sheets)
    choices = bring_conversation.guess(conversation)
    if asked.rings_true:
        choices = replace(choices, rings_true=int(asked.rings_true))
    if asked.cycle:
        choices = replace(choices, cycle=named.cycle(here, asked.cycle))
    if asked.name:
        choices = replace(choices, name=asked.name)
    decisions = bring_conversation.undecided(conversation, choices)
    nowhere = not here.focus.system and not asked.home
    if decisions or nowhere:
        where = ["Nothing in it says where it was held."] if nowhere else []
        how = [*([RINGS_TRUE] if decisions else []), *([PLACE] if nowhere else [])]
        raise _undecided(sheets, [*decisions, *where], *how)

    def keep(at: Here) -> BroughtIn:
        return bring_conversation.bring_in(_held(at, asked), sheets, conversation, choices, new_id())

    dry = bring_conversation.dry_run(here, sheets, conversation, choices)
    return Understood(Kind.CONVERSATION, dry, keep, _gathering(choices), (STAYS,))


def _gathering(choices: Choices) -> dict[str, Any]:
    return {"gathering": choices.name, "rings_true": choices.rings_true}


def _held(here: Here, asked: argparse.Namespace) -> Here:
    """Where a conversation was held: the system that was named, or one of its own inside it, made if it is new."""
    if not asked.home:
        return here
    wide, name = named.scale(asked.home_scale), asked.home
    return here.at(here.focus.narrowed(system=welcome.system_named(here, name, wide).id))


def _undecided(sheets: Sequence[Sheet], decisions: Sequence[str], *how: str) -> Undecided:
    names = ", ".join(in_one_line(sheet.name) for sheet in sheets)
    return Undecided(f"Nothing of {names} was kept yet.", decisions, " ".join(how))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as refused:
        raise Refusal(f"The mapping {path} cannot be read.", try_next="Name a file that can be.") from refused
    except UnicodeDecodeError as unreadable:
        raise Refusal(f"{path.name} is not written in UTF-8.", try_next="Save it again so.") from unreadable
