"""Periods: stretches of calendar time.

Which file answers what: `grammar` how a period is written; `reading` what people write for one (`latest` and `last 4` are
resolved by `reportlib.analysis.snapshots.reach`); `period` how periods compare, and which make up which; `weeks` to which month
a week belongs.
"""

from reportlib.periods.grammar import GRAMMAR, KINDS, KNOWN, MONTHS, YEARS, Kind, year_text
from reportlib.periods.period import Cycle, Period
from reportlib.periods.weeks import weeks_of

__all__ = ["GRAMMAR", "KINDS", "KNOWN", "MONTHS", "YEARS", "Cycle", "Kind", "Period", "weeks_of", "year_text"]
