"""Real conversations held again as gatherings, through the doors that people come in by, and looked at afterwards."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score as alike
from starlette.requests import Request

from sensemaking.charts import perspectives
from sensemaking.lenses import Seen, voices
from sensemaking.model.agenda import Doing
from sensemaking.model.gathering import Vote
from sensemaking.phone.participant import whose
from sensemaking.practice import gather, look
from sensemaking.practice.here import Here
from sensemaking.practice.live import Live
from sensemaking.practice.statements import LONGEST
from tests.a_gathering import phase
from tests.a_phone import Form, Laptop, Phone, a_client
from tests.apart import apart
from tests.live_pages import HERE, LIVE_PAGES

DATA = Path(__file__).parent / "data"
SAYS = {1: Vote.RINGS_TRUE, -1: Vote.NOT_FOR_ME, 0: Vote.NOT_SURE}
AT_ONCE = 40
"""So many people answer at the same time: as many as the server lets work at once."""


@dataclass
class Conversation:
    """What people answered: a row for each of them, a column for each statement, nothing where they did not."""

    answers: pd.DataFrame
    words: dict[str, str]
    rejected: set[str]
    published: pd.Series


def conversation(name: str) -> Conversation:
    people = pd.read_csv(DATA / name / "participants-votes.csv").set_index("participant")
    comments = pd.read_csv(DATA / name / "comments.csv", dtype={"comment-id": str})
    comments = comments.set_index("comment-id")
    numbers = [column for column in people.columns if column.isdigit()]
    return Conversation(
        people[numbers],
        {one: comments["comment-body"].get(one, f"Statement {one}")[:LONGEST] for one in numbers},
        {one for one in numbers if comments["moderated"].get(one) == -1},
        people["group-id"],
    )


async def held(gathering: Live, told: Conversation) -> tuple[dict[str, UUID], dict[str, int]]:
    """The gathering, held: the facilitator puts the statements, everybody answers theirs on a phone of their own.

    The id of each statement, and who is who by the number that their answers carry.
    """
    door = httpx.ASGITransport(LIVE_PAGES)
    laptop = Laptop(a_client(HERE, transport=door), gathering.id)
    await laptop.act("go", phase=phase(gathering, Doing.RING_TRUE))
    ids = {one: uuid4() for one in told.words}
    for one, words in told.words.items():
        await laptop.act("put", id=str(ids[one]), words=words)
    people: dict[str, int] = {}
    room = asyncio.Semaphore(AT_ONCE)

    async def answer(person: int, answers: pd.Series) -> None:
        async with room:
            phone = await Phone(a_client(HERE, transport=door)).join(gathering.room.code)
            people[voter(phone, gathering)] = person
            for one, value in answers.dropna().items():
                form = Form(phone.form("answer").action, fields=[("event", str(uuid4()))])
                await phone.send(form, statement=str(ids[str(one)]), vote=SAYS[int(value)].value)

    await asyncio.gather(*(answer(person, answers) for person, answers in told.answers.iterrows()))
    for one in told.rejected:
        await laptop.act("take-out", one=str(ids[one]))
    await laptop.act("end")
    return ids, people


def voter(phone: Phone, gathering: Live) -> str:
    """The number that a phone's answers carry, which only its cookie knows."""
    cookies = "; ".join(f"{name}={value}" for name, value in phone.http.cookies.items())
    request = Request({"type": "http", "headers": [(b"cookie", cookies.encode())]})
    found = whose(request, gathering.room)
    assert found is not None
    return found.voter


def looked_at(here: Here) -> tuple[Seen, pd.DataFrame]:
    """What *voices* shows of the latest gathering, and every answer it rests on."""
    at = here.at(here.focus.narrowed(lens=voices.NAME))
    return look.through(at), at.ask("select statement, person, vote from answers")


def as_polis_found(
    told: Conversation, ids: dict[str, UUID], people: dict[str, int], answers: pd.DataFrame
) -> tuple[int, float, Counter[str]]:
    """How many perspectives there are, how alike they are to the published groups, and how many people are in each."""
    shown = [ids[one] for one in told.words if one not in told.rejected]
    table = answers.pivot(index="person", columns="statement", values="vote").map(
        voices.VALUE.get, na_action="ignore"
    )
    table = table.reindex(columns=shown).dropna(how="all").sort_index()
    found = perspectives.found(
        table.fillna(perspectives.UNANSWERED).to_numpy(dtype=np.int8), len(told.rejected)
    )
    theirs = told.published.loc[[people[one] for one in table.index[found.placed]]].to_numpy()
    known = ~np.isnan(theirs)
    sizes = Counter(f"Perspective {'ABCDE'[one]}" if found.groups else "All of us" for one in found.group)
    return found.groups, float(alike(theirs[known], found.group[known])), sizes


@pytest.mark.parametrize("name, clear", [("polis-london", False), ("polis-15-per-hour", True)])
def test_a_conversation_held_again_counts_the_same_and_shows_the_same_perspectives(name, clear, team):
    told = conversation(name)
    gathering = gather.prepare(team, "What should change?", format="ninety_minutes")
    ids, people = apart(held(gathering, told))
    seen, answers = looked_at(team)

    assert len(people) == len(gathering.room.joined) == len(told.answers)
    counted = answers.groupby(["statement", "vote"]).size()
    for one, id in ids.items():
        column = told.answers[one]
        for value, vote in SAYS.items():
            assert counted.get((id, vote.value), 0) == (column == value).sum()

    groups, how_alike, sizes = as_polis_found(told, ids, people, answers)
    dots = seen.rows[seen.rows["part"] == "dot"]
    assert Counter(dots["of"]) == sizes
    if clear:
        assert groups == 2 and how_alike >= 0.75
        assert [mark.key for mark in seen.marks] == ["meet", "A", "B"]
    else:
        assert groups == 0
        assert "There are no clear groups" in " ".join(seen.tells)
