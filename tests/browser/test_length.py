"""How long the page of a park is, on a screen and on paper, and that what is folded there is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .looking import opened, until

pytestmark = pytest.mark.browser
TALLEST = 9000
PARKS = ["park-demo-park-1-2020Q4-zh", "park-demo-park-1-2020Q4-en"]


@pytest.mark.parametrize("name", PARKS)
def test_the_page_of_a_park_is_not_longer_than_it_need_be(browser: Browser, pages: Path, name: str) -> None:
    with opened(browser, pages / f"{name}.html", width=1280) as (page, trouble):
        until(page, "() => document.querySelectorAll('figure.drawn .main-svg[role=img]').length > 10")
        assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST
        assert trouble == []


@pytest.mark.parametrize("name", PARKS)
def test_a_name_leads_to_its_method_which_is_unfolded(browser: Browser, pages: Path, name: str) -> None:
    with opened(browser, pages / f"{name}.html") as (page, _):
        method = page.locator("#m-service-coverage p").first
        expect(method).to_be_hidden()
        page.locator("#i-service-coverage th a").click()
        expect(method).to_be_visible()
        expect(page.locator("#m-service-coverage")).to_be_in_viewport()


@pytest.mark.parametrize("name", PARKS)
def test_the_overview_is_put_in_order_by_dimension_or_by_gap(browser: Browser, pages: Path, name: str) -> None:
    """Those judged worse come first by gap, and a key alone brings the dimensions back."""
    with opened(browser, pages / f"{name}.html") as (page, _):
        rows, groups = page.locator(".spine-t tr[id]"), page.locator(".spine-t .grp")
        before, count = rows.evaluate_all("rows => rows.map(row => row.id)"), groups.count()
        dimension, gap = page.locator(".order button").all()
        gap.focus()
        page.keyboard.press("Enter")
        expect(gap).to_have_attribute("aria-pressed", "true")
        expect(groups).to_have_count(0)
        after = rows.evaluate_all("rows => rows.map(row => row.id)")
        assert after != before and sorted(after) == sorted(before)
        judged = rows.evaluate_all("rows => rows.map(row => row.querySelector('.v-worse') ? 1 : 0)")
        assert judged == sorted(judged, reverse=True) and sum(judged) > 2
        dimension.focus()
        page.keyboard.press("Space")
        expect(groups).to_have_count(count)
        assert rows.evaluate_all("rows => rows.map(row => row.id)") == before


def test_the_head_of_the_overview_stays_in_sight(browser: Browser, pages: Path) -> None:
    with opened(browser, pages / f"{PARKS[0]}.html", width=1366) as (page, _):
        page.locator(".spine-t tr[id]").last.scroll_into_view_if_needed()
        expect(page.locator(".spine-t thead th").first).to_be_in_viewport()


@pytest.mark.parametrize("name", PARKS)
def test_nothing_stands_in_a_column_of_nothing(browser: Browser, pages: Path, name: str) -> None:
    """Each column of both tables says something, and a target that is not set is not spoken of there."""
    with opened(browser, pages / f"{name}.html") as (page, _):
        for table in (".spine-t", ".size-t"):
            empty = page.locator(f"{table} tr[id]").evaluate_all(
                "rows => [...rows[0].cells].map((_, n) => n).filter(n => rows.every(row => !row.cells[n].innerHTML.trim()))"
            )
            assert empty == []
        assert not {"未设", "none set"} & set(page.locator(":is(.spine-t, .size-t) td").all_inner_texts())
