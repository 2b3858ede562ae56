from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from .conftest import CHROMIUM, NEEDED, command, fonts_of, text_of, typed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "park-demo-park-1-2020Q4-zh"
OPTIONS = ["--template", "park", "--unit", "demo-park-1", "--period", "2020Q4", "--lang", "zh", "--xlsx", "--pdf"]
NUMBER = re.compile(r"[+\u2212-]?\d[\d,]*(?:\.\d+)?%?")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if CHROMIUM is None:
        pytest.skip(NEEDED)
    folder = tmp_path_factory.mktemp("copies")
    done = typed("build", *OPTIONS, "--lang", "en", "--browser", CHROMIUM, "--output", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def drawn(browser: Browser, built: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto((built / f"{NAME}.html").as_uri())
    page.locator("html[data-drawn]").wait_for()
    yield page
    page.close()


@pytest.fixture(scope="module")
def shown(browser: Browser, built: Path) -> Iterator[Page]:
    yield from drawn(browser, built)


@pytest.fixture
def page(browser: Browser, built: Path) -> Iterator[Page]:
    yield from drawn(browser, built)


def plain(text: str) -> str:
    """A number of a data table without separators, plus sign and percent sign."""
    return text.replace(",", "").replace("\u2212", "-").removeprefix("+").removesuffix("%")


def shows(text: str, value: Decimal) -> bool:
    """Whether a text is `value` as pages round it: halves away from zero."""
    said = Decimal(plain(text))
    return value.quantize(said, rounding=ROUND_HALF_UP) == said


CELLS = "rows => [...rows].map(row => [...row.cells].map(cell => cell.textContent))"


def tables(page: Page) -> list[list[list[str]]]:
    """The data tables of the figures, except the table of all units; remarks from the page's end are added to the cells."""
    each = f"table => ({CELLS})(table.rows)"
    found = page.evaluate(f"[...document.querySelectorAll('figure:not(.units) table.data')].map({each})")
    return [with_remarks(rows, shared(page)) for rows in found]


def shared(page: Page) -> dict[str, dict[str, str]]:
    """The remarks at the page's end: by the mark of their row, then by the period of their column."""
    heads, *rows = page.evaluate(f"({CELLS})(document.querySelectorAll('#remarks tr'))") or [[]]
    return {mark: dict(zip(heads[1:], remarks, strict=True)) for mark, *remarks in rows}


def with_remarks(rows: list[list[str]], remarks: dict[str, dict[str, str]]) -> list[list[str]]:
    """The rows of a table, the head first, with the remarks added to their cells."""
    heads, *others = rows
    bare = [head[:-2] if head[-1:] in remarks else head for head in heads]
    for name, *cells in others:
        own = name[:-2] if name[-1:] in remarks else name
        told = []
        for cell, head in zip(cells, heads[1:], strict=True):
            (remark,) = {remarks.get(name[-1:], {}).get(head), remarks.get(head[-1:], {}).get(own)} - {None, ""} or {""}
            told.append(f"{cell}（{remark}）" if remark else cell)
        bare.extend([own, *told])
    return [bare[at : at + len(heads)] for at in range(0, len(bare), len(heads))]


def test_the_annex_holds_every_number_of_the_page_s_data_tables_as_a_number(shown: Page, built: Path) -> None:
    book = openpyxl.load_workbook(built / f"{NAME}.xlsx")
    rows: dict[tuple[object, int], list[list[object]]] = {}
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            cells = [cell for cell in row if cell is not None]
            rows.setdefault((cells[0] if cells else None, len(cells)), []).append(cells)

    def held(text: str, cell: object) -> bool:
        if not NUMBER.fullmatch(text):
            return cell == text
        scale = 100 if text.endswith("%") else 1
        return isinstance(cell, float | int) and shows(text, Decimal(f"{cell:.15g}") * scale)

    wanted = [row for table in tables(shown) for row in table[1:]]
    assert len(wanted) + shown.locator("figure.units tbody tr").count() > 200
    found = [any(all(map(held, row[1:], cells[1:])) for cells in rows.get((row[0], len(row)), [])) for row in wanted]
    assert [row for row, known in zip(wanted, found, strict=True) if not known] == []
    sections = shown.evaluate("[...document.querySelectorAll('main section > .sec-head h2')].map(h => h.lastChild.textContent)")
    titles = {row[0] for row in book["本页内容"].iter_rows(values_only=True)}
    assert [name for name in sections if name not in titles] == []
    formats = {cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"}
    assert {"#,##0", "#,##0.0", "0.0%"} <= formats


def test_the_annex_holds_every_unit_below_with_its_stored_figures(shown: Page, built: Path) -> None:
    rows = list(openpyxl.load_workbook(built / f"{NAME}.xlsx")["本页内容"].iter_rows(values_only=True))
    below = rows[[row[0] for row in rows].index("单位对照") :]
    held = {row[0]: row[1:] for row in reversed(below) if row[0]}
    texts = "rows => rows.map(row => [...row.cells].filter(cell => !cell.matches('.c-spark')).map(cell => cell.textContent))"
    listed = shown.locator("figure.units tbody tr").evaluate_all(texts)
    assert len(listed) == 50
    for name, *cells in listed:
        for text, cell in zip(cells, held[name], strict=False):
            assert shows(text, Decimal(f"{cell:.15g}")) if isinstance(cell, float | int) else cell == text.replace(" (", "(")


def test_the_annex_says_of_every_figure_where_it_comes_from(built: Path) -> None:
    sheet = openpyxl.load_workbook(built / f"{NAME}.xlsx")["全部指标数据"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(rows) > 500
    numbers = [row for row in rows if isinstance(row["数值"], int | float)]
    assert len(numbers) > 400
    assert {row["来源"] for row in numbers} == {"演示数据"}, "nothing published stands on the page of a unit that is made up"
    assert {row["来源"] for row in rows} == {"演示数据", None}, "what is not there comes from nowhere"
    staff = [
        row for row in rows if row["指标"] == "职工人数" and row["统计单位"] == "示例创业园" and row["时期"] == "2020年第四季度"
    ]
    assert len(staff) == 1 and staff[0]["计量单位"] == "人"


def test_paper_carries_every_figure_of_cards_and_tables(shown: Page, built: Path) -> None:
    printed = "".join(text_of(built / f"{NAME}.pdf").split())
    texts = shown.evaluate(
        """[...document.querySelectorAll('.card-value, .spine-t td, main .fig:not(.units) > .scroll td')].flatMap(cell => {
          const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
          while (texts.nextNode()) found.push(texts.currentNode.data);
          return found;
        })"""
    )
    numbers = {number for text in texts for number in NUMBER.findall(text)}
    assert len(numbers) > 100
    assert [number for number in sorted(numbers) if number not in printed] == []


@pytest.mark.parametrize(
    ("lang", "foot"),
    [
        ("zh", "示例创业园产改报告·2020年第四季度·演示数据"),
        ("en", "DemoStart-upPark:reformreport·Fourthquarterof2020·demonstration"),
    ],
)
def test_paper_takes_eight_sheets_that_say_whose_they_are(built: Path, lang: str, foot: str) -> None:
    pages = ["".join(text.split()) for text in text_of(built / f"{NAME.removesuffix('zh')}{lang}.pdf").split("\f")[:-1]]
    assert len(pages) <= 8
    assert all(foot.casefold() in text.casefold() and f"{n}/{len(pages)}" in text for n, text in enumerate(pages, 1))


def test_paper_embeds_its_fonts_and_names_its_characters(built: Path) -> None:
    fonts = fonts_of(built / f"{NAME}.pdf")
    assert fonts
    assert {row[-5] for row in fonts} == {"yes"} and {row[-3] for row in fonts} == {"yes"}
    assert "方法与数据" in text_of(built / f"{NAME}.pdf") and "各项指标的口径见网页版" in text_of(built / f"{NAME}.pdf")


def test_copies_are_made_again_only_where_they_are_missing_and_come_out_the_same(built: Path, tmp_path: Path) -> None:
    paths = [built / f"{NAME}{end}" for end in (".html", ".xlsx", ".pdf")]
    before = [path.read_bytes() for path in paths]
    again = ["build", *OPTIONS, "--browser", str(CHROMIUM), "--output", str(built)]

    assert "0 built, 1 unchanged" in command(*again).stdout
    stamps = [path.stat().st_mtime_ns for path in paths]
    for path in paths[1:]:
        shutil.move(path, tmp_path / path.name)
    assert "a copy is missing: 1" in command("plan", *again[1:-4], "--output", str(built)).stdout
    assert "1 built, 0 unchanged" in typed(*again).stdout
    assert [path.read_bytes() for path in paths] == before
    assert stamps != [path.stat().st_mtime_ns for path in paths]


def test_a_figure_s_data_is_downloaded_as_csv_that_excel_opens(page: Page) -> None:
    table = tables(page)[0]
    page.locator("figure details summary").first.click()
    button = page.locator("figure .copy-csv").first
    anchor = page.locator("figure", has=page.locator(".copy-csv")).first.get_attribute("id")
    button.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and download.value.suggested_filename == f"{NAME}-{anchor}.csv"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows] == [row[0] for row in table] and rows[0] == table[0]
    pairs = [pair for row, told in zip(rows[1:], table[1:], strict=True) for pair in zip(row[1:], told[1:], strict=True)]
    wrong = [
        (cell, text)
        for cell, text in pairs
        if not (
            shows(text, Decimal(plain(cell))) and cell.endswith("%") == text.endswith("%")
            if NUMBER.fullmatch(text)
            else cell == text
        )
    ]
    assert wrong == []
    assert any(len(plain(cell)) > len(plain(text)) for cell, text in pairs)  # as stored, not as rounded


@pytest.mark.parametrize("anchor", ["skill-growth-small-multiples", "lecture-coverage-trend"])
def test_remarks_at_the_end_of_the_page_stand_in_the_cells_of_a_csv(page: Page, anchor: str) -> None:
    rows = page.locator(f"#{anchor} table.data tr").evaluate_all(CELLS)
    assert any(name[-1] in shared(page) for name in [*rows[0], *(row[0] for row in rows[1:])])
    with page.expect_download() as download:
        page.evaluate(f"document.querySelector('#{anchor} .copy-csv').click()")
    text = Path(download.value.path()).read_text("utf-8-sig")
    held = list(csv.reader(io.StringIO(text, newline="")))
    wanted = with_remarks(rows, shared(page))
    assert held[0] == wanted[0] and [row[0] for row in held] == [row[0] for row in wanted]
    marked = [
        (cell, told) for row, own in zip(held, wanted, strict=True) for cell, told in zip(row, own, strict=True) if "/" in told
    ]
    assert len(marked) > 12 and all(cell == told for cell, told in marked)


def test_what_looks_like_a_formula_is_marked_in_the_csv(page: Page) -> None:
    page.evaluate("document.querySelector('figure table.data tbody th').textContent = '=1+2, \"so\"'")
    page.evaluate("document.querySelector('figure table.data tbody td').textContent = '\u22121,234.5'")
    page.evaluate("document.querySelector('figure').stored = undefined")
    with page.expect_download() as download:
        page.evaluate("document.querySelector('figure .copy-csv').click()")
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert '"\'=1+2, ""so""","-1,234.5"' in text.splitlines()[1]


@pytest.mark.parametrize("clipboard", [True, False])
def test_the_brief_is_copied_as_plain_text_and_that_is_said(page: Page, clipboard: bool) -> None:
    # What the page hands to the clipboard is caught: the clipboard itself belongs to the machine.
    page.evaluate(
        """(there) => {
          const put = there ? { writeText: (text) => { window.copied = text; return Promise.resolve(); } } : undefined;
          Object.defineProperty(navigator, 'clipboard', { value: put });
          document.addEventListener('copy', () => { window.copied = document.activeElement.value; });
        }""",
        clipboard,
    )
    page.get_by_role("button", name="复制导语").click()
    page.locator(".brief [role=status]:not(:empty)").wait_for()
    assert page.locator(".brief [role=status]").inner_text() == "导语已复制到剪贴板。"
    copied = page.evaluate("window.copied")
    assert copied.startswith("演示数据显示，示例创业园2020年四季度：") and copied.endswith("。")
    assert "（演示数据）" not in copied and "\n" not in copied


def test_without_scripts_there_are_no_buttons(browser: Browser, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / f"{NAME}.html").as_uri())
    assert page.locator("button:visible").count() == 0
    context.close()
