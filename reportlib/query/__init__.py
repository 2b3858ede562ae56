"""Ask a workbook: choose figures by indicator, unit and period, then show them as a frame, a table or a chart.

`book` opens a workbook. `selection` has every choice (such as `at` and `each`) and every question, called *verb* (such as
`rank` and `trend`). The verbs are implemented in `change_and_rank`, `drawing`, `grids`, `parts`, `breakdowns`, `depth` and
`methods`. `names`, `members` and `when` find indicators, units and periods by what an analyst writes. `requirements` checks
what a verb needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlib.query.book import Book, open_workbook
    from reportlib.query.selection import Selection

__all__ = ["Book", "Selection", "open_workbook"]

_PUBLIC = {"Book": "book", "Selection": "selection", "open_workbook": "book"}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use: a plan needs none of the modules that draw charts."""
    if name in _PUBLIC:
        return getattr(import_module(f"reportlib.query.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'reportlib.query' has no attribute {name!r}")
