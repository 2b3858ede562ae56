"""Names and notes that contain code are shown as text: on the page, in the index, in the PDF, in the spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Page

from .conftest import CHROMIUM, NEEDED, text_of, typed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUN = "window.ran = (window.ran || 0) + 1"
SCRIPT = f"</script><script>{RUN}</script>"
PICTURE = f'<img src=x onerror="{RUN}">'
PSEUDO = f'<b>fat</b> <a href="javascript:{RUN}">link</a>'
BRACES = "{{7*7}} {% raise %} {0}"
FORMULA = "=HYPERLINK(0)"
TURNED = "abc\u202edef"
LONG = "long" * 2500
NAMES = {"r1": SCRIPT, "r2": PICTURE, "r3": PSEUDO, "r4": TURNED, "r5": LONG, "r6": FORMULA, "r7": BRACES}
SHOWN = [SCRIPT, PICTURE, PSEUDO, BRACES, FORMULA, LONG[:200]]
"""Texts that have to be on the page, letter by letter."""
QUARTERS = [f"{year}Q{n}" for year in (2018, 2019, 2020) for n in (1, 2, 3, 4)]
METHODS = ("opening", "overview", "movement", "dimensions", "comparison", "departments", "collection", "quality", "notes")


def name(text: str) -> dict[str, str]:
    return {"en": text}


def indicator(ident: str, text: str, **more: Any) -> dict[str, Any]:
    same = {"dimension": "d", "owner": "o", "levels": ["part"], "direction": "up", "note": name(f"{PICTURE} {BRACES}")}
    return {"id": ident, "name": name(text), "measure": name("@SUM(1)")} | same | more


def params() -> dict[str, Any]:
    """A workbook in which every name contains code."""
    levels = [{"id": "whole", "name": name(PSEUDO), "cards": ["count", "rate"]}, {"id": "part", "name": name(PICTURE)}]
    ratio = {part: {"name": name(SCRIPT), "kind": "flow"} for part in ("numerator", "denominator")}
    units = [{"id": "all", "name": name(f"All {PICTURE} {TURNED}"), "level": "whole"}]
    units += [{"id": unit, "name": name(text), "level": "part", "parent": "all"} for unit, text in NAMES.items()]
    return {
        "workbook": {
            "title": name(f"Title {SCRIPT}"),
            "issuer": name(f"Issuer {PSEUDO}"),
            "languages": ["en"],
            "levels": levels,
            "calendar": {"every": "quarter", "due_days": 10},
            "data": [{"file": "data/returns.csv", "origin": "reported", "source": name(f"Source {PICTURE}")}],
        },
        "catalogue": {
            "version": "1",
            "dimensions": [{"id": "d", "name": name(f"Dimension {PICTURE}"), "note": name(BRACES)}],
            "owners": [{"id": "o", "name": name(f"Owner {PSEUDO}")}],
            "indicators": [
                indicator("count", f"Count {SCRIPT}", kind="flow"),
                indicator("rate", f"Rate {PSEUDO}", kind="ratio", scale=100, decimals=1, **ratio),
                indicator("pay", FORMULA, kind="flow"),
            ],
        },
        "units": {"units": units},
        "reports": {
            "reports": [
                {"template": "good", "periods": ["2020Q4"], "units": ["all"], "languages": ["en"]},
                {"template": "bad", "periods": ["2020Q4"], "units": ["all"], "languages": ["en"]},
            ],
            "corrections": [{"report": "good-all-2020Q4-en", "date": "2021-01-01", "text": name(f"Put right {PICTURE}")}],
        },
    }


def returns() -> Iterator[str]:
    yield "indicator,unit,period,value,numerator,denominator,status,reported_at"
    for n, unit in enumerate(NAMES):
        for at, period in enumerate(QUARTERS):
            yield f"count,{unit},{period},{10 * n + at + 1},,,final,"
            yield f"pay,{unit},{period},{n + at + 2},,,final,"
            yield f"rate,{unit},{period},,{n + at + 1},{40 + n},final,"


def template(title: str, source: str) -> dict[str, Any]:
    parameters = 'unit: str = "all"  # the unit\nperiod: str = "2020Q4"  # the period\nlang: str = "en"  # the language'
    cells = [new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]}), new_code_cell(source, id="r")]
    cells += [new_code_cell(f"report.{method}()", id=method) for method in METHODS] if "report =" in source else []
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    facts = {"level": "whole", "title": name(title)}
    return dict(new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": kernel, "reportlib": facts}))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, spreadsheets and PDFs of a workbook in which every name contains code."""
    if CHROMIUM is None:
        pytest.skip(NEEDED)
    root = tmp_path_factory.mktemp("hostile")
    for folder in ("params/commentary", "data", "notebooks"):
        (root / folder).mkdir(parents=True)
    for file, content in params().items():
        (root / "params" / f"{file}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    said = f"Said [press](javascript:{RUN}) {PICTURE}\n\n{SCRIPT}\n\n![seen](javascript:{RUN})\n\n{BRACES}\n"
    (root / "params" / "commentary" / "good-all-2020Q4-en.md").write_text(said, "utf-8")
    (root / "data" / "returns.csv").write_text("\n".join(returns()) + "\n", "utf-8")
    made = 'from reportlib import Report\n\nreport = Report("good", unit=unit, period=period, lang=lang)'
    for file, source in (("good", made), ("bad", f"raise ValueError({PICTURE!r})")):
        (root / "notebooks" / f"{file}.ipynb").write_text(json.dumps(template(f"{file} {SCRIPT}", source)), "utf-8")
    done = typed("build", "--xlsx", "--pdf", "--browser", CHROMIUM, cwd=root)
    assert done.returncode == 1 and "1 built, 0 unchanged, 1 failed" in done.stdout, done.stdout + done.stderr
    return root / "outputs"


def opened(browser: Browser, path: Path, width: int) -> tuple[Page, list[str]]:
    page, trouble = browser.new_page(viewport={"width": width, "height": 900}), list[str]()
    page.set_default_timeout(120_000)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.goto(path.as_uri())
    if page.locator("figure.drawn").count():
        page.locator("html[data-drawn]").wait_for()
    return page, trouble


@pytest.fixture(scope="module")
def wide(browser: Browser, built: Path) -> Iterator[tuple[Page, list[str]]]:
    """The page on a wide screen, and a list of its errors so far."""
    page, trouble = opened(browser, built / "good-all-2020Q4-en.html", 1280)
    yield page, trouble
    page.close()


def harmless(page: Page) -> None:
    """Check that no injected code ran or could still run."""
    assert page.evaluate("window.ran") is None
    links = "[...document.querySelectorAll('a')].map(a => a.getAttribute('href') || a.getAttribute('xlink:href') || '')"
    assert [link for link in page.evaluate(links) if "javascript:" in link.lower()] == []
    assert page.locator("img, [onerror], [onload], iframe, object, embed").count() == 0


def normal(text: str) -> str:
    return " ".join(text.split())


def test_a_page_shows_them_as_text_and_runs_nothing(wide: tuple[Page, list[str]]) -> None:
    page, trouble = wide
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    seen = normal(page.locator("body").inner_text())
    assert [text for text in SHOWN if normal(text) not in seen] == []
    assert "49" not in page.locator(".commentary").inner_text()
    harmless(page)
    assert trouble == []


def test_a_picture_shows_them_as_text_when_it_is_pointed_at(wide: tuple[Page, list[str]]) -> None:
    page, _ = wide
    told = page.evaluate(
        """() => [...document.querySelectorAll('.plot')].flatMap((plot) => plot.data.flatMap((trace, n) => {
          try { Plotly.Fx.hover(plot, [{curveNumber: n, pointNumber: 0}]); } catch { return []; }
          return [...plot.querySelectorAll('.hoverlayer text')].map((text) => text.textContent);
        }))"""
    )
    assert any("onerror" in text for text in told)
    assert page.locator(".plot svg a").count() == 0
    harmless(page)


@pytest.mark.parametrize("name", ["good-all-2020Q4-en", "index"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_pushed_out_of_sight(browser: Browser, built: Path, name: str, width: int) -> None:
    page, _ = opened(browser, built / f"{name}.html", width)
    wide = """() => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1
      && !e.closest('.scroll, .plot-box, .toc, .vh, .plot, pre, code')).map((e) => e.className || e.tagName).slice(0, 8)"""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.evaluate(wide)
    page.close()


def test_a_name_that_turns_the_direction_turns_only_itself(wide: tuple[Page, list[str]]) -> None:
    page, _ = wide
    # What follows the name on its line stands right of it.
    places = page.evaluate(
        """() => {
          const line = document.querySelector('h1'), range = document.createRange(), node = line.firstChild;
          const place = (at) => { range.setStart(node, at); range.setEnd(node, at + 1); return range.getBoundingClientRect(); };
          const text = node.data, end = text.lastIndexOf('good');
          return [0, 1, 2].map((n) => [place(end + n).left, place(end + n).top]);
        }"""
    )
    assert places == sorted(places, key=lambda place: (place[1], place[0]))


def test_the_index_shows_them_as_text_and_runs_nothing(browser: Browser, built: Path) -> None:
    page, trouble = opened(browser, built / "index.html", 1280)
    seen = normal(page.locator("body").inner_text())
    assert SCRIPT in seen and PICTURE in seen
    harmless(page)
    assert trouble == []
    page.close()


def test_paper_shows_them_as_text(built: Path) -> None:
    pdf = built / "good-all-2020Q4-en.pdf"
    shown = "".join(text_of(pdf).split())
    assert [text for text in (SCRIPT, PICTURE, FORMULA, BRACES) if "".join(text.split()) not in shown] == []
    data = pdf.read_bytes()
    assert b"/JavaScript" not in data and b"/JS" not in data and b"/URI" not in data


def test_the_annex_holds_them_as_text(built: Path) -> None:
    book = openpyxl.load_workbook(built / "good-all-2020Q4-en.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    risky = [cell for cell in cells if cell.value.startswith(("=", "+", "-", "@", "\t"))]
    assert {FORMULA, "@SUM(1)"} <= {cell.value for cell in risky}
    assert all(cell.quotePrefix for cell in risky)
    assert {SCRIPT, PICTURE, PSEUDO, LONG} <= {cell.value for cell in cells}
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
