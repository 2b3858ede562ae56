"""Sentences: what is said of a unit, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportlib.analysis import View, look_at
from reportlib.blocks.text import Words
from reportlib.blocks.text.changes import short_change
from reportlib.blocks.text.coverage import covered
from reportlib.blocks.text.sentences import headline
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook


def seen(workbook: Workbook, unit: str, period: str) -> View:
    args = read_observations(workbook), read_targets(workbook)
    return look_at(workbook, *args, unit=workbook.units[unit], period=Period.parse(period))


def test_headline_tells_growth_where_the_year_before_is_known(small_workbook: Workbook) -> None:
    view = seen(small_workbook, "ash", "2020")
    assert "Visits came to 46 visits, up 43.8% on 2019" in headline(view, Words("en"))[0].text
    assert "到馆46人次" in headline(view, Words("zh"))[0].text


def test_headline_claims_no_change_where_nothing_came_before(small_workbook: Workbook) -> None:
    text = " ".join(sentence.text for sentence in headline(seen(small_workbook, "birch", "2020"), Words("en")))
    assert "41 visits" in text
    assert not any(word in text for word in ("up ", "down ", "unchanged"))


def test_published_figure_keeps_its_qualifier(small_workbook: Workbook) -> None:
    sentences = headline(seen(small_workbook, "whole", "2020"), Words("en"))
    assert sentences[0].origin == "published" and "more than 130 visits" in sentences[0].text


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


def test_a_headline_says_of_how_many_units_a_sum_is(small_workbook: Workbook) -> None:
    """Homes at the end of 2020: ash 110 and birch 50, nothing of dale; cedar had closed."""
    text = " ".join(sentence.text for sentence in headline(seen(small_workbook, "whole", "2020"), Words("en")))
    assert "Homes stood at 160 homes (2 of 3 units reported)" in text


@pytest.mark.parametrize(
    ("difference", "growth", "told"), [(-20.0, -0.0004, "→ 0.0%"), (-30.0, -0.0006, "↓ 0.1%"), (7.0, 0.14, "↑ 14.0%")]
)
def test_an_arrow_points_where_the_number_beside_it_does(
    small_workbook: Workbook, difference: float, growth: float, told: str
) -> None:
    row = replace(seen(small_workbook, "ash", "2020").standing_of("visits"), on_year=difference, growth_year=growth)
    assert short_change(row, small_workbook.catalogue["visits"], Words("en"), basis="year") == told
