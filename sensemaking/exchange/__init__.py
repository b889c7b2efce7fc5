"""The gates: what comes in and goes out, a file per format. Knows no store."""
