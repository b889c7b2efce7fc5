"""The one drawing hand: how charts look, how time is cut and named, and how much a run usually varies."""
