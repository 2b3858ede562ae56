"""Find own figures that disagree with sums (METHODS 1)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Columns, Flags, among, take
from reportlib.analysis.sums.contributions import Contributions, summed
from reportlib.analysis.sums.obligations import key
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import NOBODY
from reportlib.data.findings import Finding, at_row

AGREES: dict[str, Callable[[float, float, float], bool]] = {
    "exactly": lambda own, total, slack: abs(total - own) <= slack,
    "more than": lambda own, total, slack: total > own,
    "at least": lambda own, total, slack: total >= own - slack,
    "just under": lambda own, total, slack: total < own,
    "at most": lambda own, total, slack: total <= own + slack,
    "about": lambda own, total, slack: abs(total - own) <= max(slack, abs(own) * 0.05),
}
"""Whether a computed figure agrees with a given one, by the qualifier of the given one; `slack` allows for rounding."""


def discrepancies(made_of: Contributions, own: Columns) -> list[Finding]:
    """Find own figures that disagree with the sum of the units below, or of the parts of the period.

    Parameters
    ----------
    own
        The own figures in the order of the observations (see `reportlib.analysis.sums.own.own_figures`).
    """
    below = (made_of.via != made_of.unit) & (made_of.via != NOBODY)
    parts = made_of.via == NOBODY
    holding = take(own, made_of.tree.holders[own["u"]])
    return [*_odd(made_of, holding, below), *_odd(made_of, own, parts)]


def _odd(made_of: Contributions, own: Columns, chosen: Flags) -> list[Finding]:
    """Find own figures that disagree with the sums of some contributions.

    If contributions are missing, only a sum that is larger than the own figure disagrees with it.
    """
    tree, rules = made_of.tree, made_of.rules
    own = take(own, ~np.isnan(own["value"]))
    keys = key(own, tree)
    at = np.flatnonzero(chosen)
    cell = made_of.row[at]
    figure = {"i": made_of.cells["i"][cell], "t": made_of.cells["p"][cell], "u": made_of.unit[at]}
    at = at[among(key(figure, tree), keys)]
    if not len(at):
        return []
    wanted = np.zeros(len(chosen), dtype=bool)
    wanted[at] = True
    sums = summed(made_of.table(wanted), ("i", "p", "unit"), (len(rules.indicators), len(tree.periods), len(tree.ids)))
    total = rules.values(sums["i"], sums["a"], sums["b"])
    complete = (sums["given"] >= sums["asked"]) & (sums["hidden"] == 0)
    at_own = pd.Index(keys).get_indexer(pd.Index(key({"i": sums["i"], "t": sums["p"], "u": sums["unit"]}, tree))).tolist()
    off = _rounding(sums, rules)
    pairs = sorted(zip(at_own, total.tolist(), complete.tolist(), off.tolist(), strict=True))
    return [finding for n, *rest in pairs if (finding := _disagreement(made_of, take(own, np.array([n])), *rest))]


def _rounding(sums: Columns, rules: Rules) -> NDArray[np.float64]:
    off = rules.rounding(sums["i"], sums["there"])
    whole = np.where(sums["b"] == 0, np.nan, sums["b"])
    by = np.where(rules.ratio[sums["i"]], rules.scale[sums["i"]] / whole, 1.0)
    return np.where(off > 0, off * by, 0.0)


def _disagreement(made_of: Contributions, own: Columns, total: float, complete: bool, off: float) -> Finding | None:
    """A finding if an own figure and a sum disagree by more than rounding explains, else None."""
    indicator, value = made_of.rules.indicators[own["i"][0]], float(own["value"][0])
    grows = indicator.rolls_up == "sum" and not indicator.negative
    if np.isnan(total) or not (complete or (grows and total > value + off)):
        return None
    row = made_of.ledger.observations.iloc[int(own["row"][0])].to_dict()
    if AGREES[row["qualifier"]](value, total, 0.5 * 10.0**-indicator.decimals + off):
        return None
    return at_row("discrepancy", row, first=value, second=total)
