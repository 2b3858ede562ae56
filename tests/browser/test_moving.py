from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .looking import opened, read, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARK = "park-demo-park-1-2020Q4-zh"


@pytest.fixture
def page(browser: Browser, pages: Path) -> Iterator[Page]:
    with opened(browser, pages / f"{PARK}.html") as (page, trouble):
        yield page
        assert trouble == []


def open_picker(page: Page) -> None:
    page.locator(".pick summary").press("Enter")
    expect(page.locator(".pick input")).to_be_focused()


def test_a_unit_is_found_by_the_initials_of_its_name_with_the_keyboard_alone(page: Page) -> None:
    open_picker(page)
    page.keyboard.type("slqye001")
    expect(page.locator(".pick [role=status]")).to_have_text("找到1个单位")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pick li a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".pick input")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/enterprise-demo-e001-2020Q4-zh.html")


@pytest.mark.parametrize(("typed", "found"), [("E001", 1), ("demo-e001", 1), ("示例创业园", 1), ("没有的", 0)])
def test_a_unit_is_found_by_its_name_or_id(page: Page, typed: str, found: int) -> None:
    open_picker(page)
    page.keyboard.type(typed)
    expect(page.locator(".pick li")).to_have_count(found)
    expect(page.locator(".pick [role=status]")).to_have_text(f"找到{found}个单位" if found else "没有找到相符的单位")


def test_before_anything_is_typed_it_lists_what_lies_around(page: Page, pages: Path) -> None:
    open_picker(page)
    groups = {
        str(group.get_attribute("aria-label")): [str(link.get_attribute("href")) for link in group.locator("a").all()]
        for group in page.locator(".pick ul").all()
    }
    assert "enterprise-demo-e001-2020Q4-zh.html" in groups["下级单位"]
    assert groups["本报告的其他格式"] == [f"{PARK}.json"], "what was not made is not offered"
    assert all((pages / address).is_file() for group in groups.values() for address in group)
    page.keyboard.press("Escape")
    expect(page.locator(".pick summary")).to_be_focused()
    expect(page.locator(".pick input")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1920])
def test_the_picker_is_within_the_screen_and_open_to_all(browser: Browser, pages: Path, width: int) -> None:
    for scheme in ("light", "dark"):
        with opened(browser, pages / f"{PARK}.html", width=width) as (page, trouble):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a tuple of literals
            open_picker(page)
            box = page.locator(".pick details > div").bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
            assert violations(page) == [] and trouble == []


def test_where_the_list_of_reports_is_missing_it_says_where_to_look(browser: Browser, pages: Path, tmp_path: Path) -> None:
    for file in (pages / f"{PARK}.html", *pages.glob("plotly-*.js"), *pages.glob("report-*.*")):
        shutil.copy(file, tmp_path)
    with opened(browser, tmp_path / f"{PARK}.html") as (page, _):
        page.locator(".pick summary").click()
        expect(page.locator(".pick [role=status]")).to_have_text("此处没有报告清单，请从报告目录查找")


def test_without_scripts_plain_links_remain(browser: Browser, pages: Path) -> None:
    with read(browser, pages / f"{PARK}.html") as page:
        expect(page.locator(".pick")).to_be_hidden()
        expect(page.locator(".near [aria-current=page]")).to_have_text("示例创业园")
        hrefs = page.locator(".near a, .toc a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
        assert {"district-demo-zone-2020Q4-zh.html", "enterprise-demo-e001-2020Q4-zh.html", "index.html"} & set(hrefs)


def test_rows_figures_and_methods_have_links_that_stay(page: Page) -> None:
    row = page.locator("#i-service-coverage")
    row.hover()
    expect(row.locator(".at")).to_have_attribute("href", "#i-service-coverage")
    page.locator("#i-union-coverage th a").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#i-union-coverage .at")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#i-union-coverage")
    figures = page.locator("figure.fig .fig-top a").evaluate_all("all => all.map(link => link.getAttribute('href').slice(1))")
    assert figures and not [name for name in figures if name.rsplit("-", 1)[-1].isdigit()]
    page.goto(f"{page.url.partition('#')[0]}#m-service-coverage")
    method = page.locator("#m-service-coverage")
    method.hover()
    expect(method.locator(".at")).to_have_attribute("href", "#m-service-coverage")
