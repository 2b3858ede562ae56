"""Guess the meaning of a table in an unknown layout, each guess with its reason, for `reportlib new --from`.

`shape` finds the header and the rows of figures, `numbers` the notation of figures, `signs` the flags and brackets around them.
`whose` finds the columns of units, `times` those of periods, `markers` what signs in place of figures stand for, `roles` what all
columns hold, `spans` from when to when units have figures. `units`, `reorganised`, `indicators`, `ratios` and `totals` guess what
the table is about, by words that `vocabulary` finds. `proposal` puts the guesses together; `params_text` and `layouts` write them
as params files.
"""
