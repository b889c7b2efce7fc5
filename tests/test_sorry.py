"""What a person sees when a page fails."""

from streamlit.testing.v1 import AppTest


def failing_page():
    from sensemaking.screen.sorry import say_sorry

    try:
        raise ValueError("what Ana told us")
    except ValueError as unforeseen:
        assert say_sorry(unforeseen)


def refusing_page():
    from sensemaking.model.refusal import Refusal
    from sensemaking.screen.sorry import say_sorry

    assert say_sorry(Refusal("This cannot be kept.", try_next="Write it again."))


def all_that_is_shown(page) -> str:
    shown = AppTest.from_function(page, default_timeout=60).run()
    assert not shown.exception
    # Words are shown by a component of ours, which the test's browserless page knows as a message only.
    return " ".join(str(element.proto) for element in shown.main)


def test_a_page_that_fails_says_so_without_the_errors_words():
    shown = all_that_is_shown(failing_page)
    assert "What was kept is safe." in shown
    assert "Ana" not in shown
    assert "ValueError" not in shown


def test_a_page_that_refuses_says_why_and_what_to_try():
    shown = all_that_is_shown(refusing_page)
    assert "This cannot be kept." in shown
    assert "Write it again." in shown


def test_a_failure_is_logged_and_a_refusal_is_not(caplog):
    all_that_is_shown(refusing_page)
    assert ours_in(caplog) == []
    all_that_is_shown(failing_page)
    assert ours_in(caplog) == ["a page failed"]


def ours_in(caplog) -> list[str]:
    return [record.message for record in caplog.records if record.name.startswith("sensemaking")]
