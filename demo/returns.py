"""The returns of a demonstration: which synthetic unit reported for which period and when, and how large it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from demo.recipe import Recipe
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit

_COLUMNS: Final = ["unit", "period", "number", "level", "median", "spread", "years", "season", "led", "children", "end"]


def stream(seed: int, name: str) -> np.random.Generator:
    """The random generator of a name. Each indicator has its own, so that a new indicator does not change the others' figures."""
    return np.random.Generator(np.random.PCG64([seed, crc32(name.encode())]))


def normal(rng: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """Approximately standard normal numbers, from sums of integers: the same on every platform."""
    sums = rng.integers(0, 65536, size=(count, 12)).sum(axis=1)
    return np.asarray((sums - 6 * 65535) / 65536)


def returns(workbook: Workbook, recipe: Recipe) -> pd.DataFrame:
    """One return for each synthetic unit and each period in which the unit existed; missing returns are left out.

    Returns
    -------
    A frame with unit, period, level, size, `years` since the first period, `season` (index within the year), `led` (years as a
    pilot; missing for others), children, status and reported_at.
    """
    synthetic = [(number, unit) for number, unit in enumerate(workbook.units.units) if unit.synthetic]
    periods = recipe.periods()
    children = Counter((unit.parent_in(period), period) for unit in workbook.units.units for period in periods)
    pairs = [(number, unit, period) for number, unit in synthetic for period in periods if unit.exists(period)]
    rows = [(*_cell(recipe, *pair), children[pair[1].id, pair[2]], pair[2].end) for pair in pairs]
    cells = pd.DataFrame(rows, columns=_COLUMNS)
    chance = normal(stream(recipe.seed, "sizes"), len(workbook.units.units))[cells["number"].to_numpy(dtype=np.int64)]
    cells["size"] = np.maximum((cells["median"] * np.exp(cells["spread"] * chance).round(9)).round(), 1)
    return _returned(cells, recipe, due=workbook.settings.calendar.due_days)


def _cell(recipe: Recipe, number: int, unit: Unit, period: Period) -> tuple[Any, ...]:
    size = recipe.size(unit)
    years = (period.last - recipe.first.last) / 12
    led = max((period.last - unit.pilot.first + 1) / 12, 0) if unit.pilot else np.nan
    season = (period.first % 12) // period.months
    return (unit.id, str(period), number, unit.level, size.median, size.spread, years, season, led)


def _returned(cells: pd.DataFrame, recipe: Recipe, *, due: int) -> pd.DataFrame:
    rng = stream(recipe.seed, "returns")
    lost, late, loose = rng.random((3, len(cells)))
    after = due + rng.integers(1, recipe.returns.days_late + 1, len(cells))
    days = np.where(late < recipe.returns.late, after, rng.integers(min(1, due), due + 1, len(cells)))
    reported = [(end + dt.timedelta(int(n))).isoformat() for end, n in zip(cells["end"], days, strict=True)]
    loose_last = (cells["period"] == str(recipe.last)) & (loose < recipe.returns.provisional)
    cells = cells.assign(reported_at=reported, status=np.where(loose_last, "provisional", "final"))
    here: pd.DataFrame = cells[lost >= recipe.returns.missing]
    return here.reset_index(drop=True)
