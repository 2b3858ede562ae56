"""Asking a workbook: nouns choose figures, verbs fetch them."""

from reportlib.query.book import Book, open_workbook
from reportlib.query.selection import Selection

__all__ = ["Book", "Selection", "open_workbook"]
