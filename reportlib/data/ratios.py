"""Check that the value of a ratio agrees with numerator and denominator in the same row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportlib.errors import Problem
from reportlib.workbook.catalogue import Catalogue, Indicator

Floats = npt.NDArray[np.float64]
_LOOSE: Final = 0.05
"""The share of itself by which a value with the qualifier “about” may differ."""


def contradicting(table: pd.DataFrame, texts: pd.Series[str], catalogue: Catalogue, *, file: str) -> Iterator[Problem]:
    """Find rows of ratios whose value contradicts numerator and denominator.

    A value may differ from scale x numerator / denominator by half a unit of its last decimal, and by what rounding explains:
    with `rounded: 5`, numerator and denominator may each be off by 2.5. Qualifiers widen the range. Indicators with
    `parts_may_differ` are skipped. `texts` are the values as written in the file.
    """
    ratios = {i.id: i for i in catalogue.indicators if i.kind == "ratio" and not i.parts_may_differ}
    whole = table[["value", "numerator", "denominator"]].notna().all(axis=1) & table["indicator"].isin(list(ratios))
    if not whole.any():
        return
    rows = table[whole].assign(text=texts[whole])
    rows = rows.assign(half=rows["text"].map({text: half_unit(text) for text in rows["text"].unique()}).astype("float64"))
    for name in ("scale", "rounded"):
        rows[name] = rows["indicator"].map({i: float(getattr(ratios[i], name) or 0) for i in ratios}).astype("float64")
    low, high = _possible(rows)
    least, most = _range_of_value(rows)
    slack = 1e-9 * np.maximum(np.abs(rows["value"].to_numpy()), np.where(np.isfinite(high), np.abs(high), 0))
    for row in rows[(high < least - slack) | (low > most + slack) | np.isnan(low)].to_dict("records"):
        yield _problem(row, ratios[row["indicator"]], file)


def half_unit(text: str) -> float:
    """Half a unit of the last decimal of a number as it is written.

    Examples
    --------
    >>> half_unit("33.3"), half_unit("20"), half_unit("20.0"), half_unit("1.2e3")
    (0.05, 0.5, 0.05, 50.0)
    """
    try:
        exponent = Decimal(text).as_tuple().exponent
    except InvalidOperation:  # a marker that means 0
        return 0.5
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.5


def _possible(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    above, below, scale = (rows[name].to_numpy() for name in ("numerator", "denominator", "scale"))
    off = rows["rounded"].to_numpy() / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        corners = np.array([scale * (above + a * off) / (below + b * off) for a in (-1, 1) for b in (-1, 1)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    anything = (off > 0) & (np.abs(below) <= off)  # before rounding the denominator may have been almost 0
    return np.where(anything, -np.inf, np.where(below == 0, np.nan, low)), np.where(anything, np.inf, high)


def _range_of_value(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    value, half = rows["value"].to_numpy(), rows["half"].to_numpy()
    half = np.where(rows["qualifier"] == "about", np.maximum(half, _LOOSE * np.abs(value)), half)
    up, down = rows["qualifier"].isin(["more than", "at least"]), rows["qualifier"].isin(["just under", "at most"])
    return np.where(down, -np.inf, value - half), np.where(up, np.inf, value + half)


def _problem(row: dict[Any, Any], indicator: Indicator, file: str) -> Problem:
    text, parts = row["text"], f"{row['numerator']:.12g}/{row['denominator']:.12g}"
    if row["denominator"] == 0:
        message = f"value '{text}' cannot be that of its parts: {parts} has no value"
        return Problem(message, file=file, line=row["line"], mend=f"empty the value of {text}, or write the right parts")
    quotient = row["scale"] * row["numerator"] / row["denominator"]
    right = _plain(quotient, max(indicator.decimals, 1))
    times = "" if row["scale"] in (1, 100) else f" x {row['scale']:.12g}"
    message, slip = f"value '{text}' is not that of its parts: {parts}{times} is {right}", _slip(row, indicator, quotient)
    mend = "exchange numerator and denominator" if "exchanged" in slip else f"write {right}, or empty value: it is worked out"
    mend += (
        f"; where its parts are counted otherwise, write `parts_may_differ: true` for '{indicator.id}' in params/catalogue.yaml"
    )
    return Problem(f"{message}; {slip}" if slip else message, file=file, line=row["line"], mend=mend)


def _slip(row: dict[Any, Any], indicator: Indicator, quotient: float) -> str:
    text, scale = row["text"], row["scale"]
    right, percent = _plain(quotient, max(indicator.decimals, 1)), " %" if indicator.percent else ""
    if row["value"] == 0:
        return ""

    def is_off_by(factor: float) -> bool:
        return bool(abs(row["value"] * factor - quotient) <= factor * row["half"] * (1 + 1e-9))

    if is_off_by(100):
        return f"{text} looks like {right}{percent} " + ("written as a fraction" if percent else "divided by 100")
    if is_off_by(0.01):
        return f"{text} looks like {right}{percent} multiplied by 100 once more"
    if scale != 1 and is_off_by(scale):
        return f"{text} looks like numerator over denominator without the scale of {scale:.12g}"
    if row["numerator"] and abs(row["value"] - scale * row["denominator"] / row["numerator"]) <= row["half"]:
        return "numerator and denominator look exchanged"
    return ""


def _plain(number: float, places: int) -> str:
    """A number without trailing zeros, with at most `places` decimals, or more if it would round to 0."""
    text = f"{number:.{places}f}" if round(number, places) or not number else f"{number:.3g}"
    return text.rstrip("0").rstrip(".") if "." in text else text
