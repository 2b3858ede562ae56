"""Rankings of units among their peers, and the rows that a page shows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.comparisons.ranks import peer_groups
from reportlib.periods import Period
from reportlib.workbook import Workbook

ROOM = 15
"""The largest number of rows that a list shows."""


def excerpt(count: int, marked: Iterable[int], limit: int = ROOM) -> list[int]:
    """The shown positions of a ranked list: the best, the marked ones with their neighbours, and the last.

    Examples
    --------
    >>> excerpt(100, [50], limit=8)
    [0, 1, 2, 3, 49, 50, 51, 99]
    """
    if count <= limit:
        return list(range(count))
    keep = {n + d for n in marked for d in (0, -1, 1) if 0 <= n + d < count}
    keep |= {0, *range(count - max(1, limit // 5), count)}
    best = (n for n in range(count) if n not in keep)
    return sorted(keep | {n for n, _ in zip(best, range(limit - len(keep)), strict=False)})


def places(standings: pd.DataFrame, workbook: Workbook, period: Period) -> pd.DataFrame:
    """Every figure that has a rank, the best of each ranking first.

    Returns
    -------
    `indicator`, `unit`, `value`, `denominator`, `origin`, `status`, `rank`, `at` (the position in the ranking, from 0),
    `known` (how many are ranked) and `missing` (how many did not report).
    """
    ways = {i.id: -1.0 if i.direction == "down" else 1.0 for i in workbook.catalogue.indicators if i.direction != "none"}
    with_rank = standings[standings["rank"].notna()]
    with_rank = with_rank.assign(group=with_rank["unit"].map(peer_groups(workbook, period)))
    with_rank = with_rank.assign(line=pd.factorize(with_rank["indicator"].str.cat(with_rank["group"], sep="\n"))[0])
    way = with_rank["indicator"].map(ways).astype("float64")  # without any row it would be a column of texts
    order = np.lexsort((-with_rank["value"] * way, with_rank["line"]))
    ranked = with_rank.iloc[order].reset_index(drop=True)
    columns = ["indicator", "unit", "value", "denominator", "origin", "status", "rank", "missing"]
    by_line = ranked.groupby("line")["line"]
    return ranked[columns].assign(at=by_line.cumcount(), known=by_line.transform("size"))


def rows_around(at: NDArray[np.intp], ranked: NDArray[np.intp], row: int) -> NDArray[np.intp]:
    """The rows of `places` that a page shows around one row."""
    return np.array(excerpt(int(ranked[row]), [int(at[row])]), dtype=np.intp) + int(row - at[row])
