"""`Report`: one unit's figures in one period and language.

`opening`, `figures`, `signals` and `sources` make its standard sections; `warm` is what the kernel server runs before it forks.
"""

from reportlib.report.report import Report

__all__ = ["Report"]
