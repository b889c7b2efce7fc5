"""A group looks together at what was noticed, and says what it makes of it. ARCHITECTURE.md shows the rooms."""
