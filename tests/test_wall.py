"""The wall: what stands on it in every phase, what never does, and that what is laid out fits."""

import json
import re
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.model.agenda import Doing
from sensemaking.model.room import Next
from sensemaking.phone.laid_out import SIZES, Area, Block, _high, laid_out, side_by_side
from sensemaking.phone.on_the_wall import LEVELS, fullness
from sensemaking.practice import contribute, gather, notice, piles, reveal, showing, statements
from sensemaking.practice.showing import Shown
from tests.a_gathering import a_gathering, decide, ended, go_to, pile, read, show, shown, write
from tests.a_stack import a_story
from tests.any_words import any_words
from tests.by_laptop import AS_NEWS, Laptop, everything

CANARY = "Kanarienvogel"
NAUGHTY = [
    one
    for one in json.loads(
        (Path(__file__).parent / "data" / "naughty-strings" / "blns.json").read_text(encoding="utf-8")
    )
    if "<" in one or "javascript" in one.lower()
]


@pytest.fixture
def gathering(team):
    return a_gathering(team)


@pytest.fixture
def laptop(gathering):
    return Laptop(gathering)


def join(gathering, people=3):
    for _ in range(people):
        contribute.join(gathering, uuid4())


def test_nothing_written_stands_in_any_answer_before_it_is_shown(gathering, laptop):
    write(gathering, f"{CANARY} for the room")
    write(gathering, f"{CANARY} for me", for_room=False)
    write(gathering, f"{CANARY} expected", Doing.EXPECT)
    for doing in (Doing.NOTICE, Doing.TALK, Doing.EXPECT, Doing.LOOK, Doing.REVEAL):
        go_to(gathering, doing)
        assert CANARY not in everything(laptop)


def test_what_is_looked_through_is_on_the_laptop_and_not_on_the_wall(gathering, laptop):
    write(gathering, CANARY)
    go_to(gathering, Doing.REVEAL)
    reveal.look_through(gathering)
    assert CANARY in laptop.look().text
    assert CANARY not in laptop.browser.get(f"/wall/{gathering.id}").text


def test_what_is_held_aside_or_for_its_writer_alone_never_stands_on_the_wall(gathering, laptop):
    held = write(gathering, f"{CANARY} held")
    write(gathering, f"{CANARY} for me", for_room=False)
    write(gathering, "This may be seen.")
    go_to(gathering, Doing.REVEAL)
    reveal.look_through(gathering)
    reveal.hold_aside(gathering, held)
    reveal.reveal(gathering)
    for doing in (Doing.REVEAL, Doing.PILE, Doing.READ, Doing.DECIDE, Doing.CLOSE):
        go_to(gathering, doing)
        assert CANARY not in laptop.browser.get(f"/wall/{gathering.id}").text
    go_to(gathering, Doing.REVEAL)
    assert laptop.on_the_wall() == ["This may be seen."]


def test_everything_is_shown_at_once_and_in_the_order_it_was_shuffled_into(gathering, laptop):
    words = {f"Something number {n}" for n in range(8)}
    for one in words:
        write(gathering, one)
    go_to(gathering, Doing.REVEAL)
    assert laptop.on_the_wall() == []
    show(gathering)
    assert set(laptop.on_the_wall()) == words


def test_what_is_taken_back_is_gone_from_the_wall(gathering, laptop):
    one, _ = shown(gathering, CANARY, "This stays.")
    go_to(gathering, Doing.REVEAL)
    contribute.take_back(gathering, one)
    assert laptop.on_the_wall() == ["This stays."]


def test_silence_is_a_shape_without_a_number(gathering, laptop):
    assert not laptop.wall().find_class("ink")
    for n in range(7):
        write(gathering, f"Something number {n}")
    page = laptop.wall()
    assert page.find_class("ink")
    assert not re.search(r"\b7\b|seven", page.text_content())


@given(st.integers(0, 500), st.integers(0, 200))
def test_silence_fills_and_is_never_said_to_be_full_by_somebody_who_is_missing(given_, wanted):
    assert 0 <= fullness(given_, wanted) <= LEVELS
    assert fullness(given_ + 1, wanted) >= fullness(given_, wanted)
    assert (fullness(given_, wanted) == 0) == (given_ == 0)


def test_the_way_in_stands_on_the_wall_while_the_door_is_open(gathering, laptop):
    assert "Join" not in laptop.wall().text_content()
    gather.door(gathering, "192.168.0.7:8502")
    said = laptop.wall().text_content()
    assert "192.168.0.7:8502" in said
    assert f"{gathering.room.code[:4]}-{gathering.room.code[4:]}" in said
    gather.end(gathering, date(2022, 6, 1))
    assert "192.168.0.7" not in laptop.wall().text_content()


def test_before_the_first_phase_the_wall_shows_the_question_and_a_qr_code(team):
    gathering = gather.prepare(team, "What makes a good day?")
    laptop = Laptop(gathering)
    gather.door(gathering, "192.168.0.7:8502")
    assert laptop.wall().find(".//h1").text_content() == "What makes a good day?"
    assert laptop.wall().find_class("qr")


def test_the_clock_can_be_hidden(gathering, laptop):
    assert laptop.wall().find_class("clock")
    gather.show_clock(gathering, False)
    assert not laptop.wall().find_class("clock")


@pytest.mark.parametrize("doing", list(Doing))
def test_every_phase_says_its_prompt_and_has_no_controls(doing, gathering, laptop):
    one, two = shown(gathering, "First.", "Second.")
    made = pile(gathering, one, two, name="Together")
    read(gathering, made, "We make this of it.")
    go_to(gathering, doing)
    page = laptop.wall()
    assert page.find(".//h1").text_content() == gathering.room.now.wall
    assert not page.xpath("//main//*[self::form or self::button or self::a or self::input]")


def test_piles_stand_with_their_names_and_one_can_be_shown_by_itself(gathering, laptop):
    one, two, three = shown(gathering, "First.", "Second.", "Third.")
    made = pile(gathering, one, two, name="Together")
    go_to(gathering, Doing.PILE)
    page = laptop.wall()
    assert [heading.text_content() for heading in page.findall(".//h2")] == ["Together"]
    assert set(laptop.on_the_wall()) == {"First.", "Second.", "Third."}
    showing.show(gathering, Shown("pile", made), uuid4())
    assert set(laptop.on_the_wall()) == {"First.", "Second."}
    piles.move(gathering, three, made, uuid4())
    assert set(laptop.on_the_wall()) == {"First.", "Second.", "Third."}


def test_readings_of_a_pile_stand_side_by_side(gathering, laptop):
    made = pile(gathering, *shown(gathering, "First."), name="Together")
    first = read(gathering, made, "It is this.")
    read(gathering, made, "It is that.", beside=first)
    go_to(gathering, Doing.READ)
    columns = [one.text_content().strip() for one in laptop.wall().find_class("column")]
    assert columns[:2] == ["It is this.", "It is that."]


def test_what_was_decided_stands_by_its_kind_without_a_number(gathering, laptop):
    decide(gathering, Next.TRY, "Ring the day before.")
    decide(gathering, Next.LET_GO, "The weekly list.")
    go_to(gathering, Doing.DECIDE)
    assert [one.text_content() for one in laptop.wall().findall(".//h2")] == ["We will try", "We let go"]


def test_while_people_answer_nothing_of_how_they_answer_is_on_the_wall(gathering, laptop):
    join(gathering)
    put = uuid4()
    statements.put(gathering, put, "Time matters more.", uuid4())
    go_to(gathering, Doing.RING_TRUE)
    before = laptop.wall()
    assert before.find_class("silence") and not before.find_class("ink")
    contribute.answer(gathering, put, contribute.Vote.RINGS_TRUE, "a", uuid4())
    assert laptop.wall().find_class("ink")
    assert "Time matters more." not in laptop.wall().text_content()


def test_too_few_of_us_is_said_and_not_drawn(gathering, laptop):
    put = uuid4()
    statements.put(gathering, put, "Time matters more.", uuid4())
    contribute.answer(gathering, put, contribute.Vote.RINGS_TRUE, "a", uuid4())
    go_to(gathering, Doing.RING_TRUE)
    showing.show(gathering, Shown("together"), uuid4())
    said = laptop.wall().text_content()
    assert "Too few of us" in said and "one person" not in said
    assert not laptop.wall().find_class("chart")


def test_expectations_stand_beside_the_picture_once_they_are_shown(gathering, laptop):
    write(gathering, CANARY, Doing.EXPECT)
    go_to(gathering, Doing.LOOK)
    assert CANARY not in laptop.wall().text_content()
    show(gathering)
    assert CANARY in laptop.wall().text_content()


def test_a_gathering_begins_with_what_the_last_one_made_and_decided_and_what_came_since(team):
    last = a_gathering(team)
    read(last, pile(last, *shown(last, "The bus.")), "It is this.")
    decide(last, Next.TRY, "Ring the day before.")
    decide(last, Next.LET_GO, "The weekly list.")
    ended(last)
    notice.keep(team, a_story(team, "It came on time."))
    now = gather.prepare(team, "And this spring?", format="ninety_minutes")
    go_to(now, Doing.ARRIVE)
    laptop = Laptop(now)
    words = ["It is this.", "Ring the day before.", "The weekly list.", "It came on time."]
    assert sorted(laptop.on_the_wall()) == sorted(words)
    assert all(one in laptop.text for one in words)


def test_two_parts_of_the_room_stand_side_by_side(team):
    gathering = a_gathering(team, format="read_blind")
    window, door = gathering.room.parts
    write(gathering, "Seen from the window.", part=window)
    write(gathering, "Seen from the door.", part=door)
    show(gathering)
    go_to(gathering, Doing.REVEAL)
    columns = [
        " ".join(" ".join(one.itertext()).split()) for one in Laptop(gathering).wall().find_class("column")
    ]
    assert columns == ["Seen from the window. Window side", "Seen from the door. Door side"]


def test_no_script_in_words_reaches_the_wall_or_the_laptop_as_markup(gathering, laptop):
    told = NAUGHTY[:60]
    for one, words in zip(shown(gathering, *told), told, strict=True):
        made = pile(gathering, one, name=words)
        if made in gathering.room.piles:  # else nothing was left of the words
            read(gathering, made, words)
    heaps = [Shown("pile", one) for one in gathering.room.piles]
    handfuls = [Shown(page=one) for one in range(1, 9)]
    stood = ""
    for doing, chosen in ((Doing.REVEAL, handfuls), (Doing.PILE, handfuls), (Doing.READ, heaps)):
        go_to(gathering, doing)
        assert_all_markup_is_ours(laptop.look().page)
        for one in chosen:
            showing.show(gathering, one, uuid4())
            wall = laptop.wall()
            assert_all_markup_is_ours(wall)
            stood += " ".join(wall.text_content().split())
    assert len(heaps) > 50
    assert all(" ".join(words.split()) in stood for words in told)


def assert_all_markup_is_ours(page):
    assert {one.get("src") for one in page.iter("script")} <= {
        f"/{where}/{name}" for where in ("wall", "lead") for name in ("live.js", "piles.js")
    }
    assert not page.xpath("//main//*[@*[starts-with(name(), 'on')]]")
    assert not page.xpath("//main//*[self::iframe or self::object or self::embed or self::style]")
    assert not page.xpath("//main//img | //main//*[@style]")


def test_the_wall_asks_only_for_what_came_after(gathering, laptop):
    number = gathering.room.number
    answer = laptop.browser.get(f"/wall/{gathering.id}/after/{number - 1}", headers=AS_NEWS).json()
    assert answer["number"] == number
    assert gathering.room.now.wall in answer["main"]


def test_a_gathering_that_is_not_here_is_said_to_be_so(laptop):
    assert laptop.browser.get(f"/wall/{uuid4()}").status_code == 404
    assert laptop.browser.get(f"/wall/{uuid4()}/after/0").status_code == 404


def test_only_our_own_files_may_run_or_style_the_wall(laptop):
    policy = laptop.browser.get(f"/wall/{laptop.gathering.id}").headers["content-security-policy"]
    assert "unsafe-inline" not in policy and "default-src 'none'" in policy


def test_what_cannot_be_read_of_a_choice_for_the_wall_is_what_the_phase_shows():
    for words in ("", "pile", "pile - x", "nonsense - 1 2", "pile not-an-id 1"):
        assert Shown.of_words(words) == Shown()
    chosen = Shown("pile", uuid4(), 3)
    assert Shown.of_words(chosen.as_words()) == chosen


WORDS = any_words(min_size=1, max_size=400)
AREA = Area(75, 33)


def held(handfuls):
    return [one for laid in handfuls for column in laid.columns for block in column for one in block.things]


def tall(laid, area):
    wide = (area.wide - 1.25 * (laid.size.columns - 1)) / laid.size.columns - 2 * laid.size.edge
    return [
        sum(_high(block, laid.size, wide) for block in column) + laid.size.gap * max(len(column) - 1, 0)
        for column in laid.columns
    ]


@given(st.lists(WORDS, max_size=30))
def test_whatever_is_laid_out_fits_its_columns(words):
    for laid in laid_out([Block((one,)) for one in words], AREA):
        assert len(laid.columns) <= laid.size.columns <= 3
        assert max(tall(laid, AREA)) <= AREA.high + 0.001


@given(st.lists(st.integers(1, 12), max_size=8), st.booleans())
def test_heaps_are_cut_so_that_all_stand_together_or_go_on(sizes, named):
    heaps = [Block(("Something happened here.",) * n, "A name" if named else "") for n in sizes]
    for laid in laid_out(heaps, AREA):
        assert max(tall(laid, AREA)) <= AREA.high + 0.001


@given(st.lists(st.sampled_from(["Short.", "Rather longer than that one. " * 6]), min_size=1, max_size=60))
def test_of_short_words_none_is_left_out_over_all_handfuls(words):
    handfuls = laid_out([Block((one,)) for one in words], AREA)
    assert sorted(held(handfuls)) == sorted(one.strip() for one in words)


def test_a_few_words_are_set_large_and_many_small():
    few, many = (laid_out([Block(("Something happened.",))] * n, AREA)[0].size for n in (1, 60))
    assert few == SIZES[0] and many == SIZES[-1]


def test_eight_short_things_with_the_question_they_answer_stand_together():
    words = "I said the same thing to four people, and the fifth wrote it down."
    (laid,) = laid_out([Block((words,), label="What did you notice?")] * 8, AREA)
    assert not laid.more and len(held([laid])) == 8


def test_no_word_is_broken_in_two_where_a_smaller_size_holds_it_whole():
    two = [Block(("Being remembered is being listened to.",)), Block(("Being written down is.",))]
    (laid,) = laid_out(two, Area(49, 27, 2, 2))
    assert laid.size.words < SIZES[0].words
    (still,) = laid_out([Block(("Supercalifragilistic" * 9,))], AREA)
    assert held([still]) == ["Supercalifragilistic" * 9]


def test_what_is_too_long_for_a_column_says_that_there_is_more():
    (laid,) = laid_out([Block(("It took the whole winter. " * 500,))], AREA)
    assert laid.more
    assert max(tall(laid, AREA)) <= AREA.high


def test_parts_of_a_room_share_one_size():
    laid = side_by_side([[Block(("One.",))], [Block(("Two. " * 90,))]], AREA)
    assert len({one.size for one in laid}) == 1 and len(laid[0].columns) == 2
