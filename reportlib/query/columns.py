"""The columns of a selection's figures."""

from __future__ import annotations

from typing import Final

VALUES: Final = [
    "indicator", "name", "measure", "unit", "unit_name", "level", "parent", "period", "value", "numerator", "denominator",
    "qualifier", "origin", "status", "absence", "k", "n",
]  # fmt: skip
"""The columns of `Selection.values`; for groups a column `group` replaces the columns `OF_ONE`."""
WORDS: Final = ("qualifier", "origin", "status", "absence")
OF_ONE: Final = ("unit", "unit_name", "level", "parent")
