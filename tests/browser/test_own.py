from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from .conftest import command
from .looking import opened, show_all, too_wide, until, violations
from .own import workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("own-china-2004-zh", "own-china-2004-en")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = workbook(tmp_path_factory.mktemp("own"))
    done = command("build", "own.yaml", "--xlsx", cwd=book)
    assert done.returncode == 0, done.stdout + done.stderr
    return book / "outputs"


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [(NAMES[0], "light", 1280), (NAMES[0], "dark", 390), (NAMES[1], "light", 390), (NAMES[1], "dark", 1280)],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, built: Path, name: str, scheme: Literal["light", "dark"], width: int
) -> None:
    with opened(browser, built / f"{name}.html", width=width) as (page, trouble):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        show_all(page, scheme)
        assert violations(page) == []
        assert trouble == []


def test_everything_stands_where_its_author_put_it(browser: Browser, built: Path) -> None:
    with opened(browser, built / "own-china-2004-en.html") as (page, _):
        text = page.locator("main").inner_text()
        told = ["Why this page", "In focus", "1,234,567 people, on all.", "Grades", "Two curves", "On white", "A bare figure"]
        assert [text.index(words) for words in told] == sorted(text.index(words) for words in told)
        assert page.locator(".toc").inner_text().count("In focus") == 1
        for hidden in ("For the author", "not to be read", "\u4e3a\u4ec0\u4e48"):
            assert hidden not in text
        assert page.locator("figure").count() == page.locator("figure h3").count() == 4
        assert too_wide(page) == []


def test_letters_can_be_read_on_a_dark_screen_and_data_keeps_its_colours(browser: Browser, built: Path) -> None:
    fills = {}
    for scheme in ("light", "dark"):
        with opened(browser, built / "own-china-2004-zh.html") as (page, _):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            until(
                page,
                "s => getComputedStyle(document.querySelector('.plot .xtick text')).fill === s",
                {"light": "rgb(102, 98, 90)", "dark": "rgb(163, 158, 147)"}[scheme],
            )
            fills[scheme] = page.evaluate(
                """() => ({
                    drawing: getComputedStyle(document.querySelector('.pictured svg[role=img] text')).fill,
                    bars: [...document.querySelectorAll('.plot .bars path')].map(p => p.style.fill)[0],
                    data: [...document.querySelectorAll('.pictured path')].filter(p => p.style.fill.includes('148')).length,
                    white: getComputedStyle(document.querySelectorAll('figure.drawn')[1].querySelector('.xtick text')).fill,
                })"""
            )
    assert fills["light"]["drawing"] == "rgb(0, 0, 0)" and fills["dark"]["drawing"] == "rgb(238, 235, 227)"
    assert fills["light"]["bars"] == fills["dark"]["bars"] == "rgb(99, 110, 250)"
    assert fills["light"]["data"] == fills["dark"]["data"] > 0
    assert fills["light"]["white"] == fills["dark"]["white"], "a figure with a ground of its own stays as it is"


def test_a_drawing_on_a_phone_scrolls_rather_than_shrinks_and_on_paper_fits(browser: Browser, built: Path) -> None:
    with opened(browser, built / "own-china-2004-zh.html", width=390) as (page, _):
        box = "document.querySelector('.pictured .plot-box')"
        assert page.evaluate(f"{box}.scrollWidth > {box}.clientWidth")
        assert page.evaluate("document.querySelector('.pictured svg[role=img] text').getBoundingClientRect().height") >= 8


def test_the_table_of_a_drawing_comes_as_csv_in_full(browser: Browser, built: Path) -> None:
    with opened(browser, built / "own-china-2004-en.html") as (page, _):
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        with page.expect_download() as caught:
            page.locator("figure.pictured .copy-csv").click()
        lines = Path(caught.value.path()).read_text("utf-8-sig").splitlines()
    assert lines == ["grade,share,sex", "A,12.50,m", "B,30.25,m"]
