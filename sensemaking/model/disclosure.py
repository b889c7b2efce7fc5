"""How many, where nobody may be found out by counting: in words, the same for every number near it."""

FEW, SOME = 8, 30
"""Fewer than these are "a few" and "some"; whatever is more is "many"."""


def roughly(count: int) -> str:
    """About how many there are: "a few" for any number under eight, nought included; then "some"; then "many"."""
    if count < FEW:
        return "a few"
    return "some" if count < SOME else "many"
