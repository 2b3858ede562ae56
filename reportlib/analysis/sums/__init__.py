"""What every figure is made of: what units owe, what they gave, and how it adds up over units and time.

Where to look: `rollup` makes the figures of all units; `contributions` adds them up from unit to unit, `cumulative` and
`period_cells` over time; `rules` says for each indicator whether its value is a sum or a quotient; `obligations` which returns
units owe; `ledger` what they gave; `discrepancies` where a figure differs from the sum of its parts.
"""
