"""Compare figures with earlier ones, targets, the unit above and peers (METHODS 2 and 4).

Results have one row for each pair of an indicator and a unit. Two figures are compared only if both are exact, and both or
none is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.changes.ancestry import Before, predecessors_in
from reportlib.analysis.changes.pairs import CHANGE, beside, change_since, growth_of
from reportlib.analysis.changes.weekly import factors, unlike
from reportlib.analysis.columns import Columns, Flags
from reportlib.analysis.comparisons.asking import Figures, Pairs, figures_of
from reportlib.analysis.comparisons.parts import COVERAGE, REST, coverage, of_the_whole
from reportlib.analysis.comparisons.ranks import ENOUGH, SPREAD, against_peers
from reportlib.analysis.comparisons.targets import against_target
from reportlib.analysis.sums.contributions import Contributions
from reportlib.analysis.sums.rules import is_stock
from reportlib.periods import Period
from reportlib.sources import uncoded_table
from reportlib.workbook import Workbook

FIGURE = [
    "value", "numerator", "denominator", "qualifier", "origin", "own", "source", "note", "inferred", "status", "absence",
]  # fmt: skip
RANKS: Final = ["rank", "tied", "alike", "of", "missing", "unranked"]
OTHERS: Final = [
    "parent_value", "parent_origin", "parent_qualifier", "rest_value", "rest_status", "rest_a", "rest_b", "rest_sound", "gap",
    "share", "part", "whole_matched", *SPREAD, *RANKS,
]  # fmt: skip
"""The columns of `standings` that depend on other units' figures."""
ALIKE: Final = 1e-9
"""The largest relative difference between sums of the same figures in different order."""
BASES: Final = {"previous": "previous", "year": "year_before"}
"""The bases of a change, and the column with the earlier value of each."""


def standings(
    values: pd.DataFrame,
    made_of: Contributions,
    besides: Mapping[str, Columns],
    targets: pd.DataFrame,
    *,
    workbook: Workbook,
    period: Period,
) -> pd.DataFrame:
    """Compare all figures of a period; one row for each unit and indicator of its level.

    Parameters
    ----------
    values
        The figures, as `reportlib.analysis.sums.rollup.figures` returns them.
    made_of
        The contributions to the figures of the period, the one before it, and the same one a year earlier.
    besides
        The result of `reportlib.analysis.changes.pairs.beside` for each earlier period, by the keys of `BASES`.

    Returns
    -------
    `unit`, `indicator`, `FIGURE`, the columns of `coverage`, `changes`, `against_target`, `against_whole` and
    `against_peers`, and `whole_matched`, whether the unit above has a change on the year before over all its units and
    returns, and no unit joined or left it. A row without a figure has the kind of its `absence`; its `value`, and
    what compares it with other units, are missing.
    """
    pairs = Pairs.of(workbook, made_of.rules, made_of.tree)
    here = figures_of(values, pairs, period)
    own = _with_coverage(_own(values, here), pairs, made_of, period)
    changed_by_basis = changes(here, values, pairs, besides, period=period)
    tables = [
        pairs.words,
        own,
        changed_by_basis,
        against_target(own, pairs, targets, period=period),
        against_whole(here, pairs, values, made_of, workbook=workbook, period=period),
        against_peers(own, pairs, workbook=workbook, period=period),
    ]
    standing = pd.concat(tables, axis=1).assign(whole_matched=_whole_matched(changed_by_basis, pairs, period))
    standing[OTHERS] = standing[OTHERS].where(standing["value"].notna())
    return standing


def figures_in(values: pd.DataFrame, made_of: Contributions, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """Every unit's figures in a period: `unit`, `indicator`, `FIGURE` and the columns of `coverage`."""
    pairs = Pairs.of(workbook, made_of.rules, made_of.tree)
    own = _own(values, figures_of(values, pairs, period))
    return pd.concat([pairs.words, _with_coverage(own, pairs, made_of, period)], axis=1)


def _own(values: pd.DataFrame, here: Figures) -> pd.DataFrame:
    """The figures of the pairs; `absence` is “not asked” for pairs of which no figure was due."""
    rows = values[FIGURE].take(np.maximum(here.row, 0)) if len(values) else values[FIGURE].reindex(here.row)
    rows = uncoded_table(rows).reset_index(drop=True)
    figures = rows.where(pd.Series(here.row >= 0, index=rows.index))
    return figures.assign(absence=figures["absence"].fillna("not asked"))


def _with_coverage(own: pd.DataFrame, pairs: Pairs, made_of: Contributions, period: Period) -> pd.DataFrame:
    """Add the columns of `coverage`, which are missing for figures that the unit reported itself."""
    counts = pairs.numbers(coverage(made_of, period), COVERAGE)
    itself = own["own"].eq(True).to_numpy()
    return own.assign(**{name: np.where(itself, np.nan, column) for name, column in counts.items()})


def changes(here: Figures, values: pd.DataFrame, pairs: Pairs, besides: Mapping[str, Columns], *, period: Period) -> pd.DataFrame:
    """The change from the period before and from the same period of the year before (see `change_since`).

    Returns
    -------
    For the bases `previous` and `year`: the earlier value (`previous`, `year_before`), the difference from it (`on_…`; for a
    rank, places gained), and the other columns of `change_since`, with the basis as ending.
    """
    table: Columns = {}
    for basis, earlier in (("previous", period.previous()), ("year", period.year_before())):
        columns = {name: np.full(len(pairs.i), np.nan) for name in CHANGE}
        if earlier and basis in besides:
            columns = _between(here, values, pairs, besides[basis], period=period, earlier=earlier)
        column_names = {"before": BASES[basis], "change": f"on_{basis}"}
        table |= {column_names.get(name, f"{name}_{basis}"): column for name, column in columns.items()}
    loose = {name: pd.arrays.BooleanArray(column == 1, np.isnan(column)) for name, column in table.items() if "loose" in name}
    return pd.DataFrame({**table, **loose})


def changed(values: pd.DataFrame, made_of: Contributions, *, workbook: Workbook, period: Period, earlier: Period) -> pd.DataFrame:
    """The change of every unit's figures from an earlier period of the same length, like for like.

    Returns
    -------
    `unit`, `indicator`, and the columns of `reportlib.analysis.changes.pairs.CHANGE`, missing if there is no change.
    """
    pairs = Pairs.of(workbook, made_of.rules, made_of.tree)
    here = figures_of(values, pairs, period)
    columns = _between(here, values, pairs, beside(made_of, period, earlier), period=period, earlier=earlier)
    return pairs.words.assign(**columns)


def _between(here: Figures, values: pd.DataFrame, pairs: Pairs, both: Columns, *, period: Period, earlier: Period) -> Columns:
    """The changes of pairs between two periods; NaN across a break, and for units that are not `_comparable`."""
    before = predecessors_in(pairs.tree, earlier)
    then = figures_of(values, pairs, earlier, units=before.stands_in[pairs.u])
    apart = unlike(pairs.rules, period, earlier)
    weeks = [factors(pairs.rules, one, apart)[pairs.i] for one in (period, earlier)]
    weeks[0] = np.where(apart[pairs.i] & pairs.rules.distinct[pairs.i], np.nan, weeks[0])
    columns = _change_columns(here, then, pairs, both, continues=before.continues[pairs.u], weeks=weeks)
    broken = _broken(pairs, period, earlier, own=here.own & then.own)
    sound = _comparable(pairs, before, period) & ~broken
    return {name: np.where(sound, column, np.nan) for name, column in columns.items()}


def _comparable(pairs: Pairs, before: Before, period: Period) -> Flags:
    """For each pair, whether the unit or its predecessors existed throughout both periods.

    For a stock, it is enough that they existed at the end of the earlier period.
    """
    lived = pairs.tree.lived_through(pairs.u, period) & before.lived[pairs.u]
    return np.asarray(np.where(pairs.each(is_stock), before.lived_at_end[pairs.u], lived))


def _broken(pairs: Pairs, period: Period, earlier: Period, *, own: Flags) -> Flags:
    """Whether a break lies between two periods; a break of a unit below does not affect `own` figures."""
    broken = np.zeros(len(pairs.i), dtype=bool)
    for n, indicator in enumerate(pairs.rules.indicators):
        between = [one for one in indicator.breaks if one.between(earlier, period)]
        for row in np.flatnonzero(pairs.i == n) if between else ():
            unit = pairs.tree.ids[pairs.u[row]]
            broken[row] = any(one.concerns(unit) or (unit in one.above and not own[row]) for one in between)
    return broken


def _change_columns(
    here: Figures, then: Figures, pairs: Pairs, both: Columns, *, continues: Flags, weeks: Sequence[NDArray[np.float64]]
) -> Columns:
    """The changes of pairs, between two own figures or between two sums.

    Between a sum and an own figure there is a change only if a single unit contributed to both. For a unit that succeeds
    other units (`continues`) the earlier figure is known only from the sums over pairs. `weeks` are factors for both sides
    (see `reportlib.analysis.changes.weekly.factors`).
    """
    of_pairs = pairs.numbers(change_since(both, pairs.rules, pairs.tree), CHANGE)
    alone = (of_pairs["of_pairs"] == 1) & (of_pairs["movers"] == 0)
    own = here.own & then.own
    both_known = ~np.isnan(here.exact) & (continues | ~np.isnan(then.exact))
    from_pairs = both_known & (~(here.own | then.own) | alone)
    before = np.where(then.made_up == here.made_up, then.exact, np.nan)
    change = here.exact * weeks[0] - before * weeks[1]
    growth = growth_of(change / weeks[1], before, here.exact, pairs.rules, pairs.i)
    of_own: dict[str, NDArray[np.float64] | float] = {"before": before, "change": change, "growth": growth}
    of_own |= {"moved": 0.0, "movers": 0.0, "before_of": then.denominator}
    of_own |= {"pairs": 1.0, "of_pairs": 1.0, "cells": 1.0, "of_cells": 1.0}
    of_own["loose_change"] = (here.provisional | then.provisional).astype(np.float64)
    table = {name: np.where(own, of_own[name], np.where(from_pairs, of_pairs[name], np.nan)) for name in CHANGE}
    none = np.isnan(table["change"])
    table = {name: np.where(none, np.nan, column) for name, column in table.items()}
    is_rank = pairs.each(lambda indicator: indicator.kind == "rank")
    return table | {"change": np.where(is_rank, -table["change"], table["change"])}


def against_whole(
    here: Figures, pairs: Pairs, values: pd.DataFrame, made_of: Contributions, *, workbook: Workbook, period: Period
) -> pd.DataFrame:
    """Compare each unit's figure with that of the unit above and with that of the rest, and compute the unit's share.

    Returns
    -------
    `parent_value`, `parent_origin` and `parent_qualifier` are of the unit above. `rest_value` and `rest_status` are of the
    rest, which is the unit above without the unit; only ratios and scores have them. `gap` is the value less that of the
    rest. `share` is the unit's share of a count, if all parts have one sign and do not contradict the whole. `part` is what
    the unit gave to the whole. `rest_a`, `rest_b` and `rest_sound` are for the function `judged`.
    """
    parents = pairs.tree.parent[pairs.u, pairs.tree.number_of(period)]
    there = ~np.isnan(here.value)
    above = figures_of(values, pairs, period, units=np.where(there, parents, -1))
    rest = pairs.numbers(of_the_whole(made_of, period), REST)
    split = (rest["split"] == 1) & ~pairs.each(is_stock)
    has_rest = ~np.isnan(above.value) & (rest["rest_b"] > 0) & pairs.rules.divides[pairs.i] & ~split & (rest["rest_leans"] == 0)
    rest_value = np.where(has_rest, pairs.rules.values(pairs.i, rest["rest_a"], rest["rest_b"]), np.nan)
    has_rest = ~np.isnan(rest_value)
    status = np.where(~has_rest, "", np.where(rest["rest_loose"] == 1, "provisional", "final")).astype(object)
    words = uncoded_table(values[["origin", "qualifier"]].reindex(above.row)).reset_index(drop=True)
    return pd.DataFrame(
        {
            "parent_value": above.value,
            "parent_origin": words["origin"],
            "parent_qualifier": words["qualifier"],
            "rest_value": rest_value,
            "rest_status": pd.array(status, dtype="str"),
            "gap": here.exact - rest_value,
            "share": _share(above, rest, pairs),
            "part": rest["part"],
            "rest_a": np.where(has_rest, rest["rest_a"], np.nan),
            "rest_b": np.where(has_rest, rest["rest_b"], np.nan),
            "rest_sound": pd.array(rest["rest_k"] >= ENOUGH * rest["rest_n"], dtype="boolean"),
        }
    )


def _whole_matched(changes_of: pd.DataFrame, pairs: Pairs, period: Period) -> pd.api.extensions.ExtensionArray:
    pairs_in, cells_in = (changes_of[f"{of}_year"] >= changes_of[f"of_{of}_year"] for of in ("pairs", "cells"))
    matched = (pairs_in & cells_in & (changes_of["movers_year"] == 0)).to_numpy(dtype=bool)
    above = pairs.positions_in(pairs.i, pairs.u, units=pairs.tree.parent[pairs.u, pairs.tree.number_of(period)])
    return pd.array(np.append(matched, False)[above], dtype="boolean")


def _share(above: Figures, rest: Columns, pairs: Pairs) -> NDArray[np.float64]:
    """What each unit contributed to the figure of the unit above, as a share of that figure."""
    sums = pairs.each(lambda indicator: indicator.adds_up)
    whole, part = above.exact, rest["part"]
    most = whole * (1 + ALIKE)  # a sum and its only part may differ by floating-point error
    sound = (
        (rest["contradicted"] == 0)
        & sums
        & (whole > 0)
        & (part >= 0)
        & (part <= most)
        & (rest["negative_part"] == 0)
        & (rest["part_leans"] == 0)
    )
    covered = (rest["whole_k"] >= ENOUGH * rest["whole_n"]) & (rest["rest_leans"] == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sound & covered, np.minimum(part / whole, 1.0), np.nan)
