from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import disagreements_in
from reportlib.analysis.comparisons.breakdowns import uneven
from reportlib.analysis.sums.contributions import contributions
from reportlib.analysis.sums.cumulative import falling_in
from reportlib.analysis.sums.rollup import figures
from reportlib.data import drop_duplicates, read_observations
from reportlib.data.findings import Finding
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.oracle.product import drawn


@pytest.mark.parametrize("part", range(4))
def test_nothing_more_and_nothing_less_is_found(part: int) -> None:
    kinds: set[str] = set()
    for number in range(20 * part, 20 * part + 20):
        with tempfile.TemporaryDirectory() as folder:
            root = drawn(number).write(Path(folder))
            workbook = Workbook.load(root)
            settled = drop_duplicates(read_observations(workbook))[0]
        found = list(disagreements_in(workbook, settled))
        kinds |= {finding.what for finding in found}
        assert found == _of_all(workbook, settled), number
    assert "discrepancy" in kinds


def _of_all(workbook: Workbook, settled: pd.DataFrame) -> list[Finding]:
    made_of = contributions(settled, workbook, [Period.parse(text) for text in settled["period"].unique()])
    return [*falling_in(made_of.ledger), *figures(made_of)[1], *uneven(workbook, settled)]
