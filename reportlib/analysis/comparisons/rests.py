"""The figure of *the rest*, which is the unit above without the unit itself (METHODS 4)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportlib.analysis.comparisons.asking import Pairs, figures_of
from reportlib.analysis.comparisons.compare import against_whole
from reportlib.analysis.comparisons.parts import of_the_whole
from reportlib.analysis.sums.contributions import Contributions
from reportlib.periods import Period
from reportlib.workbook import Workbook


def rests_in(values: pd.DataFrame, made_of: Contributions, *, workbook: Workbook, period: Period) -> pd.DataFrame:
    """For ratios and scores, the figure of the unit above without the contribution of the unit itself.

    Returns
    -------
    One row for each pair: `unit`, `indicator`, `value` (missing if not known), `origin` (of the whole), `status`, and the
    coverage `k` of `n` units.
    """
    pairs = Pairs.of(workbook, made_of.rules, made_of.tree)
    table = against_whole(figures_of(values, pairs, period), pairs, values, made_of, workbook=workbook, period=period)
    counts = pairs.numbers(of_the_whole(made_of, period), ["rest_k", "rest_n"])
    has_rest = table["rest_value"].notna()
    rests = pairs.words.assign(
        value=table["rest_value"], origin=table["parent_origin"].where(has_rest, ""), status=table["rest_status"]
    )
    return rests.assign(k=np.where(has_rest, counts["rest_k"], np.nan), n=np.where(has_rest, counts["rest_n"], np.nan))
