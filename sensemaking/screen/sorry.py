"""What does a person see when a page fails? A sentence of ours, in place of the error's own."""

import logging

from sensemaking.model.refusal import Refusal

log = logging.getLogger(__name__)

UNFORESEEN = Refusal(
    "Something went wrong on this page that we did not foresee.",
    "What was kept is safe.",
    "Load the page again; if this comes back, whoever looks after this computer finds out more in the log.",
)


def say_sorry(error: Exception) -> bool:
    """Show a refusal in its own words, anything unforeseen in ours; where it happened goes to the log.

    Streamlit calls this for whatever a page did not catch; True tells it that all has been said.
    """
    # The door knows this file before Streamlit runs, and the screen's caches want a running one.
    from sensemaking.screen import show

    if not isinstance(error, Refusal):
        log.error("a page failed", exc_info=error)
    show.refusal(error if isinstance(error, Refusal) else UNFORESEEN)
    return True
