"""The words: what Sensemaking speaks about, as frozen dataclasses and rules. Standard library only."""
