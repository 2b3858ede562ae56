"""Every figure that the article prints can be found in a report, with its qualifier and its owner; what is made up says so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .test_pages import opened

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
    ("netda", "2019—2020", "超过1200人", "人社局"),
    ("netda", "2019—2020", "14个", "人社局"),
    ("netda", "2019—2020", "467人", "人社局"),
    ("netda", "2020", "每万人1609人", "人社局"),
    ("netda", "2020", "第1位", "人社局"),
    ("netda", "2020", "68人", "宣传部"),
    ("netda", "2020", "12场", "宣传部"),
    ("zhuhang", "2020", "12条", "竹行街道"),
    ("zhuhang", "2020", "超过130人", "竹行街道"),
    ("zhuhang", "2020", "5户", "竹行街道"),
    ("zhuhang", "2020", "81人次", "竹行街道"),
    ("shuangyi", "2020", "超过200家", "双逸创业园"),
    ("shuangyi", "2020", "超过2000人", "双逸创业园"),
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


@pytest.mark.parametrize(("unit", "period", "figure", "owner"), PRINTED)
def test_a_printed_figure_stands_on_its_unit_s_page(
    browser: Browser, pages: Path, unit: str, period: str, figure: str, owner: str
) -> None:
    page = browser.new_page()
    page.goto((pages / f"{PAGES[unit]}.html").as_uri())
    rows = [row.inner_text().split("\t") for row in page.locator("#published tbody tr").all()]
    page.close()
    found = [cells for cells in rows if cells[1].strip() == figure and cells[2].startswith(period) and cells[3].strip() == owner]
    assert len(found) == 1
    assert ("年份系推断" in found[0][2]) == (period != "2013")


DRAWN = """async () => Promise.all([...document.querySelectorAll("figure:has(.plot)")].map(async figure => {
    const plot = figure.querySelector(".plot");
    const texts = [...plot.querySelectorAll("svg text")].filter(text => text.textContent.trim() && text.getBBox().width);
    const mark = texts.find(text => text.textContent === "演示数据");
    const box = mark && mark.getBoundingClientRect(), room = plot.getBoundingClientRect();
    const meets = other => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top;
    return {
        said: figure.querySelector(".seal-synthetic") !== null,
        marked: mark !== undefined,
        inside: mark && box.left >= room.left && box.right <= room.right + 1 && box.bottom <= room.bottom + 1,
        over: mark && texts.filter(text => text !== mark && meets(text.getBoundingClientRect())).map(text => text.textContent),
        saved: decodeURIComponent(await Plotly.toImage(plot, {format: "svg"})).includes("演示数据"),
    };
}))"""


@pytest.mark.parametrize("name", ["district-demo-zone-2020-zh", "collection-demo-zone-2020Q4-zh"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_of_made_up_figures_says_so_inside_the_drawing(browser: Browser, pages: Path, name: str, width: int) -> None:
    with opened(browser, pages / f"{name}.html", width=width) as (page, trouble):
        found = page.evaluate(DRAWN)
        assert trouble == []
    assert len(found) >= 5
    assert all(figure == {"said": True, "marked": True, "inside": True, "over": [], "saved": True} for figure in found), found


def test_the_real_zone_s_page_has_nothing_made_up_and_no_made_up_department(browser: Browser, pages: Path) -> None:
    with opened(browser, pages / "district-netda-2020-zh.html") as (page, _):
        assert page.locator(".seal-synthetic").count() == 0
        assert "示例" not in page.locator("main").inner_text().replace("示例单位的分子分母为示例数据", "")


@pytest.mark.parametrize("name", ["district-demo-zone-2020-zh", "joint-meeting-demo-zone-2020Q4-zh"])
def test_no_real_department_answers_for_a_made_up_figure(browser: Browser, pages: Path, name: str) -> None:
    real = {owner for *_, owner in PRINTED} | {"财政局", "住建局", "司法局"}
    with opened(browser, pages / f"{name}.html") as (page, _):
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        lines = {line.strip() for line in page.locator("body").inner_text().replace("\t", "\n").splitlines()}
    assert not real & lines
    assert {"示例总工会", "示例人社局"} <= lines
