"""The figures that units gave themselves (METHODS 1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportlib.analysis.columns import Columns, coded, first_of_each, stack, take
from reportlib.analysis.sums.cells import RECEIVED
from reportlib.analysis.sums.ledger import Ledger
from reportlib.analysis.sums.obligations import key
from reportlib.analysis.sums.tree import Tree
from reportlib.data.table import ABSENCES, NUMBERS

REASONS = ("", *ABSENCES)
"""The kinds of absence by number; number 0 means that there is a figure."""


def own_figures(ledger: Ledger) -> Columns:
    """The figures that units gave themselves, with the values of ratios (see `values_of`).

    A figure for one period is also a figure for other periods of the same months, such as the first quarter and the year to
    March. `row` is the position among the observations, `absence` a position in `REASONS`.
    """
    table = ledger.observations
    rows = _renamed(ledger.rows, ledger.tree)
    status, at = table["status"], rows["row"]
    numerator, denominator = (table[name].to_numpy("float64") for name in NUMBERS[1:])
    value = values_of(ledger)
    absence = coded(status, {word: n for n, word in enumerate(REASONS)})
    usable = np.isin(coded(status, {word: n for n, word in enumerate(RECEIVED)}), (0, 1, 2))
    nothing = REASONS.index("nothing to divide by")
    absence = np.where(usable, np.where(np.isnan(value), nothing, 0), absence)
    columns = {"value": np.where(usable, value, np.nan), "numerator": numerator, "denominator": denominator, "absence": absence}
    columns["provisional"] = (status == "provisional").to_numpy()
    return rows | take(columns, at)


def values_of(ledger: Ledger) -> NDArray[np.float64]:
    """The value of each observation; for a ratio, computed from numerator and denominator if it was not given."""
    value, numerator, denominator = (ledger.observations[name].to_numpy("float64") for name in NUMBERS)
    quotient = ledger.rules.scale[ledger.rows["i"]] * numerator / np.where(denominator == 0, np.nan, denominator)
    return np.where(np.isnan(value), quotient, value)


def _renamed(rows: Columns, tree: Tree) -> Columns:
    """The observations, repeated for every other period that has the same months; `renamed` marks the repeated ones."""
    rows = {**rows, "row": np.arange(len(rows["i"])), "renamed": np.zeros(len(rows["i"]), dtype=bool)}
    observed = np.unique(rows["t"])
    same = (
        (tree.first[observed, None] == tree.first)
        & (tree.last[observed, None] == tree.last)
        & np.not_equal.outer(observed, np.arange(len(tree.first)))
    )
    renamed = []
    for n, t in np.argwhere(same):
        part = take(rows, rows["t"] == observed[n])
        renamed.append({**part, "t": np.full(len(part["t"]), t), "renamed": ~part["renamed"]})
    every = stack([rows, *renamed])
    return take(every, first_of_each(key(every, tree))) if renamed else every
