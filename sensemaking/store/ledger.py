"""The receipt ledger: a small file beside the store that lists what was acknowledged.

DuckDB opens a truncated write-ahead log without a word and with fewer rows, so the store alone cannot
say whether it is whole. The ledger can: one line an acknowledged contribution, written and fsynced after
the commit and before anybody is told "kept".
"""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

LINE = 37  # 36 characters of an id and a line feed


class Ledger:
    """The ids of everything that was acknowledged, oldest first. Only the writer thread adds to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        # A last line that was cut short was never acknowledged: writing goes on where it began.
        self._end = os.fstat(self._file).st_size // LINE * LINE

    def ids(self) -> list[UUID]:
        """Every acknowledged id. Raises ValueError where a line is not an id."""
        lines = os.pread(self._file, self._end, 0).decode("ascii", "replace")
        return [UUID(line) for line in lines.split()]

    def add(self, ids: Iterable[UUID]) -> None:
        """Write the ids and wait until the disk has them; raises OSError and adds nothing if it cannot."""
        lines = "".join(f"{one}\n" for one in ids).encode("ascii")
        try:
            written = os.pwrite(self._file, lines, self._end)
            if written < len(lines):
                raise OSError("The disk took only part of the ledger's lines.")
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(lines)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
