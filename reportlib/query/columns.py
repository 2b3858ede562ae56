"""The columns of what a selection gives."""

from __future__ import annotations

from typing import Final

VALUES: Final = [
    "indicator", "name", "measure", "unit", "unit_name", "level", "parent", "period", "value", "numerator", "denominator",
    "qualifier", "origin", "status", "absence", "k", "n",
]  # fmt: skip
"""The columns of `Selection.values`; of groups `group` stands in place of those on one unit."""
WORDS: Final = ("qualifier", "origin", "status", "absence")
OF_ONE: Final = ("unit", "unit_name", "level", "parent")
