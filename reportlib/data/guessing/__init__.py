"""What a table of somebody else's may mean: guesses, each with its reason, for `reportlib new --from`.

Which file answers what: `shape` where names and figures stand; `numbers` how figures are written; `whose`, `times` and `roles`
what each column holds; `units`, `indicators` and `ratios` what they speak of, by the words that `vocabulary` finds; `proposal`
all of it together; `params_text` and `layouts` the params files it becomes.
"""
