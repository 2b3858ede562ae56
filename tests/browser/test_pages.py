"""Pages of every template in a browser: they are complete, request nothing, show the right numbers, and meet WCAG 2.2 AA."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from .looking import (
    ALL,
    OF_COLOURS,
    OF_TEMPLATES,
    OF_WORDS,
    PUBLISHED,
    REPORTS,
    SINGLES,
    drawn_whole,
    marked,
    opened,
    read,
    show_all,
    too_wide,
    until,
    violations,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
MARKED = ("district-demo-zone-2020-zh", "collection-demo-zone-2020Q4-zh")
"""The pages whose pictures are checked for the mark of made-up figures."""


@pytest.mark.parametrize("name", [*REPORTS, "index"])
def test_a_page_is_whole_on_every_screen_and_shuts_nobody_out(
    browser: Browser, pages: Path, name: str, subtests: pytest.Subtests
) -> None:
    # The page is visited once and looked at narrow and wide; axe judges it on a light and on a dark screen. English pages have
    # the same colours as the Chinese ones, so axe judges everything but colours on them.
    with opened(browser, pages / f"{name}.html") as (page, trouble):
        with subtests.test("it is drawn whole"):
            assert name == "index" or drawn_whole(page, name)
        with subtests.test("a real organisation's page shows nothing made up"):
            if name in PUBLISHED:
                assert page.locator(".seal-synthetic").count() == 0
                assert page.locator("meta[name='reportlib:origins']").get_attribute("content") == "published"
        with subtests.test("its pictures of made-up figures say so"):
            assert name not in MARKED or marked(page)
        with subtests.test("it fits every screen"):
            assert too_wide(page) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        show_all(page, "light")
        with subtests.test("axe finds nothing"):
            assert violations(page, OF_WORDS if name.endswith("-en") else ALL) == []
        if name in (*OF_TEMPLATES, "index") and not name.endswith("-en"):
            show_all(page, "dark")
            with subtests.test("axe finds nothing of colours in the dark"):
                assert violations(page, OF_COLOURS) == []
        assert trouble == []


@pytest.mark.parametrize("name", SINGLES)
def test_a_single_file_is_whole_on_every_screen(browser: Browser, singles: Path, name: str) -> None:
    # Single files differ from other pages only in where plotly.js is, so axe judges one of them.
    with opened(browser, singles / f"{name}.html") as (page, trouble):
        assert drawn_whole(page, name)
        assert too_wide(page) == []
        if name == SINGLES[0]:
            page.set_viewport_size({"width": 1280, "height": 900})
            show_all(page, "light")
            assert violations(page) == []
        assert trouble == []


def shown_tables(page: Page) -> list[bool]:
    """For each figure, whether its table is visible."""
    return [table.is_visible() for table in page.locator("figure .fig-data table").all()]


def test_a_single_file_stands_alone_and_follows_the_screen(browser: Browser, alone: Path, subtests: pytest.Subtests) -> None:
    light, dark = ("rgb(158, 27, 60)", "rgb(253, 252, 249)"), ("rgb(238, 127, 139)", "rgb(23, 22, 20)")  # --unit and --paper
    look = """() => [getComputedStyle(document.querySelector(".plot .scatterlayer .js-line:last-child")).stroke,
                     getComputedStyle(document.body).backgroundColor]"""
    line = """colour => [...document.querySelectorAll(".plot .scatterlayer .js-line")].some(e => e.style.stroke === colour)"""
    with opened(browser, alone) as (page, trouble):
        with subtests.test("it stands alone"):
            assert page.locator(".plot").count() >= 5
            assert (
                page.evaluate("performance.getEntriesByType('resource').filter(e => !/^(data|blob):/.test(e.name)).length") == 0
            )
            text = alone.read_text("utf-8")
            assert text.count('id="plotly-packed"') == 1 and "plotly.js v" not in text
        with subtests.test("tables are closed where charts are drawn"):
            assert not any(shown_tables(page))
        with subtests.test("figures follow the screen"):
            assert page.evaluate(line, light[0]) and page.evaluate(look)[1] == light[1]
            page.emulate_media(color_scheme="dark")
            until(page, line, dark[0])
            assert not page.evaluate(line, light[0]) and page.evaluate(look)[1] == dark[1]
        with subtests.test("paper is light"):
            page.emulate_media(color_scheme="dark", media="print")
            until(page, line, light[0])
            assert not page.evaluate(line, dark[0])
        assert trouble == []


@pytest.mark.parametrize("scripts", [False, True], ids=["no scripts", "no way to unpack"])
def test_a_page_that_cannot_draw_shows_every_table_instead(browser: Browser, alone: Path, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts, offline=True)
    context.set_default_timeout(120_000)
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(alone.as_uri())
    shown = shown_tables(page)
    assert len(shown) >= 5 and all(shown)
    assert not any(plot.is_visible() for plot in page.locator(".plot").all())
    context.close()


def test_a_script_that_the_page_does_not_name_does_not_run(browser: Browser, alone: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.html"
    attack = "<script>window.ran = 1</script><img src='data:,' onerror='window.ran = 2'>"
    spoilt.write_text(alone.read_text("utf-8").replace("<main", f"{attack}<main"), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(spoilt.as_uri())
    assert page.evaluate("window.ran") is None
    context.close()


def test_a_browser_that_takes_no_hash_of_a_file_reads_the_library_as_text(browser: Browser, alone: Path) -> None:
    context = browser.new_context(offline=True)
    context.set_default_timeout(120_000)
    context.add_init_script("URL.createObjectURL = () => 'blob:null/nothing'")
    page = context.new_page()
    page.goto(alone.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert page.locator(".main-svg").count() > 5 and not any(shown_tables(page))
    context.close()


@pytest.mark.parametrize("said", [True, False], ids=["its own hash", "the library's hash"])
def test_another_library_put_in_its_place_does_not_run(browser: Browser, alone: Path, tmp_path: Path, said: bool) -> None:
    other = b"window.ran = 1; window.Plotly = {react: () => { window.ran = 2; }};"
    text, packed = alone.read_text("utf-8"), base64.b64encode(gzip.compress(other)).decode()
    text = re.sub(r'(id="plotly-packed"[^>]*>)[^<]*', rf"\g<1>{packed}", text)
    if said:
        told = base64.b64encode(hashlib.sha256(other).digest()).decode()
        text = re.sub(r'data-hash="[^"]*"', f'data-hash="sha256-{told}"', text)
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(text, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(spoilt.as_uri())
    page.wait_for_selector("figure.as-table")
    assert page.evaluate("window.ran") is None and all(shown_tables(page))
    context.close()


def rows() -> Iterator[dict[str, str]]:
    """The rows of the demonstration figures, as they are in their file."""
    with (ROOT / "data" / "demonstration.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def parent_in_2020q4(unit: dict[str, object]) -> str | None:
    """The unit's parent at the end of 2020, as units.yaml says; None if there is none."""
    if str(unit.get("to", "2020Q4")) < "2020Q4":
        return None
    parents = unit.get("parent")
    if isinstance(parents, list):
        return next(p["id"] for p in parents if str(p.get("from", "0000")) <= "2020Q4" <= str(p.get("to", "9999")))
    return parents if isinstance(parents, str) else None


@pytest.fixture(scope="module")
def members() -> dict[str, set[str]]:
    """For each unit, the units directly below it in the last quarter of 2020."""
    units = yaml.safe_load((ROOT / "params" / "units.yaml").read_text("utf-8"))["units"]
    found = defaultdict(set)
    for unit in units:
        if parent := parent_in_2020q4(unit):
            found[parent].add(unit["id"])
    return found


def card(page: Page, indicator: str) -> float:
    text = page.locator(f"#card-{indicator} .card-value").inner_text()
    return float(re.sub(r"[^\d.]", "", text.split("\n")[0].replace(",", "")))


def test_a_ratio_on_the_page_is_that_of_the_sums_in_the_file(browser: Browser, pages: Path, members: dict[str, set[str]]) -> None:
    parts = [
        (float(r["numerator"]), float(r["denominator"]))
        for r in rows()
        if r["indicator"] == "service-coverage" and r["period"] == "2020Q4" and r["unit"] in members["demo-park-1"]
    ]
    coverage = 100 * sum(n for n, _ in parts) / sum(d for _, d in parts)
    with read(browser, pages / "park-demo-park-1-2020Q4-zh.html") as page:
        assert card(page, "service-coverage") == pytest.approx(coverage, abs=0.05)


def test_a_total_on_the_page_is_the_sum_in_the_file(browser: Browser, pages: Path) -> None:
    total = sum(float(r["value"]) for r in rows() if r["indicator"] == "new-highly-skilled" and r["period"].startswith("2020Q"))
    with read(browser, pages / "district-demo-zone-2020-zh.html") as page:
        assert card(page, "new-highly-skilled") == total


def test_an_enterprise_page_shows_the_file_s_own_row(browser: Browser, pages: Path) -> None:
    row = next(r for r in rows() if r["unit"] == "demo-e001" and r["indicator"] == "engagement-score" and r["period"] == "2020Q4")
    with read(browser, pages / "enterprise-demo-e001-2020Q4-zh.html") as page:
        assert card(page, "engagement-score") == pytest.approx(float(row["value"]), abs=0.05)


def test_the_collection_counts_the_units_that_sent_nothing(browser: Browser, pages: Path, members: dict[str, set[str]]) -> None:
    told = {r["unit"] for r in rows() if r["period"] == "2020Q4"}
    asked = {u for park in members["demo-zone"] for u in members[park] | {park}}
    with read(browser, pages / "collection-demo-zone-2020Q4-zh.html") as page:
        assert f"未报单位{len(asked - told)}家" in page.locator("#outstanding").inner_text()


def test_a_page_with_made_up_figures_says_so_at_the_top_in_the_footer_and_in_its_head(browser: Browser, pages: Path) -> None:
    with read(browser, pages / "district-demo-zone-2020-zh.html") as page:
        assert "演示报告" in page.locator(".origin-banner").inner_text()
        assert "演示数据" in page.locator(".prov .end").inner_text()
        assert "演示数据" in page.title()
        assert "synthetic" in (page.locator("meta[name='reportlib:origins']").get_attribute("content") or "")


def test_a_report_of_the_default_build_carries_commentary_a_draft_mark_and_a_correction(browser: Browser, pages: Path) -> None:
    listed = yaml.safe_load((ROOT / "params" / "reports.yaml").read_text("utf-8"))
    drafts = [e for e in listed["reports"] if e.get("status") == "draft"]
    assert drafts == [
        {"template": "park", "periods": ["2020Q4"], "units": ["demo-park-1"], "languages": ["zh"], "status": "draft"}
    ]
    written = (ROOT / "params" / "commentary" / "park-demo-park-1-2020Q4-zh.md").read_text("utf-8")
    with read(browser, pages / "park-demo-park-1-2020Q4-zh.html") as page:
        assert "征求意见稿" in page.locator(".issuer").inner_text()
        assert listed["corrections"][0]["text"]["zh"] in page.locator(".correction").inner_text()
        assert "2021-02-03" in page.locator(".correction").inner_text()
        heading = written.splitlines()[0].strip("#* ")
        assert heading in page.locator(".commentary").inner_text()


def test_the_index_finds_a_report(browser: Browser, pages: Path) -> None:
    with opened(browser, pages / "index.html") as (page, trouble):
        rows_shown = page.locator("#read tbody tr:not(.level)")
        assert rows_shown.count() == 9, "one for each unit in each period"
        page.get_by_role("searchbox").fill("竹行")
        assert rows_shown.count() == 1
        page.get_by_role("searchbox").fill("")
        page.locator("select[name=in]").select_option("en")
        page.locator("#read tbody").get_by_role("link", name="Demo", exact=False).first.click()
        assert page.url.endswith("-en.html")
        assert trouble == []
