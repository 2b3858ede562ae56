"""`Report`: one unit's figures in one period and language, as sections of a page.

`opening`, `figures`, `signals` and `sources` make the standard sections; `warm` prepares the kernel server.
"""

from reportlib.report.report import Report

__all__ = ["Report"]
