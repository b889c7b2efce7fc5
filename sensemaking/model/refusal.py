"""How the product says no: in words, with nothing lost."""

from collections.abc import Sequence


class Refusal(Exception):
    """Something was asked that cannot be done; says what happened, where, and what to try.

    Raised deep, caught only to be shown. `exit_code` is what a command ends with when it is refused.
    """

    exit_code = 2

    def __init__(self, what: str, where: str = "", try_next: str = "") -> None:
        self.what, self.where, self.try_next = what, where, try_next
        super().__init__(" ".join(part for part in (what, where, try_next) if part))


class StoreHeld(Refusal):
    """Another process holds the store file: a DuckDB file belongs to one process at a time."""

    exit_code = 3


class PortTaken(Refusal):
    """Something else already answers on this address."""

    exit_code = 4


class StoreNewer(Refusal):
    """The store was written by a newer version of Sensemaking than this one."""

    exit_code = 5


class Unwritable(Refusal):
    """The folder or the disk does not take what must be kept (no permission, no room)."""

    exit_code = 6


class StoreDamaged(Refusal):
    """The store file cannot be read; its files were set aside under new names and nothing was deleted."""

    exit_code = 7


class Undecided(Refusal):
    """A file came without something that only people can say; `decisions` are the sentences that ask for it."""

    exit_code = 8

    def __init__(self, what: str, decisions: Sequence[str], try_next: str = "") -> None:
        self.decisions = tuple(decisions)
        asked = "\n".join(f"- {one}" for one in decisions)
        super().__init__(what, asked, try_next)
        self.args = ("\n".join(part for part in (what, asked, try_next) if part),)


class Overtaken(Refusal):
    """Someone else changed the same thing in the meantime; both are kept, and the writer is asked to look."""
