"""What every figure consists of: what units owe, what they gave, and how it adds up over units and time.

`rollup` computes the figures of all units. `contributions` adds them up from unit to unit, `cumulative` and `period_cells`
over time. `rules` says whether the value of an indicator is a sum or a quotient, `obligations` which figures units owe,
`ledger` what they gave, `own` which figures they gave for themselves, `discrepancies` where a figure differs from the sum of
its parts.
"""
