"""Formats of gatherings are files: the ones that come with the house, and every mistake that a new one can hold."""

import json
import re
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from sensemaking import lenses
from sensemaking.exchange.formats_in import FOLDER, LONGEST_FILE, LONGEST_TEXTS, MOST_PHASES, found, read
from sensemaking.model.agenda import LONGEST, Agenda, Doing, Format
from sensemaking.model.refusal import Refusal
from tests.any_words import any_words

LENSES = tuple(lenses.found())
OURS = found(LENSES)
OURS_BY_NAME = pytest.mark.parametrize("ours", OURS.formats.values(), ids=OURS.formats)
HEAD = 'name = "Tea"\nabout = "We drink tea."\nsource = "Our own."\n'
WRITE = '[[phase]]\ndoes = "notice"\ntitle = "Write"\nminutes = 10\nwall = "Write."\n'
REVEAL = '[[phase]]\ndoes = "reveal"\ntitle = "See"\nminutes = 5\nwall = "Read."\n'
SHORT = HEAD + WRITE + REVEAL
NEVER_SAID = re.compile(
    r"\b(kpis?|scor(e|es|ed|ing)|rat(ed|ings?)|rank(s|ed|ing)?|league|performance|insights?|users?|submit|session"
    r"|engagement|vot(e|es|ed|ing)|best practice|stakeholders?|deliverables?|targets?)\b|—",
    re.IGNORECASE,
)


def phase(does: str) -> str:
    return WRITE.replace("notice", does)


def texts(ours: Format) -> list[str]:
    """What a format says to the people in the room and to who holds it; not its name, nor whose it is."""
    return [ours.about, *chain(*([one.title, one.wall, one.phone, *one.asks] for one in ours.phases))]


def test_every_file_among_the_formats_can_be_held():
    assert OURS.refused == {}
    assert OURS.formats.keys() >= {
        "first_hour",
        "what_so_what_now_what",
        "one_two_four_all",
        "learning_cycle_review",
        "most_significant_change",
        "after_action_review",
        "patterns_connections_gaps",
        "read_blind",
        "what_did_this_target_make_us_do",
        "ninety_minutes",
    }
    assert list(OURS.formats) == sorted(path.stem for path in FOLDER.glob("*.toml"))


@OURS_BY_NAME
def test_a_wall_can_be_read_from_ten_metres_and_a_phone_says_more(ours: Format):
    for one in ours.phases:
        assert len(one.wall) <= 75
        assert one.phone != one.wall


@OURS_BY_NAME
def test_a_format_says_whose_it_is_and_speaks_as_we_do(ours: Format):
    assert ours.source.endswith(".")
    # One format asks after a target by its name: what it made people do.
    said = [text for text in texts(ours) if text != "What did this target make us do?"]
    assert [word[0] for text in said if (word := NEVER_SAID.search(text))] == []


@OURS_BY_NAME
def test_each_phase_of_a_format_is_found_by_its_key_and_comes_back_from_an_event(ours: Format):
    agenda = Agenda(ours.phases)
    assert [agenda.get(one.key) for one in ours.phases] == list(ours.phases)
    assert [type(one).from_told(one.as_told()) for one in ours.phases] == list(ours.phases)


@OURS_BY_NAME
def test_every_format_ends_in_the_round(ours: Format):
    assert ours.phases[-1].doing is Doing.CLOSE


def test_a_first_hour_lasts_an_hour_and_asks_the_gatherings_own_question():
    first = OURS.formats["first_hour"]
    assert first.minutes == 60
    assert [one.doing.value for one in first.phases] == [
        "talk",
        "notice",
        "reveal",
        "pile",
        "decide",
        "close",
    ]
    assert all(one.asks == () for one in first.phases)


def test_ninety_minutes_do_everything_that_can_be_done():
    ninety = OURS.formats["ninety_minutes"]
    assert ninety.minutes == 90
    assert {one.doing for one in ninety.phases} == set(Doing)


def test_only_the_blind_reading_has_parts_and_both_read_the_same():
    assert {key: len(ours.parts) for key, ours in OURS.formats.items() if ours.parts} == {"read_blind": 2}


def test_a_format_may_break_its_lines_and_say_little():
    ours = read(
        SHORT.replace('"We drink tea."', '"""\nWe drink\n   tea."""').replace("\n", "\r\n"), "tea.toml", []
    )
    write, reveal = ours.phases
    assert (ours.key, ours.name, ours.about) == ("tea", "Tea", "We drink tea.")
    assert (write.key, reveal.key) == ("1-notice", "2-reveal")
    assert (write.phone, write.asks, write.lens, ours.parts) == ("Write.", (), "", ())


def test_phases_may_have_the_same_title():
    ours = read(HEAD + WRITE * 2 + REVEAL, "tea.toml", [])
    assert [one.key for one in ours.phases] == ["1-notice", "2-notice", "3-reveal"]


MISTAKES = {
    "a broken line": (HEAD + 'about "tea"', ["line 4"]),
    "curly quotation marks": ("name = “Tea”", ["line 1", "straight"]),
    "an open end": (HEAD + 'parts = ["a",', ["line 4, the last"]),
    "a key twice": (HEAD + HEAD, ["line 4"]),
    "brackets without end": ("name = " + "[" * 5_000, ["too many brackets"]),
    "a number without end": ("name = " + "1" * 5_000, ["too many brackets or figures"]),
    "a text without end": (HEAD + "# " + "x" * LONGEST_FILE, [f"{LONGEST_FILE:,}"]),
    "nothing at all": ("", ["“name” is missing"]),
    "an unknown key": (
        "nmae = 1\n" + SHORT,
        ["“nmae”", "Did you mean “name”?", "about, source, parts, phase"],
    ),
    "a phase's key too early": ('wall = "Tea."\n' + SHORT, ["“wall”", "[[phase]]"]),
    "a format's key too late": (
        SHORT + 'about = "Tea."',
        ["phase 2", "“about”", "above the first [[phase]]"],
    ),
    "no about": (SHORT.replace("about = ", "#"), ["“about” is missing"]),
    "an empty name": (SHORT.replace('"Tea"', '" "'), ["“name” is empty"]),
    "an invisible name": (SHORT.replace('"Tea"', '"\u200b\u200b"'), ["“name” is empty"]),
    "a control character": (SHORT.replace('"Tea"', '"T\\u0007a"'), ["“name”", "nobody can see"]),
    "half a character": (SHORT.replace('"Tea"', '"T\ud800a"'), ["“name”", "nobody can see"]),
    "a name that is a number": (SHORT.replace('"Tea"', "3"), ["“name”", "words"]),
    "a name too long": (SHORT.replace("Tea", "T" * 61), ["“name” has 61", "60"]),
    "parts that are words": ('parts = "two"\n' + SHORT, ["“parts”", "list"]),
    "no parts in the list": ("parts = []\n" + SHORT, ["“parts” has 0", "1 to 4"]),
    "one part": ('parts = ["all of us"]\n' + SHORT, ["“parts”", "two or more"]),
    "the same part twice": ('parts = ["Left", "left"]\n' + SHORT, ["“parts”", "twice"]),
    "parts that never meet": ('parts = ["a", "b"]\n' + HEAD + phase("talk"), ["“parts”", '"reveal"']),
    "no phases": (HEAD, ["no phases", "[[phase]]"]),
    "an empty list of phases": (HEAD + "phase = []", ["no phases", "[[phase]]"]),
    "one pair of brackets": (HEAD + WRITE.replace("[[phase]]", "[phase]"), ["“phase”", "[[phase]]"]),
    "a phase that is a number": (HEAD + "phase = [1]", ["“phase”", "[[phase]]"]),
    "ten thousand phases": (HEAD + "[[phase]]\n" * 10_000, [f"{LONGEST_FILE:,}"]),
    "too many phases": (HEAD + "[[phase]]\n" * 41, ["41 phases", f"1 to {MOST_PHASES}"]),
    "an empty phase": (SHORT + "[[phase]]", ["phase 3", "“does” is missing"]),
    "an unknown key of a phase": (
        SHORT.replace("minutes = 5", "minuets = 5"),
        ["phase 2", "“minuets”", "“minutes”?"],
    ),
    "no title": (SHORT.replace("title", "#", 1), ["phase 1", "“title” is missing"]),
    "no wall": (HEAD + WRITE.replace("wall", "phone") + REVEAL, ["phase 1", "“wall” is missing"]),
    "an unknown doing": (HEAD + phase("notise"), ["phase 1", "“notise”", "“notice”?", "ring true"]),
    "a doing that is a number": (HEAD + WRITE.replace('"notice"', "0x" + "f" * 9_000), ["phase 1", "“does”"]),
    "minutes in words": (SHORT.replace("= 5", '= "5"'), ["phase 2", "“minutes”", "1 to 240"]),
    "half minutes": (SHORT.replace("= 5", "= 5.5"), ["phase 2", "“minutes”", "whole number"]),
    "minutes that are true": (SHORT.replace("= 5", "= true"), ["phase 2", "“minutes”", "whole number"]),
    "no minutes": (SHORT.replace("= 5", "= 0"), ["phase 2", "“minutes”", "1 to 240"]),
    "minutes for days": (SHORT.replace("= 5", "= 241"), ["phase 2", "“minutes”", "1 to 240"]),
    "a wall too full": (SHORT.replace("Read.", "R" * 91), ["phase 2", "“wall” has 91", "90", "“phone”"]),
    "an empty phone": (SHORT + 'phone = ""', ["phase 2", "“phone” is empty"]),
    "questions that are one": (SHORT + 'asks = "Why?"', ["phase 2", "“asks”", "list"]),
    "too many questions": (SHORT + f"asks = {list('abcdefg')}", ["phase 2", "“asks” has 7", "1 to 6"]),
    "a question that is a number": (SHORT + "asks = [1]", ["phase 2", "“asks”", "words"]),
    "a lens that does not exist": (
        HEAD + phase("look") + 'lens = "theme"',
        ["phase 1", "“lens”", "“theme”", "“themes”?", "rhythm"],
    ),
    "a lens that is a list": (HEAD + phase("look") + "lens = []", ["phase 1", "“lens”", "rhythm"]),
    "a lens where nobody looks": (SHORT + 'lens = "themes"', ["phase 2", "“lens”", '"look"']),
    "a reveal of nothing": (HEAD + REVEAL, ["phase 1", "“does”", "“reveal”", '"notice"']),
    "a second reveal of nothing": (SHORT + REVEAL, ["phase 3", "“does”", "“reveal”", '"notice"']),
    "piles before a reveal": (HEAD + WRITE + phase("pile"), ["phase 2", "“does”", "“pile”", '"reveal"']),
    "reading before a reveal": (HEAD + phase("read"), ["phase 1", "“does”", "“read”", '"reveal"']),
    "ringing true before a reveal": (HEAD + phase("ring true"), ["phase 1", "“ring true”", '"reveal"']),
    "reading without piles": (SHORT + phase("read"), ["phase 3", "“does”", "“read”", '"pile"']),
    "words that are never shown": (SHORT + phase("expect"), ["phase 3", "never be shown", '"reveal"']),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_the_file_the_phase_the_key_and_what_is_allowed(text: str, said: list[str]):
    with pytest.raises(Refusal) as refused:
        read(text, "tea.toml", LENSES)
    words = str(refused.value)
    assert words.startswith("tea.toml")
    assert [one for one in said if one not in words] == []
    assert len(words) < 400


def test_the_example_that_tells_how_to_write_one_can_be_held_and_every_word_is_told():
    told = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    example = told.split("```toml\n")[1].split("```")[0]
    assert read(example, "tea.toml", []).minutes == 15
    words = {*Doing, *LONGEST_TEXTS, "does", "minutes", "lens"}
    assert {word for word in words if f"`{word}`" not in told} == set()
    assert [
        limit for limit in {LONGEST, MOST_PHASES, *LONGEST_TEXTS.values()} if str(limit) not in told
    ] == []


@pytest.mark.parametrize("key", LONGEST_TEXTS)
def test_a_text_may_be_as_long_as_it_is_said_and_no_longer(key: str):
    for longer in (0, 1):
        long = "x" * (LONGEST_TEXTS[key] + longer)
        format = tomlkit.parse('parts = ["a", "b"]\n' + SHORT + 'phone = "a"\nasks = ["a"]').unwrap()
        table = format if key in format else format["phase"][1]
        table[key] = [long, "b"] if isinstance(table[key], list) else long
        if longer:
            with pytest.raises(Refusal, match=f"“{key}” has {len(long)} characters"):
                read(tomlkit.dumps(format), "tea.toml", [])
        else:
            read(tomlkit.dumps(format), "tea.toml", [])


def test_a_broken_file_hides_no_other(tmp_path: Path):
    (tmp_path / "tea.toml").write_text("\ufeff" + SHORT, encoding="utf-8")
    (tmp_path / "cake.toml").write_text(SHORT.replace("Tea", ""), encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(SHORT.replace("Tea", "Thé").encode("latin-1"))
    (tmp_path / "wide.toml").write_text(SHORT, encoding="utf-16")
    (tmp_path / "long.toml").write_text("é" * 3 * LONGEST_FILE, encoding="utf-8")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "._tea.toml").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "notes.txt").write_text("not a format")
    here = found(LENSES, tmp_path)
    assert list(here.formats) == ["tea"]
    assert list(here.refused) == ["cake", "folder", "latin", "long", "wide"]
    for key, refusal in here.refused.items():
        assert str(refusal).startswith(f"{key}.toml")
    assert "UTF-8" in str(here.refused["latin"])
    assert "UTF-8" in str(here.refused["wide"])
    assert f"{LONGEST_FILE:,}" in str(here.refused["long"])


KEYS = st.sampled_from(
    ["name", "about", "source", "parts", "phase", "does", "title", "minutes", "wall", "asks", "lens"]
)
# Words, numbers, lists and the like as TOML writes them, which JSON does too, and some that only TOML has.
WRITTEN = st.recursive(
    any_words(max_size=100) | st.sampled_from(list(Doing)) | st.integers() | st.booleans() | st.floats(),
    lambda deeper: st.lists(deeper, max_size=7),
    max_leaves=7,
).map(partial(json.dumps, ensure_ascii=False)) | st.sampled_from(["{}", "{name = 1}", "1979-05-27", "0xff"])
LINES = st.one_of(
    st.sampled_from([line for line in SHORT.splitlines() if line]),
    st.builds("{} = {}".format, KEYS, any_words(max_size=30)),
    any_words(max_size=30),
)


def comes_in_or_is_refused(text: str) -> None:
    try:
        ours = read(text, "tea.toml", LENSES)
    except Refusal as refused:
        assert str(refused).startswith("tea.toml")
    else:
        assert ours.phases
        assert all(one.title.strip() and one.wall.strip() for one in ours.phases)


@given(st.lists(LINES, max_size=12).map("\n".join) | any_words())
def test_whatever_a_file_says_it_comes_in_or_is_refused(text: str):
    comes_in_or_is_refused(text)


@given(st.dictionaries(KEYS, WRITTEN, max_size=4), st.sampled_from([0, 1, 2]))
def test_whatever_stands_under_a_key_it_comes_in_or_is_refused(changed: dict[str, str], table: int):
    tables = [HEAD, WRITE, REVEAL]
    kept = [line for line in tables[table].splitlines() if line.split(" = ")[0] not in changed]
    tables[table] = "\n".join([*kept, *(f"{key} = {written}" for key, written in changed.items()), ""])
    comes_in_or_is_refused("".join(tables))
