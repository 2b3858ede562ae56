"""Guess the units of a table and their tree, each guess with its reason.

`whose` finds the columns that name units, and `units` their tree. The other modules recognise rows that are no figures of a
unit's own (`subtotals`, `repeated`), and tables that must be read in another way (`alike`, `apart`).
"""
