"""On which side of its target a figure is said to lie: never short where it is too high, never off it by nought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportlib.analysis import View, look_at
from reportlib.blocks.acting import acting
from reportlib.blocks.sections.overview import overview
from reportlib.blocks.text import Words, sentences
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

See = Callable[..., View]
EN, ZH = Words("en"), Words("zh")


@pytest.fixture
def aimed(small_folder: Path) -> See:
    """Ash at the end of 2020, which lent 40 of 120 books (33.3 %) and is printed as the 6th in lending, with one target."""

    def seen(target: str, *, name: str = "lending", direction: str = "up") -> View:
        path = small_folder / "params" / "catalogue.yaml"
        text = path.read_text("utf-8").replace(
            "decimals: 1, direction: up, numerator", f"decimals: 1, direction: {direction}, numerator"
        )
        path.write_text(text, "utf-8")
        path.with_name("targets.csv").write_text(f"indicator,unit,period,value\n{name},ash,2020Q4,{target}\n", "utf-8")
        rows = "indicator,unit,period,value\nlending-place,ash,2020Q4,6\n"
        (small_folder / "data" / "printed.csv").write_text(rows, "utf-8")
        workbook = Workbook.load(small_folder)
        args = read_observations(workbook), read_targets(workbook)
        return look_at(workbook, *args, unit=workbook.units["ash"], period=Period.parse("2020Q4"))

    return seen


def gap(view: View, words: Words, name: str = "lending", key: str = "sentence.target") -> str:
    return sentences.to_target(view.standing_of(name), view.workbook.catalogue[name], words, key=key)


def acted(view: View, words: Words) -> list[str]:
    return [str(cell) for row in acting(view, words).rows for cell in row.cells]


def test_what_is_too_high_is_above_its_target_and_not_short_of_it(aimed: See) -> None:
    view = aimed("30", direction="down")
    assert gap(view, EN) == "3.3 percentage points above" and gap(view, ZH) == "高于目标3.3个百分点"
    assert gap(view, EN, key="chart") == "3.3 percentage points above target"
    html = overview(view, EN).html
    assert "3.3 pts above" in html and "3.3 pts short" not in html


def test_what_is_too_low_is_short_of_its_target(aimed: See) -> None:
    view = aimed("40")
    assert gap(view, EN) == "6.7 percentage points short" and gap(view, ZH) == "距目标差6.7个百分点"


def test_a_distance_that_does_not_show_is_told_without_a_number(aimed: See) -> None:
    """33.33 % beside 33.3 %."""
    view = aimed("33.3", direction="down")
    assert (gap(view, EN), gap(view, ZH)) == ("just above target", "略高于目标")
    assert gap(view, EN, key="chart") == "just above target"
    assert "just above target" in acted(view, EN) and "略高于目标" in acted(view, ZH)
    assert "just above target" in overview(view, EN).html


def test_just_below_a_target_is_said_of_what_should_be_more(aimed: See) -> None:
    view = aimed("33.35")
    assert (gap(view, EN), gap(view, ZH)) == ("just below target", "略低于目标")
    assert "just below target" in acted(view, EN)


def test_a_greater_number_is_the_lower_place(aimed: See) -> None:
    """6th, where the 5th place was aimed at."""
    view = aimed("5", name="lending-place")
    assert gap(view, EN, "lending-place") == "1 place short"
    assert "1 place below" in acted(view, EN) and "低1位" in acted(view, ZH)


def test_a_smaller_number_is_the_higher_place(aimed: See) -> None:
    """A rank that is not judged, at the 6th place with the 8th named."""
    view = aimed("8", name="lending-place")
    assert gap(view, EN, "lending-place") == "met"
