"""The head of a page on returns does not say that figures are compared, because the page shows none of the unit's figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.blocks.pieces import Piece
from reportlib.report import Report

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("lang", "said"), [("zh", "与目标值对比"), ("en", "compared with targets")])
def test_only_a_page_that_compares_figures_says_so(lang: str, said: str) -> None:
    report = Report("collection", unit="demo-zone", period="2020Q4", lang=lang, workbook=ROOT)
    heads = [" ".join(part.html for part in made if isinstance(part, Piece)) for made in (report.roll_call(), report.opening())]
    assert [said in head for head in heads] == [False, True]
