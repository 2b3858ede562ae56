"""A series in the order of time: successive points, and breaks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Flags
from reportlib.periods import Period

ALIKE = 1e-10
"""Two figures of a series count as equal if they differ by less than this share of its greatest one (floating-point error)."""


def in_order(points: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Period, ...]]:
    """Sort points by their column `period`, and return them with their periods.

    Raises
    ------
    ValueError
        When two points have the same period, or the periods are not of one length.
    """
    periods = [Period.parse(text) for text in points["period"]]
    order = sorted(range(len(periods)), key=lambda n: (periods[n].closes, -periods[n].opens))
    ordered = tuple(periods[n] for n in order)
    if len(set(ordered)) < len(ordered):
        raise ValueError(f"two points are for {next(str(a) for a, b in pairwise(ordered) if a == b)}; give one for each period")
    kinds = {(period.kind, period.months) for period in ordered}
    if len(kinds) > 1:
        raise ValueError(f"{ordered[0]} and {ordered[-1]} are not of one length; give periods of one length")
    return points.iloc[order].reset_index(drop=True), ordered


def linked(periods: Sequence[Period], values: NDArray[np.float64]) -> Flags:
    """Whether each point is known and directly follows a known one."""
    has_value = ~np.isnan(values)
    next_to = [False, *(before.shift(1) == after for before, after in pairwise(periods))]
    return np.asarray(np.array(next_to[: len(values)], dtype=bool) & has_value & np.append(False, has_value[:-1])[: len(values)])


def segments(periods: Sequence[Period], breaks: Sequence[Period]) -> NDArray[np.intp]:
    """For each period in order of time, the number of its stretch between breaks.

    A period with a break inside is a stretch by itself.

    Examples
    --------
    >>> years = [Period.parse(year) for year in (2017, 2018, 2019)]
    >>> segments(years, [Period.parse("2018Q1")]).tolist(), segments(years, [Period.parse("2018Q3")]).tolist()
    ([0, 1, 1], [0, 1, 2])
    """
    starts = sorted(one.opens for one in breaks)
    before, by_end = (
        np.searchsorted(starts, ends, side="right") for ends in ([p.opens for p in periods], [p.closes for p in periods])
    )
    _, numbers = np.unique(2 * before + (by_end > before), return_inverse=True)
    return numbers.ravel()


def close(values: NDArray[np.float64]) -> float:
    """The largest difference at which two of the values count as equal."""
    sizes = np.abs(values[~np.isnan(values)])
    return float(sizes.max(initial=0.0)) * ALIKE
