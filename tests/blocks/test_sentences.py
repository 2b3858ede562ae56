"""Sentences: what is said of a unit, and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reportlib.analysis import View, view_of
from reportlib.blocks.headline import headline
from reportlib.blocks.text import Words
from reportlib.blocks.text.changes import short_change
from reportlib.blocks.text.coverage import covered
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.cases.small import SHARE, indicator, unit, write


def seen(workbook: Workbook, unit: str, period: str) -> View:
    args = read_observations(workbook), read_targets(workbook)
    return view_of(workbook, *args, unit=workbook.units[unit], period=Period.parse(period))


def test_a_headline_tells_a_missed_target_with_the_change_before_it(small_workbook: Workbook) -> None:
    """46 visits on 32, of 50 that were aimed at."""
    found = headline(seen(small_workbook, "ash", "2020"), Words("en"))
    assert "Visits, up 43.8% on 2019, missed the target by 4 visits." in [finding.text for finding in found]
    chinese = [finding.text for finding in headline(seen(small_workbook, "ash", "2020"), Words("zh"))]
    assert "到馆比2019年增长43.8%，距目标仍差4人次。" in chinese


def test_a_headline_claims_no_change_where_nothing_came_before(small_workbook: Workbook) -> None:
    text = " ".join(finding.text for finding in headline(seen(small_workbook, "birch", "2020"), Words("en")))
    assert not any(word in text for word in ("up ", "down ", "unchanged"))


NAN = float("nan")


@pytest.mark.parametrize(
    ("units", "returns", "text"),
    [
        ((1, 2), (1, 2), "1 of 2 units reported"),
        ((1, 2), (7, 8), "1 of 2 units reported"),
        ((0, 1), (3, 4), "3 of 4 returns received"),  # its own quarters
        ((2, 2), (8, 8), ""),
        ((NAN, NAN), (NAN, NAN), ""),
    ],
)
def test_incomplete_sums_say_so(
    small_workbook: Workbook, units: tuple[float, float], returns: tuple[float, float], text: str
) -> None:
    row = seen(small_workbook, "ash", "2020").standing_of("visits")
    row = replace(row, k=units[0], n=units[1], returns_in=returns[0], returns_asked=returns[1])
    assert covered(row, Words("en")) == text


@pytest.mark.parametrize(
    ("difference", "growth", "told"), [(-20.0, -0.0004, "→ 0.0%"), (-30.0, -0.0006, "↓ 0.1%"), (7.0, 0.14, "↑ 14.0%")]
)
def test_an_arrow_points_where_the_number_beside_it_does(
    small_workbook: Workbook, difference: float, growth: float, told: str
) -> None:
    row = replace(seen(small_workbook, "ash", "2020").standing_of("visits"), on_year=difference, growth_year=growth)
    assert short_change(row, small_workbook.catalogue["visits"], Words("en"), basis="year") == told


def test_that_nothing_differs_names_the_level_and_how_many_differ_at_the_lower_one(tmp_path: Path) -> None:
    """60 of 100 against 432 of 600: 12 points less, 2.3 standard errors, beyond 1.96 and not beyond 3.09."""
    units = [unit("town", "city"), *(unit(name, "ward", "town") for name in ("north", "south"))]
    units += [unit(f"in-{name}", "school", name) for name in ("north", "south")]
    rows = ["passed,in-north,2024Q4,,60,100,,", "passed,in-south,2024Q4,,432,600,,"]
    write(tmp_path, units=units, indicators=[indicator("passed", {**SHARE, "interval": "proportion"})], rows=rows, reports=[])
    view = seen(Workbook.load(tmp_path), "north", "2024Q4")
    english, chinese = (headline(view, Words(lang))[0].text for lang in ("en", "zh"))
    assert english == "No comparable indicator (1) differs from the rest of Town at the 99.8% level (at the 95% level, 1 does)."
    assert chinese == "1项可比指标与单位town其余单位的差距均未达到99.8%的显著水平，其中1项达到95%的水平。"
