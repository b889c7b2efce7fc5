"""The five system scales of the stack, in their order."""

from enum import IntEnum


class Scale(IntEnum):
    """How wide a system is: a person's life, a team, an organisation, a place, a country.

    The number is only the order (it is what the store keeps); people read `word`.
    Source: Human Learning Systems, "A connected stack of Learning Cycles".
    """

    PERSON = 1
    TEAM = 2
    ORGANISATION = 3
    PLACE = 4
    COUNTRY = 5

    @property
    def word(self) -> str:
        """The scale in one lower-case word, as it stands in URLs and on pages."""
        return self.name.lower()

    @property
    def one(self) -> str:
        """One system of this scale, as a sentence has it: "a team", "an organisation"."""
        return f"{'an' if self is Scale.ORGANISATION else 'a'} {self.word}"

    @property
    def plural(self) -> str:
        """The scale's word for several of its systems."""
        return {"person": "people", "country": "countries"}.get(self.word, self.word + "s")

    @classmethod
    def of(cls, word: str) -> "Scale":
        """The scale that a word names; raises KeyError for any other word."""
        return cls[word.strip().upper()]
