"""Periodic indicator reports from notebooks, for any programme with levels, units and indicators."""

import sys

if sys.argv[:1] == ["-m"] and ("-m", __name__) in zip(sys.orig_argv, sys.orig_argv[1:], strict=False) and not sys.flags.safe_path:
    # `python -m reportlib` puts the working folder first on the module path, where a file of a workbook might have the name
    # of any module. So the folder is removed from the path before anything else is imported.
    del sys.path[0]

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlib.query import Selection, open_workbook
    from reportlib.report import Report

__all__ = ["Report", "Selection", "open_workbook"]

_PUBLIC = {"Report": "reportlib.report", "Selection": "reportlib.query", "open_workbook": "reportlib.query"}


def __getattr__(name: str) -> Any:
    """Load a name when it is first used: a kernel imports this package long before it may import pandas."""
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("reportlib")
    raise AttributeError(f"module 'reportlib' has no attribute {name!r}")
