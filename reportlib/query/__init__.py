"""Ask a workbook: choose figures by indicator, unit and period, then show them as a frame, a table or a chart.

Where to look: `book` opens a workbook and begins a question; `selection` has every method that follows it, choices such as
`at` and `each` and questions such as `rank` and `trend`; the answers are made in `change_and_rank`, `drawing` (charts over time
and of relations), `grids` (heat map and table), `parts`, `breakdowns`, `depth` and `methods` (of statistics); `names`, `members`
and `when` read the names of indicators, units and periods; `requirements` refuses what cannot be asked.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlib.query.book import Book, open_workbook
    from reportlib.query.selection import Selection

__all__ = ["Book", "Selection", "open_workbook"]

_PUBLIC = {"Book": "book", "Selection": "selection", "open_workbook": "book"}


def __getattr__(name: str) -> Any:
    """Import a public name at first use: a plan repeats the questions of notebooks and needs none of the chart modules."""
    if name in _PUBLIC:
        return getattr(import_module(f"reportlib.query.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'reportlib.query' has no attribute {name!r}")
