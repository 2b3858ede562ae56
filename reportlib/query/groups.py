"""Figures of groups of units: numerators and denominators are added, then divided (METHODS 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.sums.cells import EXEMPT, LEANS
from reportlib.analysis.sums.rollup import FEW_PROVISIONAL, QUALIFIERS
from reportlib.data.table import ABSENCES, ORIGINS
from reportlib.errors import UnsuitedError
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

KEY: Final = ["indicator", "period", "group"]
ABOVE: Final = {qualifier: lean[0] for qualifier, lean in LEANS.items()}
BELOW: Final = {qualifier: lean[1] for qualifier, lean in LEANS.items()}


def check_adds(indicators: Sequence[Indicator]) -> None:
    """Check that indicators add up over units.

    Raises
    ------
    UnsuitedError
        When an indicator does not, such as a rank.
    """
    for indicator in indicators:
        if indicator.rolls_up == "none":
            message = f"'{indicator.id}' is a {indicator.kind} that does not add up over units: leave by(…) out"
            raise UnsuitedError(message, why="groups")


def grouped(figures: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """The figures of groups of units of one level.

    Parameters
    ----------
    figures
        One row for each unit, indicator and period (see `Snapshot.figures`), with its `group`.

    Returns
    -------
    One row for each group, indicator and period: `value`, `numerator`, `denominator`; `qualifier`, `origin`, `status` and
    `hidden`, derived from those of the units' figures; `k`, the number of units with a figure that can be added; `n`, the
    number of units asked; `absence`, why there is no value.
    """
    terms = _terms(figures, workbook)
    sums = terms.groupby(KEY, sort=False).agg(
        a=("a", "sum"), b=("b", "sum"), k=("there", "sum"), n=("asked", "sum"), hidden=("hidden", "sum"),
        above=("above", "max"), below=("below", "max"), origin=("origin", "max"), provisional=("provisional", "sum"),
        absence=("absence", "max"),
    )  # fmt: skip
    return _figures(sums.reset_index(), workbook)


def _terms(figures: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    kind, scale = _kind_and_scale(figures, workbook)
    ratio, score = kind.eq("ratio"), kind.eq("score")
    whole = figures["value"].where(~score, figures["value"] * figures["denominator"] / scale)
    a = whole.where(~ratio, figures["numerator"])
    b = figures["denominator"].where(ratio | score, 0.0)
    there = figures["value"].notna() & a.notna() & b.notna()
    addable = there & ~(ratio & b.eq(0))
    return figures[KEY].assign(
        a=a.where(addable, 0.0),
        b=b.where(addable, 0.0),
        there=there,
        asked=~figures["absence"].isin(EXEMPT),
        hidden=figures["hidden"].fillna(0) + figures["absence"].eq("suppressed"),
        above=figures["qualifier"].map(ABOVE).where(there, 0),
        below=figures["qualifier"].map(BELOW).where(there, 0),
        origin=figures["origin"].map({origin: n for n, origin in enumerate(ORIGINS)}).where(there, -1),
        provisional=there & figures["status"].eq("provisional"),
        absence=figures["absence"].map({absence: n for n, absence in enumerate(ABSENCES)}).fillna(-1),
    )


def _figures(sums: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    kind, scale = _kind_and_scale(sums, workbook)
    divides, none = kind.isin(["ratio", "score"]), sums["k"].eq(0)
    quotient = scale * sums["a"] / sums["b"].where(sums["b"] != 0)
    value = sums["a"].where(~divides, quotient).mask(none)
    empty = ~none & value.isna()
    absence = sums["absence"].astype(int).map(dict(enumerate(ABSENCES))).where(none, np.nan)
    columns: dict[str, pd.Series[Any] | NDArray[Any]] = {
        "value": value,
        "numerator": sums["a"].where(kind.eq("ratio") & ~none),
        "denominator": sums["b"].where(divides & ~none),
        "qualifier": (3 * sums["above"] + sums["below"]).astype(int).map(dict(enumerate(QUALIFIERS))),
        "origin": sums["origin"].astype(int).map(dict(enumerate(ORIGINS))).fillna(""),
        "status": np.where(sums["provisional"] > FEW_PROVISIONAL * sums["k"], "provisional", "final"),
        "absence": absence.mask(empty, "nothing to divide by").fillna(""),
        "k": sums["k"],
        "n": sums["n"],
        "hidden": sums["hidden"],
    }
    return sums[KEY].assign(**columns)


def _kind_and_scale(table: pd.DataFrame, workbook: Workbook) -> tuple[pd.Series[str], pd.Series[float]]:
    every = workbook.catalogue.indicators
    return table["indicator"].map({i.id: i.kind for i in every}), table["indicator"].map({i.id: i.scale for i in every})
