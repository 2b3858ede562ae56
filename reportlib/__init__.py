"""Periodic indicator reports from notebooks, for any programme with levels, units and indicators."""

from importlib.metadata import version

from reportlib.report import Report

__all__ = ["Report"]
__version__ = version("reportlib")
