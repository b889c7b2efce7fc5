"""The wall and the facilitator's view in a real browser: nothing scrolls or is cut off, and piles are made by hand."""

import random
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from sensemaking.model.agenda import Doing
from sensemaking.practice import contribute, gather
from tests.a_gathering import a_gathering, go_to, pile, read, show, write
from tests.a_stack import a_stack
from tests.conftest import Server

WALLS = {"full": {"width": 1920, "height": 1080}, "small": {"width": 1366, "height": 768}}
HOW_MANY = (1, 12, 60)
WORDS = (
    "The lift was broken again.",
    "He laughed for the first time since the move.",
    "When we left the form out and asked how the day had been, she told us about the stairs, the cold kitchen, and "
    "the neighbour who brings soup on Tuesdays. None of that was on the form.",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
    "انتظرت أربعة أسابيع رسالة تقول لي أن أنتظر.",
    "First line\nsecond line\n\nand a third",
    "待" * 90,
    "It took the whole winter. " * 40,
)

OUT_OF_SIGHT = """() => {
    const root = document.documentElement
    const out = []
    if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) out.push('the wall scrolls')
    const area = document.querySelector('.body').getBoundingClientRect()
    for (const one of document.querySelectorAll('.paper')) {
        const box = one.getBoundingClientRect()
        if (box.bottom > area.bottom + 1 || box.right > area.right + 1) out.push(one.textContent)
        if (one.scrollWidth > one.clientWidth + 1) out.push(`too wide: ${one.textContent}`)
    }
    return out
}"""
SMALLEST_LETTER = """() => Math.min(...[...document.querySelectorAll('.sheet :is(h1, h2, p)')]
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""


@pytest.fixture(scope="module")
def gatherings() -> dict[str, UUID]:
    """The gathering for each number of contributions, and one more whose cards are put together."""
    return {}


@pytest.fixture(scope="module")
def served(a_server, tmp_path_factory, gatherings) -> Server:
    folder = tmp_path_factory.mktemp("wall") / "stores"
    folder.mkdir()
    with a_stack(folder) as stack:
        for many in HOW_MANY:
            drawn = random.Random(many)
            gathering = a_gathering(stack["team"])
            told = [write(gathering, drawn.choice(WORDS)) for _ in range(many)]
            show(gathering)
            made = pile(gathering, *told[: many // 2 + 1], name="Small things that nobody planned")
            pile(gathering, *told[many // 2 + 1 : -2])
            read(gathering, made, drawn.choice(WORDS))
            read(gathering, made, WORDS[2])
            gatherings[str(many)] = gathering.id
        by_hand = a_gathering(stack["team"])
        for words in ("First.", "Second.", "Third."):
            contribute.write(by_hand, uuid4(), words, event=uuid4(), phase=by_hand.room.phase)
        show(by_hand)
        go_to(by_hand, Doing.PILE)
        gatherings["by hand"] = by_hand.id
        silent = gather.prepare(stack["team"], "What did we notice?")
        gatherings["silent"] = silent.id
    return a_server(folder).wait_until_it_answers()


@pytest.fixture
def laptop(page: Page, served: Server, gatherings: dict[str, UUID]) -> Page:
    """The facilitator's view of the gathering whose cards are put together, all of them in no pile."""
    page.set_viewport_size(WALLS["small"])
    page.goto(f"{served.address}/lead/{gatherings['by hand']}")
    loose = page.locator(".pile.loose")
    for _ in range(page.locator(".pile:not(.loose) .slip").count()):
        lying = loose.locator(".slip").count()
        page.locator(".pile:not(.loose) .slip input").first.check()
        page.get_by_role("button", name="Put here, in no pile").click()
        expect(loose.locator(".slip")).to_have_count(lying + 1)
    expect(loose.locator(".slip")).to_have_count(3)
    return page


@pytest.fixture(params=list(WALLS))
def wall(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WALLS[request.param])
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


def phase_of(laptop: Page, title: str) -> None:
    """Go to a phase by its title in the agenda."""
    row = laptop.locator(".agenda li", has=laptop.locator("summary", has_text=title))
    if "current" in (row.get_attribute("class") or ""):
        return
    row.locator("summary").click()
    row.get_by_role("button", name="Go there now").click()
    laptop.locator("h1", has_text=title).wait_for()


@pytest.mark.parametrize("many", [str(many) for many in HOW_MANY])
@pytest.mark.parametrize("title", ["See it together", "Make piles", "What we make of it"])
def test_nothing_scrolls_or_is_cut_off_and_every_letter_can_be_read_from_afar(
    many, title, wall, page, served, gatherings
):
    page.goto(f"{served.address}/lead/{gatherings[many]}")
    phase_of(page, title)
    wall.goto(f"{served.address}/wall/{gatherings[many]}")
    wall.locator(".paper").first.wait_for()
    wall.evaluate("document.fonts.ready.then(() => true)")
    assert wall.evaluate(OUT_OF_SIGHT) == []
    # 40 pixels of a wall that is 1920 wide, and the same part of a smaller one.
    assert wall.evaluate(SMALLEST_LETTER) >= wall.evaluate("innerWidth") * 40 / 1920


def test_the_wall_follows_by_itself_and_nothing_of_ours_is_stopped(page, served, gatherings, browser, heard):
    other = browser.new_context()
    laptop = other.new_page()
    laptop.goto(f"{served.address}/lead/{gatherings['silent']}")
    page.goto(f"{served.address}/wall/{gatherings['silent']}")
    for press, prompt in (("Begin: talk in pairs", "In pairs"), ("Next: write", "Now write")):
        laptop.get_by_role("button", name=press).click()
        page.locator("h1", has_text=prompt).wait_for()
    laptop.get_by_label("One thing at a time").fill("It was cold.")
    laptop.get_by_role("button", name="Keep it, and write the next").click()
    page.locator(".silence .ink").first.wait_for()
    expect(laptop.get_by_label("One thing at a time")).to_have_value("")
    other.close()
    assert heard["complaints"] == []
    assert [url for url in heard["requests"] if not url.startswith((served.address, "data:"))] == []


def test_what_is_being_typed_outlives_what_others_do(page, served, gatherings, browser):
    page.goto(f"{served.address}/lead/{gatherings['silent']}")
    phase_of(page, "Write")
    page.get_by_label("One thing at a time").fill("Half a sentence")
    other = browser.new_context()
    second = other.new_page()
    second.goto(f"{served.address}/lead/{gatherings['silent']}")
    second.get_by_role("button", name="Five more minutes").click()
    # Where somebody writes, the page waits a while before it is drawn again.
    expect(page.locator(".agenda .current summary")).to_contain_text("15 min")
    expect(page.get_by_label("One thing at a time")).to_have_value("Half a sentence")
    other.close()


def test_cards_are_put_together_by_dragging(laptop):
    laptop.locator(".slip", has_text="First.").drag_to(laptop.locator(".pile.fresh"))
    made = laptop.locator(".pile:not(.loose, .fresh)")
    expect(made.locator(".slip")).to_have_count(1)
    laptop.locator(".slip", has_text="Second.").drag_to(made)
    expect(made.locator(".slip")).to_have_count(2)
    expect(laptop.locator(".ghost")).to_have_count(0)


def test_cards_are_put_together_by_tapping(laptop):
    for words in ("First.", "Third."):
        laptop.locator(".slip", has_text=words).click()
    laptop.locator(".pile.fresh").click(position={"x": 5, "y": 5})
    expect(laptop.locator(".pile:not(.loose, .fresh) .slip")).to_have_count(2)


def test_cards_are_put_together_and_named_with_the_keyboard(laptop):
    laptop.locator(".slip", has_text="First.").get_by_role("checkbox").focus()
    laptop.keyboard.press("Space")
    laptop.keyboard.press("ArrowDown")
    laptop.keyboard.press("Space")
    laptop.keyboard.press("Enter")
    expect(laptop.locator("#here-new")).to_be_focused()
    laptop.keyboard.press("Enter")
    made = laptop.locator(".pile:not(.loose, .fresh)")
    expect(made.locator(".slip")).to_have_count(2)
    made.get_by_role("textbox").fill("Together")
    laptop.keyboard.press("Enter")
    expect(laptop.locator(".pile[aria-label=Together]")).to_have_count(1)


def test_what_is_chosen_stays_chosen_while_others_move_cards(laptop, served, gatherings, browser):
    laptop.locator(".slip", has_text="First.").get_by_role("checkbox").check()
    other = browser.new_context()
    second = other.new_page()
    second.goto(f"{served.address}/lead/{gatherings['by hand']}")
    second.locator(".slip", has_text="Third.").get_by_role("checkbox").check()
    second.locator("#here-new").click()
    expect(laptop.locator(".pile:not(.loose, .fresh) .slip")).to_have_count(1)
    expect(laptop.locator(".slip", has_text="First.").get_by_role("checkbox")).to_be_checked()
    other.close()


def test_without_a_script_cards_are_put_together_too(browser, served, gatherings, laptop):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{served.address}/lead/{gatherings['by hand']}")
    plain.locator(".slip", has_text="Second.").get_by_role("checkbox").check()
    plain.locator("#here-new").click()
    expect(plain.locator(".pile:not(.loose, .fresh) .slip")).to_have_count(1)
    context.close()
