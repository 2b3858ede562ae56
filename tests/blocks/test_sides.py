"""A figure above its target is never called “short” of it, and no distance is printed as 0."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportlib.analysis import View, view_of
from reportlib.blocks.acting import acting
from reportlib.blocks.headline import headline
from reportlib.blocks.sections.overview import overview
from reportlib.blocks.text import Words, sentences
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

See = Callable[..., View]
EN, ZH = Words("en"), Words("zh")


@pytest.fixture
def aimed(small_folder: Path) -> See:
    """A function that gives the view of the town ash in 2020Q4 with one target. 40 of 120 books are lent, which is 33.3 %.

    For the indicator `lending-place`, ash is 6th.
    """

    def seen(target: str, *, name: str = "lending", direction: str = "up") -> View:
        path = small_folder / "params" / "catalogue.yaml"
        text = path.read_text("utf-8").replace(
            "decimals: 1, direction: up, numerator", f"decimals: 1, direction: {direction}, numerator"
        )
        path.write_text(text, "utf-8")
        path.with_name("targets.csv").write_text(f"indicator,unit,period,value\n{name},ash,2020Q4,{target}\n", "utf-8")
        place = "lending-place,ash,2020Q4,6\n" if name == "lending-place" else ""
        (small_folder / "data" / "printed.csv").write_text(f"indicator,unit,period,value\n{place}", "utf-8")
        workbook = Workbook.load(small_folder)
        args = read_observations(workbook), read_targets(workbook)
        return view_of(workbook, *args, unit=workbook.units["ash"], period=Period.parse("2020Q4"))

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
    # The figure is 33.33 %, its target 33.3 %.
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
    # The rank is 6th, its target 5th.
    view = aimed("5", name="lending-place")
    assert gap(view, EN, "lending-place") == "1 place short"
    assert "1 place below" in acted(view, EN) and "低1位" in acted(view, ZH)


def test_a_smaller_number_is_the_higher_place(aimed: See) -> None:
    # The rank is 6th and its target 8th, so the target is met.
    view = aimed("8", name="lending-place")
    assert gap(view, EN, "lending-place") == "met"


def heads(view: View, words: Words = EN) -> str:
    return " ".join(finding.text for finding in headline(view, words))


def test_no_headline_tells_a_target_missed_by_nought(aimed: See) -> None:
    view = aimed("33.3", direction="down")
    assert "0.0" not in heads(view) and "exceeded" not in heads(view)
    assert "The targets missed and the differences at the 99.8% level (1) are smaller than the last digit" in heads(view)
    assert "未达目标或在99.8%水平上有差异的1项" in heads(view, ZH)


def test_a_missed_place_heads_a_page_as_missed_and_not_as_exceeded(aimed: See) -> None:
    assert "missed the target by 1 place" in heads(aimed("5", name="lending-place"))


def test_figures_beside_a_target_that_cannot_judge_them_are_said_to_be_unjudged(aimed: See) -> None:
    # Lending, a full count without a direction, with a target of 30 %.
    view = aimed("30", direction="none, interval: none, interval_note: {zh: 全数, en: A census.}")
    for told in (heads(view), acting(view, EN).html):
        assert "For comparison: targets" in told and "; not judged: " in told
        assert "neither side is better, no interval applies" in told
        assert "there is no target" not in told and "neither a target" not in told
    assert "供对照，不作判断" in heads(view, ZH) and "不分优劣" in heads(view, ZH)


@pytest.mark.parametrize(("others", "told"), [((79.96, 79.99), False), ((79.9, 79.8), True), ((80.04, 70), False)])
def test_no_headline_ranks_a_figure_that_is_printed_as_that_of_a_peer(
    small_folder: Path, others: tuple[float, float], told: bool
) -> None:
    # Ash's score of mood is printed as 80.0; in some of the examples a peer's score is printed alike.
    path = small_folder / "data" / "returns.csv"
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("mood,")]
    moods = zip(("ash", "birch", "dale"), (80, *others), strict=True)
    kept += [f"mood,{unit},2020Q4,{value},,30,final," for unit, value in moods]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    path.with_name("printed.csv").write_text("indicator,unit,period,value\n", "utf-8")
    (small_folder / "params" / "targets.csv").write_text("indicator,unit,period,value\n", "utf-8")
    workbook = Workbook.load(small_folder)
    args = read_observations(workbook), read_targets(workbook)
    view = view_of(workbook, *args, unit=workbook.units["ash"], period=Period.parse("2020Q4"))
    assert not view.standing_of("mood").tied
    assert ("Mood ranked" in heads(view)) == told


def test_units_below_that_are_too_high_do_not_fall_short(small_folder: Path) -> None:
    # The target is to lend at most a tenth of the books; four towns lend more.
    lent = {"ash": 45, "birch": 20, "elm": 25, "fir": 30}
    path = small_folder / "params" / "catalogue.yaml"
    text = path.read_text("utf-8").replace("decimals: 1, direction: up, numerator", "decimals: 1, direction: down, numerator")
    path.write_text(text, "utf-8")
    towns = [f"  - {{id: {name}, name: {{zh: {name}, en: {name}}}, level: town, parent: north}}\n" for name in lent]
    head = "units:\n  - {id: north, name: {zh: 北区, en: North}, level: realm}\n"
    path.with_name("units.yaml").write_text(head + "".join(towns), "utf-8")
    path.with_name("targets.csv").write_text("indicator,unit,period,value\nlending,north,2020Q4,10\n", "utf-8")
    rows = [f"lending,{name},2020Q4,,{part},100\n" for name, part in lent.items()]
    columns = "indicator,unit,period,value,numerator,denominator\n"
    (small_folder / "data" / "returns.csv").write_text(columns + "".join(rows), "utf-8")
    (small_folder / "data" / "printed.csv").write_text("indicator,unit,period,value\n", "utf-8")
    workbook = Workbook.load(small_folder)
    args = read_observations(workbook), read_targets(workbook)
    view = view_of(workbook, *args, unit=workbook.units["north"], period=Period.parse("2020Q4"))
    told = " ".join(acted(view, EN))
    assert "20.0 percentage points above" in told and "fall short" not in told
    assert " and 1 other above 10.0%" in told
    assert "另有1家也高于10.0%" in " ".join(acted(view, ZH))
