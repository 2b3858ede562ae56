"""Comparisons of a figure with earlier ones, its target, the unit above, the rest of that unit, and its peers.

Where to look: `compare` makes all comparisons of a period, `standing` is a row of them; `targets` says whether a target is met;
`verdicts` whether a figure is better than the rest of the whole, which `rests` computes; `ranks` which place a unit has, and
whether higher is better; `peers` and `parts` the units beside and below it.
"""
