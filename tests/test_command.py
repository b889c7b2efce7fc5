"""The verbs of the pages, without a page: what people read, what programs read, and how each ends."""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sensemaking.command import main
from sensemaking.model.access import Viewer
from sensemaking.model.cycle import Cycle
from sensemaking.model.focus import Focus
from sensemaking.model.refusal import Undecided
from sensemaking.model.scale import Scale
from sensemaking.practice import bring_in, cycles, listen, look, notice, remember, take_away, welcome
from sensemaking.practice.here import Here
from sensemaking.store import Keep, open_store, rows
from sensemaking.store.opening import DUCKDB_HEADER
from tests import taken
from tests.a_stack import a_stack, a_story

PROJECT = Path(__file__).parents[1]
ODD = (
    "\x1b[31mred\x1b[0m \x07\x9b2J",
    "emoji 🙂, שלום, \u202e turned",
    "NaN",
    '"quotes" \\ {curly}',
    "one\r\ntwo",
)
LENSES = list(look.titles())
DUCKDB_BLOCK = 262_144


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """A store with stories of every week of a spring, odd ones among them, and wards of one name in two teams."""
    folder = tmp_path_factory.mktemp("ours")
    with a_stack(folder) as places:
        team = places["team"]
        for nth in range(24):
            day = date(2022, 3, 1 + nth)
            words = f"We rang first, {nth} times."
            one = a_story(team, words, day, Scale.COUNTRY, reviewed=True)
            team.store.keep(Keep(one.id, "kept in a test", one.id, rows.of_observation(one)))
        for words in ODD:
            notice.keep(team, a_story(team, words, date(2022, 4, 1)))
        calm = notice.theme_named(team, "Calm \x1b[2J")
        told = replace(a_story(team, "It was calm.", date(2022, 4, 2)), themes=(calm,))
        notice.keep(team, told)
        for around in ("team", "other team"):
            welcome.make_system(team, "Ward A", Scale.PERSON, places[around].focus.system)
        cycles.make_cycle(team, Cycle(notice.new_id(), team.system.id, "Ring first"))
        remember.keep_reading(team, "Ringing first seems to help.")
        note = take_away.keep_note(team, replace(take_away.compose(team), title="What we heard"))
    return folder / "ours.duckdb", told.id, note


@pytest.fixture(autouse=True)
def quietly(tmp_path, monkeypatch):
    """A folder of stores of our own, and logging as it was before."""
    monkeypatch.setenv("SENSEMAKING_STORES", str(tmp_path / "stores"))
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:], root.level = handlers, level
    logging.setLogRecordFactory(factory)


@pytest.fixture
def ask(capsys):
    """Run a verb; its exit code, what it said on stdout, and what on stderr."""

    def asked(*arguments):
        code = main([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def real(*arguments, **environment):
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "sensemaking", *map(str, arguments)],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def empty(folder):
    """A store with nothing in it."""
    open_store(folder / "empty.duckdb").close()
    return folder / "empty.duckdb"


def test_without_a_lens_the_lenses_are_listed_with_their_questions(ask):
    code, said, _ = ask("look")
    assert code == 0
    assert all(name in said and title in said for name, title in look.titles().items())


@pytest.mark.parametrize("lens", LENSES)
def test_a_lens_answers_people_and_programs_alike(ask, ours, lens):
    store, *_ = ours
    code, said, complaint = ask("look", lens, "--store", store, "--system", "The team")
    assert (code, complaint) == (0, "")
    code, out, _ = ask("look", lens, "--store", store, "--system", "The team", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["title"].endswith("?")
    assert told["title"] in said
    assert all(" ".join(one.split()) in said for one in told["tells"])
    assert told["focus"]["system"]["name"] == "The team"
    assert isinstance(told["rows"], list)
    assert all({"words", "q", "observations"} <= claim.keys() for claim in told["claims"])


@pytest.mark.parametrize("lens", LENSES)
def test_an_empty_store_has_a_kind_word_through_every_lens(ask, tmp_path, lens):
    code, out, _ = ask("look", lens, "--store", empty(tmp_path), "--json")
    told = json.loads(out)
    assert (code, told["rows"], told["claims"]) == (0, [], [])
    assert told["tells"][0]


def test_a_mark_opens_the_stories_behind_it_and_those_that_went_another_way(ask, ours):
    store, *_ = ours
    where = ("look", "rhythm", "--store", store, "--system", "The team")
    marks = json.loads(ask(*where, "--json")[1])["marks"]
    code, out, _ = ask(*where, "--mark", marks[0]["key"], "--json")
    told = json.loads(out)
    assert code == 0
    assert [story["words"] for story in told["stories"]["stories"]] == ["We rang first, 0 times."]
    assert told["another_way"]["words"]
    assert "We rang first, 0 times." in ask(*where, "--mark", marks[0]["words"])[1]


def test_what_can_be_chosen_in_a_lens_is_chosen_by_name(ask, ours):
    store, *_ = ours
    where = ("look", "themes", "--store", store, "--system", "The team")
    code, out, _ = ask(*where, "--choice", "calm \x1b[2j", "--json")
    assert code == 0
    assert "Calm" in json.loads(out)["title"]


def test_a_system_is_found_by_name_path_and_id(ask, ours):
    store, *_ = ours
    found = set()
    ids = json.loads(ask("listen", "--store", store, "--system", "the  TEAM", "--json")[1])
    for said in ("The team", "The country / The team", "The place/The organisation/The team"):
        told = json.loads(ask("listen", "--store", store, "--system", said, "--json")[1])
        found.add(told["focus"]["system"]["id"])
    assert found == {ids["focus"]["system"]["id"]}
    again = json.loads(ask("listen", "--store", store, "--system", found.pop(), "--json")[1])
    assert again["focus"]["system"]["name"] == "The team"


def test_namesakes_are_told_apart_by_their_paths(ask, ours):
    store, *_ = ours
    code, _, complaint = ask("listen", "--store", store, "--system", "Ward A")
    assert code == 2
    assert "The team / Ward A" in complaint
    assert "Another team / Ward A" in complaint
    assert ask("listen", "--store", store, "--system", "Another team / Ward A")[0] == 0


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("look", "tarot"), "There is no lens called tarot. There are:"),
        (
            ("look", "rhythm", "--system", "Mars"),
            "There is no system called Mars here. There are: The country",
        ),
        (("look", "rhythm", "--cycle", "Mars"), "No cycle called Mars can be seen from here."),
        (("look", "rhythm", "--theme", "Mars"), "No theme called Mars can be seen from here."),
        (("look", "rhythm", "--scale", "galaxy"), "There is no scale called galaxy."),
        (("look", "rhythm", "--from", "2022-02-30"), "2022-02-30 is not a day"),
        (
            ("look", "rhythm", "--from", "2022-03-02", "--to", "2022-03-01"),
            "The first day is after the last.",
        ),
        (("look", "rhythm", "--mark", "\x1b]0;x"), "This view has no such mark."),
        (("look", "themes", "--choice", "Mars"), "This view has no such choice."),
        (("listen", "--after", "the end"), "No page ended at the end."),
        (("listen", "--most", "0"), "say a number between 1 and 100,000"),
        (("listen", "--most", "many"), "invalid"),
        (("listen", "--colour", "red"), "--colour"),
        (("take-away", "--as", "papyrus"), "A note is not taken away as papyrus."),
        (("take-away", "--note", "Mars"), "There is no note called Mars here."),
        (("dance",), "dance"),
        ((), "verb"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence_and_as_json(ask, ours, asked, sentence):
    store, *_ = ours
    asked = (*asked, "--store", store) if len(asked) > 1 else asked
    code, out, complaint = ask(*asked)
    assert (code, out) == (2, "")
    assert sentence in complaint
    assert "Traceback" not in complaint
    assert "\x1b" not in complaint
    code, out, _ = ask(*asked, "--json")
    told = json.loads(out)
    assert code == told["exit_code"] == 2
    assert told["refused"][0]["reason"]


@pytest.mark.parametrize("verb", [("look", "rhythm"), ("listen",), ("take-away",)])
def test_a_store_that_is_not_there_is_refused_and_not_made(ask, tmp_path, verb):
    code, _, complaint = ask(*verb, "--store", tmp_path / "nowhere" / "s.duckdb")
    assert code == 2
    assert "There is no store at" in complaint
    assert not (tmp_path / "nowhere").exists()


def test_stories_are_read_a_page_at_a_time_and_every_one_comes_once(ask, ours):
    store, *_ = ours
    where = ("listen", "--store", store, "--system", "The team", "--most", "7", "--json")
    page = json.loads(ask(*where)[1])
    read, how_many = [], page["how_many"]
    while True:
        read += [story["id"] for story in page["stories"]]
        if not page["after"]:
            break
        page = json.loads(ask(*where, "--after", page["after"])[1])
    assert len(read) == len(set(read)) == how_many == 24 + len(ODD) + 1


def test_words_are_found_and_words_after_a_hyphen_left_out(ask, ours):
    store, *_ = ours
    where = ("listen", "--store", store, "--system", "The team", "--json")
    assert json.loads(ask(*where, "rang", "7")[1])["how_many"] == 2
    assert json.loads(ask(*where, "--", "rang", "7", "-17")[1])["how_many"] == 1
    assert json.loads(ask(*where, '"7 times"')[1])["how_many"] == 2
    assert "No story here holds these words." in ask("listen", "--store", store, "unheard-of")[1]


def test_what_people_wrote_cannot_drive_a_terminal_and_reaches_a_program_as_it_is(ask, ours):
    store, *_ = ours
    for asked in (("listen",), ("look", "themes"), ("look", "rhythm", "--mark", "2022-04-01/2022-04-02")):
        where = (*asked, "--store", store, "--system", "The team", "--most", "100")
        code, said, _ = ask(*where)
        assert code == 0
        assert not {sign for sign in said if ord(sign) < 32 or 127 <= ord(sign) < 160} - {"\n"}
        assert all(
            line.startswith("  ") for line in said.splitlines() if "turned" in line or line.endswith("two")
        )
    code, out, _ = ask("listen", "--store", store, "--system", "The team", "--most", "100", "--json")
    assert {words.strip() for words in ODD} <= {one["words"].strip() for one in json.loads(out)["stories"]}
    assert out.isascii()


def test_the_focus_narrows_and_is_said_back(ask, ours):
    store, told, _ = ours
    code, out, _ = ask(
        *("listen", "--store", store, "--system", "The team", "--theme", "calm \x1b[2j"),
        *("--from", "2022-04-01", "--to", "2022-04-30", "--json"),
    )
    found = json.loads(out)
    assert code == 0
    assert [story["id"] for story in found["stories"]] == [str(told)]
    assert (found["focus"]["from"], found["focus"]["to"]) == ("2022-04-01", "2022-04-30")
    assert "April 2022" in found["focus"]["words"]


def test_what_may_not_travel_is_not_read_from_a_wider_system(ask, ours):
    store, *_ = ours
    at_home = json.loads(ask("listen", "--store", store, "--system", "The team", "--json")[1])["how_many"]
    wider = json.loads(ask("listen", "--store", store, "--system", "The country", "--json")[1])["how_many"]
    assert (at_home, wider) == (24 + len(ODD) + 1, 24)


@pytest.mark.parametrize("name", list(take_away.FORMATS))
def test_a_note_is_taken_away_in_every_format_the_page_offers(ask, ours, tmp_path, name):
    store, *_ = ours
    out = tmp_path / "note"
    where = ("take-away", "--as", name, "--store", store, "--system", "The team")
    code, said, complaint = ask(*where, "--out", out, "--json")
    if name == "cards":
        assert (code, out.exists()) == (2, False)  # no story stands in this note
        return
    assert (code, complaint) == (0, "")
    assert json.loads(said)["file"] == str(out)
    assert out.stat().st_size > 100
    code, said, complaint = ask(*where)
    if take_away.FORMATS[name].media_type.startswith("text/"):
        assert code == 0
        assert "Ringing first seems to help." in said
    else:
        assert code == 2
        assert "--out" in complaint


def test_cards_of_a_handful_of_stories_need_no_note_and_come_again_by_their_number(ask, ours, tmp_path):
    store, *_ = ours
    files = [tmp_path / f"{nth}.html" for nth in range(2)]
    for file in files:
        cards = ("take-away", "--as", "cards", "--handful", "3", "--store", store, "--system", "The team")
        assert ask(*cards, "--out", file)[0] == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"drawn as number 3" in files[0].read_bytes()


def test_a_search_without_a_word_says_that_nothing_was_looked_for(ask, ours):
    store, *_ = ours
    assert listen.NO_WORDS in ask("listen", "!!!", "--store", store)[1]


def test_a_note_that_was_kept_is_found_by_title_and_id_and_is_the_same_as_on_the_page(ask, ours, tmp_path):
    store, _, note = ours
    files = []
    for said in ("what we heard", note.id):
        out = tmp_path / "note.md"
        assert (
            ask("take-away", "--store", store, "--system", "The team", "--note", said, "--out", out)[0] == 0
        )
        files.append(out.read_bytes())
    assert files[0] == files[1]
    with closing(open_store(store)) as opened:
        here = Here(opened, Viewer(date.today()), Focus(system=note.system))
        assert files[0] == taken.as_markdown(here, note).encode()


def test_a_note_that_cannot_be_written_is_refused(ask, ours, tmp_path):
    store, *_ = ours
    code, _, complaint = ask("take-away", "--store", store, "--out", tmp_path / "no" / "note.md")
    assert code == 6
    assert "could not be written" in complaint


def test_the_doctor_says_what_is_well(ask, ours):
    store, *_ = ours
    code, said, _ = ask("doctor", "--store", store, "--port", "0")
    assert code == 0, said
    assert "its ledger agrees with it: 30 observations" in said
    code, out, _ = ask("doctor", "--store", store, "--port", "0", "--json")
    told = json.loads(out)
    assert (code, told["well"]) == (0, True)
    assert {check["about"] for check in told["checks"]} == {
        "python",
        "packages",
        "folder",
        "room",
        "store",
        "log",
        "port",
    }


def test_the_doctor_finds_what_is_missing_and_changes_nothing(ask, tmp_path):
    store = empty(tmp_path)
    ledger = store.with_name("empty.duckdb.ledger")
    ledger.write_bytes(ledger.read_bytes() + b"01a200ff-64ee-7af8-b3c4-83c878a209ab\n")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    code, said, _ = ask("doctor", "--store", store, "--port", "0")
    assert code == 7
    assert "1 contribution that was acknowledged is missing" in said
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()} == before


def test_the_doctor_says_that_a_store_cannot_be_read_and_leaves_it(ask, tmp_path):
    store = empty(tmp_path)
    broken = store.read_bytes()[:5000] + bytes(20_000)
    store.write_bytes(broken)
    code, said, _ = ask("doctor", "--store", store, "--port", "0", "--json")
    assert code == 7, said
    assert store.read_bytes() == broken
    assert not json.loads(said)["well"]
    (tmp_path / "no.duckdb").write_text("no store, but a text that somebody wrote once")
    assert ask("doctor", "--store", tmp_path / "no.duckdb", "--port", "0")[0] == 2
    assert ask("doctor", "--store", tmp_path / "none.duckdb", "--port", "0")[0] == 2


def test_the_doctor_reads_every_table_through_and_names_those_whose_bytes_have_changed(ask, ours, tmp_path):
    store, *_ = ours
    copy = tmp_path / "copy.duckdb"
    for ending in ("", ".ledger"):
        shutil.copyfile(f"{store}{ending}", f"{copy}{ending}")
    with closing(duckdb.connect(copy, read_only=True)) as connection:
        block = connection.execute(
            "select max(block_id) from pragma_storage_info('observation') where column_name = 'words'"
        ).fetchone()[0]
    changed = bytearray(copy.read_bytes())
    at = 3 * DUCKDB_HEADER + block * DUCKDB_BLOCK + 100
    changed[at] ^= 0xFF
    copy.write_bytes(changed)
    code, said, _ = ask("doctor", "--store", copy, "--port", "0")
    assert code == 7, said
    (told,) = [line for line in said.splitlines() if "copy.duckdb" in line]
    assert "observation" in told.partition("bytes have changed on the disk in")[2]
    assert copy.read_bytes() == changed


def test_the_doctor_says_that_the_port_is_taken(ask, ours):
    store, *_ = ours
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said, _ = ask("doctor", "--store", store, "--port", taken.getsockname()[1])
    assert code == 4, said


def test_something_unforeseen_is_a_sentence_and_in_the_log_without_words(ask, ours, monkeypatch, tmp_path):
    store, *_ = ours

    def broken(*_, **__):
        raise ZeroDivisionError(" ".join(("a", "secret", "of", "somebody")))

    monkeypatch.setattr("sensemaking.practice.listen.stories", broken)
    code, out, complaint = ask("listen", "--store", store, "--json")
    assert (code, out) == (1, "")
    assert "Something went wrong that we did not foresee." in complaint
    log = (tmp_path / "stores" / "sensemaking.log").read_text()
    assert "ZeroDivisionError" in log
    assert "secret of" not in log + complaint


COMMENTS = """Team,Date,What happened?
Ward A,03/02/2022,They rang me first.
Ward B,31/02/2022,Nobody came.
Ward A,,Late.
"""


@pytest.fixture
def comments(tmp_path):
    """A file whose meaning is clear, with two rows that say no day."""
    file = tmp_path / "comments.csv"
    file.write_text(COMMENTS, encoding="utf-8")
    return file


def test_a_clear_file_comes_in_with_a_receipt_and_out_again(ask, comments, tmp_path):
    store = tmp_path / "new" / "s.duckdb"
    code, out, complaint = ask("bring-in", comments, "--store", store, "--json")
    told = json.loads(out)
    assert (code, complaint) == (0, "")
    assert told["brought_in"] == told["receipt"]["rows_brought_in"] == 1
    assert [row for refused in told["refused"] for row in refused["rows"]] == [3, 4]
    assert all(refused["reason"] for refused in told["refused"])
    assert told["receipt"]["consent"]["travels"] is None
    assert Path(told["receipt"]["files"]["refused"]).read_bytes().count(b"\n") == 3
    assert json.loads(ask("listen", "--store", store, "--system", "Ward A", "--json")[1])["how_many"] == 1
    assert told["receipt"]["id"] in ask("bring-in", "--store", store)[1]
    assert ask("bring-in", "--undo", told["receipt"]["id"], "--store", store)[0] == 0
    assert json.loads(ask("listen", "--store", store, "--json")[1])["how_many"] == 0
    assert "taken out again" in ask("bring-in", "--store", store)[1]


def test_people_read_that_words_stay_where_they_were_told(ask, comments, tmp_path):
    code, said, _ = ask("bring-in", comments, "--store", tmp_path / "s.duckdb")
    assert code == 0
    assert "stay where they were told" in said
    assert "Refused: " in said


def test_a_dry_run_keeps_nothing_and_makes_no_store(ask, comments, tmp_path):
    store = tmp_path / "s.duckdb"
    code, out, _ = ask("bring-in", comments, "--store", store, "--dry-run", "--json")
    told = json.loads(out)
    assert (code, told["brought_in"], told["receipt"]) == (0, 1, None)
    assert "Nothing was kept." in ask("bring-in", comments, "--store", store, "--dry-run")[1]
    assert not store.exists()


def test_what_only_people_can_say_is_asked_and_an_option_says_it(ask, tmp_path):
    file, store = tmp_path / "told.csv", tmp_path / "s.duckdb"
    file.write_text(
        "What happened?\nThey rang me first, and I slept.\nNobody came that day.\n", encoding="utf-8"
    )
    code, out, complaint = ask("bring-in", file, "--store", store, "--json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["brought_in"], told["receipt"]) == (8, 8, 0, None)
    assert len(told["undecided"]) == 2
    assert "--home" in complaint
    assert "--day" in complaint
    assert not store.exists()
    said = ("--home", "Ward A", "--home-scale", "team", "--day", "2022-03-01")
    assert json.loads(ask("bring-in", file, "--store", store, *said, "--json")[1])["brought_in"] == 2


def test_travelling_needs_a_second_look_and_then_they_travel(ask, comments, tmp_path):
    store = tmp_path / "s.duckdb"
    around = ("--home", "The trust", "--home-scale", "organisation")
    code, _, complaint = ask("bring-in", comments, "--store", store, "--travels", "country", *around)
    assert code == 2
    assert "Nobody has looked through" in complaint
    assert not store.exists()
    looked = ("--travels", "country", "--looked-through-by", "a colleague")
    assert ask("bring-in", comments, "--store", store, *looked, *around)[0] == 0
    assert json.loads(ask("listen", "--store", store, "--system", "The trust", "--json")[1])["how_many"] == 1


def test_the_command_and_the_page_come_to_the_same(ask, tmp_path):
    file, mapping, store = PROJECT / "data/example/comments.csv", tmp_path / "m.toml", tmp_path / "s.duckdb"
    assert ask("bring-in", file, "--store", store)[0] == 8
    assert ask("bring-in", file, "--store", store, "--save-mapping", mapping)[0] == 0
    assert not store.exists()
    code, out, _ = ask("bring-in", file, "--store", store, "--mapping", mapping, "--json")
    assert code == 0
    told = json.loads(out)["receipt"]
    with closing(open_store(tmp_path / "page.duckdb")) as opened:
        here = Here(opened, Viewer(date.today()), Focus())
        sheet = bring_in.preview(file.read_bytes(), file.name)
        asked = bring_in.ConsentAsked()
        got = bring_in.bring_in(here, sheet, bring_in.guess(sheet, here), asked, notice.new_id())
        same = (
            "digest",
            "rows_brought_in",
            "rows_refused",
            "rows_set_aside",
            "stories",
            "measures",
            "file_name",
        )
        assert [told["file" if name == "file_name" else name] for name in same] == [
            getattr(got, n) for n in same
        ]
        by_page = bring_in.refused_file(here, got.id)
    assert Path(told["files"]["refused"]).read_bytes() == by_page


def test_of_several_files_each_comes_in_whole_or_is_refused_by_itself(ask, comments, tmp_path):
    store, picture = tmp_path / "s.duckdb", tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    code, out, complaint = ask(
        "bring-in", comments, picture, tmp_path / "none.csv", "--store", store, "--json"
    )
    told = json.loads(out)["files"]
    assert code == 2
    assert [one["brought_in"] for one in told] == [1, 0, 0]
    assert all(one["refused"][0]["reason"] for one in told)
    assert "picture.csv: " in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("{here}",), "is a folder"),
        (("{here}/none.csv",), "is not there"),
        (("{file}", "--mapping", "{here}/none.toml"), "cannot be read"),
        (("{file}", "--travels", "galaxy"), "There is no scale called galaxy."),
        (("{file}", "--system", "Mars"), "There is no system called Mars here."),
        (("{file}", "--kind", "secrets"), "secrets"),
        (("--undo", "yesterday"), "There is no such import here."),
    ],
)
def test_what_cannot_come_in_is_refused_in_a_sentence(ask, comments, tmp_path, asked, sentence):
    given = [one.format(here=tmp_path, file=comments) for one in asked]
    code, out, complaint = ask("bring-in", *given, "--store", empty(tmp_path), "--json")
    assert code == json.loads(out).get("exit_code") == 2
    assert sentence in complaint


def test_a_table_of_systems_makes_the_stack(ask, tmp_path):
    file, store = tmp_path / "systems.csv", tmp_path / "s.duckdb"
    file.write_text(
        "Country,Region,Council\nWales,Gwent,Newport\nWales,Gwent,Torfaen\nWales,Dyfed,Ceredigion\n"
    )
    code, out, complaint = ask("bring-in", file, "--kind", "systems", "--store", store, "--json")
    assert code == 0, complaint
    assert json.loads(out)["kind"] == "systems"
    assert (
        json.loads(ask("listen", "--store", store, "--system", "Wales/Torfaen", "--json")[1])["how_many"] == 0
    )


def test_a_conversation_asks_which_vote_rings_true_and_comes_in_as_one(ask, tmp_path):
    statements, votes, store = tmp_path / "comments.csv", tmp_path / "votes.csv", tmp_path / "s.duckdb"
    statements.write_text(
        "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        "1435654192085,0,7,2,1,1,Buses should run later.\n1435654192086,1,7,1,0,1,Ring before you come.\n"
    )
    votes.write_text(
        "timestamp,comment-id,voter-id,vote\n"
        "1435654192087,0,1,1\n1435654192088,0,2,1\n1435654192089,0,3,-1\n1435654192090,1,1,1\n"
    )
    where = ("bring-in", statements, votes, "--store", store, "--json")
    code, out, complaint = ask(*where)
    assert code == 8
    assert len(json.loads(out)["undecided"]) == 2
    assert "--rings-true" in complaint
    said = ("--rings-true", "-1", "--home", "Wendle", "--home-scale", "place", "--name", "Buses")
    code, out, complaint = ask(*where, *said)
    assert code == 0, complaint
    assert json.loads(out)["kind"] == "conversation"


def test_help_and_mistakes_are_answered_before_anything_heavy_is_read():
    heavy = "{'pandas', 'duckdb', 'altair', 'streamlit', 'uvicorn'}"
    code = (
        "import sys\nfrom sensemaking.command import main\nmain(['dance'])\n"
        f"try:\n    main(['look', '--help'])\nfinally:\n    print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "exit codes:" in done.stdout


def test_a_verb_reads_no_streamlit_and_speaks_utf_8_in_any_locale(ours):
    store, *_ = ours
    where = ("listen", "--store", store, "--system", "The team")
    done = real(*where, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert "emoji 🙂, שלום" in done.stdout.decode("utf-8")
    assert b" pandas" in done.stderr
    assert b" streamlit" not in done.stderr
    assert b" uvicorn" not in done.stderr


def test_whoever_stops_reading_is_no_trouble(ours):
    store, *_ = ours
    shell = f'"{sys.executable}" -m sensemaking listen --store "{store}" --system "The team" --json | true'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shell}"], cwd=PROJECT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_store_that_a_server_has_open_is_left_to_it(ours):
    store, *_ = ours
    with closing(open_store(store)):
        for verb in (("listen",), ("doctor", "--port", "0")):
            done = real(*verb, "--store", store, "--json")
            told = json.loads(done.stdout)
            if verb[0] == "doctor":
                assert done.returncode == 0
                assert "already open in another process" in done.stdout.decode()
            else:
                assert done.returncode == told["exit_code"] == 3
                assert b"already open in another process" in done.stderr
            assert b"Traceback" not in done.stderr


def test_what_a_file_leaves_open_is_said_line_by_line() -> None:
    said = str(Undecided("Nothing was kept.", ["Which day?", "Where?"], "Say both."))
    assert said == "Nothing was kept.\n- Which day?\n- Where?\nSay both."
