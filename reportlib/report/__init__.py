"""A report: a workbook bound to a unit, a period and a language, and its standard sections, one module each."""

from reportlib.report.report import Report

__all__ = ["Report"]
