"""Live gatherings as plain HTML: phones, the wall, and the facilitator's view. They work without a script."""
