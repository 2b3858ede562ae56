"""Pages for people who use no mouse, no colours, or no eyes: WCAG 2.2 AA and best practice, as axe-core sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from .test_pages import OF_TEMPLATES, REPORTS, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on colours, and so on the scheme."""
AUDIT = "asked => axe.run(document, {runOnly: asked, resultTypes: ['violations']})"


def violations(page: Page, *, colours: bool = False) -> list[str]:
    """What axe-core objects to, with the elements; by the rules on colours alone where the others were looked at before."""
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found = page.evaluate(AUDIT, {"type": "rule", "values": COLOURS} if colours else {"type": "tag", "values": RULES})
    assert tuple(map(int, found["testEngine"]["version"].split("."))) >= (4, 12)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*REPORTS, "index"])
def test_axe_finds_nothing(browser: Browser, pages: Path, name: str, scheme: str) -> None:
    with opened(browser, pages / f"{name}.html") as (page, _):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert violations(page, colours=scheme == "dark") == []


@pytest.mark.parametrize("name", OF_TEMPLATES)
def test_axe_finds_nothing_in_a_single_file(browser: Browser, singles: Path, name: str) -> None:
    with opened(browser, singles / f"{name}.html") as (page, _):
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert violations(page) == []
