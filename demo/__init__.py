"""Demonstration figures: random, from a seed, for units that do not exist; their totals agree with published ones."""
