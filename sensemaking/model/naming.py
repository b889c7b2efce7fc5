"""What something is called."""

from sensemaking.model.refusal import Refusal


def plain_name(typed: str) -> str:
    """A name as it is kept: on one line, with single spaces. Raises a Refusal where there is none."""
    plain = " ".join(typed.split())
    if not plain:
        raise Refusal("It needs a name.", try_next="A few words are enough; it can be renamed later.")
    return plain
