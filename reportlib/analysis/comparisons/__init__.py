"""Comparisons of a figure with earlier ones, its target, the unit above, the rest of that unit, and its peers.

`compare` makes all comparisons of a period, `standing` is one row of them. `targets` decides whether a target is met,
`verdicts` whether a figure is better than the rest of the whole, `ranks` what rank a unit has. `rests` computes the rest,
`parts` what units below contribute, `peers` which rows of a ranking are shown.
"""
