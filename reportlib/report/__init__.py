"""`Report`: a workbook seen from one unit, period and language; its standard sections, by groups, in the other modules."""

from reportlib.report.report import Report

__all__ = ["Report"]
