"""Sentences: what is said of a unit, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportlib.analysis import View, look_at
from reportlib.display.sentences import headline, reported, short_change
from reportlib.display.text import Words
from reportlib.observations import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook


def seen(workbook: Workbook, unit: str, period: str) -> View:
    args = read_observations(workbook), read_targets(workbook)
    return look_at(workbook, *args, unit=workbook.units[unit], period=Period.parse(period))


def test_headline_tells_growth_where_the_year_before_is_known(small_workbook: Workbook) -> None:
    view = seen(small_workbook, "ash", "2020")
    assert "Visits came to 46 visits, up 43.8% on the year before" in headline(view, Words("en"))[0].text
    assert "到馆46人次" in headline(view, Words("zh"))[0].text


def test_headline_claims_no_change_where_nothing_came_before(small_workbook: Workbook) -> None:
    text = " ".join(sentence.text for sentence in headline(seen(small_workbook, "birch", "2020"), Words("en")))
    assert "41 visits" in text
    assert not any(word in text for word in ("up ", "down ", "unchanged"))


def test_published_figure_keeps_its_qualifier(small_workbook: Workbook) -> None:
    sentences = headline(seen(small_workbook, "whole", "2020"), Words("en"))
    assert sentences[0].origin == "published" and "more than 130 visits" in sentences[0].text


@pytest.mark.parametrize(("k", "n", "text"), [(1, 2, "1 of 2 units reported"), (2, 2, ""), (float("nan"), 2, "")])
def test_incomplete_sums_say_so(k: float, n: float, text: str) -> None:
    assert reported(k, n, Words("en")) == text


@pytest.mark.parametrize(
    ("difference", "growth", "told"), [(-20.0, -0.0004, "→ 0.0%"), (-30.0, -0.0006, "↓ 0.1%"), (7.0, 0.14, "↑ 14.0%")]
)
def test_an_arrow_points_where_the_number_beside_it_does(
    small_workbook: Workbook, difference: float, growth: float, told: str
) -> None:
    row = replace(seen(small_workbook, "ash", "2020").standing_of("visits"), on_year=difference, growth_year=growth)
    assert short_change(row, small_workbook.catalogue["visits"], Words("en"), basis="year") == told
