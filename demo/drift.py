"""How far the figures of a demonstration lie from the level of their indicator, and in what steps they move."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from demo.calibration import Ints
from demo.recipe import Shape
from demo.returns import normal
from reportlib.workbook.catalogue import Indicator

Floats = npt.NDArray[np.float64]


def step_of(indicator: Indicator, shape: Shape, *, decimals: int | None = None) -> Fraction:
    """The step in which an amount moves: its own, or its last decimal."""
    places = indicator.decimals if decimals is None else decimals
    return Fraction(str(shape.step)) if shape.step else Fraction(1, 10**places)


def scored(indicator: Indicator, shape: Shape, cells: pd.DataFrame, basis: Floats, drift: Floats) -> pd.DataFrame:
    """Scores out of a hundred, with the respondents they are weighted by as denominator."""
    points = np.clip(shape.level + drift, 0, 100).round(indicator.decimals)
    return cells.assign(value=points, numerator=np.nan, denominator=np.maximum(np.floor(shape.base * basis + 0.5), 1))


def drifted(cells: pd.DataFrame, shape: Shape, rng: np.random.Generator, *, sign: int) -> Floats:
    """How far each cell lies from the indicator's level: by unit, by trend, by pilot and by chance."""
    number = cells["number"].to_numpy(dtype=np.int64)
    between = normal(rng, int(number.max(initial=0)) + 1)[number] * shape.spread
    trend = shape.growth * cells["years"] + sign * shape.pilot * cells["led"].fillna(0)
    return np.asarray(between + trend + shape.noise * normal(rng, len(cells)))


def factors(cells: pd.DataFrame, shape: Shape, drift: Floats) -> Floats:
    """The drift as a factor, with the season; rounded, because platforms differ in the last digit of an exponential."""
    seasons = np.array(shape.season or (1.0,))[cells["season"] % max(len(shape.season), 1)]
    return np.asarray(np.exp(drift).round(9) * seasons)


def dither(cells: pd.DataFrame, indicator: Indicator, shape: Shape, rng: np.random.Generator) -> Floats:
    """What to add before cutting decimals off: one chance a unit for a stock, so that it does not jitter, else one a cell."""
    if shape.step:
        return np.full(len(cells), 0.5)
    stock = indicator.kind == "stock" or (indicator.kind == "ratio" and indicator.part_kind("numerator") == "stock")
    if not stock:
        return rng.random(len(cells))
    number = cells["number"].to_numpy(dtype=np.int64)
    return np.asarray(rng.random(int(number.max(initial=0)) + 1)[number])


def floored(amounts: Floats, between: Floats) -> Ints:
    """Whole steps: amounts with what is added to them, and their decimals cut off."""
    return np.floor(amounts + between).astype(np.int64)
