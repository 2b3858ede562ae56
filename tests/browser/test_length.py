from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .looking import opened, until

pytestmark = pytest.mark.browser
TALLEST = 9000
LARGEST, WITHOUT_UNITS = 170_000, 120_000
"""The most bytes of a page, and of a page without the rows of its table of units."""
PARKS = ["park-demo-park-1-2020Q4-zh", "park-demo-park-1-2020Q4-en"]


@pytest.mark.parametrize("name", PARKS)
def test_the_page_of_a_park_is_not_longer_than_it_need_be(browser: Browser, pages: Path, name: str) -> None:
    with opened(browser, pages / f"{name}.html", width=1280) as (page, trouble):
        until(page, "() => document.querySelectorAll('figure.drawn .main-svg[role=img]').length > 10")
        assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST
        assert trouble == []


@pytest.mark.parametrize("name", PARKS)
def test_on_a_phone_what_to_act_on_is_read_without_moving_it_sideways(browser: Browser, pages: Path, name: str) -> None:
    # Each figure is beside the name of its column, and the whole table is within the screen.
    with opened(browser, pages / f"{name}.html", width=360) as (page, _):
        boxes = page.locator(".acts .scroll, .acts td:not(:empty)").evaluate_all(
            "all => all.map(one => [one.scrollWidth - one.clientWidth, one.getBoundingClientRect().right])"
        )
        assert len(boxes) > 4 and all(beyond <= 0 and right <= 360 for beyond, right in boxes)
        heads = page.locator(".acts thead th").all_inner_texts()
        shown = (
            page.locator(".acts tbody tr")
            .first.locator("td")
            .evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)")
        )
        assert [text.strip('"') for text in shown] == heads[1:]


@pytest.mark.parametrize("name", PARKS)
def test_the_page_of_a_park_is_not_larger_than_it_need_be(pages: Path, name: str) -> None:
    page = (pages / f"{name}.html").read_bytes()
    (rows,) = re.findall(rb'data-rows="([^"]*)"', page)
    (body,) = re.findall(rb"<figure[^>]* id=units .*?<tbody>(.*?)</table>", page, flags=re.DOTALL)
    assert body.count(b"<tr") == 202 and len(page) <= LARGEST and len(page) - len(rows) - len(body) <= WITHOUT_UNITS


def test_a_small_line_has_gaps_and_a_hollow_last_point_where_returns_are_missing(browser: Browser, pages: Path) -> None:
    with opened(browser, pages / f"{PARKS[0]}.html") as (page, _):
        drawings = page.locator("svg[data-line]").evaluate_all(
            "all => all.map(one => [one.dataset.line.endsWith('_'), one.querySelectorAll('circle.part').length === 1])"
        )
        assert len(drawings) > 10 and all(asked == hollow for asked, hollow in drawings)
        assert {hollow for _, hollow in drawings} == {True, False}
        # The pen is lifted at a break (the dot) and at a missing value (the dash); four points are passed at equal distances.
        path = page.evaluate("window.reportlib.spark('09.i-z')")
        places = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]
        assert places == [(4.0, 24.0), (26.0, 18.9), (48.0, 13.7), (92.0, 4.0)]
        assert re.findall("[ML]", path) == ["M", "L", "M", "M"]
        # Lines to and from a value that lacks returns are dashed.
        solid, dashed = re.findall(r'<path(?: class="part")? d="([^"]*)"', page.evaluate("window.reportlib.spark('0i_zz')"))
        assert re.findall("[ML]", solid) == ["M", "M", "M", "L"] and re.findall("[ML]", dashed) == ["M", "L", "M", "L"]


@pytest.mark.parametrize("name", PARKS)
def test_a_name_leads_to_its_method_which_is_unfolded(browser: Browser, pages: Path, name: str) -> None:
    with opened(browser, pages / f"{name}.html") as (page, _):
        method = page.locator("#m-service-coverage + dd")
        expect(method).to_be_hidden()
        page.locator("#i-service-coverage th a").click()
        expect(method).to_be_visible()
        expect(page.locator("#m-service-coverage")).to_be_in_viewport()


@pytest.mark.parametrize("name", PARKS)
def test_the_overview_is_put_in_order_by_dimension_or_by_gap(browser: Browser, pages: Path, name: str) -> None:
    # Sorted by gap, the indicators judged worse come first; the key restores the order of dimensions.
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


@pytest.mark.parametrize(("name", "told"), [(PARKS[0], "目标"), (PARKS[1], "target")])
def test_one_box_tells_of_all_lines_in_a_period(browser: Browser, pages: Path, name: str, told: str) -> None:
    # The box has the period once, the figures of the unit and of the rest with how many reported, and the target.
    with opened(browser, pages / f"{name}.html") as (page, trouble):
        line = page.locator("#lecture-coverage-trend .nsewdrag")
        line.scroll_into_view_if_needed()
        room = line.bounding_box()
        assert room is not None
        page.mouse.move(room["x"] + room["width"] * 0.62, room["y"] + room["height"] / 2)
        until(page, "() => document.querySelector('#lecture-coverage-trend .hoverlayer').textContent")
        said = page.locator("#lecture-coverage-trend .hoverlayer").text_content() or ""
        assert said.count("2019") == 2 and "47.6%" in said and "47.8%" in said and "200/201" in said
        assert f"{told} 43.0%" in said
        assert trouble == []


def test_no_buttons_lie_on_pictures_under_a_finger(browser: Browser, pages: Path) -> None:
    # With a pointer, buttons are above the picture; on touch screens there are none.
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    page.goto((pages / f"{PARKS[0]}.html").as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert page.locator(".js-plotly-plot .main-svg").count() > 0 and page.locator(".modebar-btn").count() == 0
    context.close()


def test_the_head_of_the_overview_stays_in_sight(browser: Browser, pages: Path) -> None:
    with opened(browser, pages / f"{PARKS[0]}.html", width=1366) as (page, _):
        page.locator(".spine-t tr[id]").last.scroll_into_view_if_needed()
        expect(page.locator(".spine-t thead th").first).to_be_in_viewport()


@pytest.mark.parametrize("name", PARKS)
def test_nothing_stands_in_a_column_of_nothing(browser: Browser, pages: Path, name: str) -> None:
    # No column of either table is empty, and a target that is not set is not mentioned.
    with opened(browser, pages / f"{name}.html") as (page, _):
        for table in (".spine-t", ".size-t"):
            empty = page.locator(f"{table} tr[id]").evaluate_all(
                "rows => [...rows[0].cells].map((_, n) => n).filter(n => rows.every(row => !row.cells[n].innerHTML.trim()))"
            )
            assert empty == []
        assert not {"未设", "none set"} & set(page.locator(":is(.spine-t, .size-t) td").all_inner_texts())
