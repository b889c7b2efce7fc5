"""Open questions: the files that ask them, every mistake such a file can hold, and answering where one stands."""

import re
from collections.abc import Iterator

import pytest

from sensemaking.exchange.questions_in import FOLDER, LONGEST_FILE, LONGEST_TEXTS, found, read
from sensemaking.model.cycle import Cycle
from sensemaking.model.question import Family, OpenQuestion
from sensemaking.model.refusal import Overtaken, Refusal
from sensemaking.model.scale import Scale
from sensemaking.practice import cycles, questions
from sensemaking.practice.here import Here
from sensemaking.practice.needed import OF_ANY_SCALE
from sensemaking.practice.notice import new_id
from tests.a_stack import a_stack

OURS = found()
FILE = (
    'scale = "team"\n[[question]]\nkey = "learning.tea"\nfamily = "learning from"\nwords = "What of tea?"\n'
)
OF_SOURCES = {Scale.ORGANISATION: (2, 4), Scale.PLACE: (2, 3), Scale.COUNTRY: (2, 3)}
"""How many *learning from* and *enabling* questions the sources ask at each scale."""

NEVER_SAID = re.compile(
    r"\b(kpis?|scor(e|es|ed|ing)|rat(ed|ings?)|rank(s|ed|ing)?|league|performance|insights?|users?|submit|targets?)\b|—",
    re.IGNORECASE,
)


@pytest.fixture
def stack(tmp_path) -> Iterator[dict[str, Here]]:
    with a_stack(tmp_path) as stack:
        yield stack


def question(stack: dict[str, Here], name: str) -> OpenQuestion:
    return questions.of_scale(stack[name].system.scale)[0]


def refused(text: str) -> str:
    with pytest.raises(Refusal) as why:
        read(text, "tea.toml")
    return str(why.value)


def test_every_file_of_questions_that_comes_with_the_house_can_be_read():
    assert OURS.refused == {}
    assert {path.stem for path in FOLDER.glob("*.toml")} == {
        one.key.partition(".")[0] for one in OURS.questions
    }
    assert len({one.key for one in OURS.questions}) == len(OURS.questions)


@pytest.mark.parametrize("scale", Scale)
def test_every_scale_has_questions_of_both_families(scale):
    asked = questions.of_scale(scale)
    families = [one.family for one in asked]
    assert families == sorted(families, key=[Family.LEARNING_FROM, Family.ENABLING].index)
    assert set(families) == {Family.LEARNING_FROM, Family.ENABLING}
    own = [one for one in asked if one.scale is scale]
    assert [(one.key, one.ours) for one in asked[len(own) :]] == [(OF_ANY_SCALE, True)]
    if scale in OF_SOURCES:
        in_each = [one.family for one in own]
        assert (in_each.count(Family.LEARNING_FROM), in_each.count(Family.ENABLING)) == OF_SOURCES[scale]
        assert not any(one.ours for one in own)
    else:
        assert all(one.ours for one in own)


def test_a_cycle_a_steward_and_a_permission_space_have_the_questions_of_the_sources():
    assert len(questions.managing()) == 10
    assert [one.key.partition(".")[2] for one in questions.stewardship()] == [
        "curiosity",
        "managing",
        "own_cycle",
        "capability",
        "bravery",
    ]
    permission = [one for one in OURS.questions if one.family is Family.PERMISSION]
    assert len(permission) == 5
    assert permission[0].words == "Do you really need permission?"


def test_the_questions_speak_as_we_do():
    said = [text for one in OURS.questions for text in (one.words, one.example)]
    assert [text for text in said if NEVER_SAID.search(text)] == []
    assert all(one.source.endswith((".", "?")) for one in OURS.questions if one.source)


def test_a_file_may_say_little():
    (one,) = read(FILE, "tea.toml")
    assert one == OpenQuestion("tea.learning.tea", Family.LEARNING_FROM, Scale.TEAM, "What of tea?")
    assert one.ours


def test_what_a_file_says_of_all_its_questions_a_question_may_say_of_itself():
    text = (
        'source = "Theirs."\n' + FILE + FILE.partition("\n")[2].replace("tea", "milk") + 'source = "Hers."\n'
    )
    assert [one.source for one in read(text, "tea.toml")] == ["Theirs.", "Hers."]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            FILE.replace("words =", "word ="),
            "tea.toml, question 1: “word” is not known here. Did you mean “words”?",
        ),
        (FILE.replace("team", "village"), "tea.toml: “scale” cannot be “village”."),
        (FILE.replace("learning from", "managing"), "It may be: learning from, enabling."),
        (FILE.partition("\n")[2], "question 1: “family” cannot be “learning from”."),
        (FILE.replace("learning.tea", "Learning tea"), "small letters from a to z"),
        (FILE + FILE.partition("\n")[2], "tea.toml, question 2: “key” is “learning.tea” once more."),
        (FILE.replace("What of tea?", "x" * 161), f"It may have {LONGEST_TEXTS['words']}."),
        (FILE.replace('"What of tea?"', "7"), "“words” has to be words."),
        (FILE.replace('words = "What of tea?"\n', ""), "“words” is missing."),
        ('key = "tea"\n' + FILE, "Move it below the [[question]]"),
        (FILE + 'scale = "team"\n', "Move it above the first [[question]]"),
        ('scale = "team"\n', "there are no questions"),
        ('question = "What of tea?"\n', "Begin each question with a line that says [[question]]"),
        (FILE + "oops", "cannot be read as TOML"),
        ("#" * (LONGEST_FILE + 1), f"longer than {LONGEST_FILE:,} characters, and no file of questions"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_what_is_allowed(text, says):
    assert says in refused(text)
    assert refused(text).startswith("tea.toml")


def test_a_broken_file_hides_no_other_and_is_named(tmp_path):
    (tmp_path / "tea.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / "milk.toml").write_text("milk", encoding="utf-8")
    there = found(tmp_path)
    assert [one.key for one in there.questions] == ["tea.learning.tea"]
    assert list(there.refused) == ["milk"]


def test_a_question_is_asked_anew_once_its_file_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr("sensemaking.exchange.questions_in.FOLDER", tmp_path)
    (tmp_path / "tea.toml").write_text(FILE, encoding="utf-8")
    assert [one.words for one in questions.of_scale(Scale.TEAM)] == ["What of tea?"]
    (tmp_path / "milk.toml").write_text(FILE.replace("tea?", "milk?"), encoding="utf-8")
    assert [one.words for one in questions.of_scale(Scale.TEAM)] == ["What of milk?", "What of tea?"]


def test_an_answer_stands_beside_the_earlier_ones(stack):
    place = stack["place"]
    asked = question(stack, "place")
    for words in ("We do not know yet.", "  Waiting, nearly everywhere.  "):
        questions.answer(place, asked, words, "the  steward")
    told = questions.answers(place, asked.key)
    assert [(one.words, one.who) for one in told] == [
        ("We do not know yet.", "the steward"),
        ("Waiting, nearly everywhere.", "the steward"),
    ]
    assert questions.answers(place, "place.learning.policies") == []


def test_an_answer_sent_twice_is_kept_once(stack):
    place, id = stack["place"], new_id()
    for _ in range(2):
        questions.answer(place, question(stack, "place"), "Waiting.", id=id)
    assert [one.id for one in questions.answers(place)] == [id]


def test_an_answer_may_be_changed_and_taken_back_where_it_was_given(stack):
    place = stack["place"]
    kept = questions.answer(place, question(stack, "place"), "Waiting.")
    changed = questions.change_answer(place, kept, "Waiting, and not knowing.")
    assert [one.words for one in questions.answers(place)] == ["Waiting, and not knowing."]
    with pytest.raises(Overtaken):
        questions.change_answer(place, kept, "Something else.")
    with pytest.raises(Refusal):
        questions.change_answer(stack["country"], changed, "Something else.")
    questions.take_back(place, changed)
    assert questions.answers(place) == []
    with pytest.raises(Refusal):
        questions.take_back(place, changed)


def test_no_words_too_many_words_and_a_question_of_another_scale_are_refused(stack):
    place = stack["place"]
    for words in ("", "  \n", "x" * (questions.LONGEST_ANSWER + 1)):
        with pytest.raises(Refusal):
            questions.answer(place, question(stack, "place"), words)
    with pytest.raises(Refusal, match="a question for a country"):
        questions.answer(place, question(stack, "country"), "Waiting.")
    assert questions.answers(place) == []


def test_a_cycle_is_asked_at_home_and_its_answers_are_read_around_it(stack):
    team = stack["team"]
    cycle = cycles.make_cycle(team, Cycle(new_id(), team.system.id, "Ringing first"))
    asked = questions.managing()[0]
    questions.answer(team, asked, "We sat in the waiting room for a morning.", cycle=cycle.id)
    for name, read_there in (
        ("team", True),
        ("organisation", True),
        ("country", True),
        ("other team", False),
    ):
        told = questions.answers(stack[name], cycle=cycle.id)
        assert [one.words for one in told] == ["We sat in the waiting room for a morning."] * read_there, name
    with pytest.raises(Refusal, match="This cycle is not ours"):
        questions.answer(stack["organisation"], asked, "They did.", cycle=cycle.id)


def test_what_somebody_answers_about_their_own_life_stays_with_them(stack):
    person = stack["person"]
    cycle = cycles.make_cycle(person, Cycle(new_id(), person.system.id, "Sleeping"))
    questions.answer(person, questions.managing()[0], "I wrote down my nights.", cycle=cycle.id)
    questions.answer(person, question(stack, "person"), "The bad nights come before the letters.")
    assert len(questions.answers(person)) == 2
    assert len(questions.answers(person, cycle=cycle.id)) == 1
    assert questions.answers(stack["team"], cycle=cycle.id) == []
