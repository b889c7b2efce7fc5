"""A whole gathering in eight windows: from the one question to the note, as a facilitator and her room live through it.

There is a laptop, a wall, five phones and a table with pen and paper. One phone is old: 320 pixels wide, and it runs no
script. Everything is pressed where people press it; the server is the real one.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Server

QUESTION = "What helps people feel listened to?"
NOTICED = (
    "She rang me back the same afternoon and remembered my dog's name.",
    "Nobody told my daughter that the clinic had moved.",
    "The receptionist let me finish my sentence.",
    "I said the same thing to four people, and the fifth wrote it down.",
    "They asked what I wanted to be able to do.",
)
ON_PAPER = "The hold music is louder than the voice."
FOR_ME = "I was close to giving up."
EXPECTED = "I expect to read about waiting."
MADE_OF_IT, SEEN_DIFFERENTLY = (
    "Being remembered is being listened to.",
    "Being written down is, for the next one.",
)
TRY = "Ring people back the same day, for one month."
FITS = """() => { const sheet = document.documentElement;
    return sheet.scrollHeight <= innerHeight && sheet.scrollWidth <= innerWidth; }"""


@pytest.fixture
def window(browser: Browser):
    opened = []

    def open_one(width: int, height: int, **more) -> Page:
        context = browser.new_context(locale="en-GB", viewport={"width": width, "height": height}, **more)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        return page

    yield open_one
    for context in opened:
        context.close()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).first.click()


def unfold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).first.click()


def write(phone: Page, words: str, for_me: bool = False) -> None:
    """Write in the first box, keep it, and wait for the receipt."""
    phone.locator("textarea").first.fill(words)
    if for_me:
        phone.get_by_label("For me alone").first.check()
    press(phone, "Keep this")
    expect(phone.locator(".sent .words", has_text=words)).to_be_visible()


def test_a_room_makes_sense_together_from_one_question_to_the_note(
    window: Callable[..., Page], a_server: Callable[..., Server], tmp_path
):
    server = a_server(tmp_path / "stores").wait_until_it_answers()

    # The facilitator prepares it: one question, and, because she likes, another format and somebody to turn to.
    laptop = window(1366, 768)
    laptop.goto(f"{server.address}/gather")
    laptop.get_by_label("Our question").fill(QUESTION)
    laptop.get_by_label("Our question").press("Tab")
    laptop.get_by_text("Prepare more").click()
    laptop.get_by_label("How do we go about it?").click()
    laptop.get_by_role("option", name="Ninety minutes").click()
    laptop.get_by_text("90 minutes").wait_for()
    contact = laptop.get_by_label("Whom can somebody turn to")
    contact.fill("The host, by the door")
    contact.press("Tab")
    laptop.get_by_role("button", name="Start from this question").click()
    way = laptop.get_by_role("link", name="Open the facilitator's view").get_attribute("href")
    lead, wall = window(1366, 768), window(1920, 1080)
    lead.goto(f"{server.address}{way}")
    wall.goto(f"{server.address}{str(way).replace('/lead/', '/wall/')}")
    expect(wall.get_by_text(QUESTION)).to_be_visible()

    # Five people join with their phones, each through the pages that phones are given.
    code = re.search(r"code ([A-Z0-9]{4}-[A-Z0-9]{4})", lead.locator("main").inner_text())
    assert code
    phones = [window(390, 844), window(390, 844), window(390, 844, color_scheme="dark"), window(360, 740)]
    phones.append(window(320, 640, java_script_enabled=False))
    for phone in phones:
        phone.goto(f"{server.address}/room/")
        phone.get_by_label("The code on the wall").fill(code[1].lower())
        press(phone, "Come in")
        expect(phone.get_by_text("The host, by the door")).to_be_visible()
        press(phone, "I have read this")
        expect(phone.get_by_role("heading", name=re.compile("We begin soon"))).to_be_visible()
    first, second, third, fourth, old = phones

    def next_step(words: str) -> None:
        """The one button that says what comes next; the wall never scrolls."""
        lead.locator(".next button.first", has_text=words).click()
        wall.wait_for_function(FITS)

    def go_on_to(title: str, wall_says: str) -> None:
        """Afterwards every screen is there, the old phone after a reload."""
        next_step(title)
        expect(wall.get_by_text(wall_says).first).to_be_visible()
        wall.wait_for_function(FITS)
        for phone in phones[:-1]:
            expect(phone.get_by_role("heading", name=wall_says)).to_be_visible()
        old.reload()
        expect(old.get_by_role("heading", name=wall_says)).to_be_visible()

    go_on_to("Begin: where we were", "What did we say last time?")
    expect(first.locator(".card .words").first).to_be_visible()

    # Before anything is shown, each says what they expect.
    go_on_to("Next: what we expect", "Before we look")
    write(second, EXPECTED)
    expect(wall.get_by_text(EXPECTED)).to_have_count(0)

    # They look: at the wall together, on the phone at their own pace. What was expected is put beside it.
    go_on_to("Next: look", "What is here?")
    expect(wall.locator("svg, img").first).to_be_visible()
    expect(third.locator(".card .words").first).to_be_visible()
    press(lead, "Look through it")
    press(lead, "Show it beside the picture")
    expect(wall.get_by_text(EXPECTED)).to_be_visible()

    go_on_to("Next: talk in pairs", "In pairs")

    # They write in silence. Nobody sees anything: not the wall, not the facilitator.
    go_on_to("Next: write", "Now write")
    for phone, words in zip(phones, NOTICED, strict=True):
        write(phone, words)
    write(first, FOR_ME, for_me=True)
    lead.get_by_label("One thing at a time").fill(ON_PAPER)
    press(lead, "Keep it, and write the next")
    expect(lead.get_by_label("One thing at a time")).to_have_value("")
    for screen in (wall, lead, fourth):
        for words in (*NOTICED[:3], ON_PAPER, FOR_ME):
            assert words not in screen.content()

    # The server goes away for a moment while somebody writes; she loses nothing.
    fourth.locator("textarea").first.fill("It was the tone of voice.")
    server.process.kill()
    server.process.wait()
    press(fourth, "Keep this")
    again = a_server(tmp_path / "stores", "--port", server.address.rpartition(":")[2]).wait_until_it_answers()
    assert again.address == server.address
    expect(fourth.locator(".sent .words", has_text="It was the tone of voice.")).to_have_count(1)

    # The reveal: first before the facilitator, who holds one aside; then before everybody at once.
    go_on_to("Next: see it together", "This is what we expected")
    next_step("Look through what was written")
    expect(lead.get_by_text(NOTICED[3])).to_be_visible()
    assert NOTICED[3] not in wall.content()
    lead.locator("li", has_text=NOTICED[1]).get_by_role("button", name="Hold aside").click()
    expect(lead.get_by_role("button", name="Let it back")).to_be_visible()
    next_step("Show together")
    for phone in phones[:-1]:
        expect(phone.get_by_text(NOTICED[0]).first).to_be_visible()
    unfold(second, "What you wrote")
    expect(second.get_by_text("The facilitator set it aside").first).to_be_visible()
    for screen in (wall, first, third, fourth):
        assert FOR_ME not in screen.locator("body").inner_text() or screen is first
        assert NOTICED[1] not in screen.content()

    # They make piles, with several hands at once.
    go_on_to("Next: make piles", "What belongs together?")
    for words in (NOTICED[0], NOTICED[2]):
        lead.locator("[data-card]", has_text=words).locator("input").check()
    press(lead, "Make a new pile")
    lead.get_by_label("What we call this pile").first.fill("Being remembered")
    press(lead, "Keep the name")
    expect(wall.get_by_text("Being remembered")).to_be_visible()
    old.reload()
    old.locator("[data-card]", has_text=ON_PAPER).locator("input").check()
    press(old, "Make a new pile")
    expect(lead.get_by_label("What we call this pile")).to_have_count(2)

    # What do they make of it, and who would see it differently?
    go_on_to("Next: what we make of it", "What do we make of it?")
    unfold(third, "Say what you make of it")
    third.get_by_label("What do you make of it?").first.fill(MADE_OF_IT)
    press(third, "Keep it beside the pile")
    expect(fourth.get_by_text(MADE_OF_IT)).to_be_visible()
    unfold(fourth, "Who would see it differently?")
    fourth.get_by_label("How do you see it?").first.fill(SEEN_DIFFERENTLY)
    press(fourth, "Keep it beside the pile")
    expect(lead.get_by_text(SEEN_DIFFERENTLY)).to_be_visible()

    # What rings true: nobody sees how anybody answers, and five are too few to draw.
    go_on_to("Next: what rings true", "Does it ring true")
    next_step("Put the names of the piles to the room")
    expect(first.get_by_role("button", name="Rings true")).to_be_visible()
    old.reload()
    for phone, answer in zip(
        phones, ("Rings true", "Not for me", "Not sure", "Rings true", "Not for me"), strict=True
    ):
        press(phone, answer)
        expect(phone.get_by_text("You have answered everything")).to_be_visible()
    next_step("Show together what rings true")
    expect(wall.get_by_text("Too few of us have answered")).to_be_visible()

    go_on_to("Next: what to do next", "What will we try?")
    unfold(first, "Add one")
    first.locator("textarea").first.fill(TRY)
    press(first, "Put it to the room")
    expect(wall.get_by_text(TRY)).to_be_visible()

    # They close. One takes something back, and it is gone from everywhere.
    go_on_to("Next: close", "One word or one sentence")
    mine = third.locator("li", has_text=NOTICED[2])
    mine.get_by_role("button", name=re.compile("Take it back")).click()
    expect(third.get_by_text(NOTICED[2])).to_have_count(0)
    next_step("End and make the note")
    expect(lead.get_by_role("link", name="Open the note")).to_be_visible()
    expect(wall.get_by_text("Thank you.")).to_be_visible()
    for phone in phones[:-1]:
        expect(phone.get_by_role("heading", name="Thank you.")).to_be_visible()

    # The note is there before anybody has left, and says what may be said.
    laptop.goto(f"{server.address}{lead.get_by_role('link', name='Open the note').get_attribute('href')}")
    expect(laptop.get_by_role("heading", name="How it comes out")).to_be_visible()
    with laptop.expect_download() as taken:
        laptop.get_by_role("link", name="Take the note away").click()
    note = taken.value.path().read_text(encoding="utf-8")
    for words in (QUESTION, "Being remembered", NOTICED[0], MADE_OF_IT, SEEN_DIFFERENTLY, TRY):
        assert words.replace("'", "&#39;") in note, words
    for words in (NOTICED[1], NOTICED[2], FOR_ME):
        assert words not in note
