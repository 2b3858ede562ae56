"""Distinct counts of a demonstration: they do not add up over time, so longer periods need rows of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from demo.calibration import Ints
from reportlib.periods import Kind, Period


def coarser(
    cells: pd.DataFrame, counts: Ints, *, periods: Sequence[Period], base: Kind, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows for the base periods, and for `periods`: a value between the largest value of the parts and the sum of the parts."""
    table = cells.assign(value=counts)
    for period in sorted(periods, key=lambda p: p.months):
        parts = table[table["period"].isin(_parts(period, set(table["period"]), base))]
        grouped = parts.groupby("unit", sort=False)
        most, total = grouped["value"].max(), grouped["value"].sum()
        value = most + np.floor((total - most) * 0.5 + rng.random(len(most))).astype(np.int64)
        rows = grouped.last().assign(value=np.minimum(value, total), period=str(period), status="final")
        table = pd.concat([table, rows.reset_index()], ignore_index=True)
    return table


def consistent(table: pd.DataFrame, *, base: Kind) -> pd.DataFrame:
    """Change the values of shorter periods: none is above the value of the longer period, and their sum is not below it."""
    wide = table.pivot(index="unit", columns="period", values="value")
    for period in sorted(map(Period.parse, wide.columns), key=lambda p: -p.months):
        if parts := _parts(period, set(wide.columns), base):
            wide[parts] = _settled(wide[parts], wide[str(period)])
    keys = pd.MultiIndex.from_frame(table[["unit", "period"]])
    return table.assign(value=wide.stack().reindex(keys).to_numpy())


def _parts(period: Period, known: set[str], base: Kind) -> list[str]:
    kinds: tuple[Kind, ...] = ("year", "half", base)
    found = ([str(part) for part in period.parts(kind)] for kind in kinds)
    return next((parts for parts in found if parts and known >= set(parts)), [])


def _settled(parts: pd.DataFrame, whole: pd.Series[float]) -> pd.DataFrame:
    block = parts.clip(upper=whole, axis=0)
    short = (whole - block.sum(axis=1)).clip(lower=0).fillna(0)
    largest = block.fillna(-1).to_numpy().argmax(axis=1)
    raised = block.to_numpy(dtype=np.float64, copy=True)
    raised[np.arange(len(block)), largest] += short.to_numpy()
    return pd.DataFrame(raised, index=block.index, columns=block.columns)
