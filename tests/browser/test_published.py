"""Every figure that the article prints is in a report, with its qualifier and its owner. Made-up figures are marked."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .looking import marked, opened, read

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SAID = {"exactly": "", "more than": "超过", "just under": "近"}
PAGES = {
    "netda": "district-netda-2020-zh",
    "zhuhang": "park-zhuhang-2020-zh",
    "shuangyi": "park-shuangyi-2020-zh",
    "zhongtian": "enterprise-zhongtian-2020-zh",
    "shangyao-dongying": "enterprise-shangyao-dongying-2020-zh",
}
# (unit, period, figure as a Chinese reader writes it, owner): worked out by hand from the article
PRINTED = [
    ("netda", "2020", "超过12万人", "总工会"),
    ("netda", "2020", "9个", "产改办"),
    ("netda", "2019—2020", "近265万元", "人社局"),
    ("netda", "2019—2020", "90家", "人社局"),
    ("netda", "2019—2020", "超过1,200人", "人社局"),
    ("netda", "2019—2020", "14个", "人社局"),
    ("netda", "2019—2020", "467人", "人社局"),
    ("netda", "2020", "每万人1,609人", "人社局"),
    ("netda", "2020", "第1位", "人社局"),
    ("netda", "2020", "68人", "宣传部"),
    ("netda", "2020", "12场", "宣传部"),
    ("zhuhang", "2020", "12条", "竹行街道"),
    ("zhuhang", "2020", "超过130人", "竹行街道"),
    ("zhuhang", "2020", "5户", "竹行街道"),
    ("zhuhang", "2020", "81人次", "竹行街道"),
    ("shuangyi", "2020", "超过200家", "双逸创业园"),
    ("shuangyi", "2020", "超过2,000人", "双逸创业园"),
    ("shuangyi", "2020", "14栋", "双逸创业园"),
    ("zhongtian", "2020", "超过800万元", "中天科技集团"),
    ("zhongtian", "2020", "5个", "中天科技集团"),
    ("shangyao-dongying", "2013", "38.0分", "上药东英"),
    ("shangyao-dongying", "2020", "85.0分", "上药东英"),
    ("shangyao-dongying", "2020", "6个", "上药东英"),
]


def test_the_list_above_is_the_whole_of_the_file() -> None:
    with (ROOT / "data" / "published.csv").open(encoding="utf-8", newline="") as stream:
        told = [(row["unit"], row["qualifier"]) for row in csv.DictReader(stream)]
    listed = [(unit, next(q for q, word in reversed(SAID.items()) if figure.startswith(word))) for unit, _, figure, _ in PRINTED]
    assert sorted(told) == sorted(listed)


@pytest.fixture(scope="module")
def listed(browser: Browser, pages: Path) -> dict[str, list[list[str]]]:
    """For each unit, the rows of published figures on its page, cell by cell."""
    rows: dict[str, list[list[str]]] = {}
    for unit, name in PAGES.items():
        with read(browser, pages / f"{name}.html") as page:
            rows[unit] = [row.inner_text().split("\t") for row in page.locator("#published tbody tr").all()]
    return rows


@pytest.mark.parametrize(("unit", "period", "figure", "owner"), PRINTED)
def test_a_printed_figure_stands_on_its_unit_s_page(
    listed: dict[str, list[list[str]]], unit: str, period: str, figure: str, owner: str
) -> None:
    found = [
        cells
        for cells in listed[unit]
        if cells[1].strip() == figure and cells[2].startswith(period) and cells[3].strip() == owner
    ]
    assert len(found) == 1
    assert ("年份系推断" in found[0][2]) == (period != "2013")


@pytest.mark.parametrize("name", ["district-demo-zone-2020-zh", "collection-demo-zone-2020Q4-zh"])
def test_a_picture_of_made_up_figures_says_so_on_a_phone_too(browser: Browser, pages: Path, name: str) -> None:
    with opened(browser, pages / f"{name}.html", width=390) as (page, trouble):
        assert marked(page)
        assert trouble == []


def test_the_real_zone_s_page_has_nothing_made_up_and_no_made_up_department(browser: Browser, pages: Path) -> None:
    with read(browser, pages / "district-netda-2020-zh.html") as page:
        assert page.locator(".seal-synthetic").count() == 0
        assert "示例" not in page.locator("main").inner_text().replace("示例单位的分子分母为示例数据", "")


@pytest.mark.parametrize("name", ["district-demo-zone-2020-zh", "joint-meeting-demo-zone-2020Q4-zh"])
def test_no_real_department_answers_for_a_made_up_figure(browser: Browser, pages: Path, name: str) -> None:
    real = {owner for *_, owner in PRINTED} | {"财政局", "住建局", "司法局"}
    with read(browser, pages / f"{name}.html") as page:
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        lines = {line.strip() for line in page.locator("body").inner_text().replace("\t", "\n").splitlines()}
    assert not real & lines
    assert {"示例总工会", "示例人社局"} <= lines
