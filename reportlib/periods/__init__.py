"""Periods: stretches of calendar time.

`grammar` has the texts by which the program names periods, `reading` the many ways in which people write them (`latest` and
`last 4` are resolved by `reportlib.analysis.snapshots.reach`). `period` compares periods and divides them into parts; `weeks`
says to which month a week belongs.
"""

from reportlib.periods.grammar import GRAMMAR, KINDS, KNOWN, MONTHS, YEARS, Kind, year_text
from reportlib.periods.period import Cycle, Period
from reportlib.periods.weeks import weeks_of

__all__ = ["GRAMMAR", "KINDS", "KNOWN", "MONTHS", "YEARS", "Cycle", "Kind", "Period", "weeks_of", "year_text"]
