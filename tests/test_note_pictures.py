"""Pictures that a note can hold beside patterns: what was read in time, and the map of what is at work."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sensemaking.exchange.leaving import Drawn
from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle
from sensemaking.model.map import Link, LinkKind, Part, PartKind
from sensemaking.model.note import Note
from sensemaking.model.pattern import Pattern, Standing
from sensemaking.practice import cycles, note_pictures, notice, remember, take_away
from sensemaking.practice import map as mapping
from sensemaking.practice.here import Here
from sensemaking.practice.note_pictures import HISTORY, KINDS, MAP
from tests import taken
from tests.a_stack import TODAY, a_story


def read_in_time(team: Here, **more: object) -> None:
    """A reading of a pattern with a story behind it, that shifted and was let go."""
    story = a_story(team, "They rang me first.")
    notice.keep(team, story)
    seen = Pattern(uuid4(), team.system.id, "rhythm", "", "Who rings?", observations=(story.id,))
    pattern = remember.keep_pattern(team, seen)
    kept = remember.keep_reading(team, "It was <b>the</b> letter.", pattern=pattern.id, **more)  # type: ignore[arg-type]
    for days, standing in ((30, Standing.SHIFTED), (60, Standing.LET_GO)):
        later = replace(team, viewer=Viewer(TODAY + timedelta(days=days)))
        remember.revisit(later, kept.id, standing, "Two more said so.")


def mapped(team: Here, **more: object) -> None:
    """Late buses block sleep, and a story says so; a second time others do."""
    story = a_story(team, "The bus came at six.")
    notice.keep(team, story)
    home, again = team.system.id, len(mapping.drawn(team).parts)
    one, other = (
        mapping.add_part(team, Part(uuid4(), home, PartKind.FACTOR, f"{name} {again}", **more))  # type: ignore[arg-type]
        for name in ("Late buses", "Sleep")
    )
    blocks = Link(uuid4(), home, one.id, LinkKind.BLOCKS, other.id, "Often.", story.id, **more)  # type: ignore[arg-type]
    mapping.add_link(team, blocks)


FILLED = {HISTORY: read_in_time, MAP: mapped}
SAID = {HISTORY: ("Shifted", "It was"), MAP: ("Late buses", "blocks")}
STORY = {HISTORY: "They rang me first.", MAP: "The bus came at six."}


def in_a_note(here: Here, kind: str) -> Note:
    return take_away.keep_note(here, note_pictures.as_note(here, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_it_leaves_with_its_table_and_a_story_behind_it_in_every_file(team, kind):
    assert list(note_pictures.there(team)) == []
    FILLED[kind](team)
    (offered,) = take_away.choices(team).pictures
    assert offered.kind == kind
    note = in_a_note(team, kind)
    (drawn,) = take_away.view(team, note).parts
    assert isinstance(drawn, Drawn) and drawn.of == offered and len(drawn.table)
    for made in (taken.as_html(team, note), taken.as_markdown(team, note)):
        assert all(words in made for words in (offered.title, STORY[kind], *SAID[kind]))
    assert f'id="{kind}-{offered.id}"' in taken.as_html(team, note)
    assert "<b>" not in taken.as_html(team, note) and "<svg" in taken.as_html(team, note)
    assert "<svg" in taken.as_wall(team, note)
    assert taken.as_word(team, note).count(b"word/media/image") == 2  # its entry and its place in the index


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_taken_off_since_is_no_more_in_the_note_and_that_is_said(team, kind):
    FILLED[kind](team)
    note = in_a_note(team, kind)
    if kind == MAP:
        for part in mapping.drawn(team).parts:
            mapping.take_off_part(team, part)
        assert take_away.PICTURE_GONE in taken.as_markdown(team, note)
    else:
        remember.keep_reading(team, "It is the bus.")
        assert "It is the bus." in taken.as_markdown(team, note)
    assert note_pictures.made(team, kind, uuid4()) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_focus_on_one_cycle_draws_that_cycle_alone(team, kind):
    cycle = cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Forms", begun=date(2021, 1, 1)))
    FILLED[kind](team)
    at = team.at(team.focus.narrowed(cycle=cycle.id))
    assert list(note_pictures.there(at)) == []
    FILLED[kind](team, cycle=cycle.id)
    (whole,), (own,) = note_pictures.there(team), note_pictures.there(at)
    assert whole.id != own.id
    all_of, of_cycle = note_pictures.made(team, kind, whole.id), note_pictures.made(team, kind, own.id)
    assert all_of and of_cycle and len(of_cycle.drawn.table) < len(all_of.drawn.table)


def test_a_map_that_is_too_large_to_be_read_is_drawn_in_part_and_its_table_is_whole(team):
    for nth in range(note_pictures.MOST_DRAWN + 5):
        mapping.add_part(team, Part(uuid4(), team.system.id, PartKind.ACTOR, f"Somebody {nth}"))
    made = note_pictures.made(team, MAP, note_pictures.picture(team, MAP).id)
    assert made and len(made.drawn.table) == note_pictures.MOST_DRAWN + 5
    assert "nearest to" in " ".join(made.drawn.tells)
