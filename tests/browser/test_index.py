from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from reportlib.blocks.sections.glance import Glance, Lead
from reportlib.page.html import Facts
from reportlib.periods import Period
from reportlib.plan.outcome import Outcome
from reportlib.site.failures import Failed
from reportlib.site.index import index_text, write_index, write_last
from reportlib.site.listing import Listing
from reportlib.workbook import Workbook

from .looking import until, violations

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


PARK = Glance(
    leads=(Lead(name="服务覆盖率", text="60.0%", value=60, change="↑ 1.0点"),),
    tally={"better": 2, "worse": 1},
    reported=(9, 12),
    day="2021-01-12",
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def glance_of(n: int) -> Glance:
    """A summary for the index with one figure, different for each page."""
    return Glance(leads=(Lead(name="服务覆盖率", text=f"{n * 37 % 1000 / 10}%", value=n * 37 % 1000 / 10),), reported=(1, 1))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return Workbook.load(ROOT)


@pytest.fixture(scope="module")
def index(book: Workbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of reports on every park and enterprise in eight quarters; one of these reports has failed."""
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
            if unit.id != "zhuhang":
                told |= {"glance": str(glance_of(len(names)) if unit.id != "demo-park-1" else PARK)}
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


def test_a_reader_finds_a_unit_and_the_address_keeps_what_was_chosen(page: Page, book: Workbook) -> None:
    rows = page.locator("#read tbody tr:not(.level)")
    assert str(expected(book)) in page.locator("#count").inner_text()
    assert rows.count() < expected(book) / 4, "only what can be seen soon is drawn"
    assert page.locator("#read .level").first.inner_text() == "2020年第四季度", "the latest period comes first"
    drawn = rows.count()
    page.locator("#more").scroll_into_view_if_needed()
    until(page, "drawn => document.querySelectorAll('#read tbody tr:not(.level)').length > drawn", drawn)

    page.get_by_role("searchbox").fill("zhuhang 2020年")
    assert rows.count() == 4
    page.get_by_role("searchbox").fill("zhjd")
    assert rows.count() == len(PERIODS), "by the initials of 竹行街道"
    page.locator("#clear").click()
    page.get_by_label("单位及其下级").select_option("netda")
    page.get_by_label("时期").select_option("2020Q4")
    below = [unit for unit in book.units.units if unit.level in ("park", "enterprise") and "netda" in above(book, unit.id)]
    assert rows.count() == len(below) and "under=netda" in page.url
    page.reload()
    assert rows.count() == len(below), "the address holds what was chosen"
    page.locator("select[name=level]").select_option("park")
    assert rows.count() == sum(unit.level == "park" for unit in below)


def above(book: Workbook, unit: str) -> list[str]:
    return [one.id for one in book.units.ancestors(unit, period=Period.parse("2020Q4"))]


def test_a_unit_is_followed_by_those_below_it_and_by_a_figure_when_it_is_sorted(page: Page, book: Workbook) -> None:
    page.get_by_label("时期").select_option("2020Q4")
    heads = page.locator("#read tbody tr:not(.level) th")
    shown = heads.all_inner_texts()
    at = next(n for n, text in enumerate(shown) if text.startswith("示例创业园"))
    assert page.locator("#read tbody tr.deep-1").count() > 0
    parent = {book.units[unit].name["zh"]: book.units[unit].parent for unit in book.units.by_id}
    following = [text.split()[0] for text in shown[at + 1 : at + 4]]
    assert {parent[name] for name in following} == {"demo-park-1"}

    page.get_by_role("button", name="服务覆盖率").click()
    values = [
        float(text.split("%")[0].split("\n")[-1])
        for text in page.locator("#read tbody td:nth-child(2)").all_inner_texts()
        if text
    ]
    assert values == sorted(values, reverse=True) and len(values) > 20
    assert page.locator("#read thead th[aria-sort=descending]").inner_text().startswith("服务覆盖率")
    assert "sort=-lead1" in page.url
    page.get_by_role("button", name="服务覆盖率").press("Enter")
    assert page.locator("#read thead th[aria-sort=ascending]").count() == 1, "by the keyboard as by the mouse"
    page.reload()
    assert page.locator("#read thead th[aria-sort=ascending]").count() == 1
    page.get_by_role("button", name="服务覆盖率").click()
    assert page.locator("#read thead th[aria-sort]").count() == 0 and heads.all_inner_texts() == shown


def test_a_row_shows_what_its_page_says_and_nothing_of_a_page_that_does_not_say_it(page: Page) -> None:
    page.get_by_label("时期").select_option("2020Q4")
    page.get_by_role("searchbox").fill("demo-park-1")
    row = page.locator("#read tbody tr:not(.level)", has_text="示例创业园").first
    assert row.locator("td").all_inner_texts()[0].split() == ["60.0%", "↑", "1.0点"]
    assert row.locator("td").all_inner_texts()[3:] == ["优于2项不及1项", "9/12家", "2021-01-12"]
    assert "演示数据" in row.locator("th").inner_text()
    page.get_by_role("searchbox").fill("zhuhang")
    row = page.locator("#read tbody tr:not(.level)")
    assert [text for text in row.locator("td").all_inner_texts() if text] == [] and "征求意见稿" in row.locator("th").inner_text()


def test_the_operators_columns_are_behind_a_switch(page: Page, book: Workbook) -> None:
    assert not page.locator("#list").is_visible() and not page.locator("#failed").is_visible()
    assert "zh --" not in page.locator("main").inner_text() and "reportlib build" not in page.locator("#read").inner_text()
    switch = page.get_by_role("switch", name="编制视图（1份没有生成）")
    switch.focus()
    switch.press("Space")
    rows = page.locator("#list tbody tr")
    assert page.locator("#list").is_visible() and not page.locator("#read").is_visible() and page.locator("#failed").is_visible()
    page.locator("select[name=status]").select_option("draft")
    assert rows.count() == len(PERIODS) and "status=draft" in page.url
    assert "python -m reportlib build --template park --unit zhuhang --period 2020Q4 --lang zh" in rows.first.inner_text()
    page.locator("select[name=state]").select_option("no_data")
    assert rows.count() == 1
    page.locator("#clear").click()
    page.locator("select[name=state]").select_option("built")
    assert [row.get_attribute("href") for row in page.locator("#list tbody a").all()] == ["park-demo-park-1-2020Q4-zh.html"]
    page.reload()
    assert rows.count() == 1, "the address holds the view and what was chosen in it"
    switch.uncheck()
    assert page.locator("#read tbody tr:not(.level)").count() > 1, "what only an operator chooses binds no reader"


def test_the_grid_has_a_sign_for_each_report_and_leads_to_what_failed(page: Page, book: Workbook) -> None:
    page.get_by_role("switch").check()
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
    page.get_by_label("语言").first.select_option("en")
    assert page.locator("html").get_attribute("lang") == "en" and "in=en" in page.url
    assert page.locator("h1").inner_text() == book.settings.title["en"]
    assert page.locator("#find label").first.inner_text().startswith("Period")
    assert page.locator("#read .level").first.inner_text() == "fourth quarter of 2020"
    assert "中文" in page.locator("#read tbody th").nth(1).inner_text(), "a report in another language says so"


def test_without_scripts_there_is_a_plain_list(browser: Browser, index: Path, book: Workbook) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(index.as_uri())
    assert page.locator(".plain a").count() == expected(book) - 1
    assert "服务覆盖率 60.0%" in page.locator(".plain li", has_text="示例创业园").first.inner_text()
    assert not page.locator("#find").is_visible() and not page.locator("#read").is_visible()
    page.locator("a[href='park-demo-park-1-2020Q4-zh.html']").click()
    assert page.title() == "a report"
    context.close()


@pytest.mark.parametrize("address", ["", "#in=en&sort=-lead1", "#view=list", "#view=grid&in=en"])
def test_axe_finds_nothing_and_no_screen_is_too_narrow(page: Page, address: str) -> None:
    page.goto(page.url.partition("#")[0] + address)
    page.reload()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    for width in (360, 1024, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 360, "height": 900})
    assert violations(page) == []


def test_what_is_handed_to_readers_has_nothing_of_the_operators(
    browser: Browser, index: Path, book: Workbook, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(index_text(Listing.of(index.parent, book, ()), last=""), "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri() + "#view=list")
    assert page.locator("#read tbody tr:not(.level)").count() > 20 and page.get_by_role("switch").count() == 0
    assert "reportlib build" not in page.content()
    context.close()
