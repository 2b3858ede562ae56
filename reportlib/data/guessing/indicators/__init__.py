"""Guess the indicators of a table, each guess with its reason.

`indicators` puts the guesses together: the name (`naming`), the kind (`kinds`), the measure (`counted`), whether a column is the
ratio of two others (`ratios`), and whether figures may be added up (`totals`).
"""
