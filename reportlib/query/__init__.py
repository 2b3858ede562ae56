"""Asking a workbook: nouns choose figures, verbs fetch them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlib.query.book import Book, open_workbook
    from reportlib.query.selection import Selection

__all__ = ["Book", "Selection", "open_workbook"]

_PUBLIC = {"Book": "book", "Selection": "selection", "open_workbook": "book"}


def __getattr__(name: str) -> Any:
    """Load at first use: a plan asks again what was asked, and needs none of the charts that verbs draw."""
    if name in _PUBLIC:
        return getattr(import_module(f"reportlib.query.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'reportlib.query' has no attribute {name!r}")
