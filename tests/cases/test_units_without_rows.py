"""A unit without rows: its page says what is missing, in both languages, and its report is in the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import Page, made
from .small import indicator, report, unit, write

WAGE = {"kind": "rate", "direction": "up", "measure": {"zh": "元", "en": "yuan"}}
SCHOOLS = [unit("n", "school", "c"), unit("s", "school", "c")]
ROWS = [
    f"wage,{name},{year}Q1,{value},,,final,"
    for name, year, value in [("n", 2022, 10), ("s", 2022, 9), ("n", 2023, 11), ("s", 2023, 7)]
]


@pytest.fixture(scope="module", params=["zh", "en"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of a city whose schools report only a rate, which is not added up."""
    listed = [report("city", ["c"], ["2023Q1"], request.param)]
    root: Path = tmp_path_factory.mktemp("rates") / "book"
    write(root, units=[unit("c", "city"), *SCHOOLS], indicators=[indicator("wage", WAGE)], rows=ROWS, reports=listed)
    [page] = made(root).values()
    return page


def test_a_page_says_why_its_unit_has_no_figures(city: Page) -> None:
    said = {
        "zh": "单位c无数据：没有一项指标在该层级（city）填报或汇总。",
        "en": "C has no figures: no indicator is collected or added up for its level (City).",
    }
    assert city.headline.replace(" )", ")").replace(" 。", "。") == said[city.name[-2:]]


def test_no_definitions_are_counted_where_no_indicator_is_defined(city: Page) -> None:
    # The page has no section of notes, but still names the office that issued it.
    assert not any(of_none in city.text for of_none in ("0项指标的口径", "Definitions of indicators (0)"))
    assert not city.pieces.select("details.methods")
    assert 'id="notes"' not in city.html and "id=notes" not in city.html
    assert {"zh": "试验办", "en": "Trial office"}[city.name[-2:]] in city.text


def test_nothing_is_called_published_or_complete_of_which_there_is_nothing(city: Page) -> None:
    # The only figures on the city's page, wages of 11 and 7 yuan in the table of units, belong to its schools.
    banner = {"zh": "上报数字 本页为各单位上报数字", "en": "Reported figures. Figures returned by the units"}
    assert city.part(".origin-banner") == banner[city.name[-2:]]
    assert [cell.get_text(strip=True) for cell in city.pieces.select("#units tbody td")] == ["11", "7"]
    assert not any(claim in city.text for claim in ("均有数据", "all indicators have", "均为公开", "was published"))


def test_only_published_figures_are_not_shown_where_none_is(city: Page, tmp_path: Path) -> None:
    # A city without schools: nothing is asked of it, and nothing is published on it.
    lang = city.name[-2:]
    units = [unit("c", "city"), unit("d", "city"), *SCHOOLS]
    root = write(
        tmp_path, units=units, indicators=[indicator("wage", WAGE)], rows=ROWS, reports=[report("city", ["d"], ["2023Q1"], lang)]
    )
    settings = root / "params" / "workbook.yaml"
    settings.write_text(settings.read_text("utf-8").replace("- id: city", "- id: city\n  roots: many"), "utf-8")
    [page] = made(root).values()
    assert {"zh": "本单位不在报送范围。", "en": "No returns are asked of this unit."}[lang] in page.quality
    assert not any(claim in page.quality for claim in ("公开数字", "published"))
