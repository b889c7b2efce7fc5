"""The facilitator's view: one obvious next step, every act of it, two facilitators at once, and no phones at all."""

import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from PIL import Image

from sensemaking.exchange import picture_in
from sensemaking.model.agenda import Doing
from sensemaking.model.gathering import Vote
from sensemaking.model.question import Family
from sensemaking.model.refusal import Refusal
from sensemaking.model.room import Act, By, Next
from sensemaking.model.scale import Scale
from sensemaking.phone import local_door
from sensemaking.phone.leading import ACTS, DOOR
from sensemaking.practice import (
    contribute,
    gather,
    gathering_note,
    pictures,
    questions,
    remember,
    reveal,
    statements,
    take_away,
)
from tests.a_gathering import a_gathering, go_to, phase, pile, read, show, shown, write
from tests.by_laptop import AS_NEWS, Laptop
from tests.by_phone import Phone

CANARY = "Kanarienvogel"


@pytest.fixture
def gathering(team):
    return a_gathering(team)


@pytest.fixture
def laptop(gathering):
    return Laptop(gathering)


@pytest.fixture
def door(monkeypatch):
    """A door on a network that is this computer alone."""
    monkeypatch.setattr(local_door, "address_here", lambda: "127.0.0.9")
    monkeypatch.setattr(local_door, "PORTS", [0])
    yield DOOR
    DOOR.shut()


def a_photograph(side=40):
    """A picture that says where and with what it was taken, and in a comment who by."""
    said = Image.Exif()
    said[0x010F] = f"{CANARY} camera"
    said.get_ifd(0x8825)[1] = "N"
    kept = BytesIO()
    Image.new("RGB", (side, side), "teal").save(
        kept, "JPEG", exif=said, comment=f"{CANARY} was here".encode()
    )
    return kept.getvalue()


def test_a_whole_first_hour_is_held_on_one_laptop_by_pressing_the_one_next_step(team):
    gathering = gather.prepare(team, "What did we notice this winter?")
    laptop = Laptop(gathering)
    pressed = []
    while gathering.room.ended is None:
        (step,) = laptop.next_step
        pressed.append(step)
        assert laptop.press(step).status == 200
        if gathering.room.now and gathering.room.now.doing is Doing.NOTICE:
            for words in ("They rang first.", "Nobody knew whom to ask."):
                laptop.send("scribe", words=words)
    assert pressed == [
        "Begin: talk in pairs",
        "Next: write",
        "Next: see it together",
        "Look through what was written",
        "Show together",
        "Next: make piles",
        "Next: what to try next",
        "Next: close",
        "End and make the note",
    ]
    assert {one.words for one in gathering.room.in_the_open()} == {
        "They rang first.",
        "Nobody knew whom to ask.",
    }
    assert laptop.next_step == ["Open the note"]
    (to_the_note,) = laptop.page.find_class("first")
    assert to_the_note.get("href").endswith(
        f"system={team.system.id}&note={gathering_note.id_of(gathering.id)}"
    )


@pytest.mark.parametrize("doing", list(Doing))
def test_in_every_phase_there_is_one_next_step_and_no_number_of_anybodys_words(doing, gathering, laptop):
    for n in range(7):
        write(gathering, f"Something {'abcdefg'[n]}")
    go_to(gathering, doing)
    assert len(laptop.look().next_step) == 1
    without_minutes = re.sub(r"\d+ min\w*|[A-Z\d]{4}-[A-Z\d]{4}", "", laptop.text)
    assert not re.search(r"\b7\b|\bseven\b", without_minutes)


def test_a_script_hears_that_it_is_kept_or_why_not(gathering, laptop):
    action, fields = laptop.form("scribe")
    refused = laptop.browser.post(action, data=fields | {"words": " "}, headers=AS_NEWS)
    assert refused.status_code == 409 and "no words yet" in refused.json()["refused"]
    kept = laptop.browser.post(action, data=fields | {"words": "Now there are."}, headers=AS_NEWS)
    assert kept.json() == {"kept": True}


def test_what_was_typed_into_a_refused_form_is_still_there(gathering, laptop):
    long = "It took the whole winter. " * 20
    go_to(gathering, Doing.RING_TRUE)
    laptop.look().send("put", words=long)
    assert laptop.status == 422 and "at most" in laptop.refusal
    assert laptop.form("put")[1]["words"].strip() == long.strip()


def test_words_typed_in_count_like_those_of_phones_and_say_how_they_came(gathering, laptop):
    laptop.send("scribe", words="From the table at the window.")
    laptop.send("scribe", words="From a colleague elsewhere.", by=By.CALL.value, about="on")
    first, second = gathering.room.contributions.values()
    assert (first.by, second.by) == (By.SCRIBE, By.CALL)
    assert second.about_someone_else and not first.about_someone_else
    show(gathering)
    assert len(gathering.room.kept_as_observations()) == 2


def test_the_same_form_sent_twice_is_the_same_contribution(gathering, laptop):
    action, fields = laptop.form("scribe")
    for _ in range(2):
        laptop.browser.post(action, data=fields | {"words": "Once."})
    assert [one.words for one in gathering.room.contributions.values()] == ["Once."]


def test_while_people_write_nothing_can_be_looked_through(gathering, laptop):
    write(gathering, CANARY)
    assert "look" not in laptop.look().acts()
    laptop.post("look", event=str(uuid4()))
    assert CANARY not in laptop.text and gathering.room.looked == ()


def test_one_held_aside_is_not_shown_until_it_is_let_back(gathering, laptop):
    one = write(gathering, CANARY)
    go_to(gathering, Doing.REVEAL)
    laptop.look().press("Look through what was written").send("hold")
    assert gathering.room.held == {one}
    assert laptop.next_step != ["Show together"]
    laptop.send("let-back").press("Show together")
    assert gathering.room.shown == (one,)


def test_what_comes_late_comes_before_the_facilitator_again(gathering, laptop):
    shown(gathering, "In time.")
    go_to(gathering, Doing.PILE)
    write(gathering, CANARY)
    assert CANARY not in laptop.look().text and "came after the reveal" in laptop.text
    laptop.press("Look through it")
    assert CANARY in laptop.text and CANARY not in "".join(laptop.on_the_wall())
    laptop.press("Show it too")
    assert CANARY in laptop.on_the_wall()


def test_what_was_merely_held_aside_is_said_to_be_that_and_not_to_have_come_late(gathering, laptop):
    write(gathering, CANARY)
    go_to(gathering, Doing.REVEAL)
    laptop.look().press("Look through what was written").send("hold")
    go_to(gathering, Doing.PILE)
    headings = [one.text_content() for one in laptop.look().page.findall(".//h2")]
    assert "Held aside" in headings and "This came after the reveal" not in headings
    assert "let-back" in laptop.acts() and "reveal" not in laptop.acts()


def test_what_people_want_kept_of_the_close_is_the_next_step_until_it_is_kept_and_no_longer(
    gathering, laptop
):
    go_to(gathering, Doing.CLOSE)
    assert laptop.look().next_step == ["End and make the note"]
    write(gathering, "Ring before ten.", Doing.CLOSE)
    write(gathering, "For me alone.", Doing.CLOSE, for_room=False)
    laptop.look().press("Look through what people want kept").press("Keep it with the rest")
    assert laptop.next_step == ["End and make the note"]
    write(gathering, CANARY, Doing.CLOSE)
    laptop.look().press("Look through what people want kept").send("hold")
    laptop.press("End and make the note")
    kept = take_away.view(
        gathering.here, take_away.open_note(gathering.here, gathering_note.id_of(gathering.id))
    )
    assert "Ring before ten." in str(kept.parts) and CANARY not in str(kept.parts)


def test_what_was_expected_can_be_shown_while_looking_and_nothing_else_is(gathering, laptop):
    write(gathering, "We expect it to be quiet.", Doing.EXPECT)
    write(gathering, CANARY)
    go_to(gathering, Doing.LOOK)
    laptop.look().press("Look through it")
    assert "We expect it to be quiet." in laptop.text and CANARY not in laptop.text
    laptop.press("Show it beside the picture")
    assert [one.words for one in gathering.room.in_the_open()] == ["We expect it to be quiet."]


def test_the_agenda_is_changed_while_it_is_held(gathering, laptop):
    keys = [one.key for one in gathering.room.agenda.phases]
    laptop.send("later", 0)
    assert [one.key for one in gathering.room.agenda.phases][:2] == [keys[1], keys[0]]
    laptop.send("earlier", 0)
    assert [one.key for one in gathering.room.agenda.phases] == keys
    laptop.send("skip", 2)
    assert gathering.room.agenda.phases[2].skipped
    laptop.send("take-in")
    assert not gathering.room.agenda.phases[2].skipped
    laptop.send("minutes", 0, minutes="25")
    assert gathering.room.agenda.phases[0].minutes == 25
    before = gathering.room.now.minutes
    laptop.send("extend")
    assert gathering.room.now.minutes == before + 5
    laptop.press(f"Go there now: {gathering.room.agenda.phases[0].title}")
    assert gathering.room.phase == keys[0]
    assert "between 1 and 240" in laptop.send("minutes", 0, minutes="some").refusal


def test_an_agenda_form_sent_twice_changes_the_agenda_once(gathering, laptop):
    action, fields = laptop.form("later")
    keys = [one.key for one in gathering.room.agenda.phases]
    for _ in range(2):
        laptop.browser.post(action, data=fields)
    assert [one.key for one in gathering.room.agenda.phases][1] == keys[0]


def test_the_clock_is_hidden_and_shown(gathering, laptop):
    laptop.press("Hide the clock")
    assert not gathering.room.clock
    laptop.press("Show the clock")
    assert gathering.room.clock


def test_piles_are_made_named_merged_and_taken_out_with_forms_alone(gathering, laptop):
    one, two, three = shown(gathering, "First.", "Second.", "Third.")
    go_to(gathering, Doing.PILE)
    laptop.look().send("move", card=[str(one), str(two)], pile="new")
    laptop.send("move", card=[str(three)], pile="new")
    (a, held), (b, _) = gathering.room.standing_piles()
    assert {c.id for c in held} == {one, two}
    laptop.send("name", 0, name="Together")
    assert gathering.room.piles[a.id].name == "Together"
    laptop.send("merge", 1, into=str(a.id))
    assert [pile.id for pile, _ in gathering.room.standing_piles()] == [a.id]
    laptop.send("part", pile=str(b.id))
    assert [pile.id for pile, _ in gathering.room.standing_piles()] == [a.id, b.id]
    laptop.send("move", card=[str(one)], pile="")
    assert [c.id for c in gathering.room.loose()] == [one]
    assert "Nothing is chosen yet" in laptop.send("move", pile="new").refusal


def test_one_pile_goes_on_the_wall_and_all_of_them_again(gathering, laptop):
    one, two = shown(gathering, "First.", "Second.")
    pile(gathering, one, name="Together")
    go_to(gathering, Doing.PILE)
    laptop.look().send("show")
    assert laptop.on_the_wall() == ["First."]
    laptop.press("Show all piles again")
    assert set(laptop.on_the_wall()) == {"First.", "Second."}


def test_more_than_a_wall_holds_is_put_there_a_handful_at_a_time(gathering, laptop):
    words = [
        f"Something rather long happened here, and it was told at length: {n}" for n in "abcdefghijklmnop"
    ]
    shown(gathering, *words)
    go_to(gathering, Doing.REVEAL)
    seen = laptop.look().on_the_wall()
    assert len(seen) < len(words)
    while "Put the next handful on the wall" in laptop.text:
        seen += laptop.press("Put the next handful on the wall").on_the_wall()
    assert sorted(seen) == sorted(words)
    first = laptop.press("Begin again with the first").on_the_wall()
    assert first == seen[: len(first)]


def test_readings_and_dissent_are_typed_for_the_room(gathering, laptop):
    made = pile(gathering, *shown(gathering, "First."), name="Together")
    go_to(gathering, Doing.READ)
    laptop.look().send("read", words="It is this.")
    laptop.send("read", 1, words="It is that.")
    first, second = gathering.room.made
    assert second.beside == first.id and first.pile == second.pile == made
    assert {one.words for one in remember.all_readings(gathering.here)} == {"It is this.", "It is that."}


def test_a_reading_typed_in_is_said_differently_or_taken_back_there_and_one_from_a_phone_is_not(
    gathering, laptop
):
    made = pile(gathering, *shown(gathering, "First."), name="Together")
    theirs = read(gathering, made, "It is the calls.")
    go_to(gathering, Doing.READ)
    laptop.look().send("read", words="It is this.")
    (ours,) = (one.id for one in gathering.room.made if one.id != theirs)
    assert str(theirs) not in {laptop.form("read", nth)[1].get("id") for nth in range(2)}
    laptop.send("read", 0, words="It is this, and more.")
    assert [one.words for one in gathering.room.made] == ["It is the calls.", "It is this, and more."]
    fields = {"event": str(uuid4()), "id": str(theirs), "pile": str(made), "words": "It is nothing."}
    assert "not written here" in laptop.post("read", **fields).refusal
    assert "not written here" in laptop.post("take-back-reading", event=str(uuid4()), one=str(theirs)).refusal
    laptop.look().send("take-back-reading")
    assert [one.words for one in gathering.room.made] == ["It is the calls."]
    assert [one.words for one in remember.all_readings(gathering.here)] == ["It is the calls."]


def test_what_was_typed_in_for_somebody_is_taken_back_for_them_before_and_after_it_was_shown(
    gathering, laptop
):
    theirs = write(gathering, "From a phone.")
    for words in ("From the table.", "From the call."):
        laptop.send("scribe", words=words)
    go_to(gathering, Doing.REVEAL)
    assert "take-back" not in laptop.look().acts()
    laptop.press("Look through what was written").send("take-back")
    laptop.press("Show together").send("take-back")
    assert list(gathering.room.contributions) == [theirs]
    assert "take-back" not in laptop.acts()
    refused = laptop.post("take-back", event=str(uuid4()), one=str(theirs)).refusal
    assert "not written here" in refused and gathering.room.kept_as_observations() == {theirs}


def test_a_statement_in_the_words_of_a_reading_goes_with_it_even_from_the_note(gathering, laptop):
    made = pile(gathering, *shown(gathering, "First."), name="Together")
    reading = read(gathering, made, "It is this, *so far*.")
    go_to(gathering, Doing.RING_TRUE)
    laptop.look().press("Put the names of the piles to the room").send("put", 1)
    gather.end(gathering, gathering.here.viewer.today)
    assert "so far" in take_away.open_note(gathering.here, gathering_note.id_of(gathering.id)).body
    contribute.take_back_reading(gathering, reading, uuid4())
    assert [one.words for one in gathering.room.said] == ["Together"]
    note = take_away.open_note(gathering.here, gathering_note.id_of(gathering.id))
    assert "so far" not in note.body and "- Together" in note.body and note.version == 2


def test_statements_come_from_names_of_piles_from_readings_and_anew(gathering, laptop):
    made = pile(gathering, *shown(gathering, "First."), name="Small things matter")
    read(gathering, made, "It is this.")
    go_to(gathering, Doing.RING_TRUE)
    assert laptop.look().next_step == ["Put the names of the piles to the room"]
    laptop.press("Put the names of the piles to the room")
    laptop.send("put", 0, words="Time matters more than the plan.")
    laptop.send("put", 1)
    assert [one.words for one in gathering.room.said] == [
        "Small things matter",
        "Time matters more than the plan.",
        "It is this.",
    ]
    laptop.send("take-out", 0)
    assert "Small things matter" not in [one.words for one in gathering.room.said]


def test_once_somebody_answered_the_next_step_is_to_see_it_together(gathering, laptop):
    put = uuid4()
    statements.put(gathering, put, "Time matters more.", uuid4())
    go_to(gathering, Doing.RING_TRUE)
    assert laptop.look().next_step == ["Next: what to do next"]
    contribute.answer(gathering, put, Vote.RINGS_TRUE, "a", uuid4())
    laptop.look().press("Show together what rings true")
    assert laptop.next_step == ["Next: what to do next"]
    laptop.press("Take the picture from the wall again")
    assert laptop.wall().find_class("silence")


def test_what_would_enable_us_is_asked_as_at_the_scale_we_stand_at_on_laptop_and_phone(gathering, laptop):
    go_to(gathering, Doing.DECIDE)
    phone = Phone().join(gathering).at(gathering)
    asked = [one.words for one in questions.of_scale(Scale.TEAM) if one.family is Family.ENABLING]
    assert len(asked) > 1
    for page in (laptop.look().text, phone.text):
        assert all(words in page for words in asked)


def test_each_kind_of_decision_is_kept_and_can_be_taken_out(gathering, laptop):
    go_to(gathering, Doing.DECIDE)
    laptop.look()
    for nth, _ in enumerate(Next):
        laptop.send("decide", nth, words=f"Decided {nth}")
    assert {one.next for one in gathering.room.decided} == set(Next)
    laptop.send("undecide", 0)
    assert len(gathering.room.decided) == len(Next) - 1


def test_readings_of_last_time_are_held_shifted_or_let_go(team):
    before = a_gathering(team)
    made = pile(before, *shown(before, "First."), name="Together")
    reading = read(before, made, "It is this.")
    gather.end(before, team.viewer.today)
    gathering = a_gathering(team)
    go_to(gathering, Doing.ARRIVE)
    laptop = Laptop(gathering)
    assert laptop.on_the_wall() == ["It is this."]
    laptop.press("Shifted")
    assert gathering.room.revisited == {reading: "shifted"}
    assert "shifted" in laptop.wall().text_content()


def test_a_photograph_is_kept_without_where_and_with_what_it_was_taken(gathering, laptop):
    laptop.send(
        "picture", words="Our three headings", files={"picture": ("a.jpg", a_photograph(), "image/jpeg")}
    )
    (kept,) = gathering.room.pictures
    assert kept.says == "Our three headings"
    answer = laptop.browser.get(f"/wall/{gathering.id}/picture/{kept.id}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert CANARY.encode() not in answer.content
    with Image.open(BytesIO(answer.content)) as plain:
        assert not plain.getexif() and "comment" not in plain.info
    laptop.press("Put it on the wall: Our three headings")
    assert laptop.wall().find(".//img").get("alt") == "Our three headings"
    laptop.press("Take it from the wall")
    assert laptop.wall().find(".//img") is None


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_photograph()[:90]]
)
def test_what_is_no_picture_is_refused_in_words(content, gathering, laptop):
    laptop.send("picture", words="A line", files={"picture": ("a.jpg", content, "image/jpeg")})
    assert laptop.status == 422 and "picture" in laptop.refusal
    assert gathering.room.pictures == ()


def test_a_picture_without_a_line_is_refused(gathering):
    with pytest.raises(Refusal, match="line"):
        pictures.keep(gathering, uuid4(), a_photograph(), "  ", uuid4())


def test_a_picture_that_unpacks_to_more_than_a_computer_holds_is_refused(monkeypatch):
    monkeypatch.setattr(picture_in, "MOST_PIXELS", 100)
    with pytest.raises(Refusal, match="too many dots"):
        picture_in.plain(a_photograph())


def test_who_knocks_is_let_in(gathering, laptop):
    knocking = uuid4()
    gathering.happen(Act.KNOCKED, knocking, {"sign": "blue kettle"})
    laptop.look().press("Let in blue kettle")
    assert gathering.room.let_in == {knocking} and not gathering.room.knocking


def test_one_button_opens_the_way_in_for_phones_and_one_closes_it(gathering, laptop, door):
    laptop.press("Open the way in for phones")
    assert gathering.room.door.startswith("127.0.0.9:")
    assert gathering.room.door in laptop.text
    laptop.press("Close the way in")
    assert gathering.room.door == ""


def test_where_there_is_no_network_the_way_in_says_so(gathering, laptop, monkeypatch):
    def on_none():
        raise local_door.NO_NETWORK

    monkeypatch.setattr(local_door, "address_here", on_none)
    assert "on no network" in laptop.press("Open the way in for phones").refusal


def test_two_facilitators_at_once_do_not_break_it(gathering):
    one, other = Laptop(gathering), Laptop(gathering)
    contributed = write(gathering, "Something.")
    for laptop in (one, other):
        laptop.press("Next: see it together")
    assert gathering.room.now.doing is Doing.REVEAL
    for laptop in (one, other):
        laptop.press("Look through what was written")
    one.press("Show together")
    assert other.send("hold").status == 422
    assert gathering.room.shown == (contributed,) and gathering.room.held == frozenset()
    one.look(), other.look()
    for laptop in (one, other):
        laptop.press("Next: make piles")
    assert gathering.room.now.doing is Doing.PILE


def test_ending_ends_once_and_afterwards_nothing_is_changed(gathering, laptop):
    other = Laptop(gathering)
    go_to(gathering, Doing.CLOSE)
    laptop.look().press("End and make the note")
    ended = gathering.room.ended
    assert ended is not None
    other.send("scribe", words="Too late.")
    assert "has ended" in other.refusal
    laptop.post("end", event=str(uuid4()))
    assert gathering.room.ended == ended and laptop.acts() == set()


@pytest.mark.parametrize("act", ["look", "reveal", "hold", "clock", "extend", "skip", "show", "take-out"])
def test_a_view_that_was_still_open_elsewhere_changes_nothing_after_the_end(act, gathering, laptop):
    one = write(gathering, CANARY)
    go_to(gathering, Doing.REVEAL)
    reveal.look_through(gathering)
    gather.end(gathering, gathering.here.viewer.today)
    ended = gathering.room
    laptop.post(act, event=str(uuid4()), phase=phase(gathering, Doing.REVEAL), one=str(one))
    assert laptop.status == 422 and "has ended" in laptop.refusal
    assert gathering.room == ended


@pytest.mark.parametrize("act", [*ACTS, "nonsense"])
def test_a_form_that_cannot_be_read_changes_nothing_and_is_refused_in_words(act, gathering, laptop):
    if act in ("open-door", "shut-door", "clock"):
        pytest.skip("needs nothing to be read")
    number = gathering.room.number
    for fields in ({}, {"event": "no id", "phase": "x", "one": "no id"}):
        laptop.post(act, **fields)
        assert laptop.status == 422 and laptop.refusal
        assert "Something went wrong" not in laptop.refusal
    assert gathering.room.number == number


def test_a_form_from_another_page_is_not_done(gathering, laptop):
    answer = laptop.browser.post(
        f"{laptop.path}/go",
        data={"phase": phase(gathering, Doing.CLOSE), "event": str(uuid4())},
        headers={"origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 422 and gathering.room.now.doing is Doing.NOTICE


def test_the_safeguarding_contact_is_one_press_away(team):
    gathering = gather.prepare(team, "What did we notice?", contact="The desk, 555 0100")
    assert "The desk, 555 0100" in Laptop(gathering).text


def test_nothing_of_the_view_is_there_for_another_gathering(laptop):
    assert laptop.browser.get(f"/lead/{UUID(int=4)}").status_code == 404
    assert laptop.browser.post(f"/lead/{UUID(int=4)}/go", data={}).status_code == 404


def test_a_form_gone_back_to_and_sent_with_other_words_says_them_anew_and_nothing_is_lost(team):
    gathering = a_gathering(team)
    go_to(gathering, Doing.DECIDE)
    laptop = Laptop(gathering)
    action, filled = laptop.form("decide")
    for words in ("Ring back the same day.", "Ring back the same day.", "Ring back within the hour."):
        laptop.browser.post(action, data=filled | {"words": words})
    assert [one.words for one in gathering.room.decided] == ["Ring back within the hour."]
