"""What went wrong, for whoever looks after this computer: kinds and places of errors, never anybody's words."""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

LOG_NAME = "sensemaking.log"


class _WordlessRecord(logging.LogRecord):
    """A record whose error is told by kind and place: its message may quote a story."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        error = self.exc_info[1] if self.exc_info else None
        if error is not None:
            # Every formatter, Streamlit's and uvicorn's too, takes this text in place of its own.
            self.exc_text = places(error)


def places(error: BaseException) -> str:
    """Where the error came from, cause first: lines of code and the kinds of errors, without their messages."""
    before = error.__cause__ or error.__context__
    told = places(before) + "which led to\n" if before is not None else ""
    return f"{told}{''.join(traceback.format_tb(error.__traceback__))}{type(error).__qualname__}\n"


def keep_log(folder: Path) -> Path | None:
    """From now on warnings and errors go to a file in this folder, without words; None if it cannot be written.

    A megabyte at most, and the one before it.
    """
    logging.setLogRecordFactory(_WordlessRecord)
    path = folder / LOG_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    return path
