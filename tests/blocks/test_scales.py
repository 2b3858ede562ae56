from __future__ import annotations

import pytest

from reportlib.blocks.plot.scales import nice, time_axis
from reportlib.blocks.text import Words
from reportlib.periods import Period


def test_weeks_of_one_winter_fill_the_axis() -> None:
    # Eighteen weeks from November to March: some four months, not the two calendar years that they lie in.
    texts = [*(f"2020W{n}" for n in range(45, 54)), *(f"2021W{n:02}" for n in range(1, 10))]
    axis = time_axis([Period.parse(text) for text in texts], Words("en"))
    first, last = axis["range"]
    assert last - first == pytest.approx(18 * 7 / 365.25 * 12, abs=0.3)
    assert axis["ticktext"][-1].startswith("W9") and all(first <= at <= last for at in axis["tickvals"])
    assert sum("2020" in text for text in axis["ticktext"]) == 1


def test_two_years_of_months_are_labelled_by_years() -> None:
    periods = [Period("month", 2023 + n // 12, n % 12 + 1) for n in range(3, 21)]
    assert time_axis(periods, Words("en"))["ticktext"] == ["2023", "2024"]


def test_noughts_alone_lie_on_the_axis_and_nothing_is_below_it() -> None:
    scale = nice([0.0, 0.0, 0.0])
    assert (scale.low, scale.high) == (0, 1) and min(scale.ticks) == 0
