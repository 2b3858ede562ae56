"""Find figures that disagree; only figures that can disagree are added up."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.comparisons.breakdowns import uneven
from reportlib.analysis.sums.contributions import contributions
from reportlib.analysis.sums.cumulative import falling_in
from reportlib.analysis.sums.rollup import figures
from reportlib.data import Finding
from reportlib.data.table import NUMBERS
from reportlib.periods import Period
from reportlib.workbook import Workbook


def disagreements_in(workbook: Workbook, observations: pd.DataFrame) -> tuple[Finding, ...]:
    """Find figures that disagree with other figures.

    These are running totals that fall, figures that differ from the sum of the units below or of shorter periods, and counts
    that differ from the sum of a breakdown.
    """
    periods = [Period.parse(text) for text in observations["period"].unique()]
    made_of = contributions(observations[_set_beside_others(workbook, observations)], workbook, periods)
    return (*falling_in(made_of.ledger), *figures(made_of)[1], *uneven(workbook, observations))


def _set_beside_others(workbook: Workbook, observations: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each row can disagree with other rows, so that it has to be added up.

    Figures of one indicator can disagree if they are of several levels or several lengths of period. A running total can
    disagree with an earlier one, and a negative figure with a sum of units that gave nothing, which is 0. The first row of
    each period is kept because it shows that returns were due.
    """
    depth = {unit.id: workbook.level_ids.index(unit.level) for unit in workbook.units.units}
    indicator, _ = pd.factorize(observations["indicator"])
    unit, units = pd.factorize(observations["unit"])
    period, periods = pd.factorize(observations["period"])
    spans = [Period.parse(text) for text in periods]
    kinds, _ = pd.factorize(np.array([f"{span.kind} {span.starts} {span.months}" for span in spans], dtype=object))
    several = np.zeros(len(observations), dtype=bool)
    for of_row in (np.array([depth[name] for name in units], dtype=np.intp)[unit], kinds[period]):
        several |= _unlike(indicator, of_row)
    running = np.array([span.kind == "ytd" for span in spans], dtype=bool)[period]
    alone = several | _any(indicator, running | (observations[NUMBERS].to_numpy() < 0).any(axis=1))
    return np.asarray(alone | ~pd.Index(period).duplicated())


def _unlike(groups: NDArray[np.intp], values: NDArray[np.intp]) -> NDArray[np.bool_]:
    first = np.zeros(int(groups.max(initial=-1)) + 1, dtype=np.intp)
    first[groups[::-1]] = values[::-1]
    return _any(groups, values != first[groups])


def _any(groups: NDArray[np.intp], flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(np.bincount(groups, weights=flags, minlength=1) > 0)[groups]
