"""Series for the tests of what is told over time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.periods import Period


def quarterly(values: Sequence[float | None], *, first: str = "2000Q1") -> pd.DataFrame:
    """A value a quarter, None where there is none."""
    start = Period.parse(first)
    periods = [str(start.shift(n)) for n in range(len(values))]
    return pd.DataFrame({"period": periods, "value": pd.array(list(values), dtype="float64")}).astype({"value": "float64"})


def quarter(number: int, *, first: str = "2000Q1") -> str:
    """The quarter of a number from 0."""
    return str(Period.parse(first).shift(number))
