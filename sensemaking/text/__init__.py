"""Plain, explainable reading of words."""
