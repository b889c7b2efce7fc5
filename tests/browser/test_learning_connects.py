"""Learning that connects: what a team notices for the third time reaches a place, is answered, and can be traced back.

Everything is pressed where people press it. What was there before - two earlier cycles of the team, another
organisation that asked the place the same - is laid out beforehand.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from sensemaking.model.cycle import Cycle, Stage
from sensemaking.model.scale import Scale
from sensemaking.practice import challenges, cycles, notice, welcome
from tests.a_stack import a_stack, a_story, keep_all
from tests.browser.meeting import settle
from tests.conftest import Server

FIRST = "The letter came two days after the appointment it was about."
SECOND = "She missed her scan because nobody rang, and the letter went to her old flat."
READING = "Every autumn we write letters to people who have moved."
DIFFERS = "People would come if the clinic was where they live."
CHALLENGE = "Appointments may only be made by letter, and we may not ring."
TO_THE_PLACE = "May teams ring people in place of a letter?"
ELSEWHERE = "Our letters never reach families who move often. May we send a message?"
ANSWER = "From this month on every team may ring or send a message first."
WHY = "Two organisations told us the same."
THEME = "Letters"


@pytest.fixture
def window(browser: Browser):
    opened = []

    def open_one(width: int = 1366, height: int = 900, **more) -> Page:
        context = browser.new_context(locale="en-GB", viewport={"width": width, "height": height}, **more)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        return page

    yield open_one
    for context in opened:
        context.close()


def what_was_there(folder: Path) -> dict[str, UUID]:
    """The team with three cycles, each beginning where the last one ended, and what another organisation asked."""
    folder.mkdir()
    today = date.today()
    with a_stack(folder) as stack:
        stack = {
            name: replace(here, viewer=replace(here.viewer, today=today)) for name, here in stack.items()
        }
        team, place = stack["team"], stack["place"]
        theme = notice.theme_named(team, THEME)
        before = None
        for ago, name in ((720, "Moving house"), (360, "Moving house, again"), (30, "Who gets our letters?")):
            begun = today - timedelta(days=ago)
            ended = begun + timedelta(days=300) if ago > 300 else None
            before = cycles.make_cycle(
                team,
                Cycle(notice.new_id(), team.system.id, name, "To learn why people miss what they waited for.",
                      (Stage.UNDERSTAND,), begun, ended, before.id if before else None),
            )  # fmt: skip
            if ended:
                stories = (
                    a_story(team, f"The letter was late, said person {nth}.", begun + timedelta(days=nth))
                    for nth in range(1, 8)
                )
                told = ((nth, one) for nth, one in enumerate(stories))
                keep_all(
                    team,
                    [
                        replace(one, cycle=before.id, themes=(theme,), teller=f"{name} {nth}")
                        for nth, one in told
                    ],
                )
        other = welcome.make_system(place, "Another organisation", Scale.ORGANISATION, place.system.id)
        theirs = place.at(place.focus.narrowed(system=other.id))
        asked = challenges.begin(theirs, ELSEWHERE)
        challenges.send(theirs, asked, place.system.id, ELSEWHERE, named=True)
        return {"team": team.system.id, "place": place.system.id, "cycle": before.id}


def press(page: Page, words: str, nth: int = 0) -> None:
    page.get_by_role("button", name=words, exact=True).nth(nth).click()
    settle(page)


def pick(page: Page, words: str) -> None:
    """Pick one of several; a press that meets a page drawing itself anew is lost, so it is pressed again."""
    one = page.get_by_role("radio", name=words).first
    for _ in range(5):
        one.click()
        settle(page)
        if one.is_checked():
            return
    raise AssertionError(f"{words} was not picked")


def unfold(page: Page, words: str) -> None:
    """Open what is folded; a press that meets a page drawing itself anew is lost, so it is pressed again."""
    fold = page.locator("details").filter(has=page.get_by_text(words, exact=True)).last
    for _ in range(5):
        fold.locator("summary").first.click()
        settle(page)
        if fold.get_attribute("open") is not None:
            return
    raise AssertionError(f"{words} did not open")


def write(page: Page, label: str, words: str) -> None:
    box = page.get_by_role("textbox", name=label).first
    box.fill(words)
    box.blur()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list; a page that draws itself anew meanwhile closes it, so it is opened again."""
    wanted = page.get_by_role("option", name=option).first
    for _ in range(5):
        page.get_by_label(label).first.click()
        try:
            wanted.click(timeout=5_000)
            break
        except TimeoutError:
            continue
    page.keyboard.press("Tab")
    settle(page)


def test_what_a_team_cannot_mend_reaches_the_place_is_answered_and_can_be_traced_to_the_first_story(
    window: Callable[..., Page], a_server: Callable[..., Server], tmp_path: Path
):
    there = what_was_there(tmp_path / "stores")
    server = a_server(tmp_path / "stores").wait_until_it_answers()
    team, place = f"store=ours&system={there['team']}", f"store=ours&system={there['place']}"
    desk = window()

    def go(path: str, page: Page = desk) -> None:
        page.goto(f"{server.address}/{path}")
        page.get_by_role("heading", level=1).first.wait_for()
        settle(page)

    # In their third cycle two people tell the same, and let it travel as far as the place.
    for words in (FIRST, SECOND):
        go(f"notice?{team}&cycle={there['cycle']}")
        write(desk, "Tell it as you would tell a friend", words)
        unfold(desk, "Say more about it")
        choose(desk, "What is it about?", THEME)
        choose(desk, "How far may it travel?", "as far as the place")
        press(desk, "Keep this")
        expect(desk.get_by_text("It may go as far as the place")).to_be_visible()

    # They see that it came up before, in both earlier cycles, and say what they make of it.
    go(f"look?{team}&lens=echo")
    expect(desk.get_by_role("heading", name=re.compile("What comes back"))).to_be_visible()
    desk.get_by_text("As a table").click()
    settle(desk)
    expect(desk.get_by_text(THEME).first).to_be_visible()
    write(desk, "In your own words", READING)
    press(desk, "Keep this reading")
    expect(desk.get_by_text("Kept as one reading so far.")).to_be_visible()
    write(desk, "What would they say?", DIFFERS)
    press(desk, "Keep it beside the first")
    expect(desk.get_by_text(DIFFERS).first).to_be_visible()

    # Somebody their group chose reads both stories before they travel.
    go(f"consent?{team}")
    press(desk, "Whom does the group choose?")
    write(desk, "Whom does the group choose?", "our peer worker")
    desk.get_by_text("It is neither").click()
    settle(desk)
    press(desk, "Choose them")
    expect(desk.get_by_text("The group here chose: our peer worker.")).to_be_visible()
    pick(desk, "the reader our group chose")
    for _ in range(2):
        pick(desk, "It may travel")
        press(desk, "Keep this")
        expect(desk.get_by_text("Kept. It holds at once.")).to_be_visible()
    expect(desk.get_by_text("Nothing waits to be read.")).to_be_visible()

    # They cannot mend it by themselves. They are asked whose permission they need, and send it out with both stories.
    go(f"cycles?{team}&cycle={there['cycle']}")
    unfold(desk, "Mark what we learned and cannot mend by ourselves")
    write(desk, "What is in the way, that others would have to change?", CHALLENGE)
    write(desk, "Do you really need permission?", "Yes: the place writes that rule.")
    desk.get_by_text("Yes: others have to change something").click()
    settle(desk)
    choose(desk, "What did we make of it before?", READING[:40])
    press(desk, "Keep it as a challenge")
    unfold(desk, "Send it out")
    choose(desk, "To whom?", "The place")
    write(desk, "In words for whoever reads it there", TO_THE_PLACE)
    for words in (FIRST, SECOND):
        choose(desk, "Which stories go along?", words[:40])
    for words in (TO_THE_PLACE, FIRST, SECOND):
        expect(desk.locator("[class*=st-key-send-preview]").get_by_text(words)).to_be_visible()
    press(desk, "Send it out")
    expect(desk.get_by_text("Sent to The place.").first).to_be_visible()

    # The steward of the place joins it with the same of another organisation, and answers both with a change.
    steward = window()
    go(f"stack?{place}", steward)
    for words in (ELSEWHERE, TO_THE_PLACE, FIRST, SECOND):
        expect(steward.get_by_text(words).first).to_be_visible()
    pick(steward, "a steward of The place")
    press(steward, "Go on to what comes from closer in")
    unfold(steward, "Is it the same as another that waits?")
    press(steward, "Join them")
    expect(steward.get_by_text("Joined: each of these asks the same").first).to_be_visible()
    unfold(steward, "Answer")
    write(steward, "What is different now?", ANSWER)
    write(steward, "Why?", WHY)
    press(steward, "Send the answer back")
    expect(steward.get_by_text("Sent back to everybody who asked.").first).to_be_visible()

    # The team's next gathering opens with the answer, on the wall too.
    go(f"gather?{team}")
    desk.get_by_label("Our question").fill("Do people hear from us now?")
    desk.get_by_label("Our question").press("Tab")
    desk.get_by_text("Prepare more").click()
    choose(desk, "How do we go about it?", "Ninety minutes")
    press(desk, "Start from this question")
    way = str(desk.get_by_role("link", name="Open the facilitator's view").get_attribute("href"))
    lead, wall = window(), window(1920, 1080)
    lead.goto(f"{server.address}{way}")
    wall.goto(f"{server.address}{way.replace('/lead/', '/wall/')}")
    lead.locator(".next button.first", has_text="Begin").click()
    expect(lead.get_by_text(ANSWER).first).to_be_visible()
    expect(wall.get_by_text(ANSWER).first).to_be_visible()

    # Meanwhile whoever told the first story takes it back.
    go(f"consent?{team}")
    pick(desk, "the one whose words they are")
    desk.get_by_label("Find your words").fill("two days after")
    desk.get_by_label("Find your words").press("Enter")
    settle(desk)
    expect(desk.get_by_text(SECOND)).to_have_count(0)
    desk.get_by_text("See where it has got to").first.click()
    settle(desk)
    expect(desk.get_by_text("A challenge from The team to The place carries them.")).to_be_visible()
    press(desk, "Take it back")
    press(desk, "Yes, take it back for good")
    expect(desk.get_by_text("Taken back. From now on nobody sees it")).to_be_visible()

    # Later somebody asks how they know. The way leads to what was told, and says that one of them was taken back.
    go(f"stack?{team}")
    desk.get_by_role("link", name="How do we know?").first.click()
    expect(desk.get_by_role("heading", name="How do you know?")).to_be_visible()
    for words in (
        ANSWER,
        CHALLENGE,
        READING,
        DIFFERS,
        SECOND,
        "There were stories here that were taken back",
    ):
        expect(desk.get_by_text(words).first).to_be_visible()
    expect(desk.get_by_text(FIRST)).to_have_count(0)
    go(f"stack?{place}", steward)
    unfold(steward, "What was asked and answered before")
    expect(steward.get_by_text(SECOND).first).to_be_visible()
    expect(steward.get_by_text("A story that was here was taken back").first).to_be_visible()
    expect(steward.get_by_text(FIRST)).to_have_count(0)
