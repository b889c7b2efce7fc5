"""A gathering goes on: the server is killed in the middle of it, and phones send the same thing twice at once."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import httpx
import pytest

from sensemaking.practice.here import Here
from tests.a_gathering import a_gathering
from tests.a_phone import Phone, a_client
from tests.apart import apart
from tests.live_pages import HERE, LIVE_PAGES

OF_THE_STORES_OWN = 20
"""So many rounds of the store's own faults take as long as one of these, which starts a whole server."""


@pytest.mark.timeout(0)
def test_a_server_that_is_killed_in_the_middle_costs_nobody_anything_but_seconds() -> None:
    rounds = max(2, int(os.environ.get("ROUNDS", "0")) // OF_THE_STORES_OWN)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.gathering", "--rounds", str(rounds)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{rounds} rounds" in ended.stdout


def test_what_is_sent_several_times_at_once_is_kept_once_and_everybody_is_told(team: Here) -> None:
    gathering = a_gathering(team)

    async def at_once() -> Counter[str]:
        phone = Phone(a_client(HERE, transport=httpx.ASGITransport(LIVE_PAGES)))
        await phone.join(gathering.room.code)
        form = phone.form("write")
        await asyncio.gather(*(phone.send(form, words="They rang back.") for _ in range(8)))
        return (await phone.open()).own()

    assert apart(at_once()) == Counter(["They rang back."])
    assert [one.words for one in gathering.room.contributions.values()] == ["They rang back."]


def test_two_tabs_that_send_at_once_are_one_person_with_the_words_of_both(team: Here) -> None:
    gathering = a_gathering(team)

    async def at_once() -> list[Counter[str]]:
        door = httpx.ASGITransport(LIVE_PAGES)
        tab = await Phone(a_client(HERE, transport=door)).join(gathering.room.code)
        other = Phone(a_client(HERE, transport=door, cookies=tab.http.cookies))
        other.path = tab.path
        await other.open()
        await asyncio.gather(tab.write("From this tab."), other.write("From that tab."))
        return [(await one.open()).own() for one in (tab, other)]

    both = Counter(["From this tab.", "From that tab."])
    assert apart(at_once()) == [both, both]
    assert len(gathering.room.joined) == 1
