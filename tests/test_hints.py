"""What in somebody's words might tell who they are: found where it stands, and never more than a hint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.text.hints import Kind, hints, is_nhs_number
from tests.any_words import any_words


def found(words: str, *names: str) -> list[tuple[Kind, str]]:
    return [(one.kind, one.found) for one in hints(words, names)]


@pytest.mark.parametrize(
    ("words", "kind", "part"),
    [
        ("I live in NG7 2UH now", Kind.POSTCODE, "NG7 2UH"),
        ("it is ec1a1bb", Kind.POSTCODE, "ec1a1bb"),
        ("rang me on 07700 900123", Kind.PHONE, "07700 900123"),
        ("ring +44 (0)115 496 0000 for help", Kind.PHONE, "+44 (0)115 496 0000"),
        ("my number is 943 476 5919", Kind.NHS_NUMBER, "943 476 5919"),
        ("she has AB 12 34 56 C on it", Kind.NI_NUMBER, "AB 12 34 56 C"),
        ("it was QQ123456C", Kind.NI_NUMBER, "QQ123456C"),
        ("mail a.b+c@example.org.uk please", Kind.EMAIL, "a.b+c@example.org.uk"),
        ("it was on 3rd of March 2022", Kind.DATE, "3rd of March 2022"),
        ("on 03/04/2021 it was", Kind.DATE, "03/04/2021"),
        ("since March 3, 2022", Kind.DATE, "March 3, 2022"),
        ("I was seen by Dr. Shah", Kind.NAME, "Shah"),
        ("then auntie bev came", Kind.NAME, "bev"),
        ("and Priya helped", Kind.NAME, "Priya"),
        ("Tunde rang me", Kind.NAME, "Tunde"),
        ("José Álvarez was there", Kind.NAME, "José Álvarez"),
        ("it was J. O'Brien-Smith again", Kind.NAME, "J. O'Brien-Smith"),
        ("at wendle  hub", Kind.KNOWN, "wendle  hub"),
    ],
)
def test_it_is_found_as_it_stands_there(words, kind, part):
    assert (kind, part) in found(words, "Wendle Hub")


@pytest.mark.parametrize(
    "words",
    [
        "The staff were rude. They never rang. It took long.",
        "I waited 12 weeks, from Monday to Friday, in May.",
        "THE STAFF WERE RUDE",
        "We said “Nothing about us without us”.",
        "It cost 1234567890 pounds, and 999 111 2223.",
        "BG123456E and QQ12345 are none",
        "",
    ],
)
def test_what_says_nothing_about_anybody_gives_no_hint(words):
    assert found(words) == []


def test_each_is_named_once_in_the_order_of_the_words_and_as_a_hint():
    said = [str(one) for one in hints("I met Ewa. Then Ewa rang 07700 900123.")]
    assert said == ["This may be a name: “Ewa”", "This may be a phone number: “07700 900123”"]


def test_a_number_with_a_wrong_check_digit_is_no_nhs_number():
    assert is_nhs_number("9434765919")
    assert not any(is_nhs_number(f"943476591{digit}") for digit in range(9))
    assert not is_nhs_number("943476591")


@given(any_words(), st.lists(any_words(max_size=8), max_size=4))
def test_whatever_is_written_every_hint_stands_in_the_words(words, names):
    assert all(one.found and one.found in words for one in hints(words, names))
