"""Set a unit's figures beside those of before, of its target, of the unit above and of its peers (METHODS 2 and 4).

Every function takes figures, and pairs of `indicator` and `unit`, a row each; what it gives has those rows. All units are
compared at once: a build asks for hundreds. Two figures are only compared where both are exact: of “more than 200” nobody knows
the change; nor where one was published and the other made up.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.cells import is_stock
from reportlib.analysis.contributions import Contributions
from reportlib.analysis.pairs import CHANGE, COUNTED, change_since, lived_through
from reportlib.analysis.parts import COVERAGE, REST, coverage, of_the_whole
from reportlib.analysis.ranks import ENOUGH, SPREAD, against_peers, sign_of
from reportlib.analysis.verdicts import judged
from reportlib.catalogue import Catalogue
from reportlib.periods import Period
from reportlib.workbook import Workbook

FIGURE = [
    "value", "numerator", "denominator", "qualifier", "origin", "own", "source", "note", "inferred", "status", "absence",
]  # fmt: skip
RANKS: Final = ["rank", "tied", "of", "missing", "unranked"]
OTHERS: Final = [
    "parent_value", "parent_origin", "parent_qualifier", "rest_value", "rest_status", "gap", "share", "part", "verdict",
    *SPREAD, *RANKS,
]  # fmt: skip
"""What `standings` tells that hangs on other units' figures."""
PAIR: Final = ["indicator", "unit"]
BASES: Final = {"previous": "previous", "year": "year_before"}
"""The bases of a change, and what the earlier value on each is called."""


def standings(
    values: pd.DataFrame, made_of: Contributions, targets: pd.DataFrame, *, workbook: Workbook, period: Period
) -> pd.DataFrame:
    """Everything about every unit's figures in a period: one row a unit and indicator of its level, in the file's order.

    Parameters
    ----------
    values
        The figures, as `reportlib.analysis.rollup.figures` gives them.
    made_of
        What those of the period, of the one before it and of the same of the year before are made of.

    Returns
    -------
    `unit`, `indicator`, `FIGURE`, the columns of `coverage`, `changes`, `against_target`, `against_whole`, `judged` and
    `against_peers`; indicators without a figure are there, with `value` missing and their kind of `absence`.
    """
    pairs = _pairs(workbook)
    own = _with_coverage(figures_of(values, pairs, period), pairs, made_of, period)
    above = against_whole(own, pairs, values, made_of, workbook=workbook, period=period)
    tables = [
        pairs,
        own,
        changes(values, pairs, made_of, catalogue=workbook.catalogue, period=period),
        against_target(own, pairs, targets, catalogue=workbook.catalogue, period=period),
        above,
        judged(own, pairs, above, catalogue=workbook.catalogue),
        against_peers(own, pairs, workbook=workbook, period=period),
    ]
    return pd.concat(tables, axis=1).drop(columns=["rest_a", "rest_b", "rest_sound"])


def _pairs(workbook: Workbook) -> pd.DataFrame:
    """Every unit with every indicator of its level."""
    ids = {level: [i.id for i in workbook.catalogue.on_level(level, levels=workbook.level_ids)] for level in workbook.level_ids}
    rows = [(name, unit.id) for unit in workbook.units.units for name in ids[unit.level]]
    return pd.DataFrame(rows, columns=pd.Index(PAIR)).astype("str")


def figures_of(values: pd.DataFrame, pairs: pd.DataFrame, period: Period | None) -> pd.DataFrame:
    """The figures of some pairs of `indicator` and `unit` in one period, a row a pair, missing where there is none.

    Returns
    -------
    The columns `FIGURE`, indexed as `pairs`; `absence` is “not asked” where no figure was owed.
    """
    rows = values[values["period"] == str(period)]
    found = beside(rows, pairs, FIGURE)
    return found.assign(absence=found["absence"].where(found["absence"].notna(), "not asked"))


def beside(rows: pd.DataFrame, pairs: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Some columns of rows that have an `indicator` and a `unit`, a row a pair, missing where there is none."""
    at = pd.MultiIndex.from_frame(rows[PAIR]).get_indexer(pd.MultiIndex.from_frame(pairs[PAIR]))
    return rows[columns].reset_index(drop=True).reindex(at).set_axis(pairs.index)


def _with_coverage(own: pd.DataFrame, pairs: pd.DataFrame, made_of: Contributions, period: Period) -> pd.DataFrame:
    """Figures with the coverage of those that are sums; what a unit gave itself has none."""
    told = beside(coverage(made_of, period), pairs, list(COVERAGE))
    return pd.concat([own, told.mask(own["own"].fillna(False).astype(bool))], axis=1)


def changes(
    values: pd.DataFrame, pairs: pd.DataFrame, made_of: Contributions, *, catalogue: Catalogue, period: Period
) -> pd.DataFrame:
    """Change on the period before and on the same period of the year before, like for like (see `change_since`).

    Returns
    -------
    For either basis: the earlier value, `previous` or `year_before`; `on_…`, the difference from it, in places gained for a
    rank; `growth_…`, that as a share of it; `pairs_…`, `of_pairs_…`, `moved_…`, `movers_…`, `loose_change_…`. Missing where
    nothing may be told.
    """
    here = figures_of(values, pairs, period)
    tables = []
    for basis, earlier in (("previous", period.previous()), ("year", period.year_before())):
        found = change_since(made_of, period, earlier, catalogue=catalogue) if earlier else pd.DataFrame(columns=[*PAIR, *CHANGE])
        table = _own_changes(here, figures_of(values, pairs, earlier), pairs, beside(found, pairs, list(CHANGE)), catalogue)
        table = table[_comparable(pairs, made_of, catalogue, period, earlier)].reindex(pairs.index)
        tables.append(table.rename(columns=_names(basis)))
    return pd.concat(tables, axis=1)


def _comparable(
    pairs: pd.DataFrame, made_of: Contributions, catalogue: Catalogue, period: Period, earlier: Period | None
) -> pd.Series[bool]:
    """Whether units lived through both periods, or the indicator is a stock, which is told of the end alone."""
    stocks = pairs["indicator"].isin([i.id for i in catalogue.indicators if is_stock(i)])
    if earlier is None:
        return stocks
    unit = np.asarray(pairs["unit"].map(made_of.tree.of_unit), dtype=np.intp)
    lived = lived_through(made_of.tree, unit, period) & lived_through(made_of.tree, unit, earlier)
    return stocks | pd.Series(lived, index=pairs.index)


def _names(basis: str) -> dict[str, str]:
    named = {"before": BASES[basis], "change": f"on_{basis}"}
    return {name: named.get(name, f"{name}_{basis}") for name in CHANGE}


def _own_changes(
    here: pd.DataFrame, then: pd.DataFrame, pairs: pd.DataFrame, told: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """The changes told by pairs, with those between two figures that a unit gave itself; across the two kinds, none."""
    now_own, then_own = (side["own"].fillna(False).astype(bool) for side in (here, then))
    alone = told["of_pairs"].eq(1) & told["movers"].eq(0)
    told = told.mask((now_own | then_own) & ~alone & ~(now_own & then_own))
    before = exact(then).where((then["origin"] == "synthetic") == (here["origin"] == "synthetic"))
    change, own = exact(here) - before, now_own & then_own
    least = pairs["indicator"].map({i.id: i.min_base for i in catalogue.indicators})
    counted = pairs["indicator"].isin([i.id for i in catalogue.indicators if i.kind in COUNTED])
    growth = (change / before).where(counted & (before > 0) & (before >= least) & (exact(here) >= 0))
    loose = (here["status"] == "provisional") | (then["status"] == "provisional")
    given = {"before": before, "change": change, "growth": growth, "loose_change": loose}
    given |= {"pairs": 1.0, "of_pairs": 1.0, "cells": 1.0, "of_cells": 1.0, "moved": 0.0, "movers": 0.0}
    table = told.astype(object).mask(own, pd.DataFrame(given, index=pairs.index)[list(CHANGE)]).where(here["value"].notna())
    table = table.where(table["change"].notna()).infer_objects()
    places = pairs["indicator"].isin([i.id for i in catalogue.indicators if i.kind == "rank"])
    return table.assign(change=table["change"].astype("float64").mul(places.map({True: -1.0, False: 1.0})))


def exact(figures: pd.DataFrame) -> pd.Series[float]:
    """The values that are known exactly."""
    return figures["value"].where(figures["qualifier"] == "exactly")


def against_target(
    own: pd.DataFrame, pairs: pd.DataFrame, targets: pd.DataFrame, *, catalogue: Catalogue, period: Period
) -> pd.DataFrame:
    """The target, how far the figure is on its good side (`ahead`, negative when short of it), and whether it is `met`.

    Where the period has no target of its own, that of its year is shown, else the next later one; a figure is measured by
    such a target only where it is the same figure: of a stock, or of a ratio of stocks, at the end of that year.

    Returns
    -------
    `target`, `target_period`, `ahead`, `met` (True, False, or missing where there is no target for this figure, no exact figure,
    or no good side).
    """
    nearest = _nearest_targets(targets, period)
    table = pairs[PAIR].merge(nearest, on=PAIR, how="left")[["value", "period"]].set_axis(pairs.index)
    table = table.set_axis(["target", "target_period"], axis=1)
    sign = sign_of(pairs, catalogue)
    ahead = ((own["value"] - table["target"]) * sign).where(_measured(table, pairs, catalogue, period))
    good = own["qualifier"].isin(["more than", "at least"])
    beyond = good.where(sign > 0, own["qualifier"].isin(["just under", "at most"]))
    whole = own["k"].isna() | (own["k"] >= own["n"])
    sure = whole & ((own["qualifier"] == "exactly") | (beyond & (ahead >= 0)))
    sided = pairs["indicator"].isin([i.id for i in catalogue.indicators if i.direction != "none"])
    met = (ahead >= 0).astype("boolean").where((ahead.notna() & sure & sided).astype(bool))
    return table.assign(ahead=ahead.where(sure), met=met)


def _nearest_targets(targets: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One target an indicator and unit: the period's own, else that of the year it lies in, else the next later one."""
    told = {text: Period.parse(text) for text in targets["period"].unique()}
    later = {text: p.last - period.last for text, p in told.items() if p.contains(period) or p.last > period.last}
    rank = {text: n for n, text in enumerate(sorted(later, key=lambda text: (not told[text].same_as(period), later[text])))}
    fitting = targets[targets["period"].isin(list(rank))]
    return fitting.sort_values("period", key=lambda column: column.map(rank), kind="stable").drop_duplicates(PAIR)


def _measured(table: pd.DataFrame, pairs: pd.DataFrame, catalogue: Catalogue, period: Period) -> pd.Series[bool]:
    """Whether a target is one for the very figure beside it."""
    told = {text: Period.parse(text) for text in table["target_period"].dropna().unique()}
    same = [text for text, p in told.items() if p.same_as(period)]
    ends = [text for text, p in told.items() if p.last == period.last and p.contains(period)]
    at_end = pairs["indicator"].isin([i.id for i in catalogue.indicators if is_stock(i)])
    return table["target_period"].isin(same) | (table["target_period"].isin(ends) & at_end)


def against_whole(
    own: pd.DataFrame, pairs: pd.DataFrame, values: pd.DataFrame, made_of: Contributions, *, workbook: Workbook, period: Period
) -> pd.DataFrame:
    """The figure of the unit above, that of the rest of it, the difference from the rest, and the unit's share of the whole.

    Returns
    -------
    `parent_value`, `parent_origin`, `parent_qualifier`; `rest_value` and `rest_status`, of a ratio or score without the unit;
    `gap`, the unit's less the rest's; `share`, of a count, where all parts are of one sign and the whole is known; `part`, what
    it gave to the whole; and, for `judged`, `rest_a`, `rest_b` and `rest_sound`.
    """
    catalogue = workbook.catalogue
    parents = pairs["unit"].map(workbook.units.parents_in(period)).astype("str")
    above = figures_of(values, pairs.assign(unit=parents), period).where(own["value"].notna())
    rest = beside(of_the_whole(made_of, period), pairs, list(REST))
    kinds = pairs["indicator"].map({i.id: i.kind for i in catalogue.indicators})
    scale = pairs["indicator"].map({i.id: i.scale for i in catalogue.indicators})
    flows = pairs["indicator"].isin([i.id for i in catalogue.indicators if not is_stock(i)])
    split = rest["split"].fillna(False).astype(bool) & flows
    known = above["value"].notna() & rest["rest_b"].gt(0) & kinds.isin(["ratio", "score"]) & ~split
    known &= ~rest["rest_leans"].fillna(True).astype(bool)
    rest_value = (scale * rest["rest_a"] / rest["rest_b"].where(rest["rest_b"] != 0)).where(known)
    return pd.DataFrame(
        {
            "parent_value": above["value"],
            "parent_origin": above["origin"],
            "parent_qualifier": above["qualifier"],
            "rest_value": rest_value,
            "rest_status": rest["rest_loose"].map({True: "provisional", False: "final"}).where(rest_value.notna(), ""),
            "gap": (exact(own) - rest_value).astype("float64"),
            "share": _share(own, above, rest, pairs, catalogue),
            "part": rest["part"].astype("float64"),
            "rest_a": rest["rest_a"].where(rest_value.notna()),
            "rest_b": rest["rest_b"].where(rest_value.notna()),
            "rest_sound": rest["rest_k"] >= ENOUGH * rest["rest_n"],
        }
    )


def _share(
    own: pd.DataFrame, above: pd.DataFrame, rest: pd.DataFrame, pairs: pd.DataFrame, catalogue: Catalogue
) -> pd.Series[float]:
    """What a unit gave while it stood there, as a share of the figure of the unit above."""
    sums = pairs["indicator"].isin([i.id for i in catalogue.indicators if i.rolls_up == "sum" and i.kind != "distinct"])
    whole = exact(above)
    sound = sums & (whole > 0) & (rest["part"] >= 0) & (rest["part"] <= whole) & ~rest["negative_part"].fillna(True).astype(bool)
    covered = (rest["whole_k"] >= ENOUGH * rest["whole_n"]) & ~rest["rest_leans"].fillna(False).astype(bool)
    return (rest["part"] / whole.where(whole > 0)).where(sound & covered & (own["qualifier"] == "exactly")).astype("float64")
