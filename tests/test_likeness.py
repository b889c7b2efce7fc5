"""Which words two texts have in common."""

from hypothesis import given
from hypothesis import strategies as st

from sensemaking.text.likeness import FEW, SAY_LITTLE, alike, in_common

texts = st.text("abcdefgh Aé.'é\n", max_size=60)


def test_endings_capitals_and_accents_do_not_count():
    assert in_common("Waiting for letters at the café", "She waits. Cafés, and a letter.") == (
        "waiting",
        "letters",
        "cafe",
    )


def test_what_nearly_every_text_says_is_not_in_common():
    assert (
        in_common("What would people make of it with more time?", "People would make more of the time.") == ()
    )


def test_a_name_is_no_word_in_common():
    assert in_common("We go to see Miriam on the ward.", "They went with Miriam to another ward.") == (
        "ward",
    )


def test_what_many_of_them_say_tells_none_of_them_apart():
    every = [f"Invented letters for number {'abcdefghij'[nth]}." for nth in range(10)]
    assert in_common("Invented waiting.", "Invented, and waits.") == ("invented", "waiting")
    assert in_common("Invented waiting.", "Invented, and waits.", every) == ("waiting",)


@given(texts, texts)
def test_what_is_in_common_is_in_common_both_ways_and_says_something(one, other):
    found = in_common(one, other)
    assert len(found) == len(in_common(other, one))
    assert not set(found) & SAY_LITTLE
    assert in_common(one, one) == in_common(one, f"{one}")


def test_texts_that_speak_of_the_same_are_found_with_the_words_they_share():
    said = ["A quiet room for an hour.", "More phones.", "An hour in some quiet place.", "Phones that work."]
    assert alike(said) == [([0, 2], ["quiet", "hour"])]
    assert alike(said, at_least=1) == [([0, 2], ["quiet", "hour"]), ([1, 3], ["phones"])]


def test_what_most_of_many_texts_say_tells_none_of_them_from_others():
    said = [f"The quiet room of ward{letter * 4}." for letter in "abcdefgh"]
    assert len(said) > FEW
    assert alike(said) == []


@given(st.lists(texts, max_size=12))
def test_no_text_is_in_two_groups_and_every_group_says_why(said):
    groups = alike(said)
    places = [at for group, _ in groups for at in group]
    assert len(places) == len(set(places))
    for (first, *others), words in groups:
        assert others and words
        assert all(len(in_common(said[first], said[other])) >= 2 for other in others)
