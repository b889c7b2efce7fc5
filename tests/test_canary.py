"""Words nobody agreed to share are planted, and looked for wherever words may come out beyond their home."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from streamlit.testing.v1 import AppTest

from sensemaking import lenses
from sensemaking.model.access import Role
from sensemaking.model.observation import Consent, Form, Kind, Meaning, Observation, Question, Whose
from sensemaking.model.room import Next
from sensemaking.model.scale import Scale
from sensemaking.practice import (
    bring_conversation,
    challenges,
    consent,
    kinds,
    look,
    notice,
    passing_on,
    remember,
    review,
    statements,
    stores,
    take_away,
)
from sensemaking.practice.here import Here
from tests import taken
from tests.a_gathering import a_gathering, decide, ended, pile, read, shown
from tests.a_stack import a_stack, a_story, keep_all
from tests.a_store import a_question

PROJECT = Path(__file__).parents[1]
HOUSE = PROJECT / "sensemaking" / "screen" / "house.py"
PAGES = sorted(page.stem for page in (PROJECT / "pages").glob("*.py"))
CANARY = "Canarybird"
THEME, MEASURE, UNIT, ASKED, ANSWER, PROMPT = (
    f"{CANARY} {part}" for part in ("theme", "measure", "unit", "question", "answer", "prompt")
)
SHARED, INSTEAD = "Sharedwords", "Otherwords"
PASSED_ON = f"{CANARY} of a gathering", f"{CANARY} question of a gathering"
"""A story and what it was asked for, whose teller let them go to the other team."""
AGREED = Consent(Scale.COUNTRY, True, None, True)


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Here]]:
    monkeypatch.setenv("SENSEMAKING_STORES", str(tmp_path))
    with a_stack(tmp_path, planted) as places:
        yield places
    stores.close_all()


def planted(places: dict[str, Here]) -> None:
    """Words that stay at home, one for each way, and some that may be seen."""
    team = places["team"]
    theme, measure = notice.theme_named(team, THEME), notice.measure_named(team, MEASURE, UNIT)
    asked = Question(uuid4(), ASKED, Form.CHOICE)
    team.keep(uuid4(), "question named", asked.id, {"question": [a_question(asked)]})
    answer = (Meaning(asked.id, choice=ANSWER),)
    for number, one in enumerate(canaries(team)):
        words = f"{CANARY} {number} {one.words}"
        one = replace(one, words=words, prompt=PROMPT, themes=(theme,), meanings=answer)
        counted = replace(
            notice_of(one),
            kind=Kind.MEASURE,
            words="",
            themes=(),
            meanings=(),
            measure=measure,
            value=3.0,
        )
        keep_all(team, (one, counted))
    files = (
        ("comments.csv", f"comment-id,author-id,comment-body\n1,a,{CANARY} statement\n".encode()),
        ("votes.csv", b"comment-id,voter-id,vote\n1,a,1\n1,b,-1\n"),
    )
    sheets = [kinds.read(*file) for file in files]
    said = bring_conversation.read(sheets)
    named = bring_conversation.Choices(f"{CANARY} gathering", 1)
    bring_conversation.bring_in(team, sheets, said, named, uuid4())
    gathered(team, places["other team"])
    gone = a_story(team, f"{CANARY} taken back", travels=Scale.COUNTRY, reviewed=True)
    keep_all(team, (gone,))
    notice.take_back(team, gone.id)
    said_again(team, theme)
    shared = (
        a_story(team, f"{SHARED} {day}", date(2022, 3, day), Scale.COUNTRY, reviewed=True)
        for day in range(1, 15)
    )
    keep_all(team, shared)
    challenged(team, places["country"])


def gathered(team: Here, other: Here) -> None:
    """A gathering of the team, whose story went on to another team, to be read there and nowhere else."""
    words, question = PASSED_ON
    gathering = a_gathering(team, question)
    (told,) = shown(gathering, words)
    read(gathering, pile(gathering, told, name=f"{CANARY} pile"), f"{CANARY} reading")
    decide(gathering, Next.TRY, f"{CANARY} decision")
    decide(gathering, Next.CHALLENGE, f"{CANARY} challenge", f"{CANARY} permission")
    statements.put(gathering, uuid4(), f"{CANARY} put to the room", uuid4())
    passing_on.pass_on(gathering, told, other.focus.system, uuid4())
    ended(gathering, date(2022, 6, 1))


def challenged(team: Here, country: Here) -> None:
    """A challenge that went to the country in words for it, with every story of the team's chosen to go along."""
    told = list(team.ask("select id from observations")["id"])
    challenge = challenges.begin(team, f"{CANARY} at home", needed=f"{CANARY} permission")
    challenges.send(team, challenge, country.system.id, f"{SHARED} challenge", observations=told)


def said_again(team: Here, theme: UUID) -> None:
    """Stories that stay at home for what was said of them after they were told, one for each way."""
    review.choose(team, "our peer worker", confirmed=True)
    teller, reader = (
        Here(team.store, replace(team.viewer, role=role, system=team.system.id), team.focus)
        for role in (Role.TELLER, Role.REVIEWER)
    )

    def told(what: str, reviewed: Scale | None = Scale.COUNTRY, whose: Whose = Whose.MINE) -> UUID:
        story = a_story(team, f"{CANARY} {what}", travels=Scale.COUNTRY)
        notice.keep(team, replace(story, whose=whose, prompt=PROMPT, themes=(theme,)))
        if whose is Whose.SOMEONE_ELSE:
            consent.agree(teller, story.id, True, "she herself", team.viewer.today)
            consent.change(teller, story.id, Consent(Scale.COUNTRY))
        if reviewed:
            review.may_travel(reader, review.open_one(reader, story.id), reviewed)
        return story.id

    other = told("in other words", reviewed=None)
    review.in_other_words(reader, review.open_one(reader, other), Scale.COUNTRY, INSTEAD)
    consent.change(teller, told("widened, not looked at", reviewed=None), Consent(Scale.COUNTRY))
    consent.change(teller, told("narrowed after a look"), Consent())
    consent.agree(teller, told("no longer agreed", whose=Whose.SOMEONE_ELSE), False, "she", team.viewer.today)
    corrected = notice.mine(team, told("before"))
    notice.correct(team, replace(corrected, words=f"{CANARY} corrected after a look"))
    stays = told("kept at home by whoever looked", reviewed=None)
    review.stays(reader, review.open_one(reader, stays), f"{CANARY} why")
    consent.change(teller, told("not to be quoted after all"), Consent(Scale.COUNTRY, quotable=False))


def canaries(team: Here) -> list[Observation]:
    """One story for each way in which words stay at home."""
    story = a_story(team, day=date(2022, 3, 7))
    return [
        replace(notice_of(story), consent=consent, whose=whose)
        for consent, whose in (
            (Consent(), Whose.MINE),
            (replace(AGREED, reviewed=False), Whose.MINE),
            (replace(AGREED, quotable=False), Whose.MINE),
            (replace(AGREED, until=date(2022, 3, 31)), Whose.MINE),
            (replace(AGREED, travels=Scale.TEAM), Whose.MINE),
            (AGREED, Whose.SOMEONE_ELSE),
        )
    ]


def notice_of(story: Observation) -> Observation:
    return replace(story, id=notice.new_id())


def page_shown(page: str, here: Here, **more: str) -> str:
    """Every byte a page sends to the browser, with the frame's ways to look elsewhere and either form open."""
    door = AppTest.from_file(str(HOUSE), default_timeout=60)
    asked: dict[str, Any] = {"store": "ours", "system": str(here.system.id), **more}
    for key, value in asked.items():
        door.query_params[key] = value
    door.session_state["where.elsewhere"] = True
    door.switch_page(str(PROJECT / "pages" / f"{page}.py")).run()
    everything = all_sent(door)
    if page == "remember":
        for held in remember.gatherings(here):
            door.session_state[f"gathering.open.{held.id}"] = True
        door.run()
        everything += all_sent(door)
    if page == "notice":
        door.segmented_control(key="notice.kind").set_value(Kind.MEASURE).run()
        everything += all_sent(door)
    return everything


def all_sent(door: AppTest) -> str:
    assert not door.exception
    assert door.multiselect(key="where.themes").placeholder
    return "".join(sent(block) for block in door._tree.children.values())


def sent(node: Any) -> str:
    proto = getattr(node, "proto", None)
    own = proto.SerializeToString().decode("utf-8", "replace") if proto is not None else ""
    return own + "".join(sent(child) for child in getattr(node, "children", {}).values())


@pytest.mark.parametrize("page", PAGES)
def test_no_page_beyond_home_shows_what_nobody_agreed_to_share(
    page: str, stack: dict[str, Here], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("organisation", "country", "other team"):
        for lens in lenses.found():
            everything = page_shown(page, stack[name], lens=lens)
            if (page, name) == ("stack", "other team"):
                for words in PASSED_ON:
                    assert words in everything
                    everything = everything.replace(words, "")
            assert CANARY not in everything
    assert CANARY not in caplog.text
    assert SHARED not in caplog.text


def test_the_looking_finds_what_may_be_found(stack: dict[str, Here]) -> None:
    at_home = {page: page_shown(page, stack["team"]) for page in ("listen", "notice", "remember", "welcome")}
    assert f"{CANARY} 0" in at_home["listen"] and PROMPT in at_home["listen"]
    assert all(words in at_home["notice"] for words in (THEME, MEASURE, ASKED))
    assert ANSWER in at_home["listen"] and THEME in at_home["welcome"]
    assert f"{CANARY} gathering" in at_home["remember"] and f"{CANARY} statement" in at_home["remember"]
    assert SHARED in page_shown("listen", stack["organisation"])
    assert INSTEAD in page_shown("listen", stack["organisation"])
    assert SHARED in page_shown("look", stack["organisation"], lens="rhythm")
    rhythm = stack["team"].at(stack["team"].focus.narrowed(lens="rhythm"))
    counted = next(choice.key for choice in look.choices(rhythm) if MEASURE in choice.words)
    assert UNIT in page_shown("look", stack["team"], lens="rhythm", choice=counted)


def test_neither_a_lens_nor_a_note_counts_or_quotes_it_beyond_home(stack: dict[str, Here]) -> None:
    organisation = stack["organisation"]
    for lens in lenses.found():
        here = organisation.at(organisation.focus.narrowed(lens=lens))
        for choice in look.choices(here):
            seen = look.through(here, choice.key)
            everything = f"{seen.title}{seen.tells}{seen.rows.to_dict()}{seen.table.to_dict()}{seen.notes}"
            for mark in seen.marks:
                for stories in (look.behind(here, seen, mark.key), look.another_way(here, seen, mark.key)):
                    everything += f"{stories}"
                    assert stories.how_many <= 14
            assert CANARY not in everything
            kept = remember.keep_pattern(here, look.as_pattern(here, seen, "", "", ()))
            remember.keep_reading(here, "What we make of it.", pattern=kept.id)
    note = take_away.compose(organisation)
    files = taken.as_markdown(organisation, note) + taken.as_html(organisation, note)
    assert CANARY not in files
    assert "14 stories" in files or "fourteen" in files.lower()


def test_at_home_a_note_quotes_only_what_may_be_quoted(stack: dict[str, Here]) -> None:
    team = stack["team"]
    told = team.ask("select id, words from observations where starts_with(words, $canary)", canary=CANARY)
    body = "\n\n".join(f"{{story:{one}}}" for one in told["id"])
    note = replace(take_away.compose(team), body=body)

    files = taken.as_markdown(team, note) + taken.as_html(team, note)

    for number, may_leave in enumerate((True, True, False, False, True, False)):
        assert (f"{CANARY} {number}" in files) == may_leave
