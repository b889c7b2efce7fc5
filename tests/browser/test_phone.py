"""Phones in a room, in real browsers: one of them 320 pixels wide and without JavaScript."""

import re
import socket
import threading
from uuid import uuid4

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.routing import Mount

from sensemaking.door.headers import PROTECTIONS
from sensemaking.model.agenda import Doing
from sensemaking.model.room import Carries, Next
from sensemaking.phone.routes import PHONE_ROUTES
from sensemaking.practice import contribute, gather, notice, reveal, statements
from tests.a_stack import a_story

TOO_SMALL = """() => [...document.querySelectorAll(
    'button, summary, .choice, .button, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea')]
    .filter(one => one.checkVisibility() && !one.closest('.unseen'))
    .filter(one => one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))"""
INTO_THE_PILE = re.compile("Put here.*into the pile without a name")
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def room(team):
    """The address of the phones' pages, on the app's own door, in this process."""
    app = Starlette(routes=[Mount("/room", routes=PHONE_ROUTES)], middleware=list(PROTECTIONS))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    listening = socket.create_server(("127.0.0.1", 0))
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/room"
    server.should_exit = True
    serving.join()


@pytest.fixture
def gathering(team):
    return gather.prepare(team, "What did we notice?", format="ninety_minutes", contact="Ana at the desk")


@pytest.fixture
def a_phone(browser, room):
    """Make phones: `a_phone(width=320, java_script_enabled=False)`; every complaint of their pages fails the test."""
    phones, complaints = [], []

    def make(width=390, height=844, **more):
        phone = browser.new_context(
            locale="en-GB", viewport={"width": width, "height": height}, **more
        ).new_page()
        phone.on("pageerror", lambda error: complaints.append(str(error)))
        phone.on(
            "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
        )
        phones.append(phone)
        phone.goto(f"{room}/")
        return phone

    yield make
    for phone in phones:
        phone.context.close()
    assert complaints == []


def come_in(phone, gathering):
    phone.get_by_label("The code on the wall").fill(gathering.room.code.lower())
    phone.get_by_role("button", name="Come in").click()
    phone.get_by_role("button", name="I have read this").click()
    phone.get_by_role("heading", name="We begin soon.").wait_for()
    return phone


def go_to(gathering, doing):
    phase = next(one for one in gathering.room.agenda.phases if one.doing is doing)
    gather.go_to(gathering, phase.key)
    return phase


def everything_is_shown(gathering):
    reveal.look_through(gathering)
    reveal.reveal(gathering)


def everyone_can_use(phone):
    found = Axe().run(phone).response["violations"]
    assert {one["id"]: one["nodes"][0]["html"] for one in found if one["impact"] != "minor"} == {}
    assert phone.evaluate(OVERFLOW) <= 0
    assert phone.evaluate(TOO_SMALL) == []


def written(gathering):
    return [one.words for one in gathering.room.contributions.values()]


def test_a_phone_without_javascript_goes_through_a_whole_gathering(a_phone, gathering):
    phone = come_in(a_phone(320, 640, java_script_enabled=False), gathering)

    def see(doing):
        phase = go_to(gathering, doing)
        phone.reload()
        phone.get_by_role("heading", name=phase.wall).wait_for()

    see(Doing.NOTICE)
    for words in ("They rang back.", "It was quiet."):
        phone.get_by_label("In your own words").fill(words)
        phone.get_by_role("button", name="Keep this").click()
        phone.locator(".sent .words", has_text=words).wait_for()
    phone.locator("summary", has_text="Change it").first.click()
    phone.get_by_label("Your words").first.fill("They rang back at once.")
    phone.get_by_role("button", name="Keep it like this").first.click()
    phone.get_by_text("Kept. Nobody sees it yet.").first.wait_for()
    assert written(gathering) == ["They rang back at once.", "It was quiet."]
    everything_is_shown(gathering)
    see(Doing.REVEAL)
    expect(phone.locator(".told .words")).to_have_count(2)
    see(Doing.PILE)
    phone.get_by_label("They rang back at once.").check()
    phone.get_by_role("button", name="Make a new pile of what is chosen").click()
    phone.get_by_label("What we call this pile").fill("Ringing")
    phone.get_by_role("button", name="Keep the name").click()
    phone.get_by_role("region", name="Ringing").wait_for()
    see(Doing.READ)
    phone.locator("summary", has_text="Say what you make of it").click()
    phone.get_by_label("What do you make of it?").fill("It is the calls.")
    phone.get_by_role("button", name="Keep it beside the pile").click()
    phone.locator("summary", has_text="Who would see it differently?").wait_for()
    statements.put(gathering, uuid4(), "We ring first.", uuid4())
    see(Doing.RING_TRUE)
    phone.get_by_role("button", name="Rings true").click()
    phone.get_by_text("You have answered everything").wait_for()
    see(Doing.DECIDE)
    phone.locator("summary", has_text="Add one").first.click()
    phone.get_by_label("What could we try?").fill("Ring everybody.")
    phone.get_by_role("button", name="Put it to the room").first.click()
    phone.locator(".told .words", has_text="Ring everybody.").wait_for()
    see(Doing.CLOSE)
    phone.get_by_role("button", name="Take it back").first.click()
    phone.wait_for_load_state()
    assert written(gathering) == ["It was quiet."]
    assert phone.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_phase(a_phone, gathering, team, scheme):
    for nth in range(14):
        notice.keep(team, a_story(team, f"Story {nth}."))
    phone = a_phone(color_scheme=scheme, reduced_motion="reduce")
    everyone_can_use(phone)
    come_in(phone, gathering)
    phone.evaluate("document.body.dataset.follow = ''")
    for doing in Doing:
        phase = go_to(gathering, doing)
        if doing.is_written:
            contribute.write(gathering, uuid4(), "They rang back.", event=uuid4(), phase=phase.key)
        elif doing is Doing.REVEAL:
            everything_is_shown(gathering)
        elif doing is Doing.RING_TRUE:
            statements.put(gathering, uuid4(), "We ring first.", uuid4())
        phone.reload()
        phone.get_by_role("heading", name=phase.wall).wait_for()
        for fold in phone.locator("main summary").all():
            fold.click()
        everyone_can_use(phone)


def test_at_twice_the_size_nothing_runs_out_of_the_page(a_phone, gathering):
    phone = come_in(a_phone(195, 422), gathering)
    for doing in Doing:
        phase = go_to(gathering, doing)
        phone.get_by_role("heading", name=phase.wall).wait_for()
        assert phone.evaluate(OVERFLOW) <= 0, doing


def test_a_qr_code_brings_its_own_code(a_phone, gathering, room):
    phone = a_phone()
    phone.goto("about:blank")
    phone.goto(f"{room}/#{gathering.room.code[:4]}-{gathering.room.code[4:]}")
    phone.get_by_text("carries nothing of you").wait_for()
    assert "#" not in phone.url and "/g/" in phone.url


def test_a_new_phase_is_shown_by_itself_and_said_to_who_listens(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    phase = go_to(gathering, Doing.NOTICE)
    phone.get_by_role("heading", name=phase.wall).wait_for()
    expect(phone.locator("[aria-live]#announced")).to_have_text(f"Now: {phase.title}. {phase.wall}")


def test_a_draft_outlives_a_reload_and_the_next_phase_and_can_still_be_sent(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    phase = go_to(gathering, Doing.NOTICE)
    phone.get_by_label("In your own words").fill("They rang ba")
    phone.reload()
    expect(phone.get_by_label("In your own words")).to_have_value("They rang ba")
    go_to(gathering, Doing.REVEAL)
    late = phone.get_by_label(phase.wall)
    expect(late).to_have_value("They rang ba")
    late.fill("They rang back.")
    phone.get_by_role("button", name="Keep this").click()
    expect(late).to_have_value("")
    assert written(gathering) == ["They rang back."]


def test_words_kept_while_the_network_is_gone_are_sent_once_by_themselves(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    go_to(gathering, Doing.NOTICE)
    box = phone.get_by_label("In your own words")
    box.fill("They rang back.")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Keep this").click()
    phone.locator("[data-said]", has_text="We cannot reach the room").first.wait_for()
    assert written(gathering) == []
    phone.context.set_offline(False)
    phone.locator(".sent .words", has_text="They rang back.").wait_for()
    expect(box).to_have_value("")
    assert written(gathering) == ["They rang back."]


def test_a_phone_that_is_not_in_any_more_comes_in_again_and_has_its_words(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    go_to(gathering, Doing.NOTICE)
    phone.get_by_label("In your own words").fill("They rang back.")
    phone.context.clear_cookies()
    phone.get_by_role("button", name="Keep this").click()
    phone.get_by_label("The code on the wall").fill(gathering.room.code)
    phone.get_by_role("button", name="Come in").click()
    phone.get_by_role("button", name="I have read this").click()
    expect(phone.get_by_label("In your own words")).to_have_value("They rang back.")
    assert written(gathering) == []


def test_what_is_refused_stays_in_its_box(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    go_to(gathering, Doing.NOTICE)
    box = phone.get_by_label("In your own words")
    box.fill("a" * 130_000)
    phone.get_by_role("button", name="Keep this").click()
    phone.get_by_role("status").filter(has_text="longer than 120,000 characters").wait_for()
    assert len(box.input_value()) == 130_000


def test_several_hands_pile_at_once_and_a_ticked_card_stays_ticked(a_phone, gathering):
    go_to(gathering, Doing.NOTICE)
    phase = gathering.room.phase
    for words in ("One.", "Two.", "Three."):
        contribute.write(gathering, uuid4(), words, event=uuid4(), phase=phase)
    everything_is_shown(gathering)
    first, second = come_in_late(a_phone(), gathering), come_in_late(a_phone(320, 640), gathering)
    go_to(gathering, Doing.PILE)
    first.get_by_label("One.").check()
    second.get_by_label("Two.").check()
    second.get_by_role("button", name="Make a new pile of what is chosen").click()
    first.get_by_role("button", name=INTO_THE_PILE).wait_for()
    expect(first.get_by_label("One.")).to_be_checked()
    first.get_by_role("button", name=INTO_THE_PILE).click()
    expect(second.locator("section.pile").first.locator(".slip")).to_have_count(2)


def come_in_late(phone, gathering):
    phone.get_by_label("The code on the wall").fill(gathering.room.code)
    phone.get_by_role("button", name="Come in").click()
    phone.get_by_role("button", name="I have read this").click()
    phone.locator("main header").wait_for()
    return phone


def test_a_phone_that_leaves_forgets_what_was_being_written_too(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    go_to(gathering, Doing.NOTICE)
    phone.get_by_label("In your own words").fill("Not meant for anybody.")
    phone.get_by_text("What becomes of my words").click()
    phone.get_by_role("link", name="Leave this gathering on this phone").click()
    phone.get_by_role("button", name="Leave", exact=True).click()
    phone.get_by_role("heading", name="You have left.").wait_for()
    assert phone.evaluate("Object.keys(localStorage)") == []
    assert phone.context.cookies() == []


def test_a_name_is_asked_for_once_and_kept_over_a_reload(a_phone, team):
    gathering = gather.prepare(team, "What did we notice?", carries=Carries.NAME)
    phone = a_phone()
    phone.get_by_label("The code on the wall").fill(gathering.room.code)
    phone.keyboard.press("Enter")
    phone.get_by_label("Your name").fill("Ana")
    phone.keyboard.press("Enter")
    phone.get_by_role("heading", name="We begin soon.").wait_for()
    go_to(gathering, Doing.CLOSE)
    phone.reload()
    phone.get_by_text("What becomes of my words").click()
    phone.get_by_text("They carry “Ana”.").wait_for()


def test_what_others_do_does_not_take_the_box_out_of_somebodys_hands(a_phone, gathering):
    phone = come_in(a_phone(), gathering)
    go_to(gathering, Doing.DECIDE)
    phone.locator("summary", has_text="Add one").first.click()
    box = phone.get_by_label("What could we try?")
    box.press_sequentially("Ring ")
    held = box.element_handle()
    decided = uuid4()
    contribute.decide(gathering, decided, Next.LET_GO, "The third form.", event=uuid4())
    box.press_sequentially("everybody.")
    assert held.evaluate("box => box.isConnected")
    phone.get_by_role("button", name="Put it to the room").first.click()
    for words in ("Ring everybody.", "The third form."):
        phone.locator(".told .words", has_text=words).wait_for()
    assert gathering.room.decided[-1].words == "Ring everybody."
