"""How demonstration figures deviate from the level of their indicator, and how they are rounded."""

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
    """The step to which amounts are rounded: that of the shape, or one unit of the last decimal."""
    places = indicator.decimals if decimals is None else decimals
    return Fraction(str(shape.step)) if shape.step else Fraction(1, 10**places)


def scored(indicator: Indicator, shape: Shape, cells: pd.DataFrame, basis: Floats, drift: Floats) -> pd.DataFrame:
    """Scores from 0 to 100, with the number of respondents as denominator."""
    points = np.clip(shape.level + drift, 0, 100).round(indicator.decimals)
    return cells.assign(value=points, numerator=np.nan, denominator=np.maximum(np.floor(shape.base * basis + 0.5), 1))


def drifted(cells: pd.DataFrame, shape: Shape, rng: np.random.Generator, *, sign: int) -> Floats:
    """How far each return is from the indicator's level: the sum of effects of the unit, growth, being a pilot, and chance."""
    number = cells["number"].to_numpy(dtype=np.int64)
    between = normal(rng, int(number.max(initial=0)) + 1)[number] * shape.spread
    trend = shape.growth * cells["years"] + sign * shape.pilot * cells["led"].fillna(0)
    return np.asarray(between + trend + shape.noise * normal(rng, len(cells)))


def factors(cells: pd.DataFrame, shape: Shape, drift: Floats) -> Floats:
    """The factor by which each return differs from the level: the exponential of `drift`, times the factor of the season.

    The exponential is rounded, because platforms differ in its last digit.
    """
    seasons = np.array(shape.season or (1.0,))[cells["season"] % max(len(shape.season), 1)]
    return np.asarray(np.exp(drift).round(9) * seasons)


def dither(cells: pd.DataFrame, indicator: Indicator, shape: Shape, rng: np.random.Generator) -> Floats:
    """The amount, from 0 to 1, to add to each row before rounding down.

    It is 0.5 for shapes with a step, else random; for a stock the same in all periods of a unit, so that figures do not jitter.
    """
    if shape.step:
        return np.full(len(cells), 0.5)
    stock = indicator.kind == "stock" or (indicator.kind == "ratio" and indicator.part_kind("numerator") == "stock")
    if not stock:
        return rng.random(len(cells))
    number = cells["number"].to_numpy(dtype=np.int64)
    return np.asarray(rng.random(int(number.max(initial=0)) + 1)[number])


def floored(amounts: Floats, between: Floats) -> Ints:
    """The sums of two arrays, rounded down."""
    return np.floor(amounts + between).astype(np.int64)
