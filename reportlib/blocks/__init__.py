"""Charts, tables and texts: what a notebook cell shows, with its facts and claims."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlib.blocks.chart import Chart
    from reportlib.blocks.facts import Claim, Fact
    from reportlib.blocks.table import Absence, Difference, Number, Table

__all__ = ["Absence", "Chart", "Claim", "Difference", "Fact", "Number", "Table"]

_PUBLIC = {
    "Absence": "table",
    "Chart": "chart",
    "Claim": "facts",
    "Difference": "table",
    "Fact": "facts",
    "Number": "table",
    "Table": "table",
}


def __getattr__(name: str) -> Any:
    """Import a public name at first use, so that a plan, which needs only words, does not import plotly."""
    if name in _PUBLIC:
        return getattr(import_module(f"reportlib.blocks.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module 'reportlib.blocks' has no attribute {name!r}")
