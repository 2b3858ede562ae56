"""Guess the meaning of a table in an unknown layout, each guess with its reason, for `reportlib new --from`.

`shape` finds the header and the rows of figures, `numbers` the notation of figures. `whose` finds the columns of units, `times`
those of periods, `markers` what signs stand for, `roles` what all columns hold. `units`, `reorganised`, `indicators`, `ratios`
and `totals` guess what the table is about, by words that `vocabulary` finds.
`proposal` puts the guesses together; `params_text` and `layouts` write them as params files.
"""
