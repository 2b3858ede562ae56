from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .looking import OF_TEMPLATES, opened

pytestmark = pytest.mark.browser
SCREENS = ((1366, 768), (390, 844))
CARDED = [name for name in OF_TEMPLATES if not name.startswith("collection")]


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("name", CARDED)
def test_the_value_of_the_first_card_is_seen_without_scrolling(
    browser: Browser, pages: Path, name: str, screen: tuple[int, int]
) -> None:
    with opened(browser, pages / f"{name}.html", width=screen[0]) as (page, trouble):
        page.set_viewport_size({"width": screen[0], "height": screen[1]})
        value, banner = page.locator(".card-value").first.bounding_box(), page.locator(".origin-banner").bounding_box()
        assert value is not None and banner is not None
        assert value["y"] + value["height"] <= screen[1]
        assert banner["height"] <= 28
        assert page.locator(".headline").count() <= 2
        assert trouble == []


@pytest.mark.parametrize("name", ["park-demo-park-1-2020Q4-zh", "park-demo-park-1-2020Q4-en"])
def test_only_the_exception_is_marked(browser: Browser, pages: Path, name: str) -> None:
    # A page of demonstration figures says so once, at the top, and marks none of them.
    with opened(browser, pages / f"{name}.html") as (page, _):
        assert page.locator(".seal-synthetic:visible").count() == 0
        assert page.locator(".origin-banner").inner_text().strip() != ""
