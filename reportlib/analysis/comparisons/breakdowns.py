"""Find counts that are not the sum of their parts, such as parts by sex or by grade (METHODS 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from reportlib.analysis.sums.discrepancies import AGREES
from reportlib.data.findings import Finding, at_row
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Breakdown, Catalogue

_KEY: Final = ["unit", "period"]
_BOUNDED: Final = ("exactly", "just under", "at most")
"""The qualifiers with which a figure is contradicted if some of its parts alone exceed it."""


def uneven(workbook: Workbook, observations: pd.DataFrame) -> list[Finding]:
    """Find reported figures that are not the sum of their parts, for every breakdown of the catalogue.

    Nothing is compared if a part is not exact. If parts are missing, there is a finding only if the other parts exceed the
    figure.

    Returns
    -------
    A finding at the row of the whole: `first` is its figure, `second` the sum of its parts, `detail` the breakdown.
    """
    return [finding for one in workbook.catalogue.breakdowns for finding in _of(one, workbook.catalogue, observations)]


def _of(one: Breakdown, catalogue: Catalogue, observations: pd.DataFrame) -> Iterator[Finding]:
    rows = observations[observations["value"].notna()]
    whole = rows[rows["indicator"] == one.whole]
    parts = rows[rows["indicator"].isin(one.members)]
    grouped = parts.assign(inexact=parts["qualifier"] != "exactly").groupby(_KEY)
    sums = grouped.agg(parts_sum=("value", "sum"), parts_there=("value", "size"), inexact=("inexact", "any"))
    both = whole.merge(sums[~sums["inexact"]], left_on=_KEY, right_index=True)
    for row in both.to_dict("records"):
        if not _agrees(row, one, catalogue):
            yield at_row("breakdown", row, first=row["value"], second=row["parts_sum"], detail=one.id)


def _agrees(row: dict[Any, Any], one: Breakdown, catalogue: Catalogue) -> bool:
    """Whether a figure agrees with the sum of its parts, within its decimals and the rounding of the source."""
    whole, value, total = catalogue[one.whole], float(row["value"]), float(row["parts_sum"])
    halves = [(catalogue[name].rounded or 0.0) / 2 for name in (one.whole, *one.members)]
    slack = 0.5 * 10.0**-whole.decimals + sum(halves)
    if row["parts_there"] == len(one.parts):
        return AGREES[row["qualifier"]](value, total, slack)
    negative = any(catalogue[name].negative for name in one.members)
    return negative or row["qualifier"] not in _BOUNDED or total <= value + slack
