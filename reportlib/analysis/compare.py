"""Set a unit's figures beside those of before, of its target, of its parent and of its peers (METHODS 2 and 4).

Every function takes the figures that `rollup` returns, and pairs of `indicator` and `unit` to tell of, a row each; what it
gives has those rows. All units are told of at once: a build asks for hundreds.
Two figures are only set against each other where both are exact: of “more than 200” nobody knows the change. Nor is
a change told between a figure that somebody published and one that was made up.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.verdicts import judged
from reportlib.catalogue import Catalogue
from reportlib.periods import Period
from reportlib.workbook import Workbook

FIGURE = ["value", "numerator", "denominator", "qualifier", "origin", "own", "k", "n", "source", "note", "inferred", "status"]


SPREAD = {"low": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "high": 1.0}
OTHERS: Final = ["parent_value", "parent_origin", "parent_qualifier", "parent_alone", *SPREAD, "rank", "of", "missing"]
"""What `standings` tells of other units; all else in a row follows from the unit's own figures and targets."""
PAIR: Final = ["indicator", "unit"]


def standings(values: pd.DataFrame, targets: pd.DataFrame, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """Everything about every unit's figures in a period: one row a unit and indicator of its level, in the file's order.

    Returns
    -------
    `unit`, `indicator`, `FIGURE`, and the columns of `changes`, `against_target`, `against_parent`, `judged` and `against_peers`;
    indicators without a figure are there, with `value` missing.
    """
    pairs = _pairs(workbook)
    own = figures_of(values, pairs, period)
    above = against_parent(own, pairs, values, workbook=workbook, period=period)
    tables = [
        pairs,
        own,
        changes(values, pairs, period=period),
        against_target(own, pairs, targets, catalogue=workbook.catalogue, period=period),
        above,
        judged(own, pairs, above, catalogue=workbook.catalogue),
        against_peers(own, pairs, workbook=workbook, period=period),
    ]
    return pd.concat(tables, axis=1)


def _pairs(workbook: Workbook) -> pd.DataFrame:
    """Every unit with every indicator of its level."""
    ids = {level: [i.id for i in workbook.catalogue.on_level(level, levels=workbook.level_ids)] for level in workbook.level_ids}
    rows = [(name, unit.id) for unit in workbook.units.units for name in ids[unit.level]]
    return pd.DataFrame(rows, columns=pd.Index(PAIR)).astype("str")


def figures_of(values: pd.DataFrame, pairs: pd.DataFrame, period: Period | None) -> pd.DataFrame:
    """The figures of some pairs of `indicator` and `unit` in one period, a row a pair, missing where there is none.

    Returns
    -------
    The columns `FIGURE`, indexed as `pairs`.
    """
    rows = values[values["period"] == str(period)]
    at = pd.MultiIndex.from_frame(rows[PAIR]).get_indexer(pd.MultiIndex.from_frame(pairs[PAIR]))
    return rows[FIGURE].reset_index(drop=True).reindex(at).set_axis(pairs.index)


def changes(values: pd.DataFrame, pairs: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Change on the period before and on the same period of the year before.

    Returns
    -------
    `previous` and `year_before`, the earlier values; `on_previous` and `on_year`, the differences from them;
    `growth_previous` and `growth_year`, the differences as shares of them. NaN where either figure is not known
    exactly; no growth from a base of nothing. Growth says something of a count; of a ratio, tell the difference.
    """
    here = figures_of(values, pairs, period)
    now = exact(here)
    columns = {}
    for name, before in (("previous", period.previous()), ("year", period.year_before())):
        past = figures_of(values, pairs, before)
        then = exact(past).where((past["origin"] == "synthetic") == (here["origin"] == "synthetic"))
        columns["year_before" if name == "year" else name] = then
        columns[f"on_{name}"] = now - then
        columns[f"growth_{name}"] = (now - then) / then.where(then > 0)
    return pd.DataFrame(columns)


def exact(figures: pd.DataFrame) -> pd.Series[float]:
    """The values that are known exactly."""
    return figures["value"].where(figures["qualifier"] == "exactly")


def against_target(
    own: pd.DataFrame, pairs: pd.DataFrame, targets: pd.DataFrame, *, catalogue: Catalogue, period: Period
) -> pd.DataFrame:
    """The target, how far the figure is on its good side (`ahead`, negative when short of it), and whether it is `met`.

    Where the period has no target of its own, that of its year serves a stock, a ratio or a score, but not a flow.

    Returns
    -------
    `target`, `target_period`, `ahead`, `met` (True, False, or missing where there is no target or no exact figure).
    """
    flows = [i.id for i in catalogue.indicators if i.kind in ("flow", "distinct")]
    fitting = targets[targets["period"].isin([str(period), str(Period("year", period.last // 12))])]
    fitting = fitting[(fitting["period"] == str(period)) | ~fitting["indicator"].isin(flows)]
    nearest = fitting.sort_values("period", key=lambda p: p == str(period)).drop_duplicates(PAIR, keep="last")
    table = pairs[PAIR].merge(nearest, on=PAIR, how="left")[["value", "period"]].set_axis(pairs.index)
    table = table.set_axis(["target", "target_period"], axis=1).where(own["origin"].notna())
    sign = _sign(pairs, catalogue)
    ahead = (own["value"] - table["target"]) * sign
    good = own["qualifier"].isin(["more than", "at least"])
    beyond = good.where(sign > 0, own["qualifier"].isin(["just under", "at most"]))
    sure = (own["qualifier"] == "exactly") | (beyond & (ahead >= 0))
    met = (ahead >= 0).astype("boolean").where((ahead.notna() & sure).astype(bool))
    return table.assign(ahead=ahead.where(sure), met=met)


def _sign(pairs: pd.DataFrame, catalogue: Catalogue) -> pd.Series[float]:
    """+1 where more is good (or neither is), -1 where less is."""
    return pairs["indicator"].map({i.id: -1.0 if i.direction == "down" else 1.0 for i in catalogue.indicators})


def against_parent(
    own: pd.DataFrame, pairs: pd.DataFrame, values: pd.DataFrame, *, workbook: Workbook, period: Period
) -> pd.DataFrame:
    """The parent's figure, the difference from it (ratios and scores), and the unit's share of it (counts).

    Returns
    -------
    `parent_value`, `parent_origin`, `parent_qualifier`; `parent_alone`, whether the parent's is made of this very figure and
    no other; `gap`, unknown where it is, as nothing is compared with itself; `share`.
    """
    parents = pairs["unit"].map(workbook.units.parents_in(period)).astype("str")
    above = figures_of(values, pairs.assign(unit=parents), period).where(own["origin"].notna())
    kinds = pairs["indicator"].map({i.id: i.kind for i in workbook.catalogue.indicators})
    rules = pairs["indicator"].map({i.id: i.rolls_up for i in workbook.catalogue.indicators})
    base = exact(above)
    alone = above["numerator"].eq(own["numerator"]) & above["denominator"].eq(own["denominator"])
    return pd.DataFrame(
        {
            "parent_value": above["value"],
            "parent_origin": above["origin"],
            "parent_qualifier": above["qualifier"],
            "parent_alone": alone,
            "gap": (exact(own) - base).where(kinds.isin(["ratio", "score"]) & ~alone),
            "share": (exact(own) / base.where(base > 0)).where(rules == "sum"),
        }
    )


def against_peers(own: pd.DataFrame, pairs: pd.DataFrame, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """The spread of the peers' ratios and scores, and each unit's rank among all of them, itself included.

    Ties share the best rank; units with no exact figure are not ranked but counted (METHODS 4).

    Returns
    -------
    `low`, `q1`, `median`, `q3`, `high` of the peers without the unit (missing for counts, which tell how large a unit is);
    `rank`, `of` (how many were ranked), `missing` (how many were not). No rank where no side is the good one, or fewer than
    two are known.
    """
    group = peer_groups(workbook, period)
    groups = pairs.assign(group=pairs["unit"].map(group), value=exact(own))
    by = groups["indicator"] + "\n" + groups["group"]  # together they are one line of units
    known = groups["value"].notna() & by.notna()
    codes = pd.Series(pd.factorize(by)[0], index=pairs.index)
    alike = pairs["indicator"].isin([i.id for i in workbook.catalogue.indicators if i.kind in ("ratio", "score")])
    spread = spread_of_others(groups["value"].where(known & alike).to_numpy(), codes.to_numpy())
    good = groups["value"].mul(_sign(pairs, workbook.catalogue)).where(known & _has_a_side(pairs, workbook.catalogue))
    of = known.groupby(codes).transform("sum").where(codes >= 0)
    rank = good.groupby(codes).rank(method="min", ascending=False)
    size = pairs["unit"].map(group).map(group.value_counts())
    return spread.set_axis(pairs.index).assign(rank=rank.where(of > 1), of=of.where(of > 0), missing=size - of)


def _has_a_side(pairs: pd.DataFrame, catalogue: Catalogue) -> pd.Series[bool]:
    """Whether more, or less, of an indicator is good."""
    return pairs["indicator"].isin([i.id for i in catalogue.indicators if i.direction != "none"])


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
