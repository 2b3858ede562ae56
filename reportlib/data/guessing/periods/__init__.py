"""Guess the periods of a table's figures, each guess with its reason.

`times` puts the guesses together. It asks for periods in the names of columns (`wide`), in titles and the names of sheets
(`titles`), and in cells: days (`days`), and years across two calendar years (`across`).
"""
