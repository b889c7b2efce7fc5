"""Long work beside the page: a thread that says how far it is."""

import logging
from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

from sensemaking.model.refusal import Refusal
from sensemaking.practice.trouble import places

Tell = Callable[[float, str], None]
"""How work says how far it is: a part from 0 to 1, and words for it."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class Job(Generic[T]):
    """Work that goes on while pages are looked at.

    `progress` runs from 0 to 1 and `words` says what is being done. Once `done`, either `result` holds
    what came of it or `refusal` says why nothing did.
    """

    def __init__(self, work: Callable[[Tell], T], words: str = "Beginning") -> None:
        self.progress = 0.0
        self.words = words
        self.result: T | None = None
        self.refusal: Refusal | None = None
        self.done = False
        self._thread = Thread(target=self._run, args=(work,), name="job", daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Return when the work is done, or after so many seconds."""
        self._thread.join(seconds)

    def _tell(self, progress: float, words: str) -> None:
        self.progress, self.words = min(max(progress, 0.0), 1.0), words

    def _run(self, work: Callable[[Tell], T]) -> None:
        try:
            self.result = work(self._tell)
            self._tell(1.0, "Done")
        except Refusal as refusal:
            self.refusal = refusal
        except Exception as unexpected:
            # An error's own text may quote a file's words, and logs never hold words.
            log.error("A job ended badly:\n%s", places(unexpected))
            self.refusal = Refusal(
                "Something went wrong that should not have, and nothing was kept.",
                f"({type(unexpected).__name__})",
                "Try once more; if it happens again, tell whoever looks after this computer.",
            )
        finally:
            self.done = True
