"""Guess what a table in an unknown layout means, each guess with its reason, for `reportlib new --from`.

`files` reads the tables. `shape` finds the header and the rows of figures, `numbers` the notation of figures, `signs` the
flags and brackets around them, and `markers` the meaning of signs in place of figures. `roles` guesses what every column
holds. The packages `periods`, `units` and `indicators` guess these, with words that `vocabulary` finds. `proposal` puts the
guesses together. `params_text` and `layouts` write them as params files.
"""
