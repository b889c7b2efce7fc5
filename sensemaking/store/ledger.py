"""The receipt ledger: a small file beside the store that lists what was acknowledged.

DuckDB opens a write-ahead log that was cut short without a word and with fewer rows, so the store alone
cannot say whether it is whole. The ledger can: one line an acknowledged contribution, written and fsynced
after the commit and before anybody is told "kept".
"""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

LINE = 37
"""The bytes of one line: 36 characters of an id and a line feed."""


class Ledger:
    """The ids of everything that was acknowledged, oldest first. Only the writer thread adds to it."""

    def __init__(self, path: Path) -> None:
        made = not path.exists()
        self._file = path.open("x+b" if made else "r+b", buffering=0)
        if made:
            _remember_the_name(path)
        # A last line that was cut short was never acknowledged: writing goes on where it began.
        self._end = os.fstat(self._file.fileno()).st_size // LINE * LINE
        self._file.truncate(self._end)

    @classmethod
    def begun_again(cls, path: Path, ids: Iterable[UUID]) -> "Ledger":
        """A ledger of just these ids in the place of the one at `path`: the old one or the new one, never half."""
        beginning = path.with_name(path.name + ".beginning")
        beginning.unlink(missing_ok=True)
        ledger = cls(beginning)
        ledger.add(ids)
        ledger.close()
        beginning.replace(path)
        _remember_the_name(path)
        return cls(path)

    def add(self, ids: Iterable[UUID]) -> None:
        """Write the ids and wait until the disk has them; raises OSError and adds nothing if it cannot."""
        lines = "".join(f"{one}\n" for one in ids).encode("ascii")
        try:
            self._file.seek(self._end)
            if self._file.write(lines) != len(lines):
                raise OSError("The disk took only part of the ledger's lines.")
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self._end)
            raise
        self._end += len(lines)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _remember_the_name(path: Path) -> None:
    """Have the disk keep the file's name too, which its own fsync does not promise."""
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
