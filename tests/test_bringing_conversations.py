"""A conversation from Polis becomes a gathering that was held: read, asked about, kept, seen at home, taken out."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from sensemaking.exchange import polis_in, zip_in
from sensemaking.model.access import Viewer
from sensemaking.model.focus import Focus
from sensemaking.model.gathering import Moderation, Vote
from sensemaking.model.refusal import Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import bring_conversation, bring_in, kinds, remember, welcome
from sensemaking.practice.bring_conversation import Choices
from sensemaking.practice.bring_in import BroughtIn
from sensemaking.practice.here import Here, standing
from sensemaking.practice.kinds import Kind
from sensemaking.store import open_store

LONDON = Path(__file__).parent / "data" / "polis-london"
FILES = [(file.name, file.read_bytes()) for file in sorted(LONDON.glob("*.csv"))]
COMMENTS = """Timestamp,comment_id,author-id,agrees,disagrees,moderated,comment-body
1000000000000,2,7,9,9,-1,They closed the door.
1000000000001,1,7,9,9,1,They rang first.
1000000000002,3,8,9,9,0,"I waited, and waited."
1000000000003,4,8,9,9,0,
"""
VOTES = """timestamp,datetime,tid,voter id,vote
1000000005000,,1,ann,-1
1000000001000,,1,ann,1
1000000002000,,1,bob,-1
1000000002000,,1,bob,0
,Sun Sep 09 01:46:43 WIB 2001,2,bob,1
1000000003000,,9,bob,1
1000000003000,,3,bob,7
1000000003000,,3,,1
1000000003000,,3,cho,1
"""


@pytest.fixture
def here(tmp_path: Path) -> Here:
    store = open_store(tmp_path / "ours.duckdb")
    nowhere = standing(store, Viewer(date(2026, 3, 1)), Focus())
    country = welcome.make_system(nowhere, "Britain", Scale.COUNTRY, None)
    place = welcome.make_system(nowhere, "Wendleshire", Scale.PLACE, country.id)
    return nowhere.at(Focus(system=place.id))


def sheets(*files: tuple[str, str | bytes]) -> list[bring_in.Sheet]:
    plain = [(name, text if isinstance(text, bytes) else text.encode()) for name, text in files]
    return [kinds.read(name, data) for name, data in kinds.unpacked(plain)]


def brought_in(here: Here, read: list[bring_in.Sheet], rings_true: int = 1) -> BroughtIn:
    conversation = bring_conversation.read(read)
    choices = replace(bring_conversation.guess(conversation), rings_true=rings_true)
    return bring_conversation.bring_in(here, read, conversation, choices, uuid4())


def remembered(here: Here) -> list[tuple[str, Moderation, tuple[int, ...]]]:
    (gathering,) = remember.gatherings(here)
    found, after = [], 0
    while after is not None:
        handful, more = remember.statements(here, gathering.id, after)
        found += [(one.words, one.moderation, tuple(one.votes[vote] for vote in Vote)) for one in handful]
        after = handful[-1].place if more else None
    return found


def test_an_export_is_recognised_whole_and_in_parts_and_nothing_else_is():
    assert kinds.what_it_is(sheets(*FILES)) is Kind.CONVERSATION
    assert kinds.what_it_is(sheets(("votes.csv", VOTES))) is Kind.CONVERSATION
    assert (
        kinds.what_it_is(sheets(("a.csv", "id,text,vote\n1,They rang first.,1\n2,Nobody rang.,2\n")))
        is Kind.OBSERVATIONS
    )


def test_a_real_export_counts_the_latest_vote_of_each_person_as_the_table_of_people_does(here):
    brought_in(here, sheets(*FILES))
    (gathering,) = remember.gatherings(here)
    assert gathering.name.startswith("What is the best way to engage more young people")
    assert (gathering.people, gathering.statements) == (26, 39)
    assert gathering.begun == gathering.ended == date(2022, 7, 27)
    numbers = {row["comment-body"]: row["comment-id"] for row in read_csv("comments.csv")}
    people = read_csv("participants-votes.csv")
    for words, _, votes in remembered(here):
        latest = [row.get(numbers[words]) for row in people]
        assert votes == (latest.count("1"), latest.count("-1"), latest.count("0")), words
    written = sorted(read_csv("comments.csv"), key=lambda row: int(row["timestamp"]))
    assert [words for words, _, _ in remembered(here)] == [row["comment-body"] for row in written]


def read_csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((LONDON / name).read_text())))


def test_without_its_votes_file_the_table_of_people_says_the_same(here):
    brought_in(here, sheets(*(file for file in FILES if file[0] != "votes.csv")))
    first = remembered(here)
    bring_in.undo(here, bring_in.past(here)[0].id)
    brought_in(here, sheets(*FILES))
    assert remembered(here) == first


def test_every_row_is_brought_in_refused_or_set_aside_with_its_reason(here):
    read = sheets(("comments.csv", COMMENTS), ("votes.csv", VOTES))
    found = bring_conversation.read(read)
    assert found.rows == found.rows_in + found.rows_aside + len(found.refused) == 13
    assert [(one.file, one.number, one.reason) for one in found.refused] == [
        ("comments.csv", 5, polis_in.NO_WORDS),
        ("votes.csv", 8, polis_in.NO_VOTE),
        ("votes.csv", 9, polis_in.NO_VOTE),
        ("votes.csv", 7, polis_in.NO_STATEMENT),
    ]
    receipt = brought_in(here, read)
    assert remembered(here) == [
        ("They closed the door.", Moderation.HELD_ASIDE, (1, 0, 0)),
        ("They rang first.", Moderation.ACCEPTED, (0, 1, 1)),
        ("I waited, and waited.", Moderation.NOT_LOOKED_AT, (1, 0, 0)),
    ]
    aside = (bring_in.set_aside_file(here, receipt.id) or b"").decode("utf-8-sig")
    assert "author-id,7,it could tell who somebody is" in aside
    assert aside.count("the same person voted again later") == 8
    refused = (bring_in.refused_file(here, receipt.id) or b"").decode("utf-8-sig")
    assert "votes.csv,7,it is a vote on a statement that is not there: there is no statement 9" in refused


def test_nobody_is_guessed_to_have_meant_yes_and_the_other_way_round_turns_every_vote(here):
    read = sheets(*FILES)
    conversation = bring_conversation.read(read)
    plain = bring_conversation.plain_statement(conversation)
    assert plain and {plain.ones, plain.minus_ones} == {20, 0}
    with pytest.raises(
        Refusal, match="which number means yes.*20 voted 1 and 0 voted -1 on.*1 or -1"
    ) as refused:
        bring_conversation.dry_run(here, read, conversation, Choices())
    assert bring_conversation.undecided(conversation, Choices()) == (str(refused.value),)
    brought_in(here, read, rings_true=1)
    first = remembered(here)
    bring_in.undo(here, bring_in.past(here)[0].id)
    brought_in(here, read, rings_true=-1)
    assert [(no, yes, unsure) for _, _, (yes, no, unsure) in remembered(here)] == [
        votes for _, _, votes in first
    ]


def test_votes_in_words_need_no_question(here):
    words = "comment-id,voter-id,vote\n1,a,Agree\n1,b,disagree\n2,a,Pass\n"
    read = sheets(("comments.csv", COMMENTS), ("votes.csv", words))
    conversation = bring_conversation.read(read)
    assert not conversation.undecided
    bring_conversation.bring_in(here, read, conversation, bring_conversation.guess(conversation), uuid4())
    assert remembered(here)[1][2] == (1, 1, 0)


def test_people_are_keys_that_tell_nothing(here):
    one, other = (polis_in.as_votes(polis_in.read(sheets(*FILES)), 1)["person"].to_pylist() for _ in range(2))
    assert len(set(one)) == 26
    assert not set(one) & set(other)


@pytest.mark.parametrize("missing", ["comments.csv", "votes.csv"])
def test_half_an_export_is_refused_with_what_is_missing(missing):
    given = {"comments.csv": COMMENTS, "votes.csv": VOTES}
    with pytest.raises(Refusal, match="Choose comments.csv and votes.csv together"):
        bring_conversation.read(sheets(*((name, text) for name, text in given.items() if name != missing)))


def a_zip(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def test_an_export_comes_in_as_the_zip_it_was_downloaded_as(here):
    packed = a_zip(
        {f"export/{name}": data for name, data in FILES} | {"__MACOSX/._votes.csv": b"x", "export/": b""}
    )
    brought_in(here, sheets(("export.zip", packed)))
    assert len(remembered(here)) == 39


def test_a_zip_that_unpacks_to_gigabytes_is_refused_while_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(zip_in, "LARGEST", 3 * 2**20)
    with pytest.raises(Refusal, match="unpacks to more than 3 megabytes"):
        kinds.unpacked([("bomb.zip", a_zip({"a.csv": b"0" * 2 * 2**20, "b.csv": b"0" * 2 * 2**20}))])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (a_zip({f"{n}.csv": b"a,b\n" for n in range(60)}), "holds 60 files"),
        (a_zip({}) or b"", ""),
        (a_zip({"a.csv": b"Day,Story\n" * 90})[:-200] + b"\0" * 178 + a_zip({"a.csv": b"x"})[-22:], ""),
    ],
)
def test_a_zip_that_cannot_be_looked_through_is_refused_in_words(data, why):
    with pytest.raises(Refusal, match=why or "."):
        [kinds.read(name, inside) for name, inside in kinds.unpacked([("a.zip", data)])]


def test_a_gathering_is_seen_only_where_it_was_held_and_goes_with_its_import(here):
    receipt = brought_in(here, sheets(*FILES))
    (gathering,) = remember.gatherings(here)
    (country,) = here.stack.around(here.system.id)
    wider = here.at(Focus(system=country.id))
    assert remember.gatherings(wider) == []
    assert remember.statements(wider, gathering.id) == ([], False)
    bring_in.undo(here, receipt.id)
    assert remember.gatherings(here) == []
    assert remember.statements(here, gathering.id) == ([], False)


def test_a_conversation_needs_somewhere_it_was_held(tmp_path):
    nowhere = standing(open_store(tmp_path / "empty.duckdb"), Viewer(date(2026, 3, 1)), Focus())
    with pytest.raises(Refusal, match="nowhere to stand"):
        brought_in(nowhere, sheets(*FILES))


VTAIWAN = Path(__file__).parents[2] / "shared" / "data" / "B-polis-vtaiwan-uberx"


@pytest.mark.skipif(not VTAIWAN.exists(), reason="skipped: shared data not present")
def test_fifty_thousand_votes_in_chinese_come_in_and_are_read_a_handful_at_a_time(here):
    brought_in(here, sheets(*((file.name, file.read_bytes()) for file in sorted(VTAIWAN.glob("*.csv")))))
    (gathering,) = remember.gatherings(here)
    assert (gathering.people, gathering.statements) == (1921, 197)
    handful, more = remember.statements(here, gathering.id)
    assert len(handful) == remember.HANDFUL and more
