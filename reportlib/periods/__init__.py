"""Periods: stretches of calendar time.

`grammar` has the texts by which the program names periods, `reading` those that people write; `latest` and `last 4` are read
by `reportlib.analysis.snapshots.reach`. `period` compares and divides periods; `weeks` says to which month a week belongs.
"""

from reportlib.periods.grammar import GRAMMAR, KINDS, KNOWN, MONTHS, YEARS, Kind, year_text
from reportlib.periods.period import Cycle, Period
from reportlib.periods.weeks import weeks_of

__all__ = ["GRAMMAR", "KINDS", "KNOWN", "MONTHS", "YEARS", "Cycle", "Kind", "Period", "weeks_of", "year_text"]
