"""A unit among its peers: the spread of their figures, and its rank (METHODS 4)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.catalogue import Catalogue
from reportlib.periods import Period
from reportlib.workbook import Workbook

SPREAD: Final = {"low": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "high": 1.0}
FEWEST = 3
"""So many units must be ranked for a rank to be told."""
ENOUGH = 0.8
"""The share of the units asked that must be in a sum for it to be ranked or judged."""


def against_peers(own: pd.DataFrame, pairs: pd.DataFrame, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """The spread of the peers' ratios and scores, and each unit's rank among all of them, itself included.

    Ranked are ratios and scores that have a good side, and counts where the catalogue asks for it: figures known exactly,
    of a denominator that is large enough, that hold most of the units asked and nothing suppressed. Ties share the best rank.

    Returns
    -------
    `low`, `q1`, `median`, `q3`, `high` of the peers without the unit (missing for counts, which tell how large a unit is);
    `rank`; `tied`, whether it is shared; `of`, how many were ranked; `missing`, how many did not report; `unranked`, how many
    have a figure by which they are not ranked. No rank where fewer than three are.
    """
    catalogue = workbook.catalogue
    group = peer_groups(workbook, period)
    groups = pairs.assign(group=pairs["unit"].map(group), value=rankable(own, pairs, catalogue))
    by = groups["indicator"] + "\n" + groups["group"]  # together they are one line of units
    known = groups["value"].notna() & by.notna()
    codes = pd.Series(pd.factorize(by)[0], index=pairs.index)
    alike = pairs["indicator"].isin([i.id for i in catalogue.indicators if i.kind in ("ratio", "rate", "score")])
    spread = spread_of_others(groups["value"].where(known & alike).to_numpy(), codes.to_numpy())
    good = groups["value"].mul(sign_of(pairs, catalogue)).where(known & pairs["indicator"].isin(ranked_by(catalogue)))
    by_line = good.groupby(codes)
    of = by_line.transform("count").where(codes >= 0)
    rank = by_line.rank(method="min", ascending=False).where(of >= FEWEST)
    silent = (own["absence"] == "not reported").groupby(codes).transform("sum")
    there = own["value"].notna().groupby(codes).transform("sum")
    tied = good.notna() & (good.groupby([codes, good]).transform("count") > 1)
    return spread.set_axis(pairs.index).assign(
        rank=rank, tied=tied, of=of.where(of > 0), missing=silent.where(of > 0), unranked=(there - of).where(of > 0)
    )


def rankable(own: pd.DataFrame, pairs: pd.DataFrame, catalogue: Catalogue) -> pd.Series[float]:
    """The values by which units may be ranked and spread; missing where a figure does not carry that."""
    least = pairs["indicator"].map({i.id: i.min_denominator if i.kind == "ratio" else 0.0 for i in catalogue.indicators})
    large = own["denominator"].isna() | (own["denominator"] >= least)
    return own["value"].where((own["qualifier"] == "exactly") & large & complete(own))


def complete(own: pd.DataFrame) -> pd.Series[bool]:
    """Whether figures hold enough of the units asked, and nothing that is suppressed, to be ranked or judged."""
    enough = own["k"] >= ENOUGH * own["n"]
    return (own["k"].isna() | enough) & (own["hidden"].fillna(0) == 0)


def ranked_by(catalogue: Catalogue) -> list[str]:
    """The indicators that units are ranked by: those with a good side that are no counts, and counts where it is asked."""
    return [i.id for i in catalogue.indicators if i.direction != "none" and (i.kind in ("ratio", "rate", "score") or i.ranked)]


def sign_of(pairs: pd.DataFrame, catalogue: Catalogue) -> pd.Series[float]:
    """+1 where more is good (or neither is), -1 where less is."""
    return pairs["indicator"].map({i.id: -1.0 if i.direction == "down" else 1.0 for i in catalogue.indicators})


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
    ordered, held = values[order], codes[order]
    start, end = np.searchsorted(held, codes, "left"), np.searchsorted(held, codes, "right")
    place = np.full(len(values), len(ordered))
    place[order] = np.arange(len(order))
    count = end - start - (place < len(ordered))
    columns = {name: _quantile(ordered, start, place, count, share) for name, share in SPREAD.items()}
    return pd.DataFrame(columns)


def _quantile(
    ordered: NDArray[np.float64], start: NDArray[np.intp], place: NDArray[np.intp], count: NDArray[np.intp], share: float
) -> NDArray[np.float64]:
    """A quantile of each row's group without the value at its own place."""

    def nth(n: NDArray[np.intp]) -> NDArray[np.float64]:
        at = start + n
        at = at + (at >= place)  # step over its own
        return np.where(count > 0, np.append(ordered, np.nan)[np.minimum(at, len(ordered))], np.nan)

    exactly = np.maximum(count - 1, 0) * share
    low = np.floor(exactly).astype(np.intp)
    first, second = nth(low), nth(np.minimum(low + 1, np.maximum(count - 1, 0)))
    return first + (second - first) * (exactly - low)
