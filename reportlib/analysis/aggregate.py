"""Adding figures up: over the units of a parent, and over the parts of a period (METHODS 1 and 2).

Every figure is carried as two sums, `a` and `b`: for a count `a` is the value; for a ratio they are numerator and
denominator; for a score `a` is value x respondents and `b` the respondents. Nothing else is ever added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from reportlib.catalogue import Catalogue
from reportlib.observations.table import KEY, ORIGINS
from reportlib.periods import Kind, Period
from reportlib.units import Units

MARKS: Final = ["origin", "above", "below"]
"""What a sum inherits from its terms by their maximum: the least known origin, and how its qualifiers lean."""
_LEANS: Final = {
    "exactly": (0, 0),
    "more than": (2, 0),
    "at least": (1, 0),
    "just under": (0, 2),
    "at most": (0, 1),
    "about": (1, 1),
}
_QUALIFIERS: Final = {lean: word for word, lean in _LEANS.items()}


def to_sums(observations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Observations as sums: key, `a`, `b`, and their marks; rows that cannot be added have no `a`."""
    kind = observations["indicator"].map({i.id: i.kind for i in catalogue.indicators})
    value, numerator, weight = observations["value"], observations["numerator"], observations["denominator"]
    a = value.mask(kind == "ratio", numerator).mask(kind == "score", value * weight)
    return observations[KEY].assign(
        a=a,
        b=weight.where(kind.isin(["ratio", "score"]), 0.0),
        origin=observations["origin"].map({origin: n for n, origin in enumerate(ORIGINS)}).astype("int64"),
        above=observations["qualifier"].map({word: above for word, (above, _) in _LEANS.items()}).astype("int64"),
        below=observations["qualifier"].map({word: below for word, (_, below) in _LEANS.items()}).astype("int64"),
    )


def from_sums(sums: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Sums as figures: value, numerator and denominator, origin and qualifier in words."""
    kind = sums["indicator"].map({i.id: i.kind for i in catalogue.indicators})
    scale = sums["indicator"].map({i.id: i.scale for i in catalogue.indicators})
    divided = kind.isin(["ratio", "score"])
    quotient = scale * sums["a"] / sums["b"].where(sums["b"] != 0)
    lean = 3 * sums["above"] + sums["below"]
    return sums.drop(columns=["a", "b", *MARKS]).assign(
        value=sums["a"].mask(divided, quotient),
        numerator=sums["a"].where(kind == "ratio"),
        denominator=sums["b"].where(divided),
        origin=sums["origin"].map(dict(enumerate(ORIGINS))).astype("str"),
        qualifier=lean.map({3 * above + below: word for (above, below), word in _QUALIFIERS.items()})
        .fillna("about")
        .astype("str"),
    )


def parents_at(units: Units, periods: Sequence[str]) -> pd.DataFrame:
    """Who was whose parent when: unit, level, period, parent; one row a unit and period in which it had one."""
    simple = {u.id: u.parent for u in units.units if isinstance(u.parent, str) and not u.start and not u.end}
    fixed = pd.DataFrame({"unit": simple.keys(), "parent": simple.values()}, dtype="str").merge(
        pd.DataFrame({"period": list(periods)}, dtype="str"), how="cross"
    )
    dated = [
        (unit.id, parent, period)
        for unit in units.units
        if unit.id not in simple
        for period in periods
        if (parent := unit.parent_in(Period.parse(period)))
    ]
    table = pd.concat(
        [fixed, pd.DataFrame(dated, columns=pd.Index(["unit", "parent", "period"]), dtype="str")], ignore_index=True
    )
    return table.assign(level=table["unit"].map({u.id: u.level for u in units.units}).astype("str"))


def over_units(children: pd.DataFrame, parents: pd.DataFrame) -> pd.DataFrame:
    """The sums of each parent: those of its children in the same period, and `k`, how many of them there were."""
    rows = children.dropna(subset=["a"]).merge(parents[["unit", "period", "parent"]], on=["unit", "period"])
    grouped = rows.groupby(["indicator", "parent", "period"], as_index=False, sort=False)
    summed = grouped.agg(a=("a", "sum"), b=("b", "sum"), k=("a", "size"), **{mark: (mark, "max") for mark in MARKS})
    return summed.rename(columns={"parent": "unit"})


def over_time(
    base: pd.DataFrame, periods: Sequence[Period], *, kind: Kind, catalogue: Catalogue, units: Units, whole: bool = True
) -> pd.DataFrame:
    """The sums of coarser periods, where every part that the unit lived through is there.

    Flows add, stocks take the last part, distinct counts and ranks make nothing (METHODS 2).

    Parameters
    ----------
    base
        Sums in periods of `kind`.
    whole
        Leave out what lacks a part; otherwise what there is of it is returned.
    """
    rule = _time_rules(catalogue)
    rows = base.dropna(subset=["a"]).merge(rule, on="indicator").merge(_parts(periods, kind), on="period")
    last = rows["last"].astype("float64")
    rows = rows.assign(
        a=rows["a"] * last.where(rows["a_stock"], 1.0),
        b=rows["b"] * last.where(rows["b_stock"], 1.0),
        seen=last.where(rows["a_stock"] & rows["b_stock"], 1.0),
        ends=rows["last"] | ~(rows["a_stock"] | rows["b_stock"]),
    )
    grouped = rows.groupby(["indicator", "unit", "whole"], as_index=False, sort=False)
    summed = grouped.agg(
        a=("a", "sum"),
        b=("b", "sum"),
        seen=("seen", "sum"),
        parts=("parts", "first"),
        only_last=("only_last", "first"),
        ends=("ends", "max"),
        **{mark: (mark, "max") for mark in MARKS},
    )
    lived = _lived(summed, units, kind).mask(summed["only_last"], 1)
    there = (summed["seen"] == lived) & summed["ends"] if whole else slice(None)
    return summed[there].drop(columns=["seen", "parts", "only_last", "ends"]).rename(columns={"whole": "period"})


def _parts(periods: Sequence[Period], kind: Kind) -> pd.DataFrame:
    rows = [(str(p), str(part), part == p.parts(kind)[-1], len(p.parts(kind))) for p in periods for part in p.parts(kind)]
    return pd.DataFrame(rows, columns=pd.Index(["whole", "period", "last", "parts"])).astype(
        {"whole": "str", "period": "str", "last": bool, "parts": "int64"}
    )


def _time_rules(catalogue: Catalogue) -> pd.DataFrame:
    """How each indicator that adds over time does so: whether its `a` and its `b` are stocks."""
    rows = []
    for i in catalogue.indicators:
        if i.kind in ("distinct", "rank"):
            continue
        a = i.part_kind("numerator") == "stock" if i.kind == "ratio" else i.kind == "stock"
        b = i.part_kind("denominator") == "stock" if i.kind == "ratio" else a
        rows.append((i.id, a, b, a and b))
    table = pd.DataFrame(rows, columns=pd.Index(["indicator", "a_stock", "b_stock", "only_last"]))
    return table.astype({"indicator": "str", "a_stock": bool, "b_stock": bool, "only_last": bool})


def _lived(summed: pd.DataFrame, units: Units, kind: Kind) -> pd.Series[int]:
    """In how many parts of each row's period its unit existed."""
    parts = summed["parts"].to_numpy(copy=True)
    rows = summed["unit"].isin([unit.id for unit in units.units if unit.start or unit.end]).to_numpy()
    pairs = list(zip(summed.loc[rows, "unit"], summed.loc[rows, "whole"], strict=True))
    lived = {
        (unit, whole): sum(units[unit].exists(part) for part in Period.parse(whole).parts(kind)) for unit, whole in set(pairs)
    }
    parts[rows] = np.array([lived[pair] for pair in pairs], dtype=parts.dtype)
    return pd.Series(parts, index=summed.index)
