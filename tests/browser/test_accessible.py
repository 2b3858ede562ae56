"""Pages for people who use no mouse, no colours, or no eyes: WCAG 2.2 AA and best practice, as axe-core sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from .test_pages import OF_TEMPLATES, REPORTS, SINGLES, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on colours, and so on the scheme."""
FEW = 3
WITHOUT_REPEATS = """(bodies, few) => {
  const built = row => row.outerHTML.replace(/>[^<]+/g, '>').replace(/ (?!class)[\\w-]+="[^"]*"/g, '');
  for (const body of bodies) {
    const seen = {};
    for (const row of [...body.rows]) {
      const key = built(row);
      seen[key] = (seen[key] || 0) + 1;
      if (seen[key] > few) row.remove();
    }
  }
}"""
"""Of a table, the rows with other elements or classes than `few` before them: what axe-core says of one it says of its like."""
AUDIT = "asked => axe.run(document, {...asked, resultTypes: ['violations']})"
ALL = {"runOnly": {"type": "tag", "values": RULES}}
OF_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
OF_WORDS = ALL | {"rules": {name: {"enabled": False} for name in COLOURS}}


def violations(page: Page, asked: dict[str, object] = ALL) -> list[str]:
    """What axe-core objects to, with the elements."""
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found = page.evaluate(AUDIT, asked)
    assert tuple(map(int, found["testEngine"]["version"].split("."))) >= (4, 12)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("name", [*REPORTS, "index"])
def test_axe_finds_nothing(browser: Browser, pages: Path, name: str) -> None:
    """Of the English pages, whose colours are those of the Chinese ones, all but these."""
    with opened(browser, pages / f"{name}.html") as (page, _):
        show_all(page, "light")
        assert violations(page, OF_WORDS if name.endswith("-en") else ALL) == []


@pytest.mark.parametrize("name", [name for name in (*OF_TEMPLATES, "index") if not name.endswith("-en")])
def test_axe_finds_nothing_of_colours_in_the_dark(browser: Browser, pages: Path, name: str) -> None:
    """The other rules, and the other language, see no difference."""
    with opened(browser, pages / f"{name}.html") as (page, _):
        show_all(page, "dark")
        assert violations(page, OF_COLOURS) == []


@pytest.mark.parametrize("name", SINGLES[:1])
def test_axe_finds_nothing_in_a_single_file(browser: Browser, singles: Path, name: str) -> None:
    """It differs by its library alone."""
    with opened(browser, singles / f"{name}.html") as (page, _):
        show_all(page, "light")
        assert violations(page) == []


def show_all(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Show a page on such a screen, without movement, and open all that opens; of rows built alike the first few stay."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.locator("tbody").evaluate_all(WITHOUT_REPEATS, FEW)
