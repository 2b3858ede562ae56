"""The index as a reader uses it: found, narrowed, looked at as a grid, in the other language, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from reportlib.page.html import Facts
from reportlib.plan.outcome import Outcome
from reportlib.site.failures import Failed
from reportlib.site.index import write_index, write_last
from reportlib.workbook import Workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
HOSTILE = "</script><script>document.title='ran'</script>"
PERIODS = [f"{year}Q{n}" for year in (2019, 2020) for n in (1, 2, 3, 4)]
FAILED = Failed(
    name="park-shuangyi-2020Q4-zh",
    title="双逸创业园产改报告",
    lang="zh",
    unit="shuangyi",
    unit_name="双逸创业园",
    level="park",
    period="2020Q4",
    template="park",
    status="final",
    cell=3,
    error=HOSTILE,
    traceback=HOSTILE,
    rerun="python -m reportlib build --unit shuangyi",
)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return Workbook.load(ROOT)


@pytest.fixture(scope="module")
def index(book: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a report on every park and enterprise in eight quarters, one of which failed."""
    folder = tmp_path_factory.mktemp("index")
    units = [unit for unit in book.units.units if unit.level in ("park", "enterprise")]
    names = []
    for unit in units:
        for period in PERIODS:
            name = f"{unit.level}-{unit.id}-{period}-zh"
            title = HOSTILE if unit.id == "zhuhang" else f"{unit.name['zh']}产改报告"
            draft = "draft" if unit.id == "zhuhang" else "final"
            what = (name, title, "zh", unit.id, unit.name["zh"], unit.level, period, unit.level, draft, "k", "d", "1", "c")
            told = asdict(Facts(*what)) | {"origins": "synthetic", "dimensions": "rights-care", "known": "1"}
            if (unit.id, period) == ("zhuhang", "2020Q4"):
                told |= {"known": "0", "dimensions": ""}
            head = "".join(f'<meta name="reportlib:{key}" content="{escape(str(value))}">' for key, value in told.items())
            (folder / f"{name}.html").write_text(f"<title>a report</title>{head}", "utf-8")
            names.append(name)
    (folder / f"{FAILED.name}.html").unlink()
    write_last(folder, [Outcome("park-demo-park-1-2020Q4-zh", "built")])
    return write_index(folder, book, [FAILED])


@pytest.fixture
def page(browser: Browser, index: Path) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    page, trouble = context.new_page(), list[str]()
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else trouble.append(r.url))
    page.goto(index.as_uri())
    yield page
    assert trouble == [] and page.title() != "ran"
    context.close()


def expected(book: Workbook) -> int:
    return len(PERIODS) * sum(unit.level in ("park", "enterprise") for unit in book.units.units)


def test_a_reader_finds_narrows_and_follows(page: Page, book: Workbook) -> None:
    rows = page.locator("#list tbody tr")
    assert str(expected(book)) in page.locator("#count").inner_text()
    assert rows.count() < expected(book) / 4, "only what can be seen soon is drawn"
    drawn = rows.count()
    page.locator("#more").scroll_into_view_if_needed()
    page.locator(f"#list tbody tr:nth-child({drawn + 1})").wait_for()

    page.get_by_role("searchbox").fill("zhuhang 2020年")
    assert rows.count() == 4
    page.locator("#clear").click()
    page.locator("select[name=status]").select_option("draft")
    assert rows.count() == len(PERIODS) and "status=draft" in page.url
    page.locator("select[name=state]").select_option("no_data")
    assert rows.count() == 1
    page.locator("#clear").click()
    page.locator("select[name=state]").select_option("built")
    assert [row.get_attribute("href") for row in page.locator("#list tbody a").all()] == ["park-demo-park-1-2020Q4-zh.html"]
    page.locator("#clear").click()
    page.locator("select[name=under]").select_option("netda")
    page.locator("select[name=period]").select_option("2020Q4")
    below = sum(unit.level in ("park", "enterprise") and unit.parent == "netda" for unit in book.units.units)
    assert rows.count() == below
    page.reload()
    assert rows.count() == below, "the address holds what was chosen"


def test_the_grid_has_a_sign_for_each_report_and_leads_to_what_failed(page: Page, book: Workbook) -> None:
    page.get_by_role("radio", name="表格").check()
    assert page.locator("#grid thead th").count() == 1 + len(PERIODS)
    assert page.locator("#grid .level").first.inner_text() == book.level("park").name["zh"]
    signs = page.locator("#grid tbody tr", has_text="双逸创业园").locator(".sign")
    assert [sign.inner_text() for sign in signs.all()] == ["✕", *["="] * (len(PERIODS) - 1)]
    assert "失败" in (signs.first.get_attribute("aria-label") or "")
    signs.first.click()
    assert page.url.endswith("#failed-park-shuangyi-2020Q4-zh")
    told = page.locator("[id='failed-park-shuangyi-2020Q4-zh']")
    assert "python -m reportlib build --unit shuangyi" in told.inner_text() and HOSTILE in told.inner_text()
    assert page.locator("#sheet").is_visible(), "going to a place on the page does not undo what was chosen"


def test_the_other_language(page: Page, book: Workbook) -> None:
    page.locator("#tongues button", has_text="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == book.settings.title["en"]
    assert page.locator("#find label").first.inner_text().startswith("Search")
    assert page.locator("#list tbody td").first.inner_text() == "fourth quarter of 2020"


def test_without_scripts_there_is_a_plain_list(browser: Browser, index: Path, book: Workbook) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(index.as_uri())
    assert page.locator(".plain a").count() == expected(book) - 1
    assert not page.locator("#find").is_visible() and not page.locator("#list").is_visible()
    page.locator("a[href='park-demo-park-1-2020Q4-zh.html']").click()
    assert page.title() == "a report"
    context.close()
