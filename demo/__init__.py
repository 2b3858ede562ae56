"""Demonstration figures: made up from a seed, for units that do not exist, and true to published totals."""
