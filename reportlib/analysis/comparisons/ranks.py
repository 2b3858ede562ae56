"""A unit among its peers: the spread of their figures, and its rank (METHODS 4)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.comparisons.asking import Pairs
from reportlib.analysis.sums.rules import is_over_time
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Catalogue, Indicator

SPREAD: Final = {"low": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "high": 1.0}
MIN_RANKED = 3
"""So many units must be ranked for a rank to be given."""
ENOUGH = 0.8
"""The share of the units asked that must be in a sum for it to be ranked or judged."""


def against_peers(own: pd.DataFrame, pairs: Pairs, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """The spread of the peers' ratios and scores, and each unit's rank among all of them, itself included.

    Ranked are ratios and scores that have a good side, and counts where the catalogue asks for it: figures known exactly,
    of a denominator that is large enough, that hold most of the units asked and nothing suppressed, of units that were there
    through the whole of the period that it counts over. Ties share the best rank.

    Returns
    -------
    `low`, `q1`, `median`, `q3`, `high` of the peers without the unit (missing for counts, which say how large a unit is);
    `rank`; `tied`, whether it is shared; `alike`, whether another that is ranked has the same value as it is printed; `of`, how
    many were ranked; `missing`, how many did not report; `unranked`, how many have a figure by which they are not ranked, a
    suppressed one too. No rank where fewer than three are.
    """
    value = rankable(own, pairs, period=period)
    codes = _lines(pairs, workbook, period)
    rankable_rows = ~np.isnan(value) & (codes >= 0)
    has_spread = pairs.each(lambda i: i.kind in ("ratio", "rate", "score"))
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
    """Values in units of the last digit that is printed of them, a half away from zero."""
    scale = 10.0 ** pairs.each(lambda indicator: indicator.decimals)
    with np.errstate(over="ignore"):
        return np.sign(value) * np.floor(np.abs(value) * scale * (1 + 1e-14) + 0.5)  # a computed half stays one


def _lines(pairs: Pairs, workbook: Workbook, period: Period) -> NDArray[np.intp]:
    """The line of units, by number, in which each pair stands: those of one indicator, level and peer group; -1 for none."""
    groups = peer_groups(workbook, period)
    codes, group_names = pd.factorize(groups)
    of_unit = np.full(len(pairs.tree.ids), -1, dtype=np.intp)
    of_unit[[pairs.tree.of_unit[unit] for unit in groups.index]] = codes
    group = of_unit[pairs.u]
    return np.where(group < 0, -1, pairs.i * max(len(group_names), 1) + group)


def rankable(own: pd.DataFrame, pairs: Pairs, *, period: Period) -> NDArray[np.float64]:
    """The values by which units may be ranked and spread; NaN where a figure does not carry that."""
    least = pairs.each(lambda i: i.min_denominator if i.kind == "ratio" else 0.0)
    large = own["denominator"].isna() | (own["denominator"] >= least)
    short = pairs.each(is_over_time) & ~pairs.tree.lived_through(pairs.u, period)
    sound = (own["qualifier"] == "exactly") & large & complete(own) & ~short
    return own["value"].where(sound).to_numpy("float64")


def complete(own: pd.DataFrame) -> pd.Series[bool]:
    """Whether figures hold enough of the units asked, and nothing that is suppressed, to be ranked or judged."""
    return (own["k"].isna() | (own["k"] >= ENOUGH * own["n"])) & (own["hidden"].fillna(0) == 0)


def reckonable(figures: pd.DataFrame) -> pd.Series[bool]:
    """Whether figures are there, exactly known and complete, so that more can be reckoned from them."""
    return figures["value"].notna() & figures["qualifier"].eq("exactly") & complete(figures)


def ranked_by(catalogue: Catalogue) -> list[str]:
    """The indicators that units are ranked by."""
    return [i.id for i in catalogue.indicators if is_ranked(i)]


def is_ranked(indicator: Indicator) -> bool:
    """Whether units are ranked by an indicator: one with a good side that is no count, or a count where it is asked."""
    return indicator.direction != "none" and (indicator.kind in ("ratio", "rate", "score") or indicator.ranked)


def sign_of(indicator: Indicator) -> float:
    """+1 where more is good (or neither is), -1 where less is."""
    return -1.0 if indicator.direction == "down" else 1.0


def peer_groups(workbook: Workbook, period: Period) -> pd.Series[str]:
    """The peers among which each unit that existed in a period stands, named by level and peer group, by unit."""
    there = [unit for unit in workbook.units.units if unit.exists(period)]
    return pd.Series([f"{u.level}\n{u.peer_group or ''}" for u in there], index=[u.id for u in there], dtype="str")


def spread_of_others(values: NDArray[np.float64], codes: NDArray[np.intp]) -> pd.DataFrame:
    """For each value: the least, quartiles and greatest of the other known values of its group.

    Parameters
    ----------
    values
        One a row; NaN is not known, and its row sees all that are.
    codes
        The group of each row; -1 is in none.

    Returns
    -------
    The columns of `SPREAD`; quantiles by linear interpolation (Hyndman and Fan's type 7), as numpy's.
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
    """A quantile of each row's group without the value at its own place."""

    def nth(n: NDArray[np.intp]) -> NDArray[np.float64]:
        at = start + n
        at = at + (at >= position)  # step over its own
        return np.where(count > 0, np.append(ordered, np.nan)[np.minimum(at, len(ordered))], np.nan)

    exactly = np.maximum(count - 1, 0) * share
    low = np.floor(exactly).astype(np.intp)
    first, second = nth(low), nth(np.minimum(low + 1, np.maximum(count - 1, 0)))
    return first + (second - first) * (exactly - low)
