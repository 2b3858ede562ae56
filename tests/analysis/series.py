from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.periods import Period


def quarterly(values: Sequence[float | None], *, first: str = "2000Q1") -> pd.DataFrame:
    """A series of successive quarters with these values; None stands for a quarter without a value."""
    start = Period.parse(first)
    periods = [str(start.shift(n)) for n in range(len(values))]
    return pd.DataFrame({"period": periods, "value": pd.array(list(values), dtype="float64")}).astype({"value": "float64"})


def quarter(number: int, *, first: str = "2000Q1") -> str:
    """The quarter that is `number` quarters after the first."""
    return str(Period.parse(first).shift(number))
