"""Words of any letters there are, for tests that hold whatever somebody writes."""

from hypothesis import strategies as st

LETTERS = st.characters(exclude_categories=("Cs",))
"""Every letter that can be written down. Left to itself Hypothesis takes the same ones, but first finds out which UTF-8
can write, and that takes every process longer than all tests with words in it."""


def any_words(min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[str]:
    """Any words, between so many letters."""
    return st.text(LETTERS, min_size=min_size, max_size=max_size)
