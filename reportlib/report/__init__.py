"""`Report`: one unit's figures in one period and language. The other modules have its standard sections, in groups."""

from reportlib.report.report import Report

__all__ = ["Report"]
