"""The rank of a unit among its peers, and the spread of their figures (METHODS 4)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.comparisons.asking import Pairs
from reportlib.analysis.sums.rules import is_over_time
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

SPREAD: Final = {"low": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "high": 1.0}
MIN_RANKED = 3
"""The least number of ranked units with which ranks are given."""
ENOUGH = 0.8
"""The least share of the units asked that must be in a sum for it to be ranked or judged."""


def against_peers(own: pd.DataFrame, pairs: Pairs, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """Each unit's rank among its peers, and the spread of the peers' figures.

    A figure is ranked only if it is exact, its denominator is large enough, and it contains at least 80 % of the units asked
    and nothing suppressed. If the indicator is counted over a period, the unit must also have existed, and been asked,
    throughout. Ties share the best rank.

    Returns
    -------
    `low`, `q1`, `median`, `q3` and `high` of the peers without the unit, missing for counts; `rank`, missing if fewer than
    three are ranked; `tied`, whether other units share the rank; `alike`, whether another ranked unit has the same printed
    value; and how many are ranked (`of`), did not report (`missing`), or are not ranked although they have a figure or a
    suppressed one (`unranked`).
    """
    value = rankable(own, pairs, period=period)
    codes = _lines(pairs, workbook, period)
    rankable_rows = ~np.isnan(value) & (codes >= 0)
    has_spread = pairs.each(lambda i: i.comparable)
    spread = spread_of_others(np.where(rankable_rows & has_spread, value, np.nan), codes)
    sign, ranked = pairs.each(sign_of), pairs.each(is_ranked)
    good = pd.Series(np.where(rankable_rows & ranked, value * sign, np.nan))
    by_line = good.groupby(codes)
    of = by_line.transform("count").where(codes >= 0)
    rank = by_line.rank(method="min", ascending=False).where(of >= MIN_RANKED)
    silent = (own["absence"] == "not reported").groupby(codes).transform("sum")
    there = (own["value"].notna() | own["absence"].eq("suppressed")).groupby(codes).transform("sum")
    tied = good.notna() & pd.DataFrame({"line": codes, "good": good}).duplicated(keep=False)
    printed = pd.Series(_printed(value, pairs)).where(good.notna())
    alike = printed.notna() & pd.DataFrame({"line": codes, "printed": printed}).duplicated(keep=False)
    counts = {"of": of, "missing": silent, "unranked": there - of}
    return spread.assign(rank=rank, tied=tied, alike=alike, **{name: count.where(of > 0) for name, count in counts.items()})


def _printed(value: NDArray[np.float64], pairs: Pairs) -> NDArray[np.float64]:
    """Values counted in their last printed digit: 12.25 with one decimal → 123. Halves are rounded away from zero."""
    scale = 10.0 ** pairs.each(lambda indicator: indicator.decimals)
    with np.errstate(over="ignore"):
        return np.sign(value) * np.floor(np.abs(value) * scale * (1 + 1e-14) + 0.5)  # computed halves round up


def _lines(pairs: Pairs, workbook: Workbook, period: Period) -> NDArray[np.intp]:
    """The number of each pair's ranking (indicator, level and peer group); -1 for a unit that did not exist."""
    groups = peer_groups(workbook, period)
    codes, group_names = pd.factorize(groups)
    of_unit = np.full(len(pairs.tree.ids), -1, dtype=np.intp)
    of_unit[[pairs.tree.of_unit[unit] for unit in groups.index]] = codes
    group = of_unit[pairs.u]
    return np.where(group < 0, -1, pairs.i * max(len(group_names), 1) + group)


def rankable(own: pd.DataFrame, pairs: Pairs, *, period: Period) -> NDArray[np.float64]:
    """The values by which units may be ranked; NaN for figures that do not qualify."""
    least = pairs.each(lambda i: i.min_denominator if i.kind == "ratio" else 0.0)
    large = own["denominator"].isna() | (own["denominator"] >= least)
    part = ~pairs.tree.lived_through(pairs.u, period) | own["asked_part"].eq(1).to_numpy()
    short = pairs.each(is_over_time) & part
    sound = (own["qualifier"] == "exactly") & large & complete(own) & ~short
    return own["value"].where(sound).to_numpy("float64")


def complete(own: pd.DataFrame) -> pd.Series[bool]:
    """Whether figures contain at least 80 % of the units asked, and nothing suppressed."""
    return (own["k"].isna() | (own["k"] >= ENOUGH * own["n"])) & (own["hidden"].fillna(0) == 0)


def reckonable(figures: pd.DataFrame) -> pd.Series[bool]:
    """Whether figures exist, are exact and are `complete`, so that other figures can be computed from them."""
    return figures["value"].notna() & figures["qualifier"].eq("exactly") & complete(figures)


def is_ranked(indicator: Indicator) -> bool:
    """Whether units are ranked by an indicator: it has a direction, and it is a ratio, rate or score, or has `ranked: true`."""
    return indicator.direction != "none" and (indicator.comparable or indicator.ranked)


def sign_of(indicator: Indicator) -> float:
    """-1 if lower figures are better, else +1."""
    return -1.0 if indicator.direction == "down" else 1.0


def peer_groups(workbook: Workbook, period: Period) -> pd.Series[str]:
    """The level and peer group, as one text, of each unit in a period."""
    there = [unit for unit in workbook.units.units if unit.exists(period)]
    return pd.Series([f"{u.level}\n{u.peer_group or ''}" for u in there], index=[u.id for u in there], dtype="str")


def spread_of_others(values: NDArray[np.float64], codes: NDArray[np.intp]) -> pd.DataFrame:
    """For each value the minimum, quartiles and maximum of the other values of its group (the columns of `SPREAD`).

    Parameters
    ----------
    values
        A value for each row; NaN if not known. A row without a value gets the spread of all known values of its group.
    codes
        The group of each row; -1 for none.
    """
    order = np.lexsort((values, codes))
    order = order[~np.isnan(values[order]) & (codes[order] >= 0)]
    ordered, sorted_codes = values[order], codes[order]
    start, end = np.searchsorted(sorted_codes, codes, "left"), np.searchsorted(sorted_codes, codes, "right")
    position = np.full(len(values), len(ordered))
    position[order] = np.arange(len(order))
    count = end - start - (position < len(ordered))
    columns = {name: _quantile(ordered, start, position, count, share) for name, share in SPREAD.items()}
    return pd.DataFrame(columns)


def _quantile(
    ordered: NDArray[np.float64], start: NDArray[np.intp], position: NDArray[np.intp], count: NDArray[np.intp], share: float
) -> NDArray[np.float64]:
    def nth(n: NDArray[np.intp]) -> NDArray[np.float64]:
        at = start + n
        at = at + (at >= position)  # skip the row's own value
        return np.where(count > 0, np.append(ordered, np.nan)[np.minimum(at, len(ordered))], np.nan)

    exactly = np.maximum(count - 1, 0) * share
    low = np.floor(exactly).astype(np.intp)
    first, second = nth(low), nth(np.minimum(low + 1, np.maximum(count - 1, 0)))
    return first + (second - first) * (exactly - low)
