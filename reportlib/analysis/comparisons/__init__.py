"""Comparisons of a figure with earlier ones, its target, the unit above, the rest of that unit, and its peers."""
