"""Roll observations up: every figure of every unit in the periods asked for (METHODS 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from reportlib.analysis.aggregate import MARKS, from_sums, over_time, over_units, parents_at, to_sums
from reportlib.analysis.cumulative import per_period
from reportlib.observations.findings import Finding, at_row
from reportlib.observations.table import KEY, absent
from reportlib.periods import Period
from reportlib.workbook import Workbook

OWN_ONLY = ["status", "inferred", "reported_at", "source", "note"]
"""What only a figure that somebody told can have."""

AGREES: dict[str, Callable[[float, float, float], bool]] = {
    "exactly": lambda told, made, slack: abs(made - told) <= slack,
    "more than": lambda told, made, slack: made > told,
    "at least": lambda told, made, slack: made >= told - slack,
    "just under": lambda told, made, slack: made < told,
    "at most": lambda told, made, slack: made <= told + slack,
    "about": lambda told, made, slack: abs(made - told) <= max(slack, abs(told) * 0.05),
}
"""Whether a computed figure agrees with one that was told, by the told one's qualifier."""


def rollup(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> tuple[pd.DataFrame, list[Finding]]:
    """Every figure that the observations carry, of every unit, in the periods asked for.

    A unit's own figure wins over what its children add up to; where the two do not agree, that is a finding.

    Parameters
    ----------
    observations
        One row a figure (see `reportlib.observations.settle`).
    periods
        Periods of any kind; those made up of base periods are added up from them. A unit's own figures are
        returned whatever their period.

    Returns
    -------
    One row an indicator, unit and period: `value`, `numerator`, `denominator`, `qualifier`, `origin`, `own` (whether
    it is the unit's own), `k` and `n` (how many of its children carry it, of how many there were), and, of own
    figures, `status`, `inferred`, `reported_at`, `source` and `note`.
    """
    told = per_period(observations[~absent(observations)], workbook)
    sums = to_sums(told, workbook.catalogue).dropna(subset=["a"])
    kinds = {text: Period.parse(text).kind for text in sums["period"].unique()}
    at_base = sums["period"].map(kinds) == workbook.base
    across = partial(over_time, periods=periods, kind=workbook.base, catalogue=workbook.catalogue, units=workbook.units)
    base, base_made = _up(sums[at_base], workbook)
    timed = across(base)
    coarse = _without(sums[~at_base], timed)
    extra, extra_made, twice = _told_for_the_whole(coarse, sums[at_base], base, timed, across, workbook)
    computed = pd.concat([base_made, _add(timed, extra_made, less=_within(twice, timed))], ignore_index=True)
    computed = _counted(computed, pd.concat([base, timed, extra]).drop_duplicates(KEY), workbook)
    made = from_sums(computed, workbook.catalogue)
    values = pd.concat([_own(told, workbook), _without(made, told).assign(own=False)], ignore_index=True)
    return values, _discrepancies(told, made, workbook)


def _told_for_the_whole(
    coarse: pd.DataFrame,
    own_base: pd.DataFrame,
    base: pd.DataFrame,
    timed: pd.DataFrame,
    across: Callable[..., pd.DataFrame],
    workbook: Workbook,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What figures told for a coarser period add to what the parts of that period make.

    A unit may have told some of the parts as well, three quarters and the year: the units above have those in their own
    parts already. And a unit that told parts of its own takes nothing from what its children told for the whole.

    Returns
    -------
    The coarse figures of all units; what children made of them; and the parts that would be counted twice.
    """
    concerned = coarse["indicator"].unique()
    told_parts = across(own_base[own_base["indicator"].isin(concerned)], whole=False)
    parts = across(base[base["indicator"].isin(concerned)], whole=False)
    own_parts = _within(told_parts, timed)
    extra, extra_made = _up(coarse, workbook, but=own_parts)
    _, twice = _up(_within(parts, coarse), workbook, but=own_parts)
    return extra, extra_made, twice


def _up(own: pd.DataFrame, workbook: Workbook, *, but: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums of all units, bottom level first, own ones winning; and what children made, own ones beside or not.

    What children would make under a key of `but` is left out.
    """
    parents = parents_at(workbook.units, list(own["period"].unique()))
    level = {unit.id: unit.level for unit in workbook.units.units}
    parent_level, own_level = parents["parent"].map(level), own["unit"].map(level)
    rolling = [i.id for i in workbook.catalogue.indicators if i.rolls_up != "none"]
    settled, all_made = own.iloc[:0], []
    for name in reversed(workbook.level_ids):
        made = over_units(settled[settled["indicator"].isin(rolling)], parents[parent_level == name]).drop(columns="k")
        made = made if but is None else _without(made, but)
        mine = own[own_level == name]
        settled = pd.concat([settled, mine, _without(made, mine)], ignore_index=True)
        all_made.append(made)
    return settled, pd.concat(all_made, ignore_index=True)


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows whose key is not among the others'."""
    taken = pd.MultiIndex.from_frame(others[KEY])
    return rows[~pd.MultiIndex.from_frame(rows[KEY]).isin(taken)]


def _within(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows whose key is among the others'."""
    return rows[pd.MultiIndex.from_frame(rows[KEY]).isin(pd.MultiIndex.from_frame(others[KEY]))]


def _add(timed: pd.DataFrame, extra: pd.DataFrame, *, less: pd.DataFrame) -> pd.DataFrame:
    """What came from the parts of a period, and what units told for the whole of it, less the parts that they told too."""
    both = pd.concat([timed, extra, less.assign(a=-less["a"], b=-less["b"])], ignore_index=True)
    aggregates = {"a": "sum", "b": "sum"} | dict.fromkeys(MARKS, "max")
    return both.groupby(KEY, as_index=False, sort=False).agg(aggregates)


def _counted(computed: pd.DataFrame, present: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """The same rows with `k`, how many children carry the figure, and `n`, how many there were that could."""
    parents = parents_at(workbook.units, list(computed["period"].unique()))
    k = over_units(present, parents)[[*KEY, "k"]]
    children = parents.groupby(["parent", "period", "level"], as_index=False).size()
    carried = pd.DataFrame(
        [(i.id, level) for level in workbook.level_ids for i in workbook.catalogue.on_level(level, levels=workbook.level_ids)],
        columns=pd.Index(["indicator", "level"]),
    ).astype("str")
    n = children.merge(carried, on="level").groupby(["indicator", "parent", "period"], as_index=False).agg(n=("size", "sum"))
    n = n.rename(columns={"parent": "unit"})
    return computed.merge(k, on=KEY, how="left").merge(n, on=KEY, how="left")


def _own(told: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """What was told, with the value of a ratio worked out where only its parts were given."""
    scale = told["indicator"].map({i.id: i.scale for i in workbook.catalogue.indicators})
    quotient = scale * told["numerator"] / told["denominator"].where(told["denominator"] != 0)
    kept = told[[*KEY, "numerator", "denominator", "qualifier", "origin", *OWN_ONLY]]
    return kept.assign(value=told["value"].fillna(quotient), own=True)


def _discrepancies(told: pd.DataFrame, made: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    """Figures told by a unit that do not agree with what its children, or the parts of the period, add up to."""
    both = told.merge(made[[*KEY, "value"]], on=KEY, suffixes=("", "_made")).dropna(subset=["value", "value_made"])
    slack = both["indicator"].map({i.id: 0.5 * 10.0**-i.decimals for i in workbook.catalogue.indicators})
    return [
        at_row("discrepancy", row, first=row["value"], second=row["value_made"])
        for row, loose in zip(both.to_dict("records"), slack, strict=True)
        if not AGREES[row["qualifier"]](row["value"], row["value_made"], loose)
    ]
