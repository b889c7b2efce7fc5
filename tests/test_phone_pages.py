"""What a phone shows in every phase, and what its forms keep, by way of the real routes and a real store."""

from datetime import date
from uuid import uuid4

import pytest

from sensemaking.model.agenda import Doing
from sensemaking.model.gathering import Vote
from sensemaking.model.room import Carries, Next
from sensemaking.phone.files import STATIC
from sensemaking.practice import (
    contribute,
    gather,
    gathering_note,
    notice,
    remember,
    reveal,
    statements,
    take_away,
    welcome,
)
from sensemaking.practice.here import Here
from tests import a_gathering
from tests.a_stack import a_story
from tests.by_phone import AS_NEWS, ROOT, Phone, words_of

ENOUGH = 50_000
"""So many bytes a phone's page may have, its files among them."""


@pytest.fixture
def gathering(team):
    return gather.prepare(team, "What did we notice?", format="ninety_minutes")


def go_to(gathering, doing):
    phase = next(one for one in gathering.room.agenda.phases if one.doing is doing)
    gather.go_to(gathering, phase.key)
    return phase


def everything_is_shown(gathering):
    reveal.look_through(gathering)
    reveal.reveal(gathering)


def the_room_wrote(gathering, *said, doing=Doing.NOTICE):
    phase = go_to(gathering, doing)
    for words in said:
        contribute.write(gathering, uuid4(), words, event=uuid4(), phase=phase.key)


@pytest.fixture
def phone(gathering):
    return Phone().join(gathering)


def test_before_the_first_phase_a_phone_says_that_we_begin_soon(phone):
    assert phone.heading == "We begin soon."
    assert "What did we notice?" in phone.cards
    assert "refresh" in phone.answer.text


@pytest.mark.parametrize("doing", list(Doing))
def test_every_phase_says_on_the_phone_what_the_wall_asks(phone, gathering, doing):
    phase = go_to(gathering, doing)
    assert phone.at(gathering).heading == phase.wall
    assert phase.phone in phone.text
    assert phone.page.xpath("//header/@data-phase") == [phase.key]


def test_what_is_written_is_kept_and_its_writer_sees_where_it_has_got_to(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang back.", quotable="on")
    assert phone.cards == ["They rang back."] and "Kept. Nobody sees it yet." in phone.text
    [one] = gathering.room.contributions.values()
    assert (one.words, one.who, one.for_room, one.quotable) == ("They rang back.", "", True, True)
    reveal.look_through(gathering)
    reveal.hold_aside(gathering, one.id)
    assert "set it aside" in phone.at(gathering).text
    reveal.let_back(gathering, one.id)
    reveal.reveal(gathering)
    assert "Shown to everybody." in phone.at(gathering).text


def test_before_the_reveal_nobody_else_sees_what_somebody_wrote(phone, gathering):
    other = Phone("192.168.0.8").join(gathering)
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang back.")
    for doing in Doing:
        go_to(gathering, doing)
        assert "They rang back." not in other.at(gathering).text
        assert "They rang back." not in other.news(gathering, 0).json()["main"]


def test_what_is_for_me_alone_is_never_shown(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="Only mine.", **{"for": "me"})
    assert "Kept, for you alone." in phone.text
    everything_is_shown(gathering)
    assert not gathering.room.shown


def test_until_it_is_shown_it_can_be_changed_and_stays_one_contribution(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang.", quotable="on")
    phone.send("write", nth=phone.nth_holding("write", "They rang."), words="They rang back.", about="on")
    assert list(words_of(gathering).values()) == ["They rang back."]
    assert next(iter(gathering.room.contributions.values())).about_someone_else


def test_what_was_written_can_be_deleted_before_the_reveal_and_taken_back_after_it(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    for words in ("The first.", "The second."):
        phone.at(gathering).send("write", words=words)
    phone.send("take-back")
    assert list(words_of(gathering).values()) == ["The second."]
    everything_is_shown(gathering)
    phone.at(gathering).send("take-back")
    assert not gathering.room.contributions and not phone.cards


def test_each_of_several_questions_has_a_box_of_its_own(team):
    gathering = gather.prepare(team, "What did we try?", format="learning_cycle_review")
    phase = go_to(gathering, Doing.NOTICE)
    phone = Phone().join(gathering)
    for nth, ask in enumerate(phase.asks):
        assert ask in phone.at(gathering).text
        phone.send("write", nth=nth, words=f"Answer {nth}")
    assert {one.ask: one.words for one in gathering.room.contributions.values()} == {
        ask: f"Answer {nth}" for nth, ask in enumerate(phase.asks)
    }
    everything_is_shown(gathering)
    go_to(gathering, Doing.REVEAL)
    assert phone.at(gathering).cards[:3] == ["Answer 0", "Answer 1", "Answer 2"]


def test_what_was_being_written_when_the_room_moved_on_can_still_be_sent(phone, gathering):
    phase = go_to(gathering, Doing.NOTICE)
    go_to(gathering, Doing.REVEAL)
    assert "Were you still writing?" in phone.at(gathering).text
    phone.send("write", words="A little late.")
    [one] = gathering.room.contributions.values()
    assert one.phase == phase.key


@pytest.mark.parametrize(
    ("carries", "kept"), [(Carries.ROLE, "Nurse"), (Carries.NAME, "Nurse"), (Carries.NOTHING, "")]
)
def test_words_carry_what_was_said_and_no_more(team, carries, kept):
    gathering = gather.prepare(team, "What did we notice?", carries=carries, roles=["Nurse"])
    phone = Phone().open().send("join", code=gathering.room.code).send("before", who="Nurse")
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang back.")
    assert [one.who for one in gathering.room.contributions.values()] == [kept]


def test_a_room_in_parts_asks_where_one_sits_and_shows_them_side_by_side(team):
    gathering = gather.prepare(team, "What do we see?", format="read_blind")
    phones = []
    for part in gathering.room.parts:
        phone = Phone().open().send("join", code=gathering.room.code)
        assert phone.send("before").status == 422 and "Choose where you sit." in phone.refusal
        phones.append(phone.send("before", part=part))
    go_to(gathering, Doing.NOTICE)
    for phone, part in zip(phones, gathering.room.parts, strict=True):
        phone.at(gathering).send("write", words=f"From the {part}")
    everything_is_shown(gathering)
    go_to(gathering, Doing.REVEAL)
    shown = phones[0].at(gathering)
    assert shown.cards[:2] == [f"From the {part}" for part in gathering.room.parts]
    assert phones[1].at(gathering).cards[0] == f"From the {gathering.room.parts[1]}"  # one's own comes first
    assert f"{gathering.room.parts[0]}: What do you see in it?" in shown.text


def test_looking_together_shows_the_lens_its_picture_in_words_and_a_handful_of_stories(
    team, phone, gathering
):
    for nth in range(14):
        notice.keep(team, a_story(team, f"Story {nth}.", date(2021 + nth // 12, 1 + nth % 12, 3)))
    the_room_wrote(gathering, "That it is quiet.", doing=Doing.EXPECT)
    everything_is_shown(gathering)
    go_to(gathering, Doing.LOOK)
    phone.at(gathering)
    assert "When do we notice" in phone.text
    [alternative] = phone.page.xpath("//main//img/@alt")
    assert "14 stories were told" in alternative
    assert "Story 13." in phone.cards and "That it is quiet." in phone.cards
    for asked in ("picture", "picture?dark"):
        drawn = phone.browser.get(f"{ROOT}/g/{gathering.id}/{asked}")
        assert drawn.headers["content-type"].startswith("image/svg") and "<svg" in drawn.text


def test_looking_where_nothing_was_told_says_so(phone, gathering):
    go_to(gathering, Doing.LOOK)
    assert phone.at(gathering).status == 200 and not phone.page.xpath("//main//img")


def test_piles_are_made_named_put_together_and_taken_apart_with_forms_alone(phone, gathering):
    the_room_wrote(gathering, "One.", "Two.", "Three.")
    everything_is_shown(gathering)
    go_to(gathering, Doing.PILE)
    phone.at(gathering)
    one, two, _ = gathering.room.shown
    for card in (one, two):
        phone.send("move", more={"card": [str(card)], "pile": "new"})
    (first, _), (second, _) = gathering.room.standing_piles()
    phone.send("name", name="Ringing back")
    assert gathering.room.piles[first.id].name == "Ringing back"
    phone.send("merge")
    assert [pile.id for pile, _ in gathering.room.standing_piles()] == [second.id]
    phone.send("part", more={"pile": str(first.id)})
    assert len(gathering.room.standing_piles()) == 2
    assert phone.send("move").status == 422 and "Nothing is chosen yet." in phone.refusal


def test_while_looking_every_mark_of_the_picture_opens_its_stories_on_a_phone(team, phone, gathering):
    for words, day in (("It snowed.", date(2022, 1, 3)), ("It thawed.", date(2022, 4, 4))):
        notice.keep(team, a_story(team, words, day=day))
    go_to(gathering, Doing.LOOK)
    links = phone.at(gathering).page.xpath("//ul[@class='marks']//a")
    told = {}
    for link in links:
        opened = phone.open(link.get("href").removeprefix(ROOT))
        assert opened.heading == link.text
        told[link.text] = opened.cards
    assert ["It snowed."] in [cards[:1] for cards in told.values()]
    assert ["It thawed."] in [cards[:1] for cards in told.values()]
    go_to(gathering, Doing.NOTICE)
    assert phone.open(links[0].get("href").removeprefix(ROOT)).heading == gathering.room.now.wall


def test_a_reading_and_who_sees_it_differently_stand_beside_each_other_with_the_same_weight(phone, gathering):
    the_room_wrote(gathering, "One.")
    everything_is_shown(gathering)
    go_to(gathering, Doing.PILE)
    phone.at(gathering).send("move", more={"card": [str(gathering.room.shown[0])], "pile": "new"})
    go_to(gathering, Doing.READ)
    phone.at(gathering).send("read", words="It is the calls.")
    assert "Who would see it differently?" in phone.text
    other = Phone("192.168.0.8").join(gathering)
    other.at(gathering).send("read", words="It is the time.")
    first, second = gathering.room.made
    assert second.beside == first.id
    beside = other.page.find_class("reading")
    assert [one.find_class("words")[0].text for one in beside] == ["It is the calls.", "It is the time."]
    assert len({one.get("class") for one in beside}) == 1


def test_a_reading_is_said_differently_or_taken_back_by_who_made_it_and_by_nobody_else(
    team, phone, gathering
):
    the_room_wrote(gathering, "One.")
    everything_is_shown(gathering)
    go_to(gathering, Doing.PILE)
    phone.at(gathering).send("move", more={"card": [str(gathering.room.shown[0])], "pile": "new"})
    go_to(gathering, Doing.READ)
    phone.at(gathering).send("read", words="It is the calls.")
    (first,) = gathering.room.made
    others = [Phone(f"192.168.0.{nth}").join(gathering) for nth in (8, 9)]
    for other, words in zip(others, ("It is the time.", "It is the tea."), strict=True):
        assert "take-back-reading" not in other.at(gathering).acts()
        other.send("read", words=words)
    mine = phone.at(gathering).nth_holding("read", str(first.id))
    phone.send("read", mine, words="It is the second call.")
    assert [one.words for one in gathering.room.made] == [
        "It is the second call.",
        "It is the time.",
        "It is the tea.",
    ]
    (kept,) = remember.read_by_cycle(team)[None]
    assert (kept.reading.words, len(kept.differing)) == ("It is the second call.", 2)

    action, fields = phone.form("take-back-reading")
    assert others[0].browser.post(action, data=fields).status_code == 422
    assert len(gathering.room.made) == 3
    phone.send("take-back-reading")
    time, tea = gathering.room.made
    assert (time.beside, tea.beside) == (None, time.id)
    (kept,) = remember.read_by_cycle(team)[None]
    assert (kept.reading.words, [one.words for one in kept.differing]) == (
        "It is the time.",
        ["It is the tea."],
    )


def test_a_reading_that_is_taken_back_after_the_end_leaves_the_note_and_those_that_differed_stay(
    team, phone, gathering
):
    the_room_wrote(gathering, "One.")
    everything_is_shown(gathering)
    go_to(gathering, Doing.PILE)
    phone.at(gathering).send("move", more={"card": [str(gathering.room.shown[0])], "pile": "new"})
    go_to(gathering, Doing.READ)
    phone.at(gathering).send("read", words="It is the calls.")
    Phone("192.168.0.8").join(gathering).at(gathering).send("read", words="It is the time.")
    gather.end(gathering, team.viewer.today)
    note = take_away.open_note(team, gathering_note.id_of(gathering.id))
    assert "It is the calls." in str(take_away.view(team, note).parts)
    phone.at(gathering).send("take-back-reading")
    after = str(take_away.view(team, note).parts)
    assert "It is the calls." not in after and "It is the time." in after
    assert "It is the calls." not in phone.at(gathering).text


def test_statements_come_one_at_a_time_in_the_order_they_were_written_and_an_answer_can_be_changed(
    phone, gathering
):
    go_to(gathering, Doing.RING_TRUE)
    said = ["We ring first.", "I know who can say yes.", "It is easier now."]
    ids = [uuid4() for _ in said]
    for id, words in zip(ids, said, strict=True):
        statements.put(gathering, id, words, uuid4())
    for nth, words in enumerate(said):
        assert phone.at(gathering).cards[0] == words
        phone.send("answer", vote=list(Vote)[nth].value)
    assert "answered everything" in phone.text
    phone.open(f"/g/{gathering.id}?again={ids[0]}").send("answer", vote=Vote.NOT_SURE.value)
    assert phone.heading == "Does it ring true for you? Nobody sees what you answer."
    votes = gathering.store.read(
        "statements", system=gathering.room.system, gathering=gathering.id, after=0, most=9
    )
    assert len(votes) == 3
    assert phone.cards == said


def test_no_total_of_answers_is_on_any_phone(phone, gathering):
    go_to(gathering, Doing.RING_TRUE)
    id = uuid4()
    statements.put(gathering, id, "We ring first.", uuid4())
    before = phone.at(gathering).text
    for nth in range(7):
        contribute.answer(gathering, id, Vote.RINGS_TRUE, f"somebody {nth}", uuid4())
    assert phone.at(gathering).text == before


def test_four_kinds_of_decision_are_said_and_a_challenge_first_asks_for_permission(phone, gathering):
    go_to(gathering, Doing.DECIDE)
    assert "Do you really need permission?" in phone.at(gathering).text
    for nth, _ in enumerate(Next):
        phone.send(
            "decide",
            nth=nth + _own(phone, nth),
            words=f"Decision {nth}",
            needed="The head" if nth == 2 else "",
        )
    assert [(one.next, one.words) for one in gathering.room.decided] == [
        (following, f"Decision {nth}") for nth, following in enumerate(Next)
    ]
    assert gathering.room.decided[2].needed == "The head"
    phone.send("decide", nth=0, words="Said differently")
    assert gathering.room.decided[-1].words == "Said differently" and len(gathering.room.decided) == 4


def _own(phone, nth):
    """How many forms that say one's own decision differently stand before the nth empty one."""
    return nth


def test_at_the_close_words_are_kept_only_where_that_was_ticked(phone, gathering):
    go_to(gathering, Doing.CLOSE)
    phone.at(gathering).send("write", words="Thank you all.")
    assert phone.status == 422 and "did not tick" in phone.refusal and not gathering.room.contributions
    assert "Thank you all." in phone.page.xpath("//textarea")[0].text
    phone.send("write", words="Thank you all.", keep="on")
    assert list(words_of(gathering).values()) == ["Thank you all."]


def test_a_story_goes_to_another_group_by_its_tellers_own_hand_only(phone, gathering, stack):
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang back.", quotable="on")
    everything_is_shown(gathering)
    go_to(gathering, Doing.CLOSE)
    story, other_team = gathering.room.shown[0], stack["other team"].system.id
    phone.at(gathering).send("pass-on", more={"id": str(story), "to": str(other_team)})
    assert [one.to for one in gathering.room.passed] == [other_team]
    assert "Goes to Another team." in phone.text
    stranger = Phone("192.168.0.8").join(gathering).at(gathering)
    assert "pass-on" not in stranger.acts()
    stranger.browser.post(
        f"{ROOT}/g/{gathering.id}/pass-on", data={"id": str(story), "event": str(uuid4()), "to": ""}
    )
    assert gathering.room.passed
    phone.send("pass-on", nth=0, to="")
    assert not gathering.room.passed


def test_arriving_shows_what_was_made_last_time_and_takes_how_it_stands(team, phone, gathering):
    the_room_wrote(gathering, "One.")
    everything_is_shown(gathering)
    go_to(gathering, Doing.PILE)
    phone.at(gathering).send("move", more={"card": [str(gathering.room.shown[0])], "pile": "new"})
    go_to(gathering, Doing.READ)
    phone.at(gathering).send("read", words="It is the calls.")
    gather.end(gathering, date(2022, 6, 1))
    again = gather.prepare(team, "And now?", format="ninety_minutes")
    go_to(again, Doing.ARRIVE)
    phone.join(again).at(again)
    assert "It is the calls." in phone.cards
    phone.send("revisit", standing="shifted")
    assert "Today we say: shifted" in phone.text


def test_after_the_end_a_phone_thanks_and_still_takes_words_back(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang back.")
    everything_is_shown(gathering)
    gather.end(gathering, date(2022, 6, 1))
    assert phone.at(gathering).heading == "Thank you." and phone.acts() == {"take-back"}
    phone.send("take-back")
    assert not gathering.room.contributions and "Nothing that you wrote is kept" in phone.text


def test_after_the_end_a_phone_reads_what_became_of_its_own_words(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    phone.at(gathering).send("write", words="They rang back.")
    everything_is_shown(gathering)
    (told,) = gathering.room.shown
    made = a_gathering.pile(gathering, told, name="being rung")
    a_gathering.read(gathering, made, "It is the ringing.")
    gather.end(gathering, date(2022, 6, 1))
    text = phone.at(gathering).text
    assert "It was put together with others as “being rung”." in text
    assert "It was read as: “It is the ringing.”" in text


def test_leaving_offers_to_take_back_first_and_then_forgets(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    for words in ("One.", "Two."):
        phone.at(gathering).send("write", words=words)
    phone.open(f"/g/{gathering.id}/leave").send("take-back")
    assert phone.heading == "Leave this gathering?" and phone.cards == ["Two."]
    assert phone.send("leave").heading == "You have left."
    assert phone.at(gathering).heading == "Join the gathering"
    assert list(words_of(gathering).values()) == ["Two."]


def test_a_phone_hears_of_what_every_phone_shows_and_not_of_what_others_write(phone, gathering):
    first = phone.news(gathering, 0).json()
    assert "We begin soon." in first["main"] and first["number"] == gathering.room.common
    phase = go_to(gathering, Doing.NOTICE)
    news = phone.news(gathering, first["number"]).json()
    assert phase.wall in news["main"] and news["number"] > first["number"]
    the_room_wrote(gathering, "Somebody else's.")
    before = gathering.room.common
    contribute.write(gathering, uuid4(), "More.", event=uuid4(), phase=phase.key)
    assert gathering.room.common == before


def test_a_form_that_a_script_sends_is_answered_as_news(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    action, fields = phone.at(gathering).form("write")
    kept = phone.browser.post(action, data=fields | {"words": "They rang back."}, headers=AS_NEWS)
    assert kept.json() == {"kept": True}
    refused = phone.browser.post(action, data=fields | {"words": " "}, headers=AS_NEWS)
    assert refused.status_code == 409 and "no words yet" in refused.json()["refused"]


def test_no_event_of_a_gathering_knows_a_phone(phone, gathering):
    go_to(gathering, Doing.NOTICE)
    for words in ("One.", "Two."):
        phone.at(gathering).send("write", words=words)
    joined = {str(one) for one in gathering.room.joined}
    events = gathering.store.read("gathering_events", gathering=gathering.id, after=0)
    for _, event in events[events["act"] != "joined"].iterrows():
        assert not joined & {str(event["id"]), str(event["subject"])}
        assert not any(one in event["told"] for one in joined)


def test_every_page_is_light_and_runs_nothing_of_its_own(phone, gathering):
    the_room_wrote(
        gathering,
        *(f"Something that was noticed by number {nth}, in a sentence or two." for nth in range(40)),
    )
    everything_is_shown(gathering)
    files = sum((STATIC / name).stat().st_size for name in ("live.css", "phone.css", "live.js"))
    for doing in Doing:
        go_to(gathering, doing)
        answer = phone.at(gathering).answer
        assert len(answer.content) + files < ENOUGH, doing
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "script-src 'self'" in policy
        assert not phone.page.xpath("//script[not(@src)] | //style | //*[@style] | //*[@onclick]")
        assert phone.page.xpath("/html/@lang") == ["en-GB"]


def test_a_file_is_asked_for_once_and_then_only_whether_it_changed(phone):
    first = phone.browser.get(f"{ROOT}/live.css")
    again = phone.browser.get(f"{ROOT}/live.css", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "max-age" in first.headers["cache-control"]


def test_a_system_with_markup_in_its_name_is_only_words(stack, gathering, phone):
    team: Here = stack["team"]
    welcome.rename_system(team, team.system.id, "<b>Team</b>")
    notice.keep(team, a_story(team, "<script>alert(1)</script>"))
    go_to(gathering, Doing.LOOK)
    assert "<b>Team</b>" in phone.at(gathering).text and "<script>alert" not in phone.answer.text
