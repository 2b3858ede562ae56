"""Roll observations up: every figure of every unit in the periods asked for (METHODS 1 and 2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, among, first_of_each, labelled, stack, take
from reportlib.analysis.sums.cells import EXEMPT, LEANS
from reportlib.analysis.sums.contributions import MARKS, SUMS, Contributions, contributions, summed
from reportlib.analysis.sums.discrepancies import discrepancies
from reportlib.analysis.sums.obligations import key
from reportlib.analysis.sums.own import REASONS, own_figures
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import Tree
from reportlib.data.findings import Finding
from reportlib.data.table import NUMBERS, ORIGINS
from reportlib.periods import Period
from reportlib.sources import uncoded_table
from reportlib.workbook import Workbook

FEW_PROVISIONAL = 0.2
"""The largest share of provisional returns with which a sum is final."""
_QUALIFIERS: Final = {3 * above + below: word for word, (above, below) in LEANS.items()}
QUALIFIERS: Final = [_QUALIFIERS.get(n, "about") for n in range(9)]
"""The qualifier of a sum, by 3 x above + below of its terms (see `cells.LEANS`)."""


def rollup(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> tuple[pd.DataFrame, list[Finding]]:
    """Roll up observations: every figure of every unit, in the periods asked for and in all observed periods.

    A unit's own figure wins over the sum of the units below it; if the two disagree, there is a finding.

    Parameters
    ----------
    observations
        One row for each figure (see `reportlib.data.drop_duplicates`).
    periods
        Periods of any kind.

    Returns
    -------
    The figures and the findings. The table of figures has one row for each indicator, unit and period for which a figure was
    given or due: `value`, `numerator`, `denominator`, `qualifier`, `origin`, `own` (whether the unit gave it itself),
    `status`, and `absence`, the kind of absence if there is no value. Sums have four numbers of returns: `k` in the sum, `n`
    asked for, `loose` provisional, and `hidden` suppressed. Own figures have `inferred`, `reported_at`, `source` and `note`.
    """
    observed = [Period.parse(text) for text in observations["period"].unique()]
    values, odd = figures(contributions(observations, workbook, [*periods, *observed]))
    return uncoded_table(values), odd


def figures(made_of: Contributions) -> tuple[pd.DataFrame, list[Finding]]:
    """The figures and findings of some contributions (see `rollup`); texts are categorical."""
    sums = _summed_figures(made_of)
    own = own_figures(made_of.ledger)
    odd = discrepancies(made_of, own)
    return _overlaid(sums, own, made_of), odd


def _summed_figures(made_of: Contributions) -> Columns:
    tree, rules = made_of.tree, made_of.rules
    by, many = ("i", "p", "unit"), (len(rules.indicators), len(tree.periods), len(tree.ids))
    sums = summed(made_of.table(made_of.counts, ("i", "p", *SUMS, *MARKS)), by, many)
    figures = {"i": sums["i"], "u": sums["unit"], "t": sums["p"], **_described(sums, rules)}
    short = (sums["short"] > 0) & (sums["short"] + sums["given"] >= sums["asked"]) & (sums["hidden"] == 0)
    return _excused(figures, short, made_of)


def _described(sums: Columns, rules: Rules) -> Columns:
    i, there, hidden = sums["i"], sums["there"], sums["hidden"]
    value = rules.values(i, sums["a"], sums["b"])
    unended = rules.mixed[i] & (there > 0) & (sums["ends"] == 0)  # all units ended within the period: no stock at its end
    none = (there == 0) | (hidden == there)
    value[none | unended] = np.nan
    # all came, but as values without parts, or as running totals from which no figure can be computed
    unaddable = sums["given"] + sums["sent"] == sums["asked"]
    # “not reported” comes before “suppressed”.
    suppressed = (hidden == there) | (unended & (hidden > 0))
    lacking = (there == 0) | ((suppressed | unended) & (sums["given"] + sums["short"] < sums["asked"]))
    kinds = [~np.isnan(value), sums["asked"] == 0, (there == 0) & unaddable, lacking, suppressed, unended]
    words = ["", "not asked", "not applicable", "not reported", "suppressed", "not applicable"]
    absence = np.select(kinds, [REASONS.index(word) for word in words], REASONS.index("nothing to divide by"))
    return {
        "value": value,
        "numerator": np.where(rules.ratio[i] & ~none & ~(unended & rules.a_stock[i]), sums["a"], np.nan),
        "denominator": np.where(rules.divides[i] & ~none & ~(unended & rules.b_stock[i]), sums["b"], np.nan),
        "origin": sums["origin"],
        "lean": 3 * sums["above"] + sums["below"],
        "absence": absence,
        "provisional": sums["provisional"] > FEW_PROVISIONAL * (there - hidden),
        "k": sums["given"],
        "n": sums["asked"],
        "loose": sums["provisional"],
        "hidden": hidden,
    }


def _excused(sums: Columns, short: Flags, made_of: Contributions) -> Columns:
    """Set the kind of absence of sums that have no value only because the unit was not asked for all of the period.

    The kind is the reason that a unit has given for some of the period, or else “not asked”.
    """
    ledger = made_of.ledger
    tree, rules, excuses = ledger.tree, ledger.rules, ledger.excuses
    absence = np.where(short & (sums["absence"] != 0), REASONS.index("not asked"), sums["absence"])
    sums = {**sums, "absence": absence}
    wanted = np.array(made_of.wanted, dtype=np.intp)
    first, last = tree.first[excuses["t"]][:, None], tree.last[excuses["t"]][:, None]
    within = (tree.first[wanted] <= first) & (last <= tree.last[wanted])
    within &= (tree.first[wanted] != first) | (tree.last[wanted] != last)
    within &= rules.adds[excuses["i"]][:, None] & (~rules.at_end[excuses["i"]][:, None] | (tree.last[wanted] == last))
    row, period = np.nonzero(within)
    reasons = take(excuses, row) | {"t": wanted[period]}
    reasons = take(reasons, np.argsort(reasons["status"], kind="stable"))
    reasons = take(reasons, first_of_each(key(reasons, tree)))
    return _with_reasons(sums, short, reasons, tree)


def _with_reasons(sums: Columns, short: Flags, reasons: Columns, tree: Tree) -> Columns:
    """Put reasons into sums that are `short` and have no value. Add a row for each other figure with a reason."""
    word = np.array([REASONS.index(name) for name in EXEMPT], dtype=np.intp)
    keys = key(sums, tree)
    reason = pd.Series(word[reasons["status"]], index=key(reasons, tree), dtype="float64").reindex(keys).to_numpy()
    absence = np.where(short & (sums["absence"] != 0) & ~np.isnan(reason), reason, sums["absence"]).astype(np.intp)
    new = take(reasons, ~among(key(reasons, tree), keys))
    count = len(new["i"])
    empty = {name: np.zeros(count, dtype=column.dtype) for name, column in sums.items()}
    empty |= {name: np.full(count, np.nan) for name in ("value", "numerator", "denominator")}
    empty |= {name: new[name] for name in ("i", "u", "t")} | {"absence": word[new["status"]]}
    return stack([{**sums, "absence": absence}, empty])


def _overlaid(sums: Columns, own: Columns, made_of: Contributions) -> pd.DataFrame:
    """Replace sums by own figures; an own row that is only “not reported” does not replace a sum."""
    tree = made_of.tree
    silent = np.isnan(own["value"]) & (own["absence"] == REASONS.index("not reported"))
    has_sum = key(take(sums, ~np.isnan(sums["value"])), tree)
    own = take(own, ~(silent & among(key(own, tree), has_sum)))
    sums = take(sums, ~among(key(sums, tree), key(own, tree)))
    both = stack([{name: table[name] for name in ("i", "u", "t", "absence", "provisional", *NUMBERS)} for table in (own, sums)])
    table = {
        "indicator": labelled(both["i"], made_of.rules.names),
        "unit": labelled(both["u"], tree.ids),
        "period": labelled(both["t"], tree.periods),
        **{name: both[name] for name in NUMBERS},
        "absence": labelled(both["absence"], REASONS),
        "status": labelled(both["provisional"].astype(np.int8), ["final", "provisional"]),
        "own": np.arange(len(both["i"])) < len(own["i"]),
        **_word_columns(own, sums, made_of.ledger.observations),
        **{name: np.concatenate([np.full(len(own["i"]), np.nan), sums[name]]) for name in ("k", "n", "loose", "hidden")},
    }
    return pd.DataFrame(table)


def _word_columns(own: Columns, sums: Columns, observations: pd.DataFrame) -> dict[str, Any]:
    at, nothing = own["row"], np.zeros(len(sums["i"]), dtype=np.intp)
    origin = np.where(np.isnan(sums["value"]), len(ORIGINS), sums["origin"])  # a missing figure has no origin
    later: dict[str, tuple[Codes, Sequence[str]]] = {"origin": (origin, [*ORIGINS, ""]), "qualifier": (sums["lean"], QUALIFIERS)}
    later |= {name: (nothing, [""]) for name in ("source", "note", "reported_at")}
    columns = {name: _continued(observations[name], at, *words) for name, words in later.items()}
    inferred = np.concatenate([observations["inferred"].to_numpy(dtype=bool)[at], np.zeros(len(nothing), dtype=bool)])
    return {**columns, "inferred": inferred}


def _continued(column: pd.Series[str], at: Codes, codes: Codes, words: Sequence[str]) -> pd.Categorical:
    """One categorical: the texts of a column at some rows, and after them the words at the positions `codes`."""
    categories = column.astype("category").cat if not isinstance(column.dtype, pd.CategoricalDtype) else column.cat
    every_word = dict.fromkeys([*categories.categories, *words])
    numbers = {word: n for n, word in enumerate(every_word)}
    below = np.array([numbers[word] for word in words], dtype=np.intp)[codes.astype(np.intp)]
    return labelled(np.concatenate([categories.codes.to_numpy()[at].astype(np.intp), below]), list(every_word))
