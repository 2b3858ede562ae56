from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from .conftest import command
from .looking import opened, show_all, until, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MATRIX = """
reports:
  - {template: department, periods: [2020Q4], units: [demo-park-1, shuangyi], languages: [zh], with: {owner: trade-union}}
  - {template: department, periods: [2020Q4], units: [demo-park-1], languages: [en], with: {owner: trade-union}}
  - {template: compared, periods: [2020Q4], units: [demo-park-1], languages: [en]}
  - {template: indicator, periods: [2020Q4], units: [demo-zone, netda], languages: [en], with: {indicator: training-coverage}}
"""
SEEN: dict[str, tuple[Literal["light", "dark"], int, list[str]]] = {
    "department-demo-park-1-2020Q4-zh": ("dark", 390, ["主管指标", "与其他园区和街道比较"]),
    "department-shuangyi-2020Q4-zh": ("light", 1280, ["主管指标"]),
    "compared-demo-park-1-2020Q4-en": ("dark", 1280, ["Side by side", "All ratios"]),
    "indicator-demo-zone-2020Q4-en-indicator-training-coverage": ("light", 390, ["Over time, and by place", "Among enterprises"]),
    "indicator-netda-2020Q4-en-indicator-training-coverage": ("light", 1280, []),
}
"""How each page is looked at, and the sections that it shows."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, built once for all tests; also checks that a second plan finds nothing due."""
    folder = tmp_path_factory.mktemp("composed")
    (folder / "list.yaml").write_text(MATRIX, encoding="utf-8")
    words = (str(folder / "list.yaml"), "--output", str(folder / "out"))
    done = command("build", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 due, 6 up to date" in command("plan", *words).stdout
    return folder / "out"


@pytest.mark.parametrize("name", SEEN)
def test_a_composed_page_holds_what_was_asked_and_axe_finds_nothing(browser: Browser, built: Path, name: str) -> None:
    scheme, width, sections = SEEN[name]
    with opened(browser, built / f"{name}.html", width=width) as (page, trouble):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for section in sections:
            assert page.locator("main h2").filter(has_text=section).count() == 1
        show_all(page, scheme)
        assert violations(page) == []
        assert trouble == []


OVERLAPS = """all => {
  const boxes = all.map(one => [one.textContent, one.getBoundingClientRect()]).filter(([text]) => text);
  const wide = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1;
  const high = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  const over = ([, a]) => ([, b]) => wide(a, b) && high(a, b);
  return boxes.flatMap((one, n) => boxes.slice(n + 1).filter(over(one)).map(other => [one[0], other[0]]));
}"""


@pytest.mark.parametrize("name", ["department-demo-park-1-2020Q4-en", "department-demo-park-1-2020Q4-zh"])
def test_on_a_phone_two_columns_are_on_the_screen_and_no_words_lie_on_others(browser: Browser, built: Path, name: str) -> None:
    with opened(browser, built / f"{name}.html", width=390) as (page, _):
        until(page, "() => document.querySelectorAll('figure.drawn .main-svg[role=img]').length > 0")
        rights = (
            page.locator(".scroll > .data")
            .first.locator("td")
            .evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        )
        assert len(rights) > 3 and max(rights) <= 390
        assert page.locator("figure.drawn .annotation-text").evaluate_all(OVERLAPS) == []
